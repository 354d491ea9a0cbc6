"""The office's register keeps an answer with its matter, whatever the units send again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from office import Convert, results
from opened import one_page
from school_year import TODAY, ask, book_template, school_year, send
from small_year import FIGURES, fill, make_year
from standing import shipped_template
from typed_in import put_in

from sheettools.cli.entry import run
from sheettools.findings import SheettoolsError
from sheettools.follow_up.form import REGISTER, form_of
from sheettools.follow_up.join import joined, rows_of_its_own
from sheettools.follow_up.matters import Matter, is_silent, matters_of
from sheettools.follow_up.office import BESIDE, WrittenRegister
from sheettools.outgoing.workbook.generate import write_workbook
from sheettools.template import layout
from sheettools.template.issue import Issue
from sheettools.year import Year, as_return

MET = [{"ngay": date(2024, 3, 15)}]
ROOF = ask("Sửa mái phòng học lớp 2 bị dột")
CHAIRS = ask("Mua thêm ghế cho thư viện", "MUA", answered=True)
FENCE = ask("Làm lại hàng rào phía sau trường")
SECRET = ask("Đã hướng dẫn viết đơn riêng", "KIN")
ANSWER = {"ai": "Phòng", "trang_thai": "Đã xong", "ngay_tra_loi": date(2024, 4, 2),
          "ket_qua": "Đã lợp lại mái"}  # fmt: skip
Written = dict[str, dict[str, Any]]


@pytest.fixture
def year(tmp_path: Path) -> Year:
    return school_year(tmp_path / "y")


def sent(year: Year, *asked: Mapping[str, Any]) -> WrittenRegister:
    """Have the school send these matters, and carry the register on."""
    send(year, "T1", {"buoi": MET, "de_nghi": list(asked)})
    return Year(year.folder).keep_register(TODAY)


def write(year: Year, page: str, code: str, said: Mapping[str, Any]) -> None:
    """Write into the register's row of a code, as the office does."""
    path = year.folder / REGISTER
    sheet = one_page(path, page)
    columns = {cell.value: cell.column_letter for cell in sheet[layout.KEY_ROW]}
    row = [cell.value for cell in sheet[columns["ma"]]].index(code) + 1
    put_in(path, page, {f"{columns[name]}{row}": value for name, value in said.items()})


def rows(year: Year, page: str) -> Written:
    """Return what the register's page has, by code."""
    sheet = one_page(year.folder / REGISTER, page)
    keys = [cell.value for cell in sheet[layout.KEY_ROW]]
    found: Written = {}
    for values in sheet.iter_rows(min_row=layout.FIRST_ROW, values_only=True):
        row = dict(zip(keys, values, strict=True))
        if row["ma"]:
            found[row["ma"]] = row
    return found


def merged(year: Year) -> Written:
    """Return the year's matters as the report has them, by code."""
    made = Year(year.folder).report(today=TODAY)
    return {row["ma"]: row for row in made.merged.tables["de_nghi"].rows()}


def codes(made: WrittenRegister) -> list[str]:
    return [finding.code for finding in made.findings]


ONE, TWO, THREE = (f"P7-T1-2024-0{number}" for number in (1, 2, 3))
PARKED = "Chờ xem lại – Đề nghị"


def test_a_row_a_matter_with_what_follows_while_the_office_says_nothing(year: Year) -> None:
    made = sent(year, ROOF, CHAIRS)
    assert made.path == year.folder / REGISTER
    page = rows(year, "Đề nghị")
    assert [page[code]["noi_dung"] for code in (ONE, TWO)] == [ROOF["noi_dung"], CHAIRS["noi_dung"]]
    assert [page[code]["trang_thai"] for code in (ONE, TWO)] == [
        "Mới nhận", "Đã trả lời tại chỗ",
    ]  # fmt: skip
    assert len(made.untouched) == 3  # the meeting is one of the rows


@pytest.mark.office
def test_what_was_answered_at_once_is_not_counted_down(
    year: Year, convert: Convert, tmp_path: Path
) -> None:
    """In a row that the office has not touched, its formulas read what follows there as well."""
    path = sent(year, ROOF, CHAIRS).path
    (worked,) = convert("results", tmp_path / "ra", path, untitled=True)
    page = results(worked, "Đề nghị")
    keys = page[layout.KEY_ROW - 1]
    code, days = keys.index("ma"), keys.index("con_lai")
    left = {line[code]: line[days] for line in page[layout.FIRST_ROW - 1 :]}
    assert left[ONE] < 0
    assert left[TWO] in (None, "")


