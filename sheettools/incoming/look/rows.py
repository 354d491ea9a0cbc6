"""What stands in the rows of a sheet in which nothing is unusual, by one pattern.

What the cells hold is taken out first, and its place marked. The cells that the pattern finds in
the rows that are left must be as long together as what stands in them, and a bare parser must find
rows and values well-formed: then no cell was missed, and none was read where there is none. The
empty rows of a form are the same in all workbooks of a year, whatever was written into them: such a
row is remembered from one file to the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import chain, compress, islice, repeat
from operator import ge, or_
from typing import NamedTuple

from sheettools.incoming.look.parts import (
    MAX_TOKEN,
    UnusualError,
    check_well_formed,
    is_blank,
    texts_of,
)
from sheettools.incoming.look.sheet import COLUMNS, cell_key
from sheettools.incoming.look.values import Said

LONG = 300
"""Whole numbers of fewer digits are numbers for all readers."""
MAX_KNOWN, MAX_MET, MAX_KEPT = 2048, 1 << 16, 1 << 14
"""How many rows are remembered, of how many it is known that they were met, and how long one that
is remembered may be.
"""

AT_ONCE = 100
"""Of how many rows the cells are held at once: of all of a large sheet they would fill much memory,
and be slow to come by.
"""

END_OF_ROW = b"</row>"
_ROW_TAG = re.compile(rb'<row((?: [A-Za-z0-9:]+="[^"<&]*")+) ?(/?)>')
_ROW = re.compile(rb' r="([1-9][0-9]{0,6})"')
_HIDDEN = re.compile(rb' hidden="(?:1|true)"')
_ATTRIBUTE = re.compile(rb' ([A-Za-z0-9:]+)="')
_HELD = re.compile(rb'(<(?:v|t|t xml:space="preserve")>)([^<]++)')
_MARK = b"\x7f"
"""Stands where a value was; no letter of any language."""
_CELL = re.compile(
    rb'(<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="([0-9]++)")?(?: t="([A-Za-z]++)")? ?(?:/>|>'
    rb'(?:(<f)(?: (?!xmlns=)[A-Za-z0-9]++="[^"<]*+")*+ ?(?:/>|>[^<]*+</f>))?'
    rb'(?:<v>(\x7f)?</v>|<v ?/>|<is><t(?: xml:space="preserve")?>(\x7f)?</t></is>)?</c>))'
)
"""The whole, column, row, style, type, formula, mark of a value, mark of a text."""
_PICTURE = re.compile(rb"M(?:AGE|G)\(")
"""How what a formula says ends that shows a picture: IMAGE, or DISPIMG."""
_LONGEST_INDEX = len("4294967295")
_NUMBERS = (b"", b"n")
_INLINE = frozenset((b"inlineStr",))
_TEXTS = (b"str", b"inlineStr")
_BETWEEN = b" "


class RowTag(NamedTuple):
    """The opening tag of a row, and where it ends in the bytes that it was found in."""

    row: int
    is_hidden: bool
    is_empty: bool
    """Whether it is all there is of the row."""
    attributes: tuple[bytes, ...]
    """Their names."""
    text: bytes
    end: int

    @property
    def without_cells(self) -> bytes:
        """The row without what stands in it."""
        return self.text if self.is_empty else self.text + END_OF_ROW


class Rows(NamedTuple):
    """What stands in some rows. Addresses are packed."""

    rows: Sequence[int] = ()
    hidden: Sequence[int] = ()
    samples: Mapping[tuple[bytes, ...], RowTag] = {}
    """A row's tag by the names of its attributes."""
    styles: Set[bytes] = frozenset()
    used: Sequence[tuple[int, bytes]] = ()
    """The cells that hold anything, be it a formula without result, with their styles."""
    last_column: int = 0
    """The rightmost of these."""
    formulas: Sequence[int] = ()
    unworked: Set[int] = frozenset()
    """The formulas that no program has worked out."""
    slots: Sequence[tuple[int, bytes, bytes]] = ()
    """The cells of which a value was taken out, in their order, with their types and styles."""


