"""Returns → one table a sheet, the figures of the report, and where everything came from."""

from __future__ import annotations

import itertools
import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from opened import one_page
from small_year import (
    FIGURES,
    NAMES,
    PERSON,
    SENT,
    TODAY,
    Hands,
    fill,
    ha,
    issued_file,
    make_year,
    petition,
    return_all,
    thuong,
)
from standing import give_own

from sheettools.annual.doors import Order
from sheettools.annual.figures import KEPT, Figures, compute_figures
from sheettools.annual.ledger import Return
from sheettools.annual.merge import MergedReturns, merge
from sheettools.annual.report import AnnualReport
from sheettools.annual.xlsx.print_setup import HEAD_ROW
from sheettools.findings import COVERED, Finding, Severity, SheettoolsError
from sheettools.incoming.cage.read import read_book
from sheettools.incoming.check.validate import check_book
from sheettools.outgoing.workbook.generate import Contents, write_workbook
from sheettools.template.issue import FilledBook, Issue
from sheettools.template.load.load import load_template
from sheettools.template.model import ORIGIN
from sheettools.year import IN, Year, as_return


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """A year of three villages, all of which returned their workbooks without a mistake."""
    year = make_year(tmp_path_factory.mktemp("nam") / "mau-son-2024")
    return_all(year)
    return year


@pytest.fixture(scope="module")
def report(small: Year) -> AnnualReport:
    return small.report((), TODAY)


def errors(report: AnnualReport) -> list[tuple[str, str]]:
    return [
        (f.code, f.location.file) for f in report.merged.findings if f.severity is Severity.ERROR
    ]


def xml(path: Path) -> str:
    """Return all that a workbook holds, as its parts say it."""
    with zipfile.ZipFile(path) as package:
        return "\n".join(package.read(part).decode("utf-8") for part in package.namelist())


def merged_copy(small: Year, folder: Path, **renamed: str) -> Year:
    """Return the same year with its returns under other names, in a folder of their own."""
    year = Year(folder, small.plan_path)
    (folder / IN).mkdir(parents=True)
    give_own(folder)
    for path in (small.folder / IN).iterdir():
        shutil.copy2(path, folder / IN / renamed.get(path.stem.replace("-", "_"), path.name))
    return year


# ------------------------------------------------------------------ the figures, worked out by hand

SESSIONS = {
    "cuoc_ke_hoach": 3,  # Thượng; Trung and Hạ together; Hạ
    "cuoc_da_to_chuc": 3,  # Thượng twice, Trung and Hạ together
    "cuoc_dinh_ky": 2,
    "cuoc_dot_xuat": 1,
    "cuoc_chuyen_de": 0,
    "cuoc_chuyen": 0,
    "cuoc_theo_ke_hoach": 2,  # Thượng's in quarter I, the joint one
    "cuoc_ngoai_ke_hoach": 1,  # Thượng's in May
    "cuoc_khong": 1,  # Hạ put it off; the joint one is not asked of Hạ
    "thon_tong": 3,
    "thon_da_to_chuc": 3,  # Hạ by the joint dialogue
    "ket_luan": 2,
    "cong_khai": 1,
}
ATTENDANCE = {
    "nguoi_du": 50 + 30 + 3,
    "nguoi_cap_tren": 1,
    "nguoi_lanh_dao": 2 + 1 + 1,
    "nguoi_cong_chuc": 3 + 2,
    "nguoi_mttq": 4 + 3,
    "nguoi_can_bo_thon": 5 + 4,
    "nguoi_nhan_dan": 35 + 20 + 2,
    "dang_vien": 12 + 8 + 1,
    "nu": 20 + 10 + 1,
    "dtts": 7 + 3,
    "cuoc_co_nguoi_du": 3,  # a row each for Thượng's two and the joint one
    "luot_phat_bieu": 6 + 4 + 2,
    "nguoi_phat_bieu": 5 + 4 + 2,
}
PETITIONS = {
    "kien_nghi": 4 + 3 + 1,
    "kn_gui_truoc": 4,  # by letter, letter box and reception in Thượng, by letter in Hạ
    "kn_hoi_nghi": 2,
    "kn_ky_truoc": 1,  # Trung's of November 2023; it was raised at a dialogue, but of that year
    "to_cao": 1,  # Trung's denunciation, which is in the figures of the balance and in no other
    "tra_loi_hn": 2,
    "tt_tong": 7,
    "da_giai_quyet": 2,  # answered on the spot; settled
    "dang_giai_quyet": 1,
    "chua_giai_quyet": 2,  # just received; not settled
    "da_chuyen": 1,
    "giai_trinh": 1,
    "tu_choi": 0,
    "han_tong": 7,
    "dung_han": 3,
    "qua_han": 1,
    "chua_tra_loi": 3,
    "con_han": 0,
    "qua_han_chua": 2,  # Thượng's of May; Hạ's of 2 December, due on the 16th
    "ky_truoc_chua": 1,  # Trung's of November 2023, due in December of that year
    "han_ky_truoc": 0,
    "qua_han_tong": 1 + 2 + 1,
    "no_tra_loi": 2 + 1,
    "no_ngan": 0,
    "no_vua": 1,  # Hạ's: 17 to 20, 23 to 27, 30 and 31 December are eleven working days
    "no_dai": 2,
    # the two that are settled, the one explained, the denunciation that was advised on
    "da_xong": 4,
    "ton": 4,
    "xong_va_ton": 8,
    "ngoai_so_xong": 0,
    "ngoai_so_ton": 0,
    "van_ban_tra_loi": 1,
    "dau_ky": 1,
    "moi": 7,
    "tc_xong": 1,
    "tc_ton": 0,
}


