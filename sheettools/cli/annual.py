"""The annual report."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sheettools.annual.doors import DOOR_NAMES, Order, tell_doors
from sheettools.cli.root import (
    ANY,
    FILE,
    FINDINGS,
    OK,
    CheckOptions,
    asked_options,
    cli,
    exit_code,
    folder_argument,
    format_option,
    say_beside,
    writing,
)
from sheettools.language import Option, language, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sheettools.annual.figures import Figures
    from sheettools.annual.report import AnnualReport, RewrittenReport, RollUp
    from sheettools.findings import Finding
    from sheettools.year import Year

_DOORS = tell_doors()
write_option = click.option(
    "--write",
    "doors",
    multiple=True,
    metavar="FORMS",
    cls=Option,
    help=f"Ghi báo cáo ra những dạng nào, cách nhau bằng dấu phẩy: {_DOORS.vi}. Khác --format, là "
    "dạng in ra màn hình.",
    en=f"The forms in which the report is written, parted by commas: {_DOORS.en}. --format is "
    "another thing: how it is said on the screen.",
)


def order_options(function: Callable[..., int]) -> Callable[..., int]:
    """Give a command the options of writing a report; it gets them as one: `order`."""

    @click.option(
        "--out",
        type=ANY,
        cls=Option,
        help="Tệp báo cáo; các dạng khác ghi cạnh tệp này.",
        en="The report to write; its other forms are written beside it.",
    )
    @click.option(
        "--final",
        is_flag=True,
        cls=Option,
        help="Chỉ ghi báo cáo khi đủ điều kiện trình ký; còn thiếu thì nói rõ và không ghi.",
        en="Write the report only where it can be signed; else say why not and write nothing.",
    )
    @click.option(
        "--internal",
        is_flag=True,
        cls=Option,
        help="Ghi thêm sổ nội bộ có họ tên, vào thư mục noi-bo; sổ này không gửi đi.",
        en="Write the office's own register with names too, into noi-bo; it is not to be sent.",
    )
    @write_option
    @wraps(function)
    def command(
        *, out: Path | None, doors: tuple[str, ...], final: bool, internal: bool, **others: Any
    ) -> int:
        return function(order=Order(out, doors, final, internal), **others)

    return command


@cli.command(
    help="Tổng hợp các sổ đã nhận thành báo cáo năm, vào thư mục bao-cao. Thư mục không có "
    "ke-hoach.xlsx mà có báo cáo "
    "tong-hop_….xlsx của nhiều đơn vị thì gộp các báo cáo đó thành báo cáo của cấp trên.",
    en="Merge the returned workbooks into the annual report, in the folder bao-cao. In a folder "
    "without ke-hoach.xlsx "
    "that has annual workbooks of several offices, merge these into the report of the level above.",
    short=(
        "Tổng hợp các sổ đã nhận thành báo cáo năm, vào thư mục bao-cao.",
        "Merge the returned workbooks into the annual report, in bao-cao.",
    ),
    examples=(
        "sheettools merge cam-son-2024",
        "sheettools merge cam-son-2024 --final",
        "sheettools merge cam-son-2024 --write xlsx,docx,html",
    ),
    known_as=("tong-hop", "gop", "gop-so", "lam-bao-cao"),
)
@folder_argument
@click.argument("paths", type=ANY, nargs=-1)
@asked_options
@order_options
@format_option()
def merge(
    folder: Path, paths: tuple[Path, ...], asked: CheckOptions, order: Order, form: str
) -> int:
    """Write the annual report."""
    from sheettools.cli.returns import refuse_another_year
    from sheettools.year import Year

    home = Year(folder, asked.plan)
    if home.plan_path.is_file():  # without a plan it merges reports, from wherever they are
        refuse_another_year(paths, [folder])
    with writing(home, "merge", order.out.parent if order.out else None):
        return _merge(home, paths, asked, order, form)


def _merge(
    home: Year, paths: tuple[Path, ...], asked: CheckOptions, order: Order, form: str
) -> int:
    from sheettools.show import progress_bar, show_json

    prefer, passwords = asked.prefer, asked.passwords
    with progress_bar(say("Đang ghi báo cáo", "Writing the report")) as tell:
        above = home.roll_up(paths, order, prefer=prefer, passwords=passwords, tell=tell)
    if above is not None:
        if order.internal:
            click.echo(
                say(
                    "Báo cáo của các đơn vị không có họ tên nên không có sổ nội bộ.",
                    "Reports of offices hold no names, so there is no register of them.",
                ),
                err=True,
            )
        return _show_rolled_up(above, form)
    with asked.means() as means:
        made = home.report(
            paths, asked.today, order, prefer=prefer, passwords=passwords, means=means
        )
    say_beside(home)
    found = (*home.aliases.findings, *home.plan.calendar)
    if form == "json":
        said = made.as_dict(language()) | {"ignored": home.ignored(paths)}
        show_json(
            {**said, "findings": [*(f.as_dict(language()) for f in found), *said["findings"]]}
        )
    else:
        _show_report(made, found)
    if not made.reasons:
        return exit_code([*found, *made.remarks])  # what is left was accepted by name
    return exit_code([*found, *made.remarks, *made.findings])


def _show_report(made: AnnualReport, more: Sequence[Finding]) -> None:
    """Say what the report holds, what keeps it a draft, and what was written."""
    from sheettools.annual.ledger import COLUMNS
    from sheettools.annual.previous import LOST
    from sheettools.show import count_line, show_details, show_findings

    _show_figures(made.figures)
    show_details(made.merged.ledger, COLUMNS)
    lost = [finding for finding in made.merged.findings if finding.problem == LOST]
    show_findings((*more, *made.remarks, *made.edition.figures.findings, *lost))
    for reason in (*made.edition.say_draft(language()), *made.edition.say_waived(language())):
        click.echo("• " + reason)
    _show_written(made, count_line([*more, *made.remarks, *made.findings]))


def _show_written(made: AnnualReport, count: str) -> None:
    """Say in what state the report is, where it lies, and what stays in the office."""
    state = (
        say("DỰ THẢO", "DRAFT") if made.reasons else say("Đủ điều kiện trình ký", "Ready to sign")
    )
    places = [*made.written.values()]
    first = places[0] if places else say("chưa ghi tệp nào", "no file was written")
    click.echo(f"{state}: {first} ({count})")
    for path in places[1:]:
        if path == made.document:
            click.echo(say("Báo cáo Word: {path}", "Word report: {path}", path=path))
        else:
            click.echo(say("Đã ghi thêm: {path}", "Written too: {path}", path=path))
    if made.office is not None:
        click.echo(
            say(
                "Bản nội bộ, có nguồn từng dòng, phát hiện, dòng để riêng; không gửi đi: {path}",
                (
                    "The office's edition, with sources, findings and rows set aside; not to be "
                    "sent: {path}"
                ),
                path=made.office,
            )
        )
    _show_covered(made)
    if made.register is not None:
        click.echo(
            say(
                "Sổ nội bộ, có họ tên, không gửi đi: {path}",
                "The office's register, with names, not to be sent: {path}",
                path=made.register,
            )
        )


def _show_covered(made: AnnualReport) -> None:
    """Say in how many cells something was covered."""
    from sheettools.annual.gate.privacy import COVERED_UP

    office = made.edition.office
    covered = sum(one.code == COVERED_UP.code for one in office.findings) if office else 0
    if covered:
        click.echo(
            say(
                "Đã che ở {count} ô chỗ có thể cho biết là ai: xem trang “Đã tự sửa”.",
                "Covered in {count:cell|cells} what may say who somebody is: see the sheet “Đã tự "
                "sửa”.",
                count=covered,
            )
        )


def _show_figures(figures: Figures) -> None:
    from sheettools.show import show_table

    show_table(
        (say("Mã số", "No."), say("Số liệu", "Figure"), say("Số lượng", "Count")),
        [(f.code, f.title, figures.values[f.name]) for f in figures.report.figures],
    )


def _show_rolled_up(made: RollUp, form: str) -> int:
    """Say what became of several annual workbooks, and return the exit code."""
    from sheettools.show import show_findings, show_json

    if form == "json":
        show_json(made.as_dict(language()))
    else:
        _show_parts(made)
        _show_summed_up(made)
        show_findings(made.remarks)
    wrong = any(finding.severity == "error" for finding in made.public.findings)
    return exit_code(made.remarks) or (FINDINGS if wrong else OK)


def _show_parts(made: RollUp) -> None:
    """Say what the report adds up, of whom, and what was left out."""
    from sheettools.annual.gate.public import PART_DETAILS
    from sheettools.findings import Words
    from sheettools.show import plain, show_details
    from sheettools.template.detail import Detail

    public = made.public
    _show_figures(public.figures)
    office = Detail(
        screen=Words("Đơn vị báo cáo", "Office"),
        get=lambda part: public.data.sender_name(part.sender),
    )
    show_details(public.parts, (office, *PART_DETAILS))
    again = Words(
        "{file}: trùng với báo cáo khác, chỉ tính một lần.",
        "{file}: the same report again, counted once.",
    )
    overridden = Words(
        "{file}: không tính, vì đã chọn báo cáo khác của đơn vị này.",
        "{file}: not counted, another report of this office was preferred.",
    )
    for words, files in ((again, made.again), (overridden, made.overridden)):
        for file in files:
            click.echo(plain(words.say(language(), {"file": file})))
    for finding in public.findings:
        whose = finding.file or public.data.sender_name(finding.sender)
        click.echo(plain(f"{whose}: {finding.code} {finding.message} {finding.remedy}"))


def _show_summed_up(made: RollUp) -> None:
    """Say what keeps the report a draft, and where it lies."""
    public = made.public
    for reason in (*public.say_draft(language()), *public.say_waived(language())):
        click.echo("• " + reason)
    state = (
        say("DỰ THẢO", "DRAFT") if public.draft else say("Đủ điều kiện trình ký", "Ready to sign")
    )
    for path in made.written.values():
        click.echo(
            say(
                "{state}: {path} ({count} báo cáo)",
                "{state}: {path} ({count:report|reports})",
                state=state,
                path=path,
                count=len(public.parts),
            )
        )


@cli.command(
    help=(
        "Ghi lại báo cáo ra các dạng khác, chỉ từ tệp tong-hop_….xlsx đã có, không cần các sổ đã "
        "nhận."
    ),
    en="Write the report in other forms from a tong-hop_….xlsx alone, without the returns.",
    short=(
        "Ghi báo cáo đã có (tong-hop_….xlsx) ra các dạng khác.",
        "Write a report that is there (tong-hop_….xlsx) in other forms.",
    ),
    examples=(
        "sheettools report cam-son-2024/noi-bo/tong-hop_07528_2024_noi-bo.xlsx",
        "sheettools report tong-hop_07528_2024_gui-cap-tren.xlsx --write docx,html",
    ),
    known_as=("bao-cao", "xuat", "ghi-lai", "export"),
)
@click.argument("file", type=FILE)
@click.option(
    "--out",
    type=ANY,
    cls=Option,
    help="Ghi cạnh tệp này; mặc định cạnh báo cáo.",
    en="Write beside this file; by default beside the report.",
)
@click.option(
    "--write",
    "doors",
    multiple=True,
    metavar="FORMS",
    cls=Option,
    help=f"Những dạng nào, cách nhau bằng dấu phẩy: {DOOR_NAMES}; mặc định tất cả trừ xlsx.",
    en=f"Which forms, parted by commas: {DOOR_NAMES}; all but xlsx by default.",
)
@format_option()
def report(file: Path, out: Path | None, doors: tuple[str, ...], form: str) -> int:
    """Write the report again."""
    from sheettools.annual.report import rewrite_report
    from sheettools.annual.xlsx.reread import home_of
    from sheettools.show import show_json
    from sheettools.year import Year

    home = Year(home_of(file))
    with ExitStack() as stack:
        if home.plan_path.is_file():
            stack.enter_context(writing(home, "report", out.parent if out else None))
        made = rewrite_report(file, out, doors)
    if form == "json":
        show_json(made.as_dict(language()))
    else:
        _show_rewritten(made)
    return exit_code(made.remarks) or (FINDINGS if made.public.findings else OK)


def _show_rewritten(made: RewrittenReport) -> None:
    """Say where the report was changed by hand, what keeps it a draft, and what was written."""
    from sheettools.show import plain, show_findings

    public = made.public
    show_findings(made.remarks)
    changed = public.findings
    for one in changed:
        place = "!".join(filter(None, (one.sheet, one.cell))) or one.file
        click.echo(plain(f"{place}: {one.code} {one.message}"))
    for reason in public.say_draft(language()):
        click.echo("• " + reason)
    for path in made.written.values():
        click.echo(say("Đã ghi: {path}", "Written: {path}", path=path))
    if made.from_upward:
        click.echo(
            say(
                "Làm từ bản gửi cấp trên: việc giữ kín, dòng để riêng, sổ chưa có chỉ lấy "
                "theo số ghi ở đó, "
                "không tính lại được từ các dòng.",
                "Made from the edition that went up: of what must be kept secret, rows set "
                "aside and missing "
                "workbooks only the numbers there are known; they cannot be worked out anew.",
            )
        )
