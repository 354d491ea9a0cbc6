"""What is written conforms to the standard of the format, ECMA-376, so that any client opens it."""

from __future__ import annotations

import runpy
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from small_year import TODAY, make_year, return_all, write_plan

from sheettools.incoming.document.text import DocumentText
from sheettools.plan.begin import write_draft
from sheettools.template.load.library import find_document, find_template
from sheettools.year import OUT, Year

CHECK = Path(__file__).parents[3] / "shared" / "ecma376" / "check.py"
Deviations = Callable[[str], Iterator[str]]


@pytest.fixture(scope="module")
def deviations() -> Deviations:
    if not CHECK.exists():
        pytest.skip("the schemas of ECMA-376 are not beside the checkout")
    found: Deviations = runpy.run_path(str(CHECK))["deviations"]
    return found


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    made = make_year(tmp_path_factory.mktemp("nam") / "mau-son-2024", shipped=True)
    return_all(made, ["01", "02"])
    return made


def test_the_check_finds_what_is_wrong(deviations: Deviations, year: Year, tmp_path: Path) -> None:
    broken = tmp_path / "hong.xlsx"
    with zipfile.ZipFile(year.plan_path) as good, zipfile.ZipFile(broken, "w") as bad:
        for name in good.namelist():
            bad.writestr(
                name, good.read(name).replace(b"<sheetData>", b"<sheetDate/><sheetData>", 1)
            )
    assert list(deviations(str(broken)))


def test_a_plan_workbook_conforms(deviations: Deviations, year: Year) -> None:
    assert list(deviations(str(year.plan_path))) == []


def test_a_plan_drafted_from_a_text_with_its_notes_conforms(
    deviations: Deviations, tmp_path: Path
) -> None:
    lines = [
        "KẾ HOẠCH",
        "tiếp xúc, đối thoại với nhân dân năm 2024",
        "Quý I: thôn Mới, tại Nhà văn hóa thôn.",
    ]
    document = DocumentText.of_lines(lines)
    write_draft(tmp_path / "ke-hoach.xlsx", find_template("ke-hoach"), document, year=2024)
    assert list(deviations(str(tmp_path / "ke-hoach.xlsx"))) == []


def test_every_village_s_workbook_conforms(deviations: Deviations, year: Year) -> None:
    paths = sorted((year.folder / OUT).glob("*.xlsx"))
    assert len(paths) == 3
    assert [line for path in paths for line in deviations(str(path))] == []


def test_the_annual_workbook_conforms(deviations: Deviations, year: Year) -> None:
    report = year.report((), TODAY)
    assert report.reasons, "a draft: one village has not returned"
    assert list(deviations(str(report.path))) == []
    assert list(deviations(str(report.document))) == []


def test_the_word_template_conforms(deviations: Deviations) -> None:
    assert list(deviations(str(find_document("bao-cao")))) == []


def test_names_with_signs_of_xml_conform_too(deviations: Deviations, tmp_path: Path) -> None:
    villages = [("01", "A & B <C>"), ("02", "“Ngoặc”")]
    write_plan(tmp_path / "ke-hoach.xlsx", year=2023, villages=villages, shipped=True)
    year = Year(tmp_path)
    written = list(year.generate())
    assert [line for one in written for line in deviations(str(one.path))] == []
