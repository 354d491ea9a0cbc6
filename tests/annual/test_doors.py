"""The doors out of the annual report: a Data Package, JSON, the page for leaders, the reception
book.
"""

from __future__ import annotations

import csv
import html
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest
from browser import browse
from hypothesis import given
from hypothesis import strategies as st
from office import Convert
from opened import as_file, one_page, opened
from small_year import NAMES, TODAY, fill, ha, issued_file, make_year, petition, thuong, trung

from sheettools.annual import doors
from sheettools.annual.data import CoverageRow
from sheettools.annual.doors import Order
from sheettools.annual.figures import KEPT
from sheettools.annual.gate.public import SenderReport, beside
from sheettools.annual.json_file import annual_facts
from sheettools.annual.leaders_page import STYLE, page_text
from sheettools.annual.package import guard, is_trigger, unguard
from sheettools.annual.reasons import Reason, Waiver
from sheettools.annual.report import WRITERS, AnnualReport, choose_doors, doors_of, usual_doors
from sheettools.annual.xlsx.reread import read_annual
from sheettools.cli.entry import run
from sheettools.findings import SheettoolsError
from sheettools.template.document import WordReport
from sheettools.year import IN, Year

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs/schema/annual-2.json").read_text(encoding="utf-8")
)
DOORS = ("xlsx", "csv", "json", "html")
RAISED_BY, PHONE, CITIZEN = "Bà Nông Thị Đào Mận", "0912 345 678", "001088012345"
DENOUNCED = "Bà con kể chuyện trưởng nhóm thu tiền sai"
FORMULAS = ('=HYPERLINK("http://192.0.2.1/";"xem")', "+84 là đầu số", "- Đề nghị làm đường",
"@SUM(A1:A9)", "＝1+1",
            "'nháy ở đầu", "=cmd|' /C calc'!A0\nhai dòng; \"ngoặc\", phẩy")  # fmt: skip


def received(
    kind: str, day: date, text: str, state: str = "MOI", level: str = "XA", **more: Any
) -> Mapping[str, Any]:
    """Return a petition of a citizen who was received."""
    return petition(kind, "DAT_DAI", "TIEP_DAN", level, state, day, **more) | {"noi_dung": text}


def nasty() -> dict[str, Any]:
    """Return what a village reports with everything in it that must not go up, or not as it is."""
    rows = thuong()
    late = {"ngay_tra_loi": date(2024, 6, 7), "ngay_giai_quyet": date(2024, 6, 7)}
    rows["kien_nghi"] = [
        *rows["kien_nghi"],
        received(
            "PHAN_ANH",
            date(2024, 5, 6),
            f"Số máy {PHONE}, CCCD {CITIZEN}: mất nước",
            nguoi_neu=RAISED_BY,
        ),
        received("TO_CAO", date(2024, 5, 7), DENOUNCED, ghi_chu=DENOUNCED),
        received(
            "KIEN_NGHI",
            date(2024, 2, 6),
            "Chuyển huyện xem lại ranh giới",
            "CHUYEN",
            "HUYEN",
            co_quan="UBND_HUYEN",
            so_van_ban="41/UBND",
            **late,
        ),
        *(
            petition("Y_KIEN", "KHAC", "HOM_THU", "XA", "MOI", date(2024, 8, 1 + n))
            | {"noi_dung": f"Việc {n}: hỏng", "ghi_chu": text}
            for n, text in enumerate(FORMULAS)
        ),
    ]
    return rows


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    made = make_year(tmp_path_factory.mktemp("cua") / "mau-son-2024")
    for code, rows in {"01": nasty(), "02": trung(), "03": ha()}.items():
        fill(
            issued_file(made, code), made.folder / IN / f"so-{code}.xlsx", made.plan.collects, rows
        )
    return made


@pytest.fixture(scope="module")
def report(year: Year) -> AnnualReport:
    return year.report((), TODAY, Order(doors=DOORS))


@pytest.fixture(scope="module")
def package(report: AnnualReport) -> Path:
    return report.written["csv"].parent


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> AnnualReport:
    """The same year, before anything came from Hạ."""
    made = make_year(tmp_path_factory.mktemp("cua") / "mau-son-2024")
    for code, rows in {"01": nasty(), "02": trung()}.items():
        fill(
            issued_file(made, code), made.folder / IN / f"so-{code}.xlsx", made.plan.collects, rows
        )
    return made.report((), TODAY, Order(doors=DOORS))


def office_of(report: AnnualReport) -> Path:
    assert report.office is not None
    return report.office


