"""The programs that village heads open their workbooks with: what each keeps and loses when it
opens and saves one.

What is lost stands in `docs/clients.toml`, from which the docs are made; the tests hold it to be
exact. Whatever a program loses, a return that it saved is read as if it had not been there.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import tomllib
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree
from npm import fetched
from office import Convert, find_program
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils import column_index_from_string, range_boundaries
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.workbook.workbook import Workbook
from outgoing.test_office import everything, filled_in
from small_year import KEY, TODAY, issued_file, make_year
from typed_in import typed_in

from sheettools.annual.doors import Order
from sheettools.incoming.cage.read import RawBook, read_book
from sheettools.incoming.locate.evidence import read_evidence
from sheettools.incoming.locate.locate import read_identity
from sheettools.incoming.whose.identify import SentBooks, Witness, identify
from sheettools.template.identity import Seal
from sheettools.template.layout import GUIDE_COUNT_ROW, IDENTITY_NAME, IDENTITY_SHEET, LISTS_SHEET
from sheettools.year import Year

pytestmark = pytest.mark.office
EXPECTED = tomllib.loads((Path(__file__).parents[2] / "docs" / "clients.toml").read_text("utf-8"))
VILLAGES = ("01", "02")

# --------------------------------------------------------------------------- the programs

LIBRARIES = {
    "exceljs": ("exceljs@4.4.0", "dist/exceljs.js"),
    "sheetjs": ("xlsx@0.18.5", "xlsx.js"),
}
"""Each with its one file in which all that it needs is."""
SCRIPTS = {
    "exceljs": """
const fs = require("fs");
const Excel = require("./library");
(async () => {
  for (const [from, to] of JSON.parse(process.argv[2])) {
    const book = new Excel.Workbook();
    await book.xlsx.load(fs.readFileSync(from));
    fs.writeFileSync(to, await book.xlsx.writeBuffer());
  }
})().catch((error) => { console.error(error); process.exit(1); });
""",
    "sheetjs": """
const Excel = require("./library");
const all = { cellFormula: true, cellStyles: true, cellNF: true };
for (const [from, to] of JSON.parse(process.argv[2])) {
  Excel.writeFile(Excel.readFile(from, all), to, { cellStyles: true, compression: true });
}
""",
}


def run(*command: str | Path, folder: Path, seconds: int = 120) -> None:
    subprocess.run(
        list(map(str, command)), check=True, capture_output=True, timeout=seconds, cwd=folder
    )


def by_libreoffice(request: pytest.FixtureRequest, folder: Path, paths: list[Path]) -> list[Path]:
    run_it: Convert = request.getfixturevalue("convert")
    return run_it("xlsx", folder, *paths)


def by_libreoffice_as_ods(
    request: pytest.FixtureRequest, folder: Path, paths: list[Path]
) -> list[Path]:
    run_it: Convert = request.getfixturevalue("convert")
    return run_it("xlsx", folder, *run_it("ods", folder, *paths))


def by_gnumeric(request: pytest.FixtureRequest, folder: Path, paths: list[Path]) -> list[Path]:
    ssconvert = find_program("ssconvert")
    for path in paths:
        run(ssconvert, path, folder / path.name, folder=folder)
    return [folder / path.name for path in paths]


def by_openpyxl(request: pytest.FixtureRequest, folder: Path, paths: list[Path]) -> list[Path]:
    for path in paths:
        openpyxl.load_workbook(path).save(folder / path.name)
    return [folder / path.name for path in paths]


def by_script(
    name: str, _request: pytest.FixtureRequest, folder: Path, paths: list[Path]
) -> list[Path]:
    package, whole = LIBRARIES[name]
    try:
        library = fetched(package) / whole
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as problem:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"{package} could not be fetched: {problem}")
    (folder / "library.js").symlink_to(library)
    (folder / "script.js").write_text(SCRIPTS[name], encoding="utf-8")
    pairs = json.dumps([[str(path), str(folder / path.name)] for path in paths])
    run(find_program("node"), "script.js", pairs, folder=folder)
    return [folder / path.name for path in paths]


CLIENTS = {
    "libreoffice": by_libreoffice,
    "libreoffice-ods": by_libreoffice_as_ods,
    "gnumeric": by_gnumeric,
    "openpyxl": by_openpyxl,
    "exceljs": partial(by_script, "exceljs"),
    "sheetjs": partial(by_script, "sheetjs"),
}


@pytest.fixture(scope="module", params=CLIENTS)
def client(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    return make_year(tmp_path_factory.mktemp("nam") / "mau-son-2024")


@pytest.fixture(scope="module")
def filled(year: Year, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return the villages' workbooks, filled in, with every formula in its cell."""
    return filled_in(year, tmp_path_factory.mktemp("dien"), VILLAGES)


