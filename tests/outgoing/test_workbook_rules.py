"""What a generated workbook keeps to so that it works in every client: functions, lengths, truth
values, contrast.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from office import Convert, results
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from outgoing.test_office import with_odd_remarks
from small_year import fill, issued_file, make_year

from sheettools.outgoing.workbook.generate import write_workbook
from sheettools.template import layout
from sheettools.template.issue import Issue
from sheettools.template.load.load import load_template
from sheettools.template.sayings import Sayings
from sheettools.year import Year

OTHER = Path(__file__).parents[1] / "cli" / "other_subject"
SHEETS = ("so-tiep-xuc", "ke-hoach", "kiem-ke-thu-vien", "kiem-ke-ke-hoach")


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    return make_year(tmp_path_factory.mktemp("nam") / "mau-son-2024")


@pytest.fixture(scope="module")
def workbooks(year: Year, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return a workbook of each template: the two that come with the program, and the two of
    another subject.
    """
    made = {"so-tiep-xuc": issued_file(year, "01"), "ke-hoach": year.plan_path}
    for name in SHEETS[2:]:
        made[name] = tmp_path_factory.mktemp("khac") / f"{name}.xlsx"
        issued = Issue("T01-2024", "T01", "Trường", "Kiểm kê 2024", name, year=2024)
        write_workbook(made[name], load_template(OTHER / f"{name}.toml"), issued)
    return made


@pytest.fixture(params=SHEETS)
def workbook(request: pytest.FixtureRequest, workbooks: dict[str, Path]) -> Path:
    return workbooks[request.param]


# --------------------------------------------------------------------------- formulas


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


COMMON = words("""
    ABS ADDRESS AND CHAR CHOOSE CODE COLUMN COLUMNS CONCATENATE COUNT COUNTA COUNTBLANK COUNTIF COUNTIFS DATE DATEVALUE
    DAY EXACT FALSE FIND HYPERLINK IF IFERROR INDEX INT ISBLANK ISERROR ISNUMBER ISTEXT LARGE LEFT LEN LOOKUP LOWER
    MATCH MAX MID MIN MOD MONTH N NETWORKDAYS NOT NOW OFFSET OR REPT RIGHT ROUND ROUNDDOWN ROUNDUP ROW ROWS SEARCH SIGN
    SMALL SUBSTITUTE SUM SUMIF SUMIFS SUMPRODUCT T TEXT TIME TIMEVALUE TODAY TRIM TRUE UPPER VALUE VLOOKUP WEEKDAY
    WORKDAY YEAR
""")
"""Functions that Excel 2010, LibreOffice, WPS and Gnumeric all have, under these names."""
LONGEST, LONGEST_IN_VALIDATION, LONGEST_TEXT, DEEPEST, ARGUMENTS = 8192, 255, 255, 64, 255


@cache
def parts(path: Path) -> dict[str, Any]:
    """Return the parts of a package by name, as XML."""
    with zipfile.ZipFile(path) as package:
        return {
            name: etree.fromstring(package.read(name))
            for name in package.namelist()
            if name.endswith(".xml")
        }


def texts(path: Path, *names: str) -> set[str]:
    """Return the formulas that stand in elements of these names on the sheets."""
    pages = [part for name, part in parts(path).items() if name.startswith("xl/worksheets/")]
    return {
        one.text
        for page in pages
        for wanted in names
        for one in page.iter(f"{{*}}{wanted}")
        if one.text
    }


def validated(path: Path) -> set[str]:
    return texts(path, "formula1", "formula2")


def formulas(path: Path) -> list[str]:
    """Return one formula of those that differ in the numbers of rows only."""
    book = parts(path)["xl/workbook.xml"]
    named = {
        one.text for one in book.iter("{*}definedName") if not one.get("name").startswith("_xlnm.")
    }
    every = {*texts(path, "f"), *validated(path), *texts(path, "formula"), *named}
    return list(
        {re.sub(r"(?<=[A-Z])\d+|(?<=\$)\d+", "#", one): one for one in sorted(every)}.values()
    )


def tokens(formula: str) -> list[Token]:
    return [token for token in Tokenizer("=" + formula).items if token.type != Token.WSPACE]


