"""What has been drafted so far: the facts, each with its sentence, the findings, and the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time

from sheettools.findings import Finding, Location, Problem
from sheettools.frozen import dataclass
from sheettools.plan.drafting.problems import UNPLACED
from sheettools.plan.reading.lines import LineId, TextLine, cells_of
from sheettools.plan.reading.passages import Passage

Value = str | int | date | time | bool
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
DRAFTED, TOLD, LAYOUT = "drafted", "told", "layout"
"""What became of a cell of the text: in the draft, in a finding, or of use to its reader alone."""


@dataclass(frozen=True, slots=True)
class DraftFact:
    """One thing the text says: a field of the plan (`row` 0 in a form), and its sentence."""

    sheet: str
    row: int
    field: str
    value: Value
    quote: str
    line: int = 0
    """On what line of the text the sentence begins; 0 for what stands in none."""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What became of one cell of the text."""

    line: int
    text: str
    became: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What was read, sheet by sheet, what could not be placed, and what became of every cell."""

    facts: tuple[DraftFact, ...] = ()
    findings: tuple[Finding, ...] = ()
    ledger: tuple[LedgerEntry, ...] = ()


class Ledger:
    """Keeps what became of every cell of the text; nothing ends as nothing."""

    def __init__(self, lines: Iterable[TextLine]) -> None:
        self._cells: dict[tuple[LineId, int], str] = {}
        self._became: dict[tuple[LineId, int], str] = {}
        self._of_line: dict[LineId, list[tuple[LineId, int]]] = {}
        for line in lines:
            for column, cell in cells_of(line):
                self._cells[line.at, column] = cell
                if not any(map(str.isalnum, cell)):
                    self._became[line.at, column] = LAYOUT
                self._of_line.setdefault(line.at, []).append((line.at, column))

    def enter(self, source: Passage, became: str) -> None:
        """Note what became of the cells of a passage: drafted before told, told before layout."""
        for line in source.lines:
            for key in self._keys(line, source.column):
                before = self._became.get(key, LAYOUT)
                self._became[key] = min(before, became, key=(DRAFTED, TOLD, LAYOUT).index)

    def _keys(self, line: LineId, column: int) -> list[tuple[LineId, int]]:
        if (line, column) in self._cells:
            return [(line, column)]
        return self._of_line.get(line, [])

    def open(self) -> Iterator[list[tuple[LineId, str]]]:
        """Yield what nothing became of, cells that follow each other together: line and words."""
        group: list[tuple[LineId, str]] = []
        for key in sorted(self._cells):
            if key not in self._became:
                group.append((key[0], self._cells[key]))
            elif group:
                yield group
                group = []
        if group:
            yield group

    def entries(self) -> tuple[LedgerEntry, ...]:
        """Return what became of every cell, in the order of the text."""
        return tuple(
            LedgerEntry(key[0][0], self._cells[key], self._became.get(key, ""))
            for key in sorted(self._cells)
        )


class DraftBook:
    """Gathers facts and findings."""

    def __init__(self, file: str, lines: Sequence[TextLine] = ()) -> None:
        self.file = file
        self.facts: dict[tuple[str, int, str], DraftFact] = {}
        self.findings: list[Finding] = []
        self.rows: Counter[str] = Counter()
        self.ledger = Ledger(lines)

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
        is_said = value not in (None, "") and source.text.strip() != ""
        if value is None or not is_said:
            return
        self.ledger.enter(source, DRAFTED)
        fact = DraftFact(sheet, row, name, value, source.text, source.line)
        self.facts.setdefault((sheet, row, name), fact)

    def say(self, name: str, value: Value | None, source: Passage) -> None:
        """Keep a fact of the form."""
        self.put("chung", 0, name, value, source)

    def get(self, name: str) -> DraftFact | None:
        """Return what is known of a field of the form."""
        return self.facts.get(("chung", 0, name))

    def note(self, problem: Problem, source: Passage, **values: str | int) -> None:
        """Report a problem with a passage; one without a word is nothing to ask about."""
        if not any(map(str.isalnum, source.text)):
            self.pass_over(source)
            return
        self.ledger.enter(source, TOLD)
        place = Location(file=self.file, line=source.line)
        self.findings.append(Finding(problem, place, source.text, values))

    def pass_over(self, source: Passage) -> None:
        """Note that a passage only leads its reader on: a heading, a formula, a number of a row."""
        self.ledger.enter(source, LAYOUT)

    def done(self) -> Draft:
        """Return everything in the order of the workbook and of the text.

        What nothing became of is told, cells that follow each other as one.
        """
        for group in list(self.ledger.open()):
            lines = [line for line, _ in group]
            words = " / ".join(text for _, text in group)
            self.note(UNPLACED, Passage(words, tuple((0, line) for line in lines)))
        facts = sorted(self.facts.values(), key=lambda fact: (_SHEETS.index(fact.sheet), fact.row))
        findings = sorted(self.findings, key=lambda f: (f.location.line, f.code))
        return Draft(tuple(facts), tuple(findings), self.ledger.entries())
