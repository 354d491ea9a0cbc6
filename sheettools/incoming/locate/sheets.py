"""Which real sheet is which declared one: by its title, else by the field names or headings that it
carries.
"""

from __future__ import annotations

from collections.abc import Mapping

from sheettools.findings import Severity, declare
from sheettools.incoming.cage.read import RawBook, RawSheet
from sheettools.incoming.locate.forms import locate_form
from sheettools.incoming.locate.headings import plain
from sheettools.incoming.locate.office_sheets import added_by_office, office_rows
from sheettools.incoming.locate.tables import Surroundings, locate_table
from sheettools.incoming.locate.workbook import RawRow, Remarks, is_filled
from sheettools.template import layout
from sheettools.template.model import Sheet, Template
from sheettools.words.text import fold

SHEET_RENAMED = declare(
    "S001",
    Severity.REPAIR,
    why=(
        "Trang “{title}” đã đổi tên thành “{value}”; vẫn đọc được.",
        "The sheet “{title}” was renamed “{value}”; it was read all the same.",
    ),
    remedy=("Không phải làm gì.", "Nothing to do."),
)
EXTRA_SHEET = declare(
    "S104",
    Severity.WARNING,
    why=(
        "Trang “{value}” không có trong sổ mẫu; {rows} dòng ở đó không được tổng hợp.",
        "The sheet “{value}” is not part of the workbook; its {rows:row|rows} do not count.",
    ),
    remedy=(
        "Chép số liệu cần báo cáo sang đúng trang của sổ.",
        "Move what is to be reported to the sheets of the workbook.",
    ),
    private=True,
)
SAME_SHEET = declare(
    "S009",
    Severity.REPAIR,
    why=(
        (
            "Trang “{value}” là bản sao của trang “{title}”, không có gì khác; chỉ tính trang "
            "“{title}”."
        ),
        (
            "The sheet “{value}” is a copy of “{title}” with nothing else in it; only “{title}” "
            "counts."
        ),
    ),
    remedy=("Không phải làm gì; nên xóa bản sao.", "Nothing to do; better delete the copy."),
    private=True,
)
SHEET_HIDDEN = declare(
    "S010",
    Severity.REPAIR,
    why=(
        "Trang “{title}” đang bị ẩn; vẫn đọc và tính đủ.",
        "The sheet “{title}” is hidden; it was read all the same.",
    ),
    remedy=("Không phải làm gì.", "Nothing to do."),
)
OTHER_COPY = declare(
    "S116",
    Severity.ERROR,
    why=(
        (
            "Trang “{value}” là bản sao của trang “{title}” nhưng có {count} dòng ghi khác: dòng "
            "{rows}; chưa tính."
        ),
        (
            "The sheet “{value}” is a copy of “{title}”, but differs in {count:row|rows}: {rows}; "
            "they do not count yet."
        ),
    ),
    remedy=(
        "Chép các dòng đúng vào trang “{title}” rồi xóa trang “{value}”.",
        "Bring what is right together in “{title}”, then delete “{value}”.",
    ),
    private=True,
)

MOSTLY = 0.6
"""What part of a sheet's names or headings another must carry to be taken for it."""
SHOWN = 6
NOWHERE = -1
UPPER = 200
"""How many rows from the top names and headings are looked for, in forms too."""


def match_sheets(
    book: RawBook, template: Template, remarks: Remarks, *, older: bool
) -> dict[str, RawSheet]:
    """Pair declared sheets with real ones: by title, by a former title, else by the field names
    they carry.
    """
    free = {number: raw for number, raw in enumerate(book.sheets) if added_by_office(raw) is None}
    by_title: dict[str, int] = {}
    for number, raw in free.items():
        by_title.setdefault(fold(raw.name), number)
    matched: dict[str, RawSheet] = {}
    for sheet in template.sheets:
        number = by_title.get(fold(sheet.title), NOWHERE)
        if number in free:
            matched[sheet.name] = free.pop(number)
    for sheet in template.sheets:
        if sheet.name in matched:
            continue
        former = _by_former_title(sheet, by_title, free)
        found = former if former is not None else _likest(sheet, free)
        if found is not None:
            real = matched[sheet.name] = free.pop(found)
            if former is None or not older:
                remarks.add(SHEET_RENAMED, real, "", real.name, title=sheet.title)
    for sheet in template.sheets:
        if sheet.name in matched and not matched[sheet.name].visible:
            remarks.add(SHEET_HIDDEN, matched[sheet.name], title=sheet.title)
    return matched


def _by_former_title(
    sheet: Sheet, by_title: Mapping[str, int], free: Mapping[int, RawSheet]
) -> int | None:
    """Return which free sheet has a title that a declared one had in an older version."""
    for title in sheet.formerly_titled:
        number = by_title.get(fold(title))
        if number in free:
            return number
    return None


def _likest(sheet: Sheet, free: Mapping[int, RawSheet]) -> int | None:
    """Return which free sheet carries most of a declared one's names or headings; the first of
    several.
    """
    if sheet.kind == "guide":
        return None
    likeness = {number: _likeness(_texts(raw), sheet) for number, raw in free.items()}
    best = max(likeness, key=lambda number: likeness[number], default=None)
    return best if best is not None and likeness[best] > MOSTLY else None


