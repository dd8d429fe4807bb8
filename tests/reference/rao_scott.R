# Tests of independence by R's survey package: Rao-Scott, Wald and adjusted Wald, for stratified, clustered, calibrated
# and replicate designs and for a domain.
# Rscript rao_scott.R > rao_scott.json
suppressPackageStartupMessages({library(survey); library(jsonlite)})
data(api)
prepare <- function(sample) {
  sample$meal_band <- cut(sample$meals, c(-1, 25, 50, 75, 100), labels = FALSE)
  sample$ell_band <- cut(sample$ell, c(-1, 10, 30, 100), labels = FALSE)
  sample
}
apistrat <- prepare(apistrat); apiclus1 <- prepare(apiclus1); apipop <- prepare(apipop)
tables <- list(c("stype", "sch.wide"), c("meal_band", "ell_band"), c("awards", "comp.imp"), c("stype", "meal_band"))

stratified <- svydesign(ids = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)
clustered <- svydesign(ids = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1)
plain_clusters <- svydesign(ids = ~dnum, weights = ~pw, data = apiclus1)
totals <- c(`(Intercept)` = nrow(apipop), stypeH = sum(apipop$stype == "H"), stypeM = sum(apipop$stype == "M"), api99 = sum(apipop$api99))
calibrated <- calibrate(clustered, ~stype + api99, totals)
replicated <- as.svrepdesign(plain_clusters, type = "JK1", mse = TRUE)
recalibrated <- calibrate(as.svrepdesign(plain_clusters, type = "JK1"), ~stype + api99, totals)

answer <- function(design, names) {
  formula <- reformulate(names)
  tests <- lapply(c(F = "F", Chisq = "Chisq", Wald = "Wald", adjWald = "adjWald"), function(statistic) {
    test <- svychisq(formula, design, statistic = statistic)
    list(statistic = unname(as.vector(test$statistic)), df = unname(test$parameter), p = as.vector(test$p.value))
  })
  shares <- prop.table(as.matrix(svytable(formula, design)))
  expected <- outer(rowSums(shares), colSums(shares))
  c(list(table = names, cramers_v = sqrt(sum((shares - expected)^2 / expected) / (min(dim(shares)) - 1))), tests)
}
answers <- function(design, chosen = tables) lapply(chosen, function(names) answer(design, names))
columns <- c("stype", "sch.wide", "comp.imp", "awards", "meal_band", "ell_band", "api99", "pw", "fpc")
codes <- function(sample, more = c()) {
  frame <- sample[c(columns, more)]
  for (name in c("stype", "sch.wide", "comp.imp", "awards")) frame[[name]] <- as.integer(factor(frame[[name]])) - 1
  frame$meal_band <- frame$meal_band - 1
  frame$ell_band <- frame$ell_band - 1
  as.list(frame)
}

cat(toJSON(list(
  inputs = list(apistrat = codes(apistrat), apiclus1 = codes(apiclus1, "dnum"), calibrated_weights = weights(calibrated),
                replicates = weights(replicated, "analysis"), recalibrated_weights = weights(recalibrated, "sampling"),
                recalibrated = weights(recalibrated, "analysis")),
  answers = list(stratified = answers(stratified), clustered = answers(clustered),
                 calibrated = answers(calibrated), replicated = answers(replicated), recalibrated = answers(recalibrated),
                 domain = answers(subset(stratified, sch.wide == "Yes"), list(c("comp.imp", "stype"), c("meal_band", "ell_band")))),
  versions = list(R = R.version.string, survey = as.character(packageVersion("survey")))
), digits = I(17), auto_unbox = TRUE, na = "null"))
