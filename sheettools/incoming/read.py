"""The only door to files: bytes to raw cells with true addresses, read in a guarded process.

A file is judged by its content, never by its name. It is opened for reading only. Whatever happens to the
process that reads it, the next file is read all the same.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import os
import stat
import subprocess
import sys
import threading
import time as clock
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO

import sheettools
from sheettools.incoming.cage import receive, send
from sheettools.template.address import address
from sheettools.template.findings import Finding, Location, Problem, Severity, SheettoolsError, Words, declare

MAX_SIZE = 64 << 20
MAX_ANSWER = 256 << 20
SECONDS = 20.0
FILES_PER_WORKER = 200

_MIB = 1 << 20
_SNIFF = 4096


# ------------------------------------------------------------------ what can be found

_SAVE_AS = "Mở tệp bằng Excel, chọn Lưu thành (Save As) kiểu .xlsx rồi gửi lại."
_SAVE_AS_EN = "Open it in Excel, choose Save As, type .xlsx, and send it again."
_SEND_AGAIN = "Nhờ người gửi mở tệp gốc, lưu lại rồi gửi lại; nên gửi kèm thư hoặc Zalo dưới dạng tệp."
_SEND_AGAIN_EN = "Ask the sender to open the original, save it and send it again, as a file."

CANNOT_OPEN = declare(
    "F101",
    Severity.ERROR,
    why=("Máy không mở được tệp: {reason}.", "The computer cannot open the file: {reason}."),
    remedy=(
        "Kiểm tra tệp còn ở đó, không bị chương trình khác giữ và anh/chị có quyền đọc; rồi chạy lại.",
        "Check that the file is there, not held by another program and yours to read; then run again.",
    ),
)
NOT_A_FILE = declare(
    "F102",
    Severity.ERROR,
    why=(
        "Đây không phải tệp thường mà là {kind}, nên không được mở.",
        "This is not an ordinary file but {kind}, so it was not opened.",
    ),
    remedy=("Chép chính tệp Excel vào thư mục này.", "Copy the Excel file itself into this folder."),
)
TOO_LARGE = declare(
    "F103",
    Severity.ERROR,
    why=(
        "Tệp nặng {size} MB, quá mức {limit} MB; một biểu bình thường chưa đến 1 MB.",
        "The file has {size} MB, over the limit of {limit} MB; an ordinary workbook has less than 1 MB.",
    ),
    remedy=(
        "Xoá ảnh và các sheet không thuộc biểu, lưu lại rồi gửi lại.",
        "Delete pictures and sheets that do not belong to it, save and send it again.",
    ),
)
EMPTY = declare(
    "F104",
    Severity.ERROR,
    why=("Tệp rỗng, không có nội dung nào (0 byte).", "The file is empty (0 bytes)."),
    remedy=(_SEND_AGAIN, _SEND_AGAIN_EN),
)
LOCK_FILE = declare(
    "F105",
    Severity.ERROR,
    why=(
        "Đây là {kind}, không phải biểu đã điền.",
        "This is {kind}, not a workbook somebody filled in.",
    ),
    remedy=(
        "Đóng tệp thật nếu đang mở bằng Excel, rồi xoá tệp phụ này khỏi thư mục.",
        "Close the real file if Excel has it open, then delete this by-product from the folder.",
    ),
)
PASSWORD = declare(
    "F106",
    Severity.ERROR,
    why=("Tệp có đặt mật khẩu mở nên không đọc được.", "The file has a password to open it."),
    remedy=(
        "Mở tệp bằng Excel, vào Tệp > Thông tin > Bảo vệ sổ làm việc, xoá mật khẩu, lưu rồi gửi lại.",
        "Open it in Excel, go to File > Info > Protect Workbook, remove the password, save, send it again.",
    ),
)
OTHER_FORMAT = declare(
    "F107",
    Severity.ERROR,
    why=("Tệp là {kind}, chưa phải Excel kiểu .xlsx.", "The file is {kind}, not an Excel .xlsx workbook."),
    remedy=(_SAVE_AS, _SAVE_AS_EN),
)
NOT_A_WORKBOOK = declare(
    "F108",
    Severity.ERROR,
    why=("Tệp là {kind}, không phải tệp Excel.", "The file is {kind}, not an Excel workbook."),
    remedy=(
        "Đề nghị người gửi điền vào tệp Excel đã phát và gửi chính tệp .xlsx đó.",
        "Ask the sender to fill in the Excel file they were given and to send that .xlsx file.",
    ),
)
ARCHIVE = declare(
    "F109",
    Severity.ERROR,
    why=("Tệp là {kind}.", "The file is {kind}."),
    remedy=(
        "Giải nén, rồi chép các tệp .xlsx bên trong vào thư mục này.",
        "Unpack it and copy the .xlsx files inside into this folder.",
    ),
)
UNKNOWN = declare(
    "F110",
    Severity.ERROR,
    why=(
        "Nội dung tệp không phải Excel và cũng không phải loại nào nhận ra được.",
        "The content is not Excel, nor of any kind that can be recognised.",
    ),
    remedy=(_SEND_AGAIN, _SEND_AGAIN_EN),
)
DAMAGED = declare(
    "F111",
    Severity.ERROR,
    why=(
        "Tệp bị hỏng hoặc gửi lên chưa hết, nên không số liệu nào được lấy.",
        "The file is damaged or cut off, so nothing was taken from it.",
    ),
    remedy=(_SEND_AGAIN, _SEND_AGAIN_EN),
)
DAMAGED_PART = declare(
    "F112",
    Severity.ERROR,
    why=(
        "Một phần bên trong tệp bị hỏng ({part}), nên không số liệu nào được lấy.",
        "A part inside the file is damaged ({part}), so nothing was taken from it.",
    ),
    remedy=(_SAVE_AS, _SAVE_AS_EN),
)
INCOMPLETE = declare(
    "F113",
    Severity.ERROR,
    why=(
        "Tệp Excel thiếu một phần không thể thiếu ({part}).",
        "The workbook lacks a part it cannot do without ({part}).",
    ),
    remedy=(_SAVE_AS, _SAVE_AS_EN),
)
ODD_PACKAGE = declare(
    "F114",
    Severity.ERROR,
    why=(
        "Tệp được đóng gói khác thường ({part}); các chương trình có thể đọc ra nội dung khác nhau.",
        "The file is packed in an unusual way ({part}); programs may see different content in it.",
    ),
    remedy=(_SAVE_AS, _SAVE_AS_EN),
)
TOO_MUCH = declare(
    "F115",
    Severity.ERROR,
    why=("Tệp chứa quá nhiều: {kind}.", "The file holds too much: {kind}."),
    remedy=(
        "Chép phần đã điền sang tệp Excel đã phát, lưu rồi gửi lại.",
        "Copy what was filled in to the Excel file that was given out, save and send that.",
    ),
)
TRAP = declare(
    "F116",
    Severity.ERROR,
    why=(
        "Bên trong tệp có đoạn mà Excel không bao giờ tạo ra ({part}: {kind}), có thể làm treo máy.",
        "The file holds something Excel never writes ({part}: {kind}), which can hang a computer.",
    ),
    remedy=(
        "Không mở tệp này; hỏi người gửi xem tệp từ đâu ra và xin bản lưu từ Excel.",
        "Do not open it; ask the sender where it comes from, and for a copy saved by Excel.",
    ),
)
BAD_ADDRESS = declare(
    "F117",
    Severity.ERROR,
    why=(
        "Một ô mang địa chỉ “{value}”, không có trong bảng tính hoặc không đúng dòng của nó.",
        "A cell has the address “{value}”, which is not on a sheet or not in its row.",
    ),
    remedy=(_SAVE_AS, _SAVE_AS_EN),
)
TWICE = declare(
    "F118",
    Severity.ERROR,
    why=(
        "Dòng hoặc ô này được ghi hai lần trong tệp; không biết lấy lần nào.",
        "This row or cell stands in the file twice; there is no telling which one counts.",
    ),
    remedy=(
        "Mở tệp bằng Excel, để Excel sửa, so lại số liệu rồi lưu và gửi lại.",
        "Open it in Excel, let Excel repair it, check the figures, save and send it again.",
    ),
)
FAR_CELL = declare(
    "F119",
    Severity.ERROR,
    why=(
        "Có ô được điền ở rất xa bảng, nên sheet quá lớn để đọc.",
        "A cell far away from the table is filled, which makes the sheet too large to read.",
    ),
    remedy=(
        "Đến ô này, xoá nó (hoặc chuyển về bảng nếu cần), lưu rồi gửi lại.",
        "Go to that cell, delete it (or move it to the table), save and send it again.",
    ),
)
LONG_FORMAT = declare(
    "F120",
    Severity.ERROR,
    why=(
        "Tệp có một kiểu định dạng số dài bất thường, có thể làm treo máy.",
        "The file has a number format so long that it can hang a computer.",
    ),
    remedy=(
        "Chép phần đã điền (chỉ dán giá trị) sang tệp Excel đã phát, lưu rồi gửi lại.",
        "Copy what was filled in (paste values only) to the file that was given out, save and send that.",
    ),
)
LOST_TEXT = declare(
    "F121",
    Severity.ERROR,
    why=(
        "Chữ của ô này không còn trong tệp.",
        "The text of this cell is no longer in the file.",
    ),
    remedy=(
        "Gõ lại ô này bằng Excel, lưu rồi gửi lại.",
        "Type this cell again in Excel, save and send it again.",
    ),
)
DISAGREE = declare(
    "F122",
    Severity.ERROR,
    why=(
        "Hai cách đọc cho kết quả khác nhau, bắt đầu từ ô này; tệp được giữ lại chờ người xem.",
        "Two ways of reading the file differ, from this cell on; the file is held until somebody looks.",
    ),
    remedy=(_SAVE_AS, _SAVE_AS_EN),
)
TOO_SLOW = declare(
    "F123",
    Severity.ERROR,
    why=(
        "Đọc tệp quá {seconds} giây chưa xong nên đã dừng.",
        "Reading took more than {seconds} seconds and was stopped.",
    ),
    remedy=(
        "Xoá các dòng, sheet và định dạng thừa (hoặc chép sang tệp đã phát), lưu rồi gửi lại.",
        "Delete rows, sheets and formats not needed (or copy to the file given out), save, send it again.",
    ),
)
UNREADABLE = declare(
    "F124",
    Severity.ERROR,
    why=(
        "Đã thử các cách đọc mà không cách nào đọc được tệp này.",
        "All ways of reading this file were tried, and none could.",
    ),
    remedy=(_SAVE_AS, _SAVE_AS_EN),
)
NOT_TEXT = declare(
    "F125",
    Severity.ERROR,
    why=(
        "Tệp là {kind}; ở đây cần tệp Word (.docx) hoặc tệp chữ (.txt).",
        "The file is {kind}; what is needed here is a Word file (.docx) or a text file (.txt).",
    ),
    remedy=(
        "Mở tệp, lưu thành (Save As) kiểu .docx hoặc .txt rồi chạy lại.",
        "Open it, save it as .docx or .txt, then run again.",
    ),
)
MACROS = declare(
    "F131",
    Severity.WARNING,
    why=(
        "Tệp có macro (chương trình nhúng); chỉ số liệu được đọc, macro không hề chạy.",
        "The file has macros (programs inside); only values were read, no macro ran.",
    ),
    remedy=(
        "Biểu phát ra không có macro: hỏi người gửi, và lần sau gửi kiểu .xlsx.",
        "The workbook given out has none: ask the sender, and have .xlsx sent next time.",
    ),
)
OTHER_NAME = declare(
    "F132",
    Severity.REPAIR,
    why=(
        "Tên tệp không có đuôi .xlsx nhưng nội dung là Excel .xlsx, nên vẫn đọc được.",
        "The name does not end in .xlsx, but the content is an .xlsx workbook, so it was read.",
    ),
    remedy=("Không phải làm gì.", "Nothing needs to be done."),
)
LINKS = declare(
    "F133",
    Severity.WARNING,
    why=(
        "Tệp có liên kết tới tệp hoặc nguồn số liệu khác; liên kết không được mở, chỉ lấy số đã lưu.",
        "The file links to other files or data; no link was followed, the saved values were taken.",
    ),
    remedy=(
        "Kiểm tra các số lấy từ nơi khác có còn đúng không.",
        "Check whether the figures taken from elsewhere are still right.",
    ),
)
EMBEDDED = declare(
    "F134",
    Severity.WARNING,
    why=(
        "Tệp có đối tượng nhúng (tệp nằm trong tệp); phần đó không được đọc.",
        "The file has embedded objects (files in the file); these were not read.",
    ),
    remedy=(
        "Nếu trong đó có số liệu, đề nghị người gửi điền vào bảng.",
        "If there is data in them, ask the sender to put it in the table.",
    ),
)
ORPHAN = declare(
    "F135",
    Severity.WARNING,
    why=(
        "Trong tệp còn một sheet mà Excel không hiển thị; sheet đó không được đọc.",
        "The file holds one more sheet, which Excel does not show; it was not read.",
    ),
    remedy=(
        "Hỏi người gửi xem có thiếu sheet nào không.",
        "Ask the sender whether a sheet is missing.",
    ),
)
TAIL = declare(
    "F136",
    Severity.REPAIR,
    why=(
        "Cuối tệp có thêm dữ liệu thừa (thường do thư điện tử); phần Excel vẫn nguyên vẹn và đã được đọc.",
        "Something was added behind the end of the file (mail does this); the workbook itself is whole.",
    ),
    remedy=("Không phải làm gì.", "Nothing needs to be done."),
)
ODD_VALUE = declare(
    "F137",
    Severity.WARNING,
    why=(
        "Ô này chứa “{value}” nhưng tệp ghi nó là loại khác; nội dung được lấy nguyên dạng chữ.",
        "This cell holds “{value}”, but the file declares it as something else; it was taken as text.",
    ),
    remedy=(
        "Kiểm tra ô này; nếu cần, gõ lại bằng Excel.",
        "Check this cell; if need be, type it again in Excel.",
    ),
)

_IMAGE = Words("ảnh chụp", "a picture")
_KINDS: dict[str, tuple[Problem, Words]] = {
    "xls": (OTHER_FORMAT, Words("bảng tính Excel kiểu cũ (.xls)", "an old Excel workbook (.xls)")),
    "xlsb": (OTHER_FORMAT, Words("bảng tính Excel nhị phân (.xlsb)", "a binary Excel workbook (.xlsb)")),
    "ods": (OTHER_FORMAT, Words("bảng tính OpenDocument (.ods)", "an OpenDocument spreadsheet (.ods)")),
    "xml": (OTHER_FORMAT, Words("bảng tính Excel kiểu XML 2003", "an Excel 2003 XML spreadsheet")),
    "html": (OTHER_FORMAT, Words("trang web (HTML)", "a web page (HTML)")),
    "text": (OTHER_FORMAT, Words("văn bản thô hoặc CSV", "plain text or CSV")),
    "xlsx": (UNKNOWN, Words("bảng tính Excel", "an Excel workbook")),  # where words are wanted
    "word": (NOT_A_WORKBOOK, Words("văn bản Word", "a Word document")),
    "slides": (NOT_A_WORKBOOK, Words("bản trình chiếu PowerPoint", "a PowerPoint presentation")),
    "office": (NOT_A_WORKBOOK, Words("tài liệu văn phòng loại khác", "another kind of office document")),
    "pdf": (NOT_A_WORKBOOK, Words("tệp PDF", "a PDF")),
    "image": (NOT_A_WORKBOOK, _IMAGE),
    "media": (NOT_A_WORKBOOK, Words("phim hoặc âm thanh", "a film or a recording")),
    "zip": (ARCHIVE, Words("tệp nén (.zip)", "a zip archive")),
    "rar": (ARCHIVE, Words("tệp nén (.rar)", "a RAR archive")),
    "7z": (ARCHIVE, Words("tệp nén (.7z)", "a 7z archive")),
    "gzip": (ARCHIVE, Words("tệp nén", "a compressed file")),
    "lock": (
        LOCK_FILE,
        Words("tệp khoá tạm của Excel (~$)", "a lock file that Excel keeps while a workbook is open (~$)"),
    ),
    "mac": (LOCK_FILE, Words("tệp phụ do máy Mac tạo ra", "a companion file made by a Mac")),
    "password": (PASSWORD, Words("tệp có mật khẩu", "a file with a password")),
    "unknown": (UNKNOWN, Words("loại không nhận ra được", "of an unknown kind")),
}
_REASONS: dict[str, tuple[Problem, Words | None]] = {
    "zip": (DAMAGED, None),
    "xml": (DAMAGED_PART, None),
    "incomplete": (INCOMPLETE, None),
    "odd": (ODD_PACKAGE, None),
    "parts": (TOO_MUCH, Words("hơn 4.000 phần bên trong", "more than 4,000 parts inside")),
    "sheets": (TOO_MUCH, Words("hơn 2.000 sheet", "more than 2,000 sheets")),
    "bomb": (TOO_MUCH, Words("giải nén ra quá lớn", "it unpacks to too great a size")),
    "big": (TOO_MUCH, Words("quá nhiều ô, ô gộp hoặc kiểu", "too many cells, merged cells or styles")),
    "dtd": (TRAP, Words("khai báo DTD", "a document type declaration")),
    "depth": (TRAP, Words("lồng nhau quá sâu", "nested too deep")),
    "token": (TRAP, Words("một mục dài quá mức", "one item far too long")),
    "address": (BAD_ADDRESS, None),
    "twice": (TWICE, None),
    "far": (FAR_CELL, None),
    "format": (LONG_FORMAT, None),
    "index": (LOST_TEXT, None),
    "password": (PASSWORD, None),
}
_NOTES = {"macros": MACROS, "links": LINKS, "embedded": EMBEDDED, "orphan": ORPHAN, "tail": TAIL}


# ------------------------------------------------------------------ what is given out

RawValue = str | int | float | bool | date | datetime | time | timedelta | None


@dataclass(frozen=True, slots=True)
class RawCell:
    """One cell, with its address as the sender sees it; `row` and `column` count from 1."""

    row: int
    column: int
    value: RawValue
    formula: bool = False
    error: str = ""

    @property
    def address(self) -> str:
        """The address, as `F7`."""
        return address(self.row, self.column)


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet: its cells by (row, column), and the rows that our own look, not the reader, found filled."""

    name: str
    visible: bool
    cells: Mapping[tuple[int, int], RawCell]
    rows_seen: frozenset[int]
    merged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RawBook:
    """One workbook as it came."""

    file: str
    sha256: str
    size: int
    sheets: tuple[RawSheet, ...]
    properties: Mapping[str, str] = field(default_factory=dict)
    modified: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    """Defined names and what they stand for."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one file. Without a book there is at least one finding of severity error."""

    path: Path
    book: RawBook | None
    findings: tuple[Finding, ...]
    sha256: str = ""
    size: int = 0


