needs("psych")

weights <- doubles("weights")
answers <- matrix(integers("answers"), nrow = length(weights)) + 1

work <- function() as.vector(psych::polychoric(answers, weight = weights, correct = 0, progress = FALSE)$rho)
