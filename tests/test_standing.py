"""What the tests prove of their own templates holds of those that ship: these have at least the
same fields, rules, covers and figures.

Words, widths and numbers of rows are each one's own. A column more that ships is no matter of these
tests; a rule, a cover or a figure less is, for then something is proved that nobody has.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from for_each import for_each
from standing import own_template, shipped_template

from sheettools.template.conditions import Condition, Test
from sheettools.template.model import RuleUse, Template
from sheettools.template.rules.filling import RequiredWhen
from sheettools.template.rules.lists import NotAllowedWhen

ASIDE = {
    *("title", "description", "text", "label", "example", "nil", "because", "formerly_titled"),
    *("width", "rows", "orientation", "group", "aliases", "code", "printed"),
    *("by", "default", "register", "prefill", "read_only"),
}
"""What a template says, how it looks, and who writes a field or what it comes with: it judges
nothing.
"""


def _when(field: str, value: object) -> Condition:
    return Condition((Test(field, "in", (value,)),))


OTHERWISE = (
    (
        NotAllowedWhen("tra_loi_hn", (False,), _when("trang_thai", "TRA_LOI_HN")),
        NotAllowedWhen("trang_thai", ("TRA_LOI_HN",), _when("tra_loi_hn", False)),
    ),
    (
        RequiredWhen("ghi_chu", _when("co_quan", "KHAC")),
        RequiredWhen("ghi_chu_van_phong", _when("co_quan", "KHAC")),
    ),
)
"""Rules of the tests' own template, and what ships in their place, where the office writes one of
the fields: it is told at its own.
"""


def lacking(own: Any, shipped: Any, where: str) -> Iterator[str]:
    """Yield what is declared in `own` and not in `shipped`, each with its place."""
    if own == shipped:
        return
    if isinstance(own, tuple) and isinstance(shipped, tuple):
        for one in own:
            yield from _lacking_one(one, shipped, where)
    elif dataclasses.is_dataclass(own) and type(own) is type(shipped):
        judging = (part.name for part in dataclasses.fields(own) if part.name not in ASIDE)
        for name in judging:
            yield from lacking(getattr(own, name), getattr(shipped, name), f"{where}.{name}")
    else:
        yield f"{where}: {own}"


def _lacking_one(one: Any, shipped: tuple[Any, ...], where: str) -> Iterator[str]:
    name = getattr(one, "name", "")
    if not name:
        one = _as_shipped(one)
        if all(list(lacking(one, other, where)) for other in shipped):
            yield f"{where}: {one}"
        return
    same = [other for other in shipped if other.name == name]
    if not same:
        yield f"{where}: {name}"
    for other in same:
        yield from lacking(one, other, f"{where}.{name}")


def _as_shipped(one: Any) -> Any:
    for own, shipped in OTHERWISE:
        if isinstance(one, RuleUse) and one.rule == own:
            return dataclasses.replace(one, rule=shipped)
    return one


def lacks_of(own: Template, shipped: Template) -> Iterator[str]:
    """Yield what `shipped` lacks of that by which rows are judged, covered and counted."""
    yield from lacking(own.sheets, shipped.sheets, own.name)
    yield from lacking(own.report.figures, shipped.report.figures, "figures")
    yield from lacking(own.report.balance, shipped.report.balance, "balance")


@for_each("profile", ["bac-giang-2024", "bac-ninh-2026"])
@for_each("name", ["ke-hoach", "so-tiep-xuc"])
def test_what_is_proved_of_the_tests_own_template_is_in_the_shipped_one(
    name: str, profile: str
) -> None:
    own, shipped = own_template(name, profile), shipped_template(name, profile)
    lacks = list(lacks_of(own, shipped))
    assert not lacks, "if that is meant, change tests/own/bieu-mau too:\n" + "\n".join(lacks)


def test_a_cover_less_is_seen_and_a_column_more_is_not() -> None:
    sheet = own_template("so-tiep-xuc").sheet("kien_nghi")
    column = dataclasses.replace(sheet.fields[0], name="ghi_chu_thu")
    more = dataclasses.replace(sheet, fields=(column, *sheet.fields))
    less = dataclasses.replace(sheet, covers=())
    assert list(lacking(sheet, more, "")) == []
    assert len(list(lacking(sheet, less, ""))) == len(sheet.covers) > 0
