"""The index: scores, normalisation, aggregation, ranks, and the variance of choices."""
