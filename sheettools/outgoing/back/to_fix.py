"""What a village head has to do: few lines, each with its place, errors first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from sheettools.findings import Finding, Severity, Words
from sheettools.frozen import dataclass
from sheettools.incoming.check.pair import PLANNED_ROW_LOST
from sheettools.incoming.check.validate import CheckedBook
from sheettools.incoming.check.wait import WAITS
from sheettools.incoming.locate.cells import MISSING
from sheettools.incoming.locate.columns import (
    COLUMN_TWICE,
    INSERTED,
    UNMATCHED,
)
from sheettools.incoming.locate.office_sheets import KEPT_OUTSIDE
from sheettools.incoming.locate.sheets import EXTRA_SHEET
from sheettools.incoming.locate.tables import OUTSIDE
from sheettools.incoming.locate.workbook import Stray
from sheettools.outgoing.back.own_words import IN_THE_COPY, OFFICE_ALONE
from sheettools.outgoing.back.transfer import RestoredBook, Spot, lines_of
from sheettools.outgoing.workbook.guards import shorten
from sheettools.outgoing.workbook.initial import Mark, Place
from sheettools.template import layout
from sheettools.template.excel.address import split_address
from sheettools.template.issue import Issue
from sheettools.template.model import Sheet, Template

LONGEST = 300
"""How long a sentence may be; nobody reads more, and a note holds no more than so many of them."""
LEFT_OUTSIDE = (OUTSIDE, EXTRA_SHEET, UNMATCHED, INSERTED, COLUMN_TWICE, KEPT_OUTSIDE)
MOST_CELLS = 8
"""How many addresses a line names."""


@dataclass(frozen=True)
class Thing:
    """One thing to fix or to look at again, at one or more cells of the copy."""

    error: bool
    about: str
    """The column or the row."""
    why: str
    how: str
    example: str
    spots: tuple[Spot, ...]
    private: bool = False
    """Whether what it quotes may say who somebody is."""
    places: int = 1
    """At how many places it is wrong; a contradiction of two cells is one place."""

    @property
    def page(self) -> str:
        """The sheet, in words."""
        return f"Trang “{self.spots[0].title}”" if self.spots else "Cả tệp"

    @property
    def cells(self) -> str:
        """The addresses: “ô F7, F9, F12”."""
        if not self.spots:
            return ""
        return f"ô {_list_of((spot.cell for spot in self.spots), 'ô')}"

    @property
    def where(self) -> str:
        """The place in one line."""
        return f"{self.page}, {self.cells}" if self.cells else self.page


@dataclass(frozen=True)
class PlacedFinding:
    """A finding and the cell of the copy it is about, None where it is about the file; and the
    cells of the same row that it may be as well.
    """

    finding: Finding
    spot: Spot | None
    others: tuple[Spot, ...] = ()


def place_findings(checked: CheckedBook, back: RestoredBook, issued: Issue) -> list[PlacedFinding]:
    """Say where in the copy each finding belongs that its sender has to do with."""
    told = [
        f for f in checked.findings if f.severity is not Severity.REPAIR and f.problem is not WAITS
    ]
    ours = [f for f in told if f.problem not in OFFICE_ALONE]
    asked = [f for f in ours if f.location.sheet or _is_error(f)]
    return [_placed(finding, back, issued) for finding in asked]


def _placed(finding: Finding, back: RestoredBook, issued: Issue) -> PlacedFinding:
    """Return a finding that names the cells of the copy."""
    known = (back.spots.get(place) for place in finding.location.places[1:])
    others = tuple(spot for spot in known if spot is not None)
    named = finding.at(also=tuple(spot.cell for spot in others))
    return PlacedFinding(named, _spot(finding, back, issued), others)


def things(placed: Sequence[PlacedFinding]) -> list[Thing]:
    """Gather findings into things to do: one trouble of a column, one row that lacks much."""
    found: list[Thing] = []
    for error in (True, False):
        ours = [one for one in placed if _is_error(one.finding) is error]
        groups: dict[tuple[object, ...], list[PlacedFinding]] = {}
        by_row = _rows_that_lack_much(ours)
        for one in ours:
            groups.setdefault(_key(one, by_row), []).append(one)
        found += [_thing(group, error=error) for group in groups.values()]
    return found


def count_of(things: Sequence[Thing], what: str) -> str:
    """Say how many things there are, and at how many places where that is more: “2 việc cần sửa
    (9 chỗ)”.
    """
    places = sum(thing.places for thing in things)
    if places == len(things):
        return f"{places} chỗ {what}"
    return f"{len(things)} việc {what} ({places} chỗ)"


def marks(placed: Iterable[PlacedFinding]) -> dict[Place, Mark]:
    """Return what is to be said at each cell: all that is to be done there, errors first."""
    by_place: dict[Place, list[Finding]] = {}
    for one in placed:
        place = one.spot.place if one.spot else None
        if place is not None:
            by_place.setdefault(place, []).append(one.finding)
    made = {}
    for place, found in by_place.items():
        findings = sorted(found, key=lambda f: not _is_error(f))
        said = [f"{why}\n→ {how}" for why, how in dict.fromkeys(map(sentences, findings))]
        if len(said) > 1:
            said = [f"{number}. {text}" for number, text in enumerate(said, start=1)]
        made[place] = Mark("\n".join(said), _is_error(findings[0]))
    return made


def sentences(finding: Finding) -> tuple[str, str]:
    """Return what is wrong and what to do, in the words of the copy."""
    if finding.problem in IN_THE_COPY:
        values = {"value": finding.value, **finding.values}
        said = [Words(text, text).say("vi", values) for text in IN_THE_COPY[finding.problem]]
    else:
        said = [finding.message("vi"), finding.remedy("vi")]
    # A sentence may quote a whole cell.
    return shorten(said[0], LONGEST), shorten(said[1], LONGEST)


def _list_of(places: Iterable[str], what: str) -> str:
    """Write places one after the other, the first few of many."""
    said = list(places)
    more = f" và {len(said) - MOST_CELLS} {what} nữa" if len(said) > MOST_CELLS else ""
    return ", ".join(said[:MOST_CELLS]) + more


def _is_error(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR


# --------------------------------------------------------------------------- grouping


def _row(one: PlacedFinding) -> tuple[str, int]:
    return (one.spot.title, one.spot.row) if one.spot else ("", 0)


def _rows_that_lack_much(placed: Sequence[PlacedFinding]) -> set[tuple[str, int]]:
    """Return the rows to be told as a whole, as the title of the sheet and the row's number.

    They lack more cells than rows of the sheet lack anything, or more than three.
    """
    cells = Counter(_row(one) for one in placed if one.finding.problem == MISSING)
    rows = Counter(title for title, _ in cells)
    return {row for row, count in cells.items() if count > max(1, min(rows[row[0]], _MANY_CELLS))}


def _key(one: PlacedFinding, by_row: set[tuple[str, int]]) -> tuple[object, ...]:
    finding, spot = one.finding, one.spot
    if finding.problem == MISSING and _row(one) in by_row:
        return (finding.code, *_row(one))
    column = spot.column if spot else 0
    return (
        finding.code,
        spot.title if spot else finding.location.sheet,
        column,
        sentences(finding)[1],
    )


_MANY_CELLS = 3


def _thing(group: Sequence[PlacedFinding], *, error: bool) -> Thing:
    """Make one thing of findings that belong together."""
    first = group[0].finding
    spots = _spots_of(group)
    fields = {spot.field.name for spot in spots if spot.field}
    if first.problem == MISSING and len(fields) > 1:
        return _row_to_complete(spots, error=error)
    why, how = sentences(first)
    others = len({sentences(one.finding)[0] for one in group}) - 1
    if others > 0:
        why += f" Các ô kia cũng vậy ({others} ô nữa)."
    private = any(one.finding.private for one in group)
    about = _about(spots[0]) if spots else ""
    places = len({one.spot and (one.spot.title, one.spot.cell) for one in group})
    return Thing(error, about, why, how, _example(first, spots, how), spots, private, places)


def _spots_of(group: Sequence[PlacedFinding]) -> tuple[Spot, ...]:
    """Return the cells that some findings are about, each once."""
    spots: dict[tuple[str, str], Spot] = {}
    for one in group:
        for spot in (one.spot, *one.others):
            if spot:
                spots[spot.title, spot.cell] = spot
    return tuple(spots.values())


def _row_to_complete(spots: tuple[Spot, ...], *, error: bool) -> Thing:
    """Return the thing of a row that lacks several cells."""
    names = ", ".join(f"“{spot.field.title}”" for spot in spots if spot.field)
    about = f"dòng số {spots[0].number}" if spots[0].number else ""
    why = f"Còn thiếu {len(spots)} ô: {names}."
    return Thing(error, about, why, "Điền các ô này.", "", spots, places=len(spots))


def _about(spot: Spot) -> str:
    """Name the column of a cell; in a form its line."""
    if spot.field is None:
        return ""
    is_line = spot.sheet is not None and spot.sheet.kind == "form"
    return f"{'dòng' if is_line else 'cột'} “{spot.field.title}”"


def _example(finding: Finding, spots: Sequence[Spot], how: str) -> str:
    """Return how it may be written, where the sentences do not say so."""
    if finding.problem.example is not None:
        return finding.problem.example.vi
    target = spots[0].field if spots else None
    if target is None or not finding.code.startswith("C"):
        return ""
    if re.search("ví dụ|có thể là", how.lower()):
        return ""
    if target.categories is not None:
        return ""  # an item shown here would only be chosen
    return target.sample


# --------------------------------------------------------------------------- places


def _spot(finding: Finding, back: RestoredBook, issued: Issue) -> Spot | None:
    page, cell = finding.location.places[0]
    known = back.spots.get((page, cell))
    if known is not None:
        return known
    if finding.problem in LEFT_OUTSIDE:
        return Spot(layout.OUTSIDE_SHEET, _outside_row(back, page, cell), layout.OUTSIDE_TEXT)
    sheet = back.titles.get(page) or _by_title(back.template, str(finding.values.get("title", "")))
    if sheet is None or sheet.kind == "guide":
        return Spot(sheet.title, 1, 1) if sheet else None
    return _in_sheet(finding, sheet, back, issued)


def _outside_row(back: RestoredBook, page: str, cell: str) -> int:
    """Return where a cell that lay outside is kept; the first row where it cannot be told."""
    row = first = layout.OUTSIDE_HEADER_ROW + 1
    for stray in back.outside:
        if stray.sheet == page and cell in ("", stray.address):
            return row
        row += len(lines_of(stray))
    return first


def _in_sheet(finding: Finding, sheet: Sheet, back: RestoredBook, issued: Issue) -> Spot:
    """Return the cell of a declared sheet that a finding is about, else its first."""
    page, cell = finding.location.places[0]
    target = next((f for f in sheet.fields if f.title == finding.values.get("column")), None)
    if target is not None and sheet.kind == "table":
        column = layout.field_column(sheet, target.name)
        return Spot(sheet.title, layout.HEADER_ROW, column, sheet, target)
    printed = (
        _printed_again(finding, sheet, back, issued)
        if finding.problem == PLANNED_ROW_LOST
        else None
    )
    if printed is not None:
        return printed
    beside = _beside(back, page, _row_of(cell))
    return beside or _field_spot(sheet, sheet.fields[0].name, 0)


def _printed_again(
    finding: Finding, sheet: Sheet, back: RestoredBook, issued: Issue
) -> Spot | None:
    """Return the key of the row that was gone, by the key which the finding tells."""
    key = layout.row_key(sheet)
    if not key:
        return None
    target, rows = sheet.field(key), issued.rows.get(sheet.name, ())
    for index, origin in enumerate(back.contents.order.get(sheet.name, ())):
        if 0 <= origin < len(rows) and target.show(rows[origin].get(key)) == finding.value:
            return _field_spot(sheet, key, index)
    return None


def _beside(back: RestoredBook, page: str, row: int) -> Spot | None:
    """Return the first known cell of the same row of the return."""
    if not row:
        return None
    for (title, cell), spot in back.spots.items():
        if title == page and _row_of(cell) == row:
            return spot
    return None


def _row_of(cell: str) -> int:
    try:
        return split_address(cell)[0]
    except ValueError:
        return 0


def _field_spot(sheet: Sheet, name: str, index: int) -> Spot:
    row, column = layout.field_cell(sheet, name, layout.FIRST_ROW + index)
    number = 0 if sheet.kind == "form" else index + 1
    return Spot(sheet.title, row, column, sheet, sheet.field(name), number)


def _by_title(template: Template, title: str) -> Sheet | None:
    return next((sheet for sheet in template.sheets if sheet.title == title), None)


def waiting(checked: CheckedBook, back: RestoredBook) -> list[str]:
    """Return the rows in which nothing is to be done until another is fixed, a line a sheet."""
    rows: dict[str, list[int]] = {}
    for finding in checked.findings:
        spot = back.spots.get((finding.location.sheet, finding.location.cell))
        if finding.problem is WAITS and spot is not None:
            rows.setdefault(spot.title, []).append(spot.row)
    return [
        f"Trang “{title}”: dòng {_list_of(map(str, numbers), 'dòng')}."
        for title, numbers in rows.items()
    ]


def repairs(checked: CheckedBook) -> Iterator[tuple[Finding, str]]:
    """Yield what was mended, with its place as the sender wrote it."""
    for finding in checked.findings:
        if finding.severity is Severity.REPAIR and finding.location.sheet:
            cell = f", ô {finding.location.cell}" if finding.location.cell else ""
            yield finding, f"Trang “{finding.location.sheet}”{cell}"


__all__ = [
    "PlacedFinding",
    "Stray",
    "Thing",
    "count_of",
    "marks",
    "place_findings",
    "repairs",
    "things",
    "waiting",
]
