"""The annual workbook as its readers use it: figures that are alive and lead back to their rows."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from for_each import for_each
from office import Convert, results
from opened import looked_at, one_page
from small_year import (
    BOOKS,
    REPORTS,
    TODAY,
    Hands,
    fill,
    issued_file,
    make_year,
    return_all,
    save,
    thuong,
)
from standing import own_template
from typed_in import put_in_all

from sheettools.annual.appendix import _ColumnWords
from sheettools.annual.doors import Order
from sheettools.annual.figures import KEPT
from sheettools.annual.gate.public import Public
from sheettools.annual.json_file import annual_facts
from sheettools.annual.live import FED
from sheettools.annual.narrative import RowAtHand, Wording
from sheettools.annual.phrases import tidy_sentence
from sheettools.annual.proof import sealed
from sheettools.annual.reasons import NOBODY, Reason, Waiver, say_waived
from sheettools.annual.report import AnnualReport
from sheettools.annual.xlsx.front_page import change
from sheettools.annual.xlsx.print_setup import HEAD_ROW
from sheettools.annual.xlsx.reread import read_annual
from sheettools.annual.xlsx.workbook import OFFICE_WORDS, UPWARD_WORDS
from sheettools.cli.entry import run
from sheettools.findings import SheettoolsError
from sheettools.template.document import ListColumn
from sheettools.template.excel.address import split_address
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
    """Its report is a draft: what goes up tells nothing of Trung's denunciation."""
    return year.report((), TODAY)


@pytest.fixture(scope="module")
def final(tmp_path_factory: pytest.TempPathFactory) -> AnnualReport:
    """The report of the year in which nothing is to be fixed."""
    made = make_year(tmp_path_factory.mktemp("nam") / "mau-son-2024")
    return_all(made)
    return made.report((), TODAY)


def office_of(report: AnnualReport) -> Path:
    assert report.office is not None
    return report.office


@pytest.fixture(params=["office", "draft", "final"])
def made(
    request: pytest.FixtureRequest, report: AnnualReport, final: AnnualReport
) -> tuple[Path, Public]:
    """A workbook with its edition: the office's; what goes up of a draft; what goes up when all is
    in order.
    """
    return {
        "office": (office_of(report), report.edition),
        "draft": (report.path, report.public),
        "final": (final.path, final.public),
    }[request.param]


def pages(path: Path, *, values: bool) -> dict[str, Any]:
    book = looked_at(path, results=values)
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
def test_every_figure_is_a_formula_that_gives_its_value(
    made: tuple[Path, Public], convert: Convert, tmp_path: Path
) -> None:
    path, _ = made
    bare = tmp_path / "khong-gia-tri.xlsx"
    put_in_all(path, bare, {})  # which drops what is stored with formulas
    (again,) = convert("results", tmp_path / "tinh", bare, untitled=True)
    before = pages(path, values=True)
    after = {title: results(again, title) for title in before}
    places = formulas(path)
    wrong = {}
    for (title, cell), text in places.items():
        row, column = split_address(cell)
        stored, found = before[title][cell].value, after[title][row - 1][column - 1]
        if stored != found:
            wrong[title, cell] = (text, stored, found)
    assert wrong == {}
    assert len(places) > 400
    assert sum(before[sheet][cell].value != 0 for sheet, cell in places) > 100, (
        "not all of them nothing"
    )


def test_a_column_of_a_list_says_of_each_row_what_its_pattern_says(
    made: tuple[Path, Public],
) -> None:
    """What many rows hold is said once of all of them."""
    public = made[1]
    assert public.word_facts is not None
    wording = Wording(public.word_facts)
    texts = ("{don_vi}: [{kien_nghi.trang_thai}, ]{kien_nghi.loai}", "{tep}", "{kien_nghi}")
    once = 0
    for wanted in public.template.report.word.lists:
        sheet = public.template.sheet(wanted.table)
        rows = list(public.data.rows(sheet))
        assert len(rows) > 2
        columns = [*wanted.columns, *(ListColumn("", text) for text in texts)]
        for column in (one for one in columns if one.mark is None):
            words = _ColumnWords(column, sheet, wording)
            said = [words.say(row) for row in rows]
            alone = [wording.fill(column.text, {}, RowAtHand(sheet, row)) for row in rows]
            assert said == [tidy_sentence(text) for text in alone]
            once += 0 < len(words.said) < len(rows)
    assert once > 2


