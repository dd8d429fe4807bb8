"""Alignment of the means of many groups."""
