"""Each folder of `cases/` is a workbook that came back, and what is to be said of it.

`returned.md` says what was done to a fresh workbook (the words: tests/village.py), `expected.txt`
what must be found: a line `CODE Sheet!Cell` each, and `rows:` where the rows are counted. What
follows a # is a remark. Only codes and places are compared, never sentences.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from kept import hanging, lost
from standing import OWN, give_own
from village import CASES, KEY, Case, Commune, fill, plan_contents, read_case, write_plan

from sheettools.catalogue import catalogue
from sheettools.findings import Finding, SheettoolsError
from sheettools.incoming.cage.keeper import Keeper
from sheettools.incoming.cage.read import read_book
from sheettools.incoming.check.validate import CheckedBook
from sheettools.incoming.check.validate import check as check_workbook
from sheettools.incoming.locate.evidence import read_evidence
from sheettools.incoming.locate.locate import locate
from sheettools.incoming.locate.workbook import Workbook
from sheettools.incoming.whose.identify import SentBooks, identify
from sheettools.outgoing.back.transfer import Copied, lay_back
from sheettools.plan.plan import check_plan, load_plan
from sheettools.template import kinds
from sheettools.template.issue import Issue
from sheettools.year import PLAN_FILE, Year

NAMES = sorted(path.parent.name for path in CASES.glob("*/returned.md"))
ELSEWHERE = {
    "C007": "test_accept.py",
    "R124": "template/test_rules.py",
    "R125": "template/test_rules.py",
    "R106": "test_other_subject.py",
    "F001": "test_write.py",
    "F002": "test_write.py",
    "F280": "test_alone.py",
    "F281": "test_alone.py",
    "S125": "template/test_shares.py",
    **{f"F29{number}": "follow_up/test_register.py" for number in range(7)},
    "F297": "follow_up/test_state.py",
    "F298": "follow_up/test_additions.py",
    "F299": "follow_up/test_additions.py",
    "F206": "test_merge.py",
    "F208": "test_generate.py",
    "F209": "test_merge.py",
    "S121": "test_seen.py",
    "F216": "test_identity.py",
    "F219": "test_identity.py",
    "F226": "test_identity.py",
    "F227": "test_paper.py",
    "F228": "test_identity.py",
    "F250": "test_follow.py",
    "F251": "plan/test_units.py",
    "F235": "test_mark.py",
    "F236": "test_mark.py",
    "F238": "test_mark.py",
    "F261": "test_mark.py",
    "F262": "test_store.py",
    "F263": "test_store.py",
    "F264": "test_store.py",
    "F265": "test_cluster.py",
    "F266": "test_cluster.py",
    "F267": "test_cluster.py",
    "F268": "test_cluster.py",
    "F270": "test_identity.py",
    "F271": "test_identity.py",
    "F272": "test_identity.py",
    "F273": "test_generate.py",
    "F274": "test_own_file.py",
    "F275": "test_identity.py",
}
"""Codes that no single workbook coming back can produce, and the test that does."""
ELSEWHERE |= {
    code: f"template/test_{path.stem}.py"
    for path in sorted(Path(kinds.__file__).parent.glob("*.py"))
    if (CASES.parent / f"template/test_{path.stem}.py").is_file()
    for code in re.findall(r'declare\(\s*"(\w+)"', path.read_text(encoding="utf-8"))
}
"""Those of a kind of value that no shipped template asks for, and that has a test of its own."""
BELOW = {"F205", "F207"}
CAGE = Keeper()
"""One process reads the workbooks of all cases: to start it takes longer than to read one."""
DOCS = CASES.parent.parent / "docs"
EXAMPLES = json.loads((DOCS / "examples.json").read_text(encoding="utf-8"))
"""One example of each finding, as the docs show it."""


@dataclass(frozen=True)
class Expected:
    findings: tuple[str, ...]
    rows: dict[str, int]


def read_expected(name: str) -> Expected:
    lines = (CASES / name / "expected.txt").read_text(encoding="utf-8").splitlines()
    said = [line for text in lines if (line := text.partition("#")[0].strip())]
    rows = next((line for line in said if line.startswith("rows:")), "")
    counted = {status: int(number) for status, number in re.findall(r"([a-z ]+)=(\d+)", rows)}
    found = tuple(line for line in said if line != rows)
    return Expected(found, {status.strip(): number for status, number in counted.items()})


def sent(case: Case) -> SentBooks:
    """Return what the case's commune sent out."""
    plan = case.commune.plan
    return SentBooks(plan.collects, case.commune.issued, plan.template, KEY)


