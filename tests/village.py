"""A small commune for tests: its plan, its villages' workbooks, and filling them in as a case's
text says.

Xã Mẫu (mã 00001) has four villages: 01 Đầm, 02 Bãi, 03 Hòa (since 01/07), 04 Núi. Its plan of the
year has four dialogues: Q1-1 in Đầm, Q2-1 in Đầm with Bãi as its guest, Q3-1 in Hòa, Q4-1 in Bãi;
Núi has none. The profile gives the year; whatever is checked is checked on 10 January of the year
after.

A case is a Markdown text. Its list gives settings, then what was done to the workbook as a whole:

    - village: 02                              whose workbook it is; 01 unless it says otherwise
    - profile: bac-ninh-2026                   bac-giang-2024 unless it says otherwise
    - plan: yes                                it is the plan workbook that was filled in
    - after: a-complete-good-return            first all that this other case does

    - tick nil: Kiến nghị                      - cell: Kiến nghị!AD9 = text
    - rename sheet: Kiến nghị -> Tờ 5          - add sheet: Nháp                    - delete sheet: Kiến nghị
    - move column: Kiến nghị, loai before noi_dung                                  - delete column: Kiến nghị, loai
    - order rows: Kiến nghị, 9 7 8             - delete row: Kiến nghị, 7           - insert rows: Kiến nghị, 2 above 6
    - insert columns: Kiến nghị, 1 before ma   - move visible column: Kiến nghị, loai before noi_dung
    - copy sheet: Kiến nghị -> Kiến nghị (2)   - hide sheet: Kiến nghị                - hide sheet for good: Kiến nghị
    - order sheets: Kiến nghị, Lịch tiếp xúc   - copy row: Kiến nghị, 6 -> 9          - copy column: Kiến nghị, D -> E
    - merge: Kiến nghị!D7:D9                   - number columns: Kiến nghị, 7         - filter out: Kiến nghị, 8 9
    - hide columns: Kiến nghị, loai co_quan
    - set identity: code = 00002-01-2024       it was issued like this, with a seal that fits
    - forge identity: code = 00001-02-2024     somebody wrote this into the hidden sheet
    - print code: Kiến nghị = 00001-02-2024    somebody changed the code printed on a sheet
    - forget: sheet, property, name, code, seal     these of the places that say whose it is are gone
    - seal: other key                          it was sealed with another office's key
    - count days from: 1904                    - forget format: Lịch tiếp xúc!G7
    - font: Kiến nghị!C8 = .VnTimeH            the cell stands in this font
    - look: Kiến nghị!C8:E8 = struck           so do the cells: struck, white, or small
    - format: Kiến nghị!I8 = 0,                the cell shows its number under this format
    - picture: Kiến nghị!C8                    the cell holds a picture, as WPS keeps it
    - note: Kiến nghị!C8 = Sửa lại             a note of somebody's hangs on the cell
    - runs: Kiến nghị!C8 = ~4~5^1^             one text, of which ~this~ is struck, ^this^ raised
                                                and `this` as white as the paper

Each section is a sheet. Its tables say what was typed: the first column `dòng` is the row's number,
the others are fields; in a form the first column is `mục`, the field, and the second what was
typed.

    (nothing)      untouched             ∅              cleared
    12, -1, 2.5    a number              15/03/2024     a date           07:30    a time
    #REF!          an error              =12+5          a formula that nobody calculated; `=12+5 → 17` with its result,
                                                        `=A1 → ""` with an empty text
    'anything      that text             nfd:text       the text decomposed, as a Mac writes it
    «text»×300     that text 300 times   anything else  text; \\n is a new line, \\u00ad the character
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from built import kept, key_of
from opened import as_file, opened, typed
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from standing import OWN, own_template

from sheettools.outgoing.workbook.generate import Contents, write_workbook
from sheettools.plan.holidays import days_for
from sheettools.plan.plan import Plan, load_plan
from sheettools.template import layout
from sheettools.template.excel.address import address, column_letter, column_number
from sheettools.template.identity import as_named_text, make_seal, read_named_text, seal_all
from sheettools.template.issue import Issue, issue_all
from sheettools.template.load.library import find_profile
from sheettools.template.model import Sheet

CASES = Path(__file__).parent / "cases"
PROFILE = "bac-giang-2024"
KEY = "khoa cua xa Mau trong cac bai thu"
"""The commune's key: a fixed one, so that its workbooks are always the same."""
YEARS = {"bac-giang-2024": 2024, "bac-ninh-2026": 2026}

