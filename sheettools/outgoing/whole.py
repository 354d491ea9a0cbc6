"""A file is written whole or not at all: beside its place, and put there once it is finished."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath
from typing import Any

from sheettools.disk.draft import draft_of
from sheettools.disk.trouble import OPEN_ELSEWHERE, READ_ONLY, trouble_words
from sheettools.findings import Finding, Location, Severity, SheettoolsError, Stop, Words, declare
from sheettools.words.text import is_name_on_windows
from sheettools.words.unseen import visible

NOT_WRITTEN = declare(
    "F001",
    Severity.ERROR,
    why=("Không ghi được tệp: {detail}.", "The file could not be written: {detail}."),
    remedy=(
        (
            "Đóng tệp nếu đang mở trong chương trình khác; xem ổ đĩa còn chỗ, thư mục cho ghi và "
            "không có gì khác trùng tên ở đó; rồi chạy lại."
        ),
        (
            "Close the file if another program has it open; see that the disk has room, that the "
            "folder can be written and nothing else of that name is there; and run again."
        ),
    ),
    stop=Stop.NOT_WRITTEN,
)


IS_WINDOWS = os.name == "nt"


def not_written(path: Path, problem: BaseException) -> SheettoolsError:
    """Return the error that says why a file was not put in place."""
    detail = trouble_words(problem)
    parents = path.absolute().parents
    folder = next((one for one in parents if os.access(one, os.F_OK)), path.parent)
    if detail in {OPEN_ELSEWHERE, READ_ONLY} and not os.access(folder, os.W_OK):
        detail = Words(
            f"thư mục “{folder.name}” không cho ghi", f"the folder “{folder.name}” is read-only"
        )
    blocking = next((one for one in parents if one.is_file()), None)
    if blocking is not None:
        detail = Words(
            f"“{blocking.name}” phải là thư mục, nhưng ở đó đang là một tệp",
            f"“{blocking.name}” must be a folder, but a file is there",
        )
    if IS_WINDOWS:
        detail = unusable_name(path) or detail
    values = {"detail": detail}
    return SheettoolsError(Finding(NOT_WRITTEN, Location(file=path.name), values=values))


def unusable_name(path: PurePath) -> Words | None:
    """Return why Windows takes no file there, where it is for the name of it or of a folder."""
    names = path.parts[1:] if path.anchor else path.parts
    wrong = next((one for one in names if one != ".." and not is_name_on_windows(one)), None)
    if wrong is None:
        return None
    return Words(
        f'Windows không cho đặt tên “{wrong}” (tên dành riêng như con, aux, nul; có dấu < > : " | '
        "? *; hoặc kết thúc bằng dấu chấm, dấu cách): chọn tên khác",
        f"Windows takes no name “{wrong}” (one of its own such as con, aux, nul; with one of < > : "
        '" | ? *; or ending in a dot or a blank): choose another',
    )


@contextlib.contextmanager
def to_be_written(path: Path) -> Iterator[None]:
    """Have whatever the disk refuses meanwhile told of the file that is to be written, be it in the
    temporary folder, where the file bears no name that people know. Raises SheettoolsError (F001).
    """
    try:
        yield
    except OSError as problem:
        raise not_written(path, problem) from problem


@contextlib.contextmanager
def going_on(path: Path, said: list[Finding]) -> Iterator[None]:
    """Let the rest go on where one file cannot be written: why not is added to what is said."""
    try:
        with to_be_written(path):
            yield
    except SheettoolsError as error:
        if any(finding.problem.stop is not Stop.NOT_WRITTEN for finding in error.findings):
            raise
        said += error.findings


def flush(path: Path) -> None:
    """Have the disk hold what was written."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def replace_file(draft: Path, path: Path) -> None:
    """Put a finished draft in its place; an equal file that is there already keeps its time."""
    if path.is_file() and path.read_bytes() == draft.read_bytes():
        draft.unlink()
    else:
        draft.replace(path)


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all. Raises SheettoolsError (F001)."""
    write_bytes(path, text.encode())


def write_note(path: Path, text: str) -> None:
    """Write a text that people read or send on, without what nobody sees. Raises SheettoolsError
    (F001).
    """
    write_bytes(path, note_bytes(text))


def note_bytes(text: str) -> bytes:
    """Return the file of a text that people read or send on, without what nobody sees."""
    return f"{visible(text)}\n".encode()


def write_bytes(path: Path, data: bytes) -> None:
    """Write a finished file whole or not at all. Raises SheettoolsError (F001)."""
    write_whole(path, lambda draft: draft.write_bytes(data))


def copy_file(source: Path, path: Path) -> None:
    """Put a copy of a file in its place, whole or not at all. Raises SheettoolsError (F001)."""
    write_whole(path, lambda draft: draft.write_bytes(source.read_bytes()))


def write_whole(path: Path, write: Callable[[Path], Any]) -> None:
    """Have a file written beside its place and put there, whole or not at all. Raises
    SheettoolsError (F001).
    """
    draft = draft_of(path)
    try:
        with to_be_written(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            write(draft)
            flush(draft)
            replace_file(draft, path)
    finally:
        with contextlib.suppress(OSError):  # it is in its place, or cannot be removed
            draft.unlink()
