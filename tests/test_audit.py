"""What the audit looks for is found: unlocked packages, other licences, code that executes text or speaks to the network."""

from pathlib import Path

import pytest

from battery import audit
from battery.dependencies.calls import ALLOWED, find_forbidden, list_forbidden
from battery.dependencies.licences import is_compatible, licence_of
from battery.dependencies.lock import find_unlocked, read_declared, read_lock
from battery.dependencies.page import make_page

SHA = "sha256:" + "0" * 64
LOCK = f"""one==1.2 \\
    --hash={SHA} \\
    --hash={SHA}
two==2.0 ; sys_platform == 'win32' \\
    --hash={SHA}
"""
PROJECT = '[project]\ndependencies = ["one>=1"]\n[project.optional-dependencies]\ndev = ["Two<3"]\n'


@pytest.mark.parametrize("name", audit.CHECKS)
def test_the_program_passes_each_check_of_its_audit(name: str) -> None:
    assert audit.CHECKS[name]() == []


def test_a_lock_is_read_entry_by_entry() -> None:
    one, two = read_lock(LOCK)
    assert (one.name, one.version, one.where, len(one.hashes)) == ("one", "1.2", "", 2)
    assert (two.name, two.version, two.where) == ("two", "2.0", 'sys_platform == "win32"')
    assert find_unlocked(read_declared(PROJECT), [one, two]) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("one==1.2", "one>=1.2"), "one is not locked at one version"),
        (("one==1.2", "one==1.*"), "one is not locked at one version"),
        (("one==1.2", "one"), "one is not locked at one version"),
        ((SHA, "md5:0"), "one is not locked at one version"),
        ((f" \\\n    --hash={SHA} \\\n    --hash={SHA}", ""), "one is not locked at one version"),
        (("one==1.2", "one @ ./wheels/one.whl"), "one is not locked at one version"),
        (("one==1.2", "./wheels/one.whl"), "./wheels/one.whl is not locked at one version"),
        (("one==1.2", "three==1.2"), "one is declared and not locked"),
        (("one==1.2", "one==0.9"), "one is locked at 0.9, declared is one>=1"),
        (("two==2.0", "two==3.0"), "two is locked at 3.0, declared is Two<3"),
    ],
)
def test_what_is_not_locked_as_declared_is_found(change: tuple[str, str], fault: str) -> None:
    faults = find_unlocked(read_declared(PROJECT), read_lock(LOCK.replace(*change)))
    assert any(one.startswith(fault) for one in faults)


@pytest.mark.parametrize(
    ("licence", "is_allowed"),
    [
        ("MIT", True),
        ("GPL-3.0-or-later", True),
        ("GPL-2.0-only", False),
        ("AGPL-3.0-only", False),
        ("LicenseRef-Proprietary", False),
        ("unknown", False),
        ("", False),
        ("MIT AND Apache-2.0", True),
        ("MIT AND GPL-2.0-only", False),
        ("GPL-2.0-only OR MIT", True),
        ("CC-BY-NC-4.0 OR GPL-2.0-only", False),
        ("(MIT)", True),
    ],
)
def test_a_licence_goes_with_ours_or_not(licence: str, is_allowed: bool) -> None:  # noqa: FBT001 of pytest
    assert is_compatible(licence) is is_allowed


def test_a_package_that_nobody_knows_has_no_licence() -> None:
    assert licence_of("a-package-that-is-not-installed") == "unknown"
    assert licence_of("pingouin") == "GPL-3.0-only"
    assert licence_of("factor-analyzer") == "GPL-2.0-or-later"
    assert licence_of("scipy") == "BSD-3-Clause"  # by its classifier


@pytest.mark.parametrize(
    "source",
    [
        "eval(text)",
        "exec(text)",
        "__import__(name)",
        "import pickle",
        "from pickle import loads",
        "from joblib import load",
        "import yaml",
        "import urllib.request",
        "from urllib import request",
        "from urllib.request import urlopen",
        "import requests",
        "import socket",
        "from xml.etree import ElementTree",
        "frame.query(condition)",
        "pd.read_pickle(path)",
        "np.load(path, allow_pickle=True)",
        "subprocess.run(command, shell=True)",
        "os.system(command)",
        "Environment(autoescape=False)",
    ],
)
def test_code_that_executes_text_or_speaks_to_the_network_is_found(source: str) -> None:
    assert len({line for line, _, _ in find_forbidden(f"x = 1\n{source}\n")}) == 1


@pytest.mark.parametrize(
    "source",
    [
        "re.compile(text)",
        "from urllib.parse import quote",
        "np.load(path, allow_pickle=False)",
        "subprocess.run(command)",
        "model.evaluate(text)",
        '"eval(text)"',
    ],
)
def test_code_that_only_looks_like_it_is_left_alone(source: str) -> None:
    assert list(find_forbidden(source)) == []


def test_what_is_forbidden_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "module.py").write_text("import os\n\nos.system('ls')\n", encoding="utf-8")
    assert list_forbidden(tmp_path) == ["room/module.py:3: os.system passes through a shell"]


def test_every_exception_says_why() -> None:
    assert all(len(reason) > 20 for reason in ALLOWED.values())


def test_the_page_names_every_locked_package_once_and_every_direct_one_with_a_reason() -> None:
    rows = [line.split(" | ") for line in make_page().splitlines() if line.startswith("| ")]
    rows = [row for row in rows if row[0] != "| package"]
    told = [(row[0].removeprefix("| "), row[1]) for row in rows]
    locked = read_lock(audit.LOCK.read_text(encoding="utf-8"))
    assert sorted(told) == sorted((one.name, one.version) for one in locked)
    assert all(len(row[3]) > 5 for row in rows)


def test_publicly_known_faults_are_asked_for_only_where_that_can_be_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    asked = audit.ask_for_known_faults()
    assert (asked.happened, asked.is_failed) == ("skipped", False)
    assert "pip-audit" in asked.detail


def test_a_lock_may_tell_pip_hashes_and_nothing_else() -> None:
    assert audit.OPTION.search("a==1 \\\n    --hash=sha256:ab\n") is None
    for line in ("--prefer-binary", "-e .", "  --trusted-host=somewhere"):
        assert audit.OPTION.search(f"a==1\n{line}\n") is not None
