"""The workbooks of a run: every exhibit with all results, which may be published, and what the checks found, which may not."""

from collections.abc import Sequence
from dataclasses import replace

from crowdpotential.exhibits.exhibit import Exhibit
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.references import number_exhibits
from crowdpotential.exhibits.workbook.book import About, Listing, write_workbook
from crowdpotential.layout import checks_name, tables_name
from crowdpotential.views.view import View


def write_tables(view: View, shown: Sequence[Exhibit | Fragment]) -> dict[str, bytes]:
    """Write both workbooks in the language of a view, by their names below the output folder.

    Args:
        view: of a run.
        shown: all that the page shows, in its order, so that exhibits have the numbers that they have there.
    """
    say, language, run = view.language.say, view.language, view.run
    about = About(
        title=str(view.text(view.params.study.title)),
        synthetic=say("page.synthetic_banner").striptags() if view.is_synthetic else "",
        source=str(say("page.manifest", id=str(run.manifest.get("manifest_id", "")))),
        how=str(say("workbook.how")),
    )
    listings = {
        name: Listing(name=str(say(f"workbook.{name}")), about=str(say(f"workbook.about_{name}")), frame=frame)
        for name, frame in (
            ("results", run.results),
            ("exclusions", run.exclusions),
            ("findings", run.findings),
        )
    }
    numbering = number_exhibits([(one.anchor, one.kind) for one in shown], language)
    exhibits = [one for one in shown if isinstance(one, Exhibit)]
    tables = write_workbook(exhibits, [listings["results"]], language=language, about=about, numbering=numbering)
    checks = [listings["exclusions"], listings["findings"]]
    own = replace(about, how=str(say("workbook.internal")))
    return {
        tables_name(language.code): tables,
        checks_name(language.code): write_workbook((), checks, language=language, about=own),
    }
