"""Rounds of checking, who has sent what, what changed, and findings for other programs."""

from __future__ import annotations

import json
import os
import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest
from small_year import REPORTS, SENT, TODAY, fill, issued_file, make_year, return_all, thuong

from sheettools.annual.doors import Order
from sheettools.cli.entry import run
from sheettools.findings import Finding, Location, Severity
from sheettools.incoming.rounds import Rounds, compare, trace
from sheettools.incoming.status import State
from sheettools.template.grouping import group_findings, in_order_of_work
from sheettools.template.kinds import READ_AS
from sheettools.template.vocabulary import NOT_IN_LIST
from sheettools.year import FIX, IN, REMINDERS, Year

DAY = ["--today", TODAY.isoformat()]
SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs/schema/validate-1.json").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A year in which Thượng's return has two faults, Trung's none, and nothing has come from
    Hạ.
    """
    year = make_year(tmp_path_factory.mktemp("nam") / "mau-son-2024")
    return_all(year, ["02"])
    put(year, "01", two_faults())
    return year.folder


@pytest.fixture
def year(made: Path, tmp_path: Path) -> Year:
    return Year(Path(shutil.copytree(made, tmp_path / "mau-son-2024")))


def two_faults() -> dict[str, Any]:
    rows = thuong()
    rows["kien_nghi"][1]["linh_vuc"] = "Giao thônng"
    rows["kien_nghi"][2]["nguon"] = "Nghe nói"
    return rows


def put(year: Year, village: str, rows: Any, name: str = "", *, sent: datetime = SENT) -> Path:
    path = year.folder / IN / (name or f"so-{village}.xlsx")
    return fill(issued_file(year, village), path, year.plan.collects, rows, saved=sent)


def asked(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, Any]:
    capsys.readouterr()
    code = run([str(word) for word in words])
    return code, json.loads(capsys.readouterr().out)


# --------------------------------------------------------------------------- rounds


def finding(cell: str, value: str = "", code: Any = NOT_IN_LIST) -> Finding:
    return Finding(
        code,
        Location("so.xlsx", "Kiến nghị", cell),
        value,
        {"list": "Lĩnh vực", "hint": "", "after": f"{value} khác"},
    )


def test_a_round_is_compared_with_the_one_before() -> None:
    before = [trace(finding("E8", "a")), trace(finding("E9", "b")), trace(finding("F9", "c"))]
    now = compare(before, [finding("E8", "khác"), finding("E12", "b"), finding("G1", "c")])
    assert now.states == ("still", "still", "new"), (
        "at its cell, or the same text further down its column"
    )
    assert [one.cell for one in now.gone] == ["F9"]


def test_the_file_of_rounds_comes_back_and_holds_no_text_of_the_sender(year: Year) -> None:
    year.compare_rounds(year.check((), TODAY))
    text = (year.folder / FIX / "cac-lan-kiem-tra.json").read_text(encoding="utf-8")
    assert Rounds.read(text).text() == text
    assert "Giao thônng" not in text
    assert Rounds.read("{ hỏng").by_code == {}


def test_checking_the_same_file_again_is_no_new_round(
    year: Year, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        _, said = asked(capsys, "validate", year.folder, *DAY, "--format", "json")
        assert all("state" not in one for one in said["findings"])
    rows = two_faults()
    rows["kien_nghi"][1]["linh_vuc"] = "Giao thông"
    rows["kien_nghi"][0]["tham_quyen"] = "Xã này"
    put(year, "01", rows)
    for _ in range(2):
        _, said = asked(capsys, "validate", year.folder, *DAY, "--format", "json")
        states = {
            (one["code"], one["cell"]): one["state"] for one in said["findings"] if "state" in one
        }
        assert states[("C108", cell_of(said, "Nghe nói"))] == "still"
        assert states[("C108", cell_of(said, "Xã này"))] == "new"
        (thuong_file,) = [one for one in said["files"] if one["file"] == "so-01.xlsx"]
        assert [one["code"] for one in thuong_file["gone"]] == ["C108"]


def cell_of(said: Any, value: str) -> str:
    return str(next(one["cell"] for one in said["findings"] if one["value"] == value))


# --------------------------------------------------------------------------- how findings are told


def test_the_first_thing_to_do_comes_first_and_the_same_is_one_thing() -> None:
    many = [
        finding("E9", "x", READ_AS),
        finding("E7", "a"),
        finding("E8", "b"),
        finding("E12", "a"),
    ]
    groups = in_order_of_work(group_findings(many))
    assert [(group.first.code, group.cells) for group in groups] == [
        ("C108", ("E7", "E12")),
        ("C108", ("E8",)),
        (READ_AS.code, ("E9",)),
    ]


def test_a_cap_tells_how_many_more(year: Year, capsys: pytest.CaptureFixture[str]) -> None:
    rows, prepared = thuong(), year.plan.collects.sheet("kien_nghi").rows
    first, fields = rows["kien_nghi"][0], [f"Lĩnh vực {n}" for n in range(prepared)]
    put(year, "01", {**rows, "kien_nghi": [{**first, "linh_vuc": field} for field in fields]})
    capsys.readouterr()
    assert run(["validate", str(year.folder), *DAY]) == 1
    short = capsys.readouterr().out
    assert run(["validate", str(year.folder), *DAY, "--all"]) == 1
    full = capsys.readouterr().out
    assert "việc nữa" in short
    assert "việc nữa" not in full
    assert short.count("Lĩnh vực 1") < full.count("Lĩnh vực 1")


def test_severity_and_only_show_less_and_change_no_verdict(
    year: Year, capsys: pytest.CaptureFixture[str]
) -> None:
    everything = asked(capsys, "validate", year.folder, *DAY, "--format", "json")[1]["findings"]
    code, said = asked(
        capsys, "validate", year.folder, *DAY, "--format", "json", "--severity", "error"
    )
    assert (code, {one["severity"] for one in said["findings"]}) == (1, {"error"})
    code, said = asked(
        capsys, "validate", year.folder, *DAY, "--format", "json", "--only", "r,s106"
    )
    assert code == 1
    assert said["findings"] == [
        one for one in everything if one["code"][0] == "R" or one["code"] == "S106"
    ]
    assert said["findings"]


def test_json_keeps_to_its_published_schema(year: Year, capsys: pytest.CaptureFixture[str]) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    (year.folder / IN / "anh.xlsx").write_bytes(b"\x89PNG")
    _, first = asked(capsys, "validate", year.folder, *DAY, "--format", "json")
    put(year, "01", thuong())
    _, second = asked(capsys, "validate", year.folder, *DAY, "--format", "json")
    for said in (first, second):
        jsonschema.Draft202012Validator(SCHEMA).validate(said)
    assert any("state" in one for one in second["findings"])


def test_sarif_is_sarif(year: Year, capsys: pytest.CaptureFixture[str]) -> None:
    from sarif_pydantic import Sarif

    year.compare_rounds(year.check((), TODAY))
    rows = two_faults()
    rows["kien_nghi"][1]["linh_vuc"] = "Giao thông"
    put(year, "01", rows, "sổ số 1.xlsx", sent=datetime(2024, 12, 30))
    code, said = asked(capsys, "validate", year.folder, *DAY, "--format", "sarif")
    assert code == 1
    Sarif.model_validate(said)
    (one_run,) = said["runs"]
    rules = [rule["id"] for rule in one_run["tool"]["driver"]["rules"]]
    artifacts = [one["location"]["uri"] for one in one_run["artifacts"]]
    for result in one_run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        place = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert artifacts[place["index"]] == place["uri"]
        assert result["level"] in ("error", "warning", "note")
    states = {(one["ruleId"], one["baselineState"]) for one in one_run["results"]}
    assert {("C108", "unchanged"), ("C108", "absent")} <= states
    assert all(" " not in uri for uri in artifacts), "names are escaped"


# --------------------------------------------------------------------------- status


def states_of(year: Year, day: date = TODAY) -> dict[str, State]:
    return {one.issued.unit_name: one.state for one in year.board(day)[0].units}


def test_each_unit_stands_in_one_state(year: Year) -> None:
    assert states_of(year) == {
        "Thôn Thượng": State.ERRORS,
        "Thôn Trung": State.QUESTIONS,
        "Thôn Hạ": State.MISSING,
    }


def test_nothing_to_report_is_not_the_same_as_nothing_sent(year: Year) -> None:
    put(year, "03", {})  # every sheet ticked
    (unit,) = [one for one in year.board(TODAY)[0].units if one.issued.unit_name == "Thôn Hạ"]
    assert (unit.file, unit.rows) == ("so-03.xlsx", 0)
    # Its planned dialogue is still to be told about: it has returned, and not all is in order.
    assert unit.state is State.ERRORS


@pytest.mark.parametrize(
    ("day", "late"), [(date(2024, 12, 20), 0), (date(2024, 12, 21), 1), (date(2025, 1, 10), 21)]
)
def test_days_late_count_from_the_deadline(year: Year, day: date, late: int) -> None:
    (missing,) = [one for one in year.board(day)[0].units if one.state is State.MISSING]
    assert missing.late == late


def test_a_return_is_as_late_as_it_was_saved(year: Year) -> None:
    put(year, "03", REPORTS["03"](), sent=datetime(2024, 12, 23, 8, 0))
    (unit,) = [one for one in year.board(TODAY)[0].units if one.issued.unit_name == "Thôn Hạ"]
    assert (unit.saved, unit.late) == (date(2024, 12, 23), 3)


def test_status_writes_a_board_and_reminders(
    year: Year, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = asked(
        capsys, "status", year.folder, *DAY, "--board", "--reminders", "--format", "json"
    )
    assert code == 0
    assert said["counts"] == {"missing": 1, "errors": 1, "questions": 1, "nil": 0, "complete": 0}
    page = openpyxl.load_workbook(year.folder / "noi-bo" / "tinh-hinh-nop.xlsx").active
    shown = [[cell.value for cell in row] for row in page.iter_rows()]
    assert ["Thôn Hạ", "chưa gửi"] in [row[1:3] for row in shown]
    texts = {
        path.name: path.read_text(encoding="utf-8") for path in (year.folder / REMINDERS).iterdir()
    }
    assert len(texts) == 2, "Trung has sent all there is to send"
    assert all(len(text) <= 600 for text in texts.values())
    assert any("quá 21 ngày" in text and "thôn Hạ" in text for text in texts.values())
    return_all(year, ["03"])
    put(year, "01", thuong())
    asked(capsys, "status", year.folder, *DAY, "--reminders", "--format", "json")
    assert list((year.folder / REMINDERS).iterdir()) == [], "nobody is reminded of what is done"


def test_rows_that_wait_are_neither_to_fix_nor_to_check(
    year: Year, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = dict(thuong())
    rows["lich"][0]["chu_tri"] = None
    rows["kien_nghi"] = rows["kien_nghi"][:1]  # raised at that dialogue, as was its attendance
    put(year, "01", rows)
    _, said = asked(capsys, "status", year.folder, *DAY, "--format", "json")
    (unit,) = [one for one in said["units"] if one["unit"] == "Thôn Thượng"]
    assert (unit["state"], unit["errors"], unit["questions"], unit["waiting"]) == (
        "errors",
        1,
        0,
        2,
    )
    run(["validate", str(year.folder), *DAY, "--no-copies"])
    shown = capsys.readouterr().out
    assert "so-01.xlsx – Thôn Thượng (99901-01-2024): 1 phải sửa, 2 đang chờ" in shown
    assert shown.count("│ Đang chờ │") == 2


# --------------------------------------------------------------------------- which return counts


def test_status_tells_the_figures_that_the_report_will_have(
    year: Year, capsys: pytest.CaptureFixture[str]
) -> None:
    _, said = asked(capsys, "status", year.folder, *DAY, "--format", "json")
    report = year.report((), TODAY, Order(doors=["json"]))
    assert {one["name"]: one["value"] for one in said["figures"]} == report.figures.values
    values = report.figures.values
    assert (values["kien_nghi"], values["tt_tong"]) == (2 + 3, 2 + 2), (
        "Trung's denunciation counts in few of them"
    )
    run(["status", str(year.folder), *DAY])
    shown = [
        line.strip("│ ").split("│")
        for line in capsys.readouterr().out.splitlines()
        if line.startswith("│")
    ]
    told = {parts[0].strip(): parts[1].strip() for parts in shown if len(parts) == 2}
    assert told["Tổng số ý kiến, kiến nghị"] == str(report.figures.values["kien_nghi"])


def test_the_newest_return_counts_by_a_declared_policy(
    year: Year, capsys: pytest.CaptureFixture[str]
) -> None:
    early = put(year, "03", REPORTS["03"](), "z-som.xlsx", sent=datetime(2024, 12, 1))
    late = put(year, "03", REPORTS["03"](), "a-muon.xlsx", sent=datetime(2024, 12, 2))

    def counted(*words: str) -> str:
        _, said = asked(capsys, "validate", year.folder, *DAY, "--format", "json", *words)
        (file,) = [
            one["file"]
            for one in said["files"]
            if one["unit"] == "Thôn Hạ" and not one["superseded_by"]
        ]
        return str(file)

    assert counted() == "a-muon.xlsx", (
        "the document says when it was saved; the name does not matter"
    )
    assert counted("--prefer", str(early)) == "z-som.xlsx"
    for path, seconds in ((early, 1_700_000_100), (late, 1_700_000_000)):
        path.write_bytes(without_time(path.read_bytes()))
        os.utime(path, (seconds, seconds))
    assert counted() == "z-som.xlsx", "documents that do not say: the file's own time"


def without_time(data: bytes) -> bytes:
    """Take the time of saving out of a workbook's properties."""
    import io
    import re
    import zipfile

    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for item in old.infolist():
            content = old.read(item)
            if item.filename == "docProps/core.xml":
                content = re.sub(rb"<dcterms:modified.*?</dcterms:modified>", b"", content)
            new.writestr(item, content)
    return out.getvalue()


