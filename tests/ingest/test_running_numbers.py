"""Running numbers say nothing of the interviews that they stand for, and are the same whatever order and names the files have."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from synthetic import build_codebook, codebook_data, read_pairs, tiny_areas, tiny_codebook, tiny_files

from crowdpotential.ingest.harmonise import Harmonised, harmonise
from crowdpotential.ingest.raw_files import RawFile
from crowdpotential.ingest.running_numbers import in_canonical_order
from crowdpotential.params import DataFile

Files = list[tuple[DataFile, pd.DataFrame]]


def files(n: int = 40) -> Files:
    return tiny_files(n)


def alike(n: int = 40) -> Files:
    """Respondents who differ in one answer of five at most, so that most are alike in all that is kept."""
    found = files(n)
    for place, (_, cells) in enumerate(found):
        everybody = cells.iloc[[0] * n].reset_index(drop=True)
        everybody["number"] = cells["number"]
        everybody["interviewer"] = [f"int{row % 3}" for row in range(n)]
        everybody["X1"] = np.random.default_rng([5, place]).integers(1, 6, n)
        found[place] = (found[place][0], everybody)
    return found


def numbered(given: Files) -> Harmonised:
    return read_pairs(given, codebook=tiny_codebook(), areas=tiny_areas())


def kept(given: Files) -> pd.DataFrame:
    """What stays of the files, as the frames of a run hold it."""
    return in_canonical_order(numbered(given).responses)


@pytest.mark.parametrize("make", [files, alike])
def test_who_knows_every_number_learns_nothing_from_the_ids(make: Callable[[], Files]) -> None:
    """Other interview numbers and interviewers for the same answers leave every id as it was: so no id depends on them."""
    known, other = make(), make()
    for place, (_, cells) in enumerate(other):
        rng = np.random.default_rng([3, place])
        cells["number"] = [f"{number:05d}" for number in rng.choice(10**5, len(cells), replace=False)]
        names = dict(zip(cells["interviewer"].unique(), ["z9", "a1", "m5"], strict=True))
        cells["interviewer"] = cells["interviewer"].map(names)
        cells["phone"] = [f"+7 900 {number:07d}" for number in rng.choice(10**7, len(cells))]
    before, after = numbered(known).responses, numbered(other).responses
    pd.testing.assert_frame_equal(before, after)


@pytest.mark.parametrize("make", [files, alike])
def test_neither_rows_nor_files_nor_columns_nor_names_of_files_move_a_number(
    make: Callable[[], Files],
) -> None:
    moved: Files = []
    for place, (spec, cells) in enumerate(make()):
        order = np.random.default_rng([7, place]).permutation(len(cells))
        renamed = spec.model_copy(update={"path": f"late/{'zq'[place]}.csv"})
        moved.insert(0, (renamed, cells.iloc[order, ::-1].reset_index(drop=True)))
    before, after = kept(make()), kept(moved)
    pd.testing.assert_frame_equal(before.drop(columns="source"), after.drop(columns="source"))


def test_the_rank_of_a_number_does_not_tell_the_rank_of_the_id() -> None:
    given = files(400)
    ranks = numbered(given).responses["respondent_id"][:400].rank()
    assert abs(np.corrcoef(ranks, np.arange(400))[0, 1]) < 4 / np.sqrt(400)


def test_an_answer_changed_moves_its_respondent_and_leaves_the_others_in_their_order() -> None:
    given = files()
    before = numbered(given).responses["respondent_id"]
    given[0][1].loc[3, "X1"] = 1 + given[0][1].loc[3, "X1"] % 5
    after = numbered(given).responses["respondent_id"]
    others = [row for row in range(len(before)) if row != 3]
    assert before[others].rank().tolist() == after[others].rank().tolist()


def test_a_blank_identifier_stays_blank() -> None:
    given = files()
    given[0][1].loc[[1, 5], "interviewer"] = ["", None]
    got = numbered(given).responses["interviewer"]
    assert got[[1, 5]].tolist() == ["", ""]
    assert (got.drop([1, 5]) != "").all()


def test_the_first_of_several_records_is_told_by_its_cells() -> None:
    given = files()
    given[0][1].loc[[4, 9], "number"] = given[0][1].loc[0, "number"]
    got = numbered(given)
    own = got.responses["respondent_id"]
    first = min(own[[0, 4, 9]], key=len)
    assert sorted(own[[0, 4, 9]]) == [first, f"{first}-2", f"{first}-3"]
    assert set(got.responses.loc[[0, 4, 9], "number"]) == {first}
    turned = [(spec, cells.iloc[::-1].reset_index(drop=True)) for spec, cells in given]
    again = numbered(turned).responses["respondent_id"]
    assert again[39 - np.array([0, 4, 9])].tolist() == own[[0, 4, 9]].tolist()


def test_a_number_stands_for_a_cell_of_every_file_that_has_it() -> None:
    got = numbered(files())
    of_third = got.responses.loc[[2, 42], "number"]
    assert got.numbers_of["number"]["3"] == tuple(sorted(of_third))
    assert "int0" not in repr(got), "what is said of a run in a message names no identifier"


def test_rows_without_interview_numbers_are_people_of_their_own() -> None:
    data = codebook_data()
    data["variables"] = [variable for variable in data["variables"] if variable["id"] != "number"]
    given = [(spec, cells.drop(columns="number")) for spec, cells in alike()]
    got = read_pairs(given, codebook=build_codebook(data, name="tiny"), areas=tiny_areas()).responses
    assert sorted(got["respondent_id"]) == [f"{number:06d}" for number in range(1, 81)]


def test_replicate_weights_tell_those_apart_who_answered_alike() -> None:
    raw = [RawFile(spec=spec, cells=cells) for spec, cells in alike()]
    weights = [pd.DataFrame({"RW1": np.arange(40) + 40 * place}) for place in range(2)]

    def by_weight(given: list[RawFile], beside: list[pd.DataFrame]) -> "pd.Series[str]":
        study = {"codebook": tiny_codebook(), "areas": tiny_areas(), "blocs": ("N", "S")}
        ids = harmonise(given, **study, beside=beside).responses["respondent_id"]  # type: ignore[arg-type]
        return pd.Series(ids.to_numpy(), index=pd.concat(beside)["RW1"]).sort_index()

    turned = [replace(file, cells=file.cells.iloc[::-1].reset_index(drop=True)) for file in raw]
    back = [part.iloc[::-1].reset_index(drop=True) for part in weights]
    pd.testing.assert_series_equal(by_weight(raw, weights), by_weight(turned, back))
