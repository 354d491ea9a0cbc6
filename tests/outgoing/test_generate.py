"""`generate` run again: what is new, unchanged, renewed, or left alone because somebody has filled
it in.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
from households import households
from opened import as_file, one_page, opened
from small_year import SESSIONS, TODAY, make_year, write_plan
from standing import OWN

import sheettools
from sheettools.cli.entry import run
from sheettools.findings import Severity, SheettoolsError
from sheettools.incoming.document.text import DocumentText
from sheettools.outgoing.workbook.row_formula import ANY_ROW, RowFormula
from sheettools.plan.begin import write_draft
from sheettools.template.issue import FilledBook, issue_all
from sheettools.template.layout import FIRST_COLUMN, FIRST_ROW
from sheettools.words.text import fold
from sheettools.year import IN, OUT, TEMPLATES, Year, check_plan_file

pytestmark = pytest.mark.anew


@pytest.fixture
def year(tmp_path: Path) -> Year:
    return make_year(tmp_path / "mau-son-2024")


def states(year: Year, *names: str) -> list[str]:
    return [written.state for written in Year(year.folder).generate(names=names)]


def change_plan(year: Year, place: str) -> None:
    """Give every dialogue of the plan another place, as staff would."""
    book = opened(year.plan_path)
    page = book["Cuộc đối thoại"]
    column = next(cell.column for cell in page[6] if cell.value == "Địa điểm")
    for row in range(FIRST_ROW, FIRST_ROW + 60):
        if page.cell(row, FIRST_COLUMN).value:
            page.cell(row, column).value = place
    year.plan_path.write_bytes(as_file(book))


def fill_in(path: Path, text: str) -> None:
    book = opened(path)
    book["Kiến nghị"].cell(FIRST_ROW, FIRST_COLUMN).value = text
    path.write_bytes(as_file(book))


def test_the_same_plan_leaves_everything_as_it_is(year: Year) -> None:
    before = {path: path.stat().st_mtime_ns for path in (year.folder / OUT).glob("*.xlsx")}
    assert before
    assert set(states(year)) == {"same"}
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_a_changed_plan_renews_what_nobody_has_filled_in(year: Year) -> None:
    filled, *rest = sorted((year.folder / OUT).glob("*.xlsx"))
    fill_in(filled, "Đường vào xóm bị sạt")
    kept = filled.read_bytes()
    change_plan(year, "Hội trường UBND xã")
    assert states(year) == ["kept", *["renewed"] * len(rest)]
    assert filled.read_bytes() == kept
    assert one_page(rest[0], "Kế hoạch")["C15"].value.count("Hội trường UBND xã")


def test_a_remark_beside_a_table_counts_as_filled_in(year: Year) -> None:
    first = min((year.folder / OUT).glob("*.xlsx"))
    book = opened(first)
    book["Kiến nghị"]["CI40"] = "Văn phòng lưu ý"
    first.write_bytes(as_file(book))
    change_plan(year, "Hội trường UBND xã")
    assert states(year)[0] == "kept"


def hold_one_more(year: Year, *villages: str) -> None:
    """Write one more dialogue into the plan."""
    sessions = [*SESSIONS, ("2024-Q3-1", "III", villages)]
    more = [
        {"ma": code, "quy": quarter, "cac_thon": those, "dia_diem": "Nhà văn hóa"}
        for code, quarter, those in sessions
    ]
    write_plan(year.plan_path, more={"cuoc": more})


def test_what_is_planned_elsewhere_leaves_a_workbook_and_its_return_alone(year: Year) -> None:
    """The schedule of all stands in each workbook: who is not in the new line needs no other."""
    sent = {path.name: path.read_bytes() for path in sorted((year.folder / OUT).glob("*.xlsx"))}
    hold_one_more(year, "Hạ")
    assert states(year) == ["same", "same", "renewed"]
    now = {path.name: path.read_bytes() for path in sorted((year.folder / OUT).glob("*.xlsx"))}
    assert [name for name in now if now[name] != sent[name]] == ["99901-03_ha_2024.xlsx"]
    for name, data in sent.items():
        (year.folder / IN / name).write_bytes(data)
    found = [{f.code for f in one.findings} for one in Year(year.folder).check([], TODAY)]
    assert found == [{"F228"}, {"F228"}, {"F210", "F228"}]


def test_a_line_of_the_schedule_that_is_the_village_s_own_is_held_against_the_plan(
    year: Year,
) -> None:
    first = min((year.folder / OUT).glob("*.xlsx"))
    for text, said in (
        ("- Quý I: Thượng – Nhà văn hóa\n- Quý III: Hạ – Nhà văn hóa", set()),
        ("- Quý II: Thượng – Nhà văn hóa", {"C003"}),
        ("- Quý I: Thượng – Nhà văn hóa\nThôn xin dời sang tháng 5", {"C003"}),
    ):
        book = opened(first)
        book["Kế hoạch"]["C15"].value = text
        back = year.folder / IN / "a.xlsx"
        back.write_bytes(as_file(book))
        (outcome,) = Year(year.folder).check([back], TODAY)
        assert {f.code for f in outcome.findings} & {"C003", "F210"} == said


def test_a_dry_run_writes_nothing(year: Year, capsys: pytest.CaptureFixture[str]) -> None:
    change_plan(year, "Hội trường UBND xã")
    before = {path: path.read_bytes() for path in (year.folder / OUT).iterdir()}
    assert run(["generate", str(year.folder), "--dry-run"]) == 0
    assert "--dry-run" in capsys.readouterr().out
    assert {path: path.read_bytes() for path in (year.folder / OUT).iterdir()} == before


def test_one_village_is_named_by_code_or_name(year: Year) -> None:
    one = year.plan.issued[0]
    for name in (
        one.code,
        one.unit_code,
        one.unit_name,
        one.unit_name.upper(),
        one.unit_name.partition(" ")[2],
    ):
        assert [found.code for found in year.units([name])] == [one.code]
    with pytest.raises(SheettoolsError) as unknown:
        year.units(["Không Có"])
    assert [finding.code for finding in unknown.value.findings] == ["F208"]


def test_the_message_says_only_what_the_plan_says(year: Year) -> None:
    for issued in year.plan.issued:
        message = (year.folder / OUT / f"{issued.file_name}.txt").read_text(encoding="utf-8")
        kind, _, name = issued.unit_name.partition(" ")
        assert f"{kind.lower()} {name}" in message
        deadline = year.plan.filled.forms["chung"].get("han_nop")
        assert ("Hạn gửi" in message) == (deadline is not None)
        assert "{" not in message
        assert len(message) <= 600, "it is pasted into a chat"


# ------------------------------------------------------------------------ plans that cannot be used


def refused(year: Year, units: list[dict[str, Any]]) -> list[str]:
    """Return what is said where the plan has these units."""
    plan = year.plan
    filled = FilledBook(plan.filled.forms, {**plan.filled.tables, "thon": units})
    with pytest.raises(SheettoolsError) as error:
        issue_all(plan.collects, plan.template, filled)
    return [finding.code for finding in error.value.findings]


def test_a_plan_that_lacks_what_codes_are_made_of_is_refused(year: Year) -> None:
    first, second, *rest = map(dict, year.plan.filled.tables["thon"])
    assert refused(year, []) == ["T011"]
    assert refused(year, [{**first, "ma": None}, second, *rest]) == ["T010"]
    assert refused(year, [first, {**second, "ma": first["ma"]}, *rest]) == ["T012"]


def test_what_the_plan_template_has_no_place_for_is_said(tmp_path: Path) -> None:
    whole = (OWN / TEMPLATES / "ke-hoach.toml").read_text(encoding="utf-8")
    before, _, after = whole.partition('[[sheet]]\nname = "muc_dich"')
    own = tmp_path / "ke-hoach.toml"
    own.write_text(before + "[[sheet]]" + after.partition("[[sheet]]")[2], encoding="utf-8")
    lines = (
        (Path(sheettools.__file__).parent / "demo/ke_hoach_cam_son_2024.txt")
        .read_text("utf-8")
        .splitlines()
    )
    lost = write_draft(tmp_path / "ke-hoach.xlsx", own, DocumentText.of_lines(lines))
    assert {finding.code for finding in lost.unplaced} == {"T023"}
    assert all("muc_dich" in finding.value for finding in lost.unplaced)


def test_only_the_row_of_a_formula_changes_from_row_to_row() -> None:
    """Whatever numbers a template's texts hold, none is taken for that of a row."""
    formula = RowFormula.of(f'IF($E{ANY_ROW}>1,"Số 1 của 770077",$F${ANY_ROW})')
    assert formula.at(7) == 'IF($E7>1,"Số 1 của 770077",$F$7)'
    assert formula.at(12) == 'IF($E12>1,"Số 1 của 770077",$F$12)'
    assert RowFormula.of("SUM(1)").at(7) == "SUM(1)"


