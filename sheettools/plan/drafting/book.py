"""What has been drafted so far: the facts, each with its sentence, and the findings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sheettools.findings import Finding, Location, Problem
from sheettools.plan.drafting.passages import Passage
from sheettools.plan.drafting.problems import UNPLACED

Value = str | int | date | bool
_SHEETS = (
    "chung",
    "can_cu",
    "muc_dich",
    "chu_de",
    "thanh_phan",
    "thon",
    "cuoc",
    "nhiem_vu",
    "noi_nhan",
)


@dataclass(frozen=True, slots=True)
class DraftFact:
    """One thing the text says: a field of the plan (`row` 0 in a form), and its sentence."""

    sheet: str
    row: int
    field: str
    value: Value
    quote: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What was read, sheet by sheet, and what could not be placed."""

    facts: tuple[DraftFact, ...] = ()
    findings: tuple[Finding, ...] = ()


class DraftBook:
    """Gathers facts and findings."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.facts: dict[tuple[str, int, str], DraftFact] = {}
        self.findings: list[Finding] = []
        self.rows: Counter[str] = Counter()

    @property
    def year(self) -> int | None:
        """The year the plan is for, once it is known."""
        known = self.get("nam")
        return int(str(known.value)) if known else None

    def row(self, sheet: str) -> int:
        """Begin a row."""
        self.rows[sheet] += 1
        return self.rows[sheet]

    def put(self, sheet: str, row: int, name: str, value: Value | None, source: Passage) -> None:
        """Keep a fact, unless there is nothing to keep or something was said there before."""
        if value is not None and value != "":
            self.facts.setdefault(
                (sheet, row, name), DraftFact(sheet, row, name, value, source.text)
            )

    def say(self, name: str, value: Value | None, source: Passage) -> None:
        """Keep a fact of the form."""
        self.put("chung", 0, name, value, source)

    def get(self, name: str) -> DraftFact | None:
        """Return what is known of a field of the form."""
        return self.facts.get(("chung", 0, name))

    def note(self, problem: Problem, source: Passage, **values: str | int) -> None:
        """Report a problem with a passage."""
        place = Location(file=self.file, line=source.line)
        self.findings.append(Finding(problem, place, source.text, values))

    def done(self) -> Draft:
        """Return everything in the order of the workbook and of the text."""
        facts = sorted(self.facts.values(), key=lambda fact: (_SHEETS.index(fact.sheet), fact.row))
        return Draft(
            tuple(facts), tuple(sorted(self.findings, key=lambda f: (f.location.line, f.code)))
        )


class Pending:
    """Words that announce the lines below them; reported if nothing follows."""

    def __init__(self, book: DraftBook) -> None:
        self._book = book
        self._words: Passage | None = None

    def expect(self, words: Passage | None) -> None:
        """Expect lines under these words (None: under none); words in vain are reported."""
        if self._words:
            self._book.note(UNPLACED, self._words)
        self._words = words

    def met(self) -> None:
        """Note that what was expected has come."""
        self._words = None
