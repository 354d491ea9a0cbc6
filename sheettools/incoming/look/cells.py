"""The pass over a sheet in which nothing is unusual: its cells by one pattern, the rest by `sheet`.

What stands in the rows is cut out, and what is left goes through the ordinary pass. The cells that
the pattern finds in a row must be as long together as what stands in it, and a bare parser must
find the whole well-formed: then no cell was missed, and none was read where there is none. Anything
else is left to the ordinary pass, and so is every refusal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import compress, pairwise
from xml.parsers import expat

from sheettools.incoming.look.parts import MAX_TOKEN, Attributes, RefusedError, is_blank
from sheettools.incoming.look.sheet import COLUMNS, SheetLook, SheetPass

MAX_WHOLE = 64 << 20
"""How large a part may be to be held in memory whole; the cells of such a one are not too many."""
PIECE = 1 << 16
LONG = 300
"""Whole numbers of fewer digits are numbers for all readers."""
_COLUMN = (1 << 14) - 1  # of a packed address

_DECLARED = re.compile(rb"<\?xml [^>]*encoding=[\"'](?!utf-8[\"'])", re.IGNORECASE)
_OPEN, _CLOSE, _ROW, _END_OF_ROW = b"<sheetData>", b"</sheetData>", b"<row", b"</row>"
_ROW_TAG = re.compile(rb"<row( [^<>]*)?>")
_CELL = re.compile(
    rb'(<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="([0-9]+)")?(?: t="([A-Za-z]+)")? ?(?:/>|>'
    rb'(?:(<f)(?: [A-Za-z0-9]+="[^"<]*")* ?(?:/>|>[^<]*</f>))?'
    rb'(?:<v>([^<]*)</v>|<v ?/>|<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>))'
)
"""The whole, column, row, style, type, formula, value, text."""
_BETWEEN = "\ue000"
"""What stands between texts while a parser reads them; no letter of any language."""


class UnusualError(Exception):
    """The ordinary pass must look at this sheet."""


class CellsPass(SheetPass):
    """One sheet, its cells by one pattern."""

    def look_whole(self, part: bytes, place: int, visible: bool) -> SheetLook:
        """Return what the ordinary pass would see; raise UnusualError where it may see other
        things.
        """
        self._numbers: list[int] = []
        self._waiting: list[tuple[int, bytes, bytes, bytes]] = []
        self._used_styles: set[bytes] = set()
        self._texts: set[int] = set()
        self._noted = {number.encode() for number in self._looks.noted}
        if b"0" in self._noted:
            self._noted.add(b"")
        try:
            frame, rows = _taken_apart(part)
            self.run(pieces(frame))
            expat.ParserCreate().Parse(part, True)  # after the frame, which would have had a DTD
            if len(rows) != len(self._numbers):
                raise UnusualError
            for number, (start, end) in zip(self._numbers, rows, strict=True):
                self._look_at_row(part, number, start, end)
            self._enter_texts()
            self._texts.update(key for key, *_ in self._waiting)
            self.unworked = self.formulas - self.said.keys() - self._texts
            if any(int(style or b"0") >= self._styles for style in self._used_styles):
                raise UnusualError
            return self.looked(place, visible)
        except (RefusedError, expat.ExpatError, UnicodeDecodeError) as error:
            raise UnusualError from error

    def _open_row(self, attributes: Attributes) -> None:
        super()._open_row(attributes)
        self._numbers.append(self._row)

    def _look_at_row(self, part: bytes, row: int, start: int, end: int) -> None:
        """Enter the cells of a row, which stand in the part from `start` to `end`."""
        if start == end:
            return
        found = _CELL.findall(part, start, end)
        if not found:
            raise UnusualError
        wholes, letters, numbers, styles, kinds, formulas, values, texts = zip(*found, strict=True)
        if sum(map(len, wholes)) != end - start or set(numbers) != {str(row).encode()}:
            raise UnusualError
        keys = [row << 14 | (column - 1) for column in _columns(letters)]
        self._used_styles.update(styles)
        used = list(compress(keys, formulas))
        self.formulas.update(used)
        self._note_texts(keys, kinds)
        cells = zip(keys, kinds, values, styles, strict=True)
        for key, kind, value, style in compress(cells, values):
            used.append(key)
            if kind in (b"", b"n") and value.isdigit() and len(value) < LONG:
                self.said[key] = float(value)
            else:
                self._waiting.append((key, kind, value, style))
        for key, kind, text in compress(zip(keys, kinds, texts, strict=True), texts):
            used.append(key)
            if kind != b"inlineStr":
                raise UnusualError
            self._waiting.append((key, b"str", text, b""))
        if not used:
            return
        self.last_row = max(row, self.last_row)
        self.last_column = max((max(used) & _COLUMN) + 1, self.last_column)
        if self._old_styles:
            self._note_fonts(used, dict(zip(keys, styles, strict=True)))
        if not self._noted.isdisjoint(styles):
            self._note_looks(used, dict(zip(keys, styles, strict=True)))

    def _note_texts(self, keys: list[int], kinds: tuple[bytes, ...]) -> None:
        if b"str" in kinds:
            self._texts.update(compress(keys, map(b"str".__eq__, kinds)))

    def _note_fonts(self, used: Iterable[int], styles: Mapping[int, bytes]) -> None:
        for key in used:
            font = self._old_styles.get(styles[key].decode())
            if font is not None:
                self.fonts[key] = font

    def _note_looks(self, used: Iterable[int], styles: Mapping[int, bytes]) -> None:
        for key in used:
            if styles[key] in self._noted:
                self.looks[key] = self._looks.of(styles[key].decode())

    def _enter_texts(self) -> None:
        """Enter the values that are no plain numbers, as a parser gives them."""
        if not self._waiting:
            return
        texts = _parsed([value for _, _, value, _ in self._waiting])
        for (key, kind, value, style), text in zip(self._waiting, texts, strict=True):
            if kind == b"str":
                if not is_blank(text):
                    self.said[key] = text
            elif b"&" in value or not self.enter(key, kind.decode() or "n", text):
                raise UnusualError
            if kind in (b"", b"n") or key in self.runs:
                self.looks[key] = self._looks.of(style.decode())


@lru_cache(maxsize=1024)  # the rows of a table have the same columns
def _columns(letters: tuple[bytes, ...]) -> tuple[int, ...]:
    """Return the numbers of a row's columns; raise UnusualError where they do not go up."""
    numbers = tuple(COLUMNS[one.decode()] for one in letters)
    if any(after <= before for before, after in pairwise((0, *numbers))):
        raise UnusualError
    return numbers


