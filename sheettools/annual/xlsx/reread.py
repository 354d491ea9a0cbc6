"""An annual workbook that was written before → the report, without the returns that it came from.

Both editions are read: the office's, from which everything is worked out anew, and the one that
goes up, which knows of what it does not list only what it adds to the totals. Rows count as they
stand there. Whether the report is final, the figures and every computed field follow from them;
where the workbook says something else, or holds other rows than when it was made, somebody changed
it by hand: that is told, and makes it a draft.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from sheettools.annual.appendix import TOTAL
from sheettools.annual.data import CoverageRow, Data, Frame, Sender, frame_of
from sheettools.annual.editions import judged
from sheettools.annual.figures import Cross, Figures, compute_figures
from sheettools.annual.gate.public import Office, Public, PublicFinding, SenderReport, said_of
from sheettools.annual.ledger import LedgerLine
from sheettools.annual.proof import (
    CHANGED_COMPUTED,
    CHANGED_STATE,
    SHEET_GONE,
    Recomputation,
    changed_parts,
    recompute,
    rows_against_ledger,
)
from sheettools.annual.reasons import Reason
from sheettools.annual.xlsx.hidden import (
    BEFORE_UP,
    BESIDE,
    WITHHELD,
    added_of,
    given_of,
    published_of,
    read_entries,
    read_plan,
    report_facts_of,
    told_of,
    units_of,
)
from sheettools.annual.xlsx.print_setup import HEAD_ROW
from sheettools.annual.xlsx.readback import AnnualFile, AnnualSheet, lacks
from sheettools.annual.xlsx.service import ServiceSheet
from sheettools.annual.xlsx.sheets import (
    FINDINGS,
    LEDGER,
    REPAIRS,
    SUMMARY,
    Whose,
    coverage_sheet,
    data_sheet,
    findings_sheet,
    ledger_sheet,
    parts_sheet,
    senders_sheet,
    set_aside_sheet,
    sources_sheet,
)
from sheettools.annual.xlsx.stored import ENDING, StoredSheet, not_there, place_beside, read_rows
from sheettools.annual.xlsx.summary import printed_figures, says_draft
from sheettools.findings import Finding, Location, Severity, SheettoolsError, Words, declare
from sheettools.incoming.cage.keeper import Keeper
from sheettools.incoming.cage.read import RawBook, read_book
from sheettools.template.excel.address import address
from sheettools.template.layout import ANNUAL_SHEET, KEPT_SHEET, LEFT_SHEET, PARTS_SHEET, PLAN_SHEET
from sheettools.template.load.library import find_profile, find_template
from sheettools.template.load.load import load_template
from sheettools.template.model import Profile, Sheet, Template
from sheettools.template.report import Coverage

Item = TypeVar("Item")
OTHER_TEMPLATE = declare(
    "F304",
    Severity.ERROR,
    why=(
        "Mẫu “{value}” đã đổi từ khi làm báo cáo này; đọc lại có thể hiểu sai cột.",
        (
            "The template “{value}” has changed since this report was made; its columns might be "
            "misread."
        ),
    ),
    remedy=(
        "Chạy lại lệnh sheettools merge từ các sổ đã nhận.",
        "Run sheettools merge again from the returns.",
    ),
)
CHANGED_FIGURE = declare(
    "R306",
    Severity.ERROR,
    why=(
        "Số liệu “{title}” ghi {value}, tính lại từ các dòng của báo cáo được {count}.",
        (
            "The figure “{title}” says {value}; worked out anew from the rows of the report it is "
            "{count}."
        ),
    ),
    remedy=(
        (
            "Báo cáo đã bị sửa tay; số liệu lấy theo các dòng. Làm lại bằng sheettools merge từ "
            "các sổ đã nhận."
        ),
        (
            "The report was changed by hand; its rows count. Make it again with sheettools merge "
            "from the returns."
        ),
    ),
)
DRAFT, FINAL = Words("dự thảo", "a draft"), Words("đủ điều kiện trình ký", "ready to sign")


def read_annual(path: Path) -> Public:
    """Read an annual workbook back.

    Raises SheettoolsError where it cannot be read, or what `reread` raises.
    """
    reading = read_book(path)
    if reading.book is None:
        raise SheettoolsError(*reading.findings)
    return reread(reading.book, path.name, home_of(path), path)


def reread(book: RawBook, name: str, home: Path, path: Path, cage: Keeper | None = None) -> Public:
    """Return the report that an annual workbook holds; `name` is what to call it, `home` has
    templates of its own; beside `path` its rows may lie, opened in a `cage` if they are not the
    office's own.

    Raises SheettoolsError where it is no such workbook (F303), its template has changed (F304), a
    cell holds what it cannot (F305), or its rows are not beside it (F309).
    """
    try:
        return _Reader(AnnualFile(book, name), home, path, cage).read()
    except (ValueError, KeyError, IndexError, OverflowError, TypeError) as damaged:
        # Only hidden sheets hold what is not looked at cell by cell: somebody has changed them.
        raise lacks(name, f"{ANNUAL_SHEET}, {PLAN_SHEET}") from damaged


def home_of(path: Path) -> Path:
    """Return the year's folder of an annual workbook, where the templates of its own lie."""
    return path.absolute().parent.parent