def check(case: Case, path: Path) -> tuple[Sequence[Finding], CheckedBook | None, Workbook | None]:
    """Read and check the file as the program does."""
    if case.is_plan:
        checked, _ = check_plan(path, OWN)
        return checked.findings, checked, None
    reading = read_book(path, CAGE)
    assert reading.book is not None
    plan = case.commune.plan
    workbook = locate(reading.book, read_evidence(reading.book), plan.collects)
    known = identify(reading.book, workbook.evidence, sent(case))
    if known.issued is None:
        return (*reading.findings, *known.findings), None, workbook
    checked = check_workbook(workbook, known.issued, case.commune.today)
    return (*reading.findings, *known.findings, *checked.findings), checked, workbook


def said(finding: Finding) -> str:
    """Write a finding as expected.txt does."""
    return f"{finding.code} {replace(finding.location, file='')}".strip()


def test_what_letters_said_that_became_signs_nobody_sees_is_told(tmp_path: Path) -> None:
    case = CASES / "letters-that-became-signs-nobody-sees" / "returned.md"
    path = tmp_path / "so.xlsx"
    path.write_bytes(fill(read_case(case.read_text(encoding="utf-8"))))
    (asked,) = (
        one for one in check(read_case(case.read_text("utf-8")), path)[0] if one.code == "R160"
    )
    assert "“Đề nghị xã cho nạo vét mương ở cuối thôn.”" in asked.message("vi")


@pytest.mark.parametrize("name", NAMES)
def test_what_came_back(name: str, tmp_path: Path) -> None:
    case, expected = (
        read_case((CASES / name / "returned.md").read_text(encoding="utf-8")),
        read_expected(name),
    )
    path = tmp_path / "so.xlsx"
    path.write_bytes(fill(case))

    findings, checked, workbook = check(case, path)

    assert sorted(map(said, findings)) == sorted(expected.findings)
    for code, example in EXAMPLES.items():
        if example["case"] == name:  # what the docs show of it; `make examples` writes it anew
            told = [(f.message("vi"), f.remedy("vi"), f.value) for f in findings if f.code == code]
            assert (example["why"], example["remedy"], example["value"]) in told
    if expected.rows:
        assert checked is not None
        assert checked.count_rows() == expected.rows
    if checked is not None:  # no row is lost on the way
        assert checked.seen_rows == checked.layout_rows + checked.outside_rows + len(
            checked.records
        )
    if checked is not None and not case.is_plan:
        assert not list(hanging(checked, case.commune.plan.collects))
        assert checked.has_errors or not any(
            f.code == "R150" for f in findings
        )  # what is waited for is to be fixed
        # Nor is any cell lost when the workbook goes back.
        assert workbook is not None
        issued = identify(workbook.book, workbook.evidence, sent(case)).issued
        assert issued is not None
        back = lay_back(workbook, Copied(case.commune.plan.collects), issued, checked)
        assert not list(lost(workbook.book, back, checked))


def test_a_word_that_a_case_does_not_know_is_not_passed_over() -> None:
    with pytest.raises(ValueError, match="tick nill"):
        read_case("- tick nill: Kiến nghị")


# --------------------------------------------------------------------------- every code has a case


def test_every_code_of_a_workbook_has_a_case() -> None:
    wanted = {code for code in catalogue() if re.match(r"C|R[12]|S|F2|F00", code)}
    produced = {line.split()[0] for name in NAMES for line in read_expected(name).findings}
    assert wanted - produced == set(ELSEWHERE) | BELOW
    assert not produced - wanted


