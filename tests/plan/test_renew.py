"""A plan that begins with last year's: what comes along, what does not, and what is said of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from small_year import BOOKS, issued_file, make_year, return_all, write_plan
from standing import OWN

from sheettools.cli.entry import run
from sheettools.findings import Finding, SheettoolsError
from sheettools.language import speaking
from sheettools.outgoing.workbook.generate import write_workbook
from sheettools.outgoing.workbook.initial import Contents
from sheettools.plan.begin import Drafted
from sheettools.plan.plan import check_plan
from sheettools.template.issue import FilledBook, Issue
from sheettools.template.load.built_in import built_in_folder
from sheettools.template.load.load import load_template
from sheettools.year import PLAN_FILE, Year

SUBJECT = Path(__file__).parents[1] / "cli" / "other_subject"
VILLAGES = [
    {
        "ma": "01",
        "loai": "Thôn",
        "ten": "Thượng",
        "truong_thon": "Vi Văn Tám",
        "dien_thoai": "0912345678",
        "tu_ngay": date(2019, 5, 1),
    },
    {"ma": "02", "loai": "Thôn", "ten": "Trung", "den_ngay": date(2024, 11, 30)},
    {"ma": "03", "loai": "Bản", "ten": "Hạ", "ten_khac": ("Bản Dưới",)},
    {"ma": "04", "loai": "Bản", "ten": "Mới", "den_ngay": date(2025, 1, 1)},
]
MORE: dict[str, Any] = {
    "chung": {
        "so_ke_hoach": "12-KH/ĐU",
        "ngay_ban_hanh": date(2024, 1, 15),
        "trich_yeu": "Đối thoại với nhân dân năm 2024",
        "tu_ngay": date(2023, 12, 15),
        "den_ngay": date(2024, 12, 14),
        "chu_tri": "Bí thư Đảng ủy",
        "nguoi_ky": "Hoàng Văn Tư",
        "tinh": "Tỉnh Bắc Giang",
    },
    "thon": VILLAGES,
    "cuoc": [
        {
            "ma": "2024-Q1-1",
            "quy": "I",
            "cac_thon": ("Thượng", "Trung"),
            "dia_diem": "Nhà văn hóa thôn Thượng",
            "ngay_du_kien": date(2024, 3, 5),
            "chu_tri": "Chủ tịch UBND xã",
        },
        {"ma": "2024-Q2-1", "quy": "II", "cac_thon": ("Trung",)},
        {"ma": "2024-Q3-1", "quy": "III", "cac_thon": ("Bản Hạ",), "thoi_luong": "½ ngày"},
    ],
    "can_cu": [{"loai": "Kế hoạch", "so": "3-KH/HU", "ngay": date(2024, 1, 3)}],
    "muc_dich": [{"noi_dung": "Thực hiện chương trình giai đoạn 2021-2025"}],
    "chu_de": [{"noi_dung": "Nước sạch"}],
    "nhiem_vu": [
        {"chu_tri": "Văn phòng", "noi_dung": "Tổng hợp năm 2024", "thoi_han": "trước 15/12/2024"},
        {"chu_tri": "Chi bộ", "noi_dung": "Báo cáo ngày 20/11/2024", "thoi_han": "trước 15 ngày"},
    ],
    "noi_nhan": [{"ten": "Thường trực Huyện ủy", "bao_cao": True}],
    "viec_ky_truoc": [{"ma": "99901-01-2023-001", "da_xong": True}],
    "ngoai_le": [{"loai": "missing", "ly_do": "lũ", "nguoi_cho_phep": "Bí thư"}],
}


@pytest.fixture(scope="module")
def last(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Last year's folder, with a plan of the shipped template."""
    folder = tmp_path_factory.mktemp("xa") / "nam-2024"
    write_plan(folder / PLAN_FILE, more=MORE, shipped=True)
    return folder


@pytest.fixture(scope="module")
def begun(last: Path) -> tuple[Year, Drafted, FilledBook]:
    """This year's plan, what was said of it, and what it holds."""
    year = Year(last.with_name("nam-2025"))
    made = year.start(last / PLAN_FILE)
    return year, made, holds(year)


def holds(year: Year) -> FilledBook:
    checked, _ = check_plan(year.plan_path, year.folder)
    return checked.filled()


def told(made: Iterable[Finding], code: str) -> list[str]:
    return [finding.message("vi") for finding in made if finding.code == code]


# --------------------------------------------------------------------------- what comes along


def test_the_plan_can_be_used_at_once(begun: tuple[Year, Drafted, FilledBook]) -> None:
    year, made, _ = begun
    assert made.before == ()
    checked, _ = check_plan(year.plan_path, year.folder)
    assert [finding.code for finding in checked.findings] == []
    assert {one.unit_name for one in year.issued} == {"Thôn Thượng", "Bản Hạ", "Bản Mới"}


