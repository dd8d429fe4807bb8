# Reference: regression and Bartlett scores of one factor (lavaan, with missing answers by FIML), and EAP scores of a graded
# normal-ogive model by R's adaptive integration. Run from tests/reference: Rscript factor_scores.R
library(lavaan)
library(jsonlite)

set.seed(20261123)
n <- 60
trait <- rnorm(n)
items <- sapply(c(0.8, 0.7, 0.6, 0.5), function(l) l * trait + sqrt(1 - l^2) * rnorm(n))
items <- scale(items) * sqrt(n / (n - 1))
colnames(items) <- paste0("x", 1:4)
holes <- items
holes[cbind(1:10, rep(1:4, length.out = 10))] <- NA
fit <- cfa("f =~ NA*x1 + x2 + x3 + x4\nf ~~ 1*f", as.data.frame(holes), missing = "fiml", meanstructure = TRUE)
found <- lavInspect(fit, "est")
centred <- sweep(holes, 2, found$nu)  # scores are about the model's means

loadings <- c(0.8, 0.7, 0.6, 0.5)
thresholds <- list(c(-1.5, -0.5, 0.5, 1.5), c(-1, 0, 1, 2), c(-0.7, 0.1, 0.9), c(-2, -1, 0, 1))
answers <- rbind(c(0, 1, 2, 3), c(4, 4, 3, 4), c(2, -1, 1, 2), c(0, 0, 0, 0), c(-1, -1, 3, -1))
likelihood <- function(theta, answer) {
  product <- dnorm(theta)
  for (i in seq_along(loadings)) if (answer[i] >= 0) {
    cuts <- c(-Inf, thresholds[[i]], Inf)
    place <- function(cut) pnorm((cut - loadings[i] * theta) / sqrt(1 - loadings[i]^2))
    product <- product * (place(cuts[answer[i] + 2]) - place(cuts[answer[i] + 1]))
  }
  product
}
moment <- function(k, answer) {
  integrate(function(t) t^k * likelihood(t, answer), -10, 10, rel.tol = 1e-11, subdivisions = 1000)$value
}
eap <- t(apply(answers, 1, function(a) {
  m <- moment(1, a) / moment(0, a)
  c(m, sqrt(moment(2, a) / moment(0, a) - m^2))
}))

write_json(list(
  versions = list(R = as.character(getRversion()), lavaan = as.character(packageVersion("lavaan"))),
  centred = unname(centred), loadings = as.vector(found$lambda), uniquenesses = unname(diag(found$theta)),
  regression = as.vector(lavPredict(fit, method = "regression")), bartlett = as.vector(lavPredict(fit, method = "Bartlett")),
  ordinal = list(loadings = loadings, thresholds = thresholds, answers = answers, eap = eap[, 1], standard_error = eap[, 2])
), "factor_scores.json", digits = 12, auto_unbox = TRUE, na = "null")
