# Reference: answers whose codes are not evenly spaced (0, 1, 2, 5, 10), one item reversed: alpha of the codes (psych), the declared model of
# the codes by robust maximum likelihood in one group and in two (lavaan), item-rest correlations of the codes.
# Run from tests/reference: Rscript codes.R
library(lavaan)
library(psych)
library(jsonlite)

set.seed(20270109)
n <- 400
codes <- c(0, 1, 2, 5, 10)
group <- rep(c("east", "west"), each = n / 2)
factors <- matrix(rnorm(2 * n), n) %*% chol(matrix(c(1, 0.5, 0.5, 1), 2))
loadings <- c(0.8, 0.7, 0.6, 0.75, 0.7, 0.8, 0.6, 0.65)
of_item <- rep(1:2, each = 4)
response <- factors[, of_item] * rep(loadings, each = n) + matrix(rnorm(8 * n), n) * rep(sqrt(1 - loadings^2), each = n)
shared <- rnorm(n)
response[, c(1, 5)] <- 0.85 * response[, c(1, 5)] + 0.5 * shared # so that the model does not fit perfectly
answers <- apply(response, 2, function(x) codes[findInterval(x, c(-0.9, -0.1, 0.7, 1.4)) + 1])
answers[, 3] <- 10 - answers[, 3] # asked the other way round
answers[, 3] <- codes[match(answers[, 3], sort(unique(answers[, 3])))]
items <- c(paste0("X", 1:4), paste0("Y", 1:4))
colnames(answers) <- items
weight <- round(exp(0.4 * rnorm(n)), 4)

turned <- as.data.frame(answers)
turned$X3 <- 10 - turned$X3
turned$group <- group
turned$weight <- weight
model <- "X =~ X1 + X2 + X3 + X4\nY =~ Y1 + Y2 + Y3 + Y4"
fit <- function(...) {
  cfa(model, turned, std.lv = TRUE, meanstructure = TRUE, estimator = "MLR", sampling.weights = "weight",
    control = list(rel.tol = 1e-15, iter.max = 5000, eval.max = 10000), optim.force.converged = TRUE, ...)
}
measures <- function(fitted) as.list(fitMeasures(fitted, c("chisq.scaled", "df", "cfi.robust", "rmsea.robust", "srmr")))
one <- fit()
levels <- list(configural = "", metric = "loadings", scalar = c("loadings", "intercepts"))
rest <- function(scale) sapply(scale, function(item) cor(turned[[item]], rowMeans(turned[setdiff(scale, item)])))

write_json(list(
  versions = list(R = as.character(getRversion()), psych = as.character(packageVersion("psych")),
    lavaan = as.character(packageVersion("lavaan"))),
  items = items, answers = unname(answers), group = match(group, c("east", "west")) - 1, weight = weight,
  alpha = list(X = psych::alpha(turned[items[1:4]])$total$raw_alpha, Y = psych::alpha(turned[items[5:8]])$total$raw_alpha),
  alpha_if_deleted = c(psych::alpha(turned[items[1:4]])$alpha.drop$raw_alpha, psych::alpha(turned[items[5:8]])$alpha.drop$raw_alpha),
  weighted_alpha = psych::alpha(cov.wt(turned[items[1:4]], wt = weight, method = "ML")$cov)$total$raw_alpha,
  item_rest = unname(c(rest(items[1:4]), rest(items[5:8]))),
  one = list(measures = measures(one), loadings = standardizedSolution(one)$est.std[1:8], errors = standardizedSolution(one)$se[1:8]),
  two = lapply(levels, function(equal) measures(fit(group = "group", group.equal = equal)))
), "codes.json", digits = 12, auto_unbox = TRUE)
