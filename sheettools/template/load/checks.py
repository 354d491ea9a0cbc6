"""What TOML lets through and a workbook would not: names, titles, spellings, limits, references to
the plan.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sheettools.findings import Severity, Title, Words, declare, english
from sheettools.template.facts import Facts
from sheettools.template.issue import REFERENCE
from sheettools.template.kinds import INTEGER, YES_NO, Kind
from sheettools.template.layout import (
    ANNUAL_SHEET,
    FIX_SHEET,
    IDENTITY_SHEET,
    LISTS_SHEET,
    OUTSIDE_SHEET,
    REPORT_SHEETS,
)
from sheettools.template.load.source import Node
from sheettools.template.model import ORIGIN, CarryOver, Field, Template
from sheettools.template.vocabulary import Category
from sheettools.words.text import fold

BAD_PATTERN = declare(
    "T009",
    Severity.ERROR,
    why=(
        "“{value}” trong {where} không phải là biểu thức chính quy.",
        "“{value}” in {where} is not a regular expression.",
    ),
    remedy=("Sửa lại dấu ngoặc và dấu gạch chéo ngược.", "Correct its brackets and backslashes."),
    example=("pattern = '^\\d{5}$' là đúng 5 chữ số.", "pattern = '^\\d{5}$' means five digits."),
)
LIMITS_CROSSED = declare(
    "T013",
    Severity.ERROR,
    why=(
        "Trong {where}, minimum là {value}, lớn hơn maximum {most}: không số nào ghi được.",
        "In {where}, minimum is {value}, more than maximum {most}: no number could be written.",
    ),
    remedy=("Đổi chỗ hai số, hoặc bỏ một.", "Exchange the two numbers, or remove one."),
)
SPELLING_SHARED = declare(
    "T014",
    Severity.ERROR,
    why=(
        "Trong {where}, “{value}” cũng là cách viết của mục “{other}”.",
        "In {where}, “{value}” is a spelling of the item “{other}” too.",
    ),
    remedy=(
        (
            "Mỗi cách viết (“value”, “label”, “aliases”) chỉ để ở một mục; hoa thường, chỗ đặt "
            "dấu không phân biệt."
        ),
        (
            "Give each spelling (value, label, aliases) to one item; case and the place of the "
            "tone do not count."
        ),
    ),
)
BAD_TITLE = declare(
    "T015",
    Severity.ERROR,
    why=(
        "Excel không nhận “{value}” làm tên trang: {reason}.",
        "Excel does not take “{value}” as the name of a sheet: {reason}.",
    ),
    remedy=(
        "Đặt tên khác, nhiều nhất 31 chữ, không có [ ] : * ? / \\ và không có dấu ' ở đầu, cuối.",
        "Choose another, 31 characters at most, without [ ] : * ? / \\ and without ' at its ends.",
    ),
)
DOES_NOT_FIT = declare(
    "T016",
    Severity.ERROR,
    why=(
        "“{value}” trong {where} không hợp với cột “{title}”: cột này phải {kind}.",
        "“{value}” in {where} does not fit the column “{title}”, where one must {kind}.",
    ),
    remedy=(
        (
            "Sửa giá trị này, hoặc đổi kiểu (type), danh mục (categories), giới hạn "
            "(constraints) của cột."
        ),
        "Correct the value, or change the column's type, categories or constraints.",
    ),
)
BAD_NAME = declare(
    "T017",
    Severity.ERROR,
    why=(
        "“{value}” không dùng làm tên được trong {where}.",
        "“{value}” cannot be a name in {where}.",
    ),
    remedy=(
        (
            "Tên bắt đầu bằng chữ cái, chỉ gồm chữ cái, chữ số và dấu _; cột của bảng không mang "
            "tên: {taken}."
        ),
        (
            "A name begins with a letter and has letters, digits and _ only; no column of a table "
            "is named: {taken}."
        ),
    ),
)
BAD_CARRY = declare(
    "T018",
    Severity.ERROR,
    why=(
        "“{value}” trong {where} không dùng được: {reason}.",
        "“{value}” cannot stand in {where}: {reason}.",
    ),
    remedy=(
        "Chọn cột khác, hoặc bỏ carry_over của trang này.",
        "Choose another column, or leave out the sheet's carry_over.",
    ),
)

NO_UNIT = declare(
    "T108",
    Severity.ERROR,
    why=(
        "Cột “{title}” không phải cột số nên không có đơn vị tính “{value}”.",
        "“{title}” is no column of numbers, so it has no unit “{value}”.",
    ),
    remedy=(
        'Bỏ dòng unit, hoặc đổi type thành "integer" hay "number".',
        'Leave out unit, or make the type "integer" or "number".',
    ),
)
PERSONAL_FIGURE = declare(
    "T049",
    Severity.ERROR,
    why=(
        (
            "{where} dùng cột riêng của người dân “{value}” (personal), mà báo cáo năm không giữ "
            "cột đó."
        ),
        "{where} uses “{value}”, a personal column, and no report keeps one.",
    ),
    remedy=(
        "Đếm hoặc cộng theo cột khác; số liệu phải tính lại được từ chính báo cáo.",
        "Count or add up by another column; a figure must be workable from the report itself.",
    ),
)

TABLES_ONLY = Words("chỉ trang kiểu table mới có dòng chuyển sang", "only tables take rows over")
FIRST_ROWS = Words(
    "các dòng đầu của trang đã lấy từ kế hoạch (rows_from)",
    "the first rows come from the plan (rows_from)",
)
_KEY_ASKED = Words(
    "mã phải là cột in sẵn và khóa (prefill, read_only)", "a code is prefilled and read_only"
)
_NOT_TEXT = Words(
    "phải là cột chữ để người gửi ghi, không chọn từ danh sách",
    "it must be a column of text that is written in, not chosen",
)
_PERSONAL = Words(
    "cột riêng của người dân (personal) không có trong báo cáo năm",
    "no report holds a personal column",
)
_WORKED_OUT = Words(
    "cột tự tính thì tính lại, không chuyển sang", "what is computed is computed again"
)
_OF_ITS_YEAR = Words(
    "cột này trỏ tới dòng của trang khác trong sổ năm trước (foreignKey)",
    "it refers to rows of last year's workbook (foreignKey)",
)
_SAID_TWICE = Words("cột này đã là key hoặc into", "it is the key or the into already")

PLAN_FIELD = Words("ô của mẫu kế hoạch", "field of the plan template")
PLAN_TEXT = Words(
    "ô chữ trên một trang form của mẫu kế hoạch", "field of text on a form of the plan template"
)
OF_FORMS = Words("ô trên một trang form của mẫu kế hoạch", "field on a form of the plan template")
PLAN_TABLE = Words("bảng của mẫu kế hoạch", "table of the plan template")
TITLE_LENGTH = 31
_NOT_IN_TITLES = "[]:*?/\\"
_OF_THE_ROW: Mapping[str, Kind] = {"so": INTEGER, "dau": YES_NO}
"""References to the row being filled, not to the plan: its number, and whether it names the unit
first.
"""


# --------------------------------------------------------------------------- names, titles, lists


def check_name(node: Node, name: str, taken: Sequence[str] = ()) -> None:
    """Complain about a name that formulas, references and defined names could not hold."""
    if name and (not re.fullmatch(r"[^\W\d]\w*", name) or name in taken):
        node.fault(BAD_NAME, name, "name", taken=", ".join(ORIGIN))


def check_personal(node: Node, key: str, names: Iterable[str], fields: Mapping[str, Field]) -> None:
    """Complain about personal columns in what the report is worked out from."""
    for name in names:
        if name in fields and fields[name].personal:
            node.fault(PERSONAL_FIGURE, name, key)


def check_titles(titled: Iterable[tuple[Node, str]], taken: Iterable[str] = ()) -> None:
    """Complain about titles that Excel refuses as names of sheets; it takes no two that differ by
    case only.

    `taken` are the titles of other sheets of the same workbook.
    """
    own = (ANNUAL_SHEET, IDENTITY_SHEET, LISTS_SHEET, FIX_SHEET, OUTSIDE_SHEET, *REPORT_SHEETS)
    seen = {"history", *(name.casefold() for name in (*own, *taken))}
    for node, title in titled:
        reason = _why_not(title)
        if reason is not None:
            node.fault(BAD_TITLE, title, "title", reason=reason)
        if title.casefold() in seen:
            node.twice(title, "title")
        seen.add(title.casefold())


def _why_not(title: str) -> Words | None:
    length = len(title.encode("utf-16-le")) // 2
    if length > TITLE_LENGTH:
        return Words(f"dài {length} chữ", f"it has {length} characters")
    found = next((sign for sign in title if sign in _NOT_IN_TITLES or ord(sign) < 32), None)
    if found is not None:
        return Words(f"có dấu {found}", f"it holds {found}")
    if title.startswith("'") or title.endswith("'"):
        return Words("có dấu ' ở đầu hoặc cuối", "it begins or ends with '")
    return None


def check_former(key: str, named: Sequence[tuple[Node, str, Sequence[str]]]) -> None:
    """Complain about a former name or title that is a present one too, or that of two."""
    seen = {fold(present) for _, present, _ in named}
    for node, _, former in named:
        for name in former:
            if fold(name) in seen:
                node.twice(name, key)
            seen.add(fold(name))


def check_spellings(items: Iterable[tuple[Node, Category]]) -> None:
    """Complain about a spelling that means two items of a list."""
    owners: dict[str, Category] = {}
    for node, item in items:
        for spelling in (item.value, item.label, *item.aliases):
            owner = owners.setdefault(fold(spelling), item)
            if owner is not item:
                node.fault(SPELLING_SHARED, spelling, other=owner.label)
                break


# --------------------------------------------------------------------------- fields and values


def check_field(node: Node, limits: Node, field: Field) -> None:
    """Complain about limits that no value keeps, and about an example or a prefill that does not
    keep them.
    """
    if field.minimum is not None and field.maximum is not None and field.minimum > field.maximum:
        limits.fault(LIMITS_CROSSED, f"{field.minimum:g}", "minimum", most=f"{field.maximum:g}")
    if field.unit and not field.kind.adds_up:
        node.fault(NO_UNIT, field.unit, "unit", title=field.title)
    try:
        re.compile(field.pattern)
    except re.error:
        limits.fault(BAD_PATTERN, field.pattern, "pattern")
        return
    if field.example and not _keeps(field, field.example):
        _misfit(node, "example", field, field.example)
    for key in ("prefill", "prefill_more"):
        text = getattr(field, key)
        if text and not REFERENCE.search(text) and not _may_prefill(field, text):
            _misfit(node, key, field, text)


def title_with(title: str, unit: str) -> str:
    """Return a title that says in what is counted, unless it does so already."""
    if not unit or re.search(rf"(?<!\w){re.escape(fold(unit))}(?!\w)", fold(title)):
        return title
    if isinstance(title, Title):
        return Title(f"{title} ({unit})", f"{title.en} ({unit})")
    return f"{title} ({unit})"


def check_value(node: Node, key: str, field: Field, value: Any) -> None:
    """Complain about a value of a condition that the field can never have."""
    if field.parse(value).value != value:
        _misfit(node, key, field, value)


def _keeps(field: Field, text: str) -> bool:
    value = field.parse(text).value
    return value is not None and field.keeps_limits(value)


def _may_prefill(field: Field, text: str) -> bool:
    return text in field.categories if field.categories is not None else _keeps(field, text)


def _misfit(node: Node, key: str, field: Field, value: object) -> None:
    node.fault(DOES_NOT_FIT, value, key, title=field.title, kind=_holds(field))


def _holds(field: Field) -> Words:
    if field.categories is not None:
        title = field.categories.title
        return Words(
            f"chọn một mục của danh mục “{title}”",
            f"choose an item of the list “{english(title)}”",
        )
    return field.kind.words


# --------------------------------------------------------------------------- rows carried over


def check_carry_over(node: Node, carry: CarryOver, fields: Mapping[str, Field]) -> None:
    """Complain about columns that last year's annual workbook does not have, or that cannot be
    taken over.
    """
    said = [("key", carry.key), ("into", carry.into), *(("fields", name) for name in carry.fields)]
    for word, name in [*said, *(("where", name) for name in carry.where.fields)]:
        reason = _why_not_carried(word, fields[name], carry) if name in fields else None
        if reason is not None:
            node.fault(BAD_CARRY, name, word, reason=reason)


def _why_not_carried(word: str, field: Field, carry: CarryOver) -> Words | None:
    if field.personal:
        return _PERSONAL
    if word == "key" and not (field.read_only and field.prefill):
        return _KEY_ASKED
    if word == "into" and (not field.free_text or field.prefill):
        return _NOT_TEXT
    if word != "fields":
        return None
    if field.name in (carry.key, carry.into):
        return _SAID_TWICE
    if field.compute is not None:
        return _WORKED_OUT
    return _OF_ITS_YEAR if field.foreign_key else None


def check_carry_file(node: Node, plan: Template) -> None:
    """Complain where the file of last year is not named in a form of the plan template."""
    forms = {sheet.name for sheet in plan.sheets if sheet.kind == "form"}
    known = [
        key
        for key, field in _fields_of(plan).items()
        if field.free_text and key.partition(".")[0] in forms
    ]
    name = node.data.get("file")
    if isinstance(name, str) and name and name not in known:
        node.unknown(name, PLAN_TEXT, known, "file")


# --------------------------------------------------------------------------- references to the plan


def check_pattern(node: Node, key: str, pattern: str, plan: Template) -> None:
    """Complain about every `{sheet.field}` that the plan template does not have."""
    known = _fields_of(plan)
    for reference in REFERENCE.finditer(pattern):
        for name in filter(None, (reference[1], reference[3])):
            if name not in known and name not in _OF_THE_ROW:
                node.unknown(name, PLAN_FIELD, known, key)


def check_facts(node: Node, facts: Facts, plan: Template) -> None:
    """Complain about facts that are not one reference to the plan."""
    known = _fields_of(plan)
    for name, pattern in facts.items():
        alone = REFERENCE.fullmatch(pattern) if isinstance(pattern, str) else None
        if alone is None or alone[1] not in known:
            node.unknown(alone[1] if alone else pattern, PLAN_FIELD, known, name)


def check_of_office(node: Node, key: str, plan: Template) -> None:
    """Complain where what is one for all units names a table of the plan."""
    forms = {sheet.name for sheet in plan.sheets if sheet.kind == "form"}
    known = _fields_of(plan)
    of_forms = [name for name in known if name.partition(".")[0] in forms]
    for reference in REFERENCE.finditer(str(node.data.get(key, ""))):
        for name in filter(None, (reference[1], reference[3])):
            if name in known and name not in of_forms:
                node.unknown(name, OF_FORMS, of_forms, key)


def check_plan_table(node: Node, key: str, plan: Template) -> None:
    """Complain where a word names a table that the plan template does not have."""
    tables = [sheet.name for sheet in plan.tables]
    name = node.data.get(key)
    if isinstance(name, str) and name and name not in tables:
        node.unknown(name, PLAN_TABLE, tables, key)


def check_plan_count(node: Node, plan: Template) -> None:
    """Complain where a figure counts a table or a column that the plan template does not have."""
    known = {**_fields_of(plan), **{sheet.name: sheet for sheet in plan.tables}}
    key = next(word for word in ("count", "sum", "distinct") if word in node.data)
    name = str(node.data[key]).removeprefix("plan.")
    if name not in known:
        node.unknown(name, PLAN_TABLE, known, key)
    check_personal(node, key, [name], _fields_of(plan))


def check_plan_field(node: Node, table: str, name: str, plan: Template) -> None:
    """Complain where a table of the plan is broken down by a field that it does not have, or one
    that tells who.
    """
    known: dict[str, Field] = {}
    for sheet in plan.filled:
        if sheet.name == table:
            known = {field.name: field for field in sheet.fields}
    if name not in known:
        node.unknown(name, PLAN_FIELD, known, "by")
    check_personal(node, "by", [name], known)


def check_rows_from(node: Node, plan: Template) -> None:
    """Complain where `rows_from` names columns that the plan template does not have."""
    known = _fields_of(plan)
    for key, table in (("match", node.data.get("table")), ("unit", plan.unit)):
        name = node.data.get(key)
        if (
            name
            and f"{table}.{name}" not in known
            and any(sheet.name == table for sheet in plan.tables)
        ):
            node.unknown(f"{table}.{name}", PLAN_FIELD, known, key)


def check_prefill(node: Node, field: Field, rows: str, plan: Template) -> None:
    """Complain about a lone reference whose plan field is of another kind; `rows` is the table the
    rows come from.
    """
    if field.kind.free_text and field.categories is None:
        return
    known = _fields_of(plan)
    # Any other table fills in as text, a line each.
    single = {rows, plan.unit, *(sheet.name for sheet in plan.sheets if sheet.kind == "form")}
    for key in ("prefill", "prefill_more"):
        text = getattr(field, key)
        alone = REFERENCE.fullmatch(text)
        names = filter(None, (alone[1], alone[3])) if alone else ()
        if not all(_fits(name, field, known, single) for name in names):
            _misfit(node, key, field, text)


def _fits(name: str, field: Field, known: Mapping[str, Field], single: set[str]) -> bool:
    """Say whether what a lone reference gives can stand in a field; an unknown one has its own
    complaint.
    """
    if name in _OF_THE_ROW:
        return _goes_into(_OF_THE_ROW[name], field)
    if name not in known:
        return True
    return name.partition(".")[0] in single and _passes(known[name], field)


def _goes_into(kind: Kind, field: Field) -> bool:
    return field.categories is None and field.kind.takes(kind)


def _passes(source: Field, field: Field) -> bool:
    """Say whether each value of a plan's field can stand in a field of the workbook."""
    if field.categories is None:
        return _goes_into(source.kind, field)
    values = {c.value for c in source.categories.categories} if source.categories else set()
    return bool(values) and values <= {c.value for c in field.categories.categories}


def _fields_of(plan: Template) -> dict[str, Field]:
    fields: dict[str, Field] = {}
    for sheet in plan.filled:
        fields.update((f"{sheet.name}.{field.name}", field) for field in sheet.fields)
    return fields
