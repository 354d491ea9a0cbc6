"""An archive of returns (.zip): its files taken out in memory, each with its name as shown or why
it is not taken.

Names are shown and never used as paths, nothing is written; what comes out is bounded before it is
unpacked.
"""

from __future__ import annotations

import base64
import stat
import zipfile
from typing import Any

from sheettools.incoming.cage.arrivals import is_by_product
from sheettools.incoming.look.package import open_zip
from sheettools.incoming.look.parts import RefusedError

MAX_MEMBERS = 500
_ENCRYPTED, _UNICODE = 1, 0x800
_LONGEST = 240
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def unpack(data: bytes, room: int) -> dict[str, Any]:
    """Return the files of an archive, in the order of their names, and the names of by-products
    left in it.

    Of each file either `data` (base64) or `refused`, as a refused workbook has it. All together
    fill at most `room`.
    """
    archive, _ = open_zip(data)
    taken: list[dict[str, Any]] = []
    ignored: list[str] = []
    names: set[str] = set()
    entries = [(_name(info), info) for info in archive.infolist() if not info.is_dir()]
    for name, info in sorted(entries, key=lambda entry: entry[0]):
        if is_by_product(name):
            ignored.append(name)
            continue
        if len(taken) == MAX_MEMBERS:
            raise RefusedError("members")
        member: dict[str, Any] = {"name": _unique(name, names)}
        try:
            content = _content(archive, info, room)
            room -= len(content)
            member["data"] = base64.b64encode(content).decode("ascii")
        except RefusedError as refused:
            member |= {"refused": refused.reason, "values": refused.values}
        taken.append(member)
    return {"members": taken, "ignored": ignored}


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, room: int) -> bytes:
    """Unpack one file, no further than there is room for."""
    if info.flag_bits & _ENCRYPTED:
        raise RefusedError("member password")
    if info.compress_type not in _METHODS or stat.S_ISLNK(info.external_attr >> 16):
        raise RefusedError("odd", part=ascii(info.filename[:100]))
    if info.file_size > room:
        raise RefusedError("bomb")
    try:
        with archive.open(info) as stream:
            content = stream.read(room + 1)
    except Exception as error:  # zlib.error, BadZipFile, EOFError: all mean damage
        raise RefusedError("zip") from error
    if len(content) > room:
        raise RefusedError("bomb")
    return content


def _name(info: zipfile.ZipInfo) -> str:
    """Return a member's name to show; zips made on a Mac or by old programs do not say how it is
    encoded.
    """
    name = info.filename
    if not info.flag_bits & _UNICODE:
        for encoding in ("utf-8", "cp1258"):
            try:
                name = info.orig_filename.encode("cp437").decode(encoding)
                break
            except UnicodeError:
                continue
    name = "".join(letter if letter.isprintable() else "_" for letter in name[:_LONGEST])
    # No drive, no way up: whoever joins it to a folder stays inside.
    steps = [
        step
        for step in name.replace("\\", "/").replace(":", "_").split("/")
        if step not in ("", ".", "..")
    ]
    return "/".join(steps) or "?"


def _unique(name: str, names: set[str]) -> str:
    """Tell files of one name in one archive apart."""
    number, stem = 1, name
    while name in names:
        number += 1
        name = f"{stem} ({number})"
    names.add(name)
    return name
