"""What a spelling in the returns means: said once, remembered for the year."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sheettools.cli.root import OK, cli, day_of, folder_argument, today_option, writing
from sheettools.language import Option, say


@cli.command(
    help=(
        "Nhớ một cách viết: từ nay CÁCH-VIẾT trong sổ được hiểu là MỤC của danh mục (ghi vào "
        "cach-viet.csv)."
    ),
    en=(
        "Remember a spelling: from now on SPELLING in returns is read as the list item TARGET "
        "(kept in cach-viet.csv)."
    ),
    short=(
        "Nhớ một cách viết trong sổ nghĩa là mục nào của danh mục.",
        "Remember which item of a list a spelling in the returns means.",
    ),
    examples=('sheettools accept "Giao thônng" "Giao thông" cam-son-2024',),
    known_as=("chap-nhan", "nho", "hieu-la", "cach-viet"),
)
@click.argument("spelling")
@click.argument("target")
@folder_argument
@click.option(
    "--list",
    "list_name",
    default="",
    metavar="LIST",
    cls=Option,
    help="Danh mục, khi mục có ở nhiều danh mục.",
    en="The list, where several have such an item.",
)
@click.option(
    "--origin",
    default="",
    metavar="ORIGIN",
    cls=Option,
    help="Ai hoặc văn bản nào xác nhận.",
    en="Who or what confirmed it.",
)
@today_option
def accept(
    spelling: str, target: str, folder: Path, list_name: str, origin: str, today: date | None
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
            "It helps {files:return|returns} in nhan-ve now ({cells:cell|cells}).",
            files=len(made.helps),
            cells=sum(made.helps.values()),
        )
    )
    return OK
