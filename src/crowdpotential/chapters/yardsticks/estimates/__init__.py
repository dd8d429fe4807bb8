"""Estimates of the chapter on yardsticks."""
