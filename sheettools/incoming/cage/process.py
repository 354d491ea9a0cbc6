"""The cage: a process of its own in which strangers' files are opened. Run it with `-m`.

It reads requests from standard input (a header in JSON, then the file's bytes) and answers in JSON,
piece by piece. It never sees a path, so nothing it does can change a
file.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import time as clock
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any

from sheettools.incoming.cage.agree import Value, judged, no_moments
from sheettools.incoming.cage.pieces import GARBAGE, LONG, MANY, MEMORY, receive, send
from sheettools.incoming.cage.shown import unusual_cells
from sheettools.incoming.cage.unlock import is_rights_managed, unlock
from sheettools.incoming.look.package import is_damaged
from sheettools.incoming.look.parts import is_blank
from sheettools.incoming.look.sheet import RefusedError, SheetLook, cell_key, split_key, unescape
from sheettools.incoming.look.sniff import OLE
from sheettools.incoming.look.values import Said
from sheettools.incoming.look.xlsx import (
    DATES_1904,
    Look,
    look_at,
)
from sheettools.template.excel.address import address
from sheettools.words.text import nfc

if TYPE_CHECKING:
    from sheettools.incoming.document.text import DocumentText
    from sheettools.incoming.look.plain import PlainTable

CellValues = dict[int, Value]

ZIP = b"PK\3\4"
_NO_DAMAGE = frozenset(("kind", "zip", "parts"))
"""Refusals that are no sign of damage, or tell of it."""
_GIANT = 999_999_999
"""As many days are no length of time that a reader could hold."""
_OF_JSON = frozenset((str, int, float, bool))
"""Types that JSON keeps."""
_AHEAD = 10
"""Of so many texts one is looked through in the time in which the cells of all are made."""
_EXACT = 2**53  # a float beyond this is no longer one whole number
_MILLISECOND = 1000


class _ReaderError(Exception):
    """The reader's answer cannot be used."""


def answer(
    reader: str, data: bytes, *, passwords: Sequence[str] = (), room: int = 0
) -> dict[str, Any]:
    """Look at a file, read it, and return plain data; a failure is an answer too, which says
    whether this process is whole after it and may read on.

    `room` bounds what an archive may unpack to. A file with a password is opened in memory, if one
    of `passwords` fits.
    """
    looks: list[Look] = []
    try:
        if reader in _DOCUMENTS:
            return _DOCUMENTS[reader](data).to_plain()
        if reader == "database":
            return {"tables": _tables(data)}
        if reader == "arrangement":
            return {"arranged": _arranged(data)}
        if reader == "design":
            return {"laid": _laid(data)}
        if reader == "archive":
            return _unpacked(data, room)
        if reader == "personal":
            return {"found": _found_in(json.loads(data))}
        return _unlocked(reader, data, passwords, looks)
    except RefusedError as refused:
        if refused.reason not in _NO_DAMAGE and data.startswith(ZIP) and is_damaged(data):
            return {"refused": "zip", "values": {}}
        return {"refused": refused.reason, "values": refused.values}
    except BaseException as error:  # a panic of calamine is no Exception
        reason = f"{type(error).__name__}: {error}"[:500]
        is_whole = isinstance(error, Exception) and not isinstance(error, MemoryError)
        return {"failed": reason, "place": _suspect(looks), "whole": is_whole}


def _tables(data: bytes) -> dict[str, list[str]]:
    from sheettools.incoming.look.database import read_tables

    return read_tables(data)


def _arranged(data: bytes) -> list[dict[str, Any]]:
    from sheettools.incoming.cage.arrangement import arrangement_of

    return arrangement_of(data)


def _laid(data: bytes) -> list[dict[str, Any]]:
    from sheettools.incoming.cage.design import design_of

    return design_of(data)


def _unpacked(data: bytes, room: int) -> dict[str, Any]:
    from sheettools.incoming.cage.archive import unpack

    return unpack(data, room)


