"""The Word report as LibreOffice prints it: what a reader sees on the pages, not what the file
says.
"""

from __future__ import annotations

import re
import statistics
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from office import Convert, find_program
from small_year import TODAY, attendance, fill, issued_file, make_year, petition

from sheettools.annual.answered import AnsweredReturns
from sheettools.annual.previous import LastYear
from sheettools.annual.report import Places, make_report
from sheettools.year import IN, Year, as_return

pytestmark = pytest.mark.office
A4 = {(595, 842), (842, 595)}
"""A page upright and across, in points."""
LAST_YEAR = {"1b": 4, "3": 120, "5": 16, "11d": 10, "11đ": 3}
"""Last year's figures by code: dialogues, people, petitions, settled, open."""


def held(village: str, day: date) -> dict[str, Any]:
    return {
        "cac_thon": (village,),
        "loai": "DOT_XUAT",
        "trang_thai": "DA_TO_CHUC",
        "ngay_to_chuc": day,
        "dia_diem": "Nhà văn hóa",
        "chu_tri": "Bí thư",
        "so_ket_luan": "05-TB/ĐU",
    }


def open_matters() -> Iterator[dict[str, Any]]:
    """Yield what is open: two answered in time, one late, one overdue of each age, one with time,
    two of last year.
    """
    day = date(2024, 5, 2)
    yield petition(
        "KIEN_NGHI", "DAT_DAI", "HOM_THU", "XA", "DANG_GQ", day, ngay_tra_loi=date(2024, 5, 10)
    )
    yield petition(
        "DE_NGHI",
        "GIAO_THONG",
        "HOM_THU",
        "HUYEN",
        "CHUYEN",
        day,
        ngay_tra_loi=date(2024, 5, 13),
        co_quan="UBND_HUYEN",
        so_van_ban="38/UBND",
        ngay_giai_quyet=date(2024, 5, 13),
    )
    yield petition(
        "PHAN_ANH", "MOI_TRUONG", "HOM_THU", "XA", "DANG_GQ", day, ngay_tra_loi=date(2024, 7, 1)
    )
    for received in (date(2024, 5, 2), date(2024, 12, 2), date(2024, 12, 3), date(2024, 12, 30)):
        yield petition(
            "Y_KIEN", "KHAC", "HOM_THU", "XA", "MOI", received, ghi_chu="Việc riêng của thôn"
        )
    old = date(2023, 11, 20)
    yield petition(
        "Y_KIEN",
        "Y_TE",
        "HOM_THU",
        "XA",
        "CHUA_GQ",
        old,
        ma_ky_truoc="99901-01-2023-001",
        ly_do="Chờ vốn",
    )
    yield petition(
        "Y_KIEN",
        "Y_TE",
        "HOM_THU",
        "XA",
        "DANG_GQ",
        old,
        ma_ky_truoc="99901-01-2023-002",
        ngay_tra_loi=date(2024, 1, 15),
    )


def settled() -> Iterator[dict[str, Any]]:
    """Yield what is settled in each of the four ways, all answered in time."""
    day, answered = date(2024, 6, 3), {"ngay_tra_loi": date(2024, 6, 5)}
    done = {"ngay_giai_quyet": date(2024, 6, 20), "ket_qua": "Đã sửa xong"}
    yield petition("KIEN_NGHI", "DIEN_VT", "HOM_THU", "XA", "DA_GQ", day, **answered, **done)
    spoken = {
        "ma_cuoc": "2024-01-BS01",
        "tra_loi_hn": True,
        "tom_tat": "Đã trả lời",
        "ghi_chu": "Cổng làng",
    }
    held_on = date(2024, 5, 15)
    yield petition(
        "KIEN_NGHI", "KHAC", "TAI_HN", "XA", "TRA_LOI_HN", held_on, ngay_tra_loi=held_on, **spoken
    )
    yield petition("KIEN_NGHI", "Y_TE", "HOM_THU", "XA", "GIAI_TRINH", day, **answered)
    yield petition("KIEN_NGHI", "GIAO_DUC", "HOM_THU", "XA", "TU_CHOI", day, **answered)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """A year without a planned dialogue: the sentence about the plan, in the midst of a paragraph,
    falls away.
    """
    made = make_year(
        tmp_path_factory.mktemp("in") / "mau-son-2024",
        more={"chung": {"huyen": "Huyện Mẫu"}, "cuoc": []},
    )
    reports: Mapping[str, Mapping[str, Any]] = {
        "01": {
            "lich": [held("Thượng", date(2024, 5, 15))],
            "tham_du": [attendance(50, (1, 2, 3, 4, 5, 35), nu=20) | {"ma_cuoc": "2024-01-BS01"}],
            "kien_nghi": [*open_matters(), *settled()],
        },
        "02": {
            "lich": [held("Trung", date(2024, 9, 10))],
            "tham_du": [attendance(41, (0, 1, 0, 0, 0, 40), nu=11) | {"ma_cuoc": "2024-02-BS01"}],
        },
        "03": {
            "lich": [
                {
                    "cac_thon": ("Hạ",),
                    "loai": "DOT_XUAT",
                    "trang_thai": "CHUYEN",
                    "ly_do": "Đường sạt lở",
                }
            ],
        },
    }
    for code, tables in reports.items():
        fill(
            issued_file(made, code),
            made.folder / IN / f"so-{code}.xlsx",
            made.plan.collects,
            tables,
        )
    return made


