"""The year's key: a small file in its folder that seals the workbooks that go out."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from collections.abc import Iterable
from pathlib import Path

from sheettools.disk.draft import draft_of
from sheettools.disk.trouble import why_unread
from sheettools.findings import Finding, Location, Severity, SheettoolsError, Words, declare
from sheettools.incoming.look.package import Package
from sheettools.incoming.look.parts import RefusedError
from sheettools.outgoing.whole import not_written, write_whole
from sheettools.template.identity import KEY_FILE, SEAL, key_letters

SAID = """\
# Khóa của năm: sheettools dùng khóa này để đóng dấu vào các sổ phát ra và nhận ra sổ nào đúng là do văn phòng phát.
# Không xóa, không sửa, không gửi tệp này cho ai. Chuyển thư mục của năm sang máy khác thì chép cả tệp này.
"""  # noqa: E501 (as the file has it)
LETTERS_LINE = "# Bốn chữ đầu của mọi dấu làm bằng khóa này:"
"""How the line begins by which a key that was cut or changed shows."""
KEY_BYTES, OWNER_ONLY, OTHERS = 32, 0o600, 0o077
PROPERTIES = "docProps/custom.xml"

KEY_DAMAGED = declare(
    "F270",
    Severity.ERROR,
    why=(
        "Tệp khoa.txt {how}, nên không đóng dấu và không kiểm tra được dấu của các sổ.",
        "The file khoa.txt {how}, so workbooks can be neither sealed nor their seals checked.",
    ),
    remedy=(
        "Chép lại khoa.txt từ bản lưu của thư mục, hoặc từ máy đã phát sổ. Nếu không còn bản nào: "
        "chuyển các sổ trong phat-ra đi nơi khác, xóa khoa.txt, rồi làm sổ mới bằng khóa mới.",
        "Copy khoa.txt from a backup of the folder, or from the computer that made the workbooks. "
        "If there is none left: move the workbooks out of phat-ra, delete khoa.txt, and make new "
        "ones with a new key.",
    ),
)
KEY_CHANGED = declare(
    "F271",
    Severity.ERROR,
    why=(
        "Sổ {value} đã đóng dấu bằng một khóa khác; {how}. Chưa làm sổ nào.",
        "{value} was sealed with another key; {how}. No workbook was made.",
    ),
    remedy=(
        "Chép lại khoa.txt đã dùng khi làm các sổ đó. Nếu chủ ý dùng khóa mới: chuyển các sổ cũ ra "
        "khỏi thư mục của năm rồi chạy lại; sổ cũ gửi về sau đó sẽ bị hỏi về dấu.",
        "Copy back the khoa.txt with which those workbooks were made. If a new key is meant: move "
        "the old workbooks out of the year's folder and run again; those that come back later will "
        "be asked about.",
    ),
)
_EMPTY = Words("trống", "is empty")
_CUT = Words("bị cắt mất một phần hoặc đã bị sửa", "was cut off or changed")
_GONE = Words("thư mục của năm không còn tệp khoa.txt", "the year's folder has no khoa.txt")
_OTHER = Words("tệp khoa.txt nay giữ khóa khác", "khoa.txt now holds another one")


def read_key(folder: Path) -> str:
    """Return the key of a year's folder, empty if there is none. Raises SheettoolsError (F270)
    where the file is there and holds no whole key.
    """
    try:
        return _key_in(folder)
    except OSError as problem:
        why = why_unread(problem)
        raise _damaged(Words(f"không đọc được ({why.vi})", f"cannot be read ({why.en})")) from None


def _key_in(folder: Path) -> str:
    path = folder / KEY_FILE
    if not path.exists():
        return ""
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    _tighten(path)
    lines = [line.strip().strip("\0") for line in text.splitlines()]
    key = next((line for line in lines if line and not line.startswith("#")), "")
    if not key:
        raise _damaged(_EMPTY)
    if not _is_whole(key, lines):
        raise _damaged(_CUT)
    return key


def _tighten(path: Path) -> None:
    """Leave the key to its owner alone, where the system knows of owners."""
    with contextlib.suppress(OSError):
        if os.name == "posix" and path.stat().st_mode & OTHERS:
            path.chmod(OWNER_ONLY)


def _is_whole(key: str, lines: Iterable[str]) -> bool:
    """Say whether a key is as it was made: its letters fit, and it is as long as those made here
    where it looks like one.
    """
    said = [line for line in lines if line.startswith(LETTERS_LINE)]
    letters = said[0].removeprefix(LETTERS_LINE).strip() if said else key_letters(key)
    ours = re.fullmatch("[0-9a-f]+", key) is not None
    return letters == key_letters(key) and (not ours or len(key) == 2 * KEY_BYTES)


def _damaged(how: Words) -> SheettoolsError:
    return SheettoolsError(Finding(KEY_DAMAGED, Location(file=KEY_FILE), values={"how": how}))


def write_key(folder: Path, key: str) -> None:
    """Write a key into a year's folder. Raises SheettoolsError (F001)."""
    path = folder / KEY_FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise not_written(path, problem) from problem
    write_whole(path, lambda draft: _write(draft, key))
    _tighten(path)


def _write(path: Path, key: str, more: int = 0) -> None:
    """Write a key where only its owner may read it."""
    text = f"{SAID}{LETTERS_LINE} {key_letters(key)}\n{key}\n"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | more, OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())


def need_key(folder: Path) -> str:
    """Return the key of a year's folder, made where there is none. Raises SheettoolsError (F001,
    F270).

    However many runs do so at once, one of them makes it and all have the same.
    """
    try:
        return _key_in(folder) or _make_key(folder)
    except OSError as problem:  # it is there: another one in its place would call every seal wrong
        raise not_written(folder / KEY_FILE, problem) from problem


def _make_key(folder: Path) -> str:
    """Put a new key in its place whole, unless another run has been faster."""
    folder.mkdir(parents=True, exist_ok=True)
    path, key = folder / KEY_FILE, secrets.token_hex(KEY_BYTES)
    draft = draft_of(path, f"-{secrets.token_hex(4)}")
    try:
        _write(draft, key, os.O_EXCL)
        with contextlib.suppress(FileExistsError):
            _put_new(draft, path, key)
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
    return _key_in(folder)


def _put_new(draft: Path, path: Path, key: str) -> None:
    """Give a finished file its name. Raises FileExistsError where there is one of that name."""
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):  # a disk that knows no second names
        _write(path, key, os.O_EXCL)


# --------------------------------------------------------------------------- is it still the same


def check_key(key: str, issued: Iterable[Path]) -> None:
    """Make sure that workbooks of this year were sealed with this key; empty where there is none.
    Raises SheettoolsError (F271).

    The first of them that bears a seal tells.
    """
    for path in issued:
        letters = _letters_on(path)
        if letters and letters != key_letters(key):
            values = {"how": _OTHER if key else _GONE}
            raise SheettoolsError(Finding(KEY_CHANGED, Location(file=KEY_FILE), path.name, values))
        if letters:
            return


def _letters_on(path: Path) -> str:
    """Return by which letters a workbook's seal tells its key; empty where it bears none."""
    try:
        said = b"".join(Package(path.read_bytes()).chunks(PROPERTIES))
    except (OSError, RefusedError):
        return ""
    found = SEAL.search(said.decode("utf-8", "replace"))
    return found[1] if found else ""
