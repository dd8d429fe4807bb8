# Raking two margins nested in areas, without and with a bound on the weights, by R's survey package.
# Rscript rake.R > rake.json
suppressPackageStartupMessages({library(survey); library(jsonlite)})
set.seed(20190701)

n_areas <- 3; n_per_area <- 80; n_groups <- 5
area <- rep(seq_len(n_areas), each = n_per_area)
n <- length(area)
group <- replicate(n_areas, sample(c(seq_len(n_groups), sample(n_groups, n_per_area - n_groups, TRUE, c(3, 3, 3, 3, 2)))))
group <- as.vector(group)
settlement <- 1 + rbinom(n, 1, ifelse(group > 3, 0.6, 0.3))
base_weight <- round(exp(rnorm(n, 0, 0.4)), 3)
group_cell <- (area - 1) * n_groups + group
settlement_cell <- (area - 1) * 2 + settlement
group_totals <- as.vector(outer(c(1.1, 1, 0.9, 1, 0.5), c(40000, 25000, 61000))) + 7
area_totals <- as.vector(tapply(group_totals, rep(seq_len(n_areas), each = n_groups), sum))
settlement_totals <- as.vector(rbind(round(area_totals * 0.55), area_totals - round(area_totals * 0.55)))

rake_with <- function(weights) {
  sample <- data.frame(g = factor(group_cell), s = factor(settlement_cell), w = weights)
  design <- svydesign(ids = ~1, weights = ~w, data = sample)
  margins <- list(data.frame(g = levels(sample$g), Freq = group_totals[as.integer(levels(sample$g))]),
                  data.frame(s = levels(sample$s), Freq = settlement_totals[as.integer(levels(sample$s))]))
  as.vector(weights(rake(design, list(~g, ~s), margins, control = list(maxit = 2000, epsilon = 1e-15))))
}
raked <- rake_with(base_weight)

# the same distance, each weight bounded by cap x mean weight of its area
cap <- 1.9
limit <- (cap * area_totals / n_per_area)[area]
design <- svydesign(ids = ~1, weights = ~w, data = data.frame(g = factor(group_cell), s = factor(settlement_cell), w = raked))
X <- model.matrix(~ g + s, model.frame(design))
X <- X[, qr(X)$pivot[seq_len(qr(X)$rank)]]                      # area totals stand in both margins
full <- c(`(Intercept)` = sum(group_totals),
          setNames(group_totals, paste0("g", seq_along(group_totals))),
          setNames(settlement_totals, paste0("s", seq_along(settlement_totals))))
factors <- grake(X, raked, cal.raking, bounds = list(lower = rep(0, n), upper = limit / raked), population = full[colnames(X)],
                 epsilon = 1e-13, verbose = FALSE, maxit = 500)
capped <- as.vector(factors * raked)

cat(toJSON(list(
  inputs = list(base_weights = base_weight, area = area - 1, group_cell = group_cell - 1, settlement_cell = settlement_cell - 1,
                group_totals = group_totals, settlement_totals = settlement_totals, cap = cap),
  answers = list(weights = raked, capped_weights = capped, n_capped = sum(capped > limit * (1 - 1e-9)),
                 kish_deff = n * sum(raked^2) / sum(raked)^2),
  versions = list(R = R.version.string, survey = as.character(packageVersion("survey")))
), digits = NA, auto_unbox = TRUE, pretty = FALSE))
