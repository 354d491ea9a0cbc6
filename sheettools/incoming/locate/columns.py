"""What is to be said of a table's columns: moved, renamed, inserted, lost, there twice, of an older
version.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from sheettools.findings import Problem, Severity, declare, quoted
from sheettools.incoming.cage.read import RawCell, RawSheet
from sheettools.incoming.locate.headings import Headings, plain
from sheettools.incoming.locate.workbook import FormerColumn, Remarks, is_filled
from sheettools.template import layout
from sheettools.template.excel.address import column_letter
from sheettools.template.model import Field, Sheet
from sheettools.words.text import fold

SHOWN = 6
"""How many addresses a finding names."""

HEADING_MISSING = declare(
    "S102",
    Severity.ERROR,
    why=(
        "Trang “{title}” không còn cột “{column}”.",
        "The sheet “{title}” has lost the column “{column}”.",
    ),
    remedy=(
        "Ghi lại tiêu đề “{column}”, hoặc điền vào bản gửi lại, ở đó có lại cột này.",
        "Write the heading “{column}” again, or fill in the copy handed back, which has the column "
        "again.",
    ),
)
COLUMN_MOVED = declare(
    "S002",
    Severity.REPAIR,
    why=(
        "Cột “{column}” đã chuyển từ {before} sang {after}; vẫn đọc được.",
        "The column “{column}” moved from {before} to {after}; it was read all the same.",
    ),
    remedy=("Không phải làm gì.", "Nothing to do."),
)
COLUMN_RENAMED = declare(
    "S003",
    Severity.REPAIR,
    why=(
        "Tiêu đề của cột “{column}” nay là “{value}”; vẫn đọc được theo tên ẩn của cột.",
        "The column “{column}” is now headed “{value}”; it was read by its hidden name.",
    ),
    remedy=("Không phải làm gì.", "Nothing to do."),
    private=True,
)
HEADINGS_LOST = declare(
    "S012",
    Severity.REPAIR,
    why=(
        "Trang “{title}” không còn dòng tiêu đề; vẫn đọc được theo tên ẩn của các cột.",
        (
            "The sheet “{title}” has lost its headings; it was read by the hidden names of its "
            "columns."
        ),
    ),
    remedy=("Không phải làm gì.", "Nothing to do."),
)
SAME_COLUMN_TWICE = declare(
    "S004",
    Severity.REPAIR,
    why=(
        (
            "Cột “{column}” có hai lần, ở {before} và {after}; hai cột không khác nhau, đã đọc "
            "cột {after}."
        ),
        (
            "The column “{column}” is there twice, in {before} and {after}; they do not differ, "
            "and {after} was read."
        ),
    ),
    remedy=(
        "Không phải làm gì; nên xóa cột thừa.",
        "Nothing to do; better delete the column that is too many.",
    ),
)
NEAR_HEADING = declare(
    "S108",
    Severity.WARNING,
    why=(
        "Tiêu đề “{value}” gần giống “{column}”; đã đọc như cột “{column}”.",
        "The heading “{value}” is much like “{column}”; it was read as the column “{column}”.",
    ),
    remedy=(
        "Nếu đúng thì ghi lại tiêu đề là “{column}”; nếu không, báo cho văn phòng.",
        "If that is right, write the heading “{column}”; if not, tell the office.",
    ),
    private=True,
)
UNMATCHED = declare(
    "S109",
    Severity.ERROR,
    why=(
        "Không nhận ra tiêu đề {value}; sổ đang thiếu cột {columns}.",
        "The heading {value} is not known, and the column {columns} is missing.",
    ),
    remedy=(
        "Ghi lại đúng tiêu đề của cột như lúc phát ra: {columns}.",
        "Write the heading as it was when it went out: {columns}.",
    ),
    private=True,
)
INSERTED = declare(
    "S110",
    Severity.WARNING,
    why=(
        "Cột “{value}” không có trong mẫu; {count} ô đã ghi ở đó không được tổng hợp.",
        (
            "The column “{value}” is not part of the workbook; its "
            "{count:filled cell|filled cells} do not count."
        ),
    ),
    remedy=(
        "Nội dung vẫn còn trong tệp. Nếu cần báo cáo thì chép vào cột của mẫu hoặc cột “Ghi chú”.",
        (
            "It is still in the file. What is to be reported goes into a column of the workbook, "
            "or into “Ghi chú”."
        ),
    ),
    private=True,
)
COLUMN_TWICE = declare(
    "S111",
    Severity.ERROR,
    why=(
        "Cột “{column}” có hai lần, ở {before} và {after}, và ghi khác nhau; đã đọc cột {before}.",
        (
            "The column “{column}” is there twice, in {before} and {after}, and they differ; "
            "{before} was read."
        ),
    ),
    remedy=(
        "Gộp nội dung đúng vào cột {before}, rồi xóa cột {after}.",
        "Bring what is right together in {before}, then delete {after}.",
    ),
)
CROSSED = declare(
    "S112",
    Severity.WARNING,
    why=(
        (
            "Cột này ghi tiêu đề “{value}” nhưng lúc phát ra là cột “{before}”; đã đọc như cột "
            "“{column}”."
        ),
        "This column is headed “{value}” but went out as “{before}”; it was read as “{column}”.",
    ),
    remedy=(
        "Xem nội dung cột có đúng là “{column}” không; nếu không, sửa lại tiêu đề.",
        "Check whether the column really holds “{column}”; if not, correct the heading.",
    ),
    private=True,
)
COLUMN_NEW = declare(
    "F231",
    Severity.WARNING,
    why=(
        "Sổ làm theo mẫu cũ, chưa có cột “{column}” (bắt buộc) ở trang “{title}”.",
        (
            "The workbook was made from an older template, in which “{title}” has no column "
            "“{column}” (required)."
        ),
    ),
    remedy=(
        "Hỏi người gửi nội dung cột này, hoặc phát sổ mới để điền tiếp.",
        "Ask the sender for it, or send out a new workbook.",
    ),
)


def check_columns(
    sheet: Sheet, raw: RawSheet, found: Headings, remarks: Remarks, *, older: bool
) -> Headings:
    """Say what happened to the columns; return them with each field's rightful one."""
    found = _doubles(sheet, raw, found, remarks)
    if not older:
        _moved(sheet, raw, found, remarks)
        _renamed(sheet, raw, found, remarks)
    _doubtful(sheet, raw, found, remarks)
    missing = [f for f in sheet.fields if f.name not in found.columns and _is_looked_for(f)]
    unknown = cells_below(raw, found, [c for c in found.unknown if found.texts.get(c, "").strip()])
    if older:
        _of_other_version(sheet, raw, found, missing, unknown, remarks)
    elif missing and unknown:
        _unmatched(raw, found, missing, unknown, remarks)
    else:
        _lost(sheet, raw, found, missing, remarks)
        _inserted(raw, found, unknown, remarks)
    return found


