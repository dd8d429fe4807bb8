# Reference: smoothing of an indefinite correlation matrix by psych. Run from tests/reference: Rscript smoothing.R
library(psych)
library(jsonlite)
indefinite <- matrix(c(1, .9, -.6, .2, .9, 1, .7, .3, -.6, .7, 1, .4, .2, .3, .4, 1), 4)
write_json(list(
  versions = list(R = as.character(getRversion()), psych = as.character(packageVersion("psych"))),
  correlations = indefinite, smoothed = unname(suppressWarnings(cor.smooth(indefinite)))
), "smoothing.json", digits = 14, auto_unbox = TRUE)
