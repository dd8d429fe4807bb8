"""Paired answers: the same people before and after."""
