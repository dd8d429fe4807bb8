"""What the report shows of the gap between sides, taken apart."""
