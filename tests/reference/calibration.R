# Calibrated weights of R's survey, sampling and laeken: the published cluster sample of Californian schools, and a sample of
# five areas in two blocs whose margins run through areas and through blocs. Rscript calibration.R > calibration.json
suppressPackageStartupMessages({library(survey); library(sampling); library(laeken); library(jsonlite)})
set.seed(20190701)
tight <- 1e-13

# --- Schools: data(api), as in the help pages of calibrate, rake and postStratify
data(api)
schools <- svydesign(id = ~dnum, weights = ~pw, data = apiclus1, fpc = ~fpc)
counts <- c(`(Intercept)` = 6194, stypeH = 755, stypeM = 1018)
totals <- c(counts, api99 = 3914069)
types <- data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018))
schoolwide <- data.frame(sch.wide = c("No", "Yes"), Freq = c(1072, 5122))
by_type_and_score <- function(...) calibrate(schools, ~stype + api99, totals, epsilon = tight, maxit = 500, ...)
school_designs <- list(
  linear_type = calibrate(schools, ~stype, counts),
  linear = by_type_and_score(),
  raking = by_type_and_score(calfun = "raking"),
  logit = by_type_and_score(calfun = "logit", bounds = c(0.7, 1.7)),
  truncated = by_type_and_score(calfun = "linear", bounds = list(lower = 0.7, upper = 1.7)),
  bounded_raking = by_type_and_score(calfun = "raking", bounds = list(lower = 0.7, upper = 1.7)),
  raked = rake(schools, list(~stype, ~sch.wide), list(types, schoolwide), control = list(maxit = 500, epsilon = 1e-12)),
  post_stratified = postStratify(schools, ~stype, types)
)

# --- A sample of five areas in two blocs
n <- 300; n_areas <- 5
area <- c(rep(seq_len(n_areas), each = 24), sample(n_areas, n - 24 * n_areas, TRUE, c(5, 3, 2, 3, 4)))
bloc <- ifelse(area <= 3, 1, 2)
group <- sample(4, n, TRUE); group[seq_len(20)] <- rep(1:4, 5)
settlement <- 1 + rbinom(n, 1, 0.4)
education <- sample(3, n, TRUE, c(2, 5, 3))
for (a in seq_len(n_areas)) {group[which(area == a)[1:4]] <- 1:4; settlement[which(area == a)[5:6]] <- 1:2}
age <- round(20 + 12 * group + runif(n, -8, 8))
base_weight <- round(exp(rnorm(n, 4, 0.35)), 3)
cells <- list(group = (area - 1) * 4 + group, settlement = (area - 1) * 2 + settlement, education = (bloc - 1) * 3 + education)
true_weight <- base_weight * exp(0.25 * (group == 1) - 0.15 * (settlement == 2) + 0.2 * (education == 3) + rnorm(n, 0, 0.15))
margins <- lapply(cells, function(cell) as.vector(tapply(true_weight, cell, sum)))
mean_age <- as.vector(tapply(true_weight * age, bloc, sum) / tapply(true_weight, bloc, sum))
indicators <- do.call(cbind, lapply(cells, function(cell) outer(cell, seq_len(max(cell)), "==") * 1))
X <- cbind(indicators, outer(bloc, 1:2, "==") * age)
control <- c(unlist(margins), mean_age * as.vector(tapply(true_weight, bloc, sum)))
independent <- qr(X)$pivot[seq_len(qr(X)$rank)]
X <- X[, independent]; control <- control[independent]

newton <- function(calfun, lower = -Inf, upper = Inf, weights = base_weight) {
  g <- grake(X, weights, calfun, bounds = list(lower = lower, upper = upper), population = control, epsilon = tight,
             verbose = FALSE, maxit = 500)
  as.vector(g * weights)
}
tightened <- function(f, from, to) {text <- gsub(from, to, deparse(f), fixed = TRUE); eval(parse(text = text), environment(f))}
calib_tight <- tightened(calib, "EPS1 = 1e-06", "EPS1 = 1e-13")
by_sampling <- function(method, bounds) base_weight * (
  if (missing(bounds)) calib_tight(X, base_weight, control, method = method)
  else calib_tight(X, base_weight, control, method = method, bounds = bounds))
