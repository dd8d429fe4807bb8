# Reference: minimum residual factors with oblimin rotation, sampling adequacy and sphericity, by psych and GPArotation.
# psych's optimiser stops early, so its extraction is repeated here to convergence and rotated by GPArotation.
# Run from tests/reference: Rscript exploratory.R
library(psych)
library(GPArotation)
library(jsonlite)

set.seed(20261123)
n <- 500
dimension <- rep(1:3, each = 5)
p <- length(dimension)
general <- rnorm(n)
factors <- sapply(c(0.8, 0.7, 0.6), function(g) g * general + sqrt(1 - g^2) * rnorm(n))
answers <- factors[, dimension] %*% diag(runif(p, 0.45, 0.85)) + matrix(0.7 * rnorm(n * p), n)
answers[, 5] <- -answers[, 5]
observed <- cor(answers)

minres <- function(uniquenesses) {
  reduced <- observed
  diag(reduced) <- 1 - uniquenesses
  e <- eigen(reduced, symmetric = TRUE)
  e$vectors[, 1:3] %*% diag(sqrt(e$values[1:3]))
}
distance <- function(uniquenesses) {
  residual <- observed - tcrossprod(minres(uniquenesses))
  sum(residual[lower.tri(residual)]^2)
}
found <- optim(1 - smc(observed), distance, method = "L-BFGS-B", lower = 0.005, upper = 1,
               control = list(factr = 10, maxit = 5000))
rotated <- oblimin(minres(found$par), normalize = FALSE, eps = 1e-8, maxit = 5000)
by_psych <- suppressWarnings(fa(observed, 3, n.obs = n, fm = "minres", rotate = "oblimin"))
sphericity <- cortest.bartlett(observed, n = n)

write_json(list(
  versions = list(
    R = as.character(getRversion()), psych = as.character(packageVersion("psych")),
    GPArotation = as.character(packageVersion("GPArotation"))
  ),
  n = n, correlations = unname(observed),
  loadings = unname(unclass(rotated$loadings)), factor_correlations = unname(rotated$Phi),
  psych = list(loadings = unname(unclass(by_psych$loadings)), factor_correlations = unname(by_psych$Phi)),
  kmo = list(overall = KMO(observed)$MSA, items = unname(KMO(observed)$MSAi)),
  bartlett = list(chi2 = sphericity$chisq, df = sphericity$df)
), "exploratory.json", digits = 12, auto_unbox = TRUE)
