"""Spellings that the office has accepted: a table in the year's folder that staff read, edit and
add to.

`cach-viet.csv` has a line a spelling: how it was written, what it means, in which list, since when,
from whom. It is read as Excel saves it (UTF-8, semicolons, commas or tabs) and only ever added to,
never written anew.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sheettools.findings import Finding, Location, Severity, SheettoolsError, Words, declare
from sheettools.frozen import dataclass
from sheettools.template.model import Field, Template
from sheettools.template.vocabulary import AcceptedSpelling, Category, CategoryList
from sheettools.words.text import bare, fold, tidy

ALIAS_FILE = "cach-viet.csv"
HEADINGS = ("cách viết", "đúng là", "danh mục", "ngày", "nguồn")
MAX_SIZE, MAX_LENGTH = 1 << 16, 200
"""A thousand lines or so: a year has a few dozen."""
MOST_HINTS = 20
Lists = Mapping[str, CategoryList]

NOT_A_TABLE = declare(
    "T041",
    Severity.ERROR,
    why=(
        "Không đọc được bảng cách viết đã chấp nhận: {detail}.",
        "The table of accepted spellings cannot be read: {detail}.",
    ),
    remedy=(
        (
            "Mở tệp bằng Excel, giữ dòng đầu “cách viết;đúng là;danh mục;ngày;nguồn”, lưu lại "
            "dạng CSV UTF-8."
        ),
        (
            "Open it in Excel, keep the first line “cách viết;đúng là;danh mục;ngày;nguồn”, save "
            "it as CSV UTF-8."
        ),
    ),
)
NO_SUCH_ITEM = declare(
    "T042",
    Severity.ERROR,
    why=("Không danh mục nào có mục “{value}”.", "No list has an item “{value}”."),
    remedy=(
        "Ghi đúng tên một mục của danh mục{hint}.",
        "Give the name of an item of a list{hint}.",
    ),
)
NO_SUCH_LIST = declare(
    "T043",
    Severity.ERROR,
    why=("Không có danh mục “{value}”.", "There is no list “{value}”."),
    remedy=("Ghi tên một danh mục: {known}.", "Give the name of one of the lists: {known}."),
)
OTHER_ITEM = declare(
    "T044",
    Severity.ERROR,
    why=(
        "“{value}” đã là cách viết của mục “{other}”.",
        "“{value}” is a spelling of the item “{other}” already.",
    ),
    remedy=(
        "Không ghi cách viết này; ô nào muốn nói mục khác thì sửa ở sổ.",
        "Do not add it; correct the workbook where another item is meant.",
    ),
)
NEAR_OTHERS = declare(
    "T045",
    Severity.ERROR,
    why=(
        "“{value}” chỉ khác dấu với “{other}”; không chắc là mục nào.",
        "“{value}” differs from “{other}” by marks only; which item is meant is not certain.",
    ),
    remedy=("Sửa ở sổ hoặc hỏi lại người ghi.", "Correct the workbook, or ask whoever wrote it."),
)
SEVERAL_LISTS = declare(
    "T046",
    Severity.ERROR,
    why=(
        "Mục “{value}” có ở nhiều danh mục: {known}.",
        "The item “{value}” is in several lists: {known}.",
    ),
    remedy=(
        "Ghi rõ danh mục; trong lệnh accept thì thêm --list.",
        "Name the list; the command accept has --list for it.",
    ),
)
NO_SPELLING = declare(
    "T047",
    Severity.ERROR,
    why=(
        (
            "“{value}” không dùng làm cách viết được: để trống, quá dài, nhiều dòng, hoặc bắt đầu "
            "bằng = + - @."
        ),
        (
            "“{value}” cannot be a spelling: it is empty, too long, of several lines, or begins "
            "with = + - @."
        ),
    ),
    remedy=(
        "Chỉ ghi đúng chữ đứng trong ô của sổ.",
        "Give the very words that stand in the workbook's cell.",
    ),
)
KNOWN_ALREADY = declare(
    "T048",
    Severity.WARNING,
    why=(
        "“{value}” đã được hiểu là “{other}” từ trước.",
        "“{value}” is understood as “{other}” already.",
    ),
    remedy=("Không phải ghi thêm.", "Nothing to add."),
)


@dataclass(frozen=True)
class Alias:
    """One accepted spelling: what was written, the item of the list that it means, since when and
    from whom.
    """

    spelling: str
    item: Category
    into: CategoryList
    day: str = ""
    origin: str = ""

    def accepted(self) -> CategoryList:
        """Return the list that knows it."""
        said = AcceptedSpelling(self.item.value, self.day, self.origin)
        return replace(self.into, accepted={**self.into.accepted, fold(self.spelling): said})


@dataclass(frozen=True)
class Aliases:
    """The year's accepted spellings, and what is wrong with lines of their table; such a line does
    not count.
    """

    known: tuple[Alias, ...] = ()
    findings: tuple[Finding, ...] = ()

    def into(self, template: Template) -> Template:
        """Return the template whose lists know these spellings too; nothing else of it changes."""
        if not self.known:
            return template
        lists = dict(template.lists)
        for alias in self.known:
            lists[alias.into.name] = replace(alias, into=lists[alias.into.name]).accepted()

        def knowing(target: Field) -> Field:
            known = target.categories
            same = known is None or known is lists.get(known.name, known)
            return (
                target if known is None or same else replace(target, categories=lists[known.name])
            )

        sheets = tuple(
            replace(sheet, fields=tuple(map(knowing, sheet.fields))) for sheet in template.sheets
        )
        return replace(template, sheets=sheets, lists=lists)


# --------------------------------------------------------------------------- is it certain?


def judge(
    lists: Lists,
    spelling: str,
    target: str,
    list_name: str = "",
    day: str = "",
    origin: str = "",
    *,
    hint: bool = True,
) -> Alias | Finding:
    """Return the alias, or why it may not be one, with a hint if wanted. `lists` know what was
    accepted before.
    """
    spelling, target = tidy(spelling), tidy(target)
    if not spelling or len(spelling) > MAX_LENGTH or "\n" in spelling or spelling[0] in "=+-@":
        return Finding(NO_SPELLING, value=spelling)
    where = _list_of(lists, target, list_name, hint=hint)
    if isinstance(where, Finding):
        return where
    item = where.find(target)
    if item is None:
        return _no_item([where] if hint else [], target)
    known = where.find(spelling)
    if known is not None:
        problem = KNOWN_ALREADY if known.value == item.value else OTHER_ITEM
        return Finding(problem, value=spelling, values={"other": known.label})
    others = [
        c.label
        for c in where.categories
        if c.value != item.value and _same_but_for_marks(spelling, c)
    ]
    if others:
        return Finding(NEAR_OTHERS, value=spelling, values={"other": "”, “".join(others)})
    return Alias(spelling, item, where, day, origin)


def _same_but_for_marks(spelling: str, item: Category) -> bool:
    return bare(spelling) in {bare(said) for said in (item.label, item.value, *item.aliases)}


def _list_of(lists: Lists, target: str, list_name: str, *, hint: bool) -> CategoryList | Finding:
    if list_name:
        named = [
            known
            for known in lists.values()
            if fold(list_name) in (fold(known.name), fold(known.title))
        ]
        if len(named) == 1:
            return named[0]
        titles = ", ".join(known.title for known in lists.values())
        return Finding(NO_SUCH_LIST, value=list_name, values={"known": titles})
    holding = [known for known in lists.values() if known.find(target) is not None]
    if not holding:
        return _no_item(list(lists.values()) if hint else [], target)
    if len(holding) > 1:
        return Finding(
            SEVERAL_LISTS,
            value=target,
            values={"known": ", ".join(known.title for known in holding)},
        )
    return holding[0]


def _no_item(lists: Sequence[CategoryList], target: str) -> Finding:
    near = list(
        dict.fromkeys(label for known in lists if (label := known.suggest(target)) is not None)
    )
    said = "”, “".join(near)
    hint = Words(f", có thể là “{said}”", f", perhaps “{said}”") if near else Words("", "")
    return Finding(NO_SUCH_ITEM, value=target, values={"hint": hint})


# --------------------------------------------------------------------------- the table


def read_aliases(path: Path, template: Template) -> Aliases:
    """Read the year's table; no table is an empty one. A line that is wrong is said and does not
    count.
    """
    try:
        lines = list(_lines(path))
    except SheettoolsError as error:
        return Aliases(findings=error.findings)
    lists = dict(template.lists)
    known: list[Alias] = []
    findings: list[Finding] = []
    for number, (spelling, target, list_name, day, origin) in lines:
        hint = len(findings) < MOST_HINTS
        said = judge(lists, spelling, target, list_name, day, origin, hint=hint)
        if isinstance(said, Alias):
            known.append(said)
            lists[said.into.name] = said.accepted()  # the next line may say otherwise
        else:
            findings.append(said.at(file=path.name, line=number))
    return Aliases(tuple(known), tuple(findings))


def _lines(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the lines that say something, with their numbers. Raises SheettoolsError (T041)."""
    text = read_text(path)
    if not text.strip():
        return
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text))
    columns: Mapping[str, int] = {}
    try:
        for row in reader:
            if not any(map(str.strip, row)):
                continue
            if not columns:
                columns = {fold(heading): at for at, heading in enumerate(row)}
                if not {fold(heading) for heading in HEADINGS[:2]} <= set(columns):
                    raise _broken(
                        path,
                        Words("thiếu dòng tiêu đề", "the headings are missing"),
                        reader.line_num,
                    )
                continue
            places = [columns.get(fold(heading), len(row)) for heading in HEADINGS]
            yield reader.line_num, [row[at].strip() if at < len(row) else "" for at in places]
    except csv.Error as error:
        raise _broken(
            path, Words("dòng không đúng dạng CSV", "a line is no CSV"), reader.line_num
        ) from error


