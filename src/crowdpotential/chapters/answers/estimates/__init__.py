"""Estimates of the chapter on answers."""
