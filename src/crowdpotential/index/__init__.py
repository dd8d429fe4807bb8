"""From items to dimensions, the index and the question whether it may be compared."""
