"""Binary files: read in a process of their own, within limits; whatever a file does, the user gets one line."""

import contextlib
import datetime as dt
import decimal
import math
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest
from synthetic import tiny_areas, tiny_cells, tiny_codebook

from crowdpotential.errors import CrowdpotentialError, ReadError, SeveralFaultsError
from crowdpotential.ingest import apart as apart_module
from crowdpotential.ingest.apart import ReaderProcess
from crowdpotential.ingest.binary.calendar import converter_of
from crowdpotential.ingest.binary.sent_cells import LostCell
from crowdpotential.ingest.harmonise import harmonise
from crowdpotential.ingest.raw_files import RawFile
from crowdpotential.ingest.readers import read_file, read_files
from crowdpotential.params import DataFile

LIST, RECORD = LostCell("nested", "list"), LostCell("nested", "struct")


@pytest.fixture(scope="module")
def apart() -> Iterator[ReaderProcess]:
    with ReaderProcess() as process:
        yield process


@pytest.fixture
def read(apart: ReaderProcess) -> Callable[..., RawFile]:
    def read_path(path: Path, **spec: object) -> RawFile:
        return read_file(path, DataFile.model_validate({"path": path.name, **spec}), apart=apart)

    return read_path


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def parquet(folder: Path, **columns: object) -> Path:
    pq.write_table(pa.table(columns), folder / "a.parquet")
    return folder / "a.parquet"


def test_columns_of_every_plain_type_are_read(tmp_path: Path, read: Callable[..., RawFile]) -> None:
    moment, day = dt.datetime(2019, 9, 2, 10, 30), dt.date(2019, 9, 2)  # noqa: DTZ001 cells know no time zone
    path = parquet(
        tmp_path,
        whole=pa.array([2**60 + 1, None]),
        number=[1.5, math.nan],
        truth=[True, None],
        word=pa.array(["да", "нет"]).dictionary_encode(),
        price=pa.array([decimal.Decimal("1.10"), None]),
        id=pa.array([decimal.Decimal(10**20 + 1), None], pa.decimal128(30, 0)),
        moment=pa.array([moment, None], pa.timestamp("ns")),
        day=[day, None],
        none=pa.nulls(2),
    )
    cells = read(path).cells
    assert cells.iloc[0].tolist() == [2**60 + 1, 1.5, True, "да", 1.1, 10**20 + 1, moment, day, None]
    assert cells.iloc[1].tolist() == [None, None, None, "нет", None, None, None, None, None]


def test_lists_records_and_bytes_are_no_answers(tmp_path: Path, read: Callable[..., RawFile]) -> None:
    cells = read(parquet(tmp_path, x=[1, 2], tags=[["a"], None], record=[{"a": 1}, {"a": 2}], blob=[b"a", None])).cells
    assert cells["x"].tolist() == [1, 2]
    assert cells["tags"].tolist() == [LIST, None]
    assert cells["record"].tolist() == [RECORD, RECORD]
    assert cells["blob"].tolist() == [LostCell("bytes"), None]


def test_a_type_of_pandas_is_not_taken_for_its_number(tmp_path: Path, read: Callable[..., RawFile]) -> None:
    months = pd.DataFrame({"x": [1], "month": pd.period_range("2019-01", periods=1, freq="M")})
    months.to_parquet(tmp_path / "a.parquet")
    assert read(tmp_path / "a.parquet").cells["month"].tolist() == [LostCell("nested", "of a package")]


def test_a_named_index_is_a_column_and_a_nameless_one_is_told(tmp_path: Path, read: Callable[..., RawFile]) -> None:
    frame = pd.DataFrame({"x": [1, 2]}, index=pd.Index(["a", "b"], name="id"))
    frame.to_parquet(tmp_path / "a.parquet")
    assert read(tmp_path / "a.parquet").cells["id"].tolist() == ["a", "b"]
    frame.rename_axis(None).to_parquet(tmp_path / "b.parquet")
    nameless = read(tmp_path / "b.parquet")
    assert list(nameless.cells) == ["x"]
    assert [(finding.rule, finding.n) for finding in nameless.findings] == [("row_numbers", 2)]


def test_dates_out_of_the_calendar_cost_their_cells_only_in_parquet_too(tmp_path: Path, read: Callable[..., RawFile]) -> None:
    late = pa.array([18_000, 2**31 - 1, None], pa.date32())
    stamps = pa.array([0, 2**62, None], pa.timestamp("us"))
    cells = read(parquet(tmp_path, day=late, stamp=stamps)).cells
    assert cells["day"].tolist() == [dt.date(2019, 4, 14), LostCell("calendar"), None]
    assert cells["stamp"].tolist() == [dt.datetime(1970, 1, 1), LostCell("calendar"), None]  # noqa: DTZ001