@pytest.mark.office
def test_figures_and_identities_follow_when_a_row_is_emptied(
    final: AnnualReport, convert: Convert, tmp_path: Path
) -> None:
    page = one_page(final.path, "Kiến nghị")
    titles = {cell.value: cell.column for cell in page[HEAD_ROW]}
    # Thượng's petition of 2 May, which is being dealt with; nobody has answered it.
    kind = titles["Tình trạng giải quyết"]
    (row,) = (
        row
        for row in page.iter_rows(min_row=HEAD_ROW + 1)
        if row[kind - 1].value == "Đang giải quyết"
    )
    changed = tmp_path / "bo-mot-dong.xlsx"
    emptied = {cell.coordinate: None for cell in row if cell.value is not None}
    put_in_all(final.path, changed, {"Kiến nghị": emptied})
    (again,) = convert("results", tmp_path / "tinh", changed, untitled=True)
    summary = results(again, "Tổng hợp")[HEAD_ROW:]
    left = {str(row[0]): row[2] for row in summary}
    fewer = (
        "kien_nghi",
        "kn_gui_truoc",
        "tt_tong",
        "dang_giai_quyet",
        "han_tong",
        "chua_tra_loi",
        "ton",
        "xong_va_ton",
        "moi",
        "qua_han_chua",
        "qua_han_tong",
        "no_tra_loi",
        "no_dai",
    )
    for figure in final.figures.report.figures:
        assert left[figure.code] == final.figures.values[figure.name] - (figure.name in fewer), (
            figure.code
        )
    said = {row[1]: (row[0], row[2]) for row in summary}
    assert said["5 = 5a + 5b + 5c + 5d"] == ("đúng", "7 / 7")
    assert said["11đ = 15a + 15b − 11d"] == ("đúng", "3 / 3")
    assert all(said[identity.text][0] == "đúng" for identity in final.public.figures.identities)


@pytest.mark.office
def test_an_identity_that_an_edit_breaks_says_so(
    final: AnnualReport, convert: Convert, tmp_path: Path
) -> None:
    page = one_page(final.path, "Thành phần tham dự")
    head = next(cell.column for cell in page[HEAD_ROW] if cell.value == "Nhân dân")
    cell, changed = page.cell(HEAD_ROW + 1, head), tmp_path / "them-nam.xlsx"
    put_in_all(final.path, changed, {page.title: {cell.coordinate: cell.value + 5}})
    (again,) = convert("results", tmp_path / "tinh", changed, untitled=True)
    said = {row[1]: (row[0], row[2]) for row in results(again, "Tổng hợp")[HEAD_ROW:]}
    assert said["3 = 3a + 3b + 3c + 3d + 3đ + 3e"] == ("SAI", "83 / 88"), (
        "the total is a value, not a formula"
    )
    assert said["5 = 5a + 5b + 5c + 5d"] == ("đúng", "8 / 8")


def test_only_what_no_formula_says_stands_as_a_value_alone(made: tuple[Path, Public]) -> None:
    path, edition = made
    said = formulas(path)
    alone = []
    for number, figure in enumerate(edition.figures.report.figures, start=HEAD_ROW + 1):
        if ("Tổng hợp", f"C{number}") not in said:
            alone.append(figure)
    assert alone
    withheld = edition.figures.withheld
    assert all(f.distinct or f.table.startswith("plan.") or f.name in withheld for f in alone)


def test_what_would_set_a_denunciation_apart_is_told_in_words_alone(
    report: AnnualReport, final: AnnualReport
) -> None:
    told = {}
    for path in (office_of(report), report.path, final.path):
        page = pages(path, values=True)["Tổng hợp"]
        told[path] = {
            str(row[0].value): row[2].value for row in page.iter_rows(min_row=HEAD_ROW + 1)
        }
    apart = {
        path: {code: values[code] for code in ("5d", "15c", "15d")} for path, values in told.items()
    }
    assert apart[office_of(report)] == apart[final.path] == {"5d": 1, "15c": 1, "15d": 0}
    assert apart[report.path] == dict.fromkeys(("5d", "15c", "15d"), "không ghi")
    identities = {identity.text for identity in report.public.figures.identities}
    assert "5d = 15c + 15d" not in identities
    assert "5d = 15c + 15d" in {identity.text for identity in report.edition.figures.identities}
    # Nor do the totals: of seven petitions that count the draft knows six.
    assert (told[office_of(report)]["5"], told[report.path]["5"], told[final.path]["5"]) == (
        7,
        6,
        8,
    )


