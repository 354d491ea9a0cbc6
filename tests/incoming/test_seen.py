"""What a person sees in a cell: number formats as Excel shows them, and runs of a text."""

from __future__ import annotations

import pytest

from sheettools.incoming.look.formats import parsed

SHOWN = [
    (1234.5, "General", "1234,5"),
    (-0.5, "General", "-0,5"),
    (0.1 + 0.2, "General", "0,3"),
    (3.14159265358979, "General", "3,141592654"),
    (123456789012.0, "General", None),  # as wide as the cell is
    (6000, "0,", "6"),
    (6499, "0,", "6"),
    (1_250_000, "0.0,,", "1,3"),
    (6000, '#,##0,"k"', "6k"),
    (1234567, "#,##0", "1.234.567"),
    (49, "#,##0.00", "49,00"),
    (2.5, "0", "3"),
    (-2.5, "0", "-3"),
    (0.45, "0%", "45%"),
    (45, "0%", "4500%"),
    (2, '"1"0', "12"),
    (12, '0" hộ"', "12 hộ"),
    (12, "0\\0", "120"),
    (912345678, "0000000000", "0912345678"),
    (912345678, "0000 000 000", "0912 345 678"),
    (12, '0;0;"không"', "12"),
    (0, '0;0;"không"', "không"),
    (0, "#,##0;-#,##0;-", "-"),
    (-7, "0;(0)", "(7)"),
    (5, ";;;", ""),
    ("chữ", ";;;", ""),
    ("chữ", "@", "chữ"),
    ("chữ", '0;0;0;"Xã "@', "Xã chữ"),
    ("chữ", "0", "chữ"),
    (5, '[<10]"ít";0', "ít"),
    (50, '[<10]"ít";0', "50"),
    (5, "[Red]0", "5"),
    (5, "# ?/?", None),
    (5, "0.00E+00", None),
    (45372, "dd/mm/yyyy", "21/03/2024"),
    (45372, "mm/dd/yyyy", "03/21/2024"),
    (45372, "d/m", "21/3"),
    (45372, "mm/yyyy", "03/2024"),
    (45372, "dd-mm-yy", "21-03-24"),
    (45372, "d-mmm", None),  # Windows has the names of months
    (45372, "[$-F800]dddd, mmmm dd, yyyy", None),
    (45372.99999, "dd/mm/yyyy", "21/03/2024"),
    (0.3125, "hh:mm", "07:30"),
    (0.3125, "h:mm AM/PM", "7:30 SA"),
    (0.604166666666667, "h:mm AM/PM", "2:30 CH"),
    (1.46875, "[h]:mm", "35:15"),
    (1.46875, "h:mm", "11:15"),
    (0.3125, "mm:ss", "30:00"),
    (0.3125, "[mm]", "450"),
    (-1, "dd/mm/yyyy", None),
]


@pytest.mark.parametrize(("value", "code", "seen"), SHOWN)
def test_a_number_is_shown_as_excel_shows_it(
    value: float | str, code: str, seen: str | None
) -> None:
    assert parsed(code).shows(value) == seen


def test_days_may_count_from_1904() -> None:
    assert parsed("dd/mm/yyyy").shows(43910, from_1904=True) == "21/03/2024"
