"""The headings of a table: where they stand, and which column is which field.

A column is known by its name in the hidden row and by its heading, those of older versions included
(`formerly`). Where the two name different fields, the heading goes first: it is what the sender
sees.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import field, replace
from enum import IntEnum
from functools import cached_property, lru_cache

from sheettools.frozen import dataclass
from sheettools.incoming.cage.read import RawSheet
from sheettools.incoming.locate.workbook import corners
from sheettools.template import layout
from sheettools.template.excel.address import address
from sheettools.template.model import Sheet
from sheettools.words.suggest import suggest
from sheettools.words.text import fold

WITHIN = 60
"""How many rows from the top the headings are looked for."""
NEAR_KEYS = 8
"""How far below the hidden names they may stand."""
ENOUGH = 0.6
"""What part of the best row's headings the first heading row has: headings repeated lower down must
not win.
"""
NUMBER_TITLES = frozenset(("tt", "stt", "số tt", "số thứ tự"))

Texts = Mapping[int, str]
"""What stands in a row, by column."""


@dataclass(frozen=True)
class Headings:
    """Where the headings of a table stand and what they say; rows and columns count from 1.

    `rows` are the heading's one or two rows, none where only the hidden names are left. `columns`
    gives each field's column, `own` the columns that are the workbook's and their names, `doubles`
    further columns of a field. `renamed` are fields known by their hidden name alone, `guessed`
    those whose heading is near to theirs alone, `crossed` those whose column has a hidden name or a
    heading of another field. `unknown` are columns with a heading that is nobody's.
    """

    key_row: int
    rows: tuple[int, ...]
    texts: Texts
    keys: Texts
    own: Mapping[int, str]
    columns: Mapping[str, int] = field(default_factory=dict)
    doubles: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    renamed: frozenset[str] = frozenset()
    crossed: frozenset[str] = frozenset()
    guessed: frozenset[str] = frozenset()
    unknown: tuple[int, ...] = ()

    @cached_property
    def last(self) -> int:
        """The last row of the headings; the data begin below it."""
        return max((*self.rows, self.key_row))

    def place(self, column: int) -> str:
        """Return the address of a column's heading."""
        return address(self.last, column)

    @cached_property
    def fields(self) -> dict[int, str]:
        """The field of each column, further columns left out."""
        return {column: name for name, column in self.columns.items()}


def find_headings(sheet: Sheet, raw: RawSheet) -> Headings | None:
    """Find the headings of a table; None where there is neither a name nor a heading of it."""
    top = _top_rows(raw)
    names, titles = sheet.hidden_names, sheet.headings
    key_row, by_key = _best_row(top, names)
    if by_key < min(2, len(sheet.fields)):
        key_row = by_key = 0  # one word of a row may be like a field's name by chance
    rows, texts = _heading_rows(raw, top, titles, key_row)
    keys = top.get(key_row, {})
    by_title = {
        column: titles[plain(text)] for column, text in texts.items() if plain(text) in titles
    }
    if not by_key and not by_title:
        return None
    found = Headings(key_row, rows, texts, keys, _own_columns(keys, texts))
    return _guess(
        sheet, _settle(found, {c: names[k] for c, k in keys.items() if k in names}, by_title)
    )


@lru_cache(maxsize=4096)  # each heading is asked for row by row, and is the next file's too
def plain(text: str) -> str:
    """Return a heading as headings are compared: without the star of what must be filled in."""
    return fold(text.rstrip(" *"))


# --------------------------------------------------------------------------- rows


def _top_rows(raw: RawSheet) -> dict[int, dict[int, str]]:
    rows: dict[int, dict[int, str]] = {}
    for (row, column), cell in raw.single.items():
        if row <= WITHIN and isinstance(cell.value, str) and cell.value.strip():
            rows.setdefault(row, {})[column] = cell.value
    return rows


def _best_row(rows: Mapping[int, Texts], names: Mapping[str, str]) -> tuple[int, int]:
    """Return the first row with the most names, and how many those are."""
    best_row = most = 0
    for row, texts in sorted(rows.items()):
        count = len({names[text] for text in texts.values() if text in names})
        if count > most:
            best_row, most = row, count
    return best_row, most