by_laeken <- function(method, ...) as.vector(base_weight * calibWeights(X, base_weight, control, method = method, tol = 1e-13, ...))

bounds <- c(0.8, 1.42)
sample_frame <- data.frame(lapply(cells, factor), w = base_weight)
margin_frames <- lapply(names(cells), function(name) setNames(data.frame(levels(sample_frame[[name]]), Freq = margins[[name]]), c(name, "Freq")))
rake_from <- function(weights) {
  sample_frame$w <- weights
  design <- svydesign(ids = ~1, weights = ~w, data = sample_frame)
  as.vector(weights(suppressWarnings(rake(design, list(~group, ~settlement, ~education), margin_frames,
                                          control = list(maxit = 5000, epsilon = 1e-13)))))
}

# --- the practice of survey organisations: rake, cut to cap x the area's mean weight (trimWeights without spreading what
# is cut), rake from there, until cap and margins hold
cap <- 2
raked <- rake_from(base_weight)
rerake <- raked
ever_cut <- rep(FALSE, n)
for (round in 1:5000) {
  limit <- cap * ave(rerake, area)
  if (max(rerake / limit) <= 1 + 1e-12) break
  ever_cut <- ever_cut | rerake > limit
  rerake <- rake_from(pmin(rerake, limit))
}

# --- jackknife replicates of 15 units, each calibrated anew
psu <- sample(rep(1:15, each = n / 15))
multipliers <- sapply(1:15, function(left_out) ifelse(1:15 == left_out, 0, 15 / 14))[, 1:3]
each_replicate <- function(calfun, ...) sapply(seq_len(ncol(multipliers)), function(r) {
  weights <- base_weight * multipliers[psu, r]
  is_in <- weights > 0
  g <- grake(X[is_in, ], weights[is_in], calfun, bounds = list(...), population = control, epsilon = tight, verbose = FALSE, maxit = 500)
  replace(numeric(n), is_in, g * weights[is_in])
})

cat(toJSON(list(
  schools = list(
    inputs = list(base_weights = unname(weights(schools)), stype = as.integer(factor(apiclus1$stype)) - 1,
                  sch_wide = as.integer(apiclus1$sch.wide) - 1, api99 = apiclus1$api99, api00 = apiclus1$api00,
                  types = types$Freq, schoolwide = schoolwide$Freq, mean_api99 = 3914069 / 6194),
    weights = lapply(school_designs, function(design) unname(weights(design))),
    mean_api00 = lapply(school_designs, function(design) unname(coef(svymean(~api00, design))))),
  areas = list(
    inputs = c(list(base_weights = base_weight, area = area - 1, bloc = bloc - 1, age = age, mean_age = mean_age, bounds = bounds,
                    cap = cap, psu = psu - 1, multipliers = multipliers, totals = margins), lapply(cells, function(cell) cell - 1)),
    survey = list(linear = newton(cal.linear), raking = newton(cal.raking), logit = newton(cal.logit, bounds[1], bounds[2]),
                  truncated = newton(cal.linear, bounds[1], bounds[2])),
    sampling = list(linear = by_sampling("linear"), raking = by_sampling("raking"), truncated = by_sampling("truncated", bounds),
                    logit = by_sampling("logit", bounds)),
    laeken = list(linear = by_laeken("linear"), raking = by_laeken("raking"), logit = by_laeken("logit", bounds = bounds, maxit = 500)),
    rake = raked, rerake = rerake, n_cut = sum(ever_cut),
    replicates = list(linear = each_replicate(cal.linear, lower = -Inf, upper = Inf),
                      raking = each_replicate(cal.raking, lower = -Inf, upper = Inf),
                      logit = each_replicate(cal.logit, lower = 0.3, upper = 3))),
  versions = list(R = R.version.string, survey = as.character(packageVersion("survey")),
                  sampling = as.character(packageVersion("sampling")), laeken = as.character(packageVersion("laeken")))
), digits = NA, auto_unbox = TRUE))
