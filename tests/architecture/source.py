"""The product's source, read as syntax trees: what the tests of the house laws ask about."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("simulator", "conformance")


@dataclass(frozen=True)
class Import:
    """A module imported by another, and what was `written` before "import".

    `late`: inside a function; `typing`: for the type checker only.
    """

    module: str
    written: str
    line: int
    late: bool
    typing: bool


@dataclass(frozen=True)
class Module:
    """A source file and its dotted name; a package is named without `__init__`."""

    path: Path
    name: str

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, str(self.path))

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        return tuple(_imports(self.tree, late=False, typing=False))

    def place(self, line: int) -> str:
        return f"{self.path.relative_to(ROOT)}:{line}"


def within(name: str, prefixes: tuple[str, ...] | set[str]) -> bool:
    """Whether a dotted name is one of these modules or stands below one."""
    return any(name == prefix or name.startswith(f"{prefix}.") for prefix in prefixes)


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """Every Python file of some folders of the checkout; of both packages if none is named."""
    paths = sorted(path for folder in folders or PACKAGES for path in (ROOT / folder).rglob("*.py"))
    return tuple(map(_module, paths))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method, nested ones too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def docstrings(tree: ast.AST) -> set[ast.AST]:
    """The constants that are docstrings, of modules, classes, functions and attributes."""
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


@cache
def _module(path: Path) -> Module:
    """The one there is of a file, so that it is read and parsed once, whoever asks."""
    return Module(path, _name(path))


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(node: ast.AST, *, late: bool, typing: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            for alias in child.names:
                yield Import(alias.name, alias.name, child.lineno, late, typing)
        elif isinstance(child, ast.ImportFrom):
            for alias in child.names:
                yield Import(_imported(child, alias), str(child.module), child.lineno, late, typing)
        else:
            inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            checked = isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING")
            yield from _imports(child, late=late or inside, typing=typing or checked)


def _imported(node: ast.ImportFrom, alias: ast.alias) -> str:
    """`from a.b import c` is a.b.c where that is a module of ours, else a.b."""
    below = f"{node.module}.{alias.name}"
    path = ROOT.joinpath(*below.split("."))
    return (
        below if path.with_suffix(".py").is_file() or (path / "__init__.py").is_file() else f"{node.module}"
    )
