"""A spelling that the office accepted is remembered for the year, in a table that people read and
edit.
"""

from __future__ import annotations

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest
from for_each import for_each
from openpyxl.workbook import Workbook
from small_year import IN, TODAY, Hands, fill, issued_file, make_year, thuong
from standing import own_template

from sheettools.cli.entry import run
from sheettools.findings import Finding, SheettoolsError
from sheettools.incoming.aliases import ALIAS_FILE, HEADINGS, Alias, judge, read_aliases
from sheettools.template.model import Template
from sheettools.template.vocabulary import Category, CategoryList
from sheettools.year import Year

WRITTEN = "đang giai quyet"
DAY = date(2025, 1, 6)


@pytest.fixture(scope="module")
def template() -> Template:
    return own_template("so-tiep-xuc")


def code(said: Alias | Finding) -> str:
    return said.code if isinstance(said, Finding) else f"{said.item.value} of {said.into.name}"


# --------------------------------------------------------------------------- what may be accepted


@for_each(
    ("spelling", "target", "list_name", "outcome"),
    [
        (WRITTEN, "Đang giải quyết", "", "DANG_GQ of trang_thai"),
        ("dang xu ly", "đang  GIẢI quyết", "Tình trạng giải quyết", "DANG_GQ of trang_thai"),
        ("đường xá", "GIAO_THONG", "linh_vuc", "GIAO_THONG of linh_vuc"),
        ("đang gq", "Đang giải quyêt", "", "T042"),
        ("đang gq", "Đang giải quyết", "danh mục nào đó", "T043"),
        ("chưa giải quyết", "Đang giải quyết", "", "T044"),  # another item's own label
        ("Xong", "Đang giải quyết", "", "T044"),  # another item's alias
        (
            "chua giai quyet",
            "Đang giải quyết",
            "",
            "T045",
        ),  # another item's label but for its marks
        ("điện thoại", "Viễn thông", "", "T046"),  # a field, a level and a body have such an alias
        ("", "Đang giải quyết", "", "T047"),
        ("=1+1", "Đang giải quyết", "", "T047"),
        ("a\nb", "Đang giải quyết", "", "T047"),
        ("ĐANG GIẢI QUYẾT.", "Đang giải quyết", "", "T048"),
    ],
)
def test_a_spelling_is_accepted_only_where_it_can_mean_one_item(
    template: Template, spelling: str, target: str, list_name: str, outcome: str
) -> None:
    assert code(judge(template.lists, spelling, target, list_name)) == outcome


def test_a_target_in_no_list_gets_a_suggestion(template: Template) -> None:
    said = judge(template.lists, "đang gq", "Đang giải quyêt")
    assert isinstance(said, Finding)
    assert "Đang giải quyết" in said.remedy("vi")


def test_a_spelling_between_two_items_that_differ_by_a_tone_is_refused() -> None:
    villages = CategoryList(
        "thon", "Thôn", tuple(Category(name, name) for name in ("Hoa", "Họa", "Hòa"))
    )
    fake = Template("x", "1", "X", (), {"thon": villages})
    assert code(judge(fake.lists, "Hoá", "Hòa")) == "T045"
    assert code(judge(fake.lists, "Hòaa", "Hòa")) == "Hòa of thon"


# --------------------------------------------------------------------------- the table


def write(folder: Path, text: str, encoding: str = "utf-8-sig") -> Path:
    path = folder / ALIAS_FILE
    path.write_bytes(text.encode(encoding))
    return path


HEAD = ";".join(HEADINGS)


