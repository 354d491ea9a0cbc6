"""Figures and rows → the sentences that the template declares. Nothing is counted here."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import cached_property
from typing import Any

from sheettools.annual.data import Data
from sheettools.annual.figures import KEPT, Cross, Figures
from sheettools.annual.phrases import (
    inside,
    share_of,
    tidy_sentence,
    write_change,
    write_share,
)
from sheettools.findings import COVERED
from sheettools.frozen import dataclass
from sheettools.template.conditions import RowValues
from sheettools.template.document import Sentence
from sheettools.template.model import ORIGIN, SENDER, Field, Profile, Sheet, Template
from sheettools.template.pattern import IF, Reference, fill, references
from sheettools.words.numbers import write_number
from sheettools.words.text import fold

DOTS = "…"
SINCE_LAST_YEAR = "so_truoc"
"""The form of a figure that says how it changed since last year; it says nothing where last year's
is not known.
"""
PROFILE = "ho_so"


@dataclass(frozen=True)
class WordFacts:
    """Everything that the Word report is made from, with nothing in it that says who somebody is.

    `before` holds last year's figures by code.
    """

    data: Data
    figures: Figures
    plan: Template
    profile: Profile | None
    before: Mapping[str, float] = field(default_factory=dict)
    lacks: str = ""
    """What the figures lack, in a sentence; empty where they lack nothing."""


@dataclass
class Wording:
    """Say sentences and fill references. `unknown` and `missing` gather what could not be said."""

    source: WordFacts
    unknown: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    _fields: dict[tuple[str, str], Field | None] = field(default_factory=dict)

    # ----- sentences

    def say(self, sentence: Sentence) -> str:
        """Return a sentence, several lines where it has such; empty where there is nothing to
        say.
        """
        if sentence.when and not self._figure(sentence.when):
            return ""
        parts: list[tuple[str, dict[str, str]]] = []
        if sentence.parts:
            parts = self._parts(sentence)
        elif sentence.each:
            parts = self._items(sentence)
        if self._says_nothing(sentence, parts):
            return tidy_sentence(self.fill(sentence.none, {}))
        joined = sentence.join.join(text for text, _ in parts)
        if len(parts) == 1 and sentence.one:
            return tidy_sentence(
                self.fill(sentence.one, {**parts[0][1], "parts": joined, "items": joined})
            )
        return tidy_sentence(self.fill(sentence.text, {"parts": joined, "items": joined}))

    def _says_nothing(self, sentence: Sentence, parts: Sequence[object]) -> bool:
        """Say whether there is nothing of what a sentence is about, or of what it lists."""
        if sentence.of:
            return not self._figure(sentence.of)
        return bool(sentence.parts or sentence.each) and not parts

    def _parts(self, sentence: Sentence) -> list[tuple[str, dict[str, str]]]:
        named = [(part, self._figure(part.figure)) for part in sentence.parts]
        whole = self._figure(sentence.of) if sentence.of else math.fsum(value for _, value in named)
        title = self.source.figures.report.figure
        said = [
            self._said(part.text, value, whole, title(part.figure).title.lstrip("– "))
            for part, value in named
            if value or self._changed(part.text)
        ]
        return [one for one in said if one[0]]

    def _changed(self, pattern: str) -> bool:
        """Say whether a pattern holds a figure against last year's that was not nought."""
        asked = (one.name for one in references(pattern) if one.form == SINCE_LAST_YEAR)
        return any(self._before(name) for name in asked)

    def _said(
        self, pattern: str, value: float, whole: float, name: str
    ) -> tuple[str, dict[str, str]]:
        # What is the whole needs no share beside it in brackets.
        share = (
            "" if value == whole and "({tl})" in pattern else write_share(share_of(value, whole))
        )
        words = {"so": write_number(value), "tl": share, "ten": name}
        return self.fill(pattern, words), words

    def _items(self, sentence: Sentence) -> list[tuple[str, dict[str, str]]]:
        cross = next(
            (c for c in self.source.figures.crosses if c.breakdown.name == sentence.each), None
        )
        if cross is not None:
            return self._of_breakdown(sentence, cross)
        said = [self.fill(sentence.item, {}, row) for row in self._rows(sentence)]
        left = sentence.leave_out
        return [(text, {}) for text in said if text and not (left and text.startswith(left))]

    def _of_breakdown(self, sentence: Sentence, cross: Cross) -> list[tuple[str, dict[str, str]]]:
        whole = cross.total[0]
        rows = [(label, values[0]) for label, values in cross.rows]
        if cross.kept:
            rows.append((KEPT, cross.kept[0]))
        return [
            self._said(sentence.item, value, whole, inside(label)) for label, value in rows if value
        ]

    def _rows(self, sentence: Sentence) -> list[RowAtHand]:
        source, each = self.source, sentence.each
        if each.startswith("plan."):
            name = each.removeprefix("plan.")
            rows = source.data.plan.tables.get(name) or (
                source.profile.tables.get(name, ()) if source.profile else ()
            )
            return [RowAtHand(source.plan.sheet(name), row) for row in rows]
        sheet = source.data.template.sheet(each)
        found = [row for row in source.data.rows(sheet) if sentence.where.holds(row)]
        if sentence.sort:
            found.sort(key=lambda row: (row[sentence.sort] is None, row[sentence.sort]))
        return [RowAtHand(sheet, row) for row in found]

    def _figure(self, name: str) -> float:
        return self.source.figures.values[name]

    def _before(self, name: str) -> float | None:
        """Return last year's figure, None where it is not known."""
        return self.source.before.get(self.source.figures.report.figure(name).code)

    # ----- references

    def fill(self, pattern: str, words: Mapping[str, str], row: RowAtHand | None = None) -> str:
        """Fill a pattern; `words` are those of the sentence, `row` is the row at hand."""

        def look_up(reference: Reference, optional: bool) -> str | None:
            name = reference.name
            if row is not None and name not in words and (own := self._own(name, row.sheet)):
                said = self._of_row(row, own, reference.form)
                nothing = DOTS if reference.default is None else reference.default
                return nothing if said is None and not optional else said
            return self._look_up(reference, words, row, optional)

        return fill(pattern, look_up)

    def hangs_on(self, pattern: str, sheet: Sheet) -> tuple[str, ...] | None:
        """Return the fields on which alone it hangs what a pattern says of a row of a sheet, where
        they are such that many rows hold the same; None where it may say something else each time.
        """
        found: list[str] = []
        for reference in references(pattern):
            own = self._own(reference.name, sheet)
            if reference.name in ORIGIN[:1] and reference.name not in self.source.figures.values:
                found += (reference.name, SENDER[0])
            elif own is not None and not own.free_text:
                found.append(own.name)
            else:
                return None
        return tuple(found)

    def refer(self, reference: Reference) -> str | None:
        """Return what a reference says by itself; None where there is no such name."""
        before = len(self.unknown)
        said = self._look_up(reference, {}, None, False)
        if len(self.unknown) > before:
            self.unknown.pop()
            return None
        return said or ""

    def _look_up(
        self, reference: Reference, words: Mapping[str, str], row: RowAtHand | None, optional: bool
    ) -> str | None:
        name = reference.name
        if name in words:
            return _formed(words[name], reference.form) or (None if optional else "")
        if name in self.source.figures.values:
            return self._number(reference, optional)
        told: str | None = self._value(reference, row)
        if told is UNKNOWN:
            self.unknown.append(reference.text)
            return reference.text
        if told is None and not optional:
            default = DOTS if reference.default is None else reference.default
            if DOTS in default and sheet_of(reference) != (row.sheet.name if row else None):
                self.missing.append(name)
            return default
        return told

    def _number(self, reference: Reference, optional: bool) -> str | None:
        value = self._figure(reference.name)
        if reference.form == SINCE_LAST_YEAR:
            before = self._before(reference.name)
            return reference.default if before is None else write_change(value, before)
        if not value and (optional or reference.default is not None):
            return reference.default
        if reference.over:
            return write_share(share_of(value, self._figure(reference.over)))
        return write_number(value)

    def _value(self, reference: Reference, row: RowAtHand | None) -> Any:
        sheet, _, name = reference.name.partition(".")
        if row is not None and reference.name in ORIGIN:
            return self._origin(row, reference.name)
        if sheet == PROFILE and self.source.profile is not None:
            pattern = self.source.profile.document.get(name)
            return (
                UNKNOWN if pattern is None else _formed(self.fill(str(pattern), {}), reference.form)
            )
        form = next(
            (s for s in self.source.plan.sheets if s.kind == "form" and s.name == sheet), None
        )
        if form is None or name not in form:
            return UNKNOWN
        value = self.source.data.plan.forms.get(sheet, {}).get(name)
        return self._shown(form.field(name), value, reference.form)

    def _own(self, name: str, sheet: Sheet) -> Field | None:
        """Return the field of a row at hand that a name means: the same for all rows of a list."""
        asked = name, sheet.name
        if asked not in self._fields:
            table, _, field_name = name.partition(".")
            is_own = table == sheet.name and field_name in sheet
            is_own = is_own and name not in self.source.figures.values
            self._fields[asked] = sheet.field(field_name) if is_own else None
        return self._fields[asked]

    def _origin(self, row: RowAtHand, name: str) -> str:
        """Return where a row came from; of several offices a unit is named with its own."""
        said = str(row.values[name])
        return (
            f"{said}, {inside(row.values[SENDER[0]])}"
            if self.source.data.several and name == ORIGIN[0]
            else said
        )

    def _of_row(self, row: RowAtHand, target: Field, form: str) -> str | None:
        value = row.values.get(target.name)
        return COVERED if value == COVERED else self._shown(target, value, form)

    def _shown(self, target: Field, value: Any, form: str) -> str | None:
        if value is None or value == "" or value is False:
            return None
        if form == IF:
            return ""
        if target.kind.several:
            return ", ".join(self._unit(one) for one in value)
        return _formed(target.say(value, form), form)

    def _unit(self, name: str) -> str:
        """Return a village with its kind, “thôn Trung”, where the name is that of one."""
        known = self._units.get(fold(str(name)))
        return inside(known) if known else str(name)

    @cached_property
    def _units(self) -> dict[str, str]:
        data, found = self.source.data, {}
        for sheet in data.template.tables:
            if sheet.rows_from is not None and sheet.rows_from.unit:
                found.update(data.unit_names(self.source.plan, sheet.rows_from))
        return found


@dataclass(frozen=True)
class RowAtHand:
    """A row whose fields a pattern may ask for, origin included."""

    sheet: Sheet
    values: RowValues


def sheet_of(reference: Reference) -> str:
    """Return the sheet that a reference names."""
    return reference.name.partition(".")[0]


UNKNOWN = object()
"""What a reference says that names nothing."""


def _formed(text: str, form: str) -> str:
    match form:
        case "hoa":
            return text.upper()
        case "thuong":
            return text.lower()
        case "noi":
            return inside(text)
        case _:
            return text
