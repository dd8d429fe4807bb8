"""Coding of answers in words: how far coders agree."""
