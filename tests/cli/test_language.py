"""Two languages: whatever is said is complete in Vietnamese and in English, and neither shows in
the other.

What comes from templates and workbooks (titles, labels, names, values) is in the language of its
author, in both.
"""

from __future__ import annotations

import ast
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import click
import pytest
from for_each import for_each
from standing import run_demo, shipped_template
from trees import PATHS, ROOT, nodes, parsed, trees

from sheettools.catalogue import DECLARING, catalogue, entry_text
from sheettools.cli.entry import cli, run
from sheettools.findings import Title, Words, english, joined, quoted
from sheettools.language import Command, Option, say, speaking, wanted_language
from sheettools.template.kinds import KINDS
from sheettools.template.rules.comparisons import OPS

PROBLEMS = catalogue()

_ENGLISH = re.compile(
    r"\b(the|is|are|was|were|must|not|of|and|with|this|that|file|sheet|row|cell|column|value|missing|invalid|usage|"
    r"error|failed)\b",
    re.IGNORECASE,
)
"""Words that no Vietnamese sentence has."""
_NOUNS = r"(row|file|cell|place|unit|matter|sheet|report|fault|day|return|field|copie|picture)s"
_BARE_COUNT = re.compile(r"\{\w*\} ([a-z]+ )?" + _NOUNS)
"""A number before a plural: of one it says “1 files”; `{rows:row|rows}` or `counted` do not."""
_SLIPS = re.compile(r"\S {2,}\S|\w [,.:!?](\s|$)|\.\.\.|,,|\bin in\b")
"""Doubled blanks, blanks before a mark, three dots for “…”."""
_OTHER_WORDS = re.compile(
    r"\b(phần mềm|bản nộp|gửi trả|sổ kế hoạch|bỏ trống|biểu mẫu|file|folder|click|uỷ|hoà|xoá|"
    r"lí do|kí)\b(?!_)",
    re.IGNORECASE,
)
"""Words for which the product has another: see “Words” in docs/architecture.md."""
_MARKS = "\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b"


def vietnamese(text: str) -> list[str]:
    """Words with letters that English does not have."""
    words = re.findall(r"\w+", unicodedata.normalize("NFC", text))
    return [
        w
        for w in words
        if "đ" in w.lower() or any(c in _MARKS for c in unicodedata.normalize("NFD", w))
    ]


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)", text))


def complete(words: Words) -> None:
    """Hold a pair of sentences to what every pair must keep."""
    assert words.vi.strip()
    assert words.en.strip()
    # What a foreign library says is English only, and left out in Vietnamese.
    assert placeholders(words.en) - placeholders(words.vi) <= {"detail"}
    assert placeholders(words.vi) <= placeholders(words.en)
    assert not vietnamese(_unquoted(words.en)), words.en
    assert not _ENGLISH.search(_unquoted(words.vi)), words.vi
    assert not _BARE_COUNT.search(words.en), words.en
    assert not _OTHER_WORDS.search(_unquoted(words.vi)), words.vi
    for said in (words.vi, words.en):
        assert not _SLIPS.search(said), said
        assert said.count("“") == said.count("”"), said


def _unquoted(text: str) -> str:
    """Leave out placeholders, quoted words, which are said as they stand on the sheet, and the
    demonstration's name.
    """
    return re.sub(r"\{[^}]*\}|“[^”]*”|xã Cấm Sơn", " ", text)


# --------------------------------------------------------------------------- the catalogue


@for_each("code", sorted(PROBLEMS))
def test_a_problem_is_told_in_both_languages(code: str) -> None:
    problem = PROBLEMS[code]
    for words in (problem.why, problem.remedy, *([problem.example] if problem.example else [])):
        complete(words)
        assert words.vi != words.en or not re.search(r"\w", _unquoted(words.vi)), (
            "nothing but what is filled in"
        )
    assert entry_text(problem, "vi") != entry_text(problem, "en")


@for_each("code", sorted(PROBLEMS))
def test_a_problem_is_told_in_whole_sentences(code: str) -> None:
    """Each ends with its mark, but where it ends with a command to be copied."""
    for words in (PROBLEMS[code].why, PROBLEMS[code].remedy):
        for said in (words.vi, words.en):
            assert said.endswith((".", "?", "…", "}")) or ": sheettools " in said, said


@for_each("code", sorted(PROBLEMS))
def test_a_problem_blames_nobody(code: str) -> None:
    said = " ".join(
        text
        for words in (PROBLEMS[code].why, PROBLEMS[code].remedy)
        for text in (words.vi, words.en)
    )
    assert not re.search(r"không hợp lệ|invalid|illegal|vi phạm", said, re.IGNORECASE)