@for_each(
    ("text", "encoding"),
    [
        (
            f"{HEAD}\r\n{WRITTEN};Đang giải quyết;Tình trạng giải quyết;06/01/2025;điện thoại\r\n",
            "utf-8-sig",
        ),
        (f"{HEAD}\n\n{WRITTEN};Đang giải quyết;;;\n;;;;\n", "utf-8"),
        (f"{HEAD.replace(';', ',')}\n{WRITTEN},Đang giải quyết\n", "utf-8"),
        (f"{HEAD.replace(';', chr(9))}\n{WRITTEN}\tĐang giải quyết\t\t\t\n", "utf-16"),
        (f"Đúng là;Cách viết\nĐang giải quyết;{WRITTEN}\n", "utf-8"),
    ],
)
def test_a_table_is_read_as_programs_save_it(
    template: Template, tmp_path: Path, text: str, encoding: str
) -> None:
    read = read_aliases(write(tmp_path, text, encoding), template)
    assert read.findings == ()
    assert [(alias.spelling, alias.item.value) for alias in read.known] == [(WRITTEN, "DANG_GQ")]


def test_no_table_is_an_empty_one(template: Template, tmp_path: Path) -> None:
    assert read_aliases(tmp_path / ALIAS_FILE, template).known == ()


def test_a_wrong_line_is_said_and_the_others_count(template: Template, tmp_path: Path) -> None:
    lines = [
        HEAD,
        "xog;Đã xog;;;",
        f"{WRITTEN};Đang giải quyết;;;",
        "Xong;Đang giải quyết;;;",
        "dang lam;Đang giải quyết;Danh mục khác;;",
        f"{WRITTEN};Chưa giải quyết;;;",
        "chỉ có một cột",
        f"{WRITTEN};Đang giải quyết;;;",
    ]
    read = read_aliases(write(tmp_path, "\n".join(lines)), template)
    assert [(f.code, f.location.line) for f in read.findings] == [
        ("T042", 2),
        ("T044", 4),
        ("T043", 5),
        ("T044", 6),
        ("T042", 7),
        ("T048", 8),
    ]
    assert [alias.spelling for alias in read.known] == [WRITTEN]


