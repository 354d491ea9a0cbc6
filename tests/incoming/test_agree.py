"""The look's values beside a reader's: none passes for another, no sound file is held for it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import xlsxwriter
from for_each import for_each
from told_cells import cells_told

from sheettools.incoming.cage import process
from sheettools.incoming.cage.agree import Value, judged
from sheettools.incoming.look.values import Said

MOMENTS = {
    "dd/mm/yyyy": (0, 1, 59, 60, 61, 45_366, 45_366.5, 45_366.999999, 2_957_003, 45_366.1234567),
    "hh:mm": (0, 0.5, 0.999999999, 0.3125, 1.25, 45_366.25),
    "[h]:mm": (0, 1.5, 100.25, 0.0000001),
    "0.00": (0.1 + 0.2, 1e300, 1e-7, 2**53 + 1, -7, 123456789.123456789, 5e-324, 1 / 3),
}
TEXTS = (
    "một\r\nhai",
    " đầu và cuối ",
    "a\tb",
    "_x000D_ và _x0041_",
    "_x005F_x0041_",
    "\x07chuông",
    "028838850476",
    "a & b < c",
    "chữ\xa0trắng",
    "tổ hợp",
    "😀",
)


def saved(fill: Callable[[Any, Any], None], **options: Any) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, options) as book:
        fill(book, book.add_worksheet("S"))
    return out.getvalue()


def changed(data: bytes, part: str, old: str, new: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            text = before.read(name)
            if name == part:
                text, times = re.subn(old, new, text.decode())[0].encode(), 1
                assert text != before.read(name), times
            after.writestr(name, text)
    return out.getvalue()


def read(data: bytes, reader: str = "calamine") -> dict[str, Any]:
    reply = process.answer(reader, data)
    assert "sheets" in reply, reply
    cells = cells_told(reply["sheets"][0])
    return {f"{row}:{column}": value for row, column, value, *_ in cells}


def sound(book: Any, sheet: Any) -> None:
    """Fill in everything that readers have a way of their own with."""
    row = 0
    for form, numbers in MOMENTS.items():
        look = book.add_format({"num_format": form})
        for number in numbers:
            sheet.write_number(row, 0, number, look)
            sheet.write_formula(row, 1, "=1", look, number)
            row += 1
    for row, text in enumerate(TEXTS):
        sheet.write_string(row, 2, text)
        if text.isprintable():
            sheet.write_formula(row, 3, '="x"', None, text)
    bold = book.add_format({"bold": True})
    sheet.write_rich_string(0, 4, "một ", bold, " hai", " ba ")
    sheet.write_boolean(1, 4, True)
    sheet.write_formula(2, 4, "=1=1", None, True)
    sheet.write_formula(3, 4, "=NA()", None, "#N/A")
    sheet.write_formula(4, 4, '=""', None, "")


@for_each("reader", ["calamine", "openpyxl"])
@for_each("options", [{}, {"date_1904": True}])
def test_sound_values_are_never_held(reader: str, options: dict[str, Any]) -> None:
    assert len(read(saved(sound, **options), reader)) > len(TEXTS)


def test_runs_hints_and_lost_blanks_are_no_other_text() -> None:
    data = saved(lambda _, sheet: sheet.write_string(0, 0, "chữ"))
    for item in (
        "<si><r><t>một</t></r><r><t> hai</t></r></si>",
        '<si><t>課</t><rPh sb="0" eb="1"><t>か</t></rPh></si>',
        "<si><t> a </t></si>",
    ):
        assert read(changed(data, "xl/sharedStrings.xml", "<si>.*</si>", item))


def test_a_blank_around_an_index_or_a_number_gives_no_other_value() -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_string(0, 0, "không")
        sheet.write_string(0, 1, "một")
        sheet.write_number(0, 2, 7)

    data = saved(fill)
    part = "xl/worksheets/sheet1.xml"
    whole = {"1:1": "không", "1:2": "một", "1:3": 7}
    for old, new in (("<v>1</v>", "<v>1 </v>"), ("<v>7</v>", "<v> 7 </v>")):
        assert read(changed(data, part, old, new)) == whole
    for old, new in (("<v>1</v>", "<v>&#49;</v>"), ("<v>7</v>", "<v>&#55;</v>")):
        assert read(changed(data, part, old, new)) == whole


@for_each(
    ("said", "got"),
    [
        ("không", "một"),
        ("không", 1),
        ("5", 5),
        ("5", date(2024, 3, 15)),
        (5.0, "5"),
        (5.0, 6),
        (5.0, timedelta(days=6)),
        (0.5, time(11, 59)),
        (-3.0, time(0)),
        (3.25, time(6)),
        (45_366.0, date(2024, 3, 16)),
        (45_366.0, datetime(2024, 3, 15, 0, 1)),
        (True, False),
        (True, "1"),
    ],
)
def test_another_value_is_held(said: Said, got: Value) -> None:
    assert list(judged({1: said}, {1: got}, from_1904=False)) == [(1, None)]


def test_days_count_from_where_the_workbook_says() -> None:
    day = date(2024, 3, 15)
    assert not list(judged({1: 45_366.0}, {1: day}, from_1904=False))
    assert not list(judged({1: 43_904.0}, {1: day}, from_1904=True))
    assert list(judged({1: 45_366.0}, {1: day}, from_1904=True)) == [(1, None)]


@for_each("shown_as", ["dd/mm/yyyy", "dd/mm/yyyy hh:mm", "hh:mm", "[h]:mm"])
@for_each("number", [-3, -0.5, 2_958_466, 3_000_000.25])
def test_a_number_outside_the_calendar_is_no_moment(shown_as: str, number: float) -> None:
    """Excel shows ##### there; a reader that made a time or a day of it would hold the file, or
    worse, be believed. A duration has no last day.
    """

    def fill(book: Any, page: Any) -> None:
        page.write_number(0, 0, number, book.add_format({"num_format": shown_as}))

    lasts = shown_as == "[h]:mm" and number > 0
    assert (read(saved(fill))["1:1"] == number) is not lasts


def test_an_escape_that_a_reader_left_is_a_sign_all_the_same() -> None:
    """Both say the same letters then, and yet the cell shows other ones."""
    assert list(judged({1: "hai_x0020_ba"}, {1: "hai_x0020_ba"}, from_1904=False)) == [
        (1, "hai ba")
    ]
    assert list(judged({1: "hai_xa"}, {1: "hai_xa"}, from_1904=False)) == []
