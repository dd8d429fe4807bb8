"""Figures and tables of the chapter on types of people."""
