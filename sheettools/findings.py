"""The catalogue of problems, and the finding: everything the toolkit reports is a `Finding`."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from enum import StrEnum
from string import Formatter
from typing import Any, Literal

from sheettools.frozen import dataclass

Language = Literal["vi", "en"]
COVERED = "[đã che]"
"""What stands in place of text that may say who somebody is."""
QUOTING = ("found", "after", "shown", "key")
"""The placeholders by which sentences quote what somebody wrote, beside `value`."""


class Severity(StrEnum):
    """How much a finding matters, the worst first."""

    ERROR = "error"
    """Must be fixed before the row counts."""
    WARNING = "warning"
    """A question: the row counts, somebody should look."""
    REPAIR = "repair"
    """Mended for certain, and disclosed."""


class Stop(StrEnum):
    """How a command fails that a problem stops: its exit code tells it."""

    USAGE = "wrong usage or an unusable plan"
    NOT_FINAL = "findings that must be settled first"
    NOT_WRITTEN = "output not written"


class Title(str):
    """A title as it stands in a workbook, which knows what it is called in English."""

    en: str

    def __new__(cls, vi: str, en: str) -> Title:
        """Make the Vietnamese text that it is, beside the English one."""
        title = super().__new__(cls, vi)
        title.en = en
        return title

    def __reduce__(self) -> tuple[type[Title], tuple[str, str]]:
        return Title, (str(self), self.en)


def english(title: str) -> str:
    """Return what a title is called in English; the title itself where nobody has said it."""
    return title.en if isinstance(title, Title) else title


def in_language(value: Any, language: Language) -> Any:
    """Return what is put into a sentence as the reader's language has it."""
    if isinstance(value, Words):
        return value.say(language)
    if language == "en" and isinstance(value, Title):
        return value.en
    return value


def joined(titles: Iterable[str], joint: str = ", ") -> str:
    """Return titles one after the other, each as its language has it."""
    vi = list(titles)
    en = list(map(english, vi))
    return joint.join(vi) if vi == en else Title(joint.join(vi), joint.join(en))


def quoted(titles: Iterable[str], joint: str = ", ") -> str:
    """Return titles in quotes, one after the other."""
    return joined((Title(f"“{title}”", f"“{english(title)}”") for title in titles), joint)


def counted(number: int, nouns: str) -> str:
    """Return a number with its English noun: “1 row”, “3 rows”, where `nouns` is “row|rows”."""
    one, _, many = nouns.partition("|")
    return f"{number} {one if str(number) == '1' else many}"


class _Counting(Formatter):
    """Fills a sentence in which a number brings its noun: `{rows:row|rows}`."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if "|" in format_spec:
            return counted(value, format_spec)
        return str(super().format_field(value, format_spec))


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence in both languages, side by side so that neither can be forgotten."""

    vi: str
    en: str

    def say(self, language: Language, values: Mapping[str, Any] | None = None) -> str:
        """Return the sentence in `language`, with `{name}` filled from `values` (which may be
        `Words` too), and `{rows:row|rows}` with a number and its noun.
        """
        text = self.vi if language == "vi" else self.en
        if values is None:
            return text
        told = {k: in_language(v, language) for k, v in values.items()}
        return _Counting().vformat(text, (), told) if "|" in text else text.format_map(told)


@dataclass(frozen=True, slots=True)
class Problem:
    """One entry of the catalogue.

    The letter of `code` says where to look: T template or plan, F file, S sheet or heading, R row,
    C cell. `why` and `remedy` are sentences whose `{placeholders}` the finding fills.
    """

    code: str
    severity: Severity
    why: Words
    remedy: Words
    example: Words | None = None
    private: bool = False
    """Whether what it quotes may say who somebody is: then it is covered in whatever leaves the
    office.
    """
    stop: Stop = Stop.USAGE
    """How a command fails that it stops."""

    @property
    def discloses(self) -> bool:
        """Whether it says what stood there before, and after."""
        return "{value}" in self.why.vi and "{after}" in self.why.vi


SEVERITY_NAMES: Mapping[Severity, Words] = {
    Severity.ERROR: Words("Phải sửa", "To fix"),
    Severity.WARNING: Words("Cần xem", "To check"),
    Severity.REPAIR: Words("Đã tự sửa", "Mended"),
}
"""What people call the severities."""
CATALOGUE: dict[str, Problem] = {}


def declare(
    code: str,
    severity: Severity,
    *,
    why: tuple[str, str],
    remedy: tuple[str, str],
    example: tuple[str, str] | None = None,
    private: bool = False,
    stop: Stop = Stop.USAGE,
) -> Problem:
    """Enter a problem in the catalogue; each pair of sentences is (Vietnamese, English).

    Raises ValueError if the code is taken: codes are never reused.
    """
    if code in CATALOGUE:
        raise ValueError(f"problem {code} is declared twice")
    said = Words(*example) if example else None
    problem = Problem(code, severity, Words(*why), Words(*remedy), said, private, stop)
    CATALOGUE[code] = problem
    return problem


