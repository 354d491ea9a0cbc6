"""TOML files with line numbers: every word is taken by name and type, and every fault is kept with
its line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar

from sheettools.findings import Finding, Location, Problem, Severity, Words, declare
from sheettools.words.suggest import suggest

NOT_TOML = declare(
    "T001",
    Severity.ERROR,
    why=("Tệp mẫu viết sai cú pháp TOML: {detail}.", "The template is not sound TOML: {detail}."),
    remedy=(
        "Sửa dòng này; thường là thiếu dấu ngoặc hoặc dấu nháy.",
        "Correct this line; often a bracket or quote is missing.",
    ),
)
UNKNOWN_WORD = declare(
    "T002",
    Severity.ERROR,
    why=("Từ “{value}” không có trong {where}.", "The word “{value}” does not belong in {where}."),
    remedy=(
        "Bỏ đi hoặc viết lại; các từ dùng được: {words}.",
        "Remove it or spell it right; the words are: {words}.",
    ),
)
MISSING_WORD = declare(
    "T003",
    Severity.ERROR,
    why=("Thiếu “{value}” trong {where}.", "“{value}” is missing in {where}."),
    remedy=("Thêm dòng {value} = …", "Add a line {value} = …"),
)
WRONG_TYPE = declare(
    "T004",
    Severity.ERROR,
    why=("“{value}” trong {where} phải là {wanted}.", "“{value}” in {where} must be {wanted}."),
    remedy=("Viết lại giá trị cho đúng kiểu.", "Write the value as that type."),
)
UNKNOWN_NAME = declare(
    "T005",
    Severity.ERROR,
    why=(
        "Không có {wanted} nào tên “{value}” ({where}).",
        "There is no {wanted} named “{value}” ({where}).",
    ),
    remedy=(
        "Viết đúng tên đã khai. {hint}Các tên dùng được: {words}.",
        "Use a name that is declared. {hint}The names are: {words}.",
    ),
)
NAME_TWICE = declare(
    "T006",
    Severity.ERROR,
    why=(
        "Tên “{value}” khai hai lần trong {where}.",
        "The name “{value}” is declared twice in {where}.",
    ),
    remedy=("Đổi một trong hai tên.", "Rename one of the two."),
)
NO_FILE = declare(
    "T007",
    Severity.ERROR,
    why=("Không tìm thấy mẫu “{value}”.", "There is no template “{value}”."),
    remedy=(
        "Xem các mẫu có sẵn bằng lệnh: sheettools template list.",
        "See what there is with: sheettools template list.",
    ),
)

FILE_THERE = declare(
    "T008",
    Severity.ERROR,
    why=("Tệp {value} đã có; không ghi đè.", "{value} is there already; it was not overwritten."),
    remedy=(
        "Chọn thư mục khác, hoặc xóa tệp cũ.",
        "Choose another folder, or delete the old file.",
    ),
)

MOST_PARSED = 16
"""Of how many files it is kept what they say."""
MOST_NAMES = 40
"""How many names are told of which one was meant."""
NO_NAME = Words("chưa khai tên nào", "none is declared")
Path_ = tuple[str | int, ...]
Value = TypeVar("Value")
_HEADING = re.compile(r"\s*(\[\[?)\s*([\w.\-]+)\s*\]\]?")
_KEY = re.compile(r"\s*([\w\-]+)\s*(?:=|\.)")
_WORDS = {
    str: Words("chữ", "text"),
    int: Words("số nguyên", "a whole number"),
    bool: Words("true hoặc false", "true or false"),
    list: Words("danh sách", "a list"),
    dict: Words("bảng", "a table"),
    float: Words("số", "a number"),
}
NOT_UTF8 = Words("tệp không lưu bằng bảng mã UTF-8", "the file is not saved as UTF-8")


def index_lines(text: str) -> dict[Path_, int]:
    """Return the line of each table heading and key: {("sheet", 0, "field", 2, "title"): 41, …}."""
    lines: dict[Path_, int] = {}
    counts: dict[Path_, int] = {}
    here: Path_ = ()
    array: Path_ = ()
    inside = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if inside:
            if inside in line:
                inside = ""
            continue
        if heading := _HEADING.match(line):
            here = _enter(heading[2].split("."), heading[1] == "[[", counts)
            lines.setdefault(here, number)
        elif key := _KEY.match(line):
            array = (*here, key[1])
            lines.setdefault(array, number)
        elif line.lstrip().startswith("{"):
            # One item a line of a list written over several lines.
            counts[array] = counts.get(array, -1) + 1
            lines.setdefault((*array, counts[array]), number)
        for quote in ('"""', "'''"):
            if line.count(quote) == 1:
                inside = quote
    return lines


def _enter(parts: list[str], array: bool, counts: dict[Path_, int]) -> Path_:
    """Turn `[[sheet.field]]` into the path of the newest sheet's next field."""
    path: Path_ = ()
    for depth, part in enumerate(parts):
        path = (*path, part)
        last = depth == len(parts) - 1
        if last and array:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


