"""Weighting: calibration to known population figures, bounds and caps, balance, and what linearisation needs of it."""
