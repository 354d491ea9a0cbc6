"""Last year's open petitions stand first in this year's workbooks, under the code they have had
from the start.

Of 2024 are open (small_year): Thượng's second (passed on) and third (being dealt with), Trung's
second, which came over from 2023 already, and Hạ's only one.
"""

from __future__ import annotations

import json
import shutil
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from opened import as_file, one_page, opened
from openpyxl.workbook.workbook import Workbook
from small_year import (
    BOOKS,
    FIGURES,
    Hands,
    fill,
    issued_file,
    make_year,
    petition,
    return_all,
    thuong,
    trung,
    write_plan,
)
from typed_in import put_in

from sheettools.annual.doors import Order
from sheettools.annual.figures import Figures
from sheettools.annual.json_file import annual_facts
from sheettools.annual.report import AnnualReport
from sheettools.annual.xlsx.reread import read_annual
from sheettools.cli.entry import run
from sheettools.findings import Finding, Severity, SheettoolsError
from sheettools.plan.carry import find_last_year
from sheettools.template.layout import FIRST_ROW
from sheettools.year import IN, OUT, PLAN_FILE, Year

TODAY, SENT = date(2026, 1, 10), datetime(2025, 12, 18, 15, 20)
SECOND, THIRD = "99901-01-2024-002", "99901-01-2024-003"
FIRST_OF_TRUNG, OF_HA = "99901-02-2023-001", "99901-03-2024-001"
OPEN = {"01": [SECOND, THIRD], "02": [FIRST_OF_TRUNG], "03": [OF_HA]}
LAST_YEAR = "../mau-son-2024/noi-bo/tong-hop_99901_2024_noi-bo.xlsx"
SHEET = "kien_nghi"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the year 2024, returned and merged, beside which other years may stand."""
    folder = tmp_path_factory.mktemp("xa")
    year = make_year(folder / "mau-son-2024")
    return_all(year)
    year.report((), date(2025, 1, 10), BOOKS)
    return folder


@pytest.fixture(scope="module")
def year(home: Path) -> Year:
    """The year 2025, whose plan names the report of 2024."""
    return make_year(home / "mau-son-2025", year=2025, last_year=LAST_YEAR)


def fresh(home: Path, tmp_path: Path, **plan: Any) -> Year:
    """Return a year 2025 with another plan, beside a copy of the report of 2024 named as staff
    do.
    """
    folder = tmp_path / "2025"
    folder.mkdir()
    shutil.copy(home / LAST_YEAR.removeprefix("../"), folder / "nam-truoc.xlsx")
    write_plan(folder / PLAN_FILE, year=2025, **{"last_year": "nam-truoc.xlsx", **plan})
    (folder / IN).mkdir()
    return Year(folder)


def edit(path: Path, change: dict[tuple[str, int], Any], title: str = "Kiến nghị") -> None:
    """Change cells of a report, given by the heading of their column and their row."""
    columns = {cell.value: cell.column_letter for cell in one_page(path, title)[5]}
    put_in(path, title, {f"{columns[heading]}{row}": new for (heading, row), new in change.items()})


def office_of(report: AnnualReport) -> Path:
    assert report.office is not None
    return report.office


def stops(year: Year) -> tuple[Finding, ...]:
    with pytest.raises(SheettoolsError) as raised:
        list(year.generate())
    assert not list((year.folder / OUT).glob("*.xlsx"))
    return raised.value.findings


def petitions(year: Year, village: str) -> list[dict[str, Any]]:
    """Return the cells of a village's petitions as they went out, by field, with whether each is
    locked.
    """
    hands = Hands(year.plan.collects)
    page = one_page(issued_file(year, village), hands.title(SHEET))
    fields = [field["name"] for field in hands.sheets[SHEET]["fields"]]
    return [
        {
            name: (cell.value, cell.protection.locked)
            for name in fields
            for cell in [page[f"{hands.column(SHEET, name)}{row}"]]
        }
        for row in range(FIRST_ROW, FIRST_ROW + 4)
    ]


# --------------------------------------------------------------------------- what goes out


@pytest.mark.parametrize("village", OPEN)
def test_open_petitions_stand_first_under_their_code(year: Year, village: str) -> None:
    rows, carried = petitions(year, village), OPEN[village]
    codes = [row["ma_ky_truoc"][0] for row in rows]
    assert codes == [*carried, *[None] * (4 - len(carried))], "and none of those that were settled"
    assert [row["ma"][0] for row in rows] == [f"99901-{village}-2025-00{n}" for n in (1, 2, 3, 4)]


def test_what_came_along_is_locked_and_the_rest_is_asked_anew(year: Year) -> None:
    first, _, third, _ = petitions(year, "01")
    # Thượng's petition of 18 March, which it had passed on to the district.
    carried = {
        "noi_dung": "Đề nghị về giao thong, nhận ngày 18.03.2024",
        "loai": "Ý kiến",
        "linh_vuc": "Giao thông",
        "nguon": "Gửi trước bằng văn bản",
        "ngay_tiep_nhan": datetime(2024, 3, 18),
        "tham_quyen": "Huyện",
        "co_quan": "UBND huyện",
        "ma_ky_truoc": SECOND,
        "ma": "99901-01-2025-001",
    }
    assert {name: first[name] for name in carried} == {
        name: (value, True) for name, value in carried.items()
    }
    asked = (
        "so_nguoi",
        "trang_thai",
        "tra_loi_hn",
        "ngay_tra_loi",
        "ngay_giai_quyet",
        "so_van_ban",
        "lan",
        "ghi_chu",
    )
    assert {name: first[name] for name in asked} == dict.fromkeys(asked, (None, False))
    assert not any(third[name][1] for name in carried if name != "ma"), (
        "the next free row is all the village's own"
    )


def test_the_number_of_carried_rows_is_that_of_the_report(year: Year, home: Path) -> None:
    summary = one_page(home / LAST_YEAR.removeprefix("../"), "Tổng hợp", results=True)
    left = next(row[2].value for row in summary.iter_rows() if row[1].value == "Tồn chuyển kỳ sau")
    assert sum(one.carried[SHEET] for one in year.plan.issued) == left == 4
    assert year.plan.remarks == ()


def test_the_same_plan_gives_the_same_bytes(year: Year) -> None:
    assert {written.state for written in Year(year.folder).generate()} == {"same"}


def test_a_plan_that_names_no_file_carries_nothing(home: Path, tmp_path: Path) -> None:
    year = fresh(home, tmp_path, last_year=None)
    assert [one.carried for one in year.plan.issued] == [{}] * 3
    assert [one.planned[SHEET] for one in year.plan.issued] == [0] * 3


def test_the_command_says_how_many_rows_each_village_got(
    year: Year, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["generate", str(year.folder), "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [one["carried"] for one in said["workbooks"]] == [2, 1, 1]
    assert run(["generate", str(year.folder)]) == 0
    assert "năm trước chuyển sang" in " ".join(capsys.readouterr().out.split())


def test_the_edition_that_went_up_has_nothing_to_carry_over(home: Path, tmp_path: Path) -> None:
    year = fresh(home, tmp_path)
    (went_up,) = (home / "mau-son-2024" / "bao-cao").glob("*.xlsx")
    shutil.copy(went_up, year.folder / "nam-truoc.xlsx")
    (finding,) = stops(year)
    assert (finding.code, finding.severity, finding.value) == (
        "T051",
        Severity.ERROR,
        "nam-truoc.xlsx",
    )


def test_a_denunciation_goes_out_to_nobody(home: Path, tmp_path: Path) -> None:
    year = fresh(home, tmp_path)
    # Thượng's second becomes one; it stands where the others stand.
    edit(year.folder / "nam-truoc.xlsx", {("Loại", 7): "Tố cáo"})
    list(year.generate())
    assert [(f.code, f.severity, f.value) for f in year.plan.remarks] == [
        ("T050", Severity.WARNING, SECOND)
    ]
    assert [one.carried.get(SHEET, 0) for one in year.plan.issued] == [1, 1, 1]
    secret = [row for row in year.plan.carried[SHEET] if row.secret]
    assert [(row.unit_code, row.code, row.known["loai"]) for row in secret] == [
        ("99901-01", SECOND, "TO_CAO")
    ]
    for path in (year.folder / OUT).glob("*.xlsx"):
        page = one_page(path, "Kiến nghị")
        assert SECOND not in {cell.value for row in page.iter_rows() for cell in row}, path.name
    report = year.report((), TODAY, FIGURES)
    assert not [f for f in report.merged.findings if f.code == "R307"], "the office follows it up"
    assert report.figures.values["tc_ton"] == 1, "and it is open still"


def test_a_denunciation_of_which_no_report_says_whose_it_is_counts_all_the_same(
    home: Path, tmp_path: Path
) -> None:
    year = fresh(home, tmp_path)
    # As reports named it that were made before there were two editions.
    hidden = {("Loại", 7): "Tố cáo", ("Mã đơn vị", 7): "[đã che]", ("Mã", 7): "[đã che]"}
    edit(year.folder / "nam-truoc.xlsx", hidden)
    list(year.generate())
    assert [(f.code, f.value) for f in year.plan.remarks] == [("T050", "")]
    assert [one.carried.get(SHEET, 0) for one in year.plan.issued] == [1, 1, 1]
    report = year.report((), TODAY, FIGURES)
    assert not [f for f in report.merged.findings if f.code == "R307"], "the office follows it up"
    assert (report.figures.values["dau_ky"], report.figures.values["tc_ton"]) == (4, 1)


# --------------------------------------------------------------------------- what comes back


def settled() -> dict[str, Any]:
    return {
        "tra_loi_hn": False,
        "trang_thai": "DA_GQ",
        "ngay_tra_loi": date(2025, 2, 3),
        "ngay_giai_quyet": date(2025, 2, 10),
        "ket_qua": "Đã sửa xong đường",
    }


def going_on() -> dict[str, Any]:
    return {"tra_loi_hn": False, "trang_thai": "DANG_GQ"}


def called_off() -> dict[str, Any]:
    return {"trang_thai": "HUY", "ly_do": "Mưa bão"}


def report_on(
    year: Year, folder: Path, rows: list[Mapping[str, Any]], damage: Any = None, village: str = "01"
) -> tuple[AnnualReport, list[tuple[str, str]]]:
    """Return one village's workbook with these petitions, merge, and give the findings on the
    petitions as well.
    """
    tables = {SHEET: rows, "lich": [called_off()]}
    fill(
        issued_file(year, village),
        folder / "so.xlsx",
        year.plan.collects,
        tables,
        saved=SENT,
        damage=damage,
    )
    report = year.report([folder / "so.xlsx"], TODAY, Order(folder / "bao-cao.xlsx", FIGURES.doors))
    found = [
        (f.code, f.location.cell) for f in report.merged.findings if f.location.sheet == "Kiến nghị"
    ]
    return report, found


def test_reported_rows_are_merged_under_their_code_and_counted(year: Year, tmp_path: Path) -> None:
    new = petition("KIEN_NGHI", "DAT_DAI", "HOM_THU", "XA", "MOI", date(2025, 12, 10))
    report, found = report_on(year, tmp_path, [settled(), going_on(), new])
    merged = report.merged.tables[SHEET]
    assert list(merged["ma_ky_truoc"]) == [SECOND, THIRD, None]
    assert list(merged["trang_thai"]) == ["DA_GQ", "DANG_GQ", "MOI"]
    assert list(merged["ngay_tiep_nhan"])[:2] == [date(2024, 3, 18), date(2024, 5, 2)]
    # With Trung's and Hạ's of last year, which have not come back yet.
    assert (report.figures.values["kien_nghi"], report.figures.values["kn_ky_truoc"]) == (
        3 + 2,
        2 + 2,
    )
    assert (report.figures.values["da_xong"], report.figures.values["ton"]) == (1, 2 + 2)
    assert report.figures.findings == ()
    assert {code for code, _ in found} == {"R113"}, (
        "what is said of them is that they are late, not that they are of 2024"
    )
    assert not [f for f in report.merged.findings if f.severity is Severity.ERROR]


def test_what_was_typed_over_a_carried_cell_is_taken_back(year: Year, tmp_path: Path) -> None:
    typed = {
        **settled(),
        "noi_dung": "Việc khác hẳn",
        "ngay_tiep_nhan": date(2025, 1, 6),
        "ma_ky_truoc": None,
    }
    report, found = report_on(year, tmp_path, [typed, going_on()])
    hands = Hands(year.plan.collects)
    places = {
        f"{hands.column(SHEET, name)}{FIRST_ROW}"
        for name in ("noi_dung", "ngay_tiep_nhan", "ma_ky_truoc")
    }
    assert {cell for code, cell in found if code == "C003"} == places
    row = next(report.merged.tables[SHEET].rows())
    assert row["noi_dung"].endswith("nhận ngày 18.03.2024")
    assert (row["ngay_tiep_nhan"], row["ma_ky_truoc"]) == (date(2024, 3, 18), SECOND)


def test_a_carried_row_that_was_deleted_is_missed(year: Year, tmp_path: Path) -> None:
    def delete(book: Workbook) -> None:
        book["Kiến nghị"].delete_rows(FIRST_ROW + 1)

    report, _ = report_on(year, tmp_path, [settled()], delete)
    lost = [f for f in report.merged.findings if f.code == "R203"]
    assert [(f.severity, f.value) for f in lost] == [(Severity.ERROR, "99901-01-2025-002")]


def test_a_carried_row_that_nobody_touched_is_an_error(year: Year, tmp_path: Path) -> None:
    report, found = report_on(year, tmp_path, [settled()])
    column = Hands(year.plan.collects).column(SHEET, "trang_thai")
    assert ("R104", f"{column}{FIRST_ROW + 1}") in found
    assert "1 chỗ phải sửa" in " ".join(report.reasons)
    (line,) = report.merged.ledger
    assert line.balanced


def test_nothing_to_report_does_not_settle_what_was_carried_over(
    year: Year, tmp_path: Path
) -> None:
    _, found = report_on(year, tmp_path, [])
    assert [code for code, _ in found] == ["R104", "R104"]


def test_over_two_years_a_petition_keeps_its_first_code(home: Path, tmp_path: Path) -> None:
    second = fresh(home, tmp_path)
    list(second.generate())
    rows = {"01": [settled(), going_on()], "02": [going_on()], "03": [settled()]}
    for village, several in rows.items():
        # Hạ's first dialogue is Trung's to report.
        lich = [{}, called_off()] if village == "03" else [called_off()]
        fill(
            issued_file(second, village),
            second.folder / IN / f"{village}.xlsx",
            second.plan.collects,
            {SHEET: several, "lich": lich},
            saved=SENT,
        )
    report = second.report((), TODAY, BOOKS)
    assert not report.reasons
    third = make_year(
        tmp_path / "2026", year=2026, last_year=f"../2025/noi-bo/{office_of(report).name}"
    )
    carried = {
        one.unit_code: [
            (row["ma"], row["ma_ky_truoc"]) for row in one.rows[SHEET] if row.get("ma_ky_truoc")
        ]
        for one in third.plan.issued
    }
    assert carried == {
        "99901-01": [("99901-01-2026-001", THIRD)],
        "99901-02": [("99901-02-2026-001", FIRST_OF_TRUNG)],
        "99901-03": [],
    }


# ------------------------------------------------------------ a plan that named the report too late


def test_a_workbook_sent_out_before_loses_nothing(home: Path, tmp_path: Path) -> None:
    year = fresh(home, tmp_path, last_year=None)
    list(year.generate())
    blank = tmp_path / "phat-truoc.xlsx"
    shutil.copy(issued_file(year, "01"), blank)
    write_plan(year.plan_path, year=2025, last_year="nam-truoc.xlsx")
    own = petition("KIEN_NGHI", "DAT_DAI", "HOM_THU", "XA", "MOI", date(2025, 12, 10))
    tables = {SHEET: [own], "lich": [called_off()]}
    late = Year(year.folder)
    fill(blank, year.folder / IN / "so.xlsx", late.plan.collects, tables, saved=SENT)
    report = late.report((), TODAY, FIGURES)
    # Its first row bears the number that a carried petition has now; it is not that petition.
    merged = report.merged.tables[SHEET]
    assert list(merged["noi_dung"]) == [own["noi_dung"]]
    assert list(merged["ma_ky_truoc"]) == [None]
    lost = [
        (f.code, f.severity, f.value)
        for f in report.merged.findings
        if f.location.sheet == "Kiến nghị"
        if f.code != "R113"
    ]
    assert lost == [("R203", Severity.WARNING, f"99901-01-2025-00{n}") for n in (1, 2)]


def test_a_row_carried_over_is_known_by_its_old_code_when_others_go(
    home: Path, tmp_path: Path
) -> None:
    year = fresh(home, tmp_path)
    list(year.generate())
    blank = tmp_path / "phat-truoc.xlsx"
    shutil.copy(issued_file(year, "01"), blank)
    # Last year's report was mended after the workbook went out: the first of the two was settled.
    edit(year.folder / "nam-truoc.xlsx", {("Tình trạng giải quyết", 7): "Đã giải quyết xong"})
    late = Year(year.folder)
    assert [row["ma_ky_truoc"] for row in late.plan.issued[0].rows[SHEET][:1]] == [THIRD]
    tables = {SHEET: [settled(), going_on()], "lich": [called_off()]}
    fill(blank, year.folder / IN / "so.xlsx", late.plan.collects, tables, saved=SENT)
    report = late.report((), TODAY, FIGURES)
    merged = report.merged.tables[SHEET]
    assert dict(zip(merged["ma_ky_truoc"], merged["trang_thai"], strict=True)) == {
        SECOND: "DA_GQ",
        THIRD: "DANG_GQ",
    }
    assert "R203" not in {f.code for f in report.merged.findings}


# -------------------------------------------------------------------------- the report of last year


@pytest.mark.parametrize(
    "named",
    [
        "khong-co.xlsx",
        "../khong-co/bao-cao/x.xlsx",
        "/etc/passwd",
        "C:\\x.xlsx",
        "\\\\may-chu\\chung\\x.xlsx",
        "../bao-cao",
    ],
)
def test_a_file_that_is_not_there_stops(home: Path, tmp_path: Path, named: str) -> None:
    (finding,) = stops(fresh(home, tmp_path, last_year=named))
    assert (finding.code, finding.location.sheet, finding.value) == (
        "T030",
        "Thông tin chung",
        named,
    )


@pytest.mark.parametrize("named", [LAST_YEAR, LAST_YEAR.replace("/", "\\"), f" {LAST_YEAR} "])
def test_a_file_is_found_by_its_path_from_the_years_folder(year: Year, named: str) -> None:
    found = find_last_year(named, year.folder)
    assert found is not None
    assert found.samefile(year.folder / LAST_YEAR)


@pytest.mark.parametrize(("stored", "named"), [("NFC", "NFD"), ("NFD", "NFC")])
def test_a_name_is_found_in_either_form_of_its_marks(
    tmp_path: Path, stored: Any, named: Any
) -> None:
    folder = tmp_path / unicodedata.normalize(stored, "Mẫu Sơn") / "bao-cao"
    folder.mkdir(parents=True)
    path = folder / unicodedata.normalize(stored, "tổng hợp.xlsx")
    path.write_bytes(b"x")
    found = find_last_year(unicodedata.normalize(named, "Mẫu Sơn/bao-cao/tổng hợp.xlsx"), tmp_path)
    assert found is not None
    assert found.samefile(path)


def test_a_workbook_of_a_village_is_no_report(home: Path, tmp_path: Path) -> None:
    year = fresh(home, tmp_path)
    shutil.copy(issued_file(Year(home / "mau-son-2024"), "01"), year.folder / "nam-truoc.xlsx")
    (finding,) = stops(year)
    assert (finding.code, finding.location.file) == ("T031", "nam-truoc.xlsx")


def test_what_cannot_be_opened_stops_with_its_reason(home: Path, tmp_path: Path) -> None:
    year = fresh(home, tmp_path)
    (year.folder / "nam-truoc.xlsx").write_bytes(b"%PDF-1.4 khong phai bang tinh")
    (finding,) = stops(year)
    assert finding.code == "F274"


def test_the_report_of_this_very_year_is_not_last_years(home: Path, tmp_path: Path) -> None:
    year = fresh(home, tmp_path)
    edit(year.folder / "nam-truoc.xlsx", {("Mã", 7): "99901-01-2025-002"})
    (finding,) = stops(year)
    assert (finding.code, finding.value) == ("T032", "99901-01-2025-002")


def test_a_row_of_a_unit_that_is_no_more_is_told(home: Path, tmp_path: Path) -> None:
    # Hạ was merged into Trung; the plan has two villages.
    year = fresh(home, tmp_path, villages=[("01", "Thượng"), ("02", "Trung")])
    written = list(year.generate())
    assert [one.issued.carried[SHEET] for one in written] == [2, 1]
    (finding,) = year.plan.remarks
    assert (finding.code, finding.severity, finding.value) == ("T035", Severity.WARNING, OF_HA)
    assert "của thôn Hạ chưa" in finding.message()
    assert "99901-03" in finding.message()


def test_the_command_shows_what_could_not_be_carried_over(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    year = fresh(home, tmp_path, villages=[("01", "Thượng"), ("02", "Trung")])
    assert run(["generate", str(year.folder), "--format", "json"]) == 0
    assert [f["code"] for f in json.loads(capsys.readouterr().out)["findings"]] == ["T035", "T062"]


def test_an_open_matter_that_nobody_took_up_is_an_error_of_the_report(
    home: Path, tmp_path: Path
) -> None:
    villages = [("01", "Thượng"), ("02", "Trung")]
    year = fresh(home, tmp_path, villages=villages)
    list(year.generate())
    report = year.report((), TODAY, FIGURES)
    (lost,) = (f for f in report.merged.findings if f.code == "R307")
    assert (lost.severity, lost.value, lost.location.file) == (
        Severity.ERROR,
        OF_HA,
        "nam-truoc.xlsx",
    )
    assert (
        "1 việc năm trước chưa xong, năm nay không có trong sổ nào (trang “Phát hiện”): Thôn Hạ"
        in report.reasons
    )
    assert "1 việc năm trước chưa xong, năm nay không có trong sổ nào" in report.public.draft, (
        "of whom stays"
    )
    # Taken up by the village that took Hạ in: nothing is lost.
    taken = {
        **petition("KIEN_NGHI", "GIAO_THONG", "GUI_TRUOC", "THON", "DANG_GQ", date(2024, 12, 2)),
        "ma_ky_truoc": OF_HA,
    }
    fill(
        issued_file(year, "01"),
        year.folder / IN / "so.xlsx",
        year.plan.collects,
        {"kien_nghi": [{}, {}, taken]},
        saved=SENT,
    )
    assert not [f for f in year.report((), TODAY, FIGURES).merged.findings if f.code == "R307"]
    # Or dropped for good, by name.
    waived = [{"loai": "lost", "ly_do": "Nhập vào xã khác", "nguoi_cho_phep": "Bí thư"}]
    for path in (year.folder / IN).iterdir():
        path.unlink()
    write_plan(
        year.plan_path,
        year=2025,
        last_year="nam-truoc.xlsx",
        villages=villages,
        more={"ngoai_le": waived},
    )
    again = Year(year.folder).report((), TODAY, FIGURES)
    assert not any("việc năm trước" in reason for reason in again.reasons)
    assert any("Nhập vào xã khác (Bí thư)" in said for said in again.edition.say_waived("vi"))


def test_a_value_that_cannot_be_read_leaves_its_cell_open(home: Path, tmp_path: Path) -> None:
    year = fresh(home, tmp_path)
    edit(
        year.folder / "nam-truoc.xlsx",
        {("Lĩnh vực", 7): "Đường sá", ("Ngày tiếp nhận", 8): "tháng Năm"},
    )
    list(year.generate())
    assert [(f.code, f.value) for f in year.plan.remarks] == [
        ("T036", "Đường sá"),
        ("T036", "tháng Năm"),
    ]
    first, second, *_ = petitions(year, "01")
    assert (first["linh_vuc"], second["ngay_tiep_nhan"]) == ((None, False), (None, False))
    assert (first["ma_ky_truoc"], second["ma_ky_truoc"]) == ((SECOND, True), (THIRD, True))


def test_a_row_whose_state_cannot_be_read_comes_along(home: Path, tmp_path: Path) -> None:
    year = fresh(home, tmp_path)
    # The first of Thượng's had been answered at the dialogue.
    edit(year.folder / "nam-truoc.xlsx", {("Tình trạng giải quyết", 6): "chắc là xong"})
    assert [row["ma_ky_truoc"] for row in year.plan.issued[0].rows[SHEET][:3]] == [
        "99901-01-2024-001",
        SECOND,
        THIRD,
    ]
    assert [f.code for f in year.plan.remarks] == ["T036"]


def test_a_row_without_a_code_is_told(home: Path, tmp_path: Path) -> None:
    year = fresh(home, tmp_path)
    edit(year.folder / "nam-truoc.xlsx", {("Mã", 7): None})
    assert [row["ma_ky_truoc"] for row in year.plan.issued[0].rows[SHEET][:1]] == [THIRD]
    assert [f.code for f in year.plan.remarks] == ["T037"]


def test_a_column_that_last_year_did_not_have_is_asked_anew(home: Path, tmp_path: Path) -> None:
    year = fresh(home, tmp_path)
    edit(year.folder / "nam-truoc.xlsx", {("Nguồn", 5): "Từ đâu"})
    assert [(f.code, f.value) for f in year.plan.remarks] == [("T034", "Nguồn")]
    assert year.plan.issued[0].rows[SHEET][0].get("nguon") is None


def test_a_report_that_is_still_a_draft_is_told_with_what_it_leaves_out(tmp_path: Path) -> None:
    last = make_year(tmp_path / "2024")
    rows = thuong()
    rows[SHEET][2]["linh_vuc"] = "Giao thônng"
    fill(issued_file(last, "01"), last.folder / IN / "so-01.xlsx", last.plan.collects, rows)
    report = last.report((), date(2025, 1, 10), BOOKS)
    year = make_year(
        tmp_path / "2025", year=2025, last_year=f"../2024/noi-bo/{office_of(report).name}"
    )
    (finding,) = year.plan.remarks
    assert finding.code == "T033"
    assert " 1 dòng để riêng" in finding.message()
    assert [one.carried for one in year.plan.issued] == [{SHEET: 1}, {}, {}]


def test_more_open_rows_than_a_sheet_has_all_come_along(home: Path, tmp_path: Path) -> None:
    year = fresh(home, tmp_path)
    path = year.folder / "nam-truoc.xlsx"
    book = opened(path)
    page = book["Kiến nghị"]
    row = [cell.value for cell in page[7]]
    code = next(cell.column for cell in page[5] if cell.value == "Mã") - 1
    for number in range(200):
        page.append([*row[:code], f"99901-01-2024-{number + 100}", *row[code + 1 :]])
    path.write_bytes(as_file(book))
    written = next(iter(year.generate(names=["Thượng"])))
    assert written.issued.carried == {SHEET: 202}
    rows = written.issued.rows[SHEET]
    assert len({one["ma"] for one in rows}) == len(rows) == 202
    page = one_page(written.path, "Kiến nghị")
    column = Hands(year.plan.collects).column(SHEET, "ma_ky_truoc")
    assert page[f"{column}{FIRST_ROW + 201}"].value == "99901-01-2024-299"


# --------------------------------------------------------- what one year ends with, the next begins

DENOUNCED = "99901-02-2024-003"
"""Trung's denunciation, open when 2024 ends."""


