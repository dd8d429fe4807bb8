"""Figures and tables of the report, one module for each of its sections."""
