"""How much of a plan is drafted rightly: its facts against those a reader wrote down before."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import Any

from sheettools.incoming.cage.document import read_document
from sheettools.incoming.document.text import DocumentText
from sheettools.plan.draft import Draft, DraftFact, draft_plan
from sheettools.plan.reading.text import tidy

OFFICES = Path(__file__).parent / "offices"
Row = dict[str, Any]


@dataclass
class Score:
    """Facts right, missed and wrong; a wrong one with a note at its line is a question asked."""

    right: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @property
    def wanted(self) -> int:
        """How many facts the text says."""
        return self.right + len(self.missed)


def read_plan(folder: Path) -> DocumentText:
    """Return the text of a plan, which is a Word file or a text file."""
    word = folder / "plan.docx"
    return read_document(word if word.exists() else folder / "plan.txt")


def wanted_rows(folder: Path) -> dict[str, list[Row]]:
    """Return the facts written down, sheet by sheet; the form is a sheet of one row."""
    said = tomllib.loads((folder / "expected.toml").read_text(encoding="utf-8"))
    found: dict[str, list[Row]] = {}
    for sheet, rows in said.items():
        if sheet == "chung":
            found[sheet] = [rows]
        elif isinstance(rows, list) and all(isinstance(row, dict) for row in rows):
            found[sheet] = rows
    return found


def drafted_rows(draft: Draft) -> dict[str, list[dict[str, DraftFact]]]:
    """Return what was drafted, sheet by sheet."""
    found: dict[str, dict[int, dict[str, DraftFact]]] = {}
    for fact in draft.facts:
        found.setdefault(fact.sheet, {}).setdefault(fact.row, {})[fact.field] = fact
    return {sheet: [rows[at] for at in sorted(rows)] for sheet, rows in found.items()}


def same(one: Any, other: Any) -> bool:
    """Tell whether two values say the same: blanks and a capital at the beginning do not count."""
    return _plain(one) == _plain(other)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    text = tidy(str(value))
    return text[:1].lower() + text[1:]


def aligned(wanted: list[Row], drafted: list[dict[str, DraftFact]]) -> list[tuple[int, int]]:
    """Pair the rows, in their order, so that most fields are the same."""
    best: list[list[tuple[int, list[tuple[int, int]]]]] = [
        [(0, []) for _ in range(len(drafted) + 1)] for _ in range(len(wanted) + 1)
    ]
    for i, row in enumerate(wanted):
        for j, other in enumerate(drafted):
            alike = sum(name in other and same(row[name], other[name].value) for name in row)
            both = (best[i][j][0] + alike, [*best[i][j][1], (i, j)])
            options = [best[i + 1][j], best[i][j + 1], both if alike else (-1, [])]
            best[i + 1][j + 1] = max(options, key=lambda option: option[0])
    return best[-1][-1][1]


def score(wanted: dict[str, list[Row]], draft: Draft) -> Score:
    """Compare what a reader found with what was drafted."""
    result = Score()
    drafted = drafted_rows(draft)
    noted = {finding.location.line for finding in draft.findings}
    for sheet in {**wanted, **drafted}:
        rows, others = wanted.get(sheet, []), drafted.get(sheet, [])
        pairs = [(0, 0)] if sheet == "chung" and rows and others else aligned(rows, others)
        by_row, used = dict(pairs), {j for _, j in pairs}
        for i, row in enumerate(rows):
            _compare(result, sheet, i, row, others[by_row[i]] if i in by_row else {}, noted)
        for j, other in enumerate(others):
            if j not in used:
                _compare(result, sheet, j, {}, other, noted)
    return result


def _compare(
    result: Score, sheet: str, at: int, row: Row, other: dict[str, DraftFact], noted: set[int]
) -> None:
    for name, value in row.items():
        if name in other and same(value, other[name].value):
            result.right += 1
        else:
            shown = other[name].value if name in other else "-"
            result.missed.append(f"{sheet}[{at + 1}].{name}: {value!s} <> {shown!s}")
    for name, fact in other.items():
        if name not in row or not same(row[name], fact.value):
            said = f"{sheet}[{at + 1}].{name}: {fact.value!s} (line {fact.line})"
            (result.asked if fact.line in noted else result.wrong).append(said)


def table() -> str:
    """Return a table of all plans with what was drafted of each, for the docs."""
    rows = [
        "| kế hoạch | tệp | đúng / có | thiếu | sai không hỏi | câu hỏi |",
        "|---|---|---:|---:|---:|---:|",
    ]
    total, wrong = Score(), 0
    for expected in sorted(OFFICES.glob("*/*/expected.toml")):
        folder = expected.parent
        draft = draft_plan(read_plan(folder), folder.name)
        own = score(wanted_rows(folder), draft)
        total.right += own.right
        total.missed += own.missed
        wrong += len(own.wrong)
        kind = "Word" if (folder / "plan.docx").exists() else "văn bản"
        layout = (
            expected.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ").replace("|", "/")
        )
        rows.append(
            f"| {layout} | {kind} | {own.right} / {own.wanted} | {len(own.missed)} "
            f"| {len(own.wrong)} | {len(draft.findings)} |"
        )
    share = f"{100 * total.right / total.wanted:.1f}".replace(".", ",")
    sums = f"{total.right} / {total.wanted} | {len(total.missed)} | {wrong}"
    rows.append(f"| **tất cả: {share} %** | | {sums} | |")
    return "\n".join(rows)
