"""Reports past what a workbook holds: lists go on on a second sheet, rows lie beside the workbook;
both are read back, and neither tells more than the sheets would.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from small_year import TODAY, make_year, return_all

from sheettools.annual.answered import AnsweredReturns
from sheettools.annual.data import Limits
from sheettools.annual.json_file import annual_facts
from sheettools.annual.previous import LastYear
from sheettools.annual.proof import sealed
from sheettools.annual.report import (
    AnnualReport,
    Places,
    make_report,
    merge_reports,
    rewrite_report,
    write_doors,
)
from sheettools.annual.rollup import read_reports
from sheettools.annual.xlsx import reread
from sheettools.annual.xlsx.reread import read_annual
from sheettools.annual.xlsx.stored import place_beside
from sheettools.annual.xlsx.workbook import write_annual
from sheettools.findings import SheettoolsError
from sheettools.year import Year, as_return

FEW = Limits(sheet=3, book=5)
"""So small that the tests' year is past it."""


HUGE = """
CREATE TABLE lon (a, b TEXT AS (hex(zeroblob(1000000))));
WITH RECURSIVE n(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM n LIMIT 600)
INSERT INTO lon SELECT * FROM n;
"""
"""A table of a few bytes that is more than a gigabyte when it is read."""


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    made = make_year(tmp_path_factory.mktemp("nam") / "99901")
    return_all(made)
    return made


@pytest.fixture(scope="module")
def report(year: Year) -> AnnualReport:
    """The report whose rows lie beside its workbook."""
    places = Places(year.folder / "bao-cao", year.folder / "noi-bo", year.folder, limits=FEW)
    returns = AnsweredReturns(tuple(map(as_return, year.check((), TODAY))))
    return make_report(year.plan, returns, places, LastYear(), TODAY, doors=("xlsx",))


def stored(path: Path) -> Iterator[tuple[str, list[tuple[object, ...]]]]:
    with closing(sqlite3.connect(place_beside(path))) as store:
        names = [name for (name,) in store.execute("SELECT trang FROM _tieu_de")]
        for name in names:
            yield name, store.execute(f'SELECT * FROM "{name}"').fetchall()


def test_rows_that_are_too_many_lie_beside_both_editions(report: AnnualReport) -> None:
    assert report.office is not None
    for path, frames in (
        (report.path, report.public.data.tables),
        (report.office, report.edition.data.tables),
    ):
        titles = openpyxl.load_workbook(path).sheetnames
        there = dict(stored(path))
        for sheet in report.public.template.tables:
            assert sheet.title[:31] not in titles
            assert len(there[sheet.title[:31]]) == len(frames[sheet.name]), "none is dropped"
    assert (report.path.parent / f"{report.path.stem}-du-lieu" / "datapackage.json").is_file()


def test_it_is_said_that_both_files_are_to_be_sent(report: AnnualReport, tmp_path: Path) -> None:
    """Whoever gets the workbook alone cannot read it."""
    said = [one for one in report.remarks if one.code == "R322"]
    assert [one.value for one in said] == [place_beside(report.path).name]
    assert said[0].values["rows"] == sum(len(rows) for _, rows in stored(report.path))
    assert (report.path.parent / said[0].values["folder"] / "datapackage.json").is_file()
    small = replace(report.public, limits=Limits())
    assert write_doors(tmp_path / "mot.xlsx", small, None, ("xlsx", "csv"))[1] == ()


def test_what_lies_beside_says_no_more_than_the_sheets_would(
    report: AnnualReport, tmp_path: Path
) -> None:
    for edition in (report.public, report.edition):
        path = write_annual(tmp_path / "du.xlsx", sealed(replace(edition, limits=Limits())))
        book = openpyxl.load_workbook(path)
        beside = write_annual(tmp_path / "ben.xlsx", sealed(edition))
        for title, rows in stored(beside):
            if title in book.sheetnames:
                listed = [*book[title].iter_rows(min_row=6, values_only=True)]
                assert [list(map(said, row)) for row in rows] == [
                    list(map(said, row)) for row in listed if any(row)
                ]
            else:
                assert rows == [], "a sheet without rows is not written"


def said(value: object) -> str:
    text = "" if value is None else str(value)
    return text.removesuffix(" 00:00:00").removesuffix(".0")