def test_broken_notes_of_pandas_do_no_harm(tmp_path: Path, read: Callable[..., RawFile]) -> None:
    table = pa.table({"x": [1]}).replace_schema_metadata({"pandas": "{no json"})
    pq.write_table(table, tmp_path / "a.parquet")
    assert read(tmp_path / "a.parquet").cells["x"].tolist() == [1]


def test_a_dictionary_comes_with_the_cells(tmp_path: Path, read: Callable[..., RawFile]) -> None:
    frame = pd.DataFrame({"x": [1.0, 99.0, None], "s": ["NA", "b", ""]})
    pyreadstat.write_sav(
        frame,
        tmp_path / "a.sav",
        column_labels={"x": "Вопрос"},
        variable_value_labels={"x": {1.0: "да", 99.0: "отказ"}, "s": {"b": "бэ"}},
        missing_ranges={"x": [99, {"lo": 900, "hi": 999}], "s": ["NA"]},
        variable_measure={"x": "ordinal"},
    )
    file = read(tmp_path / "a.sav")
    declared = file.dictionary["x"]
    assert file.cells["x"].tolist() == [1.0, 99.0, None]
    assert (declared.label, declared.measure) == ("Вопрос", "ordinal")
    assert declared.value_labels == {1.0: "да", 99.0: "отказ"}
    assert set(declared.missing_ranges) == {(99.0, 99.0), (900.0, 999.0)}
    assert file.dictionary["s"].value_labels == {"b": "бэ"}
    assert file.dictionary["s"].missing_texts == ("NA",)


def test_packed_spss_files_are_read(tmp_path: Path, read: Callable[..., RawFile]) -> None:
    pyreadstat.write_sav(pd.DataFrame({"x": [1.0, 2.0]}), tmp_path / "a.zsav", compress=True)
    assert read(tmp_path / "a.zsav").cells["x"].tolist() == [1.0, 2.0]
    (tmp_path / "a.zsav").rename(tmp_path / "a.sav")
    assert read(tmp_path / "a.sav").cells["x"].tolist() == [1.0, 2.0]


def test_stata_files_are_read_with_their_missing_codes(tmp_path: Path, read: Callable[..., RawFile]) -> None:
    day = pd.to_datetime(["2019-09-02", None, None])
    pyreadstat.write_dta(
        pd.DataFrame({"x": [1, "a", "b"], "s": ["да", "", "нет"], "day": day}),
        tmp_path / "a.dta",
        variable_value_labels={"x": {1: "да", "a": "отказ", "c": "иное"}},
        missing_user_values={"x": ["a", "b", "c"]},
    )
    file = read(tmp_path / "a.dta")
    assert file.cells["x"].tolist() == [1, ".a", ".b"]
    assert file.cells["day"].tolist() == ["2019-09-02T00:00:00", None, None]
    assert file.dictionary["x"].value_labels == {1: "да", ".a": "отказ", ".c": "иное"}
    assert file.dictionary["x"].missing_texts == (".a", ".b")


def test_dates_out_of_the_calendar_cost_their_cells_only(tmp_path: Path, read: Callable[..., RawFile]) -> None:
    frame = pd.DataFrame({"day": [13_700_000_000.0, 6.4e12, None], "clock": [36_000.0, 95_400.0, -5.0]})
    pyreadstat.write_sav(frame, tmp_path / "a.sav", variable_format={"day": "DATE11", "clock": "DTIME12"})
    cells = read(tmp_path / "a.sav").cells
    assert cells["day"].tolist() == ["2016-12-01", LostCell("calendar"), None]
    assert cells["clock"].tolist() == ["10:00:00", "26:30:00", LostCell("calendar")]


@pytest.mark.parametrize(
    ("form", "is_stata", "cell", "expected"),
    [
        ("DATETIME20", False, 13_700_000_000.5, "2016-12-01T19:33:20.500000"),
        ("MOYR8", False, 13_699_929_600.0, "2016-12-01"),
        ("%td", True, 21_000.0, "2017-06-30"),
        ("%-tdCCYY-NN-DD", True, 21_000, "2017-06-30"),
        ("%tc", True, 1_862_006_400_000.0, "2019-01-02T00:00:00"),
        ("%tcHH:MM", True, 36_000_000, "10:00:00"),
        ("%td", True, 1e15, LostCell("calendar")),
        ("%td", True, ".a", ".a"),
    ],
)
def test_numbers_become_dates_by_the_format_of_their_column(form: str, is_stata: object, cell: object, expected: object) -> None:
    convert = converter_of(form, is_stata=bool(is_stata))
    assert convert is not None
    assert convert(cell) == expected


@pytest.mark.parametrize("form", ["F8.2", "A20", "DOLLAR8", "N4"])
def test_plain_numbers_are_no_dates(form: str) -> None:
    assert converter_of(form, is_stata=False) is None


