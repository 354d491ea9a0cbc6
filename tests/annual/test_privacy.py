"""Nothing of anybody leaves the office: what the returns hold of people is in no file that goes up,
nor beside it.
"""

from __future__ import annotations

import re
import shutil
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from for_each import for_each
from small_year import TODAY, Hands, fill, ha, issued_file, make_year, return_all, thuong

from sheettools.annual.data import Data
from sheettools.annual.doors import Order
from sheettools.annual.gate.curtain import Curtain
from sheettools.annual.gate.privacy import ConcealedRows, conceal, curtain_of
from sheettools.annual.previous import LeftMatter
from sheettools.annual.report import WRITERS, AnnualReport, rewrite_report
from sheettools.findings import COVERED, Finding, Location
from sheettools.plan.carry import CarriedRow
from sheettools.template.issue import FilledBook
from sheettools.template.model import Template
from sheettools.template.rules.sense import Legible
from sheettools.year import IN, Year

ASKED, HEAD, LISTED, FILED, MUMBLED = (
    "Hoàng A Páo", "Triệu Thị Ngọc Lan", "Lương Thị Sẳn", "Tô Thị Mẩy", "Giàng A Chứ",
)  # fmt: skip
WAITED_FOR = "Chẩu Thị Sen"
PHONE, CITIZEN = "0987654321", "024087001234"
DENOUNCED = "trưởng nhóm thu tiền sai"
EARLIER = datetime(2024, 11, 2, 8, 0)
SECRETS = (ASKED, WAITED_FOR, HEAD, LISTED, FILED, MUMBLED, PHONE, CITIZEN, DENOUNCED)
"""Invented. Whom a petition is from; a village head; somebody on a list; in a file's name; in a row
set aside.
"""


def returned() -> dict[str, Any]:
    """Thượng's return, in which those people stand in their fields and again in words that others
    wrote.
    """
    rows = {name: [dict(row) for row in table] for name, table in thuong().items()}
    first, second, third, fourth = rows["kien_nghi"]
    first |= {
        "nguoi_neu": ASKED,
        "noi_dung": f"{ASKED.upper()} và {HEAD} (098 765 4321, CCCD {CITIZEN}) xin cấp sổ đỏ",
    }
    second["ket_qua"] = f"Đã trao cho {LISTED}; {unicodedata.normalize('NFD', HEAD)} nhận thay"
    third |= {
        "linh_vuc": f"Giao thông, nhà {MUMBLED}",
        "nguoi_neu": MUMBLED,
        "noi_dung": f"Nhà {MUMBLED} bị ngập",
    }
    rows["kien_nghi"].append({**fourth, "nguoi_neu": WAITED_FOR})
    fourth |= {
        "loai": "TO_CAO",
        "noi_dung": DENOUNCED,
        "trang_thai": "TU_CHOI",
        "ngay_tra_loi": date(2024, 7, 30),
    }
    rows["lich"][0]["dia_diem"] = f"Nhà {HEAD}"
    rows["danh_sach"] = [{"ma_cuoc": "2024-Q1-1", "ho_ten": LISTED, "nhom": "NHAN_DAN"}]
    return rows


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    villages = [
        {"ma": n, "loai": "Thôn", "ten": name}
        for n, name in (("01", "Thượng"), ("02", "Trung"), ("03", "Hạ"))
    ]
    villages[0] |= {"truong_thon": HEAD, "dien_thoai": PHONE}
    made = make_year(tmp_path_factory.mktemp("kin") / "mau-son-2024", more={"thon": villages})
    return_all(made, ["02"])
    fill(
        issued_file(made, "01"),
        made.folder / IN / f"số của {FILED}.xlsx",
        made.plan.collects,
        returned(),
    )
    listed = {**ha(), "danh_sach": [{"ma_cuoc": "2024-Q4-1", "ho_ten": FILED, "nhom": "NHAN_DAN"}]}
    fill(issued_file(made, "03"), made.folder / IN / "so-03.xlsx", made.plan.collects, listed)
    return made


