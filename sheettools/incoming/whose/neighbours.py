"""Workbooks that may have been exchanged: one that names another unit, and two units that returned
the same rows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import permutations
from pathlib import PurePath

from sheettools.findings import Finding, Location, Severity, Words, counted, declare, quoted
from sheettools.frozen import dataclass
from sheettools.incoming.cage.read import RawBook, RawSheet
from sheettools.incoming.check.validate import CheckedBook, Record
from sheettools.incoming.whose.nearly import Row, nearly_same
from sheettools.incoming.whose.unit_names import UnitNames
from sheettools.template import layout
from sheettools.template.issue import Issue
from sheettools.template.model import Field, Sheet, Template
from sheettools.words.text import fold, tidy

NAMES_ANOTHER = declare(
    "F218",
    Severity.WARNING,
    why=(
        "Đây là sổ phát cho {unit}, nhưng {where} ghi “{value}”, giống tên {other}: có thể là "
        "bản chép từ sổ đơn vị "
        "khác.",
        "This is the workbook sent to {unit}, but {where} says “{value}”, as if it were "
        "{other}'s: it may be a copy "
        "of another unit's.",
    ),
    remedy=(
        (
            "Hỏi người gửi số liệu là của {unit} hay của {other}; nếu của {other} thì đề nghị "
            "điền vào sổ của {other}."
        ),
        "Ask the sender whether the data is {unit}'s or {other}'s; if {other}'s, ask that its "
        "own workbook be "
        "filled in.",
    ),
)
SAME_CONTENT = declare(
    "F219",
    Severity.WARNING,
    why=(
        "Phần điền ở trang {sheets} {how} sổ của {others} (tệp {value}): {count}.",
        "What is filled in on {sheets} is {how} in the workbook of {others} ({value}): {count}.",
    ),
    remedy=(
        "Hỏi cả hai nơi: số liệu là của đơn vị nào; nơi kia cần điền lại sổ của mình.",
        "Ask both whose data it is; the other has to fill in its own workbook again.",
    ),
)

LINE_ROWS = 4
"""How far down the line that says whose workbook it is may stand."""
LEAST_CELLS = 8
"""From how many filled cells of a sheet on it is no chance that two units wrote the same."""
MOST_NAMED = 5
"""How many others are named to ask about; of more it is said how many there are. Each of them is
asked about itself.
"""
RowTexts = tuple[tuple[str, str], ...]
"""What was typed into a row: the fields with their texts."""
Contents = Mapping[str, tuple[str, int, Sequence[Row]]]
"""What was typed into a workbook, by table: a digest of it, how many cells are filled, and its rows
as they are held against others'. Tables with few cells are left out.
"""


# ---------------------------------------------------------------------- one that names another unit


def names_another(
    book: RawBook, template: Template, issued: Issue, names: UnitNames
) -> list[Finding]:
    """Return the question to ask where a page or the file's name says another unit than the
    identity does.
    """
    for place, text in _lines(book, template, issued):
        other = _begins_with(text, issued, names)
        if other is not None:
            where = Words(
                f"ô {place.cell} trang “{place.sheet}”", f"cell {place.cell} of “{place.sheet}”"
            )
            return [_ask(place, text, issued, other, where)]
    other = _named_by_file(PurePath(book.file).stem, issued, names)
    if other is None:
        return []
    return [
        _ask(
            Location(file=book.file), book.file, issued, other, Words("tên tệp", "the file's name")
        )
    ]


def _ask(place: Location, text: str, issued: Issue, other: Issue, where: Words) -> Finding:
    return Finding(
        NAMES_ANOTHER,
        place,
        text[:80],
        {"unit": issued.named, "other": other.named, "where": where},
    )


def _lines(book: RawBook, template: Template, issued: Issue) -> Iterator[tuple[Location, str]]:
    """Yield what stands where a workbook says whose it is: the lines at the head, the unit's cell
    of a form.
    """
    forms = {fold(sheet.title): sheet for sheet in template.filled if sheet.kind == "form"}
    for page in _pages(book):
        form = forms.get(fold(page.name))
        keys = _unit_fields(form, issued) if form else frozenset()
        for (row, column), cell in page.single.items():
            told = row <= LINE_ROWS or (
                column == layout.FORM_VALUE
                and _text(page.single.get((row, layout.FORM_KEY))) in keys
            )
            if told and isinstance(cell.value, str):
                yield Location(book.file, page.name, cell.address), cell.value


def _pages(book: RawBook) -> Iterator[RawSheet]:
    """Yield the sheets that people see; the list of all units may stand on the others."""
    return (
        page for page in book.sheets if page.name not in (layout.IDENTITY_SHEET, layout.LISTS_SHEET)
    )


def _unit_fields(form: Sheet, issued: Issue) -> frozenset[str]:
    """Return the fields of a form that came with the unit's name."""
    values, name = issued.forms.get(form.name, {}), fold(issued.unit_name)
    return frozenset(
        f.name for f in form.fields if name and fold(f.show(values.get(f.name))) == name
    )


