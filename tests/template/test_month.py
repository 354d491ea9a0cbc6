"""Months: how people write one, and one that runs through the whole cycle of a small template."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from for_each import for_each
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from sheettools.cli.entry import run
from sheettools.template.description import describe
from sheettools.template.kinds import ParsedValue
from sheettools.template.kinds.month import MONTH
from sheettools.template.load.load import load_template
from sheettools.template.model import Field

MARCH = date(2024, 3, 1)
VALUES = st.dates(date(1900, 4, 1), date(2100, 12, 31)).map(lambda day: day.replace(day=1))


def read(raw: Any) -> ParsedValue:
    return Field("x", "X", MONTH).parse(raw)


# --------------------------------------------------------------------------- what people write


@for_each(
    "written",
    [
        "tháng 3/2024",
        "Tháng 03/2024",
        "3/2024",
        "03/2024",
        "03-2024",
        "3.2024",
        "3 / 2024",
        "T3/2024",
        "t3-2024",
        "th.3/2024",
        "tháng 3 năm 2024",
        "tháng 3, 2024",
        "tháng ba năm 2024",
        "Tháng Ba, năm 2024",
        "tháng 3/2024.",
        "2024-03",
        "\uff13/\uff12\uff10\uff12\uff14",
        "tha\u0301ng 3/2024",  # as a Mac composes it
        date(2024, 3, 15),  # only the month counts, and it is said so
        datetime(2024, 3, 15, 8, 30),
        45366,  # the serial of a day whose format was lost
    ],
)
def test_months_as_people_write_them_are_read_and_disclosed(written: Any) -> None:
    assert read(written) == ParsedValue(MARCH, repaired=True)


@pytest.mark.parametrize("written", [MARCH, datetime(2024, 3, 1)])
def test_the_first_of_a_month_is_no_repair(written: Any) -> None:
    assert read(written) == ParsedValue(MARCH)


@for_each(
    ("name", "number"),
    [("một", 1), ("tư", 4), ("bốn", 4), ("năm", 5), ("mười", 10), ("mười hai", 12)],
)
def test_a_month_may_be_named(name: str, number: int) -> None:
    assert read(f"tháng {name} năm 2024").value == date(2024, number, 1)


@for_each(
    ("written", "code"),
    [
        ("3", "C126"),
        ("tháng 3", "C126"),
        ("2024", "C126"),
        ("15/3/2024", "C126"),  # a day in words is no month
        ("ngày 15 tháng 3 năm 2024", "C126"),
        ("3/24", "C126"),
        ("13/2024", "C126"),
        ("0/2024", "C126"),
        ("tháng giêng năm 2024", "C126"),  # by the moon, most likely
        ("quý I/2024", "C126"),
        ("3-4/2024", "C126"),
        (3, "C126"),
        (2024, "C126"),
        (True, "C126"),
        (time(7, 30), "C126"),
        ("3/0024", "C119"),
        ("3/2204", "C119"),
    ],
)
def test_what_is_no_certain_month_is_asked_about(written: Any, code: str) -> None:
    parsed = read(written)
    assert parsed.problem is not None
    assert parsed.problem.code == code


def test_a_month_is_shown_told_and_compared_as_one() -> None:
    assert MONTH.show(MARCH) == "tháng 3/2024"
    said = [MONTH.say(date(2024, 2, 1), form) for form in ("", "thang", "nam")]
    assert said == ["tháng 2/2024", "02", "2024"]
    assert MONTH.compared("$C7") == "DATE(YEAR($C7),MONTH($C7),1)"
    assert (MONTH.csv(MARCH), MONTH.json(MARCH)) == ("2024-03", "2024-03")


# --------------------------------------------------------------------------- the cycle

FIELD = '[[sheet.field]]\nname = "{}"\ntitle = "{}"\n{}\n'
HEAD = """
[template]
name = "{name}"
version = "1.0"
title = "{title}"
unit = "thon"
code = "{{dot.ma}}{unit}-{{dot.nam}}"
unit_code = "{{dot.ma}}{unit}"
unit_name = "{unit_name}"
line = "{unit_name}, năm {{dot.nam}}"
file_name = "{file}"
{more}
[template.facts]
nam = "{{dot.nam}}"
tu_thang = "{{dot.tu_thang}}"
"""
REQUIRED = "constraints = { required = true }"
A_MONTH = f'type = "yearmonth"\n{REQUIRED}'


def sheet(name: str, title: str, kind: str, *fields: tuple[str, str, str], more: str = "") -> str:
    head = f'[[sheet]]\nname = "{name}"\ntitle = "{title}"\nkind = "{kind}"\n{more}\n'
    return head + "".join(FIELD.format(*field) for field in fields)


PLAN = HEAD.format(
    name="thang-ke-hoach",
    title="Kế hoạch theo tháng",
    unit="",
    unit_name="{dot.ten}",
    file="ke-hoach",
    more='collects = "thang-so"',
) + "\n".join((
    sheet("dot", "Đợt", "form", ("ten", "Tên", REQUIRED), ("ma", "Mã", REQUIRED),
          ("nam", "Năm", f'type = "year"\n{REQUIRED}'), ("tu_thang", "Từ tháng", A_MONTH)),
    sheet("thon", "Thôn", "table", ("ma", "Mã", REQUIRED), ("ten", "Tên", REQUIRED),
          ("thang", "Tháng làm", A_MONTH), more="rows = 5"),
))  # fmt: skip
BOOK = HEAD.format(
    name="thang-so",
    title="Sổ theo tháng",
    unit="-{thon.ma}",
    unit_name="{thon.ten}",
    file="{thon.ma}_{dot.nam}",
    more='plan = "thang-ke-hoach"',
) + "\n".join((
    sheet("chung", "Chung", "form",
          ("thang", "Tháng theo kế hoạch", 'type = "yearmonth"\nprefill = "{thon.thang}"\nread_only = true'),
          ("loi", "Bằng chữ", 'prefill = "{thon.thang}"\nread_only = true'),
          ("cau", "Câu", 'prefill = "Làm từ {dot.tu_thang}."\nread_only = true')),
    sheet("viec", "Việc", "table", ("ten", "Việc", f"published = true\n{REQUIRED}"),
          ("thang", "Tháng", A_MONTH), ("xong", "Xong", 'type = "yearmonth"'), more="rows = 8"),
    '[[sheet.rule]]\nrule = "compare"\nfield = "thang"\nop = "<="\nother = "xong"\n',
    """
