needs("survey")

columns <- list(area = integers("area"), age = integers("age"), education = integers("education"))
base <- doubles("base")
totals <- lapply(names(columns), function(name) {
  margin <- data.frame(sort(unique(columns[[name]])), Freq = doubles(paste0(name, "_totals")))
  names(margin)[1] <- name
  margin
})

work <- function() {
  answers <- data.frame(lapply(columns, factor), base = base)
  design <- survey::svydesign(ids = ~1, weights = ~base, data = answers)
  margins <- lapply(names(columns), function(name) reformulate(name))
  raked <- survey::rake(design, margins, totals, control = list(maxit = 1000, epsilon = 1e-12))
  weights(raked)
}