def _text(cell: object) -> str:
    return str(getattr(cell, "value", ""))


def _begins_with(text: str, issued: Issue, names: UnitNames) -> Issue | None:
    """Return the other unit with whose name a line begins."""
    best = max(names.begins(text), key=lambda one: len(one.unit_name), default=None)
    return best if best is not None and best.code != issued.code else None


def unit_on_page(book: RawBook, names: UnitNames) -> str:
    """Return the line at the head of a page that begins with a unit's name, empty where none
    does.
    """
    for text in _head_lines(book):
        if names.begins(text):
            return text.strip(" –-")[:80]
    return ""


def _head_lines(book: RawBook) -> Iterator[str]:
    for page in _pages(book):
        for (row, _), cell in page.single.items():
            if row <= LINE_ROWS and isinstance(cell.value, str):
                yield cell.value


def _named_by_file(stem: str, issued: Issue, names: UnitNames) -> Issue | None:
    """Return the one other unit that a file's name speaks of, if it does not speak of its own."""
    found = {one.code: one for one in names.spoken_of(stem)}
    if issued.code in found or len(found) != 1:
        return None
    return next(iter(found.values()))


# ----------------------------------------------------------------------- two that returned the same


def same_content(
    returns: Iterable[tuple[str, Issue, Contents]], template: Template
) -> dict[str, list[Finding]]:
    """Return, by file, the question to ask of units that filled in the very same, or nearly; each
    return is its file, what was issued, and its contents.
    """
    groups: dict[tuple[str, str, int], list[str]] = {}
    rows: dict[str, dict[str, Sequence[Row]]] = {}
    units: dict[str, str] = {}
    for file, issued, contents in returns:
        units[file] = issued.named
        for name, (digest, cells, its_rows) in contents.items():
            group = groups.setdefault((name, digest, cells), [])
            group.append(file)
            if len(group) == 1:  # the others hold the very same
                rows.setdefault(name, {})[file] = its_rows
    alike: dict[tuple[str, ...], list[tuple[str, int]]] = {}
    for (name, _, cells), files in groups.items():
        if len(files) > 1:
            alike.setdefault(tuple(sorted(files)), []).append((template.sheet(name).title, cells))
    asked: dict[str, list[Finding]] = {}
    for same in sorted(_each(alike)):
        asked.setdefault(same.file, []).append(_same(same, units))
    for name, tables in rows.items():
        title = template.sheet(name).title
        for pair, count in nearly_same(tables, LEAST_CELLS):
            for file, other in permutations(pair):
                asked.setdefault(file, []).append(_near(file, title, count, other, units))
    return asked


def _near(file: str, title: str, rows: int, other: str, units: Mapping[str, str]) -> Finding:
    values = {
        "sheets": quoted([title]),
        "how": Words("gần giống", "nearly the same as"),
        "others": units[other],
        "count": Words(f"{rows} dòng như nhau hoặc chỉ khác vài chữ", counted(rows, "row|rows")),
    }
    return Finding(SAME_CONTENT, Location(file=file, sheet=title), other, values)


