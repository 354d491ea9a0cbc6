"""A template as plain data for other programs: the whole declaration, with every place in it."""

from __future__ import annotations

from typing import Any

from sheettools.template.excel.address import column_letter
from sheettools.template.identity import IDENTITY
from sheettools.template.layout import (
    FIRST_ROW,
    GUIDE_DONE,
    GUIDE_NIL,
    HEADER_ROW,
    IDENTITY_SHEET,
    KEY_ROW,
    MARK_COLUMN,
    NIL_MARK,
    NUMBER_COLUMN,
    field_column,
    guide,
    last_row,
    row_key,
    tick_cell,
    value_cell,
)
from sheettools.template.model import Field, RuleUse, Sheet, Template
from sheettools.template.shares import office_fields
from sheettools.template.vocabulary import Category, CategoryList


def _field(field: Field, place: dict[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": field.name,
        "title": field.title,
        "type": field.kind.name,
        **place,
    }
    limits = {
        "required": field.required or None,
        "minimum": field.minimum,
        "maximum": field.maximum,
        "maxLength": field.max_length or None,
        "pattern": field.pattern or None,
    }
    more = {
        "description": field.description,
        "example": field.example,
        "categories": field.categories.name if field.categories else "",
        "foreignKey": list(field.foreign_key),
        "locked": field.locked,
        "computed": field.compute is not None,
        "formerly": list(field.formerly),
        "values": list(field.kind.choices),
        "constraints": {key: value for key, value in limits.items() if value is not None},
    }
    return said | {key: value for key, value in more.items() if value}


def _rule(use: RuleUse, sheet: Sheet) -> dict[str, Any]:
    said = use.rule.sentence(sheet)
    return {
        "rule": use.rule.keyword,
        "code": use.problem.code,
        "severity": use.severity.value,
        "vi": said.vi,
        "en": said.en,
        "because": use.because,
    }


def _sheet(template: Template, sheet: Sheet) -> dict[str, Any]:
    said: dict[str, Any] = {"name": sheet.name, "title": sheet.title, "kind": sheet.kind}
    if sheet.kind == "table":
        said |= _table(sheet)
    elif sheet.kind == "form":
        said["fields"] = [
            _field(f, {"cell": value_cell(sheet, n)}) for n, f in enumerate(sheet.fields)
        ]
    if sheet.kind != "guide":
        said |= _ticks(template, sheet)
    return said | {"rules": [_rule(use, sheet) for use in sheet.rules]}


def _table(sheet: Sheet) -> dict[str, Any]:
    return {
        "key_row": KEY_ROW,
        "header_row": HEADER_ROW,
        "first_row": FIRST_ROW,
        "last_row": last_row(sheet),
        "number_column": column_letter(NUMBER_COLUMN),
        "mark_column": column_letter(MARK_COLUMN),
        "key": row_key(sheet),
        "fields": [
            _field(f, {"column": column_letter(field_column(sheet, f.name))}) for f in sheet.fields
        ],
    }


def _ticks(template: Template, sheet: Sheet) -> dict[str, Any]:
    first = guide(template)
    return {
        "tick_sheet": first.title if first else "",
        "nil_cell": tick_cell(template, sheet, GUIDE_NIL),
        "done_cell": tick_cell(template, sheet, GUIDE_DONE),
        "tick": NIL_MARK,
    }


def _category(category: Category) -> dict[str, Any]:
    return {
        "value": category.value,
        "label": category.label,
        "aliases": list(category.aliases),
        "group": category.group,
    }


def _list(known: CategoryList) -> dict[str, Any]:
    categories = [_category(category) for category in known.categories]
    return {"name": known.name, "title": known.title, "categories": categories}


def describe(template: Template) -> dict[str, Any]:
    """Return the whole declaration with every place in it, as plain data for other programs."""
    return {
        "name": template.name,
        "version": template.version,
        "title": template.title,
        "profile": template.profile,
        "fingerprint": template.fingerprint,
        "plan": template.plan,
        "collects": template.collects,
        "identity": {"sheet": IDENTITY_SHEET, "keys": [fact.name for fact in IDENTITY]},
        "sheets": [_sheet(template, sheet) for sheet in template.sheets],
        "lists": [_list(known) for known in template.lists.values()],
    }


def describe_office(template: Template) -> dict[str, Any]:
    """Return by sheet the fields that no unit's workbook has: the office fills them in, in its
    register.
    """
    said: dict[str, Any] = {}
    for sheet in template.sheets:
        names = office_fields(sheet)
        if names:
            said[sheet.name] = [_field(f, {}) for f in sheet.fields if f.name in names]
    return said
