"""The whole catalogue of problems: importing every module that declares some gathers them.

`catalogue.json` holds the same for whoever only wants to read in it, `examples.json` a real example
of each: nothing is imported for that. `make docs` writes both, `make docs-check` and a test hold
them against the declarations and the examples of the docs.
"""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sheettools.findings import (
    CATALOGUE,
    SEVERITY_NAMES,
    Language,
    Problem,
    Severity,
    Stop,
    Words,
)

KEPT_FILE = Path(__file__).with_suffix(".json")
EXAMPLES_FILE = Path(__file__).with_name("examples.json")

DECLARING = (
    "disk.lent",
    "template.kinds",
    "template.rules",
    "template.vocabulary",
    "template.load.source",
    "template.load.checks",
    "template.load.condition",
    "template.load.faults",
    "template.load.library",
    "template.issue",
    "incoming.cage.refusals",
    "incoming.locate.columns",
    "incoming.locate.rows",
    "incoming.locate.blocks",
    "incoming.locate.tables",
    "incoming.locate.sheets",
    "incoming.locate.office_sheets",
    "incoming.locate.locate",
    "incoming.locate.cells",
    "incoming.check.complete",
    "incoming.aliases",
    "incoming.check.validate",
    "incoming.whose.identify",
    "incoming.cluster",
    "outgoing.workbook.write",
    "forms.write",
    "plan.drafting.problems",
    "plan.begin",
    "plan.renew",
    "plan.plan",
    "outgoing.back.transfer",
    "outgoing.back.folder",
    "annual.merge",
    "annual.figures",
    "annual.word.document",
    "annual.word.file",
    "annual.report",
    "annual.xlsx.reread",
    "annual.xlsx.stored",
    "annual.gate.privacy",
    "year",
    "demo.run",
)
SEVERITY_WORDS: Mapping[Severity, Words] = {
    severity: Words(name.vi.lower(), name.en.lower()) for severity, name in SEVERITY_NAMES.items()
}
"""What the severities are called within a sentence."""


def catalogue() -> Mapping[str, Problem]:
    """Return every problem by code."""
    for name in DECLARING:
        importlib.import_module(f"sheettools.{name}")
    return dict(sorted(CATALOGUE.items()))


def kept_text() -> str:
    """Return what stands in `catalogue.json`: every problem as it is declared."""
    problems = [asdict(problem) for problem in catalogue().values()]
    return json.dumps(problems, ensure_ascii=False, indent=1) + "\n"


def kept_catalogue() -> Mapping[str, Problem]:
    """Return every problem by code, as `catalogue.json` holds it."""
    problems = map(_problem, json.loads(KEPT_FILE.read_text(encoding="utf-8")))
    return {problem.code: problem for problem in problems}


def _problem(said: dict[str, Any]) -> Problem:
    words = {name: Words(**said[name]) for name in ("why", "remedy", "example") if said[name]}
    severity, stop = Severity(said["severity"]), Stop(said["stop"])
    return Problem(**{**said, **words, "severity": severity, "stop": stop})


def kept_example(code: str) -> Mapping[str, str]:
    """Return a real example of a problem, as a test produced it: its place, the value that stood
    there, what was said; nothing where there is none.
    """
    return json.loads(EXAMPLES_FILE.read_text(encoding="utf-8")).get(code, {})  # type: ignore[no-any-return]


def example_text(example: Mapping[str, str], language: Language) -> str:
    """Return an example as plain text; what only one language tells is left out in the other."""
    titles = {
        "title": Words("", ""),
        "file": Words("Tệp: ", "File: "),
        "place": Words("Chỗ: ", "Place: "),
        "value": Words("Ở đó ghi: ", "There stood: "),
        f"why_{language}": Words("Chương trình báo: ", "What was said: "),
        f"remedy_{language}": Words("→ ", "→ "),
    }
    if language == "en":
        del titles["title"]
    told = [
        f"  {words.say(language)}{' '.join(example[name].split())}"
        for name, words in titles.items()
        if example.get(name)
    ]
    return "\n".join([Words("Ví dụ có thật:", "A real example:").say(language), *told])


def entry_text(problem: Problem, language: Language) -> str:
    """Return an entry as plain text; what a finding fills in is shown as “…”."""
    lines = [
        f"{problem.code} ({SEVERITY_WORDS[problem.severity].say(language)})",
        open_places(problem.why.say(language)),
        "→ " + open_places(problem.remedy.say(language)),
    ]
    if problem.example is not None:
        lines.append(
            ("Ví dụ: " if language == "vi" else "Example: ") + problem.example.say(language)
        )
    return "\n".join(lines)


def open_places(text: str) -> str:
    """Replace the placeholders of a sentence by an ellipsis; a number keeps its noun."""
    return re.sub(r"\{\w+\}", "…", re.sub(r"\{\w+:[^}|]*\|([^}]*)\}", r"… \1", text))