@dataclass(frozen=True, order=True)
class _SameAs:
    """A file, which others hold the same on some sheets, and how many more than are named."""

    file: str
    others: tuple[str, ...]
    more: int
    sheets: Sequence[tuple[str, int]]


def _each(alike: Mapping[tuple[str, ...], Sequence[tuple[str, int]]]) -> Iterator[_SameAs]:
    """Yield each file of files that are alike: whoever is one of thousands is not told of all."""
    for files, sheets in alike.items():
        more = max(0, len(files) - 1 - MOST_NAMED)
        for file in files:
            others = [other for other in files[: MOST_NAMED + 1] if other != file]
            yield _SameAs(file, tuple(others[:MOST_NAMED]), more, sheets)


def _same(same: _SameAs, units: Mapping[str, str]) -> Finding:
    sheets, more = same.sheets, [f"… (+{same.more})"] if same.more else []
    titles = quoted(title for title, _ in sheets)
    place = Location(file=same.file, sheet=sheets[0][0] if len(sheets) == 1 else "")
    cells = sum(count for _, count in sheets)
    values = {
        "sheets": titles,
        "how": Words("giống hệt", "the same as"),
        "count": Words(f"{cells} ô như nhau", counted(cells, "cell|cells")),
        "others": _named(same, units),
    }
    return Finding(SAME_CONTENT, place, ", ".join([*same.others, *more]), values)


def _named(same: _SameAs, units: Mapping[str, str]) -> Words:
    names = ", ".join(dict.fromkeys(units[other] for other in same.others))
    if not same.more:
        return Words(names, names)
    more = counted(same.more, "other|others")
    return Words(f"{names} và {same.more} nơi khác", f"{names} and {more}")


def contents_of(issued: Issue, checked: CheckedBook, template: Template) -> Contents:
    """Return what people typed into a workbook, where it is enough to be held against others."""
    found: dict[str, tuple[str, int, Sequence[Row]]] = {}
    for sheet in template.tables:
        typed = list(_typed_rows(sheet, issued, checked))
        rows = sorted(row for _, row in typed)  # in a set order
        cells = sum(len(row) for row in rows)
        if cells >= LEAST_CELLS:
            said = json.dumps(rows, ensure_ascii=True).encode("ascii")
            digest = hashlib.sha256(said).hexdigest()
            found[sheet.name] = (digest, cells, _rows(sheet, typed))
    return found


def _rows(sheet: Sheet, typed: Iterable[tuple[Record, RowTexts]]) -> list[Row]:
    """Return what people typed into the rows of a table: their own words, and the other cells."""
    own = {target.name for target in sheet.fields if target.free_text}
    rows: list[Row] = []
    for record, row in typed:
        words = " ".join(tidy(record.texts[name]) for name, _ in row if name in own)
        rows.append((words, tuple(f"{name} {text}" for name, text in row if name not in own)))
    return rows


def _typed_rows(
    sheet: Sheet, issued: Issue, checked: CheckedBook
) -> Iterator[tuple[Record, RowTexts]]:
    """Yield the rows of a table with what people typed into them, without what the workbook came
    with and the codes that it gives.
    """
    fields = [f for f in sheet.fields if _typed(f)]
    names = [f.name for f in fields]
    given = set(_given(sheet, issued, fields))
    for record in checked.records:
        if record.sheet == sheet.name and record.status != "blank":
            row = tuple(_row(record.texts, names, given))
            if row:
                yield record, row


def _given(sheet: Sheet, issued: Issue, fields: Sequence[Field]) -> Iterator[str]:
    """Yield what the rows of a table came with."""
    for row in issued.rows.get(sheet.name, ()):
        for target in fields if row else ():
            if row.get(target.name) is not None:
                yield fold(target.show(row[target.name]))


def _typed(field: Field) -> bool:
    return not field.locked and not field.foreign_key


def _row(
    texts: Mapping[str, str], names: Sequence[str], given: Set[str]
) -> Iterator[tuple[str, str]]:
    for name in names:
        text = texts.get(name)
        said = fold(text) if text else ""
        if said and said not in given:
            yield name, said
