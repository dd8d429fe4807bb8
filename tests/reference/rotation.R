# Reference: rotations of five factors of psych's bfi (25 items, 2,800 answers), maximum likelihood, and Velicer's average
# partial correlations. Oblimin and varimax start from 50 random positions; the best criterion is the optimum.
# Run from tests/reference: Rscript rotation.R
library(psych)
library(GPArotation)
library(jsonlite)

set.seed(20261123)
observed <- cor(bfi[, 1:25], use = "pairwise")
n_factors <- 5
exact <- list(control = list(nstart = 3, opt = list(factr = 10, maxit = 10000)))
by_likelihood <- factanal(covmat = observed, n.obs = nrow(bfi), factors = n_factors, rotation = "none", control = exact$control)
unrotated <- unclass(suppressWarnings(fa(observed, n_factors, fm = "minres", rotate = "none"))$loadings)

best <- NULL
for (start in 1:50) {
  found <- oblimin(unrotated, Tmat = Random.Start(n_factors), normalize = FALSE, eps = 1e-8, maxit = 5000)
  criterion <- min(found$Table[, 2])
  if (is.null(best) || criterion < best$criterion) best <- list(criterion = criterion, solution = found)
}
simple <- varimax(unrotated, normalize = TRUE, eps = 1e-14)
oblique <- kaiser(unclass(simple$loadings), rotate = "Promax", m = 4) # from the optimum: its own varimax stops early
partial <- suppressWarnings(vss(observed, n = 10, n.obs = nrow(bfi), rotate = "none", plot = FALSE))$map

write_json(list(
  versions = list(R = as.character(getRversion()), psych = as.character(packageVersion("psych")),
                  GPArotation = as.character(packageVersion("GPArotation"))),
  correlations = unname(observed), unrotated = unname(unrotated),
  ml_uniquenesses = unname(by_likelihood$uniquenesses),
  oblimin = list(criterion = best$criterion, loadings = unname(unclass(best$solution$loadings)),
                 factor_correlations = unname(best$solution$Phi)),
  varimax = unname(unclass(simple$loadings)),
  promax = list(loadings = unname(unclass(oblique$loadings)), factor_correlations = unname(oblique$Phi)),
  average_partial = partial
), "rotation.json", digits = 12, auto_unbox = TRUE)