def test_the_catalogue_holds_whatever_any_module_declares() -> None:
    declared: set[str] = set()
    for tree in trees().values():
        calls = [node for node in nodes(tree) if isinstance(node, ast.Call)]
        codes = [
            c.args[0].value
            for c in calls
            if getattr(c.func, "id", "") == "declare"
            and c.args
            and isinstance(c.args[0], ast.Constant)
        ]
        declared.update(codes)
    assert declared == set(PROBLEMS), f"a module is missing in catalogue.DECLARING: {DECLARING}"


@for_each(("rows", "said"), [(0, "0 rows"), (1, "1 row"), ("1", "1 row"), (2, "2 rows")])
def test_a_number_brings_its_noun(rows: int, said: str) -> None:
    words = Words("{rows} dòng: {what}", "{rows:row|rows}: {what}")
    assert words.say("en", {"rows": rows, "what": Words("hết", "all")}) == f"{said}: all"
    assert words.say("vi", {"rows": rows, "what": Words("hết", "all")}) == f"{rows} dòng: hết"


# --------------------------------------------------------------------------- pairs in the code


def pairs() -> Iterator[tuple[str, Words]]:
    """Every pair of sentences that stands in the code: of Words, of say, and of the demonstration's
    steps.
    """
    first = {"Words": 0, "say": 0, "_step": 1, "_look": 1}
    for path in PATHS.values():
        text = path.read_text(encoding="utf-8")
        if not any(f"{name}(" in text for name in first):
            continue
        for node in nodes(parsed(path)):
            name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Call) and name in first:
                told = [_literal(argument) for argument in node.args[first[name] : first[name] + 2]]
                if len(told) == 2 and None not in told:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", Words(*map(str, told))


def _literal(node: ast.expr) -> str | None:
    """The text of a string; what an f-string fills in is a placeholder."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
        )
    return None


def test_there_are_pairs_to_look_at() -> None:
    assert len(list(pairs())) > 100


@for_each(("place", "words"), pairs)
def test_a_pair_in_the_code_is_complete(place: str, words: Words) -> None:
    if words.vi or words.en:  # a pair may say nothing at all, in both
        complete(words)


@for_each("name", sorted(KINDS))
def test_a_kind_is_described_in_both(name: str) -> None:
    complete(KINDS[name].words)


@for_each("op", sorted(OPS))
def test_a_comparison_is_worded_in_both(op: str) -> None:
    complete(OPS[op][1])


def test_the_rules_of_the_templates_are_told_in_both() -> None:
    for name in ("ke-hoach", "so-tiep-xuc"):
        made = shipped_template(name, "bac-ninh-2026")
        for sheet in made.sheets:
            for use in sheet.rules:
                said = use.rule.sentence(sheet)
                complete(said)
                assert said.vi != said.en or use.rule.keyword == "sum_of", (
                    "a sum is written the same in both"
                )
                for field in sheet.fields:
                    assert f"“{field.title}”" not in said.en, said.en


def test_titles_are_told_in_the_readers_language() -> None:
    told = joined([Title("Ngày", "Date"), "a.xlsx"])
    assert (told, english(told)) == ("Ngày, a.xlsx", "Date, a.xlsx")
    assert english(quoted([Title("Ngày", "Date"), Title("Giờ", "Hour")])) == "“Date”, “Hour”"


# --------------------------------------------------------------------------- the command line


def commands(
    command: click.Command = cli, path: tuple[str, ...] = ()
) -> Iterator[tuple[str, click.Command]]:
    yield " ".join(path), command
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from commands(child, (*path, name))


COMMANDS = dict(commands())


@for_each("path", COMMANDS)
def test_a_command_and_its_options_are_explained_in_both(path: str) -> None:
    command = COMMANDS[path]
    assert isinstance(command, Command)
    complete(command.words)
    for option in command.params:
        if isinstance(option, click.Option):
            assert isinstance(option, Option), f"{option.name} has no English help"
            complete(option.words)
            assert option.words.vi != option.words.en


@for_each("path", COMMANDS)
def test_help_is_in_the_language_asked_for(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    def told(lang: str) -> str:
        assert ask(lang, *path.split(), "--help") == 0
        return capsys.readouterr().out.partition({"vi": "Ví dụ:", "en": "Examples:"}[lang])[0]

    assert vietnamese(told("en").replace("xã Cấm Sơn", "")) == []
    assert not re.search(r"\b(Usage|Options|Commands|Show|default|by|year's)\b", told("vi"))


def ask(lang: str, *arguments: object) -> int:
    words = [*map(str, arguments), "--lang", lang]
    with speaking(wanted_language(words)):
        return run(words)


def test_each_thread_speaks_its_own_language() -> None:
    """A program that serves several people at once tells each in his own language."""

    def heard() -> str:
        return say("Chào", "Hello")

    with speaking("en"), ThreadPoolExecutor(1) as other:
        assert heard() == "Hello"
        assert other.submit(heard).result() == "Chào"
    assert heard() == "Chào"


# --------------------------------------------------------------------------- what the commands say


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's folder: a year with every sort of finding in it."""
    return run_demo(tmp_path_factory.mktemp("demo") / "nam")