def test_every_finding_has_an_example_in_the_docs_that_its_sentence_fits() -> None:
    stored = {
        name: json.loads((DOCS / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("files", "gathered")
    }
    examples = {
        **stored["gathered"],
        **{one["code"]: one for one in reversed(stored["files"])},
        **EXAMPLES,
    }
    for code, problem in catalogue().items():
        assert code in examples, f"{code} has no example; `make all-examples` gathers one"
        sentence = re.sub(r"\\{\w+\\}", ".*", re.escape(problem.why.vi))
        assert re.fullmatch(sentence, examples[code]["why"], re.DOTALL), code


@pytest.mark.parametrize(("code", "file"), ELSEWHERE.items())
def test_a_code_without_a_case_has_a_test(code: str, file: str) -> None:
    assert f'"{code}"' in next(CASES.parent.rglob(file)).read_text(encoding="utf-8")


def test_a_workbook_that_differs_is_not_written_over(tmp_path: Path, commune: Commune) -> None:
    give_own(tmp_path)
    (tmp_path / PLAN_FILE).write_bytes(commune.plan_book)
    year = Year(tmp_path)
    first, *_ = year.generate()
    first.path.write_bytes(b"edited by hand")

    again = list(year.generate())

    assert [f.code for one in again for f in one.findings] == ["F205"]
    assert [one.state for one in again] == ["kept", "same", "same", "same"]
    assert first.path.read_bytes() == b"edited by hand"


def test_a_path_that_is_not_there_is_said(tmp_path: Path, commune: Commune) -> None:
    give_own(tmp_path)
    (tmp_path / PLAN_FILE).write_bytes(commune.plan_book)
    with pytest.raises(SheettoolsError) as raised:
        Year(tmp_path).check([tmp_path / "nhan-ve-thang-12"])
    assert [f.code for f in raised.value.findings] == ["F207"]


# -------------------------------------------------------------- Hoa, Họa and Hòa are three villages

TONES = [
    {"ma": f"0{n}", "loai": "Thôn", "ten": name}
    for n, name in enumerate(("Hoa", "Họa", "Hòa"), start=1)
]


def issue_for(tmp_path: Path, *named: str) -> dict[str, Issue]:
    """Return what goes out to Hoa, Họa and Hòa when dialogues 1, 2, … name their villages like
    this.
    """
    dialogues = [
        {"ma": f"2024-Q{n}-1", "quy": ("I", "II", "III", "IV")[n - 1], "cac_thon": (name,)}
        for n, name in enumerate(named, start=1)
    ]
    path = tmp_path / PLAN_FILE
    write_plan(path, plan_contents(villages=TONES, dialogues=dialogues))
    return {issued.unit_name: issued for issued in load_plan(path, OWN).issued}


def dialogues_of(issued: Issue) -> list[str]:
    return [row["ma_cuoc"] for row in issued.rows["lich"][: issued.planned["lich"]]]


def test_a_tone_tells_villages_apart(tmp_path: Path) -> None:
    issued = issue_for(tmp_path, "Họa", "Hòa", "Hoa")
    assert dialogues_of(issued["Thôn Họa"]) == ["2024-Q1-1"]
    assert dialogues_of(issued["Thôn Hòa"]) == ["2024-Q2-1"]
    assert dialogues_of(issued["Thôn Hoa"]) == ["2024-Q3-1"]


def test_where_the_tone_is_written_does_not(tmp_path: Path) -> None:
    issued = issue_for(tmp_path, "hoà", "HÒA", unicodedata.normalize("NFD", "Hoà"), " Hòa ")
    assert dialogues_of(issued["Thôn Hòa"]) == ["2024-Q1-1", "2024-Q2-1", "2024-Q3-1", "2024-Q4-1"]
    assert dialogues_of(issued["Thôn Hoa"]) == dialogues_of(issued["Thôn Họa"]) == []


def hints(tmp_path: Path, *named: str) -> list[str]:
    """Return what is suggested in place of the villages that a plan's dialogues name."""
    with pytest.raises(SheettoolsError) as raised:
        issue_for(tmp_path, *named)
    assert {f.code for f in raised.value.findings} == {"R201"}
    return [f.values["hint"].vi if f.values["hint"] else "" for f in raised.value.findings]


def test_between_villages_that_differ_by_a_tone_nothing_is_suggested(tmp_path: Path) -> None:
    assert hints(tmp_path, "Hoá", "Hỏa") == ["", ""]


def test_a_slip_of_the_keys_gets_a_suggestion(tmp_path: Path) -> None:
    contents = plan_contents(dialogues=[{"ma": "2024-Q1-1", "quy": "I", "cac_thon": ("Đằm",)}])
    write_plan(tmp_path / PLAN_FILE, contents)
    checked, _ = check_plan(tmp_path / PLAN_FILE, OWN)
    (finding,) = checked.findings
    assert finding.code == "R201"
    assert "Đầm" in finding.values["hint"].vi
