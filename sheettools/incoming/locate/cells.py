"""One cell → one typed value, with what is to be said about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sheettools.findings import (
    Finding,
    Location,
    Problem,
    Severity,
    Words,
    counted,
    declare,
    disclose,
)
from sheettools.frozen import dataclass
from sheettools.incoming.cage.read import RawCell
from sheettools.incoming.cage.refusals import LOST_TEXT
from sheettools.incoming.look.values import GONE
from sheettools.template.kinds import DITTO_WORDS, READ_AS, Limit, written
from sheettools.template.model import Field
from sheettools.template.vocabulary import NOT_IN_LIST, AcceptedSpelling
from sheettools.words.legacy import LegacyGuess, decodings, detect_legacy, detect_mixed
from sheettools.words.nothing import is_line
from sheettools.words.signs import name_unseen
from sheettools.words.text import fold, looks, nfc, tidy

EXCEL_ERROR = declare(
    "C110",
    Severity.ERROR,
    why=("Ô báo lỗi {value} của Excel.", "The cell shows Excel's error {value}."),
    remedy=(
        "Xóa công thức trong ô và gõ trực tiếp giá trị.",
        "Delete the formula and type the value itself.",
    ),
)
NO_RESULT = declare(
    "C111",
    Severity.ERROR,
    why=("Công thức trong ô chưa có kết quả.", "The formula in this cell has no result."),
    remedy=(
        "Gõ trực tiếp giá trị thay cho công thức.",
        "Type the value itself in place of the formula.",
    ),
)
MISSING = declare(
    "C112",
    Severity.ERROR,
    why=("Còn thiếu “{title}”{stood}.", "“{title}” is missing{stood}."),
    remedy=("Điền ô này: {how}.", "Fill in this cell: {how}."),
)
TOO_SMALL = declare(
    "C113",
    Severity.ERROR,
    why=("“{title}” là {value}, nhỏ hơn {limit}.", "“{title}” is {value}, less than {limit}."),
    remedy=("Ghi số từ {limit} trở lên.", "Write {limit} or more."),
)
TOO_GREAT = declare(
    "C114",
    Severity.ERROR,
    why=("“{title}” là {value}, lớn hơn {limit}.", "“{title}” is {value}, more than {limit}."),
    remedy=("Xem lại số này; nhiều nhất là {limit}.", "Check the number; it is {limit} at most."),
)
TOO_LONG = declare(
    "C115",
    Severity.ERROR,
    why=(
        "“{title}” dài {length} chữ cái, quá {limit}.",
        "“{title}” has {length} characters, more than {limit}.",
    ),
    remedy=(
        "Viết gọn lại, phần còn lại để ở “Ghi chú” hoặc dòng khác.",
        "Shorten it; put the rest under “Ghi chú” or into another row.",
    ),
)
WRONG_PATTERN = declare(
    "C116",
    Severity.ERROR,
    why=(
        "“{title}” viết “{value}” chưa đúng mẫu.",
        "“{title}” reads “{value}”, which is not its form.",
    ),
    remedy=("Viết như ví dụ: {example}.", "Write it like this: {example}."),
)
FORMULA = declare(
    "C117",
    Severity.WARNING,
    why=(
        "Ô chứa công thức; đã lấy kết quả “{value}”.",
        "The cell holds a formula; its result “{value}” was taken.",
    ),
    remedy=(
        "Kiểm tra kết quả; tốt nhất là gõ trực tiếp giá trị.",
        "Check the result; better type the value itself.",
    ),
)
LEGACY_TEXT = declare(
    "C118",
    Severity.WARNING,
    why=(
        "Chữ trong ô có vẻ gõ bằng bảng mã {encoding}, có thể là “{after}”.",
        "The text seems to be typed in {encoding}; it may mean “{after}”.",
    ),
    remedy=(
        "Gõ lại bằng Unicode (Unikey: chọn bảng mã Unicode, phông Times New Roman).",
        "Type it again in Unicode (Unikey: code table Unicode, font Times New Roman).",
    ),
)
LEGACY_MENDED = declare(
    "C006",
    Severity.REPAIR,
    why=(
        "Chữ gõ bằng bảng mã {encoding}, đã chuyển sang Unicode: “{after}”.",
        "The text was typed in {encoding} and was put into Unicode: “{after}”.",
    ),
    remedy=(
        "Không phải làm gì nếu đúng; lần sau gõ bằng Unicode (Unikey: chọn bảng mã Unicode).",
        "Nothing to do if that is right; type Unicode next time (Unikey: code table Unicode).",
    ),
)
ACCEPTED = declare(
    "C007",
    Severity.REPAIR,
    why=(
        "Đã hiểu “{value}” là “{after}”, theo cách viết đã chấp nhận{since}.",
        "Read “{value}” as “{after}”, by a spelling accepted before{since}.",
    ),
    remedy=(
        "Không phải làm gì nếu đúng; nếu không, xóa dòng đó trong cach-viet.csv.",
        "Nothing to do if that is right; otherwise delete its line in cach-viet.csv.",
    ),
)
TWINS_MENDED = declare(
    "C008",
    Severity.REPAIR,
    why=(
        "Đã thay chữ cái trông giống nhưng thuộc bảng chữ khác: “{after}”.",
        "Letters that only look Vietnamese were replaced by the Vietnamese ones: “{after}”.",
    ),
    remedy=("Không phải làm gì.", "Nothing to do."),
)
DITTO = declare(
    "C120",
    Severity.ERROR,
    why=(
        "“{value}” không cho biết nội dung khi dòng này đứng riêng.",
        "“{value}” says nothing once this row stands alone.",
    ),
    remedy=("Chép lại đủ nội dung của dòng trên.", "Copy out in full what the row above says."),
)
MEANT_EMPTY = declare(
    "C004",
    Severity.REPAIR,
    why=("Đã hiểu “{value}” là để trống.", "Read “{value}” as left empty."),
    remedy=(
        "Không phải làm gì; nếu có nội dung thì ghi rõ.",
        "Nothing to do; if there is something to say, write it.",
    ),
)
TEXT_CLEANED = declare(
    "C002",
    Severity.REPAIR,
    why=(
        "{cells} có phần thừa không nhìn thấy; đã {done}, chữ nhìn thấy vẫn giữ nguyên.",
        "{cells} had more in it than can be seen: {done}; what can be seen is kept.",
    ),
    remedy=("Không phải làm gì.", "Nothing to do."),
)
BREAKS: Mapping[Limit, Problem] = {
    "minimum": TOO_SMALL,
    "maximum": TOO_GREAT,
    "maxLength": TOO_LONG,
    "pattern": WRONG_PATTERN,
}
MOST_CLEANED = 5
"""From how many cells on it is told once a file what nobody sees."""
_AND = ", "
_NEEDLESS = re.compile(r"\A\s|\s\Z|\s\s")


@dataclass(frozen=True)
class CellRead:
    """The typed value of a cell, None where it is empty or could not be read."""

    value: Any
    findings: tuple[Finding, ...] = ()

    @property
    def broken(self) -> bool:
        """Whether the cell has an error of its own."""
        if not self.findings:  # nearly all
            return False
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def emptied(self) -> bool:
        """Whether something stands there that only says that there is nothing to say."""
        return bool(self.findings) and self.findings[0].problem is MEANT_EMPTY


def shown(cell: RawCell | None) -> str:
    """Return what stands in a cell, as a person sees it."""
    if cell is None:
        return ""
    if cell.error or cell.value is None:
        return cell.error
    if cell.value.__class__ is str:  # nearly all
        return cell.value
    return str(cell.value).upper() if isinstance(cell.value, bool) else written(cell.value)


def read_cell(cell: RawCell | None, target: Field, place: Location) -> CellRead:
    """Read one cell of a field: parse, then hold it against the field's limits."""
    if cell is None:
        return CellRead(None)
    if cell.error:
        problem = LOST_TEXT if cell.error == GONE else EXCEL_ERROR
        return CellRead(None, (Finding(problem, place, cell.error),))
    if cell.value is None:
        return CellRead(None, (Finding(NO_RESULT, place),) if cell.formula else ())
    read = _parsed(cell, target, place)
    if not target.personal:
        return read
    return CellRead(read.value, tuple(replace(finding, private=True) for finding in read.findings))


