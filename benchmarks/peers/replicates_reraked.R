needs("survey")

answers <- data.frame(
  area = factor(integers("area")), margin_0 = factor(integers("cells_0")), margin_1 = factor(integers("cells_1")),
  base = doubles("base"), score = doubles("score")
)
psu <- integers("psu") + 1
multipliers <- matrix(doubles("multipliers"), nrow = max(psu))
totals <- lapply(0:1, function(i) {
  margin <- data.frame(sort(unique(integers(paste0("cells_", i)))), Freq = doubles(paste0("totals_", i)))
  names(margin)[1] <- paste0("margin_", i)
  margin
})

work <- function() {
  design <- survey::svrepdesign(
    data = answers, weights = ~base, repweights = multipliers[psu, ], combined.weights = FALSE, type = "other",
    scale = 1 / ncol(multipliers), rscales = 1, mse = TRUE
  )
  raked <- survey::rake(design, list(~margin_0, ~margin_1), totals, control = list(maxit = 1000, epsilon = 1e-10))
  means <- survey::svyby(~score, ~area, raked, survey::svymean)
  c(coef(means), survey::SE(means))
}
