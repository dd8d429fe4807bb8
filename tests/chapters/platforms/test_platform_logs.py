"""Logs of platforms: users become numbers, what cannot be right is refused at once, and what rests on few is not told."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from full_study import finished_full, write_full, write_log, write_platforms
from report.studies import open_study, text_of
from ruamel.yaml import YAML

from crowdpotential.chapters.platforms.estimates.activity import activity_rows, count_periods
from crowdpotential.chapters.platforms.exhibits.platform_activity import show_activity
from crowdpotential.disclosure.few import Few
from crowdpotential.errors import CrowdpotentialError
from crowdpotential.exhibits.exhibit import Exhibit
from crowdpotential.ingest.platform_logs import PlatformActions, log_findings, read_logs
from crowdpotential.ingest.platforms import Platform
from crowdpotential.params import Comparison, PlatformLog
from crowdpotential.results.domains import Domain
from crowdpotential.results.rows import Row
from crowdpotential.studies import load_study

PLAZA = Platform(
    id="plaza",
    about=Domain(),
    residents=1000,
    date="2019-08-01",
    source="census",
    counts={},
    names={},
    notes={},
)
LOG = PlatformLog(files=("log.csv",))
FEW = Few(base=10, count=3)


def rows_of(users: np.ndarray, days: np.ndarray) -> list[Row]:
    actions = PlatformActions(platform=PLAZA, users=users, days=days)
    return activity_rows(actions, LOG, Comparison(), few=FEW, rng=np.random.default_rng(1))


@pytest.fixture(scope="module")
def told() -> pd.DataFrame:
    results = finished_full().results
    return results[results["measure"].str.startswith("log_")].set_index(["measure", "category"])


def test_users_and_actions_are_counted(told: pd.DataFrame) -> None:
    log = pd.read_csv(finished_full().study_folder / "log.csv")
    assert told.loc[("log_users", ""), "estimate"] == log["user"].nunique() == 300
    assert told.loc[("log_actions", ""), "estimate"] == len(log)


def test_returns_are_those_that_a_plain_count_finds(told: pd.DataFrame) -> None:
    log = pd.read_csv(finished_full().study_folder / "log.csv", parse_dates=["date"])
    months = log.assign(month=log["date"].dt.month).groupby("user")["month"].agg(["min", "max"])
    followed = months[months["min"] <= months["max"].max() - 3]
    row = told.loc[("log_retention", "3")]
    assert row["n"] == len(followed)
    assert row["estimate"] == pytest.approx((followed["max"] >= followed["min"] + 3).mean(), rel=1e-5)
    assert row["ci_low"] < row["estimate"] < row["ci_high"]


def test_no_name_of_a_user_is_kept_or_shown() -> None:
    run = finished_full()
    assert not run.results.astype(str).apply(lambda column: column.str.contains("name 1")).to_numpy().any()
    kept = [path for path in Path(run.output).rglob("*") if path.is_file() and b"name 17" in path.read_bytes()]
    assert kept == []


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_table_says_what_a_return_is_and_since_when_the_log_runs(language: str) -> None:
    text = text_of(show_activity(open_study("full", "computed", language)).html)
    assert {"en": "log from 1 February 2019", "ru": "журнал с 1 февраля 2019"}[language] in text
    assert {"en": "Back after 3 months or later", "ru": "Вернулись через 3 месяца или позже"}[language] in text


def test_a_study_without_a_log_sees_nothing_of_it() -> None:
    assert not isinstance(show_activity(open_study("nothing", "computed", "en")), Exhibit)


def test_nothing_is_told_of_a_handful_of_users() -> None:
    assert rows_of(np.arange(9), np.full(9, 737000)) == []


def test_what_a_handful_does_is_not_told_of_them() -> None:
    users = np.concatenate([np.arange(50), np.zeros(2000, dtype=np.int64)])  # one does nearly all
    measures = {row.measure for row in rows_of(users, np.full(users.size, 737000))}
    assert measures == {"log_users", "log_actions"}


def test_weeks_begin_on_monday_and_months_on_the_first() -> None:
    sunday, monday = (pd.Timestamp(day).toordinal() for day in ("2019-06-30", "2019-07-01"))
    for period in ("week", "month"):
        assert np.diff(count_periods(np.array([sunday, monday]), period)).tolist() == [1]


def test_times_behind_the_date_are_read_as_their_day(tmp_path: Path) -> None:
    write_log(tmp_path, date="2019-03-05 12:30")
    (found,) = read_logs([tmp_path / "log.csv"], [PLAZA])
    assert set(found.days) == {pd.Timestamp("2019-03-05").toordinal()}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"date": ""}, "933 of 933 rows have no date"),
        ({"user": ""}, "933 of 933 rows have no user"),
        ({"action": ""}, "933 of 933 rows have no action"),
        ({"date": "2019-02-30"}, "933 dates are none of the calendar, the first in row 1"),
        ({"date": "5.03.2019"}, "933 dates are none of the calendar"),
        ({"date": "20190305"}, "933 dates are none of the calendar"),
        ({"date": "2019-W05-1"}, "933 dates are none of the calendar"),
        ({"date": "0001-01-01"}, "933 dates are before 1990-01-01"),
        ({"date": "1970-01-01 00:00"}, "933 dates are before 1990-01-01"),
        ({"date": "2019-08-02"}, "933 actions of plaza are dated after 2019-08-01"),
        ({"platform": "plazza"}, "has no platform plazza; did you mean plaza"),
    ],
)
def test_a_log_that_cannot_be_right_is_refused(tmp_path: Path, changes: dict[str, str], words: str) -> None:
    write_log(tmp_path, **changes)
    with pytest.raises(CrowdpotentialError, match=words):
        read_logs([tmp_path / "log.csv"], [PLAZA])


def test_a_log_without_a_column_of_dates_is_refused(tmp_path: Path) -> None:
    write_log(tmp_path)
    pd.read_csv(tmp_path / "log.csv").drop(columns="date").to_csv(tmp_path / "log.csv", index=False)
    with pytest.raises(CrowdpotentialError, match="date"):
        read_logs([tmp_path / "log.csv"], [PLAZA])


def test_more_users_than_residents_or_than_are_registered_are_refused(tmp_path: Path) -> None:
    path = write_full(tmp_path / "full")
    write_platforms(tmp_path / "full", registered="200")
    with pytest.raises(CrowdpotentialError, match="log of plaza: 300 users acted, but 200 are registered") as caught:
        load_study(path)
    assert "name 1" not in str(caught.value)
    yaml = YAML(typ="safe", pure=True)
    data = yaml.load(path.read_text(encoding="utf-8"))
    data["areas"]["north"]["population"] = 250
    yaml.dump(data, path)
    write_platforms(tmp_path / "full", registered="")
    with pytest.raises(CrowdpotentialError, match="log of plaza: 300 users, but 250 adults live where it works"):
        load_study(path)


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ({"files": ["a.csv", "a.csv"]}, "files lists a.csv more than once"),
        ({"files": ["a.csv"], "after": [0]}, "after lists 0; list different numbers of periods, one or more"),
        ({"files": ["a.csv"], "after": [1, 1]}, "after lists 1, 1"),
    ],
)
def test_a_section_that_cannot_be_meant_is_refused(section: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        PlatformLog.model_validate(section)


def test_inequality_that_few_users_make_has_no_interval_and_the_page_says_why(told: pd.DataFrame) -> None:
    row = told.loc[("log_gini", "")]
    assert row["n_effective"] < 500
    assert np.isnan(row["ci_low"])
    assert row["note"] == "few_behind"
    assert "Inequality without an interval" in text_of(show_activity(open_study("full", "computed", "en")).html)


def test_many_users_of_like_activity_have_intervals() -> None:
    users = np.repeat(np.arange(3000), 1 + np.arange(3000) % 5)
    rows = {row.measure: row for row in rows_of(users, np.full(users.size, 737000)) if row.category in {"", "10"}}
    for measure in ("log_gini", "log_top_share"):
        assert rows[measure].ci_low < rows[measure].estimate < rows[measure].ci_high


@pytest.mark.parametrize("kind", ["named_anew", "in_another_order", "within_a_longer_one"])
def test_a_log_delivered_twice_is_refused_whatever_it_is_called(tmp_path: Path, kind: str) -> None:
    write_log(tmp_path)
    table = pd.read_csv(tmp_path / "log.csv", dtype=str, keep_default_na=False)
    more = table.head(40).assign(user=[f"new {k}" for k in range(40)])
    other = {"named_anew": table, "in_another_order": table[::-1], "within_a_longer_one": pd.concat([more, table])}[kind]
    other.to_csv(tmp_path / "again.csv", index=False)
    with pytest.raises(CrowdpotentialError, match=r"again\.csv: 933 of \d+ actions are in log\.csv too; take one of the two out"):
        read_logs([tmp_path / "log.csv", tmp_path / "again.csv"], [PLAZA])


def test_a_log_pasted_below_itself_is_refused_and_parts_of_one_are_joined(tmp_path: Path) -> None:
    write_log(tmp_path)
    table = pd.read_csv(tmp_path / "log.csv", dtype=str, keep_default_na=False)
    pd.concat([table, table]).to_csv(tmp_path / "twice.csv", index=False)
    with pytest.raises(CrowdpotentialError, match=r"twice\.csv: each of \d+ actions stands there 2 times"):
        read_logs([tmp_path / "twice.csv"], [PLAZA])
    months = table["date"].str[:7]
    parts = [tmp_path / f"{month}.csv" for month in sorted(set(months))]
    for path in parts:
        table[months == path.stem].to_csv(path, index=False)
    (whole,), (joined,) = read_logs([tmp_path / "log.csv"], [PLAZA]), read_logs(parts, [PLAZA])
    assert sorted(whole.amounts) == sorted(joined.amounts)


def test_a_log_of_few_users_is_a_finding_without_their_number() -> None:
    few = PlatformActions(platform=PLAZA, users=np.arange(4), days=np.full(4, 737000))
    (found,) = log_findings([few], 10)
    assert (found.rule, found.n, found.base, found.note) == ("platform_log_of_few", 1, 1, "fewer users than 10")
    assert log_findings([few], 4) == []
