"""A template as plain data for other programs: the whole declaration, with every place in it."""

from __future__ import annotations

from typing import Any

from sheettools.template.address import column_letter
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
from sheettools.template.model import Field, Template


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


def describe(template: Template) -> dict[str, Any]:
    """Return the whole declaration with every place in it, as plain data for other programs."""
    sheets, first = [], guide(template)
    for sheet in template.sheets:
        said: dict[str, Any] = {"name": sheet.name, "title": sheet.title, "kind": sheet.kind}
        if sheet.kind == "table":
            said |= {
                "key_row": KEY_ROW,
                "header_row": HEADER_ROW,
                "first_row": FIRST_ROW,
                "last_row": last_row(sheet),
                "number_column": column_letter(NUMBER_COLUMN),
                "mark_column": column_letter(MARK_COLUMN),
                "key": row_key(sheet),
                "fields": [
                    _field(f, {"column": column_letter(field_column(sheet, f.name))})
                    for f in sheet.fields
                ],
            }
        elif sheet.kind == "form":
            said["fields"] = [
                _field(f, {"cell": value_cell(sheet, n)}) for n, f in enumerate(sheet.fields)
            ]
        rules = [
            {
                "rule": use.rule.keyword,
                "code": use.problem.code,
                "severity": use.severity.value,
                "vi": use.rule.sentence(sheet).vi,
                "en": use.rule.sentence(sheet).en,
                "because": use.because,
            }
            for use in sheet.rules
        ]
        if sheet.kind != "guide":
            said |= {
                "tick_sheet": first.title if first else "",
                "nil_cell": tick_cell(template, sheet, GUIDE_NIL),
                "done_cell": tick_cell(template, sheet, GUIDE_DONE),
                "tick": NIL_MARK,
            }
        sheets.append(said | {"rules": rules})
    return {
        "name": template.name,
        "version": template.version,
        "title": template.title,
        "profile": template.profile,
        "fingerprint": template.fingerprint,
        "plan": template.plan,
        "collects": template.collects,
        "identity": {"sheet": IDENTITY_SHEET, "keys": [fact.name for fact in IDENTITY]},
        "sheets": sheets,
        "lists": [
            {
                "name": known.name,
                "title": known.title,
                "categories": [
                    {
                        "value": c.value,
                        "label": c.label,
                        "aliases": list(c.aliases),
                        "group": c.group,
                    }
                    for c in known.categories
                ],
            }
            for known in template.lists.values()
        ],
    }
