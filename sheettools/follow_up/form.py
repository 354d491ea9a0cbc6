"""What the office's register is made from: the same template, with the office as who fills it in.

Of each table of which the office writes a part it has a sheet: what the units wrote stands locked,
what the office writes is open, with the same lists, rules and marks. Rows that stay in the office
as a whole have a sheet of their own, and so have those that the office received itself, and answers
of which it is to say to which matter they belong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Literal

from sheettools.frozen import dataclass
from sheettools.template import layout
from sheettools.template.computes import FirstOf
from sheettools.template.issue import Issue
from sheettools.template.keys import OtherSheet, keys_of
from sheettools.template.kinds import TEXT
from sheettools.template.model import Compute, Field, RuleUse, Sheet, Template
from sheettools.template.shares import office_words, relieved
from sheettools.template.vocabulary import Category, CategoryList

REGISTER = "so-theo-doi.xlsx"
"""The name of its file."""
PageKind = Literal["units", "kept", "received", "received_kept", "parked"]
RECEIVED: tuple[PageKind, ...] = ("received", "received_kept")
"""The pages of what the office received itself: apart what stays in the office as a whole."""
UNIT, BELONGS = "cua_don_vi", "cua_ma"
"""The fields that only the register has: whose matter it is, and to which an answer belongs."""
UNIT_TITLE, BELONGS_TITLE, PARKED_TITLE = "Đơn vị", "Trả lời này của mã", "Chờ xem lại"
OVERDUE_TITLE, BY_BODY_TITLE = "Quá hạn", "Danh sách theo cơ quan"
WRITTEN_PAGES = (OVERDUE_TITLE, BY_BODY_TITLE)
"""The pages on which nobody writes but the program."""
REMARK_COLUMN, REMARK_HEAD = 7, "Ghi chú"
"""The last column of these; of a body's list it is left empty, to be written in by hand."""
DROPPED = "bỏ"
"""What the office writes for an answer that belongs to no matter any more."""
RECEIVED_ROWS = 30
"""How many rows there are for what the office received itself."""


@dataclass(frozen=True)
class Page:
    """One sheet of the register, and the table of the template that it shows."""

    sheet: Sheet
    table: Sheet
    kind: PageKind

    @cached_property
    def key(self) -> str:
        """The field that holds the code of a matter."""
        return layout.row_key(self.table)

    @cached_property
    def of_office(self) -> tuple[Field, ...]:
        """The fields of the table that the office fills in."""
        names = office_words(self.table)
        fields = (target for target in self.table.fields if target.name in names)
        return tuple(target for target in fields if target.compute is None)

    @cached_property
    def of_unit(self) -> tuple[Field, ...]:
        """The fields of the table that a unit fills in, or that follow from these."""
        names = office_words(self.table)
        return tuple(target for target in self.table.fields if target.name not in names)


@dataclass(frozen=True)
class RegisterForm:
    """The template of the register, and its pages in their order; `whole` is the template that it
    goes back to.
    """

    whole: Template
    template: Template
    pages: tuple[Page, ...]

    def of_table(self, table: str) -> Iterator[Page]:
        """Yield the pages that show a table."""
        return (page for page in self.pages if page.table.name == table)


def form_of(template: Template, issued: Sequence[Issue]) -> RegisterForm:
    """Return what the register of a template's units is made from."""
    pages: list[Page] = []
    for table in template.tables:
        if office_words(table) and layout.row_key(table):
            pages += _pages(table)
    units = tuple(Category(one.unit_code, one.unit_name) for one in issued)
    lists = {**template.lists, UNIT: CategoryList(UNIT, UNIT_TITLE, units)}
    sheets = tuple(_with_units(page.sheet, lists[UNIT]) for page in pages)
    made = tuple(replace(page, sheet=sheet) for page, sheet in zip(pages, sheets, strict=True))
    # Without a plan: it is filled in at a desk, not on a village's phone.
    name = register_name(template)
    own = replace(template, name=name, sheets=sheets, lists=lists, plan="")
    return RegisterForm(template, own, made)


def register_name(template: Template) -> str:
    """Return what the register of a template's units says that it is."""
    return f"{template.name}_so-theo-doi"


def _pages(table: Sheet) -> Iterator[Page]:
    said = table.register
    yield Page(_sheet(table, table.title, "units"), table, "units")
    if said.kept and table.keeping:
        yield Page(_sheet(table, said.kept, "kept"), table, "kept")
    if said.received:
        yield Page(_sheet(table, said.received, "received"), table, "received")
    if said.received and said.kept and table.keeping:
        title = f"{said.kept} – {said.received}"[:31]
        yield Page(_sheet(table, title, "received_kept"), table, "received_kept")
    if said.known_by:
        yield Page(_sheet(table, _parked_title(table), "parked"), table, "parked")


