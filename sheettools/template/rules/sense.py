"""What free texts say: questions alone, answered by leaving a text as it is, too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from sheettools.findings import Severity, Words, declare, english
from sheettools.frozen import dataclass
from sheettools.template.conditions import (
    ALWAYS,
    Book,
    Breach,
    Condition,
    FieldName,
    FieldNames,
    Row,
)
from sheettools.template.model import Rule, Sheet
from sheettools.template.rules.rule import rule, titles_of
from sheettools.words.garbled import Damage, find_garbled
from sheettools.words.overlap import nearly_alike
from sheettools.words.talk import is_trial, says_nothing
from sheettools.words.text import fold, tidy

Values = Mapping[str, Any]


@dataclass(frozen=True)
class EachFreeText(Rule):
    """Texts that somebody wrote in his own words, asked about one by one: those of all such fields
    where none is named.
    """

    fields_: FieldNames = ()

    def breaches(self, sheet: Sheet, book: Book) -> Iterator[Breach]:
        names = self.fields_ or _in_own_words(sheet)
        known: dict[tuple[str, str], Values | None] = {}
        for row in self.rows(sheet, book):
            for name in names:
                text = self.text(row, name)
                if text is None:
                    continue
                if (name, text) not in known:  # the same words come again in many rows
                    known[name, text] = self.asked(text, sheet, name)
                said = known[name, text]
                if said is not None:
                    yield Breach(row, name, {"title": sheet.field(name).title, **said})

    def rows(self, sheet: Sheet, book: Book) -> Iterator[Row]:
        """Yield the rows whose texts are looked at: those that somebody began."""
        return book.begun(sheet.name)

    def text(self, row: Row, name: str) -> str | None:
        """Return the text of a row that is looked at; None where there is none."""
        return row.written(name)

    def asked(self, text: str, sheet: Sheet, name: str) -> Values | None:
        """Return what to fill the sentences with where a text is to be asked about."""
        raise NotImplementedError

    def about(self, sheet: Sheet) -> Words:
        """Say of which fields it speaks."""
        if not self.fields_:
            return Words("chữ tự ghi", "texts in one's own words")
        titles = titles_of(sheet, self.fields_)
        return Words(titles, english(titles))


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

    def text(self, row: Row, name: str) -> str | None:
        text = row.written(name)
        return None if text is None else row.raw.get(name, text)

    def asked(self, text: str, sheet: Sheet, name: str) -> Values | None:
        found = find_garbled(text)
        if found is None:
            return None
        meant = tidy(found.meant)
        hint = Words(f", có thể là “{meant}”", f", perhaps “{meant}”") if meant else Words("", "")
        return {"damage": self._SAID[found.damage], "found": found.sample, "after": hint}

    def sentence(self, sheet: Sheet) -> Words:
        about = self.about(sheet)
        return Words(
            f"{about.vi}: đủ chữ, đủ dấu, gõ khi đã bật bộ gõ tiếng Việt",
            f"{about.en}: every letter there, typed with a Vietnamese keyboard program",
        )


@dataclass(frozen=True)
class EachFreeTextUnder(EachFreeText):
    """The same under a condition."""

    when: Condition = ALWAYS

    def rows(self, sheet: Sheet, book: Book) -> Iterator[Row]:
        read = frozenset(self.when.fields)
        for row in book.begun(sheet.name):
            if read.isdisjoint(row.broken) and self.when.holds(row.values):
                yield row

    def asked(self, text: str, sheet: Sheet, name: str) -> Values | None:
        return {"shown": text} if self.is_odd(text, sheet, name) else None

    def is_odd(self, text: str, sheet: Sheet, name: str) -> bool:
        """Say whether a text is to be asked about."""
        raise NotImplementedError


@rule(
    "no_trial",
    declare(
        "R161",
        Severity.WARNING,
        why=(
            "“{title}” ghi “{shown}”, giống chữ gõ thử.",
            "“{title}” says “{shown}”, as if somebody only tried to write.",
        ),
        remedy=(
            "Nếu là gõ thử thì xóa những gì đã ghi ở dòng này; nếu là việc thật thì ghi lại cho "
            "rõ.",
            "If so, clear what is written in this row; if it is meant, write it so that it is "
            "clear.",
        ),
    ),
)
class NoTrial(EachFreeTextUnder):
    """Free text that is no trial (“test”, “asdf”, “Nội dung kiến nghị 1”), nor a copy of the
    column's own title, example or description.
    """

    unsaid = Words("Excel không biết chữ nào là gõ thử", "Excel cannot tell what was only tried")

    def is_odd(self, text: str, sheet: Sheet, name: str) -> bool:
        target = sheet.field(name)
        own = (target.title, target.example, target.description)
        return is_trial(text) or fold(text) in map(fold, filter(None, own))

    def sentence(self, sheet: Sheet) -> Words:
        about = self.about(sheet)
        return Words(f"{about.vi}: không để lại chữ gõ thử", f"{about.en}: nothing left of a trial")


_SHORT = 40
"""From so many characters on no text is an item of a list."""


@rule(
    "says_something",
    declare(
        "R162",
        Severity.WARNING,
        why=(
            "“{title}” ghi “{shown}”, chưa cho biết là việc gì.",
            "“{title}” says “{shown}”, which does not tell what it is about.",
        ),
        remedy=(
            "Ghi thêm: việc gì, ở đâu, đề nghị thế nào; không rõ hơn được thì để nguyên.",
            "Add what, where and what is asked for; if no more is known, leave it.",
        ),
    ),
)
class SaysSomething(EachFreeTextUnder):
    """Free text that names a matter: not “Có”, “Đã nêu”, “Đề nghị xem xét”, nor only an item of one
    of the sheet's lists.
    """

    unsaid = Words("Excel không hiểu câu chữ", "Excel does not understand texts")

    def is_odd(self, text: str, sheet: Sheet, name: str) -> bool:
        return (says_nothing(text) or _is_item(text, sheet)) and not is_trial(text)

    def sentence(self, sheet: Sheet) -> Words:
        about = self.about(sheet)
        return Words(
            f"{about.vi}: ghi rõ việc gì, ở đâu, đề nghị thế nào",
            f"{about.en}: what, where, and what is asked for",
        )


def _is_item(text: str, sheet: Sheet) -> bool:
    """Say whether a text is an item of one of the sheet's lists."""
    lists = (target.categories for target in sheet.fields if target.categories is not None)
    return len(text) < _SHORT and any(one.find(text) is not None for one in lists)


