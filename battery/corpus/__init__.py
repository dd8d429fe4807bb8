"""Inputs that are wrong, each by one change of the right study, and what must be said of it."""
