"""LibreOffice, headless, as one of the clients that village heads have: what it saves is what was
typed.
"""

from __future__ import annotations

import copy
import itertools
import shutil
from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from office import Convert, results
from school_year import ask, school_year, send
from small_year import (
    REPORTS,
    TODAY,
    Hands,
    Rows,
    asked_of,
    fill,
    issued_file,
    make_year,
    petition,
    thuong,
)

from sheettools.annual.doors import Order
from sheettools.annual.report import AnnualReport
from sheettools.incoming.cage.read import read_book
from sheettools.incoming.check.record import Record
from sheettools.incoming.locate.locate import read_identity
from sheettools.outgoing.workbook.generate import write_workbook
from sheettools.template.excel.address import column_number, split_address
from sheettools.template.layout import FIRST_ROW, IDENTITY_SHEET, LISTS_SHEET, MARK_COLUMN
from sheettools.year import Year

pytestmark = pytest.mark.office


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    return make_year(tmp_path_factory.mktemp("nam") / "mau-son-2024", shipped=True)


ODD = (
    "=1+1",
    "-12",
    "@tên",
    "0012",
    "1e5",
    "NA",
    "#N/A",
    "TRUE",
    "hai\ndòng",
    "🏠 sửa nhà",
    'ngoặc "kép" & <b>',
)


def with_odd_remarks(village: str) -> Mapping[str, Rows]:
    """Return a village's report with texts that programs like to take for something else, and one
    mistake.
    """
    rows = REPORTS[village]()
    if village == "01":
        odd = [
            petition(
                "Y_KIEN",
                "Y_TE",
                "HOM_THU",
                "XA",
                "MOI",
                date(2024, 8, 1 + n),
                ghi_chu=text,
                so_nguoi=n + 1,
            )
            for n, text in enumerate(ODD)
        ]
        rows["kien_nghi"] = [*rows["kien_nghi"], *odd, {**odd[0], "linh_vuc": "Giao thônng"}]
        rows["lich"][0].update(gio_bat_dau=time(7, 30), gio_ket_thuc=time(11, 15))
    return rows


def filled_in(year: Year, folder: Path, villages: Iterable[str]) -> list[Path]:
    """Fill in some villages' workbooks, each with every formula in its cell, and return them."""
    filled = []
    for code in villages:
        place, rows = folder / f"so-{code}.xlsx", with_odd_remarks(code)
        filled.append(fill(issued_file(year, code), place, year.asked, asked_of(year.asked, rows)))
    return filled


