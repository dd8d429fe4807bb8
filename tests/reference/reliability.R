# Reference: alpha of a weighted covariance matrix and omega total of one factor, by psych.
# Run from tests/reference: Rscript reliability.R
library(psych)
library(jsonlite)

set.seed(20261123)
n <- 300
common <- rnorm(n)
answers <- sapply(c(0.8, 0.7, 0.5, 0.6, 0.9), function(l) findInterval(l * common + rnorm(n), c(-1.2, -0.4, 0.4, 1.2)))
weights <- exp(0.5 * rnorm(n))
covariance <- cov.wt(answers, wt = weights, method = "ML")$cov
colnames(covariance) <- rownames(covariance) <- paste0("y", 1:5)
factor <- omega(cov2cor(covariance), nfactors = 1, n.obs = n, plot = FALSE)
one <- fa(cov2cor(covariance), 1, n.obs = n)

write_json(list(
  versions = list(R = as.character(getRversion()), psych = as.character(packageVersion("psych"))),
  covariance = unname(covariance), alpha = alpha(covariance)$total$raw_alpha,
  ordinal_alpha = alpha(cov2cor(covariance))$total$raw_alpha,
  loadings = unname(one$loadings[, 1]), uniquenesses = unname(one$uniquenesses), omega_total = factor$omega.tot
), "reliability.json", digits = 12, auto_unbox = TRUE)
