"""A small commune for the tests: its plan, the workbooks it sends out, and hands that fill them in.

Thôn Thượng has a dialogue in quarter I, Trung and Hạ share one in quarter II (Trung reports), Hạ
has one in quarter IV. The commune is invented.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from built import built, key_of
from opened import as_file, opened
from openpyxl.workbook.workbook import Workbook
from standing import OWN, give_own
from typed_in import put_in_all

from sheettools.annual.doors import Order
from sheettools.outgoing.key import write_key
from sheettools.outgoing.workbook.generate import Contents, write_workbook
from sheettools.plan.holidays import days_for
from sheettools.template.description import describe
from sheettools.template.issue import Issue
from sheettools.template.load.library import find_profile, find_template
from sheettools.template.load.load import load_template
from sheettools.template.model import Template
from sheettools.year import IN, OUT, PLAN_FILE, Year

TODAY = date(2025, 1, 10)
SENT = datetime(2024, 12, 18, 15, 20)
VILLAGES = (("01", "Thượng"), ("02", "Trung"), ("03", "Hạ"))
SESSIONS = (
    ("2024-Q1-1", "I", ("Thượng",)),
    ("2024-Q2-1", "II", ("Trung", "Hạ")),
    ("2024-Q4-1", "IV", ("Hạ",)),
)
FIGURES, BOOKS = Order(doors=("json",)), Order(doors=("xlsx",))
"""A report of which no file is looked at is written in the form that costs least; one of which only
the workbooks are is not written in Word.
"""
Rows = Sequence[Mapping[str, Any]]


# --------------------------------------------------------------------------- the office


def write_plan(
    path: Path,
    *,
    villages: Iterable[tuple[str, str]] = VILLAGES,
    commune: str = "99901",
    year: int = 2024,
    last_year: str | None = None,
    rules: str = "bac-giang-2024",
    more: Mapping[str, Any] | None = None,
    shipped: bool = False,
) -> None:
    """Write a filled plan workbook, as staff would leave it; `last_year` names the annual workbook
    before this one.

    `rules` is its profile, `more` what else its form and tables say. The tests' own templates are
    laid beside it, unless it stands on the `shipped` ones.
    """
    if not shipped:
        give_own(path.parent)
    home = None if shipped else OWN
    profile = find_profile(rules, home)
    more = more or {}
    form = {
        "nam": year,
        "tu_ngay": date(year, 1, 1),
        "den_ngay": date(year, 12, 31),
        "han_nop": date(year, 12, 20),
        "loai_xa": "Xã",
        "xa": "Mẫu Sơn",
        "ma_xa": commune,
        "co_quan_ban_hanh": "Đảng ủy xã Mẫu Sơn",
        "lien_he": "Văn phòng Đảng ủy",
        "ho_so": profile.name,
        "bao_cao_nam_truoc": last_year,
        **more.get("chung", {}),
    }
    villages = list(villages)
    names = {name for _, name in villages}
    tables: dict[str, Rows] = {
        "thon": [{"ma": code, "loai": "Thôn", "ten": name} for code, name in villages],
        "cuoc": [
            {
                "ma": code.replace("2024", str(year)),
                "quy": quarter,
                "cac_thon": those,
                "dia_diem": "Nhà văn hóa",
            }
            for code, quarter, those in SESSIONS
            if names.issuperset(those)
        ],
        "ngay_nghi": days_for(date(year, 1, 1), date(year, 12, 31), profile, home),
        **{name: rows for name, rows in more.items() if name != "chung"},
    }
    issued = Issue("", "", "", f"Đảng ủy xã Mẫu Sơn, năm {year}", path.stem, year=year)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)

    def write(place: Path) -> None:
        template = load_template(find_template("ke-hoach", home), profile)
        write_workbook(place, template, issued, Contents({"chung": form}, tables))

    built(key_of("plan", shipped, rules, issued, form, tables), path, write)


KEY = "khoa cua xa Mau Son trong cac bai thu"
"""The commune's key: a fixed one, so that its workbooks are always the same."""


