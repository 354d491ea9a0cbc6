"""The demonstration: planted mistakes are found, all of them and no others, and every run is the
same.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from opened import looked_at
from standing import run_demo

from sheettools.annual.report import AnnualReport
from sheettools.cli.entry import run
from sheettools.demo.fill import fill_register, fill_returns, read_returns
from sheettools.demo.run import TODAY
from sheettools.findings import Finding, Severity
from sheettools.follow_up.office import REGISTER
from sheettools.outgoing.key import KEY_FILE
from sheettools.template import layout
from sheettools.template.description import describe
from sheettools.template.excel.address import split_address
from sheettools.year import IN, OUT, PLAN_FILE, Year

TOLD = read_returns()
SAMPLE = "Dữ liệu mẫu"
Place = tuple[str, str, str]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Year:
    return Year(run_demo(tmp_path_factory.mktemp("chay-thu") / "cam-son-2024"))


def found(findings: Iterable[Finding], year: Year, *severities: Severity) -> Counter[Place]:
    """Count findings by the village they are about, the sheet's name and the code."""
    units = {village["file_name"]: village["unit_code"] for village in TOLD["village"]}
    matters = Matters(year.folder / REGISTER)
    places: Counter[Place] = Counter()
    for one in (f for f in findings if f.severity in severities):
        if one.location.file == REGISTER:
            unit, _, _ = matters.at(one)
        else:
            unit = units[one.location.file]
        places[unit, sheet_name(year, unit, one.location.sheet), one.code] += 1
    return places


class Matters:
    """The office's register, in which a finding stands in the row of a village's matter."""

    def __init__(self, path: Path) -> None:
        self.book = looked_at(path)

    def at(self, finding: Finding) -> tuple[str, int, str]:
        """Return the village, the number of its matter, and the field."""
        page = self.book[finding.location.sheet]
        keys = [cell.value for cell in page[layout.KEY_ROW]]
        row, column = split_address(finding.location.cell)
        code = str(page.cell(row, keys.index("ma") + 1).value)
        unit, _, number = code.rpartition("-2024-")
        return unit, int(number), str(keys[column - 1])


def sheet_name(year: Year, unit: str, title: str) -> str:
    renamed = {
        m["rename"]: m["sheet"] for m in TOLD["mistake"] if m["unit_code"] == unit and "rename" in m
    }
    return renamed.get(title) or next(s.name for s in year.plan.collects.sheets if s.title == title)


def planted(entries: Iterable[dict[str, Any]]) -> Counter[Place]:
    return Counter(
        (one["unit_code"], one["sheet"], code) for one in entries for code in one["codes"]
    )


OF_OFFICE = [one for one in (*TOLD["mistake"], *TOLD["remark"]) if one.get("by") == "office"]
OF_VILLAGES = [one for one in (*TOLD["mistake"], *TOLD["remark"]) if one.get("by") != "office"]


def declared(year: Year) -> Any:
    return json.loads(json.dumps(describe(year.asked)))


@pytest.fixture(scope="module")
def returned(demo: Year) -> list[Finding]:
    return [f for outcome in demo.check(today=TODAY) for f in outcome.findings]


@pytest.fixture(scope="module")
def written(demo: Year) -> list[Finding]:
    """What is said of the office's register."""
    return list(demo.office_register(TODAY).before.findings)


@pytest.fixture(scope="module")
def checked(returned: list[Finding], written: list[Finding]) -> list[Finding]:
    return [*returned, *written]


def test_what_was_planted_is_what_is_found(
    demo: Year, returned: list[Finding], written: list[Finding]
) -> None:
    assert len(OF_OFFICE) >= 5
    assert found(returned, demo, *Severity) == planted(OF_VILLAGES)
    assert found(written, demo, *Severity) == planted(OF_OFFICE)


def test_each_planted_mistake_has_the_severity_it_promises(
    demo: Year, checked: list[Finding]
) -> None:
    for severity in Severity:
        promised = [m for m in TOLD["mistake"] if m["severity"] == severity.value]
        remarks = TOLD["remark"] if severity is Severity.WARNING else []
        assert found(checked, demo, severity) == planted([*promised, *remarks])


def test_mistakes_are_found_at_the_cell_where_they_were_planted(
    demo: Year, returned: list[Finding]
) -> None:
    sheets = {sheet["name"]: sheet for sheet in declared(demo)["sheets"]}
    at = {(f.location.file, f.code, f.location.cell) for f in returned}
    files = {village["unit_code"]: village["file_name"] for village in TOLD["village"]}
    for mistake in OF_VILLAGES:
        if len(mistake.get("cells", ())) != 1 or mistake["codes"] == ["R106"]:
            continue  # a sum that does not add up is reported at the total
        (name,) = mistake["cells"]
        sheet = sheets[mistake["sheet"]]
        column = next(field["column"] for field in sheet["fields"] if field["name"] == name)
        cell = f"{column}{sheet['first_row'] + mistake['row'] - 1}"
        assert (files[mistake["unit_code"]], mistake["codes"][0], cell) in at, mistake["vi"]


