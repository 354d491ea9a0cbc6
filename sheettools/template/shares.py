"""Who fills in what: the share of a template that a unit gets, and the office's.

A template declares both. A unit's workbook asks for what the unit knows; what the office writes
stands in its register. What is worked out of the office's words is the office's too, and so are the
rules that read them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from sheettools.template.conditions import Condition
from sheettools.template.keys import OwnField, keys_of
from sheettools.template.model import CarryOver, Cover, Field, Rule, RuleUse, Sheet, Template


def office_fields(sheet: Sheet) -> frozenset[str]:
    """Name the fields that no unit's workbook asks for or works out: those of the office, and what
    is worked out of them.
    """
    return _with_what_follows(sheet, {f.name for f in sheet.fields if f.by == "office"})


def office_words(sheet: Sheet) -> frozenset[str]:
    """Name the fields that the office fills in, and those that are worked out of these: no others
    of its fields change with what it writes.
    """
    written = {f.name for f in sheet.fields if f.by == "office" and f.compute is None}
    return _with_what_follows(sheet, written)


def _with_what_follows(sheet: Sheet, found: set[str]) -> frozenset[str]:
    for target in sheet.fields:  # none is worked out of a later one
        worked_out = target.compute or target.default
        if worked_out is not None and not found.isdisjoint(worked_out.fields()):
            found.add(target.name)
    return frozenset(found)


def is_shared(template: Template) -> bool:
    """Say whether the office fills in anything."""
    return any(office_fields(sheet) for sheet in template.sheets)


def of_unit(template: Template, told: Collection[str] = ()) -> Template:
    """Return what a unit's workbook is made from: its own share.

    On the sheets in `told`, by their names, it shows the office's fields as well, at the end and
    locked.
    """
    return _each(template, lambda sheet: _unit_sheet(sheet, shown=sheet.name in told))


def as_returned(template: Template) -> Template:
    """Return what a returned workbook is read by: all fields are known, as an older one may hold
    the office's too; what the unit is asked and held to is its own share.
    """
    return _each(template, _returned_sheet)


def _each(template: Template, change: Callable[[Sheet], Sheet]) -> Template:
    if not is_shared(template):
        return template
    return replace(template, sheets=tuple(map(change, template.sheets)))


def _unit_sheet(sheet: Sheet, *, shown: bool) -> Sheet:
    office = office_fields(sheet)
    if not office:
        return sheet
    fields = [target for target in sheet.fields if target.name not in office]
    if shown:
        fields += [_shown(target) for target in sheet.fields if _may_show(target, office)]
    return replace(
        sheet,
        fields=tuple(_regrouped(sheet, fields)),
        rules=tuple(_rules_without(sheet, office)),
        covers=tuple(_cover_without(cover, office) for cover in sheet.covers),
        carry_over=_carry_without(sheet.carry_over, office),
    )


def _may_show(target: Field, office: Collection[str]) -> bool:
    """Say whether a unit may see a field of the office: not who somebody is, nor what is worked
    out.
    """
    return target.name in office and not target.personal and target.compute is None


def _shown(target: Field) -> Field:
    return replace(target, read_only=True, required=False, default=None)


def _regrouped(sheet: Sheet, fields: list[Field]) -> list[Field]:
    """Give each band its heading where its first field went away."""
    group, begun = "", ""
    of_field: dict[str, str] = {}
    for target in sheet.fields:
        group = target.group or group
        of_field[target.name] = group
    made = []
    for target in fields:
        own = of_field[target.name]
        made.append(replace(target, group=own if own != begun else ""))
        begun = own
    return made


def _returned_sheet(sheet: Sheet) -> Sheet:
    office = office_fields(sheet)
    if not office:
        return sheet
    # In the order in which a unit's workbook has them.
    fields = [target for target in sheet.fields if target.name not in office]
    fields += [_not_asked(target) for target in sheet.fields if target.name in office]
    return replace(sheet, fields=tuple(fields), rules=tuple(_rules_without(sheet, office)))


def _not_asked(target: Field) -> Field:
    return replace(target, by="office", required=False, default=None)


# --------------------------------------------------------------------------- what reads fields


def _rules_without(sheet: Sheet, office: Collection[str]) -> list[RuleUse]:
    kept = []
    for use in sheet.rules:
        rule = narrowed(use.rule, office)
        if rule is not None:
            kept.append(replace(use, rule=rule))
    return kept


def narrowed(rule: Rule, without: Collection[str]) -> Rule | None:
    """Return a rule as it reads no field in `without`; None where nothing is left of it."""
    for key in keys_of(type(rule)):
        value = getattr(rule, key.field)
        if isinstance(value, Condition) and key.meaning is None:
            if not frozenset(value.fields).isdisjoint(without):
                return None
        elif key.meaning is OwnField and not key.many and value in without:
            return None
    return relieved(rule, without)


def relieved(rule: Rule, without: Collection[str]) -> Rule | None:
    """Return a rule as it is held against none of the fields in `without`, of those that it lists;
    None where it lists no others. It may look at them all the same.
    """
    changed: dict[str, Any] = {}
    for key in keys_of(type(rule)):
        value = getattr(rule, key.field)
        if key.meaning is OwnField and key.many and value:
            left = tuple(name for name in value if name not in without)
            if not left:
                return None
            changed[key.field] = left
    return replace(rule, **changed) if changed else rule


def _cover_without(cover: Cover, office: Collection[str]) -> Cover:
    return replace(cover, fields=tuple(name for name in cover.fields if name not in office))


def _carry_without(carry: CarryOver | None, office: Collection[str]) -> CarryOver | None:
    if carry is None:
        return None
    return replace(carry, fields=tuple(name for name in carry.fields if name not in office))
