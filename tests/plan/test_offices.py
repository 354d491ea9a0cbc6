"""Plans of many offices, each in a layout of its own, with the facts a clerk would enter.

The facts were written by people who had not seen the program, and before it read the plans.
"""

from __future__ import annotations

import pytest
from for_each import for_each
from scored import OFFICES, Score, read_plan, score, wanted_rows

from sheettools.plan.draft import Draft, draft_plan

FOLDERS = sorted(path.parent for path in OFFICES.glob("*/*/expected.toml"))
ENOUGH = 0.97


@pytest.fixture(scope="module")
def drafts() -> dict[str, Draft]:
    return {folder.name: draft_plan(read_plan(folder), folder.name) for folder in FOLDERS}


@pytest.fixture(scope="module")
def scores(drafts: dict[str, Draft]) -> dict[str, Score]:
    return {folder.name: score(wanted_rows(folder), drafts[folder.name]) for folder in FOLDERS}


def test_there_are_enough_of_them() -> None:
    word = [folder for folder in FOLDERS if (folder / "plan.docx").exists()]
    assert len(FOLDERS) >= 40
    assert len(word) >= 15


def test_nearly_all_facts_are_right(scores: dict[str, Score]) -> None:
    right = sum(one.right for one in scores.values())
    wanted = sum(one.wanted for one in scores.values())
    assert right >= ENOUGH * wanted


@for_each("name", [folder.name for folder in FOLDERS])
def test_no_fact_is_wrong_without_a_note(scores: dict[str, Score], name: str) -> None:
    assert scores[name].wrong == []


@for_each("name", [folder.name for folder in FOLDERS])
def test_no_line_vanishes(drafts: dict[str, Draft], name: str) -> None:
    """Every cell of the text is drafted, leads its reader on, or stands in a finding."""
    draft = drafts[name]
    told = {finding.location.line for finding in draft.findings}
    quoted = " ".join(finding.value for finding in draft.findings)
    drafted = {fact.line for fact in draft.facts}
    for entry in draft.ledger:
        assert entry.became in ("drafted", "told", "layout"), entry
        if entry.became == "told":
            assert entry.line in told or entry.text in quoted, entry
        if entry.became == "layout":
            assert len(entry.text.split()) <= 40, entry
    assert drafted


@for_each("name", [folder.name for folder in FOLDERS])
def test_nothing_is_quoted_empty(drafts: dict[str, Draft], name: str) -> None:
    assert all(any(map(str.isalnum, one.value)) for one in drafts[name].findings)
    assert all(fact.quote.strip() for fact in drafts[name].facts)