# --------------------------------------------------------------------------- the commune


@dataclass(frozen=True)
class Commune:
    """Its plan as read, the plan workbook it was read from, and the day on which returns are
    checked.
    """

    plan: Plan
    plan_book: bytes
    today: date

    @property
    def issued(self) -> Mapping[str, Issue]:
        """What was sent out, by workbook code."""
        return {one.code: one for one in self.plan.issued}

    def workbook(self, village: str) -> bytes:
        """The fresh workbook of a village, by its two digits."""
        return _village_book(self, village)

    def __hash__(self) -> int:
        return hash(self.plan_book)


@cache
def commune(profile: str = PROFILE) -> Commune:
    """The commune in the year of a profile."""
    contents, year = plan_contents(profile), YEARS[profile]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ke-hoach.xlsx"
        write_plan(path, contents)
        return Commune(_sealed(load_plan(path, OWN)), path.read_bytes(), date(year + 1, 1, 10))


def _sealed(plan: Plan) -> Plan:
    """Return the plan with workbooks sealed by the commune's key."""
    collects = plan.collects
    issued = seal_all(collects, issue_all(collects, plan.template, plan.filled), KEY)
    return replace(plan, issued=issued)


def plan_contents(
    profile: str = PROFILE,
    villages: list[dict[str, Any]] | None = None,
    dialogues: list[dict[str, Any]] | None = None,
) -> Contents:
    """What stands in the plan workbook; other villages and dialogues where a test has its own."""
    year = YEARS[profile]
    holidays = days_for(date(year, 1, 1), date(year, 12, 31), find_profile(profile, OWN), OWN)
    return Contents(
        forms={"chung": _about(profile, year)},
        tables={
            "thon": villages or _villages(year),
            "cuoc": dialogues or _dialogues(year),
            "thanh_phan": [{"thanh_phan": "Cán bộ thôn"}, {"thanh_phan": "Nhân dân trong thôn"}],
            "chu_de": [{"noi_dung": "Xây dựng nông thôn mới"}],
            "ngay_nghi": holidays,
        },
    )


def _about(profile: str, year: int) -> dict[str, Any]:
    return {
        "nam": year,
        "tu_ngay": date(year, 1, 1),
        "den_ngay": date(year, 12, 31),
        "han_nop": date(year, 12, 20),
        "loai_xa": "Xã",
        "xa": "Mẫu",
        "ma_xa": "00001",
        "co_quan_ban_hanh": "Đảng ủy xã Mẫu",
        "trich_yeu": f"Tiếp xúc, đối thoại với nhân dân năm {year}",
        "chu_tri": "Bí thư Đảng ủy và Chủ tịch UBND xã",
        "lien_he": "Văn phòng Đảng ủy xã",
        "ho_so": profile,
    }


def _villages(year: int) -> list[dict[str, Any]]:
    return [
        {"ma": "01", "loai": "Thôn", "ten": "Đầm"},
        {"ma": "02", "loai": "Thôn", "ten": "Bãi"},
        {"ma": "03", "loai": "Thôn", "ten": "Hòa", "tu_ngay": date(year, 7, 1)},
        {"ma": "04", "loai": "Thôn", "ten": "Núi"},
    ]


