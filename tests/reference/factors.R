# Reference: the declared factor model by unweighted least squares on a correlation matrix, by lavaan, with and without
# a method factor on some items; and one general factor behind the dimensions.
# Run from tests/reference: Rscript factors.R
library(lavaan)
library(jsonlite)

set.seed(20261123)
n <- 600
dimension <- rep(1:4, each = 4)
method_items <- rep(c(FALSE, FALSE, FALSE, TRUE), 4)
p <- length(dimension)
general <- rnorm(n)
factors <- sapply(c(0.8, 0.7, 0.6, 0.75), function(g) g * general + sqrt(1 - g^2) * rnorm(n))
true_loadings <- runif(p, 0.5, 0.85)
answers <- factors[, dimension] %*% diag(true_loadings) + outer(rnorm(n), 0.35 * method_items) + matrix(0.6 * rnorm(n * p), n)
names <- paste0("y", seq_len(p))
colnames(answers) <- names
observed <- cor(answers)

measured <- sapply(1:4, function(k) paste0("f", k, " =~ ", paste(names[dimension == k], collapse = " + ")))
with_method <- c(measured, paste("m =~", paste(names[method_items], collapse = " + ")), paste0("m ~~ 0*f", 1:4))
fit <- function(model, matrix) {
  cfa(paste(model, collapse = "\n"),
    sample.cov = matrix, sample.nobs = n, sample.cov.rescale = FALSE, estimator = "ULS", std.lv = TRUE,
    optim.force.converged = TRUE, control = list(rel.tol = 1e-15, iter.max = 5000, eval.max = 10000)
  )
}
answer <- function(fitted) {
  estimates <- lavInspect(fitted, "est")
  own <- estimates$lambda[cbind(seq_len(p), dimension)]
  method <- if ("m" %in% colnames(estimates$lambda)) estimates$lambda[, "m"] else rep(0, p)
  list(
    loadings = unname(own), method_loadings = unname(method), uniquenesses = unname(diag(estimates$theta)),
    factor_correlations = unname(unclass(estimates$psi)[1:4, 1:4]),
    srmr = unname(fitMeasures(fitted, "srmr")), df = unname(fitMeasures(fitted, "df"))
  )
}
plain <- answer(fit(measured, observed))
between <- plain$factor_correlations
dimnames(between) <- list(paste0("f", 1:4), paste0("f", 1:4))
general_fit <- fit(paste("g =~", paste0("f", 1:4, collapse = " + ")), between)

write_json(list(
  versions = list(R = as.character(getRversion()), lavaan = as.character(packageVersion("lavaan"))),
  correlations = unname(observed), dimension_of_item = dimension - 1, method_items = method_items,
  plain = plain, with_method = answer(fit(with_method, observed)),
  second_order = list(
    loadings = unname(lavInspect(general_fit, "est")$lambda[, 1]), srmr = unname(fitMeasures(general_fit, "srmr"))
  )
), "factors.json", digits = 12, auto_unbox = TRUE)
