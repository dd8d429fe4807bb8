"""Words of verdicts stand in one module: no other spells one to judge by it."""

import re
from pathlib import Path

from crowdpotential import verdicts

SOURCE = Path(verdicts.__file__).parent
WORDS = "|".join(value for name, value in vars(verdicts).items() if name.isupper() and isinstance(value, str))


def test_no_module_compares_a_verdict_with_a_word_of_its_own() -> None:
    spelt = re.compile(rf'verdict (==|!=) "({WORDS})"|verdict="({WORDS})"|"verdict": "({WORDS})"')
    found = {path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py") if spelt.search(path.read_text(encoding="utf-8"))}
    assert not found
