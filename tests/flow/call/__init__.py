"""Flows of the call."""
