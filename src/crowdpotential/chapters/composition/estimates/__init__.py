"""Rows of the gap between sides, with people made alike and taken apart."""
