"""The command to run again, put right, where one could not do its work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sheettools.cli.wrong import meant
from sheettools.findings import Finding
from sheettools.language import say
from sheettools.plan.where import ELSEWHERE
from sheettools.template.load.built_in import built_in
from sheettools.template.load.source import NO_FILE
from sheettools.words.suggest import nearest


def next_steps(findings: Sequence[Finding], file: str, arguments: Sequence[str]) -> Iterator[str]:
    """Yield the next steps after findings that stopped a command; `file` is what they are in."""
    for finding in findings:
        if finding.problem is ELSEWHERE:
            for year in finding.values["years"]:
                yield "  " + _command(_with_folder(arguments, finding.value, year))
        elif finding.problem is NO_FILE:
            near = nearest(finding.value, [name for name, _, _ in built_in()])
            if near:
                yield meant(near).strip()
    if file:
        yield say(
            "Việc tiếp theo: mở {file}, sửa các chỗ trên, lưu lại, rồi chạy lại: {command}",
            "Next: open {file}, correct the places above, save it, and run again: {command}",
            file=file,
            command=_command(arguments),
        )


def _with_folder(arguments: Sequence[str], name: str, year: Path) -> list[str]:
    """Return the same arguments with the year's folder in the place of the one that was named."""
    words = list(arguments)
    for number, word in enumerate(words[1:], start=1):
        if not word.startswith("-") and Path(word).resolve().name in (name, Path(name).name):
            return [*words[:number], str(year), *words[number + 1 :]]
    return [*words[:1], str(year), *words[1:]]


def _command(arguments: Sequence[str]) -> str:
    return " ".join(["sheettools", *map(_quoted, arguments)])


def _quoted(word: str) -> str:
    return f'"{word}"' if " " in word or not word else word
