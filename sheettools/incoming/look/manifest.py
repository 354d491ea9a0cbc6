"""What the manifest of an OpenDocument file says of it: its kind, and whether it is locked."""

from __future__ import annotations

from sheettools.incoming.look.package import Package
from sheettools.incoming.look.parts import Attributes, Pass

MANIFEST = "META-INF/manifest.xml"
_SPREADSHEETS = (("opendocument.spreadsheet", "ods"), ("vnd.sun.xml.calc", "sxc"))


class _Manifest(Pass):
    """Old programs name a DTD in it. Nobody fetches that; what it could declare itself is refused
    as anywhere.
    """

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.kind = ""
        self.is_locked = False
        self.parser.StartDoctypeDeclHandler = None

    def start(self, name: str, attributes: Attributes) -> None:
        super().start(name, attributes)
        local = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        element = name.rpartition(" ")[2]
        if element == "file-entry" and local.get("full-path") == "/":
            self.kind = local.get("media-type", "")
        self.is_locked = self.is_locked or element == "encryption-data"


def kind_of(package: Package) -> str:
    """Return `ods`, `sxc` for what came before it, `office` for another document of OpenDocument,
    `""` for what is none.

    The part that is there to tell it comes first; where a program leaves it out or empty, the
    manifest tells it too.
    """
    said = b"".join(package.chunks("mimetype"))[:100] if "mimetype" in package else b""
    told = said.decode("latin-1").strip()
    if not told and "content.xml" in package:
        told = _read(package).kind
    for spreadsheet, kind in _SPREADSHEETS:
        if spreadsheet in told:
            return kind
    return "office" if told or "mimetype" in package else ""


def is_locked(package: Package) -> bool:
    """Say whether parts of it are encrypted."""
    return _read(package).is_locked


def _read(package: Package) -> _Manifest:
    manifest = _Manifest(MANIFEST)
    if MANIFEST in package:
        manifest.run(package.chunks(MANIFEST))
    return manifest
