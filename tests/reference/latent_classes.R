# Latent classes of weighted answers with gaps, by plain EM in base R (Lazarsfeld and Henry 1968; Goodman 1974): no package for it is in Debian.
# The two published examples are those of poLCA (Linzer and Lewis 2011, Journal of Statistical Software 42(10); pages of its data sets):
# diagnoses of carcinoma (Agresti 2002, Categorical Data Analysis, table 13.1) and values (Goodman 1974; Stouffer and Toby 1951), whose
# log-likelihoods stand here as published. Behind them the three-step correction by the inverse of the errors (Bolck, Croon, Hagenaars 2004).
# Rscript latent_classes.R > latent_classes.json
suppressPackageStartupMessages(library(jsonlite))
set.seed(20101)

patterns <- c("0000000", "0000100", "0100000", "0100001", "0100100", "0100101", "1000000", "1010101", "1100000", "1100001", "1100100",
  "1100101", "1100111", "1101001", "1101101", "1101111", "1110101", "1110111", "1111101", "1111111")
carcinoma <- t(sapply(strsplit(patterns, ""), as.integer))
n_carcinoma <- c(34, 2, 6, 1, 4, 5, 2, 1, 2, 1, 2, 7, 1, 1, 2, 3, 13, 5, 10, 16)
values <- as.matrix(expand.grid(D = 0:1, C = 0:1, B = 0:1, A = 0:1))[, 4:1]
n_values <- c(42, 23, 6, 25, 6, 24, 7, 38, 1, 4, 1, 6, 2, 9, 2, 20)

n <- 400; kind <- sample(3, n, TRUE, c(.5, .3, .2))
chances <- list(
  rbind(c(.8, .2), c(.2, .8), c(.1, .9)), rbind(c(.9, .1), c(.3, .7), c(.2, .8)), rbind(c(.85, .15), c(.8, .2), c(.1, .9)),
  rbind(c(.7, .2, .1), c(.2, .6, .2), c(.1, .2, .7)), rbind(c(.6, .3, .1), c(.1, .3, .6), c(.3, .4, .3)))
codes <- sapply(chances, function(p) sapply(kind, function(k) sample(ncol(p), 1, prob = p[k, ]) - 1))
codes[matrix(runif(length(codes)) < .08, n)] <- NA
weight <- round(exp(rnorm(n, 0, .4)), 4)
levels <- sapply(chances, ncol)

em <- function(codes, weight, levels, shares, profiles, steps = 200000) {
  for (step in seq_len(steps)) {
    like <- sapply(seq_along(shares), function(k) {
      each <- sapply(seq_along(levels), function(j) ifelse(is.na(codes[, j]), 1, profiles[[j]][k, codes[, j] + 1]))
      shares[k] * apply(each, 1, prod)
    })
    total <- rowSums(like); posterior <- like / total; w <- posterior * weight
    old <- c(shares, unlist(profiles))
    shares <- colSums(w) / sum(weight)
    profiles <- lapply(seq_along(levels), function(j) {
      counts <- t(sapply(seq_along(shares), function(k) sapply(seq_len(levels[j]) - 1, function(l) sum(w[which(codes[, j] == l), k]))))
      counts / rowSums(counts)
    })
    if (max(abs(old - c(shares, unlist(profiles)))) < 1e-13) break
  }
  list(log_likelihood = sum(weight * log(total)), shares = shares, profiles = profiles, posterior = posterior, steps = step)
}

found <- em(codes, weight, levels, rep(1 / 3, 3), chances)
order_of <- order(-found$shares)
posterior <- found$posterior[, order_of]
outside <- rbinom(n, 1, c(.2, .5, .8)[kind]); side <- rep(1:2, length.out = n)
joint <- t(posterior * weight) %*% posterior
errors <- joint / rowSums(joint)
blurred <- sapply(list(outside == 1, outside == 0, side == 1), function(inside) colSums(posterior * weight * inside))
restored <- solve(t(errors), blurred)

none <- function(x) { x[is.na(x)] <- -1; x }
cat(toJSON(list(
  inputs = list(carcinoma = carcinoma, n_carcinoma = n_carcinoma, values = values, n_values = n_values,
    codes = none(codes), levels = levels, weight = weight, outside = outside, side = side),
  published = list(carcinoma = c(-317.2568, -293.705, -289.2858), values = c(-543.6498, -504.4677, -503.3011)),
  answers = list(log_likelihood = found$log_likelihood, shares = found$shares[order_of],
    profiles = lapply(found$profiles, function(p) p[order_of, ]), errors = errors, restored = restored, steps = found$steps),
  versions = list(R = R.version.string)
), digits = NA, auto_unbox = TRUE, pretty = FALSE))
