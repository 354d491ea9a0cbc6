"""A subject that has nothing to do with dialogues runs through the whole cycle without a line of
Python of its own.

Three schools count their libraries. The two templates are in `other_subject/`;
everything is done by the command line, and workbooks are filled in only by what
`template show … --format json` says of them, as any program could.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sheettools.cli.entry import run

TEMPLATES = Path(__file__).parent / "other_subject"
PLAN, COUNT = TEMPLATES / "kiem-ke-ke-hoach.toml", TEMPLATES / "kiem-ke-thu-vien.toml"
TODAY = ["--today", "2024-06-15"]

Rows = Sequence[Mapping[str, Any]]

THE_PLAN: Mapping[str, Rows] = {
    "dot": [{"phong": "Phòng Giáo dục Mẫu", "ma_phong": "PGD7", "nam": 2024,
             "bat_dau": date(2024, 5, 1), "ket_thuc": date(2024, 5, 31)}],
    "truong": [
        {"ma": "T01", "ten": "Tiểu học Hoa Sen", "cap": "Tiểu học", "dien_tich": 60.5},
        {"ma": "T02", "ten": "THCS Sông Cầu", "cap": "Cấp 2"},
        {"ma": "T03", "ten": "Mầm non Bé Ngoan", "cap": "Mầm non", "dien_tich": 24},
    ],
    "buoi": [
        {"ma": "B1", "truong": "Tiểu học Hoa Sen", "ngay": date(2024, 5, 6)},
        {"ma": "B2", "truong": "T02", "ngay": date(2024, 5, 7)},  # by its code
        {"ma": "B3", "truong": "mầm non bé ngoan", "ngay": date(2024, 5, 8)},
    ],
}  # fmt: skip


def book(
    code: str,
    volume: int | None,
    kind: str,
    publisher: str,
    year: int | None,
    price: Any,
    counts: Sequence[Any],
    state: str,
    remedy: str | None = None,
) -> dict[str, Any]:
    """A row of the sheet of books; `counts` are copies by the register, on the shelf, lent,
    missing.
    """
    copies, shelf, lent, missing = counts
    return {
        "ma": code,
        "tap": volume,
        "nhan_de": f"Sách {code}",
        "the_loai": kind,
        "nha_xuat_ban": publisher,
        "nam_xuat_ban": year,
        "gia": price,
        "so_sach": copies,
        "tren_gia": shelf,
        "cho_muon": lent,
        "thieu": missing,
        "tinh_trang": state,
        "de_nghi": remedy,
    }


GOOD: Mapping[str, Rows] = {
    "thu_vien": [{"phong_doc": "Có", "so_cho": 20}],
    "buoi": [{"ngay": date(2024, 5, 6), "so_nguoi": 3}],
    "sach": [
        book("VH0001", 1, "Văn học", "Kim Đồng", 2019, 45.5, (10, 7, 2, 1), "Tốt"),
        book("VH0001", 2, "Văn học", "Kim Đồng", 2019, 45.5, (10, 10, None, None), "Cũ"),
        book("GK0001", None, "Sách giáo khoa", "Giáo dục", 2021, 12, (30, 28, 2, None), "Tốt"),
        book("KH0007", None, "Khoa học", "Kim Đồng", None, None, (2, 0, 1, 1), "Mất", "Thanh lý"),
    ],
    "qua_han": [{"sach": "VH0001", "ngay_muon": date(2024, 3, 1), "nguoi_muon": "Em Lan"}],
}
FAULTY: Mapping[str, Rows] = {
    "thu_vien": [{"dien_tich": 3000, "phong_doc": "Có"}],
    "buoi": [{"ngay": date(2024, 9, 1), "so_nguoi": 2}],
    "sach": [
        book("VH0012", None, "Truyện", "Trẻ", 2020, "1.250,5", (5, 5, None, None), "Tốt"),
        book("VH0013", 1, "Văn học", "Trẻ", 2020, 20, (3, 3, 0, 0), "Tốt"),
        book("VH0013", 1, "Văn học", "Trẻ", 2020, 20, (3, 3, 0, 0), "Tốt"),
        book("vh14", None, "Văn học", "Trẻ", 2020, 20, (1, 1, 0, 0), "Tốt"),
        book("VH0015", None, "Văn học", "Trẻ", 2020, 20, (9, 5, 3, None), "Tốt"),
        book("VH0016", None, "Văn học", "Trẻ", 2020, 20, (1, 0, 0, 1), "Thất lạc"),
        book("VH0017", None, "Văn học", "Trẻ", 1900, 20, (1, 1, 0, 0), "Tốt"),
        book("GK0002", 1, "Sách giáo khoa", "Giáo dục", 2021, 8.25, (4, 4, None, None), "Tốt"),
    ],
    "qua_han": [{"sach": "VH9999", "ngay_muon": date(2024, 3, 1)}],
}
SMALL: Mapping[str, Rows] = {
    "thu_vien": [{"phong_doc": "Không"}],
    "buoi": [{"ngay": date(2024, 5, 9), "so_nguoi": 2}],
    "sach": [book("KH0001", None, "Khoa học", "Trẻ", 2019, 30, (1, 1, None, None), "Cũ")],
    "qua_han": [],
}


# --------------------------------------------------------------- a program that knows only the JSON


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, dict[str, Any]]:
    """Run a command with --format json; return its exit code and what it says."""
    capsys.readouterr()
    code = run([*map(str, arguments), "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


def fill(path: Path, declared: Mapping[str, Any], contents: Mapping[str, Rows]) -> None:
    workbook = openpyxl.load_workbook(path)
    for sheet in declared["sheets"]:
        rows, page = contents.get(sheet["name"]), workbook[sheet["title"]]
        if rows is None:
            continue
        if not rows and sheet.get("nil_cell"):
            workbook[sheet["tick_sheet"]][sheet["nil_cell"]] = sheet["tick"]
        places = {field["name"]: field for field in sheet["fields"]}
        for number, row in enumerate(rows):
            for name, value in row.items():
                place = places[name]
                address = place.get("cell") or f"{place['column']}{sheet['first_row'] + number}"
                page[address] = value
    workbook.save(path)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the year: planned, generated, filled in by three schools, and sent back."""
    folder = tmp_path_factory.mktemp("thu-vien") / "kiem-ke-2024"
    assert run(["init", str(folder), "--template", str(PLAN)]) == 0
    fill(folder / "ke-hoach.xlsx", declaration(PLAN), THE_PLAN)
    assert run(["generate", str(folder)]) == 0
    for path, contents in zip(
        sorted((folder / "phat-ra").iterdir()), (GOOD, FAULTY, SMALL), strict=True
    ):
        back = folder / "nhan-ve" / path.name
        back.write_bytes(path.read_bytes())
        fill(back, declaration(COUNT), contents)
    return folder


