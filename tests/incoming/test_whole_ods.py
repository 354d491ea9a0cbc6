"""All that the look says of an OpenDocument spreadsheet (.ods), told by hand and held against it
whole.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from for_each import for_each
from opendocument import ods
from test_whole_xls import at, keyed

from sheettools.incoming.look.looks import CellLook
from sheettools.incoming.look.ods import OdsLook, look_at_ods, tidied
from sheettools.incoming.look.parts import RefusedError
from sheettools.incoming.look.sheet import SheetLook
from sheettools.incoming.look.values import SOMEBODY, Aside

NAMESPACES = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style")
) + (
    ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)


def cell(kind: str = "", more: str = "", text: str = "", name: str = "table-cell") -> str:
    told = f' office:value-type="{kind}"' if kind else ""
    return f"<table:{name}{told} {more}>{text}</table:{name}>"


def line(text: str) -> str:
    return f"<text:p>{text}</text:p>"


def number(value: str, kind: str = "float", text: str = "") -> str:
    return cell(kind, f'office:value="{value}"', text)


ERROR = 'calcext:value-type="error" office:string-value=""'
ROWS = [
    cell("string", text=line("chữ"))
    + cell("string", text=line(" "))
    + cell()
    + number("12")
    + number("0.5", "percentage")
    + number("-7", "currency")
    + cell("boolean", 'office:boolean-value="true"')
    + cell("boolean", 'office:boolean-value="false"'),
    cell("date", 'office:date-value="2024-03-15"')
    + cell("date", 'office:date-value="2024-03-15T06:00:00.0"')
    + cell("date", 'office:date-value="15/3"')
    + cell("date", 'office:date-value="2024-13-01"')
    + cell("time", 'office:time-value="PT06H00M00S"')
    + cell("time", 'office:time-value="P1DT12H00M00S"')
    + cell("time", 'office:time-value="PT24H00M0.5S"')
    + cell("time", 'office:time-value="PT23H59M59S"')
    + cell("time", 'office:time-value="6h"'),
    cell("string", ERROR, line("#N/A"))
    + cell("string", ERROR)
    + cell("error", text=line("#REF!"))
    + number("abc", text=line("x"))
    + number("", text=line("y"))
    + number(" ")
    + number("inf")
    + number(" 5 "),
    cell("float", 'office:value="3" table:formula="of:=1"')
    + cell("", 'table:formula="of:=1"')
    + cell("string", 'table:formula="of:=1" office:string-value="xong"', line("hiện"))
    + cell("string", text=line("một") + line("hai"))
    + cell("string", text=line("a<text:line-break/>b"))
    + cell("string", text=line("a<text:tab/>b"))
    + cell("string", text=line('a<text:s text:c="3"/>b<text:s/>c'))
    + cell("string", text=line("a<text:span>b</text:span>")),
    cell(
        "string", text="<office:annotation><text:p>không</text:p></office:annotation>" + line("ghi")
    )
    + cell("string", text=line("x<draw:frame><text:p>khung</text:p></draw:frame>y"))
    + cell("", text=line("không kiểu"))
    + cell("other", text=line("lạ"))
    + cell("string", text=line("<![CDATA[gói]]>"))
    + number("4", text=line("a<text:tab/>b"))
    + cell(
        "string",
        text="<table:table><table:table-row><table:table-cell/></table:table-row></table:table>"
        + line("z"),
    ),
    cell("string", 'table:number-columns-repeated="3"', line("lặp"))
    + cell(
        "",
        'table:number-columns-repeated="2" table:number-rows-spanned="2" '
        'table:number-columns-spanned="3"',
    )
    + cell("string", "", line("phủ"), name="covered-table-cell")
    + cell("", 'table:number-columns-spanned="1"')
    + cell("", 'table:number-columns-spanned="16384"')
    + cell("", 'table:number-rows-spanned="x"'),
]
SAID = keyed(
    {
        "A1": "chữ", "D1": 12.0, "E1": 0.5, "F1": -7.0, "G1": True, "H1": False,
        "A2": 45366.0, "B2": 45366.25, "C2": None, "D2": None, "E2": 0.25, "F2": 1.5, "G2": 1.0,
        "H2": 86399 / 86400, "I2": None, "A3": None, "B3": None, "C3": None, "D3": None, "E3": None,
        "G3": None, "H3": 5.0, "A4": 3.0, "C4": "xong", "D4": "một\nhai", "E4": "a\nb",
        "F4": "a\tb", "G4": "a   b c", "H4": "ab", "A5": "ghi", "B5": "xy", "C5": "không kiểu",
        "D5": "lạ", "E5": "gói", "F5": 4.0, "G5": "z", "A6": "lặp",
        "B6": "lặp", "C6": "lặp", "F6": "phủ",
        "A9": 1.0, "A10": 1.0,
    }
)  # fmt: skip
SHEET = SheetLook(
    name="Sổ",
    visible=True,
    place=0,
    filled=set(SAID),
    errors=keyed({"A3": "#N/A", "B3": "#N/A", "C3": "#REF!", "G3": "#NUM!"}),
    odd=keyed({"D3": "abc", "E3": "y"}),
    formulas=set(map(at, ["A4", "B4", "C4"])),
    merged=("D6:F7",),
    last=(10, 9),
    said=SAID,
    looks=dict.fromkeys(map(at, ["E1", "B2", "E2", "F2", "H2"]), CellLook()),
    asides=(Aside("A5", "không", SOMEBODY), Aside("B5", "khung", "")),
)
HIDDEN = SheetLook(
    "Ẩn", False, 1, {at("XFD1")}, {}, {}, set(), (), (1, 16384), said={at("XFD1"): 1.0}
)
OWN = keyed(
    {
        "F2": timedelta(days=1.5), "G2": timedelta(days=1), "C3": "#REF!", "B4": "",
        "E4": "a\nb", "F4": "a\tb",
        "B5": "xy", "C5": "không kiểu", "D5": "lạ", "E5": "gói", "G5": "z",
    }
)  # fmt: skip
BOOK = OdsLook((SHEET, HIDDEN), (), "", own=(OWN, {}))


def rows(*written: str) -> str:
    return "".join(f"<table:table-row>{one}</table:table-row>" for one in written)


def repeated(times: int, written: str) -> str:
    return f'<table:table-row table:number-rows-repeated="{times}">{written}</table:table-row>'


def table(name: str, body: str, style: str = "a") -> str:
    return f'<table:table table:name="{name}" table:style-name="{style}">{body}</table:table>'


FAR = cell("", 'table:number-columns-repeated="16383"') + number("1")
TABLES = table("Sổ", rows(*ROWS) + repeated(2, cell()) + repeated(2, number("1"))) + table(
    "Ẩn", rows(FAR) + repeated(1048575, cell("", 'table:number-columns-repeated="16384"')), "b"
)


def content(tables: str, body: str = "spreadsheet") -> str:
    styles = "".join(
        f'<style:style style:name="{name}"><style:table-properties table:display="{shown}"/>'
        "</style:style>"
        for name, shown in (("a", "true"), ("b", "false"))
    )
    return (
        f"<office:document-content{NAMESPACES}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:{body}>{tables}</office:{body}>"
        "</office:body></office:document-content>"
    )


def made(tables: str = TABLES, **more: str | None) -> bytes:
    return ods([], **{"content.xml": content(tables)}, **more)


def refused(data: bytes) -> tuple[str, dict[str, str]]:
    with pytest.raises(RefusedError) as caught:
        look_at_ods(data)
    return caught.value.reason, caught.value.values


def seen(data: bytes) -> OdsLook:
    """Return what was seen, but for where the table in a cell stands."""
    look = look_at_ods(data)
    assert len(look.remembered) == 1
    return replace(look, remembered=())


def test_an_ods() -> None:
    assert seen(made()) == BOOK


META = (
    '<m xmlns:d="d"><d:creator> Bà A </d:creator><d:date>2024-02-03</d:date><creation-date>2024'
    "</creation-date><generator>LibreOffice</generator><title>không</title>"
    '<user-defined d:name="ma"> 01 </user-defined><user-defined d:name="ma">02</user-defined>'
    "<x><creator> </creator></x></m>"
)


def test_what_an_ods_says_of_itself() -> None:
    told = {
        "lastModifiedBy": "Bà A", "modified": "2024-02-03", "created": "2024",
        "Application": "LibreOffice", "ma": "01",
    }  # fmt: skip
    assert seen(made(**{"meta.xml": META})) == replace(BOOK, properties=told)
    assert seen(made(**{"meta.xml": META[:-1]})) == BOOK


@for_each("folder", ["Basic/", "Dialogs/x/", "Scripts/"])
def test_programs_in_an_ods(folder: str) -> None:
    assert seen(made(**{f"{folder}a.xml": "<x"})) == replace(BOOK, notes=("macros",))


LINKED = "'file:///a.ods'#$Sổ"


def test_what_is_remembered_of_linked_workbooks_is_no_sheet() -> None:
    other = table(LINKED, repeated(9, FAR))
    data = made(
        TABLES.replace("</table:table><table:table ", f"</table:table>{other}<table:table ", 1)
    )
    look = look_at_ods(data)
    assert replace(look, remembered=()) == BOOK
    (_, (begin, end)) = look.remembered
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        written = file.read("content.xml")
    assert written[begin:end] + b"</table:table>" == other.encode()
    assert seen(tidied(data, [(begin, end)])) == BOOK


def test_what_a_reader_is_given_of_an_ods() -> None:
    gaps = TABLES.replace("<table:table-row>", "\n <table:table-row> \n").replace(
        "</table:table-row>", "\n</table:table-row>"
    )
    data = made(gaps, **{"mimetype": None, "META-INF/manifest.xml": "<m a='1'/>", "x.xml": "<x/>"})
    with zipfile.ZipFile(io.BytesIO(tidied(data, ()))) as file:
        assert file.namelist() == ["mimetype", "META-INF/manifest.xml", "content.xml"]
        assert file.read("mimetype") == b"application/vnd.oasis.opendocument.spreadsheet"
        assert file.read("META-INF/manifest.xml") == b"<m a='1'/>"
        plain = content(TABLES).replace('" 5 "', '"5"').replace('" "/', '""/')
        assert file.read("content.xml").decode() == plain.replace(
            'office:value=" "', 'office:value=""'
        )
    gone = made(**{"META-INF/manifest.xml": None})
    with zipfile.ZipFile(io.BytesIO(tidied(gone, ()))) as file:
        assert file.read("META-INF/manifest.xml") == b"<manifest/>"


ODD: dict[str, tuple[bytes, tuple[str, dict[str, str]]]] = {
    "locked": (made(**{"META-INF/manifest.xml": "<a><encryption-data/></a>"}), ("lock", {})),
    "no spreadsheet": (
        ods([], **{"content.xml": content(TABLES, "text")}),
        ("incomplete", {"part": "content.xml"}),
    ),
    "no table": (made(""), ("incomplete", {"part": "content.xml"})),
    "no content": (
        made(x="x").replace(b"content.xml", b"kontent.xml"),
        ("incomplete", {"part": "content.xml"}),
    ),
    "remembered alone": (made(table(LINKED, rows(FAR))), ("incomplete", {"part": "content.xml"})),
    "a column beyond": (
        made(table("Sổ", rows(cell("", 'table:number-columns-repeated="16384"') + number("1")))),
        ("address", {"sheet": "Sổ", "value": "16385"}),
    ),
    "columns beyond": (
        made(
            table(
                "Sổ",
                rows(
                    number("1").replace(
                        " office", ' table:number-columns-repeated="16385" office', 1
                    )
                ),
            )
        ),
        ("address", {"sheet": "Sổ", "value": "16385"}),
    ),
    "a row beyond": (
        made(table("Sổ", repeated(1048576, cell()) + rows(number("1")))),
        ("address", {"sheet": "Sổ", "value": "1048577"}),
    ),
}


@for_each("case", ODD)
def test_what_an_ods_is_refused_for(case: str) -> None:
    data, expected = ODD[case]
    assert refused(data) == expected


def one(body: str) -> bytes:
    return made(table("Sổ", body))


SPANNED = cell("", 'table:number-columns-spanned="2"')
LIMITS: dict[str, tuple[Callable[[int], bytes], tuple[str, dict[str, str]]]] = {
    "MAX_CELLS": (lambda n: one(repeated(n, number("1"))), ("big", {"part": "content.xml"})),
    "MAX_MERGES": (lambda n: one(rows(SPANNED * n)), ("big", {"part": "content.xml"})),
    "MAX_BOX": (lambda n: one(rows(number("1") * n)), ("far", {"sheet": "Sổ", "cell": "D1"})),
    "MAX_TOKEN": (
        lambda n: one(rows(cell("string", text=line("x" * (n - 1) + "<text:s/>")))),
        ("token", {"part": "content.xml"}),
    ),
}


@for_each("name", LIMITS)
def test_limits_of_an_ods(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made_of, expected = LIMITS[name]
    monkeypatch.setattr(f"sheettools.incoming.look.ods.{name}", 3)
    assert look_at_ods(made_of(3)).sheets
    assert refused(made_of(4)) == expected


def test_cells_of_an_ods_in_several_rows_count_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sheettools.incoming.look.ods.MAX_CELLS", 5)
    assert look_at_ods(one(repeated(2, number("1") * 2) + rows(number("1")))).sheets
    assert refused(one(repeated(2, number("1") * 2) + rows(number("1") * 2)))[0] == "big"


def test_the_cell_of_an_ods_that_lies_too_far_down(monkeypatch: pytest.MonkeyPatch) -> None:
    data = one(repeated(8999, cell()) + rows(cell() + number("1") * 2))
    monkeypatch.setattr("sheettools.incoming.look.ods.MAX_BOX", 27_000)
    assert look_at_ods(data).sheets[0].last == (9000, 3)
    monkeypatch.setattr("sheettools.incoming.look.ods.MAX_BOX", 26_999)
    assert refused(data) == ("far", {"sheet": "Sổ", "cell": "B9000"})