def place_of_rows(book: RawBook, name: str, path: Path) -> Path | None:
    """Return the file that holds the rows of an annual workbook; None where it holds them itself,
    or says of a file that is not there.
    """
    said = read_entries(AnnualFile(book, name).page(ANNUAL_SHEET))
    places = (_named_place(path, entry.key) for entry in said.about(BESIDE))
    return next(places, None)


def _named_place(path: Path, said: str) -> Path | None:
    """Return where the rows of a workbook lie: beside it under its own name, else under that which
    it says, never under a path, nor in what is no such file: of another report that lies beside it
    nothing may be left unsaid because this one names it.
    """
    is_name = Path(said).name == said and said.endswith(ENDING)
    named = [path.with_name(said)] if is_name else []
    return next((place for place in (place_beside(path), *named) if place.is_file()), None)


def _rows_beside(path: Path, said: str, file: str, cage: Keeper | None) -> dict[str, StoredSheet]:
    """Return the sheets whose rows lie beside a workbook. Raises SheettoolsError (F309)."""
    place = _named_place(path, said)
    if place is None:
        raise not_there(said, file)
    return dict(read_rows(place, file, cage))


class _Reader:
    """Read one annual workbook; `home` is the folder whose own templates go first."""

    def __init__(self, book: AnnualFile, home: Path, path: Path, cage: Keeper | None) -> None:
        self.book, self.home = book, home
        self.said = read_entries(book.page(ANNUAL_SHEET))
        for entry in self.said.about(BESIDE):
            book.pages.update(_rows_beside(path, entry.key, book.name, cage))
        self.facts = report_facts_of(self.said, book.name)
        self.profile: Profile | None = None
        if self.facts.profile:
            self.profile = find_profile(self.facts.profile, home, from_workbook=True)
        self.template = self._template()
        self.plan = self._plan_template()
        self.several = PARTS_SHEET in book.pages
        self.senders = self._senders()
        self.whose = Whose(self.senders, self.several)
        self.gone: list[str] = []

    def read(self) -> Public:
        public = self._as_it_stands()
        # What was made is held against what is there before anything is worked out anew.
        changed = [
            *changed_parts(public, self.said, self.book.name),
            *rows_against_ledger(public, self.book.name),
        ]
        public, computed = self._worked_out(public)
        changed += [*computed, *self._changed_figures(public)]
        changed += [
            self._say(Finding(SHEET_GONE, Location(self.book.name), title)) for title in self.gone
        ]
        public = _with_findings(public, changed)
        state = self._changed_state(public)
        return _with_findings(public, [*changed, *state]) if state else public

    def _as_it_stands(self) -> Public:
        data = self._data()
        codes = (
            ["", *(sender.code for sender in self.senders)]
            if self.several
            else [self.senders[0].code]
        )
        told = (told_of(self.said, code) for code in codes)
        public = Public(
            title=self.template.report.title or self.template.title,
            line=self.facts.line,
            year=int(self.facts.year),
            until=self._day(self.facts.until),
            data=data,
            figures=compute_figures(data),
            told=tuple(
                one for one in told if one.sender or not self.several or one != SenderReport("")
            ),
            balance=() if not self.said.upward else self._ledger(upward=True),
            facts=given_of(self.said),
            parts=self._items(parts_sheet(self.whose)) if self.several else (),
            plan=self.plan,
            profile=self.profile,
            office=None if self.said.upward else self._office(data),
        )
        if self.several:
            return replace(public, findings=self._items(findings_sheet(FINDINGS, self.whose)))
        return public if self.said.upward else judged(public)

    # ----- what it was made with

    def _template(self) -> Template:
        """Return the workbooks' template: the year's own, beside its folder, or the built-in
        one.
        """
        source = find_template(self.facts.template, self.home, from_workbook=True)
        template = load_template(source, self.profile)
        if template.fingerprint != self.facts.fingerprint:
            raise SheettoolsError(
                Finding(OTHER_TEMPLATE, Location(file=self.book.name), template.name)
            )
        return template

    def _plan_template(self) -> Template | None:
        name = self.facts.plan
        return (
            load_template(find_template(name, self.home, from_workbook=True), self.profile)
            if name
            else None
        )

    def _day(self, text: str) -> date | None:
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            raise lacks(self.book.name, f"{ANNUAL_SHEET}: until") from None

    def _senders(self) -> tuple[Sender, ...]:
        if not self.several:
            facts = self.facts
            return (Sender(facts.sender_code or "", facts.sender or "", facts.above or ""),)
        by_code: dict[str, Sender] = {}
        for sender in senders_sheet().read(*self.book.parts(PARTS_SHEET)):
            by_code.setdefault(sender.code, sender)
        return tuple(by_code[code] for code in sorted(by_code))

    # ----- the data

    def _data(self) -> Data:
        template = self.template
        bare = Data(
            template,
            read_plan(self.book.page(PLAN_SHEET), self.plan),
            self.senders,
            units_of(self.said),
            {},
            several=self.several,
            added=added_of(self.said),
            upward=self.said.upward,
            withheld=frozenset(one.sender for one in self.said.about(WITHHELD)),
        )
        tables = {
            sheet.name: self._rows(bare, sheet, sheet.title[:31]) for sheet in template.tables
        }
        coverages = tuple(
            (one, tuple(self._coverage(bare, one))) for one in template.report.coverages
        )
        codes = {sender.code for sender in self.senders}
        named = {unit.sender for unit in bare.units}.union(
            *(set(frame["ma_noi_bao_cao"]) for frame in tables.values())
        )
        if not named <= codes:
            raise lacks(
                self.book.name, f"{PARTS_SHEET}: {', '.join(sorted(map(str, named - codes)))}"
            )
        return replace(bare, tables=tables, coverages=coverages)

    def _rows(self, data: Data, sheet: Sheet, title: str) -> Frame:
        """Return the typed rows of a table; personal fields are not in the workbook."""
        declared = data_sheet(data, sheet, self.whose, title)
        return frame_of(sheet, declared.read(*self.book.parts(declared.title)))

    def _coverage(self, data: Data, coverage: Coverage) -> Iterator[CoverageRow]:
        return coverage_sheet(coverage, data, self.whose).read(*self.book.parts(coverage.title))

    def _items(self, declared: ServiceSheet[Item]) -> tuple[Item, ...]:
        """Return the items of a sheet; none where somebody has deleted it, which is told."""
        if declared.title not in self.book.pages:
            self.gone.append(declared.title)
            return ()
        return tuple(declared.read(*self.book.parts(declared.title)))

    def _ledger(self, *, upward: bool = False) -> tuple[LedgerLine, ...]:
        lines = self._items(ledger_sheet(self.whose, upward=upward))
        if upward and not self.several:
            return lines
        if lines and lines[-1].state != "total":
            raise lacks(self.book.name, f"{LEDGER}: {TOTAL}")
        return lines[:-1]

    def _office(self, data: Data) -> Office:
        """Return what stays in the office."""
        tables = list(self.template.tables)
        return Office(
            kept={sheet.name: self._optional(data, sheet, KEPT_SHEET) for sheet in tables},
            left={sheet.name: self._optional(data, sheet, LEFT_SHEET) for sheet in tables},
            set_aside=self._items(set_aside_sheet(self.whose)),
            ledger=self._ledger(),
            sources=self._items(sources_sheet(self.whose)),
            findings=(
                *self._items(findings_sheet(FINDINGS, self.whose)),
                *self._items(findings_sheet(REPAIRS, self.whose)),
            ),
            published=published_of(self.said),
            before=published_of(self.said, BEFORE_UP),
        )

    def _optional(self, data: Data, sheet: Sheet, pattern: str) -> Frame:
        title = pattern.format(title=sheet.title)[:31]
        return self._rows(data, sheet, title) if title in self.book.pages else frame_of(sheet, ())

    # ----- what was changed by hand

    def _say(self, finding: Finding) -> PublicFinding:
        return said_of(finding, "" if self.several else self.senders[0].code)

    def _worked_out(self, public: Public) -> tuple[Public, list[PublicFinding]]:
        """Return the report with every computed field worked out anew, and what was said
        otherwise.
        """
        wrong = recompute(public)
        if not wrong:
            return public, []
        tables = dict(public.data.tables)
        for one in wrong:
            frame = tables[one.table]
            column = list(frame[one.field.name])
            column[one.row] = one.value
            tables[one.table] = frame.putting({one.field.name: column})
        data = replace(public.data, tables=tables)
        made = replace(public, data=data, figures=compute_figures(data))
        return made, [self._say_computed(one, public) for one in wrong]

    def _say_computed(self, one: Recomputation, public: Public) -> PublicFinding:
        sheet, field = self.template.sheet(one.table), one.field
        declared = data_sheet(public.data, sheet, self.whose)
        column = [known.name for known in declared.columns].index(field.name) + 1
        rows: list[tuple[str, int]] = []
        for page in self.book.parts(declared.title):
            rows += [(page.raw.name, row) for row in page.rows(HEAD_ROW + 1)]
        title, row = rows[one.row]
        place = Location(self.book.name, title, address(row, column))
        values = {"title": field.title, "count": field.show(one.value)}
        return self._say(Finding(CHANGED_COMPUTED, place, field.show(one.said), values))

    def _changed_figures(self, public: Public) -> Iterator[PublicFinding]:
        """Say where the workbook shows another figure than its rows give: its rows count."""
        figures = public.figures
        page = self.book.page(SUMMARY)
        for printed in printed_figures(page, figures, self.book.name):
            value = figures.told(printed.name)
            if value is not None:
                title = figures.report.figure(printed.name).title.lstrip("– ")
                yield from self._compare(page, printed.place, title, value)
        for cross in figures.crosses:
            if cross.breakdown.title in self.book.pages:
                yield from self._changed_in(self.book.page(cross.breakdown.title), cross, figures)
            else:
                self.gone.append(cross.breakdown.title)

    def _changed_in(
        self, page: AnnualSheet, cross: Cross, figures: Figures
    ) -> Iterator[PublicFinding]:
        rows = page.rows(HEAD_ROW + 2)
        if not rows or page.text(rows[-1], 2) != TOTAL:
            raise lacks(self.book.name, f"{cross.breakdown.title}: {TOTAL}")
        by_label = {page.text(row, 2): row for row in rows}
        titles = [
            figures.report.figure(name).title.lstrip("– ") for name in cross.breakdown.figures
        ]
        wanted = [(line.label, line.values) for line in cross.lines()] + [(TOTAL, cross.total)]
        # As they follow each other; where a row was taken out or put in, by what stands before
        # them.
        places = (
            rows if len(rows) == len(wanted) else [by_label.get(label, 0) for label, _ in wanted]
        )
        for (label, values), row in zip(wanted, places, strict=True):
            for column, (title, value) in enumerate(zip(titles, values, strict=True), start=3):
                yield from self._compare(page, (row, column), f"{title} – {label}", value)

    def _compare(
        self, page: AnnualSheet, place: tuple[int, int], title: str, value: float
    ) -> Iterator[PublicFinding]:
        if place[0] and page.result(*place) is None and place in page.raw.cells:
            return  # the program that saved it kept the formula, not what it comes to
        shown = page.number(*place) if place[0] else 0
        if shown != value:
            where = Location(self.book.name, page.raw.name, address(*place) if place[0] else "")
            yield self._say(
                Finding(CHANGED_FIGURE, where, str(shown), {"title": title, "count": value})
            )

    def _changed_state(self, public: Public) -> list[PublicFinding]:
        """Say where the workbook says that it is final, or a draft, and is not."""
        said, found = says_draft(self.book.page(SUMMARY)), bool(public.draft)
        if said == found:
            return []
        values = {"count": DRAFT if found else FINAL}
        shown = DRAFT if said else FINAL
        place = Location(self.book.name, SUMMARY)
        return [self._say(Finding(CHANGED_STATE, place, shown.vi, values))]


def _with_findings(public: Public, found: Sequence[PublicFinding]) -> Public:
    """Return a report with what was found of itself, which makes it a draft."""
    if not found:
        return public
    made = replace(public, findings=(*found, *(one for one in public.findings if one not in found)))
    if public.office is not None:
        return judged(made)
    changed = Reason("changed", count=len(found))
    first = SenderReport("") if public.several else public.told[0]
    rest = public.told if public.several else public.told[1:]
    others = tuple(reason for reason in first.reasons if reason.kind != "changed")
    kept = tuple(one for one in rest if one.sender or not public.several)
    return replace(made, told=(replace(first, reasons=(*others, changed)), *kept))
