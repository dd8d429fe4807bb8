"""Write the notebooks of the checkout anew: `python -m crowdpotential.chapters`, after a change of a registration.

A command for who changes the program: no run of a study calls it, so `store` still writes all that a run writes.
"""

from crowdpotential.chapters.notebooks import NOTEBOOKS, make_notebook
from crowdpotential.store import find_notebooks

for name in NOTEBOOKS:
    (find_notebooks() / f"{name}.ipynb").write_text(make_notebook(name), encoding="utf-8")
