"""Factor models of one sample: dimensionality, exploratory and declared solutions, reliability, scores."""