def from_templates(folder: Path) -> list[str]:
    """What the authors of templates, plan and returns wrote, the longest first."""
    made = [shipped_template(name) for name in ("ke-hoach", "so-tiep-xuc")]
    texts = [
        made[1].title,
        made[1].report.title,
        *(figure.title.lstrip("– ") for figure in made[1].report.figures),
    ]
    for template in made:
        for sheet in template.sheets:
            texts += [sheet.title, *(field.title for field in sheet.fields)]
        for known in template.lists.values():
            texts += [known.title, *(category.label for category in known.categories)]
    texts += [figure.code for figure in made[1].report.figures if not figure.code.isascii()]
    texts += [path.name for part in ("phat-ra", "nhan-ve") for path in (folder / part).iterdir()]
    texts += [f"Thôn {name}" for name in ("Mới", "Ao Vường", "Cấm", "Họa")]
    return sorted(map(str, texts), key=len, reverse=True)


def own_words(said: str, known: Iterable[str]) -> str:
    """Leave out what is quoted, what templates and senders wrote, and examples, which are typed as
    they stand.
    """
    said = re.sub(r"“[^“”]*(“[^“”]*”[^“”]*)*”", " ", unicodedata.normalize("NFC", said))
    for text in known:
        said = said.replace(unicodedata.normalize("NFC", text), " ")
    return said


def sentences(said: dict[str, Any]) -> Iterator[str]:
    for finding in said["findings"]:
        yield finding["message"]
        yield finding["remedy"]
    yield from said.get("draft_because", ())


@pytest.mark.parametrize("command", ["validate", "merge"])
def test_findings_are_told_in_english(
    year: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    known = from_templates(year)
    ask("en", command, year, "--today", "2025-01-10", "--format", "json")
    for sentence in sentences(json.loads(capsys.readouterr().out)):
        assert vietnamese(own_words(sentence, known)) == [], sentence


@pytest.mark.parametrize("command", ["validate", "merge"])
def test_findings_are_told_in_vietnamese(
    year: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    known = from_templates(year)
    ask("vi", command, year, "--today", "2025-01-10", "--format", "json")
    for sentence in sentences(json.loads(capsys.readouterr().out)):
        assert not _ENGLISH.search(own_words(sentence, known)), sentence


def test_both_languages_tell_the_same_facts(year: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def facts(lang: str) -> list[tuple[str, ...]]:
        ask(lang, "validate", year, "--today", "2025-01-10", "--format", "json")
        found = json.loads(capsys.readouterr().out)["findings"]
        return [
            (f["file"], f["sheet"], f["cell"], f["code"], f["severity"], f["value"]) for f in found
        ]

    assert facts("vi") == facts("en") != []


@pytest.mark.parametrize(
    "command", sorted({"generate", "validate", "merge", "status"} & set(cli.commands))
)
def test_headings_and_closing_words_are_english(
    year: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The rows of a table hold what senders wrote, wrapped; its heading and the lines around it are
    our own words.
    """
    known = from_templates(year)
    ask("en", command, year, *([] if command == "generate" else ["--today", "2025-01-10"]))
    said = capsys.readouterr().out
    ours = [line for line in said.splitlines() if not line.startswith(("│", "├", "└"))]
    for line in ours:
        assert vietnamese(own_words(line.replace(str(year), ""), known)) == [], line


def test_the_demonstration_can_be_followed_in_english(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask("en", "demo", tmp_path / "nam") == 0
    known = [*from_templates(tmp_path / "nam"), "xã Cấm Sơn"]
    for line in capsys.readouterr().out.splitlines():
        if not line.startswith(("│", "├", "└")):
            assert vietnamese(own_words(line, known)) == [], line
