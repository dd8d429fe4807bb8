"""Rows of the chapter on weighting."""
