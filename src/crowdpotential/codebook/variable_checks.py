"""What a variable says of itself: every key fits its type, and what it names is there."""

from collections.abc import Callable, Iterator, Mapping

from crowdpotential.codebook.book import Codebook
from crowdpotential.codebook.kinds import FITS, ROLES
from crowdpotential.codebook.questions import MissingCode, Variable
from crowdpotential.validation import nearest

BEFORE_DERIVATION = (
    "respondent_id",
    "sample_type",
    "interviewer",
    "psu",
    "date",
    "duration",
    "attention",
    "overclaim_check",
)
PLAYED_ONCE = ("respondent_id", "area", "bloc", "sample_type", "mode", "duration")
DERIVED_HAS_NO = {  # key -> why
    "asked_if": "nobody is asked it",
    "blocs": "nobody is asked it",
    "areas": "nobody is asked it",
    "identifier": "it is made after identifiers are hidden",
    "valid_range": "its sources have one",
    "exclusive": "it is no question",
    "max_answers": "it is no question",
    "open_codes": "it is no question",
    "random_block": "it is no question",
    "random_options": "it is no question",
    "source": "it is no question",
}


def variable_faults(codebook: Codebook, variable: Variable) -> Iterator[str]:
    """List all that is wrong with a variable beside its conditions and its derivation, each with its place."""
    checks: tuple[Callable[[Codebook, Variable], Iterator[str]], ...] = (
        _references,
        _idle_keys,
        _codes,
        _item,
        _role,
        _routing,
        _source,
    )
    for check in checks:
        for fault in check(codebook, variable):
            yield f"variables.{variable.id}{fault}"


def column_faults(codebook: Codebook) -> Iterator[str]:
    """List columns that two variables claim: option 1 of P is the column P_1."""
    owner: dict[str, str] = {}
    for variable in codebook.variables:
        for column in codebook.columns(variable.id):
            if owner.setdefault(column, variable.id) != variable.id:
                yield f"variables.{variable.id}: column {column} is also an option of {owner[column]}; rename one of them"


def role_faults(codebook: Codebook) -> Iterator[str]:
    """List roles that are played by several variables, where the program needs one."""
    for role in PLAYED_ONCE:
        players = [variable.id for variable in codebook.with_role(role)]
        if len(players) > 1:
            yield f"variables: role {role} is taken {len(players)} times ({', '.join(players)}); keep one"


def _references(codebook: Codebook, variable: Variable) -> Iterator[str]:
    if variable.scale and variable.scale not in codebook.scales:
        yield f".scale: scale {variable.scale} is not listed under scales; list it, or correct the name"
    if variable.missing and variable.missing not in codebook.missing:
        yield f".missing: missing set {variable.missing} is not listed under missing; list it, or correct the name"
    if variable.dimension and variable.dimension not in {d.id for d in codebook.dimensions}:
        yield f".dimension: dimension {variable.dimension} is not listed under dimensions; list it, or correct the name"


def _idle_keys(codebook: Codebook, variable: Variable) -> Iterator[str]:
    """What would be read by nobody is refused, so that nobody relies on it."""
    for key, types in FITS.items():
        if getattr(variable, key) and variable.type not in types:
            remedy = "take it out, or correct the type"
            yield f".{key}: says nothing of type {variable.type}, only of {', '.join(types)}; {remedy}"
    for key, reason in DERIVED_HAS_NO.items() if variable.derive else ():
        if getattr(variable, key):
            yield f".{key}: a derived variable has none, because {reason}; take it out"
    for key in ("codes", "missing"):
        if variable.scale and getattr(variable, key):
            yield f".{key}: scale {variable.scale} has its own, which would be read alone; keep one of them"
    if variable.direction < 0 and not _is_directed(codebook, variable):
        yield ".direction: is read of items of a dimension, of items in pairs and of sensitive ratings only; take it out"
    if variable.topline and "topline" in variable.model_fields_set and variable.kind.is_worded:
        yield f".topline: type {variable.type} has no distribution to print; take it out, or set it to false"


