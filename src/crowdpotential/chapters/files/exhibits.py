"""The files beside the page, and provenance: what was computed from what."""

from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join, tag
from crowdpotential.layout import INTERNAL_FILES, PUBLIC_FILES, PUBLIC_FOLDERS, RESPONDENTS_SAV, checks_name, tables_name
from crowdpotential.views.frame import make_panel, make_prose
from crowdpotential.views.view import View

HASH_SHOWN = 8


def show_files(view: View) -> Fragment:
    """List the files beside the page, and apart from them, without a link, those that are not published with it."""
    say, code = view.language.say, view.language.code
    named = {tables_name(code): say("files.tables"), **{name: say(f"files.{name}") for name in PUBLIC_FILES}}
    public = [tag("li", tag("a", name, href=name), tag("span", words)) for name, words in named.items()]
    public += [tag("li", tag("code", f"{name}/"), tag("span", say(f"files.{name}"))) for name in PUBLIC_FOLDERS]
    hidden = {
        **{name: say(f"files.{name}{_unscored(view, name)}") for name in INTERNAL_FILES},
        checks_name(code): say("files.checks"),
    }
    internal = [tag("li", tag("code", name), tag("span", words)) for name, words in hidden.items()]
    lists = [
        tag("p", say(f"files.{kind}")) + tag("ul", *entries, class_="files")
        for kind, entries in (("public", public), ("internal", internal))
    ]
    return make_panel("files", "files-list", tag("div", *lists, class_="noprint"))


def _unscored(view: View, name: str) -> str:
    """Return what the key of a file's words ends with in a study that scores nothing."""
    return "" if view.params.has_index or name != RESPONDENTS_SAV else "_unscored"


def introduce_files(view: View) -> Fragment:
    """State how a number on the page is found in results.csv."""
    return make_prose("files", "files-intro", view.language.say("files.intro"))


def show_provenance(view: View) -> Fragment:
    """Print what was computed from what, short enough to compare by eye."""
    say, manifest = view.language.say, view.run.manifest
    data = manifest.get("data", [])
    versions = manifest.get("versions", {})
    replicates = manifest.get("replicates", {})
    reference = manifest.get("reference", {})
    program = say(
        "provenance.program_value",
        version=versions.get("crowdpotential", ""),
        python=versions.get("python", ""),
        code=_short(manifest.get("code", "")),
    )
    synthetic = say(f"provenance.synthetic_{str(view.is_synthetic).lower()}")
    digests = " ".join(_short(entry["sha256"]) for entry in data)
    # a replicate that could not be weighted could not be measured either: the chain counts it again
    n_failed = max(replicates.get("failed_weighting", 0), replicates.get("failed_chain", 0))
    failed = view.numerals.integer(n_failed)
    number = view.numerals.integer(replicates.get("number", 0))
    randomness = say(
        "provenance.seed_value" if n_failed else "provenance.seed_value_all",
        seed=str(manifest.get("seed", "")),
        number=number,
        failed=failed,
    )
    entries = [
        (say("provenance.study"), join([tag("code", view.params.study.id), synthetic], ", ")),
        (say("provenance.program"), program),
        (say("provenance.data"), join([view.language.count("noun.files", len(data)), tag("code", digests)], ": ")),
        (say("provenance.questionnaire"), tag("code", _short(reference.get("questionnaire", "")))),
        *([(say("provenance.margins"), tag("code", _short(reference["margins"])))] if reference.get("margins") else []),
        (say("provenance.params"), tag("code", _short(manifest.get("params_sha256", "")))),
        (say("provenance.manifest"), tag("code", manifest.get("manifest_id", ""))),
        (say("provenance.seed"), randomness),
    ]
    items = [part for term, value in entries for part in (tag("dt", term), tag("dd", value))]
    cite = say(
        "provenance.cite",
        title=view.text(view.params.study.title),
        year=str(manifest.get("created", ""))[:4],
        manifest=manifest.get("manifest_id", ""),
    )
    warning = " " + say("provenance.cite_synthetic") if view.is_synthetic else ""
    return make_panel(
        "provenance",
        "provenance",
        tag("dl", *items, class_="prov")
        + tag("p", cite, warning, class_="cite")
        + tag("p", say("provenance.repeat", manifest=manifest.get("manifest_id", "")), class_="cite"),
    )


def _short(digest: str) -> str:
    return digest[:HASH_SHOWN]
