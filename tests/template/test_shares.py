"""A unit's workbook asks for what the unit knows; the office's columns are read where older ones
have them, and nobody is asked for what follows from another cell.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
from opened import one_page
from school_year import TODAY, ask, book_template, school_year, send
from small_year import fill

from sheettools.incoming.check.record import CheckedBook, Record
from sheettools.outgoing.workbook.generate import write_workbook
from sheettools.template import layout
from sheettools.template.issue import Issue
from sheettools.template.shares import as_returned, is_shared, of_unit
from sheettools.year import IN, Year

MET = {"buoi": [{"ngay": date(2024, 3, 15)}]}
OFFICE = {"ai", "trang_thai", "ngay_tra_loi", "ket_qua", "han", "con_lai"}


def checked(year: Year, path: Path) -> CheckedBook:
    (outcome,) = year.check([path], TODAY)
    assert outcome.checked is not None
    return outcome.checked


def rows(year: Year, path: Path) -> list[Record]:
    return checked(year, path).of("de_nghi")


def test_the_share_of_a_unit_has_neither_the_fields_of_the_office_nor_what_reads_them() -> None:
    template = book_template()
    own = of_unit(template).sheet("de_nghi")
    assert OFFICE.isdisjoint(field.name for field in own.fields)
    read = {name for use in own.rules for name in use.rule.fields()}
    assert OFFICE.isdisjoint(read)
    assert own.covers[0].fields == ("noi_dung",)
    assert is_shared(template)
    assert not is_shared(of_unit(template))


def test_a_rule_on_several_fields_keeps_those_of_the_unit() -> None:
    own = of_unit(book_template()).sheet("de_nghi")
    of_names = [use.rule for use in own.rules if use.rule.fields() == ("noi_dung",)]
    assert [type(rule).__name__ for rule in of_names] == ["NoPersonalData"]


def test_a_workbook_that_tells_has_the_office_s_words_last_and_locked() -> None:
    told = of_unit(book_template(), {"de_nghi"}).sheet("de_nghi")
    names = [field.name for field in told.fields]
    assert names[-4:] == ["ai", "trang_thai", "ngay_tra_loi", "ket_qua"]
    assert all(field.read_only and not field.required for field in told.fields[-4:])
    assert told.field("ai").group == "Phòng ghi"


def test_an_issued_workbook_has_no_column_of_the_office(tmp_path: Path) -> None:
    year = school_year(tmp_path / "y")
    book = openpyxl.load_workbook(next((year.folder / "phat-ra").glob("*.xlsx")))
    keys = {cell.value for cell in book["Đề nghị"][layout.KEY_ROW]}
    assert {"noi_dung", "nguon"} <= keys
    assert keys.isdisjoint(OFFICE)


def test_what_follows_from_other_cells_is_taken(tmp_path: Path) -> None:
    year = school_year(tmp_path / "y")
    path = send(year, "T1", {**MET, "de_nghi": [ask("Sửa mái phòng học lớp 2 bị dột")]})
    (row,) = rows(year, path)
    taken = {name: row.values[name] for name in ("nguon", "buoi", "ngay")}
    assert taken == {"nguon": "BUOI", "buoi": "B1", "ngay": date(2024, 3, 15)}
    assert not checked(year, path).has_errors


def test_what_is_written_goes_before_what_follows(tmp_path: Path) -> None:
    year = school_year(tmp_path / "y")
    by_letter = ask("Mua thêm ghế cho thư viện", "MUA", nguon="THU", ngay=date(2024, 5, 2))
    path = send(year, "T1", {**MET, "de_nghi": [by_letter]})
    (row,) = rows(year, path)
    assert (row.values["nguon"], row.values["ngay"]) == ("THU", date(2024, 5, 2))


def test_what_does_not_follow_is_asked_for(tmp_path: Path) -> None:
    year = school_year(tmp_path / "y")
    met = [{"ngay": date(2024, 3, 15)}, {"ngay": date(2024, 6, 20)}]
    path = send(year, "T2", {"buoi": met, "de_nghi": [ask("Sửa mái phòng học lớp 2 bị dột")]})
    found = [(f.code, f.location.cell) for f in checked(year, path).findings]
    assert {code for code, _ in found} == {"C112", "R101"}
    assert not rows(year, path)


def test_an_older_workbook_with_the_office_s_columns_is_read(tmp_path: Path) -> None:
    year = school_year(tmp_path / "y")
    whole, (issued, _) = book_template(), year.issued
    blank = tmp_path / "older.xlsx"
    write_workbook(blank, whole, issued)
    said = ask("Sửa mái phòng học lớp 2 bị dột", ai="PHONG", trang_thai="XONG",
               ngay_tra_loi=date(2024, 3, 20), ket_qua="Đã lợp lại mái")  # fmt: skip
    path = fill(blank, year.folder / IN / "cu.xlsx", whole, {**MET, "de_nghi": [said]})
    (row,) = rows(year, path)
    assert (row.values["ai"], row.values["ket_qua"]) == ("PHONG", "Đã lợp lại mái")
    assert row.values["ngay_tra_loi"] == date(2024, 3, 20)


def test_what_an_older_template_asked_of_the_unit_is_disclosed(tmp_path: Path) -> None:
    year = school_year(tmp_path / "y")
    whole, (issued, _) = replace(book_template(), fingerprint="cu"), year.issued
    blank = tmp_path / "older.xlsx"
    write_workbook(blank, whole, issued)
    said = ask("Sửa mái phòng học lớp 2 bị dột", ai="PHONG", trang_thai="MOI")
    path = fill(blank, year.folder / IN / "cu.xlsx", whole, {**MET, "de_nghi": [said]})
    (told,) = [f for f in checked(year, path).findings if f.code == "S125"]
    assert told.location.sheet == "Đề nghị"
    assert told.values["count"] == 2
    assert told.values["columns"] == "“Người giải quyết”, “Tình trạng”"


def test_rows_of_a_workbook_that_was_prepared_with_more_are_not_begun(tmp_path: Path) -> None:
    year = school_year(tmp_path / "y")
    template, (issued, _) = of_unit(book_template()), year.issued
    rows = tuple(
        replace(sheet, rows=sheet.rows + 5 if sheet.kind == "table" else 0)
        for sheet in template.sheets
    )
    longer = replace(template, sheets=rows)
    more = replace(issued, rows={**issued.rows, "buoi": _more(issued, 5)})
    blank = tmp_path / "longer.xlsx"
    write_workbook(blank, longer, more)
    path = fill(
        blank, year.folder / IN / "dai.xlsx", longer, {**MET, "de_nghi": [ask("Sửa mái dột")]}
    )
    assert [f.code for f in checked(year, path).findings] == []


def _more(issued: Issue, count: int) -> list[dict[str, object]]:
    """Return the rows of a table that was prepared with so many more."""
    rows = [dict(row) for row in issued.rows["buoi"]]
    last = int(str(rows[-1]["ma"])[-2:])
    return [*rows, *({**rows[-1], "ma": f"T1-BS{last + n:02}"} for n in range(1, count + 1))]


def test_what_is_read_of_the_office_is_not_asked_of_the_unit() -> None:
    fields = as_returned(book_template()).sheet("de_nghi").fields
    office = [field for field in fields if field.by == "office"]
    assert [field.name for field in fields[-len(office) :]] == [
        "han", "ai", "trang_thai", "ngay_tra_loi", "ket_qua", "con_lai",
    ]  # fmt: skip
    assert not any(field.required or field.default for field in office)


def test_the_copy_that_goes_back_shows_what_an_older_one_says_of_the_office(tmp_path: Path) -> None:
    year = school_year(tmp_path / "y")
    whole, (issued, _) = book_template(), year.issued
    blank = tmp_path / "older.xlsx"
    write_workbook(blank, whole, issued)
    said = ask("", ai="PHONG", ket_qua="Đã lợp lại mái")
    path = fill(blank, year.folder / IN / "cu.xlsx", whole, {**MET, "de_nghi": [said]})
    year.hand_back(year.check([path], TODAY), TODAY, everything=False)
    (copy,) = (year.folder / "can-sua").glob("*.xlsx")
    page = one_page(copy, "Đề nghị")
    columns = {cell.value: cell.column for cell in page[layout.KEY_ROW]}
    cell = page.cell(layout.FIRST_ROW, columns["ket_qua"])
    assert (cell.value, cell.protection.locked) == ("Đã lợp lại mái", True)
    assert "con_lai" not in columns
