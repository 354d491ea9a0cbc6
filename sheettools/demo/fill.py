"""What the four village heads do: fill in the workbooks, mistakes included, and send them back.

Written as a stranger would: it knows the workbooks only from what
`sheettools template show so-tiep-xuc --format json` prints.
"""

from __future__ import annotations

import io
import tomllib
import unicodedata
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

Declared = Mapping[str, Any]
OFFICE, RECEIVED, UNIT = "office", "_received", "cua_don_vi"


def read_returns() -> dict[str, Any]:
    """Return what the villages write: `village`, `mistake`, `remark` (as returns.toml tells)."""
    return tomllib.loads(files(__package__).joinpath("returns.toml").read_text(encoding="utf-8"))


def fill_returns(
    issued: Path, returned: Path, described: Declared, *, mistakes: bool = True
) -> list[tuple[Path, list[str]]]:
    """Fill in the workbooks of the folder `issued`; save each into `returned` as its head names it.

    Return each file with the mistakes planted in it, in Vietnamese; without `mistakes` all is
    right. The same workbooks give the same bytes.
    """
    told = read_returns()
    villages = {village["unit_code"]: village for village in told["village"]}
    returned.mkdir(parents=True, exist_ok=True)
    sent: list[tuple[Path, list[str]]] = []
    for path in sorted(issued.glob("[!~.]*.xlsx")):
        book = open_book(path)
        code = _unit_code(book, described)
        if code not in villages:
            continue
        planted = [m for m in told["mistake"] if mistakes and _is_of(m, code)]
        fill_book(book, described, villages[code], planted)
        target = returned / unicodedata.normalize("NFC", villages[code]["file_name"])
        target.write_bytes(saved_bytes(book, villages[code]["saved"]))
        sent.append((target, [mistake["vi"] for mistake in planted]))
    return sent


def fill_register(path: Path, described: Declared, *, mistakes: bool = True) -> list[str]:
    """Write into the office's register what the office knows; return the mistakes planted in it.

    `described` declares the register. The same register gives the same bytes.
    """
    told = read_returns()
    book, labels = open_book(path), _labels(described)
    planted = [one for one in told["mistake"] if mistakes and one.get("by") == OFFICE]
    for sheet in described["sheets"]:
        page = book[sheet["title"]]
        if sheet["name"].endswith(RECEIVED):
            _receive(page, sheet, told["received"], labels)
            continue
        for village in told["village"]:
            for number, row in enumerate(village.get(_table_of(sheet), ()), start=1):
                code = row.get(sheet["key"], f"{village['unit_code']}-2024-{number:03}")
                place = _row_of(page, sheet, sheet["key"], code)
                wrong = _wrong_cells(planted, village["unit_code"], _table_of(sheet), number)
                if place:
                    _write_open(page, sheet, place, _typed(sheet, row, labels) | wrong)
    path.write_bytes(saved_bytes(book, told["office"]["saved"]))
    return [mistake["vi"] for mistake in planted]


def _receive(
    page: Worksheet, sheet: Declared, several: Iterable[Declared], labels: Mapping[str, Declared]
) -> None:
    """Write what the office received itself, from the first free row on."""
    for place, row in enumerate(several, start=sheet["first_row"]):
        _write_open(page, sheet, place, _typed(sheet, {UNIT: row["unit_code"], **row}, labels))


def _table_of(sheet: Declared) -> str:
    """Return the table of the villages' workbooks that a page of the register shows."""
    return str(sheet["name"]).removesuffix("_kept")


def _wrong_cells(planted: Iterable[Declared], unit: str, sheet: str, number: int) -> dict[str, Any]:
    wrong: dict[str, Any] = {}
    for one in planted:
        if (one["unit_code"], one["sheet"], one["row"]) == (unit, sheet, number):
            wrong |= one["cells"]
    return wrong


def _write_open(page: Worksheet, sheet: Declared, place: int, row: Declared) -> None:
    for field in sheet["fields"]:
        if field["name"] in row and not field.get("locked"):
            value = row[field["name"]]
            page[f"{field['column']}{place}"] = None if value == "" else value


def open_book(path: Path) -> Workbook:
    """Open a workbook as a stranger's program does; it knows no print area made by a name."""
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return load_workbook(path)


def _is_of(mistake: Declared, code: str) -> bool:
    """Say whether a village makes a mistake in its workbook; others the office makes."""
    return mistake["unit_code"] == code and mistake.get("by") != OFFICE


