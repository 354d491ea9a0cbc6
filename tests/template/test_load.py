"""Templates from TOML: what a good one means, and every fault of a bad one at its line, all at
once.

A new case is a new file in `broken/`: its head says what it breaks and what is expected, `# expect:
CODE line N`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from for_each import for_each
from standing import own_template, shipped_template

from sheettools.findings import SheettoolsError
from sheettools.template.load.built_in import built_in, built_in_folder
from sheettools.template.load.library import (
    copy_template,
    find_document,
    find_template,
    template_folders,
)
from sheettools.template.load.load import NO_PROFILE, load_profile, load_template
from sheettools.template.load.source import Source

BROKEN = sorted((Path(__file__).parent / "broken").glob("*.toml"))
_EXPECTED = re.compile(r"^# expect: (\w+) line (\d+)$", re.MULTILINE)

SMALL = """
[template]
name = "so"
version = "1.0"
title = "Sổ"
[[sheet]]
name = "sach"
title = "Sách"
kind = "table"
[[sheet.field]]
name = "ten"
title = "Tên"
"""


def faults_of(path: Path) -> list[tuple[str, int]]:
    with pytest.raises(SheettoolsError) as caught:
        load_template(path)
    return [(fault.code, fault.location.line) for fault in caught.value.findings]


def written(folder: Path, text: str, name: str = "so.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


# --------------------------------------------------------------------------- bad templates


@for_each("path", BROKEN, ids=lambda path: path.stem)
def test_every_fault_is_reported_at_its_line(path: Path) -> None:
    expected = [
        (code, int(line)) for code, line in _EXPECTED.findall(path.read_text(encoding="utf-8"))
    ]
    assert expected, "a broken template says what is expected of it"
    assert sorted(faults_of(path)) == sorted(expected)


@for_each("path", BROKEN, ids=lambda path: path.stem)
def test_faults_come_in_the_order_of_the_file_and_can_be_acted_on(path: Path) -> None:
    with pytest.raises(SheettoolsError) as caught:
        load_template(path)
    lines = [fault.location.line for fault in caught.value.findings]
    assert lines == sorted(lines)
    for fault in caught.value.findings:
        assert fault.location.file == path.name
        for language in ("vi", "en"):
            assert "{" not in re.sub(r"\{[\w.:|]+\}", "", fault.message(language))
            assert fault.remedy(language)


def test_a_near_name_is_suggested(tmp_path: Path) -> None:
    path = written(tmp_path, SMALL + 'type = "sting"\n')
    with pytest.raises(SheettoolsError) as caught:
        load_template(path)
    assert "string?" in caught.value.findings[0].remedy("en")


def test_a_file_in_another_encoding_is_a_finding_at_its_line(tmp_path: Path) -> None:
    path = tmp_path / "so.toml"
    path.write_bytes('[template]\nname = "so"\ntitle = "S\xe1ch"\n'.encode("cp1252"))
    assert faults_of(path) == [("T001", 3)]


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "so.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert load_template(path).name == "so"


def test_a_template_whose_plan_is_not_at_hand_is_still_usable(tmp_path: Path) -> None:
    text = SMALL.replace('title = "Sổ"', 'title = "Sổ"\nplan = "xa-xoi"\ncode = "{chung.ma}"')
    assert load_template(written(tmp_path, text)).plan == "xa-xoi"


def test_the_plan_beside_a_template_goes_before_the_built_in_one(tmp_path: Path) -> None:
    text = SMALL.replace('title = "Sổ"', 'title = "Sổ"\nplan = "ke-hoach"\ncode = "{sach.ten}"')
    path = written(tmp_path, text)
    assert faults_of(path) == [("T005", 7)], "the built-in plan has no sheet sach"
    written(tmp_path, SMALL, "ke-hoach.toml")
    assert load_template(path).code == "{sach.ten}"


def test_a_template_that_names_itself_as_its_plan_does_not_turn_in_circles(tmp_path: Path) -> None:
    text = SMALL.replace('title = "Sổ"', 'title = "Sổ"\nplan = "so"\ncode = "{sach.ten}"')
    assert load_template(written(tmp_path, text)).plan == "so"


# --------------------------------------------------------------------------- good templates


def test_what_is_not_said_has_its_default(tmp_path: Path) -> None:
    sheet = load_template(written(tmp_path, SMALL)).sheet("sach")
    assert (sheet.rows, sheet.orientation, sheet.nil, sheet.optional) == (
        100,
        "landscape",
        "",
        False,
    )
    field = sheet.field("ten")
    assert (field.kind.name, field.required, field.locked, field.delimiter) == (
        "string",
        False,
        False,
        ";",
    )


def test_a_category_without_a_label_is_shown_by_its_value(tmp_path: Path) -> None:
    text = '[[list]]\nname = "kho"\ntitle = "Kho"\ncategories = [{ value = "Kho A" }]\n' + SMALL
    item = load_template(written(tmp_path, text)).lists["kho"].get("Kho A")
    assert (item.label, item.aliases, item.group) == ("Kho A", (), "")


def test_a_group_in_a_condition_stands_for_its_items() -> None:
    figure = own_template("so-tiep-xuc").report.figure("da_xong")
    assert set(figure.where.tests[0].wanted) == {"TRA_LOI_HN", "DA_GQ", "GIAI_TRINH", "TU_CHOI"}


def test_the_fingerprint_changes_with_the_text(tmp_path: Path) -> None:
    one = load_template(written(tmp_path, SMALL))
    other = load_template(written(tmp_path, SMALL.replace("Tên", "Tên sách")))
    assert one.fingerprint != other.fingerprint


# --------------------------------------------------------------------------- profiles


def test_a_setting_the_profile_lacks_takes_its_rule_away() -> None:
    def notice_rules(profile: str) -> int:
        made = own_template("so-tiep-xuc", profile)
        return sum(use.rule.keyword == "days_between" for use in made.sheet("lich").rules)

    assert notice_rules("bac-giang-2024") == 0, (
        "before the law of 2025 nothing is said of notice and conclusions"
    )
    assert notice_rules("bac-ninh-2026") == 2


def test_what_a_profile_is_without_leaves_its_list() -> None:
    made = own_template("so-tiep-xuc", "bac-ninh-2026")
    assert "HUYEN" not in made.lists["cap"]
    assert made.lists["cap"].find("Huyện") is None


def test_a_template_shows_all_its_columns_without_any_profile() -> None:
    alone = shipped_template("so-tiep-xuc")
    profiled = shipped_template("so-tiep-xuc", "bac-giang-2024")
    for sheet in alone.sheets:
        assert [f.name for f in sheet.fields] == [f.name for f in profiled.sheet(sheet.name).fields]


def test_a_fault_of_a_profile_has_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, 'name = "x"\ntitle = "X"\nvalid_form = "2024-01-01"\n')
    with pytest.raises(SheettoolsError) as caught:
        load_profile(path)
    assert [(f.code, f.location.line) for f in caught.value.findings] == [("T002", 3)]


# --------------------------------------------------------------------------- finding and copying


def test_the_built_in_templates_are_sound_and_titled() -> None:
    found = built_in()
    assert {(name, kind) for name, kind, _ in found} >= {
        ("ke-hoach", "template"),
        ("so-tiep-xuc", "template"),
        ("bac-giang-2024", "profile"),
        ("bao-cao", "document"),
    }
    assert all(title for _, _, title in found)


def test_an_office_own_template_goes_before_the_built_in_one(tmp_path: Path) -> None:
    own = tmp_path / "bieu-mau"
    copied = copy_template("so-tiep-xuc", own)
    assert copied == own / "so-tiep-xuc.toml"
    assert find_template("so-tiep-xuc", tmp_path) == own / "so-tiep-xuc.toml"
    assert template_folders(tmp_path)[0] == own


def test_a_copied_profile_lies_where_profiles_are_looked_for(tmp_path: Path) -> None:
    copy_template("bac-giang-2024", tmp_path / "bieu-mau")
    assert (
        find_template("bac-giang-2024", tmp_path, kind="profiles").parent
        == tmp_path / "bieu-mau" / "profiles"
    )


def test_a_copied_word_template_goes_before_the_built_in_one(tmp_path: Path) -> None:
    assert copy_template("bao-cao", tmp_path / "bieu-mau") == find_document("bao-cao", tmp_path)
    assert find_document("bao-cao").read_bytes() == find_document("bao-cao", tmp_path).read_bytes()
    for name in ("", "khong-co", "../workbook_templates/bao-cao"):
        with pytest.raises(SheettoolsError):
            find_document(name, tmp_path)


def test_a_copy_never_overwrites(tmp_path: Path) -> None:
    copy_template("ke-hoach", tmp_path)
    with pytest.raises(SheettoolsError) as caught:
        copy_template("ke-hoach", tmp_path)
    assert [f.code for f in caught.value.findings] == ["T008"]


@for_each("name", ["", "khong-co", "../pyproject", "khong-co.toml"])
def test_a_template_that_is_not_there_is_said_so(name: str, tmp_path: Path) -> None:
    with pytest.raises(SheettoolsError) as caught:
        find_template(name, tmp_path)
    assert [f.code for f in caught.value.findings] == ["T007"]


def test_a_template_is_read_once_as_long_as_its_files_and_its_profile_stay(tmp_path: Path) -> None:
    path = tmp_path / "so.toml"
    path.write_text(SMALL, encoding="utf-8")
    first = load_template(path)
    assert load_template(path) is first
    path.write_text(SMALL.replace("kind", "king"), encoding="utf-8")
    with pytest.raises(SheettoolsError):
        load_template(path)
    path.write_text(SMALL + "\n# later\n", encoding="utf-8")
    assert load_template(path).fingerprint != first.fingerprint
    other = replace(NO_PROFILE, name="khac")
    assert load_template(path, other).profile == "khac"
    assert load_template(path).profile == ""


def test_a_copy_of_a_template_is_not_read_again(tmp_path: Path) -> None:
    for folder in ("nam-truoc", "nam-nay"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "so.toml").write_text(SMALL, encoding="utf-8")
    first = load_template(tmp_path / "nam-truoc" / "so.toml")
    assert load_template(tmp_path / "nam-nay" / "so.toml") is first
    (tmp_path / "nam-nay" / "so.toml").unlink()
    with pytest.raises(OSError, match=r"so\.toml"):
        load_template(tmp_path / "nam-nay" / "so.toml")


def test_a_plan_that_was_just_read_is_not_read_again_for_what_is_filled_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("so-tiep-xuc.toml", "ke-hoach.toml"):  # nobody has read these
        (tmp_path / name).write_bytes((built_in_folder() / name).read_bytes() + b"\n# its own\n")
    of, read = Source.of, []

    def remembered(path: Path) -> Source:
        read.append(path.name)
        return of(path)

    monkeypatch.setattr(Source, "of", remembered)
    load_template(tmp_path / "ke-hoach.toml")
    load_template(tmp_path / "so-tiep-xuc.toml")
    assert read == ["ke-hoach.toml", "so-tiep-xuc.toml"]


def test_a_template_is_read_again_when_a_plan_comes_to_lie_beside_it(tmp_path: Path) -> None:
    shipped = built_in_folder()
    path = tmp_path / "so-tiep-xuc.toml"
    path.write_bytes((shipped / path.name).read_bytes())
    first = load_template(path)
    beside = tmp_path / "ke-hoach.toml"
    beside.write_bytes((shipped / beside.name).read_bytes() + b"\n# of the office's own\n")
    assert load_template(path) is not first
    assert load_template(beside).name == "ke-hoach"
    assert load_template(path).name == "so-tiep-xuc"
    beside.write_text(SMALL, encoding="utf-8")
    with pytest.raises(SheettoolsError):
        load_template(path)