def test_the_report_is_read_back_with_its_rows(report: AnnualReport, tmp_path: Path) -> None:
    assert report.office is not None
    for path, edition in ((report.path, report.public), (report.office, report.edition)):
        again = read_annual(path)
        assert again.findings == ()
        assert again.data.tables == edition.data.tables
        assert annual_facts(sealed(again)) == annual_facts(sealed(edition))
    rewritten = rewrite_report(report.office, tmp_path / "lai.xlsx", ("xlsx",))
    assert rewritten.public.draft == report.public.draft


def test_of_a_long_list_the_workbook_holds_the_first_rows_and_says_so(report: AnnualReport) -> None:
    """All lists of 200,000 rows are two million cells, more than may be read of a file."""
    edition = replace(report.edition, limits=Limits(book=5, listed=1))
    path = write_annual(report.path.parents[1] / "nhieu" / "dai.xlsx", sealed(edition))
    book, said = openpyxl.load_workbook(path), []
    titles = [one.title[:31] for one in edition.template.report.extracts]
    titles += [one.book.title[:31] for one in edition.books]
    titles += [one.sheet for one in edition.template.report.word.lists if one.sheet]
    for title in titles:
        texts = [str(row[0]) for row in book[title].iter_rows(values_only=True)]
        numbers = [text for text in texts if text.isdecimal()]
        rest = [text for text in texts if text.startswith("Ở đây là 1 dòng đầu; tất cả ")]
        assert len(numbers) <= 1
        said += rest
    assert said, "some list is longer"
    again = read_annual(path)
    assert again.findings == ()
    assert again.data.tables == edition.data.tables


def test_a_list_goes_on_on_a_second_sheet(year: Year, report: AnnualReport) -> None:
    edition = replace(report.edition, limits=Limits(sheet=3))
    path = write_annual(year.folder / "dai" / "dai.xlsx", sealed(edition))
    titles = openpyxl.load_workbook(path).sheetnames
    longest = max(edition.template.tables, key=lambda one: len(edition.data.tables[one.name]))
    assert f"{longest.title} (2)" in titles
    again = read_annual(path)
    assert again.findings == ()
    assert again.data.tables == edition.data.tables
    assert again.office is not None
    assert edition.office is not None
    assert (again.office.ledger, again.office.findings) == (
        edition.office.ledger,
        edition.office.findings,
    )


def test_a_roll_up_reads_what_lies_beside(report: AnnualReport, tmp_path: Path) -> None:
    home = report.path.parents[1]
    given = read_reports([sent_on(report, tmp_path)], [tmp_path], home, (), ())
    assert given is not None
    places = Places(tmp_path / "len", tmp_path / "len", home, limits=FEW)
    made = merge_reports(*given, places)
    assert made.public.figures.values == report.public.figures.values
    assert place_beside(made.written["xlsx"]).is_file()
    assert made.public.findings == ()


@pytest.mark.parametrize("name", ["xa.sqlite", None])
def test_what_holds_the_rows_is_no_report_that_could_not_be_read(
    report: AnnualReport, tmp_path: Path, name: str | None
) -> None:
    """Both files lie among what was sent: beside a renamed workbook under their old name, too."""
    home = tmp_path / "huyen"
    (home / "nhan-ve").mkdir(parents=True)
    shutil.copytree(report.path.parents[1] / "bieu-mau", home / "bieu-mau")
    shutil.copy(report.path, home / "nhan-ve" / "xa.xlsx")
    rows = place_beside(report.path)
    shutil.copy(rows, home / "nhan-ve" / (name or rows.name))
    made = Year(home).roll_up()
    assert made is not None
    assert made.public.findings == ()
    assert made.public.draft == report.public.draft
    shutil.copy(rows, home / "nhan-ve" / "la.sqlite")
    again = Year(home).roll_up()
    assert again is not None
    assert [one.file for one in again.public.findings] == ["la.sqlite"]


def test_another_report_holds_no_rows_of_this_one(tmp_path: Path) -> None:
    """Else nothing would be said of one that cannot be read, because this one names it."""
    path = tmp_path / "xa.xlsx"
    for name in ("khac.xlsx", "khac.sqlite"):
        (tmp_path / name).touch()
    assert reread._named_place(path, "khac.sqlite") == tmp_path / "khac.sqlite"
    assert reread._named_place(path, "khac.xlsx") is None


