# Shares of all asked and of those who answered, and means of those who answered, with a routed question that whole units were not asked:
# replicates of R's survey package (JKn), degrees of freedom of the subset. Rscript percent_bases.R > percent_bases.json
suppressPackageStartupMessages({library(survey); library(jsonlite)})
set.seed(20190701)
n_psus <- 24; per_psu <- 10; n <- n_psus * per_psu
psu <- rep(1:n_psus, each = per_psu)
draw <- function(codes, p) sample(codes, n, replace = TRUE, prob = p)
shift <- rnorm(n_psus)[psu] + rnorm(n)
data <- data.frame(psu = psu, stratum = (psu - 1) %/% 6 + 1, weight = round(runif(n, 0.5, 2.5), 3), bloc = draw(c("A", "B"), c(.45, .55)))
data$taste <- draw(c(1, 2, 3, 97, 99), c(.4, .3, .15, .1, .05))
data$rating <- ifelse(runif(n) < .12, draw(c(97, 98, 99), c(.5, .3, .2)), pmin(pmax(round(3 + shift), 1), 5))
data$routed <- ifelse(psu %% 6 %in% c(1, 2), 96, ifelse(runif(n) < .2, 97, ifelse(shift > 0, 1, 2)))  # a third of the units was not asked
data$hours <- ifelse(data$routed == 96, 996, ifelse(runif(n) < .15, 997, round(20 + 5 * shift)))
several <- runif(n) < .1
for (option in 1:3) data[[paste0("where_", option)]] <- ifelse(several, 99, as.integer(runif(n) < c(.6, .5, .3)[option]))

drawn <- svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, data = data)
jackknife <- as.svrepdesign(drawn, type = "JKn", mse = TRUE)
skipped <- c(96, 996); missing <- c(skipped, 97, 98, 99, 997)

answer <- function(column, amount, base, side, is_share) {
  own <- data[[column]]
  is_in <- !(own %in% if (base == "asked") skipped else missing) & (side == "" | data$bloc == side)
  value <- if (is_share) as.numeric(own == amount) else own
  value[!is_in] <- NA
  repeated <- update(jackknife, value = value)
  mean <- svymean(~value, repeated, na.rm = TRUE)
  df <- degf(subset(drawn, is_in))
  own_scale <- if (is_share) c(0, 1) else c(1, 5) # a rated answer lies between the codes of its question
  placed <- update(subset(repeated, is_in), value = (value - own_scale[1]) / diff(own_scale))
  ci <- if (column == "hours") confint(mean, df = df)
        else own_scale[1] + diff(own_scale) * attr(svyciprop(~value, placed, method = "xlogit", df = df), "ci")
  list(column = column, amount = amount, base = base, bloc = side, estimate = as.vector(coef(mean)), standard_error = as.vector(SE(mean)),
       ci_low = ci[1], ci_high = ci[2], df = df, n = sum(is_in))
}
shares <- rbind(data.frame(column = "taste", amount = c(1, 2, 3, 97, 99)), data.frame(column = "rating", amount = c(1:5, 97, 98, 99)),
                data.frame(column = "routed", amount = c(1, 2, 97)), data.frame(column = paste0("where_", 1:3), amount = 1))
answers <- list()
for (side in c("", "A", "B")) {
  for (i in seq_len(nrow(shares))) for (base in c("asked", if (!(shares$amount[i] %in% missing)) "answered"))
    answers <- c(answers, list(answer(shares$column[i], shares$amount[i], base, side, TRUE)))
  for (column in c("rating", "hours")) answers <- c(answers, list(answer(column, NA, "answered", side, FALSE)))
}
by_side <- svyby(~rating, ~bloc, update(jackknife, rating = ifelse(rating %in% missing, NA, rating)), svymean, na.rm = TRUE)

cat(toJSON(list(
  inputs = c(as.list(data), list(replicate_weights = weights(jackknife, "analysis"), coefficients = jackknife$scale * jackknife$rscales)),
  answers = list(rows = answers, rating_by_side = list(estimate = as.vector(coef(by_side)), standard_error = as.vector(SE(by_side))),
                 df_of_all = degf(drawn)),
  versions = list(R = R.version.string, survey = as.character(packageVersion("survey")))
), digits = I(17), auto_unbox = TRUE, na = "null"))
