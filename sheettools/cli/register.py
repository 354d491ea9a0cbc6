"""The office's register: carried on with what the units sent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sheettools.cli.root import (
    CheckOptions,
    asked_options,
    cli,
    exit_code,
    folder_argument,
    format_option,
    say_beside,
    writing,
)
from sheettools.findings import counted
from sheettools.language import Option, language, say

if TYPE_CHECKING:
    from sheettools.follow_up.office import WrittenRegister
    from sheettools.incoming.status import RegisterCounts


@cli.command(
    help="Làm hoặc cập nhật sổ theo dõi của văn phòng (so-theo-doi.xlsx): mỗi việc một dòng, "
    "văn phòng ghi ai giải quyết, trả lời ngày nào, kết quả ra sao. Điều đã ghi được giữ nguyên.",
    en="Make or carry on the office's register (so-theo-doi.xlsx): a row a matter, in which the "
    "office writes who settles it, when it was answered and how it ended. What is written stays.",
    short=(
        "Làm hoặc cập nhật sổ theo dõi của văn phòng (so-theo-doi.xlsx).",
        "Make or carry on the office's register (so-theo-doi.xlsx).",
    ),
    examples=("sheettools register cam-son-2024", "sheettools register cam-son-2024 --tell"),
    known_as=("so-theo-doi", "theo-doi", "cap-nhat"),
)
@folder_argument
@asked_options
@click.option(
    "--tell",
    is_flag=True,
    cls=Option,
    help="Ghi thêm vào phat-ra sổ của từng đơn vị kèm điều văn phòng đã ghi, để báo lại cho dân.",
    en="Write each unit's workbook again with the office's words, into phat-ra, for its people.",
)
@format_option()
def register(folder: Path, asked: CheckOptions, *, tell: bool, form: str) -> int:
    """Carry the register on."""
    from sheettools.show import show_findings, show_json
    from sheettools.year import Year

    home = Year(folder, asked.plan)
    with writing(home, "register"), asked.means() as means:
        options: dict[str, Any] = {
            "prefer": asked.prefer,
            "passwords": asked.passwords,
            "means": means,
        }
        made = home.keep_register(asked.today, **options)
        told = home.tell(made, asked.today, **options) if tell else []
    say_beside(home)
    if form == "json":
        show_json(_facts(made) | {"told": [str(path) for path in told]})
    else:
        show_findings(made.findings)
        click.echo(summary(made.counts()))
        for path in (made.path, *told):
            click.echo(say(f"Đã ghi: {path}", f"Written: {path}"))
    return exit_code([*home.unwritten, *made.findings])


def _facts(made: WrittenRegister) -> dict[str, object]:
    return {
        "version": 1,
        "register": str(made.path),
        **made.counts()._asdict(),
        "findings": [finding.as_dict(language()) for finding in made.findings],
    }


def summary(counts: RegisterCounts) -> str:
    """Say how far the office is with its register."""
    vi = (
        f"Sổ theo dõi: {counts.matters} dòng; {counts.without_answer} dòng văn phòng chưa ghi; "
        f"{counts.overdue} việc quá hạn"
    )
    en = (
        f"The register: {counted(counts.matters, 'row|rows')}; without the office's word: "
        f"{counts.without_answer}; overdue: {counts.overdue}"
    )
    if counts.parked:
        vi += f"; {counts.parked} trả lời chờ xem lại"
        en += f"; answers to be placed: {counts.parked}"
    return say(f"{vi}.", f"{en}.")