@pytest.mark.parametrize(
    "harm",
    [
        'CREATE VIEW "them" AS SELECT 1',
        'CREATE TRIGGER t AFTER INSERT ON "Kiến nghị" BEGIN SELECT 1; END',
        "CREATE INDEX i ON _tieu_de (tieu_de)",
        "UPDATE _tieu_de SET tieu_de = zeroblob(9)",
        "UPDATE _tieu_de SET tieu_de = 9e999",
        "UPDATE _tieu_de SET tieu_de = 'x'",
        HUGE,
        "PRAGMA journal_mode = WAL",
        "DROP TABLE _tieu_de",
    ],
)
def test_rows_of_other_offices_are_opened_in_the_reading_process_only(
    report: AnnualReport, tmp_path: Path, harm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = sent_on(report, tmp_path).with_suffix(".sqlite")
    with closing(sqlite3.connect(rows)) as store:
        store.executescript(harm)
        store.commit()
    assert said_of_it(tmp_path, monkeypatch) == ["F309"]


@pytest.mark.parametrize("size", [0, 100, 5000, 129 << 20])
def test_what_is_no_database_beside_a_report_is_a_finding(
    report: AnnualReport, tmp_path: Path, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = sent_on(report, tmp_path).with_suffix(".sqlite")
    with rows.open("r+b") as file:
        file.truncate(size)
    assert said_of_it(tmp_path, monkeypatch) == ["F309"]


def sent_on(report: AnnualReport, folder: Path) -> Path:
    """Copy a report and its rows, as an office sends them."""
    for path in (report.path, place_beside(report.path)):
        shutil.copy(path, folder / path.with_stem("xa").name)
    return folder / "xa.xlsx"


def said_of_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what is found in the report, which must not be opened in this process."""

    def opened(*_: object, **__: object) -> None:
        raise AssertionError("a stranger's database")

    monkeypatch.setattr(sqlite3, "connect", opened)
    read = read_reports([folder / "xa.xlsx"], [folder], folder, (), ())
    assert read is not None
    given, findings = read
    assert not given
    return [one.code for one in findings]


def test_a_report_without_its_rows_is_refused_and_a_changed_row_is_found(
    report: AnnualReport, tmp_path: Path
) -> None:
    folder = report.path.parents[1] / "thu"
    folder.mkdir()
    path, rows = (folder / one.name for one in (report.path, place_beside(report.path)))
    shutil.copy(report.path, path)

    def refused() -> list[str]:
        with pytest.raises(SheettoolsError) as caught:
            read_annual(path)
        return [finding.code for finding in caught.value.findings]

    assert refused() == ["F309"]
    rows.write_bytes(b"SQLite format 3\0 and then nothing of it")
    assert refused() == ["F309"]
    shutil.copy(place_beside(report.path), rows)
    with closing(sqlite3.connect(rows)) as store:
        store.execute('DELETE FROM "Kiến nghị" WHERE rowid = 1')
        store.commit()
    assert {"R316", "R320"} & {one.code for one in read_annual(path).findings}
    with closing(sqlite3.connect(rows)) as store:
        store.execute('CREATE VIEW "them" AS SELECT 1')
        store.commit()
    assert refused() == ["F309"]


def test_rows_of_an_older_report_do_not_stay_beside_a_smaller_one(
    report: AnnualReport, tmp_path: Path
) -> None:
    path = write_annual(tmp_path / "mot.xlsx", sealed(report.public))
    assert place_beside(path).is_file()
    small = sealed(replace(report.public, limits=Limits()))
    write_annual(path, small)
    assert not place_beside(path).exists()
    place_beside(path).write_bytes(b"of somebody else")
    write_annual(path, small)
    assert place_beside(path).read_bytes() == b"of somebody else"


def test_the_same_report_gives_the_same_bytes(report: AnnualReport, tmp_path: Path) -> None:
    first, _ = write_doors(tmp_path / "mot.xlsx", report.public, None, ("xlsx",))
    data = place_beside(first["xlsx"]).read_bytes()
    second, _ = write_doors(tmp_path / "hai" / "mot.xlsx", report.public, None, ("xlsx",))
    assert place_beside(second["xlsx"]).read_bytes() == data
    assert second["xlsx"].read_bytes() == first["xlsx"].read_bytes()
