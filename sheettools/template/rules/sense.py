"""What free texts say: questions alone, answered by leaving a text as it is, too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sheettools.findings import Severity, Words, declare
from sheettools.template.conditions import Book, Breach, FieldNames, Row
from sheettools.template.model import Rule, Sheet
from sheettools.template.rules.rule import rule, titles_of
from sheettools.words.garbled import Damage, find_garbled

Values = Mapping[str, Any]


@dataclass(frozen=True)
class EachFreeText(Rule):
    """Texts that somebody wrote in his own words, asked about one by one: those of all such fields
    where none is named.
    """

    fields_: FieldNames = ()

    def breaches(self, sheet: Sheet, book: Book) -> Iterator[Breach]:
        names = self.fields_ or _in_own_words(sheet)
        for row in book.begun(sheet.name):
            for name in names:
                text = row.written(name)
                said = None if text is None else self.asked(text, row, sheet, name)
                if said is not None:
                    yield Breach(row, name, {"title": sheet.field(name).title, **said})

    def asked(self, text: str, row: Row, sheet: Sheet, name: str) -> Values | None:
        """Return what to fill the sentences with where a text is to be asked about."""
        raise NotImplementedError

    def about(self, sheet: Sheet) -> Words:
        """Say of which fields it speaks."""
        if not self.fields_:
            return Words("chữ tự ghi", "texts in one's own words")
        titles = titles_of(sheet, self.fields_)
        return Words(titles, titles)


def _in_own_words(sheet: Sheet) -> FieldNames:
    """Return the fields that people fill in their own words; a text of a set form is none."""
    return tuple(
        target.name
        for target in sheet.fields
        if target.free_text and not (target.read_only or target.pattern or target.format)
    )


@rule(
    "legible",
    declare(
        "R160",
        Severity.WARNING,
        why=(
            "Chữ trong “{title}” có vẻ {damage}: “{found}”{after}.",
            "The text of “{title}” seems {damage}: “{found}”{after}.",
        ),
        remedy=(
            "Gõ lại ô này bằng tiếng Việt có dấu; nếu đúng là viết như vậy thì để nguyên.",
            "Type this cell again in Vietnamese; if it is meant like that, leave it.",
        ),
    ),
)
class Legible(EachFreeText):
    """Free text whose letters are all there: not read in a wrong code page, not typed while the
    keyboard program was off.
    """

    unsaid = Words(
        "Excel không nhận ra chữ bị hỏng", "Excel cannot tell that letters are destroyed"
    )
    _SAID: ClassVar[Mapping[Damage, Words]] = {
        "code page": Words("bị đọc nhầm bảng mã", "read in a wrong code page"),
        "codes": Words("còn là mã, chưa thành chữ", "left as codes of letters"),
        "lost letters": Words("bị mất chữ cái", "without some of its letters"),
        "Telex": Words(
            "gõ kiểu Telex khi chưa bật bộ gõ", "typed in Telex with no keyboard program"
        ),
        "VNI": Words("gõ kiểu VNI khi chưa bật bộ gõ", "typed in VNI with no keyboard program"),
    }

    def asked(self, text: str, row: Row, sheet: Sheet, name: str) -> Values | None:
        found = find_garbled(text)
        if found is None:
            return None
        meant = found.meant
        hint = Words(f", có thể là “{meant}”", f", perhaps “{meant}”") if meant else Words("", "")
        return {"damage": self._SAID[found.damage], "found": found.sample, "after": hint}

    def sentence(self, sheet: Sheet) -> Words:
        about = self.about(sheet)
        return Words(
            f"{about.vi}: đủ chữ, đủ dấu, gõ khi đã bật bộ gõ tiếng Việt",
            f"{about.en}: every letter there, typed with a Vietnamese keyboard program",
        )
