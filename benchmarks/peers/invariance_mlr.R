needs("lavaan")

dimension <- integers("dimension")
items <- paste0("y", seq_along(dimension))
answers <- as.data.frame(matrix(doubles("answers"), ncol = length(items), dimnames = list(NULL, items)))
answers$group <- integers("group")
answers$weight <- doubles("weights")
model <- paste(sapply(unique(dimension), function(k) {
  paste0("f", k, " =~ ", paste(items[dimension == k], collapse = " + "))
}), collapse = "\n")
levels <- list("", "loadings", c("loadings", "intercepts"))

work <- function() {
  sapply(levels, function(equal) {
    fit <- lavaan::cfa(model, answers,
      group = "group", std.lv = TRUE, meanstructure = TRUE, estimator = "MLR", sampling.weights = "weight", group.equal = equal
    )
    lavaan::fitMeasures(fit, c("chisq", "chisq.scaling.factor", "cfi.robust"))
  })
}
