"""Rows of the chapter on experts."""
