"""What must not be read in a paper that leaves the office: names and numbers of people, wherever they were written.

`Concealed` is the one gate: no paper is made from rows, findings or file names that have not passed it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import pandas as pd

from sheettools.annual.data import CoverageRow, Coverages, Data, known
from sheettools.annual.merge import Merged
from sheettools.template.findings import COVERED, Finding, Location, Severity, declare
from sheettools.template.issue import Filled
from sheettools.template.rules import find_people
from sheettools.template.template import ORIGIN, Field, Sheet, Template
from sheettools.template.text import fold, mask_hints, nfc

COVERED_UP = declare(
    "R305", Severity.REPAIR,
    why=("Đã che ở cột “{title}” của báo cáo: {count} chỗ có thể là họ tên, số điện thoại hoặc số căn cước.",
         "Covered in “{title}” of the report: {count} places that may be a name, a phone or an identity number."),
    remedy=("Không phải làm gì; sổ gửi về giữ nguyên. Cần bản có họ tên thì thêm --internal.",
            "Nothing to do; the return is as it was. For a copy with names add --internal."),
)  # fmt: skip
ADDRESSES = frozenset(fold(word) for word in
                      ("ông", "bà", "anh", "chị", "cô", "chú", "bác", "em", "cụ", "đồng chí", "đ/c"))  # fmt: skip
"""The words before which a name of a single word is one."""
MOST_APART = 3
"""How many signs (blanks, a full stop) may stand between two words of a name."""


_LARGE = "A-Z" + "".join(letter for letter in map(chr, range(0xC0, 0x1EFA)) if letter.isupper())
_FULL_NAME = re.compile(
    r"(?<!\w)(?:Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Đào|Đoàn|Trịnh|Mai|Cao|Hà"
    r"|Lương|Lưu|Tạ|Phùng|Vi|Nông|Lục|Giáp|Chu|Thân|La|Ninh|Triệu|Bàn|Tống|Quách|Lâm)"
    rf"\s+(?:Văn|Thị)(?:\s+[{_LARGE}][^\W\d_]*){{1,3}}"
)
"""A family name, “Văn” or “Thị”, a name: whoever writes so means somebody."""
_WORD = re.compile(r"[^\W_]+")
_ADDRESS = re.compile(r"^(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Cc]ô|[Cc]hú|[Bb]ác|[Ee]m|[Cc]ụ|[Đđ]ồng chí|[Đđ]/c)\s+")

_fold = lru_cache(maxsize=20_000)(fold)


class Curtain:
    """Cover text by the values of personal fields that are known, and by what looks like a name or a number.

    A name of several words is covered wherever it stands; one of a single word, which may be any word, after a form of
    address only. Two words of which the second is small (“Nhân dân”) are nobody's name.
    """

    def __init__(self, known: Iterable[str]) -> None:
        self.known = frozenset(_ADDRESS.sub("", " ".join(nfc(value).split())) for value in known)

    def cover(self, text: str) -> str:
        """Return text without anything that says who somebody is."""
        text = nfc(text)
        for start, end in reversed(list(self._named(text))):
            text = text[:start] + COVERED + text[end:]
        text = _FULL_NAME.sub(COVERED, text)
        for name in list(find_people(text)):
            text = text.replace(name, COVERED)
        return cover(text)

    @cached_property
    def _names(self) -> Mapping[str, list[tuple[str, ...]]]:
        """The names by their first word, the longest first."""
        found: dict[str, list[tuple[str, ...]]] = {}
        for name in sorted(self.known, key=lambda one: (-len(one), one)):
            words = name.split()
            if len(words) > 2 or all(word[0].isupper() for word in words[1:]) or name.isdigit():
                parts = tuple(_fold(word) for word in _WORD.findall(name))
                if parts:
                    found.setdefault(parts[0], []).append(parts)
        return found

    def _named(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where in a text names stand that are known."""
        words = list(_WORD.finditer(text)) if self._names else []
        folded = [_fold(word[0]) for word in words]
        at = 0
        while at < len(words):
            size = next((len(one) for one in self._names.get(folded[at], ())
                         if self._stands(one, text, words, folded, at)), 0)  # fmt: skip
            if size:
                yield words[at].start(), words[at + size - 1].end()
            at += size or 1

    @staticmethod
    def _stands(name: tuple[str, ...], text: str, words: list[re.Match[str]], folded: list[str], at: int) -> bool:
        """Say whether a name stands at a word of a text."""
        if tuple(folded[at : at + len(name)]) != name:
            return False
        if len(name) == 1 and not (name[0].isdigit() and len(name[0]) > 8):
            before = text[: words[at].start()].split()
            addressed = bool(before) and (fold(before[-1]) in ADDRESSES or fold(" ".join(before[-2:])) in ADDRESSES)
            return addressed and words[at][0][0].isupper()
        ends = zip(words[at:], words[at + 1 : at + len(name)], strict=False)
        return all(two.start() - one.end() <= MOST_APART for one, two in ends)


def cover(text: str) -> str:
    """Return text with ID and phone numbers covered: the report leaves the office."""
    for _, start, end in reversed(mask_hints(text)):
        text = text[:start] + COVERED + text[end:]
    return text


def curtain_of(merged: Merged, plan: Template) -> Curtain:
    """Return a curtain over everybody whom the year's files name in their personal fields."""
    return Curtain(_personal(merged, plan))


def _personal(merged: Merged, plan: Template) -> Iterator[str]:
    for sheet in merged.template.tables:
        for field in sheet.fields:
            if field.personal:
                yield from _texts(merged.tables[sheet.name][field.name])
                yield from _texts(merged.set_aside[sheet.name][field.name])
    for sheet in plan.filled:
        for field in sheet.fields:
            if field.personal and sheet.kind == "form":
                yield from _texts([merged.data.plan.forms.get(sheet.name, {}).get(field.name)])
            elif field.personal:
                yield from _texts(row.get(field.name) for row in merged.data.plan.tables.get(sheet.name, ()))


