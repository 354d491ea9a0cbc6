"""What of the annual report may leave the office: what every paper is made from.

Personal fields are left out, names and numbers of people are covered in every text. What programs
get (`tables`) holds no row that may say who made a denunciation: it is only counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date, time
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

from sheettools.annual.appendix import PrintedList, print_list
from sheettools.annual.data import LIMITS, Data, Frame, Limits
from sheettools.annual.doors import DOORS
from sheettools.annual.figures import Figures, add_up
from sheettools.annual.gate.curtain import Curtain, cover
from sheettools.annual.gate.privacy import SetAsideRow
from sheettools.annual.ledger import LedgerLine
from sheettools.annual.live import NUMBERED, shown_fields
from sheettools.annual.narrative import DOTS, WordFacts, Wording
from sheettools.annual.reasons import Reason, say_reasons, say_waived
from sheettools.findings import COVERED, SEVERITY_NAMES, Finding, Language, Words
from sheettools.frozen import dataclass
from sheettools.outgoing.workbook.guards import shorten
from sheettools.outgoing.workbook.write import clean_text
from sheettools.template.conditions import RowValues
from sheettools.template.detail import Detail, detail_field, details_of
from sheettools.template.document import RowList
from sheettools.template.facts import Facts
from sheettools.template.model import ORIGIN, SENDER, Field, Profile, Sheet, Template
from sheettools.template.pattern import Reference
from sheettools.template.report import ReportBook

SUPERIOR = Reference("ho_so.superior", form="hoa")
QUOTED = 600
"""How much of a text a finding quotes, in characters."""
PLAIN_CURTAIN = Curtain()
"""What a name that somebody gave a report may end with; all else after a full stop is part of the
name.
"""
Rows = Mapping[str, Sequence[RowValues]]
"""The typed rows of each table, with their origin; what is missing in them is None."""
Plain = str | int | float | bool | date | time | tuple[str, ...] | None
SayReasons = Callable[..., Sequence[str]]
"""How reasons are told: as what still stands in the way, or as what was accepted."""


@dataclass(frozen=True)
class PublicTable:
    """The rows of a table that programs get: their number, whose they are, then the fields."""

    sheet: Sheet
    fields: tuple[Field, ...]
    rows: tuple[Mapping[str, Plain], ...]


@dataclass(frozen=True)
class PublicBook:
    """A book that the office keeps, a text or number a column; `kept_back` rows are for it to write
    in by hand.
    """

    book: ReportBook
    rows: tuple[tuple[Plain, ...], ...]
    kept_back: int


@dataclass(frozen=True)
class PublicCoverage:
    """Planned against reported: (unit, values by field, whether anything was reported, sender's
    code).
    """

    name: str
    title: str
    fields: tuple[Field, ...]
    rows: tuple[tuple[str, Mapping[str, Plain], bool, str], ...]


@dataclass(frozen=True, kw_only=True)
class ReturnedFile:
    """One file that came back; `sender` is the code of the office that it came back to."""

    sender: str = ""
    file: str = detail_field(Detail(title="Tệp", width=34))
    unit: str = detail_field(Detail(title="Đơn vị", width=22))
    code: str = detail_field(Detail(title="Mã sổ", width=18))
    sha256: str = detail_field(Detail(title="SHA-256", width=70))
    size: int = detail_field(Detail(title="Số byte", width=12, counts=True))


SOURCE_DETAILS: tuple[Detail, ...] = details_of(ReturnedFile)
_SEVERITIES = {severity.value: words for severity, words in SEVERITY_NAMES.items()}


@dataclass(frozen=True, kw_only=True)
class PublicFinding:
    """One finding as the report shows it. `sender` is the code of the office that found it, `unit`
    whose file it is.
    """

    severity: str = detail_field(Detail(title="Mức", width=11, words=_SEVERITIES))
    code: str = detail_field(Detail(title="Mã", width=8))
    unit: str = detail_field(Detail(title="Đơn vị", width=18, key=None), default="")
    file: str = detail_field(Detail(title="Tệp", width=26))
    sheet: str = detail_field(Detail(title="Trang", width=18))
    cell: str = detail_field(Detail(title="Ô", width=10))
    message: str = detail_field(Detail(title="Vấn đề", width=56))
    remedy: str = detail_field(Detail(title="Cách xử lý", width=50))
    value: str = detail_field(Detail(title="Giá trị", width=24))
    sender: str = ""


SAID_DETAILS: tuple[Detail, ...] = details_of(PublicFinding)
PART_STATES = {False: Words("Đủ điều kiện", "Final"), True: Words("Dự thảo", "Draft")}


@dataclass(frozen=True, kw_only=True)
class SourceReport:
    """One annual workbook out of which, with others, a report was made."""

    sender: str = detail_field(Detail())
    file: str = detail_field(Detail(title="Tệp", width=34, screen=Words("Tệp", "File")))
    sha256: str = detail_field(Detail(title="SHA-256", width=70))
    size: int = detail_field(Detail(title="Số byte", width=12, key="bytes", counts=True))
    draft: bool = detail_field(
        Detail(
            title="Tình trạng",
            width=13,
            screen=Words("Tình trạng", "State"),
            key="state",
            words=PART_STATES,
            codes={False: "final", True: "draft"},
        )
    )
    rows: int = detail_field(Detail(title="Số dòng", screen=Words("Dòng", "Rows"), counts=True))


PART_DETAILS: tuple[Detail, ...] = details_of(SourceReport)


@dataclass(frozen=True)
class SenderReport:
    """What one office's report says of itself; of no `sender` where it is about the reports of all.

    What is not in order and what of it was accepted, the tables of which rows are missing in the
    figures, and last year's figures by code.
    """

    sender: str
    reasons: tuple[Reason, ...] = ()
    touched: tuple[str, ...] = ()
    before: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Office:
    """What of a report stays in the office that made it.

    The rows that must not be known outside (`kept`), last year's matters that came back in no
    workbook (`left`), rows set aside, the ledger a file, the files, what was found; by code figures
    that go up otherwise, None where they are not told (`published`), and last year's that went up
    otherwise (`before`).
    """

    kept: Mapping[str, Frame]
    left: Mapping[str, Frame]
    set_aside: tuple[SetAsideRow, ...]
    ledger: tuple[LedgerLine, ...]
    sources: tuple[ReturnedFile, ...]
    findings: tuple[PublicFinding, ...]
    published: Mapping[str, float | None] = field(default_factory=dict)
    before: Mapping[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Section:
    """A part of a report under its digest: what it is called, how many rows it has, and the
    digest.
    """

    name: str
    rows: int
    digest: str


@dataclass(frozen=True)
class Public:
    """The annual report without anything that says who somebody is: one edition of it.

    The edition that goes up is what every paper is written from; the office's has an `office` part
    too. Each is the same whether it comes from returns, from an annual workbook read back, or
    (`parts`) from several of them.
    """

    title: str
    line: str
    year: int
    until: date | None
    """The last day of the time that is reported on."""
    data: Data
    figures: Figures
    told: tuple[SenderReport, ...]
    balance: tuple[LedgerLine, ...]
    """What became of all rows of each sender that may be known."""
    facts: Facts = field(default_factory=dict)
    """What computed fields go by: the period, the holidays, the day of checking."""
    findings: tuple[PublicFinding, ...] = ()
    """What is to be said of the report itself: where it was changed since it was made."""
    parts: tuple[SourceReport, ...] = ()
    plan: Template | None = None
    """The template of the plan, without which there is no Word report."""
    profile: Profile | None = None
    office: Office | None = None
    limits: Limits = LIMITS
    """How much of it a workbook holds."""
    sections: tuple[Section, ...] = ()
    """The digests of its parts, once it is sealed."""
    seal: str = ""
    """One short digest over all of it, once it is sealed (`proof`): by it two copies are told apart
    by eye.
    """

    @property
    def template(self) -> Template:
        """The template of the workbooks."""
        return self.data.template

    @property
    def several(self) -> bool:
        """Whether it merges the reports of several offices."""
        return self.data.several

    @property
    def upward(self) -> bool:
        """Whether it is the edition that goes up."""
        return self.office is None

    @property
    def row_count(self) -> int:
        """How many rows its tables have, those included that stay in the office."""
        frames = [*self.data.tables.values()]
        if self.office is not None:
            frames += [*self.office.kept.values(), *self.office.left.values()]
        return sum(map(len, frames))

    @property
    def rows_beside(self) -> bool:
        """Whether its rows are too many for its workbook: then they lie beside it."""
        return self.row_count > self.limits.book

    @property
    def draft(self) -> tuple[str, ...]:
        """Why it is a draft; empty where it is final."""
        return self.say_draft()

    def say_draft(self, language: Language = "vi") -> tuple[str, ...]:
        """Say why it is a draft, in the reader's language."""
        return self._named(say_reasons, language)

    @property
    def waived(self) -> tuple[str, ...]:
        """What is not in order and was accepted by name."""
        return self.say_waived()

    def say_waived(self, language: Language = "vi") -> tuple[str, ...]:
        """Say what is not in order and was accepted by name, in the reader's language."""
        return self._named(say_waived, language)

    @property
    def before(self) -> Mapping[str, float]:
        """Last year's figures by code, where there are any; of several offices those that all of
        them have.
        """
        known = [told.before for told in self.told if told.sender or not self.several]
        sums: dict[str, float] = {}
        for figure in self.figures.report.figures:
            values = [one[figure.code] for one in known if figure.code in one]
            if values and len(values) == len(known):
                sums[figure.code] = add_up(values)
        return sums

    @property
    def touched(self) -> frozenset[str]:
        """The tables of which rows are missing in the figures: set aside, or of a unit that has not
        returned.
        """
        return frozenset(chain.from_iterable(told.touched for told in self.told))

    @property
    def missing_rows(self) -> str:
        """Say in a sentence what the figures lack, for whoever signs and reads them; empty where
        they lack nothing.
        """
        return say_what_lacks(self)

    def _named(self, say: SayReasons, language: Language) -> tuple[str, ...]:
        """Return what there is to say of the reasons, of several offices a line each with its
        name.
        """
        lines: list[str] = []
        for told in self.told:
            texts = say(told.reasons, language, upward=self.upward)
            name = self.data.sender_name(told.sender)
            if not self.several:
                lines += texts
            elif texts:
                lines.append(f"{name}: {'; '.join(texts)}" if name else "; ".join(texts))
        return tuple(lines)

    @cached_property
    def rows(self) -> Rows:
        """The typed rows of each table."""
        return {sheet.name: list(self.data.rows(sheet)) for sheet in self.template.tables}

    @cached_property
    def tables(self) -> tuple[PublicTable, ...]:
        """The rows of each table that programs may have; people are counted, not listed."""
        sheets = (sheet for sheet in self.template.tables if not lists_people(sheet))
        return tuple(_table(self, sheet, self.rows[sheet.name]) for sheet in sheets)

    @cached_property
    def books(self) -> tuple[PublicBook, ...]:
        """The books that the office keeps, drawn from the tables."""
        return tuple(self._book(book) for book in self.template.report.books)

    def _book(self, book: ReportBook) -> PublicBook:
        sheet = self.template.sheet(book.table)
        kept = self.office.kept[book.table].rows() if self.office else ()
        return draw_book(book, sheet, chain(self.data.rows(sheet), kept))

    @cached_property
    def word_facts(self) -> WordFacts | None:
        """What sentences are made from; None without the template of the plan."""
        if self.plan is None:
            return None
        facts = (self.data, self.figures, self.plan, self.profile)
        return WordFacts(*facts, self.before, self.missing_rows)

    def printed(self, wanted: RowList) -> PrintedList:
        """Return a list of the Word report, which stands on a sheet of the workbook too: laid out
        once for both.
        """
        if wanted.name not in self._printed:
            assert self.word_facts is not None
            self._printed[wanted.name] = print_list(wanted, self.word_facts)
        return self._printed[wanted.name]

    @cached_property
    def _printed(self) -> dict[str, PrintedList]:
        return {}

    @cached_property
    def coverages(self) -> tuple[PublicCoverage, ...]:
        """Planned against reported."""
        return tuple(_coverages(self.data))


