# Critical values and adjusted p-values of the largest of correlated normal errors: mvtnorm's integration (Genz and Bretz 2009).
# Rscript simultaneous.R > simultaneous.json
suppressMessages({library(mvtnorm); library(jsonlite)})
set.seed(1)

pairs_of <- function(errors) { # differences of independent means with these standard errors
  k <- length(errors)
  pairs <- t(combn(k, 2))
  contrasts <- matrix(0, nrow(pairs), k)
  contrasts[cbind(seq_len(nrow(pairs)), pairs[, 1])] <- 1
  contrasts[cbind(seq_len(nrow(pairs)), pairs[, 2])] <- -1
  sweep(contrasts, 2, errors, "*")
}

deviations <- list(
  six_alike = pairs_of(rep(1, 6)),
  six_unequal = pairs_of(c(1, 1.5, 0.7, 2.4, 1, 0.4)),
  against_rest = cbind(c(1, .2, .1, 0), c(.6, -.8, 0, .1), c(0, .3, 1, .5)),
  one = matrix(c(3, 4), 1)
)
precise <- GenzBretz(maxpts = 2e6, abseps = 1e-6)

answer <- function(deviations) {
  correlation <- cov2cor(tcrossprod(deviations))
  if (nrow(correlation) == 1) {
    return(list(critical = qnorm(.975), adjusted = 2 * pnorm(-2.5)))
  }
  tail_at <- function(z) 1 - pmvnorm(rep(-z, nrow(correlation)), rep(z, nrow(correlation)), corr = correlation, algorithm = precise)
  list(
    critical = uniroot(function(z) tail_at(z) - .05, c(1.9, 4), tol = 1e-5)$root,
    adjusted = as.numeric(tail_at(2.5)) # of an estimate 2.5 errors from zero
  )
}

answers <- lapply(deviations, answer)
answers$six_alike$tukey <- qtukey(.95, 6, Inf) / sqrt(2)
cat(toJSON(list(
  inputs = list(deviations = deviations), answers = answers,
  versions = list(R = R.version.string, mvtnorm = as.character(packageVersion("mvtnorm")))
), auto_unbox = TRUE, digits = 8))