def read_books(paths: Iterable[Path]) -> Iterator[Reading]:
    """Read workbooks one after the other, in one guarded process for them all."""
    with _Cage() as cage:
        for path in paths:
            yield _read(Path(path), cage)


def read_book(path: Path) -> Reading:
    """Read one workbook."""
    return next(iter(list(read_books([path]))))


def read_paragraphs(path: Path) -> list[str]:
    """Return the paragraphs of a Word file, or the lines of a text file; raise SheettoolsError otherwise."""
    path = Path(path)
    try:
        data = _bytes_of(path)
        kind = _sniff(data)
        if kind == "text":
            return _decode(data).splitlines()
        if kind != "zip":
            raise _StopError(Finding(NOT_TEXT, values={"kind": _KINDS[kind][1]}))
        with _Cage() as cage:
            reply = cage.ask("docx", data, clock.monotonic() + SECONDS)
        if reply.get("refused") == "kind":
            raise _StopError(Finding(NOT_TEXT, values={"kind": _KINDS[reply["values"]["kind"]][1]}))
        if "paragraphs" not in reply:
            raise _StopError(_refusal(reply))
    except _StopError as stop:
        raise SheettoolsError(stop.finding.at(file=_shown(path))) from None
    paragraphs: list[str] = reply["paragraphs"]
    return paragraphs


