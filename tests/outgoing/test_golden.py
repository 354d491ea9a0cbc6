"""Generated workbooks as text: a change of what village heads and staff see shows as a line, `+
check F7:F206 …`.

The text is made from the file by a stranger's library. If a change is meant, accept it as the
failing test says, and read the difference line by line before it is kept.
"""

from __future__ import annotations

import difflib
import hashlib
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from sheettools.demo.run import KEY, PLAN_TEXT, STAFF_FILL
from sheettools.outgoing.key import write_key
from sheettools.template.description import describe
from sheettools.template.layout import IDENTITY_SHEET
from sheettools.template.load.library import find_template
from sheettools.template.load.load import load_template
from sheettools.year import Year

pytestmark = pytest.mark.anew

GOLDEN = Path(__file__).parents[1] / "golden"
ACCEPT = "UPDATE_GOLDEN=1 .venv/bin/pytest tests/outgoing/test_golden.py"
VILLAGE = "07528-02_ao-vuong_2024.xlsx"


# --------------------------------------------------------------------------- a workbook as text


def dump(path: Path) -> list[str]:
    """Return the workbook as lines, a fact a line."""
    book = openpyxl.load_workbook(path)
    return [*_book(book), *_areas(path), *(line for page in book for line in ("", *_sheet(page)))]


def _book(book: Workbook) -> Iterator[str]:
    yield f"title {book.properties.title}"
    yield f"created {book.properties.created:%Y-%m-%d}, author {book.properties.creator}"
    for known in book.custom_doc_props.props:
        # The program's version and the template's print change with every release: they are tested
        # by themselves.
        told = (
            "…" if known.name in ("sheettools.program", "sheettools.fingerprint") else known.value
        )
        yield f"property {known.name} = {told}"
    for name, defined in book.defined_names.items():
        yield f"name {name} = " + re.sub(r"(?<=fingerprint=)\w+", "…", defined.attr_text)


def _areas(path: Path) -> Iterator[str]:
    """Yield the print areas that are made by formulas, which openpyxl leaves out."""
    with zipfile.ZipFile(path) as package:
        text = package.read("xl/workbook.xml").decode()
    areas = r'name="_xlnm.Print_Area" localSheetId="(\d+)">(\w+)<'
    for number, formula in re.findall(areas, text):
        yield f"prints of sheet {number} {formula}"


def _sheet(page: Worksheet) -> Iterator[str]:
    yield (
        f"sheet “{page.title}” {page.sheet_state}, "
        f"{'protected' if page.protection.sheet else 'not protected'}"
    )
    yield from _print(page)
    for letter, column in sorted(page.column_dimensions.items(), key=lambda item: item[1].min):
        last = openpyxl.utils.get_column_letter(column.max)
        hidden = ", hidden" if column.hidden else ""
        yield (
            f"column {letter}:{last} width {column.width:.5g}{hidden}, {_open(column)} "
            f"{column.number_format}"
        )
    for number, row in sorted(page.row_dimensions.items()):
        if row.hidden or row.customHeight:
            yield f"row {number} " + ("hidden" if row.hidden else f"height {row.height:g}")
    yield from (f"merged {block}" for block in sorted(map(str, page.merged_cells.ranges)))
    for cells in page.iter_cols():
        yield from _values(cells)
        yield from _formats(cells)
    for cell in (cell for row in page.iter_rows() for cell in row):
        if cell.hyperlink is not None:
            yield f"link {cell.coordinate} -> {cell.hyperlink.location}"
        if cell.comment is not None:
            yield f"note {cell.coordinate} {_quoted(cell.comment.text)}"
    yield from sorted(map(_check, page.data_validations.dataValidation))
    for block in page.conditional_formatting:
        yield from (
            f"condition {block.sqref} {rule.type} {rule.operator} {rule.formula}"
            for rule in block.rules
        )