def _unit_code(book: Workbook, described: Declared) -> str:
    name = described["identity"]["sheet"]
    if name not in book.sheetnames:
        return ""
    pairs = {str(row[0]): row[1] for row in book[name].iter_rows(max_col=2, values_only=True)}
    return str(pairs.get("unit_code") or "")


# --------------------------------------------------------------------------- what is written


def fill_book(
    book: Workbook, described: Declared, village: Declared, planted: Iterable[Declared]
) -> None:
    """Write into an opened workbook what a village's head writes, with the mistakes planted."""
    sheets = {sheet["name"]: sheet for sheet in described["sheets"] if sheet["kind"] == "table"}
    labels = _labels(described)
    rows: dict[str, list[dict[str, Any]]] = {}
    for name, sheet in sheets.items():
        rows[name] = [_typed(sheet, row, labels) for row in village.get(name, ())]
    planted = list(planted)
    for mistake in planted:
        if "cells" in mistake:
            rows[mistake["sheet"]][mistake["row"] - 1] |= mistake["cells"]
    for name, sheet in sheets.items():
        _fill_sheet(book[sheet["title"]], sheet, rows[name])
        if not rows[name] and sheet["nil_cell"]:
            book[sheet["tick_sheet"]][sheet["nil_cell"]] = sheet["tick"]
        book[sheet["tick_sheet"]][sheet["done_cell"]] = sheet["tick"]
    for mistake in planted:
        _rearrange(book[sheets[mistake["sheet"]]["title"]], sheets[mistake["sheet"]], mistake)


def _labels(described: Declared) -> dict[str, dict[Any, str]]:
    labels: dict[str, dict[Any, str]] = {}
    for known in described["lists"]:
        labels[known["name"]] = {one["value"]: one["label"] for one in known["categories"]}
    return labels


def _typed(sheet: Declared, row: Declared, labels: Mapping[str, Declared]) -> dict[str, Any]:
    """Return of a row what its sheet asks for, as it is typed: the label of an item, Có or Không,
    anything else as it is.
    """
    typed = {}
    for field in sheet["fields"]:
        name = field["name"]
        if name not in row:
            continue
        value = row[name]
        if field.get("categories"):
            typed[name] = labels[field["categories"]][value]
        elif field.get("values"):
            yes, no = field["values"]
            typed[name] = yes if value else no
        else:
            typed[name] = value
    return typed


def _field(sheet: Declared, name: str) -> Declared:
    for field in sheet["fields"]:
        if field["name"] == name:
            return dict(field)
    raise KeyError(f"{sheet['name']}.{name}")


def _fill_sheet(page: Worksheet, sheet: Declared, rows: Iterable[Declared]) -> None:
    for number, row in enumerate(rows, start=sheet["first_row"]):
        locked = [name for name in row if _field(sheet, name).get("locked")]
        place = _row_of(page, sheet, locked[0], row[locked[0]]) if locked else number
        assert place, f"{page.title}: {row}"
        for name, value in row.items():
            if name not in locked:
                page[f"{_field(sheet, name)['column']}{place}"] = None if value == "" else value


def _row_of(page: Worksheet, sheet: Declared, name: str, value: Any) -> int:
    """Return the row that came prefilled with this value, 0 where none did."""
    column = _field(sheet, name)["column"]
    for row in range(sheet["first_row"], sheet["last_row"] + 1):
        if page[f"{column}{row}"].value == value:
            return row
    return 0


def _rearrange(page: Worksheet, sheet: Declared, mistake: Declared) -> None:
    if "swap" in mistake:
        left, right = (_field(sheet, name)["column"] for name in mistake["swap"])
        for row in range(sheet["key_row"], sheet["last_row"] + 1):
            a, b = page[f"{left}{row}"], page[f"{right}{row}"]
            a.value, b.value = b.value, a.value
    if "rename" in mistake:
        page.title = mistake["rename"]


# --------------------------------------------------------------------------- how it is saved


def saved_bytes(book: Workbook, when: datetime) -> bytes:
    """Return the file's bytes with the sender's time; `Workbook.save` would put in the clock's."""
    from openpyxl.writer.excel import ExcelWriter

    book.properties.modified = when
    drafted = io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(drafted, "w", zipfile.ZIP_DEFLATED)).save()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in _parts(drafted):
            part = zipfile.ZipInfo(name, when.timetuple()[:6])
            part.compress_type, part.create_system = zipfile.ZIP_DEFLATED, 0
            archive.writestr(part, data)
    return out.getvalue()


def _parts(file: io.BytesIO) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            yield name, archive.read(name)
