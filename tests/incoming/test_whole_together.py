"""Look and reader held against each other: whether they agree, what a person sees of a cell, and
what both come to.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from for_each import for_each
from test_read import raw_bytes
from test_whole_look import at, keyed, keys, pack, parts
from test_whole_reading import readable
from told_cells import cells_told

from sheettools.incoming.cage import process
from sheettools.incoming.cage.agree import judged, no_moments
from sheettools.incoming.cage.shown import unusual_cells
from sheettools.incoming.look.looks import CellLook
from sheettools.incoming.look.seen import TextRun
from sheettools.incoming.look.sheet import SheetLook
from sheettools.incoming.look.values import Aside, Seen
from sheettools.incoming.look.xlsx import Look

SOUND = pack(readable(parts()))

# ------------------------------------------------------------------ look and reader agree


@for_each(
    ("said", "got", "is_one"),
    [
        (-0.5, date(1899, 12, 29), False),
        (-0.5, timedelta(hours=-12), False),
        (0.0, time(0), True),
        (0.5, time(12), True),
        (2_958_465.5, datetime(9999, 12, 31, 12), True),
        (2_958_466.0, date(9999, 12, 31), False),
        (2_958_466.0, timedelta(days=2_958_466), True),
        (-1.0, -1.0, True),
        (-1.0, "-1", True),
        (-1.0, True, True),
        (-1.0, -1, True),
        ("-1", date(1899, 12, 29), True),
        (None, date(1899, 12, 29), True),
    ],
)
def test_what_is_a_moment(said: Any, got: Any, is_one: bool) -> None:
    """One that is none does not hide the next."""
    other = {9: date(2024, 3, 15)}
    found = list(no_moments({9: -3.0, 1: said}, {1: got} | other))
    assert found == [(1, said)] * (not is_one) + [(9, -3.0)]


NOON = datetime(2024, 3, 15, 12)
SECONDS = [(1.9, True), (-1.9, True), (2.1, False), (-2.1, False)]
"""By how many seconds a reader may be off."""
AGREE: list[tuple[Any, Any, bool]] = [
    *((45_366.5, NOON + timedelta(seconds=off), agree) for off, agree in SECONDS),
    *((1.5, timedelta(days=1.5, seconds=off), agree) for off, agree in SECONDS),
    *((0.5, (NOON + timedelta(seconds=off)).time(), agree) for off, agree in SECONDS),
    *((12.5, (NOON + timedelta(seconds=off)).time(), False) for off, _ in SECONDS),
    (1.5, time(12), True),
    (0.99999, time(0), True),
    (0.9999, time(0), False),
    (0.00001, time(23, 59, 59, 500_000), True),
    (45_366.0, date(2024, 3, 15), True),
    (45_366.0, date(2024, 3, 14), False),
    # Before 1 March 1900 a day more or less is none.
    (61.0, date(1900, 3, 1), True),
    (61.0, date(1900, 2, 28), False),
    (60.0, date(1900, 2, 28), True),
    (60.0, datetime(1900, 2, 26, 23, 59, 58, 100_000), True),
    (60.0, datetime(1900, 2, 26, 23, 59, 57), False),
    (60.5, datetime(1900, 2, 26, 12), False),
    (59.0, date(1900, 2, 28), True),
    # A moment in words
    (NOON, NOON + timedelta(seconds=0.9), True),
    (NOON, NOON - timedelta(seconds=0.9), True),
    (NOON, NOON + timedelta(seconds=1), False),
    (datetime(2024, 3, 15), date(2024, 3, 15), True),
    (NOON, date(2024, 3, 15), False),
    (NOON, time(12), True),
    (NOON, timedelta(hours=12), False),
    (NOON, "2024-03-15", False),
    (time(12, 0, 0, 5), time(12, 0, 0, 900), True),
    (time(12, 0, 0, 5), time(12, 0, 1), False),
    (time(12), NOON, False),
    (time(12), date(2024, 3, 15), False),
    # Values of other types
    (1.0, True, False),
    (True, 1, False),
    (True, True, True),
    (1.0, 1, True),
    (1.0, "1", False),
    (0.5, 0.25, False),
    (None, "x", True),
    (1.0, None, True),
]


@for_each(("said", "got", "agree"), AGREE)
def test_when_a_reader_agrees(said: Any, got: Any, agree: bool) -> None:
    """One that does not is told, and so is the next."""
    if isinstance(said, datetime) and got == time(12):
        agree = False
    found = list(judged({1: said, 2: 1.0}, {1: got, 2: 2.0}, from_1904=False))
    assert found == [(1, None)] * (not agree) + [(2, None)]


@for_each(
    ("own", "got", "text"),
    [
        ("a b", "a b", ""),
        ("a b", "ab", "a b"),
        ("a b ", "a b", ""),
        ("a  b", "a b", ""),
        ("ab", "a b", "ab"),
        ("\ufeffab", "ab", "\ufeffab"),
        ("ab", "abc", None),
        ("1", 1, None),
        ("a_x0020_b", "a b", ""),
        ("a_x0020_b", "a_x0020_b", "a b"),
        ("_x005F_x0041_", "_x0041_", ""),
        ("_x005F_x0041_", "A", "_x0041_"),
        ("_x005F_x0041_", "_x005F_x0041_", "_x0041_"),
        ("_x005F_x0041_", "_x0042_", None),
    ],
)
def test_when_a_text_is_what_a_file_says(own: str, got: Any, text: str | None) -> None:
    """Where it is not as it stands there, the text is told."""
    assert list(judged({1: own}, {1: got}, from_1904=False)) == [(1, text)] * (text != "")


# ------------------------------------------------------------------ what is shown

GREEN = "00FF00"


def look_of(**more: Any) -> SheetLook:
    sheet = SheetLook("S", True, 0, set(), {}, {}, set(), (), (0, 0))
    return replace(sheet, **more)


def test_the_unusual_cells_of_a_sheet() -> None:
    runs = (TextRun("bỏ", struck=True), TextRun(" còn"))
    white = (TextRun("ẩn", colour=GREEN), TextRun("còn"))
    sheet = look_of(
        runs=keyed({"A1": runs, "B1": runs, "C1": white, "D1": white}),
        looks=keyed(
            {
                "B2": CellLook("0,00"), "C1": CellLook(paper=GREEN), "A2": CellLook("0.0"),
                "C2": CellLook(";;;"), "D2": CellLook(struck=True), "E2": CellLook(unseen=True),
                "F2": CellLook("dd/mm/yyyy"), "G2": CellLook(), "H2": CellLook("general"),
                "I2": CellLook("0.0"), "J2": CellLook('"x"@'), "K2": CellLook("0"),
                "L2": CellLook(), "M2": CellLook("0.0", struck=True),
            }
        ),
        pictures=keys("E2", "A3"),
        said=keyed(
            {
                "A2": 1.25, "C2": 5.0, "D2": 5.0, "E2": 5.0, "F2": 45_366.0,
                "G2": 123_456_789.125, "H2": 0.123456789012, "I2": True, "J2": "y", "K2": 5.0,
                "L2": 0.1234567, "M2": 2.5,
            }
        ),
    )  # fmt: skip
    values = keyed({"A1": "bỏ còn", "B1": 7, "C1": "ẩncòn", "D1": "ẩncòn"})
    assert {key: said for key, *said in unusual_cells(sheet, values, from_1904=False)} == keyed(
        {
            "A1": ["còn", Seen(struck="bỏ")],
            "C1": ["ẩncòn", Seen(hidden="ẩn")],
            "A2": [None, Seen(shown="1,3")],
            "C2": [None, Seen(unseen=True)],
            "D2": [None, Seen(all_struck=True)],
            "E2": [None, Seen(unseen=True, picture=True)],
            "F2": [None, Seen(shown="15/03/2024", of_dates=True)],
            "G2": [None, Seen(shown="123456789,1")],
            "H2": [None, Seen(shown="0,123456789")],
            "J2": [None, Seen(shown="xy")],
            "M2": [None, Seen(all_struck=True)],
            "A3": [None, Seen(picture=True)],
        }
    )
    found = [key for key, *_ in unusual_cells(sheet, values, from_1904=False)]
    assert found == sorted(found)
    (day,) = (seen for key, _, seen in unusual_cells(sheet, {}, from_1904=True) if key == at("F2"))
    assert day.shown == "16/03/2028"


# ------------------------------------------------------------------ look and reader together


def combined(sheet: SheetLook, values: dict[str, Any], **properties: str) -> dict[str, Any]:
    look = Look((sheet,), ("tail",), "", dict(properties), {"a": "b"}, ("x",), ("y",))
    return process._combine(look, [keyed(values)])  # type: ignore[arg-type]


def test_what_look_and_reader_come_to() -> None:
    sheet = look_of(
        name="Một",
        visible=False,
        filled=keys(
            *("A1", "B1", "C1", "D1", "E1", "F1", "A9", "B2", "C2"),
            *("A3", "A4", "B4", "C3", "C4", "C6"),
        ),
        errors=keyed({"B1": "#N/A"}),
        odd=keyed({"C1": "y" * 101, "A9": "z"}),
        formulas=keys("D1", "B1", "A3", "A4", "A5", "B3", "B4", "C3", "C4", "C6"),
        unworked=keys("A5"),
        said=keyed({"A1": "một", "D1": 1.5, "E1": 2.0, "A2": "  ", "B2": -5.0, "C2": "_x0041_"}),
        own=keys("E1", "C2"),
        merged=("A1:B1",),
        hidden_rows=frozenset({2, 1}),
        hidden_columns=((2, 3),),
        asides=(Aside("A1", "lời", ""),),
        fonts=keyed({"C4": ".VnTime", "A1": "VNI"}),
        unstyled=tuple(keyed({"E1": 0, "F1": 0})),
        looks=keyed({"D1": CellLook("0")}),
        runs=keyed({"A1": (TextRun("m", struck=True), TextRun("ột"))}),
        pictures=keys("F1"),
    )
    values = {
        "A1": "một", "C1": "?", "D1": 1.5, "F1": True, "A2": "  ", "B2": timedelta(days=-5),
        "A3": 7, "A4": 7, "B3": "", "B4": 8, "C3": 2, "C4": 2, "C6": 2,
    }  # fmt: skip
    found = combined(sheet, values)
    (told,) = found.pop("sheets")
    assert found == {
        "notes": ("tail",), "skipped": ("x",), "lost": ("y",), "properties": {},
        "names": {"a": "b"},
    }  # fmt: skip
    assert told | {"cells": cells_told(told)} == {
        "name": "Một", "visible": False, "rows": [1, 2, 3, 4, 6, 9], "merged": ("A1:B1",),
        "hidden_rows": [1, 2], "hidden_columns": ((2, 3),), "asides": (Aside("A1", "lời", ""),),
        "fonts": [[1, 1, "VNI"], [4, 3, ".VnTime"]],
        "cells": [
            [1, 1, "ột"], [1, 2, None, True, "#N/A"], [1, 3, "y" * 101], [1, 4, 1.5, True, ""],
            [1, 5, 2], [1, 6, True], [2, 1, "  "], [2, 2, -5], [2, 3, "A"],
            [4, 3, 2, True, ""], [9, 1, "z"],
        ],
        "runs": [
            [1, 3, 4, 7], [2, 3, 3, ""], [3, 3, 3, 2], [2, 4, 4, 8], [1, 5, 5, None], [3, 6, 6, 2],
        ],
        "odd": [[1, 3, "y" * 100], [9, 1, "z"]],
        "unstyled": [1, 5, 2],
        "seen": [
            [1, 1, *Seen(struck="m")], [1, 4, *Seen(shown="2")], [1, 6, *Seen(picture=True)],
        ],
    }  # fmt: skip


@for_each(
    ("look", "values", "cell"),
    [
        ({"filled": keys("A2", "B1")}, {"A2": 1}, "B1"),
        ({"filled": keys("A2")}, {"A2": 1, "C3": 5, "D3": 5}, "C3"),
        ({"filled": keys("A2")}, {"A2": 1, "C3": "  ", "D3": "\ufeff"}, ""),
        ({"filled": keys("A2"), "errors": keyed({"A2": "#N/A"})}, {}, ""),
        ({"filled": keys("A2"), "odd": keyed({"A2": "x"})}, {}, ""),
        ({"filled": keys("A2"), "said": keyed({"A2": 5.0})}, {"A2": 6}, "A2"),
        ({"filled": keys("A2"), "said": keyed({"A2": "a b"})}, {"A2": "ab"}, ""),
        ({"filled": keys("A2"), "said": keyed({"A2": 45_366.0})}, {"A2": date(2024, 3, 15)}, ""),
    ],
)
def test_the_first_cell_in_which_they_differ(
    look: dict[str, Any], values: dict[str, Any], cell: str
) -> None:
    found = combined(look_of(**look), values)
    assert found.get("differs") == ({"sheet": "S", "cell": cell} if cell else None)
    if not cell:
        cells = cells_told(found["sheets"][0])
        assert (3, 4) not in [(row, column) for row, column, *_ in cells], "no one sees it"
        assert [2, 1, "ab"] not in cells, "the reader has lost a blank"


def test_values_of_all_types_are_told() -> None:
    """And a formula in an old font, of which no run is made."""
    values = {
        "A1": date(2024, 3, 15), "B1": datetime(2024, 3, 15, 6), "C1": time(6, 7), "D1": 1.5,
        "E1": timedelta(hours=25, milliseconds=1), "F1": False, "G1": "a", "H1": 7,
    }  # fmt: skip
    formulas, fonts = keys("A2", "B2", "C2"), dict.fromkeys(keys("A2", "B2", "C2"), "VNI")
    sheet = look_of(filled=keys(*values, "C2"), formulas=formulas, fonts=fonts, unworked=keys("B2"))
    (told,) = combined(sheet, values | {"C2": 1.5})["sheets"]
    assert cells_told(told) == [
        [1, 1, ["date", "2024-03-15"]], [1, 2, ["datetime", "2024-03-15T06:00:00"]],
        [1, 3, ["time", "06:07:00"]], [1, 4, 1.5], [1, 5, ["span", 90_000_001.0]], [1, 6, False],
        [1, 7, "a"], [1, 8, 7], [2, 1, "", True, ""], [2, 2, None, True, ""], [2, 3, 1.5, True, ""],
    ]  # fmt: skip


def test_days_are_held_against_where_they_count_from() -> None:
    sheet = look_of(filled=keys("A1"), said=keyed({"A1": 43_904.0}))
    values = {"A1": date(2024, 3, 15)}
    assert "sheets" in combined(sheet, values, date1904="1")
    assert combined(sheet, values)["differs"] == {"sheet": "S", "cell": "A1"}
    assert combined(sheet, values, date1904="")["differs"] == {"sheet": "S", "cell": "A1"}


def test_a_sheet_without_its_values_is_a_fault() -> None:
    with pytest.raises(ValueError, match="shorter"):
        process._combine(Look((look_of(),), (), ""), [])


def test_what_a_cell_of_its_own_holds() -> None:
    held = [process._own(said) for said in (None, "a_x0041_", 5.0, True, 0.5)]
    assert [(one, type(one)) for one in held] == [
        ("", str), ("aA", str), (5, int), (True, bool), (0.5, float),
    ]  # fmt: skip


def test_a_reader_s_other_sheet_or_error_is_not_taken() -> None:
    look = process.look_at(SOUND)
    other = replace(look, sheets=(replace(look.sheets[0], name="Khác"),))
    with pytest.raises(process._ReaderError, match=r"^another sheet at place 0$"):
        process._calamine(SOUND, other)
    data = raw_bytes(
        '<row r="2"><c r="A2"><v>1.5</v></c><c r="B2" t="str"><v>a_x0041_</v></c><c r="C2" t="str">'
        '<v></v></c><c r="D2" t="e"><v>#N/A</v></c><c r="E2" t="b"><v>1</v></c>'
        '<c r="F2" t="inlineStr"><is><t></t></is></c></row>'
    )
    look = process.look_at(data)
    said = {"A2": 1.5, "B2": "aA", "D2": "#N/A", "E2": True}
    assert process._openpyxl(data, look) == [keyed(said)]
    bare = replace(look, sheets=(replace(look.sheets[0], errors={}),))
    with pytest.raises(process._ReaderError, match=r"^a value was replaced by an error at D2$"):
        process._openpyxl(data, bare)
