"""Nothing lost: whatever is done to a workbook, every filled row of it ends in exactly one
place.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kept import hanging
from opened import one_page, opened
from openpyxl.workbook.workbook import Workbook
from properties import up_to
from small_year import (
    BOOKS,
    FIGURES,
    REPORTS,
    SENT,
    TODAY,
    Hands,
    fill,
    ha,
    issued_file,
    make_year,
    save,
    thuong,
)
from typed_in import put_in_all

from sheettools.annual.doors import Order
from sheettools.annual.ledger import LedgerLine, ledger_line
from sheettools.annual.xlsx.print_setup import HEAD_ROW
from sheettools.annual.xlsx.readback import AnnualSheet
from sheettools.annual.xlsx.reread import read_annual, reread
from sheettools.annual.xlsx.service import Column, ServiceSheet
from sheettools.annual.xlsx.workbook import write_annual
from sheettools.findings import SheettoolsError
from sheettools.incoming.cage.read import RawCell, RawSheet, read_book
from sheettools.incoming.intake import Outcome
from sheettools.template.model import Template
from sheettools.year import Year, as_return

Damage = Callable[[Workbook], None]
TABLES = ("lich", "tham_du", "danh_sach", "kien_nghi")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Year:
    return make_year(tmp_path_factory.mktemp("nam") / "mau-son-2024")


@pytest.fixture(scope="module")
def filled(small: Year, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dien") / "so.xlsx"
    return fill(issued_file(small, "01"), path, small.plan.collects, thuong())


@pytest.fixture(scope="module")
def template(small: Year) -> Template:
    return small.plan.collects


def count_filled_rows(path: Path) -> int:
    """Count the rows with anything to be seen in them, by another program than the one under
    test.
    """
    with closing(openpyxl.load_workbook(path, data_only=True, read_only=True)) as book:
        return sum(
            any(value is not None and str(value).strip() for value in row)
            for page in book.worksheets
            for row in page.iter_rows(values_only=True)
        )


def seen(outcome: Outcome) -> int:
    """Return how many filled rows the look saw."""
    assert outcome.checked is not None
    return outcome.checked.seen_rows


def line_of(outcome: Outcome) -> LedgerLine:
    line = ledger_line(as_return(outcome))
    assert line.read == line.outside + line.blank + line.accepted + line.set_aside + line.superseded
    return line


# -------------------------------------------------------------------- what may happen to a workbook

words = st.sampled_from(["ghi thêm", "Cộng", "0", "=", "Nguyễn Văn A", " x "])
pages = st.sampled_from([*TABLES, "ke_hoach"])


@st.composite
def damages(draw: st.DrawFn) -> tuple[str, dict[str, object]]:
    """Draw one thing that people do to a sheet."""
    kind = draw(
        st.sampled_from(
            ["insert rows", "junk below", "junk sheet", "junk column", "double row", "clear row"]
        )
    )
    return kind, {
        "page": draw(pages),
        "row": draw(st.integers(7, 40)),
        "count": draw(st.integers(1, 4)),
        "column": draw(st.integers(1, 40)),
        "word": draw(words),
    }


def hurt(book: Workbook, template: Template, kind: str, how: dict[str, object]) -> None:
    page = book[Hands(template).title(str(how["page"]))]
    row, count, column, word = int(how["row"]), int(how["count"]), int(how["column"]), how["word"]  # type: ignore[call-overload]
    match kind:
        case "insert rows":
            page.insert_rows(row, count)
        case "junk below":
            for number in range(count):
                page.cell(600 + 3 * number, column, word)
        case "junk sheet":
            other = book.create_sheet("Nháp")
            for number in range(count):
                other.cell(row + 2 * number, column, word)
        case "junk column":
            for number in range(count):
                page.cell(row + number, 60 + column, word)
        case "double row":
            for cell in list(page[7]):
                page.cell(row, cell.column, cell.value)
        case _:
            for cell in list(page[row]):
                cell.value = None


@settings(max_examples=up_to(15), deadline=None, suppress_health_check=list(HealthCheck))
@given(done=st.lists(damages(), min_size=1, max_size=5))
def test_every_filled_row_ends_in_one_place(
    done: list[tuple[str, dict[str, object]]],
    small: Year,
    filled: Path,
    template: Template,
    tmp_path: Path,
) -> None:
    book = opened(filled)
    for kind, how in done:
        hurt(book, template, kind, how)
    (outcome,) = small.check([save(book, tmp_path / "so.xlsx")], TODAY)
    assert line_of(outcome).balanced
    assert seen(outcome) == count_filled_rows(tmp_path / "so.xlsx")


@st.composite
def slips(draw: st.DrawFn) -> tuple[str, str, int, str | None]:
    """Draw a cell of the first rows of a table, and what it is typed over with."""
    sheet, names = draw(
        st.sampled_from(
            [
                ("lich", ("trang_thai", "ngay_to_chuc", "chu_tri", "loai", "gio_bat_dau")),
                ("tham_du", ("nhan_dan", "dang_vien", "nguoi_phat_bieu")),
                ("kien_nghi", ("ma_cuoc", "linh_vuc", "ngay_tiep_nhan")),
            ]
        )
    )
    return (
        sheet,
        draw(st.sampled_from(names)),
        draw(st.integers(7, 8)),
        draw(st.sampled_from([None, "?", "0"])),
    )


@settings(max_examples=up_to(15), deadline=None, suppress_health_check=list(HealthCheck))
@given(done=st.lists(slips(), min_size=1, max_size=4))
def test_no_row_counts_that_names_one_set_aside(
    done: list[tuple[str, str, int, str | None]],
    small: Year,
    filled: Path,
    template: Template,
    tmp_path: Path,
) -> None:
    hands, path = Hands(template), tmp_path / "so.xlsx"

    slipped: dict[str, dict[str, str | None]] = {}
    for sheet, name, row, text in done:
        cells = slipped.setdefault(hands.title(sheet), {})
        cells[f"{hands.column(sheet, name)}{row}"] = text
    put_in_all(filled, path, slipped, saved=SENT)
    (outcome,) = small.check([path], TODAY)
    assert outcome.checked is not None
    assert line_of(outcome).balanced
    assert not list(hanging(outcome.checked, template))


def check_after(
    small: Year, filled: Path, path: Path, damage: Damage
) -> tuple[LedgerLine, Outcome]:
    book = opened(filled)
    damage(book)
    (outcome,) = small.check([save(book, path)], TODAY)
    return line_of(outcome), outcome


def test_an_untouched_return(small: Year, filled: Path) -> None:
    (outcome,) = small.check([filled], TODAY)
    line = line_of(outcome)
    assert seen(outcome) == count_filled_rows(filled)
    assert (line.accepted, line.set_aside, line.outside) == (2 + 2 + 4, 0, 0)
    # Prepared rows that nobody filled in carry a code; of dialogues 2 and of petitions 4 are used.
    dialogues, petitions = (small.plan.collects.sheet(name).rows for name in ("lich", "kien_nghi"))
    assert line.blank == (dialogues - 2) + (petitions - 4)


def test_blank_rows_between_are_no_rows(
    small: Year, filled: Path, template: Template, tmp_path: Path
) -> None:
    before, _ = check_after(small, filled, tmp_path / "a.xlsx", lambda book: None)
    title = Hands(template).title("kien_nghi")
    after, _ = check_after(
        small, filled, tmp_path / "b.xlsx", lambda book: book[title].insert_rows(9, 3)
    )
    assert after == before.__class__(**{**vars(before), "file": "b.xlsx"})


def test_rows_on_a_sheet_of_ones_own_are_outside(small: Year, filled: Path, tmp_path: Path) -> None:
    def scribble(book: Workbook) -> None:
        page = book.create_sheet("Nháp")
        page["B2"], page["B5"] = "ghi thêm", 12

    line, outcome = check_after(small, filled, tmp_path / "so.xlsx", scribble)
    assert line.outside == 2
    assert ("S104", "Nháp") in {(f.code, f.location.sheet) for f in outcome.findings}


def test_words_below_the_table_are_found(
    small: Year, filled: Path, template: Template, tmp_path: Path
) -> None:
    title = Hands(template).title("danh_sach")
    _, outcome = check_after(
        small,
        filled,
        tmp_path / "so.xlsx",
        lambda book: book[title].cell(500, 30, "Cộng: 12 người"),
    )
    assert seen(outcome) == count_filled_rows(filled) + 1
    assert ("S103", title, "AD500") in {
        (f.code, f.location.sheet, f.location.cell) for f in outcome.findings
    }


def test_a_petition_written_twice_counts_once(
    small: Year, filled: Path, template: Template, tmp_path: Path
) -> None:
    title = Hands(template).title("kien_nghi")

    def double(book: Workbook) -> None:
        for cell in list(book[title][7]):
            book[title].cell(60, cell.column, cell.value)

    line, outcome = check_after(small, filled, tmp_path / "so.xlsx", double)
    assert line.accepted + line.set_aside == 2 + 2 + 4 + 1
    assert {f.code for f in outcome.findings} & {"R116", "R117", "C003"}, (
        "it is said that the row is there twice"
    )


def test_a_superseded_return_is_accounted_for_too(
    small: Year, filled: Path, template: Template, tmp_path: Path
) -> None:
    newer = fill(
        issued_file(small, "01"),
        tmp_path / "moi.xlsx",
        template,
        thuong(),
        saved=datetime(2024, 12, 30),
    )
    old, new = small.check([filled, newer], TODAY)
    assert (line_of(old).accepted, line_of(old).superseded) == (0, 8)
    assert (line_of(new).accepted, line_of(new).superseded) == (8, 0)


def test_a_row_of_formulas_without_results_is_not_lost(
    small: Year, filled: Path, template: Template, tmp_path: Path
) -> None:
    """Programs that write formulas without working them out leave cells that look empty to every
    reader.
    """
    hands = Hands(template)

    def link(book: Workbook) -> None:
        page, row = book[hands.title("danh_sach")], hands.first_row("danh_sach")
        page[f"{hands.column('danh_sach', 'ho_ten')}{row}"] = "=Nháp!A1"

    _, outcome = check_after(small, filled, tmp_path / "so.xlsx", link)
    cell = f"{hands.column('danh_sach', 'ho_ten')}{hands.first_row('danh_sach')}"
    assert ("C111", cell) in {(f.code, f.location.cell) for f in outcome.findings}


def test_the_ledger_in_the_report_adds_up(small: Year, tmp_path: Path) -> None:
    paths = [
        fill(issued_file(small, code), tmp_path / f"so-{code}.xlsx", small.plan.collects, report())
        for code, report in REPORTS.items()
    ]
    paths.append(
        fill(
            issued_file(small, "03"),
            tmp_path / "a.xlsx",
            small.plan.collects,
            ha(),
            saved=datetime(2024, 1, 1),
        )
    )
    made = small.report(paths, TODAY, Order(tmp_path / "bao-cao.xlsx", BOOKS.doors))
    looked = [one.checked.seen_rows for one in made.merged.returns if one.checked is not None]
    assert sum(looked) == sum(map(count_filled_rows, paths))
    assert made.office is not None
    rows = balanced_rows(made.office)
    assert len(rows) == len(paths) + 1, "a line a file, and the sum"
    assert all(row[3] == sum(row[4:9]) and row[-1] == "đúng" for row in rows)
    assert [sum(column) for column in zip(*(row[3:9] for row in rows[:-1]), strict=True)] == list(
        rows[-1][3:9]
    )
    # What goes up has one line, without the row of Trung's denunciation.
    # Nor does it tell of older returns and blank rows, from which the number of such rows could be
    # reckoned.
    ((state, read, accepted, aside, outside, balanced),) = balanced_rows(made.path)
    assert (state, balanced) == ("Tổng cộng", "đúng")
    assert [accepted, aside, outside] == [rows[-1][4] - 1, rows[-1][6], rows[-1][8]]
    assert read == accepted + aside + outside


def test_the_ledger_says_in_how_many_places_a_file_was_mended(small: Year, tmp_path: Path) -> None:
    row = {**thuong()["kien_nghi"][0], "loai": " KIẾN NGHỊ "}
    rows = thuong() | {"kien_nghi": [row]}
    paths = [
        fill(issued_file(small, code), tmp_path / f"{code}.xlsx", small.plan.collects, sent)
        for code, sent in (("01", rows), ("03", ha()))
    ]
    made = small.report(paths, TODAY, Order(tmp_path / "bao-cao.xlsx", BOOKS.doors))
    mended = {line.file: line.mended for line in made.merged.ledger}
    assert mended == {"01.xlsx": 1, "03.xlsx": 0}
    assert made.office is not None
    assert [row[9] for row in balanced_rows(made.office)] == [1, 0, 1]
    assert [line["mended"] for line in made.as_dict("vi")["ledger"]] == [1, 0]
    office = read_annual(made.office).office
    assert office is not None
    assert [line.mended for line in office.ledger] == [1, 0]
    (line,) = made.public.balance
    assert line.mended is None, "whose files needed mending stays in the office"


def test_a_report_of_before_it_said_what_was_mended_is_as_it_was_made(
    small: Year, filled: Path, tmp_path: Path
) -> None:
    edition = small.report([filled], TODAY, FIGURES).edition
    assert edition.office is not None
    ledger = tuple(replace(line, mended=None) for line in edition.office.ledger)
    before = replace(edition, office=replace(edition.office, ledger=ledger))
    book = openpyxl.load_workbook(write_annual(tmp_path / "cũ.xlsx", before))
    assert book["Sổ cân đối"].cell(HEAD_ROW, 10).value == "Đã tự sửa"
    book["Sổ cân đối"].delete_cols(10)
    read = read_book(save(book, tmp_path / "cũ.xlsx")).book
    assert read is not None
    again = reread(read, "cũ.xlsx", small.folder, small.folder / "cũ.xlsx")
    assert again.office is not None
    assert (again.findings, again.office.ledger) == ((), ledger)


def test_a_sheet_of_before_a_column_was_there_is_read_all_the_same() -> None:
    columns = (Column("a", "A", 5), Column("b", "B", 5, later=True), Column("c", "C", 5))
    declared = ServiceSheet("Sổ", columns, dict)

    def read(*rows: tuple[str, ...]) -> list[dict[str, str]]:
        cells = {
            (row, column): RawCell(row, column, text)
            for row, texts in enumerate(rows, start=HEAD_ROW)
            for column, text in enumerate(texts, start=1)
        }
        return list(declared.read(AnnualSheet(RawSheet("Sổ", True, cells, frozenset()), "sổ.xlsx")))

    assert read(("A", "B", "C"), ("1", "2", "3")) == [{"a": "1", "b": "2", "c": "3"}]
    assert read(("A", "C"), ("1", "3")) == [{"a": "1", "c": "3"}]
    with pytest.raises(SheettoolsError):
        read(("A", "khác", "C"), ("1", "2", "3"))


def balanced_rows(path: Path) -> list[tuple[Any, ...]]:
    """Return the lines of a report's ledger: those that say in their last column whether they
    balance.
    """
    sheet = one_page(path, "Sổ cân đối")
    return [
        row for row in sheet.iter_rows(min_row=6, values_only=True) if row[-1] in ("đúng", "SAI")
    ]
