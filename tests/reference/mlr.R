# Reference: factor models of two groups by robust maximum likelihood, with weights, PSUs and missing answers, by lavaan: all levels of
# invariance and a partial one, residual covariances, a general factor, a method factor, standardised solution, modification indices.
# Nine ability tests of two schools (HolzingerSwineford1939); weights, PSUs and gaps are drawn here.
# Run from tests/reference: Rscript mlr.R
library(lavaan)
library(jsonlite)

set.seed(20261123)
items <- paste0("x", 1:9)
data <- HolzingerSwineford1939[c(items, "school")]
data[items] <- round(data[items], 4)
n <- nrow(data)
data$weight <- round(exp(0.4 * rnorm(n)), 4)
data$psu <- paste(data$school, 1 + floor(runif(n) * 25))
missing <- matrix(runif(n * 9) < 0.07, n)
incomplete <- data
incomplete[items][missing] <- NA

dimensions <- c("f1 =~ x1 + x2 + x3", "f2 =~ x4 + x5 + x6", "f3 =~ x7 + x8 + x9")
plain <- paste(dimensions, collapse = "\n")
forms <- list(
  plain = plain,
  residuals = paste(plain, "x7 ~~ x8", "x1 ~~ x4", sep = "\n"),
  general = paste(plain, "g =~ f1 + f2 + f3", "g ~ 0*1", sep = "\n"),
  method = paste(plain, "m =~ c(a, a)*x2 + c(a, a)*x3 + c(a, a)*x9", "m ~~ 0*f1 + 0*f2 + 0*f3", sep = "\n")
)
equal <- list(configural = "", metric = "loadings", scalar = c("loadings", "intercepts"),
  strict = c("loadings", "intercepts", "residuals"))
fit <- function(form = "plain", level, free = "", of = data, weights = NULL, psu = NULL, gaps = FALSE, ...) {
  cfa(forms[[form]], of,
    group = "school", std.lv = TRUE, meanstructure = TRUE, estimator = "MLR", sampling.weights = weights, cluster = psu,
    group.equal = equal[[level]], group.partial = free, missing = if (gaps) "ml" else "listwise", em.h1.tol = 1e-12,
    em.h1.iter.max = 5000, optim.force.converged = TRUE, control = list(rel.tol = 1e-15, iter.max = 5000, eval.max = 10000), ...
  )
}
measures <- c("chisq", "df", "pvalue", "chisq.scaled", "pvalue.scaled", "chisq.scaling.factor", "baseline.chisq", "baseline.df",
  "baseline.chisq.scaling.factor", "cfi", "tli", "cfi.scaled", "tli.scaled", "cfi.robust", "tli.robust", "rmsea", "rmsea.ci.lower",
  "rmsea.ci.upper", "rmsea.scaled", "rmsea.ci.lower.scaled", "rmsea.ci.upper.scaled", "rmsea.robust", "rmsea.ci.lower.robust",
  "rmsea.ci.upper.robust", "srmr")
matrices <- function(fitted, what) {
  unname(lapply(lavInspect(fitted, what), function(e) {
    none <- matrix(0, nrow(e$psi), nrow(e$psi))
    regressions <- if (is.null(e$beta)) none else unclass(e$beta)
    list(
      loadings = unname(unclass(e$lambda)), regressions = unname(regressions), covariances = unname(unclass(e$psi)),
      residuals = unname(unclass(e$theta)), intercepts = unname(e$nu[, 1]), means = unname(e$alpha[, 1])
    )
  }))
}
answer <- function(fitted) {
  list(measures = as.list(fitMeasures(fitted, measures)), estimates = matrices(fitted, "est"), errors = matrices(fitted, "se"))
}
ladder <- function(...) {
  levels <- c(setNames(names(equal), names(equal)), partial = "partial")
  lapply(levels, function(level) {
    if (level == "partial") fit(level = "scalar", free = c("x3 ~ 1", "f3 =~ x7"), ...) else fit(level = level, ...)
  })
}
samples <- list(
  plain = list(), weighted = list(weights = "weight"), clustered = list(weights = "weight", psu = "psu"),
  missing = list(of = incomplete, gaps = TRUE), missing_weighted = list(of = incomplete, gaps = TRUE, weights = "weight"),
  missing_clustered = list(of = incomplete, gaps = TRUE, weights = "weight", psu = "psu")
)
results <- lapply(samples, function(how) lapply(do.call(ladder, how), answer))
special <- lapply(setNames(names(forms)[-1], names(forms)[-1]), function(form) {
  answer(fit(form, "scalar", weights = "weight"))
})

scalar <- fit(level = "scalar", weights = "weight")
standard <- standardizedSolution(scalar, type = "std.all")
indices <- modindices(scalar)
released <- lavTestScore(scalar)
constraints <- with(parTable(scalar), data.frame(lhs, op, rhs, group, plabel))
name_of <- function(label) {
  row <- constraints[match(label, constraints$plabel), ]
  paste(row$lhs, row$op, row$rhs)
}
write_json(list(
  versions = list(R = as.character(getRversion()), lavaan = as.character(packageVersion("lavaan"))),
  answers = unname(as.matrix(data[items])), missing = unname(1 * missing), weights = data$weight,
  group = 1 * (data$school != data$school[1]), psus = as.integer(factor(data$psu)),
  samples = results, special = special,
  standardised = standard[standard$op != "==", c("lhs", "op", "rhs", "group", "est.std", "se")],
  modification = indices[c("lhs", "op", "rhs", "group", "mi", "epc", "sepc.all")],
  released = data.frame(parameter = name_of(released$uni$lhs), chi2 = released$uni$X2)
), "mlr.json", digits = 12, auto_unbox = TRUE)