def _heading_rows(
    raw: RawSheet, top: Mapping[int, Texts], titles: Mapping[str, str], key_row: int
) -> tuple[tuple[int, ...], Texts]:
    """Return the one or two rows of the headings, and each column's heading."""
    near = _rows_near(top, key_row)
    row = _heading_row(near, titles)
    if row:
        return _row_or_pair(raw, top, titles, key_row, row)
    if not key_row:
        return _broken_headings(raw, near, titles)
    if _is_data(raw, key_row + 1):
        return (), {}
    return (key_row + 1,), top.get(key_row + 1, {})


def _rows_near(top: Mapping[int, Texts], key_row: int) -> dict[int, Texts]:
    """Return the rows in which headings are looked for: all, or those close below the hidden
    names.
    """
    if not key_row:
        return dict(top)
    return {row: texts for row, texts in top.items() if key_row < row <= key_row + NEAR_KEYS}


def _heading_row(near: Mapping[int, Texts], titles: Mapping[str, str]) -> int:
    """Return the first row that has nearly as many headings as the best one; 0 where none has
    any.
    """
    counts = {row: _count(texts, titles) for row, texts in near.items()}
    best = max(counts.values(), default=0)
    for row in sorted(counts):
        if best and counts[row] >= best * ENOUGH:
            return row
    return 0


def _count(texts: Texts, titles: Mapping[str, str]) -> int:
    """Return of how many fields a row has the headings."""
    return len({titles[plain(text)] for text in texts.values() if plain(text) in titles})


def _row_or_pair(
    raw: RawSheet, top: Mapping[int, Texts], titles: Mapping[str, str], key_row: int, row: int
) -> tuple[tuple[int, ...], Texts]:
    """Return a row of headings, with the one above or below where both together say more."""
    alone = _count(top[row], titles)
    if alone == len(set(titles.values())):
        return (row,), top[row]  # as in nearly all
    for first in (row - 1, row):
        if first > key_row:
            texts = _joined(raw, top, titles, first)
            if _count(texts, titles) > alone:
                return (first, first + 1), texts
    return (row,), top[row]


def _broken_headings(
    raw: RawSheet, near: Mapping[int, Texts], titles: Mapping[str, str]
) -> tuple[tuple[int, ...], Texts]:
    """Return the two rows over which every heading is broken, where there are such."""
    for first in sorted(near):
        texts = _joined(raw, near, titles, first)
        if _count(texts, titles) > 1:
            return (first, first + 1), texts
    return (), {}


def _joined(
    raw: RawSheet, top: Mapping[int, Texts], titles: Mapping[str, str], first: int
) -> Texts:
    """Return the headings of two rows: a text broken over both, or the lower, or the upper one
    alone.
    """
    above, below = dict(_spread(raw, first, top.get(first, {}))), top.get(first + 1, {})
    texts: dict[int, str] = {}
    for column in sorted({*above, *below}):
        upper, lower = above.get(column, ""), below.get(column, "")
        ways = [f"{upper} {lower}", lower, top.get(first, {}).get(column, "")]
        known = next((way for way in ways if plain(way) in titles), None)
        said = known or lower or top.get(first, {}).get(column, "")
        if said:
            texts[column] = said
    return texts


def _spread(raw: RawSheet, row: int, texts: Texts) -> Iterator[tuple[int, str]]:
    """Yield what stands over each column of a row: a heading merged over several columns stands
    over all of them.
    """
    for column, text in texts.items():
        yield column, text
    for block in raw.merged:
        top, left, _, right = corners(block)
        if top == row and left in texts:
            for column in range(left + 1, min(right, left + 100) + 1):
                yield column, texts[left]


def _is_data(raw: RawSheet, row: int) -> bool:
    """Say whether a row holds values, not headings: numbers or dates, or the number of a prepared
    row.
    """
    values = [cell.value for (r, _), cell in raw.single.items() if r == row and not cell.formula]
    return any(value is not None and not isinstance(value, str) for value in values)


# --------------------------------------------------------------------------- columns


