"""The twin on paper: the workbook's row codes, lists in words, sheets of paper that stand by
themselves.
"""

from __future__ import annotations

import json
import os
import re
import stat
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from cli.test_other_subject import PLAN, THE_PLAN, declaration
from cli.test_other_subject import fill as fill_by_json
from office import find_program
from openpyxl.worksheet.worksheet import Worksheet
from small_year import TODAY, Hands, issued_file, make_year, write_plan

from sheettools.cli.entry import run
from sheettools.findings import Severity
from sheettools.incoming.cage import office
from sheettools.incoming.cage.office import find_office
from sheettools.outgoing.paper.pdf import make_pdf
from sheettools.outgoing.paper.twin import paper_path, write_paper
from sheettools.outgoing.workbook.printing import part_columns, part_rows
from sheettools.template import layout
from sheettools.template.issue import Issue
from sheettools.template.model import Template
from sheettools.year import OUT, Year

POINTS_DOWN = 595.28
"""How high an A4 sheet is that lies down, in points."""
CHARACTER = 6.0
"""How wide a character of a column's width is at most, in points: a digit of 12-point Times, in the
workbook's font.
"""


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    return make_year(tmp_path_factory.mktemp("nam") / "mau-son-2024")


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """Return a year planned on the templates that ship: what holds of every sheet holds of
    theirs.
    """
    folder = tmp_path_factory.mktemp("nam") / "phat-hanh"
    write_plan(folder / "ke-hoach.xlsx", shipped=True)
    return Year(folder)