def _found_in(texts: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return what says who somebody is, each hit behind the place of its text."""
    from sheettools.words.personal import search

    found: list[tuple[Any, ...]] = []
    for place, text in enumerate(texts):
        found += [(place, *hit) for hit in search(text)]
    return found


def _unlocked(
    reader: str, data: bytes, passwords: Sequence[str], looks: list[Look]
) -> dict[str, Any]:
    """Read a file; one that asks for a password is opened first."""
    try:
        if data.startswith(OLE) and is_rights_managed(data):
            raise RefusedError("rights")
        if reader != "xls" and data.startswith(OLE):  # a package inside a container: it is locked
            raise RefusedError("password")
        return _content(reader, data, looks)
    except RefusedError as refused:
        if refused.reason != "password" or not data.startswith(OLE):
            raise
    reply = _content(reader, unlock(data, passwords), looks)
    return reply | {"notes": [*reply["notes"], "unlocked"]} if "notes" in reply else reply


def _content(reader: str, data: bytes, looks: list[Look]) -> dict[str, Any]:
    """Look and read; the look is left in `looks` for whoever asks what stopped the reader."""
    if reader in _PLAIN:
        return _plain(_PLAIN[reader](data))
    look = _LOOKS.get(reader, look_at)(data)
    looks.append(look)
    if reader == "calamine" and look.avoid_first:
        raise _ReaderError(look.avoid_first)
    try:
        found = _READERS.get(reader, _calamine)(look.plain or data, look)
    except BaseException:  # a panic of calamine is no Exception
        giants = _giants(look)
        if reader != "calamine" or not any(giants.values()):
            raise
        look = look_at(data, giants)
        looks.append(look)
        found = _calamine(look.plain, look)
    return _combine(look, found)


def _giants(look: Look) -> dict[int, set[int]]:
    """Return the numbers that a reader can't make a time of, by the place of their sheet."""
    giants: dict[int, set[int]] = {}
    for sheet in look.sheets:
        numbers = ((key, own) for key, own in sheet.said.items() if isinstance(own, float))
        giants[sheet.place] = {key for key, number in numbers if abs(number) >= _GIANT}
    return giants


def _suspect(looks: list[Look]) -> dict[str, str]:
    """Return the first cell that may have stopped the reader."""
    for look in looks:
        for sheet in look.sheets:
            if sheet.odd:
                return {"sheet": sheet.name, "cell": address(*split_key(min(sheet.odd)))}
    return {}


# ------------------------------------------------------------------ the readers


def _calamine(data: bytes, look: Look) -> list[CellValues]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(BytesIO(data))
    found = []
    for sheet in look.sheets:
        if book.sheets_metadata[sheet.place].name != sheet.name:
            raise _ReaderError(f"another sheet at place {sheet.place}")
        values: CellValues = {}
        # Without skip_empty_area=False the rows would begin at the first filled cell.
        for row, cells in enumerate(
            book.get_sheet_by_index(sheet.place).to_python(skip_empty_area=False), start=1
        ):
            for key, value in enumerate(cells, start=cell_key(row, 1)):
                if value != "":
                    values[key] = value if value.__class__ is str else normal(value)
        found.append(values)
    return found


def _ods(data: bytes, look: Look) -> list[CellValues]:
    from sheettools.incoming.look.ods import OdsLook, tidied

    assert isinstance(look, OdsLook)
    try:
        strange = look.remembered or look.is_loose
        found = _calamine(tidied(data, look.remembered) if strange else data, look)
    except Exception:
        found = _calamine(tidied(data, look.remembered), look)
    for values, own in zip(found, look.own, strict=True):
        values.update(own)
    return found


def _xlsb(data: bytes, look: Look) -> list[CellValues]:
    from sheettools.incoming.look.xlsb import XlsbLook, in_plain_ways

    assert isinstance(look, XlsbLook)
    return _calamine(in_plain_ways(data, look) if look.own_ways else data, look)


def _openpyxl(data: bytes, look: Look) -> list[CellValues]:
    from openpyxl import load_workbook

    warnings.simplefilter("ignore")
    book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    found = []
    for sheet in look.sheets:
        worksheet = book[sheet.name]
        worksheet.reset_dimensions()  # WPS declares A1 for any sheet; rows past it would be lost
        values: CellValues = {}
        for row in worksheet.iter_rows():
            for cell in row:
                if cell.value is None or cell.value == "":
                    continue
                key = cell_key(cell.row, cell.column)
                if cell.data_type == "e" and key not in sheet.errors:
                    raise _ReaderError(f"a value was replaced by an error at {cell.coordinate}")
                values[key] = normal(
                    unescape(cell.value) if isinstance(cell.value, str) else cell.value
                )
        found.append(values)
    return found


_READERS: dict[str, Callable[[bytes, Look], list[CellValues]]] = {
    "calamine": _calamine,
    "openpyxl": _openpyxl,
    "ods": _ods,
    "fods": _ods,
    "xlsb": _xlsb,
}


# ------------------------------------------------------------------ other kinds


def _look_at_xls(data: bytes) -> Look:
    from sheettools.incoming.look.xls import look_at_xls

    return look_at_xls(data)


def _look_at_xlsb(data: bytes) -> Look:
    from sheettools.incoming.look.xlsb import look_at_xlsb

    return look_at_xlsb(data)


def _look_at_ods(data: bytes) -> Look:
    from sheettools.incoming.look.ods import look_at_ods

    return look_at_ods(data)


def _look_at_flat(data: bytes) -> Look:
    from sheettools.incoming.look.ods import look_at_flat

    return look_at_flat(data)


_LOOKS: dict[str, Callable[[bytes], Look]] = {
    "xls": _look_at_xls,
    "xlsb": _look_at_xlsb,
    "ods": _look_at_ods,
    "fods": _look_at_flat,
}
"""The looks at other kinds; calamine is then the only reader, and must agree with them."""


def _html(data: bytes) -> list[PlainTable]:
    from sheettools.incoming.look.plain import read_html

    return read_html(data)


def _plain_text(data: bytes) -> list[PlainTable]:
    from sheettools.incoming.look.plain import read_text

    return read_text(data)


_PLAIN: dict[str, Callable[[bytes], list[PlainTable]]] = {"html": _html, "text": _plain_text}


def _plain(tables: list[PlainTable]) -> dict[str, Any]:
    """Return the tables of a page or a text as sheets; reading them is all the look there can
    be.
    """
    sheets: list[SheetLook] = []
    found: list[CellValues] = []
    for table in tables:
        values: CellValues = {
            cell_key(row, column): text for (row, column), text in table.cells.items()
        }
        filled = {key for key, text in values.items() if str(text).strip()}
        sheets.append(
            SheetLook(table.name, True, len(sheets), filled, {}, {}, set(), table.merged, (0, 0))
        )
        found.append(values)
    return _combine(Look(tuple(sheets), (), ""), found)


def normal(value: Any) -> Value:
    """Give a value the same form whichever reader it comes from."""
    if value.__class__ is float:  # nearly all that is no text
        return int(value) if value.is_integer() and -_EXACT < value < _EXACT else value
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return normal(float(value))
    if isinstance(value, datetime):
        moment = _to_millisecond(value)
        return moment.date() if moment.time() == time() else moment
    if isinstance(value, time):
        return _to_millisecond(datetime.combine(date(2000, 1, 1), value)).time()
    if isinstance(value, timedelta):
        return timedelta(milliseconds=round(value / timedelta(milliseconds=1)))
    if isinstance(value, date):
        return value
    raise _ReaderError(f"a value of type {type(value).__name__}")


def _to_millisecond(moment: datetime) -> datetime:
    """Round away what a fraction of a day cannot hold exactly."""
    over = moment.microsecond % _MILLISECOND
    step = -over if over < _MILLISECOND / 2 else _MILLISECOND - over
    with suppress(OverflowError):
        moment += timedelta(microseconds=step)
    return moment


def _word(data: bytes) -> DocumentText:
    from sheettools.incoming.document.word import read_word

    return read_word(data)


def _pdf(data: bytes) -> DocumentText:
    from sheettools.incoming.document.pdf import read_pdf

    return read_pdf(data)


def _text(data: bytes) -> DocumentText:
    from sheettools.incoming.document.plain import read_plain

    return read_plain(data)


_DOCUMENTS: dict[str, Callable[[bytes], DocumentText]] = {"docx": _word, "pdf": _pdf, "txt": _text}
"""What is read line by line."""


# ------------------------------------------------------------------ look and reader together


def _combine(look: Look, found: list[CellValues]) -> dict[str, Any]:
    for sheet, values in zip(look.sheets, found, strict=True):
        values.update({key: normal(number) for key, number in no_moments(sheet.said, values)})
        values.update({key: _own(sheet.said[key]) for key in sheet.own})
        differs = _first_difference(sheet, values, from_1904=bool(look.properties.get(DATES_1904)))
        if differs is not None:
            return {"differs": {"sheet": sheet.name, "cell": address(*split_key(differs))}}
    sheets = []
    for sheet, values in zip(look.sheets, found, strict=True):
        seen = list(unusual_cells(sheet, values, from_1904=bool(look.properties.get(DATES_1904))))
        values.update({key: text for key, text, _ in seen if text is not None})
        unusual = [[*split_key(key), *more] for key, _, more in seen]
        sheets.append(_sheet(sheet, values) | {"seen": unusual})
    return {
        "sheets": sheets,
        "notes": look.notes,
        "skipped": look.skipped,
        "lost": look.lost,
        "properties": look.properties,
        "names": look.names,
    }


def _own(said: Said) -> Value:
    if said is None:
        return ""
    return normal(unescape(said) if isinstance(said, str) else said)


def _sheet(sheet: SheetLook, values: CellValues) -> dict[str, Any]:
    runs, taken = _runs(sheet, values)
    return {
        "name": sheet.name,
        "visible": sheet.visible,
        "rows": sorted(sheet.rows),
        "merged": sheet.merged,
        "hidden_rows": sorted(sheet.hidden_rows),
        "hidden_columns": sheet.hidden_columns,
        "asides": sheet.asides,
        "fonts": [[*split_key(key), font] for key, font in sorted(sheet.fonts.items())],
        "cells": _cells(sheet, values, taken),
        "runs": runs,
        "odd": [[*split_key(key), text[:100]] for key, text in sorted(sheet.odd.items())],
        "unstyled": _unstyled(sheet),
    }


def _unstyled(sheet: SheetLook) -> list[int]:
    """Return the row and the column of the first number without its style, and how many there
    are.
    """
    return [*split_key(sheet.unstyled[0]), len(sheet.unstyled)] if sheet.unstyled else []


def _first_difference(sheet: SheetLook, values: CellValues, *, from_1904: bool) -> int | None:
    """Return the first cell that only one of look and reader has filled, or that holds other things
    for them; put in what a reader has lost of a text.
    """
    blank = [key for key, value in values.items() if isinstance(value, str) and is_empty(value)]
    filled = (values.keys() - blank) ^ sheet.filled
    for key in blank:
        if not str(values[key]).isspace():  # the mark of an order of bytes, which no one sees
            del values[key]
    filled -= sheet.errors.keys()  # calamine shows these as empty
    filled -= sheet.odd.keys()  # readers guess at these; the text as it stands is used
    for key, text in judged(sheet.said, values, from_1904=from_1904):
        if text is None:
            filled.add(key)
        else:
            values[key] = text
    return min(filled, default=None)


def is_empty(text: str) -> bool:
    """Say whether a reader's text shows nothing; most begin with a letter or a digit."""
    return not text[:1].isalnum() and is_blank(text)


def _runs(sheet: SheetLook, values: CellValues) -> tuple[list[list[Any]], set[int]]:
    """Return formulas below each other that come to the same, to nothing, an empty text or a whole
    number, as [column, first row, last row, value]; and the cells in them.

    Two thirds of a unit's workbook are such cells, all of them its own.
    """
    taken = sheet.formulas - sheet.errors.keys() - sheet.odd.keys() - sheet.fonts.keys()
    runs: list[list[Any]] = []
    last: dict[int, list[Any]] = {}
    others: list[int] = []
    for key in sorted(taken):
        value = values.get(key, None if key in sheet.unworked else "")
        if value is not None and value != "" and value.__class__ is not int:
            others.append(key)
            continue
        row, column = split_key(key)
        run = last.get(column)
        if run is not None and run[2] == row - 1 and run[3] == value:
            run[2] = row
        else:
            last[column] = run = [column, row, row, value]
            runs.append(run)
    return runs, taken.difference(others)


def _cells(sheet: SheetLook, values: CellValues, taken: set[int]) -> dict[str, list[Any]]:
    """Return all cells that are in no run: where they are, packed, what they hold, and of those
    that are more than a value [where, is formula, error].

    A list a cell would take three times as long to make, and longer to write and to read as JSON.
    """
    more = sheet.errors.keys() | sheet.odd.keys() | sheet.formulas
    at = sorted((values.keys() | more) - taken)
    held = [None if key in more else values[key] for key in at]
    told = [value if value.__class__ in _OF_JSON else _tagged(value) for value in held]
    flags: list[list[Any]] = []
    for place, key in enumerate(at) if more else ():
        if key not in more:
            continue
        error = sheet.errors.get(key, "")
        if key not in sheet.errors:
            empty = "" if key in sheet.formulas and key not in sheet.unworked else None
            told[place] = _tagged(sheet.odd.get(key) or values.get(key, empty))
        if key in sheet.formulas or error:
            flags.append([key, key in sheet.formulas, error])
    return {"at": at, "values": told, "more": flags}


def _tagged(value: Value | None) -> Any:
    """Return a value so that JSON keeps its type."""
    match value:
        case datetime():
            return ["datetime", value.isoformat()]
        case date():
            return ["date", value.isoformat()]
        case time():
            return ["time", value.isoformat()]
        case timedelta():
            return ["span", value / timedelta(milliseconds=1)]
    return value


# ------------------------------------------------------------------ the process


def _get_ahead(reply: Mapping[str, Any]) -> None:
    """Look through the first texts of a large workbook, of which its keeper asks next (`beside`):
    to make cells of the answer takes him about as long.
    """
    found: dict[str, None] = {}
    for sheet in reply.get("sheets", ()):
        values = sheet["cells"]["values"]
        for value in values if len(values) >= MANY else ():
            if isinstance(value, str) and len(value) >= LONG:
                found[nfc(value)] = None
    if len(found) < MANY:
        return
    from sheettools.words.personal import search

    for text in islice(found, len(found) // _AHEAD):
        search(text)


def _limit() -> None:
    """Bound memory and forbid files; Windows has no such limits, there only the keeper bounds
    memory.
    """
    try:
        import resource
    except ImportError:
        return
    for limit, bound in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(limit, (bound, bound))


def main() -> None:
    """Answer requests until standard input ends."""
    requests = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123  # what a library prints must not be taken for an answer
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when work stops
    _limit()
    # A sheet is ten thousand small things that hold no circles: there is nothing to look for.
    gc.freeze()
    gc.set_threshold(GARBAGE)
    while (header := receive(requests)) is not None:
        data = receive(requests)
        if data is None:
            break
        request = json.loads(header)
        reply = answer(
            request["reader"], data, passwords=request["passwords"], room=request["room"]
        )
        reply["seconds"] = clock.process_time()
        send(answers, json.dumps(reply, allow_nan=False).encode("ascii"))
        _get_ahead(reply)


if __name__ == "__main__":
    main()
