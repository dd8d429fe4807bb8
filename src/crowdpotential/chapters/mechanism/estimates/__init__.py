"""Estimates of the chapter on the mechanism."""
