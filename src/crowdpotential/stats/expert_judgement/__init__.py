"""Judgements of experts: how far they agree, and how they weight what they compare."""