def _parked_title(table: Sheet) -> str:
    return f"{PARKED_TITLE} – {table.title}"[:31]


def page_name(table: str, kind: PageKind) -> str:
    """Return the name of a page in the template of the register."""
    return table if kind == "units" else f"{table}_{kind}"


def _sheet(table: Sheet, title: str, kind: PageKind) -> Sheet:
    office = office_words(table)
    key = layout.row_key(table)
    own = [target for target in table.fields if target.name not in office and target.name != key]
    theirs = [target for target in table.fields if target.name in office]
    unit = Field(UNIT, UNIT_TITLE, TEXT, read_only=kind not in RECEIVED, width=16)
    fields = [_code(table.field(key)), unit]
    if kind in RECEIVED:
        fields[1] = replace(unit, required=True)
        fields += [_written(target) for target in own]
    else:
        fields += [_shown(target) for target in own]
    if kind == "parked":
        fields.insert(0, Field(BELONGS, BELONGS_TITLE, TEXT, width=19, description=_PARKED_HELP))
    fields += [_office(target) for target in theirs]
    units = {target.name for target in own}
    return replace(
        table,
        name=page_name(table.name, kind),
        title=title,
        fields=tuple(fields),
        rules=() if kind == "parked" else tuple(_rules(table, units, whole=kind in RECEIVED)),
        covers=(),
        rows=RECEIVED_ROWS if kind in RECEIVED else 1,
        nil="",
        optional=True,
        rows_from=None,
        carry_over=None,
        description=_HELP[kind],
    )


_PARKED_HELP = (
    f"Ghi mã của việc mà trả lời này thuộc về; không thuộc việc nào nữa thì ghi “{DROPPED}”."
)
_HELP: dict[str, str] = {
    "units": "Ô xám do đơn vị ghi; văn phòng ghi các ô trắng.",
    "kept": "Ở lại văn phòng, không có trong danh sách gửi cơ quan nào.",
    "received": "Việc văn phòng nhận trực tiếp: mỗi việc một dòng.",
    "received_kept": "Ở lại văn phòng, không có trong danh sách gửi cơ quan nào.",
    "parked": "Đơn vị gửi lại sổ, mã này nay là việc khác: xem trả lời thuộc về việc nào.",
}


def _code(target: Field) -> Field:
    return replace(target, read_only=True, required=False, default=None, group="")


def _shown(target: Field) -> Field:
    """Return a field of the unit as the office sees it: locked, whatever stands there."""
    return replace(
        target,
        read_only=True,
        required=False,
        prefill="",
        prefill_more="",
        compute=None,
        default=None,
        foreign_key=(),
    )


def _written(target: Field) -> Field:
    """Return a field of the unit as the office fills it in itself, with no other sheet to look
    into.
    """
    alone = replace(target, prefill="", prefill_more="", foreign_key=(), read_only=False)
    return replace(alone, compute=_alone(target.compute), default=_alone(target.default))


def _office(target: Field) -> Field:
    compute, default = _alone(target.compute), _alone(target.default)
    return replace(target, by="unit", compute=compute, default=default)


def _alone(compute: Compute | None) -> Compute | None:
    """Return a computation without what it would look up on other sheets."""
    if isinstance(compute, FirstOf):
        parts = tuple(part for part in compute.parts if not _looks_elsewhere(part))
        return FirstOf(parts) if parts else None
    return None if compute is None or _looks_elsewhere(compute) else compute


def _looks_elsewhere(part: object) -> bool:
    return any(key.meaning is OtherSheet for key in keys_of(type(part)))


def _rules(table: Sheet, units: set[str], *, whole: bool) -> Iterator[RuleUse]:
    """Yield the rules of a table as the office is held to them: those of its own words; of matters
    that it received itself all, but those that look into other sheets.
    """
    office = office_words(table)
    for use in table.rules:
        names = set(use.rule.fields())
        if _looks_elsewhere(use.rule):
            continue
        if whole or not names:
            yield use
        elif not names.isdisjoint(office):
            rule = relieved(use.rule, units)
            if rule is not None:
                yield replace(use, rule=rule)


def _with_units(sheet: Sheet, units: CategoryList) -> Sheet:
    fields = []
    for target in sheet.fields:
        chosen = target.name == UNIT and not target.read_only
        fields.append(replace(target, categories=units) if chosen else target)
    return replace(sheet, fields=tuple(fields))
