"""Uncertainty: how the degrees of freedom of each kind of number are counted. Every number of the results follows one of these rules.

The variance of an estimate is itself estimated, from as many independent parts as the sampling units (PSUs) that hold the respondents
whom it rests on, less their strata (Korn and Graubard 1999, Analysis of Health Surveys, 5.2; R: `degf` of the subset). Unequal weights
and controls leave fewer (Satterthwaite; Bell and McCaffrey 2002; Valliant and Rust 2010, Journal of Official Statistics 26, 585-602).
Any smooth statistic is to first order a mean of influences, so that the kind of statistic does not matter and the domain does: one
domain, one number of degrees of freedom. Replicates that were delivered without their units have the rank of the weights of the
members, less one (Rust and Rao 1996; R again). A single unit in each stratum leaves none, and then there is no error. Params may ask
for the count of units alone (`design.degrees_of_freedom: units`), for all numbers at once.
"""

from enum import StrEnum


class FreedomRule(StrEnum):
    """What the degrees of freedom of a number are those of."""

    DOMAIN = "domain"
    DIFFERENCE = "difference"
    FEWEST = "fewest"
    REGRESSION = "regression"
    TABLE = "table"
    JOINT = "joint"
    WELCH = "welch"
    RESTRICTIONS = "restrictions"
    SIMPLE = "simple"
    SMALL_DOMAINS = "small domains"
    NORMAL = "normal"
    NONE = "none"

    @property
    def sentence(self) -> str:
        """Return what the rule says, for documentation."""
        return _SENTENCES[self]


_SENTENCES = {
    FreedomRule.DOMAIN: "Means, shares, quantiles, correlations, reliabilities and loadings of one domain: sampling units of the "
    "members who count in the number less their strata, or the fewer that unequal weights and controls leave for their mean.",
    FreedomRule.DIFFERENCE: "Contrasts and item shifts of two domains: sampling units of either less their strata, shared ones once, "
    "or the fewer that unequal weights and controls leave for the difference of their means; none where one of the two has none.",
    FreedomRule.FEWEST: "Rank sets, and orders of several domains: the fewest that any of those compared has.",
    FreedomRule.REGRESSION: "Coefficients: those of the respondents in the equation, less the regressors besides the constant.",
    FreedomRule.TABLE: "Tests and measures of a cross table: those of the respondents in the table, which the second-order test "
    "multiplies by its numerator (Rao and Scott 1984); none where one of the compared groups has none.",
    FreedomRule.JOINT: "Tests of several means together: numerator and denominator by the moments of the statistic (Rao and Scott), "
    "from those of each mean and of all respondents together.",
    FreedomRule.WELCH: "Differences of two independent samples: Satterthwaite's, from the variance and the freedom of each.",
    FreedomRule.RESTRICTIONS: "Fit of a model: moments less free parameters; it says nothing of the sampling.",
    FreedomRule.SIMPLE: "Cross-checks of packages: respondents as if drawn one by one, less what is estimated.",
    FreedomRule.SMALL_DOMAINS: "Pooled estimates of small domains: the domains less the coefficients of the area-level model.",
    FreedomRule.NORMAL: "Wald tests of parameters of a model: as many as there can be, by the normal distribution.",
    FreedomRule.NONE: "Counts and numbers without an interval or a test.",
}