def _parsed(cell: RawCell, target: Field, place: Location) -> CellRead:
    raw = shown(cell)
    if isinstance(cell.value, str):
        nothing = _says_nothing(cell.value, raw, target, place)
        if nothing is not None:
            return nothing
    parsed = target.parse(cell.value)
    if parsed.problem is not None:
        return _listed_in_legacy(cell, target, place) or _unread(
            cell, target, place, parsed.problem
        )
    value, found = (
        parsed.value,
        _remarks(cell, target, place, parsed.value, repaired=parsed.repaired),
    )
    if value is not None and _is_words(target) and (guess := _legacy(value, cell.font)) is not None:
        problem = LEGACY_MENDED if guess.certain else LEGACY_TEXT
        found.append(
            Finding(problem, place, raw, {"encoding": guess.encoding, "after": guess.text})
        )
        value = guess.text if guess.certain else value
    limit = check_limit(target, value, place)
    if limit is not None:
        return CellRead(None, (*found, limit))
    return CellRead(value, tuple(found))


def _says_nothing(text: str, raw: str, target: Field, place: Location) -> CellRead | None:
    """Read what is no answer of any kind: an empty text, which is the result of a formula too,
    dashes and dots, and in a cell of words the words for nothing; None for all else.
    """
    if is_line(text):
        meant = (Finding(MEANT_EMPTY, place, raw),) if tidy(text) else ()
        return CellRead(None, meant)
    if not target.own_words and not _is_words(target):
        return None
    if _is_ditto(text):
        return CellRead(None, (Finding(DITTO, place, raw),))
    if target.kind.says_nothing(text):
        return CellRead(None, (Finding(MEANT_EMPTY, place, raw),))
    return None