def test_the_form_is_moved_on_and_what_was_of_one_year_is_empty(
    begun: tuple[Year, Drafted, FilledBook],
) -> None:
    _, made, plan = begun
    form = {name: value for name, value in plan.forms["chung"].items() if value is not None}
    assert form == {
        "nam": 2025,
        "tu_ngay": date(2024, 12, 15),
        "den_ngay": date(2025, 12, 14),
        "loai_xa": "Xã",
        "xa": "Mẫu Sơn",
        "ma_xa": "99901",
        "tinh": "Tỉnh Bắc Giang",
        "co_quan_ban_hanh": "Đảng ủy xã Mẫu Sơn",
        "trich_yeu": "Đối thoại với nhân dân năm 2025",
        "chu_tri": "Bí thư Đảng ủy",
        "nguoi_ky": "Hoàng Văn Tư",
        "lien_he": "Văn phòng Đảng ủy",
        "ho_so": "bac-giang-2024",
    }
    (empty,) = told(made.told, "T084")
    for title in ("Hạn các thôn nộp sổ", "Số kế hoạch", "Ngày ban hành", "Ngày dự kiến"):
        assert title in empty
    assert "“Việc kỳ trước”" in empty
    assert "“Ngoại lệ”" in empty


def test_villages_come_along_but_for_those_that_ended(
    begun: tuple[Year, Drafted, FilledBook],
) -> None:
    _, made, plan = begun
    empty = dict.fromkeys(("ten_khac", "truong_thon", "dien_thoai", "tu_ngay", "den_ngay"))
    assert plan.tables["thon"] == [{**empty, **VILLAGES[at]} for at in (0, 2, 3)]
    assert told(made.told, "T086") == ["Không mang sang Thôn Trung: chỉ có đến ngày 30/11/2024."]


@pytest.mark.parametrize(
    ("last_day", "kept"), [(date(2024, 12, 31), ["03"]), (date(2025, 1, 1), ["02", "03"])]
)
def test_the_day_before_the_period_is_the_last_on_which_a_village_may_end(
    last_day: date, kept: list[str], tmp_path: Path
) -> None:
    villages = [{**VILLAGES[1], "den_ngay": last_day}, VILLAGES[2]]
    write_plan(tmp_path / PLAN_FILE, more={"thon": villages, "cuoc": []}, shipped=True)
    year = Year(tmp_path / "nay")
    year.start(tmp_path / PLAN_FILE)
    assert [row["ma"] for row in holds(year).tables["thon"]] == kept


def test_dialogues_keep_quarter_villages_and_place_and_lose_their_days(
    begun: tuple[Year, Drafted, FilledBook],
) -> None:
    _, made, plan = begun
    found = [{name: value for name, value in row.items() if value} for row in plan.tables["cuoc"]]
    assert found == [
        {
            "ma": "2025-Q1-1",
            "quy": "I",
            "cac_thon": ("Thượng",),
            "dia_diem": "Nhà văn hóa thôn Thượng",
            "chu_tri": "Chủ tịch UBND xã",
        },
        {"ma": "2025-Q3-1", "quy": "III", "cac_thon": ("Hạ",), "thoi_luong": "½ ngày"},
    ]
    lost = told(made.told, "T087")
    assert lost == [
        "“2025-Q1-1” có đơn vị không còn (Trung): đã bỏ các đơn vị đó.",
        "“2025-Q2-1” có đơn vị không còn (Trung): không còn đơn vị nào nên không mang sang.",
    ]


def test_bases_topics_tasks_and_recipients_come_along(
    begun: tuple[Year, Drafted, FilledBook],
) -> None:
    _, made, plan = begun
    assert plan.tables["can_cu"][0]["ngay"] == date(2024, 1, 3), "a document keeps its day"
    assert plan.tables["muc_dich"] == [{"noi_dung": "Thực hiện chương trình giai đoạn 2021-2025"}]
    assert plan.tables["chu_de"] == MORE["chu_de"]
    assert plan.tables["noi_nhan"] == MORE["noi_nhan"]
    tasks = [(row["noi_dung"], row["thoi_han"]) for row in plan.tables["nhiem_vu"]]
    assert tasks == [
        ("Tổng hợp năm 2025", None),
        ("Báo cáo ngày 20/11/2024", "trước 15 ngày"),
    ]
    assert told(made.told, "T085") == [
        "“Thời hạn” có ngày của năm trước, đã để trống ô đó: “trước 15/12/2024”.",
        "“Nhiệm vụ” có ngày của năm trước, vẫn giữ: “Báo cáo ngày 20/11/2024”.",
    ]
    assert "viec_ky_truoc" not in plan.tables
    assert "ngoai_le" not in plan.tables
    (brought,) = told(made.told, "T082")
    assert "“Danh sách thôn” (3), “Cuộc đối thoại” (2)" in brought
    assert told(made.told, "T083") == [
        "Đã đổi năm 2024 thành 2025 ở: “Thông tin chung” (1), “Cuộc đối thoại” (3), “Tổ chức "
        "thực hiện” (1)."
    ]


