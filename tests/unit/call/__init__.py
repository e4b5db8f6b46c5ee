"""Decisions of the call."""
