"""What comes back: checked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sheettools.cli.root import ANY, OK, cli, exit_code, format_option, password_option, plan_option, today_option
from sheettools.language import language, say

if TYPE_CHECKING:
    from sheettools.incoming.intake import Outcome


@cli.command(
    help="Kiểm tra các sổ đã nhận về (thư mục nhan-ve), một tệp, hoặc chính tệp kế hoạch.",
    en="Check the returned workbooks (folder nhan-ve), single files, or the plan workbook itself.",
)
@click.argument("paths", type=ANY, nargs=-1)
@plan_option
@today_option
@password_option
@format_option()
def validate(
    paths: tuple[Path, ...], plan: Path | None, today: datetime | None, passwords: tuple[str, ...], form: str
) -> int:
    """Check returns and say what to fix."""
    from sheettools.show import count_line, plain, show_findings, show_json

    outcomes, ignored = _outcomes(paths, plan, today, passwords)
    findings = [finding for outcome in outcomes for finding in outcome.findings]
    if form == "json":
        show_json({
            "files": [_file_facts(outcome) for outcome in outcomes],
            "findings": [finding.as_dict(language()) for finding in findings],
            "ignored": ignored,
        })  # fmt: skip
        return exit_code(findings)
    if ignored:
        click.echo(plain(say("Bỏ qua {count} tệp phụ do máy tự tạo: {names}.", "{count} by-products left out: {names}.",
                             count=len(ignored), names=", ".join(ignored))))  # fmt: skip
    if not outcomes:
        click.echo(say("Chưa có sổ nào được gửi về.", "No workbook has come back yet."))
        return OK
    for outcome in outcomes:
        unit = f" – {outcome.issued.unit_name} ({outcome.issued.code})" if outcome.issued else ""
        click.echo(plain(f"\n{outcome.file}{unit}: {count_line(outcome.findings)}"))
        show_findings(outcome.findings)
    click.echo(
        say(
            "\n{files} tệp: {count}.",
            "\n{files} files: {count}.",
            files=len(outcomes),
            count=count_line(findings),
        )
    )
    return exit_code(findings)


def _outcomes(
    paths: Sequence[Path], plan: Path | None, today: datetime | None, passwords: Sequence[str]
) -> tuple[list[Outcome], list[str]]:
    """Return what became of each file, and the by-products that were not read."""
    from sheettools.year import PLAN_FILE, Year, check_plan_file

    home, rest = _home(paths, plan)
    plans = [path for path in rest if path.name == PLAN_FILE and path.is_file()]
    others = [path for path in rest if path not in plans]
    outcomes = [check_plan_file(path, path.parent) for path in plans]
    if not others and plans:
        return outcomes, []
    year = Year(home, plan)
    return outcomes + year.check(others, (today or datetime.now()).date(), passwords), year.ignored(others)


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
        "file": outcome.file,
        "sha256": outcome.sha256,
        "unit": outcome.issued.unit_name if outcome.issued else "",
        "code": outcome.issued.code if outcome.issued else "",
        "superseded_by": outcome.superseded_by,
        "nil": sorted(checked.nil) if checked else [],
        "rows": checked.count_rows() if checked else {},
    }