@dataclass(frozen=True)
class Word:
    """One word as it stands on a page."""

    text: str
    left: float
    right: float
    top: int


@dataclass(frozen=True)
class Page:
    """One printed page: its size in points, its words in lines."""

    size: tuple[int, int]
    lines: tuple[tuple[Word, ...], ...]

    @property
    def text(self) -> str:
        """Its text without any blank: a letter out of another font begins a word of its own."""
        return "".join(word.text for line in self.lines for word in line)


def read_pages(path: Path) -> Iterator[Page]:
    command = [find_program("pdftotext"), "-bbox", str(path), "-"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    words = re.compile(
        r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="[\d.]+">([^<]*)</word>'
    )
    for width, height, body in re.findall(
        r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', said, re.DOTALL
    ):
        lines: dict[int, list[Word]] = {}
        for left, top, right, text in words.findall(body):
            word = Word(text, float(left), float(right), round(float(top)))
            lines.setdefault(word.top, []).append(word)
        in_order = (
            tuple(sorted(line, key=lambda word: word.left)) for _, line in sorted(lines.items())
        )
        yield Page((round(float(width)), round(float(height))), tuple(in_order))


@pytest.fixture(scope="module")
def pages(year: Year, convert: Convert, tmp_path_factory: pytest.TempPathFactory) -> list[Page]:
    returns = AnsweredReturns(tuple(map(as_return, year.check((), TODAY))))
    folder = tmp_path_factory.mktemp("trang")
    places = Places(folder / "bao-cao", folder / "noi-bo", year.folder)
    made = make_report(year.plan, returns, places, LastYear(LAST_YEAR), TODAY, doors=("docx",))
    assert made.document is not None
    (printed,) = convert("pdf", folder, made.document)
    return list(read_pages(printed))


@pytest.fixture(scope="module")
def text(pages: list[Page]) -> str:
    return "".join(page.text for page in pages)


def one(pattern: str, text: str) -> tuple[int, ...]:
    """Return the numbers of a sentence that stands there once; its pattern is written with blanks,
    for people.
    """
    found = re.findall(re.sub(r" ", "", pattern), text)
    assert len(found) == 1, pattern
    return tuple(int(number) for number in found[0])


# --------------------------------------------------------------------------- pages


def test_every_page_is_a4(pages: list[Page]) -> None:
    sizes = [page.size for page in pages]
    assert set(sizes) == A4
    assert sizes == sorted(sizes), "the report upright, then the appendices across"


def gaps(line: tuple[Word, ...]) -> list[float]:
    """Return the blanks of a line, without the seams of letters out of two fonts and what parts two
    columns.
    """
    between = (after.left - before.right for before, after in pairwise(line))
    return [gap for gap in between if 2 < gap < 25]


def test_no_blank_is_doubled(pages: list[Page]) -> None:
    upright = [line for page in pages if page.size[0] < page.size[1] for line in page.lines]
    measured = [(line, gaps(line)) for line in upright if len(gaps(line)) >= 4]
    assert len(measured) > 30
    wide = [line for line, between in measured if max(between) > 1.6 * statistics.median(between)]
    assert [" ".join(word.text for word in line) for line in wide] == []


def test_no_heading_of_the_summary_is_broken_within_a_word(pages: list[Page]) -> None:
    summary = next(page for page in pages if page.size[0] > page.size[1])
    # What a column cannot hold of a word goes on in the next line, among the words of other
    # columns.
    assert [
        word for word in ("chuyển", "hướng", "trình", "đoàn", "kiến") if word not in summary.text
    ] == []


def test_no_heading_says_a_word_twice(text: str) -> None:
    assert "LĨNHVỰCKHÁC(05)" in text
    assert "lĩnhvựclĩnhvực" not in text.lower()


def test_the_day_of_signing_is_left_to_be_written(text: str) -> None:
    assert "MẫuSơn,ngày…tháng…năm…" in text
    assert text.count("-BC/ĐU,ngày…tháng…năm…của") == 2


# --------------------------------------------------------------------------- sentences that add up


def test_what_is_settled_and_what_is_open_make_up_all(text: str) -> None:
    whole, settled, left = one(
        (
            r"Kết quả giải quyết (\d+) ý kiến, kiến nghị: đã xong (\d+)\([\d,]+%\); tồn chuyển kỳ "
            r"sau (\d+)\("
        ),
        text,
    )
    assert (whole, settled, left) == (13, 4, 9)
    assert settled + left == whole
    parts = one(
        r"Đã xong (\d+) ý kiến, kiến nghị, gồm: giải quyết xong, trả lời xong tại hội nghị (\d+); "
        r"giải trình, cung cấp thông tin (\d+); không đủ điều kiện, đã hướng dẫn (\d+)\.",
        text,
    )
    assert parts[0] == settled == sum(parts[1:])
    parts = one(
        r"Tồn chuyển kỳ sau (\d+) ý kiến, kiến nghị, gồm: đang giải quyết (\d+); chưa giải "
        r"quyết (\d+); "
        r"đã chuyển cấp có thẩm quyền, chưa có kết quả (\d+)\.",
        text,
    )
    assert parts[0] == left == sum(parts[1:])


def test_what_is_late_and_what_is_not_make_up_all(text: str) -> None:
    share = r"\([\d,]+%\)"
    counted, *parts = one(
        rf"Thời hạn trả lời của (\d+) ý kiến, kiến nghị ghi trong sổ: "
        rf"trả lời đúng hạn (\d+) {share}; trả lời quá hạn (\d+) {share}; "
        rf"chưa trả lời, còn trong hạn (\d+) {share}; quá hạn trong kỳ, chưa trả lời (\d+) "
        rf"{share}; "
        rf"quá hạn từ kỳ trước, chưa trả lời (\d+) {share}; đã trả lời, hạn trả lời thuộc kỳ "
        rf"trước (\d+) {share}\.",
        text,
    )
    assert parts == [6, 1, 1, 3, 1, 1]
    assert sum(parts) == counted == 13
    whole, missing, *ages = one(
        r"Tổng số quá hạn: (\d+) ý kiến, kiến nghị, trong đó chưa trả lời (\d+), quá hạn: "
        r"đến 10 ngày làm việc (\d+); từ 11 đến 30 ngày làm việc (\d+); trên 30 ngày làm việc "
        r"(\d+)\.",
        text,
    )
    assert whole == parts[1] + parts[3] + parts[4]
    assert missing == parts[3] + parts[4] == sum(ages)


def test_the_parts_of_the_other_sentences_make_up_their_wholes(text: str) -> None:
    people = re.findall(r"Tổngsố(\d+)lượtngườidự,trongđó:(.*?)\.", text)
    matters = re.findall(r"Tổngsố(\d+)ýkiến,kiếnnghị,trongđó:(.*?)\.", text)
    assert [whole for whole, _ in (*people, *matters)] == ["91", "13"]
    for whole, parts in (*people, *matters):
        assert sum(int(number) for number in re.findall(r"(\d+)\(", parts)) == int(whole)
    for by in ("loại", "lĩnhvực", "thẩmquyềngiảiquyết"):
        (parts,) = re.findall(rf"-Phântheo{by}:(.*?)\.", text)
        assert sum(int(number) for number in re.findall(r"(\d+)\(", parts)) == 13, by


def test_last_year_stands_beside_this_one(text: str) -> None:
    assert (
        "Sovớinămtrước:sốcuộcgiảm02(50,0%);lượtngườidựgiảm29(24,2%);ýkiến,kiếnnghịgiảm03(18,8%);"
        "đãxonggiảm06(60,0%);tồnchuyểnkỳsautăng06(200,0%)."
    ) in text


def test_what_was_put_off_has_its_reason(text: str) -> None:
    assert "Có01cuộcchuyểnthờigian,đếnnaychưatổchức." in text
    assert "-thônHạ,chuyểnthờigian,địađiểm,lýdo:đườngsạtlở." in text


# --------------------------------------------------------------------------- appendices


def test_every_column_of_the_appendices_has_its_total(pages: list[Page]) -> None:
    totals = [
        [word.text for word in line if word.text.isdecimal()]
        for page in pages
        for line in page.lines
        if "".join(word.text for word in line).startswith("Tổngcộng")
    ]
    assert totals == [
        # dialogues; people and their six groups; turns; petitions, answered on the spot; six
        # states; open
        [
            "2",
            "91",
            "1",
            "3",
            "3",
            "4",
            "5",
            "75",
            "0",
            "13",
            "1",
            "2",
            "3",
            "5",
            "1",
            "1",
            "1",
            "9",
        ],
        # rows; settled, in hand, not begun, handed on
        ["13", "4", "3", "5", "1"],
    ]