def test_every_figure_is_what_a_clerk_would_count(report: AnnualReport) -> None:
    assert report.figures.values == {**SESSIONS, **ATTENDANCE, **PETITIONS}


def test_every_figure_of_the_domain_has_its_number(report: AnnualReport) -> None:
    numbers = {int(re.match(r"\d+", figure.code)[0]) for figure in report.figures.report.figures}
    breakdowns = {"linh_vuc": 6, "loai": 7, "tham_quyen": 8}
    by = {cross.breakdown.by for cross in report.figures.crosses}
    assert numbers | {breakdowns[name] for name in by & set(breakdowns)} == set(range(1, 16))


def test_identities_are_printed_and_hold(report: AnnualReport) -> None:
    said = {
        identity.text: (identity.left, identity.right) for identity in report.figures.identities
    }
    assert said["5 = 5a + 5b + 5c + 5d"] == (8, 8)
    assert said["5d = 15c + 15d"] == (1, 1)
    assert said["11đ = 15a + 15b − 11d"] == (4, 1 + 7 - 4)
    assert said["3 = 3a + 3b + 3c + 3d + 3đ + 3e"] == (83, 83)
    assert said["2b ≤ 2a"] == (3, 3)
    assert said["3k = 1b"] == (3, 3)
    assert said["11e = 11d + 11đ"] == (8, 8)
    assert said["11 = 11a + 11b + 11c + 11g"] == (7, 7), "of a denunciation it is not told"
    assert said["11c = 11c1 + 11c2 + 11c3"] == said["14 = 14a + 14b + 14c"] == (3, 3)
    assert said["13 = 11b + 11c2 + 11c3"] == (4, 4)
    assert all(identity.holds for identity in report.figures.identities)
    assert report.figures.findings == ()


def cross(figures: Figures, name: str) -> tuple[dict[str, dict[str, int]], dict[str, int]]:
    """Return a breakdown's rows as they are printed and its total, figures by name."""
    found = next(c for c in figures.crosses if c.breakdown.name == name)
    names = found.breakdown.figures
    rows = {line.label: dict(zip(names, line.values, strict=True)) for line in found.lines()}
    return rows, dict(zip(names, found.total, strict=True))


def test_by_village(report: AnnualReport) -> None:
    rows, total = cross(report.figures, "theo_thon")
    assert list(rows) == ["Thôn Thượng", "Thôn Trung", "Thôn Hạ", KEPT]
    wanted = ["cuoc_da_to_chuc", "nguoi_du", "nguoi_nhan_dan", "luot_phat_bieu", "kien_nghi", "ton"]
    assert [[row[name] for name in wanted] for row in rows.values()] == [
        [2, 80, 55, 10, 4, 2],
        [1, 3, 2, 2, 2, 1],
        [0, 0, 0, 0, 1, 1],
        [0, 0, 0, 0, 1, 0],  # Trung's denunciation, of which no report says that it is Trung's
    ]
    assert total["nguoi_du"] == 83


def test_by_quarter(report: AnnualReport) -> None:
    rows, _ = cross(report.figures, "theo_quy")
    # The joint dialogue stays one of quarter II, for which it was planned, though it took place in
    # July, and with it its attendance.
    assert {label: [row["cuoc_da_to_chuc"], row["nguoi_du"]] for label, row in rows.items()} == {
        "Quý I": [1, 50],
        "Quý II": [2, 33],
        "Quý III": [0, 0],
        "Quý IV": [0, 0],
    }


def test_what_came_over_from_last_year_is_of_no_quarter(report: AnnualReport) -> None:
    rows, total = cross(report.figures, "theo_ky")
    # The petition raised at the joint dialogue is of its quarter; that of November 2023 is of none.
    assert {label: row["kien_nghi"] for label, row in rows.items()} == {
        "Kỳ trước chuyển sang": 1,
        "Quý I": 2,
        "Quý II": 3,
        "Quý III": 0,
        "Quý IV": 1,
        KEPT: 1,  # nor does any say of which quarter the denunciation is
    }
    assert rows["Kỳ trước chuyển sang"]["kien_nghi"] == report.figures.values["kn_ky_truoc"]
    assert total["kien_nghi"] == 8