def _codes(codebook: Codebook, variable: Variable) -> Iterator[str]:
    if variable.scale and variable.scale not in codebook.scales:
        return
    codes = codebook.codes(variable.id)
    if variable.kind.is_coded and not codes:
        yield f": type {variable.type} needs codes or a scale"
    if both := set(codes) & set(_missing_codes(codebook, variable)):
        yield f": code {min(both)} is an answer and a missing code; give one of them another number"
    low, high = variable.valid_range or (1, 0)
    if inside := [code for code in _missing_codes(codebook, variable) if low <= code <= high]:
        yield f".valid_range: missing code {inside[0]} lies within {low:g} to {high:g}, where it is an answer; give it a number outside"
    for key in ("exclusive", "open_codes"):
        if unknown := [code for code in getattr(variable, key) if code not in codes]:
            yield f".{key}: {unknown[0]} is no code of the question; list the code, or take it out"
    if variable.max_answers and variable.kind.has_options and variable.max_answers > len(codes):
        yield f".max_answers: {variable.max_answers} answers of {len(codes)} options; lower it, or take it out"


def _item(codebook: Codebook, variable: Variable) -> Iterator[str]:
    """The answers to an item can be put between two bounds."""
    if variable.dimension is None or (variable.scale and variable.scale not in codebook.scales):
        return
    is_two_way = variable.kind.is_choice and len(codebook.codes(variable.id)) == 2  # no order to declare
    if not variable.kind.is_ordered and not is_two_way:
        yield f".dimension: type {variable.type} has no answers that can be scored; take ordinal or numeric"
        return
    if variable.kind.is_number and variable.valid_range is None:
        yield ".dimension: a number without bounds cannot be scored; give it a valid_range, such as [0, 100]"
        return
    if not variable.kind.is_number and not codebook.codes(variable.id):
        return
    low, high = codebook.bounds(variable.id)
    if not low < high:
        yield f".dimension: its answers run from {low:g} to {high:g}; it needs two different ones at least"


def _role(_codebook: Codebook, variable: Variable) -> Iterator[str]:
    role = variable.role
    if role is None:
        return
    if role not in ROLES:
        found = nearest(role, ROLES)
        hint = f"did you mean {found}?" if found else f"known are {', '.join(ROLES)}"
        yield f".role: there is no role {role}; {hint}"
    elif variable.type not in ROLES[role]:
        yield f".role: {role} is played by {' or '.join(ROLES[role])}, not by {variable.type}; correct the type or the role"
    elif variable.derive is not None and role in BEFORE_DERIVATION:
        yield f".role: a derived variable comes too late to be the {role}; give the role to what it follows from"


def _routing(codebook: Codebook, variable: Variable) -> Iterator[str]:
    if not variable.is_for_some or variable.derive or variable.kind.is_worded:
        return
    classes = {entry.missing_class for entry in _missing_codes(codebook, variable).values()}
    if "not_applicable" not in classes:
        yield ": is not asked of everybody, so it needs a missing code of class not_applicable; add one to its missing set"


def _missing_codes(codebook: Codebook, variable: Variable) -> Mapping[int, MissingCode]:
    group = codebook.scales[variable.scale].missing if variable.scale else variable.missing
    return codebook.missing.get(group or "", {})


def _is_directed(codebook: Codebook, variable: Variable) -> bool:
    in_pairs = {item for rule in codebook.quality for pair in rule.pairs for item in pair}
    is_rating = variable.kind.is_rating and variable.sensitive
    return variable.dimension is not None or variable.id in in_pairs or is_rating


def _source(codebook: Codebook, variable: Variable) -> Iterator[str]:
    translated = variable.source.translated if variable.source else ()
    if unknown := [language for language in translated if language not in codebook.languages]:
        yield f".source.translated: {unknown[0]} is no language of the questionnaire; correct it, or take it out"
    elif translated and set(translated) == set(codebook.languages):
        yield ".source.translated: then it is word for word in no language; add the source's own words, or say wording: rebuilt"
    if translated and variable.source and variable.source.wording == "rebuilt":
        yield ".source.translated: says nothing of a rebuilt wording; take it out"
