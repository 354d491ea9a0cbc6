"""Rules: for each keyword what keeps it, what breaches it and where, the near misses, and its
sentence.

A row of the tables below is a rule as a template writes it, the fields it speaks of, and rows with
what becomes of each: the field that is pointed at, or "" where the rule is kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from for_each import for_each
from hypothesis import given
from hypothesis import strategies as st

from sheettools.findings import Finding, Location, Severity
from sheettools.template.calendar import WorkingDays
from sheettools.template.computes import (
    COMPUTES,
    Answered,
    DaysLeft,
    FirstOf,
    IsFilled,
    Item,
    Lookup,
    OnlyOne,
    OverdueSince,
    QuarterOf,
    SameAs,
    Total,
    WhenFilled,
    WorkingDaysAfter,
)
from sheettools.template.conditions import Book, Condition, Row, Test
from sheettools.template.grid import Grid
from sheettools.template.kinds import KINDS
from sheettools.template.model import Field, Rule, Sheet, Template
from sheettools.template.rules import RULES
from sheettools.template.rules.comparisons import AtMost, Compare, SumOf
from sheettools.template.rules.days import NotCountedUp, NotDragged, SameDay
from sheettools.template.rules.filling import EachPlanned, EmptyWhen, RequiredWhen
from sheettools.template.rules.lists import Follows, NotAllowedWhen
from sheettools.template.rules.periods import (
    NotInFuture,
    OnWorkingDay,
    WithinPeriod,
    WithinValidity,
)
from sheettools.template.rules.personal import NoNames, NoPersonalData, OnlySays
from sheettools.template.rules.quarters import DateSwap, InQuarter
from sheettools.template.rules.rows import Alike, OneMatter, SameLength, Unique
from sheettools.template.rules.sense import (
    EachFreeText,
    Legible,
    NearlyAlike,
    NoTrial,
    SaysSomething,
)
from sheettools.template.rules.sheets import CountsAgree, Matched, OnlyFor
from sheettools.template.rules.waits import AnsweredInTime, DaysBetween
from sheettools.template.vocabulary import Category, CategoryList

Test.__test__ = False  # type: ignore[attr-defined]  # a comparison, not a test of pytest

STATES = CategoryList(
    "tinh_trang", "Tình trạng", (Category("XONG", "Đã xong"), Category("HOAN", "Hoãn"))
)
QUARTERS = CategoryList(
    "quy", "Quý", tuple(Category(q, f"Quý {q}") for q in ("I", "II", "III", "IV"))
)
LEVELS = CategoryList("cap", "Cấp", (Category("XA", "Xã"), Category("TINH", "Tỉnh")))
BODIES = CategoryList("noi", "Nơi giải quyết", (
    Category("UBND", "UBND xã", follows=("XA",)), Category("SO", "Sở", follows=("TINH",)),
    Category("KHAC", "Nơi khác"),
))  # fmt: skip
SHEET = Sheet("so", "Sổ", "table", fields=(
    Field("ma", "Mã"), Field("noi_dung", "Nội dung"), Field("ghi_chu", "Ghi chú"),
    Field("tinh_trang", "Tình trạng", categories=STATES), Field("quy", "Quý", categories=QUARTERS),
    Field("tong", "Tổng số", KINDS["integer"]), Field("nam", "Nam", KINDS["integer"]),
    Field("nu", "Nữ", KINDS["integer"]), Field("ngay", "Ngày", KINDS["date"]),
    Field("xong", "Ngày xong", KINDS["date"]), Field("cap", "Cấp", categories=LEVELS),
    Field("noi", "Nơi giải quyết", categories=BODIES),
), rows=5)  # fmt: skip
THERE = Sheet("kia", "Trang kia", "table", fields=(
    Field("ma", "Mã"), Field("tinh_trang", "Tình trạng", categories=STATES), Field("gioi", "Giới"),
), rows=5)  # fmt: skip
TEMPLATE = Template("mau", "1", "Mẫu", (THERE, SHEET), {})

DONE = Condition((Test("tinh_trang", "in", ("XONG",)),))
NOT_DONE = Condition((Test("tinh_trang", "not_in", ("XONG",)),))
FACTS = {
    "tu": date(2024, 1, 1), "den": date(2024, 12, 31), "hom_nay": date(2024, 6, 15),
    "ngay_nghi": frozenset({date(2024, 4, 30), date(2024, 5, 1)}),
    "sheet_titles": {"kia": "Trang kia"},
}  # fmt: skip


def day(text: str) -> date:
    number, month = map(int, text.split("/"))
    return date(2024, month, number)


@dataclass(frozen=True)
class Case:
    """A rule, and rows with the field that it points at in each; "" where it is kept."""

    rule: Rule
    rows: tuple[tuple[Mapping[str, Any], str], ...]
    other: tuple[Mapping[str, Any], ...] = ()
    facts: Mapping[str, Any] = field(default_factory=lambda: FACTS)


CASES = (
    Case(RequiredWhen("xong", DONE), (
        ({"tinh_trang": "XONG"}, "xong"),
        ({"tinh_trang": "XONG", "xong": day("1/2")}, ""),
        ({"tinh_trang": "HOAN"}, ""),
        ({}, ""),
    )),
    Case(RequiredWhen("ghi_chu", Condition((Test("xong", "blank"), Test("nu", "filled")))), (
        ({"nu": 0}, "ghi_chu"),
        ({"nu": 0, "xong": day("1/2")}, ""),
        ({}, ""),
    )),
    Case(RequiredWhen("ghi_chu", NOT_DONE), (
        ({"tinh_trang": "HOAN"}, "ghi_chu"),
        ({}, "ghi_chu"),  # nothing is not “Đã xong” either
        ({"tinh_trang": "XONG"}, ""),
    )),
    Case(EmptyWhen(("xong", "ghi_chu"), NOT_DONE), (
        ({"tinh_trang": "HOAN", "xong": day("1/2")}, "xong"),
        ({"tinh_trang": "HOAN", "ghi_chu": "x"}, "ghi_chu"),
        ({"tinh_trang": "XONG", "xong": day("1/2")}, ""),
        ({"tinh_trang": "HOAN"}, ""),
    )),
    Case(NotAllowedWhen("tinh_trang", ("XONG",), Condition((Test("quy", "in", ("IV",)),))), (
        ({"tinh_trang": "XONG", "quy": "IV"}, "tinh_trang"),
        ({"tinh_trang": "XONG", "quy": "III"}, ""),
        ({"tinh_trang": "HOAN", "quy": "IV"}, ""),
        ({"quy": "IV"}, ""),
    )),
    Case(Compare("ngay", "<=", "xong"), (
        ({"ngay": day("2/1"), "xong": day("1/1")}, "ngay"),
        ({"ngay": day("1/1"), "xong": day("1/1")}, ""),
        ({"ngay": day("1/1")}, ""),
        ({"xong": day("1/1")}, ""),
    )),
    Case(Compare("nu", "<", "nam"), (({"nu": 3, "nam": 3}, "nu"), ({"nu": 2, "nam": 3}, ""))),
    Case(Compare("nu", ">=", "nam"), (({"nu": 2, "nam": 3}, "nu"), ({"nu": 3, "nam": 3}, ""))),
    Case(Compare("nu", ">", "nam"), (({"nu": 3, "nam": 3}, "nu"), ({"nu": 4, "nam": 3}, ""))),
    Case(Compare("nu", "==", "nam"), (({"nu": 0, "nam": 3}, "nu"), ({"nu": 3, "nam": 3}, ""))),
    Case(SumOf("tong", ("nam", "nu")), (
        ({"tong": 92, "nam": 50, "nu": 43}, "tong"),
        ({"tong": 93, "nam": 50, "nu": 43}, ""),
        ({"tong": 50, "nam": 50}, ""),  # an empty part counts as nothing
        ({"tong": 50}, "tong"),
        ({"nam": 50, "nu": 43}, ""),  # without a total there is nothing to hold the parts against
    )),
    Case(AtMost(("nam", "nu"), "tong"), (
        ({"tong": 5, "nam": 6, "nu": 7}, "nam"),
        ({"tong": 5, "nam": 5, "nu": 6}, "nu"),
        ({"tong": 5, "nam": 5, "nu": 5}, ""),
        ({"nam": 6}, ""),
    )),
    Case(WithinPeriod("ngay", "tu", "den"), (
        ({"ngay": date(2023, 12, 31)}, "ngay"),
        ({"ngay": date(2025, 1, 1)}, "ngay"),
        ({"ngay": date(2024, 1, 1)}, ""),
        ({"ngay": date(2024, 12, 31)}, ""),
        ({}, ""),
    )),
    Case(WithinPeriod("ngay", "tu", "den", DONE), (
        ({"ngay": date(2023, 12, 31), "tinh_trang": "HOAN"}, ""),
        ({"ngay": date(2023, 12, 31), "tinh_trang": "XONG"}, "ngay"),
    )),
    Case(WithinPeriod("ngay", "tu", "den"), (({"ngay": date(2023, 1, 1)}, ""),), facts={}),
    Case(WithinValidity("ngay", "tu", "den"), (
        ({"ngay": date(2024, 6, 30)}, "ngay"),
        ({"ngay": date(2024, 7, 1)}, ""),
        ({"ngay": date(2030, 7, 1)}, ""),  # the end is open
    ), facts={"tu": date(2024, 7, 1), "den": None}),
    Case(NotInFuture("ngay"), (
        ({"ngay": date(2024, 6, 16)}, "ngay"),
        ({"ngay": date(2024, 6, 15)}, ""),
        ({}, ""),
    )),
    Case(OnWorkingDay("ngay"), (
        ({"ngay": day("4/5")}, "ngay"),  # a Saturday
        ({"ngay": day("5/5")}, "ngay"),  # a Sunday
        ({"ngay": day("30/4")}, "ngay"),  # a Tuesday, and a holiday
        ({"ngay": day("2/5")}, ""),
        ({}, ""),
    )),
    Case(OnWorkingDay("ngay", DONE), (
        ({"ngay": day("4/5"), "tinh_trang": "XONG"}, ""),  # worked for 29/4
        ({"ngay": day("29/4"), "tinh_trang": "XONG"}, "ngay"),
        ({"ngay": day("11/5"), "tinh_trang": "XONG"}, "ngay"),
        ({"ngay": day("11/5"), "tinh_trang": "HOAN"}, ""),
    ), facts={"ngay_nghi": frozenset({day("29/4"), day("4/5")}), "ngay_lam_bu": {day("4/5")}}),
    Case(InQuarter("ngay", "quy", DONE), (
        ({"ngay": date(2024, 7, 20), "quy": "II"}, "ngay"),
        ({"ngay": date(2024, 7, 20), "quy": "III"}, ""),
        ({"ngay": date(2024, 7, 20), "quy": "II", "tinh_trang": "XONG"}, ""),
        ({"ngay": date(2024, 7, 4), "quy": "II"}, ""),  # 4/7 read as 7/4: left to date_swap
        ({"ngay": date(2024, 7, 20)}, ""),
    )),
    Case(DateSwap("ngay", "quy"), (
        ({"ngay": date(2024, 7, 4), "quy": "II"}, "ngay"),
        ({"ngay": date(2024, 7, 4), "quy": "III"}, ""),
        ({"ngay": date(2024, 7, 14), "quy": "II"}, ""),  # there is no month 14
        ({"ngay": date(2024, 7, 8), "quy": "II"}, ""),  # 8/7 is of the third quarter either way
        ({"ngay": date(2024, 7, 7), "quy": "II"}, ""),
    )),
    Case(DaysBetween("ngay", "xong", least=7), (
        ({"ngay": day("1/3"), "xong": day("7/3")}, "xong"),
        ({"ngay": day("1/3"), "xong": day("8/3")}, ""),
        ({"ngay": day("1/3")}, ""),
    )),
    Case(DaysBetween("ngay", "xong", most=10, when=DONE), (
        ({"ngay": day("1/3"), "xong": day("12/3"), "tinh_trang": "XONG"}, "xong"),
        ({"ngay": day("1/3"), "xong": day("12/3"), "tinh_trang": "HOAN"}, ""),
        ({"ngay": day("1/3"), "xong": day("11/3"), "tinh_trang": "XONG"}, ""),
    )),
    # Friday 26/4 + 3 working days: 29/4, then 30/4 and 1/5 are holidays, so 2/5 and 3/5.
    Case(AnsweredInTime("ngay", "xong", 3), (
        ({"ngay": day("26/4"), "xong": day("3/5")}, ""),
        ({"ngay": day("26/4"), "xong": day("4/5")}, "xong"),
        ({"ngay": day("26/4")}, "xong"),  # checked on 15/6: late while it is missing
        ({"ngay": day("14/6")}, ""),  # due on 19/6
        ({"xong": day("4/5")}, ""),
    )),
    Case(NoPersonalData(("noi_dung", "ghi_chu")), (
        ({"noi_dung": "gọi 0912 345 678"}, "noi_dung"),
        ({"ghi_chu": "CCCD 024098001234"}, "ghi_chu"),
        ({"ghi_chu": "nhà bà Lan"}, "ghi_chu"),
        ({"noi_dung": "gặp Lan"}, "noi_dung"),
        ({"noi_dung": "bồi thường 120.000.000 đồng theo văn bản 45/UBND"}, ""),
        ({}, ""),
    )),
    Case(NoNames(("noi_dung", "ghi_chu"), DONE), (
        ({"noi_dung": "Ông Nguyễn Văn A báo", "tinh_trang": "XONG"}, "noi_dung"),
        ({"noi_dung": "Ông Nguyễn Văn A báo", "tinh_trang": "HOAN"}, ""),
        ({"noi_dung": "ông chủ tịch xã", "tinh_trang": "XONG"}, ""),
        ({"noi_dung": "gặp Lan", "tinh_trang": "XONG"}, ""),
        ({"ghi_chu": "gọi 0912 345 678", "tinh_trang": "XONG"}, "ghi_chu"),
    )),
    Case(OnlySays(("noi_dung", "ghi_chu"), DONE, "Đã hướng dẫn viết đơn"), (
        ({"noi_dung": "Đã hướng dẫn viết đơn", "tinh_trang": "XONG"}, ""),
        ({"noi_dung": "đã hướng dẫn viết đơn.", "tinh_trang": "XONG"}, ""),
        ({"noi_dung": "DA HUONG DAN VIET DON", "tinh_trang": "XONG"}, ""),
        ({"noi_dung": "Đã hướng dẫn viết đơn, gặp Lan", "tinh_trang": "XONG"}, "noi_dung"),
        ({"ghi_chu": "Tố cáo trưởng nhóm", "tinh_trang": "XONG"}, "ghi_chu"),
        ({"ghi_chu": "Tố cáo trưởng nhóm", "tinh_trang": "HOAN"}, ""),
        ({"ghi_chu": "ông Nguyễn Văn A", "tinh_trang": "XONG"}, ""),  # an error by itself: R120
    )),
    Case(Legible(("noi_dung", "ghi_chu")), (
        ({"noi_dung": "Ddieejn yeeus"}, "noi_dung"),
        ({"noi_dung": "Điện yếu", "ghi_chu": "Kèm ?nh ch?p"}, "ghi_chu"),
        ({"noi_dung": "Điện yếu"}, ""),
    )),
    Case(NoTrial(("noi_dung",), NOT_DONE), (
        ({"noi_dung": "test"}, "noi_dung"),
        ({"noi_dung": "Nội dung."}, "noi_dung"),  # the column's own title
        ({"noi_dung": "test", "tinh_trang": "XONG"}, ""),
        ({"noi_dung": "Test nhanh cúm A cho học sinh"}, ""),
    )),
    Case(SaysSomething(("noi_dung",)), (
        ({"noi_dung": "Đề nghị xem xét"}, "noi_dung"),
        ({"noi_dung": "Đã xong"}, "noi_dung"),  # an item of a list beside it
        ({"noi_dung": "Đường ngập"}, ""),
        ({"noi_dung": "test"}, ""),  # which another rule asks about
    )),
    Case(SameDay("ngay", "ma", "kia", "ma", "xong", NOT_DONE), (
        ({"ngay": day("22/3"), "ma": "A"}, "ngay"),
        ({"ngay": day("21/3"), "ma": "A"}, ""),
        ({"ngay": day("22/3"), "ma": "A", "tinh_trang": "XONG"}, ""),
        ({"ngay": day("22/3"), "ma": "C"}, ""),  # whose day is not known
        ({"ngay": day("22/3")}, ""),
    ), other=({"ma": "A", "xong": day("21/3")}, {"ma": "C"})),
    Case(OneMatter("noi_dung"), (
        ({"noi_dung": "1. Sửa đường\n2. Sửa cầu"}, "noi_dung"),
        ({"noi_dung": "Sửa đường 1 và cầu 2"}, ""),
        ({}, ""),
    )),
    Case(Matched("ma", "kia", "ma", DONE), (
        ({"ma": "B", "tinh_trang": "XONG"}, "ma"),
        ({"ma": "A", "tinh_trang": "XONG"}, ""),
        ({"ma": "B", "tinh_trang": "HOAN"}, ""),
        ({"tinh_trang": "XONG"}, ""),
    ), other=({"ma": "A"},)),
    Case(OnlyFor("ma", "kia", "ma", Condition((Test("tinh_trang", "in", ("XONG",)),)),
    "việc đã xong"), (
        ({"ma": "A"}, ""),
        ({"ma": "B"}, "ma"),
        ({"ma": "C"}, ""),  # no such row over there: what `foreignKey` asks about
        ({}, ""),
    ), other=({"ma": "A", "tinh_trang": "XONG"}, {"ma": "B", "tinh_trang": "HOAN"})),
    Case(CountsAgree("nu", "ma", "kia", "ma", Condition((Test("gioi", "in", ("NU",)),))), (
        ({"ma": "A", "nu": 2}, "nu"),
        ({"ma": "A", "nu": 1}, ""),
        ({"ma": "B", "nu": 5}, ""),  # no list of B at all: nothing to hold it against
        ({"ma": "A"}, ""),
    ), other=({"ma": "A", "gioi": "NU"}, {"ma": "A", "gioi": "NAM"})),
    Case(Follows("noi", "cap"), (
        ({"noi": "UBND", "cap": "XA"}, ""),
        ({"noi": "UBND", "cap": "TINH"}, "noi"),
        ({"noi": "KHAC", "cap": "TINH"}, ""),  # goes with every level
        ({"noi": "SO"}, ""),
        ({"cap": "XA"}, ""),
    )),
)  # fmt: skip
NAMES = [f"{case.rule.keyword}-{number}" for number, case in enumerate(CASES)]


def points_at(
    rule: Rule, *rows: Row, other: tuple[Mapping[str, Any], ...] = (), facts: Any = FACTS
) -> list[str]:
    book = Book({"so": rows, "kia": [Row(n, values) for n, values in enumerate(other, 7)]}, facts)
    return [breach.field for breach in rule.breaches(SHEET, book)]


@for_each("case", CASES, ids=NAMES)
def test_what_keeps_a_rule_and_what_breaches_it(case: Case) -> None:
    for values, pointed in case.rows:
        found = points_at(case.rule, Row(7, values), other=case.other, facts=case.facts)
        assert found == ([pointed] if pointed else []), values


@for_each("case", CASES, ids=NAMES)
def test_its_finding_says_all_in_both_languages(case: Case) -> None:
    book = Book(
        {
            "so": [Row(7, values) for values, _ in case.rows],
            "kia": [Row(7, values) for values in case.other],
        },
        case.facts,
    )
    for breach in case.rule.breaches(SHEET, book):
        finding = Finding(case.rule.problem, value="x", values=breach.values)
        for language in ("vi", "en"):
            for said in (finding.message(language), finding.remedy(language)):
                assert said
                assert not re.search(r"[{}]|None|Words\(|Category\(|datetime", said), said
        assert finding.message("vi") != finding.message("en")


@for_each("case", CASES, ids=NAMES)
def test_its_sentence_speaks_of_titles_in_both_languages(case: Case) -> None:
    said = case.rule.sentence(SHEET)
    first = case.rule.fields()[0]
    for sentence in (said.vi, said.en):
        assert f"“{SHEET.field(first).title}”" in sentence
        assert not re.search(r"[{}_]|None", sentence), sentence
    assert said.vi != said.en or isinstance(case.rule, SumOf), "a sum is written the same in both"


@for_each("case", CASES, ids=NAMES)
def test_a_broken_cell_has_no_echo(case: Case) -> None:
    """A cell that has an error of its own silences every rule that reads it, but not what is asked
    of other texts.
    """
    each = isinstance(case.rule, NoPersonalData | NoNames | OnlySays | EachFreeText)
    texts = case.rule.blames() if each else ()
    for values, pointed in case.rows:
        for name in (one for one in case.rule.fields() if one == pointed or one not in texts):
            row = Row(7, {k: v for k, v in values.items() if k != name}, frozenset({name}))
            assert not points_at(case.rule, row, other=case.other, facts=case.facts), (
                values,
                pointed,
                name,
            )


@for_each("case", CASES, ids=NAMES)
def test_a_row_that_nobody_began_is_left_alone(case: Case) -> None:
    for values, _ in case.rows:
        assert not points_at(
            case.rule, Row(7, values, begun=False), other=case.other, facts=case.facts
        )


@for_each(
    ("rule", "read", "blamed"),
    [
        (AtMost(("nam", "nu"), "tong"), ("nam", "nu", "tong"), ("nam", "nu")),
        (Unique(("ma", "quy")), ("ma", "quy"), ("ma",)),
        (InQuarter("ngay", "quy"), ("ngay", "quy"), ("ngay",)),
        (InQuarter("ngay", "quy", DONE), ("ngay", "quy", "tinh_trang"), ("ngay",)),
        (DaysBetween("ngay", "xong", most=10), ("ngay", "xong"), ("xong",)),
        # What it asks of the other sheet is none of its own fields.
        (CountsAgree("nu", "tong", "kia", "ma", DONE), ("nu", "tong"), ("nu",)),
    ],
)
def test_a_rule_reads_what_its_parameters_name(
    rule: Rule, read: tuple[str, ...], blamed: tuple[str, ...]
) -> None:
    assert (rule.fields(), rule.blames()) == (read, blamed)


def test_each_keyword_has_its_case() -> None:
    elsewhere = {
        "unique",
        "alike",
        "nearly_alike",
        "not_dragged",
        "not_counted_up",
        "same_length",
        "each_planned",
    }
    assert {case.rule.keyword for case in CASES} | elsewhere == set(RULES)


# --------------------------------------------------------------------------- rules on several rows


def test_unique_points_at_the_second_row_and_names_the_first() -> None:
    rows = [Row(7, {"ma": "A"}), Row(8, {"ma": "B"}), Row(9, {"ma": "a "}), Row(10, {})]
    found = list(Unique(("ma",)).breaches(SHEET, Book({"so": rows})))
    assert [(breach.row.number, breach.values["first"]) for breach in found] == [(9, 7)]


def test_a_pair_is_unique_as_a_pair() -> None:
    rows = [
        Row(7, {"ma": "A", "quy": "I"}),
        Row(8, {"ma": "A", "quy": "II"}),
        Row(9, {"ma": "A"}),
        Row(10, {"ma": "A"}),
        Row(11, {"ma": "A", "quy": "I"}),
    ]
    found = list(Unique(("ma", "quy")).breaches(SHEET, Book({"so": rows})))
    assert [breach.row.number for breach in found] == [11], "a pair that is not whole is no pair"
    assert found[0].values["shown"] == "A – Quý I"


def test_a_number_that_lost_its_zeros_is_shorter_than_the_others() -> None:
    rows = [
        Row(7, {"ma": "07"}),
        Row(8, {"ma": "008"}),
        Row(9, {"ma": "99"}),
        Row(10, {}),
        Row(11, {"ma": "9"}, broken=frozenset({"ma"})),
    ]
    found = list(SameLength("ma").breaches(SHEET, Book({"so": rows})))
    assert [(breach.row.number, breach.values["wanted"]) for breach in found] == [(7, 3), (9, 3)]
    assert (SameLength.problem.code, SameLength.problem.severity) == ("R125", Severity.ERROR)
    assert not list(SameLength("ma").breaches(SHEET, Book({"so": rows[:1]})))


def test_alike_asks_about_texts_that_say_the_same() -> None:
    rows = [
        Row(7, {"noi_dung": "Sửa đường"}),
        Row(8, {"noi_dung": "sửa  đường."}),
        Row(9, {"noi_dung": "Sửa cầu"}),
    ]
    found = list(Alike(("noi_dung",)).breaches(SHEET, Book({"so": rows})))
    assert [(breach.row.number, breach.values["first"]) for breach in found] == [(8, 7)]
    assert Finding(Alike.problem, values=found[0].values).severity == "warning"


def test_what_says_nearly_the_same_is_asked_about_once() -> None:
    texts = (
        "Đề nghị sửa cống xóm Đồi",
        "de nghi sua cong xom Doi",
        "Sửa cống xóm Đồi!",
        "sửa cống xóm đồi, đề nghị",
        "đề nghị sửa cống  xóm Đồi.",  # the same, letter for letter: another rule's
        "Đề nghị sửa cống xóm Gò",
    )
    rows = [Row(7 + at, {"noi_dung": text}) for at, text in enumerate(texts)]
    found = list(NearlyAlike("noi_dung").breaches(SHEET, Book({"so": rows})))
    assert [breach.row.number for breach in found] == [8, 9, 10]
    assert all(breach.values["first"] < breach.row.number for breach in found)


def test_what_says_nearly_the_same_is_left_alone_under_a_condition_or_as_it_came() -> None:
    one, other = "Sửa cống xóm Đồi", "sua cong xom Doi"
    rule = NearlyAlike("noi_dung", NOT_DONE)
    done = [Row(7, {"noi_dung": one}), Row(8, {"noi_dung": other, "tinh_trang": "XONG"})]
    came = [Row(7, {"noi_dung": one}), Row(8, {"noi_dung": other}, prefilled={"noi_dung": other})]
    assert not list(rule.breaches(SHEET, Book({"so": done})))
    assert not list(rule.breaches(SHEET, Book({"so": came})))
    assert list(rule.breaches(SHEET, Book({"so": [came[0], Row(8, {"noi_dung": other})]})))


def dragged(*days: str, start: int = 7, **values: Any) -> list[Row]:
    return [Row(start + at, {"ngay": day(one), **values}) for at, one in enumerate(days)]


@for_each(
    ("rows", "asked"),
    [
        (dragged("30/3", "31/3", "1/4"), [(8, 7, 9)]),
        (dragged("30/3", "31/3"), []),
        (dragged("1/3", "1/3", "2/3", "3/3", "3/3"), [(9, 8, 10)]),
        (dragged("1/3", "2/3", "3/3") + dragged("9/3", "10/3", "11/3", start=10), [(8, 7, 9), (11, 10, 12)]),
        (dragged("1/3", "2/3", ma="A") + dragged("3/3", "4/3", start=9, ma="B"), []),
        (dragged("3/3", "2/3", "1/3"), []),
        (dragged("1/3", "2/3") + dragged("3/3", start=10), []),  # an empty row between
        (dragged("1/3", "2/3", "3/3", tinh_trang="XONG"), []),
    ],
)  # fmt: skip
def test_days_that_grow_from_row_to_row_are_asked_about(
    rows: list[Row], asked: list[tuple[int, int, int]]
) -> None:
    found = list(NotDragged("ngay", ("ma",), NOT_DONE).breaches(SHEET, Book({"so": rows})))
    told = [(one.row.number, one.values["first"], one.values["last"]) for one in found]
    assert told == asked


@for_each(
    ("values", "at"),
    [
        ([1, 2, 3, 4], [8]),
        ([1, 2, 3], []),  # so few are chance
        ([4, 4, 5, 6, 7], [9]),
        ([True, True, True, True], []),
        (["KN-08", "KN-09", "KN-10"], [8]),
        (["KN-9", "KN-10", "KN-11"], [8]),
        (["KN-01", "KN-02"], []),
        (["KN-01", "KN-01", "KN-01"], []),
        (["KN-01", "KN-03", "KN-05"], []),
        (["KN", "KN", "KN"], []),
    ],
)
def test_what_goes_up_by_one_from_row_to_row_is_asked_about(
    values: list[Any], at: list[int]
) -> None:
    rows = [Row(7 + n, {"so": value, "muc": "a"}) for n, value in enumerate(values)]
    sheet = Sheet("kn", "Kiến nghị", "table", fields=(Field("so", "Số"), Field("muc", "Mục")))
    found = list(NotCountedUp(("so",), ("muc",)).breaches(sheet, Book({"kn": rows})))
    assert [breach.row.number for breach in found] == at
    apart = [Row(row.number, {**row.values, "muc": str(row.number)}) for row in rows]
    assert list(NotCountedUp(("so",), ("muc",)).breaches(sheet, Book({"kn": apart}))) == []


def test_each_planned_looks_at_rows_that_nobody_began() -> None:
    rule = EachPlanned("tinh_trang", Condition((Test("quy", "not_in", ("IV",)),)))
    assert points_at(rule, Row(7, {"ma": "A"}, begun=False)) == ["tinh_trang"]
    assert points_at(rule, Row(7, {"ma": "A", "quy": "IV"}, begun=False)) == []
    assert points_at(rule, Row(7, {"ma": "A", "tinh_trang": "HOAN"})) == []
    assert points_at(rule, Row(7, {}, begun=False)) == [], "an empty row was not planned"
    assert points_at(rule, Row(7, {"ma": "A"}, frozenset({"tinh_trang"}))) == []


def test_where_no_field_is_named_all_texts_in_own_words_are_asked_about() -> None:
    row = Row(7, {"ghi_chu": "Ddieejn yeeus", "tinh_trang": "Ddieejn yeeus", "tong": 5})
    assert points_at(Legible(), row) == ["ghi_chu"]
    assert "tự ghi" in Legible().sentence(SHEET).vi


def test_what_a_row_came_with_is_not_asked_about() -> None:
    said = {"noi_dung": "Ddieejn yeeus"}
    assert points_at(Legible(), Row(7, {**said, "ma": "A"}, prefilled=said)) == []
    assert points_at(Legible(), Row(7, said, prefilled={"noi_dung": "Điện yếu"})) == ["noi_dung"]


@for_each(
    "rule",
    [
        Unique(("ma", "quy")),
        SameLength("ma"),
        Alike(("noi_dung",)),
        EachPlanned("tinh_trang"),
        NearlyAlike("noi_dung"),
        NotDragged("ngay", ("ma",)),
        NotCountedUp(("ma", "ngay")),
    ],
)
def test_their_sentences_speak_of_titles(rule: Rule) -> None:
    said = rule.sentence(SHEET)
    assert said.vi != said.en
    assert all(
        f"“{SHEET.field(name).title}”" in text
        for text in (said.vi, said.en)
        for name in rule.fields()
    )


# --------------------------------------------------------------------------- conditions


def test_a_condition_in_words() -> None:
    condition = Condition((Test("tinh_trang", "in", ("XONG", "HOAN")), Test("xong", "blank")))
    said = SHEET.words_for(condition)
    assert said.vi == " khi “Tình trạng” là “Đã xong” hoặc “Hoãn” và “Ngày xong” để trống"
    assert said.en == " when “Tình trạng” is “Đã xong” or “Hoãn” and “Ngày xong” is empty"


def test_no_comparison_at_all_always_holds_and_says_nothing() -> None:
    assert Condition().holds({})
    assert SHEET.words_for(Condition()).vi == ""


# ---------------------------------------------------------------- the fault, not the rule


def said_of(rule: Rule, values: Mapping[str, Any]) -> Finding:
    """Return what is said of one row, whose other fields stand in column H."""
    (breach,) = rule.breaches(SHEET, Book({"so": [Row(7, values)], "kia": []}, FACTS))
    others = tuple(f"H{number}" for number, _ in enumerate(breach.others, start=9))
    return Finding(rule.problem, Location(cell="F7", also=others), values=breach.values)


def test_a_comparison_says_how_the_two_values_stand_and_where_the_other_is() -> None:
    days = {"ngay": day("20/12"), "xong": day("5/12")}
    late = said_of(Compare("ngay", "<=", "xong"), days)
    assert late.message("vi") == "“Ngày” (20/12/2024) muộn hơn “Ngày xong” (05/12/2024, ô H9)."
    assert late.remedy("vi") == "Xem lại cả hai ô: “Ngày” không được muộn hơn “Ngày xong”."
    more = said_of(Compare("nam", "<=", "nu"), {"nam": 7, "nu": 4})
    assert more.message("vi") == "“Nam” (7) lớn hơn “Nữ” (4, ô H9)."


def test_two_values_alike_are_said_to_be_so() -> None:
    alike = said_of(Compare("nam", "<", "nu"), {"nam": 4, "nu": 4})
    assert alike.message("vi") == "“Nam” (4) bằng “Nữ” (4, ô H9)."


@pytest.mark.parametrize(("state", "label"), [("XONG", "Đã xong"), ("HOAN", "Hoãn")])
def test_of_the_states_that_a_rule_names_a_finding_names_the_rows_own(
    state: str, label: str
) -> None:
    when = Condition((Test("tinh_trang", "in", ("XONG", "HOAN")),))
    row = {"tinh_trang": state, "quy": "I"}
    for rule in (
        RequiredWhen("xong", when),
        EmptyWhen(("quy",), when),
        NotAllowedWhen("quy", ("I", "II"), when),
    ):
        assert f" khi “Tình trạng” là “{label}”" in said_of(rule, row).message("vi")


def test_what_was_answered_late_is_not_asked_to_be_answered() -> None:
    rule = AnsweredInTime("ngay", "xong", 15)
    late = said_of(rule, {"ngay": day("1/3"), "xong": day("1/10")})
    missing = said_of(rule, {"ngay": day("1/3")})
    assert late.remedy("vi").startswith("Nếu đúng là trả lời muộn thì để nguyên;")
    assert missing.remedy("vi").startswith("Trả lời rồi ghi ngày trả lời;")


def test_a_day_off_is_asked_about_under_a_code_of_its_own() -> None:
    """No template that ships asks for it, so no case of a workbook shows the code."""
    assert (OnWorkingDay.problem.code, OnWorkingDay.problem.severity) == ("R124", Severity.WARNING)


# --------------------------------------------------------------------------- computed fields

BOOK, NO_FACTS = Book({}, FACTS), Book({})


def test_a_deadline_is_counted_in_working_days() -> None:
    compute = WorkingDaysAfter("ngay", 3)
    assert compute.value({"ngay": day("26/4")}, BOOK) == day("3/5")
    assert compute.value({"ngay": day("26/4")}, NO_FACTS) == day("1/5"), (
        "without holidays 29, 30 and 1 count"
    )
    assert compute.value({}, BOOK) is None


@for_each(
    ("answered", "deadline", "state"),
    [
        (day("3/5"), day("3/5"), "DUNG_HAN"),
        (day("4/5"), day("3/5"), "QUA_HAN"),
        (None, day("3/5"), "CHUA_TRA_LOI"),
        (day("3/5"), None, None),
    ],
)
def test_an_answer_is_in_time_late_or_missing(
    answered: date | None, deadline: date | None, state: str | None
) -> None:
    assert Answered("xong", "han").value({"xong": answered, "han": deadline}, BOOK) == state


@for_each(
    ("deadline", "answered", "today", "state"),
    [
        (date(2024, 5, 3), date(2024, 5, 3), date(2024, 6, 15), "DUNG_HAN"),
        (date(2024, 5, 3), date(2024, 5, 4), date(2024, 6, 15), "QUA_HAN"),
        # The year goes on: today counts.
        (date(2024, 6, 15), None, date(2024, 6, 15), "CON_HAN"),
        (date(2024, 6, 14), None, date(2024, 6, 15), "QUA_HAN_CHUA_TRA_LOI"),
        # The year is over: its last day counts, whatever today is.
        (date(2024, 12, 31), None, date(2025, 3, 1), "CON_HAN"),
        (date(2025, 1, 9), None, date(2025, 3, 1), "CON_HAN"),
        (date(2024, 12, 30), None, date(2025, 3, 1), "QUA_HAN_CHUA_TRA_LOI"),
        (date(2024, 12, 30), date(2025, 1, 10), date(2025, 3, 1), "QUA_HAN"),
        # A deadline on the first day of the year is this year's, the day before it was last year's.
        (date(2024, 1, 1), None, date(2024, 6, 15), "QUA_HAN_CHUA_TRA_LOI"),
        (date(2024, 1, 1), date(2024, 1, 2), date(2024, 6, 15), "QUA_HAN"),
        (date(2023, 12, 31), None, date(2024, 6, 15), "QUA_HAN_KY_TRUOC_CHUA"),
        (date(2023, 12, 31), date(2024, 1, 2), date(2024, 6, 15), "HAN_KY_TRUOC"),
        (date(2023, 12, 31), date(2023, 12, 30), date(2024, 6, 15), "HAN_KY_TRUOC"),
        (None, date(2024, 1, 2), date(2024, 6, 15), None),
    ],
)
def test_what_is_late_is_late_at_the_end_of_the_period(
    deadline: date | None, answered: date | None, today: date, state: str | None
) -> None:
    values = {"xong": answered, "han": deadline}
    assert (
        Answered("xong", "han", "tu", "den").value(values, Book({}, {**FACTS, "hom_nay": today}))
        == state
    )


def test_what_is_missing_waits_until_somebody_says_what_day_it_is() -> None:
    compute, values = Answered("xong", "han", "tu", "den"), {"han": day("3/5")}
    facts = {name: value for name, value in FACTS.items() if name != "hom_nay"}
    assert compute.value(values, Book({}, facts)) is None
    assert compute.value({"han": date(2023, 5, 3)}, Book({}, facts)) == "QUA_HAN_KY_TRUOC_CHUA"
    assert compute.value(values, Book({}, {"hom_nay": day("4/5")})) == "QUA_HAN_CHUA_TRA_LOI", (
        "of no period: today"
    )


@for_each(
    ("deadline", "age"),
    [
        ("17/6", None),  # a Monday still to come
        ("15/6", None),  # today is in time
        ("14/6", "NGAN"),  # Friday; no working day since
        ("31/5", "NGAN"),  # 3 to 7 and 10 to 14 June: ten
        ("30/5", "VUA"),  # with 31 May eleven
        (
            "2/5",
            "VUA",
        ),  # 3 May, then 5 + 5 + 4 + 5 days of four weeks, of which one has a holiday, and ten: thirty
        ("29/4", "DAI"),  # with 2 May one more: 30 April and 1 May are holidays
    ],
)
def test_what_is_overdue_grows_old_in_working_days(deadline: str, age: str | None) -> None:
    holidays = frozenset({day("30/4"), day("1/5"), day("20/5")})
    book = Book({}, {**FACTS, "ngay_nghi": holidays})
    compute = OverdueSince("han", "xong", "den", short=10, long=30)
    assert compute.value({"han": day(deadline)}, book) == age
    assert compute.value({"han": day(deadline), "xong": day("15/6")}, book) is None, (
        "answered, however late"
    )
    assert compute.value({"han": day(deadline)}, NO_FACTS) is None


def test_an_age_is_counted_to_the_end_of_the_period() -> None:
    book = Book({}, {**FACTS, "hom_nay": date(2025, 6, 1)})
    compute = OverdueSince("han", "xong", "den", short=10, long=30)
    # 17 December 2024 is a Tuesday: three days of that week, five of the next, Monday and Tuesday
    # the 31st.
    assert compute.value({"han": date(2024, 12, 17)}, book) == "NGAN"
    assert compute.value({"han": date(2024, 12, 16)}, book) == "VUA"


@given(
    received=st.dates(date(2023, 12, 1), date(2025, 1, 10)),
    waited=st.none() | st.integers(0, 40),
    today=st.dates(date(2024, 2, 1), date(2025, 2, 1)),
)
def test_the_village_is_asked_about_all_that_the_report_calls_late(
    received: date, waited: int | None, today: date
) -> None:
    facts = {**FACTS, "hom_nay": today}
    values = {
        "ngay": received,
        "xong": None if waited is None else received + timedelta(days=waited),
    }
    deadline = WorkingDaysAfter("ngay", 10).value(values, Book({}, facts))
    state = Answered("xong", "han", "tu", "den").value({**values, "han": deadline}, Book({}, facts))
    asked = points_at(AnsweredInTime("ngay", "xong", 10), Row(7, values), facts=facts) != []
    if state in ("QUA_HAN", "QUA_HAN_CHUA_TRA_LOI", "QUA_HAN_KY_TRUOC_CHUA"):
        assert asked
    # After the year's end the rule goes by today: what the report calls in time may be late by now.
    elif state == "DUNG_HAN" or (state == "CON_HAN" and today <= FACTS["den"]):
        assert not asked


def test_what_is_filled_in_gives_an_item_of_the_list() -> None:
    compute = WhenFilled("ma", "KY_TRUOC")
    assert compute.value({"ma": "99901-01-2023-004"}, NO_FACTS) == "KY_TRUOC"
    assert compute.value({"ma": None}, NO_FACTS) is None


def test_the_days_left_are_counted_to_the_deadline_until_it_is_answered() -> None:
    compute = DaysLeft("ngay", "xong")
    assert compute.value({"ngay": day("20/6")}, BOOK) == 5
    assert compute.value({"ngay": day("10/6")}, BOOK) == -5, "five days late"
    assert compute.value({"ngay": day("10/6"), "xong": day("11/6")}, BOOK) is None
    assert compute.value({"ngay": day("10/6")}, NO_FACTS) is None, "nobody said what day it is"


@for_each(("month", "quarter"), [(1, "I"), (3, "I"), (4, "II"), (9, "III"), (10, "IV"), (12, "IV")])
def test_the_quarter_of_a_date(month: int, quarter: str) -> None:
    assert QuarterOf("ngay").value({"ngay": date(2024, month, 1)}, NO_FACTS) == quarter


def test_a_date_before_the_period_counts_where_the_period_begins() -> None:
    assert QuarterOf("ngay", "tu").value({"ngay": date(2023, 11, 5)}, BOOK) == "I"


def test_a_total_is_empty_while_all_its_parts_are() -> None:
    compute = Total(("nam", "nu"))
    assert compute.value({"nam": 2}, NO_FACTS) == 2
    assert compute.value({"nam": 0, "nu": 0}, NO_FACTS) == 0
    assert compute.value({}, NO_FACTS) is None


def test_what_another_sheet_says_is_looked_up_and_else_worked_out() -> None:
    book = Book({"kia": [Row(7, {"ma": "A", "gioi": "III"}), Row(8, {"ma": "B"})]})
    looked_up, quarter = Lookup("ma", "kia", "ma", "gioi"), QuarterOf("ngay")
    either = FirstOf((looked_up, quarter))
    assert looked_up.value({"ma": "A"}, book) == "III"
    assert looked_up.value({"ma": "C"}, book) is None
    assert [either.value({"ma": key, "ngay": day("5/4")}, book) for key in ("A", "B", None)] == [
        "III",
        "II",
        "II",
    ]


def test_what_follows_from_other_cells() -> None:
    filled = Condition((Test("ma", "filled"),))
    assert [Item("XONG", filled).value(row, Book({})) for row in ({"ma": "A"}, {})] == [
        "XONG",
        None,
    ]
    same = SameAs("ngay", filled)
    assert same.value({"ma": "A", "ngay": day("5/4")}, Book({})) == day("5/4")
    assert same.value({"ngay": day("5/4")}, Book({})) is None


def test_the_only_row_that_passes_is_taken() -> None:
    rows = [Row(7, {"ma": "A", "gioi": "I"}), Row(8, {"ma": "B", "gioi": "I"}), Row(9, {})]
    book = Book({"kia": rows})
    only = OnlyOne("ma", "kia", Condition((Test("gioi", "filled"),)))
    assert only.value({}, book) is None
    assert only.value({}, Book({"kia": rows[1:]})) == "B"
    assert OnlyOne("ma", "kia").value({}, Book({"kia": [rows[0], rows[2]]})) == "A"


MADE = {
    "working_days_after": WorkingDaysAfter("ngay", 10),
    "answered": Answered("ngay", "xong", "tu", "den"),
    "overdue_since": OverdueSince("ngay", "xong", "den", 10, 30),
    "days_left_to": DaysLeft("ngay", "xong"),
    "quarter_of": QuarterOf("ngay"),
    "total_of": Total(("nam", "nu")),
    "lookup": Lookup("ma", "kia", "ma", "gioi"),
    "when_filled": WhenFilled("ma", "XONG"),
    "item": Item("XONG", Condition((Test("ma", "filled"),))),
    "same_as": SameAs("ngay", Condition((Test("ma", "blank"),))),
    "only_one": OnlyOne("ma", "kia"),
    "is_filled": IsFilled("ma"),
}


@for_each("word", sorted(COMPUTES))
def test_a_formula_reads_the_cells_of_its_own_row(word: str) -> None:
    target, grid = Field("x", "X"), Grid(TEMPLATE, SHEET, 9, FACTS)
    formula = MADE[word].formula(target, grid)
    assert set(re.findall(r"\$[A-Z]+9\b", formula)) == {
        grid.cell(name) for name in MADE[word].fields()
    }
    assert formula.count("(") == formula.count(")")


@given(start=st.dates(date(2020, 1, 1), date(2030, 1, 1)), days=st.integers(0, 60))
def test_working_days_without_holidays_are_weeks_and_a_rest(start: date, days: int) -> None:
    end = WorkingDays().after(start, days)
    between = [start.toordinal() + n for n in range(1, (end - start).days + 1)]
    assert sum(date.fromordinal(n).weekday() < 5 for n in between) == days
    assert days == 0 or end.weekday() < 5


@given(start=st.dates(date(2024, 4, 1), date(2024, 5, 10)), days=st.integers(0, 40))
def test_working_days_are_counted_back_as_they_were_counted(start: date, days: int) -> None:
    holidays = FACTS["ngay_nghi"]
    calendar = WorkingDays(holidays)
    end = calendar.after(start, days)
    assert calendar.between(start, end) == days
    assert calendar.between(end, start) == 0
