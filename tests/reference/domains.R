# Women and men, three regions and two age groups as domains of one sample with weights of its own: 15 strata of two points,
# which women and men share (as masked variance units of health surveys do). Taylor linearisation and JKn replicates of R's
# survey: means, shares, differences, degrees of freedom; a question that whole points were not asked; a group in one point.
# Rscript domains.R > domains.json
suppressPackageStartupMessages({library(survey); library(jsonlite)})
set.seed(20260902)
n <- 480; n_strata <- 15
unit <- c(rep(1:30, each = 10), sample(30, n - 300, TRUE, runif(30, 0.5, 1.5)))
stratum <- (unit + 1) %/% 2; point <- 1 + unit %% 2                        # points are numbered 1 and 2 in every stratum
sex <- sample(2, n, TRUE); region <- sample(3, n, TRUE, c(3, 2, 2))
rare <- as.integer(unit == 7 & seq_len(n) %% 2 == 0) + 1                   # a group that lives at one point
age <- sample(18:85, n, TRUE)
w <- round(exp(rnorm(n, 8, 0.5)) * c(1.6, 0.7)[sex], 2)
latent <- rnorm(30, 0, 0.6)[unit] + 0.3 * (sex == 2) + rnorm(n)
items <- sapply(1:8, function(i) pmin(pmax(round(3 + 0.8 * latent + rnorm(n, 0, 0.9)), 1), 5))
colnames(items) <- c(paste0("X", 1:4), paste0("Y", 1:4))
uses <- as.integer(stratum <= 9 & seq_len(n) %% 3 > 0)                     # a service that six strata do not have
hours <- ifelse(uses == 1, round(2 + 3 * runif(n) + latent, 1), NA)
vote <- 1 + (latent + rnorm(n) > 0.4)
index <- rowMeans((items - 1) * 25)
frame <- data.frame(stratum, point, sex, region, rare, age, w, items, uses, hours, vote, index, old = (age >= 50) + 1)

taylor <- svydesign(ids = ~point, strata = ~stratum, weights = ~w, data = frame, nest = TRUE)
jkn <- as.svrepdesign(taylor, type = "JKn", mse = TRUE)
rows <- function(design, formula, na.rm = FALSE) {
  one <- function(sub) {m <- svymean(formula, sub, na.rm = na.rm); c(estimate = unname(coef(m))[1], se = unname(as.vector(SE(m)))[1])}
  degrees <- function(member) degf(subset(taylor, member))
  list(all = as.list(c(one(design), df = degrees(rep(TRUE, n) & if (na.rm) !is.na(frame$hours) else TRUE))),
       sex = lapply(1:2, function(s) as.list(c(one(subset(design, sex == s)), df = degrees(frame$sex == s & (if (na.rm) !is.na(frame$hours) else TRUE))))),
       region = lapply(1:3, function(r) as.list(c(one(subset(design, region == r)), df = degrees(frame$region == r & (if (na.rm) !is.na(frame$hours) else TRUE))))),
       old = lapply(1:2, function(o) as.list(c(one(subset(design, old == o)), df = degrees(frame$old == o & (if (na.rm) !is.na(frame$hours) else TRUE))))))
}
difference <- function(design, first, second) {
  frame <- data.frame(a = index * first, na = first * 1, b = index * second, nb = second * 1)
  design <- update(design, a = frame$a, na = frame$na, b = frame$b, nb = frame$nb)
  # a replicate's difference is that of its own ratios, not the difference linearised at the sample
  d <- if (inherits(design, "svyrep.design"))
    withReplicates(design, function(w, data) sum(w * data$a) / sum(w * data$na) - sum(w * data$b) / sum(w * data$nb))
  else svycontrast(svytotal(~a + na + b + nb, design), quote(a / na - b / nb))
  list(estimate = unname(as.vector(coef(d)))[1], se = unname(as.vector(SE(d)))[1], df = degf(subset(taylor, first | second)))
}
both <- function(design) list(
  index = rows(design, ~index), vote = rows(design, ~I(as.numeric(vote == 1))), hours = rows(design, ~hours, na.rm = TRUE),
  sides = difference(design, sex == 1, sex == 2),
  regions = list(`1 2` = difference(design, region == 1, region == 2), `1 3` = difference(design, region == 1, region == 3),
                 `2 3` = difference(design, region == 2, region == 3)),
  sides_of_old = difference(design, sex == 1 & frame$old == 2, sex == 2 & frame$old == 2))
ttest <- svyttest(index ~ factor(sex), taylor)
of_rare <- subset(taylor, rare == 2)
# the same replicates without their design, as an agency delivers them: the rank of the weights tells
delivered <- svrepdesign(data = frame, weights = ~w, repweights = weights(jkn, "analysis"), type = "other", scale = jkn$scale,
                         rscales = jkn$rscales, combined.weights = TRUE)
delivered$degf <- NULL
degf_of <- function(member) degf(subset(delivered, member))
cat(toJSON(list(
  delivered = list(all = degf_of(rep(TRUE, n)), used = degf_of(frame$uses == 1), women = degf_of(frame$sex == 1),
                   rare = degf_of(frame$rare == 2), one_stratum = degf_of(frame$stratum == 3), one = degf_of(seq_len(n) == 5)),
  inputs = frame,
  degf = degf(taylor),
  taylor = both(taylor), jkn = both(jkn),
  ttest = list(estimate = unname(ttest$estimate), t = unname(ttest$statistic), df = unname(ttest$parameter), p = ttest$p.value),
  rare = list(estimate = unname(coef(svymean(~index, of_rare))), df = degf(of_rare)),
  versions = list(R = R.version.string, survey = as.character(packageVersion("survey")))
), digits = NA, auto_unbox = TRUE, dataframe = "columns", na = "null"))