def test_only_its_owner_may_read_it(year: Year) -> None:
    path = sent(year, ROOF).path
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_the_office_wrote_is_in_the_report(year: Year) -> None:
    sent(year, ROOF, CHAIRS)
    write(year, "Đề nghị", ONE, ANSWER)
    found = merged(year)
    assert (found[ONE]["ai"], found[ONE]["trang_thai"]) == ("PHONG", "XONG")
    assert found[ONE]["con_lai"] is None
    assert found[ONE]["o"].endswith(f" + {REGISTER} Đề nghị!L7, M7, N7, O7")
    assert REGISTER not in found[TWO]["o"]
    assert (found[TWO]["ai"], found[TWO]["trang_thai"]) == (None, "TAI_CHO")
    assert found[TWO]["ngay_tra_loi"] == date(2024, 3, 15)


def test_without_a_register_the_report_takes_what_follows_and_says_so(year: Year) -> None:
    send(year, "T1", {"buoi": MET, "de_nghi": [ROOF, CHAIRS]})
    assert merged(year)[ONE]["trang_thai"] == "MOI"
    said = [(f.code, f.value) for f in Year(year.folder).report((), TODAY, FIGURES).findings]
    assert ("R321", "2") in said


def test_an_answer_stays_when_the_same_comes_again(year: Year) -> None:
    sent(year, ROOF, CHAIRS)
    write(year, "Đề nghị", ONE, ANSWER)
    made = sent(year, {**ROOF, "noi_dung": "Sửa mái phòng học lớp 2 bị giột"}, CHAIRS, FENCE)
    page = rows(year, "Đề nghị")
    assert page[ONE]["ket_qua"] == "Đã lợp lại mái"
    assert page[ONE]["noi_dung"].endswith("giột")
    assert page[THREE]["noi_dung"] == FENCE["noi_dung"]
    assert codes(made) == []


@pytest.mark.parametrize(
    ("again", "code"),
    [((CHAIRS, ROOF), TWO), ((FENCE, ROOF, CHAIRS), TWO), ((FENCE, CHAIRS, ROOF), THREE)],
    ids=["sorted", "inserted", "moved"],
)
def test_an_answer_goes_where_its_matter_stands_now(
    year: Year, again: Sequence[Mapping[str, Any]], code: str
) -> None:
    sent(year, ROOF, CHAIRS)
    write(year, "Đề nghị", ONE, ANSWER)
    made = sent(year, *again)
    page = rows(year, "Đề nghị")
    answered = {one: row["ket_qua"] for one, row in page.items() if row["ket_qua"]}
    assert answered == {code: "Đã lợp lại mái"}
    assert codes(made) == ["F291"]
    assert {one: row["ket_qua"] for one, row in merged(year).items() if row["ket_qua"]} == answered


@pytest.mark.parametrize(
    "again",
    [
        (CHAIRS,),
        (FENCE, CHAIRS),
        (ask("Sửa mái phòng học lớp 3 bị dột"), CHAIRS),
        ({**ROOF, "loai": "MUA"}, CHAIRS),
        ({**ROOF, "ngay": date(2024, 5, 6)},),
    ],
    ids=["deleted", "retyped", "another number", "another kind", "another day"],
)
def test_an_answer_whose_matter_is_gone_is_parked_and_asked_about(
    year: Year, again: Sequence[Mapping[str, Any]]
) -> None:
    sent(year, ROOF, CHAIRS)
    write(year, "Đề nghị", ONE, ANSWER)
    made = sent(year, *again)
    assert codes(made) == ["F292"]
    assert not any(row["ket_qua"] for row in rows(year, "Đề nghị").values())
    parked = rows(year, PARKED)[ONE]
    assert (parked["noi_dung"], parked["ket_qua"]) == (ROOF["noi_dung"], "Đã lợp lại mái")
    assert not any(row["ket_qua"] for row in merged(year).values())


