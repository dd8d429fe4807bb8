# Reference: scaled difference tests of nested models of two groups, by lavaan, on the answers of mlr.json, with weights, with and without
# missing answers. The formula of 2010 needs the freer model at the stricter one's estimates. lavaan carries them over by name, which gives
# the same moments only if both models fix the same variances and means; where they do not, the estimates are put on the freer model's
# scale here.
# Run from tests/reference, after mlr.R: Rscript mlr_differences.R
library(lavaan)
library(jsonlite)

frozen <- fromJSON("mlr.json")
items <- paste0("x", 1:9)
data <- data.frame(frozen$answers, frozen$group, frozen$weights)
names(data) <- c(items, "school", "weight")
incomplete <- data
incomplete[items][frozen$missing == 1] <- NA

model <- "f1 =~ x1 + x2 + x3\nf2 =~ x4 + x5 + x6\nf3 =~ x7 + x8 + x9"
equal <- list(configural = "", metric = "loadings", scalar = c("loadings", "intercepts"),
  strict = c("loadings", "intercepts", "residuals"))
free <- list(partial = c("x3 ~ 1", "f3 =~ x7"))
fit <- function(level, of, ...) {
  cfa(model, of,
    group = "school", std.lv = TRUE, meanstructure = TRUE, estimator = "MLR", sampling.weights = "weight",
    group.equal = equal[[if (level == "partial") "scalar" else level]], group.partial = free[[level]],
    missing = if (anyNA(of)) "ml" else "listwise", em.h1.tol = 1e-12, em.h1.iter.max = 5000, ...
  )
}
tight <- list(rel.tol = 1e-15, iter.max = 5000, eval.max = 10000)

# The second school's estimates on the scale of a model that fixes its variances (configural) and means (configural and metric).
rescale <- function(strict, level) {
  e <- lavInspect(strict, "est")[[2]]
  sd <- if (level == "configural") sqrt(diag(e$psi)) else rep(1, 3)
  if (level %in% c("configural", "metric")) {
    e$nu <- e$nu + e$lambda %*% e$alpha
    e$alpha[] <- 0
  }
  e$lambda <- e$lambda %*% diag(sd)
  e$psi <- e$psi / outer(sd, sd)
  e$alpha <- e$alpha / sd
  e
}
carry_over <- function(free_fit, strict, level) {
  table <- parTable(free_fit)
  table$est[table$group == 1] <- with(parTable(strict), est[match(
    with(table[table$group == 1, ], paste(lhs, op, rhs)), paste(lhs, op, rhs)[group == 1]
  )])
  e <- rescale(strict, level)
  second <- which(table$group == 2 & table$op != "==")
  factors <- c("f1", "f2", "f3")
  for (row in second) {
    left <- table$lhs[row]
    right <- table$rhs[row]
    table$est[row] <- switch(table$op[row],
      "=~" = e$lambda[match(right, items), match(left, factors)],
      "~1" = if (left %in% items) e$nu[match(left, items), 1] else e$alpha[match(left, factors), 1],
      if (left %in% items) e$theta[match(left, items), match(right, items)] else e$psi[match(left, factors), match(right, factors)]
    )
  }
  table
}
differences <- function(of) {
  levels <- c("configural", "metric", "partial", "scalar", "strict")
  fits <- lapply(setNames(levels, levels), function(level) {
    fit(level, of, optim.force.converged = TRUE, control = tight)
  })
  pairs <- list(c("configural", "metric"), c("metric", "scalar"), c("partial", "scalar"), c("scalar", "strict"))
  lapply(pairs, function(pair) {
    freer <- fits[[pair[1]]]
    strict <- fits[[pair[2]]]
    table <- lavTestLRT(freer, strict, method = "satorra.bentler.2001")
    between <- fit(pair[1], of, start = carry_over(freer, strict, pair[1]), optim.method = "none", optim.force.converged = TRUE)
    stopifnot(all.equal(lavInspect(between, "implied"), lavInspect(strict, "implied"), check.attributes = FALSE, tolerance = 1e-7))
    df <- c(fitMeasures(freer, "df"), fitMeasures(strict, "df"))
    factors <- c(fitMeasures(between, "chisq.scaling.factor"), fitMeasures(strict, "chisq.scaling.factor"))
    scaling <- unname((df[2] * factors[2] - df[1] * factors[1]) / (df[2] - df[1]))
    list(
      free = pair[1], fixed = pair[2], df = unname(df[2] - df[1]),
      "2001" = list(chi2 = table[2, "Chisq diff"], p = table[2, "Pr(>Chisq)"]),
      "2010" = list(chi2 = unname(fitMeasures(strict, "chisq") - fitMeasures(freer, "chisq")) / scaling, scaling = scaling)
    )
  })
}
write_json(list(
  versions = list(R = as.character(getRversion()), lavaan = as.character(packageVersion("lavaan"))),
  weighted = differences(data), missing_weighted = differences(incomplete)
), "mlr_differences.json", digits = 12, auto_unbox = TRUE)
