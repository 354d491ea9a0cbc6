"""The demonstration: the whole cycle on the plan of xã Cấm Sơn, 2024, told step by step."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from sheettools.findings import Finding, Severity, SheettoolsError, counted, declare, in_language
from sheettools.language import language, say

_PLANTED = "planted mistake|planted mistakes"
HERE = Path(__file__).parent
PLAN_TEXT = HERE / "ke_hoach_cam_son_2024.txt"
TODAY = date(2025, 1, 10)
"""The day on which the returns are checked; not the clock's, so that every run is the same."""
STAFF_FILL = {"ma_xa": "07528", "lien_he": "Văn phòng Đảng ủy xã", "han_nop": date(2024, 12, 20)}
"""What staff fill in; the commune's code is that of the General Statistics Office."""
KEY = "khoa cua ban chay thu, khong dung cho so that"
"""The demonstration's key; one made by chance would make every run another."""
STAFF_SAVED = datetime(2024, 3, 1, 8, 0)

NOT_EMPTY = declare(
    "T025",
    Severity.ERROR,
    why=(
        "Thư mục “{value}” đã có; bản chạy thử chỉ ghi vào thư mục mới.",
        "The folder “{value}” exists; the demonstration writes into a new one only.",
    ),
    remedy=(
        "Chọn tên khác, ví dụ: sheettools demo chay-thu-2",
        "Choose another name: sheettools demo another-folder",
    ),
)


def run_demo(folder: Path) -> None:
    """Run the whole cycle in a new folder. Raises SheettoolsError where there is one."""
    from sheettools.year import Year

    if folder.exists():
        raise SheettoolsError(Finding(NOT_EMPTY, value=str(folder)))
    year = Year(folder)
    _draft(year)
    _generate(year)
    _fill(year)
    _validate(year)
    _register(year)
    _merge(year)


def _step(number: int, vi: str, en: str) -> None:
    click.echo(f"\n── {number}. " + say(vi, en))


def _look(path: Path, vi: str, en: str) -> None:
    click.echo(f"   {path}: " + say(vi, en))


def _draft(year: Any) -> None:
    from sheettools.outgoing.key import write_key

    _step(
        1,
        "init: lập kế hoạch từ văn bản thật (xã Cấm Sơn, năm 2024)",
        "init: draft the plan from the real text (xã Cấm Sơn, 2024)",
    )
    write_key(year.folder, KEY)
    drafted = year.start(PLAN_TEXT)
    said = say(
        "{n} chỗ trong văn bản chưa xếp được.",
        "{n:passage|passages} of the text could not be placed.",
        n=len(drafted.unplaced),
    )
    click.echo("   " + said)
    fill_plan(year.plan_path)
    _look(
        year.plan_path,
        "mỗi ô điền sẵn có ghi chú dẫn câu gốc; đã điền thêm mã xã 07528",
        (
            "each filled cell has a note quoting its sentence; the commune code 07528 was added "
            "by hand"
        ),
    )


def fill_plan(path: Path) -> None:
    """Fill in what the text does not say, through the cells that the template declares."""
    from sheettools.demo.fill import open_book, saved_bytes
    from sheettools.template.description import describe
    from sheettools.template.load.library import find_template
    from sheettools.template.load.load import load_template

    form = next(
        s
        for s in describe(load_template(find_template("ke-hoach")))["sheets"]
        if s["name"] == "chung"
    )
    cells = {field["name"]: field["cell"] for field in form["fields"]}
    book = open_book(path)
    for name, value in STAFF_FILL.items():
        book[form["title"]][cells[name]].value = value
    path.write_bytes(saved_bytes(book, STAFF_SAVED))


def _generate(year: Any) -> None:
    _step(2, "generate: làm sổ cho từng thôn", "generate: make each village's workbook")
    for written in year.generate():
        _look(written.path, written.issued.unit_name, written.issued.unit_name)


def _fill(year: Any) -> None:
    from sheettools.demo.fill import fill_returns
    from sheettools.template.description import describe
    from sheettools.year import IN, OUT

    _step(
        3,
        "bốn trưởng thôn điền sổ và gửi lại (DỮ LIỆU MẪU, không có thật)",
        "four village heads fill in and return them (SAMPLE DATA, invented)",
    )
    # Through JSON and back: only what any other program could know of the workbook.
    declared = json.loads(json.dumps(describe(year.asked)))
    for path, mistakes in fill_returns(year.folder / OUT, year.folder / IN, declared):
        _look(path, "; ".join(mistakes) or "không có lỗi", counted(len(mistakes), _PLANTED))


def _validate(year: Any) -> None:
    from sheettools.show import count_line, show_findings

    _step(4, "validate: kiểm tra sổ đã nhận", "validate: check what came back")
    outcomes = year.check(today=TODAY)
    for outcome in outcomes:
        click.echo(f"   {outcome.file}: {count_line(outcome.findings)}")
    worst = max(outcomes, key=lambda one: sum(f.severity is Severity.ERROR for f in one.findings))
    errors = [f for f in worst.findings if f.severity is Severity.ERROR]
    show_findings(errors, title=say("Phải sửa trong {file}", "To fix in {file}", file=worst.file))
    for path in year.hand_back(outcomes, TODAY).files:
        if path.suffix == ".xlsx":
            _look(
                path,
                "bản gửi lại cho thôn, trang đầu ghi các chỗ cần sửa",
                "goes back to the village; its first sheet says what to fix",
            )


def _register(year: Any) -> None:
    from sheettools.demo.fill import fill_register
    from sheettools.template.description import describe

    _step(
        5,
        "register: sổ theo dõi của văn phòng, văn phòng ghi ai giải quyết và kết quả (DỮ LIỆU MẪU)",
        "register: the office's own, in which it writes who settles what and how (SAMPLE DATA)",
    )
    made = year.keep_register(TODAY)
    declared = json.loads(json.dumps(describe(made.template)))
    mistakes = fill_register(made.path, declared)
    _look(made.path, "; ".join(mistakes), counted(len(mistakes), _PLANTED))


def _merge(year: Any) -> None:
    _step(6, "merge: tổng hợp thành báo cáo năm", "merge: make the annual report")
    made = year.report((), TODAY)
    for figure in made.figures.report.figures:
        if not figure.title.startswith("–"):
            title, value = in_language(figure.title, language()), made.figures.values[figure.name]
            click.echo(f"   {figure.code:>4}  {title}: {value}")
    for reason in made.edition.say_draft(language()):
        click.echo(f"   • {reason}")
    _look(
        made.path,
        "bản gửi cấp trên, mở bằng Excel: số liệu, bảng, dữ liệu",
        "what goes up, open it in Excel: figures, tables, data",
    )
    if made.document:
        _look(
            made.document,
            "mở bằng Word: báo cáo theo thể thức của Đảng, phần văn phòng viết còn để trống",
            "open it in Word: the report as Party offices write it; what people write is left open",
        )
    if made.office:
        _look(
            made.office,
            "bản nội bộ, không gửi đi: nguồn của từng dòng, phát hiện, dòng để riêng, sổ cân đối",
            "the office's edition, not to be sent: origins, findings, rows set aside, ledger",
        )
    click.echo(
        say(
            "\nXong. Xem lại từng bước bằng: sheettools validate {folder} --today {today}",
            "\nDone. Repeat any step: sheettools validate {folder} --today {today}",
            folder=year.folder,
            today=TODAY,
        )
    )
