"""Whatever is done to the structure of a workbook: no row is lost, nothing stops, and every finding
has its place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from properties import up_to
from village import CASES, Commune, commune, fill, read_case

from sheettools.incoming.cage.read import FormulaRun, RawBook, RawCell, RawSheet, read_book
from sheettools.incoming.check.validate import check_book
from sheettools.incoming.locate.workbook import is_filled
from sheettools.template.excel.address import address, split_address

Cells = dict[tuple[int, int], RawCell]
ROWS, COLUMNS = st.integers(1, 45), st.integers(1, 32)
WORDS = st.sampled_from(
    [
        "Cộng",
        "TT",
        "Loại",
        "Lĩnh vưc",
        "noi_dung",
        "(1)",
        "Ghi chú: xem lại",
        "Người lập biểu",
        "x",
        "",
        12,
        None,
    ]
)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> RawBook:
    path = tmp_path_factory.mktemp("so") / "so.xlsx"
    path.write_bytes(
        fill(
            read_case(
                (CASES / "a-complete-good-return" / "returned.md").read_text(encoding="utf-8")
            )
        )
    )
    book = read_book(path).book
    assert book is not None
    return book


# ----------------------------------------------------------------------- what may happen to a sheet


def moved(
    cells: Mapping[tuple[int, int], RawCell], to: Callable[[int, int], tuple[int, int] | None]
) -> Cells:
    """Put every cell where `to` says, or away."""
    places = {place: to(*place) for place in cells}
    return {
        new: cells[old]._replace(row=new[0], column=new[1])
        for old, new in places.items()
        if new is not None
    }


def apart(cells: Cells) -> dict[str, Any]:
    """Return cells as a sheet keeps them: formulas that come to nothing or a number as runs."""
    single, runs = {}, []
    for (row, column), cell in cells.items():
        number = cell.value is None or type(cell.value) is int
        if cell.formula and number and not cell.error:
            runs.append(FormulaRun(column, row, row, cell.value))
        else:
            single[row, column] = cell
    return {"single": single, "runs": tuple(runs)}


def insert_row(cells: Cells, row: int, column: int, word: Any) -> Cells:
    return moved(cells, lambda r, c: (r + (r >= row), c))


def delete_row(cells: Cells, row: int, column: int, word: Any) -> Cells:
    return moved(cells, lambda r, c: None if r == row else (r - (r > row), c))


def insert_column(cells: Cells, row: int, column: int, word: Any) -> Cells:
    return moved(cells, lambda r, c: (r, c + (c >= column)))


def delete_column(cells: Cells, row: int, column: int, word: Any) -> Cells:
    return moved(cells, lambda r, c: None if c == column else (r, c - (c > column)))


def exchange_columns(cells: Cells, row: int, column: int, word: Any) -> Cells:
    other = 35 - column
    return moved(cells, lambda r, c: (r, {column: other, other: column}.get(c, c)))


def exchange_below_the_names(cells: Cells, row: int, column: int, word: Any) -> Cells:
    other = 35 - column
    return moved(
        cells, lambda r, c: (r, c) if r < 6 else (r, {column: other, other: column}.get(c, c))
    )


def type_over(cells: Cells, row: int, column: int, word: Any) -> Cells:
    return {**cells, (row, column): RawCell(row, column, word)}


def type_heading(cells: Cells, row: int, column: int, word: Any) -> Cells:
    return type_over(cells, 6, column, word)


def copy_row(cells: Cells, row: int, column: int, word: Any) -> Cells:
    return {
        **cells,
        **{(row, c): cell._replace(row=row) for (r, c), cell in cells.items() if r == 6},
    }


def copy_column(cells: Cells, row: int, column: int, word: Any) -> Cells:
    return {
        **cells,
        **{(r, 80): cell._replace(column=80) for (r, c), cell in cells.items() if c == column},
    }


def clear_names(cells: Cells, row: int, column: int, word: Any) -> Cells:
    return {place: cell for place, cell in cells.items() if place[0] != 5}


HURTS = (
    insert_row, delete_row, insert_column, delete_column, exchange_columns,
    exchange_below_the_names, type_over,
    type_heading, copy_row, copy_column, clear_names,
)  # fmt: skip


def hurt(sheet: RawSheet, what: Callable[..., Cells], row: int, column: int, word: Any) -> RawSheet:
    cells = dict(sorted(what(dict(sheet.cells), row, column, word).items()))
    block = f"{address(row, column)}:{address(row + 1, column + 2)}"
    rows = frozenset(row for (row, _), cell in cells.items() if is_filled(cell))
    return replace(
        sheet,
        **apart(cells),
        rows_seen=rows,
        merged=(*sheet.merged[-3:], block),
        hidden_rows=rows & {row},
    )


@settings(max_examples=up_to(25), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    done=st.lists(
        st.tuples(st.integers(0, 5), st.sampled_from(HURTS), ROWS, COLUMNS, WORDS),
        min_size=1,
        max_size=6,
    ),
    renamed=st.sampled_from(["", "Kiến nghị", "Lịch tiếp xúc"]),
)
def test_no_row_is_lost_and_every_place_is_there(
    filled: RawBook, done: list[Any], renamed: str
) -> None:
    sheets = list(filled.sheets)
    for number, what, row, column, word in done:
        sheets[number] = hurt(sheets[number], what, row, column, word)
    sheets = [replace(s, name="Tờ 5") if s.name == renamed else s for s in sheets]
    home: Commune = commune()
    issued = next(iter(home.issued.values()))

    checked = check_book(
        replace(filled, sheets=tuple(sheets)), home.plan.collects, issued, home.today
    )

    assert checked.seen_rows == checked.layout_rows + checked.outside_rows + len(checked.records)
    corners = {sheet.name: corner(sheet) for sheet in sheets}
    for finding in checked.findings:
        assert finding.message("vi")
        assert finding.remedy("en")
        for cell in filter(None, finding.location.cell.split(", ")):
            row, column = split_address(cell)
            last = corners[finding.location.sheet]
            assert row <= last[0], f"{finding.location} of {last}"
            assert column <= last[1], f"{finding.location} of {last}"


def corner(sheet: RawSheet) -> tuple[int, int]:
    """Return the last row and column that hold anything; a form's lines are there even when they
    are empty.
    """
    rows, columns = zip(*sheet.cells, strict=True)
    return max(*rows, 20), max(*columns, 33)


TYPED = "đã gặp từng nhà"


@settings(max_examples=up_to(25), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    number=st.integers(2, 5),
    what=st.sampled_from(HURTS),
    row=ROWS,
    column=COLUMNS,
    at=st.tuples(ROWS, COLUMNS),
)
@example(number=2, what=insert_row, row=1, column=1, at=(3, 1))  # where the line stood
@example(number=2, what=type_over, row=9, column=5, at=(3, 1))  # over the line itself
def test_what_somebody_typed_is_read_or_reported(
    filled: RawBook,
    number: int,
    what: Callable[..., Cells],
    row: int,
    column: int,
    at: tuple[int, int],
) -> None:
    sheet = hurt(filled.sheets[number], what, row, column, "x")
    cells = dict(sorted({**sheet.cells, at: RawCell(*at, TYPED)}.items()))
    sheet = replace(sheet, **apart(cells), rows_seen=sheet.rows_seen | {at[0]}, merged=())
    sheets = [sheet if n == number else other for n, other in enumerate(filled.sheets)]
    home = commune()
    issued = next(iter(home.issued.values()))

    checked = check_book(
        replace(filled, sheets=tuple(sheets)), home.plan.collects, issued, home.today
    )

    read = any(TYPED in text for record in checked.records for text in record.texts.values())
    said = any(
        f.location.sheet == sheet.name
        and (
            address(*at) in f.location.cell.split(", ")
            or TYPED in (f.value, *f.values.values())
            or f.code == "S101"
        )
        for f in checked.findings
    )
    assert read or said, address(*at)
