# Adjusted differences of a mean between those with a mark and the others, by svyglm under the jackknife weights (JK1) of the cluster
# sample apiclus1: one regression for each mark, on the mark and the type of school. Rscript adjusted_differences.R > adjusted_differences.json
suppressPackageStartupMessages({library(survey); library(jsonlite)})
data(api)
jackknife <- as.svrepdesign(svydesign(ids = ~dnum, weights = ~pw, data = apiclus1), type = "JK1", mse = TRUE)
jackknife <- update(jackknife, wide = as.numeric(sch.wide == "Yes"), awarded = as.numeric(awards == "Yes"), met = as.numeric(comp.imp == "Yes"))
fit <- function(mark) {
  model <- svyglm(as.formula(paste("api00 ~", mark, "+ stype")), jackknife, control = glm.control(epsilon = 1e-14, maxit = 50))
  c(unname(coef(model)[2]), unname(sqrt(diag(vcov(model)))[2]))
}
found <- sapply(c("wide", "awarded", "met"), fit)
cat(toJSON(list(
  inputs = list(
    api00 = apiclus1$api00, stype = as.integer(apiclus1$stype), marks = with(jackknife$variables, rbind(wide, awarded, met)),
    weights = apiclus1$pw, replicates = weights(jackknife, "analysis"), rscales = jackknife$rscales, scale = jackknife$scale
  ),
  answers = list(coefficient = found[1, ], standard_error = found[2, ]),
  versions = list(R = R.version.string, survey = as.character(packageVersion("survey")))
), digits = I(17), auto_unbox = TRUE))
