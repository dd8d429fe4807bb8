# Kendall's W (by Friedman's statistic, which is corrected for ties) and weights of pairs (principal eigenvector). Base R, jsonlite.
library(jsonlite)
ratings <- rbind(c(1, 6, 3, 2, 5, 4), c(1, 5, 6, 4, 2, 3), c(6, 3, 2, 5, 4, 1), c(2, 5, 5, 1, 4, 3), c(3, 3, 3, 1, 6, 5))
friedman <- friedman.test(ratings)
m <- nrow(ratings); n <- ncol(ratings)
pairs <- rbind(c(1, 5, 6, 7, 1/2), c(1/5, 1, 4, 6, 1/4), c(1/6, 1/4, 1, 4, 1/5), c(1/7, 1/6, 1/4, 1, 1/9), c(2, 4, 5, 9, 1))
found <- eigen(pairs)
vector <- abs(Re(found$vectors[, 1])); largest <- Re(found$values[1])
# ratings of anxiety by three raters, as the help of packages irr and DescTools prints them (kendall, KendallW)
anxiety <- rbind(
  c(3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3),
  c(3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4),
  c(2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2)
)
anxious <- friedman.test(anxiety)
write_json(list(
  anxiety = anxiety, anxiety_w = unname(anxious$statistic) / (3 * 19), anxiety_chi_square = unname(anxious$statistic),
  anxiety_p = anxious$p.value,
  made_by = R.version.string, ratings = ratings, w = unname(friedman$statistic) / (m * (n - 1)),
  chi_square = unname(friedman$statistic), p_value = friedman$p.value,
  pairs = pairs, weights = vector / sum(vector), largest = largest, ratio = (largest - 5) / 4 / 1.12
), "expert_judgement.json", auto_unbox = TRUE, digits = 15)
