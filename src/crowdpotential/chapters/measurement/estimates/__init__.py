"""Estimates of the chapter on measurement."""
