"""Readers of binary files (.sav, .zsav, .dta, .xlsx, .parquet), which run in a process of their own, within limits."""
