# Ordinal and linear regressions over replicate weights, average marginal differences, and R squared averaged over orderings.
# Rscript regressions.R > regressions.json
# The ordinal model is MASS::polr refitted under each replicate weight to convergence; its covariance is the sum that svrVar makes of the
# replicates (mse = TRUE). svyolr of the linearised design stands beside it. Marginal differences are made by hand from the coefficients.
# relaimpo is not used: its lmg is the average over all orderings of the predictors, which is computed here ordering by ordering, another way
# than over all subsets. The five numbers for `swiss` are those printed by Groemping (2006), J. Stat. Software 17(1), section 2.
suppressPackageStartupMessages({library(survey); library(MASS); library(jsonlite)})
set.seed(20261130)
n <- 240
unit <- rep(1:20, each = 12)
x <- cbind(a = rnorm(n), b = rnorm(n), c = rnorm(n))
x[, "b"] <- 0.6 * x[, "a"] + 0.8 * x[, "b"] + rnorm(20)[unit] * 0.3
kind <- sample(0:2, n, TRUE, c(0.5, 0.3, 0.2))
d <- data.frame(x, k1 = as.integer(kind == 1), k2 = as.integer(kind == 2))
latent <- 0.5 * d$a + 0.8 * d$b - 0.3 * d$c + 0.4 * d$k1 - 0.7 * d$k2 + rlogis(n) + rnorm(20)[unit] * 0.3
d$y <- findInterval(latent, c(-1.2, 0.3, 1.6))
d$z <- latent + rnorm(n)
d$w <- round(exp(rnorm(n, 0, 0.4)), 3)
d$unit <- unit
design <- svydesign(ids = ~unit, weights = ~w, data = d)
replicated <- as.svrepdesign(design, type = "JK1", mse = TRUE)
replicates <- weights(replicated, "analysis")
formula <- factor(y) ~ a + b + c + k1 + k2

fit <- function(w) {
  d$w_now <- w
  m <- polr(formula, data = d, weights = w_now, control = list(reltol = 1e-16, maxit = 500))
  c(unname(coef(m)), unname(m$zeta))
}
full <- fit(d$w)
each <- apply(replicates, 2, fit)
spread <- function(estimate, values) { v <- values - estimate; replicated$scale * (v %*% (replicated$rscales * t(v))) }

scaled_sd <- function(v, w) sqrt(sum(w * (v - weighted.mean(v, w))^2) / sum(w))
ame <- function(parameters, w, cut) {
  b <- parameters[1:5]; eta <- as.matrix(d[c("a", "b", "c", "k1", "k2")]) %*% b; t <- parameters[5 + cut]
  number <- sapply(1:3, function(j) {
    half <- b[j] * scaled_sd(d[[c("a", "b", "c")[j]]], w) / 2
    weighted.mean(plogis(eta + half - t) - plogis(eta - half - t), w)
  })
  without <- eta - b[4] * d$k1 - b[5] * d$k2
  c(number, sapply(4:5, function(j) weighted.mean(plogis(without + b[j] - t) - plogis(without - t), w)))
}
ame_full <- ame(full, d$w, 2)
ame_each <- sapply(1:20, function(r) ame(each[, r], replicates[, r], 2))
logit <- function(w) {  # high answers against the rest, alone: no assumption on the other thresholds
  m <- suppressWarnings(glm(as.integer(y >= 2) ~ a + b + c + k1 + k2, binomial, data = cbind(d, w_now = w), weights = w_now,
                            control = glm.control(epsilon = 1e-14, maxit = 100)))
  c(unname(coef(m)[-1]), NA, -unname(coef(m)[1]))
}
logit_full <- ame(logit(d$w), d$w, 2)
logit_each <- sapply(1:20, function(r) ame(logit(replicates[, r]), replicates[, r], 2))
alone <- polr(factor(y) ~ 1, data = d, weights = w, control = list(reltol = 1e-16))
whole <- polr(formula, data = d, weights = w, control = list(reltol = 1e-16, maxit = 500))
linearised <- svyolr(formula, design, control = list(reltol = 1e-16))
linear <- svyglm(z ~ a + b + c + k1 + k2, replicated, control = glm.control(epsilon = 1e-14, maxit = 100))

r2 <- function(columns) if (length(columns)) summary(lm(reformulate(columns, "z"), d, weights = w))$r.squared else 0
orderings <- function(v) if (length(v) < 2) list(v) else do.call(c, lapply(seq_along(v), function(i) lapply(orderings(v[-i]), function(o) c(v[i], o))))
groups <- list(a = "a", b = "b", kind = c("k1", "k2"))     # c is a control: in every model
lmg <- sapply(names(groups), function(g) mean(sapply(orderings(names(groups)), function(o) {
  before <- unlist(groups[o[seq_len(match(g, o) - 1)]])
  r2(c("c", before, groups[[g]])) - r2(c("c", before))
})))

cat(toJSON(list(
  inputs = list(data = d, replicates = unname(replicates), scale = replicated$scale, swiss = swiss),
  answers = list(
    odds = list(coefficients = full[1:5], thresholds = full[6:8], covariance = unname(spread(full, each)),
                gain = 1 - as.numeric(logLik(whole)) / as.numeric(logLik(alone)),
                linearised = list(coefficients = unname(coef(linearised)[1:5]), standard_errors = unname(sqrt(diag(vcov(linearised)))[1:5]))),
    differences = list(estimate = ame_full, covariance = unname(spread(ame_full, ame_each))),
    departures = list(estimate = logit_full - ame_full, covariance = unname(spread(logit_full - ame_full, logit_each - ame_each))),
    linear = list(coefficients = unname(coef(linear)[-1]), covariance = unname(as.matrix(vcov(linear))[-1, -1]), df = linear$df.residual,
                  r_squared = r2(c("a", "b", "c", "k1", "k2"))),
    dominance = list(parts = unname(lmg), controls = r2("c")),
    swiss = list(Agriculture = 0.0571, Examination = 0.1712, Education = 0.2601, Catholic = 0.1056, Infant.Mortality = 0.1128)),
  versions = list(R = R.version.string, survey = as.character(packageVersion("survey")), MASS = as.character(packageVersion("MASS")))
), digits = I(17), auto_unbox = TRUE, dataframe = "columns"))
