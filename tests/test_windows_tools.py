"""What makes the Windows program: its files by their checksums, and the installer's own work."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from for_each import for_each
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from windows.forward import forwarding_dll
from windows.on_path import with_folder, without_folder
from windows.python import INTERPRETER, PACKAGES

ROOT = Path(__file__).parents[1]
LINE = re.compile(r"([\w.-]+)==([\w.]+) --hash=sha256:[0-9a-f]{64}")


def pinned() -> dict[str, str]:
    lines = [line for line in PACKAGES.read_text("utf-8").splitlines() if line[:1] != "#"]
    found = [LINE.fullmatch(line) for line in lines]
    assert all(found), "every line names a version and a checksum"
    return {canonicalize_name(one[1]): one[2] for one in found if one}


def test_each_library_that_we_need_is_pinned_at_a_version_that_we_allow() -> None:
    said = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    versions = pinned()
    wanted = [Requirement(one) for one in said]
    refused = {
        str(one): versions.get(canonicalize_name(one.name))
        for one in wanted
        if not one.specifier.contains(versions.get(canonicalize_name(one.name), "0"))
    }
    assert not refused, "mend it by: python -m windows pin"


def test_the_interpreter_and_what_freezes_the_program_are_pinned() -> None:
    assert {INTERPRETER.partition("==")[0], "pyinstaller", "pefile"} <= pinned().keys()


def test_a_dll_that_says_where_its_function_is() -> None:
    """Its tables are read as Windows reads them: by the places that its headers name."""
    made = forwarding_dll("a.dll", "Here", "other.There")
    assert made[:2] == b"MZ"
    at = int.from_bytes(made[60:64], "little")
    assert made[at : at + 4] == b"PE\0\0"
    section = made[at + 24 + 240 :]
    start = int.from_bytes(section[12:16], "little")
    content = made[int.from_bytes(section[20:24], "little") :]
    assert int.from_bytes(made[at + 24 + 112 : at + 24 + 116], "little") == start
    forwarded = int.from_bytes(content[40:44], "little") - start
    assert content[forwarded:].startswith(b"other.There\0")


@for_each(
    ("before", "after"),
    [
        ("", r"C:\s"),
        (r"C:\a;C:\b", r"C:\a;C:\b;C:\s"),
        (r"C:\a;", r"C:\a;C:\s"),
        (r"%USERPROFILE%\bin;c:\S\;C:\b", r"%USERPROFILE%\bin;c:\S\;C:\b"),
    ],
)
def test_our_folder_is_put_on_the_path_once(before: str, after: str) -> None:
    assert with_folder(before, r"C:\s") == after
    assert with_folder(after, r"C:\s") == after


@pytest.mark.parametrize("long", [False, True])
def test_our_folder_is_taken_off_and_all_else_stays(long: bool) -> None:
    before = ";".join(rf"C:\chương trình {number}" for number in range(200 if long else 2))
    assert without_folder(with_folder(before, r"C:\s"), r"C:\s") == before
    assert without_folder(r"C:\s", r"C:\s") == ""
