"""The sheets of an annual workbook as they are read back: cells by place, and what is said where
one cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sheettools.annual.data import as_number
from sheettools.annual.xlsx.print_setup import HEAD_ROW, continued
from sheettools.findings import Finding, Location, Severity, SheettoolsError, declare
from sheettools.frozen import dataclass
from sheettools.incoming.cage.read import RawBook, RawCell, RawSheet
from sheettools.template.excel.address import address

NOT_REREAD = declare(
    "F303",
    Severity.ERROR,
    why=(
        "Tệp này không phải báo cáo tổng hợp đọc lại được: thiếu hoặc đã đổi “{value}”.",
        "This is no annual workbook that can be read back: “{value}” is missing or was changed.",
    ),
    remedy=(
        (
            "Chọn tệp tong-hop_….xlsx do lệnh sheettools merge làm ra, còn đủ các trang và cột; "
            "hoặc chạy lại merge."
        ),
        (
            "Choose a tong-hop_….xlsx that sheettools merge made, with all its sheets and "
            "columns; or merge again."
        ),
    ),
)
UNREADABLE = declare(
    "F305",
    Severity.ERROR,
    why=(
        "Báo cáo có ô đã sửa tay, không đọc được theo mẫu: “{value}”.",
        (
            "A cell of the report was changed by hand and cannot be read as the template has it: "
            "“{value}”."
        ),
    ),
    remedy=(
        "Sửa lại ô này như báo cáo ban đầu, hoặc chạy lại lệnh sheettools merge.",
        "Put the cell back as the report had it, or run sheettools merge again.",
    ),
)


@dataclass(frozen=True)
class AnnualSheet:
    """One sheet of a file."""

    raw: RawSheet
    file: str

    def value(self, row: int, column: int) -> Any:
        """Return a cell's value, of a formula its result. Raises SheettoolsError (F305) where that
        is missing.
        """
        cell: RawCell | None = self.raw.cells.get((row, column))
        if cell is not None and (cell.error or (cell.formula and cell.value is None)):
            raise self.unreadable(row, column)
        return None if cell is None else cell.value

    def result(self, row: int, column: int) -> Any:
        """Return a cell's value; None where it is a formula whose result the program that saved it
        did not keep.
        """
        cell: RawCell | None = self.raw.cells.get((row, column))
        if cell is not None and cell.formula and cell.value in (None, "") and not cell.error:
            return None
        return self.value(row, column)

    def text(self, row: int, column: int) -> str:
        """Return what a cell says, a whole number without a point."""
        value = self.value(row, column)
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return "" if value is None else str(value)

    def number(self, row: int, column: int) -> float:
        """Return a number; an empty cell is 0. Raises SheettoolsError (F305)."""
        value = self.value(row, column)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise self.unreadable(row, column)
        return as_number(value or 0)

    def count(self, row: int, column: int) -> int:
        """Return a whole number. Raises SheettoolsError (F305)."""
        number = self.number(row, column)
        if number != int(number):
            raise self.unreadable(row, column)
        return int(number)

    def unreadable(self, row: int, column: int) -> SheettoolsError:
        """Return the error that a cell cannot be read."""
        place, cell = (
            Location(self.file, self.raw.name, address(row, column)),
            self.raw.cells.get((row, column)),
        )
        if cell is None:
            return SheettoolsError(Finding(UNREADABLE, place, ""))
        said = cell.error or ("=…" if cell.value is None else self.text(row, column))
        return SheettoolsError(Finding(UNREADABLE, place, said))

    def rows(self, first: int) -> list[int]:
        """Return every filled row from `first` on: one that somebody emptied hides none below
        it.
        """
        filled = {
            row
            for (row, column), cell in self.raw.cells.items()
            if cell.value not in (None, "") or cell.error
        }
        return sorted(row for row in filled if row >= first)

    def block(self, first: int) -> list[int]:
        """Return the filled rows from `first` down to the first gap."""
        return [row for number, row in enumerate(self.rows(first)) if row == first + number]

    def texts(self, first: int, columns: int) -> Iterator[list[str]]:
        """Yield the texts of every filled row."""
        for row in self.rows(first):
            yield [self.text(row, column) for column in range(1, columns + 1)]

    def headed(self, column: int, title: str, head: int = HEAD_ROW) -> int:
        """Return a column that must be headed so. Raises SheettoolsError (F303)."""
        if self.text(head, column) != title:
            raise lacks(self.file, f"{self.raw.name}: {title}")
        return column


class AnnualFile:
    """The sheets of a file by their names."""

    def __init__(self, book: RawBook, name: str) -> None:
        self.name = name
        self.pages = {raw.name: AnnualSheet(raw, name) for raw in book.sheets}

    def page(self, name: str) -> AnnualSheet:
        """Return a sheet. Raises SheettoolsError (F303)."""
        if name not in self.pages:
            raise lacks(self.name, name)
        return self.pages[name]

    def parts(self, name: str) -> list[AnnualSheet]:
        """Return a sheet and those on which it goes on. Raises SheettoolsError (F303)."""
        found = [self.page(name)]
        while (more := continued(name, len(found) + 1)) in self.pages:
            found.append(self.pages[more])
        return found


def lacks(file: str, what: str) -> SheettoolsError:
    """Return the error that a file lacks something without which it is no annual workbook."""
    return SheettoolsError(Finding(NOT_REREAD, Location(file=file), what))