class Held(NamedTuple):
    """What the cells of a sheet hold."""

    said: dict[int, Said]
    """What the rows alone tell."""
    shared: list[tuple[int, int, bytes]]
    """The cells that hold a shared string, with its number and their style."""
    others: list[tuple[int, str, str, bytes]]
    """All others, with their type, text and style."""


_known: dict[bytes, Rows] = {}
"""What stands in rows that were met more than once, by their bytes up to the end."""
_met: set[int] = set()
"""What was met once, by its hash: should another have the same, it is remembered too early."""


def emptied(rows: bytes) -> tuple[bytes, list[bytes]]:
    """Return rows with marks for what their cells hold, and all that, in its order."""
    if _MARK in rows:
        raise UnusualError
    pieces = _HELD.split(rows)
    values = pieces[2::3]
    pieces[2::3] = [_MARK] * len(values)
    return b"".join(pieces), values


def read_rows(stretches: Sequence[bytes], values: Sequence[bytes]) -> tuple[list[Rows], Held, bool]:
    """Return what stands in the emptied rows of a sheet, what their cells hold, and whether a
    formula may show a picture; raise UnusualError, or what a parser raises, where there may be
    other things.

    A stretch goes to the end of a row with cells, which it lacks; rows without any may come before.
    """
    single, others, may_show = _look_up(stretches)
    found = list(others)
    slots: list[tuple[int, bytes, bytes]] = []
    own: list[bytes] = []
    of_others: list[bytes] = []
    at = 0
    for stretch in stretches:
        end = at + stretch.count(_MARK)
        if stretch in single:
            found.append(single[stretch])
            slots += single[stretch].slots
            own += values[at:end]
        else:
            of_others += values[at:end]
        at = end
    slots += chain.from_iterable(rows.slots for rows in others)
    if at != len(values) or len(slots) != at:
        raise UnusualError
    return found, _read_values(slots, own + of_others), may_show


def _look_up(stretches: Sequence[bytes]) -> tuple[dict[bytes, Rows], list[Rows], bool]:
    """Return what stands in stretches that were met before, each by itself, what stands in all
    others, some at a time, and whether a formula may show a picture.
    """
    single = {stretch: _known[stretch] for stretch in stretches if stretch in _known}
    new = [stretch for stretch in stretches if stretch not in single]
    if not new:
        return single, [], False
    if max(map(len, new)) > MAX_TOKEN:
        raise UnusualError
    together = END_OF_ROW.join(new) + END_OF_ROW
    check_well_formed(together)
    may_show = _PICTURE.search(together) is not None
    again = {one: _read([one]) for one in new if hash(one) in _met}
    once = [stretch for stretch in new if stretch not in again]
    others = [_read(once[at : at + AT_ONCE]) for at in range(0, len(once), AT_ONCE)]
    if not may_show:
        _remember(again, once)
    return single | again, others, may_show


def _remember(again: Mapping[bytes, Rows], once: Sequence[bytes]) -> None:
    if len(_known) + len(again) > MAX_KNOWN:
        _known.clear()
    _known.update(again)
    if len(_met) > MAX_MET:
        _met.clear()
    _met.update(hash(stretch) for stretch in once if len(stretch) <= MAX_KEPT)


def tag_at(stretch: bytes, start: int) -> RowTag:
    """Return the tag of a row that stands there."""
    tag = _ROW_TAG.match(stretch, start)
    row = _ROW.search(tag[1]) if tag else None
    if tag is None or row is None:
        raise UnusualError
    names, hidden = tuple(_ATTRIBUTE.findall(tag[1])), _HIDDEN.search(tag[1])
    return RowTag(int(row[1]), bool(hidden), bool(tag[2]), names, tag[0], tag.end())