COUNTS_A_DENUNCIATION = {"kien_nghi", "to_cao", "tc_xong", "moi", "da_xong", "xong_va_ton"}
"""The figures in which Trung's denunciation counts, of which the villager was advised."""


def test_each_row_says_in_which_figures_it_counts(made: tuple[Path, Public]) -> None:
    path, edition = made
    shown = pages(path, values=True)
    counted: dict[str, int] = {}
    for sheet in edition.template.tables:
        page = shown[sheet.title]
        heads = {cell.value: cell.column for cell in page[HEAD_ROW]}
        for row in page.iter_rows(min_row=HEAD_ROW + 1):
            for code in str(row[heads[FED] - 1].value or "").split(", "):
                counted[code] = counted.get(code, 0) + 1
    not_listed = set() if edition.data.withheld else COUNTS_A_DENUNCIATION
    for figure in edition.figures.report.figures:
        if not figure.sum and not figure.distinct and not figure.table.startswith("plan."):
            rows = edition.figures.values[figure.name] - (figure.name in not_listed)
            assert counted.get(figure.code, 0) == rows, figure.code


def test_each_figure_leads_to_its_rows(made: tuple[Path, Public]) -> None:
    path, edition = made
    page = pages(path, values=False)["Tổng hợp"]
    for number, figure in enumerate(edition.figures.report.figures, start=HEAD_ROW + 1):
        link = page.cell(number, 4).hyperlink
        nowhere = figure.table.startswith("plan.") or figure.name in edition.figures.withheld
        assert (link is None) == nowhere, figure.code
        if link is not None:
            sheet = edition.template.sheet(figure.table)
            assert link.location == f"'{sheet.title}'!A{HEAD_ROW}"


def test_a_value_that_is_set_aside_is_in_no_formula(report: AnnualReport, year: Year) -> None:
    total = sum(len(REPORTS[code]()["kien_nghi"]) for code in ("02", "03")) + len(
        thuong()["kien_nghi"]
    )
    assert report.figures.values["kien_nghi"] == total - 1
    assert report.public.figures.values["kien_nghi"] == total - 2, (
        "nor is the denunciation in what goes up of a draft"
    )


# --------------------------------------------------------------------------- the year at a glance


def test_the_front_page_shows_the_key_figures_and_why_it_is_a_draft(
    made: tuple[Path, Public],
) -> None:
    path, edition = made
    page = pages(path, values=True)["Tổng quan"]
    said = [cell.value for row in page.iter_rows() for cell in row if cell.value is not None]
    for name in edition.figures.report.key:
        figure = edition.figures.report.figure(name)
        wanted = figure.title.lstrip("– ").casefold()
        place = next(
            n for n, text in enumerate(said) if str(text).removesuffix(" *").casefold() == wanted
        )
        assert str(said[place]).endswith(" *") == (figure.table in edition.touched), (
            "of which rows are missing"
        )
        assert edition.figures.values[name] == said[place + min(4, len(edition.figures.report.key))]
    assert any("chỗ phải sửa" in str(text) for text in said) == bool(edition.draft)
    assert any("Thôn Thượng" in str(text) for text in said) == (not edition.upward), (
        "whose they are stays"
    )
    assert any(str(text) == f"Mã kiểm tra: {sealed(edition).seal}" for text in said)
    assert len(page._charts) == len(edition.figures.report.charts) == 4


