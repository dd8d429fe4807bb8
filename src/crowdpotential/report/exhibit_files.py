"""The files of all exhibits in one language: pictures as SVG and PNG, and workbooks."""

from crowdpotential.chapters.registry import list_files, list_shown
from crowdpotential.exhibits.exhibit import Exhibit
from crowdpotential.exhibits.figure import draw_exhibit
from crowdpotential.layout import picture_names, workbook_name
from crowdpotential.report.workbooks import write_tables
from crowdpotential.views.view import Run, open_view


def make_exhibit_files(run: Run, language: str) -> dict[str, bytes]:
    """Make of every exhibit its pictures and its sheet, by the names of the files below the output folder."""
    view = open_view(run, language=language)
    shown = list_shown(view)
    files = dict[str, bytes]()
    for one in shown:
        if isinstance(one, Exhibit) and one.file:
            drawing = draw_exhibit(one, "wide")
            svg, png = picture_names(drawing.name, language, is_synthetic=view.is_synthetic)
            files |= {svg: drawing.svg, png: drawing.png}
    of_chapters = {workbook_name(name, language): write(view) for name, write in list_files().items()}
    return files | write_tables(view, shown) | {name: content for name, content in of_chapters.items() if content is not None}
