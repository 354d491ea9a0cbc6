"""What is said of a file of the office's own that cannot be read, or was read with remarks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from for_each import for_each
from small_year import issued_file, make_year

from sheettools.findings import Finding, Location, Problem, Severity, SheettoolsError
from sheettools.incoming.cage import refusals
from sheettools.incoming.locate.columns import HEADING_MISSING
from sheettools.incoming.locate.locate import SHEET_MISSING
from sheettools.plan.own_file import PLAN, own, refused
from sheettools.plan.plan import load_plan

PROBLEMS = [one for one in vars(refusals).values() if isinstance(one, Problem)]
OF_A_SENDER = re.compile(r"người gửi|gửi lại|đề nghị gửi|gửi kiểu|sender|send ")


def found(problem: Problem) -> Finding:
    names = re.findall(r"{(\w+)}", problem.why.vi + problem.remedy.vi)
    return Finding(problem, Location("ke-hoach.xlsx"), "…", dict.fromkeys(names, "…"))


@for_each("problem", PROBLEMS, ids=lambda problem: problem.code)
def test_no_refusal_of_the_plan_file_asks_anything_of_a_sender(problem: Problem) -> None:
    (said,) = refused([found(problem)], PLAN).findings
    assert said.message().startswith("Tệp kế hoạch của cơ quan (ke-hoach.xlsx) không đọc được.")
    for text in (said.remedy("vi"), said.remedy("en")):
        assert text
        assert not OF_A_SENDER.search(text)


@for_each("problem", [*PROBLEMS, SHEET_MISSING, HEADING_MISSING], ids=lambda problem: problem.code)
def test_no_remark_on_the_plan_file_does_so(problem: Problem) -> None:
    (said,) = own([found(problem)])
    assert (said.code, said.message()) == (problem.code, found(problem).message())
    assert not OF_A_SENDER.search(said.remedy("vi") + said.remedy("en"))


def test_a_plan_file_that_is_empty_cut_or_another_s_is_the_office_s_own(tmp_path: Path) -> None:
    year = make_year(tmp_path / "nam")
    whole, village = year.plan_path.read_bytes(), issued_file(year, "01").read_bytes()
    said = {}
    for name, data in {"empty": b"", "cut": whole[:5000], "village": village}.items():
        year.plan_path.write_bytes(data)
        with pytest.raises(SheettoolsError) as error:
            load_plan(year.plan_path, year.folder)
        (finding,) = error.value.findings
        assert finding.severity is Severity.ERROR
        assert "kế hoạch của cơ quan" in finding.message()
        said[name] = finding.code
    assert said == {"empty": "F274", "cut": "F274", "village": "T020"}