def with_an_open_denunciation() -> dict[str, Any]:
    """Return what Trung reports, its denunciation not yet dealt with."""
    rows = trung()
    *others, advised = rows[SHEET]
    still = {name: value for name, value in advised.items() if name != "ngay_tra_loi"} | {
        "trang_thai": "MOI"
    }
    return {**rows, SHEET: [*others, still]}


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, AnnualReport]:
    """The year 2024 in the folder where it lies, at whose end Trung's denunciation is open too."""
    folder = tmp_path_factory.mktemp("hai-nam")
    year = make_year(folder / "mau-son-2024")
    return_all(year, ("01", "03"))
    fill(
        issued_file(year, "02"),
        year.folder / IN / "so-02.xlsx",
        year.plan.collects,
        with_an_open_denunciation(),
    )
    return folder, year.report((), date(2025, 1, 10), BOOKS)


BOTH = [("01", "Thượng"), ("02", "Trung")]
"""The villages of 2025: Hạ is no more."""


def next_year(closed: Path, folder: Path, **plan: Any) -> Year:
    """Return the year 2025 beside a copy of 2024, its workbooks sent out."""
    shutil.copytree(closed / "mau-son-2024", folder / "mau-son-2024")
    return make_year(folder / "mau-son-2025", year=2025, last_year=LAST_YEAR, **plan)


