"""Measures of the chapter `mechanism`: which barriers of a place call for an action, and who should act."""

from crowdpotential.results.measure import Measure, Steps, Words
from crowdpotential.stats.inference.freedom_rules import FreedomRule

DEVIATION = Measure(
    chapter="mechanism",
    name="deviation",
    meaning=Words(
        en="Share that names a barrier in a place less that among everybody; higher means that it is more frequent there.",
        ru="Доля назвавших барьер в данном месте минус доля среди всех; чем выше, тем чаще он там назван.",
    ),
    units=("share",),
    intervals=("t",),
    freedom=(FreedomRule.DIFFERENCE,),
    steps=Steps.REWEIGHTED,
    source="Hothorn, Bretz and Westfall 2008",
)
ORDER = Measure(
    chapter="mechanism",
    name="order",
    meaning=Words(
        en="Place of a barrier among those of an area that call for an action, by the lower end of its interval; 1 is the first. The "
        "verdict is the certainty, the note why it is there: `size` or `above`.",
        ru="Место барьера среди требующих действия в этой области, по нижней границе интервала; 1 — первое. Вывод — надёжность, "
        "примечание — почему он в списке: `size` или `above`.",
    ),
    units=("rank",),
    source="decision 90",
)
AUDIENCE = Measure(
    chapter="mechanism",
    name="audience",
    meaning=Words(
        en="Residents who name a barrier: its share times the residents that the weights stand for.",
        ru="Число жителей, для которых назван барьер: доля, умноженная на число жителей, которых представляют веса.",
    ),
    units=("persons",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="decision 90",
)
WANTED = Measure(
    chapter="mechanism",
    name="wanted",
    meaning=Words(
        en="Share of those who answered that want somebody in a role; higher means more of them.",
        ru="Доля ответивших, которые хотят видеть кого-либо в данной роли; чем выше, тем их больше.",
    ),
    units=("share",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Rao, Wu and Yue 1992; decision 42",
)
