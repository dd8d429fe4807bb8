"""Regressions under every column of weights at once: linear and ordinal models, what predictors account for, marginal differences."""
