"""What people or a form's maker laid down beside the values of a sheet is told whole: by a workbook
with some of everything, and by what other programs write otherwise.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter
from for_each import for_each

from sheettools.incoming.cage import arrangement, design
from sheettools.incoming.cage.arrangement import arrangement_of, is_set, number_of
from sheettools.incoming.cage.design import design_of

SHEET = "xl/worksheets/sheet1.xml"
WIDE, USUAL = 13.28515625, 9.7109375
"""12.5 and 9 letters, with the room that a column leaves beside them."""


def saved(fill: Callable[[Any], None]) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        fill(book)
    return made.getvalue()


def with_parts(data: bytes, **changes: Callable[[str], str]) -> bytes:
    """Return a workbook with some of its parts changed, each by what its name ends with."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(made, "w") as after:
        for name in before.namelist():
            text = before.read(name)
            for end, change in changes.items():
                if name.endswith(f"{end}.xml"):
                    text = change(text.decode()).encode()
            after.writestr(name, text)
    return made.getvalue()


def _some_of_everything(book: Any) -> None:
    sheet = book.add_worksheet("Một")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    free = book.add_format({"locked": False})
    free_number = book.add_format({"locked": False, "num_format": "0.00"})
    sheet.write_row("A1", ["Ngày", "Số", "Chữ"])
    sheet.write("A2", 45_000, day)
    sheet.write("B2", 2, free_number)
    sheet.write("C2", "x", free)
    sheet.write_formula("D2", "=B2*2", None, 4)
    sheet.write_formula("E3", "=SUM(B2:B9)", day, 4)
    sheet.set_column("A:A", 12.5)
    sheet.set_column("B:C", 9, free)
    sheet.set_column("F:F", None, None, {"hidden": True})
    sheet.set_row(1, 33)
    sheet.set_row(4, None, None, {"hidden": True})
    sheet.write_comment("B2", "Hai dòng\nở đây")
    sheet.autofilter("A1:D9")
    sheet.filter_column("B", "x > 1")
    sheet.filter_column_list("C", ["a", "b"])
    whole = {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 9}
    sheet.data_validation("B2:B9", whole | {"input_title": "Số", "input_message": "từ 1 đến 9"})
    sheet.data_validation("C2:C9", {"validate": "list", "source": ["Có", "Không"]})
    sheet.protect()
    book.add_worksheet("Hai").write("A1", "trống")


EVERYTHING = saved(_some_of_everything)
FORMATS = {"A2": "dd/mm/yyyy", "B2": "0.00", "E3": "dd/mm/yyyy"}
NOTES = [("B2", "Hai dòng\nở đây")]
GREATER = {"operator": "greaterThan", "val": "1"}


def test_how_people_arranged_a_sheet_is_told_whole() -> None:
    first, second = arrangement_of(EVERYTHING)
    assert first == {
        "columns": [(1, 1, WIDE, False), (2, 3, USUAL, False), (6, 6, 0.0, True)],
        "rows": [[2, 33.0, False], [5, 0.0, True]],
        "formats": FORMATS,
        "formulas": ["D2", "E3"],
        "filter": [
            "A1:D9",
            [
                [
                    "filterColumn",
                    {"colId": "1"},
                    [["customFilters", {}, [["customFilter", GREATER, []]]]],
                ],
                [
                    "filterColumn",
                    {"colId": "2"},
                    [["filters", {}, [["filter", {"val": "a"}, []], ["filter", {"val": "b"}, []]]]],
                ],
            ],
        ],
        "name": "Một",
        "notes": NOTES,
    }
    assert second == {
        "columns": [], "rows": [], "formats": {}, "formulas": [], "filter": ["", []],
        "name": "Hai", "notes": [],
    }  # fmt: skip


def test_what_a_form_lays_down_is_told_whole() -> None:
    first, second = design_of(EVERYTHING)
    always = {"allowBlank": "1", "showInputMessage": "1", "showErrorMessage": "1"}
    assert first == {
        "columns": [
            [1, 1, WIDE, False, "General", False],
            [2, 3, USUAL, False, "General", True],
            [6, 6, 0.0, True, "General", False],
        ],
        "formats": FORMATS,
        "open": ["B1", "C1", "B2", "C2"],
        "formulas": {"D2": "B2*2", "E3": "SUM(B2:B9)"},
        "guards": [
            {"type": "whole", "sqref": "B2:B9", "formula1": "1", "formula2": "9", **always}
            | {"promptTitle": "Số", "prompt": "từ 1 đến 9"},
            {"type": "list", "sqref": "C2:C9", "formula1": '"Có,Không"', **always},
        ],
        "protected": True,
        "name": "Một",
        "notes": NOTES,
    }
    assert second == {
        "columns": [], "formats": {}, "open": [], "formulas": {}, "guards": [],
        "protected": False, "name": "Hai", "notes": [],
    }  # fmt: skip


