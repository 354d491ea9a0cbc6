"""Live help that pasting cannot kill: the formulas behind a sheet's marks, colours and counters.

They stand in locked cells. For each field a state: 0 fine, 1 missing, 2 and more the number of what
is wrong (`template/sayings`). Fields at which rules complain have a base state too, for what is
wrong with the cell by itself, so that rules read only sound cells and no two of them wait for each
other.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Any

from sheettools.frozen import dataclass
from sheettools.outgoing.workbook.in_file import is_same
from sheettools.outgoing.workbook.initial import InitialBook, KeptCell, LaidRow
from sheettools.outgoing.workbook.row_formula import ANY_ROW, RowFormula
from sheettools.outgoing.workbook.write import SheetWriter
from sheettools.template import layout
from sheettools.template.excel.address import address, column_letter
from sheettools.template.excel.formula import every, literal, quote, sheet_name, words_name
from sheettools.template.grid import Grid
from sheettools.template.model import Compute, Field, Sheet, Template
from sheettools.template.sayings import MISSING

COMPLETE, ALL_FILLED = "Đủ", "Đã ghi đủ"
MOST_MADE = 100
"""For how many ways in which rows of a sheet came the formulas are kept."""
UNSOUND = -1
"""The base state of a computed cell that is worked out of cells with faults of their own."""


@dataclass(frozen=True, slots=True)
class Made:
    """One formula of a row, and what it shows when the workbook goes out."""

    column: int
    formula: str
    now: Callable[[Marks, LaidRow], Any]
    style: str = "helper"


class Marks:
    """The marks of one sheet."""

    def __init__(self, laid: InitialBook, sheet: Sheet, page: SheetWriter) -> None:
        self.laid, self.sheet, self.page = laid, sheet, page
        self.sayings, self.words = laid.sayings(sheet), laid.words(sheet)
        self._made: dict[Any, Sequence[tuple[RowFormula, Made]]] = laid.common.once(
            ("made", sheet.name), dict
        )
        self._worked_out = frozenset(one.name for one in sheet.fields if one.compute is not None)
        self._above: tuple[Sequence[tuple[RowFormula, Made]], bool, Sequence[Any]] = (), False, ()
        """The formulas of the row above, whether there is nothing to say of it, and what they
        come to there.
        """
        self.referred = laid.common.once(
            ("referred", sheet.name), lambda: _is_referred(laid.template, sheet)
        )

    def grid(self, row: LaidRow) -> Grid:
        """Return how formulas name the cells of a row."""
        return Grid(self.laid.template, self.sheet, row.number, self.laid.issued.facts)

    # ----- tables

    def table(self) -> None:
        """Write the marks of every row, the hidden columns behind them, and the counters."""
        place = layout.helpers(self.sheet)
        helpers = list(enumerate(layout.helper_keys(self.sheet), start=place.begun))
        look = self.page.book.format("helper")
        self.page.hidden_columns(place.begun, helpers[-1][0], 6, look)
        for column, key in helpers:
            # The name stands in the headings too: a return may have lost the row of names.
            self.page.put(layout.KEY_ROW, column, key, "key")
            self.page.put(layout.HEADER_ROW, column, key, "key")
        for row in self.laid.rows[self.sheet.name]:
            self._row(row, place)
        self._counters()
        self._colours(place)

    def _row(self, row: LaidRow, place: layout.Helpers) -> None:
        formulas = self._formulas(row, place)
        is_quiet = not row.begun and row.number not in self._stated
        above, was_quiet, known = self._above
        if formulas is above and is_quiet and was_quiet:
            self.page.repeat(row.number, [made.column for _, made in formulas])
        else:
            results = [made.now(self, row) for _, made in formulas]
            self._put_row(row.number, formulas, results, known if formulas is above else ())
            self._above = formulas, is_quiet, results
        if self.referred:
            now = self._orders[row.number - layout.FIRST_ROW]
            self._put(row.number, place.order, self._order(row, place.order), now)

    def _put_row(
        self,
        row: int,
        formulas: Sequence[tuple[RowFormula, Made]],
        results: Sequence[Any],
        known: Sequence[Any],
    ) -> None:
        """Write the formulas of a row; those are repeated that come to what is `known` of the row
        above.
        """
        repeated = []
        for number, ((formula, made), now) in enumerate(zip(formulas, results, strict=True)):
            if known and is_same(known[number], now):
                repeated.append(made.column)
            else:
                self._put(row, made.column, formula, now, made.style)
        self.page.repeat(row, repeated)

    def _formulas(self, row: LaidRow, place: layout.Helpers) -> Sequence[tuple[RowFormula, Made]]:
        """Return the formulas of a row, made once for all workbooks: rows that came with the same
        differ in their number only.
        """
        came = [(name, value) for name, value in row.given.items() if value is not None]
        given = tuple(one for one in came if one[0] not in row.locked)
        put_in = tuple(name for name, _ in came if name in self._worked_out)
        made, key = self._made, (row.locked, given, put_in)
        if key not in made:
            pattern = dataclasses.replace(row, number=ANY_ROW)
            made[key] = [
                (RowFormula.of(one.formula), one) for one in self._row_formulas(pattern, place)
            ]
            if len(made) > MOST_MADE:
                del made[next(iter(made))]
        return made[key]

    def _row_formulas(self, row: LaidRow, place: layout.Helpers) -> Iterator[Made]:
        """Yield the formulas of a row that hold only cells of the row itself."""
        grid = self.grid(row)
        yield Made(place.begun, self._begun(row, grid), lambda _, one: int(one.begun))
        for position, target in enumerate(self.sheet.fields):
            columns = (place.state + position, place.base + position)
            yield from self._states(row, grid, target, columns)
            if target.default is not None:
                column = layout.held_column(self.sheet, target.name)
                yield Made(column, grid.held(target, target.default), _held_now(target))
        yield Made(place.next, self._next(place, row.number), Marks._next_now)
        yield Made(layout.MARK_COLUMN, self._mark(row, grid, place), Marks.mark_now, "mark")

    def _order(self, row: LaidRow, column: int) -> str:
        """Count the rows down to this one that may be referred to, from the row above."""
        own = "1" if row.planned else self.grid(row).begun()
        if row.number == layout.FIRST_ROW:
            return own
        return f"${column_letter(column)}{row.number - 1}+{own}"

    @cached_property
    def _stated(self) -> frozenset[int]:
        """The rows of which there is something to say."""
        return frozenset(row for name, row, _ in self.laid.states if name == self.sheet.name)

    @cached_property
    def _orders(self) -> list[int]:
        """How many rows down to each may be referred to, when the workbook goes out."""
        rows = self.laid.rows[self.sheet.name]
        return list(accumulate(int(one.planned or one.begun) for one in rows))

    def _begun(self, row: LaidRow, grid: Grid) -> str:
        """Say whether anything stands in the row that did not come prefilled."""
        typed = [f.name for f in self.sheet.fields if f.name not in row.locked]
        empty = [grid.cell(name) for name in typed if row.given.get(name) is None]
        # The cells one after the other, not a range: not every client works through a range inside
        # LEN and TRIM.
        said = [f"IFERROR(IF(LEN(TRIM({'&'.join(empty)}))>0,1,0),1)"] if empty else []
        for name in typed:
            given = row.given.get(name)
            if given is not None:
                cell, shown = grid.cell(name), literal(self.sheet.field(name).in_cell(given))
                said.append(f"IFERROR((LEN(TRIM({cell}))>0)*({cell}<>{shown}),1)")
        return f"IF({'+'.join(said) or '0'}>0,1,0)"

    # ----- forms

    def form(self) -> None:
        """Write the mark of every line of a form, and the counters."""
        (row,) = self.laid.rows[self.sheet.name]
        grid = self.grid(row)
        for column in range(layout.FORM_STATE, layout.FORM_STATE + len(layout.COUNTS)):
            self.page.column(column, 6, self.page.book.format("helper"), hidden=True)
        for position, target in enumerate(self.sheet.fields):
            line = layout.FORM_FIRST_ROW + position
            columns = (layout.FORM_STATE, layout.FORM_STATE + 1)
            for made in self._states(row, grid, target, columns):
                self._put(line, made.column, made.formula, made.now(self, row), made.style)
            state = self.laid.state(self.sheet, row, target.name)
            formula = (
                f'IF({grid.state(target.name)}=0,"",{self._form_mark(grid.state(target.name))})'
            )
            self._put(line, layout.FORM_MARK, formula, self._form_mark_now(state), "mark")
        self._counters()
        first, last = layout.FORM_FIRST_ROW, layout.last_row(self.sheet)
        self._colour(
            first,
            layout.FORM_VALUE,
            last,
            layout.FORM_VALUE,
            f"${column_letter(layout.FORM_STATE)}{first}",
        )

    def _form_mark(self, state: str) -> str:
        wrong = quote("Chưa đúng: ") + f"&INDEX({words_name(self.sheet.name)},{state}-1)"
        doubtful = quote("Xem lại: ") + f"&INDEX({words_name(self.sheet.name)},{state}-1)"
        return f'IF({state}=1,"Còn thiếu",IF({state}>{self.sayings.last_error},{doubtful},{wrong}))'

    def _form_mark_now(self, state: int) -> str:
        if state <= MISSING:
            return "Còn thiếu" if state else ""
        kind = "Xem lại: " if state > self.sayings.last_error else "Chưa đúng: "
        return kind + self.words[state - 2]

    # ----- the state of a cell

    def _states(
        self, row: LaidRow, grid: Grid, target: Field, columns: tuple[int, int]
    ) -> Iterator[Made]:
        """Yield the formulas of a field's state and, where rules may complain, its base state."""
        state, base = columns
        own = self._base(row, grid, target)
        if not self.sheet.blamed(target.name):
            if own:
                yield Made(state, own, _state_now(target))
            return
        formula = self._ruled(row, grid, target)
        if own:
            yield Made(base, own, _base_now(target))
            reference = grid.base(target.name)
            formula = f"IF({reference}<>0,{reference},{formula})"
        yield Made(state, formula, _state_now(target))

    def _base(self, row: LaidRow, grid: Grid, target: Field) -> str:
        """Say what is wrong with a cell by itself, empty where nothing can be."""
        cell, wrong = grid.cell(target.name), self.sayings.of_cell(target)
        if target.compute is not None and row.given.get(target.name) is None:
            return self._base_of_computed(grid, target, target.compute)
        if target.name in row.locked:
            return ""
        fine, missing = target.formula(cell), MISSING if target.required else 0
        judged = "0" if fine == "TRUE" else f"IF({fine},0,{wrong})"
        if target.default is not None:
            judged = f"IF({grid.empty(target.name)},0,{judged})"
        told = f"IF(ISERROR({cell}),{wrong},IF({grid.blank(target.name)},{missing},{judged}))"
        return told if self.sheet.kind == "form" else f"IF({grid.begun()}=0,0,{told})"

    def _base_of_computed(self, grid: Grid, target: Field, compute: Compute) -> str:
        limited = target.minimum is not None or target.maximum is not None
        if not limited and not self.sheet.named(target.name):
            return ""
        judged = "0"
        if limited:
            cell, wrong = grid.cell(target.name), self.sayings.of_cell(target)
            fine = target.kind.formula(target, cell)
            judged = f"IF(ISNUMBER({cell}),IF({fine},0,{wrong}),0)"
        # What is worked out of a cell that is not sound is nobody's fault, and nothing to judge
        # others by.
        return f"IF({every(grid.sound(compute.fields()))},{judged},{UNSOUND})"

    def _ruled(self, row: LaidRow, grid: Grid, target: Field) -> str:
        """Say which rule complains at a cell, 0 where none does."""
        said: list[str] = []
        for use in self.sheet.rules_of(target.name):
            rule = use.rule
            others = [name for name in rule.fields() if name != target.name]
            ready = [f"{grid.begun()}=1", *grid.sound(others)]
            if rule.asks:
                # What was planned is asked for whether or not anybody began its row.
                before = ready if rule.begun_only else []
                wanted = rule.wanted(grid)[target.name]
                said.append(f"IF({every([*before, grid.blank(target.name), wanted])},{MISSING},")
                continue
            kept = rule.kept(grid).get(target.name) if rule.unsaid is None else None
            if kept:
                broken = f"IF({every(ready)},NOT(IFERROR({kept},TRUE)),FALSE)"
                said.append(f"IF({broken},{self.sayings.of_rule(use)},")
        return "".join(said) + "0" + ")" * len(said)

    # ----- marks in words

    def _block(self, place: layout.Helpers, number: int) -> str:
        last = place.state + len(self.sheet.fields) - 1
        return f"${column_letter(place.state)}{number}:${column_letter(last)}{number}"

    def _first_wrong(self, block: str) -> str:
        # The smallest state above 1, counted from the top: clients differ in how they count empty
        # cells.
        return f'LARGE({block},COUNTIF({block},">1"))'

    def _next(self, place: layout.Helpers, number: int) -> str:
        block = self._block(place, number)
        wrong = f'IF(COUNTIF({block},">1")>0,MATCH({self._first_wrong(block)},{block},0),0)'
        return f"IF(COUNTIF({block},1)>0,MATCH(1,{block},0),{wrong})"

    def _next_now(self, row: LaidRow) -> int:
        codes = [self.laid.state(self.sheet, row, f.name) for f in self.sheet.fields]
        if MISSING in codes:
            return codes.index(MISSING) + 1
        wrong = sorted(code for code in codes if code > MISSING)
        return codes.index(wrong[0]) + 1 if wrong else 0

    def _mark(self, row: LaidRow, grid: Grid, place: layout.Helpers) -> str:
        # What is wrong is said in full, of what is missing the first: a phone shows no more.
        block, last = self._block(place, row.number), self.sayings.last_error
        missing, others = f"COUNTIF({block},1)", f'COUNTIF({block},">1")'
        first = self._first_wrong(block)
        told = f"INDEX({words_name(self.sheet.name)},{first}-1)"
        of_cell = f'IF({first}>{self.sayings.last_of_cell},"",{self._title(first, block)}&": ")'
        wrong = f'IF({first}>{last},"Xem lại: ","Chưa đúng: ")&{of_cell}&{told}'
        more = f'IF({missing}>0,". Thiếu "&{missing}&" ô","")'
        ending = f'IF({missing}>1," …","")'
        lacks = f'"Thiếu "&{missing}&" ô: "&{self._title("1", block)}&{ending}'
        said = f'IF({others}>0,{wrong}&{more},IF({missing}>0,{lacks},"{COMPLETE}"))'
        return f'IF({grid.begun()}+{missing}=0,"",{said})'

    def _title(self, state: str, block: str) -> str:
        """Name the heading of the first cell of a row that has this state."""
        titles = f"${column_letter(layout.FIRST_COLUMN)}${layout.HEADER_ROW}"
        titles += f":${column_letter(layout.last_column(self.sheet))}${layout.HEADER_ROW}"
        found = f"INDEX({titles},1,MATCH({state},{block},0))"
        return f'"“"&SUBSTITUTE({found},"{layout.NEEDED}","")&"”"'

    def mark_now(self, row: LaidRow) -> str:
        """Return the mark of a row as it went out."""
        codes = {f.name: self.laid.state(self.sheet, row, f.name) for f in self.sheet.fields}
        missing = [name for name, code in codes.items() if code == MISSING]
        wrong = min((code for code in codes.values() if code > MISSING), default=0)
        if wrong:
            more = f". Thiếu {len(missing)} ô" if missing else ""
            return self._wrong_now(wrong, codes) + more
        if missing:
            ending = " …" if len(missing) > 1 else ""
            return f"Thiếu {len(missing)} ô: “{self.sheet.field(missing[0]).title}”{ending}"
        return COMPLETE if row.begun else ""

    def _wrong_now(self, code: int, codes: Mapping[str, int]) -> str:
        kind = "Xem lại: " if code > self.sayings.last_error else "Chưa đúng: "
        if code > self.sayings.last_of_cell:
            return kind + self.words[code - 2]
        name = next(name for name, own in codes.items() if own == code)
        return f"{kind}“{self.sheet.field(name).title}”: {self.words[code - 2]}"

    # ----- counters

    def _counters(self) -> None:
        for what, formula in self._counter_formulas().items():
            row, column = layout.count_place(self.sheet, what)
            self._put(row, column, formula, self.laid.count(self.sheet, what))

    def _counter_formulas(self) -> dict[str, str]:
        first, last = layout.first_row(self.sheet), layout.last_row(self.sheet)
        if self.sheet.kind == "form":
            block = flags = self._range(first, layout.FORM_STATE, last, layout.FORM_STATE)
            rows = str(len(self.sheet.fields))
        else:
            place = layout.helpers(self.sheet)
            block = self._range(first, place.state, last, place.state + len(self.sheet.fields) - 1)
            flags = self._range(first, place.next, last, place.next)
            rows = f"SUM({self._range(first, place.begun, last, place.begun)})"
        above, error = f'COUNTIF({block},">1")', f'COUNTIF({block},">{self.sayings.last_error}")'
        found = f"SUMPRODUCT(SMALL(({flags}<=0)*1000000+ROW({flags}),1))"
        return {
            "rows": rows,
            "missing": f"COUNTIF({block},1)",
            "wrong": f"{above}-{error}",
            "doubtful": error,
            "flagged": f'IF(COUNTIF({flags},">0")=0,0,{found})',
        }

    def _range(self, first: int, left: int, last: int, right: int) -> str:
        return f"{address(first, left, absolute=True)}:{address(last, right, absolute=True)}"

    # ----- colours

    def _colours(self, place: layout.Helpers) -> None:
        first, last = layout.FIRST_ROW, layout.last_row(self.sheet)
        state = f"{column_letter(place.state)}{first}"
        self._colour(first, layout.FIRST_COLUMN, last, layout.last_column(self.sheet), state)
        mark = f"${column_letter(layout.MARK_COLUMN)}{first}"
        self.page.colour(
            (first, layout.MARK_COLUMN),
            (last, layout.MARK_COLUMN),
            f'{mark}="{COMPLETE}"',
            "complete",
        )

    def _colour(self, first: int, left: int, last: int, right: int, state: str) -> None:
        error = self.sayings.last_error
        for condition, style in (
            (f"{state}=1", "missing"),
            (f"AND({state}>1,{state}<={error})", "wrong"),
            (f"{state}>{error}", "doubtful"),
        ):
            self.page.colour((first, left), (last, right), condition, style)

    def _put(
        self, row: int, column: int, formula: str | RowFormula, now: Any, style: str = "helper"
    ) -> None:
        self.page.formula(row, column, formula, now, style)


