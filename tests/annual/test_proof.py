"""A report proves itself: what somebody changed in it by hand is told and makes it a draft."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from office import Convert
from opened import as_file, opened
from small_year import (
    BOOKS,
    FIGURES,
    TODAY,
    Hands,
    fill,
    ha,
    issued_file,
    make_year,
    save,
    thuong,
    trung,
)
from standing import own_template

from sheettools.annual.gate.public import Section
from sheettools.annual.json_file import annual_facts
from sheettools.annual.proof import HEX, _section, canonical
from sheettools.annual.report import AnnualReport, publish
from sheettools.annual.xlsx.print_setup import HEAD_ROW
from sheettools.annual.xlsx.reread import read_annual
from sheettools.cli.entry import run
from sheettools.findings import SheettoolsError
from sheettools.year import IN, Year

Change = Callable[[Any], None]
EDITIONS = ("goes up", "stays")
TIMELINESS = "Tình trạng trả lời"


@pytest.fixture(scope="module")
def final(tmp_path_factory: pytest.TempPathFactory) -> AnnualReport:
    """A report that is ready to be signed: all have returned, nothing is set aside."""
    year = make_year(tmp_path_factory.mktemp("du") / "mau-son-2024")
    for code, rows in {"01": thuong(), "02": trung(), "03": ha()}.items():
        fill(
            issued_file(year, code), year.folder / IN / f"so-{code}.xlsx", year.plan.collects, rows
        )
    made = year.report((), TODAY, replace(BOOKS, final=True))
    assert made.public.draft == made.edition.draft == ()
    return made


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> AnnualReport:
    """A report with a row set aside and a village that has not returned."""
    year = make_year(tmp_path_factory.mktemp("chua") / "mau-son-2024")
    rows = thuong()
    rows["kien_nghi"][1]["linh_vuc"] = "Giao thônng"
    fill(issued_file(year, "01"), year.folder / IN / "so-01.xlsx", year.plan.collects, rows)
    fill(issued_file(year, "02"), year.folder / IN / "so-02.xlsx", year.plan.collects, trung())
    return year.report((), TODAY, BOOKS)


def path_of(report: AnnualReport, edition: str) -> Path:
    return report.written["xlsx"] if edition == "goes up" else Path(str(report.office))


def changed(report: AnnualReport, edition: str, folder: Path, change: Change) -> Path:
    """Save a report as somebody would who changed something in it by hand; Excel keeps results with
    formulas.
    """
    path = path_of(report, edition)
    book = opened(path, results=True)
    change(book)
    shutil.copytree(report.path.parents[1] / "bieu-mau", folder / "bieu-mau")
    made = folder / path.parent.name / path.name
    made.parent.mkdir()
    made.write_bytes(as_file(book))
    return made


def column(page: Any, title: str) -> int:
    return next(cell.column for cell in page[HEAD_ROW] if cell.value == title)


def row_of(page: Any, title: str, value: Any) -> int:
    at = column(page, title)
    return next(
        row for row in range(HEAD_ROW + 1, page.max_row + 1) if page.cell(row, at).value == value
    )


# --------------------------------------------------------------------------- as people change it


def delete_row(book: Any) -> None:
    book["Kiến nghị"].delete_rows(HEAD_ROW + 2)


def add_row(book: Any) -> None:
    page = book["Kiến nghị"]
    last = max(row for row in range(HEAD_ROW + 1, page.max_row + 1) if page.cell(row, 2).value)
    for at in range(1, page.max_column + 1):
        page.cell(last + 1, at).value = page.cell(last, at).value


def change_state(book: Any) -> None:
    page = book["Kiến nghị"]
    at = column(page, "Tình trạng giải quyết")
    page.cell(
        row_of(page, "Tình trạng giải quyết", "Đang giải quyết"), at
    ).value = "Đã giải quyết xong"


def change_computed(book: Any) -> None:
    """On time is turned late, as in a report that came in once."""
    page = book["Kiến nghị"]
    at = column(page, "Hạn trả lời")
    page.cell(HEAD_ROW + 1, at).value = date(2024, 1, 31)


def change_figure(book: Any) -> None:
    row = next(row for row in book["Tổng hợp"].iter_rows() if row[0].value == "3")
    row[2].value += 100


def change_ledger(book: Any) -> None:
    page = book["Sổ cân đối"]
    page.cell(HEAD_ROW + 1, column(page, "Đã tính")).value += 1
    page.cell(HEAD_ROW + 1, column(page, "Dòng đã đọc")).value += 1


def change_added(book: Any) -> None:
    """What counts without being listed stands on a hidden sheet."""
    page = book["_bao_cao"]
    row = next(row for row in page.iter_rows() if row[0].value == "unit")
    row[3].value = "Thôn khác"


def change_plan(book: Any) -> None:
    book["_ke_hoach"]["D5"].value = "9"


CHANGES: dict[str, tuple[Change, str]] = {
    "a row deleted": (delete_row, "R320"),
    "a row added": (add_row, "R320"),
    "a state changed": (change_state, "R316"),
    "a computed cell changed": (change_computed, "R317"),
    "a figure changed": (change_figure, "R306"),
    "a number of the ledger changed": (change_ledger, "R320"),
    "a hidden sheet changed": (change_added, "R316"),
    "the plan changed": (change_plan, "R316"),
    "a table deleted": (lambda book: book.remove(book["Theo quý"]), "R319"),
}


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("change", CHANGES)
def test_what_was_changed_by_hand_is_told_and_makes_it_a_draft(
    final: AnnualReport, edition: str, change: str, tmp_path: Path
) -> None:
    do, code = CHANGES[change]
    public = read_annual(changed(final, edition, tmp_path, do))
    assert code in [one.code for one in public.findings]
    assert public.draft
    assert publish(public).draft


@pytest.mark.parametrize("sheet", ["Kiến nghị", "Tổng hợp", "_bao_cao", "_ke_hoach"])
def test_without_what_it_rests_on_it_is_no_report(
    final: AnnualReport, sheet: str, tmp_path: Path
) -> None:
    with pytest.raises(SheettoolsError) as raised:
        read_annual(changed(final, "goes up", tmp_path, lambda book: book.remove(book[sheet])))
    assert [one.code for one in raised.value.findings] == ["F303"]


@pytest.mark.parametrize(
    "sheet", ["Để riêng", "Phát hiện", "Sổ cân đối", "Nguồn", "Giữ kín – Kiến nghị"]
)
def test_a_sheet_of_the_office_that_is_gone_makes_it_a_draft(
    final: AnnualReport, sheet: str, tmp_path: Path
) -> None:
    public = read_annual(changed(final, "stays", tmp_path, lambda book: book.remove(book[sheet])))
    assert public.findings
    assert public.draft


def clear_draft(book: Any) -> None:
    """Clear the lines that say that it is a draft, on every page: what a hasty hand does before it
    is sent.
    """
    for page in book.worksheets:
        for row in page.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and ("DỰ THẢO" in cell.value or cell.value == "•"):
                    cell.value = None
        page.oddHeader.center.text = ""
    page = book["Tổng hợp"]
    start = next(
        row for row in range(1, page.max_row + 1) if page.cell(row, 1).value == "Tình trạng báo cáo"
    )
    page.delete_rows(start + 1, page.max_row)


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_draft_is_no_final_report_because_its_words_are_gone(
    draft: AnnualReport, edition: str, tmp_path: Path
) -> None:
    public = read_annual(changed(draft, edition, tmp_path, clear_draft))
    assert "R318" in [one.code for one in public.findings]
    assert len(public.draft) >= len(draft.public.draft) > 1
    assert public.told[0].reasons[0].kind == "missing"


def test_a_number_of_what_is_open_taken_down_is_seen(draft: AnnualReport, tmp_path: Path) -> None:
    def take_down(book: Any) -> None:
        page = book["_bao_cao"]
        for row in list(page.iter_rows())[::-1]:
            if row[0].value == "open":
                page.delete_rows(row[0].row)

    public = read_annual(changed(draft, "goes up", tmp_path, take_down))
    assert "R316" in [one.code for one in public.findings]
    assert public.draft


def test_a_late_answer_is_worked_out_anew_and_counts_so(
    final: AnnualReport, tmp_path: Path
) -> None:
    """An answer on its day, turned late by hand, is told with its cell and counts as what it is."""

    def turn(book: Any) -> None:
        page = book["Kiến nghị"]
        at = column(page, TIMELINESS)
        page.cell(row_of(page, TIMELINESS, "Trả lời đúng hạn"), at).value = "Trả lời quá hạn"

    public = read_annual(changed(final, "goes up", tmp_path, turn))
    (told,) = [one for one in public.findings if one.code == "R317"]
    assert (told.sheet, told.cell[0].isalpha()) == ("Kiến nghị", True)
    assert public.figures.values == final.public.figures.values


def test_a_report_of_an_older_version_is_said_to_be_one(
    final: AnnualReport, tmp_path: Path
) -> None:
    def older(book: Any) -> None:
        page = book["_bao_cao"]
        page.insert_rows(1)
        page["A1"].value, page["B1"].value = "template", "so-tiep-xuc"

    with pytest.raises(SheettoolsError) as raised:
        read_annual(changed(final, "goes up", tmp_path, older))
    assert [one.code for one in raised.value.findings] == ["F308"]


# --------------------------------------------------------------------------- saved unchanged


@pytest.mark.parametrize("edition", EDITIONS)
def test_saved_unchanged_by_openpyxl_it_stays_final(
    final: AnnualReport, edition: str, tmp_path: Path
) -> None:
    path = path_of(final, edition)
    made = tmp_path / "nam" / path.parent.name / path.name
    shutil.copytree(final.path.parents[1] / "bieu-mau", tmp_path / "nam" / "bieu-mau")
    made.parent.mkdir()
    openpyxl.load_workbook(path).save(made)  # formulas without their results
    public = read_annual(made)
    assert (public.findings, public.draft) == ((), ())
    assert annual_facts(publish(public)) == annual_facts(final.public)


@pytest.mark.office
@pytest.mark.parametrize(("edition", "untitled"), [("goes up", False), ("stays", True)])
def test_saved_unchanged_by_libreoffice_it_stays_final(
    final: AnnualReport, edition: str, untitled: bool, convert: Convert, tmp_path: Path
) -> None:
    """Both have the same headings repeated on their pages, which takes most of LibreOffice's time:
    one of them keeps these.
    """
    path = path_of(final, edition)
    (saved,) = convert("xlsx", tmp_path / "luu", path, untitled=untitled)
    made = tmp_path / "nam" / path.parent.name / path.name
    shutil.copytree(final.path.parents[1] / "bieu-mau", tmp_path / "nam" / "bieu-mau")
    made.parent.mkdir()
    shutil.move(saved, made)
    public = read_annual(made)
    assert (public.findings, public.draft) == ((), ())
    assert annual_facts(publish(public)) == annual_facts(final.public)


def test_a_digest_goes_by_the_values_as_json_says_them() -> None:
    """Every report that was made before is proved by it."""
    row = ['a "b"\\ \n\t\x00\x7f\u2028', "  Ấp  1 ", None, True, 1, 1.0, 2.5, ("x", None), [], "1"]
    rows = [row, row[::-1], [date(2024, 3, 1), time(7, 5), "a" * 99], [], [""]]
    told = sorted(json.dumps([*map(canonical, one)], ensure_ascii=False) for one in rows)
    digest = hashlib.sha256("\n".join(told).encode()).hexdigest()[:HEX]
    assert _section("Trang", iter(rows)) == Section("Trang", 5, digest)


def test_rows_that_were_sorted_are_the_same_rows(final: AnnualReport, tmp_path: Path) -> None:
    def turn(book: Any) -> None:
        page = book["Kiến nghị"]
        rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=HEAD_ROW + 1)]
        for at, row in enumerate(reversed(rows), start=HEAD_ROW + 1):
            for number, value in enumerate(row, start=1):
                page.cell(at, number).value = value

    public = read_annual(changed(final, "goes up", tmp_path, turn))
    assert (public.findings, public.draft) == ((), ())


# --------------------------------------------------------------------------- at the level above


def level_above(folder: Path, *reports: Path, templates: Path) -> Path:
    (folder / IN).mkdir(parents=True)
    for report in reports:
        shutil.copy(report, folder / IN)
    shutil.copytree(templates, folder / "bieu-mau", dirs_exist_ok=True)
    return folder


def test_the_level_above_is_told_too(
    final: AnnualReport, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    templates = final.path.parents[1] / "bieu-mau"
    sound = level_above(tmp_path / "tot", final.written["xlsx"], templates=templates)
    assert run(["merge", str(sound)]) == 0
    assert "Đủ điều kiện trình ký" in capsys.readouterr().out
    for number, change in enumerate((delete_row, change_state, change_figure)):
        file = changed(final, "goes up", tmp_path / f"sua-{number}", change)
        folder = level_above(tmp_path / f"tinh-{number}", file, templates=templates)
        assert run(["merge", str(folder)]) == 1
        told = " ".join(capsys.readouterr().out.split())
        assert "DỰ THẢO" in told
        assert "Báo cáo bị sửa sau khi làm ra" in told


def test_the_command_says_what_it_could_not_work_out(
    final: AnnualReport, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        run(
            [
                "report",
                str(final.written["xlsx"]),
                "--out",
                str(tmp_path / "a.xlsx"),
                "--write",
                "json",
            ]
        )
        == 0
    )
    assert "bản gửi cấp trên" in capsys.readouterr().out
    assert (
        run(["report", str(final.office), "--out", str(tmp_path / "b.xlsx"), "--write", "json"])
        == 0
    )
    assert "bản gửi cấp trên" not in capsys.readouterr().out
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_a_final_report_whose_errors_are_all_accepted_ends_with_0(tmp_path: Path) -> None:
    year = make_year(tmp_path / "mau-son-2024")
    rows = thuong()
    rows["kien_nghi"][1]["linh_vuc"] = "Giao thônng"
    for code, reported in {"01": rows, "02": trung(), "03": ha()}.items():
        fill(
            issued_file(year, code),
            year.folder / IN / f"so-{code}.xlsx",
            year.plan.collects,
            reported,
        )
    asked = ["merge", str(year.folder), "--today", TODAY.isoformat()]
    assert run(asked) == 1
    path = year.folder / "ke-hoach.xlsx"
    hands, book = Hands(own_template("ke-hoach")), opened(path)
    for number, kind in enumerate(("errors", "set_aside")):
        hands.type_row(
            book,
            "ngoai_le",
            number,
            {
                "loai": kind,
                "cho_don_vi": "Thượng",
                "ly_do": "Mưa lũ",
                "nguoi_cho_phep": "Bí thư Đảng ủy",
            },
        )
    save(book, path)
    assert run([*asked, "--final"]) == 0
    assert run(asked) == 0
    public = Year(year.folder).report((), TODAY, FIGURES).public
    assert public.draft == ()
    assert public.waived == (
        "Còn 1 chỗ phải sửa trong các sổ đã nhận. Đã được chấp nhận (Bí thư Đảng ủy)",
        "1 dòng để riêng, chưa tính vào số liệu. Đã được chấp nhận (Bí thư Đảng ủy)",
    )
    assert public.missing_rows == "Số liệu về “Kiến nghị” chưa tính 1 dòng còn phải xem lại."
