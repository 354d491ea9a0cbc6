"""A title that a template gives in English too is told in English where English is spoken, and
nowhere else: a workbook says what its people read.
"""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest
from for_each import for_each
from standing import shipped_template
from test_load import faults_of, written

from sheettools.findings import CATALOGUE, Finding, Title, Words, english, quoted
from sheettools.incoming.packed import _dump, _finding, _load, _plain_finding
from sheettools.language import speaking
from sheettools.show import show_table
from sheettools.template.load.load import load_template
from sheettools.template.model import Template

TWO = """
[template]
name = "so"
version = "1.0"
title = "Sổ"
[[list]]
name = "loai"
title = { vi = "Loại sách", en = "Kind of book" }
categories = [{ value = "T", label = { vi = "Truyện", en = "Novel" } }, { value = "K" }]
[[sheet]]
name = "sach"
title = { vi = "Sách", en = "Books" }
kind = "table"
[[sheet.field]]
name = "ten"
title = { vi = "Tên sách", en = "Name" }
[[sheet.field]]
name = "loai"
title = { vi = "Loại", en = "Kind" }
categories = "loai"
[[sheet.field]]
name = "ghi_chu"
title = "Ghi chú"
[[sheet.rule]]
rule = "required_when"
field = "ten"
when = { loai = "T" }
[[sheet.rule]]
rule = "empty_when"
fields = ["ten", "ghi_chu"]
when = { loai = "K" }
"""


@pytest.fixture
def books(tmp_path: Path) -> Template:
    return load_template(written(tmp_path, TWO))


def test_a_title_is_the_text_of_the_workbook(books: Template) -> None:
    (sheet,) = books.sheets
    assert (sheet.title, sheet.title + "!") == ("Sách", "Sách!")
    assert [english(one.title) for one in sheet.fields] == ["Name", "Kind", "Ghi chú"]
    assert json.dumps(sheet.title, ensure_ascii=False) == '"Sách"'


def test_the_sentence_of_a_rule_speaks_each_language_throughout(books: Template) -> None:
    needed, empty = (use.rule.sentence(books.sheets[0]) for use in books.sheets[0].rules)
    assert needed.vi == "“Tên sách” phải ghi khi “Loại” là “Truyện”"
    assert needed.en == "“Name” must be filled in when “Kind” is “Novel”"
    assert empty.vi == "“Tên sách”, “Ghi chú” phải để trống khi “Loại” là “K”"
    assert empty.en == "“Name”, “Ghi chú” must stay empty when “Kind” is “K”"


def test_a_finding_speaks_of_titles_in_its_reader_s_language(books: Template) -> None:
    title = books.sheets[0].field("ten").title
    values = {"title": title, "stood": "", "when": Words("", ""), "how": Words("ghi", "write")}
    found = Finding(CATALOGUE["C112"], values=values)
    assert "“Tên sách”" in found.message("vi")
    assert "“Name”" in found.message("en")
    again = _finding(_load(_dump(_plain_finding(found))))
    assert again == found
    assert again.message("en") == found.message("en")


def test_what_stands_in_a_cell_is_quoted_as_it_is(books: Template) -> None:
    """An English reader is to find it there, and whoever mends it to type it."""
    label = books.sheets[0].field("loai").show("T")
    found = Finding(CATALOGUE["C001"], value="truyen", values={"after": label})
    assert "“Truyện”" in found.message("en")


def test_a_title_goes_whole_to_another_process(books: Template) -> None:
    again = pickle.loads(pickle.dumps(books.sheets[0].title))  # noqa: S301
    assert (again, again.en) == ("Sách", "Books")
    assert type(quoted(["a", "b"])) is str


def test_a_table_on_the_screen_has_the_titles_of_its_language(
    books: Template, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [(one.title, 1) for one in books.sheets[0].fields]
    show_table(("", ""), rows)
    assert "Tên sách" in capsys.readouterr().out
    with speaking("en"):
        show_table(("", ""), rows)
    said = capsys.readouterr().out
    assert "Name" in said
    assert "Tên sách" not in said


@for_each(
    ("title", "code"),
    [
        ('{ vi = "Sách" }', "T003"),
        ('{ vi = "Sách", en = 3 }', "T004"),
        ('{ vi = "Sách", en = "Books", fr = "Livres" }', "T002"),
        ("3", "T004"),
    ],
)
def test_half_a_title_is_a_fault_at_its_line(tmp_path: Path, title: str, code: str) -> None:
    text = TWO.replace('title = { vi = "Sách", en = "Books" }', f"title = {title}")
    line = text.split("\n").index(f"title = {title}") + 1
    assert faults_of(written(tmp_path, text)) == [(code, line)]


@pytest.mark.parametrize("name", ["ke-hoach", "so-tiep-xuc"])
def test_what_ships_is_named_in_english_throughout(name: str) -> None:
    template = shipped_template(name)
    titled = [*template.lists.values(), *template.sheets, *template.report.figures]
    for sheet in template.sheets:
        titled += sheet.fields
    texts = [one.title for one in titled if one.title]
    for known in template.lists.values():
        if "$" not in known.name:
            texts += [one.label for one in known.categories if one.label != one.value]
    lacking = [text for text in texts if not isinstance(text, Title)]
    assert [text for text in lacking if not text.isascii()] == []
