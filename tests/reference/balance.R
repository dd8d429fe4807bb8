# Standardised differences of categories (Austin 2009, Statistics in Medicine 28, 3083-3107) by their formula, and the share of all
# weight that the heaviest respondents carry: sums over the sorted weights, the respondent on the edge counted in part.
# Rscript balance.R > balance.json
suppressPackageStartupMessages(library(jsonlite))
set.seed(20190701)

sample_share <- c(0.31, 0.24, 0.27, 0.18, 0); population_share <- c(0.22, 0.24, 0.30, 0.20, 0.04)
asmd <- abs(sample_share - population_share) /
  sqrt((sample_share * (1 - sample_share) + population_share * (1 - population_share)) / 2)
asmd[sample_share == population_share] <- 0

weight <- round(exp(rnorm(53, 0, 0.6)), 4)
heaviest <- function(share) {
  falling <- sort(weight, decreasing = TRUE); k <- share * length(falling); whole <- floor(k)
  (sum(falling[seq_len(whole)]) + (k - whole) * falling[min(whole + 1, length(falling))]) / sum(falling)
}
shares <- c(0.01, 0.05, 0.1, 0.5, 1)

cat(toJSON(list(
  inputs = list(sample_share = sample_share, population_share = population_share, weight = weight, shares = shares),
  answers = list(asmd = asmd, heaviest = sapply(shares, heaviest)),
  versions = list(R = R.version.string)
), digits = NA, auto_unbox = TRUE, pretty = FALSE))