def test_the_first_page_comes_first_and_every_page_says_what_it_is(
    made: tuple[Path, Public],
) -> None:
    path, edition = made
    shown = pages(path, values=True)
    assert next(iter(shown)) == "Tổng quan"
    printed = [page for page in shown.values() if page.sheet_state == "visible"]
    hidden = set(shown) - {page.title for page in printed}
    nothing = set() if edition.upward else {"Đã tự sửa"}  # nothing had to be mended
    assert hidden == {"_bao_cao", "_ke_hoach"} | nothing, "with what it was made"
    heads = {page.oddHeader.center.text or "" for page in printed}
    words = UPWARD_WORDS if edition.upward else OFFICE_WORDS
    assert all(words in head for head in heads)
    assert all(("DỰ THẢO" in head) == bool(edition.draft) for head in heads)


def test_groups_of_a_list_add_up_like_its_items(report: AnnualReport) -> None:
    crosses = {cross.breakdown.name: cross for cross in report.figures.crosses}
    items, groups = crosses["theo_linh_vuc"], crosses["theo_nhom_linh_vuc"]
    assert len(groups.rows) < len(items.rows)
    assert items.kept == groups.kept
    assert items.kept[items.breakdown.figures.index("kien_nghi")] == 1, (
        "of which field the denunciation is, none says"
    )
    for number, total in enumerate(items.total):
        assert sum(line.values[number] for line in groups.lines()) == total
        assert sum(line.values[number] for line in items.lines()) == total


def test_an_extract_lists_the_rows_of_its_figure(made: tuple[Path, Public]) -> None:
    path, edition = made
    shown = pages(path, values=True)
    for title, figure in (("Kiến nghị còn tồn", "ton"), ("Quá hạn trả lời", "qua_han_tong")):
        numbers = [
            row[0].value for row in shown[title].iter_rows(min_row=HEAD_ROW + 1) if row[0].value
        ]
        assert len(numbers) == edition.figures.values[figure]
    assert edition.figures.values["ton"] > 0


def test_what_was_found_stays_and_repairs_have_a_page_of_their_own(report: AnnualReport) -> None:
    shown = pages(office_of(report), values=True)
    kinds = {
        title: {row[0].value for row in shown[title].iter_rows(min_row=HEAD_ROW + 1)} - {None}
        for title in ("Phát hiện", "Đã tự sửa")
    }
    assert kinds["Đã tự sửa"] <= {"Đã tự sửa"}
    assert "Đã tự sửa" not in kinds["Phát hiện"]
    assert kinds["Phát hiện"]
    kept = ("Phát hiện", "Đã tự sửa", "Để riêng", "Nguồn", "Giữ kín – Kiến nghị")
    assert set(kept) <= set(shown)
    assert not set(kept) & set(pages(report.path, values=True))


# ------------------------------------------------------------------------ the same period last year


def test_key_figures_have_their_change_since_last_year(
    year: Year, report: AnnualReport, tmp_path: Path
) -> None:
    assert report.edition.before == {}
    last = Path(shutil.copytree(year.folder, tmp_path / "2024"))
    this = make_year(
        tmp_path / "2025", year=2025, last_year=f"../2024/noi-bo/{office_of(report).name}"
    )
    now = this.report((), TODAY, BOOKS)
    assert last.is_dir()
    figures = report.figures
    assert now.edition.before == {
        one.code: figures.values[one.name] for one in figures.report.figures
    }
    page = pages(office_of(now), values=True)["Tổng hợp"]
    heads = [cell.value for cell in page[HEAD_ROW]]
    assert heads == ["Mã số", "Số liệu", "Số lượng", "Xem", "Ghi chú", "Năm trước", "Tăng, giảm"]
    row = next(row for row in page.iter_rows(min_row=HEAD_ROW + 1) if row[0].value == "5")
    # Nothing has come back; the four that last year left open are still.
    assert [row[at].value for at in (2, 5, 6)] == [3, 7, 3 - 7]
    for path, edition in ((office_of(now), now.edition), (now.path, now.public)):
        again = read_annual(path)
        assert again.before == edition.before
        assert annual_facts(again) == annual_facts(edition)


def test_a_draft_sets_last_years_denunciations_apart_in_no_change(
    year: Year, report: AnnualReport, tmp_path: Path
) -> None:
    shutil.copytree(year.folder, tmp_path / "2024")
    this = make_year(
        tmp_path / "2025", year=2025, last_year=f"../2024/noi-bo/{office_of(report).name}"
    )
    now = this.report((), TODAY, BOOKS)
    assert now.public.draft
    figures = report.figures
    told = {
        one.code: figures.values[one.name]
        for one in figures.report.figures
        if one.name not in SECRETS_COUNT_IN
    }
    assert now.public.before == told