def test_what_is_late_by_village(report: AnnualReport) -> None:
    rows, _ = cross(report.figures, "han_theo_thon")
    wanted = [
        "dung_han",
        "qua_han",
        "qua_han_chua",
        "ky_truoc_chua",
        "qua_han_tong",
        "no_vua",
        "no_dai",
    ]
    assert {label: [row[name] for name in wanted] for label, row in rows.items()} == {
        "Thôn Thượng": [2, 1, 1, 0, 2, 0, 1],
        "Thôn Trung": [1, 0, 0, 1, 1, 0, 1],
        "Thôn Hạ": [0, 0, 1, 0, 1, 1, 0],
    }


def test_by_field_kind_level_and_state(report: AnnualReport) -> None:
    fields, _ = cross(report.figures, "theo_linh_vuc")
    assert {label: row["kien_nghi"] for label, row in fields.items() if row["kien_nghi"]} == {
        "Đất đai": 2,
        "Tài nguyên, môi trường": 1,
        "Giao thông": 2,
        "Chính sách xã hội, an sinh": 1,
        "Y tế, dân số": 1,
        KEPT: 1,
    }
    levels, _ = cross(report.figures, "theo_tham_quyen")
    assert {label: row["kien_nghi"] for label, row in levels.items() if row["kien_nghi"]} == {
        "Thôn (tự quản)": 1,
        "Xã": 2,
        "Huyện": 2,
        "Tỉnh": 1,
        "Ngành dọc, doanh nghiệp": 1,
        KEPT: 1,
    }
    kinds, _ = cross(report.figures, "theo_loai")
    assert {label: row["kien_nghi"] for label, row in kinds.items()} == {
        "Ý kiến": 1,
        "Đề nghị": 1,
        "Kiến nghị": 3,
        "Phản ánh": 1,
        "Khiếu nại": 1,
        "Tố cáo": 1,
    }, "that it is one may be told"
    assert kinds["Tố cáo"]["dung_han"] == 0
    states, _ = cross(report.figures, "theo_tinh_trang")
    assert states["Đã chuyển cấp có thẩm quyền"] == {
        "kien_nghi": 1,
        "kn_ky_truoc": 0,
        "tra_loi_hn": 0,
        "dung_han": 0,
        "qua_han": 1,
        "con_han": 0,
        "qua_han_chua": 0,
        "han_ky_truoc": 0,
        "ky_truoc_chua": 0,
        "qua_han_tong": 1,
    }
    assert (states[KEPT]["kien_nghi"], states["Không đủ điều kiện, đã hướng dẫn"]["kien_nghi"]) == (
        1,
        0,
    )


def test_rows_of_every_breakdown_add_up_to_its_total(report: AnnualReport) -> None:
    for one in report.figures.crosses:
        columns = zip(*(line.values for line in one.lines()), strict=True)
        assert [sum(column) for column in columns] == list(one.total), one.breakdown.name


def test_the_report_is_no_draft_when_all_is_in_and_right(report: AnnualReport) -> None:
    assert report.reasons == ()
    assert errors(report) == []


def test_a_village_that_did_not_return_leaves_its_planned_dialogue_open(
    small: Year, tmp_path: Path
) -> None:
    year = merged_copy(small, tmp_path / "thieu")
    (year.folder / IN / "so-03.xlsx").unlink()
    report = year.report((), TODAY, FIGURES)
    ((_, rows),) = report.edition.data.coverages
    planned = {(row.unit, row.values["ma_cuoc"]): row for row in rows}
    assert not planned["Thôn Hạ", "2024-Q4-1"].reported
    assert planned["Thôn Hạ", "2024-Q4-1"].values["quy"] == "IV"
    assert planned["Thôn Thượng", "2024-Q1-1"].origin.startswith(
        "so-01.xlsx / Lịch tiếp xúc / 7 / "
    )
    # A dialogue that was not planned is listed too, after the planned ones.
    assert rows[-1].reported
    assert (rows[-1].unit, rows[-1].values["ma_cuoc"]) == ("Thôn Thượng", "2024-01-BS01")
    assert [issued.unit_name for issued in report.merged.missing] == ["Thôn Hạ"]
    assert report.reasons == ("Chưa nhận được sổ của: Thôn Hạ",)
    # What goes up says how many, and from no row where it came.
    assert report.public.draft == ("Chưa có sổ của 1 đơn vị",)
    ((_, goes_up),) = report.public.data.coverages
    assert [(row.unit, row.values, row.reported) for row in goes_up] == [
        (row.unit, row.values, row.reported) for row in rows
    ]
    assert {row.origin for row in goes_up} == {""}


# ---------------------------------------------------------------------- identities that do not hold