def _print(page: Worksheet) -> Iterator[str]:
    setup, margins = page.page_setup, page.page_margins
    fitted = setup.paperSize and page.sheet_properties.pageSetUpPr
    fit = f", fit {setup.fitToWidth or 1} x {setup.fitToHeight}" if fitted else ""
    if setup.paperSize:
        yield f"print {setup.orientation}, paper {setup.paperSize}{fit}"
        yield f"margins {margins.left} {margins.right} {margins.top} {margins.bottom}"
    for said in ("print_title_rows", "print_area", "freeze_panes"):
        if getattr(page, said):
            yield f"{said} {getattr(page, said)}"
    for side in ("left", "center", "right"):
        for part, band in (("header", page.oddHeader), ("footer", page.oddFooter)):
            if getattr(band, side).text:
                yield f"{part} {side} {getattr(band, side).text}"
    if page.auto_filter.ref:
        yield f"filter {page.auto_filter.ref}"


def _values(cells: Iterable[Cell]) -> Iterator[str]:
    """Yield the values of a column, each run of formulas or of numbered codes as one line."""
    run: list[Cell] = []
    for cell in cells:
        if cell.value is None or _of_release(cell):
            continue
        if run and not (cell.row == run[-1].row + 1 and _follows(run[-1], cell)):
            yield _run(run)
            run = []
        run.append(cell)
    if run:
        yield _run(run)


def _of_release(cell: Cell) -> bool:
    beside = cell.parent.cell(cell.row, 1).value
    return (
        cell.parent.title == IDENTITY_SHEET
        and cell.column == 2
        and beside in ("program", "fingerprint")
    )


def _follows(before: Cell, cell: Cell) -> bool:
    if not isinstance(cell.value, str) or not isinstance(before.value, str):
        return False
    if cell.data_type == "f":
        return _relative(before) == _relative(cell)
    left, right = (re.fullmatch(r"(.*?)(\d{2,})", text) for text in (before.value, cell.value))
    return bool(left and right and left[1] == right[1] and int(right[2]) == int(left[2]) + 1)


def _relative(cell: Cell) -> str:
    return re.sub(rf"(?<=[A-Z]){cell.row}(?!\d)", "#", str(cell.value))


def _run(run: list[Cell]) -> str:
    first, last = run[0], run[-1]
    if len(run) == 1:
        return f"cell {first.coordinate} {_quoted(first.value)}"
    span = f"cell {first.coordinate}:{last.coordinate}"
    return (
        f"{span} {_relative(first)}"
        if first.data_type == "f"
        else f"{span} {first.value} … {last.value}"
    )


def _quoted(value: Any) -> str:
    if isinstance(value, str):
        return value if value.startswith("=") else "“" + value.replace("\n", "⏎") + "”"
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)


def _formats(cells: Iterable[Cell]) -> Iterator[str]:
    """Yield number format, lock and look of a column, a line a run."""
    first: Cell | None = None
    last: Cell | None = None
    for cell in cells:
        if first is not None and last is not None and _look(cell) == _look(first):
            last = cell
            continue
        yield from _format(first, last)
        first = last = cell
    yield from _format(first, last)


def _format(first: Cell | None, last: Cell | None) -> Iterator[str]:
    if first is not None and last is not None and first.has_style:
        span = first.coordinate if first is last else f"{first.coordinate}:{last.coordinate}"
        yield f"format {span} {_look(first)}"


def _open(cell: Any) -> str:
    return "locked" if cell.protection.locked else "open"


def _look(cell: Cell) -> str:
    font, align = cell.font, cell.alignment
    colour = cell.fill.start_color.rgb if cell.fill.fill_type else ""
    said = [
        _open(cell),
        cell.number_format,
        f"{font.sz:g}pt",
        "bold" * bool(font.b),
        "italic" * bool(font.i),
        f"on {colour[2:]}" if colour else "",
        "wrap" * bool(align.wrap_text),
        align.horizontal or "",
        "boxed" * bool(cell.border.left.style),
        "text-only" * bool(cell.quotePrefix),
    ]
    return " ".join(part for part in said if part)


def _check(check: Any) -> str:
    said = [check.type or "any", check.operator or "", check.formula1 or "", check.formula2 or ""]
    texts = [check.promptTitle, check.prompt, check.errorTitle, check.error]
    shown = " | ".join(str(text or "") for text in texts)
    return f"check {check.sqref} " + " ".join(part for part in said if part) + f" | {shown}"


