"""Drivers and the vignette agree with the codebook: variables that are there and can serve, and no outcome that is regressed on itself.

A score holds its items, the index those of all its dimensions, a derived variable what it follows from. A predictor that holds the
outcome is made anew without it; an outcome that holds a predictor, and predictors that hold each other, are refused.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from crowdpotential.codebook import Codebook
from crowdpotential.codebook.kinds import ONE_CODE, Kind
from crowdpotential.params import Drivers, Params, Vignette
from crowdpotential.params.circularity import INDEX, holds_outcome, is_score, parts_of
from crowdpotential.validation import nearest

PLACES = ("area", "bloc")
FEWEST_ITEMS = 2  # that make a score
MOST_PARTS = 15  # groups of predictors that the variance is split among: 32,768 models in each replicate


def association_faults(params: Params, codebook: Codebook) -> Iterator[str]:
    """List what is wrong with the sections `drivers` and `vignette`."""
    if params.drivers is not None:
        found = list(_unknown_drivers(params.drivers, params, codebook))
        yield from found
        if not found:
            yield from _circular(params.drivers, params, codebook)
            yield from _unusable(params.drivers, codebook)
    if params.vignette is not None:
        yield from _vignette_faults(params.vignette, codebook)


def _unknown_drivers(drivers: Drivers, params: Params, codebook: Codebook) -> Iterator[str]:
    scores = (INDEX, *params.scored_dimensions) if params.has_index else ()
    for key, names, others in (
        ("outcome", (drivers.outcome,), scores),
        ("predictors", drivers.predictors, scores),
        ("controls", drivers.controls, PLACES),
    ):
        for name in names:
            if name in others:
                continue
            if name not in codebook.by_id:
                other = "area or bloc" if key == "controls" else "a score of the index"
                yield f"drivers.{key}: {name} is neither a question of the codebook nor {other}" + _hint(name, [*codebook.by_id, *others])
                continue
            kind = codebook.variable(name).kind
            if not (kind.is_ordered or (kind.has_one_code and key != "outcome")):
                takes = "ordinal or numeric" if key == "outcome" else "single, ordinal or numeric"
                yield f"drivers.{key}: {name} is of type {codebook.variable(name).type}; it takes {takes}"


def _circular(drivers: Drivers, params: Params, codebook: Codebook) -> Iterator[str]:
    own, outcome = parts_of(drivers.outcome, params.given_index, codebook), drivers.outcome
    listed = [name for name in (*drivers.predictors, *drivers.controls) if name not in PLACES]
    for name in listed:
        parts = parts_of(name, params.given_index, codebook)
        if holds_outcome(name, outcome, params.given_index, codebook):
            if len(parts - own) < FEWEST_ITEMS:
                yield f"drivers.predictors: {name} without {outcome} has {len(parts - own)} items; it needs {FEWEST_ITEMS}, so leave it out"
        elif shared := parts & own:
            yield (
                f"drivers: {name} and the outcome {outcome} share {', '.join(sorted(shared)[:3])}, so that the outcome would be regressed "
                "on itself; leave it out, or choose another outcome"
            )
    scores = [name for name in listed if is_score(name, params.given_index)]
    for name in scores:
        parts = parts_of(name, params.given_index, codebook)
        others = [other for other in listed if other not in scores[: scores.index(name) + 1]]
        for other in others:
            if parts & parts_of(other, params.given_index, codebook):
                yield f"drivers: {name} and {other} share items, so that one holds the other; leave one of them out"


def _unusable(drivers: Drivers, codebook: Codebook) -> Iterator[str]:
    if len(drivers.parts) > MOST_PARTS:
        yield f"drivers.predictors: {len(drivers.parts)} count by themselves, {MOST_PARTS} at most can; put some into groups"
    if drivers.high_from is None:
        return
    is_rating = drivers.outcome in codebook.by_id and codebook.variable(drivers.outcome).kind.is_rating
    codes = sorted(codebook.codes(drivers.outcome)) if is_rating else []
    if not is_rating:
        yield f"drivers.high_from tells of codes, and {drivers.outcome} has none; take it out"
    elif drivers.high_from not in codes[1:]:
        yield f"drivers.high_from: {drivers.high_from} is no code of {drivers.outcome} above the lowest ({', '.join(map(str, codes))})"


def _vignette_faults(vignette: Vignette, codebook: Codebook) -> Iterator[str]:
    takes: Mapping[str, tuple[Callable[[Kind], bool], str]] = {
        "arm": (lambda kind: kind.is_choice, "single"),
        "outcome": (lambda kind: kind.is_ordered, "ordinal or numeric"),
        "covariates": (lambda kind: kind.has_one_code or kind.is_number, f"{' or '.join(ONE_CODE)} or numeric"),
    }
    for key, names in (("arm", (vignette.arm,)), ("outcome", (vignette.outcome,)), ("covariates", vignette.covariates)):
        suits, listed = takes[key]
        for name in names:
            if name not in codebook.by_id:
                yield f"vignette.{key}: there is no variable {name} in the codebook" + _hint(name, codebook.by_id)
            elif not suits(codebook.variable(name).kind):
                yield f"vignette.{key}: {name} is of type {codebook.variable(name).type}; it takes {listed}"
    if vignette.arm not in codebook.by_id or not codebook.variable(vignette.arm).kind.is_choice:
        return
    arm, codes = codebook.variable(vignette.arm), list(codebook.codes(vignette.arm))
    if arm.role != "vignette_arm":
        yield f"vignette.arm: {arm.id} has not the role vignette_arm; if chance gave the texts, give it in the codebook, else take it out"
    if vignette.control not in codes:
        yield f"vignette.control: {vignette.control} is no code of {arm.id} ({', '.join(map(str, codes))})"


def _hint(name: str, known: Iterable[str]) -> str:
    found = nearest(name, known)
    return f" (did you mean {found}?); correct the name" if found else "; correct the name"