def _read(stretches: Sequence[bytes]) -> Rows:
    """Return what stands in the rows of stretches, each of which a parser has found well-formed."""
    tags: list[RowTag] = []
    cells: list[tuple[bytes, ...]] = []
    counts: list[tuple[int, int]] = []
    length = 0
    for stretch in stretches:
        tag = tag_at(stretch, 0)
        tags.append(tag)
        while tag.is_empty:
            tag = tag_at(stretch, tag.end)
            tags.append(tag)
        found = _CELL.findall(stretch, tag.end)
        cells += found
        counts.append((tag.row, len(found)))
        length += len(stretch) - tag.end
    return _read_cells(cells, length, counts)._replace(
        rows=[tag.row for tag in tags],
        hidden=[tag.row for tag in tags if tag.is_hidden],
        samples={tag.attributes: tag for tag in tags},
    )


def _read_cells(
    cells: Sequence[tuple[bytes, ...]], length: int, counts: Sequence[tuple[int, int]]
) -> Rows:
    """Return what cells hold that must come to a length together. Of each row it is told how many
    are its own.
    """
    if not cells:
        if length:
            raise UnusualError
        return Rows()
    wholes, letters, numbers, styles, kinds, formulas, values, texts = zip(*cells, strict=True)
    own = chain.from_iterable(repeat(b"%d" % row, count) for row, count in counts)
    if sum(map(len, wholes)) != length or tuple(own) != numbers:
        raise UnusualError
    firsts = chain.from_iterable(repeat(cell_key(row, 1), count) for row, count in counts)
    columns = list(map(_COLUMNS.__getitem__, letters))
    keys = list(map(or_, firsts, columns))
    if any(map(ge, keys, islice(keys, 1, None))):
        raise UnusualError
    if not _INLINE.issuperset(compress(kinds, texts)) or b"inlineStr" in compress(kinds, values):
        raise UnusualError
    filled = [value or text for value, text in zip(values, texts, strict=True)]
    held = [formula or value for formula, value in zip(formulas, filled, strict=True)]
    with_formulas = list(compress(keys, formulas))
    results = chain(compress(keys, filled), compress(keys, map(b"str".__eq__, kinds)))
    return Rows(
        styles=frozenset(styles),
        used=list(compress(zip(keys, styles, strict=True), held)),
        last_column=max(compress(columns, held), default=-1) + 1,
        formulas=with_formulas,
        unworked=set(with_formulas).difference(results),
        slots=list(compress(zip(keys, kinds, styles, strict=True), filled)),
    )


class _Columns(dict[bytes, int]):
    """The numbers of columns from 0, by their letters."""

    def __missing__(self, letters: bytes) -> int:
        number = COLUMNS[letters.decode()]
        if not number:
            raise UnusualError
        self[letters] = number - 1
        return number - 1


_COLUMNS = _Columns()


def _read_values(slots: Sequence[tuple[int, bytes, bytes]], values: Sequence[bytes]) -> Held:
    """Return what cells hold, by the slots that it was taken out of."""
    check_well_formed(_BETWEEN.join(values))
    held = Held({}, [], [])
    texts: list[tuple[int, bytes]] = []
    for (key, kind, style), value in zip(slots, values, strict=True):
        is_whole = value.isdigit()
        if is_whole and kind in _NUMBERS and len(value) < LONG:
            held.said[key] = float(value)
        elif is_whole and kind == b"s" and len(value) <= _LONGEST_INDEX:
            held.shared.append((key, int(value), style))
        elif kind in _TEXTS:
            texts.append((key, value))
        elif b"&" in value:
            raise UnusualError
        else:
            held.others.append((key, kind.decode() or "n", value.decode(), style))
    held.said.update(_read_texts(texts))
    return held


def _read_texts(cells: Sequence[tuple[int, bytes]]) -> Iterator[tuple[int, str]]:
    """Yield what cells say in words, where it is to be seen."""
    texts = texts_of([text for _, text in cells])
    for (key, _), text in zip(cells, texts, strict=True):
        if text[:1].isalnum() or not is_blank(text):
            yield key, text
