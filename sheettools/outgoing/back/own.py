"""What of the folder that goes back is ours: a list of what we wrote, with a checksum each.

What is about to be written is noted first, a line each, in a file that only grows: however a run
ends, the next knows what it left for ours. At the end the list takes it up. It is kept twice: what
a fault of the disk or a careless hand does to one, it does not do to both.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import field, replace
from pathlib import Path
from typing import Any

from sheettools.frozen import dataclass
from sheettools.outgoing.whole import write_bytes

LIST = ".sheettools.json"
SECOND = ".sheettools-ban-2.json"
"""The list once more."""
NOTES = ".sheettools-dang-ghi.jsonl"
"""Where what is about to be written is noted, until the list is written."""
UNSOUND = (ValueError, AttributeError, RecursionError)
"""What comes of reading text that is no list of ours."""


@dataclass(frozen=True)
class OwnFile:
    """A file that we wrote, or are about to write."""

    sha256: str
    whose: str
    made_of: str = ""
    before: str = ""
    """The checksum of what we had written there before, as long as it may lie there yet."""


@dataclass
class OwnFiles:
    """The files of a folder that are ours, by name."""

    folder: Path
    known: dict[str, OwnFile] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> OwnFiles:
        """Read what earlier runs said; without a sound list nothing counts as ours."""
        known = _listed(folder / SECOND)
        for name, one in _listed(folder / LIST).items():
            if not cls(folder, known).is_ours(name) or cls(folder, {name: one}).is_ours(name):
                known[name] = one  # else it is older than what lies there
        with suppress(OSError):
            for line in (folder / NOTES).read_bytes().splitlines():
                with suppress(*UNSOUND):  # the last one may be cut short, amid a letter
                    known |= _sound(json.loads(line))
        return cls(folder, known)

    def is_ours(self, name: str) -> bool:
        """Say whether what lies there is as we wrote it."""
        one, there = self.known.get(name), checksum(self.folder / name)
        return one is not None and there != "" and there in {one.sha256, one.before}

    def stands(self, name: str, made_of: str) -> bool:
        """Say whether a file lies there as we wrote it, made of the same."""
        one = self.known.get(name)
        if one is None or one.made_of != made_of or not (self.folder / name).is_file():
            return False
        return checksum(self.folder / name) == one.sha256

    def of(self, whose: str) -> set[str]:
        """Return the names of what was written for somebody."""
        return {name for name, one in self.known.items() if one.whose == whose}

    def note(self, files: Mapping[str, OwnFile]) -> None:
        """Note down what is about to be written, so that it lasts. Raises OSError."""
        lines = b""
        for name, one in files.items():
            before = checksum(self.folder / name) if self.is_ours(name) else ""
            self.known[name] = replace(one, before=before)
            lines += b"\n" + json.dumps(self._said([name])).encode()
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / NOTES).open("ab") as file:
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())

    def written(self, name: str) -> None:
        """Know that what was noted lies there now."""
        self.known[name] = replace(self.known[name], before="")

    def save(self) -> None:
        """Write the list, where it says anything new. Raises SheettoolsError (F001), OSError."""
        said = json.dumps(self._said(sorted(self.known)), indent=1).encode() + b"\n"
        for path in (self.folder / LIST, self.folder / SECOND):
            there = path.read_bytes() if path.is_file() else b"{}\n"
            if said != there:
                write_bytes(path, said)
        (self.folder / NOTES).unlink(missing_ok=True)

    def _said(self, names: Collection[str]) -> dict[str, dict[str, str]]:
        said: dict[str, dict[str, str]] = {}
        for name in names:
            one = self.known[name]
            told = {"sha256": one.sha256, "for": one.whose, "of": one.made_of, "was": one.before}
            said[name] = {key: value for key, value in told.items() if value}
        return said


def checksum(path: Path) -> str:
    """Return the checksum of a file; empty where there is none."""
    return checksum_of(path.read_bytes()) if path.is_file() else ""


def checksum_of(data: bytes) -> str:
    """Return the checksum of what a file holds."""
    return hashlib.sha256(data).hexdigest()


def _listed(path: Path) -> dict[str, OwnFile]:
    with suppress(OSError, *UNSOUND):
        return _sound(json.loads(path.read_bytes()))
    return {}


def _sound(said: Mapping[str, Any]) -> dict[str, OwnFile]:
    """Return what a list says; a name that leads elsewhere is none of ours."""
    known: dict[str, OwnFile] = {}
    for name, entry in said.items():
        parts = [entry.get(key, "") for key in ("sha256", "for", "of", "was")]
        whole = all(isinstance(part, str) for part in parts) and all(parts[:2])
        if whole and Path(name).name == name:
            known[name] = OwnFile(*parts)
    return known
