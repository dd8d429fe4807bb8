needs("lavaan")

answers <- as.data.frame(matrix(integers("answers"), ncol = 30))

work <- function() as.vector(lavaan::lavCor(answers, ordered = names(answers)))
