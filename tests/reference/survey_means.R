# Means and shares with replicate weights, and the raking of those replicates, by R's survey package.
# python survey_means.py | Rscript survey_means.R > survey_means.json
suppressPackageStartupMessages({library(survey); library(jsonlite)})
inputs <- fromJSON(file("stdin"))
n_replicates <- ncol(inputs$replicate_weights)
sample <- with(inputs, data.frame(score = as.numeric(score), is_active, domain = factor(domains), group = factor(group), sex = factor(sex)))
df <- length(unique(inputs$psu)) - length(unique(inputs$strata))

design <- svrepdesign(data = sample, weights = inputs$weights, repweights = inputs$replicate_weights, type = "other",
                      combined.weights = TRUE, scale = 1 / n_replicates, rscales = rep(1, n_replicates), mse = TRUE)
overall <- function(formula) {
  mean <- svymean(formula, design, na.rm = TRUE)
  interval <- confint(mean, df = df)
  list(estimate = as.vector(coef(mean)), standard_error = as.vector(SE(mean)), ci_low = interval[1], ci_high = interval[2])
}
by_domain <- function(formula) {
  means <- svyby(formula, ~domain, subset(design, domain != "-1"), svymean, na.rm = TRUE)
  list(estimate = as.vector(coef(means)), standard_error = as.vector(SE(means)))
}
share <- svyciprop(~is_active, design, method = "xlogit", level = 0.95, df = df)  # by the delta method

margins <- list(data.frame(group = levels(sample$group), Freq = inputs$totals$group),
                data.frame(sex = levels(sample$sex), Freq = inputs$totals$sex))
rake_replicate <- function(r) {
  sample$w <- inputs$base_weights * inputs$multipliers[inputs$psu + 1, r]
  drawn <- svydesign(ids = ~1, weights = ~w, data = sample[sample$w > 0, ])
  raked <- weights(rake(drawn, list(~group, ~sex), margins, control = list(maxit = 2000, epsilon = 1e-15)))
  all <- numeric(nrow(sample)); all[sample$w > 0] <- raked
  all
}

cat(toJSON(list(
  inputs = inputs,
  answers = list(score = overall(~score), is_active = overall(~is_active), score_by_domain = by_domain(~score),
                 is_active_by_domain = by_domain(~is_active), logit_interval = as.vector(attr(share, "ci")),
                 raked_replicates = sapply(1:5, rake_replicate)),
  versions = list(R = R.version.string, survey = as.character(packageVersion("survey")))
), digits = I(17), auto_unbox = TRUE, na = "null"))
