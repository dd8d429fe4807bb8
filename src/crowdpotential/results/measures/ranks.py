"""Measures of the chapter `ranks`: which places stand first."""

from crowdpotential.results.measure import Measure, Steps, Words
from crowdpotential.stats.inference.freedom_rules import FreedomRule

RANK_SET = Measure(
    chapter="ranks",
    name="rank_set",
    meaning=Words(
        en="Rank of a place with all ranks that it may have; higher means further down.",
        ru="Место области со всеми местами, которые она может занимать; чем больше, тем ниже.",
    ),
    units=("rank",),
    intervals=(
        "rank-marginal",
        "rank-simultaneous",
    ),
    freedom=(FreedomRule.FEWEST,),
    steps=Steps.INDEX_MEANS,
    source="Mogstad, Romano, Shaikh and Wilhelm 2024",
)
AMONG_BEST = Measure(
    chapter="ranks",
    name="among_best",
    meaning=Words(
        en="Whether a place is certainly, possibly or certainly not among the best.",
        ru="Входит ли область в число лучших: наверняка, возможно или нет.",
    ),
    units=("rank",),
    intervals=("rank-simultaneous",),
    freedom=(FreedomRule.FEWEST,),
    steps=Steps.INDEX_MEANS,
    source="Mogstad, Romano, Shaikh and Wilhelm 2024",
)
AMONG_WORST = Measure(
    chapter="ranks",
    name="among_worst",
    meaning=Words(
        en="Whether a place is certainly, possibly or certainly not among the worst.",
        ru="Входит ли область в число худших: наверняка, возможно или нет.",
    ),
    units=("rank",),
    intervals=("rank-simultaneous",),
    freedom=(FreedomRule.FEWEST,),
    steps=Steps.INDEX_MEANS,
    source="Mogstad, Romano, Shaikh and Wilhelm 2024",
)
