"""Checked returns → one table a sheet with the origin of every row, and the ledger. The door to pandas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sheettools.incoming.validate import Checked, Record
from sheettools.template.findings import COVERED, Finding, Location, Severity, SheettoolsError, declare
from sheettools.template.issue import Filled, Issued
from sheettools.template.template import ORIGIN, Field, Sheet, Template

UNBALANCED = declare(
    "F301", Severity.ERROR,
    why=("Sổ cân đối không khớp ở “{value}”: đọc {seen} dòng nhưng chỉ xếp được {placed}.",
         "The ledger does not balance for “{value}”: {seen} rows read, {placed} accounted for."),
    remedy=("Báo cáo không được ghi ra. Gửi tệp này cho người phụ trách phần mềm.",
            "No report was written. Send this file to whoever looks after the program."),
)  # fmt: skip


@dataclass(frozen=True)
class Return:
    """One returned file as the merge sees it. `checked` is None where it could not be read or is nobody's."""

    file: str
    sha256: str
    size: int
    findings: tuple[Finding, ...]
    checked: Checked | None = None
    issued: Issued | None = None
    superseded_by: str = ""


@dataclass(frozen=True)
class LedgerLine:
    """Where every filled row of one file went. `seen` is counted by the look, independent of the reader."""

    file: str
    unit: str
    state: str
    seen: int
    layout: int
    blank: int
    accepted: int
    superseded: int
    set_aside: int
    outside: int

    @property
    def read(self) -> int:
        """Rows of data: all that were seen but titles, headings, guide and lists."""
        return self.seen - self.layout

    @property
    def placed(self) -> int:
        """Rows that ended in exactly one place."""
        return self.blank + self.accepted + self.superseded + self.set_aside + self.outside

    @property
    def balanced(self) -> bool:
        """Whether nothing was lost."""
        return self.read == self.placed


@dataclass(frozen=True)
class Merged:
    """The year's data. `tables` holds a frame a sheet (columns: origin, then fields), `set_aside` the rows left out."""

    template: Template
    plan: Filled
    issued: tuple[Issued, ...]
    returns: tuple[Return, ...]
    tables: Mapping[str, pd.DataFrame]
    set_aside: Mapping[str, pd.DataFrame]
    ledger: tuple[LedgerLine, ...]
    findings: tuple[Finding, ...]

    @property
    def missing(self) -> tuple[Issued, ...]:
        """The units of which nothing that counts came back."""
        back = {one.issued.code for one in self.returns if one.issued and one.checked and not one.superseded_by}
        return tuple(issued for issued in self.issued if issued.code not in back)


def merge(template: Template, plan: Filled, issued: Sequence[Issued], returns: Iterable[Return]) -> Merged:
    """Merge returns in any order into the same result.

    Raises SheettoolsError (F301) if a row cannot be accounted for.
    """
    ordered = tuple(sorted(returns, key=lambda one: (one.issued.code if one.issued else "~", one.file, one.sha256)))
    ledger = tuple(ledger_line(one) for one in ordered)
    lost = [line for line in ledger if not line.balanced]
    if lost:
        raise SheettoolsError(*(
            Finding(UNBALANCED, Location(file=line.file), line.file, {"seen": line.read, "placed": line.placed})
            for line in lost
        ))  # fmt: skip
    counted = [one for one in ordered if one.checked is not None and not one.superseded_by]
    return Merged(
        template=template,
        plan=plan,
        issued=tuple(issued),
        returns=ordered,
        tables={sheet.name: _frame(sheet, counted, "accepted") for sheet in template.tables},
        set_aside={sheet.name: _frame(sheet, counted, "set aside") for sheet in template.tables},
        ledger=ledger,
        findings=tuple(finding for one in ordered for finding in one.findings),
    )


def ledger_line(one: Return) -> LedgerLine:
    """Account for every row of one file."""
    unit = one.issued.unit_name if one.issued else ""
    if one.checked is None:
        return LedgerLine(one.file, unit, "refused", 0, 0, 0, 0, 0, 0, 0)
    checked = one.checked
    count = checked.count_rows()
    superseded = count["accepted"] + count["set aside"] if one.superseded_by else 0
    return LedgerLine(
        file=one.file,
        unit=unit,
        state="superseded" if superseded or one.superseded_by else "counted",
        seen=checked.seen_rows,
        layout=checked.layout_rows,
        blank=count["blank"],
        accepted=0 if one.superseded_by else count["accepted"],
        superseded=superseded,
        set_aside=0 if one.superseded_by else count["set aside"],
        outside=checked.outside_rows,
    )


def _frame(sheet: Sheet, returns: Sequence[Return], status: str) -> pd.DataFrame:
    """Lay the records of one sheet into a frame, with the dtypes that the template's kinds give."""
    records = [
        (one, record)
        for one in returns
        if one.checked is not None
        for record in one.checked.records
        if record.sheet == sheet.name and record.status == status
    ]
    data: dict[str, Any] = {name: [_origin(one, record)[name] for one, record in records] for name in ORIGIN}
    frame = pd.DataFrame(data, columns=list(ORIGIN)).astype({"dong": "Int64"})
    for target in sheet.fields:
        # A row that was set aside shows what the sender wrote, not what could be read of it.
        texts = status == "set aside"
        values = [
            _text(one, record, sheet, target) if texts else record.values.get(target.name) for one, record in records
        ]
        frame[target.name] = pd.Series(values, dtype="object" if texts else _dtype(target))
    return frame


def _text(one: Return, record: Record, sheet: Sheet, target: Field) -> str | None:
    """Return what the sender wrote, covered where it may tell who somebody is."""
    if target.compute is not None:
        return None
    if any(cover.hides(target.name, record.values) for cover in sheet.covers):
        return COVERED if record.texts.get(target.name) else None
    cell = record.cells.get(target.name, "")
    for finding in one.findings:
        if finding.private and (finding.location.sheet, finding.location.cell) == (record.title, cell):
            return COVERED
    return record.texts.get(target.name)


def _dtype(target: Field) -> str:
    # Text stays the very text that was typed: pandas' own string type would turn some of it into missing values.
    return "object" if target.kind.dtype in ("string", "datetime64[s]", "boolean") else target.kind.dtype


def _origin(one: Return, record: Record) -> dict[str, Any]:
    assert one.issued is not None
    return {
        "don_vi": one.issued.unit_name,
        "ma_don_vi": one.issued.unit_code,
        "tep": one.file,
        "trang": record.title,
        "dong": record.number,
    }
