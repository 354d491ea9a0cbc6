"""Nothing of anybody leaves the office: what the returns hold of people is in no file that goes up, nor beside it."""

from __future__ import annotations

import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from small_year import TODAY, fill, ha, issued_file, make_year, return_all, thuong

from sheettools.annual.report import WRITERS, AnnualReport, rewrite_report
from sheettools.year import IN, Year

ASKED, HEAD, LISTED, FILED, MUMBLED = (
    "Hoàng A Páo", "Triệu Thị Ngọc Lan", "Lương Thị Sẳn", "Tô Thị Mẩy", "Giàng A Chứ",
)  # fmt: skip
WAITED_FOR = "Chẩu Thị Sen"
PHONE, CITIZEN = "0987654321", "024087001234"
DENOUNCED = "trưởng nhóm thu tiền sai"
SECRETS = (ASKED, WAITED_FOR, HEAD, LISTED, FILED, MUMBLED, PHONE, CITIZEN, DENOUNCED)
"""Invented. Whom a petition is from; a village head; somebody on a list; in a file's name; in a row set aside."""


def returned() -> dict[str, Any]:
    """Thượng's return, in which those people stand in their fields and again in words that others wrote."""
    rows = {name: [dict(row) for row in table] for name, table in thuong().items()}
    first, second, third, fourth = rows["kien_nghi"]
    first |= {"nguoi_neu": ASKED, "noi_dung": f"{ASKED.upper()} và {HEAD} (098 765 4321, CCCD {CITIZEN}) xin cấp sổ đỏ"}
    second["ket_qua"] = f"Đã trao cho {LISTED}; {unicodedata.normalize('NFD', HEAD)} nhận thay"
    third |= {"linh_vuc": "Giao thônng", "nguoi_neu": MUMBLED, "noi_dung": f"Nhà {MUMBLED} bị ngập"}
    rows["kien_nghi"].append({**fourth, "nguoi_neu": WAITED_FOR})
    fourth |= {"loai": "TO_CAO", "noi_dung": DENOUNCED, "trang_thai": "TU_CHOI"}
    rows["lich"][0]["dia_diem"] = f"Nhà {HEAD}"
    rows["danh_sach"] = [{"ma_cuoc": "2024-Q1-1", "ho_ten": LISTED, "nhom": "NHAN_DAN"}]
    return rows


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    villages = [{"ma": n, "loai": "Thôn", "ten": name} for n, name in (("01", "Thượng"), ("02", "Trung"), ("03", "Hạ"))]
    villages[0] |= {"truong_thon": HEAD, "dien_thoai": PHONE}
    made = make_year(tmp_path_factory.mktemp("kin") / "mau-son-2024", more={"thon": villages})
    return_all(made, ["02"])
    fill(issued_file(made, "01"), made.folder / IN / f"số của {FILED}.xlsx", made.plan.collects, returned())
    listed = {**ha(), "danh_sach": [{"ma_cuoc": "2024-Q4-1", "ho_ten": FILED, "nhom": "NHAN_DAN"}]}
    fill(issued_file(made, "03"), made.folder / IN / "so-03.xlsx", made.plan.collects, listed)
    return made


@pytest.fixture(scope="module")
def report(year: Year) -> AnnualReport:
    return year.report((), TODAY, doors=list(WRITERS))


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Everything that the files of a folder hold, their names and what they say of themselves included."""
    for path in sorted(folder.rglob("*")):
        yield "name", path.name
        if path.is_file() and zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as package:
                yield path.name, (package.comment + b"".join(entry.extra for entry in package.infolist())).decode()
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
    assert any(MUMBLED in text for text in aside["noi_dung"])
    assert {LISTED, FILED} <= set(merged.tables["danh_sach"]["ho_ten"])
    assert any(FILED in one.file for one in merged.ledger)


def test_no_file_that_goes_up_holds_anything_of_anybody(report: AnnualReport) -> None:
    assert set(report.written) == set(WRITERS)
    assert leaks(report.path.parent) == []


def test_nor_does_one_that_is_written_again_from_the_workbook(report: AnnualReport, tmp_path: Path) -> None:
    written, _ = rewrite_report(report.path, tmp_path / "lai.xlsx", list(WRITERS))
    assert set(written) == set(WRITERS)
    assert leaks(tmp_path) == []


def test_what_was_covered_is_told(report: AnnualReport) -> None:
    said = {(one.file, one.sheet): one for one in report.public.findings if one.code == "R305"}
    assert {sheet for _, sheet in said} == {"Lịch tiếp xúc", "Kiến nghị"}
    venue = said["số của [đã che].xlsx", "Lịch tiếp xúc"]
    assert "“Địa điểm tổ chức” của báo cáo: 1 chỗ" in venue.message
    first = next(row for row in report.public.rows["kien_nghi"] if "sổ đỏ" in str(row["noi_dung"]))
    assert first["noi_dung"] == "[đã che] và [đã che] ([đã che], CCCD [đã che]) xin cấp sổ đỏ"


# --------------------------------------------------------------------------- the office's own register


@pytest.fixture(scope="module")
def register(year: Year, report: AnnualReport) -> Path:
    made = year.report((), TODAY, report.path, doors=["xlsx"], internal=True).register
    assert made is not None
    return made


def cells(path: Path) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(path)
    return {page.title: [[cell.value for cell in row] for row in page.iter_rows()] for page in book.worksheets}


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


def test_a_register_leaves_the_folder_that_goes_up_as_it_was(report: AnnualReport, register: Path) -> None:
    assert register.parent != report.path.parent
    assert leaks(report.path.parent) == []