class Node:
    """One table of a TOML file, read word by word; faults go to the file's common list."""

    def __init__(self, source: Source, path: Path_, data: Mapping[str, Any], where: Words) -> None:
        self.source, self.path, self.data, self.where = source, path, data, where
        self.taken: list[str] = []
        self.tables: dict[str, Node] = {}
        """The sub-tables that were asked for."""
        self.absent = False
        """Whether the file does not have this table."""

    def without(self, key: str) -> Node:
        """Return the sub-table that the file does not have: all that it might say is left out."""
        missing = Node(self.source, (*self.path, key), {}, self.where)
        missing.absent = True
        return missing

    def fault(self, problem: Problem, value: object, key: str = "", **values: object) -> None:
        """Keep a fault at the line of `key`, or of the table itself."""
        line = self.source.line((*self.path, key) if key else self.path)
        place = Location(file=self.source.name, line=line)
        self.source.faults.append(
            Finding(problem, place, str(value), {"where": self.where, **values})
        )

    def take(
        self, key: str, wanted: type[Value], default: Value | None = None, *, required: bool = False
    ) -> Value:
        """Return the value of a word, checked for its type; `default` where it is missing or
        wrong.
        """
        self.taken.append(key)
        value = self.data.get(key)
        empty = default if default is not None else wanted()
        if value is None:
            if required:
                self.fault(MISSING_WORD, key)
            return empty
        if wanted is float and isinstance(value, int) and not isinstance(value, bool):
            return value  # type: ignore[return-value]  # a whole number is a number
        if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
            self.fault(WRONG_TYPE, key, key, wanted=_WORDS[wanted])
            return empty
        return value

    def names(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """Return a list of texts; a single text is a list of one."""
        value = self.data.get(key)
        if isinstance(value, str):
            self.taken.append(key)
            return (value,)
        items = self.take(key, list, required=required)
        if not all(isinstance(item, str) for item in items):
            self.fault(WRONG_TYPE, key, key, wanted=_WORDS[list])
            return ()
        return tuple(items)

    def children(self, key: str, where: Words) -> Iterator[Node]:
        """Yield the tables of an array of tables."""
        for number, item in enumerate(self.take(key, list)):
            if isinstance(item, dict):
                name = item.get("name") or item.get("rule") or item.get("value") or number + 1
                named = Words(f"{where.vi} “{name}”", f"{where.en} “{name}”")
                yield Node(self.source, (*self.path, key, number), item, named)
            else:
                self.fault(WRONG_TYPE, key, key, wanted=_WORDS[dict])

    def child(self, key: str, where: Words) -> Node | None:
        """Return a sub-table, or None."""
        data = self.take(key, dict)
        if not data:
            return None
        self.tables[key] = Node(self.source, (*self.path, key), data, where)
        return self.tables[key]

    def choose(
        self, key: str, choices: Mapping[str, Value], wanted: Words, default: str = ""
    ) -> Value | None:
        """Return what a name stands for in `choices`; a fault with the nearest name if it stands
        for nothing.
        """
        name = self.take(key, str, default, required=not default)
        if name in choices:
            return choices[name]
        if name:
            self.unknown(name, wanted, choices, key)
        return None

    def unknown(self, name: object, wanted: Words, choices: Collection[str], key: str = "") -> None:
        """Keep the fault that a name is not declared, with the nearest one that is, and all."""
        known = [str(choice) for choice in choices if choice]
        near = suggest(str(name), known)
        hint = Words(f"Có phải {near}? ", f"Did you mean {near}? ") if near else ""
        self.fault(UNKNOWN_NAME, name, key, wanted=wanted, hint=hint, words=_listed(known))

    def twice(self, name: str, key: str, where: object = "") -> None:
        """Keep the fault that a name is declared a second time; that it is missing is told of it
        already.
        """
        if name:
            self.fault(NAME_TWICE, name, key, **({"where": where} if where else {}))

    def finish(self) -> None:
        """Complain about words that nobody asked for."""
        for key in self.data:
            if key not in self.taken:
                self.fault(UNKNOWN_WORD, key, key, words=", ".join(self.taken))


def _listed(names: Sequence[str]) -> Words:
    """Return names as a sentence has them: the first of many."""
    if not names:
        return NO_NAME
    shown, more = ", ".join(names[:MOST_NAMES]), len(names) - MOST_NAMES
    if more <= 0:
        return Words(shown, shown)
    return Words(f"{shown} … và {more} tên khác", f"{shown} … and {more} more")


@lru_cache(maxsize=MOST_PARSED)
def _parsed(text: str) -> Mapping[str, Any]:
    """Return what a text of TOML says. Raises TOMLDecodeError.

    A run reads the same few files again and again: with a profile and without, for themselves and
    for what is filled from them. Nobody changes what is returned.
    """
    return tomllib.loads(text)


class Source:
    """One TOML file: its data, the lines of its words, the faults found in it."""

    def __init__(self, name: str, text: str, faults: Iterable[Finding] = ()) -> None:
        self.name, self.text = name, text
        self.faults: list[Finding] = list(faults)
        data: Mapping[str, Any] = {}
        try:
            data = _parsed(text)
        except tomllib.TOMLDecodeError as error:
            self.lines = {}  # of what is not understood nothing stands on a line
            line = re.search(r"line (\d+)", str(error))
            place = Location(file=name, line=int(line[1]) if line else text.count("\n") + 1)
            self.faults.append(Finding(NOT_TOML, place, values={"detail": str(error)}))
        self.root = Node(self, (), data, Words(name, name))

    @cached_property
    def lines(self) -> Mapping[Path_, int]:
        """The line of each word; most files have no fault that would ask for one."""
        return index_lines(self.text)

    @classmethod
    def of(cls, path: Path) -> Source:
        """Read a file. Raises OSError."""
        data = path.read_bytes()
        try:
            return cls(path.name, data.decode("utf-8-sig").replace("\r\n", "\n"))
        except UnicodeDecodeError as error:
            place = Location(file=path.name, line=1 + data.count(b"\n", 0, error.start))
            return cls(path.name, "", [Finding(NOT_TOML, place, values={"detail": NOT_UTF8})])

    def line(self, path: Path_) -> int:
        """Return the line of a word, or of the nearest table around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)
