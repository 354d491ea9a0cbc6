"""A cell means what a person sees in it: what is struck out, raised, hidden, or shown otherwise
than it is stored.

The one place that decides it. What is certain is taken and disclosed, with both texts; what is not
is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date, datetime, time
from functools import partial
from typing import Any

from sheettools.findings import Finding, Location, Severity, Words, declare, look_alike
from sheettools.incoming.cage.read import Place, RawCell, RawSheet
from sheettools.incoming.locate.cells import CellRead, read_cell, shown
from sheettools.incoming.look.values import SOMEBODY, Seen
from sheettools.template.kinds import READ_AS
from sheettools.template.layout import FIX_SHEET, NOTE_WRITERS
from sheettools.template.model import Field
from sheettools.words.dates import show_date
from sheettools.words.text import fold

PARTLY_STRUCK = declare(
    "C130",
    Severity.REPAIR,
    why=(
        "Trong ô có chữ bị gạch ngang: “{found}”; đã lấy phần còn lại: “{after}”.",
        "In the cell “{found}” is struck out; what is left was taken: “{after}”.",
    ),
    remedy=(
        "Không phải làm gì nếu đúng; nếu không, xóa phần thừa trong ô.",
        "Nothing to do if that is right; otherwise delete what is too much.",
    ),
)
MARK_LEFT_OUT = declare(
    "C131",
    Severity.REPAIR,
    why=(
        "“{value}” có dấu chú thích viết nhỏ; đã hiểu là “{after}”.",
        "“{value}” has a small mark above or below the line; it was read as “{after}”.",
    ),
    remedy=(
        "Không phải làm gì nếu đúng; lời chú thích ghi ở cột “Ghi chú”.",
        "Nothing to do if that is right; remarks belong under “Ghi chú”.",
    ),
)
STRUCK = declare(
    "C132",
    Severity.WARNING,
    why=(
        "{what} bị gạch ngang toàn bộ nhưng vẫn đang được tính.",
        "{what}: all is struck out, but still counts.",
    ),
    remedy=(
        "Nếu bỏ thì xóa nội dung đi; nếu không thì bỏ gạch ngang.",
        "If it is withdrawn, delete it; if not, take the line away.",
    ),
    private=True,
)
UNSEEN = declare(
    "C133",
    Severity.WARNING,
    why=(
        (
            "{what} có nội dung (“{value}”) nhưng nhìn không thấy, do màu chữ, cỡ chữ hoặc cách "
            "hiển thị."
        ),
        "{what}: nobody sees what stands there (“{value}”), by its colour, size or number format.",
    ),
    remedy=(
        "Nếu là nội dung thật thì cho hiện ra; nếu không thì xóa.",
        "Show it if it is meant; otherwise delete it.",
    ),
    private=True,
)
SHOWN_OTHERWISE = declare(
    "C134",
    Severity.ERROR,
    why=(
        "Ô hiện “{shown}” nhưng giá trị ghi trong ô là “{value}”; không rõ số nào đúng.",
        "The cell shows “{shown}” but holds “{value}”; which is meant is not clear.",
    ),
    remedy=(
        "Xóa ô, gõ lại giá trị đúng: {how}.",
        "Clear the cell and type the right value again: {how}.",
    ),
)
TAKEN_AS_SHOWN = declare(
    "C135",
    Severity.REPAIR,
    why=(
        "Ô hiện “{after}” dù giá trị ghi trong ô là “{value}”; đã lấy “{after}”.",
        "The cell shows “{after}” though it holds “{value}”; “{after}” was taken.",
    ),
    remedy=(
        "Không phải làm gì nếu đúng; nếu không, gõ lại ô.",
        "Nothing to do if that is right; otherwise type it again.",
    ),
)
PICTURE = declare(
    "C136",
    Severity.ERROR,
    why=(
        "Ô chứa hình ảnh, không có chữ nào đọc được.",
        "The cell holds a picture and no text that can be read.",
    ),
    remedy=("Gõ nội dung trong hình thành chữ.", "Type what the picture says."),
)

WORDS_ASIDE = declare(
    "S120",
    Severity.WARNING,
    why=(
        "Trên trang có lời ghi ngoài ô (ghi chú, ô chữ), chưa được tính: {found}{more}.",
        "On the sheet there are words in no cell (notes, text boxes); they do not count: "
        "{found}{more}.",
    ),
    remedy=(
        (
            "Nếu là số liệu, ý kiến thì ghi vào đúng ô, đúng dòng; nếu là chú thích thì để ở cột "
            "“Ghi chú”."
        ),
        "If it is data, put it into its cell and row; if it is a remark, put it under “Ghi chú”.",
    ),
    private=True,
)

PICTURES_ASIDE = declare(
    "S121",
    Severity.WARNING,
    why=(
        "Trên trang có {count} ảnh đặt đè lên ô ({found}); máy không đọc được nội dung trong ảnh.",
        "On the sheet, over cells: {count:picture|pictures} ({found}); what is shown there cannot "
        "be read.",
    ),
    remedy=(
        (
            "Nếu ảnh có số liệu, ý kiến thì gõ thành chữ vào đúng ô, đúng dòng; ảnh không cần thì "
            "xóa đi."
        ),
        "If a picture shows data, type it into its cell and row; delete one that is not needed.",
    ),
)

_PICTURE = re.compile(r"\s*=?\s*(?:_xlfn\.)*(?:DISPIMG|IMAGE)\s*\(.*", re.IGNORECASE | re.DOTALL)
_NUMBER = re.compile(r"-?\d{1,3}(?:\.?\d{3})*(?:,(\d+))?")
_WITH_UNIT = re.compile(r"(-?[\d.,]*\d)\s*([^\W\d_][^\d%]*)")
_MANY = frozenset(("chục", "trăm", "nghìn", "ngàn", "vạn", "triệu", "tỷ", "tỉ", "k", "tr", "n"))
_RESIDUE = 1e-9
"""What is left over where a program has worked out a number."""


def is_picture(cell: RawCell) -> bool:
    """Say whether a cell holds a picture: the text by which programs say so is none."""
    value = cell.value
    return isinstance(value, str) and "(" in value and _PICTURE.fullmatch(value) is not None


def read_as_seen(
    cell: RawCell | None,
    seen: Seen | None,
    target: Field,
    place: Location,
    years: Set[int] = frozenset(),
) -> CellRead:
    """Read a cell as a person sees it; `years` are those of the report."""
    if cell is None:
        return CellRead(None)
    if is_picture(cell) or (seen is not None and seen.picture):
        return CellRead(None, (Finding(PICTURE, place, private=target.personal),))
    if seen is None:
        return read_cell(cell, target, place)
    if seen.shown is not None:
        read = _as_shown(cell, seen, target, place, years)
    elif seen.on_the_line and not _is_words(target):
        read = read_cell(cell._replace(value=seen.on_the_line), target, place)
        read = _disclosed(read, Finding(MARK_LEFT_OUT, place, shown(cell)), target)
    else:
        read = read_cell(cell, target, place)
    if seen.struck:
        read = _disclosed(
            read, Finding(PARTLY_STRUCK, place, shown(cell), {"found": seen.struck}), target
        )
    if target.personal:
        private = tuple(replace(finding, private=True) for finding in read.findings)
        return replace(read, findings=private)
    return read


def _is_words(target: Field) -> bool:
    return target.kind.free_text and target.categories is None


def _disclosed(read: CellRead, said: Finding, target: Field) -> CellRead:
    """Add what was left out, with what the rest was read as; that a number was a text is not said
    beside it.
    """
    after = "" if read.value is None else target.show(read.value)
    if said.problem.discloses and look_alike(said.value, after or said.value):
        return read  # it could not be read, or looks as it did
    others = [f for f in read.findings if f.problem is not READ_AS]
    told = replace(said, values={**said.values, "after": after or said.value})
    return replace(read, findings=(told, *others))


def _as_shown(
    cell: RawCell, seen: Seen, target: Field, place: Location, years: Set[int]
) -> CellRead:
    """Read a cell that shows something else than it holds."""
    assert seen.shown is not None
    text = seen.shown.strip()
    as_seen = cell._replace(value=text)
    if _is_words(target):
        if seen.of_dates or text == shown(cell):
            return read_cell(cell, target, place)  # a day in words is written out
        return _taken(cell, read_cell(as_seen, target, place), target, place)
    stored, seen_as = read_cell(cell, target, place), read_cell(as_seen, target, place)
    if stored.broken and (seen_as.broken or seen_as.value is None):
        return replace(seen_as, findings=_without_reading(seen_as))
    if not stored.broken:
        if stored.value == seen_as.value:
            return replace(stored, findings=_without_reading(stored))
        day = target.show(stored.value)
        if _is_rounded(cell.value, _bare(text)) or _is_part_of(
            day, cell.value, text, years, senseless=seen_as.broken
        ):
            return stored
    if _is_residue(cell.value, seen_as.value):
        return _taken(cell, seen_as, target, place)
    return _asked(cell, text, target, place)


def _bare(text: str) -> str:
    """Return the number of a text without its unit; a word that multiplies is none."""
    said = _WITH_UNIT.fullmatch(text)
    return said[1] if said and fold(said[2]) not in _MANY else text


def _is_rounded(held: Any, text: str) -> bool:
    """Say whether a number is to be seen but for digits behind the point."""
    said = _NUMBER.fullmatch(text)
    if said is None or not isinstance(held, int | float):
        return False
    seen = float(text.replace(".", "").replace(",", "."))
    return abs(held - seen) <= 0.5 * 10.0 ** -len(said[1] or "")


def _is_part_of(day: str, held: Any, text: str, years: Set[int], *, senseless: bool) -> bool:
    """Say whether a text shows nothing but parts of a day, or an hour with its seconds.

    In another order they may mean another day, unless they are `senseless` as they stand; and so
    may a day without its year, unless that is one of the `years` in question.
    """
    parts, seen = _numbers(day), _numbers(text)
    if not isinstance(held, date):
        return bool(parts) and isinstance(held, time) and seen[: len(parts)] == parts
    year = held.year in seen or held.year % 100 in seen[2:]
    if years and not year and held.year not in years:
        return False
    if senseless and sorted(parts) == sorted(seen):
        return True
    left = iter(parts)
    return bool(seen) and all(map(partial(_comes_up, left), seen))


def _comes_up(left: Iterator[int], number: int) -> bool:
    """Say whether a number is among those that are left; a year may have two digits."""
    return any(number in (part, part % 2000) for part in left)


def _numbers(text: str) -> list[int]:
    return [int(digits) for digits in re.findall(r"\d+", text)]


def _without_reading(read: CellRead) -> tuple[Finding, ...]:
    """Leave out how a value was read that everybody sees."""
    return tuple(finding for finding in read.findings if finding.problem is not READ_AS)


def _is_residue(held: Any, seen: Any) -> bool:
    if not isinstance(held, float) or not isinstance(seen, int | float):
        return False
    return abs(held - seen) <= _RESIDUE * max(1.0, abs(seen))


def _taken(cell: RawCell, read: CellRead, target: Field, place: Location) -> CellRead:
    return _disclosed(read, Finding(TAKEN_AS_SHOWN, place, _held(cell)), target)


def _asked(cell: RawCell, text: str, target: Field, place: Location) -> CellRead:
    values = {"shown": text, "how": target.how()}
    return CellRead(None, (Finding(SHOWN_OTHERWISE, place, _held(cell), values),))


def _held(cell: RawCell) -> str:
    """Write what a cell holds as an office would."""
    value = cell.value
    if isinstance(value, datetime):
        return f"{show_date(value)} {value:%H:%M}"
    if isinstance(value, date):
        return show_date(value)
    return str(value).replace(".", ",") if isinstance(value, float) else shown(cell)


# ------------------------------------------------------------------ beside the cells

TOLD = 6
"""How many notes of a sheet are told with their words."""


def words_aside(sheets: Iterable[RawSheet], file: str) -> Iterator[Finding]:
    """Tell the words on sheets that stand in no cell, and the pictures over cells: once a sheet."""
    sheets = tuple(sheets)
    own = set(NOTE_WRITERS)
    if any(sheet.name == FIX_SHEET for sheet in sheets):
        own.add(SOMEBODY)  # notes that the program put there, saved by one that forgets authors
    for sheet in sheets:
        pictures = [aside.cell for aside in sheet.asides if aside.is_picture]
        if pictures:
            found = ", ".join(pictures[:TOLD]) + ", …" * (len(pictures) > TOLD)
            corners = ", ".join(dict.fromkeys(one.partition(":")[0] for one in pictures[:TOLD]))
            values = {"count": len(pictures), "found": found}
            yield Finding(PICTURES_ASIDE, Location(file, sheet.name, corners), values=values)
        asides = [
            aside for aside in sheet.asides if aside.author not in own and not aside.is_picture
        ]
        told = asides[:TOLD]
        if not told:
            continue
        words = "; ".join(f"{aside.cell}: “{aside.words}”" for aside in told)
        more = f" (+{len(asides) - TOLD})" if len(asides) > TOLD else ""
        places = ", ".join(dict.fromkeys(aside.cell for aside in told))
        values = {"found": words, "more": more}
        yield Finding(WORDS_ASIDE, Location(file, sheet.name, places), values=values)


# ------------------------------------------------------------------ struck out, not to be seen


def rows_to_ask_about(seen: Mapping[Place, Seen]) -> Set[int]:
    """Return the rows in which something is struck out, or not to be seen: few, and most none."""
    return {row for (row, _), look in seen.items() if look.all_struck or look.unseen or look.hidden}


def asked_of_look(
    cells: Iterable[RawCell], seen: Mapping[Place, Seen], place: Location, *, is_row: bool
) -> Iterator[Finding]:
    """Ask about cells of which all is struck out, or nothing to be seen: once for all of a row."""
    known = {cell: seen.get((cell.row, cell.column)) for cell in sorted(cells, key=_column)}
    struck = [cell for cell, look in known.items() if look and look.all_struck]
    unseen = [cell for cell, look in known.items() if look and look.unseen]
    if struck:
        whole = is_row and len(struck) == len(known) > 1
        values = {"what": _ROW if whole else _named(struck)}
        yield Finding(STRUCK, replace(place, cell=struck[0].address), shown(struck[0]), values)
    if unseen:
        values = {"what": _named(unseen)}
        yield Finding(UNSEEN, replace(place, cell=unseen[0].address), shown(unseen[0]), values)
    for cell, look in known.items():
        if look and look.hidden:
            at = replace(place, cell=cell.address)
            yield Finding(UNSEEN, at, look.hidden, {"what": _named([cell])})


def _column(cell: RawCell) -> int:
    return cell.column


def _named(cells: Sequence[RawCell]) -> Words:
    """Name cells by their places."""
    places = ", ".join(cell.address for cell in cells)
    if len(cells) == 1:
        return Words(f"Ô {places}", f"The cell {places}")
    return Words(f"Các ô {places}", f"The cells {places}")


_ROW = Words("Cả dòng này", "This whole row")
