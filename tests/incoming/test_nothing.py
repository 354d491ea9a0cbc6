"""One notion of “nothing here”: in no kind of value is a dash, a dot or padding taken for anything,
and what is disclosed can be seen.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

import openpyxl
import pytest
from for_each import for_each
from hypothesis import given
from hypothesis import strategies as st

from sheettools.findings import Finding, Location, disclose, look_alike
from sheettools.incoming.cage.read import RawCell, read_book
from sheettools.incoming.locate.cells import CellRead, read_cell
from sheettools.template.kinds import KINDS, READ_AS
from sheettools.template.model import Field
from sheettools.template.vocabulary import Category, CategoryList
from sheettools.words.garbled import Garbled, find_garbled
from sheettools.words.nothing import is_line, says_nothing
from sheettools.words.text import is_padded

STATES = CategoryList(
    "trang_thai",
    "Trạng thái",
    (Category("XONG", "Đã giải quyết xong"), Category("CHUA", "Chưa giải quyết")),
)
FIELDS = [
    *(Field(name, "Số người dự", kind) for name, kind in KINDS.items()),
    Field("trang_thai", "Trạng thái", categories=STATES),
]
PADDING = "\u00a0\u200b\u3000\u3164\u2800\x00\u202e\ufeff \t"
LINES = "-–—―−_/\\.…·•＿"


def read(written: object, target: Field) -> CellRead:
    return read_cell(RawCell(1, 1, written), target, Location())  # type: ignore[arg-type]


def codes(found: CellRead) -> list[str]:
    return [one.code for one in found.findings]


@pytest.mark.parametrize("target", FIELDS, ids=lambda target: target.name)
@given(
    st.text(alphabet=LINES, min_size=1, max_size=40),
    st.text(alphabet=PADDING, max_size=3),
)
def test_dashes_and_dots_are_an_empty_cell_in_every_kind(
    target: Field, line: str, around: str
) -> None:
    found = read(around + line + around, target)
    assert (found.value, codes(found)) == (None, ["C004"])


@pytest.mark.parametrize("target", FIELDS, ids=lambda target: target.name)
@given(st.text(alphabet=PADDING))
def test_padding_is_an_empty_cell_in_every_kind(target: Field, padding: str) -> None:
    assert read(padding, target) == CellRead(None)


@for_each("word", ["không", "Không có.", "KO"])
def test_a_word_for_none_is_an_answer_where_one_counts_or_says_yes_and_no(word: str) -> None:
    answers = {target.name: read(word, target).value for target in FIELDS}
    said = {name: value for name, value in answers.items() if value is not None}
    assert said == {"integer": 0, "number": 0, "boolean": False}


@for_each(("word", "name"), [("0", "integer"), ("0", "number"), ("0", "boolean"), ("x", "string")])
def test_what_says_something_is_never_nothing(word: str, name: str) -> None:
    assert read(word, Field(name, "Số người dự", KINDS[name])).value is not None


@for_each("target", FIELDS, ids=lambda target: target.name)
@for_each("form", ["ngày … tháng … năm …", "…… giờ …… phút", ".......... người", "____ đ/c"])
def test_the_dots_of_a_form_with_its_words_are_an_empty_cell(target: Field, form: str) -> None:
    found = read(form, target)
    assert found.value is None
    assert target.kind.choices or target.categories or codes(found) == ["C004"]


def test_what_may_mean_an_item_of_a_list_is_asked() -> None:
    assert codes(read("chưa", FIELDS[-1])) == ["C108"]
    assert codes(read("không", FIELDS[-1])) == ["C004"]


@given(st.text(max_size=12))
def test_whatever_has_a_letter_or_a_digit_is_no_line(text: str) -> None:
    letters = [sign for sign in text if unicodedata.category(sign)[0] in "LN"]
    if any(not look_alike(sign, "") for sign in letters):
        assert not is_line(text)


def test_a_long_text_that_begins_with_a_word_for_none_says_something() -> None:
    assert not says_nothing("Không có ý kiến gì thêm về nội dung này.")


# --------------------------------------------------------------------------- signs nobody sees


def test_no_sign_that_nobody_sees_gets_into_the_program(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    page = made.active
    assert page is not None
    page.title = "Kiến\u200b nghị\u202e"
    page["A1"], page["A2"], page["A3"] = "_x0007_Ao Vường\u00a0", "-_x0000_", "\u3164"
    path = tmp_path / "so\u202excod.\u2066xlsx"
    made.save(path)
    reading = read_book(path)
    assert reading.book is not None
    (sheet,) = reading.book.sheets
    texts = [cell.value for cell in sheet.cells.values()]
    assert (sheet.name, texts) == ("Kiến nghị", ["Ao Vường", "-", ""])
    assert reading.file == "so\ufffdxcod.\ufffdxlsx"
    (said,) = (one for one in reading.findings if one.code == "C009")
    assert (str(said.location), said.values["count"]) == (reading.file, 2)  # a dash has its own


def test_signs_nobody_sees_that_were_letters_are_kept_beside_what_is_seen(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    page = made.active
    assert page is not None
    page["A1"], page["A2"] = "Đề nghị nạo vét".encode().decode("latin-1"), "Ao Vường\u00a0"
    made.save(tmp_path / "so.xlsx")
    book = read_book(tmp_path / "so.xlsx").book
    assert book is not None
    mojibake, sound = book.sheets[0].cells.values()
    assert find_garbled(mojibake.raw) == Garbled("code page", "Äá»", "Đề nghị nạo vét")
    assert (is_padded(str(mojibake.value)), sound.raw) == (False, "")


def test_two_sheets_that_differ_by_a_sign_nobody_sees_keep_their_names(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.create_sheet("Tờ")
    made.create_sheet("Tờ\u200b")
    made.save(tmp_path / "so.xlsx")
    book = read_book(tmp_path / "so.xlsx").book
    assert book is not None
    assert len({sheet.name for sheet in book.sheets}) == 3


# --------------------------------------------------------------------------- before and after


@given(st.text(), st.text(alphabet=PADDING, max_size=3))
def test_what_looks_the_same_before_and_after_is_no_disclosure(text: str, padding: str) -> None:
    for before in (unicodedata.normalize("NFD", text), f"{padding}{text}{padding}"):
        assert disclose(READ_AS, Location(), before, text) == []
        with pytest.raises(ValueError, match="C001"):
            Finding(READ_AS, Location(), before, {"after": text})


def test_what_looks_otherwise_is_disclosed() -> None:
    (said,) = disclose(READ_AS, Location(), "7h30", "07:30", private=True)
    assert said.message() == "Đã hiểu “7h30” là “07:30”."
    assert said.covered().message() == "Đã hiểu “[đã che]” là “[đã che]”."
