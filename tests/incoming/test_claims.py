"""By what a column claims a field, and what counts as a tick: small facts that each stand in one
place.
"""

from __future__ import annotations

from for_each import for_each

from sheettools.incoming.cage.read import RawCell
from sheettools.incoming.check.ticks import is_ticked
from sheettools.incoming.locate.headings import Claim, claim
from sheettools.incoming.locate.workbook import Tick


@for_each(
    ("key", "title", "agreed", "expected"),
    [
        ("ten", "ten", {"ten"}, ("ten", Claim.BOTH)),
        ("ten", None, set(), ("ten", Claim.NAME)),
        (None, "ten", set(), ("ten", Claim.HEADING)),
        ("ten", "ngay", set(), ("ngay", Claim.MOVED_HEADING)),
        ("ten", "ngay", {"ngay"}, ("ten", Claim.NAME)),
    ],
    ids=["both agree", "name alone", "heading alone", "heading moved", "heading stands twice"],
)
def test_a_column_claims_a_field(
    key: str | None, title: str | None, agreed: set[str], expected: tuple[str, Claim]
) -> None:
    assert claim(key, title, agreed) == expected


def test_the_claims_stand_in_the_order_in_which_they_win() -> None:
    assert sorted(Claim) == [Claim.BOTH, Claim.NAME, Claim.MOVED_HEADING, Claim.HEADING]


@for_each("text", ["x", "X", "v", "có", "✓", "☑", "☒", "đúng", "yes", "1", 1, True])
def test_any_word_for_yes_is_a_tick(text: str | int) -> None:
    assert is_ticked(Tick("Trang", "C7", RawCell(7, 3, text)))


@for_each("text", ["không", "0", "chưa rõ", "", None])
def test_anything_else_is_none(text: str | None) -> None:
    assert not is_ticked(Tick("Trang", "C7", RawCell(7, 3, text)))
    assert not is_ticked(Tick())
