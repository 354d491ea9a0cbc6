"""`template check`: every fault of a file at once, each with its line and the words that may stand
there; those too that only files beside it tell.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from for_each import for_each
from standing import OWN

from sheettools.cli.entry import run
from sheettools.findings import Finding, Severity
from sheettools.template.load.built_in import built_in_folder
from sheettools.template.load.faults import faults_of

PAIR = Path(__file__).parents[1] / "cli" / "other_subject"
PLAN, COUNT = "kiem-ke-ke-hoach.toml", "kiem-ke-thu-vien.toml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A year's folder with two templates of its own, of another subject."""
    own = tmp_path / "bieu-mau"
    shutil.copytree(PAIR, own)
    return tmp_path


def edited(folder: Path, name: str, *changes: tuple[str, str]) -> Path:
    path = folder / "bieu-mau" / name
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    return path


def line_of(path: Path, said: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if said in line)


def alone(faults: list[Finding]) -> Finding:
    (fault,) = faults
    return fault


@pytest.mark.parametrize("name", [PLAN, COUNT])
def test_a_sound_pair_has_no_fault(folder: Path, name: str) -> None:
    assert faults_of(folder / "bieu-mau" / name) == []


@pytest.mark.parametrize(
    "path",
    sorted({*OWN.glob("bieu-mau/**/*.toml"), *built_in_folder().glob("**/*.toml")}),
    ids=lambda path: path.stem,
)
def test_what_is_in_use_has_no_fault(path: Path) -> None:
    assert [one for one in faults_of(path) if one.severity is Severity.ERROR] == []


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ('prefill = "{buoi.ma}"', 'prefill = "{buoii.ma}"', "buoi.ma"),
        ('plan = "kiem-ke-ke-hoach"', 'plan = "khong-co"', "kiem-ke-ke-hoach"),
        ('unit = "truong"', 'message = "Gửi {truongg.ten}"\nunit = "truong"', "truong.ten"),
    ],
)
def test_what_it_names_of_the_plan_is_held_against_it(
    folder: Path, old: str, new: str, wanted: str
) -> None:
    path = edited(folder, COUNT, (old, new))
    fault = alone(faults_of(path))
    assert (fault.code, fault.location.line) == ("T005", line_of(path, new.splitlines()[0]))
    for language in ("vi", "en"):
        assert wanted in fault.remedy(language)


def test_a_name_is_told_with_all_that_may_stand_there(folder: Path) -> None:
    path = edited(folder, COUNT, ('type = "date"', 'type = "ngay"'))
    said = alone(faults_of(path)).remedy("vi")
    assert said == (
        "Viết đúng tên đã khai. Các tên dùng được: string, integer, number, year, date, time, boolean, list, yearmonth."
    )


def test_a_plan_at_fault_is_told_at_the_line_that_names_it(folder: Path) -> None:
    edited(folder, PLAN, ("required = true", "requred = true"))
    path = folder / "bieu-mau" / COUNT
    fault = alone(faults_of(path))
    assert (fault.code, fault.location.line) == ("T100", line_of(path, "plan = "))


def test_a_plan_that_collects_what_is_not_there_is_told(folder: Path) -> None:
    path = edited(folder, PLAN, ('collects = "kiem-ke-thu-vien"', 'collects = "kiem-ke-kho"'))
    fault = alone(faults_of(path))
    assert (fault.code, fault.location.line) == ("T005", line_of(path, "collects"))
    assert "kiem-ke-thu-vien" in fault.remedy()


def test_a_template_that_cannot_be_issued_says_what_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "so.toml"
    path.write_text(
        '[template]\nname = "so"\nversion = "1"\ntitle = "Sổ"\nplan = "ke-hoach"\n'
        '[[sheet]]\nname = "a"\ntitle = "A"\nkind = "table"\n'
        '[[sheet.field]]\nname = "x"\ntitle = "X"\n',
        encoding="utf-8",
    )
    missing = {fault.value for fault in faults_of(path) if fault.code == "T003"}
    assert missing >= {"unit", "code", "unit_code", "unit_name", "line", "file_name"}


