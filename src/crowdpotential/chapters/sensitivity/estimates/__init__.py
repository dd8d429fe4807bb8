"""Estimates of the chapter on sensitivity."""