# --------------------------------------------------------------------------- what is held


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real plan drafted, what its text does not say filled in, and the villages' workbooks
    made.
    """
    folder = tmp_path_factory.mktemp("cam-son")
    make(folder)
    return folder


def make(folder: Path) -> None:
    year = Year(folder)
    write_key(folder, KEY)
    year.start(PLAN_TEXT)
    (folder / "drafted.xlsx").write_bytes(year.plan_path.read_bytes())
    form = next(
        s
        for s in describe(load_template(find_template("ke-hoach")))["sheets"]
        if s["name"] == "chung"
    )
    book = openpyxl.load_workbook(year.plan_path)
    for field in form["fields"]:
        if field["name"] in STAFF_FILL:
            book[form["title"]][field["cell"]].value = STAFF_FILL[field["name"]]
    book.save(year.plan_path)
    list(year.generate())


def held(path: Path, name: str) -> None:
    """Compare a workbook with its golden text; with UPDATE_GOLDEN=1 accept what it is now."""
    golden, now = GOLDEN / f"{name}.txt", dump(path)
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text("\n".join(now) + "\n", encoding="utf-8", newline="\n")
        return
    before = golden.read_text(encoding="utf-8").splitlines()
    changes = list(difflib.unified_diff(before, now, "golden", "now", n=0, lineterm=""))
    if changes:
        # Thousands of lines may lie between: the command stands above them and below.
        accept = f"{name} has changed; if that is meant: {ACCEPT}"
        pytest.fail("\n".join([accept, *changes, accept]), pytrace=False)


def test_the_village_workbook_is_as_it_was(made: Path) -> None:
    held(made / "phat-ra" / VILLAGE, "so-tiep-xuc_ao-vuong")


def test_the_drafted_plan_is_as_it_was(made: Path) -> None:
    held(made / "drafted.xlsx", "ke-hoach_cam-son")


def test_a_change_is_seen(made: Path, tmp_path: Path) -> None:
    """The text shows what matters: a wider column, an opened cell, a lost rule."""
    source = made / "phat-ra" / VILLAGE
    book = openpyxl.load_workbook(source)
    page = book["Kiến nghị"]
    page.column_dimensions["B"].width = 99
    page["A7"].protection = openpyxl.styles.Protection(locked=False)
    page.data_validations.dataValidation.pop()
    page["B7"] = "Sửa đường"
    book.save(tmp_path / "other.xlsx")
    before, after = dump(source), dump(tmp_path / "other.xlsx")
    added = {line.split()[0] for line in set(after) - set(before)}
    lost = {line.split()[0] for line in set(before) - set(after)}
    assert {"column", "format", "cell"} <= added
    assert "check" in lost


# --------------------------------------------------------------------------- the same bytes


def digests(folder: Path) -> dict[str, str]:
    return {
        p.name: hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted((folder / "phat-ra").glob("*.xlsx"))
    }


def test_the_same_plan_gives_the_same_bytes_again(made: Path, tmp_path: Path) -> None:
    before = digests(made)
    assert len(before) == 4
    assert [one.state for one in Year(made).generate()] == ["same"] * 4
    again = Year(made)
    states = [one.state for one in again.generate(tmp_path / "phat-ra")]
    assert states == ["new"] * 4
    assert digests(tmp_path) == before


@pytest.mark.parametrize("seed", ["1", "4294967295"])
def test_another_process_gives_the_same_bytes(made: Path, tmp_path: Path, seed: str) -> None:
    """Neither the order of sets, nor the time zone, nor the language of the computer shows in a
    file.
    """
    program = "import sys; from sheettools.cli.entry import run; sys.exit(run(sys.argv[1:]))"
    subprocess.run(
        [sys.executable, "-c", program, "generate", str(made), "--out", str(tmp_path / "phat-ra")],
        check=True,
        capture_output=True,
        env={
            **os.environ,
            "PYTHONHASHSEED": seed,
            "TZ": "America/New_York",
            "LC_ALL": "C",
            "SHEETTOOLS_LANG": "en",
        },
    )
    assert digests(tmp_path) == digests(made)


def test_the_draft_is_the_same_bytes_again(made: Path, tmp_path: Path) -> None:
    Year(tmp_path / "nam").start(PLAN_TEXT)
    assert (tmp_path / "nam" / "ke-hoach.xlsx").read_bytes() == (made / "drafted.xlsx").read_bytes()