def resources(package: Path) -> dict[str, Any]:
    return {
        one["name"]: one
        for one in json.loads((package / "datapackage.json").read_text("utf-8"))["resources"]
    }


def rows_of(package: Path, name: str) -> list[dict[str, str]]:
    with (package / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# --------------------------------------------------------------------------- which doors


def test_each_door_has_a_writer() -> None:
    assert tuple(WRITERS) == tuple(door.name for door in doors.DOORS)


def test_the_usual_doors_are_the_workbook_and_word_where_the_template_has_it(year: Year) -> None:
    template = year.plan.collects
    assert usual_doors(template) == ("xlsx", "docx")
    without = replace(template, report=replace(template.report, word=WordReport()))
    assert usual_doors(without) == ("xlsx",)
    assert doors_of(without) == ("xlsx", "csv", "json", "html")


def test_doors_are_named_by_comma_or_one_by_one() -> None:
    assert choose_doors(()) == ()
    assert choose_doors(["csv, JSON", "html", "csv"]) == ("csv", "json", "html")


def test_a_door_that_is_none_is_said_before_anything_is_read(
    year: Year, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SheettoolsError) as raised:
        year.report((), TODAY, Order(doors=["xlsx,pdf"]))
    assert [(f.code, f.value) for f in raised.value.findings] == [("F302", "pdf")]
    assert run(["merge", str(year.folder), "--write", "pdf"]) == 2
    assert "xlsx, docx, csv, json, html" in capsys.readouterr().out


def test_every_door_is_told_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    run(["merge", "--help"])
    told = capsys.readouterr().out
    assert all(name in told for name in WRITERS)


def test_the_command_writes_what_was_asked_for_beside_the_workbook(
    year: Year, report: AnnualReport, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "năm 2024.xlsx"
    asked = [
        "merge",
        str(year.folder),
        "--today",
        f"{TODAY}",
        "--out",
        str(out),
        "--format",
        "json",
    ]
    run([*asked, "--write", "csv,html", "--write", "json"])
    told = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator(SCHEMA).validate(told)
    assert {name: Path(path).name for name, path in told["written"].items()} == {
        "csv": "datapackage.json",
        "json": "năm 2024.json",
        "html": "năm 2024.html",
    }
    assert not out.exists()
    # The same inputs give the same bytes, wherever they go.
    assert (tmp_path / "năm 2024.html").read_bytes() == report.written["html"].read_bytes()
    assert (tmp_path / "năm 2024.json").read_bytes() == report.written["json"].read_bytes()
    for path in report.written["csv"].parent.glob("*.csv"):
        assert (tmp_path / "năm 2024-du-lieu" / path.name).read_bytes() == path.read_bytes()


def test_the_word_report_is_a_door(
    year: Year, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "năm 2024.xlsx"
    asked = ["merge", str(year.folder), "--today", f"{TODAY}", "--out", str(out), "--write", "docx"]
    run([*asked, "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    assert told["document"] == told["report"] == str(tmp_path / "năm 2024.docx")
    assert [path.name for path in tmp_path.iterdir()] == ["năm 2024.docx"]


# ------------------------------------------------------------------- from the annual workbook alone


@pytest.mark.parametrize("edition", ["goes up", "office's"])
def test_every_door_opens_again_from_either_workbook_alone(
    edition: str,
    year: Year,
    report: AnnualReport,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = year.folder / "bao-cao" / report.written["xlsx"].name
    again = file if edition == "goes up" else year.folder / "noi-bo" / office_of(report).name
    word = year.report((), TODAY, Order(tmp_path / "dau.xlsx", doors=["docx"])).written["docx"]
    assert run(["report", str(again), "--out", str(tmp_path / "lai.xlsx")]) == 0
    assert "lai.html" in capsys.readouterr().out.replace("\n", "")
    assert (tmp_path / "lai.json").read_text("utf-8") == report.written["json"].read_text("utf-8")
    assert (tmp_path / "lai.html").read_text("utf-8") == report.written["html"].read_text("utf-8")
    for path in report.written["csv"].parent.glob("*.csv"):
        assert (tmp_path / "lai-du-lieu" / path.name).read_text("utf-8") == path.read_text(
            "utf-8"
        ), path.name
    assert (tmp_path / "lai.docx").read_bytes() == word.read_bytes()
    assert not (tmp_path / "lai.xlsx").exists(), "nobody asked for it"
    assert run(["report", str(again), "--out", str(tmp_path / "lai.xlsx"), "--write", "xlsx"]) == 0
    assert (tmp_path / "lai.xlsx").read_bytes() == file.read_bytes()


def test_what_is_written_again_from_the_office_s_workbook_lies_where_merge_puts_it(
    report: AnnualReport, tmp_path: Path
) -> None:
    shutil.copytree(
        report.path.parents[1], tmp_path / "nam", ignore=shutil.ignore_patterns("bao-cao", IN)
    )
    assert (
        run(
            [
                "report",
                str(tmp_path / "nam" / "noi-bo" / office_of(report).name),
                "--write",
                "xlsx,json",
            ]
        )
        == 0
    )
    made = tmp_path / "nam" / "bao-cao"
    assert {path.name for path in made.iterdir()} == {
        report.path.name,
        report.path.with_suffix(".json").name,
    }
    assert (made / report.path.name).read_bytes() == report.path.read_bytes()


def changed(
    report: AnnualReport, folder: Path, change: Callable[[Any], None], *, office: bool = False
) -> Path:
    """Save an annual workbook as an office would that changed something in it; its template lies
    beside the year.

    Formulas stand as their results: openpyxl does not work them out.
    """
    book = opened(office_of(report) if office else report.written["xlsx"], results=True)
    change(book)
    shutil.copytree(report.path.parents[1] / "bieu-mau", folder / "bieu-mau", dirs_exist_ok=True)
    made = folder / "bao-cao" / "sua.xlsx"
    made.parent.mkdir()
    made.write_bytes(as_file(book))
    return made


def beside_its_template(report: AnnualReport, folder: Path) -> Path:
    """Return a place for a copy of an annual workbook, in a year's folder that has the template of
    the report's.
    """
    shutil.copytree(report.path.parents[1] / "bieu-mau", folder / "nam" / "bieu-mau")
    made = folder / "nam" / "bao-cao" / "lai.xlsx"
    made.parent.mkdir()
    return made


@pytest.mark.parametrize("office", [False, True])
def test_formulas_without_results_are_not_taken_for_nothing(
    report: AnnualReport, tmp_path: Path, *, office: bool
) -> None:
    made = beside_its_template(report, tmp_path)
    source, edition = (
        (office_of(report), report.edition) if office else (report.path, report.public)
    )
    openpyxl.load_workbook(source).save(made)  # it keeps the formulas and drops their results
    assert one_page(made, "Tổng hợp", results=True)["C9"].value is None
    again = read_annual(made)
    assert again.figures.values == edition.figures.values
    assert annual_facts(again) == annual_facts(edition), "nothing of it was changed"
    assert (again.draft, again.findings) == ((), ())


@pytest.mark.office
@pytest.mark.parametrize("office", [False, True])
def test_a_workbook_that_libreoffice_saved_gives_the_same(
    report: AnnualReport, convert: Convert, tmp_path: Path, *, office: bool
) -> None:
    source, edition = (
        (office_of(report), report.edition) if office else (report.path, report.public)
    )
    (saved,) = convert("xlsx", tmp_path, source, untitled=True)
    made = beside_its_template(report, tmp_path)
    shutil.move(saved, made)
    assert annual_facts(read_annual(made)) == annual_facts(edition)


def test_a_figure_changed_by_hand_makes_it_a_draft(report: AnnualReport, tmp_path: Path) -> None:
    def change(book: Any) -> None:
        row = next(row for row in book["Tổng hợp"].iter_rows() if row[0].value == "5")
        row[2].value += 1

    public = read_annual(changed(report, tmp_path, change))
    # A figure that says something else, and a report that says that it is final.
    assert public.draft == ("Báo cáo bị sửa sau khi làm ra: 2 chỗ",)
    assert sorted(one.code for one in public.findings) == ["R306", "R318"]
    said = next(one for one in public.findings if one.code == "R306")
    assert (said.sheet, said.value) == ("Tổng hợp", str(report.figures.values["kien_nghi"] + 1))
    assert public.figures.values == report.figures.values, "the rows count"


def test_the_command_tells_of_a_figure_changed_by_hand(
    report: AnnualReport, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def change(book: Any) -> None:
        book["Theo quý"]["C8"].value += 1

    assert run(["report", str(changed(report, tmp_path, change)), "--write", "json"]) == 1
    told = capsys.readouterr().out
    assert "Theo quý!C8: R306" in told
    assert "• Báo cáo bị sửa sau khi làm ra: 2 chỗ" in told


@pytest.mark.parametrize(
    "damage",
    [
        lambda book: book.remove(book["_bao_cao"]),
        lambda book: book.remove(book["_ke_hoach"]),
        lambda book: book.remove(book["Kiến nghị"]),
        lambda book: book["Kiến nghị"].insert_cols(7),
        lambda book: book["Tổng hợp"].delete_rows(6),
    ],
)
def test_a_workbook_that_lacks_something_is_not_guessed_at(
    report: AnnualReport, tmp_path: Path, damage: Callable[[Any], None]
) -> None:
    with pytest.raises(SheettoolsError) as raised:
        read_annual(changed(report, tmp_path, damage))
    assert [f.code for f in raised.value.findings] == ["F303"]


@pytest.mark.parametrize(
    ("office", "title"),
    [
        (False, "Theo thôn"),
        (False, "Sổ cân đối"),
        (True, "Theo thôn"),
        (True, "Sổ cân đối"),
        (True, "Phát hiện"),
        (True, "Để riêng"),
        (True, "Nguồn"),
    ],
)
def test_a_sheet_that_was_deleted_is_missed(
    report: AnnualReport, tmp_path: Path, title: str, *, office: bool
) -> None:
    edition = read_annual(
        changed(report, tmp_path, lambda book: book.remove(book[title]), office=office)
    )
    assert [one.value for one in edition.findings if one.code == "R319"] == [title]
    assert edition.draft


@pytest.mark.parametrize(
    ("office", "sheet", "cell", "value"),
    [
        (False, "Kiến nghị", "E6", "Kiến nghịị"),
        (True, "Kiến nghị", "H6", "Kiến nghịị"),
        (False, "Sổ cân đối", "B6", "sáu hai"),
        (True, "Sổ cân đối", "D6", "sáu hai"),
        (False, "Theo quý", "C7", "mười"),
        (True, "Nguồn", "E6", 1.5),
    ],
)
def test_a_cell_changed_into_what_it_cannot_hold_is_named(
    report: AnnualReport, tmp_path: Path, sheet: str, cell: str, value: Any, *, office: bool
) -> None:
    def change(book: Any) -> None:
        assert book[sheet][cell].value is not None
        book[sheet][cell].value = value

    with pytest.raises(SheettoolsError) as raised:
        read_annual(changed(report, tmp_path, change, office=office))
    assert [(f.code, f.location.sheet, f.location.cell) for f in raised.value.findings] == [
        ("F305", sheet, cell)
    ]


def test_a_row_that_was_emptied_hides_none_below_it(report: AnnualReport, tmp_path: Path) -> None:
    def empty(book: Any) -> None:
        for cell in book["Kiến nghị"][8]:
            cell.value = None

    tables = {
        table.sheet.name: table for table in read_annual(changed(report, tmp_path, empty)).tables
    }
    was = next(table for table in report.public.tables if table.sheet.name == "kien_nghi")
    left = [{**row, "tt": 0} for row in tables["kien_nghi"].rows]
    assert left == [{**row, "tt": 0} for row in (*was.rows[:2], *was.rows[3:])]
    assert [row["tt"] for row in tables["kien_nghi"].rows] == list(range(1, len(was.rows)))


def test_a_template_that_has_changed_since_is_said(report: AnnualReport, tmp_path: Path) -> None:
    file = changed(report, tmp_path, lambda book: None)
    with (tmp_path / "bieu-mau" / "so-tiep-xuc.toml").open("a", encoding="utf-8") as template:
        template.write("# khác\n")
    with pytest.raises(SheettoolsError) as raised:
        read_annual(file)
    assert [f.code for f in raised.value.findings] == ["F304"]


# --------------------------------------------------------------------------- names


def test_a_full_stop_in_a_name_is_no_ending() -> None:
    assert beside(Path("a/bao cao 12.2024"), ".json") == Path("a/bao cao 12.2024.json")
    assert beside(Path("a/b.xlsx"), "-du-lieu") == Path("a/b-du-lieu")


# --------------------------------------------------------------------------- nothing of anybody


def everything(report: AnnualReport) -> Iterator[tuple[str, str]]:
    """Yield every file that was written as text, the parts of the workbook one by one."""
    folder = report.written["csv"].parent
    for path in (*sorted(folder.iterdir()), report.written["json"], report.written["html"]):
        yield path.name, path.read_text(encoding="utf-8")
    for workbook in (report.written["xlsx"], office_of(report)):
        with zipfile.ZipFile(workbook) as book:
            for part in book.namelist():
                yield f"{workbook.name}/{part}", book.read(part).decode("utf-8")


def test_nothing_that_says_who_somebody_is_leaves_by_any_door(report: AnnualReport) -> None:
    petitions = report.merged.tables["kien_nghi"]
    secrets = (*NAMES, RAISED_BY, PHONE, CITIZEN, DENOUNCED)
    typed = "\n".join(str(frame.columns) for frame in report.merged.tables.values())
    assert all(secret in typed for secret in secrets), (
        "they were typed and counted, so that their absence says much"
    )
    assert len(petitions) == 4 + 3 + len(FORMULAS) + 3 + 1
    for name, text in everything(report):
        for secret in (*secrets, PHONE.replace(" ", ""), "Họ và tên", "Người nêu"):
            assert secret not in html.unescape(text), (name, secret)


def test_a_denunciation_is_counted_and_not_listed(report: AnnualReport, package: Path) -> None:
    rows = rows_of(package, "kien-nghi")
    # Trung's denunciation of small_year, and the one of here.
    assert len(rows) == report.figures.values["kien_nghi"] - 2
    assert not [row for row in rows if row["loai"] == "TO_CAO"]
    counted = {
        (row["bang"], row["muc"]): row["gia_tri"]
        for row in rows_of(package, "bang-phan-to")
        if row["so_lieu"] == "kien_nghi"
    }
    assert counted["theo_loai", "Tố cáo"] == "2"
    by = (
        "theo_thon",
        "theo_ky",
        "theo_linh_vuc",
        "theo_nhom_linh_vuc",
        "theo_tham_quyen",
        "theo_tinh_trang",
    )
    assert {key: value for key, value in counted.items() if key[1] == KEPT} == {
        (name, KEPT): "2" for name in by
    }
    assert (
        "kept_back"
        not in json.loads((package / "datapackage.json").read_text("utf-8"))["sheettools"]
    )


def test_a_draft_does_not_count_it_either(draft: AnnualReport) -> None:
    import frictionless

    folder = draft.written["csv"].parent
    figures = {row["so_lieu"]: row["gia_tri"] for row in rows_of(folder, "so-lieu")}
    assert not {"to_cao", "tc_xong", "tc_ton"} & set(figures)
    # Of 17 petitions that came in two are denunciations; Hạ's has not come.
    assert draft.figures.values["kien_nghi"] == 4 + 3 + len(FORMULAS) + 3 == 17
    assert figures["kien_nghi"] == "15"
    labels = {row["muc"] for row in rows_of(folder, "bang-phan-to")}
    assert not {KEPT, "Tố cáo"} & labels
    assert frictionless.validate(str(draft.written["csv"])).valid


def test_a_list_of_people_is_no_table_of_the_package(package: Path) -> None:
    assert "danh-sach" not in resources(package)
    assert not (package / "danh-sach.csv").exists()


# --------------------------------------------------------------------------- the Data Package


def test_frictionless_finds_nothing_wrong_with_the_package(package: Path) -> None:
    import frictionless

    checked = frictionless.validate(str(package / "datapackage.json"))
    assert checked.valid, checked.flatten(["type", "message"])
    assert {path.stem for path in package.glob("*.csv")} == {
        "lich",
        "tham-du",
        "kien-nghi",
        "so-tiep-cong-dan",
        "so-lieu",
        "bang-phan-to",
        "can-doi",
        "so-can-doi",
        "danh-muc",
    }
    assert len(checked.tasks) == 9


def test_rows_are_numbered_and_tell_nothing_of_where_they_came_from(package: Path) -> None:
    for name in ("lich", "tham-du", "kien-nghi"):
        rows = rows_of(package, name)
        assert list(rows[0])[:3] == ["tt", "don_vi", "ma_don_vi"]
        assert [row["tt"] for row in rows] == [str(number) for number in range(1, len(rows) + 1)]
        assert not {"tep", "trang", "dong", "o", "ma", "con_lai"} & set(rows[0])
    text = "".join(path.read_text("utf-8") for path in package.glob("*"))
    assert "so-01.xlsx" not in text
    assert "99901-01-2024" not in text, "no code by which one that is left out would be missed"
    (balance,) = rows_of(package, "so-can-doi")
    assert balance["accepted"] == str(
        sum(len(rows_of(package, name)) for name in ("lich", "tham-du", "kien-nghi")) + 3
    )


def test_the_descriptor_declares_keys_lists_and_limits(package: Path) -> None:
    schemas = {name: one["schema"] for name, one in resources(package).items()}
    assert schemas["kien-nghi"]["primaryKey"] == ["tt"], "a petition's own code stays in the office"
    assert schemas["lich"]["primaryKey"] == ["ma_don_vi", "ma_cuoc"]
    assert [key["reference"]["resource"] for key in schemas["kien-nghi"]["foreignKeys"]] == ["lich"]
    fields = {field["name"]: field for field in schemas["kien-nghi"]["fields"]}
    assert fields["ngay_tiep_nhan"] | {"description": ""} == {
        "name": "ngay_tiep_nhan",
        "title": "Ngày tiếp nhận",
        "type": "date",
        "description": "",
        "constraints": {"required": True},
    }
    assert fields["loai"]["constraints"]["enum"][-1] == "TO_CAO"
    assert fields["loai"]["categories"][-1] == {"value": "TO_CAO", "label": "Tố cáo"}
    assert fields["so_nguoi"]["constraints"] == {"minimum": 1, "maximum": 5000}
    assert schemas["so-lieu"]["missingValues"] == [""]


def test_a_change_in_a_file_is_seen(package: Path, tmp_path: Path) -> None:
    import frictionless

    for path in package.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    changed = tmp_path / "so-lieu.csv"
    changed.write_bytes(changed.read_bytes().replace(b"kien_nghi,5,", b"kien_nghi,6,"))
    checked = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert {error[0] for error in checked.flatten(["type"])} == {"hash-count"}


def test_every_value_comes_back_from_the_files_as_it_was(
    report: AnnualReport, package: Path
) -> None:
    schemas = {name: one["schema"] for name, one in resources(package).items()}
    read: Mapping[str, Callable[[str], Any]] = {
        "string": unguard,
        "integer": int,
        "date": date.fromisoformat,
        "boolean": lambda text: text == "true",
        "time": str,
        "number": float,
    }
    for table in report.public.tables:
        name = table.sheet.name.replace("_", "-")
        kinds = {field["name"]: field["type"] for field in schemas[name]["fields"]}
        back = [
            {key: read[kinds[key]](text) if text else None for key, text in row.items()}
            for row in rows_of(package, name)
        ]
        wanted = [
            {
                key: "; ".join(value) if isinstance(value, tuple) else value
                for key, value in row.items()
            }
            for row in table.rows
        ]
        assert back == wanted
    notes = {row["ghi_chu"] for row in report.public.tables[-1].rows}
    assert notes.issuperset(FORMULAS)


def test_a_key_that_a_row_set_aside_would_break_is_told_in_words(
    report: AnnualReport, tmp_path: Path
) -> None:
    import frictionless

    tables = dict(report.public.data.tables)
    # As if the dialogue of quarter I had been set aside for a fault.
    codes = tables["lich"]["ma_cuoc"]
    others = [number for number, code in enumerate(codes) if code != "2024-Q1-1"]
    tables["lich"] = tables["lich"].pick(others)
    made = replace(report.public, data=replace(report.public.data, tables=tables))
    described = WRITERS["csv"](tmp_path / "a.xlsx", made, None).path
    assert described is not None
    petitions = resources(described.parent)["kien-nghi"]
    assert "foreignKeys" not in petitions["schema"]
    assert "ma_cuoc: 1 dòng" in petitions["description"]
    assert frictionless.validate(str(described)).valid


@pytest.mark.parametrize(
    "text",
    [*FORMULAS[:5], "\t=1", "\r=1", "\n=1", " =1", "\u200b=1", "\u00a0＋1", "－1", "﹣1", "＠x"],
)
def test_what_a_spreadsheet_would_run_is_guarded(text: str) -> None:
    assert guard(text) == "'" + text


@pytest.mark.parametrize("text", ["", "Đề nghị = làm đường", "5-TB/ĐU", "1+1", "«=»", "…"])
def test_all_other_text_is_left_alone(text: str) -> None:
    assert guard(text) == text


@given(st.text())
def test_any_text_comes_back_from_its_guard(text: str) -> None:
    assert unguard(guard(text)) == text
    assert not is_trigger(guard(text))


@pytest.mark.office
def test_libreoffice_sees_no_formula_in_the_files(
    package: Path, convert: Convert, tmp_path: Path
) -> None:
    # Commas, double quotes, UTF-8, from the first line: what its dialogue offers.
    (made,) = convert("xlsx", tmp_path, package / "kien-nghi.csv", infilter="CSV:44,34,76,1")
    page = openpyxl.load_workbook(made).worksheets[0]
    cells = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert sum(str(cell.value).startswith("'") for cell in cells) == len(FORMULAS)
    assert [page[cell].value for cell in ("A1", "B1", "A2", "B2")] == [
        "tt",
        "don_vi",
        1,
        "Thôn Thượng",
    ]


# --------------------------------------------------------------------------- JSON


def test_json_keeps_to_its_published_schema(report: AnnualReport) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    said = json.loads(report.written["json"].read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(SCHEMA).validate(said)
    assert set(said) == set(SCHEMA["properties"])
    assert said["version"] == 2
    assert {one["name"]: one["value"] for one in said["figures"]} == report.figures.values
    assert (said["state"], said["draft_because"], said["changed"]) == ("final", [], [])
    rows = sum(len(frame) for frame in report.merged.tables.values()) - 2
    (line,) = said["balance"]
    assert line["accepted"] == rows, "all but the denunciations; of no file and no unit"
    assert set(line) == {"read", "accepted", "set_aside", "outside"}
    by_unit = next(one for one in said["crosses"] if one["name"] == "theo_thon")
    assert by_unit["kept"][by_unit["figures"].index("kien_nghi")] == 2


def test_the_screen_tells_programs_what_the_file_does(
    report: AnnualReport, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["report", str(report.written["xlsx"]), "--out", str(tmp_path / "lai.xlsx")]
    assert run([*asked, "--write", "json", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    saved = json.loads((tmp_path / "lai.json").read_text("utf-8"))
    assert {name: told[name] for name in saved} == saved
    assert told["from_upward"]


def test_json_of_a_draft_says_why_and_tells_of_no_denunciation(draft: AnnualReport) -> None:
    said = json.loads(draft.written["json"].read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(SCHEMA).validate(said)
    assert (said["state"], said["draft_because"]) == ("draft", ["Chưa có sổ của 1 đơn vị"])
    figures = {one["name"]: one["value"] for one in said["figures"]}
    assert {name for name, value in figures.items() if value is None} == {
        "to_cao",
        "tc_xong",
        "tc_ton",
    }
    crosses = {one["name"]: one for one in said["crosses"]}
    assert {tuple(one["kept"]) for one in crosses.values()} == {()}
    assert "Tố cáo" not in [row["label"] for row in crosses["theo_loai"]["rows"]]
    assert not [one for one in said["identities"] if "15c" in one["text"]]


# --------------------------------------------------------------------------- the page


def test_the_page_needs_nothing_from_outside(report: AnnualReport) -> None:
    page = report.written["html"].read_text(encoding="utf-8")
    assert '<html lang="vi">' in page
    assert '<meta charset="utf-8">' in page
    assert not re.findall(
        r"<(?:script|link|img|iframe|object|base)\b|\bsrc=|\bhref=|url\(|@import|https?:", page
    )


def words_of(page: str) -> str:
    return " ".join(
        html.unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL)).split()
    )


def test_the_page_says_figures_tables_and_state(report: AnnualReport, draft: AnnualReport) -> None:
    text = words_of(report.written["html"].read_text(encoding="utf-8"))
    for said in (
        "83 Tổng số lượt người dự",
        "3 trên 3 Số thôn đã được tiếp xúc, đối thoại",
        "Đủ điều kiện trình ký",
        "Thôn Hạ 0 0 1 1",
        f"{KEPT} 0 0 2 1",
        "Theo lĩnh vực",
        "Theo tình trạng",
    ):
        assert said in text, said
    text = words_of(draft.written["html"].read_text(encoding="utf-8"))
    for said in (
        "Dự thảo",
        "Chưa có sổ của 1 đơn vị",
        "chưa tính 1 đơn vị chưa có sổ",
        "Thôn Hạ 0 0 0 0",
        "83* Tổng số lượt người dự",
    ):
        assert said in text, said
    assert KEPT not in text


def test_everything_on_the_page_is_escaped(report: AnnualReport) -> None:
    evil = '<script>alert("1")</script>&\u202e\x07'
    figures = report.public.figures
    cross = replace(figures.crosses[0], rows=((evil, figures.crosses[0].rows[0][1]),))
    ((coverage, (row, *_)),) = report.public.data.coverages
    values = dict.fromkeys(row.values, evil) | {
        "cac_thon": (evil,),
        "ngay_du_kien": None,
        "ngay_to_chuc": None,
    }
    data = replace(
        report.public.data, coverages=((coverage, (CoverageRow(evil, values, reported=False),)),)
    )
    waived = Reason("errors", waiver=Waiver("errors", "", "", evil))
    public = replace(
        report.public,
        title=evil,
        line=evil,
        told=(SenderReport("99901", (Reason("left_out", evil), waived)),),
        figures=replace(figures, crosses=(cross, *figures.crosses[1:])),
        data=data,
    )
    page = page_text(public)
    assert page.count("&lt;script&gt;") >= 7
    assert "<script" not in page
    assert not {"\u202e", "\x07"} & set(page)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        ("#1a1a1a", "#ffffff"),
        ("#4a5560", "#ffffff"),
        ("#4a5560", "#eef2f6"),
        ("#1f3864", "#eef2f6"),
        ("#8a1a12", "#fdf0ef"),
        ("#8a1a12", "#ffffff"),
        ("#1b5a28", "#edf6ee"),
        ("#2f5d9b", "#ffffff"),
    ],
)
def test_every_colour_can_be_read(ink: str, paper: str) -> None:
    assert ink in STYLE
    assert paper in STYLE or paper == "#ffffff"
    light, dark = sorted((luminance(ink), luminance(paper)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


MEASURE = """<script>
const bars = [...document.querySelectorAll('.bar i')].map(one => Math.round(one.getBoundingClientRect().width));
document.body.innerHTML = JSON.stringify({room: innerWidth, wide: document.documentElement.scrollWidth,
  over: [...document.querySelectorAll('section')].filter(one => one.scrollWidth > one.clientWidth + 1).length,
  size: parseFloat(getComputedStyle(document.querySelector('td')).fontSize), bars: bars.slice(0, 3)});
</script></body>"""


@pytest.mark.browser
@pytest.mark.parametrize("room", [390, 1280])
def test_a_browser_shows_the_page_on_a_phone_and_on_a_screen(
    report: AnnualReport, tmp_path: Path, room: int
) -> None:
    page = re.sub(r"<meta http-equiv.*?>", "", report.written["html"].read_text(encoding="utf-8"))
    measured = tmp_path / "trang.html"
    measured.write_text(page.replace("</body>", MEASURE), encoding="utf-8")
    told = browse(measured, f"--window-size={room},2000", "--dump-dom")
    said = json.loads(html.unescape(re.search(r"<body>(.*)</body>", told, re.DOTALL)[1]))
    assert said["wide"] <= said["room"], "nothing has to be pushed sideways"
    assert said["over"] == 0
    assert said["size"] >= 14
    # Thượng, Trung, Hạ: the longest bar is that of the most petitions.
    assert said["bars"][0] > said["bars"][1] > said["bars"][2] > 0


@pytest.mark.browser
def test_a_browser_prints_the_page_on_one_sheet(report: AnnualReport, tmp_path: Path) -> None:
    made = tmp_path / "trang.pdf"
    browse(report.written["html"], "--no-pdf-header-footer", f"--print-to-pdf={made}")
    assert len(re.findall(rb"/Type\s*/Page\b", made.read_bytes())) == 1


# --------------------------------------------------------------------------- the reception book


def test_the_reception_book_has_its_twelve_columns(report: AnnualReport, package: Path) -> None:
    fields = resources(package)["so-tiep-cong-dan"]["schema"]["fields"]
    assert [field["title"] for field in fields] == [
        "STT",
        "Ngày tiếp",
        "Họ tên, địa chỉ",
        "CCCD/Hộ chiếu",
        "Nội dung vụ việc",
        "Phân loại",
        "Số người",
        "Cơ quan đã giải quyết",
        "Thụ lý để giải quyết",
        "Trả lại đơn và hướng dẫn",
        "Chuyển đơn đến",
        "Theo dõi kết quả giải quyết",
    ]
    assert [
        [row[f"cot_{n:02}"] for n in range(1, 13)] for row in rows_of(package, "so-tiep-cong-dan")
    ] == [
        [
            "1",
            "2024-02-06",
            "",
            "",
            "Chuyển huyện xem lại ranh giới",
            "Kiến nghị",
            "",
            "",
            "",
            "",
            "UBND huyện",
            "Đã chuyển cấp có thẩm quyền; 41/UBND; 07/06/2024",
        ],
        [
            "2",
            "2024-05-06",
            "",
            "",
            "Số máy [đã che], CCCD [đã che]: mất nước",
            "Phản ánh",
            "",
            "",
            "",
            "",
            "",
            "Mới tiếp nhận",
        ],
        [
            "3",
            "2024-06-03",
            "",
            "",
            "Đề nghị về chinh sach, nhận ngày 03.06.2024",
            "Khiếu nại",
            "",
            "",
            "",
            "",
            "",
            "Giải trình, cung cấp thông tin",
        ],
    ]
    assert (report.edition.books[0].kept_back, report.public.books[0].kept_back) == (1, 0)


def test_the_workbook_has_the_reception_book_as_a_sheet(report: AnnualReport) -> None:
    for path, told in ((office_of(report), True), (report.written["xlsx"], False)):
        page = one_page(path, "Sổ tiếp công dân")
        assert [page.cell(6, column).value for column in (1, 12)] == ["(1)", "(12)"]
        first = [page.cell(7, column).value for column in (1, 3, 4, 5)]
        assert first == [1, None, None, "Chuyển huyện xem lại ranh giới"]
        said = "1 lượt phải giữ kín" in str(page.cell(11, 1).value)
        assert said == told, "that one was received to denounce somebody stays in the office"