def come_back(year: Year, **rows: list[Mapping[str, Any]]) -> None:
    """Fill in and return workbooks with these petitions: `v01=[…]`."""
    for name, several in rows.items():
        village = name.removeprefix("v")
        issued = next(one for one in year.plan.issued if one.unit_code.endswith(village))
        planned = issued.rows["lich"][: issued.planned["lich"]]
        # A dialogue that another village reports on is none of this one's.
        lich = [{} if row.get("ghi") is False else called_off() for row in planned]
        path = year.folder / IN / f"so-{village}.xlsx"
        fill(
            issued_file(year, village),
            path,
            year.plan.collects,
            {SHEET: several, "lich": lich},
            saved=SENT,
        )


def balance(figures: Figures) -> tuple[float, ...]:
    """Return opening + new − closed = closing."""
    names = ("dau_ky", "moi", "da_xong", "ton")
    assert (
        figures.values["dau_ky"] + figures.values["moi"] - figures.values["da_xong"]
        == figures.values["ton"]
    )
    assert all(identity.holds for identity in figures.identities)
    return tuple(figures.values[name] for name in names)


def waiting(path: Path) -> list[tuple[str, str, str]]:
    """Return whose, under which code and how the matters stand that came back in no workbook."""
    book = openpyxl.load_workbook(path)
    if "Chưa có trong sổ – Kiến nghị" not in book.sheetnames:
        return []
    page = book["Chưa có trong sổ – Kiến nghị"]
    heads = [cell.value for cell in page[5]]
    at = [heads.index(title) for title in ("Đơn vị", "Mã kỳ trước", "Tình trạng giải quyết")]
    return [
        tuple(row[n] for n in at) for row in page.iter_rows(min_row=6, values_only=True) if row[0]
    ]


