"""`template new`: a pair of templates drafted from a workbook that somebody uses already."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from cli.test_other_subject import Rows, declaration, fill, told
from for_each import for_each
from forms.samples import households, inventory, vaccinations
from office import Convert

from sheettools.cli.entry import run
from sheettools.findings import SheettoolsError
from sheettools.forms.guess import summed
from sheettools.forms.write import DraftedTemplate, draft_template
from sheettools.template.load.faults import faults_of
from sheettools.template.load.load import load_template
from sheettools.template.model import Field, Template


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the drafts, and beside it the workbooks that they were drafted from."""
    home = tmp_path_factory.mktemp("phac")
    for make in (vaccinations, inventory, households):
        draft_template(make(home / f"{make.__name__}.xlsx"), home / "bieu-mau")
    return home / "bieu-mau"


def drafted(folder: Path, name: str) -> Template:
    return load_template(folder / f"{name}.toml")


def asked(template: Template, sheet: str) -> dict[str, Field]:
    return {field.title: field for field in template.sheet(sheet).fields}


@pytest.mark.parametrize("name", ["vaccinations", "inventory", "households"])
def test_a_draft_has_no_fault(folder: Path, name: str) -> None:
    for path in (folder / f"{name}.toml", folder / f"{name}-ke-hoach.toml"):
        assert faults_of(path) == []
        assert path.read_text(encoding="utf-8").startswith("#:schema template.schema.json\n")
    assert (folder / "template.schema.json").is_file()


def test_headings_in_two_rows_lists_sums_and_notes_are_taken(folder: Path) -> None:
    made = drafted(folder, "vaccinations")
    assert made.title == "Báo cáo tiêm chủng", "the title over the table, not the letterhead"
    assert [(sheet.title, sheet.kind) for sheet in made.sheets] == [
        ("Đọc trước", "guide"),
        ("Tiêm chủng", "table"),
    ], "the sheet of lists is none"
    fields = asked(made, "tiem_chung")
    assert {title: field.kind.name for title, field in fields.items()} == {
        "Vắc-xin": "string",
        "Ngày tiêm": "date",
        "Đã tiêm": "integer",
        "Hoãn": "integer",
        "Chống chỉ định": "integer",
        "Tổng số (liều)": "integer",
        "Mức độ phản ứng": "string",
        "Họ và tên trẻ": "string",
    }
    by_name = fields["Vắc-xin"].categories
    by_range = fields["Mức độ phản ứng"].categories
    assert by_name is not None
    assert by_range is not None
    assert [one.label for one in by_name.categories] == ["Lao (BCG)", "Viêm gan B", "Sởi"]
    assert [one.label for one in by_range.categories] == ["Nhẹ", "Nặng"]
    assert {title for title, field in fields.items() if field.required} == {"Vắc-xin", "Ngày tiêm"}
    assert {title for title, field in fields.items() if field.personal} == {"Họ và tên trẻ"}
    bands = {title: field.group for title, field in fields.items() if field.group}
    assert bands == {"Đã tiêm": "Kết quả", "Tổng số (liều)": "Khác"}, "a band goes on until another"
    assert (fields["Hoãn"].minimum, fields["Hoãn"].maximum) == (0, 500)
    assert fields["Ngày tiêm"].description == "Ghi ngày dương lịch"
    assert fields["Vắc-xin"].width == 24
    total = fields["Tổng số (liều)"]
    assert total.compute is not None
    assert total.compute.fields() == ("da_tiem", "hoan", "chong_chi_dinh")
    assert total.unit == "liều"


def test_kinds_are_told_by_values_formats_and_limits(folder: Path) -> None:
    made = drafted(folder, "inventory")
    fields = asked(made, "tai_san")
    assert [(field.kind.name, field.unit) for field in fields.values()] == [
        ("string", ""),
        ("string", ""),
        ("year", ""),
        ("integer", "cái"),
        ("number", "đồng"),
        ("number", ""),
        ("string", ""),
    ]
    assert fields["Số lượng (cái)"].minimum == 1, "greater than 0"
    assert [field.kind.name for field in asked(made, "muon_tra").values()] == [
        "string",
        "date",
        "yearmonth",
        "boolean",
    ]
    added = {figure.name for figure in made.report.figures}
    assert "don_gia" not in added, "prices add up to nothing"
    text = (folder / "inventory.toml").read_text(encoding="utf-8")
    assert "=D2*E2" in text, "a formula that cannot be said is asked about"
    assert "Trang “Tạm” không lấy: trang bị ẩn." in text


def test_lines_beside_answers_are_a_form(folder: Path) -> None:
    made = drafted(folder, "households")
    form = made.sheet("thong_tin")
    assert form.kind == "form"
    assert [(field.title, field.kind.name, field.required) for field in form.fields] == [
        ("Tên thôn", "string", False),
        ("Trưởng thôn", "string", False),
        ("Số hộ", "integer", True),
        ("Ngày lập", "date", False),
    ]
    people = asked(made, "danh_sach_ho")
    assert {title for title, field in people.items() if field.personal} == {
        "Họ và tên chủ hộ",
        "Năm sinh",
        "Số CCCD",
    }
    assert "Lê Thị Mẫu" not in (folder / "households.toml").read_text(encoding="utf-8")


