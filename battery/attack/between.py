"""Few people between two printed numbers: steps within steps, barriers within their kind, all less the groups, texts, types.

Nothing here is hidden by name; whoever subtracts one printed share from another has it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import numpy as np
import pandas as pd

from battery.attack.publication import Publication
from battery.attack.states import BoolArray, holds, list_steps, options_of

CHAPTERS = {"step_share": "steps", "step_through": "steps", "share": "options", "kind_share": "options"}
OF_BASES = (("drivers", "n_complete"), ("vignette", "n_asked"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A printed share: who it counts, of whom it is told, and where."""

    result_id: str
    family: tuple[str, str]  # steps, or options and their question
    name: str
    inside: BoolArray  # (n,) whom it counts, in any place
    known: BoolArray  # (n,) of whom it is told
    members: BoolArray  # (n,) of the place or group
    group_by: str
    place: tuple[str, str]

    def count(self, among: BoolArray) -> int:
        """Count the people of the place or group among some."""
        return int((self.members & among).sum())


def few_between(
    public: Publication, respondents: pd.DataFrame, sections: Mapping[str, Any], *, few: int, fewest: int
) -> Iterator[tuple[str, int]]:
    """List what printed numbers tell of fewer people than they may, with how many these are.

    Args:
        public: what is published.
        respondents: internal/respondents.parquet.
        sections: of the study's params.
        few: respondents that must stand behind an answer and behind the others.
        fewest: respondents that a number must rest on.
    """
    people = respondents[respondents["sample_type"] == "main"].reset_index(drop=True)
    told = list(_list_told(public, people, sections))
    found = [*_within(told), *_overlaps(told, public, sections), *_rests(told), *_of_types(public, people), *_high(public, people)]
    yield from ((name, n) for name, n in found if 0 < n < few)
    yield from ((name, n) for name, n in [*_of_texts(public, people, sections), *_bases(public)] if 0 < n < fewest)


def _list_told(public: Publication, people: pd.DataFrame, sections: Mapping[str, Any]) -> Iterator[Told]:
    steps, reached = list_steps(public, people, sections), dict[str, tuple[BoolArray, BoolArray]]()
    through = np.ones(len(people), dtype=bool), np.ones(len(people), dtype=bool)
    for name, (inside, known) in steps.items():
        through = through[0] & inside, through[1] & known
        reached["step_share", name], reached["step_through", name] = (inside, known), through
    kinds = _kinds(public, sections)
    rows = public.rows[~public.rows["is_hidden"] & public.rows["chapter"].isin(["participation", "obstacles"])]
    for row in rows[rows["measure"].isin(list(CHAPTERS)) & (rows["sample"] == "main")].itertuples():
        if CHAPTERS[row.measure] == "steps":
            family, (inside, known) = ("steps", ""), reached[row.measure, row.variable]
        else:
            columns, known = options_of(public, people, row.variable)
            codes = kinds[row.category] if row.measure == "kind_share" else [row.category]
            family, inside = ("options", row.variable), np.any([columns[code] for code in codes], axis=0) & known
        members = _members(public, people, row)
        place = (row.bloc, row.area)
        yield Told(
            result_id=row.result_id,
            family=family,
            name=row.category or row.variable,
            inside=inside,
            known=known,
            members=members,
            group_by=row.domain_variable,
            place=place,
        )


def _members(public: Publication, people: pd.DataFrame, row: Any) -> BoolArray:  # noqa: ANN401 a row of itertuples
    inside = np.ones(len(people), dtype=bool)
    for column in ("bloc", "area"):
        inside &= (getattr(row, column) == "") | (people[column].to_numpy(dtype=str) == getattr(row, column))
    if row.domain_variable:
        code = public.code_of(row.domain_variable, row.domain)
        inside &= people[row.domain_variable].to_numpy(dtype=np.float64) == float(code or np.nan)
    return inside


def _kinds(public: Publication, sections: Mapping[str, Any]) -> dict[str, list[str]]:
    asked, found = sections.get("obstacles") or {}, dict[str, list[str]]()
    codes = public.questions.get(asked.get("barriers", ""), {}).get("codes", {}) if asked.get("kind") else {}
    for code, entry in codes.items():
        kind = (entry.get("attributes") or {}).get(asked["kind"])
        if kind is not None:
            found.setdefault(str(kind), []).append(code)
    return found


def _within(told: Sequence[Told]) -> Iterator[tuple[str, int]]:
    """Subtract a printed set from each printed one of the same people in which all of it lies."""
    for own in _by_domain(told):
        for small, large in permutations(own, 2):
            known = small.known & large.known
            if not (small.inside & known & ~large.inside).any():
                yield f"{large.result_id} less {small.result_id}", large.count(large.inside & known & ~small.inside)


def _by_domain(told: Sequence[Told]) -> Iterator[list[Told]]:
    found = dict[tuple[object, ...], list[Told]]()
    for one in told:
        found.setdefault((one.family, one.members.tobytes()), []).append(one)
    yield from found.values()