ALIKE = ask("Sửa mái phòng học lớp 3 bị dột")
TOLD = ask("Đã hướng dẫn gửi đơn lần nữa", "KIN")


@pytest.mark.parametrize(
    ("first", "again", "found"),
    [
        ((ROOF, ALIKE), (ALIKE, ROOF), {ONE: "B", TWO: "A"}),
        ((FENCE, CHAIRS, ROOF), (CHAIRS, ROOF), {ONE: "B", TWO: "C"}),
        ((SECRET, TOLD), (TOLD, SECRET), {ONE: "B", TWO: "A"}),
        ((ROOF, ROOF, FENCE), (ROOF, ROOF), {ONE: "A", TWO: "B"}),
        ((ROOF, CHAIRS), ({**ROOF, "noi_dung": "Sửa mái phòng học lớp 2 bị giột"}, CHAIRS),
         {ONE: "A", TWO: "B"}),
        ((ROOF, CHAIRS), ({**ROOF, "loai": "Gì đó"}, CHAIRS), {ONE: "A", TWO: "B"}),
        ((ROOF, CHAIRS), ({**FENCE, "loai": "Gì đó"}, CHAIRS), {TWO: "B"}),
    ],
    ids=["swapped", "the first deleted", "denunciations", "twins", "spelled", "a fault",
         "a fault in another"],
)  # fmt: skip
def test_answers_find_their_matters_again(
    year: Year,
    first: Sequence[Mapping[str, Any]],
    again: Sequence[Mapping[str, Any]],
    found: Mapping[str, str],
) -> None:
    sent(year, *first)
    pages = {code: page for page in ("Đề nghị", "Tố giác") for code in rows(year, page)}
    for number, text in enumerate("ABC"[: len(first)], start=1):
        code = f"P7-T1-2024-0{number}"
        write(year, pages[code], code, {"ket_qua": text})
    sent(year, *again)
    kept = {**rows(year, "Đề nghị"), **rows(year, "Tố giác")}
    assert {code: row["ket_qua"] for code, row in kept.items() if row["ket_qua"]} == found
    parked = {row["ket_qua"] for row in rows(year, PARKED).values()}
    assert parked == set("ABC"[: len(first)]) - set(found.values())
    assert {row["ket_qua"] for row in merged(year).values()} <= {None, *found.values()}


def test_a_parked_answer_waits_until_the_office_says_whose_it_is(year: Year) -> None:
    sent(year, ROOF, CHAIRS)
    write(year, "Đề nghị", ONE, ANSWER)
    sent(year, FENCE, CHAIRS)
    assert codes(Year(year.folder).keep_register(TODAY)) == ["F292"]
    write(year, PARKED, ONE, {"cua_ma": "P7-T1-2024-09"})
    assert codes(Year(year.folder).keep_register(TODAY)) == ["F293"]
    write(year, PARKED, ONE, {"cua_ma": ONE})
    assert codes(Year(year.folder).keep_register(TODAY)) == []
    assert rows(year, "Đề nghị")[ONE]["ket_qua"] == "Đã lợp lại mái"
    assert rows(year, PARKED) == {}


def test_a_parked_answer_that_is_nobody_s_goes(year: Year) -> None:
    sent(year, ROOF, CHAIRS)
    write(year, "Đề nghị", ONE, ANSWER)
    sent(year, CHAIRS)
    write(year, PARKED, ONE, {"cua_ma": "Bỏ"})
    assert codes(Year(year.folder).keep_register(TODAY)) == []
    assert rows(year, PARKED) == {}


def test_a_unit_of_which_nothing_counts_keeps_its_rows(year: Year) -> None:
    sent(year, ROOF)
    write(year, "Đề nghị", ONE, ANSWER)
    for path in (year.folder / "nhan-ve").iterdir():
        path.unlink()
    Year(year.folder).keep_register(TODAY)
    assert rows(year, "Đề nghị")[ONE]["ket_qua"] == "Đã lợp lại mái"


