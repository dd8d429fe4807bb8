# Intervals of shares in a simple random sample (stats), with few degrees of freedom (survey), and percentiles.
# Rscript intervals.R > intervals.json
suppressPackageStartupMessages({library(survey); library(jsonlite)})
n <- 20
successes <- c(0, 1, 7, 19, 20)
clopper_pearson <- sapply(successes, function(x) binom.test(x, n, conf.level = 0.95)$conf.int)

set.seed(20190701)
sample <- data.frame(psu = rep(1:8, each = 5), stratum = rep(1:2, each = 20), weight = round(runif(40, 1, 3), 3))
sample$is_so <- as.integer(runif(40) < 0.15 + 0.05 * (sample$psu %% 3))
design <- svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, data = sample)
mean <- svymean(~is_so, design)
ends <- function(method) as.vector(attr(svyciprop(~is_so, design, method = method), "ci"))

replicates <- rbind(round(rnorm(200, 50, 4), 6), round(rexp(200), 6))
percentiles <- apply(replicates, 1, quantile, probs = c(0.05, 0.95), type = 7)
cat(toJSON(list(
  inputs = list(n = n, successes = successes, sample = as.list(sample), replicates = replicates),
  answers = list(clopper_pearson = clopper_pearson, share = as.vector(coef(mean)), standard_error = as.vector(SE(mean)), degf = degf(design),
                 intervals = list(t = ends("mean"), logit = ends("xlogit"), wald_logit = ends("logit"), korn_graubard = ends("beta")),
                 percentiles_90 = unname(percentiles)),
  versions = list(R = R.version.string, survey = as.character(packageVersion("survey")))
), digits = I(17), auto_unbox = TRUE, na = "null"))
