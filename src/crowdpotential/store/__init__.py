"""The only room that writes, and that finds again what a run has written.

Everything goes under the output folder and nothing outside it.
"""

from crowdpotential.store.cache import KEPT_RESULTS_PER_STAGE, Cache, StageData
from crowdpotential.store.hashes import hash_bytes, hash_code, hash_file, hash_folder
from crowdpotential.store.locking import locked, refuse_unfinished
from crowdpotential.store.ownership import read_manifest, read_run, refuse_foreign
from crowdpotential.store.protection import refuse_overlap
from crowdpotential.store.publishing import begin_draft, draft_folder, publish, write_draft
from crowdpotential.store.runs import Run, find_notebooks, open_run, read_quotations
from crowdpotential.store.surveys import refuse_real_survey, write_survey
from crowdpotential.store.tables import to_csv, to_parquet

__all__ = [
    "KEPT_RESULTS_PER_STAGE",
    "Cache",
    "Run",
    "StageData",
    "begin_draft",
    "draft_folder",
    "find_notebooks",
    "hash_bytes",
    "hash_code",
    "hash_file",
    "hash_folder",
    "locked",
    "open_run",
    "publish",
    "read_manifest",
    "read_quotations",
    "read_run",
    "refuse_foreign",
    "refuse_overlap",
    "refuse_real_survey",
    "refuse_unfinished",
    "to_csv",
    "to_parquet",
    "write_draft",
    "write_survey",
]
