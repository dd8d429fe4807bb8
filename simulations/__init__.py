"""Repeated sampling from populations with known truth: `python -m simulations [NAME ...]` from the checkout."""
