# Regression, t tests, joint tests and adjusted p-values by R's survey package, for stratified, clustered, calibrated
# and replicate designs and for a domain. The samples are those of rao_scott.json, which holds their weights.
# Rscript regression.R > regression.json
suppressPackageStartupMessages({library(survey); library(jsonlite)})
data(api)
prepare <- function(sample) {
  sample$is_awarded <- as.integer(sample$awards == "Yes")
  sample$is_high <- as.integer(sample$stype == "H")
  sample$is_middle <- as.integer(sample$stype == "M")
  sample
}
apistrat <- prepare(apistrat); apiclus1 <- prepare(apiclus1)
stratified <- svydesign(ids = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)
clustered <- svydesign(ids = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1)
plain_clusters <- svydesign(ids = ~dnum, weights = ~pw, data = apiclus1)
totals <- c(`(Intercept)` = nrow(apipop), stypeH = sum(apipop$stype == "H"), stypeM = sum(apipop$stype == "M"), api99 = sum(apipop$api99))
designs <- list(stratified = stratified, clustered = clustered, calibrated = calibrate(clustered, ~stype + api99, totals),
                replicated = as.svrepdesign(plain_clusters, type = "JK1", mse = TRUE),
                recalibrated = calibrate(as.svrepdesign(plain_clusters, type = "JK1"), ~stype + api99, totals),
                domain = subset(stratified, sch.wide == "Yes"))

fitted <- function(model, terms) {
  table <- summary(model)$coefficients
  interval <- confint(model)
  joint <- regTermTest(model, terms, method = "Wald")
  list(estimate = unname(coef(model)), covariance = unname(as.matrix(vcov(model))), t = unname(table[, 3]), p = unname(table[, 4]),
       ci_low = unname(interval[, 1]), ci_high = unname(interval[, 2]), df = model$df.residual,
       joint = list(statistic = as.vector(joint$Ftest), df = c(joint$df, joint$ddf), p = as.vector(joint$p)))
}
tested <- function(design, formula) {
  test <- svyttest(formula, design)
  list(estimate = unname(test$estimate), t = unname(as.vector(test$statistic)), df = unname(test$parameter), p = unname(as.vector(test$p.value)),
       interval = as.vector(test$conf.int))
}
above <- function(design) {                       # an intercept alone: svyttest takes one degree of freedom too many here
  model <- svyglm(I(api00 - 650) ~ 1, design)
  list(estimate = unname(coef(model)), t = unname(summary(model)$coefficients[, 3]), p = unname(summary(model)$coefficients[, 4]),
       df = model$df.residual)
}
answers <- lapply(designs, function(design) list(
  gaussian = fitted(svyglm(api00 ~ ell + meals + is_high + is_middle, design), ~is_high + is_middle),
  quasibinomial = fitted(svyglm(is_awarded ~ meals + mobility + is_high + is_middle, design, family = quasibinomial(),
                                control = glm.control(epsilon = 1e-14, maxit = 100)), ~is_high + is_middle),
  two_means = tested(design, api00 ~ comp.imp), mean_against_650 = above(design)))
p <- c(0.01, 0.02, 0.03, 0.04, 0.05, 0.0004, 0.6, 0.6, 1)
columns <- c("is_awarded", "is_high", "is_middle", "api00", "ell", "meals", "mobility")
codes <- function(sample) c(as.list(sample[columns]), list(is_improved = as.integer(sample$comp.imp == "Yes")))

cat(toJSON(list(
  inputs = list(apistrat = codes(apistrat), apiclus1 = codes(apiclus1), p_values = p),
  answers = c(answers, list(holm = p.adjust(p, "holm"), benjamini_hochberg = p.adjust(p, "BH"))),
  versions = list(R = R.version.string, survey = as.character(packageVersion("survey")))
), digits = I(17), auto_unbox = TRUE, na = "null"))
