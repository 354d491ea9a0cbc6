"""What the docs say of the code, made from it; called by the cog blocks of the pages."""

from __future__ import annotations

import dataclasses

import click

from sheettools.catalogue import SEVERITY_WORDS, catalogue, open_places
from sheettools.cli import cli
from sheettools.language import choose_language
from sheettools.template.computes import COMPUTES
from sheettools.template.findings import Language
from sheettools.template.kinds import KINDS
from sheettools.template.library import built_in, find_profile, find_template
from sheettools.template.load import load_template
from sheettools.template.rules import RULES

LETTERS = {
    "T": "Mẫu và kế hoạch (template, plan)",
    "F": "Tệp (file)",
    "S": "Trang và tiêu đề (sheet, heading)",
    "R": "Dòng (row)",
    "C": "Ô (cell)",
}


def findings(language: Language = "vi") -> str:
    """Return the catalogue as Markdown, a section a letter."""
    lines: list[str] = []
    for letter, title in LETTERS.items():
        lines += [f"\n## {title}\n"]
        for problem in catalogue().values():
            if problem.code.startswith(letter):
                why, remedy = (open_places(words.say(language)) for words in (problem.why, problem.remedy))
                lines.append(
                    f"- **{problem.code}** ({SEVERITY_WORDS[problem.severity].say(language)}) {why} → {remedy}"
                )
    return "\n".join(lines)


def commands(language: Language) -> str:
    """Return every command's help."""
    choose_language(["--lang", language])
    blocks = [_help(cli, ["sheettools"])]
    for name, command in cli.commands.items():
        blocks.append(_help(command, ["sheettools", name]))
        if isinstance(command, click.Group):
            blocks += [_help(sub, ["sheettools", name, n]) for n, sub in command.commands.items()]
    choose_language(["--lang", "vi"])
    return "\n".join(blocks)


def _help(command: click.Command, path: list[str]) -> str:
    context = click.Context(command, info_name=" ".join(path), terminal_width=100, max_content_width=100)
    return f"\n### {' '.join(path)}\n\n```text\n{command.get_help(context)}\n```"


def rules() -> str:
    """Return the rules of the template language: keyword, parameters, what it checks, code."""
    rows = ["| rule | parameters | checks | code |", "|---|---|---|---|"]
    for keyword, cls in RULES.items():
        words = ", ".join(f"`{part.name.rstrip('_')}`" for part in dataclasses.fields(cls))
        rows.append(f"| `{keyword}` | {words} | {(cls.__doc__ or '').splitlines()[0]} | {cls.problem.code} |")
    return "\n".join(rows)


def computes() -> str:
    """Return the computed fields."""
    rows = ["| compute | parameters | gives |", "|---|---|---|"]
    for keyword, cls in COMPUTES.items():
        words = ", ".join(f"`{part.name}`" for part in dataclasses.fields(cls))
        rows.append(f"| `{keyword}` | {words} | {(cls.__doc__ or '').splitlines()[0]} |")
    return "\n".join(rows)


def kinds() -> str:
    """Return the kinds of value."""
    rows = ["| type | what people write | Excel format |", "|---|---|---|"]
    rows += [f"| `{k.name}` | {k.words.en} {k.example} | `{k.number_format}` |" for k in KINDS.values()]
    return "\n".join(rows)


def templates() -> str:
    """Return the built-in templates and profiles."""
    rows = ["| name | kind | title |", "|---|---|---|"]
    rows += [f"| `{name}` | {kind} | {title} |" for name, kind, title in built_in()]
    return "\n".join(rows)


def workbook(name: str, profile: str) -> str:
    """Return the sheets and fields of a template."""
    template = load_template(find_template(name), find_profile(profile))
    lines: list[str] = []
    for sheet in template.filled:
        lines += [f"\n### {sheet.title} (`{sheet.name}`)\n", sheet.description, ""]
        lines += ["| tên | tiêu đề | kiểu | danh mục | bắt buộc |", "|---|---|---|---|---|"]
        for target in sheet.fields:
            listed = target.categories.title if target.categories else ", ".join(target.foreign_key)
            needed = "x" if target.required else ""
            lines.append(f"| `{target.name}` | {target.title} | {target.kind.name} | {listed} | {needed} |")
        lines += ["", *(f"- {use.rule.sentence(sheet).vi}. ({use.problem.code})" for use in sheet.rules)]
    return "\n".join(lines)