def test_what_must_be_told_of_the_office_s_words_has_its_cell(year: Year) -> None:
    sent(year, ROOF)
    write(year, "Đề nghị", ONE, {"trang_thai": "Đã xong", "ngay_tra_loi": "hôm nọ"})
    made = Year(year.folder).keep_register(TODAY)
    found = {(f.code, f.location.sheet, f.location.cell) for f in made.findings}
    assert ("C112", "Đề nghị", "L7") in found  # who settles it
    assert ("R101", "Đề nghị", "O7") in found  # how it ended
    # What cannot be read is not lost.
    assert rows(year, "Đề nghị")[ONE]["ngay_tra_loi"] == "hôm nọ"
    assert merged(year)[ONE]["ngay_tra_loi"] is None


def test_a_row_that_stays_in_the_office_has_a_sheet_of_its_own(year: Year) -> None:
    sent(year, ROOF, SECRET)
    assert set(rows(year, "Đề nghị")) == {ONE}
    assert set(rows(year, "Tố giác")) == {TWO}
    book = openpyxl.load_workbook(year.folder / REGISTER)
    for page in ("Quá hạn", "Danh sách theo cơ quan"):
        said = {cell.value for row in book[page].iter_rows() for cell in row}
        assert ONE in said
        assert TWO not in said


def test_what_the_office_received_itself_counts(year: Year) -> None:
    sent(year, ROOF)
    own = {"cua_don_vi": "Trường Súng", "noi_dung": "Xin thêm sách cho thư viện trường",
           "loai": "Mua sắm", "tra_loi": "Không", "nguon": "Gửi thư", "ngay": date(2024, 7, 1),
           "ai": "Phòng", "trang_thai": "Mới nhận"}  # fmt: skip
    write(year, "Phòng nhận", "P7-VP-2024-001", own)
    assert codes(Year(year.folder).keep_register(TODAY)) == []
    found = merged(year)
    assert found["P7-VP-2024-001"]["don_vi"] == "Trường Súng"
    assert found["P7-VP-2024-001"]["tep"] == REGISTER
    assert rows(year, "Phòng nhận")["P7-VP-2024-001"]["noi_dung"] == own["noi_dung"]
    (missing, *_) = Year(year.folder).report((), TODAY, FIGURES).reasons
    assert missing == "Chưa nhận được sổ của: Trường Súng", "its own workbook is still to come"


def test_what_it_received_and_must_keep_goes_to_a_page_of_its_own(year: Year) -> None:
    sent(year, ROOF)
    own = {"cua_don_vi": "Trường Súng", "noi_dung": SECRET["noi_dung"], "loai": "Tố giác",
           "tra_loi": "Không", "nguon": "Gửi thư", "ngay": date(2024, 7, 1), "ai": "Phòng",
           "trang_thai": "Mới nhận"}  # fmt: skip
    write(year, "Phòng nhận", "P7-VP-2024-001", own)
    Year(year.folder).keep_register(TODAY)
    assert "P7-VP-2024-001" not in rows(year, "Phòng nhận")
    kept = rows(year, "Tố giác – Phòng nhận")
    assert kept["P7-VP-2024-001"]["loai"] == "Tố giác"
    assert kept["P7-VP-2024-001"]["ai"] == "Phòng"
    lists = one_page(year.folder / REGISTER, "Danh sách theo cơ quan")
    assert "P7-VP-2024-001" not in {cell.value for row in lists.iter_rows() for cell in row}
    assert merged(year)["P7-VP-2024-001"]["don_vi"] == "Trường Súng"


def test_a_damaged_register_is_never_written_over(year: Year) -> None:
    sent(year, ROOF)
    path = year.folder / REGISTER
    path.write_bytes(path.read_bytes()[:2000])
    before = path.read_bytes()
    made = Year(year.folder).keep_register(TODAY)
    assert path.read_bytes() == before
    assert made.path == year.folder / BESIDE
    assert {"F290", "F295"} <= set(codes(made))


@pytest.mark.parametrize("lock", [f"~${REGISTER}", f".~lock.{REGISTER}#"])
def test_a_register_that_is_open_is_never_written_over(year: Year, lock: str) -> None:
    sent(year, ROOF)
    before = (year.folder / REGISTER).read_bytes()
    (year.folder / lock).write_bytes(b"")
    made = sent(year, ROOF, FENCE)
    assert (year.folder / REGISTER).read_bytes() == before
    assert (made.path.name, codes(made)) == (BESIDE, ["F295"])