SECRETS_COUNT_IN = COUNTS_A_DENUNCIATION | {"tc_ton", "dau_ky", "ton"}
"""The figures in which a denunciation may count, carried over or open too."""


@for_each(
    ("now", "before", "said"),
    [
        (5, None, ""),
        (5, 5, "năm trước 5, không đổi"),
        (15, 12, "năm trước 12, tăng 3 (25,0%)"),
        (0, 4, "năm trước 4, giảm 4 (100%)"),
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
    template = own_template("ke-hoach")
    hands = Hands(template)
    book = openpyxl.load_workbook(path)
    for number, (kind, unit) in enumerate(rows):
        row = {
            "loai": kind,
            "cho_don_vi": unit,
            "ly_do": "Mưa lũ chia cắt",
            "nguoi_cho_phep": "Bí thư Đảng ủy",
        }
        hands.type_row(book, "ngoai_le", number, row)
    save(book, path)
    return Year(folder)


def lines_of(path: Path) -> list[str]:
    page = pages(path, values=True)["Tổng hợp"]
    return [str(cell.value) for row in page.iter_rows() for cell in row if cell.value]


def test_a_final_report_is_refused_until_each_exception_is_accepted_by_name(
    year: Year, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(year.folder, tmp_path / "nam"))
    out = tmp_path / "bao-cao.xlsx"
    with pytest.raises(SheettoolsError) as refused:
        Year(folder).report((), TODAY, Order(out, final=True))
    assert {finding.code for finding in refused.value.findings} == {"R304"}
    assert len(refused.value.findings) == 2, "something to fix, and a row set aside"
    assert not out.exists()
    assert not (folder / "noi-bo" / "bao-cao_noi-bo.xlsx").exists()

    partly = waive(folder, ("errors", "Thượng"), ("set_aside", "Trung"))
    with pytest.raises(SheettoolsError) as refused:
        partly.report((), TODAY, Order(out, final=True))
    assert len(refused.value.findings) == 1, "what another unit was granted counts for nobody else"

    made = waive(folder, ("errors", "Thượng"), ("set_aside", "Thôn Thượng")).report(
        (), TODAY, Order(out, final=True)
    )
    assert made.reasons == ()
    assert made.office == folder / "noi-bo" / "bao-cao_noi-bo.xlsx"
    office = lines_of(made.office)
    assert (
        sum(
            "Thôn Thượng. Đã được chấp nhận: Mưa lũ chia cắt (Bí thư Đảng ủy)" in text
            for text in office
        )
        == 2
    )
    goes_up = lines_of(out)
    assert sum(text.endswith("Đã được chấp nhận (Bí thư Đảng ủy)") for text in goes_up) == 2
    assert not any("Thượng" in text or "Mưa lũ" in text for text in goes_up), (
        "of whom, and why, stays"
    )
    assert not any("DỰ THẢO" in text for text in (*office, *goes_up))


def test_what_is_accepted_of_a_file_that_is_nobodys_names_it_so() -> None:
    waiver = Waiver("errors", "", "Đã hỏi các thôn", "Bí thư Đảng ủy")
    (said,) = say_waived([Reason("errors", waiver=waiver)])
    assert f": {NOBODY.vi}. Đã được chấp nhận: Đã hỏi các thôn (Bí thư Đảng ủy)" in said


def test_what_is_accepted_leaves_by_every_door_and_is_read_back(year: Year, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(year.folder, tmp_path / "nam"))
    made = waive(folder, ("errors", "Thượng")).report((), TODAY, Order(doors=["xlsx", "html"]))
    again = read_annual(made.path)
    assert again.waived == (
        "Còn 1 chỗ phải sửa trong các sổ đã nhận. Đã được chấp nhận (Bí thư Đảng ủy)",
    )
    assert again.draft == ("1 dòng để riêng, chưa tính vào số liệu",)
    assert annual_facts(again) == annual_facts(made.public)
    page = made.written["html"].read_text(encoding="utf-8")
    assert all(f"<li>{said}</li>" in page for said in (*again.draft, *again.waived))

    office = read_annual(office_of(made))
    (accepted,) = office.waived
    assert "Thôn Thượng. Đã được chấp nhận: Mưa lũ chia cắt (Bí thư Đảng ủy)" in accepted
    assert office.draft == made.reasons
    assert len(office.draft) == 1, "the row set aside"
    assert annual_facts(office) == annual_facts(made.edition)


def test_the_command_ends_with_1_when_a_final_report_is_refused(
    year: Year, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(year.folder, tmp_path / "nam"))
    assert run(["merge", str(folder), "--today", TODAY.isoformat(), "--final"]) == 1
    assert "R304" in capsys.readouterr().out


# -------------------------------------------------------------------------- as state forms print it


def test_the_summary_by_village_has_numbered_columns_with_their_sums(
    made: tuple[Path, Public],
) -> None:
    path, edition = made
    page = pages(path, values=True)["Biểu tổng hợp theo thôn"]
    numbers = [cell.value for cell in page[HEAD_ROW + 2]]
    assert numbers[:6] == ["(A)", "(B)", "(1)", "(2=3+…+8)", "(3)", "(4)"]
    merged = {str(one) for one in page.merged_cells.ranges}
    assert page["D5"].value == "Số lượt người dự"
    assert "D5:J5" in merged, "what they have in common stands over them"
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=HEAD_ROW + 3)]
    kept = [] if edition.data.withheld else [KEPT]
    assert [row[1] for row in rows] == ["Thôn Thượng", "Thôn Trung", "Thôn Hạ", *kept, "Tổng cộng"]
    for row in rows:
        assert row[3] == sum(row[4:10]), "2 = 3 + … + 8"
    alive = {cell for title, cell in formulas(path) if title == "Biểu tổng hợp theo thôn"}
    assert [cell for cell in ("D8", "D9", "D10", "D11", "D12") if cell in alive] == (
        ["D8", "D9", "D10", "D12"] if kept else ["D8", "D9", "D10", "D11"]
    )