def _state_now(target: Field) -> Callable[[Marks, LaidRow], int]:
    return lambda marks, row: marks.laid.state(marks.sheet, row, target.name)


def _base_now(target: Field) -> Callable[[Marks, LaidRow], int]:
    def now(marks: Marks, row: LaidRow) -> int:
        state = marks.laid.state(marks.sheet, row, target.name)
        if state == marks.sayings.of_cell(target):
            return state
        is_asked = target.required and (row.begun or marks.sheet.kind == "form")
        return state if state == MISSING and is_asked else 0

    return now


def _held_now(target: Field) -> Callable[[Marks, LaidRow], Any]:
    """Return what a field with a default holds in a row: what is written, or what is taken."""

    def now(_: Marks, row: LaidRow) -> Any:
        value = row.values.get(target.name)
        if isinstance(value, KeptCell):
            return value.said
        return target.in_cell(row.taken.get(target.name) if value is None else value)

    return now


def _is_referred(template: Template, sheet: Sheet) -> bool:
    """Say whether a field of any sheet refers to the rows of this one."""
    for other in template.sheets:
        for target in other.fields:
            if any(key.partition(".")[0] == sheet.name for key in target.foreign_key):
                return True
    return False


# --------------------------------------------------------------------------- told elsewhere


def counter(sheet: Sheet, what: str) -> str:
    """Return a sheet's counter as other sheets name it."""
    return f"{sheet_name(sheet.title)}!{address(*layout.count_place(sheet, what), absolute=True)}"


