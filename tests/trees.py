"""The product's code as syntax trees, parsed and walked once for whatever tests look at it."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import sheettools

ROOT = Path(sheettools.__file__).parent


def _name(path: Path) -> str:
    """Return a module's name inside the package: `template.rules`."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


PATHS: Mapping[str, Path] = {_name(path): path for path in sorted(ROOT.rglob("*.py"))}
"""Every module of the package by its name inside it."""


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_bytes())


@cache
def trees() -> Mapping[str, ast.Module]:
    """Return the tree of every module by its name inside the package."""
    return {name: parsed(path) for name, path in PATHS.items()}


@cache
def nodes(tree: ast.Module) -> tuple[ast.AST, ...]:
    """Return everything that stands in a module."""
    return tuple(ast.walk(tree))