@for_each(
    "data",
    [
        HEAD.encode("cp1258", "replace") + b"\n\xe9\xff;x",
        b"PK\x03\x04\x00\x00",
        b"a;b\nc;d",
        b"\xff\xfe\x00",
        b"x" * (2 << 20),
        (HEAD + '\n"a').encode() + b"\0",
    ],
)
def test_what_is_no_table_is_said(template: Template, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / ALIAS_FILE
    path.write_bytes(data)
    read = read_aliases(path, template)
    assert [finding.code for finding in read.findings] == ["T041"]
    assert read.known == ()


# --------------------------------------------------------------------------- the cycle


@pytest.fixture
def year(returned: Path, tmp_path: Path) -> Year:
    """A folder of its own for each test: what was accepted stays in it."""
    return Year(shutil.copytree(returned, tmp_path / "nam"))


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A year in which Thượng wrote the state of one petition in its own way."""
    made = make_year(tmp_path_factory.mktemp("nam") / "mau-son-2024")

    def damage(book: Workbook) -> None:
        hands = Hands(made.plan.collects)
        column, first = hands.column("kien_nghi", "trang_thai"), hands.first_row("kien_nghi")
        page = book[hands.title("kien_nghi")]
        assert page[f"{column}{first + 2}"].value == "Đang giải quyết"
        page[f"{column}{first + 2}"] = WRITTEN

    fill(
        issued_file(made, "01"),
        made.folder / IN / "so-01.xlsx",
        made.plan.collects,
        thuong(),
        damage=damage,
    )
    return made.folder


def found(year: Year, wanted: str) -> list[Finding]:
    return [f for outcome in year.check(today=TODAY) for f in outcome.findings if f.code == wanted]


def test_what_was_accepted_mends_later_checks_and_says_since_when_and_from_whom(year: Year) -> None:
    (asked,) = found(year, "C108")

    made = year.accept(
        WRITTEN, "đang giải quyết", origin="Trưởng thôn Thượng, qua điện thoại", today=DAY
    )

    assert made.helps == {"so-01.xlsx": 1}
    fresh = Year(year.folder)
    assert not found(fresh, "C108")
    (mended,) = found(fresh, "C007")
    assert mended.location == asked.location
    assert "06/01/2025" in mended.message("vi")
    assert "Trưởng thôn Thượng" in mended.message("vi")
    (outcome,) = fresh.check(today=TODAY)
    assert outcome.checked is not None
    assert outcome.checked.of("kien_nghi")[2].values["trang_thai"] == "DANG_GQ"
    assert not found(fresh, "F204"), "the workbook is still of this template"


def test_the_report_counts_what_was_accepted(year: Year) -> None:
    before = year.report(today=TODAY).figures.values
    year.accept(WRITTEN, "Đang giải quyết", today=DAY)
    after = Year(year.folder).report(today=TODAY)
    assert after.figures.values["kien_nghi"] == before["kien_nghi"] + 1
    assert [line.file for line in after.merged.ledger] == ["so-01.xlsx"]


def test_the_table_opens_in_excel_and_keeps_what_staff_wrote(year: Year) -> None:
    year.accept(WRITTEN, "Đang giải quyết", origin="=cmd|' /C calc'!A0", today=DAY)
    data = year.alias_path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(data.decode("utf-8-sig").splitlines(), delimiter=";")) == [
        list(HEADINGS),
        [WRITTEN, "Đang giải quyết", "Tình trạng giải quyết", "06/01/2025", "cmd|' /C calc'!A0"],
    ]
    year.alias_path.write_text(
        HEAD.replace(";", ",") + "\nlàm rồi,Đã giải quyết xong,,,ghi tay", encoding="utf-8"
    )
    Year(year.folder).accept(WRITTEN, "Đang giải quyết", today=DAY)
    lines = year.alias_path.read_text(encoding="utf-8-sig").splitlines()
    assert lines[1] == "làm rồi,Đã giải quyết xong,,,ghi tay"
    assert lines[2].startswith(f"{WRITTEN},Đang giải quyết,")


def test_a_table_with_wrong_lines_is_not_added_to_and_is_said_when_checking(year: Year) -> None:
    text = f"{HEAD}\nxog;Đã xog;;;\n"
    write(year.folder, text)
    with pytest.raises(SheettoolsError) as raised:
        year.accept(WRITTEN, "Đang giải quyết", today=DAY)
    assert [f.code for f in raised.value.findings] == ["T042"]
    assert year.alias_path.read_text(encoding="utf-8-sig") == text
    said = [
        (o.path.name, f.code, f.location.line)
        for o in Year(year.folder).check_aliases()
        for f in o.findings
    ]
    assert said == [(ALIAS_FILE, "T042", 2)]


def test_a_second_time_is_refused(year: Year) -> None:
    year.accept(WRITTEN, "Đang giải quyết", today=DAY)
    with pytest.raises(SheettoolsError) as raised:
        year.accept(WRITTEN.upper(), "Đang giải quyết", today=DAY)
    assert [f.code for f in raised.value.findings] == ["T048"]


def test_the_command_says_where_it_helps(year: Year, capsys: pytest.CaptureFixture[str]) -> None:
    day = ("--today", "2025-01-06")
    assert (
        run(["accept", WRITTEN, "Đang giải quyết", str(year.folder), "--origin", "hỏi lại", *day])
        == 0
    )
    said = capsys.readouterr().out
    assert "1 sổ" in said
    assert ALIAS_FILE in said
    assert (
        run(["accept", "chua giai quyet", "Đang giải quyết", str(year.folder), "--lang", "en"]) == 2
    )
    assert "T045" in capsys.readouterr().out


def test_validate_says_what_is_wrong_with_the_table(
    year: Year, capsys: pytest.CaptureFixture[str]
) -> None:
    write(year.folder, f"{HEAD}\nxog;Đã xog;;;\n")
    assert run(["validate", str(year.folder), "--today", "2025-01-06"]) == 1
    said = capsys.readouterr().out
    assert ALIAS_FILE in said
    assert "T042" in said


def test_merge_says_what_is_wrong_with_the_table(
    year: Year, capsys: pytest.CaptureFixture[str]
) -> None:
    write(year.folder, f"{HEAD}\nxog;Đã xog;;;\n")
    run(["merge", str(year.folder), "--today", "2025-01-06"])
    assert "T042" in capsys.readouterr().out
