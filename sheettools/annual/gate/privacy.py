"""What must not be read in a paper that leaves the office: names and numbers of people, wherever
they were written.

`ConcealedRows` is the one gate: no paper is made from rows, findings or file names that have not
passed it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from itertools import chain, compress
from typing import Any

from sheettools.annual.data import (
    CoverageRow,
    Coverages,
    Data,
    Frame,
    Remainder,
    Sender,
    frame_of,
)
from sheettools.annual.gate.curtain import Curtain
from sheettools.annual.merge import MergedReturns, names_among
from sheettools.annual.previous import LeftMatter
from sheettools.findings import COVERED, Finding, Location, Severity, declare
from sheettools.frozen import dataclass
from sheettools.incoming.locate.cells import LEGACY_MENDED
from sheettools.template.conditions import RowValues
from sheettools.template.issue import FilledBook
from sheettools.template.layout import row_key
from sheettools.template.model import ORIGIN, SENDER, Cover, Field, Sheet, Template
from sheettools.template.rules.sense import Legible

COVERED_UP = declare(
    "R305",
    Severity.REPAIR,
    why=(
        (
            "Đã che ở cột “{title}” của báo cáo: {count} chỗ có thể là họ tên, số điện thoại hoặc "
            "số căn cước."
        ),
        (
            "Covered in “{title}” of the report: {count:place|places} that may be a name, a "
            "phone or an identity number."
        ),
    ),
    remedy=(
        "Không phải làm gì; sổ gửi về giữ nguyên. Cần bản có họ tên thì thêm --internal.",
        "Nothing to do; the return is as it was. For a copy with names add --internal.",
    ),
)
_UNREADABLE = (LEGACY_MENDED, Legible.problem)
"""They quote what nobody reads as it stands, a name too: an old font, letters destroyed."""
Place = tuple[str, str, int]


def curtain_of(merged: MergedReturns, plan: Template) -> Curtain:
    """Return a curtain over everybody whom the year's files name in their personal fields, older
    returns included.
    """
    units = [unit.name for unit in merged.data.units]
    places = [*units, *(name.partition(" ")[2] for name in units)]
    for row in merged.data.plan.tables.get(plan.unit, ()):
        for value in row.values():
            if isinstance(value, tuple):  # the other spellings of the unit's name
                places += value
    return Curtain(_personal(merged, plan), filter(None, places))


def _personal(merged: MergedReturns, plan: Template) -> Iterator[str]:
    yield from merged.named
    for sheet in plan.filled:
        for field in sheet.fields:
            if field.personal and sheet.kind == "form":
                yield from names_among([merged.data.plan.forms.get(sheet.name, {}).get(field.name)])
            elif field.personal:
                yield from names_among(
                    row.get(field.name) for row in merged.data.plan.tables.get(sheet.name, ())
                )


# --------------------------------------------------------------------------- the gate


@dataclass(frozen=True)
class SetAsideRow:
    """A row that was left out: whose, from where, and what its sender wrote, in one line."""

    origin: RowValues
    text: str


@dataclass(frozen=True)
class ConcealedRows:
    """The year's rows without anything that says who somebody is, and what was covered in them.

    `data` lists no row that must not be known: those are `kept`, and count in what is added to the
    figures. `left` are last year's matters that came back in no workbook. `places` (file, sheet,
    number) and `texts` are those of `kept`.
    """

    data: Data
    kept: Mapping[str, Frame]
    left: Mapping[str, Frame]
    set_aside: tuple[SetAsideRow, ...]
    findings: tuple[Finding, ...]
    places: frozenset[Place] = frozenset()
    texts: frozenset[str] = frozenset()

    def finding(self, finding: Finding) -> Finding:
        """Return a finding without what it quotes, where it is about a row that must not be
        known.
        """
        if finding.problem in _UNREADABLE:
            return replace(finding, private=True).covered()
        place = finding.location
        number = re.search(r"\d+", place.cell)
        about = number is not None and (place.file, place.sheet, int(number[0])) in self.places
        # Another row may be said to be alike.
        alike = any(
            isinstance(said, str) and said in self.texts
            for said in (finding.value, *finding.values.values())
        )
        return replace(finding, private=True).covered() if about or alike else finding


def conceal(
    merged: MergedReturns, plan: Template, curtain: Curtain, left: Sequence[LeftMatter] = ()
) -> ConcealedRows:
    """Cover all that may say who somebody is; personal fields stay empty."""
    gate = _Gate(curtain, merged.template, _given_codes(merged))
    data = merged.data
    tables: dict[str, Frame] = {}
    kept: dict[str, Frame] = {}
    for sheet in data.template.tables:
        tables[sheet.name], kept[sheet.name] = gate.table(sheet, data.tables[sheet.name])
    (sender,) = data.senders
    frames = {
        sheet.name: frame_of(sheet, _left_rows(sheet, left, sender))
        for sheet in data.template.tables
    }
    waiting = {
        sheet.name: gate.covered(sheet, frames[sheet.name]) for sheet in data.template.tables
    }
    added = (
        *_added_by_kept(merged.template, kept, sender),
        *_added_by_left(merged.template, left, sender),
    )
    concealed = replace(
        data,
        tables=tables,
        plan=gate.plan(plan, data.plan),
        coverages=gate.coverages(data),
        added=tuple(added),
    )
    set_aside = tuple(gate.set_aside(merged))
    return ConcealedRows(
        concealed,
        kept,
        waiting,
        set_aside,
        tuple(gate.findings),
        frozenset(gate.places),
        frozenset(gate.texts),
    )


def _given_codes(merged: MergedReturns) -> dict[tuple[str, str], Set[str]]:
    """Return by table and field the codes that the program itself gave to the rows of all units:
    they are nobody's words. What comes from the plan or from last year is not among them.
    """
    given: dict[tuple[str, str], Set[str]] = {}
    for sheet in merged.template.tables:
        key, codes = row_key(sheet), set[str]()
        for one in merged.issued:
            if key in one.later.get(sheet.name, ()):
                rows = one.rows[sheet.name][one.planned.get(sheet.name, 0) :]
                codes.update(row[key] for row in rows)
        given[sheet.name, key] = codes
    return given


# ----------------------------------------------------------------- what counts without being listed


def _left_rows(
    sheet: Sheet, left: Sequence[LeftMatter], sender: Sender
) -> Iterator[dict[str, Any]]:
    """Yield last year's matters as rows of their table: where they stood last year, and what is
    known of them.
    """
    for one in left:
        if one.sheet == sheet.name:
            place = one.row.place
            number = re.search(r"\d+", place.cell)
            origin = (
                one.row.unit_name,
                one.row.unit_code,
                place.file,
                place.sheet,
                int(number[0]) if number else None,
                place.cell,
            )
            whose = dict(zip((*SENDER, *ORIGIN), (sender.name, sender.code, *origin), strict=True))
            yield {**one.values, **whose}


def _added_by_kept(
    template: Template, kept: Mapping[str, Frame], sender: Sender
) -> Iterator[Remainder]:
    """Say what rows that must not be known add to the figures that their cover names."""
    for sheet in template.tables:
        for row in kept[sheet.name].rows():
            covers = sheet.keeps(row)
            names = set(chain.from_iterable(cover.counts for cover in covers))
            yield _added(template, sheet, row, names, sender, covers)


def _added_by_left(
    template: Template, left: Sequence[LeftMatter], sender: Sender
) -> Iterator[Remainder]:
    """Say what last year's matters add that came back in no workbook."""
    for one in left:
        sheet = template.sheet(one.sheet)
        names = set(template.report.balance.counts)
        covers = sheet.keeping if one.row.secret else ()
        for cover in covers:
            names &= set(cover.counts)
        yield _added(template, sheet, one.values, names, sender, covers)


