"""What a kind of value is: everything that any part of the program wants to know of one.

A kind is one class in one file of this package, which says only where it differs from `Kind`.
Nobody else asks which kind a value is; they ask the kind.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar, Literal, TypeVar

from sheettools.findings import Problem, Severity, Words, declare
from sheettools.frozen import dataclass
from sheettools.template.excel.formula import literal
from sheettools.words.nothing import says_nothing

Scalar = str | int | float | bool | date | datetime | time | timedelta | None
"""What stands in a cell of a file."""
Limit = Literal["", "minimum", "maximum", "maxLength", "pattern"]
"""A limit of an answer, with the words of Table Schema; empty for none."""

READ_AS = declare(
    "C001",
    Severity.REPAIR,
    why=("Đã hiểu “{value}” là “{after}”.", "Read “{value}” as “{after}”."),
    remedy=(
        "Không phải làm gì nếu hiểu như vậy là đúng; nếu sai, sửa lại ô.",
        "Nothing to do if that is right; otherwise correct the cell.",
    ),
)


@dataclass(frozen=True, slots=True)
class ParsedValue:
    """What a cell was read as; exactly one of a value or a problem, `repaired` when it was written
    otherwise.
    """

    value: Any = None
    problem: Problem | None = None
    repaired: bool = False


class Kind(ABC):
    """One kind of value, named with the word of Table Schema.

    Values are what `parse` gives, never None. What a method is not told here it does as for text.
    """

    name: ClassVar[str]
    words: ClassVar[Words]
    """What to do, in a sentence part: “ghi ngày/tháng/năm”."""
    example: ClassVar[str] = ""
    schema_type: ClassVar[str] = "string"
    """What a Data Package calls it."""

    # ----- what may be done with it

    free_text: ClassVar[bool] = False
    """Whether people write it in their own words."""
    several: ClassVar[bool] = False
    """Whether one cell holds several texts, as a tuple."""
    adds_up: ClassVar[bool] = False
    """Whether figures may add up a column of it."""
    counts: ClassVar[bool] = False
    """Whether it says how many: then nobody may copy it into the rows below."""
    ordered: ClassVar[bool] = False
    """Whether one value of two comes after the other, so that a condition may ask which does."""
    bound: ClassVar[str] = ""
    """How a template writes a value that another is held against."""
    choices: ClassVar[tuple[str, ...]] = ()
    """The only words that a cell takes, where there are few."""

    more: ClassVar[Words] = Words("lớn hơn", "greater than")
    less: ClassVar[Words] = Words("nhỏ hơn", "less than")
    """How one value of two is said to come after or before the other."""

    # ----- how it looks

    number_format: ClassVar[str] = "@"
    width: ClassVar[float] = 0
    """How wide its column is in a workbook, in characters; 0: as wide as its title wants."""
    paper_width: ClassVar[float] = 0
    """How wide its column is on paper; 0: as wide as a text wants."""
    paper_hint: ClassVar[str] = ""
    """What stands under its heading on paper."""

    # ----- a person's cell

    @abstractmethod
    def parse(self, raw: Scalar, question: Question) -> ParsedValue:
        """Read a cell as people write it."""

    def says_nothing(self, text: str) -> bool:
        """Say whether a text that is no value of the kind stands for an empty cell."""
        return says_nothing(text)

    def show(self, value: Any) -> str:
        """Write a value as people do."""
        return str(value)

    def as_text(self, value: Any) -> str:
        """Write a value as a text cell or a condition of Excel has it: of a number the digits
        alone.
        """
        return self.show(value)

    def say(self, value: Any, form: str) -> str:
        """Write a value inside a sentence; `form` is what its reference asks for (`thang`)."""
        return " ".join(self.show(value).split())

    def broken_limit(self, value: Any, question: Question) -> Limit:
        """Return which limit of its question a value does not keep."""
        return ""

    def counted_from_1904(self, raw: Scalar) -> Scalar:
        """Return what a cell holds, where its workbook counts days from 1904, as others count."""
        return raw

    # ----- what is filled in for people

    def takes(self, other: Kind) -> bool:
        """Say whether each value of another kind is one of this kind, too."""
        return type(other) is type(self)

    def in_cell(self, value: Any) -> Any:
        """Return a value as a cell of a unit's workbook holds it."""
        return value

    def guard(self, question: Question) -> Mapping[str, Any] | None:
        """Return the Excel validation of a cell (xlsxwriter's words), None where Excel need not
        guard.
        """
        return None

    # ----- formulas

    def formula(self, question: Question, cell: str) -> str:
        """Say to Excel what must be true of a cell that holds something."""
        return "TRUE"

    def compared(self, cell: str) -> str:
        """Say to Excel how a cell is compared with others."""
        return cell

    def against(self, op: str, value: Any) -> str:
        """Say to Excel how the number in a cell stands to a value, after the cell: `>=12`."""
        return f"{op}{literal(value)}"

    def looked_up(self, found: str) -> str:
        """Say to Excel how a cell that was looked up is shown; `found` finds it."""
        return f'IF({found}="","",{found})'

    # ----- the annual report

    number: ClassVar[type[int] | type[float] | None] = None
    """As what its numbers are held in the tables of the year; None where it is no number."""

    def in_report(self, value: Any) -> Any:
        """Return a value as a cell of the annual workbook holds it; `parse` reads it again."""
        return self.show(value)

    def plain(self, value: Any, clean: Callable[[str], str]) -> Any:
        """Return a value as programs take it; texts are cleaned."""
        return clean(str(value))

    def covered(self, value: Any, cover: Callable[[str], str]) -> Any:
        """Return a value with what it says of persons covered."""
        return value

    def hidden(self, mark: str) -> Any:
        """Return what stands for a value that must not be known."""
        return mark

    def store(self, value: Any) -> str:
        """Write a value as a text that `restore` turns back into the value."""
        return str(value)

    def restore(self, text: str) -> Any:
        """Return the value that was stored."""
        return text

    def csv(self, value: Any) -> str:
        """Write a value into a CSV of a Data Package."""
        return self.store(value)

    @property
    def may_be_formula(self) -> bool:
        """Whether a spreadsheet may take for a formula what a CSV says: only of text."""
        return self.schema_type == "string"

    def from_csv(self, text: str) -> Any:
        """Return the value that a CSV of a Data Package holds."""
        return self.restore(text)

    def json(self, value: Any) -> Any:
        """Return a value as JSON has it."""
        return value

    def constraints(self, question: Question) -> dict[str, Any]:
        """Return the limits of an answer, with the words of Table Schema."""
        limits = {"minimum": question.minimum, "maximum": question.maximum}
        return {word: limit for word, limit in limits.items() if limit is not None}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for in one cell: its name and title, a kind of value, and the limits of an
    answer, with the words of Table Schema.
    """

    name: str
    title: str
    kind: Kind
    format: str = ""
    minimum: float | None = None
    maximum: float | None = None
    max_length: int = 0
    pattern: str = ""
    delimiter: str = ";"
    unit: str = ""

    @property
    def free_text(self) -> bool:
        """Whether people write it in their own words."""
        return self.kind.free_text


FOUND: list[Kind] = []
"""The kinds whose modules were imported, in that order."""
Made = TypeVar("Made", bound=Kind)


def register(kind: Made) -> Made:
    """Make a kind known to templates."""
    FOUND.append(kind)
    return kind
