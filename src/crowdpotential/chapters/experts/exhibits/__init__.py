"""Exhibits of the chapter on experts."""
