# Paired change by t.test, its standardised size by the published formulas, ranks by wilcox.test, shares by prop.test. Base R, jsonlite.
# g_av: Cumming (2012), Hedges (1981) with the freedom of Cousineau (2020); interval: Algina and Keselman (2003), equation 8.
library(jsonlite)
before <- c(2, 3, 3, 1, 4, 2, 3, 5, 2, 3, 4, 2, 1, 3, 2, 4)
after <- c(4, 4, 3, 3, 5, 2, 4, 5, 3, 5, 4, 3, 1, 2, 4, 5)
n <- length(before); r <- cor(before, after)
test <- t.test(after, before, paired = TRUE)
t <- unname(test$statistic); spread <- sqrt((var(before) + var(after)) / 2)
d <- unname(test$estimate) / spread; nu <- 2 * (n - 1) / (1 + r^2)
unbias <- exp(lgamma(nu / 2) - lgamma((nu - 1) / 2)) / sqrt(nu / 2)
end <- function(p) uniroot(function(l) pt(t, n - 1, l) - p, t + c(-10, 10), tol = 1e-12)$root
scale <- test$stderr / spread
ranks <- wilcox.test(after, before, paired = TRUE, exact = FALSE)
wilson <- function(x, n) as.numeric(prop.test(x, n, correct = FALSE)$conf.int)
write_json(list(
  made_by = R.version.string, before = before, after = after,
  change = unname(test$estimate), standard_error = test$stderr, conf_int = as.numeric(test$conf.int), p_value = test$p.value,
  correlation = r, d_av = d, g_av = unbias * d, ci_low = scale * end(0.975), ci_high = scale * end(0.025),
  p_ranks = ranks$p.value, wilson = rbind(wilson(0, 12), wilson(7, 12), wilson(33, 35), wilson(35, 35))
), "paired_changes.json", auto_unbox = TRUE, digits = 15)