def test_the_first_year_ends_with_five_open_matters(closed: tuple[Path, AnnualReport]) -> None:
    _, report = closed
    # Of eight (Trung's of 2023 among them) three are done; now the denunciation is open too.
    assert balance(report.figures) == (1, 7, 3, 5)
    assert (report.figures.values["tc_xong"], report.figures.values["tc_ton"]) == (0, 1)
    assert report.reasons == ()
    assert balance(report.public.figures) == (1, 7, 3, 5), (
        "all is in, so that how many there are may be told"
    )


@pytest.fixture(scope="module")
def second(
    closed: tuple[Path, AnnualReport], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Year, AnnualReport]:
    """2025: Hạ is gone, Thượng's third is set aside for a fault, its second is settled, Trung's
    goes on.
    """
    year = next_year(closed[0], tmp_path_factory.mktemp("sau"), villages=BOTH)
    come_back(
        year, v01=[settled(), {**going_on(), "trang_thai": "xong hay chưa"}], v02=[going_on()]
    )
    return year, year.report((), TODAY, BOOKS)


def test_the_second_begins_with_them_whatever_became_of_their_rows(
    closed: tuple[Path, AnnualReport], second: tuple[Year, AnnualReport]
) -> None:
    year, report = second
    values = report.figures.values
    assert values["dau_ky"] == closed[1].figures.values["ton"] == 5
    assert balance(report.figures) == (5, 0, 1, 4)
    # Two came back, one of which is settled; of those that did not the denunciation counts by
    # itself.
    assert (values["kien_nghi"], values["kn_ky_truoc"], values["to_cao"]) == (5, 4, 1)
    assert (values["tc_xong"], values["tc_ton"], values["xong_va_ton"]) == (0, 1, 5)
    assert (values["tt_tong"], values["da_giai_quyet"], values["dang_giai_quyet"]) == (2, 1, 1)
    assert "R315" not in {f.code for f in report.findings}
    assert year.board(TODAY)[1].values == values, "status says the same"


