"""Every text of params and codebook is there in the languages of the report."""

from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from crowdpotential.codebook import Code, Text
from crowdpotential.errors import Faults, ParamsError, name_first
from crowdpotential.params import DataFile, Experts, ExpertWeights, Index, Mechanism, Sensitivity, Waves, Words

MOST_NAMED = 5  # places in a message
NO_TEXTS = {
    (DataFile, "columns"),
    (DataFile, "labels"),
    (DataFile, "user_missing"),
    (DataFile, "multiple"),
    (DataFile, "counted_value"),
    (Code, "attributes"),
    (Index, "aggregation_within"),
    (Sensitivity, "leave_out"),
    (Mechanism, "edited"),
    (Mechanism, "roles"),
    (Experts, "beside"),
    (ExpertWeights, "points"),
    (Waves, "retrospective"),
}  # mappings of another kind


def require_languages(model: BaseModel, languages: tuple[str, ...], where: str) -> None:
    """Refuse texts that lack a language. Raises ParamsError naming their places."""
    faults, texts = Faults(), list(_texts(model, where))
    for language in languages:
        lacking = [place for place, text in texts if not text.get(language)]
        if lacking:
            named = name_first(lacking, MOST_NAMED)
            msg = f"{named}: no words in {language}; add them, or take {language} out of report.languages"
            faults.add(ParamsError(msg))
    faults.raise_any()


def _texts(value: object, place: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Find every text below a record, with its place: a mapping of language to words, or to plural forms."""
    if isinstance(value, Words):
        yield from ((f"{place}.{kind}", own) for kind in ("area", "bloc") if (own := getattr(value, kind)))
    elif isinstance(value, BaseModel):
        yield from _texts_of_record(value, place)
    elif isinstance(value, Mapping):
        if value and all(isinstance(words, str) for words in value.values()):
            yield place, value
        else:
            for key, inner in value.items():
                yield from _texts(inner, f"{place}.{key}")
    elif isinstance(value, tuple):
        for inner in value:
            yield from _texts(inner, place)


def _texts_of_record(record: BaseModel, place: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    name = f"{place}.{record.id}" if hasattr(record, "id") and place.endswith("s") else place
    for field, about in type(record).model_fields.items():
        inner = getattr(record, field)
        if (type(record), field) in NO_TEXTS:
            continue
        if inner == {} and about.annotation in (Text, Text | None):
            yield f"{name}.{field}", inner
        yield from _texts(inner, f"{name}.{field}")
