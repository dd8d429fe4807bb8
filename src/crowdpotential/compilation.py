"""Compile the kernels once, when the program is set up, on two cores: `python -m crowdpotential.compilation PARAMS`.

A kernel is compiled for the arrays that it meets, and kept on the disk. So both processes run the stages of a study with few replicates and
write nothing else: one weights, which is half of the work; the other does without weights, and so need not wait for them.
"""

import subprocess
import sys
import time
from pathlib import Path

from crowdpotential.chapters.registry import list_stages
from crowdpotential.pipeline import run_stage
from crowdpotential.store import StageData
from crowdpotential.studies import load_study

FEW = "replicates.number=50"
PLAIN = ("weighting.method=none", "weighting.margins=null", "weighting.variables=[]", "weighting.cap=null")
PARTS = {"weights": (FEW,), "models and index": (FEW, *PLAIN)}  # -> what is changed in params
LAST = {"weights": "weight"}  # stages behind it are the other part's


def main(arguments: list[str]) -> int:
    """Compile one part, where it is named behind the study; else all of them side by side, and say when one is done."""
    params, *parts = arguments
    if parts:
        compile_part(Path(params), parts[0])
        return 0
    started = time.monotonic()
    running = {part: _start(params, part) for part in PARTS}
    codes: dict[str, int] = {}
    while running:
        for part in [part for part, process in running.items() if process.poll() is not None]:
            codes[part] = running.pop(part).returncode
            sys.stdout.write(f"compiled {len(codes)} of {len(PARTS)}: {part} ({time.monotonic() - started:.0f} s)\n")
            sys.stdout.flush()
        time.sleep(0.1)
    return int(any(codes.values()))


def _start(params: str, part: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "crowdpotential.compilation", params, part]
    return subprocess.Popen(command)  # noqa: S603 this very program


def compile_part(params: Path, part: str) -> None:
    """Run the stages of a study that need the kernels of a part."""
    study, results = load_study(params, PARTS[part]), dict[str, StageData]()
    for stage in list_stages(study.params):
        results[stage.name] = run_stage(stage, study, results)
        if stage.name == LAST.get(part):
            return


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