def test_the_list_of_petitions_is_grouped_and_marked(final: AnnualReport) -> None:
    page = pages(final.path, values=True)["Danh sách kiến nghị"]
    rows = [
        [cell.value for cell in row]
        for row in page.iter_rows(min_row=HEAD_ROW + 3)
        if row[0].value is not None
    ]
    groups = [row[0] for row in rows if row[1] is None and "LĨNH VỰC" in str(row[0])]
    assert groups[0] == "I. LĨNH VỰC ĐẤT ĐAI (02)"
    assert [name.partition(".")[0] for name in groups] == ["I", "II", "III", "IV", "V"]
    listed = [row for row in rows if isinstance(row[0], int)]
    assert len(listed) == 8 - 1
    assert all(row[6:10].count("x") <= 1 for row in listed)
    done, doing = (sum(row[at] == "x" for row in listed) for at in (6, 7))
    values = final.figures.values
    assert doing == values["dang_giai_quyet"]
    assert done == values["da_xong"] - 1, "a denunciation that was advised on is not listed"
    assert "Ngoài ra có 01 tố cáo" in str(rows[-1][0])


def test_the_list_of_a_draft_says_of_no_denunciation_that_there_is_one(
    report: AnnualReport,
) -> None:
    for path, told in ((report.path, False), (office_of(report), True)):
        page = pages(path, values=True)["Danh sách kiến nghị"]
        said = [str(cell.value) for row in page.iter_rows() for cell in row if cell.value]
        assert any("tố cáo" in text for text in said) == told


def test_what_is_too_wide_for_a_page_goes_over_several(report: AnnualReport) -> None:
    for path in (report.path, office_of(report)):
        shown = pages(path, values=True)
        assert shown["Kiến nghị"].page_setup.fitToWidth > 1
        assert shown["Kiến nghị"].print_title_cols == "$A:$A"
        page = shown["Kiến nghị"]
        assert (page["A1"].value, page["B1"].value) == (None, "KIẾN NGHỊ"), (
            "a title would be cut in the narrow column"
        )
        assert shown["Theo thôn"].page_setup.fitToWidth in (None, 1)
