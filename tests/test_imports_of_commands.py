"""A command imports what it uses: whoever asks for help or whether anything has changed does not wait for statistics."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
STATISTICS = ("statsmodels", "pingouin", "factor_analyzer", "sklearn", "numba", "scipy")
DRAWING = ("matplotlib", "seaborn", "papermill", "nbclient", "jupyter_client", "IPython")
READING = ("pyreadstat", "python_calamine", "openpyxl", "xlsxwriter", "ruamel")
HELP = """
from crowdpotential.cli import app
try:
    app(["--help"])
except SystemExit:
    pass
"""
UNCHANGED = """
from pathlib import Path
from crowdpotential import pipeline
pipeline._is_done = lambda *_: True
pipeline.read_manifest = pipeline.read_run = lambda _: {}
pipeline.run_report(Path("params.yaml"), Path(FOLDER), tell=lambda _: None)
"""
CHECK = "import crowdpotential.cli, crowdpotential.pipeline, crowdpotential.stages.sample"
PAGES = "import crowdpotential.report.runner, crowdpotential.store"
KERNEL = """
import crowdpotential.report, crowdpotential.store
from crowdpotential.chapters.registry import CHAPTERS
for chapter in CHAPTERS.values():
    chapter.exhibits()
"""


@pytest.mark.parametrize(
    ("code", "forbidden"),
    [
        (HELP, (*STATISTICS, *DRAWING, *READING, "pandas", "numpy", "pydantic", "yaml", "pyarrow")),
        (UNCHANGED, (*STATISTICS, *DRAWING, *READING)),
        (CHECK, ("statsmodels", "pingouin", "factor_analyzer", "sklearn", "scipy.stats", *DRAWING, *READING)),
        (PAGES, ("statsmodels", "pingouin", "factor_analyzer", "sklearn", "scipy.stats", *READING)),
        (KERNEL, (*STATISTICS, *DRAWING, *READING)),
    ],
    ids=["help", "unchanged", "check", "pages", "kernel"],
)
def test_a_command_imports_only_what_it_uses(code: str, forbidden: tuple[str, ...], tmp_path: Path) -> None:
    code = code.replace("FOLDER", repr(str(tmp_path / "out")))
    told = f"{code}\nimport sys\nprint('imported:', *(name for name in {forbidden!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "imported:"
