"""Correlations of weighted answers: polychoric, their replicates and their errors."""
