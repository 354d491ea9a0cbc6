"""What the docs say of the code, made from it; called by the cog blocks of the pages."""

from __future__ import annotations

import ast
import dataclasses
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from columns import giver

import sheettools
from benchmarks import scale
from benchmarks.page import load
from sheettools.catalogue import SEVERITY_WORDS, catalogue, open_places
from sheettools.cli.entry import cli
from sheettools.findings import Language, english
from sheettools.language import speaking
from sheettools.template.computes import COMPUTES
from sheettools.template.kinds import KINDS, pattern_formula
from sheettools.template.load.built_in import built_in
from sheettools.template.load.library import find_profile, find_template
from sheettools.template.load.load import load_template
from sheettools.template.rules import RULES

ROOMS = (
    "disk",
    "words",
    "words/personal",
    "template",
    "template/computes",
    "template/excel",
    "template/kinds",
    "template/rules",
    "template/load",
    "incoming",
    "incoming/look",
    "incoming/document",
    "incoming/cage",
    "incoming/locate",
    "incoming/check",
    "incoming/whose",
    "outgoing",
    "outgoing/workbook",
    "outgoing/paper",
    "outgoing/back",
    "forms",
    "plan",
    "plan/reading",
    "plan/drafting",
    "follow_up",
    "annual",
    "annual/gate",
    "annual/xlsx",
    "annual/word",
    "cli",
    "demo",
)
"""Every folder of the package, in the order in which data pass."""
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
                why, remedy = (
                    open_places(words.say(language)) for words in (problem.why, problem.remedy)
                )
                severity = SEVERITY_WORDS[problem.severity].say(language)
                lines.append(
                    f"- **[{problem.code}](findings/{problem.code}.md)** ({severity}) {why} → "
                    f"{remedy}"
                )
    return "\n".join(lines)


def commands(language: Language) -> str:
    """Return every command's help."""
    with speaking(language):
        blocks = [_help(cli, ["sheettools"])]
        for name, command in cli.commands.items():
            blocks.append(_help(command, ["sheettools", name]))
            if isinstance(command, click.Group):
                blocks += [
                    _help(sub, ["sheettools", name, n]) for n, sub in command.commands.items()
                ]
    return "\n".join(blocks)


def house() -> str:
    """Return every module by its room, each with the first sentence that it says of itself."""
    root = Path(sheettools.__file__).parent
    lines: list[str] = []
    for folder in (root, *(root / room for room in ROOMS)):
        for path in sorted(folder.glob("*.py"), key=lambda one: (one.stem != "__init__", one.stem)):
            said = _first_sentence(path)
            name = path.parent.relative_to(root).as_posix()
            if path.stem == "__init__":
                lines += ["", f"### {'sheettools' if name == '.' else name}", "", said, ""]
            else:
                lines.append(f"- `{path.stem}` {said}")
    return "\n".join(lines).strip()


def _first_sentence(path: Path) -> str:
    told = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(told.split("\n\n", 1)[0].split())


def _first_paragraph(cls: type) -> str:
    """Return what a class is for, on one line."""
    return " ".join((cls.__doc__ or "").split("\n\n", 1)[0].split())


def _help(command: click.Command, path: list[str]) -> str:
    context = command.context_class(
        command,
        info_name=" ".join(path),
        terminal_width=100,
        max_content_width=100,
        help_option_names=cli.context_settings["help_option_names"],  # its commands take them over
    )
    return f"\n### {' '.join(path)}\n\n```text\n{command.get_help(context)}\n```"


def rules() -> str:
    """Return the rules of the template language: keyword, parameters, what it checks, code."""
    rows = ["| rule | parameters | checks | code |", "|---|---|---|---|"]
    for keyword, cls in RULES.items():
        words = ", ".join(f"`{part.name.rstrip('_')}`" for part in dataclasses.fields(cls))
        rows.append(f"| `{keyword}` | {words} | {_first_paragraph(cls)} | {cls.problem.code} |")
    return "\n".join(rows)


def computes() -> str:
    """Return the computed fields."""
    rows = ["| compute | parameters | gives |", "|---|---|---|"]
    for keyword, cls in COMPUTES.items():
        words = ", ".join(f"`{part.name}`" for part in dataclasses.fields(cls))
        rows.append(f"| `{keyword}` | {words} | {_first_paragraph(cls)} |")
    return "\n".join(rows)


def kinds() -> str:
    """Return the kinds of value."""
    rows = ["| type | what people write | Excel format |", "|---|---|---|"]
    rows += [
        f"| `{k.name}` | {k.words.en} {k.example} | `{k.number_format}` |" for k in KINDS.values()
    ]
    return "\n".join(rows)