# ------------------------------------------------------------------------ names of files


@pytest.mark.parametrize(
    ("names", "second"),
    [
        (["Hoa", "Mai", "hoa"], "D9"),
        (["Hòa", "Họa"], "D8"),
        (["Ao Vường", unicodedata.normalize("NFD", "Ao Vường") + " "], "D8"),
        (["CON", "con-x"], "D8"),
        (["a" * 300, "a" * 301], "D8"),
        (["???", "!!!"], "D8"),
        (["Đông", "Dong."], "D8"),
    ],
)
def test_two_units_with_one_file_are_refused_at_the_cell_of_the_plan(
    tmp_path: Path, names: list[str], second: str
) -> None:
    year = households(tmp_path / "ho", names)
    with pytest.raises(SheettoolsError) as refused:
        list(year.generate())
    for findings in (refused.value.findings, check_plan_file(year.plan_path, year.folder).findings):
        (finding,) = (one for one in findings if one.severity is Severity.ERROR)
        assert (finding.code, str(finding.location)) == ("F273", f"ke-hoach.xlsx:Các thôn!{second}")
        said = finding.message()
        assert all(fold(name) in fold(said) for name in (names[0], names[-1]))
    assert not (year.folder / OUT).exists()


def test_names_that_windows_keeps_for_devices_are_no_files(tmp_path: Path) -> None:
    names = ["CON", "nul", "aux.xlsx", "COM1", "LPT9.", "PRN "]
    year = households(tmp_path / "ho", names)
    stems = [written.path.stem for written in year.generate()]
    assert stems == ["CON-x", "nul-x", "aux-xlsx", "COM1-x", "lpt9-x", "PRN-x"]


def test_names_with_a_code_beside_them_may_be_alike(tmp_path: Path) -> None:
    year = households(tmp_path / "ho", ["Hoa", "Hòa"], file_name="{thon.ma}_{thon.ten}")
    assert [one.path.name for one in year.generate(dry_run=True)] == ["01_Hoa.xlsx", "02_hoa.xlsx"]
