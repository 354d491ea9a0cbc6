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


# --------------------------------------------------------------------------- piece by piece

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><cellStyleXfs><xf><protection locked="0"/></xf></cellStyleXfs>'
    '<cellXfs><xf/><xf numFmtId="14"/><xf><protection locked="0"/></xf><xf numFmtId="2"><protection '
    'locked="false"/></xf><xf><protection hidden="1"/></xf><xf><protection locked="1"/></xf>'
    '</cellXfs><dxfs><dxf><protection locked="0"/></dxf></dxfs></styleSheet>'
)


def of_sheet(kind: Any, inner: str) -> dict[str, Any]:
    """Return what is told of a sheet by its part alone."""
    styles = design._Styles("styles")
    styles.run([STYLES.encode()])
    scan = kind("sheet", styles)
    scan.run([f'<worksheet xmlns="{MAIN}" xmlns:x="y">{inner}</worksheet>'.encode()])
    told: dict[str, Any] = scan.told()
    return told


def arranged(inner: str) -> dict[str, Any]:
    return of_sheet(arrangement._SheetPass, inner)


def laid(inner: str) -> dict[str, Any]:
    return of_sheet(design._DesignPass, inner)


def test_rows_columns_and_cells_as_people_left_them(monkeypatch: pytest.MonkeyPatch) -> None:
    inner = (
        '<cols><col min="2" max="4" width="7.5" hidden="true"/><col/></cols><f>no</f><sheetData>'
        '<row r="1" ht="20"/><row r="2" ht="21" customHeight="1"/><row r="3" hidden="1"/>'
        '<row r="4" ht="22" customHeight="true" hidden="1"/><row r="5"><c r="A5" s="1"/><c r="B5" s="2">'
        '<f>1</f></c><c r="C5" s="3"/><c s="9"/><c r="D5"><v>1</v></c></row></sheetData>'
    )
    assert arranged(inner) == {
        "columns": [(2, 4, 7.5, True), (0, 0, 0.0, False)],
        "rows": [[2, 21.0, False], [3, 0.0, True], [4, 22.0, True]],
        "formats": {"A5": "dd/mm/yyyy", "C5": "0.00"},
        "formulas": ["B5"],
        "filter": ["", []],
    }
    monkeypatch.setattr(arrangement, "MAX_ROWS", 2)
    assert arranged(inner)["rows"] == [[2, 21.0, False], [3, 0.0, True]]


def test_filters_as_people_left_them() -> None:
    sorts = (
        '<filterColumn colId="0" x:a="b"><filters blank="1"><filter val="a"/><dateGroupItem year="1"/>'
        '</filters></filterColumn><filterColumn colId="1"><customFilters><customFilter val="1"/>'
        '</customFilters></filterColumn><filterColumn colId="2"><dynamicFilter type="t"/></filterColumn>'
        '<filterColumn colId="3"><top10 val="5"/><iconFilter/></filterColumn>'
    )
    found = arranged(f"<filters>{sorts}</filters><autoFilter ref='A1:D9'>{sorts}</autoFilter>")
    assert found["filter"] == [
        "A1:D9",
        [
            ["filterColumn", {"colId": "0"}, [
                ["filters", {"blank": "1"}, [
                    ["filter", {"val": "a"}, []], ["dateGroupItem", {"year": "1"}, []],
                ]],
            ]],
            ["filterColumn", {"colId": "1"}, [["customFilters", {}, [["customFilter", {"val": "1"}, []]]]]],
            ["filterColumn", {"colId": "2"}, [["dynamicFilter", {"type": "t"}, []]]],
            ["filterColumn", {"colId": "3"}, [["top10", {"val": "5"}, []]]],
        ],
    ]  # fmt: skip
    assert arranged("<autoFilter/><filters/>")["filter"] == ["", []]


