needs("survey")
needs("lavaan")
needs("psych")
needs("GPArotation")
versions <- paste("survey", packageVersion("survey"), "lavaan", packageVersion("lavaan"), "psych", packageVersion("psych"))

base <- doubles("base")
area <- integers("area") + 1
psu <- integers("psu") + 1
dimension <- integers("dimension") + 1
multipliers <- matrix(doubles("multipliers"), nrow = max(psu))
codes <- matrix(integers("answers"), nrow = length(base))
answers <- as.data.frame(codes)
cells <- data.frame(margin_0 = factor(integers("cells_0")), margin_1 = factor(integers("cells_1")))
totals <- lapply(0:1, function(i) {
  margin <- data.frame(sort(unique(integers(paste0("cells_", i)))), Freq = doubles(paste0("totals_", i)))
  names(margin)[1] <- paste0("margin_", i)
  margin
})
percent <- 25 * codes

# lavCor takes no weights, hence it sees each respondent of a drawn unit once
replicate_means <- function(multiplier) {
  drawn <- multiplier[psu] > 0
  design <- survey::svydesign(ids = ~1, weights = (base * multiplier[psu])[drawn], data = cells[drawn, ])
  raked <- survey::rake(design, list(~margin_0, ~margin_1), totals, control = list(maxit = 1000, epsilon = 1e-10))
  correlations <- lavaan::lavCor(answers[drawn, ], ordered = names(answers))
  model <- psych::fa(correlations, nfactors = max(dimension), fm = "minres", rotate = "promax")
  loadings <- unclass(model$loadings)
  own <- apply(rowsum(loadings^2, dimension), 1, which.max)
  general <- abs(as.vector(psych::fa(model$Phi[own, own], nfactors = 1, fm = "minres")$loadings))
  of_item <- abs(loadings[cbind(seq_along(dimension), own[dimension])])
  weight <- of_item / rowsum(of_item, dimension)[dimension] * (general / sum(general))[dimension]
  index <- as.vector(percent[drawn, ] %*% weight)
  w <- weights(raked)
  as.vector(rowsum(w * index, area[drawn]) / rowsum(w, area[drawn]))
}

work <- function() as.vector(apply(multipliers, 2, replicate_means))
