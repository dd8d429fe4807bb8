# Linearised estimates of R's survey package: its own examples (apistrat, apiclus1), calibrated every way, and lonely PSUs.
# Rscript linearisation.R > linearisation.json
suppressPackageStartupMessages({library(survey); library(jsonlite)})
data(api)
level <- 0.95
numbers <- function(x) unname(as.vector(x))
answers_of <- function(statistic) list(estimate = numbers(coef(statistic)), covariance = unname(as.matrix(vcov(statistic))))

by_type <- function(design, statistic) {  # one covariance of all domains, from their influence functions
  types <- levels(design$variables$stype)
  parts <- lapply(types, function(type) statistic(design[design$variables$stype == type, ]))
  influence <- sapply(seq_along(types), function(i) {
    whole <- numeric(nrow(design$variables)); own <- as.vector(attr(parts[[i]], "influence"))
    if (length(own) == length(whole)) own else replace(whole, design$variables$stype == types[i], own)
  })
  covariance <- survey:::svyrecvar(influence, design$cluster, design$strata, design$fpc, postStrata = design$postStrata)
  estimate <- sapply(parts, coef)
  own_se <- sapply(parts, function(part) sqrt(vcov(part)[1]))
  stopifnot(all.equal(sqrt(numbers(diag(covariance))), numbers(own_se)))
  list(estimate = numbers(estimate), covariance = unname(covariance))
}
quantiles_of <- function(design, rule, interval) {
  probabilities <- c(0.25, 0.5, 0.75)
  answer <- svyquantile(~api00, design, probabilities, interval.type = interval, qrule = rule, alpha = 1 - level)$api00
  list(estimate = numbers(answer[, 1]), ci_low = numbers(answer[, 2]), ci_high = numbers(answer[, 3]), standard_error = numbers(answer[, 4]))
}
proportion <- function(design, method) {
  answer <- svyciprop(~I(awards == "Yes"), design, method = method, level = level)
  list(estimate = numbers(coef(answer)), ci = numbers(attr(answer, "ci")))
}
describe <- function(design) {
  high <- design[design$variables$stype == "H", ]
  means <- svymean(~api00 + enroll, design, deff = TRUE)
  ratio <- svyratio(~api.stu, ~enroll, design, deff = TRUE)
  types <- svymean(~stype, design)
  by_mean <- by_type(design, function(part) svymean(~api00, part, influence = TRUE))
  type_means <- structure(setNames(by_mean$estimate, levels(design$variables$stype)), var = by_mean$covariance, class = "svystat")
  by <- svyby(~api00, ~stype, design, svymean, deff = TRUE)
  list(
    weights = numbers(weights(design)), degf = degf(design), degf_by_type = sapply(levels(design$variables$stype), function(type) degf(design[design$variables$stype == type, ])),
    means = c(answers_of(means), list(deff = numbers(deff(means)), deff_replace = numbers(deff(svymean(~api00 + enroll, design, deff = "replace"))), cv = numbers(cv(means)))),
    incomplete = answers_of(svymean(~acs.k3, design, na.rm = TRUE)),
    types = answers_of(types),
    totals = c(answers_of(svytotal(~enroll + stype, design)), list(deff = numbers(deff(svytotal(~enroll + stype, design, deff = TRUE))))),
    ratio = list(estimate = numbers(coef(ratio)), standard_error = numbers(SE(ratio)), deff = numbers(attr(ratio, "deff"))),
    variance = answers_of(svyvar(~api00, design)),
    means_by_type = c(by_mean, list(deff = numbers(by[["DEff.api00"]]))),
    totals_by_type = by_type(design, function(part) svytotal(~enroll, part, influence = TRUE)),
    ratio_of_high = {high_ratio <- svyratio(~api.stu, ~enroll, high); list(estimate = numbers(coef(high_ratio)), standard_error = numbers(SE(high_ratio)))},
    variance_of_high = answers_of(svyvar(~api00, high)),
    difference = answers_of(svycontrast(type_means, c(E = 1, M = -1))),
    quotient = answers_of(svycontrast(type_means, quote(M / E))),
    quantiles = list(math_mean = quantiles_of(design, "math", "mean"), math_beta = quantiles_of(design, "math", "beta"),
                     math_xlogit = quantiles_of(design, "math", "xlogit"), hf7_mean = quantiles_of(design, "hf7", "mean")),
    quantiles_of_high = quantiles_of(high, "math", "mean"),
    intervals = list(logit = proportion(design, "logit"), xlogit = proportion(design, "xlogit"), beta = proportion(design, "beta"), mean = proportion(design, "mean")),
    intervals_of_high = list(logit = proportion(high, "logit"), xlogit = proportion(high, "xlogit"))
  )
}

