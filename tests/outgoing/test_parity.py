"""Said once, proved: the workbook's own formulas and the check on return say the same of thousands
of typed cells.

Workbooks with many rows are filled with values that are allowed, wrong, at the borders, written
otherwise, or missing. LibreOffice works out the very formulas of the workbook; the check on return
reads the same file. Where the two may differ stands in docs/parity.md, with the reason; here, in
the four functions named `may_…`.
"""

from __future__ import annotations

import dataclasses
import random
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from office import Convert, results
from opened import moved
from openpyxl.worksheet.datavalidation import DataValidation
from small_year import make_year
from standing import shipped_template
from typed_in import MAIN, part_of, put_in_all

from sheettools.cli.entry import run
from sheettools.findings import Finding, Location, Severity
from sheettools.incoming.cage.read import RawCell, read_book
from sheettools.incoming.check.validate import check_book
from sheettools.incoming.locate.cells import read_cell
from sheettools.outgoing.workbook.generate import write_workbook
from sheettools.template import layout
from sheettools.template.excel.address import address, split_address
from sheettools.template.issue import Issue, issue_all
from sheettools.template.model import Field, RuleUse, Sheet, Template
from sheettools.template.rules import RULES
from sheettools.template.rules.lists import Follows
from sheettools.template.sayings import MISSING, Sayings
from sheettools.year import PLAN_FILE, Year

pytestmark = pytest.mark.office

TODAY = date(2025, 6, 1)
"""The day of checking. LibreOffice's TODAY() is later, so no day that is typed lies between the
two.
"""
NEVER = date(2090, 1, 1)
SEED, SHUFFLED, SOME = 20241224, 70, 10
SCRATCH = 400
"""The first column, beside the table, in which a cell's own validation is worked out."""
MISSING_CODES = {"C112", "R101", "R104"}
TEXTS = {"string", "boolean"}
ASKED_ELSEWHERE = {"C117", "C118", "S103", "S105", "S106", "C003", "R150"}
"""What the check says that is not a verdict on a typed value: formulas, old encodings, places,
prefilled cells, and rows that wait for another, whose own cell says what is wrong.
"""


# --------------------------------------------------------------------------- values to type


def good_and_bad(target: Field, template: Template, rng: random.Random) -> Iterator[Any]:
    """Yield values for a field: allowed, wrong, at the borders, written otherwise."""
    if target.categories is not None:
        yield from (category.label for category in target.categories.categories)
        yield from (
            alias for category in target.categories.categories for alias in category.aliases[:1]
        )
        yield from ("không có trong danh sách", 7)
    elif target.kind.name == "boolean":
        yield from ("Có", "Không", "có", "x", "chưa rõ", 1)
    elif target.kind.name == "date":
        yield from _dates(rng)
    elif target.kind.name == "time":
        yield from (time(0, 0), time(7, 30), time(23, 59), "7h30", "trưa", 1.5, 12)
    elif target.kind.name in ("integer", "number", "year"):
        yield from _numbers(target)
    elif target.chosen:
        yield from ("không rõ mã nào", "2024-Q9-9", "không có")
    elif target.kind.name == "string":
        yield from _texts(target)


def _dates(rng: random.Random) -> Iterator[Any]:
    borders = (
        date(1900, 3, 1),
        date(2023, 12, 31),
        date(2024, 1, 1),
        date(2024, 12, 31),
        date(2025, 1, 1),
        NEVER,
    )
    yield from borders
    yield from (date(2024, 1, 1) + timedelta(days=rng.randrange(366)) for _ in range(14))
    yield from (
        "15/3/2024",
        "05.03.2024",
        "ngày 5 tháng 3 năm 2024",
        "31/04/2024",
        "15/3",
        "hôm qua",
        -3,
        3_000_000,
    )
    yield datetime(2024, 5, 2, 10, 30)


def _numbers(target: Field) -> Iterator[Any]:
    low, high = target.minimum, target.maximum
    for border in (low, high):
        if border is not None:
            yield from (int(border) - 1, int(border), int(border) + 1)
    yield from (0, 1, 12, 12.5, -4, "12", "12 người", "1.250", "mười", "")