def _is_words(target: Field) -> bool:
    """Say whether any text may stand in a field."""
    return target.kind.free_text and target.categories is None


def _unread(cell: RawCell, target: Field, place: Location, problem: Problem) -> CellRead:
    """Say what is wrong with a cell, or that it is as good as empty; that it only points at the row
    above goes before what kind of value it lacks.
    """
    raw = shown(cell)
    hints = _hints(target, raw)
    if isinstance(cell.value, str):
        if target.kind.says_nothing(cell.value) and not _begins_an_item(cell.value, target):
            return CellRead(None, (Finding(MEANT_EMPTY, place, raw),))
        if _is_ditto(cell.value):
            problem = DITTO
    return CellRead(None, (Finding(problem, place, raw, hints),))


def _begins_an_item(text: str, target: Field) -> bool:
    """Say whether an item of the list begins with a word: then that may be meant."""
    items = target.categories.categories if target.categories is not None else ()
    return any(fold(item.label).startswith(fold(text)) for item in items)


def _legacy(text: str, font: str) -> LegacyGuess | None:
    return None if text.isascii() else detect_legacy(text, font) or detect_mixed(text)


def _listed_in_legacy(cell: RawCell, target: Field, place: Location) -> CellRead | None:
    """Read an item of the list that was typed in an old encoding; only where one item alone can be
    meant.
    """
    if target.categories is None or not isinstance(cell.value, str):
        return None
    found = {
        e: item
        for e, text in decodings(cell.value).items()
        if (item := target.categories.find(text)) is not None
    }
    if len({item.value for item in found.values()}) != 1:
        return None
    (encoding, item), *_ = found.items()
    values = {"encoding": encoding, "after": item.label}
    return CellRead(item.value, (Finding(LEGACY_MENDED, place, shown(cell), values),))


_LONGEST_DITTO = max(map(len, DITTO_WORDS))


def _is_ditto(text: str) -> bool:
    """Say whether a text only repeats the row above."""
    said = tidy(text).rstrip(" .…")
    if len(said) > _LONGEST_DITTO:
        return False  # nearly all
    return re.sub("[–—−]", "-", said.casefold().rstrip(" .…")) in DITTO_WORDS


