"""Figures and tables of the chapter on drivers."""
