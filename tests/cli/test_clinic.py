"""Vaccinations of two health stations: a subject whose template says what the shipped one need not.

Whose the report is stands in the template, a list is the plan's, numbers have a unit, conditions
ask how numbers and days stand to a bound. The two templates are in `tests/clinic`.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from cli.test_other_subject import Rows, declaration, fill, told
from for_each import for_each
from office import Convert, results

from sheettools.cli.entry import run
from sheettools.findings import english
from sheettools.template.load.faults import faults_of
from sheettools.template.load.load import load_template
from sheettools.template.vocabulary import Category

CLINIC = Path(__file__).parents[1] / "clinic" / "bieu-mau"
PLAN, BOOK = CLINIC / "tc-ke-hoach.toml", CLINIC / "tc-so.toml"
TODAY = ["--today", "2026-01-10"]
ASKED = "Buổi tiêm"

THE_PLAN: Mapping[str, Rows] = {
    "chung": [{"tu_ngay": date(2025, 1, 1), "den_ngay": date(2025, 12, 31), "ma": "TTYT1",
               "co_quan": "Trung tâm Y tế Mẫu"}],
    "tram": [{"ma": "001", "ten": "An Châu"}, {"ma": "002", "ten": "Cấm Sơn"}],
    "dot": [{"ma": "D1", "tram": "An Châu", "vac_xin": "Sởi"},
            {"ma": "D2", "tram": "An Châu", "vac_xin": "Viêm gan B"},
            {"ma": "D3", "tram": "Cấm Sơn", "vac_xin": "Sởi đơn"}],
}  # fmt: skip


def session(
    day: date, wanted: Any, done: Any, put_off: Any, why: str | None = None
) -> dict[str, Any]:
    return {"ngay": day, "doi_tuong": wanted, "da_tiem": done, "hoan": put_off, "ly_do": why}


AN_CHAU: Mapping[str, Rows] = {
    "buoi": [session(date(2025, 6, 30), 52, "50 liều", 2, "Sốt"),
             session(date(2025, 7, 1), 49, 49, 0)],
    "phan_ung": [],
}  # fmt: skip
CAM_SON: Mapping[str, Rows] = {
    "buoi": [session(date(2025, 3, 5), 203, 200, 3)],  # put off, but no reason why
    "phan_ung": [],
}


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiem") / "tiem-chung"
    init = ["init", str(folder), "--template", str(PLAN), "--year", "2025"]
    assert run(init) == 0
    fill(folder / "ke-hoach.xlsx", declaration(PLAN), THE_PLAN)
    assert run(["generate", str(folder)]) == 0
    for path, contents in zip(
        sorted((folder / "phat-ra").glob("*.xlsx")), (AN_CHAU, CAM_SON), strict=True
    ):
        back = folder / "nhan-ve" / path.name
        shutil.copy(path, back)
        fill(back, declaration(BOOK), contents)
    return folder


def test_a_list_of_the_plan_is_said_once() -> None:
    book, plan = load_template(BOOK), load_template(PLAN)
    assert '[[list]]\nname = "vac_xin"' not in BOOK.read_text(encoding="utf-8")
    assert book.lists["vac_xin"] == plan.lists["vac_xin"]
    found = book.sheet("buoi").field("vac_xin").categories
    assert found is not None
    assert isinstance(found.find("Sởi đơn"), Category), "the plan's other spellings count too"


def test_a_list_of_the_plan_that_changes_makes_another_template(tmp_path: Path) -> None:
    shutil.copytree(CLINIC, tmp_path, dirs_exist_ok=True)
    before = load_template(tmp_path / BOOK.name).fingerprint
    plan = tmp_path / PLAN.name
    plan.write_text(plan.read_text(encoding="utf-8").replace("Lao (BCG)", "Lao"), encoding="utf-8")
    assert load_template(tmp_path / BOOK.name).fingerprint != before


def test_the_message_is_the_template_s(year: Path) -> None:
    said = (year / "phat-ra" / "001_an-chau_2025.txt").read_text(encoding="utf-8-sig").splitlines()
    assert said == [
        "Kính gửi An Châu: gửi sổ tiêm chủng năm 2025.",
        "Đợt D1: Sởi.",
        "Đợt D2: Viêm gan B.",
    ]


def test_no_message_is_told_of_where_the_template_has_none(
    tmp_path: Path, year: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(CLINIC, tmp_path / "bieu-mau")
    shutil.copy(year / "ke-hoach.xlsx", tmp_path)
    book = tmp_path / "bieu-mau" / BOOK.name
    begin, _, rest = book.read_text(encoding="utf-8").partition("message = ")
    book.write_text(begin + rest.split('"""', 2)[2], encoding="utf-8")
    capsys.readouterr()
    assert run(["generate", str(tmp_path), "--dry-run"]) == 0
    assert run(["generate", str(tmp_path), "--unit", "001", "--out", str(tmp_path / "ra")]) == 0
    assert ".txt" not in capsys.readouterr().out
    assert not list((tmp_path / "ra").glob("*.txt"))