LACKS = "Số liệu về {tables} chưa tính {parts}."


def say_what_lacks(public: Public) -> str:
    """Say which figures lack rows, and how many: “Số liệu về Kiến nghị chưa tính 02 dòng để riêng
    …”.
    """
    counts: Counter[str] = Counter()
    for told in public.told:
        for reason in told.reasons:
            counts[reason.kind] += reason.count
    parts = []
    if counts["set_aside"]:
        parts.append(f"{counts['set_aside']} dòng còn phải xem lại")
    if counts["missing"]:
        parts.append(f"{counts['missing']} đơn vị chưa có sổ")
    titles = [sheet.title for sheet in public.template.tables if sheet.name in public.touched]
    said = ", ".join(f"“{title}”" for title in titles)
    return LACKS.format(tables=said, parts=" và ".join(parts)) if parts and titles else ""


def above_of(source: WordFacts) -> str:
    """Return the body that the office reports to, as the profile says it; empty where it does not,
    or not wholly.
    """
    said = Wording(source).refer(SUPERIOR) or ""
    return "" if DOTS in said else said


def lists_people(sheet: Sheet) -> bool:
    """Say whether every row of a table is somebody: people are counted in what goes up, not
    listed.
    """
    return any(target.personal and target.required for target in sheet.fields)