def make_year(folder: Path, *, shipped: bool = False, **plan: Any) -> Year:
    """Make a year's folder with its plan and the workbooks to send: of the tests' own templates,
    or of the `shipped` ones, with all their rows.
    """
    last_year = Path(os.path.normpath(folder / (plan.get("last_year") or "")))
    if folder.exists() or last_year.is_dir():  # what is there may go into what is made
        return _make_year(folder, shipped=shipped, **plan)
    before = last_year.read_bytes() if last_year.is_file() else b""
    key = key_of("year", shipped, sorted(plan.items()), before)
    built(key, folder, lambda place: _make_year(place, shipped=shipped, **plan))
    return Year(folder)


def _make_year(folder: Path, *, shipped: bool = False, **plan: Any) -> Year:
    write_plan(folder / PLAN_FILE, shipped=shipped, **plan)
    write_key(folder, KEY)
    (folder / IN).mkdir(exist_ok=True)
    year = Year(folder)
    list(year.generate())
    return year


def issued_file(year: Year, village: str) -> Path:
    """Return the workbook that went out to a village, by its number."""
    return next(iter(sorted((year.folder / OUT).glob(f"*-{village}_*.xlsx"))))


# --------------------------------------------------------------------------- the village head


class Hands:
    """Type into a workbook's cells, knowing it only from the declaration that programs are
    given.
    """

    def __init__(self, template: Template) -> None:
        self.declared = describe(template)
        self.sheets = {sheet["name"]: sheet for sheet in self.declared["sheets"]}
        self.labels = {
            known["name"]: {c["value"]: c["label"] for c in known["categories"]}
            for known in self.declared["lists"]
        }

    def title(self, sheet: str) -> str:
        """Return the title of a sheet."""
        return str(self.sheets[sheet]["title"])

    def column(self, sheet: str, name: str) -> str:
        """Return the letter of a field's column."""
        return str(self._field(sheet, name)["column"])

    def first_row(self, sheet: str) -> int:
        """Return the first row to fill in."""
        return int(self.sheets[sheet]["first_row"])

    def type_row(self, book: Workbook, sheet: str, number: int, row: Mapping[str, Any]) -> None:
        """Fill in row `number` (from 0) of a table; an item of a list is given by its stored
        value.
        """
        type_in(book, {self.title(sheet): self.row(sheet, number, row)})

    def row(self, sheet: str, number: int, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return what is typed into the cells of row `number` (from 0) of a table."""
        line = self.first_row(sheet) + number
        return {
            f"{self.column(sheet, name)}{line}": self.as_typed(sheet, name, value)
            for name, value in row.items()
        }

    def tick(self, book: Workbook, sheet: str) -> None:
        """Say that there is nothing to report on a sheet."""
        declared = self.sheets[sheet]
        book[declared["tick_sheet"]][declared["nil_cell"]] = declared["tick"]

    def typed(self, tables: Mapping[str, Rows]) -> dict[str, dict[str, Any]]:
        """Return what is typed into the cells of each page to report these rows, with a tick for
        each sheet without rows.
        """
        cells: dict[str, dict[str, Any]] = {}
        for sheet in self.sheets.values():
            rows = tables.get(sheet["name"], ())
            for number, row in enumerate(rows):
                cells.setdefault(sheet["title"], {}).update(self.row(sheet["name"], number, row))
            if not rows and sheet.get("nil_cell"):
                cells.setdefault(sheet["tick_sheet"], {})[sheet["nil_cell"]] = sheet["tick"]
        return cells

    def _field(self, sheet: str, name: str) -> Mapping[str, Any]:
        return next(field for field in self.sheets[sheet]["fields"] if field["name"] == name)

    def as_typed(self, sheet: str, name: str, value: Any) -> Any:
        """Return a value as people type it: an item of a list by its label."""
        field = self._field(sheet, name)
        if isinstance(value, bool):
            return "Có" if value else "Không"
        if isinstance(value, tuple):
            return "; ".join(value)
        return (
            self.labels[field["categories"]].get(value, value)
            if field.get("categories") and value
            else value
        )


def fill(
    blank: Path,
    filled: Path,
    template: Template,
    tables: Mapping[str, Rows],
    *,
    saved: datetime = SENT,
    damage: Callable[[Workbook], None] | None = None,
) -> Path:
    """Fill in a workbook, tick the sheets without rows, and save it with the sender's time.

    What does `damage` to it has it as openpyxl opens it.
    """
    cells = Hands(template).typed(tables)
    if damage is None:
        filled.parent.mkdir(parents=True, exist_ok=True)
        put_in_all(blank, filled, cells, saved=saved)
        return filled
    book = opened(blank)
    type_in(book, cells)
    damage(book)
    return save(book, filled, saved)


def type_in(book: Workbook, cells: Mapping[str, Mapping[str, Any]]) -> None:
    """Give values to cells of several pages."""
    for title, values in cells.items():
        page = book[title]
        for place, value in values.items():
            page[place].value = value
            if isinstance(value, str):  # openpyxl takes “=…” for a formula and “#N/A” for an error
                page[place].data_type = "s"


def asked_of(template: Template, tables: Mapping[str, Rows]) -> dict[str, Rows]:
    """Return of some rows what a workbook of a template asks for: of a unit's no office's words."""
    asked: dict[str, Rows] = {}
    for name, rows in tables.items():
        known = template.sheet(name)
        asked[name] = [{key: row[key] for key in row if key in known} for row in rows]
    return asked


def save(book: Workbook, path: Path, when: datetime = SENT) -> Path:
    """Save a workbook with the sender's time in it; openpyxl's own `save` takes the clock's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_file(book, when))
    return path


# ------------------------------------------------------------------- what the three villages report


def thuong() -> dict[str, Rows]:
    """Return what Thượng reports: the planned dialogue, one more, four petitions."""
    return {
        "lich": [
            {
                "trang_thai": "DA_TO_CHUC",
                "ngay_to_chuc": date(2024, 3, 20),
                "dia_diem": "Nhà văn hóa",
                "chu_tri": "Bí thư",
                "so_ket_luan": "05-TB/ĐU",
                "ngay_cong_khai": date(2024, 3, 25),
            },
            {
                "cac_thon": ("Thượng",),
                "loai": "DOT_XUAT",
                "trang_thai": "DA_TO_CHUC",
                "ngay_to_chuc": date(2024, 5, 15),
                "dia_diem": "Sân đình",
                "chu_tri": "Chủ tịch",
            },
        ],
        "tham_du": [
            attendance(
                50,
                (1, 2, 3, 4, 5, 35),
                dang_vien=12,
                nu=20,
                dtts=7,
                luot_phat_bieu=6,
                nguoi_phat_bieu=5,
            ),
            attendance(
                30,
                (0, 1, 2, 3, 4, 20),
                dang_vien=8,
                nu=10,
                dtts=3,
                luot_phat_bieu=4,
                nguoi_phat_bieu=4,
            )
            | {"ma_cuoc": "2024-01-BS01"},
        ],
        "kien_nghi": [
            petition(
                "KIEN_NGHI",
                "DAT_DAI",
                "TAI_HN",
                "XA",
                "TRA_LOI_HN",
                date(2024, 3, 20),
                ma_cuoc="2024-Q1-1",
                tra_loi_hn=True,
                tom_tat="Đã trả lời",
                ngay_tra_loi=date(2024, 3, 20),
                nguoi_neu=PERSON,
            ),
            # Received on Monday 18 March: ten working days end on 1 April, so 10 April is late.
            petition(
                "Y_KIEN",
                "GIAO_THONG",
                "GUI_TRUOC",
                "HUYEN",
                "CHUYEN",
                date(2024, 3, 18),
                co_quan="UBND_HUYEN",
                so_van_ban="38/UBND",
                ngay_giai_quyet=date(2024, 4, 10),
                ngay_tra_loi=date(2024, 4, 10),
            ),
            petition("PHAN_ANH", "MOI_TRUONG", "HOM_THU", "XA", "DANG_GQ", date(2024, 5, 2)),
            petition(
                "KHIEU_NAI",
                "CHINH_SACH",
                "TIEP_DAN",
                "TINH",
                "GIAI_TRINH",
                date(2024, 6, 3),
                ngay_tra_loi=date(2024, 6, 10),
            ),
        ],
    }


def trung() -> dict[str, Rows]:
    """Return what Trung reports: the joint dialogue, put off to July, with its list of names, and
    three petitions.
    """
    return {
        "lich": [
            {
                "trang_thai": "CHUYEN",
                "ngay_to_chuc": date(2024, 7, 2),
                "dia_diem": "Nhà văn hóa",
                "chu_tri": "Bí thư",
                "ly_do": "Mưa bão",
                "so_ket_luan": "09-TB/ĐU",
            }
        ],
        "tham_du": [
            attendance(
                3,
                (0, 1, 0, 0, 0, 2),
                dang_vien=1,
                nu=1,
                dtts=0,
                luot_phat_bieu=2,
                nguoi_phat_bieu=2,
            )
        ],
        "danh_sach": [
            {
                "ma_cuoc": "2024-Q2-1",
                "ho_ten": NAMES[0],
                "nhom": "LANH_DAO_XA",
                "dang_vien": True,
                "nu": False,
            },
            {
                "ma_cuoc": "2024-Q2-1",
                "ho_ten": NAMES[1],
                "nhom": "NHAN_DAN",
                "dang_vien": False,
                "nu": True,
            },
            {
                "ma_cuoc": "2024-Q2-1",
                "ho_ten": NAMES[2],
                "nhom": "NHAN_DAN",
                "dang_vien": False,
                "nu": False,
            },
        ],
        "kien_nghi": [
            petition(
                "DE_NGHI",
                "Y_TE",
                "TAI_HN",
                "NGANH_DOC",
                "DA_GQ",
                date(2024, 7, 2),
                ma_cuoc="2024-Q2-1",
                tra_loi_hn=True,
                tom_tat="Đã trả lời",
                ngay_tra_loi=date(2024, 7, 2),
                ngay_giai_quyet=date(2024, 8, 1),
                ket_qua="Đã xong",
            ),
            petition(
                "KIEN_NGHI",
                "DAT_DAI",
                "TAI_HN",
                "HUYEN",
                "CHUA_GQ",
                date(2023, 11, 20),
                ma_ky_truoc="99901-02-2023-001",
                ly_do="Chờ quy hoạch",
            ),
            petition(
                "TO_CAO",
                "TTHC",
                "TAI_HN",
                "XA",
                "TU_CHOI",
                date(2024, 7, 2),
                ma_cuoc="2024-Q2-1",
                ngay_tra_loi=date(2024, 7, 2),
            )
            | {"noi_dung": "Đã hướng dẫn viết đơn tố cáo riêng"},
        ],
    }


def ha() -> dict[str, Rows]:
    """Return what Hạ reports: nothing of the joint dialogue, which Trung writes down; its own was
    put off.
    """
    return {
        "lich": [{}, {"trang_thai": "HOAN", "ly_do": "Dịch bệnh"}],
        "kien_nghi": [
            petition("KIEN_NGHI", "GIAO_THONG", "GUI_TRUOC", "THON", "MOI", date(2024, 12, 2))
        ],
    }


REPORTS = {"01": thuong, "02": trung, "03": ha}
NAMES = ("Hoàng Thị Vải Thiều", "Lục Văn Sông Lục", "Chu Thị Suối Mỡ")
PERSON = "Đại diện xóm Rừng Cấm"


def attendance(total: int, parts: Sequence[int], **more: int) -> dict[str, Any]:
    """Return the attendance of a dialogue; `parts` are the groups in the order of the columns,
    `total` their sum.
    """
    assert total == sum(parts), "the workbook adds them up"
    groups = ("cap_tren", "lanh_dao_xa", "cong_chuc", "mttq", "can_bo_thon", "nhan_dan")
    return {**dict(zip(groups, parts, strict=True)), **more}


def petition(
    kind: str, field: str, source: str, level: str, state: str, received: date, **more: Any
) -> dict[str, Any]:
    """Return a petition's row with what is always required."""
    text = f"Đề nghị về {field.lower().replace('_', ' ')}, nhận ngày {received:%d.%m.%Y}"
    return {
        "noi_dung": text,
        "loai": kind,
        "linh_vuc": field,
        "nguon": source,
        "tham_quyen": level,
        "trang_thai": state,
        "ngay_tiep_nhan": received,
        "tra_loi_hn": False,
        **more,
    }


def return_all(
    year: Year, villages: Iterable[str] = tuple(REPORTS), folder: Path | None = None
) -> list[Path]:
    """Fill in and return the workbooks of these villages."""
    folder = folder or year.folder / IN
    return [
        fill(
            issued_file(year, code), folder / f"so-{code}.xlsx", year.plan.collects, REPORTS[code]()
        )
        for code in villages
    ]
