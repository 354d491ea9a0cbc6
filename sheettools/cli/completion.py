"""Completion: the shell asks the program itself what may come next at the command line."""

from __future__ import annotations

import click

from sheettools.cli.root import OK, USAGE, cli
from sheettools.language import say

ASKED_BY = "_SHEETTOOLS_COMPLETE"
"""The variable of the environment by which a shell asks, and how: “bash_complete”."""
SHELLS = ("bash", "zsh", "fish", "powershell")
WHERE = {
    "bash": "~/.bashrc",
    "zsh": "~/.zshrc",
    "fish": "~/.config/fish/completions/sheettools.fish",
    "powershell": "$PROFILE",
}
"""Where a shell reads what it is told at its start."""


def answer(asked: str) -> int:
    """Tell a shell what may come next; `asked` is how it asks."""
    from click.shell_completion import shell_complete

    from sheettools.cli import powershell  # noqa: F401  # click knows it when it is loaded

    return USAGE if shell_complete(cli, {}, "sheettools", ASKED_BY, asked) else OK


@cli.command(
    help="In ra đoạn lệnh để phím Tab tự điền lệnh, tùy chọn, thư mục của năm, mã đơn vị, mẫu, mã "
    "phát hiện. Mỗi loại cửa sổ lệnh (bash, zsh, fish, PowerShell) đọc đoạn lệnh này khi mở.",
    en="Print what makes the Tab key complete commands, options, years' folders, codes of units, "
    "templates and codes of findings. Each shell (bash, zsh, fish, PowerShell) reads it when it "
    "starts.",
    short=(
        "Để phím Tab tự điền lệnh, tùy chọn, mã đơn vị.",
        "Have the Tab key complete commands, options, codes of units.",
    ),
    examples=(
        "sheettools completion bash >> ~/.bashrc",
        "sheettools completion zsh >> ~/.zshrc",
        "sheettools completion fish > ~/.config/fish/completions/sheettools.fish",
        "sheettools completion powershell >> $PROFILE",
    ),
    known_as=("tu-dien", "tab", "hoan-thanh"),
)
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> int:
    """Print a shell's script."""
    from click.shell_completion import get_completion_class

    from sheettools.cli import powershell  # noqa: F401  # as in `answer`

    chosen = get_completion_class(shell)
    assert chosen is not None
    asker = chosen(cli, {}, "sheettools", ASKED_BY)
    click.echo(asker.source_template % asker.source_vars())
    click.echo(
        say(
            "Thêm đoạn trên vào {place} rồi mở lại cửa sổ lệnh.",
            "Add the lines above to {place} and open the shell anew.",
            place=WHERE[shell],
        ),
        err=True,
    )
    return OK
