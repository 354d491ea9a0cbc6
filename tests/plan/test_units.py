"""Units as a plan lists them: of every kind there is, and two that share a name or a number."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from for_each import for_each
from office import Convert
from opened import one_page
from small_year import TODAY, Hands, Rows, attendance, fill, issued_file, make_year, write_plan
from standing import own_template, shipped_template

from sheettools.annual.doors import Order
from sheettools.annual.narrative import RowAtHand, WordFacts, Wording
from sheettools.annual.report import AnnualReport
from sheettools.findings import SheettoolsError
from sheettools.template.layout import LISTS_SHEET
from sheettools.year import IN, PLAN_FILE, Year, check_plan_file

KINDS = (
    *("Thôn", "Xóm", "Làng", "Ấp", "Bản", "Buôn", "Bon", "Plei", "Phum", "Sóc", "Tổ dân phố"),
    *("Tổ dân cư", "Khu phố", "Khu dân cư", "Khu", "Khối phố", "Khối", "Khóm", "Tiểu khu"),
    *("Xã cũ", "Phường cũ", "Thị trấn cũ"),
)


@for_each("kind", KINDS)
def test_a_kind_of_unit_is_an_item_of_its_own(kind: str) -> None:
    found = shipped_template("ke-hoach").lists["loai_thon"].find(kind.upper())
    assert found is not None
    assert found.label == kind
    assert found.group in ("thôn", "tổ dân phố")


# --------------------------------------------------------------- two units that share a name

UNITS = (
    {"ma": "01", "loai": "Khóm", "ten": "1"},
    {"ma": "02", "loai": "Ấp", "ten": "1"},
    {"ma": "03", "loai": "Thôn", "ten": "Đông (xã An Lộ cũ)"},
    {"ma": "04", "loai": "Thôn", "ten": "Đông (xã An Hòa cũ)"},
)
DIALOGUES = (
    ("2024-Q1-1", "I", ("Khóm 1",)),
    ("2024-Q2-1", "II", ("02",)),  # by its number: Ấp 1
    ("2024-Q3-1", "III", ("ấp 1", "KHÓM 1")),
    ("2024-Q4-1", "IV", ("Thôn Đông (xã An Lộ cũ)",)),
)
CAME = {"2024-Q1-1": 10, "2024-Q2-1": 20, "2024-Q3-1": 30, "2024-Q4-1": 40}
DAYS = {
    "2024-Q1-1": date(2024, 3, 5),
    "2024-Q2-1": date(2024, 5, 7),
    "2024-Q3-1": date(2024, 8, 6),
    "2024-Q4-1": date(2024, 11, 5),
}


def plan_of(dialogues: Any = DIALOGUES, **more: Rows) -> dict[str, Any]:
    """Return what the plan says beside its form: the units, and dialogues in them."""
    rows = [
        {"ma": code, "quy": quarter, "cac_thon": those, "dia_diem": "Nhà văn hóa"}
        for code, quarter, those in dialogues
    ]
    return {"thon": UNITS, "cuoc": rows, **more}


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """A year of four units that have returned what was at each."""
    made = make_year(tmp_path_factory.mktemp("nam") / "trung-ten-2024", more=plan_of())
    for issued in made.issued:
        number = issued.unit_code[-2:]
        fill(
            issued_file(made, number),
            made.folder / IN / f"so-{number}.xlsx",
            made.plan.collects,
            returned(issued.rows),
        )
    return made


def returned(rows: Mapping[str, Rows]) -> dict[str, Rows]:
    """Return what a unit reports: its planned dialogues held, and who came to its own."""
    held: list[dict[str, Any]] = []
    there: list[dict[str, Any]] = []
    for row in rows["lich"]:
        if row["ma_cuoc"] not in CAME:
            continue
        own = {
            "trang_thai": "DA_TO_CHUC",
            "ngay_to_chuc": DAYS[row["ma_cuoc"]],
            "dia_diem": "Nhà văn hóa",
            "chu_tri": "Bí thư",
        }
        held.append(own if row["ghi"] else {})
        if row["ghi"]:
            many = CAME[row["ma_cuoc"]]
            there.append(attendance(many, (0, 0, 0, 0, 0, many)))
    return {"lich": held, "tham_du": there}


@pytest.fixture(scope="module")
def report(year: Year) -> AnnualReport:
    return year.report((), TODAY)


def test_each_dialogue_goes_to_its_own_unit(year: Year) -> None:
    planned = {}
    for one in year.issued:
        rows = one.rows["lich"][: one.planned["lich"]]
        planned[one.unit_name] = [(row["ma_cuoc"], row["cac_thon"], row["ghi"]) for row in rows]
    both = ("Ấp 1", "Khóm 1")
    assert planned == {
        "Khóm 1": [("2024-Q1-1", ("Khóm 1",), True), ("2024-Q3-1", both, False)],
        "Ấp 1": [("2024-Q2-1", ("Ấp 1",), True), ("2024-Q3-1", both, True)],
        "Thôn Đông (xã An Lộ cũ)": [("2024-Q4-1", ("Đông (xã An Lộ cũ)",), True)],
        "Thôn Đông (xã An Hòa cũ)": [],
    }
    # A dialogue that no plan has is of the unit that adds it, by the same name.
    added = {one.unit_name: one.rows["lich"][-1]["cac_thon"] for one in year.issued}
    assert added["Khóm 1"] == ("Khóm 1",)
    assert added["Thôn Đông (xã An Lộ cũ)"] == ("Đông (xã An Lộ cũ)",)


def test_files_are_told_apart_and_bear_names_that_windows_takes(year: Year) -> None:
    assert [one.file_name for one in year.issued] == [
        "99901-01_1_2024",
        "99901-02_1_2024",
        "99901-03_dong-xa-an-lo-cu_2024",
        "99901-04_dong-xa-an-hoa-cu_2024",
    ]


def test_what_comes_back_is_nobody_elses(year: Year) -> None:
    outcomes = year.check((), TODAY)
    assert [(one.path.name, [str(f) for f in one.findings]) for one in outcomes] == [
        (f"so-0{number}.xlsx", []) for number in range(1, 5)
    ]


def test_each_figure_is_its_own_units(report: AnnualReport) -> None:
    cross = next(one for one in report.figures.crosses if one.breakdown.name == "theo_thon")
    at = cross.breakdown.figures.index("nguoi_du")
    assert {label: row[at] for label, row in cross.rows} == {
        "Khóm 1": 10,
        "Ấp 1": 20 + 30,
        "Thôn Đông (xã An Lộ cũ)": 40,
        "Thôn Đông (xã An Hòa cũ)": 0,
    }
    figures = report.figures.values
    assert (figures["thon_tong"], figures["thon_da_to_chuc"]) == (4, 3)
    assert (figures["cuoc_ke_hoach"], figures["cuoc_da_to_chuc"]) == (4, 4)


def test_ledger_board_and_package_tell_them_apart(year: Year, tmp_path: Path) -> None:
    names = [one.unit_name for one in year.issued]
    made = year.report((), TODAY, Order(tmp_path / "bao-cao.xlsx", doors=("csv",)))
    assert made.edition.office is not None
    assert [line.unit for line in made.edition.office.ledger] == names
    board, _ = year.board(TODAY)
    assert [(one.issued.unit_name, one.file) for one in board.units] == [
        (name, f"so-0{number}.xlsx") for number, name in enumerate(names, start=1)
    ]
    file = made.written["csv"].parent / "tham-du.csv"
    with file.open(encoding="utf-8-sig", newline="") as said:
        units = sorted(row["don_vi"] for row in csv.DictReader(said))
    assert units == sorted(["Khóm 1", "Ấp 1", "Ấp 1", "Thôn Đông (xã An Lộ cũ)"])


def test_the_report_says_them_with_their_kind(report: AnnualReport) -> None:
    edition = report.edition
    assert edition.plan is not None
    wording = Wording(WordFacts(edition.data, edition.figures, edition.plan, edition.profile))
    row = RowAtHand(
        edition.data.template.sheet("lich"),
        {"cac_thon": ("Ấp 1", "Khóm 1", "Đông (xã An Hòa cũ)", "Khóm 2")},
    )
    said = "ấp 1, khóm 1, thôn Đông (xã An Hòa cũ), Khóm 2"
    assert wording.fill("{lich.cac_thon}", {}, row) == said


def test_a_command_that_is_given_the_bare_name_asks_which(year: Year) -> None:
    with pytest.raises(SheettoolsError) as unclear:
        year.units(["1"])
    (finding,) = unclear.value.findings
    assert finding.code == "F251"
    assert "Khóm 1 (99901-01), Ấp 1 (99901-02)" in finding.message()
    assert [one.unit_code for one in year.units(["ấp 1"])] == ["99901-02"]
    assert [one.unit_code for one in year.units(["Đông (xã An Hòa cũ)"])] == ["99901-04"]


def test_what_is_accepted_is_so_of_the_unit_that_the_plan_names(tmp_path: Path) -> None:
    units = [*UNITS[:2], {"ma": "03", "loai": "Tổ dân phố", "ten": "5"}]
    accepted = [
        {"loai": "missing", "cho_don_vi": name, "ly_do": "Mưa lũ", "nguoi_cho_phep": "Bí thư"}
        for name in ("Ấp 1", "5")
    ]
    more = plan_of((), thon=units, ngoai_le=accepted)
    report = make_year(tmp_path / "nam", more=more).report((), TODAY)
    (told,) = report.edition.told
    assert {one.unit: one.waiver is not None for one in told.reasons if one.kind == "missing"} == {
        "Khóm 1": False,
        "Ấp 1": True,
        "Tổ dân phố 5": True,
    }


# --------------------------------------------------------------------- plans to ask about


def offered(path: Path) -> list[str]:
    """Return what the plan's drop-downs of units offer."""
    page = one_page(path, LISTS_SHEET, results=True)
    for column in page.iter_cols(values_only=True):
        if str(column[0]).startswith("Danh sách thôn:"):
            return [str(value) for value in column[1:] if value]
    raise AssertionError("no list of units")


