"""Params, the form of the experts and the codebook of the survey agree: who is asked the same, and which dimensions are weighted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from crowdpotential.codebook import Codebook, Text
from crowdpotential.errors import CodebookError, Faults, ParamsError
from crowdpotential.letters import normal_form
from crowdpotential.params import Experts
from crowdpotential.quoting import show_id
from crowdpotential.validation import nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """Statements that experts and residents rated on one scale."""

    questions: Mapping[str, str]  # statement of the form -> question of the survey
    other_words: tuple[str, ...]  # of these, the ones that params match although their wordings differ
    of_one_name: tuple[str, ...]  # statements that share a name with a question in other words: not matched


def match_statements(experts: Experts, form: Codebook, survey: Codebook) -> Matched:
    """Find the question of the survey that asks the same as a statement: named by `beside`, or of the same name and wording.

    Args:
        experts: of params.
        form: codebook of the experts' form.
        survey: codebook of the survey.

    Raises:
        ParamsError: `beside` names a question that the survey does not ask.
        CodebookError: both are rated on different scales, whose means would not be comparable; all are told together.
    """
    questions, others, of_one_name, faults = dict[str, str](), list[str](), list[str](), Faults()
    for name in experts.statements:
        other = experts.beside.get(name, name if name in survey.by_id else None)
        if other is None:
            continue
        if other not in survey.by_id:
            faults.add(ParamsError(_unknown(f"experts.beside.{name}", other, survey.by_id, "question")))
            continue
        is_same = _agree(form.variable(name).wording, survey.variable(other).wording)
        if not is_same and name not in experts.beside:
            of_one_name.append(name)
        elif fault := _scale_fault(form, name, survey, other):
            faults.add(CodebookError(fault))
        else:
            questions[name] = other
            others += [] if is_same else [name]
    faults.raise_any()
    return Matched(questions=questions, other_words=tuple(others), of_one_name=tuple(of_one_name))


def weight_faults(experts: Experts, dimensions: Mapping[str, object] | tuple[str, ...]) -> Iterator[str]:
    """List the dimensions that experts weight and the index does not have, and those that it has and they do not weight."""
    weights = experts.weights
    if weights is None:
        return
    key = "points" if weights.points else "pairs"
    unknown = [name for name in weights.dimensions if name not in dimensions]
    for name in unknown:
        yield _unknown(f"experts.weights.{key}", name, dimensions, "dimension")
    left = [name for name in dimensions if name not in weights.dimensions]
    if left and not unknown:
        yield f"experts.weights.{key}: {', '.join(left)} are dimensions of the index and get no weight; ask for them, or take weights out"


def _unknown(place: str, name: str, known: Mapping[str, object] | tuple[str, ...], kind: str) -> str:
    near = nearest(name, known)
    hint = f"did you mean {near}?" if near else f"correct it, or take it out ({len(known)} are known)"
    return f"{place}: there is no {kind} {show_id(name, 'of such a name')}; {hint}"


def _scale_fault(form: Codebook, name: str, survey: Codebook, other: str) -> str:
    """State how the scales of a statement and a question differ; empty where they are one."""
    ways_out = f"give both one scale, or say that they are not the same: beside: {{{name}: null}}"
    if not survey.variable(other).kind.is_rating:
        return f"{form.id}: {name} is rated, and {other} of the survey is not; {ways_out}"
    own, others = form.codes(name), survey.codes(other)
    if set(own) != set(others):
        return f"{form.id}: {name} has {len(own)} answers and {other} of the survey has {len(others)}, or with other codes; {ways_out}"
    differing = [code for code in own if not _agree(own[code].label, others[code].label)]
    if differing:
        return (
            f"{form.id}: {name} and {other} of the survey label {len(differing)} of {len(own)} codes otherwise, the first {differing[0]}, "
            f"so that a mean of one could mean the reverse of the other; {ways_out}"
        )
    return ""


def _agree(one: Text, other: Text) -> bool:
    """Return whether two texts say the same in every language that both have, and have one in common."""
    shared = set(one) & set(other)
    return bool(shared) and all(normal_form(one[language]) == normal_form(other[language]) for language in shared)
