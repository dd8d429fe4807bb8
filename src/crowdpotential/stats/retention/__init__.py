"""Retention: who comes back."""