def _texts(values: Iterable[Any]) -> Iterator[str]:
    return (value for value in values if isinstance(value, str) and value.strip() and value != COVERED)


# --------------------------------------------------------------------------- the gate


@dataclass(frozen=True)
class SetAsideRow:
    """A row that was left out: whose, from where, and what its sender wrote, in one line."""

    origin: Mapping[str, Any]
    text: str


@dataclass(frozen=True)
class Concealed:
    """The year's rows as they may leave the office, and what was covered in them."""

    data: Data
    set_aside: tuple[SetAsideRow, ...]
    findings: tuple[Finding, ...]


def conceal(merged: Merged, plan: Template, curtain: Curtain) -> Concealed:
    """Cover all that may say who somebody is; personal fields stay empty."""
    gate = _Gate(curtain)
    data = merged.data
    tables = {sheet.name: gate.table(sheet, data.tables[sheet.name]) for sheet in data.template.tables}
    concealed = replace(data, tables=tables, plan=gate.plan(plan, data.plan),
                        coverages=gate.coverages(data))  # fmt: skip
    return Concealed(concealed, tuple(gate.set_aside(merged)), tuple(gate.findings))


class _Gate:
    def __init__(self, curtain: Curtain) -> None:
        self.curtain = curtain
        self.findings: list[Finding] = []

    def table(self, sheet: Sheet, frame: pd.DataFrame) -> pd.DataFrame:
        """Return a frame without its personal fields, its texts covered, and what a cover hides marked as hidden."""
        made = frame.copy()
        for name in ORIGIN[2:4]:
            made[name] = [self.curtain.cover(str(value)) for value in frame[name]]
        rows = [{str(key): known(value) for key, value in row.items()} for row in frame.to_dict("records")]
        for target in sheet.fields:
            column = frame[target.name]
            covers = [one for one in sheet.covers if target.name in one.fields]
            hidden = [row[target.name] is not None and any(c.hides(target.name, row) for c in covers) for row in rows]
            if target.personal:
                made[target.name] = pd.Series([None] * len(frame), index=frame.index, dtype="object")
            elif any(hidden) or _typed(target):
                values = [self._value(target, v, h) for v, h in zip(column, hidden, strict=True)]
                made[target.name] = pd.Series(values, index=frame.index, dtype="object")
                self._tell(target, made, column, values)
        return made

    def _value(self, target: Field, value: Any, hidden: bool) -> Any:
        if hidden:
            return COVERED
        if isinstance(value, str) and _typed(target):
            return self.curtain.cover(value)
        if isinstance(value, tuple) and _typed(target):
            return tuple(self.curtain.cover(str(one)) for one in value)
        return value

    def _tell(self, target: Field, made: pd.DataFrame, before: pd.Series[Any], after: list[Any]) -> None:
        """Say where a text was covered in part; what a cover hides is the template's own doing."""
        for row, was, now in zip(made.to_dict("records"), before, after, strict=True):
            count = str(now).count(COVERED) - str(was).count(COVERED)
            if now != COVERED and isinstance(was, str | tuple) and count > 0:
                place = Location(row["tep"], row["trang"], row["o"])
                self.findings.append(Finding(COVERED_UP, place, values={"title": target.title, "count": count}))

    def plan(self, template: Template, filled: Filled) -> Filled:
        """Return what the plan says but for its personal fields."""
        sheets = {sheet.name: sheet for sheet in template.filled}

        def open_fields(name: str, values: Mapping[str, Any]) -> dict[str, Any]:
            personal = {f.name for f in sheets[name].fields if f.personal} if name in sheets else set()
            return {key: value for key, value in values.items() if key not in personal and value is not None}

        forms = {name: open_fields(name, form) for name, form in filled.forms.items()}
        return Filled(forms, {n: tuple(open_fields(n, row) for row in rows) for n, rows in filled.tables.items()})

    def coverages(self, data: Data) -> Coverages:
        """Return planned against reported; of a row that a cover hides nothing but what was planned may be told."""
        made = []
        for coverage, rows in data.coverages:
            sheet = data.template.sheet(coverage.table)
            made.append((coverage, tuple(self._coverage(sheet, row) for row in rows)))
        return tuple(made)

    def _coverage(self, sheet: Sheet, row: CoverageRow) -> CoverageRow:
        values = {
            name: self._value(sheet.field(name), value, hidden=value is not None and sheet.hides(name, row.values))
            for name, value in row.values.items() if not sheet.field(name).personal
        }  # fmt: skip
        return replace(row, values=values, origin=self.curtain.cover(row.origin))

    def set_aside(self, merged: Merged) -> Iterator[SetAsideRow]:
        """Yield the rows left out, each in one line."""
        for sheet in merged.template.tables:
            titles = {f.name: f.title for f in sheet.fields if not f.personal}
            fields = {f.name for f in sheet.fields}
            for row in merged.set_aside[sheet.name].to_dict("records"):
                told = (f"{titles[str(k)]}: {v}" for k, v in row.items() if k in titles and isinstance(v, str) and v)
                origin = {str(k): v for k, v in row.items() if k not in fields}
                origin |= {name: self.curtain.cover(str(origin[name])) for name in ORIGIN[2:4]}
                yield SetAsideRow(origin, self.curtain.cover("; ".join(told)))


def _typed(target: Field) -> bool:
    """Say whether people write it in their own words, one text or several."""
    return target.free_text or (target.kind.name == "list" and not target.chosen)
