"""An annual workbook that was written before → the report, without the returns that it came from.

Rows are read from the sheets that people see, and count as they stand there; hidden sheets say with which template the
workbook was made, and what the plan said. Figures are worked out anew from the rows; where the workbook shows others,
somebody changed it by hand, and that is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any, TypeVar

from sheettools.annual.appendix import TOTAL
from sheettools.annual.data import CoverageRow, Coverages, Data, Sender, Unit, frame_of
from sheettools.annual.figures import Cross, Figures, compute_figures
from sheettools.annual.merge import LedgerLine
from sheettools.annual.pages import HEAD_ROW
from sheettools.annual.public import Public, Said, Told, said_of
from sheettools.annual.readback import Book, Page, as_number, lacks
from sheettools.annual.service import ServiceSheet
from sheettools.annual.sheets import (
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
    set_aside_sheet,
    sources_sheet,
)
from sheettools.annual.workbook import ACCEPTED, BEFORE_HEADS, STATE_TITLE, SUMMARY_HEADS
from sheettools.incoming.read import RawBook, read_book
from sheettools.template.address import address
from sheettools.template.findings import Finding, Location, Severity, SheettoolsError, declare
from sheettools.template.issue import Filled
from sheettools.template.layout import ANNUAL_SHEET, DRAFT_PLACE, DRAFT_WORDS, PARTS_SHEET, PLAN_SHEET
from sheettools.template.library import find_profile, find_template
from sheettools.template.load import load_template
from sheettools.template.template import SENDER, Coverage, Field, Profile, Report, Template

Item = TypeVar("Item")
OTHER_TEMPLATE = declare(
    "F304", Severity.ERROR,
    why=("Mẫu “{value}” đã đổi từ khi làm báo cáo này; đọc lại có thể hiểu sai cột.",
         "The template “{value}” has changed since this report was made; its columns might be misread."),
    remedy=("Chạy lại lệnh sheettools merge từ các sổ đã nhận.", "Run sheettools merge again from the returns."),
)  # fmt: skip
CHANGED_FIGURE = declare(
    "R306", Severity.ERROR,
    why=("Số liệu “{title}” ghi {value}, tính lại từ các dòng của báo cáo được {count}.",
         "The figure “{title}” says {value}; worked out anew from the rows of the report it is {count}."),
    remedy=("Báo cáo đã bị sửa tay; số liệu lấy theo các dòng. Làm lại bằng sheettools merge từ các sổ đã nhận.",
            "The report was changed by hand; its rows count. Make it again with sheettools merge from the returns."),
)  # fmt: skip
HIGHEST_YEAR = 9999
"""The last year that a date can be of."""
CHANGED_WORDS = "Có số liệu khác với các dòng của báo cáo (trang “Phát hiện”)"


def read_annual(path: Path) -> Public:
    """Read an annual workbook back.

    Raises SheettoolsError where it cannot be read, or what `reread` raises.
    """
    reading = read_book(path)
    if reading.book is None:
        raise SheettoolsError(*reading.findings)
    return reread(reading.book, path.name, home_of(path))


def reread(book: RawBook, name: str, home: Path) -> Public:
    """Return the report that an annual workbook holds; `name` is what to call it, `home` has templates of its own.

    Raises SheettoolsError where it is no such workbook (F303), its template has changed (F304), or a cell holds what
    it cannot (F305).
    """
    try:
        return _Reader(Book(book, name), home).read()
    except (ValueError, KeyError, IndexError, OverflowError) as damaged:
        # Only hidden sheets hold what is not looked at cell by cell: somebody has changed them.
        raise lacks(name, f"{ANNUAL_SHEET}, {PLAN_SHEET}") from damaged


def home_of(path: Path) -> Path:
    """Return the year's folder of an annual workbook, where the templates of its own lie."""
    return path.absolute().parent.parent


# --------------------------------------------------------------------------- with what it was made


@dataclass(frozen=True)
class _MadeWith:
    """What the hidden sheet says: single facts, and lines of several values by what they are about."""

    facts: Mapping[str, str]
    lines: Mapping[str, Sequence[tuple[str, str, str]]]

    def said(self, about: str, sender: str) -> tuple[str, ...]:
        """Return what is said about something of one office."""
        return tuple(text for whose, text, _ in self.lines.get(about, ()) if whose == sender)


def _made_with(book: Book) -> _MadeWith:
    facts: dict[str, str] = {}
    lines: dict[str, list[tuple[str, str, str]]] = {}
    for key, *(first, second, third) in book.page(ANNUAL_SHEET).texts(1, 4):
        facts.setdefault(key, first)
        lines.setdefault(key, []).append((first, second, third))
    for key in ("template", "fingerprint", "year", "line"):
        if key not in facts or (key == "year" and not (facts[key].isdecimal() and int(facts[key]) <= HIGHEST_YEAR)):
            raise lacks(book.name, f"{ANNUAL_SHEET}: {key}")
    return _MadeWith(facts, lines)


