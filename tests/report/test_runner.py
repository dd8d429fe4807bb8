import json
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from report.plausible import ROOT, PlausibleRun

from crowdpotential.errors import ParamsError
from crowdpotential.report import runner
from crowdpotential.report.runner import check_parameters
from crowdpotential.store import to_csv

NOTEBOOKS = ROOT / "notebooks"
FIRST = NOTEBOOKS / "01_fieldwork.ipynb"


def save(run: PlausibleRun, folder: Path) -> PlausibleRun:
    (folder / ".cache").mkdir()
    for name in ("results", "findings", "exclusions"):
        (folder / f"{name}.csv").write_bytes(to_csv(getattr(run, name)))
    (folder / ".cache" / "codebook.json").write_text(
        run.codebook.model_dump_json(by_alias=True), encoding="utf-8"
    )
    params = json.loads(run.params.model_dump_json(by_alias=True))
    manifest = {**run.manifest, "params": params, "study_folder": str(ROOT)}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return replace(run, output=folder)


def test_a_misspelt_parameter_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(ParamsError, match="there is no parameter langauge; did you mean language"):
        check_parameters(FIRST, {"langauge": "ru"})


@pytest.mark.parametrize(("name", "value"), [("language", 3), ("areas", "belgorod"), ("output", True)])
def test_a_parameter_of_another_kind_is_refused(name: str, value: object) -> None:
    with pytest.raises(ParamsError, match=f"parameter {name} is a"):
        check_parameters(FIRST, {name: value})


def test_nothing_runs_when_a_notebook_lacks_a_parameter(run: PlausibleRun, tmp_path: Path) -> None:
    folder = tmp_path / "notebooks"
    folder.mkdir()
    text = FIRST.read_text(encoding="utf-8").replace("language: str", "tongue: str")
    (folder / "01_fieldwork.ipynb").write_text(text, encoding="utf-8")
    with pytest.raises(ParamsError, match="there is no parameter language"):
        runner.render(replace(run, output=tmp_path), notebooks=folder, tell=print)
    assert not (tmp_path / "notebooks" / "01_fieldwork.ru.ipynb").exists()


def test_an_executed_notebook_gives_its_pieces_and_no_trace_of_the_machine(
    run: PlausibleRun, tmp_path: Path
) -> None:
    output = tmp_path / "out"
    output.mkdir()
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / FIRST.name).write_bytes(FIRST.read_bytes())
    one = run.params.model_copy(
        update={"report": run.params.report.model_copy(update={"languages": ("en",)})}
    )
    saved = save(replace(run, params=one), output)
    rendered = runner.render(saved, notebooks=tmp_path / "notebooks", tell=print)
    assert set(rendered.notebooks) == {"01_fieldwork.en.ipynb"}
    assert b'id="quotas"' in rendered.pages["en"]
    text = rendered.notebooks["01_fieldwork.en.ipynb"].decode()
    assert str(tmp_path) not in text
    assert "PosixPath" not in text
    assert "papermill" not in json.dumps(json.loads(text)["metadata"])
    nbformat.validate(nbformat.reads(text, 4))


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_notebooks_are_thin_and_hold_no_outputs(path: Path) -> None:
    cells = [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
    assert len(cells) <= 15
    for cell in cells:
        assert cell.outputs == []
        assert cell.execution_count is None
        assert len([line for line in cell.source.splitlines() if line.strip()]) <= 5
    tags = [tag for cell in cells for tag in cell.metadata.get("tags", [])]
    assert tags == ["parameters"]
