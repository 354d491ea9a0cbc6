"""The matters of the year: what the units wrote of each, and what the office wrote about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace

from sheettools.follow_up.additions import NO_OWN, AddedRow
from sheettools.follow_up.form import Page, PageKind, RegisterForm
from sheettools.frozen import dataclass
from sheettools.incoming.check.record import Record
from sheettools.template.conditions import Book, RowValues
from sheettools.template.issue import Issue
from sheettools.template.model import Sheet
from sheettools.words.overlap import is_same_retyped
from sheettools.words.text import fold

Key = tuple[str, str]
"""A matter's table and code."""


@dataclass(frozen=True)
class Matter:
    """One matter: whose it is, what is known of it, and the office's words.

    `seen` are the values of the unit's fields, or the office's own of a matter that it received
    itself; `answer` holds the fields that the office has written, and no others. `page` and `row`
    say where it stands in the register that was read; `belongs` what the office says of an answer
    that was parked.
    """

    table: str
    code: str
    unit_code: str
    unit_name: str
    kind: PageKind = "units"
    seen: RowValues = field(default_factory=dict)
    answer: RowValues = field(default_factory=dict)
    page: str = ""
    row: int = 0
    cells: Mapping[str, str] = field(default_factory=dict)
    belongs: str = ""
    counts: bool = True
    """Whether nothing in its row must be fixed first; of a unit's row, whether it counts."""
    own: AddedRow = NO_OWN
    """What the staff added to its row: it is theirs alone and in no report."""

    @property
    def is_written(self) -> bool:
        """Whether anybody of the office has written anything into its row."""
        return bool(self.answer) or self.own.says

    @property
    def key(self) -> Key:
        """By what it is known."""
        return self.table, self.code


def matters_of(form: RegisterForm, issued: Issue, records: Iterable[Record]) -> Iterator[Matter]:
    """Yield the matters of one unit: the rows of its return, of which some do not count yet, and
    what came over from last year, whether or not it wrote anything there.
    """
    pages = {page.table.name: page for page in form.pages if page.kind == "units"}
    seen: set[Key] = set()
    for record in records:
        page = pages.get(record.sheet)
        came_over = 0 <= record.origin < issued.carried.get(record.sheet, 0)
        counts = record.status == "accepted"
        if page is None or record.status == "blank" or (came_over and not counts):
            continue
        matter = _matter(page, issued, record.values)
        matter = replace(matter, counts=counts)
        if matter.code and matter.key not in seen:
            seen.add(matter.key)
            yield matter
    for name, page in pages.items():
        for values in issued.rows.get(name, ())[: issued.carried.get(name, 0)]:
            matter = _matter(page, issued, _with_what_follows(page, issued, values))
            if matter.key not in seen:
                yield matter


def _with_what_follows(page: Page, issued: Issue, values: RowValues) -> RowValues:
    """Return a row that came over with what is worked out of it: its deadline, its period."""
    made = dict(values)
    book = Book({}, issued.facts)
    for target in page.of_unit:
        if target.compute is not None and made.get(target.name) is None:
            made[target.name] = target.compute.value(made, book)
    return made


def is_silent(table: Sheet, matter: Matter) -> bool:
    """Say whether the office has written nothing of a matter this year: what came over with it is
    last year's word.
    """
    carry = table.carry_over
    came_over = carry is not None and matter.seen.get(carry.into) is not None
    brought = carry.fields if carry is not None and came_over else ()
    return matter.answer.keys() <= set(brought)


def _matter(page: Page, issued: Issue, values: RowValues) -> Matter:
    table = page.table
    kind: PageKind = "kept" if table.keeps(values) and table.register.kept else "units"
    seen = {target.name: values.get(target.name) for target in page.of_unit}
    told = {target.name: values.get(target.name) for target in page.of_office}
    answer = {name: value for name, value in told.items() if value is not None}
    code = str(values.get(page.key) or "")
    return Matter(
        table.name, code, issued.unit_code, issued.unit_name, kind, seen=seen, answer=answer
    )


def is_same(table: Sheet, before: RowValues, now: RowValues) -> bool:
    """Say whether a code stands for the same matter as before: its kind and its day are the same,
    and its text says nearly the same.
    """
    for name in table.register.known_by:
        first, second = before.get(name), now.get(name)
        if table.field(name).free_text:
            if not is_same_retyped(str(first or ""), str(second or "")):
                return False
        elif first != second:
            return False
    return True


def may_be_same(table: Sheet, before: RowValues, now: RowValues) -> bool:
    """Say whether a row that does not count yet may be the same matter: what cannot be read of it
    may be anything.
    """
    known = {name: now.get(name) for name in table.register.known_by}
    guessed = {name: before.get(name) if said is None else said for name, said in known.items()}
    return any(said is not None for said in known.values()) and is_same(table, before, guessed)


def is_equal(table: Sheet, before: RowValues, now: RowValues) -> bool:
    """Say whether two rows tell of one matter in the same words."""
    for name in table.register.known_by:
        first, second = before.get(name), now.get(name)
        if table.field(name).free_text:
            first, second = fold(str(first or "")), fold(str(second or ""))
        if first != second:
            return False
    return True


def by_key(matters: Iterable[Matter]) -> dict[Key, Matter]:
    """Return matters by their keys; the first of a key counts."""
    found: dict[Key, Matter] = {}
    for matter in matters:
        found.setdefault(matter.key, matter)
    return found
