# Calibration where a category has neither persons nor respondents in one area: one has no web interviews, one no old men.
# By R's survey package over the observed levels. Rscript structural_zeros.R > structural_zeros.json
suppressPackageStartupMessages({library(survey); library(jsonlite)})
set.seed(20190701)

n_per_area <- 150
area <- rep(c("north", "south"), each = n_per_area)
n <- length(area)
sex <- sample(1:2, n, TRUE)
age <- sample(1:3, n, TRUE, c(3, 4, 3))
age[area == "south" & sex == 1 & age == 3] <- 2                  # no men of 55 and more in the south
mode <- ifelse(area == "north", 1, sample(1:2, n, TRUE))         # nobody interviewed by web in the north
base_weight <- c(north = 9000, south = 3000)[area] / n_per_area

groups <- c("north 1 1" = 1000, "north 1 2" = 1700, "north 1 3" = 1500, "north 2 1" = 1200, "north 2 2" = 1900, "north 2 3" = 1700,
            "south 1 1" = 500, "south 1 2" = 900, "south 2 1" = 400, "south 2 2" = 700, "south 2 3" = 500)
modes <- c("north 1" = 9000, "south 1" = 1100, "south 2" = 1900)

sample <- data.frame(g = factor(paste(area, sex, age), names(groups)), m = factor(paste(area, mode), names(modes)), w = base_weight)
design <- svydesign(ids = ~1, weights = ~w, data = sample)
margins <- list(data.frame(g = names(groups), Freq = groups), data.frame(m = names(modes), Freq = modes))
raked <- as.vector(weights(rake(design, list(~g, ~m), margins, control = list(maxit = 2000, epsilon = 1e-14))))

X <- model.matrix(~ g + m, sample)
X <- X[, qr(X)$pivot[seq_len(qr(X)$rank)]]                       # the total of an area stands in both margins
full <- c(`(Intercept)` = sum(groups), setNames(groups, paste0("g", names(groups))), setNames(modes, paste0("m", names(modes))))
calibrated <- function(distance, ...)
  as.vector(grake(X, base_weight, distance, population = full[colnames(X)], epsilon = 1e-13, verbose = FALSE, maxit = 500, ...) *
              base_weight)
linear <- calibrated(cal.linear, bounds = list(lower = -Inf, upper = Inf))
logit <- calibrated(cal.logit, bounds = list(lower = 0.3, upper = 3))

cat(toJSON(list(
  inputs = list(area = area, sex = sex, age = age, mode = mode, groups = as.list(groups), modes = as.list(modes)),
  answers = list(raking = raked, linear = linear, logit = logit),
  versions = list(R = R.version.string, survey = as.character(packageVersion("survey")))
), digits = NA, auto_unbox = TRUE, pretty = FALSE))
