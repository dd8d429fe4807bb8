# Reference: factor models of two groups with sampling weights, from configural to scalar, with and without a method
# factor, and the moments of incomplete answers, by lavaan (maximum likelihood, mean structure).
# Run from tests/reference: Rscript invariance.R
library(lavaan)
library(jsonlite)

set.seed(20261123)
size <- c(260, 340)
dimension <- rep(1:3, each = 4)
method_items <- rep(c(FALSE, FALSE, TRUE, TRUE), 3)
p <- length(dimension)
names <- paste0("y", seq_len(p))
true_loadings <- runif(p, 0.6, 1.0)
group <- rep(1:2, size)
n <- sum(size)
general <- rnorm(n)
factors <- sapply(c(0.8, 0.7, 0.6), function(g) g * general + sqrt(1 - g^2) * rnorm(n))
factors <- factors + outer(group == 2, c(0.4, -0.2, 0))
answers <- 3 + factors[, dimension] %*% diag(true_loadings) + outer(0.5 * rnorm(n), 1 * method_items) +
  matrix(0.7 * rnorm(n * p), n)
answers[group == 2, 2] <- answers[group == 2, 2] + 0.5
answers <- round(answers, 3)
colnames(answers) <- names
weights <- round(exp(0.4 * rnorm(n)), 4)
missing <- matrix(runif(n * p) < 0.06, n, p)
complete <- data.frame(answers, group = group, weight = weights)
incomplete <- complete
incomplete[names][missing] <- NA

measured <- sapply(1:3, function(k) paste0("f", k, " =~ ", paste(names[dimension == k], collapse = " + ")))
with_method <- c(measured, paste("m =~", paste(names[method_items], collapse = " + ")), paste0("m ~~ 0*f", 1:3))
equal <- list(configural = "", metric = "loadings", scalar = c("loadings", "intercepts"))
fit <- function(model, level, free = "", data = complete, ...) {
  cfa(paste(model, collapse = "\n"), data,
    group = "group", std.lv = TRUE, meanstructure = TRUE, estimator = "ML", sampling.weights = "weight",
    group.equal = equal[[level]], group.partial = free, se = "none", optim.force.converged = TRUE,
    control = list(rel.tol = 1e-15, iter.max = 5000, eval.max = 10000), ...
  )
}
measures <- c("chisq", "df", "cfi", "tli", "rmsea", "rmsea.ci.lower", "rmsea.ci.upper", "srmr")
answer <- function(fitted) {
  estimates <- lavInspect(fitted, "est")
  per_group <- function(f) unname(lapply(estimates, function(e) unname(f(e))))
  list(
    measures = as.list(fitMeasures(fitted, measures)),
    loadings = per_group(function(e) e$lambda[cbind(seq_len(p), dimension)]),
    method_loadings = per_group(function(e) if (ncol(e$lambda) > 3) e$lambda[, 4] else rep(0, p)),
    intercepts = per_group(function(e) e$nu[, 1]), residuals = per_group(function(e) diag(e$theta)),
    latent_means = per_group(function(e) e$alpha[, 1]), latent_covariances = per_group(function(e) unclass(e$psi))
  )
}
models <- list(
  configural = answer(fit(measured, "configural")), metric = answer(fit(measured, "metric")),
  scalar = answer(fit(measured, "scalar")), partial = answer(fit(measured, "scalar", "y2 ~ 1")),
  configural_method = answer(fit(with_method, "configural")), metric_method = answer(fit(with_method, "metric")),
  partial_method = answer(fit(with_method, "scalar", "y2 ~ 1"))
)
saturated <- fit(measured, "configural", data = incomplete, missing = "ml", em.h1.tol = 1e-12, em.h1.iter.max = 5000)
moments <- lapply(lavInspect(saturated, "sampstat.h1"), function(s) {
  list(mean = unname(as.vector(s$mean)), covariance = unname(unclass(s$cov)))
})

write_json(list(
  versions = list(R = as.character(getRversion()), lavaan = as.character(packageVersion("lavaan"))),
  answers = unname(answers), missing = unname(1 * missing), weights = weights, group = group - 1,
  dimension_of_item = dimension - 1, method_items = method_items, models = models, moments = unname(moments)
), "invariance.json", digits = 12, auto_unbox = TRUE)
