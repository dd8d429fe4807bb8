# Totals, ratios, variances and quantiles of the cluster sample apiclus1 under each of its jackknife weights (JK1).
# Rscript api_replicates.R > api_replicates.json; the weights: a replicate leaves out one of the 15 districts, in the order of their first schools.
suppressPackageStartupMessages({library(survey); library(jsonlite)})
data(api)
jackknife <- as.svrepdesign(svydesign(ids = ~dnum, weights = ~pw, data = apiclus1), type = "JK1")
high <- subset(jackknife, stype == "H")
columns <- function(statistic) as.vector(statistic$replicates)
quantile_columns <- function(design) sapply(c("math", "hf7"), function(rule) sapply(c(0.25, 0.5, 0.9), function(probability) {
  weights <- weights(design, "analysis")
  apply(weights, 2, function(w) getFromNamespace(paste0("qrule_", rule), "survey")(design$variables$api00, w, probability))
}), simplify = FALSE)
describe <- function(design) list(
  totals = columns(svytotal(~enroll, design, return.replicates = TRUE)),
  ratios = columns(svyratio(~api.stu, ~enroll, design, return.replicates = TRUE)),
  variances = columns(svyvar(~api00, design, return.replicates = TRUE)),
  quantiles = lapply(quantile_columns(design), unname)
)
cat(toJSON(list(
  answers = list(all = describe(jackknife), high = describe(high), districts = unique(apiclus1$dnum)),
  versions = list(R = R.version.string, survey = as.character(packageVersion("survey")))
), digits = I(17), auto_unbox = TRUE, na = "null"))