BROKEN = """
[template]
name = "can-doi"
version = "1"
title = "Cân đối"
[[list]]
name = "mau"
title = "Màu"
categories = [{ value = "XANH" }, { value = "DO" }]
[[sheet]]
name = "viec"
title = "Việc"
kind = "table"
rows = 10
[[sheet.field]]
name = "ten"
title = "Tên"
[[sheet.field]]
name = "mau"
title = "Màu"
categories = "mau"
[[sheet.field]]
name = "so"
title = "Số"
type = "integer"
[report]
title = "Báo cáo"
[[report.figure]]
name = "tat_ca"
code = "1"
title = "Tất cả"
count = "viec"
equals = ["xanh", "do"]
[[report.figure]]
name = "xanh"
code = "1a"
title = "– xanh"
count = "viec"
where = { mau = "XANH" }
[[report.figure]]
name = "do"
code = "1b"
title = "– đỏ"
count = "viec"
where = { mau = "DO" }
[[report.figure]]
name = "cong"
code = "2"
title = "Tổng của cột số"
sum = "viec.so"
at_most = "tat_ca"
[[report.breakdown]]
name = "theo_mau"
title = "Theo màu"
by = "mau"
figures = ["tat_ca"]
"""


def merge_by(folder: Path, toml: str, rows: list[Mapping[str, Any]]) -> MergedReturns:
    """Merge one workbook of a template of one's own."""
    (folder / "mau.toml").write_text(toml, encoding="utf-8")
    template = load_template(folder / "mau.toml")
    issued = Issue("A-1", "A-1", "Nơi A", "Nơi A", "a")
    write_workbook(folder / "a.xlsx", template, issued, Contents(tables={"viec": rows}))
    book = read_book(folder / "a.xlsx").book
    assert book is not None
    checked = check_book(book, template, issued, TODAY)
    returned = Return("a.xlsx", book.sha256, book.size, checked.findings, checked, issued)
    return merge(template, FilledBook({}, {}), [issued], [returned])


def test_a_row_that_belongs_nowhere_breaks_the_sum_and_the_table(tmp_path: Path) -> None:
    rows = [{"ten": "a", "mau": "XANH"}, {"ten": "b", "mau": "DO"}, {"ten": "c"}]
    merged = merge_by(tmp_path, BROKEN, rows)
    # A colour that the list has no longer, as data of an earlier year may hold.
    stray = merged.tables["viec"].putting({"mau": ["XANH", "DO", "TIM"]})
    figures = compute_figures(replace(merged.data, tables={"viec": stray}))
    assert [(f.code, f.severity) for f in figures.findings] == [
        ("R301", "error"),
        ("R303", "error"),
    ]
    broken = next(identity for identity in figures.identities if not identity.holds)
    assert (broken.text, broken.left, broken.right) == ("1 = 1a + 1b", 3, 2)
    assert "3" in figures.findings[0].message()
    assert "Theo màu" in figures.findings[1].message()


def test_a_part_greater_than_the_whole_is_found(tmp_path: Path) -> None:
    figures = compute_figures(
        merge_by(tmp_path, BROKEN, [{"ten": "a", "mau": "XANH", "so": 5}]).data
    )
    assert [f.code for f in figures.findings] == ["R302"]
    assert figures.values["cong"] == 5


@pytest.mark.parametrize(("part", "codes"), [(1, []), (2, ["R302"])])
def test_a_part_may_be_all_of_the_whole_and_not_one_more(
    part: int, codes: list[str], tmp_path: Path
) -> None:
    one = [{"ten": "a", "mau": "XANH", "so": part}]
    figures = compute_figures(merge_by(tmp_path, BROKEN, one).data)
    assert [f.code for f in figures.findings] == codes
    (bound,) = (identity for identity in figures.identities if identity.at_most)
    assert (bound.left, bound.right, bound.holds) == (part, 1, not codes)


def test_identities_hold_again_when_every_row_is_classified(tmp_path: Path) -> None:
    rows = [{"ten": "a", "mau": "XANH", "so": 1}, {"ten": "b", "mau": "DO", "so": 1}]
    figures = compute_figures(merge_by(tmp_path, BROKEN, rows).data)
    assert figures.findings == ()
    assert all(identity.holds for identity in figures.identities)


FOLLOWING = """
[template]
name = "viec-theo-viec"
version = "1"
title = "Việc theo việc"
[[sheet]]
name = "viec"
title = "Việc"
kind = "table"
rows = 10
[[sheet.field]]
name = "ma"
title = "Mã"
[[sheet.field]]
name = "ten"
title = "Tên"
constraints = { required = true }
[[sheet.field]]
name = "theo"
title = "Theo việc"
foreignKey = "viec.ma"
"""


