"""Whatever a unit sends again, no answer ever hangs on another's matter, and none is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from properties import up_to
from school_year import ask, book_template

from sheettools.follow_up.book import Register
from sheettools.follow_up.form import RegisterForm, form_of
from sheettools.follow_up.matters import Matter, is_same
from sheettools.follow_up.renewal import Renewed, renew
from sheettools.template.issue import Issue

UNIT = "P7-T1"
ISSUED = Issue("P7-T1-2024", UNIT, "Trường Sen", "Trường Sen, Phòng Mẫu", "t1", year=2024)
FORM: RegisterForm = form_of(book_template(), [ISSUED])
TABLE = next(FORM.of_table("de_nghi")).table
TEXTS = (
    "Sửa mái phòng học lớp 2 bị dột",
    "Sửa mái phòng học bị dột lớp 2",
    "Sửa mái phòng hoc lớp 2 bị giột",
    "Sửa mái phòng học lớp 3 bị dột",
    "Làm lại hàng rào phía sau trường",
)
"""The first three read nearly the same, the fourth tells of another room."""
Said = tuple[str, str, date]
SAID = st.tuples(
    st.sampled_from(TEXTS), st.sampled_from(["SUA", "KIN"]), st.just(date(2024, 3, 15))
)


def matters(said: Sequence[Said]) -> list[Matter]:
    """Return matters as a unit has them, one a row; the code is the row's."""
    made = []
    for number, (text, kind, day) in enumerate(said, start=1):
        seen = {**ask(text, kind), "ngay": day}
        code = f"{UNIT}-2024-{number:02}"
        page = "kept" if kind == "KIN" else "units"
        made.append(Matter("de_nghi", code, UNIT, "Trường Sen", page, seen=seen))
    return made


def answered(said: Sequence[Said], which: Sequence[bool]) -> list[Matter]:
    """Return matters of which some have an answer, each its own."""
    made = matters(said)
    return [
        Matter(**{**vars(one), "answer": {"ket_qua": f"trả lời {n}"} if has else {}})
        for n, (one, has) in enumerate(zip(made, which, strict=True))
    ]


def carried_on(before: Sequence[Matter], now: Sequence[Matter]) -> Renewed:
    return renew(FORM, Register(tuple(before)), now, [UNIT], "so-theo-doi.xlsx")


def answers(several: Sequence[Matter]) -> dict[str, Matter]:
    return {one.answer["ket_qua"]: one for one in several if one.answer}


def known(matter: Matter) -> Said:
    seen: Any = matter.seen
    return seen["noi_dung"], seen["loai"], seen["ngay"]


@st.composite
def resent(draw: st.DrawFn) -> tuple[list[Matter], list[Matter]]:
    """Draw what a unit sent first, some of it answered, and what it sent then: sorted, with rows
    deleted, inserted, retyped.
    """
    first = draw(st.lists(SAID, min_size=2, max_size=6))
    which = draw(st.lists(st.booleans(), min_size=len(first), max_size=len(first)))
    left = [one for one in first if draw(st.integers(0, 4))]
    more = draw(st.lists(SAID, max_size=2))
    return answered(first, which), matters(draw(st.permutations([*left, *more])))


@settings(max_examples=up_to(300), deadline=None)
@given(resent())
def test_no_answer_hangs_on_another_s_matter_and_none_is_lost(
    sent: tuple[list[Matter], list[Matter]],
) -> None:
    before, now = sent
    new = carried_on(before, now)
    had, has = answers(before), answers(new.matters)
    counted = Counter(one.answer["ket_qua"] for one in new.matters if one.answer)
    assert counted == Counter(had.keys())  # none lost, none twice
    words = {known(one) for one in before}
    for text, matter in has.items():
        old = had[text]
        if matter.kind == "parked":
            assert known(matter) == known(old)
            continue
        assert is_same(TABLE, old.seen, matter.seen)
        # Words that the office has seen in a row before are that row's, not those of one like it.
        assert known(matter) == known(old) or known(matter) not in words
    standing = {one.code for one in new.matters if one.kind != "parked"}
    assert standing == {one.code for one in now}


@settings(max_examples=up_to(100), deadline=None)
@given(st.lists(SAID, min_size=2, max_size=6, unique=True), st.data())
def test_sorted_rows_keep_every_answer(said: list[Said], data: st.DataObject) -> None:
    """Where no two say the same, each answer is found again, wherever its row went."""
    before = answered(said, [True] * len(said))
    new = carried_on(before, matters(data.draw(st.permutations(said))))
    assert {text: known(one) for text, one in answers(new.matters).items()} == {
        text: known(one) for text, one in answers(before).items()
    }
    assert all(one.kind != "parked" for one in new.matters)


def test_words_that_stood_in_another_row_are_that_row_s() -> None:
    """Though they read nearly the same, and though that row has a twin."""
    roof, like_it = (TEXTS[0], "SUA", date(2024, 3, 15)), (TEXTS[1], "SUA", date(2024, 3, 15))
    fence = (TEXTS[4], "SUA", date(2024, 3, 15))
    before = answered([roof, like_it, like_it], [True, False, False])
    new = carried_on(before, matters([like_it, fence, fence, like_it]))
    (kept,) = answers(new.matters).values()
    assert (kept.kind, known(kept)) == ("parked", roof)