def test_a_condition_knows_more_than_nought(year: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The reason is asked where anybody was put off: of the third session, not of the second."""
    code, said = told(capsys, "validate", year, *TODAY)
    assert code == 0, "a warning in this template"
    found = [(f["file"][:3], f["cell"], f["code"]) for f in said["findings"]]
    assert found == [("001", "G7", "C001"), ("002", "I7", "R101")]
    assert "“Số hoãn tiêm” là “3”" in said["findings"][1]["message"]


@pytest.mark.office
def test_excel_asks_what_the_check_asks(year: Path, convert: Convert, tmp_path: Path) -> None:
    """The workbook's own formulas, worked out: the row without a reason is marked, no other."""
    for name, asked in (("001_an-chau_2025", False), ("002_cam-son_2025", True)):
        source = year / "nhan-ve" / f"{name}.xlsx"
        (path,) = convert("results", tmp_path, source, untitled=True)
        page = results(path, ASKED)
        marks = [str(page[row - 1][1] or "") for row in range(7, 10)]
        assert any("Lý do hoãn" in mark for mark in marks) is asked


@pytest.fixture(scope="module")
def merged(year: Path) -> tuple[Mapping[str, Any], Path]:
    """What merge says, and the annual workbook."""
    out = StringIO()
    with redirect_stdout(out):
        assert run(["merge", str(year), *TODAY, "--write", "xlsx,csv", "--format", "json"]) == 0
    said = json.loads(out.getvalue())
    return said, year / "bao-cao" / "tong-hop_ttyt1_2025_gui-cap-tren.xlsx"


def test_the_figures_are_those_worked_out_by_hand(merged: tuple[Mapping[str, Any], Path]) -> None:
    said, _ = merged
    assert {f["code"]: f["value"] for f in said["figures"]} == {
        "1": 3,
        "2": 50 + 49 + 200,
        "3": 2 + 0 + 3,
        "4": 52 + 49 + 203,
        "5": 0,
        "6": 0,
        "7": 2,  # 30 June and 5 March; 1 July is not before 1 July
        "8": 2,  # 50 and 200 belong to it, 49 does not
    }


def test_whose_it_is_stands_in_the_template(merged: tuple[Mapping[str, Any], Path]) -> None:
    said, path = merged
    assert said["line"] == "Trung tâm Y tế Mẫu, năm 2025"
    assert [(one["name"], one["code"]) for one in said["senders"]] == [
        ("Trung tâm Y tế Mẫu", "TTYT1")
    ]
    assert "Trung tâm Y tế Mẫu, năm 2025" in texts(path)


def test_a_unit_stands_in_heading_report_and_package(
    year: Path, merged: tuple[Mapping[str, Any], Path]
) -> None:
    said, path = merged
    sheet = openpyxl.load_workbook(year / "phat-ra" / "001_an-chau_2025.xlsx")[ASKED]
    assert [sheet["G6"].value, sheet["H6"].value] == ["Số đã tiêm (liều) *", "Số hoãn tiêm *"]
    figures = {f["name"]: f for f in said["figures"]}
    assert (figures["da_tiem"]["title"], figures["da_tiem"]["unit"]) == (
        "Số trẻ đã tiêm (liều)",
        "liều",
    )
    assert figures["buoi"]["title"] == "Số buổi tiêm", "it says so already"
    assert "unit" not in figures["hoan"]
    assert {"Số trẻ đã tiêm (liều)", "Số đã tiêm (liều)"} <= set(texts(path))
    package = json.loads(next(path.parent.rglob("datapackage.json")).read_text(encoding="utf-8"))
    sessions = next(one for one in package["resources"] if one["name"] == "buoi")
    units = {f["name"]: f.get("unit") for f in sessions["schema"]["fields"]}
    assert (units["da_tiem"], units["hoan"]) == ("liều", None)


@pytest.mark.office
def test_figures_with_bounds_are_alive(
    merged: tuple[Mapping[str, Any], Path], convert: Convert, tmp_path: Path
) -> None:
    """Emptied and worked out anew by LibreOffice, they come to the same."""
    _, path = merged
    book = openpyxl.load_workbook(path)
    alive = [
        cell for cell in cells(book) if "COUNTIFS" in str(cell.value) and "&(" in str(cell.value)
    ]
    assert len(alive) >= 2, "a figure by day and one by number"
    (again,) = convert("xlsx", tmp_path, path, untitled=True)
    worked = openpyxl.load_workbook(again, data_only=True)
    for cell in alive:
        assert worked[cell.parent.title][cell.coordinate].value == 2, cell.coordinate


def cells(book: openpyxl.Workbook) -> list[Any]:
    found: list[Any] = []
    for page in book:
        for row in page.iter_rows():
            found += row
    return found


def texts(path: Path) -> Sequence[str]:
    return [
        cell.value for cell in cells(openpyxl.load_workbook(path)) if isinstance(cell.value, str)
    ]


# --------------------------------------------------------------------------- what is refused


@for_each(
    ("condition", "code"),
    [
        ('{ hoan = { ">" = "0" } }', "T106"),
        ("{ hoan = { before = 2025-01-01 } }", "T106"),
        ("{ ngay = { before = 5 } }", "T106"),
        ('{ ngay = { before = "30/06/2025" } }', "T106"),
        ("{ hoan = { between = [5, 1] } }", "T106"),
        ("{ hoan = { between = [5] } }", "T106"),
        ('{ vac_xin = { ">" = 1 } }', "T106"),
        ('{ ly_do = { ">=" = 1 } }', "T106"),
        ('{ hoan = { "=>" = 1 } }', "T004"),
        ('{ hoan = { ">" = 0, filled = true, nhieu = 1 } }', "T004"),
        ("{ hoan = {} }", "T004"),
        ('{ hoan = { ">=" = 0, "<" = 5 } }', ""),
        ("{ ngay = { after = 2025-01-01, before = 2025-06-30 } }", ""),
        ("{ ngay = { between = [2025-01-01, 2025-06-30] } }", ""),
    ],
)
def test_a_bound_has_the_type_of_its_column(tmp_path: Path, condition: str, code: str) -> None:
    shutil.copytree(CLINIC, tmp_path, dirs_exist_ok=True)
    path = tmp_path / BOOK.name
    text = path.read_text(encoding="utf-8")
    changed = text.replace('when = { hoan = { ">" = 0 } }', f"when = {condition}")
    assert changed != text
    path.write_text(changed, encoding="utf-8")
    assert [fault.code for fault in faults_of(path)] == ([code] if code else [])


def test_a_unit_stands_behind_both_titles(tmp_path: Path) -> None:
    shutil.copytree(CLINIC, tmp_path, dirs_exist_ok=True)
    path = tmp_path / BOOK.name
    both = 'title = { vi = "Số đã tiêm", en = "Given" }'
    text = path.read_text(encoding="utf-8").replace('title = "Số đã tiêm"', both)
    path.write_text(text, encoding="utf-8")
    title = load_template(path).sheet("buoi").field("da_tiem").title
    assert (title, english(title)) == ("Số đã tiêm (liều)", "Given (liều)")


def test_a_unit_is_of_numbers_and_an_office_of_the_whole_plan(tmp_path: Path) -> None:
    shutil.copytree(CLINIC, tmp_path, dirs_exist_ok=True)
    path = tmp_path / BOOK.name
    text = path.read_text(encoding="utf-8")
    text = text.replace('name = "ly_do"', 'name = "ly_do"\nunit = "lần"')
    text = text.replace('office = "{chung.co_quan}"', 'office = "{tram.ten}"')
    path.write_text(text, encoding="utf-8")
    assert [fault.code for fault in faults_of(path)] == ["T005", "T108"]


def test_without_an_office_in_the_template_it_is_whose_the_plan_is(
    tmp_path: Path, year: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """“Trạm {tram.ten}, năm {chung.nam}” tells of nobody above the station."""
    shutil.copytree(year, tmp_path, dirs_exist_ok=True)
    book = tmp_path / "bieu-mau" / BOOK.name
    lines = book.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = "".join(line for line in lines if not line.startswith("office"))
    book.write_text(kept, encoding="utf-8")
    assert [fault.code for fault in faults_of(book)] == ["T105"]
    assert run(["template", "check", str(book)]) == 0, "it can be used"
    _, said = told(capsys, "merge", tmp_path, *TODAY)
    assert said["line"] == "Trung tâm Y tế Mẫu, năm 2025"