[report]
title = "Kết quả"
[[report.figure]]
name = "viec"
code = "1"
title = "Số việc"
count = "viec"
[[report.breakdown]]
name = "theo_thang"
title = "Theo tháng"
by = "thang"
figures = ["viec"]
[[report.book]]
name = "so_viec"
title = "Sổ việc"
table = "viec"
order = "thang"
columns = [
  { title = "Số thứ tự", numbered = true },
  { title = "Tháng", fields = ["thang"] },
]
""",
))  # fmt: skip
Rows = Sequence[Mapping[str, Any]]
THE_PLAN: Mapping[str, Rows] = {
    "dot": [{"ten": "Xã Mẫu", "ma": "MAU", "nam": 2024, "tu_thang": "tháng ba năm 2024"}],
    "thon": [
        {"ma": "01", "ten": "Thôn Thượng", "thang": date(2024, 4, 1)},
        {"ma": "02", "ten": "Thôn Hạ", "thang": "T5/2024"},
    ],
}
GOOD: Mapping[str, Rows] = {
    "viec": [
        {"ten": "Đào mương", "thang": MARCH, "xong": date(2024, 3, 20)},  # the same month
        {"ten": "Đắp đường", "thang": "tháng 4/2024", "xong": None},
        {"ten": "Trồng cây", "thang": date(2024, 3, 9), "xong": date(2024, 12, 1)},
    ]
}
FAULTY: Mapping[str, Rows] = {
    "viec": [
        {"ten": "Sửa nhà", "thang": "3", "xong": None},
        {"ten": "Sửa cầu", "thang": date(2024, 5, 1), "xong": date(2024, 4, 30)},
    ]
}


def fill(path: Path, template: Path, contents: Mapping[str, Rows]) -> None:
    """Fill in a workbook by what its template tells other programs."""
    workbook = openpyxl.load_workbook(path)
    for declared in describe(load_template(template))["sheets"]:
        page: Worksheet = workbook[declared["title"]]
        places = {field["name"]: field for field in declared.get("fields", ())}
        for number, row in enumerate(contents.get(declared["name"], ())):
            for name, value in row.items():
                at = places[name].get("cell")
                page[at or f"{places[name]['column']}{declared['first_row'] + number}"] = value
    workbook.save(path)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the year: two villages have sent their workbooks back."""
    root = tmp_path_factory.mktemp("thang")
    plan, book, folder = root / "thang-ke-hoach.toml", root / "thang-so.toml", root / "nam-2024"
    plan.write_text(PLAN, "utf-8")
    book.write_text(BOOK, "utf-8")
    assert run(["init", str(folder), "--template", str(plan)]) == 0
    fill(folder / "ke-hoach.xlsx", plan, THE_PLAN)
    assert run(["generate", str(folder)]) == 0
    for path, contents in zip(
        sorted((folder / "phat-ra").glob("*.xlsx")), (GOOD, FAULTY), strict=True
    ):
        back = folder / "nhan-ve" / path.name
        back.write_bytes(path.read_bytes())
        fill(back, book, contents)
    return folder


