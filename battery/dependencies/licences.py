"""Under which licence a package comes, in the words of SPDX, and whether the program may be given on with it under GPL-3.0-or-later."""

import re
from collections.abc import Mapping
from importlib import metadata

COMPATIBLE = frozenset(
    {
        "0BSD",
        "Apache-2.0",
        "Apache-2.0 WITH LLVM-exception",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC0-1.0",
        "GPL-2.0-or-later",
        "GPL-3.0-only",
        "GPL-3.0-or-later",
        "HPND",
        "ISC",
        "LGPL-2.1-or-later",
        "LGPL-3.0-or-later",
        "MIT",
        "MIT-0",
        "MIT-CMU",
        "MPL-2.0",
        "PSF-2.0",
        "Unlicense",
        "Zlib",
    }
)  # the list of the Free Software Foundation says so of each
BESIDE = frozenset({"CC-BY-SA-3.0"})  # of data that a package of its own brings: read by the program, and no part of what we give on
CLASSIFIERS: Mapping[str, str] = {  # as packages name a licence in their classifiers -> SPDX
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",  # with two clauses or three: compatible both
    "GNU General Public License v3 (GPLv3)": "GPL-3.0-only",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
WORDS: Mapping[str, str] = {  # as packages name it in words, where they have no classifier -> SPDX
    "Apache 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "GPL-3.0": "GPL-3.0-only",
}
BY_HAND: Mapping[str, str] = {  # read in the packages themselves: no metadata, or not installed on every system
    "aiohappyeyeballs": "PSF-2.0",
    "aiohttp": "Apache-2.0 AND MIT",
    "aiosignal": "Apache-2.0",
    "appnope": "BSD-2-Clause",
    "colorama": "BSD-3-Clause",
    "factor-analyzer": "GPL-2.0-or-later",  # its README; the file LICENSE holds version 2
    "frozenlist": "Apache-2.0",
    "multidict": "Apache-2.0",
    "propcache": "Apache-2.0",
    "pymorphy3-dicts-ru": "MIT AND CC-BY-SA-3.0",  # its README: the code MIT, the data of OpenCorpora Attribution-ShareAlike (decision 98)
    "pywinpty": "MIT",
    "yarl": "Apache-2.0",
}
UNKNOWN = "unknown"


def licence_of(name: str) -> str:
    """Return the licence of a package: by hand, else as its metadata say; `unknown` where nobody says."""
    if name in BY_HAND:
        return BY_HAND[name]
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return UNKNOWN
    if expression := told.get("License-Expression"):
        return str(expression)
    classified = [one.split(" :: ")[-1] for one in told.get_all("Classifier") or [] if one.startswith("License ::")]
    if classified:
        return " AND ".join(sorted({CLASSIFIERS.get(one, UNKNOWN) for one in classified}))
    words = str(told.get("License") or "").strip()
    return WORDS.get(words, words if is_compatible(words) else UNKNOWN)


def is_compatible(licence: str) -> bool:
    """Tell whether an expression of SPDX allows to give the package on under GPL-3.0-or-later: one of an OR, all of an AND."""
    bare = licence.strip()
    if bare.startswith("(") and bare.endswith(")") and bare.count("(") == 1:
        bare = bare[1:-1]
    if " AND " in bare and "(" not in bare:
        return all(map(is_compatible, re.split(r" AND ", bare)))
    if " OR " in bare and "(" not in bare:
        return any(map(is_compatible, re.split(r" OR ", bare)))
    return bare in COMPATIBLE or bare in BESIDE
