"""Codes that params and codebook speak of: ids of places that may look like codes, and the storage of multiple answers."""

from collections.abc import Iterator, Mapping

from crowdpotential.codebook import Codebook
from crowdpotential.letters import whole_number
from crowdpotential.params import Params
from crowdpotential.validation import nearest


def id_faults(params: Params, codebook: Codebook) -> Iterator[str]:
    """List ids that are numbers, but not the codes that they look like: respondents would move to another place."""
    for role, known in (("area", params.areas), ("bloc", params.blocs)):
        for variable in codebook.with_role(role):
            keys = {str(code): codebook.key_of_code(variable.id, code) for code in codebook.codes(variable.id)}
            for name in known:
                key = keys.get(str(whole_number(name)), name)
                if name != key:
                    yield f"{role}s.{name} looks like the code of {variable.id} whose key is {key}; give the {role} that key as its id"
    for variable in codebook.with_role("area"):
        for name in params.blocs:
            if whole_number(name) in codebook.codes(variable.id):
                yield f"blocs.{name} looks like a code of {variable.id}, which tells areas; call the bloc by a word"


def storage_faults(params: Params, codebook: Codebook) -> Iterator[str]:
    """List questions for which params tell a way of storing, and which are no multiple answers."""
    multiples = [v.id for v in codebook.variables if v.kind.has_options and v.derive is None]
    for place, file in enumerate(params.data):
        for key, given in (("multiple", file.multiple), ("counted_value", file.counted_value)):
            for name in given if isinstance(given, Mapping) else ():
                if name not in multiples:
                    found = nearest(name, multiples)
                    hint = f"did you mean {found}?" if found else f"the codebook has {', '.join(multiples) or 'none'}"
                    yield f"data[{place}].{key}: {name} is no multiple answer; {hint}"
