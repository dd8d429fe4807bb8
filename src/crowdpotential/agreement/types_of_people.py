"""The indicators, names and questions of the typology are in the codebook, and can serve."""

from collections.abc import Iterator

from crowdpotential.codebook import Codebook
from crowdpotential.codebook.kinds import CODED, ONE_CODE, Types
from crowdpotential.params import Params, Typology, split_answer
from crowdpotential.quoting import show_id
from crowdpotential.validation import nearest


def typology_faults(params: Params, codebook: Codebook) -> Iterator[str]:
    """List what the typology names and the codebook or the index do not have, or what cannot serve."""
    typology = params.typology
    if typology is None:
        return
    dimensions = params.scored_dimensions
    for name in typology.indicators:
        yield from _indicator_faults(name, params, codebook, dimensions)
    for key, entry in typology.names.items():
        answer = entry.most or entry.least or ""
        yield from _name_faults(f"typology.names.{key}", answer, codebook, typology)
    for purpose, question in typology.reach.questions.items():
        yield from _question_faults(f"typology.reach.{purpose}", question, codebook, CODED)
        if any(split_answer(name)[0] == question for name in typology.indicators):
            yield f"typology.reach.{purpose}: {question} is an indicator of the types, and cannot say anything new of them; leave one out"
    for variable in typology.by:
        yield from _question_faults("typology.by", variable, codebook, ONE_CODE)
        if variable not in params.comparison.group_by:  # whose small groups are hidden with all that would give them back
            yield f"typology.by: {variable} is none of comparison.group_by, by which groups are told; add it there, or leave it out"


def _indicator_faults(name: str, params: Params, codebook: Codebook, dimensions: tuple[str, ...]) -> Iterator[str]:
    key, (question, answer) = "typology.indicators", split_answer(name)
    if name in dimensions and name not in codebook.by_id:
        if params.index.levels is None:
            yield f"{key}: {name} is a dimension, and its bands are index.levels, which are not given; add them, or leave it out"
        return
    faults = list(_question_faults(key, question, codebook, CODED))
    yield from faults
    if faults:
        return
    variable = codebook.variable(question)
    if variable.blocs is not None and set(variable.blocs) != set(params.blocs):
        yield f"{key}: {question} is asked on some sides only ({', '.join(variable.blocs)}), and types are those of everybody; leave it out"
    if variable.areas is not None and set(variable.areas) != set(params.areas):
        yield f"{key}: {question} is asked in some areas only, and types are those of everybody; leave it out"
    if answer and (not variable.kind.has_options or codebook.code_of_key(question, answer) is None):
        yield f"{key}: {name}: {question} has no such option to be an indicator by itself; name the question, or one of its options"


def _name_faults(key: str, text: str, codebook: Codebook, typology: Typology) -> Iterator[str]:
    question, answer = split_answer(text)
    if question not in {split_answer(name)[0] for name in typology.indicators}:
        yield f"{key}: {show_id(question, 'what it names')} is no indicator of the types; name an answer to one of them, such as P12=9"
    elif question in codebook.by_id and codebook.code_of_key(question, answer) is None:
        yield f"{key}: {question} has no answer {show_id(answer, 'of such a name')}; name one of its codes, or its key"


def _question_faults(key: str, name: str, codebook: Codebook, types: Types) -> Iterator[str]:
    if name not in codebook.by_id:
        found = nearest(name, codebook.by_id)
        hint = f" (did you mean {found}?)" if found else ""
        yield f"{key}: there is no variable {show_id(name, 'of such a name')} in the codebook{hint}; correct the name"
    elif codebook.variable(name).type not in types:
        yield f"{key}: {name} is of type {codebook.variable(name).type}; it takes {' or '.join(types)}"