# ------------------------------------------------------------------ one file


class _StopError(Exception):
    """Reading ends here; the finding says why and lacks only the file's name."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


def _read(path: Path, cage: _Cage) -> Reading:
    data = b""
    try:
        data = _bytes_of(path)
        kind = _sniff(data)
        if kind != "zip":
            problem, words = _KINDS[kind]
            raise _StopError(Finding(problem, values={"kind": words}))
        reply = _ask_readers(data, cage)
    except _StopError as stop:
        finding = stop.finding.at(file=_shown(path))
        return Reading(path, None, (finding,), hashlib.sha256(data).hexdigest() if data else "", len(data))
    book = _book(_shown(path), data, reply)
    return Reading(path, book, tuple(_remarks(path, reply)), book.sha256, book.size)


def _ask_readers(data: bytes, cage: _Cage) -> dict[str, Any]:
    """Return the answer of the first reader that agrees with the look."""
    deadline = clock.monotonic() + SECONDS
    replies = []
    for reader in ("calamine", "openpyxl"):
        reply = cage.ask(reader, data, deadline)
        if "sheets" in reply:
            return reply
        replies.append(reply)
        if "refused" in reply or "slow" in reply:
            raise _StopError(_refusal(reply))
    raise _StopError(_refusal(next((reply for reply in replies if "differs" in reply), replies[-1])))


def _refusal(reply: Mapping[str, Any]) -> Finding:
    """Turn an answer without content into a finding."""
    if "slow" in reply:
        return Finding(TOO_SLOW, values={"seconds": int(SECONDS)})
    if "differs" in reply:
        return Finding(DISAGREE, Location(**reply["differs"]))
    if "refused" not in reply:
        return Finding(UNREADABLE, Location(**reply.get("place", {})))
    reason, values = reply["refused"], dict(reply["values"])
    place = Location(sheet=values.pop("sheet", ""), cell=values.pop("cell", ""))
    if reason == "kind":
        problem, words = _KINDS[values.pop("kind")]
        return Finding(problem, place, values={"kind": words})
    problem, kind = _REASONS[reason]
    values = {"part": values.get("part") or "zip", "kind": kind or ""}
    return Finding(problem, place, value=reply["values"].get("value", ""), values=values)


def _book(name: str, data: bytes, reply: Mapping[str, Any]) -> RawBook:
    properties = MappingProxyType(dict(reply["properties"]))
    return RawBook(
        file=name,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        sheets=tuple(_sheet(sheet) for sheet in reply["sheets"]),
        properties=properties,
        modified=properties.get("modified", ""),
        names=MappingProxyType(dict(reply["names"])),
    )


def _sheet(sheet: Mapping[str, Any]) -> RawSheet:
    cells = {
        (row, column): RawCell(row, column, _untagged(value), *flags) for row, column, value, *flags in sheet["cells"]
    }
    return RawSheet(
        name=sheet["name"],
        visible=sheet["visible"],
        cells=MappingProxyType(cells),
        rows_seen=frozenset(sheet["rows"]),
        merged=tuple(sheet["merged"]),
    )


def _untagged(value: Any) -> RawValue:
    """Turn a value back into its type; only dates and times carry a tag."""
    if not isinstance(value, list):
        return value  # type: ignore[no-any-return]  # JSON's own types
    tag, content = value
    if tag == "span":
        return timedelta(milliseconds=content)
    kinds: dict[str, type[date] | type[time]] = {"date": date, "datetime": datetime, "time": time}
    return kinds[tag].fromisoformat(content)


def _remarks(path: Path, reply: Mapping[str, Any]) -> Iterator[Finding]:
    """Say what a file that was read holds besides plain cells."""
    file = _shown(path)
    if path.suffix.lower() not in {".xlsx", ".xlsm", ".xltx", ".xltm"}:
        yield Finding(OTHER_NAME, Location(file=file))
    for note in reply["notes"]:
        yield Finding(_NOTES[note], Location(file=file))
    for sheet in reply["sheets"]:
        for row, column, text in sheet["odd"]:
            yield Finding(ODD_VALUE, Location(file, sheet["name"], address(row, column)), value=text)


def _shown(path: Path) -> str:
    """Return a file's name; bytes that are no text would break every output."""
    return path.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


