"""The house laws of CONTRIBUTING.md that a machine can keep. A new file is found by itself."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

from tests.architecture.source import ROOT, Import, Module, docstrings, functions, modules, within

EVERYTHING = modules("simulator", "conformance", "pages", "tests")
PRODUCT = modules()


def none_of(found: Iterable[str]) -> None:
    """Fail with a line for each thing found, whole."""
    lines = list(found)
    assert not lines, "\n" + "\n".join(lines)


# Sizes


def lines_without_docstring(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    last = function.end_lineno or function.lineno
    first = function.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return last - function.lineno + 1 - ((first.end_lineno or 0) - first.lineno + 1 if documented else 0)


def test_a_function_has_at_most_40_lines_without_its_docstring() -> None:
    none_of(
        f"{module.place(function.lineno)} {function.name}: {lines_without_docstring(function)} lines"
        for module in EVERYTHING
        for function in functions(module.tree)
        if lines_without_docstring(function) > 40
    )


def test_a_module_has_at_most_400_lines() -> None:
    lengths = {module.place(1): module.text.count("\n") for module in EVERYTHING}
    none_of(f"{place}: {lines} lines" for place, lines in lengths.items() if lines > 400)


# Who may import what. A module has the rule of the longest name that it stands below.

_DOMAIN = "simulator.domain"
_HTTP = {"simulator.http", "simulator.control", "simulator.console", "simulator.doors"}
_WEB_FRAMEWORKS = ("uvicorn", "starlette", "connexion", "flask", "fastapi")
# Dear to import, and not needed by most commands.
_LATE_ONLY = (
    *(
        "connexion",
        "faker",
        "flask",
        "lxml",
        "prometheus_client",
        "psycopg",
        "reportlab",
        "swagger_ui_bundle",
    ),
    "simulator.console.drawing",  # it has the templates of the console's pages
)
_JUDGE = {
    "conformance.trace",
    "conformance.meaning",
    "conformance.verdict",
    "conformance.checks",
    # What the four above read: bank statements, and the catalogue of rules that they are joined with.
    "conformance.statement",
    "conformance.catalogue",
}

OURS: dict[str, set[str]] = {
    _DOMAIN: {_DOMAIN},
    "simulator.law": {_DOMAIN, "simulator.law"},
    "simulator.debtors": {_DOMAIN, "simulator.debtors"},
    "simulator.agencies": {_DOMAIN, "simulator.law", "simulator.agencies"},
    # Documents cross the border as channels do, but no channel owns them: invoices in, statements out.
    "simulator.documents": {_DOMAIN, "simulator.documents"},
    "simulator.resources": set(),
    # What a debtor reads: facts and state become a letter, a letter becomes text.
    "simulator.letters": {_DOMAIN, "simulator.documents", "simulator.letters", "simulator.localities"},
    # A channel sees the sandbox through its port; a part of a multipart body is the journal's, as it came.
    "simulator.channels": {_DOMAIN, "simulator.documents", "simulator.port", "simulator.journal"},
    "simulator.store": {_DOMAIN, "simulator.store", "simulator.turns"},
    "simulator.contract": {
        "simulator.contract",
        "simulator.journal",
        "simulator.port",
        "simulator.resources",
    },
    "conformance.clients": {"conformance.clients"},
}
OURS |= dict.fromkeys(_JUDGE, _JUDGE)
THIRD_PARTY: dict[str, set[str]] = {
    _DOMAIN: set(),
    "simulator.law": set(),
    "simulator.agencies": set(),
    "simulator.debtors": set(),
    "simulator.resources": set(),
}
THIRD_PARTY |= {name: set() for name in _JUDGE}


def rule(table: dict[str, set[str]], module: Module) -> set[str] | None:
    known = [name for name in table if within(module.name, {name})]
    return table[max(known, key=len)] if known else None


def product_imports() -> Iterator[tuple[Module, Import]]:
    for module in PRODUCT:
        for imported in module.imports:
            yield module, imported


def is_ours(imported: Import) -> bool:
    return within(imported.module, {"simulator", "conformance"})


def said(module: Module, imported: Import) -> str:
    return f"{module.place(imported.line)} imports {imported.module}"


def own_channel(module: Module) -> set[str]:
    """The folder of the channel that a module is part of; the package itself finds its channels by name."""
    parts = module.name.split(".")
    return {".".join(parts[:3])} if parts[:2] == ["simulator", "channels"] else set()


def test_modules_import_in_the_direction_of_the_table() -> None:
    wrong = []
    for module, imported in product_imports():
        allowed = rule(OURS, module)
        if (
            allowed is not None
            and is_ours(imported)
            and not within(imported.module, allowed | own_channel(module))
        ):
            wrong.append(said(module, imported))
    none_of(wrong)


def test_pure_modules_and_the_judge_need_nothing_but_the_standard_library() -> None:
    wrong = []
    for module, imported in product_imports():
        allowed = rule(THIRD_PARTY, module)
        package = imported.module.split(".")[0]
        foreign = not is_ours(imported) and package not in sys.stdlib_module_names
        if allowed is not None and foreign and package not in allowed:
            wrong.append(said(module, imported))
    none_of(wrong)


def test_what_the_product_imports_of_others_is_a_dependency_or_belongs_to_an_extra_of_its_own() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[\[<>=]", each)[0].lower().replace("-", "_") for each in project["dependencies"]}
    # What comes with a dependency or under another name; what the door for it is for; what the extras bring.
    known = declared | {
        "yaml",
        "swagger_ui_bundle",
        "urllib3",
        "uvloop",
        "pydantic_core",
        "reportlab",
        "httpx",
        "hypothesis",
        "psycopg",
        "responses",
        "pytest",
        "connexion",
        "flask",
    }
    none_of(
        said(module, imported)
        for module, imported in product_imports()
        if not is_ours(imported) and (package := imported.module.split(".")[0]) not in known
        if package not in sys.stdlib_module_names
    )


def test_the_domain_and_the_law_neither_read_nor_write_nor_draw_nor_look_at_a_clock() -> None:
    doors = {"asyncio", "http", "io", "logging", "os", "pathlib", "random", "secrets", "shutil", "socket"}
    doors |= {"sqlite3", "subprocess", "sys", "tempfile", "threading", "time", "urllib"}
    pure = {_DOMAIN, "simulator.law", "simulator.agencies", "simulator.debtors"}
    none_of(
        said(module, imported)
        for module, imported in product_imports()
        if within(module.name, pure) and imported.module.split(".")[0] in doors
    )


def test_only_the_fronts_import_a_web_framework() -> None:
    none_of(
        said(module, imported)
        for module, imported in product_imports()
        if within(imported.module, _WEB_FRAMEWORKS) and not within(module.name, _HTTP)
    )


def test_only_the_fronts_and_the_public_face_import_the_fronts() -> None:
    # `simulator` itself is the public face: it offers the server.
    none_of(
        said(module, imported)
        for module, imported in product_imports()
        if within(imported.module, _HTTP) and not within(module.name, _HTTP) and module.name != "simulator"
    )


def test_the_harness_knows_the_simulator_by_its_public_face_only() -> None:
    # The runner plays the stories, the commands name and serve what there is, the bench measures it, the language takes
    # its providers and behaviours from what there is, the pytest fixture is a sandbox, and one module finds the data
    # folders for both packages.
    users = {
        "conformance.runner",
        "conformance.cli",
        "conformance.bench",
        "conformance.scenario.vocabulary",
        "conformance.pytest_plugin",
    }
    none_of(
        said(module, imported)
        for module, imported in product_imports()
        if within(module.name, {"conformance"}) and within(imported.module, {"simulator"})
        if not (within(module.name, users) and imported.written in ("simulator", "simulator.resources"))
    )


def test_the_simulator_never_imports_the_harness() -> None:
    none_of(
        said(module, imported)
        for module, imported in product_imports()
        if within(module.name, {"simulator"}) and within(imported.module, {"conformance"})
    )


def test_imports_stand_at_the_top_but_those_that_are_dear() -> None:
    # The commands are one file each, imported when they are called.
    none_of(
        said(module, imported)
        for module, imported in product_imports()
        if imported.late and not within(imported.module, _LATE_ONLY)
        if not within(module.name, {"conformance.cli"})
    )


def test_what_is_dear_to_import_is_imported_inside_functions() -> None:
    none_of(
        said(module, imported)
        for module, imported in product_imports()
        if within(imported.module, _LATE_ONLY) and not imported.late and not imported.typing
    )


def test_no_modules_import_each_other_in_a_circle() -> None:
    names = {module.name for module in PRODUCT}
    needs = {
        module.name: {
            imported.module
            for imported in module.imports
            if imported.module in names and not imported.late and not imported.typing
        }
        for module in PRODUCT
    }
    # Take away what needs nothing that is left: a circle is what remains.
    while free := {name for name, needed in needs.items() if not needed & needs.keys()}:
        needs = {name: needed for name, needed in needs.items() if name not in free}
    assert needs == {}


# Names of providers

_NAMED_IN = {"simulator.channels", "simulator.agencies", "conformance.clients"}
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def provider_names() -> set[str]:
    """Those that exist or are announced, and every channel, agency and document folder there is."""
    found = {"ropo", "maventa", "kravia", "amili", "kassavirta", "perinta"}
    found |= {path.stem for path in (ROOT / "simulator" / "agencies").glob("[!_]*.py")}
    found |= {path.parent.name for path in (ROOT / "simulator" / "channels").glob("*/__init__.py")}
    return found | {path.parent.name for path in (ROOT / "specs").glob("*/openapi.yaml")} - {"control"}


def words(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every word of identifiers and of strings but docstrings, in lower case, with its line."""
    documentation = docstrings(tree)
    for node in ast.walk(tree):
        if node in documentation:
            continue
        for field in ("id", "attr", "arg", "name", "asname", "module", "value"):
            text = getattr(node, field, None)
            if isinstance(text, str):
                for word in _WORD.findall(text):
                    yield getattr(node, "lineno", 0), word.lower()


