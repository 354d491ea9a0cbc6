"""What must not be read in a paper that leaves the office: names and numbers of people, wherever they were written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from sheettools.annual.merge import Merged
from sheettools.annual.workbook import cover
from sheettools.template.findings import COVERED
from sheettools.template.rules import find_people
from sheettools.template.template import Template
from sheettools.template.text import nfc

FORMS_OF_ADDRESS = r"(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Cc]ô|[Cc]hú|[Bb]ác|[Ee]m|[Cc]ụ|[Đđ]ồng chí|[Đđ]/c)"


_LARGE = "A-Z" + "".join(letter for letter in map(chr, range(0xC0, 0x1EFA)) if letter.isupper())
_FULL_NAME = re.compile(
    r"(?<!\w)(?:Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Đào|Đoàn|Trịnh|Mai|Cao|Hà"
    r"|Lương|Lưu|Tạ|Phùng|Vi|Nông|Lục|Giáp|Chu|Thân|La|Ninh|Triệu|Bàn|Tống|Quách|Lâm)"
    rf"\s+(?:Văn|Thị)(?:\s+[{_LARGE}][^\W\d_]*){{1,3}}"
)
"""A family name, “Văn” or “Thị”, a name: whoever writes so means somebody."""


class Curtain:
    """Cover text by what the year's files hold in their personal fields, and by what looks like a name or a number.

    A name of several words is covered wherever it stands; one of a single word, which may be any word, after a form of
    address only. Two words of which the second is small (“Nhân dân”) are nobody's name.
    """

    def __init__(self, merged: Merged, plan: Template) -> None:
        self.merged, self.plan = merged, plan

    def cover(self, text: str) -> str:
        """Return text without anything that says who somebody is."""
        text = nfc(text)
        if self._names:
            text = self._names.sub(lambda m: (m["address"] or "") + COVERED, text)
        text = _FULL_NAME.sub(COVERED, text)
        for name in list(find_people(text)):
            text = text.replace(name, COVERED)
        return cover(text)

    @cached_property
    def _names(self) -> re.Pattern[str] | None:
        known = {re.sub(rf"^{FORMS_OF_ADDRESS}\s+", "", " ".join(nfc(value).split())) for value in self._values()}
        several: list[str] = []
        single: list[str] = []
        for name in sorted(known, key=lambda one: (-len(one), one)):
            words = name.split()
            pattern = r"\s+".join(map(re.escape, words))
            if len(words) > 2 or all(word[0].isupper() for word in words[1:]) or name.isdigit():
                (several if len(words) > 1 or len(name) > 8 else single).append(pattern)
        if not several and not single:
            return None
        alone = rf"(?P<address>{FORMS_OF_ADDRESS}\s+)(?:{'|'.join(single)})" if single else r"(?P<address>(?!))"
        return re.compile(rf"(?<!\w)(?:{'|'.join([alone, *(f'(?i:{one})' for one in several)])})(?!\w)")

    def _values(self) -> Iterator[str]:
        for sheet in self.merged.template.tables:
            for field in sheet.fields:
                if field.personal:
                    yield from _texts(self.merged.tables[sheet.name][field.name])
                    yield from _texts(self.merged.set_aside[sheet.name][field.name])
        for sheet in self.plan.tables:
            for field in sheet.fields:
                if field.personal:
                    yield from _texts(row.get(field.name) for row in self.merged.plan.tables.get(sheet.name, ()))


def _texts(values: Any) -> Iterator[str]:
    return (value for value in values if isinstance(value, str) and value.strip() and value != COVERED)
