# Reference: items that are numbers (a slider from 0 to 100 with decimals, ratings from 0 to 10 in halves, one reversed) beside five-point
# items: polyserial correlations (psych, and weighted by the formula), alpha of percentages of the maximum (psych), the declared model of
# the numbers by robust maximum likelihood in one group and in two (lavaan), means of percentages of the maximum.
# Run from tests/reference: Rscript numeric_items.R
library(lavaan)
library(psych)
library(jsonlite)

set.seed(20270110)
n <- 400
group <- rep(c("east", "west"), each = n / 2)
factors <- matrix(rnorm(2 * n), n) %*% chol(matrix(c(1, 0.5, 0.5, 1), 2))
loadings <- c(0.8, 0.7, 0.6, 0.75, 0.7, 0.8, 0.6, 0.65)
of_item <- rep(1:2, each = 4)
response <- factors[, of_item] * rep(loadings, each = n) + matrix(rnorm(8 * n), n) * rep(sqrt(1 - loadings^2), each = n)
shared <- rnorm(n)
response[, c(1, 5)] <- 0.85 * response[, c(1, 5)] + 0.5 * shared # so that the model does not fit perfectly
items <- c(paste0("X", 1:4), paste0("Y", 1:4))
answers <- data.frame(matrix(0, n, 8, dimnames = list(NULL, items)))
for (i in c(1:3, 8)) answers[[i]] <- findInterval(response[, i], c(-1.2, -0.4, 0.4, 1.2)) + 1
answers$X4 <- pmin(pmax(round(50 + 18 * response[, 4], 1), 0), 100)
answers$Y1 <- pmin(pmax(round(2 * (5 + 2 * response[, 5])) / 2, 0), 10)
answers$Y2 <- 10 - pmin(pmax(round(2 * (5 + 2 * response[, 6])) / 2, 0), 10) # asked the other way round
answers$Y3 <- pmin(pmax(round(2 * (5 + 2 * response[, 7])) / 2, 0), 10)
weight <- round(exp(0.4 * rnorm(n)), 4)

turned <- answers
turned$Y2 <- 10 - turned$Y2
low <- c(1, 1, 1, 0, 0, 0, 0, 1)
high <- c(5, 5, 5, 100, 10, 10, 10, 5)
percent <- as.data.frame(sweep(sweep(turned, 2, low), 2, high - low, "/") * 100)
ordinal <- c("X1", "X2", "X3", "Y4")
numeric <- setdiff(items, ordinal)

weighted_polyserial <- function(x, y, w) {
  share <- tapply(w, y, sum) / sum(w)
  cuts <- qnorm(cumsum(share)[-length(share)])
  both <- cov.wt(cbind(x, y), wt = w, method = "ML", cor = TRUE)
  both$cor[1, 2] * sqrt(both$cov[2, 2]) / sum(dnorm(cuts))
}
pairs <- expand.grid(number = numeric, answer = ordinal, stringsAsFactors = FALSE)
serial <- function(w = NULL) mapply(function(x, y) {
  if (is.null(w)) polyserial(as.matrix(turned[x]), as.matrix(turned[y]))[1, 1] else weighted_polyserial(turned[[x]], turned[[y]], w)
}, pairs$number, pairs$answer, USE.NAMES = FALSE)

data <- cbind(turned, group = group, weight = weight)
model <- "X =~ X1 + X2 + X3 + X4\nY =~ Y1 + Y2 + Y3 + Y4"
fit <- function(...) {
  cfa(model, data, std.lv = TRUE, meanstructure = TRUE, estimator = "MLR", sampling.weights = "weight",
    control = list(rel.tol = 1e-15, iter.max = 5000, eval.max = 10000), optim.force.converged = TRUE, ...)
}
measures <- function(fitted) as.list(fitMeasures(fitted, c("chisq.scaled", "df", "cfi.robust", "rmsea.robust", "srmr")))
one <- fit()
levels <- list(configural = "", metric = "loadings", scalar = c("loadings", "intercepts"))

write_json(list(
  versions = list(R = as.character(getRversion()), psych = as.character(packageVersion("psych")),
    lavaan = as.character(packageVersion("lavaan"))),
  items = items, answers = unname(as.matrix(answers)), group = match(group, c("east", "west")) - 1, weight = weight,
  pairs = unname(as.matrix(pairs)), polyserial = serial(), weighted_polyserial = serial(weight),
  latent = unname(as.matrix(lavCor(cbind(turned[numeric], lapply(turned[ordinal], as.ordered)), ordered = ordinal)[numeric, ordinal])),
  pearson = cov.wt(turned[numeric], wt = weight, method = "ML", cor = TRUE)$cor,
  alpha = list(X = psych::alpha(percent[items[1:4]])$total$raw_alpha, Y = psych::alpha(percent[items[5:8]])$total$raw_alpha),
  means = list(X = weighted.mean(rowMeans(percent[items[1:4]]), weight), Y = weighted.mean(rowMeans(percent[items[5:8]]), weight)),
  one = list(measures = measures(one), loadings = standardizedSolution(one)$est.std[1:8], errors = standardizedSolution(one)$se[1:8]),
  two = lapply(levels, function(equal) measures(fit(group = "group", group.equal = equal)))
), "numeric_items.json", digits = 12, auto_unbox = TRUE)