def _dialogues(year: int) -> list[dict[str, Any]]:
    def dialogue(
        quarter: str, number: int, *villages: str, day: date | None = None
    ) -> dict[str, Any]:
        place = f"Nhà văn hóa thôn {villages[0]}"
        code = f"{year}-Q{number}-1"
        return {
            "ma": code,
            "quy": quarter,
            "cac_thon": villages,
            "dia_diem": place,
            "ngay_du_kien": day,
        }

    return [
        dialogue("I", 1, "Đầm", day=date(year, 3, 20)),
        dialogue("II", 2, "Đầm", "Bãi", day=date(year, 6, 12)),
        dialogue("III", 3, "Hòa", day=date(year, 9, 18)),
        dialogue("IV", 4, "Bãi"),
    ]


def write_plan(path: Path, contents: Contents) -> None:
    """Write a plan workbook with these contents, as `init` does."""
    about = contents.forms["chung"]
    line = f"{about['co_quan_ban_hanh']}, năm {about['nam']}"
    write_workbook(
        path,
        own_template("ke-hoach"),
        Issue("", "", "", line, path.stem, year=about["nam"]),
        contents,
    )


@cache
def _village_book(home: Commune, village: str) -> bytes:
    issued = next(one for one in home.plan.issued if one.unit_code.endswith(f"-{village}"))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "so.xlsx"
        write_workbook(path, home.plan.collects, issued)
        return path.read_bytes()


# --------------------------------------------------------------------------- the text of a case

SETTINGS = ("village", "profile", "plan", "after")


@dataclass(frozen=True)
class Typed:
    """What was typed into one field: `row` is a row's number, or 0 in a form."""

    sheet: str
    row: int
    name: str
    text: str


@dataclass(frozen=True)
class Case:
    """One case as its text says it, with all of the case it comes after."""

    settings: Mapping[str, str] = field(default_factory=dict)
    typed: tuple[Typed, ...] = ()
    acts: tuple[tuple[str, str], ...] = ()

    @property
    def is_plan(self) -> bool:
        """Whether it is the plan workbook that was filled in."""
        return self.settings.get("plan") == "yes"

    @property
    def commune(self) -> Commune:
        """The commune of its profile."""
        return commune(self.settings.get("profile", PROFILE))


def read_case(text: str) -> Case:
    """Read a case's text. Raises ValueError on a list item that is neither a setting nor something
    done.
    """
    settings: dict[str, str] = {}
    acts: list[tuple[str, str]] = []
    for item, said in re.findall(r"^- ([a-z ]+): *(.+)$", text, re.MULTILINE):
        if item in SETTINGS:
            settings[item] = said.strip()
        elif item in ACTS:
            acts.append((item, said.strip()))
        else:
            raise ValueError(f"no such act: {item}")
    typed = tuple(_typed_cells(text))
    if "after" not in settings:
        return Case(settings, typed, tuple(acts))
    before = read_case((CASES / settings["after"] / "returned.md").read_text(encoding="utf-8"))
    return Case({**before.settings, **settings}, (*before.typed, *typed), (*before.acts, *acts))


def _typed_cells(text: str) -> Iterator[Typed]:
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        sheet, _, body = section.partition("\n")
        head: list[str] = []
        for line in body.splitlines():
            if not line.startswith("|"):
                head = []
                continue
            parts = [part.strip() for part in line.strip().strip("|").split("|")]
            if not head:
                head = parts
            elif set(parts[0]) - set("-: "):
                yield from _typed_row(sheet.strip(), head, parts)


def _typed_row(sheet: str, head: list[str], parts: list[str]) -> Iterator[Typed]:
    if head[0] == "mục":
        yield Typed(sheet, 0, parts[0], parts[1])
        return
    if head[0] != "dòng" or len(parts) != len(head):
        raise ValueError(f"{sheet}: {parts}")
    for name, text in zip(head[1:], parts[1:], strict=True):
        if text:
            yield Typed(sheet, int(parts[0]), name, text)


