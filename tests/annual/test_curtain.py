"""Who is known by name is covered wherever the name stands, and nothing else is; what is found
about a row that must not be known quotes nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from for_each import for_each

from sheettools.annual.gate.curtain import Curtain, _apart, cover
from sheettools.annual.gate.privacy import COVERED_UP, ConcealedRows
from sheettools.findings import COVERED, Finding, Location
from sheettools.incoming.cage.refusals import ODD_VALUE
from sheettools.incoming.locate.cells import LEGACY_MENDED

KNOWN = [
    "Ông Nguyễn Văn Mẫu; bà Lý Thị Mẫu (vợ)", "UBND xã", "Nhóm thợ mộc Xanh", "bác Páo", "Thôn Hạ",
    "Hà  Mẫu - Sơn và Trần Thị Mẫu/công an xã", "",
]  # fmt: skip
CURTAIN = Curtain(KNOWN, ["Thôn Hạ", "Hạ", "xóm Rừng"])
TEXTS = {
    "ở nhóm thợ mộc Xanh nhé": f"ở {COVERED} nhé",
    "ở nhóm thợ mộc   Xanh": f"ở {COVERED}",
    "ở nhóm thợ mộc    Xanh": "ở nhóm thợ mộc    Xanh",
    "ở nhóm, thợ. mộc-Xanh": f"ở {COVERED}",
    "ở nhom tho moc xanh.": f"ở {COVERED}.",
    "ở NHOM THO MOC XANH.": f"ở {COVERED}.",
    "ở nhom tho mộc xanh": "ở nhom tho mộc xanh",
    "nhóm thợ mộc": "nhóm thợ mộc",
    "xóm Rừng": "xóm Rừng",
    "hỏi anh Xanh": f"hỏi anh {COVERED}",
    "hỏi anh xanh": "hỏi anh xanh",
    "trồng Xanh": "trồng Xanh",
    "Nhóm thợ mộc Xanh, nhóm thợ mộc Xanh": f"{COVERED}, {COVERED}",
    "gặp bác Páo": f"gặp bác {COVERED}",
    "Thôn Hạ": "Thôn Hạ",
    "thôn hạ": "thôn hạ",
    "": "",
}


def test_who_is_known() -> None:
    names = ["Nguyễn Văn Mẫu", "Lý Thị Mẫu", "Nhóm thợ mộc Xanh", "Páo", "Hà Mẫu", "Sơn"]
    assert CURTAIN.known == {*names, "Trần Thị Mẫu"}
    assert CURTAIN.places == {"thôn hạ", "hạ", "xóm rừng"}
    assert Curtain().known == frozenset()


@for_each("text", TEXTS)
def test_known_names_are_covered_where_they_stand(text: str) -> None:
    assert CURTAIN.cover(text) == TEXTS[text]
    assert CURTAIN.cover(text) == TEXTS[text], "once more"


def test_not_more_than_enough_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sheettools.annual.gate.curtain.MOST_KEPT", 2)
    curtain = Curtain(["Páo Mẫu Rừng"])
    for text in ("a", "b", "c", "a", "Páo Mẫu Rừng"):
        assert curtain.cover(text) == (COVERED if "Mẫu" in text else text)
        assert len(curtain._covered) <= 2


def test_numbers_alone_are_covered_a_second_time() -> None:
    assert cover("gọi 0912345678, ông Mẫu Văn A") == f"gọi {COVERED}, ông Mẫu Văn A"


@for_each(
    ("spans", "apart"),
    [
        ([], []),
        ([(0, 2), (2, 3)], [(0, 2), (2, 3)]),
        ([(0, 2), (1, 5), (4, 6), (7, 9), (7, 8)], [(0, 6), (7, 9)]),
        ([(0, 9), (1, 2), (8, 10)], [(0, 10)]),
    ],
)
def test_spans_that_overlap_are_one(spans: Any, apart: Any) -> None:
    assert list(_apart(spans)) == apart


# ------------------------------------------------------------------ findings about such rows

NOTHING: Any = None
ROWS = ConcealedRows(
    NOTHING, {}, {}, (), (), frozenset({("so.xlsx", "Sổ", 7)}), frozenset({"người Mẫu"})
)
ABOUT = Finding(ODD_VALUE, Location("so.xlsx", "Sổ", "F7"), "gì đó", {"ai": "x"})
OTHERS = [
    replace(ABOUT, location=place)
    for place in (
        Location("so.xlsx", "Sổ", "F8"), Location("so.xlsx", "Sổ", "F77"),
        Location("so.xlsx", "Khác", "F7"), Location("khac.xlsx", "Sổ", "F7"),
        Location("so.xlsx", "Sổ"), Location("so.xlsx"),
    )
]  # fmt: skip


def test_what_is_about_a_row_that_must_not_be_known_quotes_nothing() -> None:
    hidden = replace(ABOUT, private=True).covered()
    assert hidden.value == COVERED
    assert ROWS.finding(ABOUT) == hidden
    assert ROWS.finding(ABOUT.at(cell="F7, G7")) == hidden.at(cell="F7, G7")
    assert [ROWS.finding(other) for other in OTHERS] == OTHERS


@pytest.mark.parametrize("more", [{"value": "người Mẫu"}, {"values": {"n": 1, "ai": "người Mẫu"}}])
def test_what_says_the_same_as_such_a_row_quotes_nothing(more: dict[str, Any]) -> None:
    like = replace(OTHERS[0], **more)
    assert ROWS.finding(like) == replace(like, private=True).covered()


def test_what_nobody_reads_as_it_stands_is_not_quoted() -> None:
    odd = Finding(LEGACY_MENDED, Location("so.xlsx"), "MÉu", {"after": "Mẫu"})
    assert ROWS.finding(odd) == replace(odd, private=True).covered()
    assert COVERED_UP.code == "R305"
