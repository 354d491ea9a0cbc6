"""The pass over a sheet in which nothing is unusual: its rows by `rows`, the rest by `sheet`.

The rows are cut out, and what is left goes through the ordinary pass, with one row of each sort
that has other attributes: no row may be found where a parser sees none. Anything unusual is left to
the ordinary pass, and so is every refusal.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from itertools import chain
from typing import NamedTuple
from xml.parsers import expat

from sheettools.incoming.look.parts import (
    Attributes,
    RefusedError,
    UnusualError,
    is_plainly_encoded,
    pieces,
)
from sheettools.incoming.look.rows import END_OF_ROW, Held, Rows, emptied, read_rows, tag_at
from sheettools.incoming.look.sheet import SheetLook, SheetPass, split_key
from sheettools.template.excel.address import MAX_ROW

MAX_WHOLE = 64 << 20
"""How large a part may be to be held in memory whole; the cells of such a one are not too many."""

_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"


class CellsPass(SheetPass):
    """One sheet, its cells by one pattern."""

    may_show_pictures = False
    """Whether a formula in it may show a picture."""

    def look_whole(self, part: bytes, place: int, visible: bool) -> SheetLook:
        """Return what the ordinary pass would see; raise UnusualError where it may see other
        things.
        """
        self._opened: list[int] = []
        try:
            apart = _taken_apart(part)
            found, held, self.may_show_pictures = read_rows(apart.stretches, apart.values)
            samples = dict(chain.from_iterable(rows.samples.items() for rows in found)).values()
            tags = b"".join([tag.without_cells for tag in samples])
            self.run(pieces(apart.before + tags + apart.after))
            if self._opened != [*(tag.row for tag in samples), *apart.rows_after]:
                raise UnusualError
            _check_rows([*chain.from_iterable(rows.rows for rows in found), *apart.rows_after])
            self._enter_all(found)
            self._enter_values(held)
            return self.looked(place, visible)
        except (RefusedError, expat.ExpatError, UnicodeDecodeError) as error:
            raise UnusualError from error

    def _open_row(self, attributes: Attributes) -> None:
        super()._open_row(attributes)
        self._opened.append(self._row)

    def _enter_all(self, found: Sequence[Rows]) -> None:
        styles = frozenset[bytes]().union(*(rows.styles for rows in found))
        if any(int(style or b"0") >= self._styles for style in styles):
            raise UnusualError
        noted = {style for style in styles if (style.decode() or "0") in self._looks.noted}
        for rows in found:
            if rows.used:
                self._enter(rows)
            if not noted.isdisjoint(rows.styles):
                self._note_looks(rows, noted)
            if self._old_styles:
                self._note_fonts(rows)

    def _enter(self, rows: Rows) -> None:
        self.hidden_rows.update(rows.hidden)
        self.last_row = max(split_key(rows.used[-1][0])[0], self.last_row)
        self.last_column = max(rows.last_column, self.last_column)
        self.formulas.update(rows.formulas)
        self.unworked.update(rows.unworked)

    def _enter_values(self, held: Held) -> None:
        self.said = held.said
        self._enter_strings(held.shared)
        for key, kind, text, style in held.others:
            if not self.enter(key, kind, text):
                raise UnusualError
            if kind == "n":
                self.looks[key] = self._looks.of(style.decode())

    def _enter_strings(self, shared: Sequence[tuple[int, int, bytes]]) -> None:
        strings = self._strings
        for key, index, style in shared:
            if strings is None or index >= strings.count:
                raise UnusualError
            if index not in strings.blanks:
                self.said[key] = strings.text(index)
                if index in strings.runs:
                    self.runs[key] = strings.runs[index]
                    self.looks[key] = self._looks.of(style.decode())

    def _note_looks(self, rows: Rows, noted: Set[bytes]) -> None:
        for key, style in rows.used:
            if style in noted:
                self.looks[key] = self._looks.of(style.decode())

    def _note_fonts(self, rows: Rows) -> None:
        for key, style in rows.used:
            font = self._old_styles.get(style.decode() or "0")
            if font is not None:
                self.fonts[key] = font


class _Apart(NamedTuple):
    """A part whose rows are taken out and emptied: what stands before them and after, rows without
    anything at their end included.
    """

    before: bytes
    stretches: list[bytes]
    values: list[bytes]
    rows_after: list[int]
    after: bytes


def _taken_apart(part: bytes) -> _Apart:
    """Raise UnusualError where a parser might see other rows, or other letters."""
    start, end = part.find(_OPEN) + len(_OPEN), part.rfind(_CLOSE)
    if start < len(_OPEN) or end < start or not is_plainly_encoded(part, start, end):
        raise UnusualError
    content, values = emptied(part[start:end])
    *stretches, rest = content.split(END_OF_ROW)
    at, rows = 0, []
    while at < len(rest):
        tag = tag_at(rest, at)
        if not tag.is_empty:
            raise UnusualError
        at = tag.end
        rows.append(tag.row)
    return _Apart(part[:start], stretches, values, rows, rest + part[end:])


def _check_rows(rows: Sequence[int]) -> None:
    if len(set(rows)) < len(rows) or max(rows, default=0) > MAX_ROW:
        raise UnusualError
