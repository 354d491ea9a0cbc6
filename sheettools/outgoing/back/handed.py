"""What handing back came to."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sheettools.findings import Finding


@dataclass
class HandBack:
    """What was done: files written, already right, taken away, and what is to be said."""

    written: list[Path] = field(default_factory=list)
    same: list[Path] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    only_looks: bool = False
    """Whether nothing was to be written: the files are none that came back for this year."""

    @property
    def files(self) -> list[Path]:
        """All files that go back now."""
        return sorted([*self.written, *self.same])
