"""Where everything stands in a generated workbook: said once, for writing, for finding again, for other programs.

A table sheet: title, identity line, instructions, the nothing-to-report tick, a hidden row of field names, the
headings, then the prepared rows. A form sheet: a hidden column of field names, labels, values, explanations.
"""

from __future__ import annotations

from typing import Any

from sheettools.template.address import address, column_letter
from sheettools.template.findings import Words
from sheettools.template.template import Field, Sheet, Template

TITLE_ROW, LINE_ROW, NOTE_ROW, NIL_ROW, KEY_ROW, HEADER_ROW, FIRST_ROW = 1, 2, 3, 4, 5, 6, 7
NIL_COLUMN = 1
FORM_FIRST_ROW, FORM_KEY, FORM_LABEL, FORM_VALUE, FORM_NOTE = 5, 1, 2, 3, 4

IDENTITY_SHEET = "_sheettools"
LISTS_SHEET = "DanhMuc"
IDENTITY_KEYS = ("code", "unit_code", "unit_name", "template", "version", "fingerprint", "profile", "issue", "program")
REPORT_SHEETS = ("Tổng hợp", "Để riêng", "Phát hiện", "Sổ cân đối", "Nguồn")
"""The sheets that every annual workbook has, beside those that the template declares."""
NIL_MARK = "x"
CODE_WORDS = Words("Mã sổ", "Workbook code")


def value_cell(sheet: Sheet, index: int) -> str:
    """Return the address of the value of the form's field number `index` (from 0)."""
    return address(FORM_FIRST_ROW + index, FORM_VALUE)


def nil_cell(sheet: Sheet) -> str:
    """Return the address of the nothing-to-report tick, empty where the sheet has none."""
    return address(NIL_ROW, NIL_COLUMN) if sheet.nil else ""


def row_key(sheet: Sheet) -> str:
    """Return the field by which a prefilled row is known: the first that comes prefilled and locked."""
    return next((field.name for field in sheet.fields if field.read_only and field.prefill), "")


def last_row(sheet: Sheet) -> int:
    """Return the last prepared row of a table."""
    return FIRST_ROW + sheet.rows - 1


def _field(field: Field, place: dict[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {"name": field.name, "title": field.title, "type": field.kind.name, **place}
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
        "values": ["Có", "Không"] if field.kind.name == "boolean" else [],
        "constraints": {key: value for key, value in limits.items() if value is not None},
    }
    return said | {key: value for key, value in more.items() if value}


def describe(template: Template) -> dict[str, Any]:
    """Return the whole declaration with every place in it, as plain data for other programs."""
    sheets = []
    for sheet in template.sheets:
        said: dict[str, Any] = {"name": sheet.name, "title": sheet.title, "kind": sheet.kind}
        if sheet.kind == "table":
            said |= {
                "key_row": KEY_ROW,
                "header_row": HEADER_ROW,
                "first_row": FIRST_ROW,
                "last_row": last_row(sheet),
                "nil_cell": nil_cell(sheet),
                "nil_mark": NIL_MARK if sheet.nil else "",
                "key": row_key(sheet),
                "fields": [_field(f, {"column": column_letter(n)}) for n, f in enumerate(sheet.fields, start=1)],
            }
        elif sheet.kind == "form":
            said["fields"] = [_field(f, {"cell": value_cell(sheet, n)}) for n, f in enumerate(sheet.fields)]
        rules = [
            {"rule": use.rule.keyword, "code": use.problem.code, "severity": use.severity.value,
             "vi": use.rule.sentence(sheet).vi, "en": use.rule.sentence(sheet).en, "because": use.because}
            for use in sheet.rules
        ]  # fmt: skip
        sheets.append(said | {"rules": rules})
    return {
        "name": template.name,
        "version": template.version,
        "title": template.title,
        "profile": template.profile,
        "fingerprint": template.fingerprint,
        "plan": template.plan,
        "collects": template.collects,
        "identity": {"sheet": IDENTITY_SHEET, "keys": list(IDENTITY_KEYS)},
        "sheets": sheets,
        "lists": [
            {"name": known.name, "title": known.title, "categories": [
                {"value": c.value, "label": c.label, "aliases": list(c.aliases), "group": c.group}
                for c in known.categories
            ]}
            for known in template.lists.values()
        ],
    }  # fmt: skip