def said_of(
    finding: Finding, sender: str, curtain: Curtain = PLAIN_CURTAIN, unit: str = ""
) -> PublicFinding:
    """Return a finding as a report shows it."""
    told = {
        key: curtain.cover(clean_text(str(v))) for key, v in finding.covered().as_dict("vi").items()
    }
    # A long text is quoted in part.
    told |= {key: shorten(told[key], QUOTED) for key in ("message", "value")}
    quoted = {detail.name: told[detail.name] for detail in SAID_DETAILS if detail.key is not None}
    return PublicFinding(**quoted, sender=sender, unit=unit)


def beside(path: Path, ending: str) -> Path:
    """Return the place beside the annual workbook at `path` of what is made from it."""
    endings = {door.ending for door in DOORS}
    stem = path.stem if path.suffix.lower() in endings else path.name
    return path.with_name(stem + ending)


# --------------------------------------------------------------------------- values


def safe_text(text: str) -> str:
    """Return text as it may leave: numbers of persons and phones covered, nothing that no file can
    hold.
    """
    return cover(clean_text(text))


def plain(target: Field, value: Any) -> Plain:
    """Return a value as programs take it: an item of a list by its stored value, all else typed."""
    if value is None or value == "":
        return None
    made: Plain = COVERED if value == COVERED else target.held.plain(value, safe_text)
    return made


