"""A unit's workbook issued again: what it sent, and what the office has written about it since."""

from __future__ import annotations

from sheettools.incoming.check.record import CheckedBook
from sheettools.incoming.locate.workbook import Workbook
from sheettools.outgoing.back.transfer import Copied, Told, lay_back
from sheettools.outgoing.workbook.generate import make_workbook
from sheettools.outgoing.workbook.once import Commons
from sheettools.template.issue import Issue
from sheettools.template.model import Template


class ToldCopies:
    """The returns of a template with the office's words, greyed, for each head to tell his people:
    what all have in common is worked out once.
    """

    def __init__(self, template: Template) -> None:
        self._copied, self._commons = Copied(template), Commons()

    def make(self, issued: Issue, workbook: Workbook, checked: CheckedBook, told: Told) -> bytes:
        """Return a return again with what is told of it. Raises SheettoolsError (F002)."""
        back = lay_back(workbook, self._copied, issued, checked, told)
        return make_workbook(back.template, issued, back.contents, commons=self._commons)
