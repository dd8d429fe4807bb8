# Entropy balancing (Hainmueller 2012, equations 8 and 9) by the dual problem in base R, as package ebal minimises it, and by
# survey::calibrate with exponential distance (calfun = "raking"), of one side to the weighted composition of another.
# Weighted Oaxaca-Blinder decomposition (Jann 2008) by lm with sum contrasts, whose coefficients are normalised as Yun (2005) does.
# Rscript decomposition.R > decomposition.json
suppressPackageStartupMessages({library(jsonlite); library(survey)})
set.seed(20191207)

n <- 420
side <- rep(c(0, 1), c(190, 230))
draw <- function(shares) sample.int(length(shares), n, TRUE, shares)
sex <- ifelse(runif(n) < 0.42 + 0.15 * side, 1L, 2L)
age <- ifelse(side == 1, draw(c(.1, .2, .3, .4)), draw(c(.3, .3, .2, .2)))
edu <- ifelse(side == 1, draw(c(.2, .5, .3)), draw(c(.3, .3, .4)))
weight <- round(exp(rnorm(n, 0, 0.5)), 4)
outcome <- round(45 + 3 * side + 4 * (sex == 2) - 2 * age + edu * (1 + side) + rnorm(n, 0, 12), 3)
frame <- data.frame(side, sex = factor(sex), age = factor(age), edu = factor(edu), weight, outcome)

columns <- model.matrix(~ sex + age + edu, frame)[, -1]
own <- frame$side == 1
target <- colSums(columns[!own, ] * weight[!own]) / sum(weight[!own])

# the dual: minimise log(sum(q exp(-Z l))) + M l over l
dual <- function(l) log(sum(weight[own] * exp(columns[own, ] %*% l))) - sum(target * l)
slope <- function(l) {
  w <- weight[own] * exp(columns[own, ] %*% l)
  as.vector(colSums(columns[own, ] * as.vector(w)) / sum(w) - target)
}
l <- rep(0, ncol(columns))
for (step in 1:50) {
  w <- as.vector(weight[own] * exp(columns[own, ] %*% l)); p <- w / sum(w); m <- colSums(columns[own, ] * p)
  curvature <- t(columns[own, ]) %*% (columns[own, ] * p) - outer(m, m)
  l <- l - solve(curvature, slope(l))
}
stopifnot(max(abs(slope(l))) < 1e-12)
w <- as.vector(weight[own] * exp(columns[own, ] %*% l))
by_dual <- w / sum(w) * sum(weight[own])
other <- optim(rep(0, ncol(columns)), dual, slope, method = "BFGS", control = list(reltol = 1e-15, maxit = 1000))
stopifnot(max(abs(other$par - l)) < 1e-4)

design <- svydesign(~1, weights = ~weight, data = frame[own, ])
totals <- c("(Intercept)" = sum(weight[own]), target * sum(weight[own]))
by_survey <- weights(calibrate(design, ~ sex + age + edu, totals, calfun = "raking", epsilon = 1e-12, maxit = 200))
stopifnot(max(abs(by_survey - by_dual)) < 1e-7)

# decomposition, 1 less 0
options(contrasts = c("contr.sum", "contr.poly"))
every <- function(fit) {  # normalised coefficients of all categories; the last is minus the sum of the others
  b <- coef(fit)
  take <- function(name) { x <- b[grep(paste0("^", name), names(b))]; c(x, -sum(x)) }
  list(constant = unname(b[1]), coefficients = unname(c(take("sex"), take("age"), take("edu"))))
}
fit <- function(g) every(lm(outcome ~ sex + age + edu, frame[frame$side == g, ], weights = weight))
both <- every(lm(outcome ~ sex + age + edu + side, frame, weights = weight))
shares <- function(g) {
  x <- frame[frame$side == g, ]
  unname(unlist(lapply(c("sex", "age", "edu"), function(v) tapply(x$weight, x[[v]], sum) / sum(x$weight))))
}
control <- rep(1:3, c(2, 4, 3))
one <- fit(1); zero <- fit(0); s1 <- shares(1); s0 <- shares(0)
by <- function(x) as.vector(tapply(x, control, sum))
two_fold <- function(r) list(
  composition = by((s1 - s0) * r), coefficients = by(s1 * (one$coefficients - r) + s0 * (r - zero$coefficients)),
  constant = one$constant - zero$constant)
parts <- list(
  pooled = two_fold(both$coefficients), first = two_fold(one$coefficients), second = two_fold(zero$coefficients),
  three_fold = list(
    composition = by((s1 - s0) * zero$coefficients), coefficients = by(s0 * (one$coefficients - zero$coefficients)),
    constant = one$constant - zero$constant, interaction = by((s1 - s0) * (one$coefficients - zero$coefficients))))

cat(toJSON(list(
  inputs = list(side = side, sex = sex - 1L, age = age - 1L, edu = edu - 1L, weight = weight, outcome = outcome),
  answers = list(
    balanced = by_survey, by_dual = by_dual, multipliers = l, parts = parts,
    first = one, second = zero, pooled = both$coefficients,
    gap = weighted.mean(outcome[own], weight[own]) - weighted.mean(outcome[!own], weight[!own])),
  versions = list(R = R.version.string, survey = as.character(packageVersion("survey")))
), digits = NA, auto_unbox = TRUE, pretty = FALSE))
