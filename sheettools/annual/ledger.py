"""The ledger: where every filled row of each returned file went.

`LedgerLine` declares each of its columns once, beside its value: how it follows from a return, what
it is called, and where it is told. Whoever makes a line, adds lines up, seals or writes them (in
the workbook, on the screen, as JSON, in the Data Package) or reads them back walks `COLUMNS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import field, fields
from typing import Any

from sheettools.findings import Finding, Severity, Words
from sheettools.frozen import dataclass
from sheettools.incoming.check.validate import CheckedBook
from sheettools.template.detail import Detail, detail_field, details_of
from sheettools.template.issue import Issue


@dataclass(frozen=True)
class Return:
    """One returned file as the merge sees it, without its rows: those are fetched when asked for.

    `held` are its rows, or what fetches them; None where it could not be read or is nobody's.
    """

    file: str
    sha256: str
    size: int
    findings: tuple[Finding, ...]
    held: CheckedBook | Callable[[], CheckedBook] | None = field(default=None, repr=False)
    issued: Issue | None = None
    superseded_by: str = ""

    @property
    def checked(self) -> CheckedBook | None:
        """Its rows with all that is to be said of them; whoever needs them often keeps them."""
        return self.held() if callable(self.held) else self.held

    @property
    def unit(self) -> str:
        """The name of the unit whose it is."""
        return self.issued.unit_name if self.issued else ""

    @property
    def state(self) -> str:
        """What became of the file, as the ledger has it."""
        if self.held is None:
            return "refused"
        return "superseded" if self.superseded_by else "counted"

    @property
    def counts(self) -> bool:
        """Whether its rows go into the report: it was read, and nothing newer came."""
        return self.held is not None and not self.superseded_by

    @property
    def counted(self) -> tuple[Issue, CheckedBook] | None:
        """What was issued and its rows, where these go into the report: fetched once."""
        checked = self.checked if self.counts and self.issued is not None else None
        return None if checked is None or self.issued is None else (self.issued, checked)

    def rows(self, status: str) -> int:
        """Return how many of its rows are of that status."""
        return 0 if self.checked is None else self.checked.count_rows()[status]


STATES = {
    "counted": Words("Đã tính", "Counted"),
    "superseded": Words("Có bản mới hơn", "Superseded"),
    "refused": Words("Không nhận", "Not taken"),
    "total": Words("Tổng cộng", "Total"),
}


@dataclass(frozen=True, kw_only=True)
class LedgerColumn(Detail):
    """One column of the ledger."""

    of: Callable[[Return], Any]
    """How it follows from a return."""
    place: bool = False
    """Whether rows end there: all such columns of a line come to the rows that were read."""
    goes_up: bool = False
    """Whether it is told in what goes up, of all files together: only what may be known there."""


def _text(of: Callable[[Return], str], title: str, width: float, **more: Any) -> Any:
    return detail_field(LedgerColumn(of=of, title=title, width=width, **more), default="")


def _count(of: Callable[[Return], int], title: str, screen: Words, **more: Any) -> Any:
    column = LedgerColumn(of=of, title=title, screen=screen, counts=True, **more)
    return detail_field(column, default=None if column.later else 0)


def _read(one: Return) -> int:
    # Seen by the look, independent of the reader; all but titles, headings, guide and lists.
    return 0 if one.checked is None else one.checked.seen_rows - one.checked.layout_rows


def _counted(status: str) -> Callable[[Return], int]:
    return lambda one: 0 if one.superseded_by else one.rows(status)


def _superseded(one: Return) -> int:
    return one.rows("accepted") + one.rows("set aside") if one.superseded_by else 0


def _outside(one: Return) -> int:
    return 0 if one.checked is None else one.checked.outside_rows


def _mended(one: Return) -> int:
    # As many places as the check of the file says.
    return sum(finding.severity is Severity.REPAIR for finding in one.findings)


@dataclass(frozen=True, kw_only=True)
class LedgerLine:
    """Where every filled row of one file went; of what goes up of all files of one sender."""

    sender: str = ""
    file: str = _text(lambda one: one.file, "Tệp", 30, screen=Words("Tệp", "File"))
    unit: str = _text(lambda one: one.unit, "Đơn vị", 20)
    state: str = _text(lambda one: one.state, "Tình trạng", 18, words=STATES, goes_up=True)
    read: int = _count(_read, "Dòng đã đọc", Words("Đọc", "Read"), goes_up=True)
    accepted: int = _count(
        _counted("accepted"), "Đã tính", Words("Tính", "Counted"), place=True, goes_up=True
    )
    superseded: int = _count(
        _superseded, "Có bản mới hơn", Words("Bản cũ", "Superseded"), place=True
    )
    set_aside: int = _count(
        _counted("set aside"), "Để riêng", Words("Để riêng", "Set aside"), place=True, goes_up=True
    )
    blank: int = _count(
        lambda one: one.rows("blank"), "In sẵn, chưa ghi", Words("Chưa ghi", "Blank"), place=True
    )
    outside: int = _count(
        _outside, "Ngoài vùng khai", Words("Ngoài", "Outside"), place=True, goes_up=True
    )
    mended: int | None = _count(_mended, "Đã tự sửa", Words("Tự sửa", "Mended"), later=True)

    @property
    def placed(self) -> int:
        """Rows that ended in exactly one place."""
        return sum(column.value(self) for column in COLUMNS if column.place)

    @property
    def balanced(self) -> bool:
        """Whether nothing was lost."""
        return self.read == self.placed

    @property
    def values(self) -> tuple[Any, ...]:
        """All that it says, whose it is first; what reports of before did not say is left out."""
        said = (getattr(self, one.name) for one in fields(self))
        return tuple(value for value in said if value is not None)


COLUMNS: tuple[LedgerColumn, ...] = details_of(LedgerLine)
GOES_UP = tuple(column for column in COLUMNS if column.goes_up)
"""What is told in what goes up."""
BALANCE = tuple(column for column in GOES_UP if column.counts)
"""The counts among these: what programs get of it."""


def ledger_line(one: Return) -> LedgerLine:
    """Account for every row of one file."""
    return LedgerLine(**{column.name: column.of(one) for column in COLUMNS})


def total_of(lines: Iterable[LedgerLine], file: str = "") -> LedgerLine:
    """Return what all lines of a ledger come to, those of several offices too."""
    several = tuple(lines)
    sums: dict[str, Any] = {}
    for column in COLUMNS:
        if column.counts:
            sums[column.name] = sum(column.value(line) or 0 for line in several)
    return LedgerLine(file=file, state="total", **sums)


def balance_of(lines: Iterable[LedgerLine], secret: int, sender: str) -> LedgerLine:
    """Return what became of the rows of one sender that may be known, in one line; `secret` ones of
    those that count may not.

    Rows that nobody filled in and rows of older returns are left out: with them it could be
    reckoned how many of the rows that were sent are not listed.
    """
    total = total_of(lines)
    counts = {column.name: column.value(total) for column in BALANCE}
    counts["accepted"] -= secret
    counts["read"] = sum(counts[column.name] for column in BALANCE if column.place)
    return LedgerLine(sender=sender, state="total", **counts)


def balance_rule(*, upward: bool) -> str:
    """Say what the rows that were read come to, by the headings of the columns."""
    titles = (c.title.replace(",", "").lower() for c in COLUMNS if c.place and upward <= c.goes_up)
    return f"Dòng đã đọc = {' + '.join(titles)}"


def shown_columns(*, upward: bool) -> Iterator[LedgerColumn]:
    """Yield the columns of the ledger's sheet."""
    return (column for column in COLUMNS if column.goes_up or not upward)
