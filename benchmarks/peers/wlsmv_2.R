needs("lavaan")

N_ITEMS <- 20
answers <- as.data.frame(matrix(integers("answers"), ncol = N_ITEMS))
items <- names(answers)
answers$weight <- doubles("weights")
answers$bloc <- integers("bloc")

dimensions <- split(items, rep(1:4, each = 5))
loadings <- paste0("f", 1:4, " =~ ", sapply(dimensions, function(own) paste0("NA*", own, collapse = " + ")))
variances <- paste0("f", 1:4, " ~~ 1*f", 1:4)
thresholds <- c(outer(items, 1:4, function(item, k) paste0(item, " | c(", item, k, ", ", item, k, ")*t", k)))

# Wu and Estabrook (2016): with equal thresholds the second group's intercepts and residual variances are free
models <- list(
  configural = c(loadings, variances, paste0(items, " ~~ c(1, 1)*", items)),
  thresholds = c(loadings, variances, thresholds,
    paste0(items, " ~ c(0, NA)*1"), paste0(items, " ~~ c(1, NA)*", items), paste0("f", 1:4, " ~ c(0, 0)*1"))
)
fit <- function(model) {
  lavaan::cfa(paste(model, collapse = "\n"), answers, ordered = items, group = "bloc", estimator = "WLSMV",
    parameterization = "theta", sampling.weights = "weight")
}

work <- function() {
  fits <- lapply(models, fit)
  unlist(lapply(fits, lavaan::fitMeasures, c("chisq.scaled", "cfi.scaled", "rmsea.scaled")))
}