def test_who_is_left_is_named_in_the_office_alone(second: tuple[Year, AnnualReport]) -> None:
    _, report = second
    assert waiting(office_of(report)) == [
        ("Thôn Thượng", THIRD, "Đang giải quyết"),
        ("Thôn Hạ", OF_HA, "Mới tiếp nhận"),
        ("Thôn Trung", DENOUNCED, "Mới tiếp nhận"),
    ]
    assert waiting(report.path) == []
    with zipfile.ZipFile(report.path) as package:
        text = "".join(package.read(part).decode("utf-8") for part in package.namelist())
    assert not any(code in text for code in (SECOND, THIRD, OF_HA, DENOUNCED, FIRST_OF_TRUNG))
    # What goes up of a draft counts what is left, but for the denunciation.
    assert balance(report.public.figures) == (4, 0, 1, 3)
    by_unit = report.public.figures.shown("theo_thon")
    assert by_unit.kept[by_unit.breakdown.figures.index("ton")] == 2, (
        "Thượng's and Hạ's, of whom nothing came back"
    )


def test_only_what_nobody_speaks_of_is_lost(second: tuple[Year, AnnualReport]) -> None:
    _, report = second
    assert [(f.code, f.value) for f in report.merged.findings if f.code == "R307"] == [
        ("R307", OF_HA)
    ]
    assert [(r.kind, r.unit, r.count) for r in report.edition.told[0].reasons] == [
        ("errors", "Thôn Thượng", 1),
        ("set_aside", "Thôn Thượng", 1),
        ("lost", "Thôn Hạ", 1),
    ]