def cell_value(text: str) -> Any:
    """Return what a cell holds after this was typed."""
    if text == "∅":
        return None
    if text.startswith("'"):
        return text[1:]
    if text.startswith("nfd:"):
        return unicodedata.normalize("NFD", text[4:])
    if again := re.fullmatch(r"«(.+)»×(\d+)", text):
        return again[1] * int(again[2])
    if re.fullmatch(r"\d{2}/\d{2}/\d{4}", text):
        return datetime.strptime(text, "%d/%m/%Y").date()
    if re.fullmatch(r"\d{2}:\d{2}", text):
        return datetime.strptime(text, "%H:%M").time()
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text) if "." in text else int(text)
    if text.startswith("="):
        return text.partition(" → ")[0]
    text = re.sub(r"\\u([0-9a-f]{4})", lambda sign: chr(int(sign[1], 16)), text)
    return text.replace("\\n", "\n")


# --------------------------------------------------------------------------- filling in


def fill(case: Case) -> bytes:
    """Return the workbook after everything that the case says was done to it."""
    home = case.commune
    fresh = home.plan_book if case.is_plan else home.workbook(case.settings.get("village", "01"))
    return kept(key_of("case", fresh, case), lambda: _fill(case, fresh))


def _fill(case: Case, fresh: bytes) -> bytes:
    home = case.commune
    template = home.plan.template if case.is_plan else home.plan.collects
    sheets = {sheet.title: sheet for sheet in template.sheets}

    def fill_in(book: Workbook) -> None:
        for one in case.typed:
            book[one.sheet][_place(sheets[one.sheet], one)] = cell_value(one.text)
        for act, said in case.acts:
            ACTS[act](book, sheets, said)

    if all(act in TYPING for act, _ in case.acts):
        made = typed(fresh, fill_in)
    else:
        book = opened(fresh)
        fill_in(book)
        made = as_file(book)
    results = [one.text.partition(" → ")[::2] for one in case.typed if one.text.startswith("=")]
    return _with_results(made, {formula[1:]: result for formula, result in results if result})


def _place(sheet: Sheet, one: Typed) -> str:
    return address(*layout.field_cell(sheet, one.name, one.row))


def _with_results(made: bytes, results: Mapping[str, str]) -> bytes:
    """Put the results of formulas into the file, as Excel does; openpyxl writes formulas only."""
    if not results:
        return made
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(made)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            data = old.read(name).decode() if name.endswith(".xml") else old.read(name)
            if isinstance(data, str):
                for formula, result in results.items():
                    data = _with_result(data, formula, result)
            new.writestr(name, data)
    return out.getvalue()


def _with_result(part: str, formula: str, result: str) -> str:
    cell = rf"(<c [^<>]*)>(<f>{re.escape(formula)}</f>)<v ?(?:/>|></v>)"
    if result == '""':
        return re.sub(cell, r'\1 t="str">\2<v></v>', part)
    return re.sub(cell, rf"\1>\2<v>{result}</v>", part)


# ------------------------------------------------------------ what is done to a workbook as a whole

Sheets = Mapping[str, Sheet]


def _tick_nil(book: Workbook, sheets: Sheets, said: str) -> None:
    book[_first_page(sheets)][_tick_place(sheets, said)] = layout.NIL_MARK


def _first_page(sheets: Sheets) -> str:
    return next(title for title, sheet in sheets.items() if sheet.kind == "guide")


def _tick_place(sheets: Sheets, said: str) -> str:
    lines = [title for title, sheet in sheets.items() if sheet.kind != "guide"]
    return address(layout.GUIDE_FIRST_ROW + lines.index(said), layout.GUIDE_NIL)


def _tick_as(book: Workbook, sheets: Sheets, said: str) -> None:
    title, _, text = said.partition(" = ")
    book[_first_page(sheets)][_tick_place(sheets, title)] = cell_value(text)


def _cell(book: Workbook, sheets: Sheets, said: str) -> None:
    place, _, text = said.partition(" = ")
    sheet, _, cell = place.partition("!")
    book[sheet][cell] = cell_value(text)


def _rename_sheet(book: Workbook, sheets: Sheets, said: str) -> None:
    old, new = said.split(" -> ")
    book[old].title = new


