"""Which fact is the year is said by the template: by its own name, as a day of that year, or not at
all.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from test_other_subject import COUNT, GOOD, PLAN, THE_PLAN, TODAY, declaration, fill

from sheettools.cli.entry import run
from sheettools.outgoing.workbook.write import UNDATED
from sheettools.template.layout import IDENTITY_PREFIX

NAM = 'nam = "{dot.nam}"\n'


@dataclass(frozen=True)
class Way:
    """How the two templates tell of their year, and which year the program is to know."""

    head: str
    fact: str
    year: int | None


WAYS = {
    "a fact of another name": Way('year = "school_year"\n', 'school_year = "{dot.nam}"\n', 2024),
    "a day of the year": Way('year = "ket_thuc"\n', "", 2024),
    "none": Way("", "", None),
}


@pytest.fixture(scope="module", params=WAYS.values(), ids=WAYS)
def way(request: pytest.FixtureRequest) -> Way:
    found: Way = request.param
    return found


@pytest.fixture(scope="module")
def year(way: Way, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a year for which one school of three has sent its workbook."""
    home = tmp_path_factory.mktemp("nam")
    for path in (PLAN, COUNT):
        text = path.read_text("utf-8")
        assert NAM in text
        told = text.replace(NAM, way.fact).replace("[template]\n", f"[template]\n{way.head}")
        (home / path.name).write_text(told, "utf-8")
    folder = home / "kiem-ke"
    assert run(["init", str(folder), "--template", str(home / PLAN.name)]) == 0
    fill(folder / "ke-hoach.xlsx", declaration(home / PLAN.name), THE_PLAN)
    assert run(["generate", str(folder)]) == 0
    first = min((folder / "phat-ra").iterdir())
    back = folder / "nhan-ve" / first.name
    back.write_bytes(first.read_bytes())
    fill(back, declaration(home / COUNT.name), GOOD)
    return folder


def test_a_workbook_that_goes_out_tells_its_year_or_none(way: Way, year: Path) -> None:
    book = openpyxl.load_workbook(min((year / "phat-ra").iterdir()))
    said = {one.name: one.value for one in book.custom_doc_props.props}
    assert said.get(f"{IDENTITY_PREFIX}year") == (str(way.year) if way.year else None)
    made = book.properties.created.date()
    assert (made.year if way.year else made) == (way.year or UNDATED)


def test_a_return_is_known_and_read(year: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["validate", str(year), *TODAY, "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [one["unit"] for one in said["files"]] == ["Tiểu học Hoa Sen"]
    assert [one for one in said["findings"] if one["severity"] != "repair"] == []


def test_the_report_is_of_that_year_or_of_none(
    way: Way, year: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    run(["merge", str(year), *TODAY, "--write", "xlsx,json", "--format", "json"])
    said = json.loads(capsys.readouterr().out)
    report, facts = Path(said["report"]), json.loads(Path(said["written"]["json"]).read_text())
    assert facts["year"] == (way.year or 0)
    assert ("2024" in report.name) == (way.year is not None)
    made = openpyxl.load_workbook(report).properties.created.date()
    assert (made.year if way.year else made) == (way.year or UNDATED)
