"""A village's workbook that comes back as another kind of file, in an archive, locked: the same, or
a finding.
"""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from binary import Error, Page, xls, xlsb
from msoffcrypto.method.ecma376_agile import ECMA376Agile
from office import Convert, find_program
from openpyxl.utils.cell import range_boundaries
from small_year import REPORTS, TODAY, fill, issued_file, make_year

from sheettools.cli.entry import main
from sheettools.incoming.cage.read import read_book
from sheettools.incoming.intake import Outcome
from sheettools.incoming.locate.locate import read_identity
from sheettools.year import IN, Year

PASSWORD = "Thôn-Đồng 2024"  # noqa: S105


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    return make_year(tmp_path_factory.mktemp("nam") / "mau-son-2024")


@pytest.fixture(scope="module")
def typed(year: Year, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("dien")
    return [
        fill(
            issued_file(year, code), folder / f"so-{code}.xlsx", year.plan.collects, REPORTS[code]()
        )
        for code in REPORTS
    ]


def facts(outcome: Outcome) -> dict[str, Any]:
    """Return what was found in a workbook, whatever kind of file it came in."""
    assert outcome.issued is not None
    assert outcome.checked is not None
    own = [f for f in outcome.findings if f.code not in ("F138", "F140")]
    return {
        "code": outcome.issued.code,
        "records": [(r.sheet, r.number, r.status, dict(r.values)) for r in outcome.checked.records],
        "findings": [(f.code, f.location.sheet, f.location.cell, f.value) for f in own],
        "nil": sorted(outcome.checked.nil),
        "outside": outcome.checked.outside_rows,
    }


def assert_balanced(outcome: Outcome) -> None:
    checked = outcome.checked
    assert checked is not None
    assert checked.seen_rows == checked.layout_rows + checked.outside_rows + len(checked.records)


def codes(outcome: Outcome) -> list[str]:
    return [finding.code for finding in outcome.findings]


# ---------------------------------------------------------------------- as another kind of workbook


def pages_of(path: Path) -> Iterator[Page]:
    """Yield the sheets of a workbook as they are read, for a writer of another kind."""
    book = read_book(path).book
    assert book is not None
    for sheet in book.sheets:
        merged = [range_boundaries(text) for text in sheet.merged]
        cells = {
            place: Error(cell.error) if cell.error else cell.value
            for place, cell in sheet.cells.items()
            if cell.error or cell.value is not None
        }
        yield Page(
            sheet.name, cells, not sheet.visible, tuple((a, b, c, d) for c, a, d, b in merged)
        )


@pytest.mark.parametrize(("kind", "write"), [("xls", xls), ("xlsb", xlsb)])
def test_the_same_records_come_out_of_another_kind(
    kind: str, write: Callable[[list[Page]], bytes], year: Year, typed: list[Path], tmp_path: Path
) -> None:
    for path in typed:
        (tmp_path / f"{path.stem}.{kind}").write_bytes(write(list(pages_of(path))))
    for before, after in zip(year.check(typed, TODAY), year.check([tmp_path], TODAY), strict=True):
        assert facts(after) == facts(before)
        assert codes(after).count("F138") == 1
        assert_balanced(after)


@pytest.fixture(scope="module")
def direct(
    convert: Convert, year: Year, typed: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> list[dict[str, Any]]:
    """Return what is found in the workbooks as LibreOffice saves them as .xlsx, with formulas
    worked out.
    """
    return [
        facts(outcome)
        for outcome in year.check(
            convert("xlsx", tmp_path_factory.mktemp("xlsx"), *typed, untitled=True), TODAY
        )
    ]


@pytest.mark.office
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_saved_by_libreoffice_as_another_kind(
    kind: str,
    convert: Convert,
    year: Year,
    typed: list[Path],
    direct: list[dict[str, Any]],
    tmp_path: Path,
) -> None:
    saved = convert(kind, tmp_path / kind, *typed)
    outcomes = year.check(saved, TODAY)
    assert [facts(outcome) for outcome in outcomes] == direct
    for outcome in outcomes:
        assert codes(outcome).count("F138") == 1
        assert outcome.modified
        assert_balanced(outcome)
    blank, again = read_book(issued_file(year, "02")).book, read_book(saved[1]).book
    assert blank is not None
    assert again is not None
    assert read_identity(again) == read_identity(blank)
    assert {s.name: s.visible for s in again.sheets} == {s.name: s.visible for s in blank.sheets}


@pytest.mark.office
@pytest.mark.parametrize(
    ("kind", "exporter"), [("xls", "Gnumeric_Excel:excel_dsf"), ("ods", "Gnumeric_OpenCalc:odf")]
)
def test_saved_by_gnumeric_as_another_kind(
    kind: str, exporter: str, year: Year, typed: list[Path], tmp_path: Path
) -> None:
    ssconvert = find_program("ssconvert")
    for target in (tmp_path / "so.xlsx", tmp_path / f"so.{kind}"):
        how = ["-T", exporter] if target.suffix != ".xlsx" else []
        subprocess.run(
            [ssconvert, *how, typed[1], target], check=True, capture_output=True, timeout=120
        )
    (after,), (before,) = (
        year.check([tmp_path / f"so.{ending}"], TODAY) for ending in (kind, "xlsx")
    )
    assert facts(after) == facts(before)
    assert_balanced(after)


@pytest.mark.office
@pytest.mark.parametrize("kind", ["csv", "html"])
def test_what_has_lost_its_identity_is_said_not_to_be_ours(
    kind: str, convert: Convert, year: Year, typed: list[Path], tmp_path: Path
) -> None:
    (outcome,) = year.check(convert(kind, tmp_path, typed[0], untitled=True), TODAY)
    # A page still has all the sheets and their names, a text only the first.
    assert codes(outcome) == ["F139", {"csv": "F201", "html": "F229"}[kind]]


# ---------------------------------------------------------- together, locked, from the command line


def packed(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def locked(data: bytes) -> bytes:
    return bytes(ECMA376Agile.encrypt(PASSWORD, io.BytesIO(data), spin_count=1000))


@pytest.fixture(scope="module")
def home(year: Year, typed: list[Path]) -> Year:
    """Return a year to which returns came back in an archive, locked, and with what programs leave
    beside them.
    """
    first, second, third = (path.read_bytes() for path in typed)
    back = year.folder / IN
    (back / "thon-ha").mkdir(parents=True)
    together = {
        "so.xlsx": first,
        "__MACOSX/._so.xlsx": b"\0\5\x16\7",
        "anh.jpg": b"\xff\xd8\xff\xe0",
    }
    (back / "goi.zip").write_bytes(packed(together))
    (back / "so.xlsx").write_bytes(locked(second))
    (back / "thon-ha" / "so.xlsx").write_bytes(third)
    (back / "~$so.xlsx").write_bytes(bytes(165))
    (back / "danh-sach.csv").write_text("Mã,Tên\n1,An\n", encoding="utf-8")
    return year


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str]:
    with pytest.raises(SystemExit) as left:
        main([*map(str, arguments)])
    out = capsys.readouterr()
    assert "Traceback" not in out.out + out.err
    assert PASSWORD not in out.out + out.err
    return int(left.value.code or 0), out.out


def test_everything_in_the_folder_is_read_and_told_apart(
    home: Year, capsys: pytest.CaptureFixture[str]
) -> None:
    _, text = run(
        capsys,
        "validate",
        home.folder,
        "--today",
        TODAY,
        "--password",
        PASSWORD,
        "--format",
        "json",
    )
    said = json.loads(text)
    assert {one["file"]: one["unit"] for one in said["files"]} == {
        "danh-sach.csv": "",
        "goi.zip/anh.jpg": "",
        "goi.zip/so.xlsx": "Thôn Thượng",
        "so.xlsx": "Thôn Trung",
        "thon-ha/so.xlsx": "Thôn Hạ",
    }
    of_files = {
        (one["file"], one["code"]) for one in said["findings"] if one["code"].startswith("F")
    }
    assert of_files == {
        ("danh-sach.csv", "F139"),
        ("danh-sach.csv", "F201"),
        ("goi.zip", "F145"),
        ("goi.zip/anh.jpg", "F108"),
        ("so.xlsx", "F140"),
    }
    assert said["ignored"] == ["~$so.xlsx"]
    code, text = run(capsys, "validate", home.folder, "--today", TODAY)
    assert code == 1
    assert "~$so.xlsx" in text
    assert "F106" in text


def test_they_are_counted_file_by_file(home: Year, capsys: pytest.CaptureFixture[str]) -> None:
    _, text = run(
        capsys,
        "merge",
        home.folder,
        "--today",
        TODAY,
        "--password",
        "sai",
        "--password",
        PASSWORD,
        "--format",
        "json",
    )
    said = json.loads(text)
    states = {line["file"]: (line["unit"], line["state"]) for line in said["ledger"]}
    assert states == {
        "danh-sach.csv": ("", "refused"),
        "goi.zip/anh.jpg": ("", "refused"),
        "goi.zip/so.xlsx": ("Thôn Thượng", "counted"),
        "so.xlsx": ("Thôn Trung", "counted"),
        "thon-ha/so.xlsx": ("Thôn Hạ", "counted"),
    }
    assert said["ignored"] == ["~$so.xlsx"]
    for edition, tells_of_files in (("report", False), ("office", True)):
        with zipfile.ZipFile(said[edition]) as package:
            content = b"".join(package.read(name) for name in package.namelist())
        assert PASSWORD.encode() not in content
        assert (b"goi.zip/so.xlsx" in content) == tells_of_files


def test_the_wrong_password_is_said(home: Year, capsys: pytest.CaptureFixture[str]) -> None:
    _, text = run(
        capsys, "validate", home.folder, "--today", TODAY, "--password", "sai", "--format", "json"
    )
    assert [one["code"] for one in json.loads(text)["findings"] if one["file"] == "so.xlsx"] == [
        "F141"
    ]


def test_the_same_return_in_an_archive_and_beside_it_counts_once(
    home: Year, typed: list[Path], tmp_path: Path
) -> None:
    (tmp_path / "tu-thu-dien-tu").mkdir()
    (tmp_path / "tu-thu-dien-tu" / "so.xlsx").write_bytes(typed[0].read_bytes())
    by_file = {
        outcome.file: outcome
        for outcome in home.check([tmp_path, home.folder / IN / "goi.zip"], TODAY)
    }
    assert codes(by_file["goi.zip/so.xlsx"]) == ["F209"]
    assert by_file["goi.zip/so.xlsx"].superseded_by == "tu-thu-dien-tu/so.xlsx"
    assert by_file["tu-thu-dien-tu/so.xlsx"].superseded_by == ""


def test_files_named_are_shown_by_name_and_folders_from_there(home: Year) -> None:
    back = home.folder / IN
    assert [one.file for one in home.check([back / "thon-ha" / "so.xlsx"], TODAY)] == ["so.xlsx"]
    assert [one.file for one in home.check([back / "thon-ha"], TODAY)] == ["so.xlsx"]
    both = home.check([back / "so.xlsx", back / "thon-ha" / "so.xlsx", back / "thon-ha"], TODAY)
    assert [one.file for one in both] == ["nhan-ve/so.xlsx", "thon-ha/so.xlsx"]
