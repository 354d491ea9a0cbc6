"""What a spelling in the returns means: said once, remembered for the year."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from sheettools.cli.root import OK, cli, day_of, folder_argument, today_option, writing
from sheettools.language import Option, say


@cli.command(
    help=(
        "Nhớ một cách viết: từ nay SPELLING trong sổ được hiểu là mục TARGET của danh mục (ghi "
        "vào cach-viet.csv)."
    ),
    en=(
        "Remember a spelling: from now on SPELLING in returns is read as the list item TARGET "
        "(kept in cach-viet.csv)."
    ),
)
@click.argument("spelling")
@click.argument("target")
@folder_argument
@click.option(
    "--list",
    "list_name",
    default="",
    cls=Option,
    help="Danh mục, khi mục có ở nhiều danh mục.",
    en="The list, where several have such an item.",
)
@click.option(
    "--origin",
    default="",
    cls=Option,
    help="Ai hoặc văn bản nào xác nhận.",
    en="Who or what confirmed it.",
)
@today_option
def accept(
    spelling: str, target: str, folder: Path, list_name: str, origin: str, today: datetime | None
) -> int:
    """Add a spelling to the year's table."""
    from sheettools.show import plain
    from sheettools.year import Year

    year = Year(folder)
    with writing(year, "accept"):
        made = year.accept(spelling, target, list_name, origin, today=day_of(today))
    click.echo(
        plain(
            say(
                "Đã nhớ: “{spelling}” là “{label}” ({list}). Bảng: {path}",
                "Remembered: “{spelling}” is “{label}” ({list}). The table: {path}",
                spelling=made.alias.spelling,
                label=made.alias.item.label,
                list=made.alias.into.title,
                path=made.path,
            )
        )
    )
    click.echo(
        say(
            "Hiện giúp được {files} sổ trong nhan-ve ({cells} ô).",
            "It helps {files} returns in nhan-ve now ({cells} cells).",
            files=len(made.helps),
            cells=sum(made.helps.values()),
        )
    )
    return OK
