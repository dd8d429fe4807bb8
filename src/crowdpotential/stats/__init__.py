"""The methods: arrays in, frozen records out; no files, no data frames, no drawing.

weighting        calibration to known population figures, bounds and caps, balance
replication      how replicates are drawn or delivered, and how their spread becomes variance
inference        estimates of domains, intervals, tables, tests, regression, bounds
regressions      linear and ordinal models under all columns of weights, parts of R squared, marginal differences
correlation      polychoric correlations, their replicates and errors
factor_models    one sample: dimensionality, exploratory and declared solutions, reliability, scores
group_models     several groups by robust maximum likelihood: levels of equality, tests, releases
minimising       Newton steps to the least misfit, for all models
ordinal_models   several groups, ordered answers (WLSMV)
alignments       comparable means of many groups
composites       the index: scores, cells of choices, ranks, the variance of choices
"""