# ------------------------------------------------------------------ the bytes and their kind


def _bytes_of(path: Path) -> bytes:
    """Read a file's bytes after making sure that it is one; a pipe would wait for ever."""
    try:
        _expect_file(os.lstat(path).st_mode)
        if path.name.startswith("~$"):
            problem, words = _KINDS["lock"]
            raise _StopError(Finding(problem, values={"kind": words}))
        guards = ("O_BINARY", "O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_NOINHERIT")
        flags = os.O_RDONLY
        for guard in guards:  # each system has some of them
            flags |= getattr(os, guard, 0)
        with os.fdopen(os.open(path, flags), "rb") as stream:
            status = os.fstat(stream.fileno())
            _expect_file(status.st_mode)
            data = b"" if status.st_size > MAX_SIZE else stream.read(MAX_SIZE + 1)
            size = max(status.st_size, len(data))
    except (OSError, ValueError) as error:  # ValueError: a name that no system can have
        raise _StopError(Finding(CANNOT_OPEN, values={"reason": _reason(error)})) from error
    if size > MAX_SIZE:
        values = {"size": -(-size // _MIB), "limit": MAX_SIZE // _MIB}
        raise _StopError(Finding(TOO_LARGE, values=values))
    if not data:
        raise _StopError(Finding(EMPTY))
    return data


def _expect_file(mode: int) -> None:
    if stat.S_ISREG(mode):
        return
    kind = Words("một thiết bị hoặc đường ống", "a device or a pipe")
    if stat.S_ISLNK(mode):
        kind = Words("một liên kết tới nơi khác", "a link to somewhere else")
    elif stat.S_ISDIR(mode):
        kind = Words("một thư mục", "a folder")
    raise _StopError(Finding(NOT_A_FILE, values={"kind": kind}))


def _reason(error: OSError | ValueError) -> Words:
    if isinstance(error, FileNotFoundError):
        return Words("không thấy tệp", "it is not there")
    if isinstance(error, PermissionError):
        return Words("không có quyền đọc, hoặc chương trình khác đang giữ", "no permission, or it is in use")
    text = getattr(error, "strerror", None) or type(error).__name__
    return Words(text, text)


_SIGNATURES = (
    (b"PK\3\4", "zip"),
    (b"PK\5\6", "zip"),
    (b"%PDF", "pdf"),
    (b"\xff\xd8\xff", "image"),
    (b"\x89PNG", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "gzip"),
    (b"\xfd7zXZ", "gzip"),
    (b"{\\rtf", "word"),
    (b"\x09\x00\x04\x00", "xls"),
    (b"\x09\x02\x06\x00", "xls"),
    (b"\x09\x04\x06\x00", "xls"),
    (b"\x00\x05\x16\x07", "mac"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (
    ("EncryptedPackage", "password"),
    ("WordDocument", "word"),
    ("PowerPoint Document", "slides"),
    ("Workbook", "xls"),
    ("Book", "xls"),
)
_FILM = b"ftyp"
_PICTURE_BRANDS = (b"hei", b"hev", b"mif", b"msf", b"avi")


def _sniff(data: bytes) -> str:
    """Tell the kind of a file by its bytes: a key of `_KINDS`, `zip` for what may be a workbook."""
    if data.startswith(_OLE):
        streams = (kind for name, kind in _OLE_STREAMS if name.encode("utf-16-le") in data)
        return next(streams, "office")
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return kind
    if data[:4] == b"RIFF":
        return "image" if data[8:12] == b"WEBP" else "media"
    if data[4:8] == _FILM:
        return "image" if data[8:11] in _PICTURE_BRANDS else "media"
    if b"%PDF" in data[:1024]:
        return "pdf"
    return _sniff_text(data[:_SNIFF])


def _sniff_text(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = head.decode("utf-16", "replace")
    elif b"\0" in head:
        return "unknown"
    else:
        text = head.decode("utf-8-sig", "replace")
    odd = sum(not (letter.isprintable() or letter.isspace()) for letter in text)
    if odd * 10 > len(text):
        return "unknown"
    begin = text.lstrip().lower()
    if begin.startswith("<?xml"):
        if "office:spreadsheet" in begin:
            return "xml"
        return "ods" if "opendocument" in begin else "html" if "<html" in begin else "text"
    is_page = begin.startswith(("<!doctype html", "<html", "<head", "<meta", "<table", "<body", "<!--"))
    return "html" if is_page else "text"


def _decode(data: bytes) -> str:
    """Decode a text file as Vietnamese programs save them."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    for encoding in ("utf-8-sig", "cp1258"):
        with suppress(UnicodeDecodeError):
            return data.decode(encoding)
    raise _StopError(Finding(NOT_TEXT, values={"kind": _KINDS["unknown"][1]}))


# ------------------------------------------------------------------ the process


class _Cage:
    """The process that reads: started when needed, replaced when it fails, is late or has read enough."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._asked = 0

    def __enter__(self) -> _Cage:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, reader: str, data: bytes, deadline: float) -> dict[str, Any]:
        """Return the reader's answer; `{"slow": ..}` past the deadline, `{"failed": ..}` if it died."""
        process = self._running()
        received: list[bytes | None] = []
        # A thread, because a pipe on Windows cannot be waited for with a time limit.
        talk = threading.Thread(target=_talk, args=(process, reader, data, received), daemon=True)
        talk.start()
        talk.join(max(0.0, deadline - clock.monotonic()))
        if talk.is_alive():
            self.close()
            talk.join()
            return {"slow": True}
        self._asked += 1
        body = received[0] if received else None
        reply: dict[str, Any] = {"failed": "died"} if body is None else json.loads(body)
        if "failed" in reply or self._asked >= FILES_PER_WORKER:
            self.close()
        return reply

    def close(self) -> None:
        """End the process."""
        process, self._process, self._asked = self._process, None, 0
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(OSError, ValueError):
                    stream.close()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = _start()
        return self._process


def _start() -> subprocess.Popen[bytes]:
    """Start the cage, so that it finds this package and no module of the folder it is started in."""
    root = str(Path(sheettools.__file__).parent.parent)
    search = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "sheettools.incoming.cage"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(search)},
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _talk(process: subprocess.Popen[bytes], reader: str, data: bytes, received: list[bytes | None]) -> None:
    """Send one request and keep the answer; a broken pipe is no answer."""
    with suppress(OSError, ValueError):
        requests, answers = _pipes(process)
        send(requests, json.dumps({"reader": reader}).encode("ascii"))
        send(requests, data)
        received.append(receive(answers, MAX_ANSWER))


def _pipes(process: subprocess.Popen[bytes]) -> tuple[BinaryIO, BinaryIO]:
    if process.stdin is None or process.stdout is None:
        raise ValueError("the process has no pipes")
    return process.stdin, process.stdout  # type: ignore[return-value]  # IO[bytes] is all a BinaryIO has
