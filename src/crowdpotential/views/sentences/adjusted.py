"""Means after the adjustment for items that function differently, as they stand beside adjusted contrasts."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.exhibits.markup import join, tag
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.view import View


def side_means(view: View, variable: str, blocs: Sequence[str]) -> list[Result]:
    """List the adjusted means of sides in the index or a dimension; none where items function alike."""
    rows = (view.results.first("gap", "adjusted_mean", variable=variable, bloc=bloc) for bloc in blocs)
    return [row for row in rows if row is not None]


def list_side_means(view: View, blocs: Sequence[str], *, has_intervals: bool = False) -> Markup:
    """Name sides with their adjusted means of the index; nothing where items function alike."""
    say = view.language.say
    named = []
    for row in side_means(view, "index", blocs):
        mean = say("border.score", bloc=view.bloc_name(row.bloc), mean=phrases.estimate(view, row))
        named.append(join([mean, " (", phrases.interval(view, row), ")"]) if has_intervals else mean)
    return join(named, "; ")


def means_of_contrast(view: View, contrast: Result) -> Markup:
    """Print the two means that an adjusted contrast sets against each other, small; nothing beside one that is not adjusted."""
    if contrast.model != "adjusted" or contrast.is_suppressed:
        return Markup("")
    ends = (
        (contrast.bloc, contrast.area, contrast.domain),
        (contrast.reference_bloc, contrast.reference_area, contrast.reference_domain or contrast.domain),
    )
    means = [
        view.results.first(
            contrast.chapter,
            "adjusted_mean",
            variable=contrast.variable,
            bloc=bloc,
            area=area,
            domain_variable=contrast.domain_variable,
            domain=domain,
        )
        for bloc, area, domain in ends
    ]
    if None in means:
        return Markup("")
    first, second = (phrases.estimate(view, row) for row in means)
    said = view.language.say("adjusted.means", first=first, second=second)
    return Markup(" ") + tag("span", said, class_="dim")
