"""Texts that say who somebody is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from sheettools.findings import Severity, Words, declare, english
from sheettools.frozen import dataclass
from sheettools.template.conditions import Book, Breach, Condition, FieldNames, Phrase, Row
from sheettools.template.model import Rule, Sheet
from sheettools.template.rules.rule import rule, titles_of
from sheettools.words.personal import KIND_WORDS, Hit, find_personal
from sheettools.words.text import bare, nfc

Values = Mapping[str, Any]


@dataclass(frozen=True)
class EachText(Rule):
    """Texts that are asked about one by one: the report will cover them all."""

    fields_: FieldNames

    def breaches(self, sheet: Sheet, book: Book) -> Iterator[Breach]:
        known: dict[tuple[str, str], Values | None] = {}
        for row in self.rows(sheet, book):
            for name in self.fields_:
                text = row.values.get(name)
                if not isinstance(text, str) or name in row.broken:
                    continue
                if (name, text) not in known:  # the same words come again in many rows
                    known[name, text] = self.asked(text, sheet, name)
                said = known[name, text]
                if said is not None:
                    yield Breach(row, name, {"title": sheet.field(name).title, **said})

    def rows(self, sheet: Sheet, book: Book) -> Iterator[Row]:
        """Yield the rows whose texts are looked at: those that somebody began."""
        return book.begun(sheet.name)

    def asked(self, text: str, sheet: Sheet, name: str) -> Values | None:
        """Return what to fill the sentences with where a text is to be asked about."""
        raise NotImplementedError


@dataclass(frozen=True)
class EachTextUnder(EachText):
    """The same under a condition; a row for which it cannot be judged is left alone."""

    when: Condition

    def rows(self, sheet: Sheet, book: Book) -> Iterator[Row]:
        read = frozenset(self.when.fields)
        for row in book.begun(sheet.name):
            if read.isdisjoint(row.broken) and self.when.holds(row.values):
                yield row


@rule(
    "no_personal_data",
    declare(
        "R114",
        Severity.WARNING,
        why=("Trong “{title}” {state} {kind}: “{found}”.", "“{title}” {state} {kind}: “{found}”."),
        remedy=(
            "Nếu đúng thì xóa: câu chữ trong sổ không ghi họ tên, số điện thoại, giấy tờ, địa "
            "chỉ nhà của người dân; "
            "báo cáo gửi đi sẽ che chỗ này. Nếu không phải thì để nguyên.",
            "If so, delete it: texts in the workbook say no names, phone numbers, identity papers "
            "or home addresses of people, and the report will cover this place. If not, leave it.",
        ),
        private=True,
    ),
)
class NoPersonalData(EachText):
    """Free text without what says who somebody is; a field that is for names may hold names."""

    can_wait = True
    unsaid = Words(
        "Excel không tìm được họ tên, dãy số lẫn trong câu chữ",
        "Excel cannot look for names in a text",
    )
    _STATES: ClassVar[Mapping[bool, Words]] = {
        True: Words("có", "holds"),
        False: Words("có chỗ giống", "holds what looks like"),
    }

    def asked(self, text: str, sheet: Sheet, name: str) -> Values | None:
        may_name = sheet.field(name).personal
        found = [hit for hit in _hits(text) if not (may_name and hit.kind == "name")]
        if not found:
            return None
        first = max(found, key=lambda hit: hit.is_certain)
        return {
            "state": self._STATES[first.is_certain],
            "kind": KIND_WORDS[first.kind],
            "found": _quoted(text, first),
        }

    def sentence(self, sheet: Sheet) -> Words:
        titles = titles_of(sheet, self.fields_)
        return Words(
            f"{titles}: không ghi họ tên, số điện thoại, số giấy tờ, địa chỉ nhà của người dân",
            f"{english(titles)}: no names, phones, papers or homes of people",
        )


@rule(
    "no_names",
    declare(
        "R120",
        Severity.ERROR,
        why=("Trong “{title}” có {kind}: “{found}”.", "“{title}” holds {kind}: “{found}”."),
        remedy=(
            "Xóa mọi điều cho biết người đó là ai{instead}.",
            "Delete whatever tells who it is{instead}.",
        ),
        private=True,
    ),
)
class NoNames(EachTextUnder):
    """Text that must not say who somebody is, under a condition."""

    unsaid = Words(
        "Excel không nhận ra tên người trong câu chữ", "Excel cannot tell a name in a text"
    )

    def asked(self, text: str, sheet: Sheet, name: str) -> Values | None:
        first = _first_certain(text)
        if first is None:
            return None
        return {
            "kind": KIND_WORDS[first.kind],
            "found": _quoted(text, first),
            "instead": self._instead(sheet),
        }

    def _instead(self, sheet: Sheet) -> Words:
        """Say what may be written, where the sheet has such a rule."""
        says = next((use.rule.says for use in sheet.rules if isinstance(use.rule, OnlySays)), "")
        return Words(f"; chỉ ghi “{says}”", f"; write only “{says}”") if says else Words("", "")

    def sentence(self, sheet: Sheet) -> Words:
        when, titles = sheet.words_for(self.when), titles_of(sheet, self.fields_)
        return Words(
            f"{titles}: không ghi điều gì cho biết ai là ai{when.vi}",
            f"{english(titles)}: nothing that tells who it is{when.en}",
        )


@rule(
    "only_says",
    declare(
        "R130",
        Severity.WARNING,
        why=(
            "“{title}” có câu khác với “{says}”{when}.",
            "“{title}” says something other than “{says}”{when}.",
        ),
        remedy=(
            "Nếu câu đó có thể cho biết là ai thì xóa, chỉ ghi “{says}” hoặc để trống.",
            "If it may tell who somebody is, delete it; write only “{says}” or nothing.",
        ),
        private=True,
    ),
)
class OnlySays(EachTextUnder):
    """Text in which one sentence is expected under a condition; any other is asked about."""

    unsaid = Words(
        "Excel không so được các cách viết của một câu",
        "Excel cannot compare the spellings of a sentence",
    )
    says: Phrase

    def asked(self, text: str, sheet: Sheet, name: str) -> Values | None:
        if bare(text) == bare(self.says):
            return None
        if _first_certain(text) is not None:
            return None  # that is an error by itself
        return {"says": self.says, "when": sheet.words_for(self.when)}

    def sentence(self, sheet: Sheet) -> Words:
        when, titles = sheet.words_for(self.when), titles_of(sheet, self.fields_)
        return Words(
            f"{titles}: chỉ ghi “{self.says}” hoặc để trống{when.vi}",
            f"{english(titles)}: only “{self.says}” or nothing{when.en}",
        )


def _hits(text: str) -> Sequence[Hit]:
    """Return what a text says of who somebody is."""
    return find_personal(nfc(text))


def _quoted(text: str, hit: Hit) -> str:
    return nfc(text)[hit.start : hit.end]


def _first_certain(text: str) -> Hit | None:
    """Return the first thing in a text that says for certain who somebody is."""
    return next((hit for hit in _hits(text) if hit.is_certain), None)