def cp1251(folder: Path) -> Path:
    """A file whose texts are in cp1251, and that says nothing of it."""
    pyreadstat.write_sav(
        pd.DataFrame({"x": [1.0, 2.0, 2.0], "s": ["abcd", "abcd", "abcd"]}),
        folder / "a.sav",
        variable_value_labels={"x": {1.0: "efgh", 2.0: "no"}},
    )
    content = (folder / "a.sav").read_bytes()
    for latin, russian in ((b"abcd", "Дом!"), (b"efgh", "Нети")):
        assert latin in content
        content = content.replace(latin, russian.encode("cp1251"))
    return written(folder / "a.sav", content.replace(b"UTF-8", b"-----"))


@pytest.mark.parametrize("encoding", ["cp1251", "windows-1251"])
def test_the_encoding_of_params_counts_for_spss_files(tmp_path: Path, read: Callable[..., RawFile], encoding: str) -> None:
    file = read(cp1251(tmp_path), encoding=encoding)
    assert file.cells["s"].tolist() == ["Дом!"] * 3
    assert file.dictionary["x"].value_labels[1.0] == "Нети"


@pytest.mark.parametrize(
    ("encoding", "says"),
    [("utf-8", "not encoded in utf-8; set data.encoding"), ("utf-8-sig", "not encoded in utf-8-sig")],
)
def test_a_wrong_encoding_of_a_spss_file_is_named(tmp_path: Path, read: Callable[..., RawFile], encoding: str, says: str) -> None:
    with pytest.raises(ReadError, match=says):
        read(cp1251(tmp_path), encoding=encoding)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.xlsx", b"id;x\n1;2\n", "a.xlsx: holds text, as a .csv does; name it so"),
        ("a.parquet", b"id,x\n1,2\n", "holds text"),
        ("a.csv", b"PK\3\4xl/", "damaged"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "is an old workbook"),
        (
            "a.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 9000 + "EncryptedPackage".encode("utf-16-le"),
            "is a workbook locked with a password",
        ),
        ("a.xlsx", b"<html><table><tr><td>1</td></tr></table>", r"is a web page \(HTML\) under another name"),
        ("a.sav", b"%PDF-1.4 \0\xff", "is a PDF document; save it as .xlsx, .sav or .csv"),
        ("a.sav", b"PAR1\0\0PAR1", "is a parquet file under another name; let it end in .parquet"),
        ("a.csv", b"$FL2@(#) SPSS DATA FILE\0\0", "is an SPSS file under another name; let it end in .sav"),
        ("a.csv", "id,x\n1,да\n".encode("utf-16-le"), "holds zero bytes"),
        ("a.sav", b"", r"a\.sav: is empty"),
        ("a.xlsx", b"", r"a\.xlsx: is empty"),
        ("a.parquet", b"", r"a\.parquet: is empty"),
        ("a.dta", b"\x73\2\1\0" + b"\0" * 99, "not readable as a Stata file"),
        ("a.zsav", b"$FL3@(#) SPSS DATA FILE" + b"\xff" * 400, "not readable as an SPSS file"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_gets_one_clear_line(
    tmp_path: Path, read: Callable[..., RawFile], name: str, content: bytes, says: str
) -> None:
    if name == "a.csv" and says == "damaged":
        says = "not encoded|one column|holds zero bytes|holds no respondents"  # no archive, though it begins like one
    with pytest.raises(CrowdpotentialError, match=says) as caught:
        read(written(tmp_path / name, content))
    assert "\n" not in str(caught.value)


def test_a_column_may_be_called_like_the_beginning_of_a_parquet_file(tmp_path: Path, read: Callable[..., RawFile]) -> None:
    assert list(read(written(tmp_path / "a.csv", b"PAR1,x\n1,2\n")).cells) == ["PAR1", "x"]


def test_a_file_without_respondents_is_refused(tmp_path: Path, read: Callable[..., RawFile]) -> None:
    pyreadstat.write_sav(pd.DataFrame({"x": [1.0]}).iloc[:0], tmp_path / "a.sav")
    parquet(tmp_path, x=pa.array([], pa.int64()))
    for name in ("a.sav", "a.parquet"):
        with pytest.raises(ReadError, match=f"{name}: holds no respondents"):
            read(tmp_path / name)


def test_one_process_reads_all_files_and_outlives_refusals(tmp_path: Path) -> None:
    path = parquet(tmp_path, x=[1])
    bad = written(tmp_path / "bad.parquet", b"PAR1\0")
    with ReaderProcess() as process:
        processes = []
        for each in (path, bad, path):
            with contextlib.suppress(ReadError):
                read_file(each, DataFile(path=each.name), apart=process)
            processes.append(process._process)  # noqa: SLF001 the process itself is what is asked about
    assert processes[0] is processes[1] is processes[2]
    assert processes[0] is not None
    assert processes[0].returncode is not None


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit of memory for a process")
def test_a_file_that_needs_too_much_memory_is_refused_and_the_next_one_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = parquet(tmp_path, x=pa.repeat("abcdefgh" * 10, 3_000_000))
    small = tmp_path / "b.parquet"
    pq.write_table(pa.table({"x": [1]}), small)
    monkeypatch.setattr(apart_module, "LARGEST_MEMORY_BYTES", 600 * 2**20)
    with ReaderProcess() as process:
        with pytest.raises(ReadError, match=r"a\.parquet: not readable as a parquet file: damaged, or needs more than"):
            read_file(path, DataFile(path="a.parquet"), apart=process)
        assert read_file(small, DataFile(path="b.parquet"), apart=process).cells["x"].tolist() == [1]


def test_a_file_that_takes_too_long_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = parquet(tmp_path, x=[1])
    monkeypatch.setattr(apart_module, "LONGEST_SECONDS", 0.001)
    with pytest.raises(ReadError, match=r"a\.parquet: not read within 0\.001 seconds; write it anew"):
        read_file(path, DataFile(path="a.parquet"))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit of processor time for a process")
def test_a_small_file_that_keeps_its_reader_busy_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = parquet(tmp_path, x=pa.array(range(4_000_000)))
    monkeypatch.setattr(apart_module, "CPU_SECONDS", 0)
    monkeypatch.setattr(apart_module, "CPU_SECONDS_PER_MB", 0)
    with pytest.raises(ReadError, match=r"a\.parquet: not read within 0 seconds of processor time"):
        read_file(path, DataFile(path="a.parquet"))


def test_more_cells_than_any_survey_has_are_refused(tmp_path: Path) -> None:
    path = parquet(tmp_path, x=pa.nulls(50_000_001, pa.int8()))
    with pytest.raises(ReadError, match=r"a\.parquet: holds 50000001 cells"):
        read_file(path, DataFile(path="a.parquet"))


def test_the_faults_of_all_files_are_told_together(tmp_path: Path) -> None:
    written(tmp_path / "a.sav", b"")
    written(tmp_path / "b.xlsx", b"text")
    parquet(tmp_path, x=[1])
    specs = [DataFile(path=name) for name in ("a.sav", "b.xlsx", "a.parquet", "gone.csv")]
    with pytest.raises(SeveralFaultsError) as caught:
        read_files(tmp_path, specs)
    assert len(caught.value.faults) == 3


@pytest.mark.parametrize("mark", [";;", "", '"', "\n", "tab"])
def test_a_delimiter_is_one_character(mark: str) -> None:
    with pytest.raises(ValueError, match="a delimiter is one character"):
        DataFile(path="a.csv", delimiter=mark)


@pytest.mark.parametrize("name", ["cp12510", "base64", "rot13", "undefined", "idna\0", "-"])
def test_an_unknown_encoding_is_refused_by_params(name: str) -> None:
    with pytest.raises(ValueError, match="there is no encoding"):
        DataFile(path="a.csv", encoding=name)


def save(frame: pd.DataFrame, path: Path) -> None:
    """Save a frame in the format of its extension."""
    if path.suffix == ".csv":
        frame.to_csv(path, index=False)
    elif path.suffix == ".xlsx":
        frame.to_excel(path, index=False)
    elif path.suffix == ".parquet":
        frame.to_parquet(path)
    elif path.suffix == ".dta":
        pyreadstat.write_dta(frame, path)
    else:
        pyreadstat.write_sav(frame, path, compress=path.suffix == ".zsav")


@pytest.mark.parametrize("kind", [".sav", ".zsav", ".dta", ".xlsx", ".parquet"])
def test_the_same_answers_come_out_of_every_format(tmp_path: Path, apart: ReaderProcess, kind: str) -> None:
    answers = {}
    for suffix in (".csv", kind):
        files = []
        for area in ("north", "south"):
            cells = tiny_cells(12, area=area)
            cells.loc[3, "X1"] = 98
            cells["D_AGE"] = cells["D_AGE"].astype("float64")
            cells.loc[4, "D_AGE"] = math.nan
            save(cells, tmp_path / f"{area}{suffix}")
            spec = DataFile(path=f"{area}{suffix}", area=area)
            files.append(read_file(tmp_path / spec.path, spec, apart=apart))
        harmonised = harmonise(files, codebook=tiny_codebook(), areas=tiny_areas(), blocs=("N", "S"))
        answers[suffix] = harmonised.responses.drop(columns=["source", "respondent_id", "number", "interviewer"])
    pd.testing.assert_frame_equal(answers[kind], answers[".csv"])
