# Reference: omega of ordered answers (Green and Yang 2009) by semTools, alpha if an item is left out, and the Schmid-Leiman
# solution of a simple structure with omega hierarchical by psych.
# Run from tests/reference: Rscript reliability_ordinal.R
suppressMessages({
  library(lavaan)
  library(semTools)
  library(psych)
  library(jsonlite)
})

set.seed(20261125)
n <- 400
sizes <- c(5, 5, 4, 3, 5, 2)
loadings <- c(0.8, 0.7, -0.6, 0.5, 0.75, 0.6)
common <- rnorm(n)
answers <- as.data.frame(sapply(seq_along(sizes), function(i) {
  latent <- loadings[i] * common + sqrt(1 - loadings[i]^2) * rnorm(n)
  findInterval(latent, qnorm(seq_len(sizes[i] - 1) / sizes[i]) + 0.3 * (i %% 2))
}))
items <- names(answers)
answers$V3 <- 3 - answers$V3
weights <- exp(0.4 * rnorm(n))
fit <- cfa(paste("f =~", paste(items, collapse = " + ")), cbind(answers, w = weights), ordered = items, std.lv = TRUE,
  sampling.weights = "w")
thresholds <- lavInspect(fit, "est")$tau[, 1]
implied <- unclass(fitted(fit)$cov)
observed <- unclass(lavInspect(fit, "sampstat")$cov)

covariance <- cov.wt(answers, wt = weights, method = "ML")$cov

simple <- matrix(0, 9, 3)
simple[cbind(1:9, rep(1:3, each = 3))] <- c(0.8, 0.7, 0.6, 0.75, 0.65, 0.7, 0.5, 0.8, 0.6)
between <- matrix(c(1, 0.5, 0.35, 0.5, 1, 0.42, 0.35, 0.42, 1), 3)
rownames(simple) <- paste0("y", 1:9)
solution <- suppressWarnings(schmid(simple, nfactors = 3, Phi = between))
correlations <- simple %*% between %*% t(simple)
diag(correlations) <- 1
whole <- suppressMessages(omega(correlations, 3, plot = FALSE)) # finds the simple structure again

write_json(list(
  versions = list(R = as.character(getRversion()), lavaan = as.character(packageVersion("lavaan")),
    semTools = as.character(packageVersion("semTools")), psych = as.character(packageVersion("psych"))),
  thresholds = unname(split(unname(thresholds), rep(seq_along(sizes), sizes - 1))),
  loadings = unname(lavInspect(fit, "std")$lambda[, 1]),
  implied = unname(matrix(implied, 6)), observed = unname(matrix(observed, 6)),
  omega_implied = unname(compRelSEM(fit, obs.var = FALSE)), omega_observed = unname(compRelSEM(fit, obs.var = TRUE)),
  covariance = unname(covariance), alpha_if_deleted = alpha(covariance)$alpha.drop$raw_alpha,
  simple_loadings = rowSums(unname(simple)), dimension_loadings = unname(unclass(solution$gloading)[, 1]),
  correlations = unname(correlations),
  general = unname(solution$sl[, "g"]), own = unname(rowSums(solution$sl[, 2:4])),
  omega_hierarchical = whole$omega_h
), "reliability_ordinal.json", digits = 12, auto_unbox = TRUE)