def _texts(target: Field) -> Iterator[Any]:
    yield from (
        "Sửa đường",
        "-",
        "không",
        "như trên",
        "nt",
        "  ",
        "Không có.",
        "– ",
        12,
        "=1+1",
        "#N/A",
        '‘nháy’ "kép"',
    )
    if target.example:
        yield target.example
    if target.max_length:
        yield from (
            "a" * target.max_length,
            "b" * (target.max_length + 1),
            "c d" * (target.max_length // 3),
        )
    if target.pattern:
        yield from ("VH0001", "vh1", "12345", "1234", 7528, "07528", "abc", "1" * 12)


PLAIN = {
    "boolean": "Không",
    "date": date(2024, 3, 20),
    "time": time(8, 0),
    "integer": 5,
    "number": 5,
    "year": 2020,
}


def plain_row(
    sheet: Sheet, keys: Mapping[str, Sequence[str]], template: Template
) -> dict[str, Any]:
    """Return a row in which most fields hold something allowed."""
    row: dict[str, Any] = {}
    for target in sheet.fields:
        if target.compute is not None:
            continue
        if target.categories is not None:
            row[target.name] = target.categories.categories[0].label
        elif target.chosen:
            row[target.name] = next(iter(keys.get(target.foreign_key[0], ())), None)
        else:
            row[target.name] = PLAIN.get(target.kind.name, target.example or "Ghi rõ")
    return row


def rows_to_type(
    sheet: Sheet, template: Template, keys: Mapping[str, Sequence[str]], *, as_meant: bool
) -> list[dict[str, Any]]:
    """Return rows: each value of each field beside plain ones, each field empty, and rows drawn at
    random.

    With `as_meant` nothing is written otherwise than the workbook asks, so that the check mends
    nothing.
    """
    rng = random.Random(f"{SEED} {sheet.name}")  # noqa: S311 - the same values on every run
    plain = plain_row(sheet, keys, template)
    choices = {
        name: list(dict.fromkeys(good_and_bad(sheet.field(name), template, rng))) for name in plain
    }
    if as_meant:
        choices = {
            name: [v for v in values if _meant(sheet.field(name), v)]
            for name, values in choices.items()
        }
    for target in sheet.fields:
        if target.name in choices and target.chosen and target.categories is None:
            choices[target.name] += list(keys.get(target.foreign_key[0], ()))
    rows = [{**plain, name: value} for name, values in choices.items() for value in (*values, None)]
    for _ in range(SHUFFLED):
        rows.append(
            {
                name: None
                if rng.random() < 0.25
                else rng.choice(values)
                if values and rng.random() < 0.75
                else plain[name]
                for name, values in choices.items()
            }
        )
    rows += [dict.fromkeys(plain), {**dict.fromkeys(plain), next(iter(plain)): "chỉ có thế"}]
    # Unique keys of the rows themselves stay different, but for a few that are meant to clash.
    return [_keyed(sheet, row, number) for number, row in enumerate(rows)]


def _meant(target: Field, value: Any) -> bool:
    """Say whether a value is written as the workbook asks, or cannot be meant at all."""
    if target.kind.name == "time" and isinstance(value, int | float):
        return False  # a program that reads the file takes it for a day and a time
    found = read_cell(RawCell(1, 1, value), target, Location()).findings
    # “như trên” is not refused in every column, and 15/3 gets its year from the period.
    return value != "" and not any(
        f.severity is Severity.REPAIR or f.code in ("C120", "C103") for f in found
    )


def _keyed(sheet: Sheet, row: dict[str, Any], number: int) -> dict[str, Any]:
    for use in sheet.rules:
        if use.rule.keyword in ("unique", "alike") and number % 9:
            for name in use.rule.blames():
                if (
                    isinstance(row.get(name), str)
                    and sheet.field(name).free_text
                    and len(row[name]) > 4
                ):
                    row = {
                        **row,
                        name: f"{row[name][: (sheet.field(name).max_length or 99) - 8]} {number}",
                    }
    return row


# --------------------------------------------------------------------------- the two verdicts


@dataclass(frozen=True)
class Verdicts:
    """What both say of one workbook: Excel's state and Python's findings of each typed cell."""

    template: Template
    states: Mapping[tuple[str, int, str], int]
    guards: Mapping[tuple[str, int, str], bool]
    findings: Mapping[tuple[str, int, str], Sequence[Finding]]
    typed: Mapping[tuple[str, int, str], Any]
    as_meant: bool = False

    def of_row(self, sheet: str, row: int) -> dict[str, list[Finding]]:
        """Return the findings of a row by field."""
        return {
            name: list(found)
            for (s, r, name), found in self.by_row.get((sheet, row), {}).items()
            if (s, r)
        }

    def read_as_seen(self, sheet: Sheet, row: int) -> set[str]:
        """Return the fields of a row whose text the check reads with nothing to disclose, since it
        looks like the value: “12” in a cell that holds a text.
        """
        kinds = {f.name: f for f in sheet.fields if f.categories is None and not f.chosen}
        return {
            name
            for name, target in kinds.items()
            if target.kind.name not in TEXTS
            and isinstance(self.typed.get((sheet.name, row, name)), str)
            and (sheet.name, row, name) not in self.findings
        }

    def mends(self, sheet: Sheet) -> bool:
        """Say whether any cell was mended on a sheet that rules of this one read."""
        read = {use.rule.sheet for use in sheet.rules if hasattr(use.rule, "sheet")}
        there = [found for place, found in self.findings.items() if place[0] in read]
        return any(finding.severity is Severity.REPAIR for found in there for finding in found)

    @cached_property
    def by_row(self) -> dict[tuple[str, int], dict[tuple[str, int, str], Sequence[Finding]]]:
        rows: dict[tuple[str, int], dict[tuple[str, int, str], Sequence[Finding]]] = {}
        for place, found in self.findings.items():
            rows.setdefault(place[:2], {})[place] = found
        return rows


def many_rows(template: Template, counts: Mapping[str, int]) -> Template:
    """Return the same template with tables as long as wanted."""
    sheets = tuple(dataclasses.replace(s, rows=counts.get(s.name, s.rows)) for s in template.sheets)
    return dataclasses.replace(template, sheets=sheets)


def judge(
    template: Template,
    issued: Issue,
    tables: Mapping[str, list[dict[str, Any]]],
    convert: Convert,
    folder: Path,
) -> Verdicts:
    """Type the rows into the workbook; let LibreOffice work it out and the program check it."""
    blank, filled, returned = (folder / f"{name}.xlsx" for name in ("so", "ghi", "tra-lai"))
    write_workbook(blank, template, issued)
    typed: dict[tuple[str, int, str], Any] = {}
    scratch: dict[tuple[str, int, str], tuple[int, int]] = {}
    values: dict[str, dict[str, Any]] = {}
    formulas: dict[str, dict[str, str]] = {}
    for sheet in template.filled:
        rows = tables.get(sheet.name, ())
        form = _form_of(blank, sheet.title)
        put, beside = values.setdefault(sheet.title, {}), formulas.setdefault(sheet.title, {})
        for number, row in enumerate(rows):
            line = 0 if sheet.kind == "form" else layout.FIRST_ROW + number
            for name, value in row.items():
                place = layout.field_cell(sheet, name, line)
                if address(*place) not in form.open:
                    continue
                put[address(*place)] = value
                typed[sheet.name, line, name] = value
                first = address(layout.FIRST_ROW if line else place[0], place[1])
                formula = guard_formula(form.guards.get(first), first, address(*place))
                if formula and value is not None and sheet.kind == "table":
                    scratch[sheet.name, line, name] = (line, SCRATCH + sheet.position(name))
                    beside[address(*scratch[sheet.name, line, name])] = formula
    put_in_all(blank, returned, values)
    put_in_all(blank, filled, values, formulas)
    (worked,) = convert("results", folder / "ra", filled, untitled=True)
    states, guarded = _read_states(template, worked, typed, scratch)
    checked = check_book(_read(returned), template, issued, TODAY)
    return Verdicts(template, states, guarded, _by_cell(template, checked.findings), typed)


@dataclass(frozen=True)
class Form:
    """Of one page the cells that people may type into, and the validations by their first cells."""

    open: frozenset[str]
    guards: Mapping[str, DataValidation]


def _form_of(path: Path, title: str) -> Form:
    """Read no more of a file than that: it has thousands of rows."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    looks = etree.fromstring(parts["xl/styles.xml"]).find(f"{{{MAIN}}}cellXfs")
    free = {
        str(number)
        for number, look in enumerate(looks)
        if any(one.get("locked") == "0" for one in look.iter(f"{{{MAIN}}}protection"))
    }
    page = etree.fromstring(parts[part_of(parts, title)])
    cells = page.iter(f"{{{MAIN}}}c")
    rules = map(DataValidation.from_tree, page.iter(f"{{{MAIN}}}dataValidation"))
    return Form(
        frozenset(cell.get("r") for cell in cells if cell.get("s") in free),
        {cell: rule for rule in rules for cell in _first_cells(rule)},
    )


def _first_cells(rule: Any) -> list[str]:
    return [str(block).split(":")[0] for block in rule.sqref.ranges]


def guard_formula(rule: Any, first: str, here: str) -> str:
    """Return a validation as a formula that says whether it lets the cell's value pass."""
    if rule is None or rule.type is None:
        return ""
    one, two = (
        f"({moved(f'={f}', first, here)[1:]})" if f else "" for f in (rule.formula1, rule.formula2)
    )
    if rule.type == "list":
        items = rule.formula1.strip('"').split(",")
        return "=" + (
            f"SUMPRODUCT(--({one}={here}))>0"
            if not rule.formula1.startswith('"')
            else "OR(" + ",".join(f'{here}="{item}"' for item in items) + ")"
        )
    if rule.type == "custom":
        return "=" + one
    value = f"LEN({here})" if rule.type == "textLength" else here
    whole = f",{here}=INT({here})" if rule.type == "whole" else ""
    number = "TRUE" if rule.type == "textLength" else f"ISNUMBER({here})"
    signs = {
        "lessThanOrEqual": "<=",
        "greaterThanOrEqual": ">=",
        "lessThan": "<",
        "greaterThan": ">",
        "equal": "=",
    }
    holds = (
        f"{value}{signs[rule.operator]}{one}"
        if rule.operator in signs
        else f"AND({value}>={one},{value}<={two})"
    )
    return f"=IF({number},AND({holds}{whole}),FALSE)"


def _read_states(
    template: Template,
    worked: Path,
    typed: Iterable[Any],
    scratch: Mapping[Any, tuple[int, int]],
) -> tuple[Any, Any]:
    states, guards = {}, {}
    shown = {sheet.name: results(worked, sheet.title) for sheet in template.filled}
    for sheet in template.filled:
        if sheet.read_only:
            continue
        for target in sheet.fields:
            for line in (
                [0] if sheet.kind == "form" else range(layout.FIRST_ROW, layout.last_row(sheet) + 1)
            ):
                if line:
                    place = (line, layout.helpers(sheet).state + sheet.position(target.name))
                else:
                    place = (layout.field_cell(sheet, target.name)[0], layout.FORM_STATE)
                value = shown[sheet.name][place[0] - 1][place[1] - 1]
                assert value is None or isinstance(value, float), (sheet.title, place, value)
                states[sheet.name, line, target.name] = int(value or 0)
    for (name, line, field), (row, column) in scratch.items():
        value = shown[name][row - 1][column - 1]
        assert isinstance(value, bool), (name, row, column, value)
        guards[name, line, field] = value
    return states, guards


def _read(path: Path) -> Any:
    reading = read_book(path)
    book = reading.book
    assert book is not None, [str(finding) for finding in reading.findings]
    return book


def _by_cell(
    template: Template, findings: Iterable[Finding]
) -> dict[tuple[str, int, str], list[Finding]]:
    sheets = {sheet.title: sheet for sheet in template.filled}
    found: dict[tuple[str, int, str], list[Finding]] = {}
    for finding in findings:
        sheet, cell = sheets.get(finding.location.sheet), finding.location.cell
        if sheet is None or not cell or "," in cell or finding.code in ASKED_ELSEWHERE:
            continue
        row, column = split_address(cell)
        position = (
            row - layout.FORM_FIRST_ROW if sheet.kind == "form" else column - layout.FIRST_COLUMN
        )
        line = 0 if sheet.kind == "form" else row
        found.setdefault((sheet.name, line, sheet.fields[position].name), []).append(finding)
    return found


# --------------------------------------------------------------------------- where they may differ


def unsaid(template: Template) -> set[str]:
    """Return the codes of rules that Excel has no words for."""
    return {
        use.problem.code for s in template.filled for use in s.rules if use.rule.unsaid is not None
    }


def across(sheet: Sheet, codes: Iterable[str]) -> bool:
    """Say whether any of these codes is of a rule that reads another sheet, in which cells may have
    been mended.
    """
    return any(hasattr(use.rule, "sheet") and use.problem.code in codes for use in sheet.rules)


def says_nothing(found: Sequence[Finding]) -> bool:
    """Say whether a cell is said to be missing that holds a word for nothing: the workbook calls
    it wrong.
    """
    return any(f.code in MISSING_CODES and f.value for f in found)


def mended(found: Mapping[str, Sequence[Finding]]) -> set[str]:
    """Return the fields of a row that the check on return mended; the workbook asks that they be
    typed as meant.
    """
    return {
        name for name, some in found.items() if any(f.severity is Severity.REPAIR for f in some)
    }


def faults(found: Mapping[str, Sequence[Finding]], without: set[str]) -> dict[str, list[Finding]]:
    """Return what the check on return asks for, by field."""
    told = {
        n: [f for f in some if f.severity is not Severity.REPAIR and f.code not in without]
        for n, some in found.items()
    }
    return {name: some for name, some in told.items() if some}


def read_by(sheet: Sheet, code: int) -> set[str]:
    """Return the fields that the rule with this state reads; of a cell's own state its field, and
    what it needs.
    """
    sayings = Sayings.of(sheet)
    number = code - MISSING - 1 - len(sheet.fields)
    return set(sayings.rules[number].rule.fields()) if number >= 0 else set()


def _reads_another(sheet: Sheet, code: int) -> bool:
    """Say whether the rule with this state reads another sheet."""
    number = code - MISSING - 1 - len(sheet.fields)
    return number >= 0 and hasattr(Sayings.of(sheet).rules[number].rule, "sheet")


def worked_out_of(sheet: Sheet, names: Iterable[str]) -> set[str]:
    """Return fields with those that computed ones among them are worked out of."""
    more = {n for name in names if (c := sheet.field(name).compute) is not None for n in c.fields()}
    return set(names) | more


def compare(verdicts: Verdicts) -> tuple[list[str], int]:
    """Return every disagreement, and how many cells were compared."""
    without, wrong, compared = unsaid(verdicts.template), [], 0
    for sheet in verdicts.template.filled:
        if sheet.read_only:
            continue
        for line in sorted({row for (name, row, _) in verdicts.typed if name == sheet.name}):
            found = verdicts.of_row(sheet.name, line)
            states = {f.name: verdicts.states[sheet.name, line, f.name] for f in sheet.fields}
            compared += len(states)
            repaired = mended(found) | verdicts.read_as_seen(sheet, line)
            repaired |= {"?"} if verdicts.mends(sheet) else set()
            for said in row_disagreements(sheet, states, faults(found, without), repaired):
                typed = {n: str(verdicts.typed.get((sheet.name, line, n)))[:20] for n in states}
                wrong.append(f"{sheet.title} {line}: {said}; typed {typed}")
    return wrong, compared


def row_disagreements(
    sheet: Sheet,
    states: Mapping[str, int],
    told: Mapping[str, Sequence[Finding]],
    repaired: set[str],
) -> Iterator[str]:
    """Yield where the workbook and the check differ on a row, beyond what may differ."""
    flagged = {name: code for name, code in states.items() if code > 0}
    for name, some in told.items():
        missing = any(f.code in MISSING_CODES for f in some)
        elsewhere = bool(repaired) and across(sheet, [f.code for f in some])
        if elsewhere or _reads(sheet, {name: some}) & repaired:
            continue
        if name not in flagged:
            yield f"only Python at {name}: {[f.code for f in some]}"
        elif missing != (flagged[name] == MISSING) and not says_nothing(some):
            yield f"{name}: Excel {flagged[name]}, Python {[f.code for f in some]}"
    for name, code in flagged.items():
        read = worked_out_of(sheet, read_by(sheet, code) | {name})
        echo = read & (set(told) | repaired)
        if code == MISSING and not told and repaired:
            # the row holds nothing but “-” or “không”: begun in the workbook, empty on return
            continue
        # A rule of this sheet that reads another one, where the check mended what Excel takes as it
        # stands.
        mended_there = "?" in repaired and _reads_another(sheet, code)
        if name not in told and not echo and not mended_there:
            yield f"only Excel at {name}: {code}"


def _reads(sheet: Sheet, told: Mapping[str, Sequence[Finding]]) -> set[str]:
    """Return all fields that rules read which complain at these fields with these codes."""
    codes = {f.code for some in told.values() for f in some}
    rules = [
        use.rule
        for use in sheet.rules
        if use.problem.code in codes and set(use.rule.blames()) & set(told)
    ]
    return worked_out_of(sheet, {name for rule in rules for name in rule.fields()} | set(told))


# --------------------------------------------------------------------------- the subjects


@dataclass(frozen=True)
class Subject:
    """A template as it went out to one unit, with tables long enough for what is to be typed."""

    template: Template
    issued: Issue
    tables: Mapping[str, list[dict[str, Any]]]


def village(tmp: Path, *, as_meant: bool = False) -> Subject:
    """Return the village workbook of the small year."""
    plan = make_year(tmp / "mau-son-2024").plan
    return subject(
        plan.collects,
        lambda template: issue_all(template, plan.template, plan.filled)[0],
        {"lich.ma_cuoc": ("2024-Q1-1", "2024-01-BS01", "2024-01-BS02")},
        as_meant=as_meant,
    )


def shipped(tmp: Path) -> Subject:
    """Return what a village is asked by the template that ships: most of it follows from the rest,
    and formulas take what follows as the check does.
    """
    year = make_year(tmp / "mau-son-2024", shipped=True)
    return subject(
        year.asked,
        lambda template: issue_all(template, year.plan.template, year.plan.filled)[0],
        {"lich.ma_cuoc": ("2024-Q1-1", "2024-01-BS01", "2024-01-BS02")},
        as_meant=True,
    )


def village_as_meant(tmp: Path) -> Subject:
    """Return the same workbook, typed into as it asks: nothing is mended, and rules across sheets
    must agree.
    """
    return village(tmp, as_meant=True)


def library(tmp: Path) -> Subject:
    """Return a workbook of another subject: a school counts its books."""
    from cli.test_other_subject import COUNT, PLAN, THE_PLAN, declaration, fill

    folder = tmp / "kiem-ke-2024"
    assert run(["init", str(folder), "--template", str(PLAN)]) == 0
    fill(folder / PLAN_FILE, declaration(PLAN), THE_PLAN)
    plan = Year(folder).plan
    assert COUNT.is_file()
    return subject(
        plan.collects,
        lambda template: issue_all(template, plan.template, plan.filled)[0],
        {"sach.ma": ("VH0001", "GK0002")},
        as_meant=False,
    )


def subject(
    template: Template,
    issue: Callable[[Template], Issue],
    keys: Mapping[str, Sequence[str]],
    *,
    as_meant: bool,
) -> Subject:
    """Return a subject with all tables as long as the rows typed into them."""
    tables: dict[str, list[dict[str, Any]]] = {}
    for sheet in template.filled:
        if not sheet.read_only:
            rows = rows_to_type(sheet, template, keys, as_meant=as_meant)
            tables[sheet.name] = (
                rows if sheet.kind == "table" else [plain_row(sheet, keys, template)]
            )
    long = many_rows(template, {name: len(rows) for name, rows in tables.items()})
    return Subject(long, issue(long), tables)


@pytest.fixture(
    scope="module",
    params=[village, village_as_meant, shipped, library],
    ids=["so-tiep-xuc", "as-meant", "shipped", "kiem-ke-thu-vien"],
)
def verdicts(
    request: pytest.FixtureRequest, convert: Convert, tmp_path_factory: pytest.TempPathFactory
) -> Verdicts:
    made = request.param(tmp_path_factory.mktemp("parity"))
    told = judge(made.template, made.issued, made.tables, convert, tmp_path_factory.mktemp("so"))
    return dataclasses.replace(told, as_meant=request.param in (village_as_meant, shipped))


def test_the_workbook_and_the_check_say_the_same(verdicts: Verdicts) -> None:
    wrong, compared = compare(verdicts)
    assert not wrong, f"{len(wrong)} of {compared}\n" + "\n".join(wrong[:20])
    assert compared > 3000
    if verdicts.as_meant:  # nothing that may differ occurs, so that nothing was passed over
        every = [finding for found in verdicts.findings.values() for finding in found]
        assert [(f.code, f.value) for f in every if f.severity is Severity.REPAIR] == []


def test_both_find_faults_and_both_find_rows_in_order(verdicts: Verdicts) -> None:
    """The comparison means something: each kind of verdict occurs, on each sheet that has rules."""
    for sheet in verdicts.template.tables:
        codes = [code for (name, _, _), code in verdicts.states.items() if name == sheet.name]
        assert codes.count(MISSING) > SOME, sheet.name
        assert sum(code > MISSING for code in codes) > SOME, sheet.name


def test_a_cell_that_refuses_is_asked_about_on_return_too(verdicts: Verdicts) -> None:
    """What a cell's own validation refuses, the check refuses, mends, or asks about: nothing good
    is turned away.
    """
    turned_away = []
    for place, passes in verdicts.guards.items():
        told = verdicts.findings.get(place, ())
        row = verdicts.of_row(*place[:2])
        if passes or not str(verdicts.typed[place]).strip():
            continue
        if not told and not (mended(row) or faults(row, set())):
            turned_away.append((place, verdicts.typed[place]))
    assert turned_away == []
    assert sum(not passes for passes in verdicts.guards.values()) > 100


def test_what_a_cell_lets_pass_is_of_its_kind(verdicts: Verdicts) -> None:
    """A number, date, time or item of a list that its cell lets pass is one when it comes back."""
    wrong = []
    for (name, line, field), passes in verdicts.guards.items():
        target = verdicts.template.sheet(name).field(field)
        told = [
            f.code
            for f in verdicts.findings.get((name, line, field), ())
            if f.code[0] == "C" and f.code != "C112"
        ]
        bad = [
            code for code in told if code not in ("C001", "C002", "C004", "C115", "C116", "C120")
        ]
        if passes and bad and target.kind.name != "string":
            wrong.append((name, line, field, verdicts.typed[name, line, field], bad))
    assert wrong == []


def test_every_item_of_every_drop_down_passes(verdicts: Verdicts) -> None:
    tried: set[tuple[str, str, str]] = set()
    for place, value in verdicts.typed.items():
        target = verdicts.template.sheet(place[0]).field(place[2])
        labels = (
            {category.label for category in target.categories.categories}
            if target.categories
            else set()
        )
        if value in labels:
            own = [f.code for f in verdicts.findings.get(place, ()) if f.code in ("C001", "C108")]
            assert own == [], (place, value)
            tried.add((place[0], place[2], str(value)))
    for sheet in verdicts.template.tables:
        for target in sheet.fields:
            if target.categories is not None and target.compute is None and not target.read_only:
                wanted = {(sheet.name, target.name, c.label) for c in target.categories.categories}
                assert wanted <= tried, target.name


def test_every_item_of_a_drop_down_that_follows_another_goes_with_it() -> None:
    """Straight from the list that the drop-down takes its items from."""
    from sheettools.outgoing.workbook.lists import goes_with
    from sheettools.template.conditions import Book, Row

    template = shipped_template("so-tiep-xuc", "bac-giang-2024")
    sheet = template.sheet("kien_nghi")
    (rule,) = [use.rule for use in sheet.rules if isinstance(use.rule, Follows)]
    body, level = sheet.field(rule.field), sheet.field(rule.other)
    pairs = list(goes_with(level.categories, body.categories))  # type: ignore[arg-type]
    assert {a for a, _ in pairs} == {category.label for category in level.categories.categories}  # type: ignore[union-attr]
    for leader, item in pairs:
        row = Row(7, {rule.other: level.parse(leader).value, rule.field: body.parse(item).value})
        assert rule.check(row, sheet, Book({})) is None


# --------------------------------------------------------------------------- rule by rule

NEEDS_TODAY = {"not_in_future", "answered_in_time"}
"""Rules whose cases in test_rules.py name a day of checking; the subjects above try them."""


@pytest.fixture(scope="module")
def states_of_cases(
    convert: Convert, tmp_path_factory: pytest.TempPathFactory
) -> dict[int, list[dict[str, int]]]:
    """Return, for each case of test_rules.py that Excel has words for, the states of the fields of
    its rows.
    """
    from template.test_rules import CASES, SHEET, TEMPLATE, THERE

    folder, paths = tmp_path_factory.mktemp("quy-tac"), {}
    lists = {
        f.categories.name: f.categories for f in (*SHEET.fields, *THERE.fields) if f.categories
    }
    for number, case in enumerate(CASES):
        if case.rule.unsaid is None and case.rule.keyword not in NEEDS_TODAY:
            use = RuleUse(case.rule, case.rule.problem.severity)
            sheet = dataclasses.replace(SHEET, rules=(use,), rows=max(5, len(case.rows)))
            made = dataclasses.replace(TEMPLATE, sheets=(THERE, sheet), lists=lists)
            issued = Issue("M-1", "M", "Mẫu", "Mẫu", "mau", facts=case.facts)
            paths[number] = folder / f"{number}.xlsx"
            write_workbook(paths[number], made, issued)
            typed: dict[str, dict[str, Any]] = {}
            for place, rows in ((sheet, [values for values, _ in case.rows]), (THERE, case.other)):
                put = typed.setdefault(place.title, {})
                for line, values in enumerate(rows, start=layout.FIRST_ROW):
                    for name, value in values.items():
                        target = place.field(name)
                        shown = target.show(value) if target.categories is not None else value
                        put[address(*layout.field_cell(place, name, line))] = shown
            put_in_all(paths[number], paths[number], typed)
    worked = convert("results", folder / "ra", *paths.values(), untitled=True)
    return {
        number: list(_states_of(made, CASES[number], SHEET))
        for number, made in zip(paths, worked, strict=True)
    }


def _states_of(made: Path, case: Any, sheet: Sheet) -> Iterator[dict[str, int]]:
    page = results(made, sheet.title)
    first = layout.helpers(sheet).state - 1
    for row in page[layout.FIRST_ROW - 1 : layout.FIRST_ROW - 1 + len(case.rows)]:
        codes = {f.name: row[first + n] for n, f in enumerate(sheet.fields)}
        assert all(code is None or isinstance(code, float) for code in codes.values())
        yield {name: int(code) for name, code in codes.items() if code}


def test_excel_breaches_each_rule_where_its_cases_say(
    states_of_cases: dict[int, list[dict[str, int]]],
) -> None:
    from template.test_rules import CASES

    for number, states in states_of_cases.items():
        for (values, pointed), flagged in zip(CASES[number].rows, states, strict=True):
            if not values:
                continue  # a row that holds nothing was not begun
            assert set(flagged) == ({pointed} if pointed else set()) or pointed in flagged, (
                CASES[number].rule,
                values,
            )
            assert bool(flagged) == bool(pointed), (CASES[number].rule, values)
    tried = {CASES[number].rule.keyword for number in states_of_cases}
    said = {word for word, cls in RULES.items() if cls.unsaid is None}
    assert said - tried == NEEDS_TODAY | {"unique", "alike", "each_planned"}, (
        "these three are tried by the subjects"
    )
