"""The index: scores, cells of choices, ranks, and the variance of choices."""