def test_no_provider_is_named_where_all_are_served() -> None:
    names = provider_names()
    none_of(
        f"{module.place(line)} names {word}"
        for module in PRODUCT
        if not within(module.name, _NAMED_IN)
        for line, word in words(module.tree)
        if word in names
    )


@cache
def agencies_in_paths(channel: str) -> set[str]:
    document = yaml.load((ROOT / "specs" / channel / "openapi.yaml").read_bytes(), Loader=yaml.CSafeLoader)
    return {word.lower() for path in document["paths"] for word in _WORD.findall(path)}


def test_a_channel_names_only_the_agencies_that_its_own_paths_name() -> None:
    agencies = {path.stem for path in (ROOT / "simulator" / "agencies").glob("[!_]*.py")}
    wrong = []
    for module in modules("simulator/channels"):
        channel = module.name.removeprefix("simulator.channels").strip(".").split(".")[0]
        # A channel may have the name of the one agency that it is of.
        allowed = agencies_in_paths(channel) | {channel} if channel else set()
        wrong += [
            f"{module.place(line)} names {word}"
            for line, word in words(module.tree)
            if word in agencies - allowed
        ]
    none_of(wrong)


# Clock and chance

_CLOCKS = {
    "time": {"time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "sleep"},
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "uuid": {"uuid1", "uuid4"},
    "os": {"urandom", "getrandom"},
    "asyncio": {"sleep"},
}
_CHANCE = ("random", "secrets")


def clocks_read(module: Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute):
            owner = ast.unparse(node.value).split(".")[-1]
            if node.attr in _CLOCKS.get(owner, ()):
                yield node.lineno, f"{owner}.{node.attr}"
        elif isinstance(node, ast.ImportFrom):
            named = {alias.name for alias in node.names} & _CLOCKS.get(node.module or "", set())
            yield from ((node.lineno, f"{node.module}.{name}") for name in named)


def chances(module: Module) -> Iterator[tuple[int, str]]:
    for imported in module.imports:
        if within(imported.module, _CHANCE):
            yield imported.line, imported.module


def test_only_clock_reads_the_time_and_only_ids_draws() -> None:
    # The harness also measures how long things really take, and waits for a client only so long.
    allowed = {"simulator.clock", "simulator.ids", "conformance.stopwatch"}
    none_of(
        f"{module.place(line)} uses {name}"
        for module in PRODUCT
        if module.name not in allowed
        for line, name in (*clocks_read(module), *chances(module))
    )


# Exceptions from linter and type checker

_EXCEPTION = re.compile(
    r"#\s*(?:noqa|type:\s*ignore)(?P<codes>[:\[][^\s\]]*\]?(?:\s*,?\s*[A-Z]+[0-9]+)*)?(?P<why>.*)"
)


@pytest.mark.parametrize("folder", ["simulator", "conformance", "pages", "tests"])
def test_every_exception_from_the_linter_names_its_rule_and_its_reason(folder: str) -> None:
    wrong = []
    for module in modules(folder):
        for number, line in enumerate(module.text.splitlines(), 1):
            found = _EXCEPTION.search(line)
            if found and module.path != Path(__file__):
                reason = re.findall(r"[^\W\d_]{2,}", found["why"])
                if not found["codes"] or len(reason) < 2:
                    wrong.append(f"{module.place(number)} {line.strip()}")
    none_of(wrong)
