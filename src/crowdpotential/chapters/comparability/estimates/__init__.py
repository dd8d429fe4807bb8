"""Estimates of the chapter on comparability."""
