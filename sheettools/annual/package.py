"""The annual report as a standard Data Package: one CSV a table, and `datapackage.json` that says
what is in them.

Spreadsheets run text that begins with a sign as a formula. So in columns of text an apostrophe
stands before such a text, and before one that begins with an apostrophe itself: take one leading
apostrophe away and the text is back.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sheettools.annual.figures import KEPT, SENDER_BY, Cross
from sheettools.annual.gate.public import Plain, Public, PublicBook, PublicTable, beside, safe_text
from sheettools.annual.ledger import BALANCE
from sheettools.annual.live import NUMBERED
from sheettools.findings import COVERED
from sheettools.frozen import dataclass
from sheettools.outgoing.whole import write_text
from sheettools.template.kinds import INTEGER, NUMBER, TEXT, YES_NO, Kind, kind_of
from sheettools.template.model import ORIGIN, ORIGIN_TITLES, SENDER, SENDER_TITLES, Field
from sheettools.template.rules.rows import Unique
from sheettools.version import __version__
from sheettools.words.text import slug

SUFFIX, DESCRIPTOR = "-du-lieu", "datapackage.json"
GUARD, TRIGGERS, BREAKS = "'", "=+-@", "\t\r\n"
MARK = "\ufeff"
"""What a file begins with, so that Excel reads its letters rightly; readers of CSV know it."""
UNIT = "ma_don_vi"
GUARD_WORDS = (
    "Cột chữ: ô bắt đầu bằng = + - @ (kể cả sau dấu cách), dấu tab, dấu xuống dòng hoặc dấu ' "
    "có thêm một dấu ' ở đầu "
    "để bảng tính không hiểu là công thức; bỏ đúng một dấu ' ở đầu là được nội dung gốc. / "
    "Columns of text: what "
    "begins with = + - @ (after blanks too), a tab, a line break or ' has one more ' before "
    "it, so that no spreadsheet "
    "takes it for a formula; take one leading ' away to have the text back."
)
PRIVATE_WORDS = (
    "Không có họ tên, số điện thoại, số căn cước, danh sách người. Dòng phải giữ kín chỉ được đếm "
    "trong số liệu. / No names, phones or identity numbers, no lists of people; rows that must "
    "stay in the office are only counted in the figures."
)


@dataclass(frozen=True)
class _Column:
    """One field of Table Schema, and how its values are written."""

    name: str
    title: str
    kind: Kind = TEXT
    more: Mapping[str, Any] | None = None

    def schema(self) -> dict[str, Any]:
        said = {"name": self.name, "title": self.title, "type": self.kind.schema_type}
        return {**said, **(self.more or {})}

    def text(self, value: Plain) -> str:
        if value is None:
            return ""
        if value == COVERED:
            return COVERED
        text = self.kind.csv(value)
        return guard(text) if self.kind.may_be_formula else text


@dataclass(frozen=True)
class _Table:
    """One resource: its columns, rows in their order, and keys."""

    name: str
    title: str
    columns: Sequence[_Column]
    rows: Sequence[Sequence[Plain]]
    key: Sequence[str] = ()
    foreign: Sequence[Mapping[str, Any]] = ()
    description: str = ""

    def values(self, names: Iterable[str]) -> list[tuple[Plain, ...]]:
        columns = [column.name for column in self.columns]
        places = [columns.index(name) for name in names]
        return [tuple(map(row.__getitem__, places)) for row in self.rows]

    def has(self, names: Iterable[str]) -> bool:
        return {column.name for column in self.columns}.issuperset(names)

    def csv(self) -> str:
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(column.name for column in self.columns)
        for row in self.rows:
            writer.writerow(
                column.text(value) for column, value in zip(self.columns, row, strict=True)
            )
        return MARK + out.getvalue()

    def schema(self) -> dict[str, Any]:
        keys: dict[str, Any] = {"primaryKey": list(self.key)} if self.key else {}
        if self.foreign:
            keys["foreignKeys"] = list(self.foreign)
        return {
            "fields": [column.schema() for column in self.columns],
            "missingValues": [""],
            **keys,
        }


# -------------------------------------------------------------------------- text that is no formula


def guard(text: str) -> str:
    """Return text as a cell of CSV holds it: with an apostrophe before what a spreadsheet would
    run.
    """
    return GUARD + text if text.startswith(GUARD) or is_trigger(text) else text


def unguard(cell: str) -> str:
    """Return the text that a cell of CSV stands for: the rule that the descriptor gives."""
    return cell.removeprefix(GUARD)


def is_trigger(text: str) -> bool:
    """Say whether a spreadsheet may run a text: by its first sign, in any width, after blanks and
    what is not seen.
    """
    if text[:1] in tuple(BREAKS):
        return True
    first = next(
        (c for c in text if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf", "Zs")),
        "",
    )
    return bool(first) and unicodedata.normalize("NFKC", first)[0] in TRIGGERS


# --------------------------------------------------------------------------- the package


def write_package(path: Path, public: Public) -> Path:
    """Write the folder beside the annual workbook at `path` and return its descriptor. Same inputs,
    same bytes.

    The descriptor comes last and bears every file's hash, so that a run cut short is seen.

    Raises SheettoolsError (F001).
    """
    folder = beside(path, SUFFIX)
    resources = []
    for table in _tables(public):
        text = table.csv()
        write_text(folder / f"{table.name}.csv", text)
        resources.append(_resource(table, text.encode()))
    said = _descriptor(public, slug(folder.name.removesuffix(SUFFIX)), resources)
    write_text(folder / DESCRIPTOR, json.dumps(said, ensure_ascii=False, indent=1) + "\n")
    return folder / DESCRIPTOR


def _descriptor(
    public: Public, name: str, resources: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    template = public.template
    return {
        "profile": "tabular-data-package",
        "name": name,
        "title": f"{public.title} – {public.line}",
        "description": f"{PRIVATE_WORDS}\n{GUARD_WORDS}",
        "version": template.version,
        "sheettools": {
            "program": __version__,
            "template": template.name,
            "profile": template.profile,
            "fingerprint": template.fingerprint,
            "year": public.year,
            "state": "draft" if public.draft else "final",
            "draft_because": list(public.draft),
            "waived": list(public.waived),
            "lacks": public.missing_rows,
            "seal": public.seal,
        },
        "resources": list(resources),
    }


def _resource(table: _Table, data: bytes) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "title": table.title,
        **({"description": table.description} if table.description else {}),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {
            "delimiter": ",",
            "lineTerminator": "\r\n",
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
        },
        "bytes": len(data),
        "hash": "sha256:" + hashlib.sha256(data).hexdigest(),
        "schema": table.schema(),
    }


def _tables(public: Public) -> list[_Table]:
    fixed = [
        _figures(public),
        _crosses(public),
        _identities(public),
        _balance(public),
        _lists(public),
    ]
    taken = {table.name for table in fixed}
    names = {table.sheet.name: _free_name(table.sheet.name, taken) for table in public.tables}
    made = {
        table.sheet.name: _data(names[table.sheet.name], table, public) for table in public.tables
    }
    data = [_linked(made, table, _unit(public)) for table in public.tables]
    books = [_book(_free_name(book.book.name, taken), book) for book in public.books]
    return [*data, *books, *fixed]


def _free_name(name: str, taken: set[str]) -> str:
    """Return a name for a file: small plain letters, and none that is there already."""
    base = found = slug(name) or "bang"
    number = 2
    while found in taken:
        found, number = f"{base}-{number}", number + 1
    taken.add(found)
    return found


# --------------------------------------------------------------------------- the declared tables


def _field(target: Field) -> _Column:
    limits: dict[str, Any] = {}
    if target.required:
        limits["required"] = True
    if target.categories is not None:
        limits["enum"] = [category.value for category in target.categories.categories]
    else:
        limits |= target.kind.constraints(target)
    if "maxLength" in limits:
        limits["maxLength"] += 1  # with room for the apostrophe
    more: dict[str, Any] = {"description": target.description} if target.description else {}
    if target.unit:
        more["unit"] = target.unit
    if target.categories is not None:
        items = target.categories.categories
        more["categories"] = [
            {"value": category.value, "label": category.label} for category in items
        ]
    return _Column(
        target.name, target.title, target.held, more | ({"constraints": limits} if limits else {})
    )


def _unit(public: Public) -> tuple[str, ...]:
    """Return the columns that tell units apart; two offices may have given the same code to one of
    theirs.
    """
    return (SENDER[1], UNIT) if public.several else (UNIT,)


def _whose(public: Public) -> tuple[_Column, ...]:
    """Return the column that says whose report a row is from, where there are several."""
    return (_Column(SENDER[1], SENDER_TITLES[1]),) if public.several else ()


def _of(public: Public, sender: str) -> tuple[str, ...]:
    return (sender,) if public.several else ()


def _data(name: str, table: PublicTable, public: Public) -> _Table:
    said = [*zip(SENDER, SENDER_TITLES, strict=True)] if public.several else []
    said += zip(ORIGIN[:2], ORIGIN_TITLES[:2], strict=True)
    numbered = _Column(NUMBERED, "TT", INTEGER, NEEDED)
    columns = [
        numbered,
        *(_Column(name, title) for name, title in said),
        *map(_field, table.fields),
    ]
    names = [column.name for column in columns]
    rows = [[*map(row.__getitem__, names)] for row in table.rows]
    made = _Table(name, table.sheet.title, columns, rows)
    # What is only alike is no key, though its rule is a kind of that one.
    unique = (use.rule.fields_ for use in table.sheet.rules if type(use.rule) is Unique)
    keys = ((*_unit(public), *fields) for fields in unique if made.has(fields))
    key = next((key for key in keys if _is_key(made.values(key))), (NUMBERED,))
    return _Table(name, made.title, columns, rows, key)


def _is_key(values: Sequence[tuple[Plain, ...]]) -> bool:
    return len(set(values)) == len(values) and not any(None in value for value in values)


def _linked(made: Mapping[str, _Table], table: PublicTable, unit_key: Sequence[str]) -> _Table:
    """Return a table with the keys into others that its template declares, those that hold.

    A row may name one that was set aside for a fault; then the key is told in words, for a package
    must not say what is not so.
    """
    own = made[table.sheet.name]
    foreign: list[Mapping[str, Any]] = []
    told = [own.description] if own.description else []
    for target in table.fields:
        sheet, _, name = (
            target.foreign_key[0].partition(".") if len(target.foreign_key) == 1 else ("", "", "")
        )
        other = made.get(sheet)
        if other is None or not other.has([name]) or target.kind.several:
            continue
        lost = _lost(own, target.name, other, name, unit_key)
        if lost:
            told.append(
                f"{target.name}: {lost} dòng dẫn tới dòng không có ở {other.name}. / {lost} "
                "rows name one that "
                f"is not in {other.name}."
            )
        else:
            # A key of two fields would have to be filled in every row.
            unit = [*unit_key] if target.required else []
            reference = {"resource": other.name, "fields": [*unit, name]}
            foreign.append({"fields": [*unit, target.name], "reference": reference})
    return _Table(own.name, own.title, own.columns, own.rows, own.key, foreign, " ".join(told))


def _lost(own: _Table, field: str, other: _Table, name: str, unit: Sequence[str]) -> int:
    """Count the rows whose key is filled and is nowhere among the rows of the same unit in the
    other table.
    """
    there = set(other.values((*unit, name)))
    return sum(value[-1] is not None and value not in there for value in own.values((*unit, field)))


def _book(name: str, book: PublicBook) -> _Table:
    columns = []
    for number, column in enumerate(book.book.columns):
        kind = _kind(row[number] for row in book.rows)
        columns.append(_Column(f"cot_{number + 1:02}", column.title, kind))
    return _Table(name, book.book.title, columns, book.rows)


def _kind(values: Iterable[Plain]) -> Kind:
    """Return the kind of a column of a book: that of its values, text where they differ or there
    are none.
    """
    found = {kind_of(value) for value in values if value is not None}
    return found.pop() if len(found) == 1 else TEXT


# -------------------------------------------------------------------------- the report's own tables

NEEDED = {"constraints": {"required": True}}


def _figures(public: Public) -> _Table:
    columns = [
        _Column("so_lieu", "Tên số liệu", more=NEEDED),
        _Column("ma_so", "Mã số", more=NEEDED),
        _Column("tieu_de", "Số liệu"),
        _Column("gia_tri", "Số lượng", NUMBER, NEEDED),
    ]
    rows = []
    for figure in public.figures.report.figures:
        value = public.figures.told(figure.name)
        if value is not None:
            rows.append((figure.name, figure.code, figure.title, value))
    return _Table("so-lieu", "Số liệu", columns, rows, ("so_lieu",))


def _crosses(public: Public) -> _Table:
    columns = [
        _Column("bang", "Tên bảng", more=NEEDED),
        _Column("ten_bang", "Bảng"),
        *_whose(public),
        _Column("muc", "Mục", more=NEEDED),
        _Column("so_lieu", "Tên số liệu", more=NEEDED),
        _Column("gia_tri", "Số lượng", NUMBER, NEEDED),
    ]
    rows: list[tuple[Plain, ...]] = []
    for cross in public.figures.crosses:
        for (label, values), key in zip(cross.rows, cross.keys, strict=True):
            rows += _cross_row(cross, (*_key(public, cross, key), safe_text(label)), values)
    for cross in public.figures.crosses:
        if cross.kept:
            rows += _cross_row(cross, (*_of_no_one(public), KEPT), cross.kept)
    link = {"fields": ["so_lieu"], "reference": {"resource": "so-lieu", "fields": ["so_lieu"]}}
    return _Table("bang-phan-to", "Số liệu theo bảng", columns, rows, foreign=[link])


def _cross_row(
    cross: Cross, what: Sequence[str | None], values: Sequence[float]
) -> Iterator[tuple[Plain, ...]]:
    """Yield a row of a breakdown, a figure a line."""
    breakdown = cross.breakdown
    for name, value in zip(breakdown.figures, values, strict=True):
        yield (breakdown.name, breakdown.title, *what, name, value)


def _key(public: Public, cross: Cross, key: Any) -> tuple[str | None, ...]:
    """Return whose unit a row of a breakdown stands for, where there are several senders."""
    if not public.several:
        return ()
    if cross.breakdown.by == "unit":
        return (key[0],)
    return (key if cross.breakdown.by == SENDER_BY else None,)


def _of_no_one(public: Public) -> tuple[None, ...]:
    return (None,) if public.several else ()


def _identities(public: Public) -> _Table:
    columns = [
        _Column("can_doi", "Cân đối"),
        _Column("ve_trai", "Vế trái", NUMBER),
        _Column("ve_phai", "Vế phải", NUMBER),
        _Column("dung", "Đúng", YES_NO),
    ]
    rows = [(one.text, one.left, one.right, one.holds) for one in public.figures.identities]
    return _Table("can-doi", "Kiểm tra cân đối", columns, rows)


def _balance(public: Public) -> _Table:
    columns = [
        *_whose(public),
        *(_Column(one.name, one.title, INTEGER, NEEDED) for one in BALANCE),
    ]
    rows = []
    for line in public.balance:
        counts = [one.value(line) for one in BALANCE]
        rows.append([*_of(public, line.sender), *counts])
    rule = f"read = {' + '.join(one.name for one in BALANCE if one.place)}"
    return _Table("so-can-doi", "Sổ cân đối", columns, rows, description=rule)


def _lists(public: Public) -> _Table:
    """Return the lists from which items are chosen, so that a program can show their labels."""
    columns = [
        _Column("danh_muc", "Danh mục", more=NEEDED),
        _Column("gia_tri", "Giá trị", more=NEEDED),
        _Column("ten", "Tên"),
        _Column("nhom", "Nhóm"),
    ]
    return _Table("danh-muc", "Danh mục", columns, list(_items(public)), ("danh_muc", "gia_tri"))


def _items(public: Public) -> Iterator[tuple[str, ...]]:
    for known in public.template.lists.values():
        yield from ((known.name, item.value, item.label, item.group) for item in known.categories)
