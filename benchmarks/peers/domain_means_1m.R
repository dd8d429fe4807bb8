needs("survey")

answers <- data.frame(
  area = factor(integers("area")), stratum = integers("stratum"), psu = integers("psu"), weight = doubles("weight"),
  score = doubles("score")
)
design <- survey::svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, data = answers)

work <- function() {
  means <- survey::svyby(~score, ~area, design, survey::svymean)
  c(coef(means), survey::SE(means))
}