@pytest.fixture(scope="module")
def typed(year: Year, filled: list[Path], tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return the same workbooks with their formulas said once for many cells, as they went out."""
    folder = tmp_path_factory.mktemp("go")
    return [
        typed_in(issued_file(year, code), path, folder / path.name)
        for code, path in zip(VILLAGES, filled, strict=True)
    ]


@pytest.fixture(scope="module")
def saved(
    client: str,
    request: pytest.FixtureRequest,
    year: Year,
    typed: list[Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> list[Path]:
    """Return the workbooks as the program saved them: one as it went out, and the filled ones."""
    return CLIENTS[client](
        request, tmp_path_factory.mktemp("luu"), [issued_file(year, "01"), *typed]
    )


@pytest.fixture(scope="module")
def worked_out(
    convert: Convert, filled: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> list[Any]:
    """Return what formulas show in the filled workbooks, each in its cell, by LibreOffice, which
    `test_parity` holds to be right.
    """
    return worked_out_by(convert("xlsx", tmp_path_factory.mktemp("tinh"), *filled, untitled=True))


def worked_out_by(paths: list[Path]) -> list[Any]:
    return [values(path, formulas=True) for path in paths]


@pytest.fixture(scope="module")
def direct(
    year: Year, typed: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """Return what the report says when no other program had the workbooks."""
    return everything(
        year.report(typed, TODAY, Order(tmp_path_factory.mktemp("bao-cao") / "a.xlsx"))
    )


# --------------------------------------------------------------------------- what a workbook has

PIECE = re.compile(
    r'(?P<text>"(?:[^"]|"")*")|(?P<sheet>\'(?:[^\']|\'\')*\'!)|(?P<logical>\b(?:TRUE|FALSE)\b(?:\(\))?)'
    r"|(?<![\w.$])(?P<dc>\$?)(?P<column>[A-Z]{1,3})(?P<dr>\$?)(?P<row>\d{1,7})(?![\w(.])|(?P<space>\s+)"
)
Place = tuple[str, int, int]


def formula(text: str, row: int = 0, column: int = 0) -> str:
    """Return a formula in one spelling of the many, with its references told from the cell that it
    is written for.
    """

    def spell(piece: re.Match[str]) -> str:
        if piece["column"]:
            across, down = column_index_from_string(piece["column"]), int(piece["row"])
            r = f"R{down}" if piece["dr"] else f"R[{down - row}]"
            return r + (f"C{across}" if piece["dc"] else f"C[{across - column}]")
        if piece["sheet"] and re.fullmatch(r"[A-Za-z_]\w*", piece["sheet"][1:-2]):
            return piece["sheet"][1:-2] + "!"
        if piece["logical"]:
            return str(int(piece["logical"].startswith("TRUE")))
        return "" if piece["space"] else piece[0]

    spelt = PIECE.sub(spell, text.removeprefix("="))
    while (at := spelt.find("-(-")) >= 0:
        end = closing(spelt, at + 1)
        spelt = spelt[: at + 1] + spelt[at + 2 : end] + spelt[end + 1 :]
    return re.sub(r"(R\[?-?\d+\]?C\[?-?\d+\]?):\1(?![\d\]])", r"\1", spelt)


def closing(text: str, start: int) -> int:
    """Return where the bracket at `start` is closed."""
    depth, quoted = 0, False
    for at in range(start, len(text)):
        quoted ^= text[at] == '"'
        if not quoted:
            depth += (text[at] == "(") - (text[at] == ")")
            if not depth:
                return at
    raise ValueError(text)


def pages(path: Path) -> Iterator[tuple[str, Any]]:
    """Yield the sheets of a package, name and XML."""
    with zipfile.ZipFile(path) as package:
        book = etree.fromstring(package.read("xl/workbook.xml"))
        related = etree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
        targets = {one.get("Id"): one.get("Target").removeprefix("/xl/") for one in related}
        for sheet in elements(book, "sheet"):
            (key,) = (value for name, value in sheet.attrib.items() if name.endswith("}id"))
            yield sheet.get("name"), etree.fromstring(package.read(f"xl/{targets[key]}"))


def elements(tree: Any, name: str) -> Iterator[Any]:
    """Yield the elements of this name, whatever their namespace: what is newer stands in an
    extension.
    """
    return tree.iter(f"{{*}}{name}")


def said(element: Any, *names: str) -> str:
    return next(
        ("".join(one.itertext()).strip() for name in names for one in elements(element, name)), ""
    )


def is_on(element: Any, name: str) -> bool:
    return element.get(name) in ("1", "true")


def covered(element: Any) -> tuple[tuple[int, int], list[tuple[int, int]]]:
    """Return the cell that an element's formulas are written for, and all (row, column) that it
    covers.
    """
    blocks = [
        range_boundaries(part) for part in (element.get("sqref") or said(element, "sqref")).split()
    ]
    cells = [
        (row, column)
        for left, top, right, bottom in blocks
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    ]
    return cells[0], cells


def validations(path: Path) -> dict[str, dict[Place, Any]]:
    """Return by cell: what is offered, what is asked for, what is said before and after."""
    found: dict[str, dict[Place, Any]] = {"lists": {}, "rules": {}, "prompts": {}, "errors": {}}
    for name, page in pages(path):
        for element in elements(page, "dataValidation"):
            at, cells = covered(element)
            kind = element.get("type", "none")
            first, second = (formula(said(element, f"formula{n}"), *at) for n in (1, 2))
            operator = "" if kind == "custom" else element.get("operator", "between")
            second = second if operator in ("between", "notBetween") else ""
            stops = element.get("errorStyle", "stop") if is_on(element, "showErrorMessage") else ""
            shown = (
                is_on(element, "showInputMessage"),
                element.get("promptTitle"),
                element.get("prompt"),
            )
            for row, column in cells:
                place = (name, row, column)
                if kind == "list":
                    found["lists"][place] = (first, is_on(element, "showDropDown"))
                elif kind != "none":
                    found["rules"][place] = (kind, operator, first, second)
                found["prompts"][place] = shown
                if kind != "none":
                    found["errors"][place] = (
                        stops,
                        element.get("errorTitle"),
                        element.get("error"),
                    )
    return found


def colours(path: Path) -> dict[tuple[Place, str], Any]:
    """Return by cell and condition: the colours of the letters and of what is behind them, and
    whether bold.
    """
    with zipfile.ZipFile(path) as package:
        styles = etree.fromstring(package.read("xl/styles.xml"))
    looks = [look(one) for holder in elements(styles, "dxfs") for one in holder]
    return {
        ((name, row, column), formula(said(rule, "formula", "f"), *at)): looks[
            int(rule.get("dxfId", "-1"))
        ]
        for name, page in pages(path)
        for element in elements(page, "conditionalFormatting")
        for at, cells in [covered(element)]
        for rule in elements(element, "cfRule")
        for row, column in cells
    }


def look(element: Any) -> tuple[Any, ...]:
    letters = next(
        (
            one.get("rgb", "")[-6:]
            for font in elements(element, "font")
            for one in elements(font, "color")
        ),
        "",
    )
    behind = next((one.get("rgb", "")[-6:] for one in elements(element, "bgColor")), "")
    bold = any(one.get("val", "1") in ("1", "true") for one in elements(element, "b"))
    return letters, behind, bold


ALLOWED = ("sort", "autoFilter", "formatColumns", "formatRows", "formatCells")


def sheets(book: Workbook) -> dict[str, dict[Any, Any]]:
    """Return what openpyxl tells of the sheets."""
    found: dict[str, dict[Any, Any]] = {
        name: {}
        for name in (
            "protected",
            "allowed",
            "hidden_sheets",
            "hidden_parts",
            "formulas",
            "links",
            "panes",
            "print_titles",
            "print_area",
            "paper",
            "filters",
        )
    }
    for page in book.worksheets:
        name, setup = page.title, page.page_setup
        found["protected"][name] = page.protection.sheet
        found["allowed"][name] = [getattr(page.protection, what) for what in ALLOWED]
        found["hidden_sheets"][name] = page.sheet_state
        found["hidden_parts"][name] = hidden(page)
        found["panes"][name] = page.freeze_panes
        found["print_titles"][name] = page.print_title_rows, page.print_title_cols
        found["print_area"][name] = page.print_area
        if name not in (LISTS_SHEET, IDENTITY_SHEET):
            found["paper"][name] = setup.orientation, setup.paperSize, page.oddFooter.right.text
        found["filters"][name] = page.auto_filter.ref
        for row in page.iter_rows():
            for cell in row:
                place = (name, cell.row, cell.column)
                if cell.data_type == "f":
                    found["formulas"][place] = formula(str(cell.value))
                if cell.hyperlink:
                    found["links"][place] = formula(cell.hyperlink.location or "")
    return found


def hidden(page: Any) -> tuple[set[int], set[int]]:
    """Return the hidden rows and columns."""
    columns = {
        n
        for one in page.column_dimensions.values()
        if one.hidden
        for n in range(one.min, one.max + 1)
    }
    return {number for number, row in page.row_dimensions.items() if row.hidden}, columns


ROWS, COLUMNS = 400, 80
"""How far down and across the styles of cells are compared: below the last prepared row, too."""


def open_cells(path: Path) -> dict[str, set[Any]]:
    """Return the cells that are open to fill, in the prepared rows and below, and how values are
    shown in them.
    """
    with zipfile.ZipFile(path) as package:
        styles = etree.fromstring(package.read("xl/styles.xml"))
    codes = BUILTIN_FORMATS | {
        int(one.get("numFmtId")): one.get("formatCode") for one in elements(styles, "numFmt")
    }
    looks = [
        (
            any(part.get("locked") in ("0", "false") for part in elements(one, "protection")),
            codes[int(one.get("numFmtId", "0"))].lower(),
        )
        for holder in elements(styles, "cellXfs")
        for one in holder
    ]
    found: dict[str, set[Any]] = {"open": set(), "open_below": set(), "formats": set()}
    for name, page in pages(path):
        for (row, column), style in styled(page).items():
            is_open, code = looks[style]
            if is_open:
                found["open_below" if row == ROWS else "open"].add((name, row, column))
                found["formats"].add((name, row, column, code))
    return found


def styled(page: Any) -> dict[tuple[int, int], int]:
    """Return the number of the style of every cell: its own, else its row's, else its column's."""
    columns = {
        n: int(one.get("style", "0"))
        for one in elements(page, "col")
        for n in range(int(one.get("min")), min(int(one.get("max")), COLUMNS) + 1)
    }
    found = {
        (row, column): style for row in range(1, ROWS + 1) for column, style in columns.items()
    }
    for line in elements(page, "row"):
        row = int(line.get("r"))
        if row <= ROWS and is_on(line, "customFormat"):
            found |= {(row, column): int(line.get("s", "0")) for column in range(1, COLUMNS + 1)}
        found |= {
            coordinate_to_tuple(cell.get("r")): int(cell.get("s", "0"))
            for cell in line
            if row <= ROWS
        }
    return found


@cache
def raw(path: Path) -> RawBook:
    book = read_book(path).book
    assert book is not None
    return book


def values(path: Path, *, formulas: bool) -> dict[Place, Any]:
    """Return by cell what stands in it; of formulas, what they show."""
    return {
        (sheet.name, *place): cell.value
        for sheet in raw(path).sheets
        for place, cell in sheet.cells.items()
        if cell.formula is formulas and cell.value not in (None, "")
    }


def features(path: Path) -> dict[str, Any]:
    """Return all that a workbook has beside what was typed, in parts that a program may lose."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path)
    results = values(path, formulas=True)
    first = book.worksheets[0].title
    results.pop((first, GUIDE_COUNT_ROW + 1, 1), None)  # how many days are left
    names = {name: formula(one.value) for name, one in book.defined_names.items()}
    named = names.pop(IDENTITY_NAME, "")
    guards = validations(path)
    # A list is what is offered: a name that stands for nothing any more offers nothing.
    guards["lists"] = {
        place: (
            re.sub(r"\b[a-z]\w*\b(?!\()", lambda name: names.get(name[0], name[0]), source),
            *more,
        )
        for place, (source, *more) in guards["lists"].items()
    }
    return {
        "identity": read_identity(raw(path)),
        "properties": {one.name: one.value for one in book.custom_doc_props.props},
        "named": named,
        "texts": values(path, formulas=False),
        "results": results,
        "colours": colours(path),
        "names": names,
        "filled_area": filled_areas(path, names),
        **open_cells(path),
        **guards,
        **sheets(book),
    }


def filled_areas(path: Path, names: Mapping[str, str]) -> dict[str, str]:
    """Return of each sheet what is printed, where a name counts its rows; openpyxl knows none."""
    with zipfile.ZipFile(path) as package:
        text = package.read("xl/workbook.xml").decode()
    found = re.findall(r"<definedName([^>]*)>(\w+)</definedName>", text)
    areas = {attributes: area for attributes, area in found if "_xlnm.Print_Area" in attributes}
    return {
        re.findall(r'localSheetId="(\d+)"', attributes)[0]: names[area]
        for attributes, area in areas.items()
        if area in names
    }


# --------------------------------------------------------------------------- the tests


def kept(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    return {name for name in before if before[name] == after[name]}


@pytest.fixture(scope="module")
def issued(year: Year) -> dict[str, Any]:
    """Return what a workbook has when it goes out."""
    found = features(issued_file(year, "01"))
    assert all(found.values()), "there is something of everything"
    return found


def test_the_table_names_every_program_and_every_feature(issued: dict[str, Any]) -> None:
    assert list(EXPECTED["clients"]) == list(CLIENTS)
    assert set(EXPECTED["features"]) == {"values", "live", *issued}


def test_a_program_loses_what_the_docs_say(
    client: str,
    request: pytest.FixtureRequest,
    issued: dict[str, Any],
    typed: list[Path],
    saved: list[Path],
) -> None:
    expected = EXPECTED["clients"][client]
    blank, *others = saved
    survived = kept(issued, features(blank))
    if all(same_values(*pair) for pair in zip(typed, others, strict=True)):
        survived.add("values")
    if not expected.get("calculates", True) or worked_out_by(others) == request.getfixturevalue(
        "worked_out"
    ):
        survived.add("live")
    assert set(EXPECTED["features"]) - survived == set(expected["lost"])


def same_values(before: Path, after: Path) -> bool:
    """Say whether everything typed stands in the workbook as it did; formulas are another
    matter.
    """
    one, other = values(before, formulas=False), values(after, formulas=False)
    return all(other.get(place) == value for place, value in one.items())


def test_a_return_that_a_program_saved_is_read_as_it_was_typed(
    year: Year, saved: list[Path], direct: dict[str, Any], tmp_path: Path
) -> None:
    report = everything(year.report(saved[1:], TODAY, Order(tmp_path / "bao-cao.xlsx")))
    for part, told in direct.items():
        assert report[part] == told, part


def test_a_return_that_a_program_saved_is_known_by_its_own_identity(
    typed: list[Path], saved: list[Path]
) -> None:
    for before, after in zip(typed, saved[1:], strict=True):
        assert read_identity(raw(after)) == read_identity(raw(before))


def test_a_return_that_a_program_saved_is_known_without_its_hidden_sheet(
    year: Year, saved: list[Path]
) -> None:
    """What a program loses of the properties and names leaves at least the code that is printed on
    every page.
    """
    sent = SentBooks(
        year.plan.collects, {one.code: one for one in year.issued}, year.plan.template, KEY
    )
    for path, village in zip(saved, ("01", *VILLAGES), strict=True):
        book = raw(path)
        rest = replace(
            book, sheets=tuple(sheet for sheet in book.sheets if sheet.name != IDENTITY_SHEET)
        )
        known = identify(rest, read_evidence(rest), sent)
        assert known.issued is not None
        assert known.issued.code == f"99901-{village}-2024"
        asked = ["F214"] if known.by is Witness.VISIBLE else []  # what is printed bears no seal
        assert [finding.code for finding in known.findings] == ["F217", *asked]
        printed = replace(rest, properties={}, names={})
        assert identify(printed, read_evidence(printed), sent).issued == known.issued


def test_a_seal_outlasts_every_program(year: Year, saved: list[Path]) -> None:
    assert {one.seal for one in year.check(saved, TODAY)} == {Seal.RIGHT}