def called(token: Token) -> str:
    """Return a function's name; it may be the end of a range, `A1:INDEX(`."""
    return str(token.value.rstrip("(").rpartition(":")[2])


def test_every_function_is_known_to_every_client(workbook: Path) -> None:
    used = {
        called(token)
        for formula in formulas(workbook)
        for token in tokens(formula)
        if token.type == Token.FUNC and token.subtype == Token.OPEN
    }
    assert len(used) > 5
    assert used <= COMMON


def test_formulas_keep_to_what_excel_allows(workbook: Path) -> None:
    for formula in formulas(workbook):
        assert len(formula) <= LONGEST, formula
        assert "{" not in re.sub(r'"[^"]*"', "", formula), formula
        assert "[" not in re.sub(r"\"[^\"]*\"|'[^']*'", "", formula), formula
        deep, deepest, commas = 0, 0, [0]
        for token in tokens(formula):
            if token.subtype == Token.TEXT:
                assert len(token.value[1:-1].replace('""', '"')) <= LONGEST_TEXT, formula
            if token.type in (Token.FUNC, Token.PAREN):
                deep += 1 if token.subtype == Token.OPEN else -1
                commas = [*commas, 0] if token.subtype == Token.OPEN else commas[:-1]
            commas[-1] += token.type == Token.SEP
            assert commas[-1] < ARGUMENTS, formula
            deepest = max(deep, deepest)
        assert deepest <= DEEPEST, formula


def test_validations_keep_to_what_excel_allows(workbook: Path) -> None:
    for formula in validated(workbook):
        assert len(formula) <= LONGEST_IN_VALIDATION, formula
        assert "!" not in re.sub(r'"[^"]*"', "", formula), (
            "older programs know other sheets by defined names only"
        )
    limits = {"promptTitle": 32, "prompt": 255, "errorTitle": 32, "error": 255}
    pages = [part for name, part in parts(workbook).items() if name.startswith("xl/worksheets/")]
    guards = [guard for page in pages for guard in page.iter("{*}dataValidation")]
    assert guards
    for guard in guards:
        for name, most in limits.items():
            said = guard.get(name, "")
            assert len(said.encode("utf-16-le")) // 2 <= most, said
        if guard.get("type"):
            assert guard.get("error"), "whoever is stopped is told why"
        covered = sorted(guard.get("sqref").split())
        assert len(covered) == len(set(covered))


# --------------------------------------------------------------------------- what formulas compare


@dataclass(frozen=True)
class Part:
    """A part of a formula: the kind of its value where that is known, and whether it is one of many
    cells.
    """

    kind: str = ""
    many: bool = False
    reference: bool = False


TRUTHS = words("AND OR NOT ISBLANK ISERROR ISNUMBER ISTEXT EXACT TRUE FALSE")
WORDS = words(
    "TRIM LOWER UPPER LEFT RIGHT MID SUBSTITUTE TEXT CHAR REPT CONCATENATE ADDRESS HYPERLINK T"
)
UNKNOWN = words("INDEX OFFSET CHOOSE LOOKUP VLOOKUP")
OF_ONE = words("""
    ABS CHAR CODE DAY EXACT FIND INT ISBLANK ISERROR ISNUMBER ISTEXT LEFT LEN LOWER MID MOD MONTH REPT RIGHT ROUND
    ROUNDDOWN ROUNDUP SEARCH SIGN SUBSTITUTE T TEXT TRIM UPPER VALUE WEEKDAY YEAR
""")
OF_REFERENCES = words("MAX MIN SUM AND OR COUNT COUNTA MATCH")
STRENGTH = {
    "^": 5,
    "*": 4,
    "/": 4,
    "+": 3,
    "-": 3,
    "&": 2,
    "=": 1,
    "<": 1,
    ">": 1,
    "<=": 1,
    ">=": 1,
    "<>": 1,
    ":": 9,
}


