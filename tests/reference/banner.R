# A banner table of the school survey apiclus1 under its jackknife weights (JK1): awards and growth of the API by type of school.
# Rscript banner.R > banner.json
suppressPackageStartupMessages({library(survey); library(jsonlite)})
data(api)
apiclus1$stype <- factor(apiclus1$stype)
apiclus1$growth <- cut(apiclus1$growth, c(-Inf, 10, 30, 60, Inf), labels = FALSE)
jackknife <- as.svrepdesign(svydesign(ids = ~dnum, weights = ~pw, data = apiclus1), type = "JK1", mse = TRUE)
plain <- function(x) unname(as.vector(x))
table_of <- function(question) {
  asked <- update(jackknife, row = factor(jackknife$variables[[question]]))
  found <- svychisq(~row + stype, asked, statistic = "F")
  by <- svyby(~row, ~stype, asked, svymean, covmat = TRUE)
  k <- nlevels(apiclus1$stype); q <- nlevels(asked$variables$row)
  covariance <- vcov(by); estimate <- plain(coef(by))          # row by row of the table, all types within
  pairs <- combn(k, 2)
  contrasts <- do.call(rbind, lapply(seq_len(q), function(i) t(apply(pairs, 2, function(pair) {
    at <- (i - 1) * k + pair
    difference <- estimate[at[1]] - estimate[at[2]]
    error <- sqrt(covariance[at[1], at[1]] + covariance[at[2], at[2]] - 2 * covariance[at[1], at[2]])
    own <- subset(asked, stype %in% levels(stype)[pair])
    p <- 2 * pt(-abs(difference / error), degf(own))
    c(difference, error, degf(own), p)
  }))))
  adjusted <- unlist(lapply(seq_len(q), function(i) p.adjust(contrasts[(i - 1) * ncol(pairs) + seq_len(ncol(pairs)), 4], "holm")))
  list(rows = q, counts = plain(svytable(~row + stype, asked)), shares = estimate, errors = plain(SE(by)),
       f = plain(found$statistic), numerator = plain(found$parameter[1]), denominator = plain(found$parameter[2]), p = plain(found$p.value),
       total = plain(coef(svymean(~row, asked))), difference = contrasts[, 1], difference_error = contrasts[, 2],
       df = contrasts[, 3], p_pairs = contrasts[, 4], p_holm = adjusted)
}
means <- svyby(~api00, ~stype, jackknife, svymean)
cat(toJSON(list(
  inputs = list(stype = as.integer(apiclus1$stype) - 1L, award = as.integer(apiclus1$awards) - 1L, growth = apiclus1$growth - 1L,
                api00 = apiclus1$api00, unit = as.integer(factor(apiclus1$dnum)) - 1L, weights = plain(weights(jackknife, "sampling")),
                replicates = unname(as.matrix(weights(jackknife, "analysis")))),
  answers = list(award = table_of("awards"), growth = table_of("growth"), means = list(estimate = plain(coef(means)), errors = plain(SE(means)))),
  versions = list(R = R.version.string, survey = as.character(packageVersion("survey")))
), digits = I(17), auto_unbox = TRUE, na = "null"))
