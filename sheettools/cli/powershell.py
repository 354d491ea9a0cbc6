"""How PowerShell asks what may come next, and what it is answered; click knows the other shells."""

from __future__ import annotations

import os

from click.shell_completion import CompletionItem, ShellComplete, add_completion_class

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