def test_holidays_are_those_of_the_new_year(begun: tuple[Year, Drafted, FilledBook]) -> None:
    days = [row["ngay"] for row in begun[2].tables["ngay_nghi"]]
    # From the year before the period's first day to February after its last.
    assert {day.year for day in days} == {2023, 2024, 2025, 2026}


# --------------------------------------------------------------------------- the profile


def test_the_profile_stays_while_it_is_in_force(begun: tuple[Year, Drafted, FilledBook]) -> None:
    _, made, _ = begun
    (taken,) = told(made.told, "T070")
    assert "“bac-giang-2024”" in taken
    assert "như năm trước" in taken
    assert len(told(made.told, "T071")) == 1, "1 July 2025 lies in the period"
    assert told(made.told, "T090") == []


def test_another_profile_is_told(last: Path, tmp_path: Path) -> None:
    year = Year(tmp_path / "nam-2026")
    made = year.start(last / PLAN_FILE, year=2026)
    plan = holds(year)
    assert plan.forms["chung"]["ho_so"] == "quoc-gia-hai-cap"
    assert plan.forms["chung"]["tu_ngay"] == date(2025, 12, 15)
    assert [row["ma"] for row in plan.tables["cuoc"]] == ["2026-Q1-1", "2026-Q3-1"]
    (other,) = told(made.told, "T090")
    assert "“Thông tin chung”, “Căn cứ”, “Nơi nhận”" in other
    assert len(told(made.told, "T072")) == 1, "Bắc Giang is no province any more"


def test_a_profile_may_be_chosen(last: Path, tmp_path: Path) -> None:
    year = Year(tmp_path / "nam")
    made = year.start(last / PLAN_FILE, profile="quoc-gia-ba-cap")
    assert holds(year).forms["chung"]["ho_so"] == "quoc-gia-ba-cap"
    assert told(made.told, "T070") == []


def test_an_office_s_own_templates_come_along(tmp_path: Path) -> None:
    write_plan(tmp_path / "truoc" / PLAN_FILE)
    kept = tmp_path / "nay" / "bieu-mau" / "so-tiep-xuc.toml"
    kept.parent.mkdir(parents=True)
    shutil.copyfile(OWN / "bieu-mau" / "so-tiep-xuc.toml", kept)
    kept.write_text("# cua nam nay\n" + kept.read_text("utf-8"), encoding="utf-8")
    year = Year(tmp_path / "nay")
    year.start(tmp_path / "truoc" / PLAN_FILE)
    files = [path.relative_to(OWN) for path in OWN.rglob("*.toml")]
    assert files
    assert [path for path in files if not (year.folder / path).is_file()] == []
    assert kept.read_text("utf-8").startswith("# cua nam nay")
    assert year.plan.template.sheet("thon").rows == 12, "the tests' own template, not the shipped"


def test_a_plan_on_another_subject_is_moved_on_too(tmp_path: Path) -> None:
    template = load_template(SUBJECT / "kiem-ke-ke-hoach.toml")
    form = {
        "phong": "Phòng Mẫu",
        "ma_phong": "PGD7",
        "nam": 2024,
        "bat_dau": date(2024, 5, 1),
        "ket_thuc": date(2024, 6, 30),
    }
    schools = [{"ma": "T01", "ten": "Hoa Sen", "cap": "TH"}]
    old = tmp_path / "truoc" / PLAN_FILE
    shutil.copytree(SUBJECT, old.parent / "bieu-mau")
    write_workbook(
        old,
        template,
        Issue("", "", "", "Phòng Mẫu", "ke-hoach", year=2024),
        Contents({"dot": form}, {"truong": schools}),
    )
    year = Year(tmp_path / "nay")
    made = year.start(old)
    plan = holds(year)
    assert plan.forms["dot"]["nam"] == 2025, "the year is moved on though no field says so"
    assert [row["ten"] for row in plan.tables["truong"]] == ["Hoa Sen"]
    assert {finding.code for finding in made.told} == {"T082"}


def test_what_another_template_has_no_place_for_is_told(last: Path, tmp_path: Path) -> None:
    small = tmp_path / "mau" / "ke-hoach.toml"
    small.parent.mkdir()
    text = (built_in_folder() / "ke-hoach.toml").read_text("utf-8")
    small.write_text(text.replace('name = "nguoi_ky"', 'name = "ky_ten"'), encoding="utf-8")
    shutil.copyfile(built_in_folder() / "so-tiep-xuc.toml", small.with_name("so-tiep-xuc.toml"))
    made = Year(tmp_path / "nay").start(last / PLAN_FILE, template=str(small))
    assert [(one.code, one.value) for one in made.unplaced] == [
        ("T023", "chung.nguoi_ky: Hoàng Văn Tư")
    ]