@pytest.fixture(scope="module")
def report(year: Path) -> Path:
    """The annual workbook, with everything that stands beside it."""
    run(["merge", str(year), "--today", "2024-12-31", "--write", "xlsx,csv,json,html"])
    (made,) = (path for path in year.rglob("tong-hop*.xlsx") if "noi-bo" not in path.stem)
    return made


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    capsys.readouterr()
    run([*map(str, arguments), "--format", "json"])
    return dict(json.loads(capsys.readouterr().out))


def test_a_workbook_asks_for_a_month_as_a_day_shown_as_one(year: Path) -> None:
    book = openpyxl.load_workbook(year / "phat-ra" / "02_2024.xlsx")
    form, table = book["Chung"], book["Việc"]
    cells = [cell for row in form.iter_rows() for cell in row]
    planned = next(cell for cell in cells if isinstance(cell.value, datetime))
    assert (planned.value, planned.number_format) == (datetime(2024, 5, 1), '"tháng "m/yyyy')
    assert {"tháng 5/2024", "Làm từ tháng 3/2024."} <= {cell.value for cell in cells}
    guards = {
        (one.type, one.operator)
        for one in table.data_validations.dataValidation
        if one.type == "date"
    }
    assert guards == {("date", None)}, "between is what a guard does if it says nothing else"


def test_what_is_wrong_is_found_in_the_very_cell(
    year: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = told(capsys, "validate", year, "--today", "2024-12-31")
    found = {(f["file"][:2], f["cell"], f["code"]) for f in said["findings"] if f["code"] != "C001"}
    assert found == {("02", "D7", "C126"), ("02", "D8", "R105")}
    mended = {(f["file"][:2], f["cell"]) for f in said["findings"] if f["code"] == "C001"}
    assert not mended, "a cell of months shows of a day its month alone"


def test_the_report_counts_by_month_in_every_door(
    report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = openpyxl.load_workbook(report, data_only=True)
    rows = {page.title: [[c.value for c in row] for row in page.iter_rows()] for page in book}
    by_month = {row[1]: row[2] for row in rows["Theo tháng"][6:]}
    assert by_month == {"tháng 3/2024": 2, "tháng 4/2024": 1, "Tổng cộng": 3}
    formulas = [c.value for row in openpyxl.load_workbook(report)["Theo tháng"] for c in row]
    assert any('"tháng 3/2024"' in str(formula) for formula in formulas)
    months = [row[1] for row in rows["Sổ việc"][5:]]
    assert [month for month in months if month] == ["(2)", *["tháng 3/2024"] * 2, "tháng 4/2024"]
    page = report.with_suffix(".html").read_text("utf-8")
    assert "tháng 4/2024" in page


def test_the_data_package_holds_months(report: Path) -> None:
    import frictionless

    folder = report.with_name(report.stem + "-du-lieu")
    assert frictionless.validate(str(folder / "datapackage.json")).valid
    said = json.loads((folder / "datapackage.json").read_text("utf-8"))
    fields = {f["name"]: f for r in said["resources"] for f in r["schema"]["fields"]}
    assert fields["thang"]["type"] == fields["xong"]["type"] == "yearmonth"
    with (folder / "viec.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    # In an order that tells nothing of who sent them.
    assert sorted((row["thang"], row["xong"]) for row in rows) == [
        ("2024-03", "2024-03"),
        ("2024-03", "2024-12"),
        ("2024-04", ""),
    ]


def test_what_is_read_back_from_the_annual_workbook_is_the_same(
    report: Path, tmp_path: Path
) -> None:
    assert run(["report", str(report), "--out", str(tmp_path / "lai.xlsx")]) == 0
    for door in (".json", ".html"):
        again = (tmp_path / f"lai{door}").read_text("utf-8")
        assert again == report.with_suffix(door).read_text("utf-8"), door
    for path in report.with_name(report.stem + "-du-lieu").glob("*.csv"):
        assert (tmp_path / "lai-du-lieu" / path.name).read_bytes() == path.read_bytes(), path.name