def test_a_setting_that_no_profile_has_is_told(tmp_path: Path) -> None:
    shutil.copytree(OWN / "bieu-mau", tmp_path / "bieu-mau")
    path = tmp_path / "bieu-mau" / "so-tiep-xuc.toml"
    text = path.read_text(encoding="utf-8")
    setting = text.partition('"$')[2].partition('"')[0]
    path.write_text(text.replace(f'"${setting}"', f'"${setting}_x"', 1), encoding="utf-8")
    fault = alone([one for one in faults_of(path) if one.severity is Severity.ERROR])
    assert (fault.code, fault.value) == ("T005", f"{setting}_x")
    assert setting in fault.remedy()


def test_a_missing_name_is_one_fault(folder: Path) -> None:
    """Figures without `code`, breakdowns without `name`: no “”, and no echo in what names them."""
    path = folder / "bieu-mau" / COUNT
    text = path.read_text(encoding="utf-8")
    kept = [
        line
        for line in text.partition("[[report.figure]]")[2].splitlines()
        if not line.startswith("code = ")
    ]
    path.write_text(
        text.partition("[[report.figure]]")[0] + "[[report.figure]]" + "\n".join(kept),
        encoding="utf-8",
    )
    faults = faults_of(path)
    assert {(fault.code, fault.value) for fault in faults} == {("T003", "code")}
    assert len(faults) == text.count("\n[[report.figure]]")


def test_a_condition_that_would_not_be_looked_at_is_told(folder: Path) -> None:
    """A figure of the plan counts all rows of its table: a `where` beside it would say nothing."""
    path = folder / "bieu-mau" / COUNT
    figure = (
        '[[report.figure]]\nname = "ke_hoach"\ncode = "99"\ntitle = "Buổi theo kế hoạch"\n'
        'count = "plan.buoi"\nwhere = { truong = "T01" }\n'
    )
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("[[report.breakdown]]", figure + "\n[[report.breakdown]]", 1), encoding="utf-8"
    )
    fault = alone(faults_of(path))
    assert (fault.code, fault.value) == ("T002", "where")
    assert fault.location.line == line_of(path, "where = { truong")


@for_each(("text", "code"), [("x = 1\n", "T101"), ("x = \n", "T001"), ("[template\n", "T001")])
def test_what_is_no_template_is_told(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "x.toml"
    path.write_text(text, encoding="utf-8")
    assert alone(faults_of(path)).code == code


# --------------------------------------------------------------------------- the commands


def test_the_year_s_own_are_checked_listed_and_shown(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    assert run(["template", "check"]) == 0
    assert run(["template", "show", "kiem-ke-thu-vien", "--format", "json"]) == 0
    capsys.readouterr()
    assert run(["template", "list", "--format", "json"]) == 0
    told = {t["name"]: t for t in json.loads(capsys.readouterr().out)["templates"]}
    assert told["kiem-ke-thu-vien"]["own"]
    assert not told["so-tiep-xuc"]["own"]
    monkeypatch.chdir(folder.parent)
    assert run(["template", "list", str(folder)]) == 0
    assert "kiem-ke-thu-vien" in capsys.readouterr().out


def test_faults_of_several_files_are_all_told_with_exit_code_1(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edited(
        folder, COUNT, ('type = "date"', 'type = "ngay"'), ("[template.facts]", "[template.fcts]")
    )
    edited(folder, PLAN, ('kind = "form"', 'kind = "mau"'))
    capsys.readouterr()
    assert run(["template", "check", str(folder), "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)["findings"]
    assert {one["file"] for one in told} == {COUNT, PLAN}
    assert all(one["line"] and one["remedy"] for one in told)
    assert run(["template", "check", COUNT.removesuffix(".toml"), "--folder", str(folder)]) == 1
    assert run(["template", "show", str(folder / "bieu-mau" / COUNT)]) == 2


def test_nothing_to_check_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["template", "check", str(tmp_path)]) == 2
    assert "T102" in capsys.readouterr().out
