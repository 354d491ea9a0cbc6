"""What is typed is what is merged: any text, date, time, number or list item, with the place it was
typed at.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from opened import typed
from openpyxl.workbook.workbook import Workbook
from properties import up_to
from small_year import SENT, TODAY, Hands, issued_file, make_year

from sheettools.annual.data import Frame
from sheettools.annual.merge import merge
from sheettools.findings import Severity
from sheettools.template.kinds import DITTO_WORDS
from sheettools.template.model import Template
from sheettools.words.nothing import says_nothing
from sheettools.words.text import latin, tidy
from sheettools.year import Year, as_return

# --------------------------------------------------------------------------- what people type

SIGNS = (
    "=1+1", '=HYPERLINK("a")', "+84", "-12", "- gạch đầu dòng", "@tên", "＝1", "'nháy", '"ngoặc"',
    "a'b\"c",
    "0012", "00123", "1e5", "1E400", "12,5", "1.234", "NA", "N/A", "nan", "NaN", "null", "None",
    "inf", "TRUE", "FALSE",
    "#N/A", "#REF!", "15/3/2024", "2024-03-15", "7h30", "x", "hai\ndòng", "Đường thôn Họa, xã Cấm Sơn", "hoà hòa",
    "Nguyễn Thị Ánh Tuyết", "🏠 sửa nhà 🇻🇳", "<b>&amp;</b>", "a;b", "½ ngày", "100 %",
    "  thừa   chỗ  trống ",
)  # fmt: skip
LETTERS = st.characters(
    codec="utf-8",
    exclude_categories=("Cs", "Cc", "Cn", "Co"),
    include_characters="\n=+-@'\"ĐđàạăếỗưởỹỲ0123456789",
)


def text(most: int) -> st.SearchStrategy[str]:
    """Return text that fills a cell; `_x0041_` is left out, which Excel's format takes for a
    letter, and letters that only look Vietnamese, which are mended.
    """
    some = st.one_of(st.sampled_from(SIGNS), st.text(LETTERS, min_size=1, max_size=min(most, 60)))
    plain = some.filter(lambda said: "_x" not in said and latin(tidy(said)) == tidy(said))
    return plain.filter(lambda said: 0 < len(tidy(said)) <= most and says(said))


def says(said: str) -> bool:
    """Leave out “-” and “không”: in a cell of text they stand for nothing."""
    return not says_nothing(said) and tidy(said).casefold().rstrip(" .…") not in DITTO_WORDS


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def items(template: Template, name: str, *without: str) -> st.SearchStrategy[str]:
    """Return items of a list, by their stored values."""
    return st.sampled_from(
        [c.value for c in template.lists[name].categories if c.value not in without]
    )


DAYS = st.dates(date(2024, 1, 1), date(2024, 9, 30))
NUMBERS = st.integers(0, 5000)
Row = dict[str, Any]


def later(day: date, most: int = 60) -> st.SearchStrategy[date]:
    return st.integers(0, most).map(lambda days: day + timedelta(days=days))


@st.composite
def petitions(draw: st.DrawFn, template: Template, sessions: tuple[str, ...]) -> Row:
    """Draw a petition that keeps every rule of the template."""
    received = draw(DAYS)
    answered = draw(later(received))
    state = draw(items(template, "trang_thai"))
    level = draw(items(template, "cap", *(("THON", "XA") if state == "CHUYEN" else ())))
    bodies = [body.value for body in template.lists["co_quan"].categories if body.goes_with(level)]
    return {
        "noi_dung": draw(text(2000)),
        "loai": draw(items(template, "loai", "TO_CAO")),
        "linh_vuc": draw(items(template, "linh_vuc")),
        "nguon": draw(items(template, "nguon")),
        "ma_cuoc": draw(st.sampled_from(sessions)),
        "ngay_tiep_nhan": received,
        "so_nguoi": draw(maybe(st.integers(1, 5000))),
        "tham_quyen": level,
        "co_quan": draw(st.sampled_from(bodies)),
        "tra_loi_hn": True if state == "TRA_LOI_HN" else draw(st.booleans()),
        "tom_tat": draw(text(1000)),
        "trang_thai": state,
        "ngay_tra_loi": answered,
        "so_van_ban": draw(text(60)),
        "ngay_giai_quyet": draw(later(received)),
        "ket_qua": draw(text(1000)),
        "ly_do": draw(text(500)),
        "lan": draw(maybe(items(template, "lan"))),
        "ma_ky_truoc": draw(maybe(st.sampled_from(["07528-02-2023-004", "KN 12/2023"]))),
        "nhay_cam": draw(maybe(items(template, "nhay_cam"))),
        "nguoi_neu": draw(maybe(text(80))),
        "ghi_chu": draw(text(500)),
    }


@st.composite
def dialogues(draw: st.DrawFn, template: Template) -> Row:
    """Draw a dialogue that was not planned and took place."""
    day = draw(DAYS)
    start, end = sorted(draw(st.lists(st.times(), min_size=2, max_size=2)))
    start, end = start.replace(second=0, microsecond=0), end.replace(second=59, microsecond=0)
    return {
        "quy": ("I", "II", "III", "IV")[(day.month - 1) // 3],
        "ghi": True,
        "ngay_du_kien": draw(maybe(DAYS)),
        "dia_diem_du_kien": draw(maybe(text(200))),
        "loai": draw(items(template, "loai_cuoc")),
        "trang_thai": "DA_TO_CHUC",
        "ngay_to_chuc": day,
        "gio_bat_dau": start,
        "gio_ket_thuc": end,
        "dia_diem": draw(text(200)),
        "hinh_thuc": draw(maybe(items(template, "hinh_thuc"))),
        "chu_tri": draw(text(200)),
        "thu_ky": draw(maybe(text(200))),
        "ngay_thong_bao": day - timedelta(days=draw(st.integers(0, 30))),
        "so_ket_luan": draw(maybe(text(40))),
        "ngay_ket_luan": draw(later(day)),
        "ngay_cong_khai": draw(maybe(DAYS)),
        "ly_do": draw(maybe(text(500))),
        "ghi_chu": draw(maybe(text(500))),
    }


@st.composite
def people(draw: st.DrawFn, template: Template, session: str) -> Row:
    return {
        "ma_cuoc": session,
        "ho_ten": draw(text(80)),
        "nhom": draw(items(template, "nhom")),
        "dang_vien": draw(st.booleans()),
        "nu": draw(st.booleans()),
        "ghi_chu": draw(maybe(text(300))),
    }


@st.composite
def attended(draw: st.DrawFn, session: str, quarter: str, listed: list[Row]) -> Row:
    """Draw an attendance that agrees with the list of names, where there is one."""
    total = len(listed) or draw(st.integers(1, 5000))
    cuts = sorted(draw(st.lists(st.integers(0, total), min_size=5, max_size=5)))
    groups = ("cap_tren", "lanh_dao_xa", "cong_chuc", "mttq", "can_bo_thon", "nhan_dan")
    parts = [b - a for a, b in zip([0, *cuts], [*cuts, total], strict=True)]
    inside = st.integers(0, total)
    speakers = draw(inside)
    return {
        "ma_cuoc": session,
        "quy": quarter,
        "so_moi": draw(maybe(NUMBERS)),
        "so_co_mat": total,
        **dict(zip(groups, parts, strict=True)),
        "dang_vien": sum(row["dang_vien"] for row in listed) if listed else draw(inside),
        "nu": sum(row["nu"] for row in listed) if listed else draw(inside),
        "dtts": draw(maybe(inside)),
        "ho": draw(maybe(inside)),
        "luot_phat_bieu": draw(st.integers(speakers, 5000)),
        "nguoi_phat_bieu": speakers,
        "ghi_chu": draw(maybe(text(500))),
    }


FREE = tuple(f"2024-01-BS{number:02}" for number in range(1, 20))
"""The codes that stand ready in Thượng's workbook for dialogues outside the plan, below the one
planned.
"""
Tables = dict[str, list[Row]]


@st.composite
def reports(draw: st.DrawFn, template: Template) -> Tables:
    """Draw what a village reports: two dialogues, one with a list of names, and some petitions."""
    held = [draw(dialogues(template)) for _ in range(2)]
    names = draw(st.lists(people(template, FREE[0]), min_size=1, max_size=4))
    return {
        "lich": held,
        "tham_du": [
            draw(attended(code, row["quy"], listed))
            for code, row, listed in zip(FREE[:2], held, (names, []), strict=True)
        ],
        "danh_sach": names,
        "kien_nghi": draw(st.lists(petitions(template, FREE[:2]), min_size=1, max_size=4)),
    }


# -------------------------------------------------------------------------- typed, returned, merged


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Year:
    return make_year(tmp_path_factory.mktemp("nam") / "mau-son-2024")


def fill(year: Year, path: Path, tables: Mapping[str, Mapping[int, Row]]) -> Path:
    """Type rows, by sheet and number, into Thượng's workbook, whose planned dialogue is reported
    as not held, so that all is free to draw.
    """
    hands = Hands(year.plan.collects)

    def type_in(book: Workbook) -> None:
        hands.type_row(book, "lich", 0, {"trang_thai": "HUY", "ly_do": "Không đủ người"})
        for name, rows in tables.items():
            for number, row in rows.items():
                hands.type_row(book, name, number, row)

    path.write_bytes(typed(issued_file(year, "01").read_bytes(), type_in, SENT))
    return path


SKIP = {"lich": 1, "tham_du": 1, "danh_sach": 0, "kien_nghi": 0}
"""How many rows came prefilled from the plan; what is drawn stands below them."""


def wanted(value: Any) -> Any:
    """Return what must come out: text without needless blanks, all else as it was typed."""
    return tidy(value) if isinstance(value, str) else value


def check_frame(frame: Frame, rows: list[Row], origin: Mapping[str, Any], first: int) -> None:
    drawn = [row for row in frame.rows() if row["dong"] >= first]
    assert len(drawn) == len(rows)
    for number, (found, row) in enumerate(zip(drawn, rows, strict=True), start=first):
        assert {name: found[name] for name in origin} == origin
        assert found["dong"] == number
        for name, value in row.items():
            got = found[name]
            assert got == wanted(value), (name, value)
            assert value is None or isinstance(got, str) == isinstance(value, str), (name, value)


@settings(max_examples=up_to(20), deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_typed_is_what_is_merged(data: st.DataObject, small: Year, tmp_path: Path) -> None:
    template = small.plan.collects
    tables = data.draw(reports(template))
    hands = Hands(template)
    drawn: dict[str, dict[int, Row]] = {}
    for name, rows in tables.items():
        left_out = {f.name for f in template.sheet(name).fields if f.compute is not None}
        if name == "lich":  # its codes stand there already
            left_out.add("ma_cuoc")
        for number, row in enumerate(rows, start=SKIP[name]):
            asked = {key: value for key, value in row.items() if key not in left_out}
            drawn.setdefault(name, {})[number] = asked
    path = fill(small, tmp_path / "so.xlsx", drawn)

    (outcome,) = small.check([path], TODAY)
    assert [f for f in outcome.findings if f.severity is Severity.ERROR] == []
    merged = merge(template, small.plan.filled, small.plan.issued, [as_return(outcome)])

    for name, rows in tables.items():
        origin = {
            "don_vi": "Thôn Thượng",
            "ma_don_vi": "99901-01",
            "tep": "so.xlsx",
            "trang": hands.title(name),
        }
        check_frame(merged.tables[name], rows, origin, hands.first_row(name) + SKIP[name])


def test_times_are_kept_to_the_minute(small: Year, tmp_path: Path) -> None:
    hands = Hands(small.plan.collects)
    row = {
        "trang_thai": "HUY",
        "ly_do": "a",
        "loai": "DINH_KY",
        "gio_bat_dau": time(7, 30),
        "gio_ket_thuc": time(23, 59),
    }
    (outcome,) = small.check([fill(small, tmp_path / "so.xlsx", {"lich": {3: row}})], TODAY)
    assert outcome.checked is not None
    found = next(
        r
        for r in outcome.checked.records
        if r.sheet == "lich" and r.number == hands.first_row("lich") + 3
    )
    assert (found.values["gio_bat_dau"], found.values["gio_ket_thuc"]) == (
        time(7, 30),
        time(23, 59),
    )
