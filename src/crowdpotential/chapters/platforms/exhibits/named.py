"""The platforms of the places that a view shows, and what they are called."""

from pathlib import Path

from markupsafe import Markup

from crowdpotential.exhibits.markup import join
from crowdpotential.ingest.platforms import Platform, read_platforms
from crowdpotential.views.view import View


def list_platforms(view: View) -> list[Platform]:
    """List the platforms of the places shown."""
    if view.params.platforms is None:
        return []
    every = read_platforms(Path(view.run.study_folder) / view.params.platforms.file, view.params, view.sources)
    return [
        entry
        for entry in every
        if (not entry.about.area or entry.about.area in view.areas) and (not entry.about.bloc or entry.about.bloc in view.blocs)
    ]


def name_platform(view: View, entry: Platform) -> Markup:
    """Name a platform and where it works."""
    about = entry.about
    where = view.place_label(about.bloc, about.area) if about.bloc or about.area else ""
    return join([part for part in (view.language.say("platforms.called", name=entry.names[view.language.code]), where) if part], "; ")