def declaration(template: Path) -> Mapping[str, Any]:
    """What `template show` prints, without the help of a running test's capture."""
    out = StringIO()
    with redirect_stdout(out):
        assert run(["template", "show", str(template), "--format", "json"]) == 0
    return dict(json.loads(out.getvalue()))


# --------------------------------------------------------------------------- the cycle


def test_the_plan_can_be_used_as_it_stands(year: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = told(capsys, "validate", year / "ke-hoach.xlsx")
    assert code == 0
    assert {f["severity"] for f in said["findings"]} <= {"repair"}, (
        "names and codes of schools are taken as meant"
    )


def test_the_year_is_written_where_the_plan_has_a_place_for_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The template has no profile from which a plan begins; the year is kept all the same."""
    place = next(f for f in declaration(PLAN)["sheets"][0]["fields"] if f["name"] == "nam")
    for folder, said, wanted in (("a", ["--year", "2025"], 2025), ("b-2026", [], 2026)):
        assert run(["init", str(tmp_path / folder), "--template", str(PLAN), *said]) == 0
        book = openpyxl.load_workbook(tmp_path / folder / "ke-hoach.xlsx")
        assert book[declaration(PLAN)["sheets"][0]["title"]][place["cell"]].value == wanted
    own = tmp_path / "own"
    own.mkdir()
    for path, nothing in ((PLAN, 'type = "year"'), (COUNT, 'nam = "{dot.nam}"')):
        text = path.read_text(encoding="utf-8").replace(nothing, "")
        (own / path.name).write_text(text, encoding="utf-8")
    text = tmp_path / "van-ban.txt"
    text.write_text("Kế hoạch kiểm kê", encoding="utf-8")
    capsys.readouterr()
    init = ["init", str(tmp_path / "c"), "--template", str(own / PLAN.name)]
    assert run([*init, "--year", "2025", "--from", str(text)]) == 0
    told = capsys.readouterr().out
    assert "T103" in told, "the year is in no place"
    assert "T104" in told, "nor is anything of the text"


def test_each_school_gets_a_workbook_named_by_its_pattern(
    year: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = told(capsys, "generate", year)
    assert code == 0
    assert [
        (w["code"], w["unit"], Path(w["file"]).name, w["state"]) for w in said["workbooks"]
    ] == [
        ("PGD7-T01-2024", "Tiểu học Hoa Sen", "T01_tieu-hoc-hoa-sen_2024.xlsx", "same"),
        ("PGD7-T02-2024", "THCS Sông Cầu", "T02_thcs-song-cau_2024.xlsx", "same"),
        ("PGD7-T03-2024", "Mầm non Bé Ngoan", "T03_mam-non-be-ngoan_2024.xlsx", "same"),
    ]


def test_a_workbook_comes_prefilled_from_the_plan(year: Path) -> None:
    page = openpyxl.load_workbook(year / "phat-ra" / "T02_thcs-song-cau_2024.xlsx")
    sheets = {sheet["name"]: sheet for sheet in declaration(COUNT)["sheets"]}
    form, days = sheets["thu_vien"], sheets["buoi"]
    assert page[form["title"]][form["fields"][0]["cell"]].value == "THCS Sông Cầu"
    first = [
        page[days["title"]][f"{f['column']}{days['first_row']}"].value for f in days["fields"][:2]
    ]
    assert first[0] == "B2"
    assert first[1].date() == date(2024, 5, 7)
    shown = [
        cell.value
        for row in page["Hướng dẫn"].iter_rows()
        for cell in row
        if isinstance(cell.value, str)
    ]
    assert "Kiểm kê từ 01/05/2024 đến 31/05/2024." in shown


def test_what_is_wrong_is_found_in_the_very_cell(
    year: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = told(capsys, "validate", year, *TODAY)
    assert code == 1
    found = {
        (f["file"][:3], f["sheet"], f["cell"], f["code"])
        for f in said["findings"]
        if f["severity"] != "repair"
    }
    assert found == {
        ("T02", "Thư viện", "C6", "C114"),  # 3000 m², at most 2000
        ("T02", "Thư viện", "C8", "R101"),  # a reading room, but no seats given
        ("T02", "Buổi kiểm kê", "E7", "R108"),  # September is not in May
        ("T02", "Sách", "C9", "R116"),  # VH0013, volume 1, twice
        ("T02", "Sách", "C10", "C116"),  # vh14 is not two capitals and four digits
        ("T02", "Sách", "K11", "R106"),  # 9 in the register, 5 + 3 found
        ("T02", "Sách", "Q12", "R101"),  # lost, so what to do with it must be said
        ("T02", "Sách", "H13", "C113"),  # printed in 1900
        ("T02", "Sách", "D14", "R102"),  # a school book has no volumes: a warning in this template
        ("T02", "Mượn quá hạn", "C7", "R201"),  # there is no book VH9999
    }
    warnings = [f["cell"] for f in said["findings"] if f["severity"] == "warning"]
    assert warnings == ["D14"]


def test_what_was_mended_is_disclosed(year: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, said = told(capsys, "validate", year, *TODAY)
    mended = {(f["cell"], f["value"]) for f in said["findings"] if f["severity"] == "repair"}
    # “1.250,5” in J7 is read too; it looks like what it is.
    assert mended == {("F7", "Truyện"), ("P12", "Thất lạc")}


def test_the_tick_of_nothing_to_report_is_read(
    year: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, said = told(capsys, "validate", year, *TODAY)
    assert {f["file"][:3]: f["nil"] for f in said["files"]} == {
        "T01": [],
        "T02": [],
        "T03": ["qua_han"],
    }


def test_the_figures_are_those_worked_out_by_hand(
    year: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of the second school three books count: VH0012, the first VH0013 and GK0002; its day and its
    loan do not.
    """
    code, said = told(capsys, "merge", year, *TODAY)
    assert code == 1
    assert {f["code"]: f["value"] for f in said["figures"]} == {
        "1": 3,
        "2": 2,
        "3": 4 + 3 + 1,
        "3a": 1 + 1 + 0,
        "3b": 3 + 2 + 1,
        "4": (10 + 10 + 30 + 2) + (5 + 3 + 4) + 1,
        "4a": (9 + 10 + 30 + 1) + (5 + 3 + 4) + 1,
        "4b": (1 + 1) + 0 + 0,
        "5": 45.5 + 45.5 + 12 + 1250.5 + 20 + 8.25 + 30,
        "6": 3,  # Kim Đồng, Giáo dục, Trẻ
        "7": 1,
        "8": 1,
    }
    assert {i["text"]: i["holds"] for i in said["identities"]} == {
        "3 = 3a + 3b": True,
        "4 = 4a + 4b": True,
        "6 ≤ 3": True,
    }
    assert said["missing"] == []


def test_every_row_is_accounted_for(year: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, said = told(capsys, "merge", year, *TODAY)
    ledger = {line["file"][:3]: line for line in said["ledger"]}
    assert (ledger["T01"]["accepted"], ledger["T01"]["set_aside"]) == (1 + 4 + 1, 0)
    assert (ledger["T02"]["accepted"], ledger["T02"]["set_aside"]) == (3, 1 + 5 + 1)
    places = ("accepted", "superseded", "set_aside", "blank", "outside")
    assert all(line["read"] == sum(line[place] for place in places) for line in ledger.values())


def test_the_report_breaks_figures_down_and_names_no_borrower(
    year: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, said = told(capsys, "merge", year, *TODAY)
    report = openpyxl.load_workbook(said["report"], data_only=True)
    assert said["document"] is None, "this subject has no Word template"
    cells = {
        name: [[c.value for c in row] for row in report[name].iter_rows()]
        for name in report.sheetnames
    }
    by_school = {row[1]: row[2:] for row in cells["Theo trường"][6:]}
    assert by_school["THCS Sông Cầu"] == [3, 12, 1278.75, 0]
    by_kind = {row[1]: row[2:] for row in cells["Theo thể loại"][6:]}
    assert by_kind["Khoa học"] == [2, 3, 1]
    by_year = {row[1]: row[2] for row in cells["Theo năm xuất bản"][6:]}
    assert by_year == {"2019": 3, "2020": 2, "2021": 2, "Chưa ghi": 1, "Tổng cộng": 7 + 1}
    assert [f["code"] for f in said["findings"] if not f["file"]] == []
    assert not any(value == "Em Lan" for rows in cells.values() for row in rows for value in row)


def test_every_door_of_the_report_fits_the_subject_too(
    year: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    import frictionless

    _, said = told(capsys, "merge", year, *TODAY, "--write", "xlsx,csv,json,html")
    package = Path(said["written"]["csv"])
    assert frictionless.validate(str(package)).valid
    # Who has a book is optional, and left out; the rest of what is overdue is listed.
    assert "nguoi_muon" not in (package.parent / "qua-han.csv").read_text("utf-8")
    assert "Tổng giá bìa" in (package.parent / "so-lieu.csv").read_text("utf-8")
    page = Path(said["written"]["html"]).read_text("utf-8")
    assert all(title in page for title in ("Theo trường", "Theo thể loại", "THCS Sông Cầu"))
    assert run(["report", said["written"]["xlsx"], "--out", str(tmp_path / "lai.xlsx")]) == 0
    assert (tmp_path / "lai.html").read_text("utf-8") == page
    assert (tmp_path / "lai.json").read_text("utf-8") == Path(said["written"]["json"]).read_text(
        "utf-8"
    )
    for path in package.parent.glob("*.csv"):
        assert (tmp_path / "lai-du-lieu" / path.name).read_text("utf-8") == path.read_text(
            "utf-8"
        ), path.name
