"""The command line: arguments → one call → report → exit code.

Exit codes: 0 nothing wrong, 1 findings of severity error, 2 wrong usage or an unusable plan, 3 output not written.
Only click is imported here; everything heavy waits until a command needs it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sheettools import __version__
from sheettools.language import Command, Group, Option, choose_language, language, say, usage_problem

if TYPE_CHECKING:
    from sheettools.template.findings import Finding
    from sheettools.year import Outcome, Written

FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
ANY = click.Path(path_type=Path)
Function = TypeVar("Function", bound=Callable[..., Any])
OK, FINDINGS, USAGE, NOT_WRITTEN = 0, 1, 2, 3


@click.group(
    cls=Group,
    help="Thu thập số liệu cả năm bằng sổ Excel: làm sổ, kiểm tra, tổng hợp.",
    en="Collect a year's work by Excel workbook: generate, validate, merge.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(
    __version__, message="sheettools %(version)s", cls=Option, help="Xem phiên bản.", en="Show the version."
)
@click.option(
    "--lang",
    type=click.Choice(["vi", "en"]),
    cls=Option,
    help="Ngôn ngữ, mặc định vi.",
    en="Language, vi by default.",
)
def cli(lang: str | None) -> None:
    """Take the language; `main` has set it already, so that help and errors speak it too."""


folder_argument = click.argument("folder", type=FOLDER, default=".")
today_option = click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), cls=Option,
    help="Ngày kiểm tra, mặc định hôm nay.", en="The day of checking, today by default.",
)  # fmt: skip
plan_option = click.option(
    "--plan", type=FILE, cls=Option,
    help="Tệp kế hoạch, mặc định ke-hoach.xlsx của thư mục.", en="The plan workbook; the folder's own by default.",
)  # fmt: skip


def format_option(*choices: str) -> Callable[[Function], Function]:
    """Return the option that chooses text for people or JSON for programs."""
    return click.option(
        "--format", "form", type=click.Choice(choices or ("text", "json")), default="text", cls=Option,
        help="text cho người đọc, json cho chương trình.", en="text for people, json for programs.",
    )  # fmt: skip


# --------------------------------------------------------------------------- init


@cli.command(
    help="Lập thư mục của năm và tệp kế hoạch. Có --from thì điền sẵn từ văn bản kế hoạch (.txt, .docx).",
    en="Make the year's folder and plan workbook. With --from it is drafted from a plan's text (.txt, .docx).",
)
@click.argument("folder", type=FOLDER)
@click.option("--from", "text", type=FILE, cls=Option, help="Văn bản kế hoạch.", en="The plan's text.")
@click.option(
    "--year",
    type=int,
    default=0,
    cls=Option,
    help="Năm, khi văn bản không nói.",
    en="The year, if the text does not say.",
)
@click.option(
    "--profile",
    default="",
    cls=Option,
    help="Bộ quy định, mặc định theo năm.",
    en="The profile, by year by default.",
)
@click.option(
    "--template",
    default="ke-hoach",
    cls=Option,
    help="Mẫu kế hoạch: tên hoặc tệp .toml.",
    en="Plan template: a name or a .toml file.",
)
def init(folder: Path, text: Path | None, year: int, profile: str, template: str) -> int:
    """Draft the plan workbook."""
    from sheettools.show import show_findings
    from sheettools.year import Year, check_plan_file

    home = Year(folder)
    drafted = home.start(text, year=year or (0 if text else _year_in(folder)), profile=profile, template=template)
    click.echo(say("Đã lập tệp kế hoạch: {path}", "Plan workbook made: {path}", path=home.plan_path))
    show_findings(drafted, title=say("Chưa xếp được vào kế hoạch", "Could not be placed"))
    missing = check_plan_file(home.plan_path, folder).findings
    show_findings(missing, title=say("Cần điền thêm trong ke-hoach.xlsx", "Still to fill in in ke-hoach.xlsx"))
    click.echo(say("Việc tiếp theo: mở {path}, xem lại và điền thêm; rồi chạy: sheettools generate {folder}",
                   "Next: open {path}, check it and fill it in; then run: sheettools generate {folder}",
                   path=home.plan_path, folder=folder))  # fmt: skip
    return OK


def _year_in(folder: Path) -> int:
    import re

    found = re.search(r"(?<!\d)(20\d\d)(?!\d)", folder.resolve().name)
    return int(found[1]) if found else 0


# --------------------------------------------------------------------------- generate


@cli.command(
    help="Làm sổ cho từng đơn vị từ tệp kế hoạch, vào thư mục phat-ra.",
    en="Make each unit's workbook from the plan, in the folder phat-ra.",
)
@folder_argument
@plan_option
@click.option("--out", type=FOLDER, cls=Option, help="Thư mục ghi sổ.", en="The folder to write to.")
@click.option("--village", "--unit", "units", multiple=True, cls=Option, help="Chỉ làm cho đơn vị này (mã hoặc tên).",
              en="Only for this unit (code or name).")  # fmt: skip
@click.option("--dry-run", is_flag=True, cls=Option, help="Chỉ xem sẽ làm gì, không ghi tệp.",
              en="Only say what would be done.")  # fmt: skip
@click.option("--paper", is_flag=True, cls=Option,
              help="Làm thêm bản giấy (PDF) để in và ghi tay, cùng mã dòng với sổ.",
              en="Also make a twin on paper (PDF) to fill in by hand, with the workbook's row codes.")  # fmt: skip
@format_option()
def generate(
    folder: Path, plan: Path | None, out: Path | None, units: tuple[str, ...], *, dry_run: bool, paper: bool, form: str
) -> int:
    """Write the workbooks."""
    from sheettools.show import show_findings, show_json, show_table
    from sheettools.year import Year

    words = {
        "new": say("mới", "new"),
        "same": say("như cũ", "unchanged"),
        "renewed": say("làm lại", "renewed"),
        "kept": say("đã có người điền, giữ nguyên", "filled in, kept"),
    }
    home = Year(folder, plan)
    making = home.generate(out, units, dry_run=dry_run, paper=paper)
    quiet = form == "json" or not sys.stderr.isatty()
    label = say("Đang làm sổ", "Making workbooks")
    with click.progressbar(making, len(home.units(units)), label, hidden=quiet, file=sys.stderr) as progress:
        written = list(progress)
    findings = [*home.plan.checked.findings, *home.plan.remarks, *(f for one in written for f in one.findings)]
    if form == "json":
        show_json({
            "workbooks": [{"code": w.issued.code, "unit": w.issued.unit_name, "file": str(w.path), "state": w.state,
                           "carried": sum(w.issued.carried.values()), "paper": str(w.paper) if w.paper else None}
                          for w in written],
            "findings": [f.as_dict(language()) for f in findings],
        })  # fmt: skip
        return OK
    headings = (say("Mã sổ", "Code"), say("Đơn vị", "Unit"), say("Tệp", "File"), "")
    show_table(headings, [(w.issued.code, w.issued.unit_name, w.path, words[w.state]) for w in written])
    if any(w.issued.carried for w in written):
        show_table((say("Đơn vị", "Unit"), say("Việc năm trước chuyển sang", "Carried over from last year")),
                   [(w.issued.unit_name, sum(w.issued.carried.values())) for w in written])  # fmt: skip
    show_findings(findings)
    _show_paper(written)
    if dry_run:
        click.echo(say("Chưa ghi tệp nào (--dry-run).", "Nothing was written (--dry-run)."))
    else:
        click.echo(say("Bên cạnh mỗi sổ có tệp .txt: lời nhắn để chép vào Zalo khi gửi.",
                       "Beside each workbook a .txt holds the message to send along."))  # fmt: skip
    return OK


def _show_paper(written: Sequence[Written]) -> None:
    """Show the twins to fill in by hand, and say once how to print those of which there is no PDF."""
    from sheettools.outgoing.paper import find_office
    from sheettools.show import show_table

    twins = [(one.issued.unit_name, one.paper) for one in written if one.paper is not None]
    if not twins:
        return
    show_table((say("Đơn vị", "Unit"), say("Bản giấy để in", "Twin to print")), twins)
    if all(path.suffix == ".pdf" for _, path in twins):
        return
    if find_office() is None:
        click.echo(say("Máy này không có LibreOffice nên không làm được PDF: mở tệp bản giấy bằng Excel rồi in.",
                       "There is no LibreOffice here to make a PDF: open the twin in Excel and print it."))  # fmt: skip
    else:
        click.echo(say("LibreOffice không làm được PDF của một số bản giấy: mở tệp .xlsx đó bằng Excel rồi in.",
                       "LibreOffice made no PDF of some twins: open that .xlsx in Excel and print it."))  # fmt: skip


# --------------------------------------------------------------------------- validate


@cli.command(
    help="Kiểm tra các sổ đã nhận về (thư mục nhan-ve), một tệp, hoặc chính tệp kế hoạch.",
    en="Check the returned workbooks (folder nhan-ve), single files, or the plan workbook itself.",
)
@click.argument("paths", type=ANY, nargs=-1)
@plan_option
@today_option
@format_option()
def validate(paths: tuple[Path, ...], plan: Path | None, today: datetime | None, form: str) -> int:
    """Check returns and say what to fix."""
    from sheettools.show import count_line, plain, show_findings, show_json

    outcomes = _outcomes(paths, plan, today)
    findings = [finding for outcome in outcomes for finding in outcome.findings]
    if form == "json":
        show_json({
            "files": [_file_facts(outcome) for outcome in outcomes],
            "findings": [finding.as_dict(language()) for finding in findings],
        })  # fmt: skip
        return _code(findings)
    if not outcomes:
        click.echo(say("Chưa có sổ nào được gửi về.", "No workbook has come back yet."))
        return OK
    for outcome in outcomes:
        unit = f" – {outcome.issued.unit_name} ({outcome.issued.code})" if outcome.issued else ""
        click.echo(plain(f"\n{outcome.path.name}{unit}: {count_line(outcome.findings)}"))
        show_findings(outcome.findings)
    click.echo(
        say(
            "\n{files} tệp: {count}.",
            "\n{files} files: {count}.",
            files=len(outcomes),
            count=count_line(findings),
        )
    )
    return _code(findings)


def _outcomes(paths: Sequence[Path], plan: Path | None, today: datetime | None) -> list[Outcome]:
    from sheettools.year import PLAN_FILE, Year, check_plan_file

    home, rest = _home(paths, plan)
    plans = [path for path in rest if path.name == PLAN_FILE and path.is_file()]
    others = [path for path in rest if path not in plans]
    outcomes = [check_plan_file(path, path.parent) for path in plans]
    if others or not plans:
        outcomes += Year(home, plan).check(others, (today or datetime.now()).date())
    return outcomes


def _home(paths: Sequence[Path], plan: Path | None) -> tuple[Path, list[Path]]:
    """Return the year's folder and the other paths: the folder may be named, or hold the files named."""
    from sheettools.year import PLAN_FILE

    homes = [path for path in paths if (path / PLAN_FILE).is_file()]
    rest = [path for path in paths if path not in homes]
    if homes:
        return homes[0], rest
    if plan is not None:
        return plan.parent, rest
    near = [folder for path in rest for folder in path.resolve().parents[:2] if (folder / PLAN_FILE).is_file()]
    return (near[0] if near else Path()), rest


