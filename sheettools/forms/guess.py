"""What a column of a foreign form asks for: told by its drop-down, its limits, its values, its
format, and last by the words of its heading, which is a question to whoever keeps the template.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field
from datetime import date, datetime, time
from typing import Any

from sheettools.findings import Words, counted
from sheettools.forms.laid import Guard, LaidBook, LaidSheet, Place
from sheettools.frozen import dataclass
from sheettools.template.excel.address import address
from sheettools.template.kinds import DATE, INTEGER, KINDS, TEXT, YEAR
from sheettools.words.dates import read_date
from sheettools.words.text import bare

SOME_ROWS = 60
"""How many rows of a column are looked at."""
_MARKS = re.compile(r"\s*[(（]?\s*\*+\s*[)）]?\s*$")
_UNIT = re.compile(
    r"\(\s*(?:đvt|đơn vị tính|đơn vị|tính bằng)?\s*:?\s*([^()\d]{1,15}?)\s*\)$", re.I
)
_PERSON = re.compile(
    r"\b(ho va ten|ho ten|so dien thoai|dien thoai|sdt|cccd|cmnd|can cuoc|so dinh danh|dia chi|"
    r"ngay sinh|nam sinh|email|so tai khoan|ma the bhyt|so the bhyt)\b"
)
_WORDS: Sequence[tuple[str, re.Pattern[str]]] = (
    (
        "string",
        re.compile(r"^(?:so|ma) (?:dien thoai|cccd|cmnd|dinh danh|hieu|the|so|tai khoan|ma)"),
    ),
    ("string", re.compile(r"^(?:ma|ten|ho|dia chi|ghi chu|noi dung|ly do|noi|tinh trang)\b")),
    ("yearmonth", re.compile(r"^thang\b(?!.*\b(?:tuoi)\b)")),
    ("date", re.compile(r"^ngay\b|\bngay (?:thang|sinh|tiem|kham|nhap|xuat|lap|nhan|muon|tra)\b")),
    ("time", re.compile(r"^gio\b")),
    ("year", re.compile(r"^nam (?:sinh|sx|san xuat|xuat ban|hoc|su dung)|^nam$")),
    ("integer", re.compile(r"^(?:so|tong so|tong|sl)\b|\bso luong\b|^(?:nam|nu|co|thieu)$")),
    ("number", re.compile(r"^(?:gia|don gia|thanh tien|kinh phi|dien tich|trong luong|so tien)\b")),
)
"""What the words of a heading may tell of a column, where nothing else does; the first counts."""
_YES_NO = frozenset((frozenset(("co", "khong")), frozenset(("x",)), frozenset(("yes", "no"))))
_BOUNDS = {
    "between": ("minimum", "maximum"),
    "greaterThanOrEqual": ("minimum", ""),
    "lessThanOrEqual": ("maximum", ""),
}
_STEP = {"greaterThan": ("minimum", 1), "lessThan": ("maximum", -1)}


NOTHING = Words("", "")
WHOLE = INTEGER.name


@dataclass
class Guess:
    """What a column, or the cell of a form, is taken to ask for."""

    title: str
    kind: str = "string"
    items: tuple[str, ...] = ()
    required: bool = False
    personal: bool = False
    unit: str = ""
    limits: dict[str, Any] = field(default_factory=dict)
    description: str = ""
    width: float = 0
    because: Words = NOTHING
    """By what its kind was told."""
    asks: list[Words] = field(default_factory=list)
    """What only a person can say of it."""

    @property
    def counts(self) -> bool:
        """Whether it asks how many."""
        return KINDS[self.kind].counts


@dataclass(frozen=True)
class AnswerCells:
    """The cells that hold the answers to one question: a part of a column, or one cell."""

    book: LaidBook
    sheet: LaidSheet
    title: str
    headings: tuple[Place, ...]
    """The cells of its words, at any of which a note may stand."""
    column: int
    rows: range

    @property
    def values(self) -> list[Any]:
        """What stands there; what formulas came to only where there is nothing else."""
        there = {
            row: value
            for row in self.rows[:SOME_ROWS]
            if (value := self.sheet.values.get((row, self.column))) is not None
        }
        written = [v for row, v in there.items() if (row, self.column) not in self.sheet.formulas]
        return written or list(there.values())

    @property
    def guard(self) -> Guard | None:
        """The limit that holds for most of them."""
        first = self.rows[: max(1, min(3, len(self.rows)))]
        for guard in self.sheet.guards:
            if any(guard.holds(row, self.column) for row in first):
                return guard
        return None

    @property
    def format(self) -> str:
        """Their number format."""
        formats = (self.sheet.format(row, self.column) for row in self.rows[:5])
        return next((one for one in formats if one and one != "General"), "")

    @property
    def place(self) -> str:
        """The address of the first."""
        return address(self.rows.start, self.column)


def guess(cells: AnswerCells) -> Guess:
    """Return what some cells ask for."""
    title = _MARKS.sub("", cells.title).strip()
    made = Guess(title or cells.title, required=bool(_MARKS.search(cells.title)))
    notes = cells.sheet.notes
    note = next((notes[place] for place in cells.headings if place in notes), "")
    guard = cells.guard
    made.description = " ".join((note or (guard.prompt if guard else "")).split())
    made.required = made.required or "bat buoc" in bare(made.description)
    made.personal = _PERSON.search(bare(title)) is not None
    made.width = round(cells.sheet.width(cells.column), 1)
    told = (_by_guard, _by_values, _by_format, _by_words)
    if not any(tell(cells, made) for tell in told):
        made.because = Words("không có gì cho biết kiểu, để là chữ", "nothing tells its type: text")
    _check_unit(made)
    return made


def _by_guard(cells: AnswerCells, made: Guess) -> bool:
    guard = cells.guard
    if guard is None or guard.kind not in _GUARDS:
        return False
    _GUARDS[guard.kind](cells, guard, made)
    if not made.because.vi:
        made.because = Words(
            f"giới hạn của ô {cells.place} trong tệp", f"the limit of {cells.place} in the file"
        )
    return made.kind != ""


def _listed(cells: AnswerCells, guard: Guard, made: Guess) -> None:
    items = cells.book.items(guard.first, cells.sheet)
    if frozenset(map(bare, items)) in _YES_NO:
        made.kind, made.because = "boolean", Words("danh sách Có/Không", "a list of yes and no")
        return
    made.items = items
    made.because = Words(
        f"danh sách thả xuống của ô {cells.place}", f"the drop-down of {cells.place}"
    )
    if not items:
        formula = guard.first[:80]
        made.because = NOTHING
        made.asks.append(
            Words(
                f"danh sách thả xuống lấy từ “{formula}”, không đọc được các mục: khai [[list]]",
                f"the items of its drop-down “{formula}” could not be read: declare a [[list]]",
            )
        )
        _by_values(cells, made)


def _bounded(kind: str) -> Callable[[AnswerCells, Guard, Guess], None]:
    def bound(cells: AnswerCells, guard: Guard, made: Guess) -> None:
        made.kind = kind
        if not made.counts:
            return
        step = 1 if kind == WHOLE else 0
        names = _BOUNDS.get(guard.operator, ("", ""))
        for name, text in zip(names, (guard.first, guard.second), strict=True):
            if name and (number := _number(text)) is not None:
                made.limits[name] = number
        if guard.operator in _STEP and (number := _number(guard.first)) is not None:
            name, way = _STEP[guard.operator]
            made.limits[name] = number + way * step

    return bound


def _long(cells: AnswerCells, guard: Guard, made: Guess) -> None:
    most = _number(guard.second if guard.operator == "between" else guard.first)
    if guard.operator in ("lessThanOrEqual", "lessThan", "between") and most:
        made.limits["maxLength"] = int(most)


_GUARDS: dict[str, Callable[[AnswerCells, Guard, Guess], None]] = {
    "list": _listed,
    "whole": _bounded("integer"),
    "decimal": _bounded("number"),
    "date": _bounded("date"),
    "time": _bounded("time"),
    "textLength": _long,
}


def _number(text: str) -> float | int | None:
    if not re.fullmatch(r"-?\d{1,15}(?:\.\d+)?", text.strip()):
        return None
    return float(text) if "." in text else int(text)


def _by_values(cells: AnswerCells, made: Guess) -> bool:
    values = cells.values
    found = _common_kind(values)
    if found == WHOLE and _all_text(values) and re.match(r"(?:ma|so hieu)\b", bare(made.title)):
        found = TEXT.name
    if not found or (found == TEXT.name and _by_format(cells, made)):
        return bool(found)
    years = found == WHOLE and all(1900 <= int(value) <= 2100 for value in values)
    made.kind = YEAR.name if years and re.search(r"\bnam\b", bare(made.title)) else found
    if _is_month(cells.format) and found == DATE.name:
        made.kind = "yearmonth"
    cells_said = counted(len(values), "cell|cells")
    made.because = Words(f"{len(values)} ô đã ghi trong tệp", f"filled in the file: {cells_said}")
    return True


def _common_kind(values: Sequence[Any]) -> str:
    """Return the kind that all values are of; empty where there is none."""
    kinds = set(map(_kind_of, values)) if not _all_text(values) else {_said(values)}
    if "" not in kinds and all(KINDS[kind].counts for kind in kinds) and len(kinds) > 1:
        kinds.discard(WHOLE)  # a whole number is a number, too
    return next(iter(kinds)) if len(kinds) == 1 else ""


def _all_text(values: Sequence[Any]) -> bool:
    return bool(values) and all(isinstance(value, str) for value in values)


def _said(texts: Sequence[str]) -> str:
    """Return what kind texts are of: a page or a .csv holds days and numbers as texts, too. What
    begins with 0 is a code.
    """
    shown = [text.strip() for text in texts]
    if all(re.fullmatch(r"0|[1-9]\d{0,8}", text) for text in shown):
        return WHOLE
    if all(isinstance(read_date(text), date) for text in shown):
        return DATE.name
    return TEXT.name


def _kind_of(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, datetime | date):
        return "date"
    if isinstance(value, time):
        return "time"
    if isinstance(value, int | float):
        return "integer" if float(value).is_integer() else "number"
    return "string" if isinstance(value, str) else ""


def _by_format(cells: AnswerCells, made: Guess) -> bool:
    code = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", cells.format).lower()
    found = _kind_of_format(code, cells.format)
    if not found:
        return False
    made.kind = found
    made.because = Words(
        f"định dạng “{cells.format}” của ô {cells.place}",
        f"the format “{cells.format}” of {cells.place}",
    )
    return True


def _kind_of_format(code: str, whole: str) -> str:
    if not code or code == "general":
        return ""
    if "h" in code and "d" not in code:
        return "time"
    if "d" in code and "m" in code:
        return "date"
    if _is_month(whole):
        return "yearmonth"
    if code.startswith("@"):
        return "string"
    if "0" in code or "#" in code:
        return "number" if "." in code or "%" in code else "integer"
    return ""


def _is_month(code: str) -> bool:
    said = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", code).lower()
    return "m" in said and "y" in said and "d" not in said and "h" not in said


def _by_words(cells: AnswerCells, made: Guess) -> bool:
    key = bare(made.title)
    for kind, words in _WORDS:
        if words.search(key):
            made.kind = kind
            made.because = Words("chỉ theo tiêu đề", "its heading alone")
            if kind != "string":
                made.asks.append(
                    Words(
                        f"kiểu {kind} đoán theo tiêu đề, có đúng không?",
                        f"its type {kind} was guessed by its heading: is it so?",
                    )
                )
            return True
    return False


def _check_unit(made: Guess) -> None:
    said = _UNIT.search(made.title)
    if said is not None and made.counts:
        made.unit = said[1]
    if not made.counts:
        made.limits = {name: value for name, value in made.limits.items() if name == "maxLength"}


# --------------------------------------------------------------------------- formulas

_AREA = r"\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?"
_SUM = re.compile(rf"SUM\(\s*({_AREA}(?:\s*[,;]\s*{_AREA})*)\s*\)", re.IGNORECASE)
_OR_NOTHING = re.compile(r'IF\(.*,\s*""\s*,\s*(SUM\(.*\))\)|IFERROR\((.*),\s*""\)', re.IGNORECASE)
"""A formula that shows nothing where there is nothing to add up."""
_PLUS = re.compile(r"\+?\$?[A-Z]{1,3}\$?\d+(?:\s*\+\s*\$?[A-Z]{1,3}\$?\d+)+", re.I)
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?", re.I)


def summed(formula: str, row: int) -> list[int]:
    """Return the columns that a formula adds up within its own row; none where it does anything
    else.
    """
    text = formula.strip().removeprefix("=").strip()
    inside = _OR_NOTHING.fullmatch(text)
    text = next(filter(None, inside.groups())) if inside is not None else text
    match = _SUM.fullmatch(text)
    if match is None and not _PLUS.fullmatch(text):
        return []
    columns: list[int] = []
    for part in _CELL.finditer(text):
        first, last = _column(part[1]), _column(part[3] or part[1])
        if int(part[2]) != row or int(part[4] or part[2]) != row:
            return []
        columns += range(first, last + 1)
    return list(dict.fromkeys(columns))


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def formulas_of(cells: AnswerCells) -> Iterator[tuple[int, str]]:
    """Yield the formulas of some cells that are written out, with their rows."""
    for row in cells.rows[:SOME_ROWS]:
        text = cells.sheet.formulas.get((row, cells.column), "")
        if text:
            yield row, text
