"""Made-up events: the same bytes again, the planted people are lost and found, and a plan that does not fit its form is refused."""

from pathlib import Path

import numpy as np
import pytest

from crowdpotential.codebook import Codebook, load_codebook
from crowdpotential.errors import ParamsError
from crowdpotential.field.event_plan import EventPlan, Rated
from crowdpotential.field.events import MadeUp, simulate_event
from crowdpotential.field.simulation_plan import load_simulation
from crowdpotential.ingest.events import read_event
from crowdpotential.params import Event, load_params

ROOT = Path(__file__).parents[2]


def school() -> tuple[Event, EventPlan, Codebook]:
    events = load_params(ROOT / "params.yaml").events or {}
    plan = load_simulation(ROOT / "data/reference/simulation.yaml").events["school"]
    return events["school"], plan, load_codebook(ROOT / events["school"].form.questionnaire)


def make(event: Event, plan: EventPlan, book: Codebook) -> MadeUp:
    return simulate_event(event, plan, book, file_label="SYNTHETIC DATA", rng=np.random.default_rng(4))


def test_one_seed_makes_the_same_bytes() -> None:
    assert make(*school()).files == make(*school()).files


def test_the_people_who_are_lost_and_found_are_those_of_the_plan(tmp_path: Path) -> None:
    event, plan, book = school()
    more = plan.model_copy(update={"filled_in": 80, "lost": 20, "newcomers": 3, "mistaken": 4, "respelt": 2})
    event = event.model_copy(update={"participants": None})
    made = make(event, more, book)
    (tmp_path / "data/raw").mkdir(parents=True)
    (tmp_path / "data/reference").mkdir()
    (tmp_path / event.form.questionnaire).write_bytes((ROOT / event.form.questionnaire).read_bytes())
    for path, content in made.files.items():
        (tmp_path / path).write_bytes(content)
    flow = read_event(tmp_path, "school", event).flow
    assert [flow[key] for key in ("before", "after", "matched", "only_before", "only_after", "joined")] == [80, 63, 56, 24, 7, 2]
    assert all(made.truth[key] == flow[key] for key in ("matched", "only_before", "only_after", "joined"))


def test_the_truth_is_what_many_people_answer(tmp_path: Path) -> None:
    event, plan, book = school()
    one = event.model_copy(update={"participants": None, "form": event.form.model_copy(update={"data": event.form.data[:1]})})
    (tmp_path / "data/reference").mkdir(parents=True)
    (tmp_path / "data/raw").mkdir()
    (tmp_path / event.form.questionnaire).write_bytes((ROOT / event.form.questionnaire).read_bytes())
    made = make(one, plan.model_copy(update={"filled_in": 500, "lost": 0, "mistaken": 0}), book)
    (tmp_path / one.form.data[0].path).write_bytes(made.files[one.form.data[0].path])
    gathered = read_event(tmp_path, "school", one)
    for name in ("AWR1", "EFF1", "RDY3"):
        change = gathered.after[name].mean() - gathered.before[name].mean()
        assert change == pytest.approx(made.truth["means"][name]["change"], abs=0.15)


def test_a_plan_that_does_not_fit_the_form_or_its_files_is_refused() -> None:
    event, plan, book = school()
    with pytest.raises(ParamsError, match="disagree about NOBODY"):
        make(event, plan.model_copy(update={"answers": {**plan.answers, "NOBODY": Rated(after=1.0)}}), book)
    three = event.form.model_copy(update={"data": (*event.form.data, event.form.data[0])})
    with pytest.raises(ParamsError, match="comes in 3 files"):
        make(event.model_copy(update={"form": three}), plan, book)
    with pytest.raises(ValueError, match="fewer than are lost"):
        EventPlan.model_validate({**plan.model_dump(), "lost": 60})
    with pytest.raises(ValueError, match="before or after"):
        Rated.model_validate({"spread": 1.0})