@pytest.fixture(scope="module")
def typed(year: Year, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return the villages' workbooks, filled in without LibreOffice."""
    return filled_in(year, tmp_path_factory.mktemp("dien"), REPORTS)


COMPUTED = ["ky", "han_tra_loi", "dung_han", "tuoi_no"]
"""What formulas show of a petition. A row set aside shows its texts, and only LibreOffice has
worked these out.
"""


def everything(report: AnnualReport) -> dict[str, Any]:
    """Return all that a report says but the files' bytes and how many rows their guides take."""
    tables = {name: list(frame.rows()) for name, frame in report.merged.tables.items()}
    for name, frame in report.merged.set_aside.items():
        tables[f"set aside {name}"] = list(frame.rows())
    for row in tables["set aside kien_nghi"]:
        for name in COMPUTED:
            del row[name]
    return {
        "findings": [
            (f.code, str(f.location), f.value, f.message()) for f in report.merged.findings
        ],
        "figures": report.figures.values,
        "identities": report.figures.identities,
        "crosses": report.figures.crosses,
        "tables": tables,
        "ledger": [
            (g.file, g.state, g.blank, g.accepted, g.set_aside, g.outside)
            for g in report.merged.ledger
        ],
        "reasons": report.reasons,
    }


@pytest.fixture(scope="module")
def direct(
    year: Year, typed: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """Return what the report says without LibreOffice's part."""
    said = everything(
        year.report(typed, TODAY, Order(tmp_path_factory.mktemp("bao-cao") / "a.xlsx"))
    )
    assert [code for code, *_ in said["findings"]].count("C108") == 1
    assert {row["ghi_chu"] for row in said["tables"]["kien_nghi"]} > set(ODD) - {"hai\ndòng"}
    return said


def test_opened_and_saved_by_libreoffice(
    convert: Convert, year: Year, typed: list[Path], direct: dict[str, Any], tmp_path: Path
) -> None:
    saved = convert("xlsx", tmp_path, *typed)
    said = everything(year.report(saved, TODAY, Order(tmp_path / "bao-cao.xlsx")))
    for part, told in direct.items():
        assert said[part] == told, part


# ------------------------------------------------------------------ filled in by LibreOffice itself

NAMES = {
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}


def name(short: str) -> str:
    prefix, _, local = short.partition(":")
    return f"{{{NAMES[prefix]}}}{local}"


class Document:
    """LibreOffice's own document as flat XML, in which cells are typed; LibreOffice then makes a
    workbook of it.
    """

    def __init__(self, path: Path, hands: Hands) -> None:
        self.path, self.hands = path, hands
        self.tree = etree.parse(path, etree.XMLParser(huge_tree=True))

    def type_tables(self, tables: Mapping[str, Rows]) -> None:
        for sheet in self.hands.sheets.values():
            rows = tables.get(sheet["name"], ())
            for number, row in enumerate(rows, start=sheet.get("first_row", 0)):
                for field, value in row.items():
                    column = column_number(self.hands.column(sheet["name"], field))
                    typed = self.hands.as_typed(sheet["name"], field, value)
                    self._type(self._cell(sheet["title"], number, column), typed)
            if not rows and sheet.get("nil_cell"):
                self._type(
                    self._cell(sheet["tick_sheet"], *split_address(sheet["nil_cell"])),
                    sheet["tick"],
                )
        self.tree.write(self.path, encoding="utf-8", xml_declaration=True)

    def _cell(self, title: str, row: int, column: int) -> Any:
        (page,) = self.tree.xpath(f"//table:table[@table:name='{title}']", namespaces=NAMES)
        line = nth(page.iter(name("table:table-row")), "table:number-rows-repeated", row)
        return nth(
            line.iterchildren(name("table:table-cell")), "table:number-columns-repeated", column
        )

    def _type(self, cell: Any, value: Any) -> None:
        for child in list(cell):
            cell.remove(child)
        for attribute in [a for a in cell.attrib if "value" in a or a == name("table:formula")]:
            del cell.attrib[attribute]
        if value is None:
            return
        kind, attribute, said = (
            ("date", "office:date-value", value.isoformat())
            if isinstance(value, date)
            else ("time", "office:time-value", f"PT{value:%HH%MM%SS}")
            if isinstance(value, time)
            else ("float", "office:value", str(value))
            if isinstance(value, int)
            else ("string", "", "")
        )
        cell.set(name("office:value-type"), kind)
        if attribute:
            cell.set(name(attribute), said)
        for line in str(value).split("\n"):
            etree.SubElement(cell, name("text:p")).text = line


def nth(elements: Any, repeated: str, number: int) -> Any:
    """Return element `number` (from 1), taking apart one that stands for several."""
    count = 0
    for element in elements:
        times = int(element.get(name(repeated), "1"))
        if count + times >= number:
            parts = [(number - count - 1), 1, count + times - number]
            made = [(copy.deepcopy(element), times) for times in parts]
            for part, several in made:
                part.set(name(repeated), str(several))
                if several:
                    element.addprevious(part)
            element.getparent().remove(element)
            return made[1][0]
        count += times
    raise LookupError(number)


def test_filled_in_by_libreoffice(
    convert: Convert, year: Year, direct: dict[str, Any], tmp_path: Path
) -> None:
    blanks = [
        shutil.copy(issued_file(year, code), tmp_path / f"so-{code}.xlsx") for code in REPORTS
    ]
    documents = convert("fods", tmp_path / "fods", *map(Path, blanks), untitled=True)
    for code, path in zip(REPORTS, documents, strict=True):
        rows = asked_of(year.asked, with_odd_remarks(code))
        Document(path, Hands(year.asked)).type_tables(rows)
    saved = convert("xlsx", tmp_path / "xlsx", *documents)
    said = everything(year.report(saved, TODAY, Order(tmp_path / "bao-cao.xlsx")))
    for part, told in direct.items():
        assert said[part] == told, part


# --------------------------------------------------------------------------- identity, formulas


def test_the_identity_outlives_another_format_and_back(
    convert: Convert, year: Year, tmp_path: Path
) -> None:
    issued = issued_file(year, "02")
    (ods,) = convert("ods", tmp_path / "ods", issued)
    (back,) = convert("xlsx", tmp_path / "xlsx", ods)
    before, after = read_book(issued).book, read_book(back).book
    assert before is not None
    assert after is not None
    assert read_identity(after) == read_identity(before)
    assert read_identity(after)["code"] == "99901-02-2024"
    assert {s.name: s.visible for s in after.sheets} == {s.name: s.visible for s in before.sheets}
    assert not next(s for s in after.sheets if s.name == IDENTITY_SHEET).visible
    assert LISTS_SHEET in {s.name for s in after.sheets}
    (outcome,) = year.check([back], TODAY)
    assert outcome.issued is not None
    assert outcome.issued.unit_name == "Thôn Trung"


def days_to_try(holidays: set[date]) -> list[tuple[date, date | None]]:
    """Return days of receipt round weekends, holidays and ends of quarters, each with a day of the
    answer.
    """
    around = [day + timedelta(days=n) for day in sorted(holidays) for n in (-14, -13, -1, 0, 1, 2)]
    ends = ((1, 1), (3, 31), (4, 1), (6, 30), (7, 1), (9, 30), (10, 1), (12, 31))
    quarters = [date(2024, month, day) for month, day in ends]
    before = [date(2023, 12, 30), date(2023, 10, 2)]
    days = sorted(set(around + quarters + before))
    waits = itertools.cycle((None, 0, 10, 13, 14, 15, 16, 20, 24))
    tried = [
        (day, None if wait is None else day + timedelta(days=wait))
        for day, wait in zip(days, waits, strict=False)
    ]
    # Due 31, 30, 11 and 10 working days before the year's end, then on its last day and after it.
    tried += [
        (date(2024, month, day), None)
        for month, day in ((11, 4), (11, 5), (12, 2), (12, 3), (12, 17), (12, 18))
    ]
    # Due on the last working day of the year before: answered in this one, never answered.
    return [*tried, (date(2023, 12, 15), date(2024, 1, 2)), (date(2023, 12, 15), None)]


def test_libreoffice_works_out_the_same_as_the_program(
    convert: Convert, year: Year, tmp_path: Path
) -> None:
    # With the columns of the office as well: its register has the same formulas.
    template = year.plan.collects
    # Those of the year and its made-up Saturday; petitions of other years do not belong in this
    # workbook.
    holidays = {day for day in year.plan.issued[0].facts["ngay_nghi"] if day.year == 2024}
    days = days_to_try(holidays)
    assert len(days) >= 50
    assert sum(day in holidays or day.weekday() > 4 for day, _ in days) >= 15
    rows = [
        petition(
            "Y_KIEN",
            "Y_TE",
            "HOM_THU",
            "XA",
            "MOI",
            day,
            ngay_tra_loi=answer,
            noi_dung=f"Việc {n}",
            ma_ky_truoc=f"99901-01-2023-{n:03}" if day.year == 2023 else None,
        )
        for n, (day, answer) in enumerate(days)
    ]
    whole = tmp_path / "trang.xlsx"
    write_workbook(whole, template, year.issued[0])
    most = template.sheet("kien_nghi").rows
    paths = [
        fill(
            whole,
            tmp_path / f"so-{first}.xlsx",
            template,
            {**thuong(), "kien_nghi": rows[first : first + most]},
        )
        for first in range(0, len(rows), most)
    ]
    records: list[Record] = []
    worked = convert("xlsx", tmp_path / "xlsx", *paths, untitled=True)
    for path, saved in zip(paths, worked, strict=True):
        records += held_against_the_program(year, path, saved)
    assert {record.values["ky"] for record in records} >= {
        one.value for one in template.lists["ky"].categories
    }
    states, ages = template.lists["han"], template.lists["tuoi_no"]
    assert {record.values["dung_han"] for record in records} >= {
        one.value for one in states.categories
    }
    assert {record.values["tuoi_no"] for record in records} >= {
        one.value for one in ages.categories
    }
    aged = {
        r.values["ngay_tiep_nhan"]: r.values["tuoi_no"]
        for r in records
        if r.values["ngay_tra_loi"] is None
    }
    assert [aged[date(2024, *day)] for day in ((11, 4), (11, 5), (12, 2), (12, 3), (12, 17))] == [
        "DAI",
        "VUA",
        "VUA",
        "NGAN",
        None,
    ]


def held_against_the_program(year: Year, path: Path, saved: Path) -> list[Record]:
    """Hold what LibreOffice worked out against what the program does; return the rows."""
    template = year.plan.collects

    book = read_book(saved).book
    assert book is not None
    hands = Hands(template)
    page = next(s for s in book.sheets if s.name == hands.title("kien_nghi"))
    (outcome,) = year.check([path], TODAY)
    assert outcome.checked is not None
    records = [r for r in outcome.checked.records if r.sheet == "kien_nghi"]
    computed = [field for field in template.sheet("kien_nghi").fields if field.compute is not None]
    assert [field.name for field in computed] == [*COMPUTED[:2], "con_lai", *COMPUTED[2:]]
    computed = [
        field for field in computed if field.name in COMPUTED
    ]  # days left are counted from today
    for record in records:
        for field in computed:
            shown = page.cells.get(
                (record.number, column_number(hands.column("kien_nghi", field.name)))
            )
            wanted = record.values[field.name]
            if wanted is None:
                assert shown is None or shown.value in (None, ""), (record.number, field.name)
                continue
            assert shown is not None, (record.number, field.name)
            assert shown.formula, "it is still a formula"
            assert field.parse(shown.value).value == wanted, (
                record.number,
                field.name,
                record.values,
            )
    return records


def test_what_follows_is_not_asked_for_while_typing(convert: Convert, tmp_path: Path) -> None:
    year = school_year(tmp_path / "truong")
    asked = [ask("Sửa mái phòng học lớp 2 bị dột"), ask("Mua ghế cho thư viện", nguon="THU")]
    one, two = [{"ngay": date(2024, 3, 15)}], [{"ngay": date(2024, 3, 15 + n)} for n in (0, 3)]
    paths = [
        send(year, "T1", {"buoi": one, "de_nghi": asked}),
        send(year, "T2", {"buoi": two, "de_nghi": asked}),
    ]
    made = convert("results", tmp_path, *paths, untitled=True)
    pages = [results(path, "Đề nghị") for path in made]
    rows = (FIRST_ROW, FIRST_ROW + 1)
    assert [page[row - 1][MARK_COLUMN - 1] for page in pages for row in rows] == [
        "Đủ",
        "Đủ",
        "Thiếu 2 ô: “Buổi họp” …",
        "Thiếu 1 ô: “Ngày nhận”",
    ]
