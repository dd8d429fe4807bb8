# Reference answers for inequality: Gini's coefficient as half the mean absolute difference of all pairs over the mean (Gini 1912; the
# double sum, not the sorted formula), its linearised error (Kovačević and Binder 1997; Langel and Tillé 2013, eq. 10, as in convey's
# svygini), and top shares by R's own interpolation of the weighted Lorenz curve. Only base R and survey are used.
# Run in tests/reference: Rscript inequality.R
suppressMessages(library(survey))
library(jsonlite)
set.seed(20261130)

n <- 300
points <- rep(1:60, each = 5)
active <- rbinom(n, 1, 0.35)
amounts <- active * (1 + rgeom(n, 0.15))
weights <- round(exp(rnorm(n, 0, 0.5)), 4)

gini <- function(y, w) sum(outer(w, w) * abs(outer(y, y, "-"))) / (2 * sum(w) * sum(w * y))

linearised <- function(y, w) {
  N <- sum(w)
  Y <- sum(w * y)
  G <- gini(y, w)
  # derivative of the double sum with respect to the weight of each respondent
  pairs <- as.vector(abs(outer(y, y, "-")) %*% w)
  pairs / (N * Y) - G * (1 / N + y / Y)
}

top <- function(y, w, share) {
  order <- order(y)
  people <- c(0, cumsum(w[order]) / sum(w))
  held <- c(0, cumsum((w * y)[order]) / sum(w * y))
  1 - approx(people, held, xout = 1 - share, ties = "ordered")$y
}

# people with the same amount are one point of the curve
gathered <- aggregate(weights, list(amounts), sum)
design <- svydesign(ids = ~points, weights = ~weights, data = data.frame(points, weights))
error <- as.numeric(SE(svytotal(linearised(amounts, weights), design)))

cat(toJSON(list(
  versions = list(R = R.version.string, survey = as.character(packageVersion("survey"))),
  amounts = amounts,
  weights = weights,
  points = points,
  gini = gini(amounts, weights),
  gini_se = error,
  top_1 = top(gathered[[1]], gathered[[2]], 0.01),
  top_10 = top(gathered[[1]], gathered[[2]], 0.1),
  lorenz_80 = 1 - top(gathered[[1]], gathered[[2]], 0.2)
), digits = NA, auto_unbox = TRUE), file = "inequality.json")