def test_what_hangs_on_a_row_that_hangs_on_one_set_aside_goes_too(tmp_path: Path) -> None:
    rows = [
        {"ma": "C", "ten": "c", "theo": "B"},
        {"ma": "B", "ten": "b", "theo": "A"},
        {"ma": "A"},
        {"ma": "D", "ten": "d"},
        {"ma": "E", "ten": "e", "theo": "D"},
    ]
    merged = merge_by(tmp_path, FOLLOWING, rows)
    assert list(merged.tables["viec"]["ma"]) == ["D", "E"]
    assert list(merged.set_aside["viec"]["ma"]) == ["C", "B", "A"]
    waits = [
        (f.location.cell, f.value, f.message("vi")) for f in merged.findings if f.code == "R150"
    ]
    (named,) = {said.partition(", mà ")[2] for _, _, said in waits}
    assert [(cell, value) for cell, value, _ in waits] == [("E7", "B"), ("E8", "A")]
    assert "dòng 9 trang “Việc”" in named, "both wait for the row that is to be fixed"


def test_broken_figures_in_the_real_template_make_the_report_a_draft(
    small: Year, tmp_path: Path
) -> None:
    year = merged_copy(small, tmp_path / "lech")
    rows = ha()
    # Nothing was held, yet its result is said to be public: 12c cannot exceed 1b once Hạ is alone.
    rows["lich"] = [
        {},
        {"trang_thai": "HOAN", "ly_do": "Dịch bệnh", "ngay_cong_khai": date(2024, 12, 1)},
    ]
    for path in (year.folder / IN).iterdir():
        path.unlink()
    fill(issued_file(small, "03"), year.folder / IN / "so-03.xlsx", small.plan.collects, rows)
    report = year.report((), TODAY, FIGURES)
    assert [f.code for f in report.figures.findings] == ["R302"]
    assert "Có số liệu chưa cân (cuối trang “Tổng hợp”)" in report.reasons


# ------------------------------------------------------------------------- order, names, repetition


def both(report: AnnualReport) -> tuple[bytes, bytes]:
    """Return the two editions of a report as they were written: what goes up, and the office's."""
    assert report.office is not None
    return report.path.read_bytes(), report.office.read_bytes()


def test_any_order_of_the_returns_gives_the_same_bytes(small: Year, tmp_path: Path) -> None:
    paths = sorted((small.folder / IN).iterdir())
    made = {
        both(small.report(order, TODAY, Order(tmp_path / "bao-cao.xlsx")))
        for order in itertools.permutations(paths)
    }
    assert len(made) == 1


def test_merging_twice_gives_the_same_bytes(small: Year, tmp_path: Path) -> None:
    first = both(small.report((), TODAY, Order(tmp_path / "a.xlsx")))
    assert first == both(Year(small.folder).report((), TODAY, Order(tmp_path / "b.xlsx")))


def test_the_names_of_the_files_change_nothing_but_names(
    small: Year, report: AnnualReport, tmp_path: Path
) -> None:
    names = {"so_01": "z cuối cùng.xlsx", "so_02": "Bản sao (2).xlsx", "so_03": "a.xlsx"}
    other = merged_copy(small, tmp_path / "ten", **names).report((), TODAY, FIGURES)
    assert other.figures.values == report.figures.values
    assert other.figures.crosses == report.figures.crosses
    for name, frame in report.merged.tables.items():
        nameless = {"tep": [""] * len(frame)}
        assert other.merged.tables[name].putting(nameless) == frame.putting(nameless), name
    assert {row.file for row in other.merged.ledger} == set(names.values())


# ------------------------------------------------------------------------ returns that do not count


def test_of_two_returns_of_a_village_the_one_saved_last_counts(small: Year, tmp_path: Path) -> None:
    year = merged_copy(small, tmp_path / "hai")
    later = {**thuong(), "kien_nghi": thuong()["kien_nghi"][:1]}
    # By its name the older one would come last.
    (year.folder / IN / "so-01.xlsx").rename(year.folder / IN / "z cũ.xlsx")
    fill(
        issued_file(small, "01"),
        year.folder / IN / "a mới.xlsx",
        small.plan.collects,
        later,
        saved=datetime(2024, 12, 19, 8, 0),
    )
    report = year.report((), TODAY, FIGURES)
    assert report.figures.values["kien_nghi"] == 8 - 3
    old = next(row for row in report.merged.ledger if row.file == "z cũ.xlsx")
    assert (old.state, old.accepted, old.superseded) == ("superseded", 0, 2 + 2 + 4)
    assert old.balanced
    assert ("F206", "z cũ.xlsx") in {(f.code, f.location.file) for f in report.merged.findings}
    assert report.merged.missing == ()