def _add_sheet(book: Workbook, sheets: Sheets, said: str) -> None:
    book.create_sheet(said)


def _delete_sheet(book: Workbook, sheets: Sheets, said: str) -> None:
    del book[said]


def _move_column(book: Workbook, sheets: Sheets, said: str, first: int = layout.KEY_ROW) -> None:
    title, _, what = said.partition(", ")
    moved, target = what.split(" before ")
    order = [f.name for f in sheets[title].fields]
    new = [name for name in order if name != moved]
    new.insert(new.index(target), moved)
    page = book[title]
    for row in range(first, page.max_row + 1):
        cells = {
            name: _content(page, row, number)
            for number, name in enumerate(order, start=layout.FIRST_COLUMN)
        }
        for number, name in enumerate(new, start=layout.FIRST_COLUMN):
            _put(page, row, number, cells[name])


def _delete_column(book: Workbook, sheets: Sheets, said: str) -> None:
    title, _, name = said.partition(", ")
    book[title].delete_cols(layout.field_column(sheets[title], name))


def _order_rows(book: Workbook, sheets: Sheets, said: str) -> None:
    title, _, numbers = said.partition(", ")
    page, order = book[title], [int(number) for number in numbers.split()]
    columns = range(layout.FIRST_COLUMN, layout.last_column(sheets[title]) + 1)
    rows = {row: [_content(page, row, column) for column in columns] for row in order}
    for row, origin in zip(sorted(order), order, strict=True):
        for column, content in zip(columns, rows[origin], strict=True):
            _put(page, row, column, content)


def _delete_row(book: Workbook, sheets: Sheets, said: str) -> None:
    title, _, number = said.partition(", ")
    book[title].delete_rows(int(number))


def _insert_rows(book: Workbook, sheets: Sheets, said: str) -> None:
    title, _, what = said.partition(", ")
    amount, above = what.split(" above ")
    book[title].insert_rows(int(above), int(amount))


def _insert_columns(book: Workbook, sheets: Sheets, said: str) -> None:
    title, _, what = said.partition(", ")
    amount, before = what.split(" before ")
    book[title].insert_cols(layout.field_column(sheets[title], before), int(amount))


def _move_visible_column(book: Workbook, sheets: Sheets, said: str) -> None:
    _move_column(book, sheets, said, layout.HEADER_ROW)


def _copy_sheet(book: Workbook, sheets: Sheets, said: str) -> None:
    old, new = said.split(" -> ")
    book.copy_worksheet(book[old]).title = new


def _hide_sheet(book: Workbook, sheets: Sheets, said: str) -> None:
    book[said].sheet_state = "hidden"


def _hide_sheet_for_good(book: Workbook, sheets: Sheets, said: str) -> None:
    book[said].sheet_state = "veryHidden"


def _order_sheets(book: Workbook, sheets: Sheets, said: str) -> None:
    for place, title in enumerate(said.split(", ")):
        book.move_sheet(title, place - book.sheetnames.index(title))


def _copy_row(book: Workbook, sheets: Sheets, said: str) -> None:
    title, _, what = said.partition(", ")
    page, (old, new) = book[title], map(int, what.split(" -> "))
    for column in range(1, page.max_column + 1):
        _put(page, new, column, _content(page, old, column))


def _copy_column(book: Workbook, sheets: Sheets, said: str) -> None:
    title, _, what = said.partition(", ")
    page, (old, new) = book[title], map(column_number, what.split(" -> "))
    for row in range(1, page.max_row + 1):
        _put(page, row, new, _content(page, row, old))


def _merge(book: Workbook, sheets: Sheets, said: str) -> None:
    title, _, block = said.partition("!")
    book[title].merge_cells(block)


def _number_columns(book: Workbook, sheets: Sheets, said: str) -> None:
    title, _, row = said.partition(", ")
    for number, target in enumerate(sheets[title].fields, start=1):
        book[title].cell(int(row), layout.field_column(sheets[title], target.name), f"({number})")


