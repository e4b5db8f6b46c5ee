"""Figures of speed and size on the machine at hand, each beside a floor measured in the same sitting."""