def test_the_office_s_mistakes_are_found_where_they_were_planted(
    demo: Year, written: list[Finding]
) -> None:
    matters = Matters(demo.folder / REGISTER)
    at = {(finding.code, *matters.at(finding)) for finding in written}
    for mistake in (one for one in OF_OFFICE if "cells" in one):
        name = next(iter(mistake["cells"]))
        place = (mistake["codes"][0], mistake["unit_code"], mistake["row"], name)
        assert place in at, mistake["vi"]


def test_the_demonstration_s_own_report_says_what_is_still_to_do(demo: Year) -> None:
    report = demo.report((), TODAY)
    errors = sum(m["severity"] == "error" for m in TOLD["mistake"])
    (said,) = [reason for reason in report.reasons if f"Còn {errors} chỗ phải sửa" in reason]
    assert set(said.rpartition(": ")[2].split(", ")) == {"Thôn Cấm", REGISTER}
    # What the office has to mend sets no village's row aside.
    rows = Counter(
        (m["unit_code"], m["sheet"], m["row"]) for m in OF_VILLAGES if m["severity"] == "error"
    )
    assert sum(line.set_aside for line in report.merged.ledger) == len(rows)


@pytest.fixture(scope="module")
def faultless(demo: Year, tmp_path_factory: pytest.TempPathFactory) -> AnnualReport:
    """The same villages and the same office, this time without a mistake."""
    folder = tmp_path_factory.mktemp("khong-loi") / "nam"
    for name in (PLAN_FILE, KEY_FILE):
        folder.mkdir(exist_ok=True)
        shutil.copy(demo.folder / name, folder / name)
    shutil.copytree(demo.folder / OUT, folder / OUT)
    year = Year(folder)
    sent = fill_returns(folder / OUT, folder / IN, declared(year), mistakes=False)
    assert [planted for _, planted in sent] == [[], [], [], []]
    kept = year.keep_register(TODAY)
    assert fill_register(kept.path, json.loads(json.dumps(describe(kept.template))),
                         mistakes=False) == []  # fmt: skip
    return Year(folder).report((), TODAY)


def test_without_mistakes_nothing_is_to_be_fixed(demo: Year, faultless: AnnualReport) -> None:
    year = Year(faultless.path.parents[1])
    assert found(faultless.merged.findings, year, Severity.ERROR, Severity.REPAIR) == Counter()
    assert found(faultless.merged.findings, year, Severity.WARNING) == planted(TOLD["remark"])


def test_without_mistakes_the_report_is_no_draft(faultless: AnnualReport) -> None:
    assert faultless.reasons == ()
    assert all(identity.holds for identity in faultless.figures.identities)
    petitions = sum(len(one["kien_nghi"]) for one in TOLD["village"]) + len(TOLD["received"])
    groups = ("cap_tren", "lanh_dao_xa", "cong_chuc", "mttq", "can_bo_thon", "nhan_dan")
    people = sum(
        row[name] for village in TOLD["village"] for row in village["tham_du"] for name in groups
    )
    assert faultless.figures.values["kien_nghi"] == petitions
    assert faultless.figures.values["nguoi_du"] == people
    text = [
        str(cell)
        for page in openpyxl.load_workbook(faultless.path)
        for row in page.values
        for cell in row
        if cell
    ]
    assert not [said for said in text if "DỰ THẢO" in said]


def test_two_runs_give_the_same_bytes(demo: Year, tmp_path: Path) -> None:
    again = tmp_path / "cam-son-2024"
    assert run(["demo", str(again)]) == 0

    def digests(folder: Path) -> dict[str, str]:
        files = sorted(folder.rglob("*.xlsx"))
        return {
            str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in files
        }

    first, second = digests(demo.folder), digests(again)
    assert len(second) == 1 + 4 + 4 + 1 + 1 + 2, (
        "plan, sent, returned, to be fixed, the register; what goes up, what stays"
    )
    assert first == second


def test_every_row_says_that_it_is_invented(faultless: AnnualReport) -> None:
    for table in ("kien_nghi", "tham_du", "lich"):
        rows = faultless.merged.tables[table].rows()
        # Beside a denunciation nothing stands but the one sentence.
        remark = "ghi_chu_van_phong" if table == "kien_nghi" else "ghi_chu"
        said = [row[remark] for row in rows if row.get("loai") != "TO_CAO"]
        assert said
        assert all(one.startswith(SAMPLE) for one in said), table


def test_the_demonstration_writes_into_a_new_folder_only(
    demo: Year, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["demo", str(demo.folder)]) == 2
    assert "T025" in "".join(capsys.readouterr())