@pytest.fixture(scope="module")
def schools(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """Return a year of another subject, planned."""
    folder = tmp_path_factory.mktemp("thu-vien") / "kiem-ke-2024"
    assert run(["init", str(folder), "--template", str(PLAN)]) == 0
    fill_by_json(folder / "ke-hoach.xlsx", declaration(PLAN), THE_PLAN)
    return Year(folder)


@pytest.fixture(params=["dialogues", "library"])
def issued(request: pytest.FixtureRequest) -> tuple[Template, Issue]:
    """Return what goes out to one unit of either subject."""
    planned: Year = request.getfixturevalue(
        {"dialogues": "shipped", "library": "schools"}[request.param]
    )
    return planned.asked, planned.plan.issued[0]


@pytest.fixture
def pages(issued: tuple[Template, Issue], tmp_path: Path) -> dict[str, Worksheet]:
    """Return the sheets of a twin by title."""
    write_paper(tmp_path / "a_giay.xlsx", *issued)
    return sheets(tmp_path / "a_giay.xlsx")


def sheets(path: Path) -> dict[str, Worksheet]:
    book = openpyxl.load_workbook(path)
    return {name: book[name] for name in book.sheetnames}


def texts(page: Worksheet) -> list[str]:
    return [str(cell.value) for row in page.iter_rows() for cell in row if cell.value is not None]


def heading_row(page: Worksheet) -> int:
    return next(row for row in range(1, 9) if page.cell(row, 1).value == layout.NUMBER_TITLE)


def test_a_guide_without_a_text_of_its_own_has_a_first_page_too(
    schools: Year, tmp_path: Path
) -> None:
    asked, issued = schools.asked, schools.plan.issued[0]
    bare = tuple(replace(one, text="") for one in asked.sheets)
    write_paper(tmp_path / "a_giay.xlsx", replace(asked, sheets=bare), replace(issued, texts={}))
    first = next(iter(sheets(tmp_path / "a_giay.xlsx").values()))
    assert asked.title.upper() in texts(first)


def headings(page: Worksheet) -> dict[str, int]:
    """Return the columns by their headings, without stars and hints."""
    row = heading_row(page)
    said = {
        column: str(page.cell(row, column).value or "") for column in range(1, page.max_column + 1)
    }
    return {
        re.sub(r" \*$", "", text.split("\n")[0]): column for column, text in said.items() if text
    }


def column_widths(page: Worksheet) -> dict[int, float]:
    """Return how wide the columns are, in points; a file says so once for neighbours that are
    alike.
    """
    said = page.column_dimensions.values()
    return {column: one.width * CHARACTER for one in said for column in range(one.min, one.max + 1)}


def numbered(page: Worksheet) -> Iterator[tuple[int, int]]:
    """Yield the rows to fill in, with the number that each says it has."""
    for row in range(heading_row(page) + 1, page.max_row + 1):
        if page.cell(row, 1).value is not None:
            yield row, int(str(page.cell(row, 1).value))


def asked(template: Template) -> list[str]:
    return [sheet.name for sheet in template.filled if not sheet.read_only and not sheet.optional]


# --------------------------------------------------------------------------- rows and their codes


@pytest.mark.parametrize(("village", "planned"), [("01", 1), ("02", 1), ("03", 2)])
def test_rows_have_the_codes_of_the_workbook(
    year: Year, tmp_path: Path, village: str, planned: int
) -> None:
    template = year.asked
    one = next(one for one in year.plan.issued if one.unit_code.endswith(village))
    write_paper(tmp_path / "a.xlsx", template, one)
    twin, workbook = sheets(tmp_path / "a.xlsx"), openpyxl.load_workbook(issued_file(year, village))
    hands, compared = Hands(template), 0
    for name, more in (
        ("lich", planned + 3),
        ("tham_du", {"03": 1}.get(village, 1) + 3),
        ("kien_nghi", 12),
    ):
        sheet, title = template.sheet(name), hands.title(name)
        rows = list(numbered(twin[title]))
        assert [number for _, number in rows] == list(range(1, more + 1))
        column = hands.column(name, layout.row_key(sheet))
        assert (
            twin[title].cell(heading_row(twin[title]), 2).value
            == sheet.field(layout.row_key(sheet)).title
        )
        for row, number in rows:
            code = workbook[title][f"{column}{hands.first_row(name) + number - 1}"].value
            assert twin[title].cell(row, 2).value == code, (title, number)
            compared += code is not None
    assert compared == planned + 3 + 1 + 12
    assert (
        twin["Kiến nghị"].cell(next(numbered(twin["Kiến nghị"]))[0], 2).value
        == f"99901-{village}-2024-001"
    )


def test_planned_rows_come_with_what_the_plan_says(year: Year, tmp_path: Path) -> None:
    write_paper(
        tmp_path / "a.xlsx", year.asked, year.plan.issued[2]
    )  # Hạ: a guest in II, its own in IV
    page = sheets(tmp_path / "a.xlsx")["Lịch tiếp xúc"]
    where, rows = headings(page), [row for row, _ in numbered(page)]
    said = [
        [
            page.cell(row, where[title]).value
            for title in (
                "Quý",
                "Địa điểm dự kiến",
                "Các thôn dự",
                "Loại cuộc",
                "Thôn này ghi số liệu",
            )
        ]
        for row in rows
    ]
    assert said[:2] == [
        ["Quý II", "Nhà văn hóa", "Trung; Hạ", "Định kỳ", "Không"],
        ["Quý IV", "Nhà văn hóa", "Hạ", "Định kỳ", "Có"],
    ]
    assert said[2:] == [[None, None, "Hạ", None, None]] * 3, (
        "a dialogue beyond the plan has no quarter and no kind yet"
    )


def test_rows_carried_over_come_first_and_blank_ones_follow(year: Year, tmp_path: Path) -> None:
    one = year.plan.issued[0]
    rows = [dict(row) for row in one.rows["kien_nghi"]]
    long = "Đề nghị sửa đường vào xóm, " * 30
    rows[0] |= {
        "noi_dung": long.strip(),
        "loai": "KIEN_NGHI",
        "ngay_tiep_nhan": date(2023, 11, 20),
        "quy": "IV",
    }
    rows[1] |= {"noi_dung": "Nước sạch"}
    carried = replace(one, rows={**one.rows, "kien_nghi": rows}, carried={"kien_nghi": 2})
    write_paper(tmp_path / "a.xlsx", year.asked, carried)
    page = sheets(tmp_path / "a.xlsx")["Kiến nghị"]
    where, printed = headings(page), [row for row, _ in numbered(page)]
    assert len(printed) == 2 + 12
    assert "Quý" not in where, "worked out, not asked, whatever came with the row"
    first = [page.cell(printed[0], where[title]).value for title in ("Loại", "Ngày tiếp nhận")]
    assert first == ["Kiến nghị", "20/11/2023"]
    content = where["Nội dung ý kiến, kiến nghị"]
    lines = (
        len(long) * 11 * 0.40 / column_widths(page)[content]
    )  # 0.40 em: about the mean letter of Times, thus rather few
    assert lines > 4
    assert page.row_dimensions[printed[0]].height >= lines * 12, "all of it can be read"
    assert page.row_dimensions[printed[2]].height < lines * 12


def test_only_what_people_fill_in_is_asked(
    issued: tuple[Template, Issue], pages: dict[str, Worksheet]
) -> None:
    template, _ = issued
    assert list(pages)[1:] == [template.sheet(name).title for name in asked(template)]
    for name in asked(template):
        sheet = template.sheet(name)
        worked_out = {f.title for f in sheet.fields if f.compute is not None and not f.prefill}
        filled_in = {f.title for f in sheet.fields if not f.locked}
        if sheet.kind == "table":
            titles = set(headings(pages[sheet.title]))
        else:
            said = texts(pages[sheet.title])
            titles = {
                f.title for f in sheet.fields if any(text.startswith(f.title) for text in said)
            }
        assert not titles & worked_out
        assert titles >= filled_in
    assert sum(f.compute is not None for sheet in template.tables for f in sheet.fields) > 0


def test_an_optional_table_is_left_out(year: Year, tmp_path: Path) -> None:
    write_paper(tmp_path / "a.xlsx", year.asked, year.plan.issued[0])
    assert year.asked.sheet("danh_sach").optional
    assert list(sheets(tmp_path / "a.xlsx")) == [
        "Bìa",
        "Lịch tiếp xúc",
        "Thành phần tham dự",
        "Kiến nghị",
    ]


# --------------------------------------------------------------------------- what may be chosen


def test_every_item_of_a_list_stands_under_its_table(
    issued: tuple[Template, Issue], pages: dict[str, Worksheet]
) -> None:
    template, _ = issued
    checked = 0
    for name in asked(template):
        sheet = template.sheet(name)
        lines = [
            line.replace("\u00a0", " ")
            for text in texts(pages[sheet.title])
            for line in text.split("\n")
        ]
        for target in sheet.fields:
            if target.categories is None or target.locked:
                continue
            (legend,) = {
                line for line in lines if line.startswith(f"{target.title} – chọn một trong: ")
            }
            for number, category in enumerate(target.categories.categories, start=1):
                assert re.search(rf"[:;] {number}\. {re.escape(category.label)}[;.]", legend), (
                    category
                )
                checked += 1
    dialogues = 4 + 3 + 6 + 17 + 4
    assert checked == {"so-tiep-xuc": dialogues, "kiem-ke-thu-vien": 3 + 4}[template.name]


def test_the_legend_stands_on_each_page_of_its_columns(year: Year, tmp_path: Path) -> None:
    write_paper(tmp_path / "a.xlsx", year.asked, year.plan.issued[0])
    page = sheets(tmp_path / "a.xlsx")["Kiến nghị"]
    breaks = [brk.id for brk in page.col_breaks.brk]
    down = len(page.row_breaks.brk) + 1
    assert down == 2
    for title in ("Loại", "Cơ quan giải quyết", "Mức nhạy cảm"):
        column = headings(page)[title]
        places = [
            cell
            for row in page.iter_rows()
            for cell in row
            if f"{title} – chọn một trong" in str(cell.value or "")
        ]
        assert len(places) == down
        for cell in places:
            assert sum(cell.column > brk for brk in breaks) == sum(
                column > brk for brk in breaks
            ), "the same page"


def test_codes_to_cite_are_told(year: Year, tmp_path: Path) -> None:
    write_paper(tmp_path / "a.xlsx", year.asked, year.plan.issued[0])
    said = "\n".join(texts(sheets(tmp_path / "a.xlsx")["Kiến nghị"]))
    assert (
        "“Mã cuộc” như ở trang “Lịch tiếp xúc”: 2024-Q1-1; 2024-01-BS01; 2024-01-BS02; "
        "2024-01-BS03."
    ) in said


def test_there_is_a_box_for_nothing_to_report(
    issued: tuple[Template, Issue], pages: dict[str, Worksheet]
) -> None:
    template, _ = issued
    for name in asked(template):
        sheet = template.sheet(name)
        boxes = [text for text in texts(pages[sheet.title]) if text.startswith("☐")]
        assert boxes == ([f"☐ Không phát sinh: {sheet.nil}"] if sheet.nil else [])
        assert (
            sum(
                text.startswith("Người ghi (ký, ghi rõ họ tên)")
                for text in texts(pages[sheet.title])
            )
            == 1
        )


# --------------------------------------------------------------------------- the cover


def test_the_cover_speaks_of_paper_and_keeps_what_the_guide_forbids(
    year: Year, tmp_path: Path
) -> None:
    write_paper(tmp_path / "a.xlsx", year.asked, year.plan.issued[0])
    said = texts(sheets(tmp_path / "a.xlsx")["Bìa"])
    assert "SỔ TIẾP XÚC, ĐỐI THOẠI VỚI NHÂN DÂN" in said
    assert "Thôn Thượng, xã Mẫu Sơn, năm 2024 – Mã sổ: 99901-01-2024" in said
    assert "Hạn nộp về văn phòng: 20/12/2024" in said
    assert any(
        text.startswith("• Tố cáo: không ghi bất cứ điều gì cho biết ai tố cáo") for text in said
    )
    for word in ("gõ", "mũi tên", "nền trắng", "tệp", "tô màu"):
        assert not [text for text in said if word in text.lower()], word
    for signer in year.asked.signers:
        assert any(text.startswith(f"{signer}\n") for text in said)


# --------------------------------------------------------------------------- on paper


def test_every_sheet_is_an_a4_that_lies_down_and_says_whose_it_is(
    issued: tuple[Template, Issue], pages: dict[str, Worksheet]
) -> None:
    _, one = issued
    for title, page in pages.items():
        assert page.page_setup.paperSize in ("9", 9), title
        assert page.page_setup.orientation == "landscape"
        left, right = page.oddFooter.left.text, page.oddFooter.right.text
        assert left == f"{one.line}  {one.code}"
        assert right == "Trang &P/&N" or right.replace("[Page]", "P").endswith("&N")
        assert page.sheet_state == "visible"
        assert not page.data_validations.dataValidation
        assert {cell.font.name for row in page.iter_rows() for cell in row if cell.value} == {
            "Times New Roman"
        }


def test_headings_and_codes_are_on_every_page(
    issued: tuple[Template, Issue], pages: dict[str, Worksheet]
) -> None:
    template, one = issued
    for sheet in template.tables:
        if sheet.name not in asked(template):
            continue
        page = pages[sheet.title]
        assert page.print_title_rows == f"$1:${heading_row(page)}"
        assert page.print_title_cols == ("$A:$B" if layout.row_key(sheet) else "$A:$A")
        starts = [3 if layout.row_key(sheet) else 2, *(brk.id + 1 for brk in page.col_breaks.brk)]
        for number, column in enumerate(starts, start=1):
            several = f" (phần {number}/{len(starts)})" if len(starts) > 1 else ""
            assert page.cell(1, column).value == sheet.title.upper() + several
            assert one.code in str(page.cell(2, column).value)


def test_nothing_is_wider_or_higher_than_the_paper(
    issued: tuple[Template, Issue], pages: dict[str, Worksheet]
) -> None:
    template, _ = issued
    for sheet in template.tables:
        if sheet.name not in asked(template):
            continue
        page = pages[sheet.title]
        assert page.page_setup.scale in (None, 100), (
            "letters and rows are printed as large as they are said to be"
        )
        margins = page.page_margins
        wide = 841.89 - 72 * (margins.left + margins.right)
        high = POINTS_DOWN - 72 * (margins.top + margins.bottom)
        repeated = 2 if layout.row_key(sheet) else 1
        widths = column_widths(page)
        ends = [*(brk.id for brk in page.col_breaks.brk), page.max_column]
        for first, last in zip([repeated, *ends], ends, strict=False):
            used = sum(widths[c] for c in (*range(1, repeated + 1), *range(first + 1, last + 1)))
            assert 0.8 * wide < used <= wide, (sheet.name, first)
        heights = {
            row: page.row_dimensions[row].height or 16.5 for row in range(1, page.max_row + 1)
        }
        head = sum(heights[row] for row in range(1, heading_row(page) + 1))
        stops = [*(brk.id for brk in page.row_breaks.brk), page.max_row]
        for first, last in zip([heading_row(page), *stops], stops, strict=False):
            assert head + sum(heights[row] for row in range(first + 1, last + 1)) <= high, (
                sheet.name,
                first,
            )
        assert all(heights[row] >= 40 for row, _ in numbered(page)), "room for a pen"


def test_columns_are_parted_between_bands_and_evenly() -> None:
    assert part_columns([10, 10, 10, 10], {2}, 30) == [range(2), range(2, 4)]
    assert part_columns([10, 10, 10, 10], (), 30) == [range(2), range(2, 4)]
    assert part_columns([10, 10, 10, 10], {3}, 30) == [range(3), range(3, 4)]
    assert part_columns([50, 10], (), 30) == [range(1), range(1, 2)], (
        "one wider than the page stands alone"
    )


def test_rows_are_parted_evenly_unless_that_takes_more_pages() -> None:
    assert part_rows([40] * 7, 240) == [range(4), range(4, 7)]
    assert part_rows([40] * 6, 240) == [range(6)]
    assert part_rows([200, 40, 40, 40], 240) == [range(2), range(2, 4)]
    assert part_rows([40, 40, 40, 200], 240) == [range(2), range(2, 4)]
    assert part_rows([40, 40, 40, 240], 240) == [range(3), range(3, 4)]


# --------------------------------------------------------------------------- the file, the command


def test_the_same_plan_gives_the_same_bytes(issued: tuple[Template, Issue], tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_paper(tmp_path / f"{name}.xlsx", *issued)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_twin_typed_into_is_no_workbook(year: Year, tmp_path: Path) -> None:
    write_paper(tmp_path / "a_giay.xlsx", year.asked, year.plan.issued[0])
    (outcome,) = year.check([tmp_path / "a_giay.xlsx"], TODAY)
    (finding,) = [f for f in outcome.findings if f.severity is not Severity.REPAIR]
    assert finding.code == "F227"
    assert year.plan.issued[0].code in finding.value, "whose it is stands in the finding"


@pytest.fixture
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a machine without LibreOffice."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(office, "PLACES", ())


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert run([str(argument) for argument in arguments]) == 0
    return capsys.readouterr().out


@pytest.mark.usefixtures("no_office")
def test_the_command_writes_twins_beside_the_workbooks(
    year: Year, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert find_office() is None
    said = told(capsys, "generate", year.folder, "--out", tmp_path, "--paper")
    workbooks = [
        path for path in sorted(tmp_path.glob("*.xlsx")) if not path.stem.endswith("_giay")
    ]
    assert len(workbooks) == 3
    assert all(paper_path(path).is_file() for path in workbooks)
    assert not list(tmp_path.glob("*.pdf"))
    assert said.count("mở tệp bản giấy bằng Excel rồi in") == 1
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    paper_path(workbooks[0]).write_bytes(b"old")
    said = told(capsys, "generate", year.folder, "--out", tmp_path, "--paper", "--format", "json")
    assert [one["paper"] for one in json.loads(said)["workbooks"]] == [
        str(paper_path(path)) for path in workbooks
    ]
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before, (
        "the twin is made anew"
    )


def test_without_the_flag_there_is_no_twin(year: Year, capsys: pytest.CaptureFixture[str]) -> None:
    said = told(capsys, "generate", year.folder, "--format", "json")
    assert [one["paper"] for one in json.loads(said)["workbooks"]] == [None] * 3
    assert not list((year.folder / OUT).glob("*_giay*"))


def test_a_dry_run_writes_nothing(
    year: Year, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = told(capsys, "generate", year.folder, "--out", tmp_path / "moi", "--paper", "--dry-run")
    assert not (tmp_path / "moi").exists()
    assert "giay" not in said


# --------------------------------------------------------------------------- PDF


@pytest.mark.skipif(sys.platform == "win32", reason="a script is no program there")
@pytest.mark.parametrize(
    "script",
    ["exit 1", "exit 0", "(sleep 1.5; touch outlived) & sleep 60"],
    ids=["fails", "does-nothing", "hangs"],
)
def test_a_libreoffice_that_does_not_manage_is_no_failure(
    script: str, year: Year, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    twin = tmp_path / "a_giay.xlsx"
    write_paper(twin, year.asked, year.plan.issued[0])
    twin.with_suffix(".pdf").write_bytes(b"of another plan")
    os.utime(twin.with_suffix(".pdf"), (0, 0))
    program = tmp_path / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\ncd '{tmp_path}' || exit\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(program.parent), prepend=os.pathsep)
    monkeypatch.setattr(office, "TIMEOUT", 0.5)
    assert find_office() == str(program)
    assert make_pdf(twin) is None
    assert not twin.with_suffix(".pdf").exists(), "an old one would be taken for this one's"
    if "outlived" in script:
        time.sleep(1.5)
        assert not (tmp_path / "outlived").exists(), "what it had started is ended too"


@pytest.mark.office
def test_the_pdf_has_a_page_a_sheet_of_paper(
    issued: tuple[Template, Issue], tmp_path: Path
) -> None:
    find_program("soffice")
    twin = tmp_path / "sổ của thôn_giay.xlsx"
    write_paper(twin, *issued)
    made = make_pdf(twin)
    assert made == twin.with_suffix(".pdf")
    data: Any = made.read_bytes()
    assert data.startswith(b"%PDF-")
    sheets_of_paper = [
        (len(page.col_breaks.brk) + 1) * (len(page.row_breaks.brk) + 1)
        for page in sheets(twin).values()
    ]
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", data)) == sum(sheets_of_paper), (
        "nothing runs over"
    )
    saved = made.stat().st_mtime_ns
    assert make_pdf(twin) == made
    assert made.stat().st_mtime_ns == saved, "an unchanged twin needs no new one"
