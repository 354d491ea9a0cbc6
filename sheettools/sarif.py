"""Findings as SARIF 2.1.0 (OASIS), which the viewers of other programs open."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sheettools.findings import Finding, Language, Problem, Severity
from sheettools.template.grouping import GONE, NEW, STILL
from sheettools.version import __version__

if TYPE_CHECKING:
    from sheettools.incoming.intake import Outcome
    from sheettools.incoming.rounds import Progress, Trace

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.REPAIR: "note"}
STATES = {NEW: "new", STILL: "unchanged", GONE: "absent"}


def sarif(
    checked: Sequence[tuple[Outcome, Progress | None]],
    problems: Mapping[str, Problem],
    language: Language,
) -> dict[str, Any]:
    """Return one run over all files; results gone since the round before stand in it as absent."""
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [_run(checked, problems, language)],
    }


def _run(
    checked: Sequence[tuple[Outcome, Progress | None]],
    problems: Mapping[str, Problem],
    language: Language,
) -> dict[str, Any]:
    results: list[dict[str, Any]] = []
    compared = any(progress for _, progress in checked)
    for index, (outcome, progress) in enumerate(checked):
        states = progress.states if progress else (NEW,) * len(outcome.findings)
        for finding, state in zip(outcome.findings, states, strict=True):
            result = _result(finding, index, language)
            results.append(result | ({"baselineState": STATES[state]} if compared else {}))
        results += [
            _gone(one, outcome, index, problems, language)
            for one in (progress.gone if progress else ())
        ]
    codes = sorted({result["ruleId"] for result in results})
    for result in results:
        result["ruleIndex"] = codes.index(result["ruleId"])
    return {
        "tool": {
            "driver": {
                "name": "sheettools",
                "version": __version__,
                "rules": [_rule(problems[code], language) for code in codes],
            }
        },
        "artifacts": [_artifact(outcome) for outcome, _ in checked],
        "language": "vi-VN" if language == "vi" else "en-US",
        "results": results,
    }


def _rule(problem: Problem, language: Language) -> dict[str, Any]:
    return {
        "id": problem.code,
        "shortDescription": {"text": problem.why.say(language)},
        "help": {"text": problem.remedy.say(language)},
        "defaultConfiguration": {"level": LEVELS[problem.severity]},
    }


def _artifact(outcome: Outcome) -> dict[str, Any]:
    found: dict[str, Any] = {"location": {"uri": _uri(outcome.file)}, "length": outcome.size}
    return found | ({"hashes": {"sha-256": outcome.sha256}} if outcome.sha256 else {})


def _result(finding: Finding, index: int, language: Language) -> dict[str, Any]:
    place = finding.location
    text = f"{finding.message(language)} → {finding.remedy(language)}"
    mark = hashlib.sha256(
        "\n".join((finding.code, str(place), finding.value)).encode("utf-8", "replace")
    ).hexdigest()
    return {
        "ruleId": finding.code,
        "level": LEVELS[finding.severity],
        "message": {"text": text},
        "locations": [_location(place.file, index, place.sheet, place.cell)],
        "partialFingerprints": {"place/v1": mark[:32]},
    }


def _gone(
    trace: Trace, outcome: Outcome, index: int, problems: Mapping[str, Problem], language: Language
) -> dict[str, Any]:
    problem = problems[trace.code]
    return {
        "ruleId": trace.code,
        "level": LEVELS[problem.severity],
        "message": {"text": problem.why.say(language)},
        "locations": [_location(outcome.file, index, trace.sheet, trace.cell)],
        "baselineState": STATES[GONE],
    }


def _location(file: str, index: int, sheet: str, cell: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": {"uri": _uri(file), "index": index}},
    }
    names: Iterable[str] = [name for name in (sheet, cell) if name]
    if names:
        found["logicalLocations"] = [
            {"fullyQualifiedName": "!".join(names), "kind": "member" if cell else "module"}
        ]
    return found


def _uri(name: str) -> str:
    return quote(name.encode("utf-8", "replace"))