def templates() -> str:
    """Return the built-in templates and profiles."""
    rows = ["| name | kind | title |", "|---|---|---|"]
    rows += [f"| `{name}` | {kind} | {english(title)} |" for name, kind, title in built_in()]
    return "\n".join(rows)


def in_the_workbook() -> str:
    """Return where each rule stands in the workbook: in the cell's own validation, in the mark, or
    only on return.
    """
    where = {
        "alone": "ô từ chối khi gõ; màu ô và cột “Cần làm”",
        "together": "ô hỏi lại khi gõ (ô kia có thể mới là ô sai); màu ô và cột “Cần làm”",
        "no": "màu ô và cột “Cần làm”",
    }
    rows = ["| quy tắc | trong sổ | khi gửi về |", "|---|---|---|"]
    for keyword, cls in RULES.items():
        stands = f"không: {cls.unsaid.vi}" if cls.unsaid else where[cls.while_typing]
        rows.append(f"| `{keyword}` | {stands} | {cls.problem.code} |")
    return "\n".join(rows)


def only_on_return(name: str, profile: str) -> str:
    """Return what of a template Excel cannot say, each with its reason."""
    template = load_template(find_template(name), find_profile(profile))
    lines = [
        (
            f"- {sheet.title}: {use.rule.sentence(sheet).vi} ({use.problem.code}). "
            f"{use.rule.unsaid.vi}."
        )
        for sheet in template.filled
        for use in sheet.rules
        if use.rule.unsaid
    ]
    lines += [
        (
            f"- {sheet.title}, “{target.title}”: mẫu viết `{target.pattern}` (C116). Excel không "
            "có lời cho mẫu này."
        )
        for sheet in template.filled
        for target in sheet.fields
        if target.pattern and target.kind.free_text and not pattern_formula(target.pattern, "A1")
    ]
    return "\n".join(lines)


def workbook(name: str, profile: str) -> str:
    """Return the sheets and fields of a template."""
    template = load_template(find_template(name), find_profile(profile))
    lines: list[str] = []
    for sheet in template.filled:
        lines += [f"\n### {sheet.title} (`{sheet.name}`)\n", sheet.description, ""]
        heads = ("tên", "tiêu đề", "ai ghi", "kiểu", "danh mục", "bắt buộc")
        lines += [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
        for target in sheet.fields:
            listed = target.categories.title if target.categories else ", ".join(target.foreign_key)
            needed = "x" if target.required else ""
            cells = (
                f"`{target.name}`",
                target.title,
                giver(sheet, target),
                target.kind.name,
                listed,
                needed,
            )
            lines.append(f"| {' | '.join(cells)} |")
        lines += [
            "",
            *(f"- {use.rule.sentence(sheet).vi}. ({use.problem.code})" for use in sheet.rules),
        ]
    return "\n".join(lines)


def clients() -> str:
    """Return what each program keeps and loses of a workbook, from `clients.toml`, which the tests
    hold to be exact.
    """
    told = tomllib.loads(Path(__file__).with_name("clients.toml").read_text("utf-8"))
    programs = list(told["clients"].values())
    rows = [
        "| | " + " | ".join(one["title"] for one in programs) + " |",
        "|---" * (len(programs) + 1) + "|",
    ]
    for name, title in told["features"].items():
        kept = [
            "**mất**" if name in one.get("lost", {}) else "–" if _idle(one, name) else "giữ"
            for one in programs
        ]
        rows.append(f"| {title} | " + " | ".join(kept) + " |")
    for one in programs:
        rows.append(f"\n**{one['title']}** ({one['tried']}):\n")
        lost = one.get("lost", {})
        rows += [f"- {told['features'][name]}: {why}." for name, why in lost.items()] or [
            "- không mất gì."
        ]
    return "\n".join(rows)


def corpus() -> str:
    """Return what was measured of the tests' corpus of damaged words, dates and numbers."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "template"))
    from corpus import table

    return str(table())


def scale_measured() -> str:
    """Return what was measured of a check, by `make bench`."""
    return scale.measured(load())


def scale_reckoned() -> str:
    """Return what that comes to for the whole country."""
    return scale.reckoned(load())


def plan_scores() -> str:
    """Return how much of each plan of the tests is drafted rightly."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "plan"))
    from scored import table

    return str(table())


def _idle(program: Mapping[str, Any], feature: str) -> bool:
    return feature == "live" and not program.get("calculates", True)
