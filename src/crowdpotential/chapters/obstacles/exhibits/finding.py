"""The key finding of the chapter: which barrier residents name most, and whether it is established that it comes first."""

from collections.abc import Iterator

from crowdpotential.chapters.obstacles.exhibits.option_chart import find_share, order_options
from crowdpotential.views import phrases
from crowdpotential.views.frame import refer
from crowdpotential.views.key_finding import KeyFinding, interval_and_base
from crowdpotential.views.sentences.most_named import leads
from crowdpotential.views.sentences.obstacles import is_sensitive_answer
from crowdpotential.views.view import View
from crowdpotential.views.wording import label_of_code


def find_first_barrier(view: View) -> Iterator[KeyFinding]:
    """Name the barrier with the highest share among everybody, where no number is hidden that could be higher."""
    asked = view.params.obstacles
    if asked is None or not view.joins_samples:
        return
    usual, _ = order_options(view, asked.barriers)
    shares = [row for code in usual if (row := find_share(view, asked.barriers, code, ""))]
    if len(shares) < 2 or any(row.is_suppressed for row in shares):
        return
    most = max(shares, key=lambda row: row.estimate)
    if is_sensitive_answer(view, asked.barriers, most.category):
        return
    say = view.language.say
    yield KeyFinding(
        sentence=say(
            f"obstacles.finding_{'first' if leads(most, shares) else 'close'}", option=label_of_code(view, asked.barriers, most.category)
        ),
        value=phrases.percent(view, most, has_sign=True),
        unit=say("obstacles.finding_unit"),
        support=(interval_and_base(view, most, scale=100), refer(view, "barriers")),
    )