def _is_looked_for(target: Field) -> bool:
    """Say whether a column is missed where it is not there: one that is worked out is not, nor one
    of the office's, which few workbooks show.
    """
    return target.compute is None and target.by == "unit"


def _doubtful(sheet: Sheet, raw: RawSheet, found: Headings, remarks: Remarks) -> None:
    """Ask about columns that were guessed, and those on which name and heading do not agree."""
    for name in sorted(found.guessed, key=sheet.position):
        _say(NEAR_HEADING, sheet, raw, found, name, remarks)
    for name in sorted(found.crossed, key=sheet.position):
        key = found.keys[found.columns[name]]
        before = next((f.title for f in sheet.fields if key in (f.name, *f.formerly)), key)
        _say(CROSSED, sheet, raw, found, name, remarks, before=before)


def _of_other_version(
    sheet: Sheet,
    raw: RawSheet,
    found: Headings,
    missing: Sequence[Field],
    unknown: Mapping[int, list[RawCell]],
    remarks: Remarks,
) -> None:
    """Ask for the columns that an older version lacks; note those that it had and we have not."""
    for target in missing:
        if target.required:
            remarks.add(COLUMN_NEW, raw, title=sheet.title, column=target.title)
    for column, cells in unknown.items():
        heading = found.texts[column]
        remarks.former.append(FormerColumn(raw.name, found.place(column), heading, len(cells)))


def _lost(
    sheet: Sheet, raw: RawSheet, found: Headings, missing: Sequence[Field], remarks: Remarks
) -> None:
    for target in missing:
        remarks.add(HEADING_MISSING, raw, f"A{found.last}", title=sheet.title, column=target.title)


def _inserted(
    raw: RawSheet, found: Headings, unknown: Mapping[int, list[RawCell]], remarks: Remarks
) -> None:
    for column, cells in unknown.items():
        places = ", ".join([found.place(column), *(cell.address for cell in cells)][:SHOWN])
        remarks.add(INSERTED, raw, places, found.texts[column][:80], count=len(cells))