def _filter_out(book: Workbook, sheets: Sheets, said: str) -> None:
    title, _, rows = said.partition(", ")
    for row in rows.split():
        book[title].row_dimensions[int(row)].hidden = True


def _hide_columns(book: Workbook, sheets: Sheets, said: str) -> None:
    title, _, names = said.partition(", ")
    for name in names.split():
        letter = column_letter(layout.field_column(sheets[title], name))
        part_columns(book[title])
        book[title].column_dimensions[letter].hidden = True


def part_columns(page: Any) -> None:
    """Give each column a look of its own: openpyxl keeps one for all of a run with the same."""
    for first in list(page.column_dimensions.values()):
        for number in range(first.min + 1, first.max + 1):
            own = copy(first)
            own.index, own.min, own.max = column_letter(number), number, number
            page.column_dimensions[own.index] = own
        first.max = first.min


def _set_identity(book: Workbook, sheets: Sheets, said: str) -> None:
    """Change what all places say, as if the office had sent the workbook out like this."""
    key, _, value = said.partition(" = ")
    facts = read_facts(book)
    before = facts["code"]
    facts[key] = value
    for name, told in {**facts, "seal": make_seal(facts, KEY)}.items():
        _write_fact(book, name, told)
    _define(book, {**facts, "seal": make_seal(facts, KEY)})
    if key == "code":
        for page in book.worksheets:
            _print(page, before, value)


def read_facts(book: Workbook) -> dict[str, str]:
    """Return what the hidden sheet says."""
    return {
        str(key): str(value or "")
        for key, value in book[layout.IDENTITY_SHEET].iter_rows(values_only=True)
    }


def _write_fact(book: Workbook, key: str, value: str) -> None:
    for row in book[layout.IDENTITY_SHEET].iter_rows():
        if row[0].value == key:
            row[1].value = value
    name = layout.IDENTITY_PREFIX + key
    if name in book.custom_doc_props.names:
        book.custom_doc_props[name].value = value


def _define(book: Workbook, facts: Mapping[str, str]) -> None:
    book.defined_names[layout.IDENTITY_NAME].attr_text = as_named_text(facts)


def _print(page: Worksheet, before: str, after: str) -> None:
    words = layout.CODE_WORDS.vi
    for cell in (
        cell for row in page.iter_rows(max_row=layout.HEADER_ROW, max_col=2) for cell in row
    ):
        if isinstance(cell.value, str):
            cell.value = cell.value.replace(f"{words}: {before}", after and f"{words}: {after}")


def _forge_identity(book: Workbook, sheets: Sheets, said: str) -> None:
    key, _, value = said.partition(" = ")
    for row in book[layout.IDENTITY_SHEET].iter_rows():
        if row[0].value == key:
            row[1].value = value


def _print_code(book: Workbook, sheets: Sheets, said: str) -> None:
    title, _, value = said.partition(" = ")
    _print(book[title], read_facts(book)["code"], value)


def _seal(book: Workbook, sheets: Sheets, said: str) -> None:
    facts = read_facts(book)
    facts["seal"] = make_seal(facts, said)
    _write_fact(book, "seal", facts["seal"])
    _define(book, facts)


def _forget(book: Workbook, sheets: Sheets, said: str) -> None:
    places = [place.strip() for place in said.split(",")]
    code = read_facts(book)["code"]
    if "seal" in places:
        _write_fact(book, "seal", "")
        _define(
            book, {**read_named_text(book.defined_names[layout.IDENTITY_NAME].value), "seal": ""}
        )
    if "sheet" in places:
        del book[layout.IDENTITY_SHEET]
    if "property" in places:
        for name in list(book.custom_doc_props.names):
            del book.custom_doc_props[name]
    if "name" in places:
        del book.defined_names[layout.IDENTITY_NAME]
    if "code" in places:
        for page in book.worksheets:
            _print(page, code, "")