# --------------------------------------------------------------------------- last year's report


def test_last_year_s_report_is_named_and_what_is_open_comes_over(tmp_path: Path) -> None:
    before = make_year(tmp_path / "mau-son-2024")
    return_all(before)
    before.report((), date(2025, 1, 10), BOOKS)
    year = Year(tmp_path / "sau" / "mau-son-2025")
    made = year.start(before.plan_path)
    path = "../../mau-son-2024/noi-bo/tong-hop_99901_2024_noi-bo.xlsx"
    assert holds(year).forms["chung"]["bao_cao_nam_truoc"] == path
    assert path in told(made.told, "T088")[0]
    assert sum(sum(one.carried.values()) for one in year.issued) == 4


@pytest.mark.parametrize(("year", "report"), [(2025, 2023), (2026, 2024)])
def test_a_report_that_is_not_last_year_s_is_not_named(
    year: int, report: int, tmp_path: Path
) -> None:
    write_plan(tmp_path / "truoc" / PLAN_FILE, last_year="cu.xlsx")
    other = tmp_path / "truoc" / "noi-bo" / f"tong-hop_99901_{report}_noi-bo.xlsx"
    other.parent.mkdir()
    other.write_bytes(b"")
    begun = Year(tmp_path / "nay")
    made = begun.start(tmp_path / "truoc" / PLAN_FILE, year=year)
    assert holds(begun).forms["chung"]["bao_cao_nam_truoc"] is None
    (message,) = told(made.told, "T089")
    assert str(year - 1) in message


# --------------------------------------------------------------------------- what is refused


def codes(home: Year, path: Path, year: int = 0) -> list[str]:
    with pytest.raises(SheettoolsError) as refused:
        home.start(path, year=year)
    assert not home.folder.exists(), "what is refused leaves nothing behind"
    return [finding.code for finding in refused.value.findings]


def test_what_is_no_plan_is_refused(last: Path, tmp_path: Path) -> None:
    before = make_year(tmp_path / "truoc")
    alien = tmp_path / "so-lieu.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["Thôn", "Số hộ"])
    book.save(alien)
    year = Year(tmp_path / "nay")
    assert codes(year, issued_file(before, "01")) == ["T080"]
    assert codes(year, alien) == ["T080"]
    damaged = tmp_path / "hong.xlsx"
    damaged.write_bytes((last / PLAN_FILE).read_bytes()[:3000])
    assert codes(year, damaged)[0].startswith("F")


def test_an_annual_workbook_is_no_plan(tmp_path: Path) -> None:
    before = make_year(tmp_path / "truoc")
    report = before.report((), date(2025, 1, 10), BOOKS)
    assert codes(Year(tmp_path / "nay"), report.path) == ["T080"]


@pytest.mark.parametrize("wanted", [2024, 2023])
def test_the_year_must_be_a_later_one(wanted: int, last: Path, tmp_path: Path) -> None:
    assert codes(Year(tmp_path / "nay"), last / PLAN_FILE, year=wanted) == ["T081"]


def test_a_plan_without_a_year_needs_one(tmp_path: Path) -> None:
    write_plan(tmp_path / "truoc" / PLAN_FILE, more={"chung": {"nam": None}}, shipped=True)
    year = Year(tmp_path / "nay")
    assert codes(year, tmp_path / "truoc" / PLAN_FILE) == ["T022"]
    made = year.start(tmp_path / "truoc" / PLAN_FILE, year=2025)
    assert holds(year).forms["chung"]["nam"] == 2025
    assert [finding.code for finding in made.before] == ["C112"], "last year's own fault is told"


def test_a_plan_is_known_by_what_it_holds(last: Path, tmp_path: Path) -> None:
    renamed = tmp_path / "ke-hoach.docx"
    shutil.copyfile(last / PLAN_FILE, renamed)
    year = Year(tmp_path / "nay")
    year.start(renamed)
    assert holds(year).forms["chung"]["nam"] == 2025


def test_the_command_says_what_was_brought_and_what_to_fill_in(
    last: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = str(last / PLAN_FILE)
    assert run(["init", str(tmp_path / "nay"), "--from", place]) == 0
    said = " ".join(capsys.readouterr().out.split())
    for part in ("T082", "nam-2024/ke-hoach.xlsx", "sheettools generate"):
        assert part in said
    with speaking("en"):
        assert run(["init", str(tmp_path / "b"), "--from", place]) == 0
    assert "brought along" in " ".join(capsys.readouterr().out.split())
