"""The annual workbook as its readers use it: figures that are alive and lead back to their rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from office import Convert
from small_year import REPORTS, TODAY, fill, issued_file, make_year, return_all, thuong

from sheettools.annual.live import FED
from sheettools.annual.report import AnnualReport
from sheettools.annual.workbook import HEAD_ROW
from sheettools.year import IN, Year


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """A year in which all have returned; one row of Thượng's is set aside."""
    made = make_year(tmp_path_factory.mktemp("nam") / "mau-son-2024")
    return_all(made, ["02", "03"])
    rows = thuong()
    rows["kien_nghi"][1]["linh_vuc"] = "Giao thônng"
    fill(issued_file(made, "01"), made.folder / IN / "so-01.xlsx", made.plan.collects, rows)
    return made


@pytest.fixture(scope="module")
def report(year: Year) -> AnnualReport:
    return year.report((), TODAY)


def pages(path: Path, *, values: bool) -> dict[str, Any]:
    book = openpyxl.load_workbook(path, data_only=values)
    return {page.title: page for page in book.worksheets}


def formulas(path: Path) -> dict[tuple[str, str], str]:
    return {
        (title, cell.coordinate): cell.value
        for title, page in pages(path, values=False).items()
        for row in page.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


@pytest.mark.office
def test_every_figure_is_a_formula_that_gives_its_value(report: AnnualReport, convert: Convert, tmp_path: Path) -> None:
    bare = tmp_path / "khong-gia-tri.xlsx"
    openpyxl.load_workbook(report.path).save(bare)  # openpyxl keeps formulas and drops what is stored with them
    (again,) = convert("xlsx", tmp_path / "tinh", bare)
    before, after = pages(report.path, values=True), pages(again, values=True)
    places = formulas(report.path)
    wrong = {
        place: (text, before[place[0]][place[1]].value, after[place[0]][place[1]].value)
        for place, text in places.items()
        if before[place[0]][place[1]].value != after[place[0]][place[1]].value
    }
    assert wrong == {}
    assert len(places) > 400
    assert sum(before[sheet][cell].value != 0 for sheet, cell in places) > 100, "not all of them nothing"


def test_only_what_no_formula_says_stands_as_a_value_alone(report: AnnualReport) -> None:
    said = formulas(report.path)
    alone = []
    for number, figure in enumerate(report.figures.report.figures, start=HEAD_ROW + 1):
        if ("Tổng hợp", f"C{number}") not in said:
            alone.append(figure)
    assert alone
    assert all(figure.distinct or figure.table.startswith("plan.") for figure in alone)


def test_each_row_says_in_which_figures_it_counts(report: AnnualReport) -> None:
    shown = pages(report.path, values=True)
    counted: dict[str, int] = {}
    for sheet in report.merged.template.tables:
        page = shown[sheet.title]
        heads = {cell.value: cell.column for cell in page[HEAD_ROW]}
        for row in page.iter_rows(min_row=HEAD_ROW + 1):
            for code in str(row[heads[FED] - 1].value or "").split(", "):
                counted[code] = counted.get(code, 0) + 1
    for figure in report.figures.report.figures:
        if not figure.sum and not figure.distinct and not figure.table.startswith("plan."):
            assert counted.get(figure.code, 0) == report.figures.values[figure.name], figure.code


def test_each_figure_leads_to_its_rows(report: AnnualReport) -> None:
    page = pages(report.path, values=False)["Tổng hợp"]
    for number, figure in enumerate(report.figures.report.figures, start=HEAD_ROW + 1):
        link = page.cell(number, 4).hyperlink
        assert (link is None) == figure.table.startswith("plan."), figure.code
        if link is not None:
            sheet = report.merged.template.sheet(figure.table)
            assert link.location == f"'{sheet.title}'!A{HEAD_ROW}"


def test_a_value_that_is_set_aside_is_in_no_formula(report: AnnualReport, year: Year) -> None:
    total = sum(len(REPORTS[code]()["kien_nghi"]) for code in ("02", "03")) + len(thuong()["kien_nghi"])
    assert report.figures.values["kien_nghi"] == total - 1