@pytest.mark.anew
def test_the_same_again_is_the_same_file(year: Year) -> None:
    before = sent(year, ROOF, CHAIRS).path.read_bytes()
    assert Year(year.folder).keep_register(TODAY).path.read_bytes() == before


def test_the_command_says_what_is_in_it(year: Year, capsys: pytest.CaptureFixture[str]) -> None:
    send(year, "T1", {"buoi": MET, "de_nghi": [ROOF]})
    assert run(["register", str(year.folder), "--today", "2025-01-10"]) == 0
    said = capsys.readouterr().out
    assert "2 dòng; 2 dòng văn phòng chưa ghi; 1 việc quá hạn" in said
    assert REGISTER in said


def test_the_returns_themselves_stay_as_they_came(year: Year) -> None:
    sent(year, ROOF)
    write(year, "Đề nghị", ONE, ANSWER)
    (outcome,) = map(as_return, Year(year.folder).check((), TODAY))
    assert outcome.checked is not None
    (row,) = outcome.checked.of("de_nghi")
    assert row.values.get("ket_qua") is None


def test_where_unit_and_office_differ_the_office_is_asked(year: Year) -> None:
    whole, (issued, _) = book_template(), year.issued
    blank = year.folder / "cu.xlsx"
    write_workbook(blank, whole, issued)
    path = year.folder / "nhan-ve" / "cu.xlsx"
    told = {**ROOF, "ai": "PHONG", "trang_thai": "MOI"}
    fill(blank, path, whole, {"buoi": MET, "de_nghi": [told]})
    assert codes(Year(year.folder).keep_register(TODAY)) == []
    assert rows(year, "Đề nghị")[ONE]["ai"] == "Phòng"  # what an older workbook says is kept
    assert merged(year)[ONE]["ai"] == "PHONG"
    write(year, "Đề nghị", ONE, {"ai": "Ủy ban"})
    made = Year(year.folder).keep_register(TODAY)
    assert [(f.code, f.location.cell, f.value) for f in made.findings] == [
        ("F294", "L7", "Ủy ban")
    ]  # fmt: skip
    assert merged(year)[ONE]["ai"] == "XA"
    write(year, "Đề nghị", ONE, {"ai": "để hỏi lại"})  # which is nobody of the list
    made = Year(year.folder).keep_register(TODAY)
    assert ("F294", "để hỏi lại") in [(f.code, f.value) for f in made.findings]


def test_a_template_of_which_the_office_writes_nothing_has_no_register(tmp_path: Path) -> None:
    year = make_year(tmp_path / "y")
    with pytest.raises(SheettoolsError) as caught:
        year.keep_register(TODAY)
    assert [finding.code for finding in caught.value.findings] == ["F296"]
    assert not (year.folder / REGISTER).exists()


def test_a_village_is_told_what_the_office_wrote(year: Year) -> None:
    send(year, "T1", {"buoi": MET, "de_nghi": [ROOF, CHAIRS, SECRET]})
    Year(year.folder).keep_register(TODAY)
    write(year, "Đề nghị", ONE, ANSWER)
    write(year, "Tố giác", THREE, {"ai": "Ủy ban", "ket_qua": "Đã chuyển"})
    made = Year(year.folder).keep_register(TODAY)
    (path,) = Year(year.folder).tell(made, TODAY)
    page = one_page(path, "Đề nghị")
    columns = {cell.value: cell.column for cell in page[layout.KEY_ROW]}
    told = [page.cell(layout.FIRST_ROW + row, columns["ket_qua"]) for row in range(3)]
    assert [cell.value for cell in told] == ["Đã lợp lại mái", None, None]
    assert all(cell.protection.locked for cell in told)
    assert page.cell(layout.FIRST_ROW, columns["noi_dung"]).value == ROOF["noi_dung"]
    assert not page.cell(layout.FIRST_ROW, columns["noi_dung"]).protection.locked


