"""What comes back: checked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sheettools.cli.root import ANY, NOT_WRITTEN, OK, cli, exit_code, format_option, plan_option, today_option
from sheettools.language import Option, language, say

if TYPE_CHECKING:
    from sheettools.incoming.intake import Outcome
    from sheettools.outgoing.hand_back import HandedBack
    from sheettools.template.findings import Finding


@cli.command(
    help="Kiểm tra các sổ đã nhận về (thư mục nhan-ve), một tệp, hoặc chính tệp kế hoạch.",
    en="Check the returned workbooks (folder nhan-ve), single files, or the plan workbook itself.",
)
@click.argument("paths", type=ANY, nargs=-1)
@plan_option
@today_option
@click.option(
    "--no-copies", is_flag=True, cls=Option,
    help="Không ghi bản cần sửa, tin nhắn và biên nhận vào can-sua.",
    en="Write no marked copies, messages and receipts into can-sua.",
)  # fmt: skip
@format_option()
def validate(paths: tuple[Path, ...], plan: Path | None, today: datetime | None, no_copies: bool, form: str) -> int:
    """Check returns, say what to fix, and write what goes back to the senders."""
    from sheettools.show import count_line, plain, show_findings, show_json

    outcomes, back = _outcomes(paths, plan, today, copies=not no_copies)
    findings = [finding for outcome in outcomes for finding in outcome.findings]
    if form == "json":
        show_json({
            "files": [_file_facts(outcome) for outcome in outcomes],
            "findings": [finding.as_dict(language()) for finding in [*findings, *back.findings]],
            "written": [str(path) for path in back.files],
            "removed": [str(path) for path in back.removed],
        })  # fmt: skip
        return _code(findings, back)
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
    _show_back(back)
    return _code(findings, back)


def _code(findings: Sequence[Finding], back: HandedBack) -> int:
    """Return 3 where something that goes back could not be written, else as the returns are."""
    return NOT_WRITTEN if exit_code(back.findings) else exit_code(findings)


def _show_back(back: HandedBack) -> None:
    from sheettools.show import show_findings

    if back.files:
        click.echo(say("\nĐể gửi trả ({folder}):", "\nTo send back ({folder}):", folder=back.files[0].parent))
        for path in back.files:
            click.echo(f"  {path.name}")
    for path in back.removed:
        click.echo(say("Đã bỏ bản cũ: {name}", "Taken away, being out of date: {name}", name=path.name))
    show_findings(back.findings) if back.findings else None


def _outcomes(
    paths: Sequence[Path], plan: Path | None, today: datetime | None, *, copies: bool
) -> tuple[list[Outcome], HandedBack]:
    from sheettools.outgoing.hand_back import HandedBack
    from sheettools.year import PLAN_FILE, Year, check_plan_file

    home, rest = _home(paths, plan)
    plans = [path for path in rest if path.name == PLAN_FILE and path.is_file()]
    others = [path for path in rest if path not in plans]
    outcomes = [check_plan_file(path, path.parent) for path in plans]
    back = HandedBack()
    if others or not plans:
        year, day = Year(home, plan), (today or datetime.now()).date()
        returned = year.check(others, day)
        back = year.hand_back(returned, day, everything=not others) if copies else back
        outcomes += returned
    return outcomes, back


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