def _file_facts(outcome: Outcome) -> dict[str, Any]:
    checked = outcome.checked
    return {
        "file": outcome.path.name,
        "sha256": outcome.sha256,
        "unit": outcome.issued.unit_name if outcome.issued else "",
        "code": outcome.issued.code if outcome.issued else "",
        "superseded_by": outcome.superseded_by,
        "nil": sorted(checked.nil) if checked else [],
        "rows": checked.count_rows() if checked else {},
    }


def _code(findings: Sequence[Finding]) -> int:
    return FINDINGS if any(finding.severity == "error" for finding in findings) else OK


# --------------------------------------------------------------------------- merge


@cli.command(
    help="Tổng hợp các sổ đã nhận thành báo cáo năm, vào thư mục bao-cao.",
    en="Merge the returned workbooks into the annual report, in the folder bao-cao.",
)
@folder_argument
@click.argument("paths", type=ANY, nargs=-1)
@plan_option
@today_option
@click.option("--out", type=ANY, cls=Option, help="Tệp báo cáo.", en="The report to write.")
@format_option()
def merge(
    folder: Path,
    paths: tuple[Path, ...],
    plan: Path | None,
    today: datetime | None,
    out: Path | None,
    form: str,
) -> int:
    """Write the annual workbook."""
    from sheettools.show import count_line, show_findings, show_json, show_table
    from sheettools.year import Year

    home = Year(folder, plan)
    made = home.report(paths, (today or datetime.now()).date(), out)
    findings = [*made.figures.findings, *made.merged.findings]
    if form == "json":
        show_json(made.as_dict(language()))
        return _code(findings)
    show_table(
        (say("Mã số", "No."), say("Số liệu", "Figure"), say("Số lượng", "Count")),
        [(f.code, f.title, made.figures.values[f.name]) for f in made.figures.report.figures],
    )
    show_table(
        (say("Tệp", "File"), say("Đọc", "Read"), say("Tính", "Counted"), say("Bản cũ", "Superseded"),
         say("Để riêng", "Set aside"), say("Chưa ghi", "Blank"), say("Ngoài", "Outside")),
        [(g.file, g.read, g.accepted, g.superseded, g.set_aside, g.blank, g.outside) for g in made.merged.ledger],
    )  # fmt: skip
    show_findings(made.figures.findings)
    for reason in made.say_reasons(language()):
        click.echo("• " + reason)
    state = say("DỰ THẢO", "DRAFT") if made.reasons else say("Đủ điều kiện trình ký", "Ready to sign")
    click.echo(say("{state}: {path} ({count})", "{state}: {path} ({count})",
                   state=state, path=made.path, count=count_line(findings)))  # fmt: skip
    return _code(findings)