@rule(
    "nearly_alike",
    declare(
        "R163",
        Severity.WARNING,
        why=(
            "“{title}” gần giống dòng {first}{found}.",
            "“{title}” is much like row {first}{found}.",
        ),
        remedy=(
            "Nếu cùng một việc thì chỉ để một dòng; nếu là hai việc thì để nguyên.",
            "If it is one matter keep one row; if there are two, leave them.",
        ),
    ),
)
class NearlyAlike(Rule):
    """Texts that say nearly the same: in another order, without marks, a word more."""

    unsaid = Words("Excel chỉ so được chữ giống hệt", "Excel compares texts letter by letter only")
    field: FieldName
    when: Condition = ALWAYS

    def breaches(self, sheet: Sheet, book: Book) -> Iterator[Breach]:
        rows = [row for row in book.begun(sheet.name) if self._is_compared(row)]
        title = sheet.field(self.field).title
        for near in nearly_alike([row.values[self.field] for row in rows]):
            row = rows[near.second]
            if row.written(self.field) is not None:
                said = {
                    "title": title,
                    "first": rows[near.first].number,
                    "found": _more(near.words),
                }
                yield Breach(row, self.field, said)

    def _is_compared(self, row: Row) -> bool:
        if row.broken & set(self.fields()) or not self.when.holds(row.values):
            return False
        return isinstance(row.values.get(self.field), str)

    def sentence(self, sheet: Sheet) -> Words:
        title = sheet.field(self.field).title
        return Words(
            f"“{title}”: mỗi việc chỉ ghi một lần, dù viết khác đi",
            f"“{english(title)}”: a matter once, however it is written",
        )


def _more(words: tuple[str, ...]) -> Words:
    """Say in what two texts differ."""
    if not words:
        return Words(", chỉ khác cách viết", ", only written in another way")
    said = ", ".join(f"“{word}”" for word in words)
    return Words(f", chỉ khác {said}", f", but for {said}")
