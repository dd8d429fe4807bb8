"""Rows of the chapter on events."""
