"""Figures and tables of the chapter on key findings."""
