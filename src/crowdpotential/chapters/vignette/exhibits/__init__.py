"""Figures and tables of the chapter on the vignette."""
