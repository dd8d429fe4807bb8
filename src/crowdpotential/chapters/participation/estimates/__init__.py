"""Estimates of the chapter on participation."""