def read_text(path: Path) -> str:
    """Return the table as text, empty where there is none. Raises SheettoolsError (T041)."""
    try:
        data = path.read_bytes() if path.exists() else b""
        text = data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise _broken(path, Words("chữ không phải Unicode", "its text is not Unicode")) from error
    except OSError as error:
        raise _broken(path, Words("không mở được tệp", "the file cannot be opened")) from error
    if len(data) > MAX_SIZE or "\0" in text:
        raise _broken(
            path, Words("không phải tệp chữ, hoặc quá lớn", "it is no text, or too large")
        )
    return text


def delimiter(text: str) -> str:
    """Return what parts the columns: what the first line has most of."""
    first = text.lstrip().partition("\n")[0]
    return max(";,\t", key=first.count)


def _broken(path: Path, detail: Words, line: int = 0) -> SheettoolsError:
    return SheettoolsError(
        Finding(NOT_A_TABLE, Location(file=path.name, line=line), values={"detail": detail})
    )


def add_line(text: str, alias: Alias) -> str:
    """Return the table with one line more; what staff wrote stays as it is."""
    parting = delimiter(text) if text.strip() else ";"
    line = io.StringIO()
    writer = csv.writer(line, delimiter=parting, lineterminator="\r\n")
    if not text.strip():
        text = ""
        writer.writerow(HEADINGS)
    origin = re.sub(r"\s+", " ", alias.origin).strip().lstrip("=+-@ ")
    writer.writerow((alias.spelling, alias.item.label, alias.into.title, alias.day, origin))
    return (text if not text or text.endswith("\n") else text + "\r\n") + line.getvalue()
