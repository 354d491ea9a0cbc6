"""A unit's workbook issued again: what it sent, and what the office has written about it since."""

from __future__ import annotations

from pathlib import Path

from sheettools.incoming.check.record import CheckedBook
from sheettools.incoming.locate.workbook import Workbook
from sheettools.outgoing.back.transfer import Copied, Told, lay_back
from sheettools.outgoing.workbook.generate import write_workbook
from sheettools.template.issue import Issue
from sheettools.template.model import Template


def write_told(
    path: Path,
    template: Template,
    issued: Issue,
    workbook: Workbook,
    checked: CheckedBook,
    told: Told,
) -> None:
    """Write a return again with the office's words, greyed, for its head to tell his people.

    Raises SheettoolsError (F001, F002).
    """
    back = lay_back(workbook, Copied(template), issued, checked, told)
    write_workbook(path, back.template, issued, back.contents)