def pieces(whole: bytes) -> Iterator[bytes]:
    """Yield a part piece by piece, as passes take it."""
    for at in range(0, len(whole), PIECE):
        yield whole[at : at + PIECE]


def _parsed(texts: Sequence[bytes]) -> Sequence[str]:
    """Return texts as a parser gives them."""
    said: list[str] = []
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text, parser.buffer_size = True, PIECE
    parser.CharacterDataHandler = said.append
    parser.Parse(b"<t>" + _BETWEEN.encode().join(texts) + b"</t>", True)
    found = "".join(said).split(_BETWEEN)
    if len(found) != len(texts):
        raise UnusualError
    return found


def _taken_apart(part: bytes) -> tuple[bytes, list[tuple[int, int]]]:
    """Return a part without what stands in its rows, and where in the part that stands, row by row.

    Raise UnusualError where a parser might see other rows, or other letters.
    """
    start, end = part.find(_OPEN) + len(_OPEN), part.rfind(_CLOSE)
    if start < len(_OPEN) or end < start or _DECLARED.match(part):
        raise UnusualError
    if part.find(b"\r", start, end) >= 0:  # a parser makes another sign of it
        raise UnusualError
    frame, rows, kept = [], [], 0
    at = part.find(_ROW, start, end)
    while at >= 0:
        tag = _ROW_TAG.match(part, at, end)
        if tag is None:
            raise UnusualError
        inside = after = tag.end()
        if not (tag[1] or b"").endswith(b"/"):
            after = part.find(_END_OF_ROW, inside, end)
            if after < 0 or after - inside > MAX_TOKEN:
                raise UnusualError
            frame.append(part[kept:inside])
            kept = after
        rows.append((inside, after))
        at = part.find(_ROW, after, end)
    frame.append(part[kept:])
    return b"".join(frame), rows
