"""Following up what comes back: who has sent what, and what changed from one return to the next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sheettools.cli.register import summary
from sheettools.cli.returns import home_of
from sheettools.cli.root import (
    FILE,
    OK,
    CheckOptions,
    asked_options,
    cli,
    day_of,
    exit_code,
    folder_argument,
    format_option,
    plan_option,
    say_beside,
    today_option,
    writing,
)
from sheettools.findings import in_language
from sheettools.language import Option, language, say

if TYPE_CHECKING:
    from sheettools.annual.figures import Figures
    from sheettools.findings import Finding
    from sheettools.incoming.changes import Change
    from sheettools.incoming.status import Board

# --------------------------------------------------------------------------- status


@cli.command(
    help="Xem đơn vị nào đã gửi, không phát sinh, phải sửa, chưa gửi và chậm bao nhiêu ngày.",
    en=(
        "Show which units have returned, with nothing to report, with faults, not at all, and how "
        "late."
    ),
    short=(
        "Xem đơn vị nào đã gửi, phải sửa, chưa gửi, chậm mấy ngày.",
        "Show who has sent, who has to fix, who has not sent, how late.",
    ),
    examples=(
        "sheettools status cam-son-2024",
        "sheettools status cam-son-2024 --reminders --board",
        "sheettools status cam-son-2024 --today 10/01/2025",
    ),
    known_as=("tinh-hinh", "ai-chua-gui", "theo-doi", "nhac-nho", "xem"),
)
@folder_argument
@asked_options
@click.option(
    "--board",
    is_flag=True,
    cls=Option,
    help="Ghi bảng theo dõi Excel vào thư mục noi-bo.",
    en="Write the board as an Excel workbook, in the folder noi-bo.",
)
@click.option(
    "--reminders",
    is_flag=True,
    cls=Option,
    help="Ghi sẵn lời nhắc cho từng đơn vị chưa gửi hoặc phải sửa, vào thư mục nhac-nho.",
    en="Write a reminder to each unit that has to send or fix something, into nhac-nho.",
)
@format_option()
def status(
    folder: Path,
    asked: CheckOptions,
    *,
    board: bool,
    reminders: bool,
    form: str,
) -> int:
    """Say who has sent what."""
    from sheettools.show import show_findings
    from sheettools.year import Year

    home = Year(folder, asked.plan)
    with asked.means() as means:
        found, figures = home.board(
            asked.today, prefer=asked.prefer, passwords=asked.passwords, means=means
        )
    say_beside(home)
    written: list[Path] = []
    reminded: list[Path] = []
    if board or reminders:
        with writing(home, "status"):
            written = home.write_board(found) if board else []
            reminded = home.write_reminders(found) if reminders else []
    findings = [*home.unwritten, *home.plan.calendar]
    if form == "json":
        _show_as_json(found, figures, [*written, *reminded], findings)
    else:
        _show_board(found)
        _show_figures(figures)
        _show_written(written, reminded, home.reminders_folder if reminders else None)
        show_findings(findings)
    return exit_code(home.unwritten)


def _show_as_json(
    board: Board, figures: Figures, files: Sequence[Path], findings: Sequence[Finding]
) -> None:
    from sheettools.incoming.status import BOARD
    from sheettools.show import show_json
    from sheettools.template.detail import facts_of

    show_json(
        {
            "version": 1,
            "day": board.today.isoformat(),
            "units": [facts_of(unit, BOARD) for unit in board.units],
            "counts": {state.value: count for state, count in board.counts().items()},
            "register": board.register._asdict() if board.register else None,
            "strangers": [outcome.file for outcome in board.strangers],
            "figures": [
                {
                    "name": f.name,
                    "code": f.code,
                    "title": in_language(f.title, language()),
                    "value": figures.values[f.name],
                }
                for f in figures.report.figures
            ],
            "files": [str(path) for path in files],
            "findings": [finding.as_dict(language()) for finding in findings],
        }
    )


def _show_written(boards: Sequence[Path], reminders: Sequence[Path], folder: Path | None) -> None:
    """Say what was written; `folder` is that of the reminders where they were asked for."""
    for path in boards:
        click.echo(say("Bảng theo dõi: {path}", "The board: {path}", path=path))
    if folder is not None:
        click.echo(
            say(
                "Lời nhắc đã ghi: {count} tệp trong {folder}",
                "Reminders written: {count:file|files} in {folder}",
                count=len(reminders),
                folder=folder,
            )
        )


def _show_board(board: Board) -> None:
    from sheettools.incoming.status import BOARD, STATE_WORDS
    from sheettools.show import plain, show_details

    show_details(board.units, BOARD)
    counts = board.counts()
    said = "; ".join(
        f"{count} {STATE_WORDS[state].say(language())}" for state, count in counts.items() if count
    )
    click.echo(
        say(
            "{units} đơn vị: {said}.",
            "{units:unit|units}: {said}.",
            units=len(board.units),
            said=said,
        )
    )
    if board.register:
        click.echo(summary(board.register))
    if board.strangers:
        names = ", ".join(outcome.file for outcome in board.strangers)
        click.echo(
            plain(
                say(
                    "Tệp chưa biết của đơn vị nào hoặc không đọc được: {names}",
                    "Files that are nobody's or could not be read: {names}",
                    names=names,
                )
            )
        )


def _show_figures(figures: Figures) -> None:
    """Say the key figures of what has come back so far."""
    from sheettools.annual.figures import figure_title
    from sheettools.show import show_table

    keys = [figures.report.figure(name) for name in figures.report.key]
    if keys:
        show_table(
            (say("Số liệu đến nay", "Figures so far"), say("Số lượng", "Count")),
            [(figure_title(figure), figures.values[figure.name]) for figure in keys],
        )


# --------------------------------------------------------------------------- diff


@cli.command(
    help="So hai bản gửi về của cùng một sổ: dòng thêm, dòng bớt, ô đã sửa.",
    en="Compare two returns of one workbook: rows added, rows gone, cells changed.",
    examples=("sheettools diff nhan-ve/so-cu.xlsx nhan-ve/so-moi.xlsx",),
    known_as=("so-sanh", "so", "khac", "compare"),
)
@click.argument("before", type=FILE)
@click.argument("after", type=FILE)
@plan_option
@today_option
@format_option()
def diff(before: Path, after: Path, plan: Path | None, today: date | None, form: str) -> int:
    """Show what changed between two returns."""
    from sheettools.show import show_findings, show_json
    from sheettools.year import Year

    home, _ = home_of((before, after), plan)
    changes, findings = Year(home, plan).diff(before, after, day_of(today))
    if form == "json":
        show_json(
            {
                "version": 1,
                "changes": [change.as_dict() for change in changes],
                "findings": [finding.as_dict(language()) for finding in findings],
            }
        )
        return exit_code(findings)
    if findings:
        show_findings(findings)
        return exit_code(findings)
    _show_changes(changes)
    return OK


def _show_changes(changes: Sequence[Change]) -> None:
    """Show each change in a row of a table, and how many there are of each kind."""
    from sheettools.show import plain, show_table

    kinds = {
        "added": say("thêm dòng", "row added"),
        "removed": say("bớt dòng", "row gone"),
        "changed": say("sửa ô", "cell changed"),
    }
    if changes:
        headings = (
            say("Trang", "Sheet"),
            say("Dòng", "Row"),
            "",
            say("Cột", "Column"),
            say("Trước", "Before"),
            say("Sau", "After"),
            say("Ô", "Cell"),
        )
        rows = [
            (
                change.sheet,
                change.row,
                kinds[change.kind],
                change.field,
                plain(change.before),
                plain(change.after),
                change.cell_after or change.cell_before,
            )
            for change in changes
        ]
        show_table(headings, rows)
    counts = dict.fromkeys(kinds, 0)
    for change in changes:
        counts[change.kind] += 1
    click.echo(
        say(
            "{added} dòng thêm, {removed} dòng bớt, {changed} ô sửa.",
            "Rows added: {added}, gone: {removed}; cells changed: {changed}.",
            **counts,
        )
    )
