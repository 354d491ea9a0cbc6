"""Before anything comes back: the plan, and the workbooks to send."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sheettools.cli.root import (
    FILE,
    FOLDER,
    NOT_WRITTEN,
    OK,
    cli,
    exit_code,
    folder_argument,
    format_option,
    plan_option,
    writing,
)
from sheettools.cli.values import NEW_FOLDER, YEAR, profile_names, template_names, unit_codes
from sheettools.language import Option, language, say

if TYPE_CHECKING:
    from sheettools.year import WrittenWorkbook, Year


@cli.command(
    help=(
        "Lập thư mục của năm và tệp kế hoạch. Có --from thì điền sẵn từ văn bản kế hoạch (.docx, "
        ".pdf, .txt …), hoặc lập tiếp từ tệp ke-hoach.xlsx của năm trước."
    ),
    en=(
        "Make the year's folder and plan workbook. With --from it is drafted from a plan's text "
        "(.docx, .pdf, .txt …), or begins with last year's ke-hoach.xlsx."
    ),
    short=(
        "Lập thư mục của năm và tệp kế hoạch.",
        "Make the year's folder and its plan workbook.",
    ),
    examples=(
        "sheettools init xa-mau-2025 --from ke-hoach.docx",
        "sheettools init xa-mau-2025 --from xa-mau-2024/ke-hoach.xlsx",
        "sheettools init xa-mau-2025",
    ),
    known_as=("lap", "lap-nam", "khoi-tao", "bat-dau", "new", "start"),
)
@click.argument("folder", type=NEW_FOLDER)
@click.option(
    "--from",
    "text",
    type=FILE,
    cls=Option,
    help="Văn bản kế hoạch, hoặc tệp kế hoạch năm trước.",
    en="The plan's text, or last year's plan workbook.",
)
@click.option(
    "--year",
    type=YEAR,
    metavar="YEAR",
    default=0,
    cls=Option,
    help="Năm, khi văn bản không nói; lập từ kế hoạch năm trước thì mặc định năm liền sau.",
    en="The year, if the text does not say; from last year's plan the one after by default.",
)
@click.option(
    "--profile",
    default="",
    metavar="PROFILE",
    shell_complete=profile_names,
    cls=Option,
    help="Bộ quy định, mặc định theo ngày ban hành và tỉnh.",
    en="The profile, by day of issue and province by default.",
)
@click.option(
    "--template",
    default="",
    metavar="TEMPLATE",
    shell_complete=template_names,
    cls=Option,
    help="Mẫu kế hoạch: tên hoặc tệp .toml; mặc định ke-hoach, hoặc mẫu của kế hoạch năm trước.",
    en="Plan template: a name or a .toml file; ke-hoach by default, or that of last year's plan.",
)
def init(folder: Path, text: Path | None, year: int, profile: str, template: str) -> int:
    """Draft the plan workbook."""
    from sheettools.show import show_findings
    from sheettools.year import Year, check_plan_file

    home = Year(folder)
    year = year or (0 if text else _year_in(folder))
    with writing(home, "init"):
        drafted = home.start(text, year=year, profile=profile, template=template)
    click.echo(
        say("Đã lập tệp kế hoạch: {path}", "Plan workbook made: {path}", path=home.plan_path)
    )
    show_findings(drafted.before, title=say("Trong kế hoạch năm trước", "In last year's plan"))
    show_findings(drafted.unplaced, title=say("Chưa xếp được vào kế hoạch", "Could not be placed"))
    show_findings(drafted.told)
    missing = check_plan_file(home.plan_path, folder).findings
    show_findings(
        missing, title=say("Cần điền thêm trong ke-hoach.xlsx", "Missing in ke-hoach.xlsx")
    )
    click.echo(
        say(
            (
                "Việc tiếp theo: mở {path}, xem lại và điền thêm; rồi chạy: sheettools generate "
                "{folder}"
            ),
            "Next: open {path}, check it and fill it in; then run: sheettools generate {folder}",
            path=home.plan_path,
            folder=folder,
        )
    )
    return OK


def _year_in(folder: Path) -> int:
    import re

    from sheettools.disk.place import real_path

    found = re.search(r"(?<!\d)(20\d\d)(?!\d)", real_path(folder).name)
    return int(found[1]) if found else 0


@cli.command(
    help="Làm sổ cho từng đơn vị từ tệp kế hoạch, vào thư mục phat-ra.",
    en="Make each unit's workbook from the plan, in the folder phat-ra.",
    examples=(
        "sheettools generate cam-son-2024",
        'sheettools generate cam-son-2024 --village 01 --village "Thôn Họa"',
        "sheettools generate cam-son-2024 --paper",
    ),
    known_as=("lam-so", "phat-so", "phat-ra", "tao-so", "make"),
)
@folder_argument
@plan_option
@click.option(
    "--out", type=FOLDER, cls=Option, help="Thư mục ghi sổ.", en="The folder to write to."
)
@click.option(
    "--village",
    "--unit",
    "units",
    multiple=True,
    metavar="UNIT",
    shell_complete=unit_codes,
    cls=Option,
    help="Chỉ làm cho đơn vị này: mã, số thứ tự hoặc tên; ghi được nhiều lần.",
    en="Only for this unit: its code, number or name; may be repeated.",
)
@click.option(
    "--dry-run",
    is_flag=True,
    cls=Option,
    help="Chỉ xem sẽ làm gì, không ghi tệp.",
    en="Only say what would be done.",
)
@click.option(
    "--paper",
    is_flag=True,
    cls=Option,
    help="Làm thêm bản giấy (PDF) để in và ghi tay, cùng mã dòng với sổ.",
    en="Also make a paper twin (PDF) to fill in by hand, with the workbook's row codes.",
)
@format_option()
def generate(
    folder: Path,
    plan: Path | None,
    out: Path | None,
    units: tuple[str, ...],
    *,
    dry_run: bool,
    paper: bool,
    form: str,
) -> int:
    """Write the workbooks."""
    from sheettools.show import progress_bar, show_findings, show_json
    from sheettools.year import Year

    home = Year(folder, plan)
    written = []
    with ExitStack() as stack:
        if not dry_run:
            stack.enter_context(writing(home, "generate", out))
        progress = stack.enter_context(progress_bar(say("Đang làm sổ", "Making workbooks")))
        total = len(home.units(units))
        for workbook in home.generate(out, units, dry_run=dry_run, paper=paper):
            written.append(workbook)
            if progress is not None:
                progress(len(written), total)
    findings = [*home.plan.checked.findings, *home.plan.remarks, *home.plan.calendar]
    for workbook in written:
        findings += workbook.findings
    code = NOT_WRITTEN if exit_code(findings) == NOT_WRITTEN else OK
    if form == "json":
        show_json(
            {
                "workbooks": [_told(one) for one in written],
                "findings": [finding.as_dict(language()) for finding in findings],
            }
        )
        return code
    _show_workbooks(written)
    show_findings(findings)
    _show_paper(written)
    if not units:
        _show_how_many(home, len(written))
    if dry_run:
        click.echo(say("Chưa ghi tệp nào (--dry-run).", "Nothing was written (--dry-run)."))
    elif any(one.state != "failed" and one.issued.message for one in written):
        click.echo(
            say(
                "Bên cạnh mỗi sổ có tệp .txt: lời nhắn để chép vào Zalo khi gửi.",
                "Beside each workbook a .txt holds the message to send along.",
            )
        )
    return code


def _show_how_many(year: Year, count: int) -> None:
    """Say how many units there are: the report takes them for all, whatever the text spoke of."""
    plan = year.plan
    click.echo(
        say(
            "Kế hoạch có {count} đơn vị. Nếu địa bàn còn đơn vị khác thì ghi thêm ở trang "
            "“{title}” của {file} rồi chạy lại; nếu không, báo cáo tính như chỉ có chừng ấy.",
            "The plan has {count:unit|units}. If there are others, add them on the sheet “{title}” "
            "of {file} and run again; otherwise the report will count as if these were all.",
            count=count,
            title=plan.template.sheet(plan.template.unit).title,
            file=year.plan_path.name,
        )
    )


def _told(one: WrittenWorkbook) -> dict[str, Any]:
    """Return what programs are told of a workbook."""
    return {
        "code": one.issued.code,
        "unit": one.issued.unit_name,
        "file": str(one.path),
        "state": one.state,
        "carried": sum(one.issued.carried.values()),
        "paper": str(one.paper) if one.paper else None,
    }


def _show_workbooks(written: Sequence[WrittenWorkbook]) -> None:
    """Show which workbooks there are, and to which of them matters of last year came over."""
    from sheettools.show import show_table

    words = {
        "new": say("mới", "new"),
        "same": say("như cũ", "unchanged"),
        "renewed": say("làm lại", "renewed"),
        "kept": say("đã có người điền, giữ nguyên", "filled in, kept"),
        "failed": say("không ghi được", "not written"),
    }
    headings = (say("Mã sổ", "Code"), say("Đơn vị", "Unit"), say("Tệp", "File"), "")
    show_table(
        headings, [(w.issued.code, w.issued.unit_name, w.path, words[w.state]) for w in written]
    )
    if any(one.issued.carried for one in written):
        show_table(
            (
                say("Đơn vị", "Unit"),
                say("Việc năm trước chuyển sang", "Carried over from last year"),
            ),
            [(one.issued.unit_name, sum(one.issued.carried.values())) for one in written],
        )


def _show_paper(written: Sequence[WrittenWorkbook]) -> None:
    """Show the twins to fill in by hand, and say once how to print those that have no PDF."""
    from sheettools.incoming.cage.office import find_office
    from sheettools.show import show_table

    twins = [(one.issued.unit_name, one.paper) for one in written if one.paper is not None]
    if not twins:
        return
    show_table((say("Đơn vị", "Unit"), say("Bản giấy để in", "Paper twin")), twins)
    if all(path.suffix == ".pdf" for _, path in twins):
        return
    if find_office() is None:
        click.echo(
            say(
                (
                    "Máy này không có LibreOffice nên không làm được PDF: mở tệp bản giấy bằng "
                    "Excel rồi in."
                ),
                "There is no LibreOffice here to make a PDF: open the twin in Excel and print it.",
            )
        )
    else:
        click.echo(
            say(
                (
                    "LibreOffice không làm được PDF của một số bản giấy: mở tệp .xlsx đó bằng "
                    "Excel rồi in."
                ),
                "LibreOffice made no PDF of some twins: open that .xlsx in Excel and print it.",
            )
        )