_COUNTED = (("missing", "thiếu"), ("wrong", "chưa đúng"), ("doubtful", "cần xem lại"))
"""What is counted of a sheet's cells, and in which words it is told."""


def told(sheet: Sheet, place: Callable[[str], str]) -> str:
    """Return the formula that tells a sheet's counters in words; `place` names a counter."""
    counts = [f'IF({place(what)}>0,"; {words} "&{place(what)}&" ô","")' for what, words in _COUNTED]
    if sheet.kind == "form":
        said = f"MID({'&'.join(counts)},3,99)"
        none = "+".join(place(what) for what, _ in _COUNTED)
        return f'IF({none}=0,"{ALL_FILLED}",{said})'
    return f'"Đã ghi "&{place("rows")}&" dòng"&{"&".join(counts)}'


def told_now(laid: InitialBook, sheet: Sheet) -> str:
    """Return what `told` shows when the workbook goes out."""
    numbers = [(laid.count(sheet, what), words) for what, words in _COUNTED]
    counts = [f"{words} {number} ô" for number, words in numbers if number]
    if sheet.kind == "form":
        return "; ".join(counts) or ALL_FILLED
    return "; ".join([f"Đã ghi {laid.count(sheet, 'rows')} dòng", *counts])


def next_link(sheet: Sheet, words: str) -> str:
    """Return the formula of a link to the next cell to fill in; nothing where all is done."""
    flagged = counter(sheet, "flagged")
    if sheet.kind == "form":
        cell = f"ADDRESS({flagged},{layout.FORM_VALUE},4)"
    else:
        column = address(layout.FIRST_ROW, layout.helpers(sheet).next, absolute=True)
        last = address(layout.last_row(sheet), layout.helpers(sheet).next, absolute=True)
        nexts = f"{sheet_name(sheet.title)}!{column}:{last}"
        field = f"INDEX({nexts},{flagged}-{layout.FIRST_ROW - 1})"
        cell = f"ADDRESS({flagged},{layout.FIRST_COLUMN - 1}+{field},4)"
    target = f"{quote('#' + sheet_name(sheet.title) + '!')}&{cell}"
    return f'IF({flagged}=0,"",HYPERLINK({target},{quote(words)}))'
