"""Estimates of the chapter on platforms."""
