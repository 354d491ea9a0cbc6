"""The same bytes on every system: Windows ends a line otherwise, and signs a zip file otherwise.

That the whole of a year is the same there is held by tests/windows; here it is seen on any system
where it would not be.
"""

from __future__ import annotations

import ast
import builtins
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from for_each import for_each
from trees import nodes, trees

from sheettools.outgoing.workbook.write import BookWriter

pytestmark = pytest.mark.anew

TEXT_WRITERS = {"open", "fdopen", "TemporaryFile", "NamedTemporaryFile"}
NO_TEXTS = {
    "annual.word.file": "a member of a zip file is bytes",
    "cli.streams": "nobody reads that",
    "language": "lines of help for the screen",
}
"""Modules that open for writing what is no text, each with its reason."""


def texts_with_line_ends_of_the_system(tree: ast.Module) -> Iterator[int]:
    """The lines of code that open a text for writing and do not say how its lines end."""
    for node in nodes(tree):
        if isinstance(node, ast.Call) and "newline" not in {one.arg for one in node.keywords}:
            ours = isinstance(node.func, ast.Name) and node.func.id == "write_text"
            name = _name(node.func)
            opens = name in TEXT_WRITERS and any(map(_writes_text, _words(node)))
            if opens or (name == "write_text" and not ours):
                yield node.lineno


def _name(function: ast.expr) -> str:
    return getattr(function, "attr", getattr(function, "id", ""))


def _words(call: ast.Call) -> Iterator[str]:
    """The texts among a call's arguments, of which a mode is one."""
    for one in (*call.args, *(keyword.value for keyword in call.keywords)):
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield one.value


def _writes_text(word: str) -> bool:
    return bool(set(word) & set("wax+")) and set(word) <= set("rwaxt+")


@for_each(
    ("code", "lines"),
    [
        ("open(path, 'w')", 1),
        ("path.open(mode='a', encoding='utf-8')", 1),
        ("os.fdopen(handle, 'w+')", 1),
        ("path.write_text(said, 'utf-8')", 1),
        ("path.write_text(said, 'utf-8', newline='\\n')", 0),
        ("open(path, 'wb')", 0),
        ("open(path)", 0),
        ("archive.open('a.xml', 'r')", 0),
    ],
)
def test_a_text_without_its_line_end_is_seen(code: str, lines: int) -> None:
    assert len(list(texts_with_line_ends_of_the_system(ast.parse(code)))) == lines


def test_every_text_that_is_written_says_how_its_lines_end() -> None:
    found = {
        name: lines
        for name, tree in trees().items()
        if name not in NO_TEXTS and (lines := list(texts_with_line_ends_of_the_system(tree)))
    }
    assert not found


def _as_windows_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a text that does not say how its lines end be written as Windows writes it."""
    plain = io.open

    def opened(file: Any, mode: str = "r", *rest: Any, **more: Any) -> Any:
        if _writes_text(mode) and len(rest) < 4:
            more.setdefault("newline", "\r\n")
        return plain(file, mode, *rest, **more)

    monkeypatch.setattr(builtins, "open", opened)
    monkeypatch.setattr(io, "open", opened)


@pytest.mark.parametrize("small", [True, False])
def test_a_workbook_bears_no_sign_of_the_system(
    small: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _as_windows_opens(monkeypatch)
    with BookWriter(tmp_path / "a.xlsx", title="", created=None, small=small) as book:
        page = book.sheet("Trang")
        page.put(1, 1, "một\nhai")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as package:
        assert package.testzip() is None
        for info in package.infolist():
            assert (info.create_system, info.external_attr) == (0, 0), info.filename
            assert b"\r\n" not in package.read(info), info.filename
