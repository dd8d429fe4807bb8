# Calibration from weights as they came, and from the same weights scaled to the total of every area: R's survey, on 400
# respondents of five areas on two sides, one sample in four strata of points that areas and sides share. Groups are
# controlled within areas, education within sides, so that the scale of an area's weights counts for all methods but raking.
# Rscript calibration_start.R > calibration_start.json
suppressPackageStartupMessages({library(survey); library(jsonlite)})
set.seed(20260911)
n <- 400; n_areas <- 5; n_points <- 40
point <- c(seq_len(n_points), sample(n_points, n - n_points, TRUE))
stratum <- 1 + (point - 1) %/% 10
area <- c(rep(seq_len(n_areas), each = 40), sample(n_areas, n - 40 * n_areas, TRUE, c(5, 3, 2, 3, 4)))
side <- ifelse(area <= 3, 1, 2)
group <- sample(4, n, TRUE); education <- sample(3, n, TRUE, c(2, 5, 3))
for (a in seq_len(n_areas)) group[which(area == a)[1:4]] <- 1:4
w <- round(exp(rnorm(n, 4, 0.3)) * c(0.55, 0.9, 1.5, 0.7, 1.3)[area], 3)   # areas were not drawn in proportion
truth <- w * c(1.5, 1.1, 0.7, 1.2, 0.8)[area] * exp(0.5 * (group == 1) - 0.4 * (education == 3) + 0.3 * (group == 2 & side == 1) + rnorm(n, 0, 0.1))
y <- round(10 + 2 * group + 1.5 * education + 3 * (area == 2) + rnorm(n_points)[point] + rnorm(n, 0, 3), 2)
cells <- list(group = (area - 1) * 4 + group, education = (side - 1) * 3 + education)
control <- lapply(cells, function(cell) round(as.vector(tapply(truth, cell, sum))))
# counts of both margins agree within a side: what rounding left goes to the first cell of education
for (s in 1:2) {
  of_side <- if (s == 1) 1:12 else 13:20
  control$education[(s - 1) * 3 + 1] <- control$education[(s - 1) * 3 + 1] + sum(control$group[of_side]) - sum(control$education[(s - 1) * 3 + 1:3])
}
X <- do.call(cbind, lapply(cells, function(cell) outer(cell, seq_len(max(cell)), "==") * 1))
independent <- qr(X)$pivot[seq_len(qr(X)$rank)]
X <- X[, independent]; totals <- unlist(control)[independent]
colnames(X) <- names(totals) <- paste0("x", seq_len(ncol(X)))

area_totals <- tapply(control$group, rep(seq_len(n_areas), each = 4), sum)
starts <- list(as_given = w, scaled = w * (area_totals / tapply(w, area, sum))[area])
# bounds on calibrated / base weight that hold some respondents down and leave R's algorithms a solution
bounds <- list(as_given = list(logit = c(0.38, 2.39), truncated = c(0.38, 2.39), bounded_raking = c(0.38, 2.39)),
               scaled = list(logit = c(0.53, 1.515), truncated = c(0.53, 1.515), bounded_raking = c(0.5, 1.56)))
between <- function(b) list(lower = b[1], upper = b[2])
methods <- function(b) list(linear = list(calfun = "linear"), logit = list(calfun = "logit", bounds = b$logit),
                            truncated = list(calfun = "linear", bounds = between(b$truncated)), raking = list(calfun = "raking"),
                            bounded_raking = list(calfun = "raking", bounds = between(b$bounded_raking)))

answer <- function(start, how) {
  frame <- data.frame(X, y = y, area = factor(area), side = factor(side), stratum = stratum, point = point, w = start)
  frame <- transform(frame, n1 = (side == 1) * 1, n2 = (side == 2) * 1, y1 = y * (side == 1), y2 = y * (side == 2))
  plain <- svydesign(ids = ~point, strata = ~stratum, weights = ~w, data = frame)
  formula <- as.formula(paste("~", paste(colnames(X), collapse = " + "), "- 1"))
  cal <- do.call(calibrate, c(list(plain, formula, population = totals, epsilon = 1e-13, maxit = 1000), how))
  whole <- svymean(~y, cal); areas <- svyby(~y, ~area, cal, svymean); sides <- svyby(~y, ~side, cal, svymean)
  gap <- svycontrast(svytotal(~y1 + n1 + y2 + n2, cal), quote(y1 / n1 - y2 / n2))
  list(weights = unname(weights(cal)), mean = unname(coef(whole)), se = unname(as.vector(SE(whole))),
       area_means = unname(coef(areas)), area_se = unname(as.vector(SE(areas))),
       side_means = unname(coef(sides)), side_se = unname(as.vector(SE(sides))),
       gap = unname(as.vector(coef(gap))), gap_se = unname(as.vector(SE(gap))),
       df = degf(cal), df_sides = sapply(levels(frame$side), function(s) degf(subset(cal, side == s)), USE.NAMES = FALSE))
}
answers <- lapply(names(starts), function(name) lapply(methods(bounds[[name]]), function(how) answer(starts[[name]], how)))
names(answers) <- names(starts)
cat(toJSON(list(
  inputs = list(point = point, stratum = stratum, area = area, side = side, group = group, education = education, w = w, y = y,
                control = control, bounds = bounds),
  answers = answers,
  versions = list(R = R.version.string, survey = as.character(packageVersion("survey")))
), digits = NA, auto_unbox = TRUE))
