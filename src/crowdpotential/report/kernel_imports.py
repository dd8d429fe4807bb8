"""What every kernel imports before its first cell: what all notebooks and pictures need, by themselves or through one another."""


def load_ipython_extension(_shell: object) -> None:
    """Import, when IPython starts; a module that fails to import fails again in the cell that needs it, where it is told."""
    from crowdpotential import report, store  # noqa: F401, PLC0415 the names are of no use here
    from crowdpotential.chapters.registry import CHAPTERS  # noqa: PLC0415
    from crowdpotential.report import exhibit_files  # noqa: F401, PLC0415

    for chapter in CHAPTERS.values():
        chapter.exhibits()