def test_a_drop_down_of_the_plan_offers_what_it_takes(tmp_path: Path, convert: Convert) -> None:
    path = tmp_path / "ke-hoach.xlsx"
    units = [*UNITS[:2], {"ma": "03", "loai": "Thôn", "ten": "10"}]
    write_plan(path, more=plan_of((), thon=units))
    assert offered(path) == ["Khóm 1", "Ấp 1", "10"]
    # Somebody changes a name: Excel works the list out anew.
    book = openpyxl.load_workbook(path)
    book["Danh sách thôn"][f"{Hands(own_template('ke-hoach')).column('thon', 'ten')}9"] = "1"
    book.save(path)
    (opened,) = convert("xlsx", tmp_path / "mo", path, untitled=True)
    assert offered(opened) == ["Khóm 1", "Ấp 1", "Thôn 1"]


def asked(folder: Path, **more: Any) -> list[tuple[str, str, str]]:
    """Return what is asked of a plan: code, what stood there, what to do."""
    write_plan(folder / PLAN_FILE, more=plan_of(**more))
    findings = check_plan_file(folder / PLAN_FILE, folder).findings
    return [(f.code, f.value, f.remedy()) for f in findings]


def test_a_bare_name_of_two_in_the_plan_is_asked_with_both_named(tmp_path: Path) -> None:
    dialogues = (("2024-Q1-1", "I", ("1",)),)
    which = "Ghi rõ là dòng nào: “Khóm 1” hay “Ấp 1”."
    assert asked(tmp_path, dialogues=dialogues) == [("R202", "1", which)]


def test_a_unit_listed_twice_is_told_once(tmp_path: Path) -> None:
    twice = [*UNITS, {"ma": "05", "loai": "Khóm", "ten": "1"}]
    assert [code for code, *_ in asked(tmp_path, thon=twice)] == ["R116"]