def _is_kept_back(sheet: Sheet, row: Mapping[Any, Any]) -> bool:
    """Say whether anything of a row is covered; then all of it stays, for the rest may tell who it
    was.
    """
    return any(sheet.hides(target.name, row) for target in sheet.fields if not target.personal)


def _table(public: Public, sheet: Sheet, rows: Sequence[RowValues]) -> PublicTable:
    fields = tuple(shown_fields(public.data, sheet))
    whose = (*SENDER, *ORIGIN[:2]) if public.several else ORIGIN[:2]
    shown = (row for row in rows if not _is_kept_back(sheet, row))
    made = []
    for number, row in enumerate(shown, start=1):
        said = {name: safe_text(str(row[name])) for name in whose}
        values = {field.name: plain(field, row[field.name]) for field in fields}
        made.append({NUMBERED: number, **said, **values})
    return PublicTable(sheet, fields, tuple(made))


def _coverages(data: Data) -> Iterator[PublicCoverage]:
    for coverage, rows in data.coverages:
        sheet = data.template.sheet(coverage.table)
        names = dict.fromkeys((coverage.key, *coverage.columns))
        fields = tuple(target for name in names if not (target := sheet.field(name)).personal)
        shown = []
        for row in rows:
            values = {field.name: plain(field, row.values.get(field.name)) for field in fields}
            shown.append((row.unit, values, row.reported, row.sender))
        yield PublicCoverage(coverage.name, coverage.title, fields, tuple(shown))


# --------------------------------------------------------------------------- books


def draw_book(
    book: ReportBook, sheet: Sheet, all_rows: Iterable[RowValues], *, internal: bool = False
) -> PublicBook:
    """Return a book drawn from the rows of its table; an `internal` one is filled with who they
    are, too.
    """
    rows = [row for row in all_rows if book.where.holds(row)]
    shown = [row for row in rows if not _is_kept_back(sheet, row)]
    # What has no day to go by comes last; then as the units and their rows follow each other.
    shown.sort(key=lambda row: (row[book.order] is None, str(row[book.order] or "")))
    made = (
        tuple(_book_cells(book, sheet, number, row, internal))
        for number, row in enumerate(shown, start=1)
    )
    return PublicBook(book, tuple(made), len(rows) - len(shown))


def _book_cells(
    book: ReportBook, sheet: Sheet, number: int, row: RowValues, internal: bool
) -> Iterator[Plain]:
    for column in book.columns:
        if column.numbered:
            yield number
        elif not column.when.holds(row):
            yield None
        else:
            targets = [
                target
                for name in column.fields
                if not (target := sheet.field(name)).personal or internal
            ]
            targets += [sheet.field(name) for name in column.internal] if internal else []
            yield column.mark or _written(targets, row, by_group=column.by_group)


def _written(targets: Sequence[Field], row: RowValues, *, by_group: bool) -> Plain:
    """Return one field's value as it is, several in one line of text."""
    if len(targets) == 1 and targets[0].categories is None:
        value = plain(targets[0], row[targets[0].name])
        return value if value in (None, COVERED) else targets[0].in_report(value)
    said = (_shown(target, row[target.name], by_group=by_group) for target in targets)
    return "; ".join(text for text in said if text) or None


def _shown(target: Field, value: Any, *, by_group: bool) -> str:
    if by_group and target.categories is not None and value in target.categories:
        return target.categories.get(value).group or target.show(value)
    return safe_text(target.show(value))
