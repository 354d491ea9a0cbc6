"""The office's register is recognised wherever it lies; how far the office is with it is told."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from school_year import TODAY, school_year
from test_register import ANSWER, CHAIRS, FENCE, ONE, ROOF, codes, sent, write

from sheettools.cli.entry import run
from sheettools.follow_up.office import BESIDE, REGISTER
from sheettools.year import IN, Year

DAY = ("--today", TODAY.isoformat())
WRONG = {"trang_thai": "Đã xong"}
"""Without who settled it, when and how it ended."""


@pytest.fixture
def year(tmp_path: Path) -> Year:
    return school_year(tmp_path / "y")


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    """Run a command and return what it says to programs."""
    capsys.readouterr()
    run([*arguments, *DAY, "--format", "json"])
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def found(said: dict[str, object]) -> set[tuple[str, str, str]]:
    """Return code, file and cell of each finding."""
    findings: list[dict[str, str]] = said["findings"]  # type: ignore[assignment]
    return {(one["code"], one["file"], one["cell"]) for one in findings}


def test_validate_checks_the_register_itself(
    year: Year, capsys: pytest.CaptureFixture[str]
) -> None:
    sent(year, ROOF)
    path = year.folder / REGISTER
    assert found(told(capsys, "validate", str(path))) == set()
    write(year, "Đề nghị", ONE, WRONG)
    said = found(told(capsys, "validate", str(path)))
    assert {("C112", REGISTER, "L7"), ("R101", REGISTER, "O7")} <= said
    assert not {code for code, *_ in said} & {"F200", "F201", "F202", "F204"}


@pytest.mark.parametrize("place", [f"{IN}/Sổ của tôi.xlsx", "../so-theo-doi.xlsx"])
def test_a_copy_of_the_register_is_known_and_checked_too(
    year: Year, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    sent(year, ROOF)
    write(year, "Đề nghị", ONE, WRONG)
    copy = year.folder / place
    shutil.move(year.folder / REGISTER, copy)
    arguments = [str(year.folder)] if place.startswith(IN) else [str(year.folder), str(copy)]
    said = found(told(capsys, "validate", *arguments))
    assert {("F297", copy.name, ""), ("C112", copy.name, "L7")} <= said
    assert "F202" not in {code for code, *_ in said}
    assert [path.name for path in (year.folder / "can-sua").glob("*") if "Sổ" in path.name] == []


def test_the_findings_of_the_register_are_in_the_report_by_cell(year: Year) -> None:
    sent(year, ROOF)
    write(year, "Đề nghị", ONE, WRONG)
    made = Year(year.folder).report(today=TODAY)
    said = {(f.code, f.location.file, f.location.sheet, f.location.cell)
            for f in made.findings}  # fmt: skip
    assert ("C112", REGISTER, "Đề nghị", "L7") in said


def test_status_says_how_far_the_office_is(year: Year, capsys: pytest.CaptureFixture[str]) -> None:
    sent(year, ROOF, CHAIRS)
    write(year, "Đề nghị", ONE, ANSWER)
    sent(year, FENCE, CHAIRS)
    said = told(capsys, "status", str(year.folder))
    assert said["register"] == {"matters": 4, "without_answer": 3, "overdue": 1, "parked": 1}
    run(["status", str(year.folder), *DAY])
    assert "3 dòng văn phòng chưa ghi; 1 việc quá hạn; 1 trả lời chờ xem lại" in (
        capsys.readouterr().out
    )


@pytest.mark.parametrize(
    "name",
    ["so-theo-doi.ods", "so-theo-doi.xls", "so-theo-doi (1).xlsx", "Copy of so-theo-doi.xlsx"],
)
def test_another_copy_beside_it_is_asked_about(year: Year, name: str) -> None:
    sent(year, ROOF)
    (year.folder / name).write_bytes(b"x")
    made = Year(year.folder).keep_register(TODAY)
    assert [(f.code, f.location.file, f.severity) for f in made.findings] == [
        ("F297", name, "warning")
    ]
    assert made.path.name == REGISTER


def test_saved_under_another_name_it_is_not_begun_anew(year: Year) -> None:
    sent(year, ROOF)
    (year.folder / REGISTER).rename(year.folder / "so-theo-doi.xls")
    made = Year(year.folder).keep_register(TODAY)
    assert [(f.code, f.severity) for f in made.findings] == [
        ("F297", "error"), ("F295", "warning"),
    ]  # fmt: skip
    assert made.path.name == BESIDE
    assert not (year.folder / REGISTER).exists()


def test_what_was_copied_into_the_new_one_is_not_written_over(year: Year) -> None:
    sent(year, ROOF)
    (year.folder / REGISTER).write_bytes(b"PK damaged")
    beside = Year(year.folder).keep_register(TODAY).path
    beside.write_bytes(beside.read_bytes() + b"0")  # the office has written into it
    before = beside.read_bytes()
    made = Year(year.folder).keep_register(TODAY)
    assert (made.path.name, beside.read_bytes()) == ("so-theo-doi_moi-2.xlsx", before)


def test_a_return_in_its_place_is_not_read_as_one(year: Year) -> None:
    sent(year, ROOF)
    (other,) = (year.folder / IN).iterdir()
    shutil.copyfile(other, year.folder / REGISTER)
    assert {"F290", "F295"} <= set(codes(Year(year.folder).keep_register(TODAY)))


def test_the_register_of_another_year_is_not_read_as_this_one_s(year: Year) -> None:
    sent(year, ROOF)
    register = Year(year.folder).office_register(TODAY)
    later = [replace(one, year=2025) for one in register.issued]
    assert not replace(register, issued=register.issued).before.refused
    assert replace(register, issued=later).before.refused
