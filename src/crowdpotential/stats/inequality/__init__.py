"""Inequality of amounts: who holds how much of a total."""
