# Reference: a base model of few degrees of freedom, by lavaan: five questions of trust from 0 to 10 on two sides, two residual
# covariances declared, and a third, small one that is not; beside it the same without the two. The answers are drawn here.
# Run from tests/reference: Rscript base_model.R
library(lavaan)
library(jsonlite)

set.seed(20150704)
n <- 1000
loadings <- c(0.90, 0.85, 0.80, 0.85, 0.80)
residual <- diag(5)
for (pair in list(c(1, 2, 0.35), c(4, 5, 0.35), c(2, 4, 0.20))) {
  residual[pair[1], pair[2]] <- residual[pair[2], pair[1]] <- pair[3]
}
own <- sqrt(1 - loadings^2)
covariance <- tcrossprod(loadings) + residual * tcrossprod(own)
responses <- matrix(rnorm(n * 5), n) %*% chol(covariance)
answers <- pmin(pmax(round(5 + 2.2 * responses), 0), 10)
items <- paste0("x", 1:5)
data <- data.frame(answers)
names(data) <- items
data$side <- rep(0:1, each = n / 2)

plain <- paste("f =~", paste(items, collapse = " + "))
forms <- list(declared = paste(plain, "x1 ~~ x2", "x4 ~~ x5", sep = "\n"), plain = plain)
measures <- c("chisq.scaled", "df", "pvalue.scaled", "cfi.robust", "rmsea.robust", "rmsea.ci.lower.robust",
  "rmsea.ci.upper.robust", "srmr")
results <- lapply(forms, function(form) {
  fitted <- cfa(form, data, group = "side", std.lv = TRUE, meanstructure = TRUE, estimator = "MLR",
    optim.force.converged = TRUE, control = list(rel.tol = 1e-15, iter.max = 5000, eval.max = 10000))
  as.list(fitMeasures(fitted, measures))
})
write_json(list(
  versions = list(R = as.character(getRversion()), lavaan = as.character(packageVersion("lavaan"))),
  answers = unname(answers), side = data$side, pairs = list(c(0, 1), c(3, 4)), fits = results
), "base_model.json", digits = 12, auto_unbox = TRUE)
