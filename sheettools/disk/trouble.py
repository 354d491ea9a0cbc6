"""What the system says when a file cannot be written or read, in the reader's words."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

from sheettools.findings import Words

OPEN_ELSEWHERE = Words(
    "tệp đang mở trong chương trình khác, hoặc không có quyền ghi vào đó",
    "another program has the file open, or writing there is not allowed",
)
FULL = Words("ổ đĩa đã đầy", "the disk is full")
READ_ONLY = Words("ổ đĩa hoặc thư mục này chỉ cho đọc", "the disk or folder can only be read")
FOLDER_THERE = Words(
    "ở chỗ của tệp đang có một thư mục trùng tên", "a folder of that name is in its place"
)
FILE_THERE = Words(
    "ở chỗ của thư mục đang có một tệp trùng tên", "a file of that name is in the folder's place"
)
NOT_THERE = Words("không thấy tệp hoặc thư mục đó", "the file or folder is not there")
TOO_LONG = Words("tên tệp hoặc đường dẫn quá dài", "the file's name or path is too long")
TOO_LARGE = Words("tệp lớn quá mức máy cho ghi", "the file is larger than may be written here")
DEFECT = Words("ổ đĩa báo lỗi khi đọc hoặc ghi", "the disk failed to read or write")
GONE = Words("mất kết nối tới ổ đĩa hoặc ổ mạng", "the disk or network drive is out of reach")
BUSY = Words("máy đang mở quá nhiều tệp", "too many files are open")
IN_USE = Words("một lệnh khác đang dùng", "another command is using it")
NOT_ALLOWED = Words(
    "không có quyền đọc, hoặc chương trình khác đang giữ", "no permission, or it is in use"
)
UNKNOWN = Words("máy không cho ghi hoặc đọc tệp", "the system did not write or read the file")

_BY_NAME = {
    "EACCES EPERM EBUSY ETXTBSY": OPEN_ELSEWHERE,
    "ENOSPC EDQUOT": FULL,
    "EROFS": READ_ONLY,
    "EISDIR ENOTEMPTY": FOLDER_THERE,
    "ENOTDIR EEXIST": FILE_THERE,
    "ENOENT": NOT_THERE,
    "ENAMETOOLONG": TOO_LONG,
    "EFBIG": TOO_LARGE,
    "EIO": DEFECT,
    "ESTALE ENODEV ENXIO EHOSTDOWN ETIMEDOUT ECONNRESET ENOTCONN": GONE,
    "EMFILE ENFILE": BUSY,
}
_WORDS: dict[int, Words] = {}
for _names, _words in _BY_NAME.items():
    for _name in _names.split():
        _WORDS[getattr(errno, _name, 0)] = _words
_WORDS.pop(0, None)
_OF_WINDOWS = {
    3: NOT_THERE, 5: OPEN_ELSEWHERE, 19: READ_ONLY, 32: OPEN_ELSEWHERE, 33: OPEN_ELSEWHERE,
    39: FULL, 53: GONE, 59: GONE, 64: GONE, 67: GONE, 112: FULL, 206: TOO_LONG,
}  # fmt: skip
"""By the codes that Windows has beside those of `errno`, some of which it gives for several."""
_OF_LONG_NAMES = (2, 3, 206)
LONG_NAME = 248
"""From how many letters on Windows may say of a folder that it is not there, since the whole path
is too long; of a file from 260 on.
"""
_KNOWN = (OSError, sqlite3.Error)
_OF_SQLITE = {
    "full": FULL,
    "readonly": READ_ONLY,
    "unable to open": OPEN_ELSEWHERE,
    "I/O": DEFECT,
    "locked": IN_USE,
}


def trouble_words(problem: BaseException) -> Words:
    """Return why something could not be written or read; a problem may stand within another."""
    if getattr(problem, "errno", None) is None:
        within = (*problem.args, problem.__cause__)
        problem = next((one for one in within if isinstance(one, _KNOWN)), problem)
    if isinstance(problem, OSError):
        code = getattr(problem, "winerror", None) or 0
        if code in _OF_LONG_NAMES and _letters(problem.filename) >= LONG_NAME:
            return TOO_LONG
        windows = _OF_WINDOWS.get(code)
        return windows or _WORDS.get(problem.errno or 0) or _unknown(problem.strerror)
    if isinstance(problem, sqlite3.Error):
        said = str(problem)
        return next((words for sign, words in _OF_SQLITE.items() if sign in said), _unknown(said))
    return _unknown(str(problem))


def _letters(name: object) -> int:
    """Return how many letters the whole path of a file has."""
    return len(str(Path(name).absolute())) if isinstance(name, str) else 0


def why_unread(problem: BaseException) -> Words:
    """Return why something could not be read."""
    return NOT_ALLOWED if isinstance(problem, PermissionError) else trouble_words(problem)


def _unknown(said: str | None) -> Words:
    return Words(f"{UNKNOWN.vi} ({said})", said) if said else UNKNOWN
