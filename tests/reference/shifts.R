# Reference: intercepts of the models with equal loadings (and thresholds) from which shifts of items are read, by lavaan: MLR for the
# answers as numbers, WLSMV for ordered answers identified as Wu and Estabrook (2016) in the theta parameterisation. Two and three groups
# that differ by much in their dimension, a declared residual covariance, two items that have shifted in the last group.
# Run from tests/reference: Rscript shifts.R
suppressMessages({
  library(lavaan)
  library(jsonlite)
})

set.seed(20261129)
n <- c(400, 350, 300)
p <- 6
items <- paste0("y", 1:p)
group <- rep(1:3, n)
factor <- rnorm(sum(n)) + c(0, 0.6, -0.9)[group]
loadings <- c(0.8, 0.7, 0.75, 0.6, 0.7, 0.65)
together <- rnorm(sum(n))
answers <- sapply(1:p, function(i) {
  noise <- sqrt(1 - loadings[i]^2) * rnorm(sum(n)) + 0.6 * (i <= 2) * together
  response <- loadings[i] * factor + noise + 0.5 * (i == 3 & group == 3) - 0.4 * (i == 6 & group == 3)
  rowSums(outer(response, c(-1, -0.2, 0.5, 1.2) + 0.3 * (i == 4), ">"))
})
colnames(answers) <- items
data <- data.frame(answers, g = group)

numbers_of <- function(fit) lapply(lavInspect(fit, "est"), function(m) list(
  loadings = unname(c(m$lambda)), intercepts = unname(c(m$nu)),
  deviations = unname(sqrt(diag(m$lambda %*% m$psi %*% t(m$lambda) + m$theta)))
))
labels <- function(stem, k) paste0("c(", paste(rep(stem, k), collapse = ", "), ")")
first_fixed <- function(value, k) paste0("c(", paste(c(value, rep("NA", k - 1)), collapse = ", "), ")")

run <- function(groups) {
  own <- data[data$g %in% groups, ]
  k <- length(groups)
  loads <- paste0("f =~ ", paste(sapply(1:p, function(i)
    paste0(first_fixed("NA", k), " * y", i, " + ", labels(paste0("l", i), k), " * y", i)), collapse = " + "))
  scale <- c(paste0("f ~~ ", first_fixed("1", k), " * f"), paste0("f ~ ", labels("0", k), " * 1"), "y1 ~~ y2")
  numbers <- cfa(c(loads, scale), data = own, group = "g", estimator = "MLR", meanstructure = TRUE)
  thresholds <- unlist(lapply(1:p, function(i) sapply(1:4, function(t)
    paste0("y", i, " | ", labels(paste0("t", i, "_", t), k), " * t", t))))
  of_items <- unlist(lapply(1:p, function(i) c(
    paste0("y", i, " ~ ", first_fixed("0", k), " * 1"), paste0("y", i, " ~~ ", first_fixed("1", k), " * y", i))))
  ordered <- cfa(c(loads, scale, thresholds, of_items), data = own, group = "g", ordered = items, estimator = "WLSMV",
    parameterization = "theta")
  list(groups = groups, mlr = unname(numbers_of(numbers)), wlsmv = unname(numbers_of(ordered)),
    df = list(mlr = unname(fitMeasures(numbers, "df")), wlsmv = unname(fitMeasures(ordered, "df"))))
}

write_json(list(
  versions = list(R = as.character(getRversion()), lavaan = as.character(packageVersion("lavaan"))),
  answers = unname(answers), group = group, two = run(c(1, 3)), three = run(1:3)
), "shifts.json", digits = 10, auto_unbox = TRUE)
