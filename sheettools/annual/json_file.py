"""The annual report as JSON for programs; `docs/schema/annual-2.json` says what stands in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sheettools.annual.figures import Cross
from sheettools.annual.gate.public import (
    PART_DETAILS,
    SAID_DETAILS,
    Plain,
    Public,
    PublicCoverage,
    beside,
    safe_text,
)
from sheettools.annual.ledger import BALANCE
from sheettools.findings import COVERED, Language
from sheettools.outgoing.whole import write_text
from sheettools.template.detail import facts_of
from sheettools.template.model import Field
from sheettools.template.report import Figure

VERSION = 2
"""Within a version fields are added, never removed or changed."""


def write_facts(path: Path, public: Public) -> Path:
    """Write the JSON beside the annual workbook at `path` and return where. Same inputs, same
    bytes.

    Raises SheettoolsError (F001).
    """
    made = beside(path, ".json")
    write_text(
        made, json.dumps(annual_facts(public), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    )
    return made


def annual_facts(public: Public, language: Language = "vi") -> dict[str, Any]:
    """Return a report as plain data: the one in its file, and what commands say of it with
    `--format json`, is this.
    """
    template, figures = public.template, public.figures
    return {
        "version": VERSION,
        "title": public.title,
        "line": public.line,
        "year": public.year,
        "state": "draft" if public.draft else "final",
        "draft_because": list(public.say_draft(language)),
        "waived": list(public.say_waived(language)),
        "lacks": public.missing_rows,
        "seal": public.seal,
        "template": {
            "name": template.name,
            "version": template.version,
            "profile": template.profile,
            "fingerprint": template.fingerprint,
        },
        "figures": [_figure(public, figure) for figure in figures.report.figures],
        "identities": [
            {"text": i.text, "left": i.left, "right": i.right, "holds": i.holds}
            for i in figures.identities
        ],
        "crosses": [_cross(public, cross) for cross in figures.crosses],
        "coverages": [_coverage(public, one) for one in public.coverages],
        "balance": [_of(public, one.sender) | facts_of(one, BALANCE) for one in public.balance],
        "changed": [facts_of(one, SAID_DETAILS) for one in public.findings],
        "senders": [{"code": one.code, "name": one.name} for one in public.data.senders],
        "parts": [facts_of(one, PART_DETAILS) for one in public.parts],
    }


def _figure(public: Public, figure: Figure) -> dict[str, Any]:
    value = public.figures.told(figure.name)
    return {
        "name": figure.name,
        "code": figure.code,
        "title": figure.title,
        "value": value,
        "before": None if value is None else public.before.get(figure.code),
        "sum_of": list(figure.equals),
        "less": list(figure.less),
        "at_most": figure.at_most,
        "touched": figure.table in public.touched,
        **({"unit": figure.unit} if figure.unit else {}),
    }


def _of(public: Public, sender: str) -> dict[str, str]:
    """Say whose report something is from, where there are several."""
    return {"sender": sender} if public.several else {}


def _cross(public: Public, cross: Cross) -> dict[str, Any]:
    return {
        "name": cross.breakdown.name,
        "title": cross.breakdown.title,
        "by": cross.breakdown.by,
        "figures": list(cross.breakdown.figures),
        "total": list(cross.total),
        "rows": list(_rows(public, cross)),
        "kept": list(cross.kept),
    }


def _rows(public: Public, cross: Cross) -> Iterator[dict[str, Any]]:
    for (label, values), key in zip(cross.rows, cross.keys, strict=True):
        of = {"sender": key[0]} if public.several and cross.breakdown.by == "unit" else {}
        yield {**of, "label": safe_text(label), "values": list(values)}


def _coverage(public: Public, coverage: PublicCoverage) -> dict[str, Any]:
    return {
        "name": coverage.name,
        "title": coverage.title,
        "columns": [{"name": f.name, "title": f.title} for f in coverage.fields],
        "rows": list(_coverage_rows(public, coverage)),
    }


def _coverage_rows(public: Public, coverage: PublicCoverage) -> Iterator[dict[str, Any]]:
    for unit, values, reported, sender in coverage.rows:
        said = {field.name: _json(field, values[field.name]) for field in coverage.fields}
        yield {**_of(public, sender), "unit": unit, "values": said, "reported": reported}


def _json(target: Field, value: Plain) -> Any:
    if value is None:
        return None
    if target.categories is not None:
        return {"value": value, "label": target.show(value)}
    return value if value == COVERED else target.kind.json(value)