@pytest.fixture(scope="module")
def report(year: Year) -> AnnualReport:
    return year.report((), TODAY, Order(doors=list(WRITERS)))


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Everything that the files of a folder hold, their names and what they say of themselves
    included.
    """
    for path in sorted(folder.rglob("*")):
        yield "name", path.name
        if path.is_file() and zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as package:
                yield (
                    path.name,
                    (
                        package.comment + b"".join(entry.extra for entry in package.infolist())
                    ).decode(),
                )
                for part in package.namelist():
                    yield f"{path.name}/{part}", package.read(part).decode("utf-8")
        elif path.is_file():
            yield path.name, path.read_text(encoding="utf-8")


def leaks(folder: Path) -> list[tuple[str, str]]:
    found = []
    for name, text in texts(folder):
        plain = " ".join(unicodedata.normalize("NFC", text).lower().split())
        found += [(name, secret) for secret in SECRETS if secret.lower() in plain]
    return found


def test_the_returns_do_hold_them(year: Year, report: AnnualReport) -> None:
    merged = report.merged
    petitions, aside = merged.tables["kien_nghi"], merged.set_aside["kien_nghi"]
    assert ASKED in set(petitions["nguoi_neu"])
    assert any(CITIZEN in text for text in petitions["noi_dung"])
    assert any(MUMBLED in text for text in aside["linh_vuc"])
    assert {LISTED, FILED} <= set(merged.tables["danh_sach"]["ho_ten"])
    assert any(FILED in one.file for one in merged.ledger)


def test_no_file_that_goes_up_holds_anything_of_anybody(report: AnnualReport) -> None:
    assert set(report.written) == set(WRITERS)
    assert leaks(report.path.parent) == []


def test_nor_does_the_office_s_own_edition(report: AnnualReport, tmp_path: Path) -> None:
    assert report.office is not None
    shutil.copy(report.office, tmp_path)
    assert any("Giữ kín – Kiến nghị" in text for _, text in texts(tmp_path))
    assert leaks(tmp_path) == []


def test_nor_does_one_that_is_written_again_from_either_workbook(
    report: AnnualReport, tmp_path: Path
) -> None:
    assert report.office is not None
    for path in (report.path, report.office):
        written = rewrite_report(path, tmp_path / path.stem / "lai.xlsx", list(WRITERS)).written
        assert set(written) == set(WRITERS)
        assert written["xlsx"].read_bytes() == report.path.read_bytes(), (
            "what goes up, from the office's edition too"
        )
    assert leaks(tmp_path) == []


def test_what_was_covered_is_told(report: AnnualReport) -> None:
    office = report.edition.office
    assert office is not None
    said = {(one.file, one.sheet): one for one in office.findings if one.code == "R305"}
    assert {sheet for _, sheet in said} == {"Lịch tiếp xúc", "Kiến nghị"}
    venue = said["số của [đã che].xlsx", "Lịch tiếp xúc"]
    assert "“Địa điểm tổ chức” của báo cáo: 1 chỗ" in venue.message
    for edition in (report.edition, report.public):
        first = next(row for row in edition.rows["kien_nghi"] if "sổ đỏ" in str(row["noi_dung"]))
        assert first["noi_dung"] == "[đã che] và [đã che] ([đã che], CCCD [đã che]) xin cấp sổ đỏ"
    assert report.public.findings == (), "what was found in returns does not go up"


def test_no_sum_tells_whose_denunciation_it_was(report: AnnualReport) -> None:
    for edition, kept in ((report.edition, (2,)), (report.public, ())):
        by_unit = edition.figures.shown("theo_thon")
        at = by_unit.breakdown.figures.index("kien_nghi")
        for (label, values), (_, code) in zip(by_unit.rows, by_unit.keys, strict=True):
            listed = sum(row["ma_don_vi"] == code for row in edition.rows["kien_nghi"])
            assert values[at] == listed, label
        assert by_unit.kept[at : at + 1] == kept, (
            "Thượng's and Trung's, in what does not go up of a draft"
        )
        assert by_unit.total[at] == sum(values[at] for _, values in by_unit.rows) + sum(kept)
        assert not [row for row in edition.rows["kien_nghi"] if row["loai"] == "TO_CAO"]


def test_the_office_knows_which_figures_go_up_otherwise(report: AnnualReport) -> None:
    office, own, goes_up = report.edition.office, report.figures, report.public.figures
    assert office is not None
    assert goes_up.withheld
    told = {one.code: goes_up.told(one.name) for one in own.report.figures}
    known = {one.code: own.values[one.name] for one in own.report.figures}
    assert office.published == {code: told[code] for code in told if told[code] != known[code]}


def test_a_denunciation_counts_in_the_figures_that_hold_of_it_and_no_other(
    report: AnnualReport,
) -> None:
    """Both are answered and of this year: none is open, nor from last year."""
    (added,) = report.edition.data.added
    figures = ("kien_nghi", "to_cao", "tc_xong", "moi", "da_xong", "xong_va_ton")
    assert (added.figures, added.secret) == (dict.fromkeys(figures, 2), True)
    assert added.known == {"loai": "TO_CAO"}


def test_a_matter_of_last_year_that_nobody_took_up_is_told_with_where_it_stood(
    year: Year, report: AnnualReport
) -> None:
    fields = dict.fromkeys(field.name for field in report.merged.template.sheet("kien_nghi").fields)
    values = {
        **fields,
        "ma": "KN-7",
        "ma_ky_truoc": "KN-7",
        "loai": "KIEN_NGHI",
        "noi_dung": f"{ASKED} xin cấp nước",
        "trang_thai": "DANG_GQ",
    }
    place = Location(file="nam-truoc.xlsx", sheet="Kiến nghị", cell="B12")
    row = CarriedRow("99901-09", "Thôn Cũ", "KN-7", values, place)
    curtain = curtain_of(report.merged, year.plan.template)
    made = conceal(
        report.merged, year.plan.template, curtain, [LeftMatter("kien_nghi", row, values)]
    )
    (left,) = made.left["kien_nghi"].rows()
    assert list(made.left["lich"].rows()) == []
    told = ("don_vi", "ma_don_vi", "tep", "trang", "dong", "o", "noi_dung")
    assert [left[name] for name in told] == [
        "Thôn Cũ", "99901-09", "nam-truoc.xlsx", "Kiến nghị", 12, "B12", "[đã che] xin cấp nước",
    ]  # fmt: skip
    added = made.data.added[-1]
    assert (added.figures["kn_ky_truoc"], added.secret, added.known) == (1, False, {})
    assert "to_cao" not in added.figures
    assert "moi" not in added.figures


def test_a_code_that_the_program_gave_stays_however_it_reads(
    year: Year, report: AnnualReport
) -> None:
    given, typed = "0912 345 678", "0912 345 679"
    frame = report.merged.tables["kien_nghi"]
    frame = frame.putting({"ma": [given, typed] * (len(frame) // 2)})
    data = replace(report.merged.data, tables={**report.merged.tables, "kien_nghi": frame})
    issued = replace(
        report.merged.issued[0],
        later={"kien_nghi": {"ma": "0912 345 {0:03}"}},
        rows={"kien_nghi": [{"ma": typed}, {"ma": given}]},
        planned={"kien_nghi": 1},
    )
    merged = replace(report.merged, data=data, issued=(issued,))
    made = conceal(merged, year.plan.template, curtain_of(merged, year.plan.template))
    assert {row["ma"] for row in made.data.tables["kien_nghi"].rows()} == {given, COVERED}


def test_the_ledger_that_goes_up_is_that_of_the_rows_that_do(report: AnnualReport) -> None:
    public, office = report.public, report.edition.office
    assert office is not None
    (line,) = public.balance
    assert line.balanced
    assert (line.file, line.unit) == ("", "")
    rows = [row for table in public.rows.values() for row in table]
    assert line.accepted == len(rows)
    assert {row[name] for row in rows for name in ("tep", "trang", "dong", "o")} == {None}

    own = [row for table in report.edition.rows.values() for row in table]
    own += [row for frame in office.kept.values() for row in frame.rows()]
    assert len(own) == len(rows) + 2
    for one in office.ledger:
        assert one.balanced
        assert one.accepted == sum(row["tep"] == one.file for row in own), one.file


def test_what_the_office_keeps_of_a_denunciation_says_nothing_of_it(report: AnnualReport) -> None:
    office = report.edition.office
    assert office is not None
    kept = list(office.kept["kien_nghi"].rows())
    assert [row["don_vi"] for row in kept] == ["Thôn Thượng", "Thôn Trung"]
    assert {row["noi_dung"] for row in kept} == {COVERED}
    assert {row["nguoi_neu"] for row in kept} == {None}


def test_what_is_found_about_a_denunciation_stays_and_quotes_nothing(
    year: Year, report: AnnualReport
) -> None:
    row = str(Hands(year.plan.collects).first_row("kien_nghi") + 3)

    def of_row(file: str, sheet: str, cell: str) -> bool:
        return file.startswith("số của") and sheet == "Kiến nghị" and cell.endswith(row)

    places = [f.location for f in report.merged.findings]
    assert any(of_row(place.file, place.sheet, place.cell) for place in places), (
        "the office is told where"
    )
    office = report.edition.office
    assert office is not None
    told = [one for one in office.findings if of_row(one.file, one.sheet, one.cell)]
    assert told
    assert {one.value for one in told} <= {COVERED, ""}
    assert report.public.findings == ()


def test_no_row_is_said_to_be_like_a_denunciation(tmp_path: Path) -> None:
    year = make_year(tmp_path / "mau-son-2024")
    rows = thuong()
    same = "Đề nghị xem lại việc thu tiền làm đường của nhóm hộ đầu xóm trong ba năm qua"
    rows["kien_nghi"][0] |= {
        "loai": "TO_CAO",
        "noi_dung": same,
        "nguoi_neu": None,
        "trang_thai": "TU_CHOI",
    }
    rows["kien_nghi"][2] |= {"noi_dung": same}
    fill(issued_file(year, "01"), year.folder / IN / "so.xlsx", year.plan.collects, rows)
    report = year.report((), TODAY, Order(doors=["xlsx", "json"]))
    assert [f.code for f in report.merged.findings if f.code == "R117"], "the office is asked"
    office = report.edition.office
    assert office is not None
    (told,) = [one for one in office.findings if one.code == "R117"]
    assert (told.file, told.value) == ("so.xlsx", COVERED)
    assert not any(same in text for text in (told.message, told.remedy))
    assert report.public.findings == ()


def test_what_is_asked_about_destroyed_letters_is_not_quoted() -> None:
    """No detector reads “Nguyá»…n VÄƒn Máº«u”; whoever knows how can."""
    said = {"title": "Nội dung", "damage": "", "found": "VÄƒn", "after": ", có thể là “Văn”"}
    asked = Finding(Legible.problem, Location("so.xlsx"), "Há»™ Nguyá»…n VÄƒn Máº«u", said)
    template = Template("mau", "1", "Mẫu", (), {})
    rows = ConcealedRows(Data(template, FilledBook({}, {}), (), (), {}), {}, {}, (), ())
    told = rows.finding(asked)
    assert told.value == COVERED
    assert not any(word in told.message("vi") for word in ("VÄƒn", "Văn"))


@for_each(
    ("held", "text", "covered"),
    [
        ("Giàng A Tủa, Lò Seo Páo", "đất của Lò Seo Páo", "đất của [đã che]"),
        ("Hộ ông Sùng A Vàng", "Sùng A Vàng xin", "[đã che] xin"),
        ("ÔNG LÝ A SỬ", "nhà Lí A Sử", "nhà [đã che]"),
        ("Ông/bà Vàng Seo Dín", "Vàng Seo Dín xin", "[đã che] xin"),
        ("Thào Mí Say (trưởng bản)", "hỏi Thào Mí Say", "hỏi [đã che]"),
        ("Hầu Mí Pó - thôn Hạ", "Hầu Mí Pó ở thôn Hạ", "[đã che] ở thôn Hạ"),
        ("Cứ Thị Mỷ", "bà Mỷ và mỷ", "bà [đã che] và mỷ"),
        ("Bà Sẳn", "hộ Sẳn", "hộ [đã che]"),
        ("Sằm Thị Ơn", "don cua Sam Thi On", "don cua [đã che]"),
        ("Giàng A Chứ", "Gi\u00adàng A Chứ xin", "[đã che] xin"),
        ("Thôn Hạ", "Thôn Hạ xin đường", "Thôn Hạ xin đường"),
        ("Hội Nông dân", "Hội Nông dân đề nghị", "Hội Nông dân đề nghị"),
        ("Bí thư Đảng ủy", "Bí thư Đảng ủy chủ trì", "Bí thư Đảng ủy chủ trì"),
        ("", "trường THPT Nguyễn Văn Cừ", "trường THPT Nguyễn Văn Cừ"),
        ("", "thôn Hoàng Văn Thụ", "thôn Hoàng Văn Thụ"),
        ("", "hỏi Hoàng Văn Thụ", "hỏi [đã che]"),
    ],
)
def test_names_are_known_again_as_people_write_them(held: str, text: str, covered: str) -> None:
    assert Curtain([held], ["Thôn Hạ", "Hạ"]).cover(text) == covered


@for_each(
    "number",
    [
        "0987 65 43 21",
        "0987.65.43.21",
        "0987 6543 21",
        "098 7654321",
        "(0987) 654 321",
        "84987654321",
        "0987,65,43,21",
        "０９８７６５４３２１",
        "so_0987654321.xlsx",
        "0987654321_ha",
        "sdt0987654321",
        "024087 001234",
        "CMND121234567",
    ],
)
def test_numbers_are_covered_as_people_write_them(number: str) -> None:
    assert not re.search(r"\d{2}", Curtain().cover(f"gọi {number} nhé"))


@for_each(
    "text",
    [
        "ngày 07.12.2024 và 10.12.2024",
        "1.234.567.890 đồng",
        "Văn bản số 0912/UBND ngày 05/02/2024",
        "Thông báo 05-TB/ĐU",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert Curtain().cover(text) == text


def test_destroyed_letters_tell_nobody_either() -> None:
    """Whoever has only the report may read UTF-8 as what it was, or take the typing for what it
    means.
    """
    name, plain = "Ông Nguyễn Văn Mẫu bị ốm, xin trợ cấp", "Đường vào thôn bị ngập khi mưa"
    as_bytes = [text.encode().decode("mac_roman") for text in (name, plain)]
    assert Curtain().cover(as_bytes[0]) == COVERED
    assert Curtain().cover(as_bytes[1]) == as_bytes[1], "what it says is of nobody"
    lost = name.encode("ascii", "replace").decode()
    assert Curtain().cover(lost) == COVERED, "nobody can say what stood there"
    assert Curtain().cover(plain) == plain


def test_names_of_older_returns_and_of_rows_left_out_are_known_too(tmp_path: Path) -> None:
    year = make_year(tmp_path / "mau-son-2024")
    rows = thuong()
    rows["kien_nghi"][0]["nguoi_neu"] = "Sùng Seo Pà"
    fill(
        issued_file(year, "01"),
        year.folder / IN / "cu Sùng Seo Pà.xlsx",
        year.plan.collects,
        rows,
        saved=EARLIER,
    )
    again = thuong()
    again["kien_nghi"][1] |= {"noi_dung": "Lý Mí Già và Sùng Seo Pà xin cấp nước"}
    again["kien_nghi"][3] |= {
        "loai": "TO_CAO",
        "nguoi_neu": "Lý Mí Già",
    }  # must be empty there: the row is left out
    fill(issued_file(year, "01"), year.folder / IN / "moi.xlsx", year.plan.collects, again)
    report = year.report((), TODAY, Order(doors=list(WRITERS)))
    assert any("Sùng Seo Pà" in str(text) for text in report.merged.tables["kien_nghi"]["noi_dung"])
    for name, text in texts(report.path.parent):
        assert "Sùng Seo Pà" not in text, name
        assert "Lý Mí Già" not in text, name


def test_the_plans_own_words_are_covered_too(tmp_path: Path) -> None:
    more = {
        "chung": {
            "lien_he": f"{HEAD}, {PHONE}",
            "chu_tri": f"Bí thư {HEAD}",
            "nguoi_ky": "Vi Thị Ký",
        }
    }
    villages = [{"ma": "01", "loai": "Thôn", "ten": "Thượng", "truong_thon": HEAD}]
    year = make_year(
        tmp_path / "mau-son-2024", more=more | {"thon": villages}, villages=[("01", "Thượng")]
    )
    report = year.report((), TODAY, Order(doors=list(WRITERS)))
    assert leaks(report.path.parent) == []
    assert any(
        "Vi Thị Ký" in text for name, text in texts(report.path.parent) if "document.xml" in name
    ), "who signs"


# ------------------------------------------------------------------------ the office's own register


@pytest.fixture(scope="module")
def register(year: Year, report: AnnualReport) -> Path:
    made = year.report((), TODAY, Order(report.path, doors=["xlsx"], internal=True)).register
    assert made is not None
    return made


def cells(path: Path) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(path)
    return {
        page.title: [[cell.value for cell in row] for row in page.iter_rows()]
        for page in book.worksheets
    }


def test_only_who_asks_gets_the_register(year: Year, report: AnnualReport) -> None:
    assert report.register is None


def test_the_register_says_on_every_page_that_it_stays(year: Year, register: Path) -> None:
    assert register == year.folder / "noi-bo" / "so-noi-bo_99901_2024.xlsx"
    book = openpyxl.load_workbook(register)
    for page in book.worksheets:
        assert "KHÔNG GỬI RA NGOÀI" in page.oddHeader.center.text, page.title
    assert "KHÔNG GỬI RA NGOÀI" in book.properties.title


def test_the_register_has_the_names_and_nothing_of_a_denunciation(register: Path) -> None:
    pages = cells(register)
    text = str(pages)
    assert all(secret in text for secret in (ASKED, LISTED, FILED, MUMBLED, CITIZEN))
    assert DENOUNCED not in text
    heads = next(row for row in pages["Kiến nghị"] if "Loại" in row)
    assert "Người nêu (không bắt buộc)" in heads
    received = next(row for row in pages["Sổ tiếp công dân"] if row[0] == 1)
    assert received[2] == WAITED_FOR


def test_a_register_leaves_the_folder_that_goes_up_as_it_was(
    report: AnnualReport, register: Path
) -> None:
    assert register.parent != report.path.parent
    assert leaks(report.path.parent) == []