def _content(page: Worksheet, row: int, column: int) -> tuple[Any, str]:
    cell = page.cell(row, column)
    return cell.value, cell.number_format


def _put(page: Worksheet, row: int, column: int, content: tuple[Any, str]) -> None:
    cell = page.cell(row, column)
    cell.value, cell.number_format = content


def _count_days_from(book: Workbook, sheets: Sheets, said: str) -> None:
    assert said == "1904"
    book.epoch = CALENDAR_MAC_1904


def _font(book: Workbook, sheets: Sheets, said: str) -> None:
    place, _, name = said.partition(" = ")
    title, _, cell = place.partition("!")
    book[title][cell].font = Font(name=name)


def _look(book: Workbook, sheets: Sheets, said: str) -> None:
    place, _, name = said.partition(" = ")
    title, _, block = place.partition("!")
    for row in book[title][f"{block}:{block}" if ":" not in block else block]:
        for cell in row:
            cell.font = Font(**LOOKS[name])


LOOKS: Mapping[str, Mapping[str, Any]] = {
    "struck": {"strike": True},
    "white": {"color": "FFFFFFFF"},
    "small": {"size": 1},
}


def _format(book: Workbook, sheets: Sheets, said: str) -> None:
    place, _, code = said.partition(" = ")
    title, _, cell = place.partition("!")
    book[title][cell].number_format = code


def _runs(book: Workbook, sheets: Sheets, said: str) -> None:
    place, _, text = said.partition(" = ")
    title, _, cell = place.partition("!")
    fonts = {
        "~": InlineFont(strike=True),
        "^": InlineFont(vertAlign="superscript"),
        "`": InlineFont(color="FFFFFFFF"),
    }
    pieces = re.findall(r"([~^`])(.+?)\1|([^~^`]+)", text)
    runs = [TextBlock(fonts.get(mark, InlineFont()), odd or plain) for mark, odd, plain in pieces]
    book[title][cell] = CellRichText(*runs)


def _note(book: Workbook, sheets: Sheets, said: str) -> None:
    place, _, text = said.partition(" = ")
    title, _, cell = place.partition("!")
    book[title][cell].comment = Comment(text, "Trưởng thôn (Mẫu)")


def _picture(book: Workbook, sheets: Sheets, said: str) -> None:
    title, _, place = said.partition("!")
    cell = book[title][place]
    cell.value = '=DISPIMG("ID_0A1B2C3D",1)'
    cell.data_type = "s"


def _forget_format(book: Workbook, sheets: Sheets, said: str) -> None:
    sheet, _, cell = said.partition("!")
    book[sheet][cell].number_format = "General"


ACTS: Mapping[str, Callable[[Workbook, Sheets, str], None]] = {
    "tick nil": _tick_nil,
    "tick as": _tick_as,
    "cell": _cell,
    "rename sheet": _rename_sheet,
    "add sheet": _add_sheet,
    "delete sheet": _delete_sheet,
    "move column": _move_column,
    "delete column": _delete_column,
    "order rows": _order_rows,
    "delete row": _delete_row,
    "insert rows": _insert_rows,
    "insert columns": _insert_columns,
    "move visible column": _move_visible_column,
    "copy sheet": _copy_sheet,
    "hide sheet": _hide_sheet,
    "hide sheet for good": _hide_sheet_for_good,
    "order sheets": _order_sheets,
    "copy row": _copy_row,
    "copy column": _copy_column,
    "merge": _merge,
    "number columns": _number_columns,
    "filter out": _filter_out,
    "hide columns": _hide_columns,
    "set identity": _set_identity,
    "forge identity": _forge_identity,
    "print code": _print_code,
    "seal": _seal,
    "forget": _forget,
    "count days from": _count_days_from,
    "forget format": _forget_format,
    "font": _font,
    "look": _look,
    "format": _format,
    "runs": _runs,
    "note": _note,
    "picture": _picture,
}
TYPING = frozenset({"tick nil", "tick as", "cell"})
"""Those that do no more than type into a cell."""