def _hints(target: Field, raw: str) -> dict[str, Any]:
    if target.categories is None:
        return {"title": target.title}
    near = target.categories.suggest(raw)
    return {
        "title": target.title,
        "list": target.categories.title,
        "hint": Words(f", có thể là “{near}”", f", perhaps “{near}”") if near else "",
    }


def _remarks(
    cell: RawCell, target: Field, place: Location, value: Any, *, repaired: bool
) -> list[Finding]:
    """Disclose what was mended, and ask about what looks odd but was taken as it is."""
    if not (cell.formula or repaired):
        return []
    raw, after = shown(cell), target.show(value)
    found = [Finding(FORMULA, place, raw)] if cell.formula else []
    if not repaired or raw == after:  # a number in a text cell reads the same
        return found
    accepted = target.categories.accepted_as(raw) if target.categories is not None else None
    if accepted is not None:
        return [*found, *disclose(ACCEPTED, place, raw, after, since=_since(accepted))]
    return [*found, *_disclosed(place, raw, after)]


def _since(accepted: AcceptedSpelling) -> Words:
    origin = f" ({accepted.origin})" if accepted.origin else ""
    if not accepted.day:
        return Words(origin, origin)
    return Words(f" ngày {accepted.day}{origin}", f" on {accepted.day}{origin}")


def _disclosed(place: Location, raw: str, after: str) -> list[Finding]:
    """Say as what a cell was read; where nobody sees a difference, what was done to it instead."""
    if looks(raw) != looks(after):
        return disclose(READ_AS, place, raw, after)
    if tidy(raw).split() != tidy(after).split():
        return [Finding(TWINS_MENDED, place, raw, {"after": after})]
    cell = Words("Ô", "The cell")
    return [Finding(TEXT_CLEANED, place, after, {"cells": cell, "done": _joined(_done(raw))})]


def cleaned_once(findings: Sequence[Finding], file: str) -> list[Finding]:
    """Return findings with one in place of many that say what was mended where nobody sees it: a
    program that ends each text with a blank does so in hundreds of cells.
    """
    cleaned = [one for one in findings if one.problem is TEXT_CLEANED]
    if len(cleaned) <= MOST_CLEANED:
        return list(findings)
    done: dict[str, Words] = {}
    for one in cleaned:
        done.update(_parts(one.values["done"]))
    cells = Words(f"{len(cleaned)} ô", f"Each of {counted(len(cleaned), 'cell|cells')}")
    values = {"cells": cells, "done": _joined(done.values())}
    others = [one for one in findings if one.problem is not TEXT_CLEANED]
    return [*others, Finding(TEXT_CLEANED, Location(file), values=values)]


def _parts(done: Words) -> Iterator[tuple[str, Words]]:
    for vi, en in zip(done.vi.split(_AND), done.en.split(_AND), strict=True):
        yield vi, Words(vi, en)


def _joined(done: Iterable[Words]) -> Words:
    said = list(done)
    return Words(_AND.join(one.vi for one in said), _AND.join(one.en for one in said))


def _done(raw: str) -> list[Words]:
    """Say what was mended in a text that looks as before."""
    done: list[Words] = []
    if signs := name_unseen((raw,)):
        done.append(Words(f"bỏ {signs.vi}", f"{signs.en} were dropped"))
    if nfc(raw) != raw:
        joined = "Vietnamese marks typed apart were joined to their letters"
        done.append(Words("ghép liền dấu tiếng Việt gõ rời", joined))
    if not done or _NEEDLESS.search(raw):
        done.append(Words("bỏ khoảng trắng thừa", "needless blanks were dropped"))
    return done


def check_limit(target: Field, value: Any, place: Location) -> Finding | None:
    """Hold a value against the field's limits; return what is wrong with it."""
    limit = target.kind.broken_limit(value, target)
    if not limit:
        return None
    values: dict[str, Any] = {"title": target.title, "example": target.example}
    if limit == "maxLength":
        values |= {"limit": target.max_length, "length": len(value)}
    elif limit != "pattern":
        values["limit"] = target.kind.show(getattr(target, limit))
    return Finding(BREAKS[limit], place, target.show(value), values)


__all__ = ["MISSING", "NOT_IN_LIST", "CellRead", "check_limit", "read_cell", "shown"]
