"""The zip that a workbook is: its directory checked before any part is unpacked."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO

from sheettools.incoming.look.parts import RefusedError

MAX_ENTRIES = 4000
MAX_PART = 256 << 20
MAX_TOTAL = 512 << 20
MAX_RATIO, RATIO_FROM = 200, 16 << 20
CHUNK = 1 << 16

_LOCAL_HEADER, _END_RECORD = 30, 22
_LOCAL, _CENTRAL, _END = b"PK\3\4", b"PK\1\2", b"PK\5\6"
_ENCRYPTED, _SIZES_FOLLOW = 1, 8
_SIZES_ELSEWHERE = 0xFFFFFFFF
_UNUSUAL = ("\\", "//", "./")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_OF_DOCUMENTS = ("[content_types].xml", "mimetype", "_rels")
_FOLDERS = ("xl", "word", "ppt", "docprops")
_OPEN_DOCUMENT = {"meta-inf/manifest.xml", "content.xml"}
"""What an OpenDocument file has in any case."""


class Package:
    """A zip whose directory has been checked; its parts by lower-case name, as names ignore
    case.
    """

    def __init__(self, data: bytes) -> None:
        self._archive, self.tail = open_zip(data)
        entries = _check_entries(self._archive, data)
        self.parts = {part_name(info.filename).lower(): info for info in entries}
        self.is_renamed = any(part_name(info.filename) != info.filename for info in entries)
        """Whether its parts go, or are spoken of, by names that readers do not find."""

    def __contains__(self, name: str) -> bool:
        return name.lower() in self.parts

    def size(self, name: str) -> int:
        """Return how large a part is; it must be there."""
        return self.parts[name.lower()].file_size

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield a part piece by piece; its checksum is compared at the end."""
        return self._pieces(name, CHUNK)

    def _pieces(self, name: str, size: int) -> Iterator[bytes]:
        info = self.parts.get(name.lower())
        if info is None:
            raise RefusedError("incomplete", part=name)
        try:
            with self._archive.open(info) as part:
                while piece := part.read(size):
                    yield piece
        except (
            Exception
        ) as error:  # zlib.error, BadZipFile, EOFError, NotImplementedError: all mean damage
            raise RefusedError("zip", part=name) from error

    def whole(self, name: str) -> bytes:
        """Return a part; its checksum is compared."""
        return b"".join(self._pieces(name, max(self.size(name), 1)))

    def drain(self, name: str) -> None:
        """Read a part for its checksum alone."""
        for _ in self.chunks(name):
            pass


def usual(name: str) -> str:
    """Return a path inside a package as all programs know it: some part folders by another stroke,
    or by several, or name the folder that they are in.
    """
    if not any(map(name.__contains__, _UNUSUAL)):
        return name
    first, *steps = name.replace("\\", "/").split("/")
    *folders, last = steps or [first]
    kept = [step for step in folders if step not in ("", ".")]
    if steps and first != ".":
        kept.insert(0, first)
    return "/".join([*kept, last])


def part_name(name: str) -> str:
    """Return the name of a part by the name of its entry."""
    return usual(name).lstrip("/")


def is_pile(names: Iterable[str]) -> bool:
    """Tell whether a zip is no document of any office program but files put together."""
    lower = {part_name(written).lower() for written in names}
    if lower >= _OPEN_DOCUMENT:
        return False
    for name in lower:
        step, _, rest = name.partition("/")
        if name.endswith((".iwa", "index.zip")):  # Numbers
            return False
        if step in _OF_DOCUMENTS or (step in _FOLDERS and rest.endswith((".xml", ".bin", ".rels"))):
            return False
    return True


def open_zip(data: bytes) -> tuple[zipfile.ZipFile, bool]:
    """Open the directory, which has no more entries than may be; tell too whether bytes follow the
    end of the zip.
    """
    if data.count(_CENTRAL) > MAX_ENTRIES:
        raise RefusedError("parts")
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except Exception as error:  # struct.error, ValueError, NotImplementedError: all mean damage
        raise RefusedError("zip") from error
    end = data.rfind(_END) + _END_RECORD + len(archive.comment)
    return archive, end < len(data)


