# Reference answers for small domains. The milk expenditure of 43 areas with indicators of four major areas (Arora and Lahiri 1997; You and
# Chapman 2006) is the worked example of R's package sae: what its eblupFH and mseFH (REML) print for it stands here as published. metafor
# fits the same model (a meta-regression with known variances) by its own restricted likelihood and predicts the domains; mean squared errors
# and the adjusted likelihood of Li and Lahiri (2010) follow their formulas in base R. The second world has so little between its domains
# that the restricted likelihood is at zero. Run in tests/reference: Rscript small_domains.R
suppressMessages(library(metafor))
library(jsonlite)

direct <- c(1.099, 1.075, 1.105, 0.628, 0.753, 0.981, 1.257, 1.095, 1.405, 1.356, 0.615, 1.46, 1.338, 0.854, 1.176, 1.111, 1.257, 1.43,
  1.278, 1.292, 1.002, 1.183, 1.044, 1.267, 1.193, 0.791, 0.795, 0.759, 0.796, 0.565, 0.886, 0.952, 0.807, 0.582, 0.684, 0.787, 0.44,
  0.759, 0.77, 0.8, 0.756, 0.865, 0.64)
error <- c(0.163, 0.08, 0.083, 0.109, 0.119, 0.141, 0.202, 0.127, 0.168, 0.178, 0.1, 0.201, 0.148, 0.143, 0.149, 0.145, 0.135, 0.172,
  0.137, 0.163, 0.125, 0.247, 0.14, 0.171, 0.106, 0.121, 0.121, 0.259, 0.106, 0.089, 0.225, 0.205, 0.119, 0.067, 0.106, 0.126, 0.092,
  0.132, 0.1, 0.113, 0.083, 0.121, 0.129)
major <- factor(rep(1:4, c(7, 7, 11, 18)))
published <- list(
  coefficients = c(0.9681890, 0.1327801, 0.2269462, -0.2413011),
  coefficient_errors = c(0.06936208, 0.10300072, 0.09232981, 0.08161707),
  eblup = c(1.0219703, 1.0476018, 1.0679513, 0.7608170, 0.8461574, 0.9743727, 1.0584523, 1.0977762, 1.2215449, 1.1951455, 0.7852155,
    1.2139456, 1.2096593, 0.9834967, 1.1864247, 1.1556982, 1.2263411, 1.2856486, 1.2363247, 1.2349600, 1.0903019, 1.1923057, 1.1216470,
    1.2230296, 1.1938054, 0.7627195, 0.7649550, 0.7338443, 0.7699294, 0.6134418, 0.7695558, 0.7958250, 0.7723187, 0.6102302, 0.7001782,
    0.7592787, 0.5298867, 0.7434466, 0.7548996, 0.7701918, 0.7481164, 0.8040773, 0.6810870),
  mse = c(0.013460220, 0.005372876, 0.005701990, 0.008541740, 0.009579594, 0.011670632, 0.015926137, 0.010586518, 0.014184043,
    0.014901472, 0.007694262, 0.016336469, 0.012562726, 0.012117378, 0.012031229, 0.011709147, 0.010859780, 0.013690860, 0.011034674,
    0.013079686, 0.009948636, 0.017243977, 0.011292325, 0.013625297, 0.008065787, 0.009205133, 0.009205133, 0.016476912, 0.007800626,
    0.006098668, 0.015441564, 0.014657866, 0.009024699, 0.003870786, 0.007800626, 0.009646139, 0.006404335, 0.010155645, 0.007209937,
    0.008470277, 0.005484860, 0.009205133, 0.009903626))

restricted <- function(between, y, v, x) {
  V <- diag(between + v)
  W <- solve(V)
  P <- W - W %*% x %*% solve(t(x) %*% W %*% x) %*% t(x) %*% W
  -0.5 * (as.numeric(determinant(V)$modulus) + as.numeric(determinant(t(x) %*% W %*% x)$modulus) + as.numeric(t(y) %*% P %*% y))
}

predicted <- function(between, y, v, x) {
  W <- diag(1 / (between + v))
  Q <- solve(t(x) %*% W %*% x)
  beta <- Q %*% t(x) %*% W %*% y
  gamma <- between / (between + v)
  g1 <- gamma * v
  g2 <- (1 - gamma)^2 * diag(x %*% Q %*% t(x))
  g3 <- v^2 / (between + v)^3 * 2 / sum((between + v)^-2)
  list(between = between, coefficients = as.vector(beta), eblup = as.vector(x %*% beta + gamma * (y - x %*% beta)), mse = g1 + g2 + 2 * g3)
}

set.seed(20261130)
x <- model.matrix(~major)
fit <- rma(direct, error^2, mods = ~major, method = "REML", control = list(threshold = 1e-14, maxiter = 1000))
milk <- list(direct = direct, variances = error^2, covariates = x, published = published, between = fit$tau2, between_error = fit$se.tau2,
  coefficients = as.vector(fit$beta), coefficient_errors = fit$se, eblup = blup(fit)$pred, mse = predicted(fit$tau2, direct, error^2, x)$mse)

m <- 12
v <- round(runif(m, 2, 9), 3)
level <- round(runif(m), 3)
y <- round(50 + 4 * level + rnorm(m, 0, 0.7 * sqrt(v)), 3)
x <- cbind(1, level)
flat <- rma(y, v, mods = ~level, method = "REML")
best <- optimize(function(a) log(a) + restricted(a, y, v, x), c(1e-6, 100), maximum = TRUE, tol = 1e-12)$maximum
closed <- c(list(direct = y, variances = v, covariates = x, reml = flat$tau2), predicted(best, y, v, x))

write(toJSON(list(versions = list(R = R.version.string, metafor = as.character(packageVersion("metafor"))), milk = milk, closed = closed),
  auto_unbox = TRUE, digits = NA), "small_domains.json")