class _Reader:
    """Read one annual workbook; `home` is the folder whose own templates go first."""

    def __init__(self, book: Book, home: Path) -> None:
        self.book, self.home = book, home
        self.said = _made_with(book)
        facts = self.said.facts
        self.profile: Profile | None = None
        if facts.get("profile"):
            self.profile = find_profile(facts["profile"], home, from_workbook=True)
        self.template = self._template()
        self.plan = self._plan_template()
        self.several = PARTS_SHEET in book.pages
        self.senders = self._senders()
        self.whose = Whose(self.senders, self.several)

    def read(self) -> Public:
        template, facts = self.template, self.said.facts
        data = self._data()
        figures = compute_figures(data)
        changed = tuple(self._changed(figures))
        return Public(
            title=template.report.title or template.title,
            line=facts["line"],
            year=int(facts["year"]),
            until=self._day(facts.get("until", "")),
            data=data,
            set_aside=self._items(set_aside_sheet(self.whose)),
            figures=figures,
            told=tuple(self._told(bool(changed))),
            ledger=self._ledger(),
            sources=self._items(sources_sheet(self.whose)),
            findings=(*changed, *self._findings()),
            parts=self._items(parts_sheet(self.whose)) if self.several else (),
            plan=self.plan,
            profile=self.profile,
        )

    # ----- what it was made with

    def _template(self) -> Template:
        """Return the workbooks' template: the year's own, beside its folder, or the built-in one."""
        facts = self.said.facts
        source = find_template(facts["template"], self.home, from_workbook=True)
        template = load_template(source, self.profile)
        if template.fingerprint != facts["fingerprint"]:
            raise SheettoolsError(Finding(OTHER_TEMPLATE, Location(file=self.book.name), template.name))
        return template

    def _plan_template(self) -> Template | None:
        name = self.said.facts.get("plan", "")
        return load_template(find_template(name, self.home, from_workbook=True), self.profile) if name else None

    def _day(self, text: str) -> date | None:
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            raise lacks(self.book.name, f"{ANNUAL_SHEET}: until") from None

    def _senders(self) -> tuple[Sender, ...]:
        if not self.several:
            facts = self.said.facts
            return (Sender(facts.get("sender_code", ""), facts.get("sender", ""), facts.get("above", "")),)
        page = self.book.page(PARTS_SHEET)
        rows = {page.text(row, 2): row for row in reversed(page.block(HEAD_ROW + 1))}
        return tuple(Sender(code, page.text(rows[code], 1), page.text(rows[code], 3)) for code in sorted(rows))

    def _told(self, changed: bool) -> Iterator[Told]:
        """Yield what each office's report says of itself, and of no office what is said of all."""
        said = self.said
        own: tuple[str, ...] = (CHANGED_WORDS,) if changed else ()
        if not self.several:
            draft, waived = self._reasons()
            code = self.senders[0].code
            own = tuple(words for words in own if words not in draft)
            yield Told(code, (*draft, *own), waived, said.said("missing", code), self._before())
            return
        for code in ("", *(sender.code for sender in self.senders)):
            before = {
                name: as_number(float(value)) for whose, name, value in said.lines.get("before", ()) if whose == code
            }
            draft = said.said("draft", code)
            own = () if code else tuple(words for words in own if words not in draft)
            told = Told(code, (*own, *draft), said.said("waived", code), said.said("missing", code), before)
            if code or told != Told(""):
                yield told

    # ----- the data

    def _data(self) -> Data:
        template = self.template
        tables = {}
        for sheet in template.tables:
            declared = data_sheet(sheet, self.whose)
            tables[sheet.name] = frame_of(sheet, declared.read(self.book.page(declared.title)))
        coverages: Coverages = tuple((one, tuple(self._coverage(one))) for one in template.report.coverages)
        units = tuple(Unit(code, name, sender) for code, name, sender in self.said.lines.get("unit", ()))
        known = {sender.code for sender in self.senders}
        named = {unit.sender for unit in units}.union(*(set(frame[SENDER[1]]) for frame in tables.values()))
        if not named <= known:
            raise lacks(self.book.name, f"{PARTS_SHEET}: {', '.join(sorted(map(str, named - known)))}")
        return Data(template, self._plan(), self.senders, units, tables, coverages, self.several)

    def _coverage(self, coverage: Coverage) -> Iterator[CoverageRow]:
        return coverage_sheet(coverage, self.template, self.whose).read(self.book.page(coverage.title))

    def _plan(self) -> Filled:
        """Return what the plan says; its cells are texts, typed anew by its template."""
        sheets = {sheet.name: sheet for sheet in self.plan.filled} if self.plan else {}
        forms: dict[str, dict[str, Any]] = {}
        tables: dict[str, dict[int, dict[str, Any]]] = {}
        for name, number, key, value in self.book.page(PLAN_SHEET).texts(1, 4):
            fields = {f.name: f for f in sheets[name].fields} if name in sheets else {}
            typed = _planned(fields[key], value) if key in fields else value
            if number == "0":
                forms.setdefault(name, {})[key] = typed
            else:
                tables.setdefault(name, {}).setdefault(int(number), {})[key] = typed
        return Filled(forms, {name: tuple(rows[n] for n in sorted(rows)) for name, rows in tables.items()})

    # ----- the figures

    def _changed(self, figures: Figures) -> Iterator[Said]:
        """Say where the workbook shows another figure than its rows give: its rows count."""
        page = self.book.page(SUMMARY)
        by_code = {page.text(row, 1): row for row in page.block(HEAD_ROW + 1)}
        for figure in figures.report.figures:
            row = by_code.get(figure.code)
            if row is None or not isinstance(page.value(row, 3), int | float):
                raise lacks(self.book.name, f"{SUMMARY}: {figure.code}")
            yield from self._compare(page, (row, 3), figure.title.lstrip("– "), figures.values[figure.name])
        for cross in figures.crosses:
            yield from self._changed_in(self.book.page(cross.breakdown.title), cross, figures.report)

    def _changed_in(self, page: Page, cross: Cross, report: Report) -> Iterator[Said]:
        rows = page.rows(HEAD_ROW + 2)
        if not rows or page.text(rows[-1], 2) != TOTAL:
            raise lacks(self.book.name, f"{cross.breakdown.title}: {TOTAL}")
        by_label = {page.text(row, 2): row for row in rows}
        titles = [report.figure(name).title.lstrip("– ") for name in cross.breakdown.figures]
        wanted = [(line.label, line.values) for line in cross.lines()] + [(TOTAL, cross.total)]
        # As they follow each other; where a row was taken out or put in, by what stands before them.
        places = rows if len(rows) == len(wanted) else [by_label.get(label, 0) for label, _ in wanted]
        for (label, values), row in zip(wanted, places, strict=True):
            for column, (title, value) in enumerate(zip(titles, values, strict=True), start=3):
                yield from self._compare(page, (row, column), f"{title} – {label}", value)

    def _compare(self, page: Page, place: tuple[int, int], title: str, value: float) -> Iterator[Said]:
        shown = page.number(*place) if place[0] else 0
        if shown != value:
            where = Location(self.book.name, page.raw.name, address(*place) if place[0] else "")
            finding = Finding(CHANGED_FIGURE, where, str(shown), {"title": title, "count": value})
            yield said_of(finding, "" if self.several else self.senders[0].code)

    def _before(self) -> Mapping[str, float]:
        """Return last year's figures by code; none where the workbook has no column for them."""
        page, column = self.book.page(SUMMARY), len(SUMMARY_HEADS) + 1
        if page.text(HEAD_ROW, column) != BEFORE_HEADS[0]:
            return {}
        known = {figure.code for figure in self.template.report.figures}
        rows = ((row, page.text(row, 1)) for row in page.block(HEAD_ROW + 1))
        return {
            code: page.number(row, column)
            for row, code in rows
            if code in known and page.value(row, column) not in (None, "")
        }

    def _reasons(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return why it is a draft, and what was accepted."""
        page = self.book.page(SUMMARY)
        start = next((row for row, column in sorted(page.raw.cells) if page.text(row, column) == STATE_TITLE), 0)
        if not start:
            raise lacks(self.book.name, f"{SUMMARY}: {STATE_TITLE}")
        said = [(page.text(row, 1), page.text(row, 2)) for row in page.block(start + 1)]
        is_draft = page.text(*DRAFT_PLACE) == DRAFT_WORDS
        draft = tuple(reason for mark, reason in said if is_draft and mark != ACCEPTED)
        return draft, tuple(reason for mark, reason in said if mark == ACCEPTED)

    # ----- where it came from

    def _items(self, declared: ServiceSheet[Item]) -> tuple[Item, ...]:
        return tuple(declared.read(self.book.page(declared.title)))

    def _ledger(self) -> tuple[LedgerLine, ...]:
        lines = self._items(ledger_sheet(self.whose))
        if not lines or lines[-1].state != "total":
            raise lacks(self.book.name, f"{LEDGER}: {TOTAL}")
        return lines[:-1]

    def _findings(self) -> tuple[Said, ...]:
        return (*self._items(findings_sheet(FINDINGS, self.whose)), *self._items(findings_sheet(REPAIRS, self.whose)))


# --------------------------------------------------------------------------- values


def _planned(target: Field, text: str) -> Any:
    """Return a value of the plan that is stored as a text: the other way round of how the workbook stores it."""
    match target.kind.name:
        case "list":
            return tuple(text.split("\n"))
        case "date":
            return date.fromisoformat(text)
        case "time":
            return time.fromisoformat(text)
        case "boolean":
            return text == "1"
        case "integer" | "year" if target.categories is None:
            return int(text)
        case "number" if target.categories is None:
            return as_number(float(text))
        case _:
            return text
