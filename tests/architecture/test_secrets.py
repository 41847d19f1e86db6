"""No secret is compared in a way whose time tells how much of it was right."""

from __future__ import annotations

import ast
import re

from tests.architecture.source import modules

_SECRET = re.compile("secret|token|signature|password|csrf|seal|proof|vendor_api_key")


def words_of(node: ast.expr) -> str:
    """What an expression calls the thing that it is about; nothing for what is written out."""
    match node:
        case ast.Name(id=word) | ast.Attribute(attr=word):
            return word
        case ast.Call(func=inner) | ast.Await(value=inner):
            return words_of(inner)
        case ast.Subscript(value=inner, slice=ast.Constant(value=str(word))):
            return f"{words_of(inner)} {word}"
    return ""


def test_secrets_are_compared_in_constant_time_and_not_by_equality() -> None:
    found = [
        f"{module.place(node.lineno)} {ast.unparse(node)}: compare by `ids.same`, channels by `port.same`"
        for module in modules("simulator")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Compare)
        and any(isinstance(each, ast.Eq | ast.NotEq) for each in node.ops)
        and not any(isinstance(each, ast.Constant) for each in (node.left, *node.comparators))
        and any(_SECRET.search(words_of(each)) for each in (node.left, *node.comparators))
    ]
    assert found == []
