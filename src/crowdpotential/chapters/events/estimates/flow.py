"""Who filled in the forms of an event, and who is found again."""

from crowdpotential.chapters.events.estimates.means import about
from crowdpotential.ingest.events import Gathered
from crowdpotential.params import Event
from crowdpotential.results.measures.events import FLOW, RESPONSE
from crowdpotential.results.rows import Row, make_row

WAVES = ("before", "after")


def flow_rows(name: str, event: Event, gathered: Gathered) -> list[Row]:
    """Report the forms of an event, code words found in both waves or in one, and what share of the participants each wave reached."""
    shared, flow = about(name), gathered.flow
    n = float(sum(flow.get(wave, 0) for wave in WAVES))
    rows = [make_row(FLOW, shared, category=key, estimate=float(count), n=n) for key, count in flow.items()]
    if event.participants is not None:
        rows.append(make_row(FLOW, shared, category="participants", estimate=float(event.participants), n=n))
        rows += [
            make_row(RESPONSE, shared, category=wave, estimate=flow[wave] / event.participants, n=float(event.participants))
            for wave in WAVES
            if wave in flow
        ]
    return rows
