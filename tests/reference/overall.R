# Overall tests of group means under a design: the working Wald test of Rao and Scott, and Wald's own (survey).
# Rscript overall.R > overall.json
suppressPackageStartupMessages({library(survey); library(jsonlite)})
data(api)

answer <- function(design, name) {
  formula <- as.formula(paste("~", name))
  fit <- svyglm(as.formula(paste("api00 ~", name)), design)
  working <- regTermTest(fit, formula, method = "WorkingWald", lrt.approximation = "satterthwaite")
  wald <- regTermTest(fit, formula)
  means <- svyby(~api00, formula, design, svymean, covmat = TRUE)
  eigenvalues <- working$lambda
  list(
    means = as.vector(coef(means)), covariance = unname(vcov(means)),
    sizes = as.vector(svytable(formula, design)), degf = degf(design),
    # statistic over its expectation, and the numerator's degrees of freedom (Satterthwaite)
    statistic = as.numeric(working$chisq) / sum(eigenvalues),
    numerator_df = sum(eigenvalues)^2 / sum(eigenvalues^2),
    wald = as.numeric(wald$Ftest)
  )
}

apistrat$level <- factor(apistrat$stype)
apiclus1$level <- factor(apiclus1$stype)
stratified <- svydesign(ids = ~1, strata = ~stype, weights = ~pw, data = apistrat)
clustered <- svydesign(ids = ~dnum, weights = ~pw, data = apiclus1)
cat(toJSON(list(
  answers = list(strata = answer(stratified, "level"), awards = answer(stratified, "awards"), clusters = answer(clustered, "level")),
  versions = list(R = R.version.string, survey = as.character(packageVersion("survey")))
), auto_unbox = TRUE, digits = 12))
