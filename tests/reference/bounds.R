# Imbens and Manski (2004): the critical value by uniroot, from t and normal distributions, and worst-case bounds by hand.
# Rscript bounds.R > bounds.json
suppressPackageStartupMessages(library(jsonlite))
set.seed(20190701)

critical <- function(width, se, df, level) {
  one <- qt(level, df); two <- qt((1 + level) / 2, df)
  f <- function(C) pt(C + width / se, df) - pt(-C, df) - level
  if (f(one) >= 0) return(one)
  uniroot(f, c(one, two + 1e-9), tol = 1e-15, maxiter = 10000)$root
}
cases <- expand.grid(width = c(0, 0.001, 0.01, 0.05, 0.3), se = c(0.004, 0.02), df = c(5, 144, Inf), level = c(0.9, 0.95))
cases$critical <- mapply(critical, cases$width, cases$se, cases$df, cases$level)

# means and shares with a t and a logit interval
low <- c(0.42, 0.10, 0.55); high <- c(0.47, 0.10, 0.90); se_low <- c(0.021, 0.013, 0.03); se_high <- c(0.024, 0.013, 0.02)
df <- 144; level <- 0.95
t_critical <- mapply(critical, high - low, pmax(se_low, se_high), df, level)
l <- qlogis(low); h <- qlogis(high); sl <- se_low / (low * (1 - low)); sh <- se_high / (high * (1 - high))
logit_critical <- mapply(critical, h - l, pmax(sl, sh), df, level)

# worst cases: 60 weighted answers 1..5, some missing (NA)
answer <- sample(c(1:5, NA), 60, TRUE, c(2, 3, 4, 4, 2, 3)); weight <- round(exp(rnorm(60, 0, 0.4)), 4)
with_missing_at <- function(v) weighted.mean(ifelse(is.na(answer), v, answer), weight)
agree_at <- function(v) weighted.mean(ifelse(is.na(answer), v, answer >= 4), weight)

cat(toJSON(list(
  inputs = list(width = cases$width, se = cases$se, df = ifelse(is.infinite(cases$df), -1, cases$df), level = cases$level,
                low = low, high = high, se_low = se_low, se_high = se_high, degrees_of_freedom = df, confidence_level = level,
                answer = answer, weight = weight),
  answers = list(critical = cases$critical,
                 t = list(ci_low = low - t_critical * se_low, ci_high = high + t_critical * se_high),
                 logit = list(ci_low = plogis(l - logit_critical * sl), ci_high = plogis(h + logit_critical * sh)),
                 mean_low = with_missing_at(1), mean_high = with_missing_at(5), share_low = agree_at(0), share_high = agree_at(1)),
  versions = list(R = R.version.string)
), digits = NA, auto_unbox = TRUE, pretty = FALSE, na = "null"))
