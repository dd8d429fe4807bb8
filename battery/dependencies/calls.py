"""What the program may not call: whatever executes text, unpacks objects, passes through a shell, or reaches into the network."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

CALLS: Mapping[str, str] = {  # as the source writes it -> why not
    "eval": "executes text",
    "exec": "executes text",
    "compile": "makes code out of text",
    "__import__": "imports what a text names",
    "os.system": "passes through a shell",
    "os.popen": "passes through a shell",
    "tempfile.mktemp": "a name that another program may take first",
    "yaml.load": "makes any object that a file names",
    "np.fromstring": "reads text as memory",
}
METHODS: Mapping[str, str] = {  # whatever it is called on -> why not
    "read_pickle": "unpacks objects that execute",
    "to_pickle": "invites others to unpack",
    "eval": "executes text",
    "query": "executes text",
}
MODULES: Mapping[str, str] = {
    "pickle": "unpacks objects that execute",
    "cloudpickle": "unpacks objects that execute",
    "dill": "unpacks objects that execute",
    "joblib": "unpacks objects that execute",
    "shelve": "unpacks objects that execute",
    "marshal": "unpacks code",
    "yaml": "makes any object that a file names; ruamel.yaml reads ours",
    "requests": "reaches into the network",
    "urllib.request": "reaches into the network",
    "urllib3": "reaches into the network",
    "http.client": "reaches into the network",
    "httpx": "reaches into the network",
    "aiohttp": "reaches into the network",
    "ftplib": "reaches into the network",
    "smtplib": "reaches into the network",
    "socket": "reaches into the network",
    "xml.etree": "expands what a hostile file tells it to",
    "xml.sax": "expands what a hostile file tells it to",
    "xml.dom": "expands what a hostile file tells it to",
}
KEYWORDS: Mapping[tuple[str, object], str] = {
    ("shell", True): "passes through a shell",
    ("allow_pickle", True): "unpacks objects that execute",
    ("autoescape", False): "lets names and answers become markup",
    ("verify", False): "believes any certificate",
}
ALLOWED: Mapping[tuple[str, str], str] = {  # file below the package, what it uses -> why it may
    (
        "ingest/binary/workbook.py",
        "xml.etree",
    ): "in the process with limits; expat bounds what entities may grow to",
    ("yaml12/plain.py", "yaml"): "takes its events, and makes no object",
    ("exhibits/drawing/saving.py", "xml.sax"): "quotes an attribute; parses nothing",
    (
        "stopping.py",
        "socket",
    ): "a pair of sockets inside the process wakes the loop at Ctrl+C; no address is opened",
}


def list_forbidden(folder: Path) -> list[str]:
    """List what the sources below a folder use and may not, with file, line and reason."""
    return [
        f"{name}:{line}: {what} {why}"
        for path in sorted(folder.rglob("*.py"))
        for name in [path.relative_to(folder).as_posix()]
        for line, what, why in find_forbidden(path.read_text(encoding="utf-8"))
        if (name, what) not in ALLOWED
    ]


def list_needless(folder: Path) -> list[str]:
    """List what is allowed and not used any more."""
    return [
        f"{name}: {what} is allowed and not used"
        for name, what in ALLOWED
        if not (folder / name).exists() or what not in {used for _, used, _ in find_forbidden((folder / name).read_text(encoding="utf-8"))}
    ]


def find_forbidden(source: str) -> Iterator[tuple[int, str, str]]:
    """Find forbidden calls and imports in a source: line, what, why not."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from _imports(node)
        elif isinstance(node, ast.Call):
            yield from _calls(node)


def _imports(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[int, str, str]]:
    if isinstance(node, ast.Import):
        names = [one.name for one in node.names]
    elif node.level or node.module is None:
        return
    else:
        names = [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
    found = {module for name in names for module in MODULES if name == module or name.startswith(f"{module}.")}
    for module in sorted(found):
        yield node.lineno, module, MODULES[module]


def _calls(node: ast.Call) -> Iterator[tuple[int, str, str]]:
    name = ast.unparse(node.func)
    if name in CALLS:
        yield node.lineno, name, CALLS[name]
    elif isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
        yield node.lineno, node.func.attr, METHODS[node.func.attr]
    for keyword in node.keywords:
        value = keyword.value.value if isinstance(keyword.value, ast.Constant) else None
        if keyword.arg is not None and isinstance(value, bool) and (keyword.arg, value) in KEYWORDS:
            yield node.lineno, f"{keyword.arg}={value}", KEYWORDS[keyword.arg, value]