def test_nothing_is_written_over(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(SheettoolsError) as refused:
        draft_template(folder.parent / "inventory.xlsx", folder)
    assert [finding.code for finding in refused.value.findings] == ["T008"]
    plan = folder / "khac-ke-hoach.toml"
    plan.write_text("x = 1\n", encoding="utf-8")
    with pytest.raises(SheettoolsError):
        draft_template(folder.parent / "inventory.xlsx", folder, "khac")
    assert not (folder / "khac.toml").exists(), "neither where one of the two is there"
    plan.unlink()
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_what_is_no_form_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bomb = tmp_path / "bom.xlsx"
    with zipfile.ZipFile(bomb, "w") as archive:
        archive.writestr("[Content_Types].xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
        archive.writestr("xl/workbook.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    text = tmp_path / "ghi-chu.xlsx"
    text.write_bytes(b"\0" * 100)
    only_text = tmp_path / "van-ban.csv"
    only_text.write_text("chỉ có một dòng chữ\n", encoding="utf-8")
    for path in (bomb, text, only_text):
        capsys.readouterr()
        assert run(["template", "new", str(path), "--out", str(tmp_path / "ra")]) != 0
        assert "→" in capsys.readouterr().out, "a finding says what to do"
        assert not list(tmp_path.glob("ra/*.toml"))
    blank = openpyxl.Workbook()
    blank.worksheets[0]["A1"] = "Chỉ có một dòng chữ"
    blank.save(tmp_path / "chu.xlsx")
    with pytest.raises(SheettoolsError) as refused:
        draft_template(tmp_path / "chu.xlsx", tmp_path / "ra")
    assert [finding.code for finding in refused.value.findings] == ["T109"]


@for_each(
    ("formula", "columns"),
    [
        ("=SUM(D7:F7)", [4, 5, 6]),
        ("SUM($D7,$F7)", [4, 6]),
        ("=D7+E7", [4, 5]),
        ('=IF(COUNT(D7,E7)=0,"",SUM(D7,E7))', [4, 5]),
        ('=IFERROR(D7+E7,"")', [4, 5]),
        ("=D7-E7", []),
        ("=SUM(D6:D7)", []),
        ("=SUM(D7:D9)", []),
        ("=D7*2+E7", []),
    ],
)
def test_a_sum_of_its_own_row_is_known(formula: str, columns: list[int]) -> None:
    assert summed(formula, 7) == columns


@pytest.mark.office
def test_other_kinds_of_files_are_drafted_as_far_as_they_tell(
    folder: Path, convert: Convert, tmp_path: Path
) -> None:
    (ods,) = convert("ods", tmp_path, folder.parent / "inventory.xlsx")
    made: DraftedTemplate = draft_template(ods, tmp_path / "bieu-mau", language="en")
    assert faults_of(made.template) == []
    assert "Ask: it is no .xlsx" in made.template.read_text(encoding="utf-8")
    titles = [field.title for field in load_template(made.template).sheet("tai_san").fields]
    assert titles[:3] == ["Mã TS", "Tên tài sản", "Năm sản xuất"]


# --------------------------------------------------------------------------- a year with a draft

THE_PLAN: Mapping[str, Rows] = {
    "chung": [{"tu_ngay": date(2025, 1, 1), "den_ngay": date(2025, 12, 31), "ma": "TTYT",
               "co_quan": "Trung tâm Y tế Mẫu"}],
    "don_vi": [{"ma": "01", "ten": "Trạm Một"}, {"ma": "02", "ten": "Trạm Hai"}],
}  # fmt: skip
ONE: Mapping[str, Rows] = {
    "tiem_chung": [
        {"vac_xin": "Sởi", "ngay_tiem": date(2025, 3, 4), "da_tiem": 40, "hoan": 2},
        {"vac_xin": "Viêm gan B", "ngay_tiem": date(2025, 4, 5), "da_tiem": 30},
    ]
}
TWO: Mapping[str, Rows] = {
    "tiem_chung": [
        {"vac_xin": "Sởi", "ngay_tiem": date(2025, 5, 6), "da_tiem": 25, "chong_chi_dinh": 1},
    ]
}


def test_a_year_goes_through_with_a_draft(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a person does it: draft, init, fill in the plan, generate, fill in, validate, merge."""
    year = tmp_path / "tiem-2025"
    plan, book = folder / "vaccinations-ke-hoach.toml", folder / "vaccinations.toml"
    assert run(["init", str(year), "--template", str(plan), "--year", "2025"]) == 0
    fill(year / "ke-hoach.xlsx", declaration(plan), THE_PLAN)
    assert run(["generate", str(year)]) == 0
    for path, rows in zip(sorted((year / "phat-ra").glob("*.xlsx")), (ONE, TWO), strict=True):
        shutil.copy(path, year / "nhan-ve")
        fill(year / "nhan-ve" / path.name, declaration(book), rows)
    code, said = told(capsys, "validate", year, "--today", "2026-01-10")
    assert (code, said["findings"]) == (0, [])
    code, said = told(capsys, "merge", year, "--today", "2026-01-10")
    assert code == 0
    assert figures(said) == {
        "Số dòng “Tiêm chủng”": 3,
        "Đã tiêm": 95,
        "Hoãn": 2,
        "Chống chỉ định": 1,
        "Tổng số (liều)": 98,
    }
    assert said["line"] == "Trung tâm Y tế Mẫu, năm 2025"


def figures(said: Mapping[str, Any]) -> dict[str, Any]:
    return {one["title"]: one["value"] for one in said["figures"]}


def test_the_schema_is_printed_and_written_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["template", "schema"]) == 0
    printed = capsys.readouterr().out
    assert json.loads(printed)["title"] == "A template of sheettools"
    assert run(["template", "schema", "--out", str(tmp_path)]) == 0
    path = tmp_path / "template.schema.json"
    assert path.read_text(encoding="utf-8") == printed
    path.write_text("{}", encoding="utf-8")
    assert run(["template", "schema", "--out", str(tmp_path)]) == 0
    assert path.read_text(encoding="utf-8") == "{}"