def _texts(raw: RawSheet) -> frozenset[str]:
    """Return the texts in the upper part of a sheet, as they stand and as headings are compared."""
    upper = [
        c.value for (row, _), c in raw.single.items() if row <= UPPER and isinstance(c.value, str)
    ]
    return frozenset((*upper, *map(plain, upper)))


def _likeness(texts: frozenset[str], sheet: Sheet) -> float:
    """Say what part of a declared sheet's fields are named or headed in these texts."""
    known = 0
    for target in sheet.of_unit:
        titles = map(fold, (target.title, *target.formerly_titled))
        known += not texts.isdisjoint((target.name, *target.formerly, *titles))
    return known / max(1, len(sheet.of_unit))


# --------------------------------------------------------------------------- further sheets


def extra_rows(
    book: RawBook,
    template: Template,
    matched: Mapping[str, RawSheet],
    remarks: Remarks,
    around: Surroundings,
) -> tuple[int, int]:
    """Return how many rows of further sheets are the workbook's own, and how many nobody asked
    for.
    """
    inside = outside = 0
    own = {layout.IDENTITY_SHEET, layout.LISTS_SHEET}
    taken = {id(raw) for raw in matched.values()}
    for raw in book.sheets:
        if id(raw) in taken:
            continue
        added = added_by_office(raw)
        if raw.name in own:
            inside += len(raw.rows_seen)
        elif added is not None:
            ours, theirs = office_rows(raw, added, remarks)
            inside, outside = inside + ours, outside + theirs
        elif raw.rows_seen:
            outside += len(raw.rows_seen)
            remarks.keep(raw, [cell for _, cell in raw.cells.items()])
            original = _original(template, raw, matched)
            if original is not None:
                _copy(original, raw, matched[original.name], remarks, around)
            else:
                remarks.add(EXTRA_SHEET, raw, "", raw.name, rows=len(raw.rows_seen))
    return inside, outside


def _original(template: Template, raw: RawSheet, matched: Mapping[str, RawSheet]) -> Sheet | None:
    """Return the declared sheet of which a further one is clearly a copy."""
    texts = _texts(raw)
    sheets = [sheet for sheet in template.filled if sheet.name in matched]
    best = max(sheets, key=lambda sheet: _likeness(texts, sheet), default=None)
    return best if best is not None and _likeness(texts, best) > MOSTLY else None


def _copy(
    sheet: Sheet, raw: RawSheet, original: RawSheet, remarks: Remarks, around: Surroundings
) -> None:
    """Say of a copy of a sheet whether it holds anything that the sheet itself does not."""
    # Rows are looked up by what stands in them: a sheet may have very many.
    kept: dict[tuple[str, object], list[dict[str, object]]] = {}
    for row in _rows(sheet, original, around):
        said = _said(sheet, row)
        for item in said.items():
            kept.setdefault(item, []).append(said)
    differ = [row for row in _rows(sheet, raw, around) if not _is_kept(_said(sheet, row), kept)]
    if not differ:
        remarks.add(SAME_SHEET, raw, "", raw.name, title=original.name)
        return
    places = ", ".join(_first_cell(sheet, row) for row in differ[:SHOWN])
    rows = ", ".join(str(row.number) for row in differ[:SHOWN])
    if len(differ) > SHOWN:
        rows += ", …"
    remarks.add(
        OTHER_COPY, raw, places, raw.name, title=original.name, rows=rows, count=len(differ)
    )


def _first_cell(sheet: Sheet, row: RawRow) -> str:
    """Return the address of a cell that somebody wrote in a row."""
    return min(row.cells[name].address for name in _said(sheet, row))


def _is_kept(
    said: dict[str, object], kept: Mapping[tuple[str, object], list[dict[str, object]]]
) -> bool:
    """Say whether one of the kept rows holds all that is said in a row."""
    alike = min((kept.get(item, []) for item in said.items()), key=len, default=[])
    return not said or any(said.items() <= one.items() for one in alike)


def _rows(sheet: Sheet, raw: RawSheet, around: Surroundings) -> list[RawRow]:
    """Return the rows of a sheet, or the lines of a form, without saying anything of it."""
    silent = Remarks("")
    if sheet.kind == "form":
        form = locate_form(sheet, raw, silent, around)
        return [RawRow(cell.row, {name: cell}) for name, cell in form.cells.items()]
    table, _, _ = locate_table(sheet, raw, silent, around)
    return list(table.rows) if table else []


def _said(sheet: Sheet, row: RawRow) -> dict[str, object]:
    """Return what somebody wrote into a row, nothing where only what came prefilled stands
    there.
    """
    said = {
        name: (cell.value, cell.error)
        for name, cell in row.cells.items()
        if is_filled(cell) and not sheet.field(name).locked and not sheet.read_only
    }
    return dict(said) if any(not sheet.field(name).prefill for name in said) else {}