def test_both_editions_with_what_is_left_are_read_back(second: tuple[Year, AnnualReport]) -> None:
    _, report = second
    for path, edition in ((office_of(report), report.edition), (report.path, report.public)):
        again = read_annual(path)
        assert (again.draft, again.findings) == (edition.draft, ())
        assert annual_facts(again) == annual_facts(edition)
        assert again.figures == edition.figures


def test_the_third_begins_with_what_the_second_left(second: tuple[Year, AnnualReport]) -> None:
    year, report = second
    third = make_year(
        year.folder.parent / "2026",
        villages=BOTH,
        year=2026,
        last_year=f"../mau-son-2025/noi-bo/{office_of(report).name}",
    )
    carried = {
        one.unit_code: [row["ma_ky_truoc"] for row in one.rows[SHEET] if row.get("ma_ky_truoc")]
        for one in third.plan.issued
    }
    assert carried == {"99901-01": [THIRD], "99901-02": [FIRST_OF_TRUNG]}, (
        "what was set aside comes along again"
    )
    told = sorted((f.code, f.value) for f in third.plan.remarks if f.code in ("T035", "T050"))
    assert told == [("T035", OF_HA), ("T050", DENOUNCED)]
    made = third.report((), date(2027, 1, 10), FIGURES)
    assert balance(made.figures) == (4, 0, 0, 4)
    assert "R315" not in {f.code for f in made.findings}


