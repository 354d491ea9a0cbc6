"""The annual workbook as its readers use it: figures that are alive and lead back to their rows."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from office import Convert
from small_year import REPORTS, TODAY, Hands, fill, issued_file, make_year, return_all, save, thuong

from sheettools.annual.facts import annual_facts
from sheettools.annual.figures import KEPT
from sheettools.annual.front import change
from sheettools.annual.live import FED
from sheettools.annual.pages import HEAD_ROW
from sheettools.annual.report import AnnualReport
from sheettools.annual.reread import read_annual
from sheettools.cli.entry import run
from sheettools.template.findings import SheettoolsError
from sheettools.template.library import find_template
from sheettools.template.load import load_template
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


# --------------------------------------------------------------------------- the year at a glance


def test_the_front_page_shows_the_key_figures_and_why_it_is_a_draft(report: AnnualReport) -> None:
    page = pages(report.path, values=True)["Tổng quan"]
    said = [cell.value for row in page.iter_rows() for cell in row if cell.value is not None]
    for name in report.figures.report.key:
        figure = report.figures.report.figure(name)
        place = next(n for n, text in enumerate(said) if str(text).casefold() == figure.title.lstrip("– ").casefold())
        assert report.figures.values[name] in said[place:]
    assert any("chỗ phải sửa" in str(text) for text in said)
    assert len(page._charts) == len(report.figures.report.charts) == 4


def test_the_first_page_comes_first_and_every_page_says_that_it_is_a_draft(report: AnnualReport) -> None:
    shown = pages(report.path, values=True)
    assert next(iter(shown)) == "Tổng quan"
    printed = [page for page in shown.values() if page.sheet_state == "visible"]
    assert set(shown) - {page.title for page in printed} == {"_bao_cao", "_ke_hoach"}, "with what it was made"
    assert all("DỰ THẢO" in (page.oddHeader.center.text or "") for page in printed)


def test_groups_of_a_list_add_up_like_its_items(report: AnnualReport) -> None:
    crosses = {cross.breakdown.name: cross for cross in report.figures.crosses}
    items, groups = crosses["theo_linh_vuc"], crosses["theo_nhom_linh_vuc"]
    assert len(groups.rows) < len(items.rows)
    for number, total in enumerate(items.total):
        assert sum(values[number] for _, values in groups.rows) == total


def test_an_extract_lists_the_rows_of_its_figure(report: AnnualReport) -> None:
    shown = pages(report.path, values=True)
    for title, figure in (("Kiến nghị còn tồn", "ton"), ("Trả lời quá hạn", "qua_han")):
        numbers = [row[0].value for row in shown[title].iter_rows(min_row=HEAD_ROW + 1) if row[0].value]
        assert len(numbers) == report.figures.values[figure]
    assert report.figures.values["ton"] > 0


def test_repairs_have_a_page_of_their_own(report: AnnualReport) -> None:
    shown = pages(report.path, values=True)
    kinds = {
        title: {row[0].value for row in shown[title].iter_rows(min_row=HEAD_ROW + 1)} - {None}
        for title in ("Phát hiện", "Đã tự sửa")
    }
    assert kinds["Đã tự sửa"] <= {"Đã tự sửa"}
    assert "Đã tự sửa" not in kinds["Phát hiện"]
    assert kinds["Phát hiện"]


# --------------------------------------------------------------------------- the same period last year


def test_key_figures_have_their_change_since_last_year(year: Year, report: AnnualReport, tmp_path: Path) -> None:
    assert report.public.before == {}
    last = Path(shutil.copytree(year.folder, tmp_path / "2024"))
    this = make_year(tmp_path / "2025", year=2025, last_year=f"../2024/bao-cao/{report.path.name}")
    now = this.report((), TODAY)
    assert last.is_dir()
    figures = report.figures
    assert now.public.before == {one.code: figures.values[one.name] for one in figures.report.figures}
    page = pages(now.path, values=True)["Tổng hợp"]
    row = next(row for row in page.iter_rows(min_row=HEAD_ROW + 1) if row[0].value == "5")
    assert [cell.value for cell in row[2:6:3]] == [
        now.figures.values["kien_nghi"],
        now.figures.values["kien_nghi"] - row[4].value,
    ]
    assert row[4].value == report.figures.values["kien_nghi"] > 0
    again = read_annual(now.path)
    assert again.before == now.public.before
    assert annual_facts(again) == annual_facts(now.public)


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (5, None, ""),
        (5, 5, "năm trước 5, không đổi"),
        (15, 12, "năm trước 12, tăng 3 (25,0%)"),
        (0, 4, "năm trước 4, giảm 4 (100,0%)"),
        (3, 0, "năm trước 0, tăng 3"),
        (12_000, 1_500, "năm trước 1.500, tăng 10.500 (700,0%)"),
    ],
)
def test_a_change_is_said_in_words(now: float, before: float | None, said: str) -> None:
    assert change(now, before) == said


# --------------------------------------------------------------------------- draft and final


def waive(folder: Path, *rows: tuple[str, str]) -> Year:
    """Write into the plan what is accepted: kinds and units."""
    path = folder / "ke-hoach.xlsx"
    template = load_template(find_template("ke-hoach"))
    hands = Hands(template)
    book = openpyxl.load_workbook(path)
    for number, (kind, unit) in enumerate(rows):
        row = {"loai": kind, "cho_don_vi": unit, "ly_do": "Mưa lũ chia cắt", "nguoi_cho_phep": "Bí thư Đảng ủy"}
        hands.type_row(book, "ngoai_le", number, row)
    save(book, path)
    return Year(folder)


def test_a_final_report_is_refused_until_each_exception_is_accepted_by_name(year: Year, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(year.folder, tmp_path / "nam"))
    out = tmp_path / "bao-cao.xlsx"
    with pytest.raises(SheettoolsError) as refused:
        Year(folder).report((), TODAY, out, final=True)
    assert {finding.code for finding in refused.value.findings} == {"R304"}
    assert len(refused.value.findings) == 2, "something to fix, and a row set aside"
    assert not out.exists()

    partly = waive(folder, ("errors", "Thượng"), ("set_aside", "Trung"))
    with pytest.raises(SheettoolsError) as refused:
        partly.report((), TODAY, out, final=True)
    assert len(refused.value.findings) == 1, "what another unit was granted counts for nobody else"

    made = waive(folder, ("errors", "Thượng"), ("set_aside", "Thôn Thượng")).report((), TODAY, out, final=True)
    assert made.reasons == ()
    page = pages(out, values=True)["Tổng hợp"]
    said = [str(cell.value) for row in page.iter_rows() for cell in row if cell.value]
    assert sum("Mưa lũ chia cắt" in text and "Bí thư Đảng ủy" in text for text in said) == 2
    assert not any("DỰ THẢO" in text for text in said)


def test_what_is_accepted_leaves_by_every_door_and_is_read_back(year: Year, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(year.folder, tmp_path / "nam"))
    made = waive(folder, ("errors", "Thượng")).report((), TODAY, doors=["xlsx", "html"])
    again = read_annual(made.path)
    (accepted,) = again.waived
    assert "Mưa lũ chia cắt" in accepted
    assert again.draft == made.reasons
    assert len(again.draft) == 1, "the row set aside"
    assert annual_facts(again) == annual_facts(made.public)
    page = made.written["html"].read_text(encoding="utf-8")
    assert all(f"<li>{said}</li>" in page for said in (*again.draft, accepted))


def test_the_command_ends_with_1_when_a_final_report_is_refused(
    year: Year, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(year.folder, tmp_path / "nam"))
    assert run(["merge", str(folder), "--today", TODAY.isoformat(), "--final"]) == 1
    assert "R304" in capsys.readouterr().out


# --------------------------------------------------------------------------- as state forms print it


def test_the_summary_by_village_has_numbered_columns_with_their_sums(report: AnnualReport) -> None:
    page = pages(report.path, values=True)["Biểu tổng hợp theo thôn"]
    numbers = [cell.value for cell in page[HEAD_ROW + 2]]
    assert numbers[:6] == ["(A)", "(B)", "(1)", "(2=3+…+8)", "(3)", "(4)"]
    merged = {str(one) for one in page.merged_cells.ranges}
    assert page["D5"].value == "Số lượt người dự"
    assert "D5:J5" in merged, "what they have in common stands over them"
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=HEAD_ROW + 3)]
    assert [row[1] for row in rows] == ["Thôn Thượng", "Thôn Trung", "Thôn Hạ", KEPT, "Tổng cộng"]
    for row in rows:
        assert row[3] == sum(row[4:10]), "2 = 3 + … + 8"
    alive = {cell for title, cell in formulas(report.path) if title == "Biểu tổng hợp theo thôn"}
    assert {"D8", "D12"} <= alive


def test_the_list_of_petitions_is_grouped_and_marked(report: AnnualReport) -> None:
    page = pages(report.path, values=True)["Danh sách kiến nghị"]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=HEAD_ROW + 3) if row[0].value is not None]
    groups = [row[0] for row in rows if row[1] is None and "LĨNH VỰC" in str(row[0])]
    assert groups[0] == "I. LĨNH VỰC ĐẤT ĐAI (02)"
    assert [name.partition(".")[0] for name in groups] == ["I", "II", "III", "IV", "V"][: len(groups)]
    listed = [row for row in rows if isinstance(row[0], int)]
    assert all(row[6:10].count("x") <= 1 for row in listed)
    done, doing = (sum(row[at] == "x" for row in listed) for at in (6, 7))
    values = report.figures.values
    assert doing == values["dang_giai_quyet"]
    assert done == values["da_xong"] - 1, "a denunciation that was advised on is not listed"
    assert "Ngoài ra có 01 tố cáo" in str(rows[-1][0])


def test_what_is_too_wide_for_a_page_goes_over_several(report: AnnualReport) -> None:
    shown = pages(report.path, values=True)
    assert shown["Kiến nghị"].page_setup.fitToWidth > 1
    assert shown["Kiến nghị"].print_title_cols == "$A:$A"
    page = shown["Kiến nghị"]
    assert (page["A1"].value, page["B1"].value) == (None, "KIẾN NGHỊ"), "a title would be cut in the narrow column"
    assert shown["Theo thôn"].page_setup.fitToWidth in (None, 1)
