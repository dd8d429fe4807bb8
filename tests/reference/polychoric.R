# Reference: polychoric correlations by lavaan, unweighted (also with missing answers) and weighted.
# lavCor ignores its sampling weights, therefore the weighted matrix is the sample statistic of an ordinal cfa.
# Run from tests/reference: Rscript polychoric.R
library(lavaan)
library(jsonlite)

set.seed(20261123)
n <- 400
sizes <- c(5, 5, 5, 4, 2, 11)
p <- length(sizes)
common <- rnorm(n)
loadings <- c(0.8, 0.7, -0.6, 0.5, 0.7, 0.6)
answers <- sapply(seq_len(p), function(i) {
  latent <- loadings[i] * common + sqrt(1 - loadings[i]^2) * rnorm(n)
  cuts <- qnorm(seq_len(sizes[i] - 1) / sizes[i]) + 0.3 * (i %% 2)
  findInterval(latent, cuts)
})
colnames(answers) <- paste0("y", seq_len(p))
weights <- exp(0.6 * rnorm(n))
missing <- matrix(runif(n * p) < 0.08, n, p)

complete <- as.data.frame(answers)
incomplete <- complete
incomplete[missing] <- NA

model <- paste("f =~", paste(colnames(answers), collapse = " + "))
weighted <- cfa(model, cbind(complete, w = weights), ordered = colnames(answers), sampling.weights = "w")
pairwise <- cfa(model, incomplete, ordered = colnames(answers), missing = "pairwise")
plain_matrix <- lavCor(complete, ordered = colnames(answers), output = "cor")

by_item <- function(statistics) {
  cuts <- unclass(statistics$th)
  unname(lapply(colnames(answers), function(y) unname(cuts[startsWith(names(cuts), paste0(y, "|"))])))
}
bare <- function(m) unname(matrix(unclass(m), p, p))
weighted_statistics <- lavInspect(weighted, "sampstat")
pairwise_statistics <- lavInspect(pairwise, "sampstat")

write_json(list(
  versions = list(R = as.character(getRversion()), lavaan = as.character(packageVersion("lavaan"))),
  sizes = sizes,
  answers = unname(answers),
  missing = unname(1 * missing),
  weights = weights,
  plain = list(correlations = bare(plain_matrix)),
  weighted = list(correlations = bare(weighted_statistics$cov), thresholds = by_item(weighted_statistics)),
  pairwise = list(correlations = bare(pairwise_statistics$cov), thresholds = by_item(pairwise_statistics))
), "polychoric.json", digits = 12, auto_unbox = TRUE)