# --------------------------------------------------------------------------- explain, template, demo


@cli.command(help="Giải thích một mã phát hiện, ví dụ C101.", en="Explain the code of a finding, such as C101.")
@click.argument("code")
def explain(code: str) -> int:
    """Print one entry of the catalogue."""
    from sheettools.catalogue import catalogue, entry_text

    problem = catalogue().get(code.upper())
    if problem is None:
        click.echo(say("Không có mã {code}. Các mã: {all}", "There is no code {code}. The codes are: {all}",
                       code=code, all=", ".join(sorted(catalogue()))), err=True)  # fmt: skip
        return USAGE
    click.echo(entry_text(problem, language()))
    return OK


@cli.group(cls=Group, help="Xem và chép các mẫu sổ.", en="See and copy the templates.")
def template() -> None:
    """Hold the commands on templates."""


@template.command("list", help="Liệt kê các mẫu và bộ quy định.", en="List the templates and profiles.")
@format_option()
def template_list(form: str) -> int:
    """List what is built in."""
    from sheettools.show import show_json, show_table
    from sheettools.template.library import built_in

    found = built_in()
    if form == "json":
        show_json({"templates": [{"name": n, "kind": k, "title": t} for n, k, t in found]})
    else:
        kinds = {"template": say("mẫu", "template"), "profile": say("bộ quy định", "profile")}
        show_table((say("Tên", "Name"), say("Loại", "Kind"), say("Nội dung", "Title")),
                   [(n, kinds[k], t) for n, k, t in found])  # fmt: skip
    return OK


