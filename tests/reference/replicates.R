# Jackknife and balanced replicates, their multipliers, coefficients and standard errors, plain and raked anew, by R's survey package.
# Rscript replicates.R > replicates.json
suppressPackageStartupMessages({library(survey); library(jsonlite)})
set.seed(20190701)

respondents <- function(psus_of_strata, per_psu) {
  strata <- rep(rep(seq_along(psus_of_strata), psus_of_strata), each = per_psu)
  psu <- rep(seq_len(sum(psus_of_strata)), each = per_psu)
  n <- length(psu)
  effect <- rnorm(sum(psus_of_strata))[psu]
  data.frame(
    strata, psu, w = round(runif(n, 50, 150)), area = rep(1:3, length.out = n), sex = rep(1:2, length.out = n),
    age = rep(c(1, 1, 2, 2), length.out = n), score = round(50 + 6 * effect + 10 * rnorm(n), 1),
    answered = round(runif(n, 1, 9)), is_active = as.numeric(runif(n) < plogis(effect))
  )
}
uneven <- respondents(c(3, 2, 4, 2), 4)
uneven$population <- c(30, 2, 9, 40)[uneven$strata] # PSUs in the population; the second stratum was taken whole
paired <- respondents(rep(2, 5), 4)
with_lonely <- respondents(c(3, 1, 2, 4), 4)
paired_with_lonely <- respondents(c(1, 2, 2, 2, 2, 2), 4)
sylvester <- Reduce(kronecker, rep(list(matrix(c(1, 1, 1, -1), 2)), 3))
balance <- function(rows) rbind(sylvester[1, ], -sylvester[rows, ]) # R doubles the second unit where it has the first sign

rake_to <- function(design, sample) {
  margins <- list(data.frame(sex = 1:2, Freq = c(2600, 2400)), data.frame(age = 1:2, Freq = c(2300, 2700)))
  suppressWarnings(rake(design, list(~sex, ~age), margins, control = list(maxit = 3000, epsilon = 1e-15)))
}
numbers <- function(design) {
  mean <- svymean(~score, design); share <- svymean(~is_active, design); ratio <- svyratio(~score, ~answered, design)
  areas <- svyby(~score, ~area, design, svymean)
  list(estimate = unname(c(coef(mean), coef(share), coef(ratio), coef(areas))),
       standard_error = unname(c(SE(mean), SE(share), as.vector(SE(ratio)), SE(areas))))
}
about <- function(sample, centre, make) {
  design <- make(centre == "estimate")
  c(list(plain = numbers(design), raked = numbers(rake_to(design, sample))),
    if (centre == "estimate") list(multipliers = as.matrix(design$repweights), degf = degf(design), coefficients = design$scale * rep(1, ncol(design$repweights)) * design$rscales))
}
cases <- list()
add <- function(name, sample, inputs, make) {
  cases[[name]] <<- list(inputs = inputs, estimate = about(sample, "estimate", make), mean = about(sample, "mean", make))
}
plain <- function(sample) svydesign(ids = ~psu, strata = ~strata, weights = ~w, data = sample)

add("jk1", uneven, list(sample = "uneven", method = "jk1"),
    function(mse) as.svrepdesign(svydesign(ids = ~psu, weights = ~w, data = uneven), type = "JK1", mse = mse))
add("jk1_fpc", uneven, list(sample = "uneven", method = "jk1", population = 44),
    function(mse) as.svrepdesign(svydesign(ids = ~psu, weights = ~w, fpc = rep(44, nrow(uneven)), data = uneven), type = "JK1", mse = mse))
add("jkn", uneven, list(sample = "uneven", method = "jkn"),
    function(mse) as.svrepdesign(plain(uneven), type = "JKn", mse = mse))
add("jkn_fpc", uneven, list(sample = "uneven", method = "jkn", population = c(30, 2, 9, 40)),
    function(mse) as.svrepdesign(svydesign(ids = ~psu, strata = ~strata, weights = ~w, fpc = ~population, data = uneven), type = "JKn", mse = mse))
for (rule in c("certainty", "remove", "adjust", "average")) {
  options(survey.lonely.psu = rule)
  add(paste0("jkn_", rule), with_lonely, list(sample = "with_lonely", method = "jkn", lonely_psu = rule),
      function(mse) as.svrepdesign(plain(with_lonely), type = "JKn", mse = mse))
}
options(survey.lonely.psu = "fail")
add("brr", paired, list(sample = "paired", method = "brr"),
    function(mse) as.svrepdesign(plain(paired), type = "BRR", hadamard.matrix = balance(2:8), mse = mse))
add("fay", paired, list(sample = "paired", method = "fay", rho = 0.3),
    function(mse) as.svrepdesign(plain(paired), type = "Fay", fay.rho = 0.3, hadamard.matrix = balance(2:8), mse = mse))
add("fay_certainty", paired_with_lonely, list(sample = "paired_with_lonely", method = "fay", rho = 0.5, lonely_psu = "certainty"),
    function(mse) as.svrepdesign(plain(paired_with_lonely), type = "Fay", fay.rho = 0.5, small = "split",
                                 hadamard.matrix = balance(c(8, 2:7)), mse = mse))

cat(toJSON(list(
  inputs = list(uneven = uneven, paired = paired, with_lonely = with_lonely, paired_with_lonely = paired_with_lonely,
                totals = list(sex = c(2600, 2400), age = c(2300, 2700))),
  cases = cases,
  versions = list(R = R.version.string, survey = as.character(packageVersion("survey")))
), dataframe = "columns", digits = I(17), auto_unbox = TRUE, na = "null"))
