"""Estimates of the chapter on drivers."""