def test_a_workbook_with_the_office_s_words_comes_back_as_any_other(year: Year) -> None:
    sent(year, ROOF, CHAIRS)
    write(year, "Đề nghị", ONE, ANSWER)
    made = Year(year.folder).keep_register(TODAY)
    (path,) = Year(year.folder).tell(made, TODAY)
    (year.folder / "nhan-ve" / "P7-T1_Sen_2024.xlsx").write_bytes(path.read_bytes())
    (outcome,) = Year(year.folder).check((), TODAY)
    assert [finding.code for finding in outcome.findings] == []
    assert codes(Year(year.folder).keep_register(TODAY)) == []
    assert merged(year)[ONE]["ket_qua"] == "Đã lợp lại mái"


def test_what_came_over_counts_though_its_village_sent_nothing() -> None:
    template = shipped_template("so-tiep-xuc", "bac-giang-2024")
    unit = Issue("07528-01-2024", "07528-01", "Thôn Mẫu", "Thôn Mẫu, xã Mẫu, năm 2024", "so")
    form = form_of(template, [unit])
    seen = {"noi_dung": "Sửa đường", "loai": "KIEN_NGHI", "ma_ky_truoc": "07528-01-2023-004"}
    matter = Matter("kien_nghi", "07528-01-2024-001", "07528-01", "Thôn Mẫu", seen=seen,
                    answer={"trang_thai": "DA_GQ"}, page="Kiến nghị", row=7)  # fmt: skip
    ((issued, (row,)),) = rows_of_its_own(form, [matter], [unit], (), TODAY)
    assert (issued, row.status) == (unit, "accepted")
    assert (row.values["trang_thai"], row.values["ky"]) == ("DA_GQ", "KY_TRUOC")
    assert not list(rows_of_its_own(form, [matter], [unit], {"07528-01"}, TODAY))
    assert not list(rows_of_its_own(form, [replace(matter, answer={})], [unit], (), TODAY))


def test_what_is_from_no_unit_is_set_aside_and_not_lost(year: Year) -> None:
    sent(year, ROOF)
    own = {"noi_dung": "Xin thêm sách cho thư viện trường", "loai": "Mua sắm", "tra_loi": "Không",
           "nguon": "Gửi thư", "ngay": date(2024, 7, 1), "ai": "Phòng",
           "trang_thai": "Mới nhận"}  # fmt: skip
    write(year, "Phòng nhận", "P7-VP-2024-001", own)
    made = Year(year.folder).report(today=TODAY)
    aside = list(made.merged.set_aside["de_nghi"].rows())
    assert [(row["don_vi"], row["ma"]) for row in aside] == [("Văn phòng", "P7-VP-2024-001")]
    assert "C112" in {finding.code for finding in made.findings}


def test_what_came_over_has_its_deadline_and_last_year_s_word_alone() -> None:
    template = shipped_template("so-tiep-xuc", "bac-giang-2024")
    came = {"ma": "07528-01-2024-001", "noi_dung": "Sửa đường", "loai": "KIEN_NGHI",
            "ngay_tiep_nhan": date(2023, 12, 20), "ma_ky_truoc": "07528-01-2023-004",
            "tham_quyen": "XA"}  # fmt: skip
    unit = Issue("07528-01-2024", "07528-01", "Thôn Mẫu", "Thôn Mẫu, xã Mẫu, năm 2024", "so",
                 rows={"kien_nghi": [came]}, carried={"kien_nghi": 1})  # fmt: skip
    (matter,) = matters_of(form_of(template, [unit]), unit, ())
    assert (matter.seen["han_tra_loi"], matter.seen["ky"]) == (date(2024, 1, 3), "KY_TRUOC")
    table = template.sheet("kien_nghi")
    assert is_silent(table, matter)
    assert not is_silent(table, replace(matter, answer={**matter.answer, "trang_thai": "DANG_GQ"}))


def test_a_code_in_another_unit_s_workbook_brings_no_answer_along(year: Year) -> None:
    sent(year, ROOF)
    (outcome,) = map(as_return, Year(year.folder).check((), TODAY))
    checked, (own, other) = outcome.checked, year.issued
    assert checked is not None
    matter = Matter("de_nghi", ONE, own.unit_code, own.unit_name, answer={"ai": "PHONG"})
    for unit, who in ((own, "PHONG"), (other, None)):
        made = joined(checked, unit, book_template(), {matter.key: matter}, TODAY)
        assert [row.values.get("ai") for row in made.of("de_nghi")] == [who]