def test_the_office_settles_by_code_what_is_in_no_workbook(
    closed: tuple[Path, AnnualReport], tmp_path: Path
) -> None:
    said = [
        {"ma": DENOUNCED, "da_xong": True, "ghi_chu": "Đã kết luận"},
        {"ma": OF_HA, "da_xong": False},
    ]
    year = next_year(closed[0], tmp_path, villages=BOTH, more={"viec_ky_truoc": said})
    come_back(year, v01=[settled(), going_on()], v02=[going_on()])
    report = year.report((), TODAY, replace(BOOKS, final=True))
    assert report.reasons == (), "Hạ's is followed up by the office"
    assert balance(report.figures) == (5, 0, 1 + 1, 3)
    assert (report.figures.values["tc_xong"], report.figures.values["tc_ton"]) == (1, 0)
    assert balance(report.public.figures) == (5, 0, 2, 3), "a final report tells how many"
    assert [row[:2] for row in waiting(office_of(report))] == [
        ("Thôn Hạ", OF_HA),
        ("Thôn Trung", DENOUNCED),
    ]
    third = make_year(
        tmp_path / "2026",
        villages=BOTH,
        year=2026,
        last_year=f"../mau-son-2025/noi-bo/{office_of(report).name}",
    )
    assert sorted((f.code, f.value) for f in third.plan.remarks) == [("T035", OF_HA)], (
        "what is settled does not return"
    )
    assert third.report((), date(2027, 1, 10), FIGURES).figures.values["dau_ky"] == 3
    with zipfile.ZipFile(report.path) as package:
        assert not any(b"viec_ky_truoc" in package.read(part) for part in package.namelist()), (
            "by name stays"
        )