class Reader:
    """Read a formula as Excel does, and note what other programs, or Excel itself, take otherwise
    than meant.
    """

    def __init__(self, formula: str) -> None:
        self.formula, self.tokens, self.at = formula, tokens(formula), 0
        self.truth_as_number: list[str] = []
        self.cell_by_cell: list[str] = []

    def run(self) -> Reader:
        self.expression(0)
        assert self.at == len(self.tokens), self.formula
        return self

    def next(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def expression(self, least: int) -> Part:
        left = self.single()
        while (
            (token := self.next()) and token.type == Token.OP_IN and STRENGTH[token.value] > least
        ):
            operator = self.take().value
            right = self.expression(STRENGTH[operator])
            left = self.joined(left, operator, right)
        return left

    def joined(self, left: Part, operator: str, right: Part) -> Part:
        many = left.many or right.many
        if operator == ":":
            return Part(many=True, reference=True)
        if STRENGTH[operator] > 1:
            return Part("text" if operator == "&" else "number", many)
        kinds = {left.kind, right.kind}
        if "truth" in kinds and kinds & {"number", "text"}:
            self.truth_as_number.append(operator)
        return Part("truth", many)

    def single(self) -> Part:
        token = self.take()
        if token.type == Token.OP_PRE:
            return Part("number", self.expression(6).many)
        if token.type == Token.PAREN:
            inner = self.expression(0)
            self.take()
            return inner
        if token.type == Token.FUNC:
            result = self.function(called(token))
            return Part(many=True, reference=True) if ":" in token.value else result
        if token.subtype == Token.RANGE:
            return Part(
                many=":" in token.value or not re.search(r"\d$", token.value), reference=True
            )
        return Part(
            {Token.TEXT: "text", Token.NUMBER: "number", Token.LOGICAL: "truth"}.get(
                token.subtype, ""
            )
        )

    def function(self, name: str) -> Part:
        given: list[Part] = []
        while (token := self.next()) and not (
            token.type == Token.FUNC and token.subtype == Token.CLOSE
        ):
            self.take() if token.type == Token.SEP else given.append(self.expression(0))
        self.take()
        if name in OF_ONE and any(part.many for part in given):
            self.cell_by_cell.append(name)
        if name in OF_REFERENCES and any(part.many and not part.reference for part in given):
            self.cell_by_cell.append(name)
        if name in ("IF", "IFERROR"):
            results = {part.kind for part in (given[1:] if name == "IF" else given)}
            return Part(results.pop() if len(results) == 1 else "")
        if name == "ROW":
            return Part("number", any(part.many for part in given))
        if name in UNKNOWN:
            return Part(reference=name == "INDEX")
        return Part("truth" if name in TRUTHS else "text" if name in WORDS else "number")


def test_the_reader_of_formulas_reads_them() -> None:
    assert Reader("((A1:A9=1))>0").run().truth_as_number == [">"]
    assert Reader("(0+(A1:A9=1))>0").run().truth_as_number == []
    assert Reader("IF(A1=1,TRUE,B1>2)=0").run().truth_as_number == ["="]
    assert Reader("SUMPRODUCT(--(LEN(TRIM(A1:A9))>0))").run().cell_by_cell == ["TRIM"]
    assert Reader("SUMPRODUCT(--EXACT(ds_loai,LOWER(TRIM(A1))))").run().cell_by_cell == ["EXACT"]
    assert Reader("SUMPRODUCT(MAX((A1:A9>0)*ROW(A1:A9)))").run().cell_by_cell == ["MAX"]
    assert Reader('SUMPRODUCT(--(A1:A9<>""))+MAX(A1:A9)-LEN($B$1)').run().cell_by_cell == []


def test_no_truth_value_is_compared_with_a_number(workbook: Path) -> None:
    # Excel and Gnumeric take every truth value for more than any number; LibreOffice takes it for 0
    # or 1.
    assert [one for one in formulas(workbook) if Reader(one).run().truth_as_number] == []


def test_no_function_of_one_value_is_given_many(workbook: Path) -> None:
    # In SUMPRODUCT Excel and LibreOffice take such functions cell by cell; Gnumeric gives an error.
    assert [one for one in formulas(workbook) if Reader(one).run().cell_by_cell] == []


# --------------------------------------------------------------------------- colours

BLACK, WHITE, CONTRAST = "000000", "FFFFFF", 4.5


def luminance(colour: str) -> float:
    shares = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_counted_as_wcag_does() -> None:
    assert contrast(BLACK, WHITE) == pytest.approx(21)
    assert contrast("777777", WHITE) == pytest.approx(4.48, abs=0.005)


def coloured(element: Any, name: str, otherwise: str) -> str:
    """Return the colour that an element of a font or a fill gives, else another."""
    one = next(iter(element.iter(f"{{*}}{name}")), None)
    if one is None or one.get("auto") or one.get("indexed") in ("64", "65"):
        return otherwise
    if one.get("theme") is not None:
        return {"0": WHITE, "1": BLACK}[one.get("theme")]
    return str(one.get("rgb"))[-6:]


def cell_colours(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the colours of the letters, and of what is behind them, of every style in use and in
    every condition.
    """
    styles = parts(path)["xl/styles.xml"]
    fonts, fills = (list(next(styles.iter(f"{{*}}{name}"))) for name in ("fonts", "fills"))
    used = {
        cell.get("s", "0")
        for name, part in parts(path).items()
        if name.startswith("xl/worksheets/")
        for cell in part.iter("{*}c")
    }
    looks = list(next(styles.iter("{*}cellXfs")))
    for number in map(int, used):
        look = looks[number]
        solid = any(
            pattern.get("patternType") == "solid" for pattern in fills[int(look.get("fillId"))]
        )
        behind = coloured(fills[int(look.get("fillId"))], "fgColor", WHITE) if solid else WHITE
        yield coloured(fonts[int(look.get("fontId"))], "color", BLACK), behind
    for look in next(styles.iter("{*}dxfs")):
        letters, behind = coloured(look, "color", ""), coloured(look, "bgColor", "")
        assert letters, "a condition that changes the ground sets the letters too"
        assert behind
        yield letters, behind


def test_letters_can_be_read_on_every_ground(workbook: Path) -> None:
    colours = set(cell_colours(workbook))
    assert len(colours) > 3
    weak = {(letters, ground): round(contrast(letters, ground), 2) for letters, ground in colours}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < CONTRAST} == {}


def looks_of_conditions(path: Path) -> list[tuple[str, ...]]:
    """Return the conditional looks as they differ without colours."""
    return [
        tuple(
            sorted(
                {etree.QName(one).localname for font in look.iter("{*}font") for one in font}
                - {"color"}
            )
        )
        for look in next(parts(path)["xl/styles.xml"].iter("{*}dxfs"))
    ]


@pytest.mark.office
def test_what_a_colour_says_stands_in_words_too(
    convert: Convert, year: Year, tmp_path: Path
) -> None:
    """Fill in a workbook with all there is to colour, let LibreOffice work it out, and hold colours
    against marks.
    """
    rows = {**with_odd_remarks("01")}
    rows["kien_nghi"] = [*rows["kien_nghi"], {"noi_dung": "Còn thiếu nhiều ô"}]
    typed = fill(issued_file(year, "01"), tmp_path / "so.xlsx", year.plan.collects, rows)
    (worked,) = convert("results", tmp_path / "ra", typed, untitled=True)
    seen: set[str] = set()
    for sheet in year.plan.collects.sheets:
        if sheet.kind == "table" and not sheet.read_only:
            seen |= held(results(worked, sheet.title), sheet)
    assert seen == {"Đủ", "Thiếu", "Chưa đúng", "Xem lại"}


def held(page: list[list[Any]], sheet: Any) -> set[str]:
    """Hold the states of a sheet's cells, which make the colours, against the marks; return the
    words seen.
    """
    seen: set[str] = set()
    place, last_error = layout.helpers(sheet), Sayings.of(sheet).last_error
    for row in range(layout.FIRST_ROW, layout.last_row(sheet) + 1):
        line = [None, *page[row - 1]]
        states = {line[place.state + at] or 0 for at in range(len(sheet.fields))}
        mark = line[layout.MARK_COLUMN] or ""
        begun = line[place.begun] == 1
        wanted = {"Thiếu"} if 1 in states else set()
        wrong = sorted(state for state in states if state > 1)
        if wrong:
            wanted.add("Xem lại" if wrong[0] > last_error else "Chưa đúng")
        wanted = wanted or ({"Đủ"} if begun else set())
        assert all(word in mark for word in wanted), (sheet.title, row, states, mark)
        assert bool(mark) == bool(wanted), (sheet.title, row, mark)
        seen |= wanted
    return seen