def _check_entries(archive: zipfile.ZipFile, data: bytes) -> list[zipfile.ZipInfo]:
    entries = archive.infolist()
    if is_pile(info.filename for info in entries):
        raise RefusedError("kind", kind="zip")
    names: set[str] = set()
    for info in entries:
        _check_entry(info)
        name = part_name(info.filename).lower()
        if name in names and not name.endswith("/"):
            raise RefusedError("odd", part=info.filename[:100])
        names.add(name)
    if sum(info.file_size for info in entries) > MAX_TOTAL:
        raise RefusedError("bomb")
    _check_overlap(entries, data, archive.start_dir)
    return [info for info in entries if not part_name(info.filename).endswith("/")]


def _check_entry(info: zipfile.ZipInfo) -> None:
    if info.flag_bits & _ENCRYPTED:
        raise RefusedError("password")
    if info.compress_type not in _METHODS:
        raise RefusedError("odd", part=info.filename[:100])
    if info.file_size > MAX_PART:
        raise RefusedError("bomb")
    if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * info.compress_size:
        raise RefusedError("bomb")
    name = info.orig_filename
    steps = part_name(name).split("/")
    named = steps[0] or info.is_dir()
    harmless = name.isprintable() and ":" not in name and ".." not in steps and named
    if not harmless or stat.S_ISLNK(info.external_attr >> 16):
        raise RefusedError("odd", part=ascii(name[:100]))


def _check_overlap(entries: list[zipfile.ZipInfo], data: bytes, directory: int) -> None:
    """Refuse entries that share bytes: older Pythons unpack them again and again."""
    end = 0
    for info in sorted(entries, key=lambda info: info.header_offset):
        at = info.header_offset
        header = data[at : at + _LOCAL_HEADER]
        if at < end or (at and not end) or len(header) < _LOCAL_HEADER or header[:4] != _LOCAL:
            raise RefusedError("odd", part=info.filename[:100])
        name_and_extra = int.from_bytes(header[26:28], "little") + int.from_bytes(
            header[28:30], "little"
        )
        end = at + _LOCAL_HEADER + name_and_extra + info.compress_size
    if end > directory:
        raise RefusedError("odd")


def is_damaged(data: bytes) -> bool:
    """Say whether a zip's own checksums tell that it has changed on its way, or that some of it is
    missing: whatever else is strange in it then comes of that.
    """
    try:
        archive, _ = open_zip(data)
    except RefusedError as refused:
        return refused.reason == "zip"
    entries = archive.infolist()
    if not all(_heads_agree(info, data) for info in entries):
        return True
    if sum(info.file_size for info in entries) > MAX_TOTAL:
        return False
    return any(_has_changed(archive, info) for info in entries)


def _heads_agree(info: zipfile.ZipInfo, data: bytes) -> bool:
    """Say whether what stands before an entry is what the directory says of it."""
    start = info.header_offset
    header = data[start : start + _LOCAL_HEADER]
    flags, method = (int.from_bytes(header[at : at + 2], "little") for at in (6, 8))
    if header[:4] != _LOCAL or method != info.compress_type:
        return False
    sizes = [int.from_bytes(header[at : at + 4], "little") for at in (18, 22)]
    follow = flags & _SIZES_FOLLOW or max(sizes) == _SIZES_ELSEWHERE
    return bool(follow) or sizes == [info.compress_size, info.file_size]


def _has_changed(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    if info.compress_type not in _METHODS or info.flag_bits & _ENCRYPTED:
        return False
    try:
        with archive.open(info) as part:
            while part.read(CHUNK):
                pass
    except Exception:  # zlib.error, BadZipFile, EOFError: all mean damage
        return True
    return False
