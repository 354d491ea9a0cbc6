"""What a check comes to: the typed records of a workbook, and all that is to be said of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import Any, Literal, get_args

from sheettools.findings import Finding, Severity
from sheettools.frozen import dataclass
from sheettools.template.conditions import RowValues
from sheettools.template.excel.address import split_address
from sheettools.template.issue import FilledBook

Status = Literal["accepted", "set aside", "blank"]


@dataclass(frozen=True)
class Record:
    """One data row, typed. `cells` gives each field's address, `texts` what stood there."""

    sheet: str
    title: str
    number: int
    values: RowValues
    texts: Mapping[str, str]
    cells: Mapping[str, str]
    status: Status = "accepted"
    planned: bool = False
    origin: int = -1
    """Which of the rows that went out it is, from 0; -1 where it is none of them."""
    answered: str = ""
    """Where the office wrote of it in its register; empty where it did not."""


@dataclass(frozen=True)
class CheckedBook:
    """One workbook after all checks.

    `seen_rows` is the look's count of filled rows over all sheets; it equals `layout_rows` +
    `outside_rows` + the records, which is what the ledger proves.
    """

    file: str
    sha256: str
    size: int
    template: str
    identity: Mapping[str, str]
    forms: Mapping[str, RowValues] = field(default_factory=dict)
    records: tuple[Record, ...] = ()
    nil: frozenset[str] = frozenset()
    done: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()
    seen_rows: int = 0
    layout_rows: int = 0
    outside_rows: int = 0

    def of(self, sheet: str, status: Status = "accepted") -> list[Record]:
        """Return the records of a sheet with a status."""
        return [r for r in self.records if r.sheet == sheet and r.status == status]

    def count_rows(self) -> dict[str, int]:
        """Return how many records there are of each status."""
        found = Counter(record.status for record in self.records)
        return {status: found[status] for status in get_args(Status)}

    @property
    def has_errors(self) -> bool:
        """Whether anything must be fixed."""
        return any(f.severity is Severity.ERROR for f in self.findings)

    def filled(self) -> FilledBook:
        """Return its typed values: forms, and the accepted rows of its tables."""
        tables: dict[str, list[RowValues]] = {}
        for record in self.records:
            if record.status == "accepted":
                tables.setdefault(record.sheet, []).append(record.values)
        return FilledBook(self.forms, tables)


def sort_findings(findings: Sequence[Finding], sheets: Sequence[str] = ()) -> Iterator[Finding]:
    """Order findings as a person goes through the workbook: file, sheet, row, column, the worst
    first.
    """
    order = {title: number for number, title in enumerate(sheets)}
    rank = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.REPAIR: 2}

    def key(finding: Finding) -> tuple[Any, ...]:
        place = finding.location
        _, first = place.places[0]
        try:
            row_column = split_address(first) if first else (0, 0)
        except ValueError:
            row_column = (0, 0)
        return (
            place.file,
            order.get(place.sheet, len(order)),
            place.sheet,
            place.line,
            *row_column,
            rank[finding.severity],
            finding.code,
        )

    return iter(sorted(findings, key=key))


def with_findings(checked: CheckedBook, *more: Finding) -> CheckedBook:
    """Return the same outcome with further findings in front."""
    return replace(checked, findings=(*more, *checked.findings))
