# Reference: ordinal factor models of two groups by lavaan's WLSMV, identified as Wu and Estabrook (2016) by semTools.
# Three samples: complete without weights, complete with weights, and weighted with missing answers (pairwise).
# Run from tests/reference: Rscript wlsmv.R
suppressMessages({
  library(lavaan)
  library(semTools)
  library(jsonlite)
})

set.seed(20261124)
n <- c(420, 360)
sizes <- c(5, 5, 4, 5, 5, 3, 5, 4)
p <- length(sizes)
items <- paste0("y", seq_len(p))
group <- rep(1:2, n)
first <- rnorm(sum(n)) + 0.4 * (group == 2)
factors <- cbind(first, 0.5 * first + sqrt(0.75) * rnorm(sum(n)) * ifelse(group == 2, 1.2, 1))
loadings <- c(0.8, 0.7, -0.6, 0.7, 0.8, 0.6, 0.7, 0.75)
answers <- sapply(seq_len(p), function(i) {
  noise <- sqrt(1 - loadings[i]^2) * rnorm(sum(n)) + 0.35 * (i %in% c(2, 4)) * (first^2 - 1) / 3
  cuts <- qnorm(seq_len(sizes[i] - 1) / sizes[i]) * 0.9 + 0.2 * (i %% 2)
  cuts <- matrix(cuts, sum(n), sizes[i] - 1, byrow = TRUE)
  if (i == 7) cuts <- cuts + 0.4 * (group == 2) # one item whose thresholds differ
  rowSums(loadings[i] * factors[, 1 + (i > 4)] + noise > cuts)
})
colnames(answers) <- items
weights <- exp(0.5 * rnorm(sum(n)) + 0.2 * first)
missing <- matrix(runif(sum(n) * p) < 0.07, sum(n), p)
complete <- data.frame(answers, g = group, w = weights)
incomplete <- complete
incomplete[, items][missing] <- NA

model <- "f1 =~ y1 + y2 + y3 + y4
          f2 =~ y5 + y6 + y7 + y8"
paired <- "f1 =~ y1 + y2 + y3 + y4
           f2 =~ y5 + y6 + y7 + y8
           y2 ~~ y4"
steps <- list(
  configural = NULL, thresholds = "thresholds", metric = c("thresholds", "loadings"),
  scalar = c("thresholds", "loadings", "intercepts"),
  strict = c("thresholds", "loadings", "intercepts", "residuals")
)

fit_level <- function(level, data, weighted, parameterization, with = model) {
  syntax <- as.character(measEq.syntax(
    configural.model = with, data = complete, ordered = items, group = "g", ID.fac = "std.lv",
    ID.cat = "Wu.Estabrook.2016", parameterization = parameterization,
    group.equal = if (is.null(steps[[level]])) "" else steps[[level]]
  ))
  options <- list(syntax, data = data, ordered = items, group = "g", estimator = "WLSMV",
    parameterization = parameterization, missing = if (anyNA(data)) "pairwise" else "listwise")
  if (weighted) options$sampling.weights <- "w"
  do.call("cfa", options)
}

wanted <- c("chisq", "df", "chisq.scaled", "df.scaled", "chisq.scaling.factor", "baseline.chisq", "baseline.chisq.scaled",
  "baseline.df", "cfi", "tli", "rmsea", "cfi.scaled", "tli.scaled", "rmsea.scaled", "rmsea.ci.lower.scaled",
  "rmsea.ci.upper.scaled", "srmr")
numbers_of <- function(fit) {
  matrices <- function(what) lapply(lavInspect(fit, what), function(g) {
    out <- lapply(g[c("lambda", "theta", "psi", "nu", "alpha", "tau", "delta")], function(m) if (is.null(m)) NULL else unname(unclass(m)))
    out[!sapply(out, is.null)]
  })
  list(fit = as.list(fitMeasures(fit, wanted)), estimates = unname(matrices("est")), errors = unname(matrices("se")))
}
bare <- function(m) unname(matrix(unclass(m), nrow(m), ncol(m)))
statistics_of <- function(fit) {
  lapply(seq_len(2), function(g) list(
    thresholds = unname(c(unclass(lavInspect(fit, "sampstat")[[g]]$th))),
    correlations = bare(lavInspect(fit, "sampstat")[[g]]$cov),
    variances = unname(diag(lavInspect(fit, "gamma")[[g]])),
    n = lavInspect(fit, "nobs")[g]
  ))
}
run <- function(data, weighted, parameterization, levels = names(steps), with = model) {
  fits <- lapply(setNames(levels, levels), fit_level, data = data, weighted = weighted,
    parameterization = parameterization, with = with)
  differences <- lapply(setNames(seq_along(levels)[-1], levels[-1]), function(i) {
    test <- lavTestLRT(fits[[i - 1]], fits[[i]], method = "satorra.2000")
    list(chisq = test[2, "Chisq diff"], df = test[2, "Df diff"], p = test[2, "Pr(>Chisq)"])
  })
  list(statistics = statistics_of(fits[[1]]), models = lapply(fits, numbers_of), differences = differences)
}

result <- list(
  versions = list(R = as.character(getRversion()), lavaan = as.character(packageVersion("lavaan")),
    semTools = as.character(packageVersion("semTools"))),
  sizes = sizes, group = group, answers = unname(answers), missing = unname(1 * missing), weights = weights,
  plain = run(complete, FALSE, "theta"),
  weighted = run(complete, TRUE, "theta"),
  delta = run(complete, TRUE, "delta", head(names(steps), -1)),
  pairwise = run(incomplete, TRUE, "theta"),
  paired = run(complete, TRUE, "theta", c("configural", "scalar"), paired)
)
write_json(result, "wlsmv.json", digits = 10, auto_unbox = TRUE)