@pytest.mark.parametrize("code", ["99901-01-2019-007", FIRST_OF_TRUNG])
def test_a_code_that_last_year_does_not_know_or_that_stands_twice_breaks_the_balance(
    closed: tuple[Path, AnnualReport], tmp_path: Path, code: str
) -> None:
    year = next_year(closed[0], tmp_path)
    typed = petition(
        "KIEN_NGHI", "Y_TE", "GUI_TRUOC", "XA", "MOI", date(2025, 3, 3), ma_ky_truoc=code
    )
    come_back(year, v01=[settled(), going_on(), typed], v02=[going_on()], v03=[going_on()])
    report = year.report((), TODAY, BOOKS)
    (finding,) = (f for f in report.findings if f.code == "R315")
    assert (finding.severity, finding.value) == (Severity.ERROR, "6")
    assert finding.message().startswith(
        "Đầu kỳ có 6 việc chuyển sang, nhưng cuối kỳ trước còn tồn 5"
    )
    assert code in finding.message()
    assert report.reasons == ("Có số liệu chưa cân (cuối trang “Tổng hợp”)",)
    page = one_page(office_of(report), "Tổng hợp", results=True)
    said = {row[1].value: (row[0].value, row[2].value) for row in page.iter_rows(min_row=6)}
    assert said["15a (đầu kỳ) = 11đ của năm trước"] == ("SAI", "6 / 5")
    for path, edition in ((office_of(report), report.edition), (report.path, report.public)):
        again = read_annual(path)
        assert (again.draft, again.findings) == (edition.draft, ())
        assert again.draft


def test_the_opening_is_held_against_last_years_closing_where_it_is_told(
    closed: tuple[Path, AnnualReport], tmp_path: Path
) -> None:
    year = next_year(closed[0], tmp_path)
    come_back(year, v01=[settled(), going_on()], v02=[going_on()], v03=[going_on()])
    report = year.report((), TODAY, replace(BOOKS, final=True))
    for path in (office_of(report), report.path):
        assert opening_lines(path) == [("đúng", "5 / 5")], path.name


def opening_lines(path: Path) -> list[tuple[str, str]]:
    page = one_page(path, "Tổng hợp", results=True)
    rows = page.iter_rows(min_row=6, values_only=True)
    return [(row[0], row[2]) for row in rows if row[1] == "15a (đầu kỳ) = 11đ của năm trước"]


def test_what_a_draft_did_not_tell_makes_no_later_report_look_wrong(tmp_path: Path) -> None:
    last = make_year(tmp_path / "mau-son-2024")
    return_all(last, ("01",))
    fill(
        issued_file(last, "02"),
        last.folder / IN / "so-02.xlsx",
        last.plan.collects,
        with_an_open_denunciation(),
    )
    before = last.report((), date(2025, 1, 10), BOOKS)
    # Thượng's two, Trung's, the denunciation; what went up was a draft without it, for Hạ is
    # missing.
    assert (before.figures.values["ton"], before.public.figures.values["ton"]) == (4, 3)
    year = make_year(tmp_path / "mau-son-2025", year=2025, last_year=LAST_YEAR)
    come_back(year, v01=[settled(), going_on()], v02=[going_on()], v03=[])
    report = year.report((), TODAY, replace(BOOKS, final=True))
    assert opening_lines(office_of(report)) == [("đúng", "4 / 4")]
    assert opening_lines(report.path) == []


def test_rows_that_last_year_set_aside_and_accepted_are_told(tmp_path: Path) -> None:
    accepted = [
        {"loai": kind, "cho_don_vi": "Thượng", "ly_do": "Mưa lũ", "nguoi_cho_phep": "Bí thư"}
        for kind in ("errors", "set_aside")
    ]
    last = make_year(tmp_path / "mau-son-2024", more={"ngoai_le": accepted})
    return_all(last, ("02", "03"))
    rows = thuong()
    rows[SHEET][2]["linh_vuc"] = "Giao thônng"
    fill(issued_file(last, "01"), last.folder / IN / "so-01.xlsx", last.plan.collects, rows)
    last.report((), date(2025, 1, 10), replace(BOOKS, final=True))
    year = make_year(tmp_path / "mau-son-2025", year=2025, last_year=LAST_YEAR)
    (finding,) = year.plan.remarks
    assert (finding.code, finding.severity) == ("T052", Severity.WARNING)
    assert "có 1 dòng để riêng" in finding.message()
