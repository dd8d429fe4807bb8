"""Exhibits of the chapter on events."""