def test_a_file_sent_twice_counts_once_and_is_called_the_same(small: Year, tmp_path: Path) -> None:
    year = merged_copy(small, tmp_path / "lap")
    shutil.copy(year.folder / IN / "so-01.xlsx", year.folder / IN / "so-01 (1).xlsx")
    once, twice = small.report((), TODAY, FIGURES), year.report((), TODAY, FIGURES)
    assert twice.figures.values == once.figures.values
    assert [f.code for f in twice.merged.findings if f.code in ("F206", "F209")] == ["F209"]


def test_what_was_wrong_with_an_older_return_does_not_hold_up_the_report(
    small: Year, tmp_path: Path
) -> None:
    year = merged_copy(small, tmp_path / "sua")
    wrong = {**thuong(), "kien_nghi": [{**thuong()["kien_nghi"][0], "linh_vuc": "Giao thônng"}]}
    fill(
        issued_file(small, "01"),
        year.folder / IN / "lần 1.xlsx",
        small.plan.collects,
        wrong,
        saved=datetime(2024, 1, 2, 8, 0),
    )
    assert year.report((), TODAY, FIGURES).reasons == small.report((), TODAY, FIGURES).reasons


def test_a_text_as_long_as_a_cell_holds_does_not_stop_the_report(
    small: Year, tmp_path: Path
) -> None:
    year = merged_copy(small, tmp_path / "dai")
    long = petition("KIEN_NGHI", "Giao thônng", "GUI_TRUOC", "XA", "MOI", date(2024, 5, 2))
    long |= {"noi_dung": "đường " * 5_000, "ghi_chu": "vỡ " * 10_000}
    typed = {**ha(), "kien_nghi": [long]}
    fill(issued_file(small, "03"), year.folder / IN / "so-03.xlsx", small.plan.collects, typed)
    report = year.report((), TODAY)
    assert report.office is not None
    page = one_page(report.office, "Để riêng")
    said = "".join(str(row[6]) for row in page.iter_rows(min_row=6, values_only=True) if row[6])
    assert said.count("đường") == 5_000
    assert said.count("vỡ") == 10_000


def test_nothing_written_about_a_denunciation_leaves_the_office(
    small: Year, tmp_path: Path
) -> None:
    year = merged_copy(small, tmp_path / "kin")
    said = "Bà con kể chuyện trưởng nhóm thu tiền sai"
    secret = {
        **petition("TO_CAO", "KHAC", "TIEP_DAN", "XA", "MOI", date(2024, 5, 2)),
        "noi_dung": said,
        "ghi_chu": said,
    }
    fill(
        issued_file(small, "03"),
        year.folder / IN / "so-03.xlsx",
        small.plan.collects,
        {**ha(), "kien_nghi": [secret]},
    )
    report = year.report((), TODAY)
    assert said in list(report.merged.tables["kien_nghi"]["noi_dung"]), "it was read"
    assert report.office is not None
    page = one_page(report.office, "Giữ kín – Kiến nghị")
    units = [row[0] for row in page.iter_rows(min_row=HEAD_ROW + 1, values_only=True) if row[0]]
    assert units == ["Thôn Trung", "Thôn Hạ"], (
        "the office's own edition lists it, without its words"
    )
    assert all(said not in xml(path) for path in (report.path, report.office))


def test_of_two_returns_saved_at_one_time_the_last_by_name_counts(
    small: Year, tmp_path: Path
) -> None:
    year = merged_copy(small, tmp_path / "ten")
    fewer = {**thuong(), "kien_nghi": thuong()["kien_nghi"][:1]}
    fill(
        issued_file(small, "01"),
        year.folder / IN / "so-01 (2).xlsx",
        small.plan.collects,
        fewer,
        saved=SENT,
    )
    states = {row.file: row.state for row in year.report((), TODAY, FIGURES).merged.ledger}
    # "so-01 (2)" sorts before "so-01.", as a blank does before a full stop.
    assert states == {
        "so-01 (2).xlsx": "superseded",
        "so-01.xlsx": "counted",
        "so-02.xlsx": "counted",
        "so-03.xlsx": "counted",
    }