def _own_columns(keys: Texts, texts: Texts) -> dict[int, str]:
    """Return the columns that are the workbook's own, with the hidden name that each has."""
    own = {column: key for column, key in keys.items() if key.startswith(layout.OWN)}
    for column, text in texts.items():
        if column in own or column in keys:
            continue
        if plain(text) in NUMBER_TITLES:
            own[column] = layout.NUMBER_KEY
        elif text == layout.MARK_TITLE:
            own[column] = layout.MARK_KEY
        elif text.startswith(layout.OWN):
            own[column] = text
    return own


class Claim(IntEnum):
    """By what a column claims a field, the strongest first."""

    BOTH = 0
    """Its hidden name and its heading agree."""
    NAME = 1
    """Its hidden name alone; or its heading is another field's, which has its column already."""
    MOVED_HEADING = 2
    """Its heading, which was moved over the hidden name of another field."""
    HEADING = 3
    """Its heading alone."""


def claim(key: str | None, title: str | None, agreed: Collection[str]) -> tuple[str, Claim]:
    """Return which field a column claims, and by what.

    `key` is the field by its hidden name, `title` the one by its heading; one of them there is.
    `agreed` are the fields that have a column on which both agree.
    """
    if key is None:
        return title or "", Claim.HEADING
    if title is None:
        return key, Claim.NAME
    if key == title:
        return key, Claim.BOTH
    # A heading moved without its hidden name; one that stands twice leaves this column what it was.
    return (key, Claim.NAME) if title in agreed else (title, Claim.MOVED_HEADING)


def _settle(found: Headings, by_key: Mapping[int, str], by_title: Mapping[int, str]) -> Headings:
    """Give each field its column: where name and heading agree, else by the name, else by the
    heading.
    """
    agreed = {name for column, name in by_title.items() if by_key.get(column) == name}
    claims: dict[str, list[tuple[Claim, int]]] = {}
    taken = set(found.own)
    for column in sorted({*by_key, *by_title} - found.own.keys()):
        name, rank = claim(by_key.get(column), by_title.get(column), agreed)
        claims.setdefault(name, []).append((rank, column))
        taken.add(column)
    columns: dict[str, int] = {}
    doubles: dict[str, tuple[int, ...]] = {}
    for name, those in claims.items():
        columns[name], *others = (column for _, column in sorted(those))
        if others:
            doubles[name] = tuple(others)
    headed = sorted({*found.texts, *found.keys})
    return replace(
        found,
        columns=columns,
        doubles=doubles,
        renamed=_without_heading(columns, by_key, by_title),
        crossed=_at_odds(columns, by_key, by_title),
        unknown=tuple(column for column in headed if column not in taken),
    )


def _without_heading(
    columns: Mapping[str, int], by_key: Mapping[int, str], by_title: Mapping[int, str]
) -> frozenset[str]:
    """Return the fields that are known by their hidden name alone."""
    return frozenset(
        name for name, column in columns.items() if column in by_key and column not in by_title
    )


def _at_odds(
    columns: Mapping[str, int], by_key: Mapping[int, str], by_title: Mapping[int, str]
) -> frozenset[str]:
    """Return the fields whose column has the hidden name of one field and the heading of
    another.
    """
    found: set[str] = set()
    for name, column in columns.items():
        key, title = by_key.get(column), by_title.get(column)
        if key is not None and title is not None and key != title:
            found.add(name)
    return frozenset(found)


def _guess(sheet: Sheet, found: Headings) -> Headings:
    """Take a heading that is clearly nearest to a field that has no column for that field's."""
    missing = {f.title: f.name for f in sheet.fields if f.name not in found.columns}
    titles = [f.title for f in sheet.fields]
    nearest: dict[str, list[int]] = {}
    for column in found.unknown if missing else ():
        if column in found.keys:
            continue
        near = suggest(found.texts.get(column, "").rstrip(" *"), titles)
        if near in missing:
            nearest.setdefault(missing[near], []).append(column)
    certain = {name: columns[0] for name, columns in nearest.items() if len(columns) == 1}
    return replace(
        found,
        columns={**found.columns, **certain},
        guessed=frozenset(certain),
        unknown=tuple(column for column in found.unknown if column not in certain.values()),
    )
