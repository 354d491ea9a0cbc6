"""The annual report."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from sheettools.cli.returns import day_of, prefer_option
from sheettools.cli.root import (
    ANY,
    cli,
    exit_code,
    folder_argument,
    format_option,
    password_option,
    plan_option,
    today_option,
)
from sheettools.language import Option, language, say


@cli.command(
    help="Tổng hợp các sổ đã nhận thành báo cáo năm, vào thư mục bao-cao.",
    en="Merge the returned workbooks into the annual report, in the folder bao-cao.",
)
@folder_argument
@click.argument("paths", type=ANY, nargs=-1)
@plan_option
@today_option
@prefer_option
@password_option
@click.option("--out", type=ANY, cls=Option, help="Tệp báo cáo.", en="The report to write.")
@click.option("--final", is_flag=True, cls=Option,
              help="Chỉ ghi báo cáo khi đủ điều kiện ký; còn thiếu thì nói rõ và không ghi.",
              en="Write the report only where it can be signed; else say why not and write nothing.")  # fmt: skip
@format_option()
def merge(
    folder: Path,
    paths: tuple[Path, ...],
    plan: Path | None,
    today: datetime | None,
    prefer: tuple[Path, ...],
    passwords: tuple[str, ...],
    out: Path | None,
    *,
    final: bool,
    form: str,
) -> int:
    """Write the annual workbook."""
    from sheettools.show import count_line, show_findings, show_json, show_table
    from sheettools.year import Year

    home = Year(folder, plan)
    made = home.report(paths, day_of(today), out, prefer=prefer, passwords=passwords, final=final)
    findings = [*home.aliases.findings, *made.remarks, *made.figures.findings, *made.merged.findings]
    if form == "json":
        said = made.as_dict(language()) | {"ignored": home.ignored(paths)}
        show_json({**said, "findings": [*(f.as_dict(language()) for f in home.aliases.findings), *said["findings"]]})
        return exit_code(findings)
    show_table(
        (say("Mã số", "No."), say("Số liệu", "Figure"), say("Số lượng", "Count")),
        [(f.code, f.title, made.figures.values[f.name]) for f in made.figures.report.figures],
    )
    show_table(
        (say("Tệp", "File"), say("Đọc", "Read"), say("Tính", "Counted"), say("Bản cũ", "Superseded"),
         say("Để riêng", "Set aside"), say("Chưa ghi", "Blank"), say("Ngoài", "Outside")),
        [(g.file, g.read, g.accepted, g.superseded, g.set_aside, g.blank, g.outside) for g in made.merged.ledger],
    )  # fmt: skip
    show_findings((*home.aliases.findings, *made.remarks, *made.figures.findings))
    for reason in (*made.say_reasons(language()), *made.say_waived(language())):
        click.echo("• " + reason)
    state = say("DỰ THẢO", "DRAFT") if made.reasons else say("Đủ điều kiện trình ký", "Ready to sign")
    click.echo(say("{state}: {path} ({count})", "{state}: {path} ({count})",
                   state=state, path=made.path, count=count_line(findings)))  # fmt: skip
    if made.document:
        click.echo(say("Báo cáo Word: {path}", "Word report: {path}", path=made.document))
    return exit_code(findings)
