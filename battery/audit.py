"""Is the program made of what it says? The lock, licences, the page of dependencies, what the source imports and calls, known faults.

Every check is one trial; `silent` is what would have stayed unsaid. Faults that are publicly known stand in a data base on the network:
pip-audit asks it where it is installed, and the short version never does.
"""

import ast
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

from packaging.markers import Marker
from packaging.utils import canonicalize_name

from battery.dependencies.calls import list_forbidden, list_needless
from battery.dependencies.licences import is_compatible, licence_of
from battery.dependencies.lock import ROOT, Declared, find_unlocked, read_declared, read_lock
from battery.dependencies.page import PAGE, make_page
from battery.dependencies.reasons import REASONS
from battery.trial import Outcome, Trial

PACKAGE = ROOT / "src" / "crowdpotential"
LOCK = ROOT / "requirements.txt"
NOT_IMPORTED = {  # needed to run, and not imported -> how it is used
    "jupyter": "users open the notebooks in it",
    "ipykernel": "started as a process",
    "scikit-learn": "declared for its upper bound",
}
ADDRESS = re.compile(r"https?://|ftp://|file://")
OPTION = re.compile(r"^\s*-(?!-hash=)", re.MULTILINE)  # a line of the lock that tells pip anything but a hash, such as where to look
TO_AUDIT = "no pip-audit here: in an environment of its own, `pip-audit --requirement requirements.txt --require-hashes --disable-pip`"
LIMIT = 600.0  # seconds


def run(*, short: bool, seed: int, folder: Path) -> Iterator[Trial]:  # noqa: ARG001 every kind is called alike
    """Make each check; the short version asks nobody on the network."""
    for name, check in CHECKS.items():
        started = time.perf_counter()
        faults = check()
        yield Trial(
            kind="audit",
            name=name,
            expected=Outcome.PASSED,
            happened=Outcome.SILENT if faults else Outcome.PASSED,
            seconds=time.perf_counter() - started,
            detail="; ".join(faults),
        )
    if not short:
        yield ask_for_known_faults()


def check_lock() -> list[str]:
    """Check that every package is locked at one version with hashes, and that declarations allow these versions."""
    locked = read_lock(LOCK.read_text(encoding="utf-8"))
    return find_unlocked(_declared(), locked)


def check_installed() -> list[str]:
    """Check that what is installed is what is locked."""
    return [
        f"{one.name} is installed at {found}, locked at {one.version}"
        for one in read_lock(LOCK.read_text(encoding="utf-8"))
        if (not one.where or Marker(one.where).evaluate()) and (found := _installed(one.name)) not in {"", one.version}
    ]


def check_licences() -> list[str]:
    """Check that the licence of every package is known and goes with GPL-3.0-or-later."""
    licences = {one.name: licence_of(one.name) for one in read_lock(LOCK.read_text(encoding="utf-8"))}
    return [f"{name}: {licence}" for name, licence in licences.items() if not is_compatible(licence)]


def check_reasons() -> list[str]:
    """Check that every direct dependency has a reason, and every reason a dependency."""
    names = {one.name for one in _declared()}
    return [f"{name} has no reason" for name in sorted(names - set(REASONS))] + [
        f"{name} has a reason and is not declared" for name in sorted(set(REASONS) - names)
    ]


def check_imports() -> list[str]:
    """Check that the program imports what it declares, and declares what it imports."""
    owners = metadata.packages_distributions()
    modules = {
        module.split(".")[0]
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_bytes()))
        for module in _imported(node)
    } - {*sys.stdlib_module_names, PACKAGE.name}
    used = {canonicalize_name(owners.get(module, [module])[0]) for module in modules}
    declared = {one.name for one in _declared() if not one.is_for_work}
    return [f"{name} is imported and not declared" for name in sorted(used - declared)] + [
        f"{name} is declared and not imported" for name in sorted(declared - used - set(NOT_IMPORTED))
    ]


def check_page() -> list[str]:
    """Check that the page of dependencies is that of the lock."""
    is_current = PAGE.exists() and PAGE.read_text(encoding="utf-8") == make_page()
    return [] if is_current else [f"{PAGE.name} is not that of the lock; write it anew"]


def check_calls() -> list[str]:
    """Check that nothing in the program executes text, unpacks objects, uses a shell or the network."""
    return list_forbidden(PACKAGE) + list_needless(PACKAGE)


def check_addresses() -> list[str]:
    """Check that neither the lock nor the set-up says where packages come from: that is for the machine to say."""
    return [
        f"{name} names an address"
        for name in ("requirements.txt", "pyproject.toml", "run.py", "run.bat", ".ci/run")
        for text in [(ROOT / name).read_text(encoding="utf-8")]
        if ADDRESS.search(text) or (name == LOCK.name and OPTION.search(text))
    ]


def ask_for_known_faults() -> Trial:
    """Let pip-audit say which locked versions have publicly known faults; skipped where it is not installed."""
    program, started = shutil.which("pip-audit"), time.perf_counter()
    happened, detail = Outcome.SKIPPED, TO_AUDIT
    if program is not None:
        command = [program, "--requirement", str(LOCK), "--require-hashes", "--disable-pip"]
        done = subprocess.run(
            command,
            capture_output=True,
            check=False,
            encoding="utf-8",
            timeout=LIMIT,
            stdin=subprocess.DEVNULL,
        )
        happened = Outcome.PASSED if done.returncode == 0 else Outcome.SILENT
        detail = (done.stdout or done.stderr).strip()
    return Trial(
        kind="audit",
        name="publicly known faults",
        expected=Outcome.PASSED,
        happened=happened,
        seconds=time.perf_counter() - started,
        detail=detail,
    )


def _declared() -> list[Declared]:
    return read_declared((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [one.name for one in node.names]
    is_absolute = isinstance(node, ast.ImportFrom) and not node.level
    return [node.module or ""] if is_absolute else []


CHECKS: dict[str, Callable[[], list[str]]] = {
    "every package is locked with hashes": check_lock,
    "what is installed is what is locked": check_installed,
    "licences are known and compatible": check_licences,
    "every dependency has a reason": check_reasons,
    "imports are declared": check_imports,
    "the page of dependencies is current": check_page,
    "nothing forbidden is called": check_calls,
    "no address of packages is named": check_addresses,
}
