"""Why a template has each of its columns: who gives it, from what it follows, which figures need
it. Called by the cog block of docs/vi-sao.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sheettools.template.computes import FirstOf
from sheettools.template.load.library import find_profile, find_template
from sheettools.template.load.load import load_template
from sheettools.template.model import Compute, Field, Sheet, Template
from sheettools.template.shares import office_fields

_REFERENCE = re.compile(r"\{([a-z_]+)\.([a-z_]+)")
Use = tuple[str, str, str]
"""A sheet, a field of it, and what needs it."""


def columns(name: str, profile: str) -> str:
    """Return a table of every field of a template's tables."""
    template = load_template(find_template(name), find_profile(profile))
    uses: dict[tuple[str, str], dict[str, None]] = {}
    for sheet_name, field_name, use in _uses(template):
        uses.setdefault((sheet_name, field_name), {})[use] = None
    lines: list[str] = []
    for sheet in template.tables:
        lines += [f"\n### {sheet.title}\n"]
        lines += ["| cột | ai ghi | từ đâu mà có | dùng cho |", "|---|---|---|---|"]
        for target in sheet.fields:
            needed = [*uses.get((sheet.name, target.name), ()), *_other_needs(sheet, target)]
            follows = "; ".join(_follows(template, sheet, target))
            said = "; ".join(needed) or "tra cứu"
            lines.append(f"| {target.title} | {giver(sheet, target)} | {follows} | {said} |")
    return "\n".join(lines)


def giver(sheet: Sheet, target: Field) -> str:
    """Say who writes a field."""
    if target.compute is not None and not target.prefill:
        return "tự tính"
    if target.read_only:
        return "in sẵn"
    return "văn phòng" if target.name in office_fields(sheet) else "đơn vị"


# --------------------------------------------------------------------------- from what it follows


def _follows(template: Template, sheet: Sheet, target: Field) -> Iterator[str]:
    if target.prefill or target.prefill_more:
        yield "in sẵn theo kế hoạch"
    if sheet.carry_over is not None and target.name in sheet.carry_over.fields:
        yield "việc kỳ trước: in sẵn theo báo cáo năm trước"
    if target.compute is not None:
        yield "tính từ " + _sources(template, sheet, target.compute)
    if target.default is not None:
        yield "để trống thì theo " + _sources(template, sheet, target.default)


def _sources(template: Template, sheet: Sheet, worked_out: Compute) -> str:
    names = [f"“{sheet.field(name).title}”" for name in worked_out.fields()]
    parts = worked_out.parts if isinstance(worked_out, FirstOf) else (worked_out,)
    for part in parts:
        other = getattr(part, "sheet", "")
        if other:
            names.append(f"trang “{template.sheet(other).title}”")
    return ", ".join(dict.fromkeys(names)) or "điều thường gặp"


def _other_needs(sheet: Sheet, target: Field) -> Iterator[str]:
    """Yield the fields that are worked out of a field, and whether rules read it."""
    out = [one.title for one in sheet.fields if target.name in _read_by(one)]
    if out:
        yield "tính ra " + ", ".join(f"“{title}”" for title in out)
    if any(target.name in use.rule.fields() for use in sheet.rules):
        yield "kiểm tra"


def _read_by(target: Field) -> tuple[str, ...]:
    worked_out = target.compute or target.default
    return () if worked_out is None else worked_out.fields()


# --------------------------------------------------------------------------- what needs it


def _uses(template: Template) -> Iterator[Use]:
    yield from _of_figures(template)
    for one in template.report.coverages:
        yield from _each(one.table, (one.key, *one.columns, *one.where.fields), one.title)
    for extract in template.report.extracts:
        yield from _each(extract.table, (*extract.columns, *extract.where.fields), extract.title)
    for listed in template.report.word.lists:
        yield listed.table, listed.group, "danh sách"
        for omission in listed.omit:
            yield from _each(listed.table, omission.where.fields, "danh sách")
        for column in listed.columns:
            marks = column.mark.fields if column.mark else ()
            yield from _each(listed.table, marks, "danh sách")
            yield from _named(template, column.text, "danh sách")
    for sentence in template.report.word.sentences:
        yield from _named(template, f"{sentence.text} {sentence.item}", "lời báo cáo")
        if sentence.each in {sheet.name for sheet in template.sheets}:
            yield from _each(sentence.each, sentence.where.fields, "lời báo cáo")


def _of_figures(template: Template) -> Iterator[Use]:
    tables: dict[str, str] = {}
    for figure in template.report.figures:
        tables[figure.name] = figure.table
        if not figure.of_plan:
            read = (figure.column, *figure.where.fields) if figure.column else figure.where.fields
            yield from _each(figure.table, read, figure.code)
    for broken in template.report.breakdowns:
        of = {tables[name] for name in broken.figures}
        for sheet in template.tables:
            if sheet.name in of and broken.by in sheet:
                yield sheet.name, broken.by, f"bảng {broken.title.lower()}"


def _each(table: str, fields: Iterable[str], use: str) -> Iterator[Use]:
    return ((table, name, use) for name in fields)


def _named(template: Template, text: str, use: str) -> Iterator[Use]:
    for table, name in _REFERENCE.findall(text):
        if any(sheet.name == table and name in sheet for sheet in template.tables):
            yield table, name, use