def _added(
    template: Template,
    sheet: Sheet,
    row: RowValues,
    names: Iterable[str],
    sender: Sender,
    covers: Sequence[Cover],
) -> Remainder:
    figures: dict[str, float] = {}
    for figure in (template.report.figure(name) for name in names):
        if figure.table == sheet.name and figure.where.holds(row):
            figures[figure.name] = (row.get(figure.sum) or 0) if figure.sum else 1
    told: dict[str, Any] = {}
    for cover in covers:
        told |= {name: row.get(name) for name in cover.when.fields}
    return Remainder(sender.code, figures, told, secret=bool(covers))


def _is_hidden(sheet: Sheet, target: Field, row: RowValues) -> bool:
    """Say whether a cover hides what a row says in a field."""
    return row[target.name] is not None and sheet.is_covered(target.name, row)


def _hidden(sheet: Sheet, target: Field, rows: Sequence[RowValues]) -> list[bool]:
    """Say of each row whether a cover hides what it says in a field: most fields have none."""
    if not any(target.name in cover.fields for cover in sheet.covers):
        return [False] * len(rows)
    return [_is_hidden(sheet, target, row) for row in rows]


class _Gate:
    def __init__(
        self, curtain: Curtain, template: Template, given: Mapping[tuple[str, str], Set[str]]
    ) -> None:
        self.curtain, self.template, self.given = curtain, template, given
        self.findings: list[Finding] = []
        self.places: set[Place] = set()
        self.texts: set[str] = set()
        self.names: dict[str, str] = {}

    def table(self, sheet: Sheet, frame: Frame) -> tuple[Frame, Frame]:
        """Return the rows of a table that may be known, and those that must not be; both are
        covered.
        """
        rows = list(frame.rows())
        secret = [bool(sheet.keeps(row)) for row in rows]
        made = self.covered(sheet, frame)
        typed = [target.name for target in sheet.fields if target.own_words]
        for row in compress(rows, secret):
            self.places.add((row["tep"], row["trang"], row["dong"]))
            self.texts |= {row[name] for name in typed if isinstance(row[name], str)}
        if not any(secret):
            return made, made.pick(())
        known = [number for number, kept in enumerate(secret) if not kept]
        return made.pick(known), made.pick([*compress(range(len(rows)), secret)])

    def covered(self, sheet: Sheet, frame: Frame) -> Frame:
        """Return a frame without its personal fields, its texts covered, and what a cover hides
        marked as hidden.
        """
        columns: dict[str, Sequence[Any]] = {}
        for name in ORIGIN[2:4]:
            columns[name] = [self._place_name(value) for value in frame[name]]
        rows = list(frame.rows())
        places = [*zip(columns["tep"], columns["trang"], frame["o"], strict=True)]
        for target in sheet.fields:
            column = frame[target.name]
            hidden = _hidden(sheet, target, rows)
            if target.personal:
                columns[target.name] = [None] * len(frame)
            elif any(hidden) or target.own_words:
                given = self.given.get((sheet.name, target.name), ())
                values = [
                    v if v in given and not h else self._value(target, v, h)
                    for v, h in zip(column, hidden, strict=True)
                ]
                columns[target.name] = values
                self._tell(target, places, column, values)
        return frame.putting(columns)

    def _place_name(self, value: Any) -> str:
        """Return the name of a file or a sheet, covered; many rows have the same."""
        text = str(value)
        if text not in self.names:
            self.names[text] = self.curtain.cover(text)
        return self.names[text]

    def _value(self, target: Field, value: Any, hidden: bool) -> Any:
        if hidden:
            return target.kind.hidden(COVERED)
        return target.kind.covered(value, self.curtain.cover) if target.own_words else value

    def _tell(
        self,
        target: Field,
        places: Sequence[tuple[str, str, str]],
        before: Sequence[Any],
        after: Sequence[Any],
    ) -> None:
        """Say where a text was covered in part; what a cover hides is the template's own doing."""
        for place, was, now in zip(places, before, after, strict=True):
            if was is now:
                continue
            count = str(now).count(COVERED) - str(was).count(COVERED)
            if isinstance(was, str | tuple) and now not in (COVERED, (COVERED,)) and count > 0:
                self.findings.append(
                    Finding(
                        COVERED_UP,
                        Location(*place),
                        values={"title": target.title, "count": count},
                    )
                )

    def plan(self, template: Template, filled: FilledBook) -> FilledBook:
        """Return what the plan says but for its personal fields, its texts covered."""
        fields = {sheet.name: sheet.fields for sheet in template.filled}
        forms = {
            name: self._open(fields.get(name, ()), form) for name, form in filled.forms.items()
        }
        tables = {}
        for name, rows in filled.tables.items():
            tables[name] = tuple(self._open(fields.get(name, ()), row) for row in rows)
        return FilledBook(forms, tables)

    def _open(self, fields: Iterable[Field], values: RowValues) -> dict[str, Any]:
        """Return what the plan says in some fields of whom nobody is named."""
        shown = {key: value for key, value in values.items() if value is not None}
        for field in fields:
            if field.personal:
                shown.pop(field.name, None)
            elif field.name in shown and not field.published:
                shown[field.name] = self._value(field, shown[field.name], hidden=False)
        return shown

    def coverages(self, data: Data) -> Coverages:
        """Return planned against reported; of a row that a cover hides nothing but what was planned
        may be told.
        """
        made = []
        for coverage, rows in data.coverages:
            sheet = data.template.sheet(coverage.table)
            made.append((coverage, tuple(self._coverage(sheet, row) for row in rows)))
        return tuple(made)

    def _coverage(self, sheet: Sheet, row: CoverageRow) -> CoverageRow:
        values = {}
        for name, value in row.values.items():
            target = sheet.field(name)
            if not target.personal:
                hidden = _is_hidden(sheet, target, row.values)
                values[name] = self._value(target, value, hidden=hidden)
        return replace(row, values=values, origin=self.curtain.cover(row.origin))

    def set_aside(self, merged: MergedReturns) -> Iterator[SetAsideRow]:
        """Yield the rows left out, each in one line."""
        for sheet in merged.template.tables:
            titles = {f.name: f.title for f in sheet.fields if not f.personal}
            fields = {f.name for f in sheet.fields}
            for row in merged.set_aside[sheet.name].rows():
                told = (
                    f"{titles[k]}: {v}"
                    for k, v in row.items()
                    if k in titles and isinstance(v, str) and v
                )
                origin = {k: v for k, v in row.items() if k not in fields}
                origin |= {name: self._place_name(origin[name]) for name in ORIGIN[2:4]}
                yield SetAsideRow(origin, self.curtain.cover("; ".join(told)))