def cells_below(
    raw: RawSheet, found: Headings, columns: Collection[int]
) -> dict[int, list[RawCell]]:
    """Return the filled cells of some columns below the headings."""
    cells: dict[int, list[RawCell]] = {column: [] for column in columns}
    for (row, column), cell in raw.cells.items() if columns else ():
        if column in cells and row > found.last and is_filled(cell):
            cells[column].append(cell)
    return cells


def _say(
    problem: Problem,
    sheet: Sheet,
    raw: RawSheet,
    found: Headings,
    name: str,
    remarks: Remarks,
    **values: str,
) -> None:
    column = found.columns[name]
    title, place, text = sheet.field(name).title, found.place(column), found.texts[column]
    remarks.add(problem, raw, place, text, None, column=title, **values)


def _unmatched(
    raw: RawSheet,
    found: Headings,
    missing: Sequence[Field],
    unknown: Mapping[int, list[RawCell]],
    remarks: Remarks,
) -> None:
    """Say once that headings are not known while columns are missing: one may be the other."""
    texts = ", ".join(f"“{found.texts[column][:60]}”" for column in unknown)
    columns = quoted(target.title for target in missing)
    remarks.add(
        UNMATCHED, raw, ", ".join(found.place(column) for column in unknown), texts, columns=columns
    )


def _moved(sheet: Sheet, raw: RawSheet, found: Headings, remarks: Remarks) -> None:
    # Where a column was inserted or deleted, those after it shift together: only a change of order
    # is a move.
    order = [f.name for f in sheet.fields if f.name in found.columns]
    now = sorted(order, key=lambda name: found.columns[name])
    if now == order:
        return
    blocks = SequenceMatcher(None, order, now, autojunk=False).get_matching_blocks()
    kept: set[str] = set()
    for block in blocks:
        kept.update(order[block.a : block.a + block.size])
    for name in order:
        before, after = layout.field_column(sheet, name), found.columns[name]
        if name not in kept and name not in found.crossed:
            remarks.add(
                COLUMN_MOVED,
                raw,
                found.place(after),
                column=sheet.field(name).title,
                before=column_letter(before),
                after=column_letter(after),
            )


def _renamed(sheet: Sheet, raw: RawSheet, found: Headings, remarks: Remarks) -> None:
    """Disclose the columns that are known by their hidden name alone, and those with a heading of
    an older version.
    """
    if not found.rows:
        remarks.add(HEADINGS_LOST, raw, f"A{found.last}", title=sheet.title)
        return
    for name, column in sorted(found.columns.items(), key=lambda item: item[1]):
        text = found.texts.get(column, "")
        former = (
            plain(text) in map(fold, sheet.field(name).formerly_titled)
            and name not in found.crossed
        )
        if name in found.renamed or former:
            shown = text or "(để trống)"
            remarks.add(
                COLUMN_RENAMED, raw, found.place(column), shown, column=sheet.field(name).title
            )


def _doubles(sheet: Sheet, raw: RawSheet, found: Headings, remarks: Remarks) -> Headings:
    """Choose between the columns of one field: the filled one, or any where they say the same; ask
    otherwise.
    """
    columns = dict(found.columns)
    twins: set[int] = set()
    for name, others in found.doubles.items():
        twins.update((columns[name], *others))
    below = cells_below(raw, found, twins)
    for name, others in found.doubles.items():
        target = sheet.field(name)
        for other in others if target.compute is None else ():
            first, second = below[columns[name]], below[other]
            differ = _differing(first, second)
            if differ and first:
                _ask_which(raw, target, columns[name], differ, remarks)
                continue
            now, rest = columns[name], other
            if differ:
                now, rest = rest, now
            columns[name] = now
            remarks.add(
                SAME_COLUMN_TWICE,
                raw,
                found.place(other),
                column=target.title,
                before=column_letter(rest),
                after=column_letter(now),
            )
    return replace(found, columns=columns)


def _differing(first: Sequence[RawCell], second: Sequence[RawCell]) -> list[RawCell]:
    """Return the cells of the second column that the first one does not have."""
    values = {cell.row: cell.value for cell in first}
    return [cell for cell in second if cell.row not in values or values[cell.row] != cell.value]


def _ask_which(
    raw: RawSheet, target: Field, column: int, differ: Sequence[RawCell], remarks: Remarks
) -> None:
    """Ask which of two filled columns of a field counts; the first one was read."""
    places = ", ".join(cell.address for cell in differ[:SHOWN])
    remarks.add(
        COLUMN_TWICE,
        raw,
        places,
        column=target.title,
        before=column_letter(column),
        after=column_letter(differ[0].column),
    )
