# Tests of parallel lines: Brant's own on the data of Fox and Hong (2009), and the same with the covariance of replicates.
# Rscript parallel_lines.R > parallel_lines.json   (beside regressions.json, whose data and replicates it takes)
# `brant` is not installed. Brant's covariance of the slopes of logits at different thresholds (1990, section 2) is written out below in base R;
# car::poTest, another implementation of it, stands beside. With replicates: slopes moved to first order, by hand, and F of Korn and Graubard.
suppressPackageStartupMessages({library(MASS); library(car); library(carData); library(jsonlite)})
brant <- function(y, X, groups) {
  K <- max(y); D <- cbind(1, X); p <- ncol(D)
  fits <- lapply(1:K, function(j) glm.fit(D, as.integer(y >= j), family = binomial(), control = list(epsilon = 1e-14, maxit = 100)))
  prob <- sapply(fits, function(f) f$fitted.values)
  inv <- lapply(1:K, function(j) solve(crossprod(D, D * prob[, j] * (1 - prob[, j]))))
  V <- matrix(0, K * (p - 1), K * (p - 1)); at <- function(j) (j - 1) * (p - 1) + 1:(p - 1)
  for (j in 1:K) for (l in 1:K) {
    hi <- max(j, l); lo <- min(j, l)
    W <- crossprod(D, D * (prob[, hi] - prob[, hi] * prob[, lo]))
    V[at(j), at(l)] <- (inv[[j]] %*% W %*% inv[[l]])[-1, -1]
  }
  b <- unlist(lapply(fits, function(f) coef(f)[-1]))
  test <- function(cols) {
    M <- matrix(0, 0, length(b))
    for (j in 2:K) for (c in cols) { r <- rep(0, length(b)); r[(j - 1) * (p - 1) + c] <- 1; r[c] <- -1; M <- rbind(M, r) }
    e <- M %*% b; as.numeric(t(e) %*% solve(M %*% V %*% t(M), e))
  }
  sapply(groups, test)
}
d <- WVS
X <- cbind(d$religion == "yes", d$degree == "yes", d$age, d$gender == "male", sapply(c("Norway", "Sweden", "USA"), function(k) d$country == k)) * 1
own <- brant(as.integer(d$poverty) - 1L, unname(X), list(1, 2, 3, 4, 5:7, 1:7))
m <- polr(poverty ~ religion + degree + age + gender + country, data = d, control = list(reltol = 1e-16, maxit = 500))
po <- poTest(m)
# poTest stops glm at its default: its overall statistic is 0.016 % lower
stopifnot(abs(po$chisq - own[6]) / own[6] < 1e-3, all(abs(po$chisq.p[1:4] - own[1:4]) / own[1:4] < 1e-4))

frozen <- fromJSON("regressions.json"); data <- as.data.frame(frozen$inputs$data); R <- frozen$inputs$replicates
D <- cbind(1, as.matrix(data[c("a", "b", "c", "k1", "k2")])); w <- data$w; y <- data$y
moved <- lapply(1:3, function(j) {
  f <- suppressWarnings(glm.fit(D, as.integer(y >= j), weights = w, family = binomial(), control = list(epsilon = 1e-14, maxit = 100)))
  pr <- f$fitted.values; A <- solve(crossprod(D, D * (w / sum(w) * pr * (1 - pr)))); u <- D * (as.integer(y >= j) - pr)
  cbind(coef(f), sapply(seq_len(ncol(R)), function(r) coef(f) + A %*% (crossprod(u, R[, r] / sum(R[, r])) - crossprod(u, w / sum(w)))))[-1, ]
})
wald <- function(cols, d) {
  e <- do.call(rbind, lapply(2:3, function(j) moved[[j]][cols, , drop = FALSE] - moved[[1]][cols, , drop = FALSE]))
  v <- e[, -1, drop = FALSE] - e[, 1]; V <- frozen$inputs$scale * v %*% t(v); q <- nrow(e)
  W <- as.numeric(t(e[, 1]) %*% solve(V, e[, 1])); f <- W * (d - q + 1) / (d * q)
  c(f, q, d - q + 1, pf(f, q, d - q + 1, lower.tail = FALSE))
}
cat(toJSON(list(
  inputs = list(wvs = list(poverty = as.integer(d$poverty) - 1L, religion = (d$religion == "yes") * 1L, degree = (d$degree == "yes") * 1L,
                           age = d$age, male = (d$gender == "male") * 1L, country = as.integer(d$country) - 1L)),
  answers = list(brant = own, wald = rbind(wald(1, 14), wald(2, 14), wald(3, 14), wald(4:5, 14))),
  versions = list(R = R.version.string, car = as.character(packageVersion("car")), MASS = as.character(packageVersion("MASS")))
), digits = I(15), auto_unbox = TRUE))
