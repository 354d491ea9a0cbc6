"""Last year's annual workbook → the rows that this year's tables begin with.

The sheet is found by its title and the columns by their headings, so the template may have changed
in between. A row that cannot go anywhere is told, never dropped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from sheettools.findings import (
    COVERED,
    Finding,
    Location,
    Severity,
    SheettoolsError,
    declare,
    quoted,
)
from sheettools.frozen import dataclass
from sheettools.incoming.cage.read import RawBook, RawCell, RawSheet, read_book
from sheettools.plan.own_file import LAST_YEAR, own, refused
from sheettools.template.conditions import RowValues
from sheettools.template.excel.address import address
from sheettools.template.issue import CarriedRows, FilledBook, Issue
from sheettools.template.kinds import ParsedValue
from sheettools.template.layout import (
    ANNUAL_SHEET,
    DRAFT_PLACE,
    DRAFT_WORDS,
    EDITION,
    KEPT_SHEET,
    LEFT_SHEET,
    REPORT_SHEETS,
    UP,
)
from sheettools.template.model import ORIGIN_TITLES, CarryOver, Cover, Field, Sheet, Template
from sheettools.words.text import fold, nfc

NO_LAST_YEAR = declare(
    "T030",
    Severity.ERROR,
    why=(
        (
            "Ô “{title}” ghi “{value}”, nhưng không có tệp đó; chưa làm sổ vì sẽ mất việc năm "
            "trước chuyển sang."
        ),
        (
            "“{title}” says “{value}”, but there is no such file; without it last year's open "
            "matters would be lost."
        ),
    ),
    remedy=(
        "Chép báo cáo tổng hợp năm trước vào thư mục của năm, hoặc ghi đường dẫn tính từ thư "
        "mục đó, ví dụ "
        "../xa-2023/noi-bo/tong-hop_07528_2023_noi-bo.xlsx. Năm trước không có sổ thì để "
        "trống ô này.",
        "Copy last year's annual workbook into the year's folder, or give its path from "
        "there, such as "
        "../xa-2023/noi-bo/tong-hop_07528_2023_noi-bo.xlsx. Leave the cell empty if there was "
        "none.",
    ),
)
NOT_ANNUAL = declare(
    "T031",
    Severity.ERROR,
    why=(
        (
            "Tệp này không phải báo cáo tổng hợp dùng được: không có trang “{title}” với các cột "
            "{columns}."
        ),
        (
            "This is no annual workbook to carry over from: it has no sheet “{title}” with the "
            "columns {columns}."
        ),
    ),
    remedy=(
        "Ghi tên tệp do lệnh sheettools merge của năm trước làm ra.",
        "Name the file that last year's sheettools merge made.",
    ),
)
OWN_YEAR = declare(
    "T032",
    Severity.ERROR,
    why=(
        "Tệp này là báo cáo của chính năm nay: mã “{value}” là mã của sổ năm nay.",
        "This is the report of this very year: the code “{value}” is one of this year's.",
    ),
    remedy=("Ghi tên tệp báo cáo tổng hợp của năm trước.", "Name last year's annual workbook."),
)
STILL_DRAFT = declare(
    "T033",
    Severity.WARNING,
    why=(
        "Báo cáo năm trước còn là dự thảo; {rows} dòng để riêng ở đó không được chuyển sang.",
        "Last year's report is still a draft; not carried over: {rows:row|rows} set aside there.",
    ),
    remedy=(
        (
            "Sửa và tổng hợp lại năm trước rồi làm sổ; nếu không, đơn vị tự ghi các việc đó kèm mã "
            "kỳ trước."
        ),
        "Mend and merge last year first; otherwise the units write these matters down themselves.",
    ),
)
NO_COLUMN = declare(
    "T034",
    Severity.WARNING,
    why=(
        "Báo cáo năm trước không có cột “{value}”; ô đó để trống ở các dòng chuyển sang.",
        "Last year's report has no column “{value}”; it stays empty in the rows carried over.",
    ),
    remedy=("Không phải làm gì; đơn vị điền các ô đó.", "Nothing to do; the units fill it in."),
)
NO_UNIT = declare(
    "T035",
    Severity.WARNING,
    why=(
        (
            "Việc “{value}” của {unit} chưa chuyển sang được: kế hoạch không có đơn vị mang mã "
            "“{code}”."
        ),
        (
            "“{value}” of {unit} could not be carried over: the plan has no unit with the code "
            "“{code}”."
        ),
    ),
    remedy=(
        "Nếu đơn vị đã sáp nhập hoặc đổi mã, ghi việc này vào sổ của đơn vị mới kèm mã kỳ trước.",
        (
            "If the unit was merged or renamed, write the matter into its successor's workbook "
            "with this code."
        ),
    ),
)
UNREAD = declare(
    "T036",
    Severity.WARNING,
    why=(
        (
            "“{title}” của việc “{key}” ghi “{value}”, không đọc được theo mẫu năm nay; dòng vẫn "
            "chuyển sang."
        ),
        (
            "“{title}” of “{key}” says “{value}”, which this year's template cannot read; the row "
            "is carried."
        ),
    ),
    remedy=("Đơn vị điền lại ô đó trong sổ năm nay.", "The unit fills in this cell anew."),
)
NO_CODE = declare(
    "T037",
    Severity.WARNING,
    why=(
        "Dòng này của {unit} không có mã nên không chuyển sang được.",
        "This row of {unit} has no code, so that it could not be carried over.",
    ),
    remedy=(
        "Ghi việc này vào sổ năm nay của đơn vị.",
        "Write the matter into the unit's workbook of this year.",
    ),
)

KEPT_SECRET = declare(
    "T050",
    Severity.WARNING,
    why=(
        (
            "Có việc năm trước phải giữ kín nên không in sẵn vào sổ năm nay; việc này vẫn tính "
            "vào số tồn."
        ),
        (
            "A matter of last year is kept secret, so it is printed in no workbook; it still "
            "counts as open."
        ),
    ),
    remedy=(
        (
            "Văn phòng theo dõi việc này ở sổ riêng; xong thì ghi mã vào trang “Việc kỳ trước” "
            "của ke-hoach.xlsx."
        ),
        "The office follows it up in a book of its own; once it is settled write its code on "
        "the sheet “Việc kỳ "
        "trước” of ke-hoach.xlsx.",
    ),
)
SENT_UP = declare(
    "T051",
    Severity.ERROR,
    why=(
        (
            "Tệp này là bản gửi cấp trên, không có mã từng việc nên không chuyển việc sang năm "
            "nay được."
        ),
        (
            "This file is the edition that went up; it holds no codes, so that nothing can be "
            "carried over from it."
        ),
    ),
    remedy=(
        (
            "Ghi tên bản nội bộ của năm trước, ví dụ "
            "../xa-2023/noi-bo/tong-hop_07528_2023_noi-bo.xlsx."
        ),
        (
            "Name last year's office edition, such as "
            "../xa-2023/noi-bo/tong-hop_07528_2023_noi-bo.xlsx."
        ),
    ),
)
ASIDE_LAST_YEAR = declare(
    "T052",
    Severity.WARNING,
    why=(
        (
            "Báo cáo năm trước có {rows} dòng để riêng, không tính vào số tồn; các dòng đó không "
            "được chuyển sang."
        ),
        (
            "Not carried over: {rows:row|rows} that last year's report set aside, which are not in "
            "its closing."
        ),
    ),
    remedy=(
        "Việc nào chưa xong thì đơn vị ghi vào sổ năm nay như việc mới.",
        "What is still open goes into this year's workbook as a new matter.",
    ),
)

UNIT_NAME, UNIT_CODE, ORIGIN_FILE, ORIGIN_SHEET, ORIGIN_ROW, _ = ORIGIN_TITLES
SET_ASIDE = REPORT_SHEETS[1]
HEADINGS_WITHIN = 20
"""How many rows from the top the headings are looked for."""


@dataclass(frozen=True)
class CarriedRow:
    """One row to carry over: of which unit, under which code, what comes along, and where it stood.

    `known` is all that was read of it. A `secret` one goes out to nobody; where the report did
    not say whose it is, it has neither unit nor code.
    """

    unit_code: str
    unit_name: str
    code: str
    values: RowValues
    place: Location
    known: Mapping[str, Any] = field(default_factory=dict)
    secret: bool = False


@dataclass(frozen=True)
class CarriedTables:
    """What last year's annual workbook gives each table, and what is to be said of it."""

    rows: Mapping[str, Sequence[CarriedRow]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    given: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """All codes that its rows bear, open or not, by table."""

    def by_unit(self) -> CarriedRows:
        """Return the values by unit code and sheet, as they are issued."""
        units: dict[str, dict[str, list[RowValues]]] = {}
        for sheet, rows in self.rows.items():
            for row in rows:
                if not row.secret:
                    units.setdefault(row.unit_code, {}).setdefault(sheet, []).append(row.values)
        return units

    def days(self) -> list[date]:
        """Return the days that came along with the rows."""
        days: list[date] = []
        for rows in self.rows.values():
            for row in rows:
                days += [value for value in row.values.values() if isinstance(value, date)]
        return days

    def check_units(self, template: Template, issued: Sequence[Issue]) -> tuple[Finding, ...]:
        """Return a finding for each row whose unit the plan does not have.

        Raises SheettoolsError (T032) where a code is one of this year's own.
        """
        known = {one.unit_code for one in issued}
        found: list[Finding] = []
        for name, rows in self.rows.items():
            own = _own_codes(template.sheet(name), issued)
            for row in rows:
                if row.code in own:
                    raise SheettoolsError(Finding(OWN_YEAR, row.place, row.code))
                if row.unit_code not in known and not row.secret:
                    unit = _within_sentence(row.unit_name)
                    values = {"unit": unit, "code": row.unit_code}
                    found.append(Finding(NO_UNIT, row.place, row.code, values))
        return tuple(found)


def _own_codes(sheet: Sheet, issued: Sequence[Issue]) -> set[Any]:
    """Return the codes that this year's plan gives the rows of a table."""
    codes: set[Any] = set()
    if sheet.carry_over is not None:
        for one in issued:
            codes.update(row.get(sheet.carry_over.key) for row in one.rows.get(sheet.name, ()))
    return codes


def read_carried(
    template: Template, plan_template: Template, plan: FilledBook, folder: Path
) -> CarriedTables:
    """Read what the tables of a template carry over; nothing where the plan names no file.

    Raises SheettoolsError where the file is not there (T030), cannot be read, or is no annual
    workbook (T031).
    """
    books: dict[str, RawBook] = {}
    rows: dict[str, list[CarriedRow]] = {}
    findings: list[Finding] = []
    given: dict[str, frozenset[str]] = {}
    for sheet in template.tables:
        if sheet.carry_over is None:
            continue
        form, _, name = sheet.carry_over.file.partition(".")
        said = plan.forms.get(form, {}).get(name)
        if said is None:
            continue
        if said not in books:
            books[said], remarks = _open(str(said), folder, plan_template.sheet(form), name)
            findings += remarks
        rows[sheet.name] = []
        given[sheet.name] = frozenset()
        for page, secret in _find_pages(books[said], sheet, sheet.carry_over):
            reader = _Reader(books[said], sheet, sheet.carry_over, page, secret=secret)
            rows[sheet.name] += reader.rows()
            findings += reader.findings
            given[sheet.name] |= reader.codes()
    return CarriedTables(rows, tuple(findings), given)


# --------------------------------------------------------------------------- the file


def _open(said: str, folder: Path, form: Sheet, name: str) -> tuple[RawBook, tuple[Finding, ...]]:
    path = find_last_year(said, folder)
    if path is None:
        values = {"title": form.field(name).title}
        raise SheettoolsError(Finding(NO_LAST_YEAR, Location(sheet=form.title), said, values))
    reading = read_book(path)
    if reading.book is None:
        raise refused(reading.findings, LAST_YEAR)
    return reading.book, tuple(own(reading.findings))


def find_last_year(said: str, folder: Path) -> Path | None:
    """Return the file that a plan names by its path from the year's folder, None if it is missing.

    A drive, a network share or a path from the root is never followed: a workbook must not choose
    what is opened.
    """
    parts = PurePosixPath(said.strip().replace("\\", "/"))
    if parts.is_absolute() or ":" in said:
        return None
    here: Path | None = folder
    for part in parts.parts:
        here = _named(here, part) if here is not None else None
    return here if here is not None and here.is_file() else None


def _named(folder: Path, part: str) -> Path | None:
    """Return what a folder holds under a name: systems store the marks of one in two ways."""
    path = folder / part
    if part == ".." or path.exists():
        return path
    try:
        held = sorted(folder.iterdir())
    except OSError:
        return None
    return next((one for one in held if nfc(one.name) == nfc(part)), None)


# --------------------------------------------------------------------------- the rows


@dataclass(frozen=True)
class _Page:
    """A sheet of an annual workbook: the row of its headings, and its columns by them (folded).

    The columns that say where a row came from stand first; a field may bear the title of one of
    them.
    """

    raw: RawSheet
    head: int = 0
    origin: Mapping[str, int] = field(default_factory=dict)
    columns: Mapping[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> list[int]:
        """The rows below the headings that hold anything."""
        return sorted(
            {row for row, column in self.raw.cells if row > self.head and self.text(row, column)}
        )

    def text(self, row: int, column: int) -> str:
        """Return what a cell says."""
        return _text(self.raw.cells.get((row, column)))

    def said(self, row: int, title: str) -> str:
        """Return what a row says of where it came from."""
        return self.text(row, self.origin.get(fold(title), 0))

    def has(self, target: Field) -> bool:
        """Say whether there is a column of this field."""
        return fold(target.title) in self.columns

    def place(self, row: int, target: Field) -> tuple[int, int]:
        """Return (row, column) of a field's cell; (row, 0), an empty place, if there is none."""
        return row, self.columns.get(fold(target.title), 0)


def _page(raw: RawSheet) -> _Page:
    """Find the headings of a sheet; one of them is the code of the unit."""
    cells = sorted(raw.cells.items())
    for (row, _), cell in cells:
        if row <= HEADINGS_WITHIN and fold(_text(cell)) == fold(UNIT_CODE):
            found = [(fold(_text(one)), column) for (at, column), one in cells if at == row]
            # Of two columns with one heading the first tells the origin, the last is the field's.
            return _Page(raw, row, dict(reversed(found)), dict(found))
    return _Page(raw)


def _find_pages(book: RawBook, sheet: Sheet, carry: CarryOver) -> Iterator[tuple[_Page, bool]]:
    """Yield the sheets that hold rows of a table, each with whether they must be kept secret.

    Raises SheettoolsError (T031, T051) where the table's own, or a column that decides, is not
    there.
    """
    yield _find_page(book, sheet, carry), False
    by_title = {fold(raw.name): raw for raw in book.sheets}
    for pattern, secret in ((KEPT_SHEET, True), (LEFT_SHEET, False)):
        raw = by_title.get(fold(pattern.format(title=sheet.title)[:31]))
        if raw is not None:
            yield _page(raw), secret


def _find_page(book: RawBook, sheet: Sheet, carry: CarryOver) -> _Page:
    """Return the sheet of a table. Raises SheettoolsError (T031, T051) where it cannot be used."""
    must = [sheet.field(name) for name in (carry.key, *carry.where.fields)]
    for raw in book.sheets:
        if fold(raw.name) == fold(sheet.title):
            page = _page(raw)
            if page.head and all(page.has(target) for target in must):
                return page
    if any(_went_up(raw) for raw in book.sheets):
        raise SheettoolsError(Finding(SENT_UP, Location(file=book.file), book.file))
    titles = dict.fromkeys((UNIT_CODE, *(target.title for target in must)))
    columns = quoted(titles)
    values = {"title": sheet.title, "columns": columns}
    raise SheettoolsError(Finding(NOT_ANNUAL, Location(file=book.file), book.file, values))


def _went_up(raw: RawSheet) -> bool:
    """Say whether a sheet says that its workbook is the edition that goes up."""
    if raw.name != ANNUAL_SHEET:
        return False
    for (row, column), cell in raw.cells.items():
        if column == 1 and _text(cell) == EDITION and _text(raw.cells.get((row, 5))) == UP:
            return True
    return False


class _Reader:
    """Read the rows of one table from a sheet of an annual workbook, which may be `secret`."""

    def __init__(
        self, book: RawBook, sheet: Sheet, carry: CarryOver, page: _Page, *, secret: bool = False
    ) -> None:
        self.book, self.sheet, self.carry, self.page, self.secret = book, sheet, carry, page, secret
        self.findings: list[Finding] = []
        self.covers = sheet.keeping
        """What keeps a row in the office."""
        names = [*carry.fields, *carry.where.fields]
        for cover in self.covers:
            names += cover.when.fields
        self.fields = [sheet.field(name) for name in dict.fromkeys(names)]
        self.key, self.into = sheet.field(carry.key), sheet.field(carry.into)

    def rows(self) -> Iterator[CarriedRow]:
        """Yield what passes the condition, in the order of the report."""
        self._note_state()
        for number in self.page.rows:
            made = self._row(number)
            if made is not None:
                yield made

    def codes(self) -> frozenset[str]:
        """Return all codes that rows bear, this year's and those that came along."""
        told: set[str] = set()
        for number in self.page.rows:
            told |= {self._said(number, self.key), self._said(number, self.into)}
        return frozenset(told - {"", COVERED})

    def _note_state(self) -> None:
        """Tell what the sheet lacks, and whether the report is a draft or set rows aside."""
        place = Location(self.book.file, self.page.raw.name)
        for target in (*self.fields, self.into):
            if not self.page.has(target):
                self.findings.append(Finding(NO_COLUMN, place, target.title))
        rows = _count_set_aside(self.book, self.page.raw.name)
        values = {"rows": rows}
        if self._is_draft() and not self.secret:
            self.findings.append(Finding(STILL_DRAFT, Location(self.book.file), values=values))
        elif rows:
            self.findings.append(Finding(ASIDE_LAST_YEAR, Location(self.book.file), values=values))

    def _is_draft(self) -> bool:
        row, column = DRAFT_PLACE
        return DRAFT_WORDS in (self.page.text(row, column), self.page.text(row, column + 1))

    def _row(self, number: int) -> CarriedRow | None:
        values, unread = self._values(number)
        # Where nothing is known the row comes along: better asked once too often than lost.
        known = [test for test in self.carry.where.tests if test.field not in unread]
        if not all(test.holds(values) for test in known):
            return None
        unit, name = self.page.said(number, UNIT_CODE), self.page.said(number, UNIT_NAME)
        place = self._place(number, self.key)
        code = self._said(number, self.into) or self._said(number, self.key)
        if self.secret or unit == COVERED or self._must_be_kept(values):
            self.findings.append(Finding(KEPT_SECRET, place, "" if code == COVERED else code))
            if unit == COVERED:
                unit, name, code = "", "", ""
            return CarriedRow(unit, name, code, {}, place, values, secret=True)
        if not code:
            self.findings.append(
                Finding(NO_CODE, place, values={"unit": _within_sentence(name or unit)})
            )
            return None
        self._note_unread(number, unread, code)
        taken = {n: values[n] for n in self.carry.fields if values.get(n) is not None}
        return CarriedRow(unit, name, code, {**taken, self.carry.into: code}, place, values)

    def _note_unread(self, number: int, unread: Sequence[str], code: str) -> None:
        for target in map(self.sheet.field, unread):
            about = {"title": target.title, "key": code}
            said = self._said(number, target)
            self.findings.append(Finding(UNREAD, self._place(number, target), said, about))

    def _place(self, number: int, target: Field) -> Location:
        cell = address(*self.page.place(number, target))
        return Location(self.book.file, self.page.raw.name, cell)

    def _must_be_kept(self, values: RowValues) -> bool:
        """Say whether a cover keeps a row in the office, as far as this sheet tells."""
        return any(cover.applies(values) for cover in self.covers if self._tells(cover))

    def _tells(self, cover: Cover) -> bool:
        """Say whether the sheet has all columns that a cover goes by."""
        return all(self.page.has(self.sheet.field(name)) for name in cover.when.fields)

    def _values(self, number: int) -> tuple[dict[str, Any], list[str]]:
        """Return the typed values of a row, and the fields that this template cannot read."""
        values: dict[str, Any] = {}
        unread: list[str] = []
        for target in self.fields:
            cell = self.page.raw.cells.get(self.page.place(number, target))
            if cell is None or not _text(cell):
                continue
            parsed = ParsedValue(problem=UNREAD) if cell.error else target.parse(cell.value)
            values[target.name] = parsed.value
            if parsed.problem is not None:
                unread.append(target.name)
        return values, unread

    def _said(self, number: int, target: Field) -> str:
        return self.page.text(*self.page.place(number, target))


def _count_set_aside(book: RawBook, title: str) -> int:
    """Count the rows of a table that the report left out; a long one takes several of the sheet."""
    raw = next((raw for raw in book.sheets if raw.name == SET_ASIDE), None)
    if raw is None:
        return 0
    page = _page(raw)
    named: set[tuple[str, ...]] = set()
    for row in page.rows:
        if fold(page.said(row, ORIGIN_SHEET)) == fold(title):
            origin = (ORIGIN_FILE, ORIGIN_SHEET, ORIGIN_ROW)
            named.add(tuple(page.said(row, one) for one in origin))
    return len(named)


def _text(cell: RawCell | None) -> str:
    if cell is None:
        return ""
    return cell.error or ("" if cell.value is None else str(cell.value).strip())


def _within_sentence(unit: str) -> str:
    from sheettools.plan.reading.villages import within_sentence  # seldom: most rows have a unit

    return within_sentence(unit)


__all__ = ["CarriedRow", "CarriedTables", "find_last_year", "read_carried"]