def with_notes(*parts: tuple[str, str]) -> bytes:
    """Return a workbook with notes, each part of them of a kind."""
    made = io.BytesIO()
    links = "".join(
        f'<Relationship Id="n{number}" Type="x/{kind}" Target="../n{number}.xml"/>'
        for number, (kind, _) in enumerate(parts)
    )
    with zipfile.ZipFile(io.BytesIO(EVERYTHING)) as before, zipfile.ZipFile(made, "w") as after:
        for name in before.namelist():
            text = before.read(name).decode("utf-8", "replace")
            if name.endswith("sheet1.xml.rels"):
                text = re.sub(
                    "<Relationship .*/>",
                    links + '<Relationship Id="z" Type="x/comments" Target="../none.xml"/>',
                    text,
                )
            after.writestr(name, text)
        for number, (_, text) in enumerate(parts):
            after.writestr(f"xl/n{number}.xml", f"<x>{text}</x>")
    return made.getvalue()


NOTE_A = '<comment ref="A1"><text><r><t>một </t></r><r><t>hai</t></r></text></comment>'
NOTE_B = '<comment ref="B1"><text><t>ba_x0041_</t></text><x>no</x></comment><comment ref="C1"/>'
THREAD = (
    '<threadedComment ref="B1"><text> bốn </text></threadedComment><threadedComment ref="B1"><text>năm'
    '</text><t>!</t></threadedComment><text>no</text>'
)  # fmt: skip


@for_each(
    ("parts", "notes"),
    [
        ((("comments", NOTE_A + NOTE_B),), [("A1", "một hai"), ("B1", "baA")]),
        ((("comments", NOTE_A), ("comments", NOTE_A)), [("A1", "một hai\nmột hai")]),
        ((("comments", NOTE_A + NOTE_B), ("threadedComment", THREAD)), [("B1", "bốn\nnăm!"), ("A1", "một hai")]),
        ((("other", NOTE_A),), []),
        ((("comments", "<comment>" + "<t>một</t>" + "</comment>"),), [("", "một")]),
        ((), []),
    ],
)  # fmt: skip
def test_notes_and_threads_of_a_sheet(
    parts: tuple[tuple[str, str], ...], notes: list[tuple[str, str]]
) -> None:
    data = with_notes(*parts)
    assert arrangement_of(data)[0]["notes"] == notes
    assert design_of(data)[0]["notes"] == notes


def test_what_a_form_asks_and_allows() -> None:
    old = '<dataValidation type="list" sqref="A1" x:a="b"><formula1>"a_x0041_"</formula1></dataValidation>'
    new = (
        '<x:dataValidation type="whole"><x:formula1><x:f> D1:D3 </x:f></x:formula1><x:formula2><x:f>9</x:f>'
        "</x:formula2><x:sqref>B1</x:sqref></x:dataValidation>"
    )
    cell = '<row r="1"><c r="A1"><f>SUM(A1)</f><v>5</v></c><c r="B1"><f/></c></row>'
    empty = '<dataValidation sqref="C1"><formula1/><sqref/></dataValidation>'
    found = laid(
        "<formula1>no</formula1><f>no</f>" + f"<sheetData>{cell}</sheetData>" + old + new + empty
    )
    assert found["guards"] == [
        {"type": "list", "sqref": "A1", "formula1": '"aA"'},
        {"type": "whole", "formula1": "D1:D3", "formula2": "9", "sqref": "B1"},
        {"sqref": "C1", "formula1": ""},
    ]
    assert found["formulas"] == {"A1": "SUM(A1)", "B1": ""}
    assert found["protected"] is False
    for said, protected in (('sheet="1"', True), ('sheet="true"', True), ("", False)):
        assert laid(f"<sheetProtection {said}/>")["protected"] is protected


