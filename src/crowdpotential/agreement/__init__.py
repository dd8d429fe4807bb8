"""Params and codebook agree: what one names, the other has, and every text is there in the languages of the report."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from crowdpotential.agreement.area_codes import place_faults
from crowdpotential.agreement.associations import association_faults
from crowdpotential.agreement.barriers import barrier_faults
from crowdpotential.agreement.codes import id_faults, storage_faults
from crowdpotential.agreement.languages import require_languages
from crowdpotential.agreement.names import bloc_faults, name_faults
from crowdpotential.agreement.participation import participation_faults
from crowdpotential.agreement.platforms import platform_faults
from crowdpotential.agreement.portraits import portrait_faults
from crowdpotential.agreement.types_of_people import typology_faults
from crowdpotential.codebook import FEWEST_FOR_FACTOR, Codebook
from crowdpotential.conditions import exclusion_faults, reach_faults
from crowdpotential.errors import CodebookError, Faults, ParamsError
from crowdpotential.params import Expert, Params
from crowdpotential.params.choices import expand_choices, idle_constants

__all__ = ["require_agreement", "require_languages"]
OF_INDEX = ("sensitivity", "gap", "portraits")  # sections that say something of an index


def require_agreement(params: Params, codebook: Codebook) -> None:
    """Refuse params and a codebook that do not fit together.

    Raises:
        CodebookError: params name a dimension that the codebook does not have.
        ParamsError: a variable that the codebook does not have, a group without codes, a score that needs more items than there are,
            a text without a language, choices that cannot be combined, a declared factor that the items of the index cannot carry.
    """
    faults = Faults()
    for name in params.scored_dimensions:
        with faults.collected():
            _require_items(name, params, codebook)
    if not faults:  # else the items of the index are not known
        if params.has_index:
            with faults.collected():
                _require_measurable(params, codebook)
        with faults.collected():
            _require_choices(params, codebook)
    with faults.collected():
        _require_narrow_pattern(params.replicates.columns, codebook)
    of_params = (
        *place_faults(params, codebook),
        *exclusion_faults(params.cleaning, codebook),
        *bloc_faults(params, codebook),
        *name_faults(params, codebook),
        *id_faults(params, codebook),
        *storage_faults(params, codebook),
        *platform_faults(params, codebook),
        *barrier_faults(params, codebook),
        *_index_faults(params),
        *typology_faults(params, codebook),
        *portrait_faults(params, codebook),
        *participation_faults(params, codebook, items=_items_of_index(params, codebook)),
        *association_faults(params, codebook),
    )
    for fault in of_params:
        faults.add(ParamsError(fault))
    for fault in reach_faults(codebook):
        faults.add(CodebookError(f"{codebook.id}: {fault}"))
    for where, model in (("params", params), (codebook.id, codebook)):
        with faults.collected():
            require_languages(model, params.report.languages, where)
    faults.raise_any()


def _items_of_index(params: Params, codebook: Codebook) -> tuple[str, ...]:
    return tuple(item for dimension in params.dimensions for item in codebook.items(dimension))


def _index_faults(params: Params) -> Iterator[str]:
    """List what is said of an index that there is not, and what is said of one and read by nothing."""
    if params.has_index:
        yield from idle_constants(params.index, params.sensitivity)
        return
    for section in OF_INDEX:
        if params.has(section):
            yield f"{section} is about the index, and the study has none; give index, or take {section} out"


def _require_items(name: str, params: Params, codebook: Codebook) -> None:
    codebook.dimension(name)
    n_items, needed = len(codebook.items(name)), params.index.missing.min_items
    if n_items >= 2 and needed > n_items:  # fewer than two are refused by the index
        msg = f"index.missing.min_items is {needed}, but {name} has {n_items} items; lower it"
        raise ParamsError(msg)


def _require_measurable(params: Params, codebook: Codebook) -> None:
    """What is declared of the measurement has items and dimensions enough in this index."""
    dimensions = params.index.dimensions
    items = list(_items_of_index(params, codebook))
    scored = [*items, *(item for dimension in params.index.also for item in codebook.items(dimension))]
    for name in params.index.keep_negative_items:
        if name not in scored:
            msg = f"index.keep_negative_items: {name} is none of the {len(scored)} items that are scored; correct the name or leave it out"
            raise ParamsError(msg)
    numbers = [item for item in items if codebook.variable(item).kind.is_number]
    if numbers and params.comparability.estimator == "wlsmv":
        msg = (
            f"comparability.estimator is wlsmv, which takes ordered answers, but items {', '.join(numbers)} are numbers; set it to auto or"
            " mlr"
        )
        raise ParamsError(msg)
    n_reversed = sum(codebook.variable(item).direction < 0 for item in items)
    if codebook.method_factor == "reversed" and n_reversed < FEWEST_FOR_FACTOR:
        msg = (
            f"{codebook.id}: method_factor is reversed, but the index has {n_reversed} reversed items, and a factor of their own needs"
            f" {FEWEST_FOR_FACTOR}; set it to none, or declare their direction"
        )
        raise ParamsError(msg)
    if codebook.second_order and len(dimensions) < FEWEST_FOR_FACTOR:
        msg = (
            f"{codebook.id}: second_order is true, but the index has {len(dimensions)} dimensions, and a general factor needs"
            f" {FEWEST_FOR_FACTOR}; set it to false"
        )
        raise ParamsError(msg)


def _require_narrow_pattern(pattern: str | None, codebook: Codebook) -> None:
    """Columns of delivered replicate weights are taken out of the data, so none of them may be a question."""
    questions = [variable.id for variable in codebook.variables if pattern and fnmatchcase(variable.id, pattern)]
    if questions:
        msg = f"replicates.columns: {pattern} also names variable {questions[0]} of the codebook; narrow the pattern"
        raise ParamsError(msg)


def _require_choices(params: Params, codebook: Codebook) -> None:
    k, n_areas = params.comparison.best_k, len(params.areas)
    if k is not None and 2 <= n_areas <= k:
        msg = f"comparison.best_k is {k}, but there are {n_areas} areas, so that all would be among them; lower it"
        raise ParamsError(msg)
    if not params.has_index:
        return
    if params.sensitivity is not None:
        expand_choices(params.index, params.sensitivity)
    for section, given in (("index", params.index), ("sensitivity", params.sensitivity)):
        if given is not None and given.expert is not None:
            _require_panel(given.expert, section, params)
            _require_expert(given.expert, section, params, codebook)


def _require_panel(expert: Expert, section: str, params: Params) -> None:
    """Refuse to take weights from a panel that gives none, or beside weights that are given."""
    if not expert.panel:
        return
    if expert.dimensions:
        msg = f"{section}.expert: panel is true, and dimensions are given too; give one of them"
        raise ParamsError(msg)
    if params.experts is None or params.experts.weights is None:
        msg = f"{section}.expert: panel is true, but no experts weight the dimensions; give experts.weights, or the weights themselves"
        raise ParamsError(msg)


def _require_expert(expert: Expert, section: str, params: Params, codebook: Codebook) -> None:
    """Refuse expert weights that are not those of the index's dimensions and their items."""
    nodes = {} if expert.panel else {"index": (expert.dimensions, params.index.dimensions)}
    nodes |= {name: (given, codebook.items(name) if name in params.index.dimensions else ()) for name, given in expert.items.items()}
    for node, (given, known) in nodes.items():
        if set(given) != set(known):
            odd = ", ".join(sorted(set(given) ^ set(known)))
            msg = f"{section}.expert: weights of {node} and its {len(known)} parts do not fit ({odd}); give each part one"
            raise ParamsError(msg)
