needs("lavaan")

dimension <- integers("dimension")
items <- paste0("y", seq_along(dimension))
answers <- as.data.frame(matrix(doubles("answers"), ncol = length(items), dimnames = list(NULL, items)))
answers$group <- integers("group")
answers$weight <- doubles("weights")
model <- paste(sapply(unique(dimension), function(k) {
  paste0("f", k, " =~ ", paste(items[dimension == k], collapse = " + "))
}), collapse = "\n")

work <- function() {
  fit <- lavaan::cfa(model, answers,
    group = "group", std.lv = TRUE, meanstructure = TRUE, estimator = "MLR", sampling.weights = "weight", missing = "ml",
    group.equal = c("loadings", "intercepts")
  )
  lavaan::fitMeasures(fit, c("chisq", "chisq.scaling.factor", "cfi.robust"))
}