@template.command(
    "show",
    help="Xem một mẫu: trang, cột, ô, danh mục. --format json cho chương trình.",
    en="Show a template: sheets, columns, cells, lists. --format json for programs.",
)
@click.argument("name")
@click.option(
    "--profile",
    default="",
    cls=Option,
    help="Bộ quy định, mặc định bộ mới nhất.",
    en="The profile; the newest by default.",
)
@format_option()
def template_show(name: str, profile: str, form: str) -> int:
    """Print the whole declaration."""
    from sheettools.show import show_json, show_table
    from sheettools.template.layout import describe
    from sheettools.template.library import find_profile, find_template, newest_profile
    from sheettools.template.load import load_template

    said = describe(load_template(find_template(name), find_profile(profile) if profile else newest_profile()))
    if form == "json":
        show_json(said)
        return OK
    for sheet in said["sheets"]:
        click.echo(f"\n{sheet['title']} ({sheet['name']}, {sheet['kind']})")
        if sheet.get("fields"):
            rows = [(f.get("column") or f.get("cell"), f["name"], f["title"], f["type"], f.get("categories", ""))
                    for f in sheet["fields"]]  # fmt: skip
            headings = (
                say("Ô, cột", "Cell"),
                say("Tên", "Name"),
                say("Tiêu đề", "Title"),
                say("Kiểu", "Type"),
                say("Danh mục", "List"),
            )
            show_table(headings, rows)
        for rule in sheet["rules"]:
            click.echo(f"  {rule['code']} {rule[language()]}")
    return OK


