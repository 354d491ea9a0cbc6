"""Completion: the shell asks the program itself what may come next at the command line."""

from __future__ import annotations

import os

import click
from click.shell_completion import CompletionItem, ShellComplete, add_completion_class

from sheettools.cli.root import OK, USAGE, cli
from sheettools.language import say

ASKED_BY = "_SHEETTOOLS_COMPLETE"
"""The variable of the environment by which a shell asks, and how: “bash_complete”."""
SHELLS = ("bash", "zsh", "fish", "powershell")
_POWERSHELL = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($word, $line, $cursor)
    $encoding = [Console]::OutputEncoding
    try {
        [Console]::OutputEncoding = New-Object System.Text.UTF8Encoding $false
        $before = $line.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor }
        $env:COMP_WORDS = @($before | ForEach-Object { $_.Extent.Text.Trim('"', "'") }) -join "`n"
        $env:COMP_CWORD = $word.Trim('"', "'")
        $env:%(complete_var)s = 'powershell_complete'
        & %(prog_name)s | ForEach-Object {
            $value, $help = $_ -split "`t", 2
            $typed = if ($value -match '\\s') { "'$value'" } else { $value }
            [System.Management.Automation.CompletionResult]::new(
                $typed, $value, 'ParameterValue', $help)
        }
    } finally {
        Remove-Item Env:%(complete_var)s, Env:COMP_WORDS, Env:COMP_CWORD -ErrorAction Ignore
        [Console]::OutputEncoding = $encoding
    }
}
"""
WHERE = {
    "bash": "~/.bashrc",
    "zsh": "~/.zshrc",
    "fish": "~/.config/fish/completions/sheettools.fish",
    "powershell": "$PROFILE",
}
"""Where a shell reads what it is told at its start."""


class PowerShell(ShellComplete):
    """PowerShell 5.1 and later: it asks with the words before the one that is typed, a line each;
    where it is answered nothing, it offers files and folders itself.
    """

    name = "powershell"
    source_template = _POWERSHELL

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words after the program's name, and what of the next is typed."""
        words = os.environ.get("COMP_WORDS", "").splitlines()
        return words[1:], os.environ.get("COMP_CWORD", "")

    def format_completion(self, item: CompletionItem[str]) -> str:
        """Return a line: what may stand there, and what it is."""
        told = " ".join((item.help or "").split())
        return f"{item.value}\t{told or item.value}"

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        """Return what may stand there, but for files and folders."""
        found = super().get_completions(args, incomplete)
        return [item for item in found if item.type == "plain"]


add_completion_class(PowerShell)


def answer(asked: str) -> int:
    """Tell a shell what may come next; `asked` is how it asks."""
    from click.shell_completion import shell_complete

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