# --------------------------------------------------------------------------- diff


def test_diff_shows_what_changed_row_by_row(year: Year, capsys: pytest.CaptureFixture[str]) -> None:
    rows = two_faults()
    rows["kien_nghi"][1]["linh_vuc"] = "Giao thông"
    rows["lich"][0]["dia_diem"] = "Nhà văn hóa mới"
    before, after = year.folder / IN / "so-01.xlsx", year.folder / "sau.xlsx"
    fill(issued_file(year, "01"), after, year.plan.collects, rows)
    code, said = asked(capsys, "diff", before, after, *DAY, "--format", "json")
    assert code == 0
    assert said["findings"] == []
    assert [(one["kind"], one["row"], one["before"], one["after"]) for one in said["changes"]] == [
        ("changed", "2024-Q1-1", "Nhà văn hóa", "Nhà văn hóa mới"),
        ("changed", "99901-01-2024-002", "Giao thônng", "Giao thông"),
    ]
    assert all(one["cell_after"] == one["cell_before"] != "" for one in said["changes"])


def test_a_return_does_not_differ_from_itself(
    year: Year, capsys: pytest.CaptureFixture[str]
) -> None:
    path = year.folder / IN / "so-01.xlsx"
    assert asked(capsys, "diff", path, path, *DAY, "--format", "json") == (
        0,
        {"version": 1, "changes": [], "findings": []},
    )


def test_rows_added_and_gone_are_told(year: Year, capsys: pytest.CaptureFixture[str]) -> None:
    rows = two_faults()
    gone = rows["kien_nghi"].pop()
    after = year.folder / "sau.xlsx"
    fill(issued_file(year, "01"), after, year.plan.collects, rows)
    before = year.folder / IN / "so-01.xlsx"
    for pair, kind, side in (
        ((before, after), "removed", "before"),
        ((after, before), "added", "after"),
    ):
        _, said = asked(capsys, "diff", *pair, *DAY, "--format", "json")
        (change,) = said["changes"]
        assert change["kind"] == kind
        assert gone["noi_dung"] in change[side]


def test_two_units_are_not_compared(year: Year, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = asked(
        capsys,
        "diff",
        year.folder / IN / "so-01.xlsx",
        year.folder / IN / "so-02.xlsx",
        *DAY,
        "--format",
        "json",
    )
    assert code == 1
    assert [one["code"] for one in said["findings"]] == ["F250"]


def test_severities_are_all_there_are() -> None:
    from sheettools.cli.returns import SEVERITIES

    assert tuple(one.value for one in Severity) == SEVERITIES