# --------------------------------------------------------------------------- as others write it


def test_a_height_that_nobody_set_is_none() -> None:
    data = with_parts(EVERYTHING, sheet1=lambda text: text.replace(' customHeight="1"', ""))
    assert arrangement_of(data)[0]["rows"] == [[5, 0.0, True]]


def test_a_width_that_nobody_set_is_none_of_the_form_s() -> None:
    data = with_parts(EVERYTHING, sheet1=lambda text: text.replace(' customWidth="1"', ""))
    assert [column[2] for column in design_of(data)[0]["columns"]] == [0.0, 0.0, 0.0]
    assert [column[2] for column in arrangement_of(data)[0]["columns"]] == [WIDE, USUAL, 0.0]


def test_a_yes_may_be_said_in_a_word() -> None:
    data = with_parts(EVERYTHING, sheet1=lambda text: text.replace('hidden="1"', 'hidden="true"'))
    assert arrangement_of(data) == arrangement_of(EVERYTHING)
    assert design_of(data) == design_of(EVERYTHING)
    assert [is_set({"a": said}, "a") for said in ("1", "true", "0", "false", "")] == [
        True, True, False, False, False,
    ]  # fmt: skip
    assert (is_set({}, "a"), is_set({}, "a", "1")) == (False, True)


@for_each(
    ("said", "meant"),
    [("12.5", 12.5), ("-3", 0.0), ("1e99", 1e6), ("rộng", 0.0), ("", 0.0), ("nan", 0.0)],
)
def test_a_number_is_one_within_reason(said: str, meant: float) -> None:
    assert number_of({"width": said}, "width") == meant
    assert number_of({}, "width") == 0.0


def test_a_filter_by_colour_is_left_out_and_what_follows_stays() -> None:
    colour = (
        '<filterColumn colId="0"><colorFilter dxfId="0"/></filterColumn><filterColumn colId="1">'
    )
    data = with_parts(
        EVERYTHING, sheet1=lambda text: text.replace('<filterColumn colId="1">', colour)
    )
    by_colour, *others = arrangement_of(data)[0]["filter"][1]
    assert by_colour == ["filterColumn", {"colId": "0"}, []]
    assert others == arrangement_of(EVERYTHING)[0]["filter"][1]


def test_a_note_in_phonetic_signs_is_told_without_them() -> None:
    ruby = "<rPh sb='0' eb='1'><t>đọc</t></rPh></text>"
    data = with_parts(EVERYTHING, comments1=lambda text: text.replace("</text>", ruby))
    assert arrangement_of(data)[0]["notes"] == NOTES


def test_a_damaged_note_harms_nothing() -> None:
    data = with_parts(EVERYTHING, comments1=lambda text: text[: text.index("</text>")])
    assert arrangement_of(data)[0] == arrangement_of(EVERYTHING)[0] | {"notes": []}


def test_an_empty_note_is_none() -> None:
    data = with_parts(EVERYTHING, comments1=lambda text: re.sub(r"(<t[^>]*>)[^<]*", r"\1 ", text))
    assert arrangement_of(data)[0]["notes"] == []


def test_how_much_is_told_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrangement, "MAX_ROWS", 1)
    monkeypatch.setattr(arrangement, "MAX_NOTE", 3)
    told = arrangement_of(EVERYTHING)[0]
    assert (told["rows"], told["notes"]) == ([[2, 33.0, False]], [("B2", "Hai")])
    monkeypatch.setattr(arrangement, "MAX_NOTES", 0)
    assert arrangement_of(EVERYTHING)[0]["notes"] == []
    monkeypatch.setattr(design, "MOST_ROWS", 2)
    monkeypatch.setattr(design, "MOST_GUARDS", 1)
    monkeypatch.setattr(design, "MOST_FORMULA", 2)
    told = design_of(EVERYTHING)[0]
    assert told["formulas"] == {"D2": "B2"}
    assert told["formats"] == {"A2": "dd/mm/yyyy", "B2": "0.00"}
    assert len(told["guards"]) == 1
    monkeypatch.setattr(design, "MOST_CELLS", 0)
    told = design_of(EVERYTHING)[0]
    assert (told["formulas"], len(told["formats"]) + len(told["open"])) == ({}, 1)