@dataclass(frozen=True, slots=True)
class Location:
    """Where to look. `cell` is an address as the sender sees it (`F7`), or several that are one
    trouble (`F7, F9`); `also` are further cells of the sheet that it may be as well; `line` is a
    line of a text file.
    """

    file: str = ""
    sheet: str = ""
    cell: str = ""
    line: int = 0
    also: tuple[str, ...] = ()

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        """The sheet and the address of each of its cells."""
        return tuple((self.sheet, cell) for cell in (*self.cell.split(", "), *self.also))

    def __str__(self) -> str:
        place = f"{self.sheet}!{self.cell}" if self.sheet and self.cell else self.sheet or self.cell
        if self.line:
            place = f"{place}:{self.line}" if place else str(self.line)
        return ":".join(part for part in (self.file, place) if part)


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem at one place. `value` is what stood there, `values` fill the catalogue's
    sentences.

    One that discloses a change shows it: what looks the same before and after raises ValueError;
    `disclose` makes none of it.
    """

    problem: Problem
    location: Location = Location()
    value: str = ""
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)
    severity: Severity = None  # type: ignore[assignment]  # the problem's own, unless a template says otherwise
    private: bool = False

    def __post_init__(self) -> None:
        if self.severity is None:
            object.__setattr__(self, "severity", self.problem.severity)
        if self.problem.private:
            object.__setattr__(self, "private", True)
        if "after" in self.values and self.problem.discloses:
            self._show_change(str(self.values["after"]))

    def _show_change(self, after: str) -> None:
        if self.value != COVERED and look_alike(self.value, after):
            raise ValueError(f"{self.problem.code} discloses no change: {after!r}")

    @property
    def code(self) -> str:
        """The catalogue's code."""
        return self.problem.code

    def message(self, language: Language = "vi") -> str:
        """Say why, in the reader's language."""
        return self.problem.why.say(language, self._values())

    def remedy(self, language: Language = "vi") -> str:
        """Say what to do, in the reader's language."""
        return self.problem.remedy.say(language, self._values())

    def at(self, **place: Any) -> Finding:
        """Return the same finding with parts of its location filled in."""
        return replace(self, location=replace(self.location, **place))

    def covered(self) -> Finding:
        """Return the same finding with everything it quotes covered, if that may say who somebody
        is.
        """
        if not self.private:
            return self
        quoted = {key: COVERED for key in QUOTING if key in self.values}
        # A sheet that the sender added bears the name that he gave it.
        named = bool(self.value) and self.location.sheet == self.value
        place = replace(self.location, sheet=COVERED) if named else self.location
        return replace(
            self,
            location=place,
            value=COVERED if self.value else "",
            values={**self.values, **quoted},
        )

    def as_dict(self, language: Language = "vi") -> dict[str, Any]:
        """Return plain data: file, sheet, cell, further cells, line, code, severity, message,
        remedy, value.
        """
        place = self.location
        found: dict[str, Any] = {"file": place.file, "sheet": place.sheet, "cell": place.cell}
        if place.also:
            found["also"] = list(place.also)
        if place.line:
            found["line"] = place.line
        return found | {
            "code": self.code,
            "severity": self.severity.value,
            "message": self.message(language),
            "remedy": self.remedy(language),
            "value": self.value,
        }

    def _values(self) -> dict[str, Any]:
        also = self.location.also
        others = Words(_cells(also, "ô", "và"), _cells(also, "cell", "and")) if also else ""
        # What stands in a cell, or is to stand there, is quoted as it is.
        quotes = {
            key: str(value) for key in QUOTING if isinstance(value := self.values.get(key), Title)
        }
        return {"value": str(self.value), "others": others, **self.values, **quotes}


def _cells(cells: Sequence[str], word: str, joint: str) -> str:
    """Write addresses: “ô H9”, “ô H9 và K9”."""
    return f"{word} {f' {joint} '.join(cells)}"


def disclose(
    problem: Problem, place: Location, before: str, after: str, **more: Any
) -> list[Finding]:
    """Return the finding that says what stood in a place and what was made of it; none where a
    person would see no difference. `more` are the other placeholders, and `private`.
    """
    if look_alike(before, after):
        return []
    private = more.pop("private", False)
    return [Finding(problem, place, before, {"after": after, **more}, private=private)]


def look_alike(one: str, other: str) -> bool:
    """Say whether two texts look the same: whatever their blanks, the way their marks are put
    together, and signs that cannot be seen.
    """
    return one == other or _visible(one) == _visible(other)


_UNSEEN = ("Cc", "Cf")
"""The categories of signs that control and format."""
_FILLERS = dict.fromkeys(map(ord, "\u115f\u1160\u2800\u3164\uffa0"), " ")
"""Signs as wide as a letter that show nothing."""


def _visible(text: str) -> str:
    text = unicodedata.normalize("NFC", text).translate(_FILLERS)
    seen = (s for s in text if s.isspace() or unicodedata.category(s) not in _UNSEEN)
    return " ".join("".join(seen).split())


class SheettoolsError(Exception):
    """The one exception: work cannot go on, and these findings say why."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("; ".join(f"{f.location}: {f.code} {f.message('en')}" for f in findings))
        self.findings = findings
