"""Estimates of the chapter on the vignette."""
