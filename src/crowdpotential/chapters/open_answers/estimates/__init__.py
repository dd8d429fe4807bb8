"""Estimates of the chapter on open answers."""
