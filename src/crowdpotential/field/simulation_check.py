"""Whether a plan of simulation fits the questionnaire and the study."""

from collections.abc import Iterator

from crowdpotential.codebook import Codebook
from crowdpotential.codebook.condition_checks import Scope, condition_faults
from crowdpotential.errors import ParamsError
from crowdpotential.field.simulation_plan import Met, Simulation, Use
from crowdpotential.params import Params

_NEEDED: tuple[Use, ...] = ("serial", "interviewer", "point", "date", "start", "minutes")


def check_simulation(plan: Simulation, codebook: Codebook, params: Params) -> None:
    """Refuse a plan that does not fit the questionnaire and the study. Raises ParamsError for the first fault."""
    for faults in (_question_faults, _item_faults, _study_faults, _truth_faults):
        for fault in faults(plan, codebook, params):
            msg = f"simulation: {fault}"
            raise ParamsError(msg)


def _question_faults(plan: Simulation, codebook: Codebook, _params: Params) -> Iterator[str]:
    """Every question is generated, and once."""
    asked = {variable.id for variable in codebook.variables if variable.derive is None}
    given = [*plan.paradata, *plan.detail, *plan.highest, *plan.background, *plan.items, *plan.answers]
    given.append(plan.fieldwork.mode_variable)
    by_role = {v.id for role in ("area", "attention", "overclaim_check") for v in codebook.with_role(role)}
    for name in sorted(asked - set(given) - by_role):
        yield f"nothing generates {name}; give it a model under answers"
    for name in sorted(set(given) - asked):
        yield f"{name} is no question of the codebook; remove it"
    for name in sorted({name for name in given if given.count(name) > 1}):
        yield f"{name} is generated {given.count(name)} times; keep one"
    for use in sorted(set(_NEEDED) - set(plan.paradata.values())):
        yield f"no variable of paradata holds {use}; name one"


def _item_faults(plan: Simulation, codebook: Codebook, _params: Params) -> Iterator[str]:
    items = {item for dimension in plan.dimensions for item in codebook.items(dimension)}
    for name in sorted(items ^ set(plan.items)):
        yield f"items and dimensions disagree about {name}; list it under items if its dimension is simulated"
    for name, item in plan.items.items():
        n_thresholds = len(codebook.codes(name)) - 1
        if n_thresholds < 1:
            yield f"items.{name}: numbers cannot be simulated as items; take it out of its dimension, or list its answers"
        if len(item.thresholds) != n_thresholds or list(item.thresholds) != sorted(item.thresholds):
            yield f"items.{name}: {len(item.thresholds)} thresholds; give {n_thresholds} that rise"
        if item.loading**2 + item.method**2 >= 1:
            yield f"items.{name}: loading and method leave no residual; lower one"


def _study_faults(plan: Simulation, _codebook: Codebook, params: Params) -> Iterator[str]:
    index = params.index
    if not index.specification.is_plain or index.weights not in {"factor", "equal"}:
        own = [option for axis, option in index.combination.items() if axis not in {"missing", "level"}]
        yield (
            f"the truth of an index by {', '.join(own)} is not known; make the survey with index.normalisation bounds, arithmetic means "
            "and weights factor or equal, and change them afterwards"
        )
    for shift in plan.shifts:
        if shift.item not in plan.items or shift.bloc not in params.blocs:
            yield f"shifts: {shift.item} in {shift.bloc} is no item or no bloc of the study; correct it"
    for name in sorted(set(plan.events) - set(params.events or {})):
        yield f"events: {name} is no event of the study; name it under events of params, or take it out"
    named = {*plan.general.areas, *(area for latent in plan.dimensions.values() for area in latent.areas)}
    for area in sorted(named - set(params.areas)):
        yield f"{area} is no area of the study; known are {', '.join(params.areas)}"


def _truth_faults(plan: Simulation, codebook: Codebook, params: Params) -> Iterator[str]:
    """What is measured on the population is generated."""
    conditions = {f"traits.{name}.when": spec.when for name, spec in plan.traits.items() if isinstance(spec, Met)}
    conditions |= {f"truth.funnel.{step.id}.when": step.when for step in plan.truth.funnel}
    for place, condition in conditions.items():
        yield from condition_faults(condition, codebook, Scope(place=place))
    vignette, drivers = plan.truth.vignette, plan.truth.drivers
    named = [vignette.arm, vignette.outcome] if vignette else []
    named += [drivers.outcome] if drivers else []
    for name in sorted(set(named) - set(plan.answers)):
        yield f"truth: {name} has no model under answers; name a question that has one"
    for name in sorted(set(drivers.scores if drivers else ()) - set(params.index.dimensions)):
        yield f"truth.drivers: {name} is no dimension of the index; name one"
    for name in plan.truth.gap_cells:
        if name not in codebook.by_id:
            yield f"truth.gap_cells: there is no variable {name}; correct it"
