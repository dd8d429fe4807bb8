"""Estimates of the chapter on types of people."""