def test_columns_and_cells_that_a_form_leaves_open() -> None:
    found = laid(
        '<cols><col min="1" max="2" width="9" customWidth="1" style="2"/><col min="3" max="3" width="9"'
        ' hidden="1" style="3"/><col style="9"/></cols><sheetData><row r="1"><c r="A1" s="2"/><c r="B1" '
        's="3"/><c r="C1" s="1"/><c r="D1" s="4"/><c r="E1" s="5"/><c r="F1"/><c/></row></sheetData>'
    )
    assert found["columns"] == [
        [1, 2, 9.0, False, "General", True], [3, 3, 0.0, True, "0.00", True],
        [0, 0, 0.0, False, "General", False],
    ]  # fmt: skip
    assert found["open"] == ["A1", "B1"]
    assert found["formats"] == {"B1": "0.00", "C1": "dd/mm/yyyy"}
    assert laid('<c r="A1" s="1"/>')["formats"] == {"A1": "dd/mm/yyyy"}, "in no row"


def test_both_sides_of_what_is_told_of_a_form(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(
        f'<row r="{row}"><c r="A{row}" s="3"><f>1234{row}</f></c></row>' for row in (1, 2, 3)
    )
    monkeypatch.setattr(design, "MOST_ROWS", 2)
    monkeypatch.setattr(design, "MOST_FORMULA", 5)
    found = laid(rows)
    assert found["formulas"] == {"A1": "12341", "A2": "12342"}
    assert (list(found["formats"]), found["open"]) == (["A1", "A2"], ["A1", "A2"])
    monkeypatch.setattr(design, "MOST_FORMULA", 4)
    assert laid(rows)["formulas"] == {"A1": "1234", "A2": "1234"}
    monkeypatch.setattr(design, "MOST_ROWS", 9)
    for most, formulas, looked_at in ((1, 1, 1), (2, 2, 2), (3, 3, 2), (4, 3, 3)):
        monkeypatch.setattr(design, "MOST_CELLS", most)
        found = laid(rows)
        assert (len(found["formulas"]), len(found["formats"])) == (formulas, looked_at)
    asked = '<dataValidation sqref="A1"/><dataValidation sqref="B1"/><dataValidation sqref="C1"/>'
    monkeypatch.setattr(design, "MOST_GUARDS", 2)
    assert [guard["sqref"] for guard in laid(asked)["guards"]] == ["A1", "B1"]


def test_what_is_worked_on_is_no_longer_than_what_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A formula comes in as many pieces as it has references; no more of them are kept."""
    monkeypatch.setattr(design, "MOST_FORMULA", 2)
    styles = design._Styles("styles")
    scan = design._DesignPass("sheet", styles)
    scan.parser.buffer_text = False
    scan.run([b"<x><row r='1'><c r='A1'><f>a&amp;b&amp;c</f></c></row></x>"])
    assert (scan._text, scan.told()["formulas"]) == (["a", "&"], {"A1": "a&"})


def test_which_sheets_of_a_workbook_are_looked_at() -> None:
    changes = {
        "a part that is not there": ("xl/_rels/workbook.xml.rels", "worksheets/sheet2", "worksheets/sheet9"),
        "no worksheet": ("xl/_rels/workbook.xml.rels", "/worksheet\" Target=\"worksheets/sheet2", "/chartsheet\" Target=\"worksheets/sheet2"),
        "another id": ("xl/workbook.xml", 'r:id="rId2"', 'r:id="rId99"'),
        "no id": ("xl/workbook.xml", 'r:id="rId2"', ""),
    }  # fmt: skip
    for part, old, new in changes.values():
        made = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(EVERYTHING)) as before, zipfile.ZipFile(made, "w") as after:
            for name in before.namelist():
                text = before.read(name).decode("utf-8", "replace")
                assert name != part or old in text
                after.writestr(name, text.replace(old, new) if name == part else text)
        for told in (arrangement_of(made.getvalue()), design_of(made.getvalue())):
            assert [sheet["name"] for sheet in told] == ["Một"]


def test_a_workbook_without_styles_is_told_all_the_same() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(EVERYTHING)) as before, zipfile.ZipFile(made, "w") as after:
        for name in before.namelist():
            if name != "xl/styles.xml":
                after.writestr(name, before.read(name))
    assert arrangement_of(made.getvalue())[0]["formats"] == {}
    assert (design_of(made.getvalue())[0]["open"], design_of(made.getvalue())[0]["formats"]) == (
        [],
        {},
    )
