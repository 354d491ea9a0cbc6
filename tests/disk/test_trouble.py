"""What the system says of a file, in the reader's words."""

from __future__ import annotations

import errno
import os
import sqlite3

from for_each import for_each

from sheettools.disk.trouble import (
    FILE_THERE,
    FULL,
    IN_USE,
    NOT_THERE,
    OPEN_ELSEWHERE,
    READ_ONLY,
    TOO_LONG,
    trouble_words,
    why_unread,
)
from sheettools.findings import Words


def within(problem: OSError) -> OSError:
    outer = OSError()
    outer.__cause__ = problem
    return outer


@for_each(
    ("problem", "words"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), ".~a.1.tmp"), FULL),
        (PermissionError(errno.EACCES, "Permission denied"), OPEN_ELSEWHERE),
        (OSError(errno.EROFS, "Read-only file system"), READ_ONLY),
        (FileExistsError(errno.EEXIST, "File exists"), FILE_THERE),
        (within(OSError(errno.ENOSPC, "x")), FULL),
        (Exception(OSError(errno.EROFS, "x")), READ_ONLY),  # as xlsxwriter hands them on
        (sqlite3.OperationalError("database or disk is full"), FULL),
        (sqlite3.OperationalError("attempt to write a readonly database"), READ_ONLY),
        (sqlite3.OperationalError("database is locked"), IN_USE),
    ],
)
def test_the_system_s_words_are_not_shown(problem: BaseException, words: Words) -> None:
    assert trouble_words(problem) == words


def test_windows_tells_an_open_file_by_a_code_of_its_own() -> None:
    problem = OSError(errno.EINVAL, "in use")
    problem.winerror = 32  # type: ignore[attr-defined]
    assert trouble_words(problem) == OPEN_ELSEWHERE


@for_each("code", [2, 3, 206])
@for_each(("letters", "words"), [(300, TOO_LONG), (20, NOT_THERE)])
def test_windows_finds_nothing_where_the_whole_path_is_too_long(
    code: int, letters: int, words: Words
) -> None:
    problem = FileNotFoundError(errno.ENOENT, "not found", "/" + "a" * letters)
    problem.winerror = code  # type: ignore[attr-defined]
    assert trouble_words(problem) == (TOO_LONG if code == 206 else words)


def test_what_is_not_known_is_still_said() -> None:
    assert "kỳ lạ" in trouble_words(OSError(9999, "kỳ lạ")).vi


def test_what_may_not_be_read_is_said_so_and_not_that_it_could_not_be_written() -> None:
    assert why_unread(PermissionError(errno.EACCES, "Permission denied")).en.startswith("no perm")
    assert why_unread(OSError(errno.EIO, "Input/output error")) == trouble_words(
        OSError(errno.EIO, "")
    )
