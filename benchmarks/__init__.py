"""Timings beside other programs on the same data: `python -m benchmarks [NAME ...]` from the checkout."""