@template.command(
    "copy",
    help="Chép một mẫu vào thư mục để sửa thành mẫu riêng.",
    en="Copy a template into a folder, to make it your own.",
)
@click.argument("name")
@click.argument("folder", type=FOLDER)
def template_copy(name: str, folder: Path) -> int:
    """Copy a template, or a profile."""
    from sheettools.template.library import copy_template

    click.echo(say("Đã chép: {path}", "Copied: {path}", path=copy_template(name, folder)))
    return OK


@cli.command(
    help="Chạy thử cả chu trình trên kế hoạch thật của xã Cấm Sơn năm 2024, với số liệu mẫu.",
    en="Run the whole cycle on the real plan of xã Cấm Sơn, 2024, with sample data.",
)
@click.argument("folder", type=FOLDER, default="cam-son-2024")
def demo(folder: Path) -> int:
    """Run the demonstration."""
    from sheettools.demo.run import run_demo

    run_demo(folder)
    return OK


# --------------------------------------------------------------------------- the one way in


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and leave with its exit code; no traceback is ever shown."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    choose_language(arguments)
    sys.exit(run(arguments))


def run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code."""
    from sheettools.show import prepare_output

    prepare_output()
    try:
        return int(cli.main(_without_language(arguments), prog_name="sheettools", standalone_mode=False) or 0)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "")
        return OK
    except click.UsageError as error:
        click.echo(usage_problem(error), err=True)
        click.echo(say("Xem hướng dẫn: {path} --help", "See: {path} --help",
                       path=error.ctx.command_path if error.ctx else "sheettools"), err=True)  # fmt: skip
        return USAGE
    except click.Abort:
        return USAGE
    except OSError as error:
        click.echo(say("Không làm được: {detail}", "It could not be done: {detail}", detail=error), err=True)
        return NOT_WRITTEN
    except Exception as error:  # the last line of defence: a person never sees a traceback
        return _failed(error, as_json=_wants_json(arguments))


def _wants_json(arguments: Sequence[str]) -> bool:
    pairs = zip(arguments, [*arguments[1:], ""], strict=True)
    return "--format=json" in arguments or ("--format", "json") in pairs


def _failed(error: Exception, *, as_json: bool) -> int:
    from sheettools.show import show_findings, show_json
    from sheettools.template.findings import SheettoolsError

    if not isinstance(error, SheettoolsError):
        return _unexpected(error)
    if as_json:
        show_json({"findings": [finding.as_dict(language()) for finding in error.findings]})
    else:
        show_findings(error.findings)
    return NOT_WRITTEN if any(f.code in ("F001", "F002", "F301") for f in error.findings) else USAGE


def _unexpected(error: Exception) -> int:
    """Say that the program itself is at fault, and where; SHEETTOOLS_DEBUG=1 shows all of it to engineers."""
    import os
    import traceback

    if os.environ.get("SHEETTOOLS_DEBUG"):
        raise error
    last = traceback.extract_tb(error.__traceback__)[-1]
    click.echo(
        say(
            "Chương trình gặp lỗi ngoài dự kiến ({kind}, {file} dòng {line}): {detail}",
            "The program failed unexpectedly ({kind}, {file} line {line}): {detail}",
            kind=type(error).__name__,
            file=Path(last.filename).name,
            line=last.lineno,
            detail=error,
        ),
        err=True,
    )
    click.echo(
        say(
            "Tệp của anh/chị không bị thay đổi. Gửi dòng trên cho người phụ trách phần mềm.",
            "Your files were not changed. Send the line above to whoever looks after the program.",
        ),
        err=True,
    )
    return NOT_WRITTEN


def _without_language(arguments: Sequence[str]) -> list[str]:
    """Take `--lang` out, which may stand anywhere, and let the group see it first."""
    kept, taken, skip = [], [], False
    for argument in arguments:
        if skip or argument == "--lang" or argument.startswith("--lang="):
            taken.append(argument)
            skip = argument == "--lang" and not skip
        else:
            kept.append(argument)
    return [*taken, *kept]


__all__ = ["Command", "cli", "main", "run"]

if __name__ == "__main__":
    main()
