"""Keep one real example of each finding that the tests make, where no case does; `make
all-examples` runs it.

A plugin of pytest: `pytest -p gather` writes docs/gathered.json. Of several the shortest is kept,
so that another order of the tests gives the same file.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

from sheettools.findings import Finding

STORE = Path(__file__).parent / "gathered.json"
_FOLDERS = re.compile(r"(?<![\w.])(?:[A-Z]:)?(?:[/\\][^/\\\s“”:;,]+)+[/\\](?=[^/\\\s])")
"""The folders of a test are nobody's business: only the name at the end of a path is kept."""


class Gathered:
    """The examples so far."""

    def __init__(self) -> None:
        self.found: dict[str, dict[str, str]] = {}
        made = Finding.__post_init__
        found = self.found

        def watched(finding: Finding) -> None:
            made(finding)
            _keep(found, finding)

        Finding.__post_init__ = watched  # type: ignore[method-assign]

    def pytest_sessionfinish(self, session: Any) -> None:
        """Write what this process has seen; the last to finish brings all of it together."""
        worker = os.environ.get("PYTEST_XDIST_WORKER", "")
        part = STORE.with_suffix(f".{worker}.part") if worker else STORE
        parts = [] if worker else sorted(STORE.parent.glob("gathered.*.part"))
        for other in parts:
            for said in json.loads(other.read_text(encoding="utf-8")).values():
                _better(self.found, said)
            other.unlink()
        text = json.dumps(dict(sorted(self.found.items())), ensure_ascii=False, indent=1)
        part.write_text(text + "\n", encoding="utf-8")


def _keep(found: dict[str, dict[str, str]], finding: Finding) -> None:
    try:
        said = {
            "code": finding.code,
            "place": str(finding.location),
            "value": finding.value,
            "why": finding.message("vi"),
            "remedy": finding.remedy("vi"),
            "why_en": finding.message("en"),
            "remedy_en": finding.remedy("en"),
        }
    except (KeyError, AttributeError, IndexError):
        return  # a finding of a test of findings
    _better(found, {name: _FOLDERS.sub("", text) for name, text in said.items()})


def _better(found: dict[str, dict[str, str]], said: dict[str, str]) -> None:
    other = found.get(said["code"])
    if other is None or _rank(said) < _rank(other):
        found[said["code"]] = said


def _rank(said: dict[str, str]) -> tuple[bool, bool, int, str]:
    """Say which of two examples shows more: one with a place, nothing left open, short."""
    text = json.dumps(said, ensure_ascii=False)
    return "{" in said["why"] or "“”" in said["why"], not said["place"], len(text), text


def pytest_configure(config: Any) -> None:
    """Begin to watch."""
    config.pluginmanager.register(Gathered(), "gathered")