strat_wr <- svydesign(ids = ~1, strata = ~stype, weights = ~pw, data = apistrat)
strat_fpc <- svydesign(ids = ~1, strata = ~stype, weights = ~pw, data = apistrat, fpc = ~fpc)
clus_wr <- svydesign(ids = ~dnum, weights = ~pw, data = apiclus1)
clus_fpc <- svydesign(ids = ~dnum, weights = ~pw, data = apiclus1, fpc = ~fpc)
types <- c(`(Intercept)` = 6194, stypeH = 755, stypeM = 1018)
both <- c(types, api99 = 3914069)
margins <- list(~stype, ~sch.wide)
population <- list(xtabs(~stype, apipop), xtabs(~sch.wide, apipop))
fine <- 1e-13

designs <- list(
  strat_wr = strat_wr, strat_fpc = strat_fpc, clus_wr = clus_wr, clus_fpc = clus_fpc,
  clus_vignette = calibrate(clus_fpc, ~api99, c(6194, 3914069)),
  clus_linear = calibrate(clus_fpc, ~stype + api99, both),
  clus_truncated = calibrate(clus_fpc, ~stype + api99, both, bounds = c(0.6, 1.6), epsilon = fine),
  clus_raking = calibrate(clus_fpc, ~stype + api99, both, calfun = "raking", epsilon = fine),
  clus_logit = calibrate(clus_fpc, ~stype + api99, both, calfun = "logit", bounds = c(0.5, 2.5), epsilon = fine),
  clus_rake = rake(clus_fpc, margins, population, control = list(maxit = 500, epsilon = 1e-12)),
  clus_poststratified = postStratify(clus_fpc, ~stype, population[[1]]),
  strat_raking = calibrate(strat_fpc, ~stype + sch.wide, c(types, sch.wideYes = 5122), calfun = "raking", epsilon = fine)
)

# six strata, one with a single PSU; the last one is taken whole, its one PSU is no lonely one
set.seed(20190701)
psus <- data.frame(psu = 1:12, stratum = c(1, 1, 1, 2, 2, 3, 3, 3, 4, 4, 5, 6), population = c(rep(9, 11), 1))
few <- merge(data.frame(psu = rep(1:12, times = rep(c(3, 5, 4), 4)), weight = round(runif(48, 1, 9), 3)), psus)
few$score <- round(rnorm(48, 50, 10) + 3 * few$stratum, 2)
few$group <- factor(ifelse(few$psu %% 3 == 0, "a", "b"))
lonely <- function(rule, corrected) {
  options(survey.lonely.psu = rule)
  design <- if (corrected) svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, data = few, fpc = ~population) else
    svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, data = few)
  groups <- svyby(~score, ~group, design, svymean, covmat = TRUE)
  list(mean = answers_of(svymean(~score, design)), total = answers_of(svytotal(~score, design)),
       groups = list(estimate = numbers(coef(groups)), covariance = unname(as.matrix(vcov(groups)))), degf = degf(design))
}
rules <- c("certainty", "remove", "adjust", "average")
lonely_answers <- lapply(list(with_replacement = FALSE, corrected = TRUE), function(corrected) sapply(rules, lonely, corrected, simplify = FALSE))
options(survey.lonely.psu = "fail")
whole <- few[few$stratum != 5, ]
whole_answers <- answers_of(svymean(~score, svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, data = whole, fpc = ~population)))

columns <- function(data, unit) list(
  stype = as.integer(data$stype) - 1, unit = unit, fpc = data$fpc, pw = data$pw, api00 = data$api00, api99 = data$api99, enroll = data$enroll,
  api_stu = data$api.stu, acs_k3 = data$acs.k3, has_award = as.integer(data$awards == "Yes"), sch_wide = as.integer(data$sch.wide) - 1
)
cat(toJSON(list(
  inputs = list(strat = columns(apistrat, seq_len(nrow(apistrat)) - 1), clus = columns(apiclus1, apiclus1$dnum), few = as.list(few)),
  answers = list(designs = lapply(designs, describe), lonely = lonely_answers, lonely_but_whole = whole_answers),
  versions = list(R = R.version.string, survey = as.character(packageVersion("survey")))
), digits = I(17), auto_unbox = TRUE, na = "null"))