def _overlaps(told: Sequence[Told], public: Publication, sections: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Subtract a kind from the sum of its barriers: who named two."""
    kinds = _kinds(public, sections)
    for own in _by_domain(told):
        by_name = {one.name: one for one in own}
        for kind, codes in kinds.items():
            if kind in by_name and set(codes) <= set(by_name):
                union, parts = by_name[kind], [by_name[code] for code in codes]
                yield f"barriers less {union.result_id}", sum(part.count(part.inside) for part in parts) - union.count(union.inside)


def _rests(told: Sequence[Told]) -> Iterator[tuple[str, int]]:
    """Subtract all groups of a variable from their place."""
    wholes = {(one.family, one.name, one.place, "through" in one.result_id): one for one in told if not one.group_by}
    groups = dict[tuple[object, ...], list[Told]]()
    for one in told:
        if one.group_by:
            groups.setdefault((one.family, one.name, one.place, "through" in one.result_id, one.group_by), []).append(one)
    for (*key, name), own in groups.items():
        whole = wholes.get(tuple(key))
        every = {one.members.tobytes() for other in groups.values() for one in other if one.group_by == name}
        if whole is not None and len(own) == len(every):
            rest = ~np.any([one.members for one in own], axis=0) & whole.known
            yield f"{whole.result_id} less groups of {name}", whole.count(rest & whole.inside)
            yield f"others of {whole.result_id} less groups of {name}", whole.count(rest & ~whole.inside)


def _of_types(public: Publication, people: pd.DataFrame) -> Iterator[tuple[str, int]]:
    """Add up what all types answer."""
    rows = public.rows[public.rows["measure"].isin(["reach", "profile"]) & ~public.rows["is_hidden"]]
    for (name, code), _ in rows.groupby(["variable", "category"]):
        if code in public.questions.get(str(name), {}).get("codes", {}):
            columns, known = options_of(public, people, str(name))
            yield f"types that answer {name}={code}", int((columns[code] & known).sum())
            yield f"types that do not answer {name}={code}", int((~columns[code] & known).sum())


def _high(public: Publication, people: pd.DataFrame) -> Iterator[tuple[str, int]]:
    """Count who gave a high answer to the outcome of drivers, and who another."""
    rows = public.rows[(public.rows["measure"] == "high_share") & ~public.rows["is_hidden"]]
    for row in rows.itertuples():
        about = public.questions[row.variable]
        columns, known = options_of(public, people, row.variable)
        high = [code for code in columns if about["direction"] * (int(code) - int(row.category)) >= 0]
        inside, members = np.any([columns[code] for code in high], axis=0), _members(public, people, row) & known
        yield row.result_id, int((members & inside).sum())
        yield f"others of {row.result_id}", int((members & ~inside).sum())


def _of_texts(public: Publication, people: pd.DataFrame, sections: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Find the mean answer to a text on a side: everybody less the other sides, the question less the other texts, text by text."""
    asked = sections.get("vignette")
    if not asked:
        return
    about, outcome = public.questions[asked["arm"]], asked["outcome"]
    rows = public.rows[(public.rows["chapter"] == "vignette") & ~public.rows["is_hidden"] & public.rows["estimate"].notna()]
    means = {(row.category, row.bloc) for row in rows[rows["measure"] == "mean"].itertuples()}
    effects = {(row.category, row.reference_domain, row.bloc) for row in rows[rows["measure"] == "effect"].itertuples()}
    answered = ~holds(people, outcome, list(public.questions[outcome]["missing"]))
    counts = {
        (arm, bloc): int((answered & holds(people, asked["arm"], [arm]) & ((people["bloc"] == bloc) | (bloc == ""))).sum())
        for arm in about["codes"]
        for bloc in ("", *sorted(set(people["bloc"])))
    }
    sides = {bloc for _, bloc in counts} - {""}
    for (arm, bloc), n in counts.items():
        others = {(other, bloc) for other in about["codes"] if other != arm}
        ways = {
            "printed": (arm, bloc) in means,
            "by the texts": others <= means,
            "by an effect": any((arm, other) in {(a, b) for a, b, where in effects if where == bloc} for other, _ in others & means),
            "by the sides": bloc != "" and {(arm, ""), *((arm, side) for side in sides - {bloc})} <= means,
        }
        yield from ((f"mean of text {arm} in {bloc or 'all'} {way}", n) for way, is_open in ways.items() if is_open)


def _bases(public: Publication) -> Iterator[tuple[str, int]]:
    """Read the counts that are printed of those on whom numbers rest."""
    rows = public.rows[~public.rows["is_hidden"] & public.rows["estimate"].notna()]
    for row in rows.itertuples():
        if (row.chapter, row.measure) in OF_BASES:
            yield row.result_id, round(row.estimate)
