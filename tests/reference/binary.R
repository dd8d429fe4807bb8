# Reference: two-answer items by lavaan. Correlations of tables with an empty cell (0.5 added, margins kept), with weights, missing
# answers and larger tables beside; factor models of two groups (WLSMV, theta) in which two-answer items take part from the scalar level
# on, identified by hand as Wu and Estabrook (2016): alone, and beside items with four answers.
# Run from tests/reference: Rscript binary.R
suppressMessages({
  library(lavaan)
  library(jsonlite)
})

set.seed(20261129)
n <- c(420, 380)
group <- rep(1:2, n)
sizes <- c(rep(2, 8), 4, 4, 4)
items <- c(paste0("y", 1:8), paste0("z", 1:3))
first <- rnorm(sum(n)) + 0.6 * (group == 2)
second <- 0.5 * first + sqrt(0.75) * rnorm(sum(n)) * ifelse(group == 2, 1.2, 1)
loadings <- c(0.85, 0.7, 0.75, 0.85, 0.8, 0.7, -0.6, 0.75, 0.7, 0.8, 0.7)
cuts <- list(-1.4, -0.3, 0.5, 1.3, -1, -0.3, 0.2, 0.9, c(-0.9, 0, 0.8), c(-0.7, 0.2, 1), c(-1, -0.1, 0.7))
answers <- sapply(seq_along(items), function(i) {
  factor <- if (i <= 4) first else second
  y <- loadings[i] * factor + sqrt(1 - loadings[i]^2) * rnorm(sum(n)) + 0.5 * (i == 2) * (group == 2)
  findInterval(y, cuts[[i]])
})
colnames(answers) <- items
answers[answers[, "y1"] == 0, "y4"] <- 0 # an empty cell in both groups
answers[answers[, "y1"] == 0 & answers[, "z1"] == 3, "z1"] <- 2 # and in a larger table
weights <- exp(0.5 * rnorm(sum(n)) + 0.2 * first)
missing <- matrix(runif(sum(n) * length(items)) < 0.06, sum(n), length(items))
complete <- data.frame(answers, g = group, w = weights)
incomplete <- complete
incomplete[, items][missing] <- NA

bare <- function(m) unname(matrix(unclass(m), nrow(m), ncol(m)))
one <- paste("f =~", paste(items, collapse = " + "))
sampled <- function(data, ...) bare(lavInspect(cfa(one, data, ordered = items, do.fit = FALSE, ...), "sampstat")$cov)

# what a level holds equal; two-answer items wait for scalar
write_model <- function(factors, level, freed = character(0)) {
  rank <- match(level, c("configural", "thresholds", "metric", "scalar", "strict"))
  of <- unlist(lapply(names(factors), function(f) setNames(rep(f, length(factors[[f]])), factors[[f]])))
  own <- function(name, equal) sprintf("c(%s1, %s)*", name, if (equal) paste0(name, "1") else paste0(name, "2"))
  free <- function(is_free, fixed) if (is_free) sprintf("c(%s, NA)*", fixed) else sprintf("c(%s, %s)*", fixed, fixed)
  lines <- character(0)
  for (y in names(of)) {
    k <- sizes[match(y, items)]
    has_two <- k == 2
    from <- function(r) rank >= (if (has_two) max(r, 4) else r)
    lines <- c(lines,
      sprintf("%s =~ %s%s", of[[y]], own(paste0("l_", y), from(3)), y),
      sprintf("%s | %s", y, paste0(own(paste0("t_", y, "_", seq_len(k - 1), "_"), from(2)), "t", seq_len(k - 1), collapse = " + ")),
      sprintf("%s ~ %s1", y, free(from(2) && (rank < 4 || y %in% freed), 0)),
      sprintf("%s ~~ %s%s", y, free(from(2) && (rank < 5 || y %in% freed), 1), y))
  }
  for (f in names(factors)) {
    comparable <- any(sizes[match(factors[[f]], items)] > 2)
    lines <- c(lines,
      sprintf("%s ~ %s1", f, free(rank >= 4, 0)),
      sprintf("%s ~~ %s%s", f, free(rank >= (if (comparable) 3 else 4), 1), f))
  }
  paste(c(lines, paste(names(factors), collapse = " ~~ ")), collapse = "\n")
}

binary <- list(f1 = paste0("y", 1:4), f2 = paste0("y", 5:8))
mixed <- list(f1 = paste0("y", 1:4), f2 = c("y5", "y6", "z1", "z2", "z3"))
wanted <- c("chisq", "df", "chisq.scaled", "cfi.scaled", "tli.scaled", "rmsea.scaled", "srmr")
run <- function(factors, levels, weighted) {
  fits <- lapply(levels, function(level) {
    options <- list(write_model(factors, level[1], level[-1]), data = complete, ordered = unlist(factors, use.names = FALSE),
      group = "g", estimator = "WLSMV", parameterization = "theta", auto.var = FALSE)
    if (weighted) options$sampling.weights <- "w"
    do.call("lavaan", options)
  })
  names(fits) <- sapply(levels, paste, collapse = "_")
  lapply(fits, function(fit) c(as.list(fitMeasures(fit, wanted)), list(
    loadings = lapply(lavInspect(fit, "est"), function(g) bare(g$lambda)),
    means = lapply(lavInspect(fit, "est"), function(g) c(unclass(g$alpha))),
    mean_errors = lapply(lavInspect(fit, "se"), function(g) c(unclass(g$alpha))))))
}
short <- list("configural", "scalar", c("scalar", "y2"), "strict")
whole <- list("configural", "thresholds", "metric", "scalar", c("scalar", "y2"), "strict")
default <- cfa("f1 =~ y1 + y2 + y3 + y4\nf2 =~ y5 + y6 + y7 + y8", complete, ordered = items[1:8], group = "g", estimator = "WLSMV",
  parameterization = "theta", group.equal = c("loadings", "thresholds"))

write_json(list(
  versions = list(R = as.character(getRversion()), lavaan = as.character(packageVersion("lavaan"))),
  sizes = sizes, answers = unname(answers), group = group, missing = unname(1 * missing), weights = weights,
  correlations = list(
    plain = bare(lavCor(complete[, items], ordered = items, output = "cor")),
    weighted = sampled(complete, sampling.weights = "w"),
    pairwise = sampled(incomplete, missing = "pairwise")
  ),
  binary = run(binary, short, FALSE), weighted = run(binary, short, TRUE), mixed = run(mixed, whole, TRUE),
  default = as.list(fitMeasures(default, wanted))
), "binary.json", digits = 10, auto_unbox = TRUE)
