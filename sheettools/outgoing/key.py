"""The year's key: a small file in its folder that seals the workbooks that go out."""

from __future__ import annotations

import secrets
from pathlib import Path

from sheettools.outgoing.whole import not_written, write_text
from sheettools.template.identity import KEY_FILE

SAID = """\
# Khóa của năm: sheettools dùng khóa này để đóng dấu vào các sổ phát ra và nhận ra sổ nào đúng là do văn phòng phát.
# Không xóa, không sửa, không gửi tệp này cho ai. Chuyển thư mục của năm sang máy khác thì chép cả tệp này.
"""  # noqa: E501 (as the file has it)


def read_key(folder: Path) -> str:
    """Return the key of a year's folder, made if there is none. Raises SheettoolsError (F001)."""
    try:
        return _key_in(folder)
    except OSError:
        return ""


def _key_in(folder: Path) -> str:
    path = folder / KEY_FILE
    if not path.exists():
        return ""
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    lines = (line.strip() for line in text.splitlines())
    return next((line for line in lines if line and not line.startswith("#")), "")


def write_key(folder: Path, key: str) -> None:
    """Write a key into a year's folder. Raises SheettoolsError (F001)."""
    path = folder / KEY_FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise not_written(path, problem) from problem
    write_text(path, f"{SAID}{key}\n")


def need_key(folder: Path) -> str:
    """Return the key of a year's folder, made where there is none. Raises SheettoolsError
    (F001).
    """
    try:
        key = _key_in(folder)
    except OSError as problem:  # it is there: another one in its place would call every seal wrong
        raise not_written(folder / KEY_FILE, problem) from problem
    if not key:
        key = secrets.token_hex(32)
        write_key(folder, key)
    return key