def put_strangers(small: Year, folder: Path, tmp_path: Path) -> dict[str, str]:
    """Put files that are no returns of this year among the returns; say what each must be told."""
    (folder / "anh.xlsx").write_bytes(b"%PDF-1.4 khong phai bang tinh")
    whole = issued_file(small, "01").read_bytes()
    (folder / "dut.xlsx").write_bytes(whole[: len(whole) // 2])
    shutil.copy(small.plan_path, folder / "ke-hoach cua xa.xlsx")
    for name, plan in {"xa-khac": {"commune": "99902"}, "nam-khac": {"year": 2023}}.items():
        other = make_year(tmp_path / name, villages=[("01", "Thượng")], **plan)
        shutil.copy(issued_file(other, "01"), folder / f"{name}.xlsx")
    return {"xa-khac.xlsx": "F222", "nam-khac.xlsx": "F220"}


def test_strangers_among_the_returns_are_named_and_break_nothing(
    small: Year, report: AnnualReport, tmp_path: Path
) -> None:
    year = merged_copy(small, tmp_path / "la")
    told = put_strangers(small, year.folder / IN, tmp_path)
    mixed = year.report((), TODAY)
    assert mixed.figures.values == report.figures.values
    found = {file: code for code, file in errors(mixed)}
    assert set(found) == {"anh.xlsx", "dut.xlsx", *told}
    assert {file: found[file] for file in told} == told
    ledger = {row.file: row for row in mixed.merged.ledger}
    assert all((ledger[file].state, ledger[file].accepted) == ("refused", 0) for file in found)
    assert (
        set(ledger)
        == {one.file for one in mixed.merged.returns}
        == {*found, "ke-hoach cua xa.xlsx"} | {f"so-0{n}.xlsx" for n in (1, 2, 3)}
    ), "a plan is named too, and nothing to mend"
    assert all(len(one.sha256) == 64 and one.size for one in mixed.merged.returns)


def test_of_a_return_with_mistakes_only_the_wrong_rows_are_set_aside(
    small: Year, tmp_path: Path
) -> None:
    year = merged_copy(small, tmp_path / "sai")
    rows = thuong()
    rows["kien_nghi"][1]["linh_vuc"] = "Giao thônng"
    rows["kien_nghi"][3]["tham_quyen"] = None
    fill(issued_file(small, "01"), year.folder / IN / "so-01.xlsx", small.plan.collects, rows)
    report = year.report((), TODAY, FIGURES)
    assert errors(report) == [("C108", "so-01.xlsx"), ("C112", "so-01.xlsx")]
    assert report.figures.values["kien_nghi"] == 8 - 2
    aside = report.merged.set_aside["kien_nghi"]
    assert list(aside["dong"]) == [8, 10]
    assert list(aside["linh_vuc"]) == ["Giao thônng", "Chính sách xã hội, an sinh"]
    (line,) = (row for row in report.merged.ledger if row.file == "so-01.xlsx")
    assert (line.accepted, line.set_aside, line.balanced) == (2 + 2 + 2, 2, True)
    assert any("2 dòng để riêng" in reason for reason in report.reasons)


def with_a_mistake(small: Year, folder: Path, sheet: str, **wrong: Any) -> AnnualReport:
    """Return the report when the first row of a sheet of Thượng's, about its dialogue of 20 March,
    is wrong.
    """
    year = merged_copy(small, folder)
    rows = dict(thuong())
    rows[sheet] = [{**rows[sheet][0], **wrong}, *rows[sheet][1:]]
    fill(issued_file(small, "01"), year.folder / IN / "so-01.xlsx", small.plan.collects, rows)
    return year.report((), TODAY)


def test_what_hangs_on_a_dialogue_set_aside_is_in_no_figure(small: Year, tmp_path: Path) -> None:
    report = with_a_mistake(small, tmp_path / "cuoc", "lich", chu_tri=None)
    assert errors(report) == [("R101", "so-01.xlsx")]
    values = report.figures.values
    assert (values["cuoc_da_to_chuc"], values["nguoi_du"], values["kien_nghi"]) == (
        3 - 1,
        83 - 50,
        8 - 1,
    )
    assert all(identity.holds for identity in report.figures.identities)
    waits = [
        (f.location.sheet, f.location.cell) for f in report.merged.findings if f.code == "R150"
    ]
    assert waits == [("Thành phần tham dự", "C7"), ("Kiến nghị", "G7")]
    (line,) = (row for row in report.merged.ledger if row.file == "so-01.xlsx")
    assert (line.accepted, line.set_aside, line.balanced) == (1 + 1 + 3, 3, True)
    assert any("3 dòng để riêng" in reason for reason in report.reasons)


def test_a_dialogue_whose_attendance_is_set_aside_breaks_the_balance(
    small: Year, tmp_path: Path
) -> None:
    report = with_a_mistake(small, tmp_path / "nguoi", "tham_du", nguoi_phat_bieu=40)  # six spoke
    values = report.figures.values
    assert (values["cuoc_da_to_chuc"], values["nguoi_du"], values["kien_nghi"]) == (3, 83 - 50, 8)
    broken = [(one.text, one.left, one.right) for one in report.figures.identities if not one.holds]
    assert broken == [("3k = 1b", 2, 3)]
    assert [f.code for f in report.figures.findings] == ["R301"]
    assert "Có số liệu chưa cân (cuối trang “Tổng hợp”)" in report.reasons


def test_a_row_that_nobody_accounts_for_stops_the_report(small: Year) -> None:
    outcome = next(iter(small.check(today=TODAY)))
    assert outcome.checked is not None
    lost = outcome.checked.__class__(
        **{**vars(outcome.checked), "records": outcome.checked.records[1:]}
    )
    returned = Return(outcome.path.name, "", 0, (), lost, outcome.issued)
    with pytest.raises(SheettoolsError) as raised:
        merge(small.plan.collects, small.plan.filled, small.plan.issued, [returned])
    assert [f.code for f in raised.value.findings] == ["F301"]


# ----------------------------------------------------------------- origins, and what must not go up


def test_every_row_says_where_it_came_from(report: AnnualReport, small: Year) -> None:
    rows = report.merged.tables["kien_nghi"]
    hands = Hands(small.plan.collects)
    letters = [
        hands.column("kien_nghi", field.name)
        for field in small.plan.collects.sheet("kien_nghi").fields
    ]
    first, last = (pick(letters, key=lambda letter: (len(letter), letter)) for pick in (min, max))
    assert [*rows.parts(ORIGIN)][:2] == [
        ("Thôn Thượng", "99901-01", "so-01.xlsx", "Kiến nghị", 7, f"{first}7:{last}7"),
        ("Thôn Thượng", "99901-01", "so-01.xlsx", "Kiến nghị", 8, f"{first}8:{last}8"),
    ]
    book = read_book(small.folder / IN / "so-02.xlsx").book
    assert book is not None
    pages = {sheet.name: sheet for sheet in book.sheets}
    column = Hands(small.plan.collects).column("kien_nghi", "noi_dung")
    for row in (row for row in rows.rows() if row["tep"] == "so-02.xlsx"):
        cell = next(
            c for c in pages[row["trang"]].cells.values() if c.address == f"{column}{row['dong']}"
        )
        assert cell.value == row["noi_dung"]


def test_names_of_people_are_nowhere_in_the_annual_workbook(report: AnnualReport) -> None:
    typed = {row["ho_ten"] for row in report.merged.tables["danh_sach"].rows()}
    assert typed == set(NAMES), (
        "the names were typed and read, so that their absence means something"
    )
    assert report.office is not None
    for text in map(xml, (report.path, report.office)):
        assert "Trả lời, giải đáp trực tiếp tại hội nghị" in text
        for name in (*NAMES, PERSON, "Họ và tên", "Người nêu"):
            assert name not in text


class Looked(tuple[Finding, ...]):
    """Findings that count how often they are gone through."""

    times = 0

    def __iter__(self) -> Iterator[Finding]:
        Looked.times += 1
        return super().__iter__()


def test_what_is_private_in_rows_set_aside_is_covered_by_going_through_the_findings_once(
    small: Year, tmp_path: Path
) -> None:
    wrong = [
        petition("KIEN_NGHI", "Giao thônng", "GUI_TRUOC", "XA", "MOI", date(2024, 5, day))
        for day in (2, 3, 4)
    ]
    wrong[1]["ghi_chu"] = "Gọi 0912 345 678"
    tables = {**ha(), "kien_nghi": wrong}
    path = fill(issued_file(small, "03"), tmp_path / "so-03.xlsx", small.plan.collects, tables)
    (outcome,) = small.check([path], TODAY)
    returned = replace(as_return(outcome), findings=Looked(outcome.findings))

    merged = merge(small.plan.collects, small.plan.filled, small.plan.issued, [returned])

    aside = merged.set_aside["kien_nghi"]
    assert [(row["noi_dung"] != COVERED, row["ghi_chu"]) for row in aside.rows()] == [
        (True, None),
        (True, COVERED),
        (True, None),
    ]
    # Once for the rows, once for the report, once for the ledger, which counts what was mended.
    assert Looked.times == 3


def test_names_in_rows_set_aside_stay_out_too(small: Year, tmp_path: Path) -> None:
    year = merged_copy(small, tmp_path / "ten")
    wrong = petition(
        "KIEN_NGHI", "Giao thônng", "GUI_TRUOC", "XA", "MOI", date(2024, 5, 2), nguoi_neu=PERSON
    )
    fill(
        issued_file(small, "03"),
        year.folder / IN / "so-03.xlsx",
        small.plan.collects,
        {**ha(), "kien_nghi": [wrong]},
    )
    report = year.report((), TODAY)
    assert list(report.merged.set_aside["kien_nghi"]["nguoi_neu"]) == [PERSON]
    assert report.office is not None
    assert "Giao thônng" in xml(report.office)
    assert "Giao thônng" not in xml(report.path), "a row that does not count does not go up"
    assert all(PERSON not in xml(path) for path in (report.path, report.office))


def test_the_rows_of_the_year_are_had_as_data_frames(report: AnnualReport) -> None:
    import pandas as pd  # no other test of this module needs it

    rows = report.merged.tables["tham_du"]
    table = rows.to_pandas()
    assert list(table.columns) == list(rows.columns)
    assert len(table) == len(rows)
    for name, column in rows.columns.items():
        assert [None if value is pd.NA else value for value in table[name]] == list(column), name
    assert str(table["nu"].dtype) == "Int64"
    assert table["nu"].sum() == sum(value for value in rows["nu"] if value is not None)
