"""The pages: each command that they show is run, each link leads somewhere, each page is reached;
what they say of sheets is so in the workbooks.
"""

from __future__ import annotations

import re
import shlex
import shutil
import unicodedata
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import click
import pytest
from for_each import for_each
from pdfminer.high_level import extract_pages, extract_text
from standing import run_demo

from sheettools.catalogue import catalogue
from sheettools.cli.entry import cli, run
from sheettools.demo.run import PLAN_TEXT

ROOT = Path(__file__).parents[1]
GUIDE = [ROOT / "README.vi.md", *sorted((ROOT / "docs" / "huong-dan").glob("*.md"))]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
LONG = [ROOT / "CHANGELOG.md"]
"""Of what was, not of what is: no command in it is run."""
FENCE = re.compile(r"^([ ]*)```(\w*)\n(.*?)^[ ]*```", re.MULTILINE | re.DOTALL)
LAUNCHER = re.compile(
    r"(?:(?:py|python3?) -m |\.venv\\Scripts\\(?:python -m )?|\.venv/bin/)?sheettools(?= |$)"
)
ELSEWHERE = {
    "commands.md": "the examples of --help; tests/cli/test_help.py parses each",
    "tutorial.md": "one year after the other; tests/forms/test_tutorial.py runs all of it",
}
NOT_RUN = {
    "demo": "the demonstration, which all of this stands on; tests/cli/test_demo.py",
    "--dask": "needs other machines; tests/incoming/test_cluster.py has some",
}
"""Commands and options that are looked at but not run, each with why."""
PLACEHOLDER = "…"


# --------------------------------------------------------------------------- the commands


def shown(page: Path) -> Iterator[str]:
    """Yield each command line of a page, as it is typed."""
    text = page.read_text(encoding="utf-8")
    lines = [line.strip() for _, _, block in FENCE.findall(text) for line in block.splitlines()]
    lines += re.findall(r"`([^`\n]+)`", FENCE.sub("", text))
    for line in lines:
        if LAUNCHER.match(line) and PLACEHOLDER not in line:
            yield LAUNCHER.sub("sheettools", line, count=1).partition("  #")[0].strip()


COMMANDS = sorted(
    {
        line
        for page in PAGES
        if page not in LONG and page.name not in ELSEWHERE
        for line in shown(page)
    }
)


def resolve(line: str) -> tuple[click.Command, list[str]]:
    """Return the command of a line and what follows its name; a name that is none fails."""
    command: click.Command = cli
    words = shlex.split(line)[1:]
    while isinstance(command, click.Group) and words and not words[0].startswith("--"):
        assert words[0] in command.commands, f"there is no command {words[0]}: {line}"
        command = command.commands[words[0]]
        words = words[1:]
    return command, words


def options(command: click.Command) -> set[str]:
    parameters = [*command.params, *cli.params]
    named = {one for each in parameters if isinstance(each, click.Option) for one in each.opts}
    return {*named, "--help"}


@for_each("line", COMMANDS)
def test_each_command_and_option_shown_is_there(line: str) -> None:
    command, words = resolve(line)
    asked = {word for word in words if word.startswith("--")}
    assert asked <= options(command), line


def is_mentioned(line: str) -> bool:
    """Say whether a line only names a command, an option without its value, or a place in capitals
    for what a reader puts there: `THƯ-MỤC/bieu-mau`, `SO-CU.xlsx`.
    """
    command, words = resolve(line)
    begins = [re.split(r"[./]", word)[0] for word in words]
    to_fill = any(one.isupper() and not re.search(r"\d", one) for one in begins)
    nothing_to_do = command is cli and "--version" not in words
    return not words or words == ["--from"] or to_fill or nothing_to_do


RUN = [line for line in COMMANDS if not is_mentioned(line) and not NOT_RUN.keys() & line.split()]


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's year in a folder with the text of a plan."""
    home = tmp_path_factory.mktemp("home")
    shutil.copyfile(PLAN_TEXT, home / "ke-hoach.docx")
    run_demo(home / "cam-son-2024")
    return home


@pytest.fixture
def home(year: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it to work in; LibreOffice, which is slow, is not found there."""
    copied = Path(shutil.copytree(year, tmp_path / "home"))
    monkeypatch.setenv("PATH", str(tmp_path))
    return copied


def where(line: str, home: Path) -> Path:
    """Return where a command is typed: in the year's folder if it names no folder."""
    _, words = resolve(line)
    if words and words[0] == "cam-son-2024" and " init " in line:
        shutil.rmtree(home / "cam-son-2024")
    return home if "cam-son-202" in line or " init " in line else home / "cam-son-2024"


@pytest.mark.parametrize("line", RUN)
def test_each_command_shown_does_its_work(
    line: str, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """0: nothing wrong, 1: something of the demonstration's returns is to be fixed."""
    monkeypatch.chdir(where(line, home))
    code = run(shlex.split(line)[1:])
    said = capsys.readouterr()
    assert code in (0, 1), said.err + said.out
    assert said.out


@for_each("page", GUIDE, ids=lambda page: str(page.name))
def test_an_option_named_in_the_guide_is_one_of_some_command(page: Path) -> None:
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    named = set(re.findall(r"`(--[a-z-]+)`", text))
    assert named <= set().union(*map(options, cli.commands.values()))


# --------------------------------------------------------------------------- links


@cache
def anchors(page: Path) -> frozenset[str]:
    """Return the anchors of a page's headings, as the hosting site makes them."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    found: set[str] = set()
    for heading in re.findall(r"^#+ +(.+?) *$", text, re.MULTILINE):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        kept = (one for one in plain if one in " -_" or unicodedata.category(one)[0] in "LNM")
        name, number = "".join(kept).replace(" ", "-"), 0
        while name + f"-{number}" * bool(number) in found:
            number += 1
        found.add(name + f"-{number}" * bool(number))
    return frozenset(found)


@cache
def links(page: Path) -> frozenset[str]:
    """Return where a page leads to within the repository."""
    text = re.sub(r"`[^`\n]*`", "", FENCE.sub("", page.read_text(encoding="utf-8")))
    found = re.findall(r"\]\(<?([^)>\s]+)>?\)", text)
    return frozenset(unquote(one) for one in found if not re.match(r"[a-z]+:", one))


def target(page: Path, link: str) -> Path:
    place = link.partition("#")[0]
    return (page.parent / place).resolve() if place else page


@for_each("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_each_link_leads_to_a_file_and_to_a_heading_of_it(page: Path) -> None:
    for link in links(page):
        there, anchor = target(page, link), link.partition("#")[2]
        assert there.exists(), f"{link} leads nowhere"
        assert there.is_relative_to(ROOT), f"{link} leads out of the repository"
        if anchor and there.suffix == ".md":
            assert anchor in anchors(there), f"{link}: no such heading"


def test_each_page_is_reached_from_the_first_one() -> None:
    found: set[Path] = set()
    left = [ROOT / "README.md"]
    while left:
        page = left.pop()
        if page in found:
            continue
        found.add(page)
        there = [target(page, link) for link in links(page)]
        folders = [path for one in there if one.is_dir() for path in one.glob("*.md")]
        left += [path for path in (*there, *folders) if path.suffix == ".md"]
    assert sorted(str(page.relative_to(ROOT)) for page in set(PAGES) - found) == []


# ------------------------------------------------------- what is said, and what there is


def test_the_guide_tells_what_to_do_with_each_finding() -> None:
    text = (ROOT / "docs/huong-dan/xu-ly-phat-hien.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^- \[([A-Z]\d{3})\]", text, re.MULTILINE))
    assert told == set(catalogue())


def test_each_sheet_that_the_guide_names_is_in_a_workbook(year: Path) -> None:
    """“trang “Quá hạn””: in the plan, in what goes out, comes back, is kept or reported."""
    titles: set[str] = set()
    for path in year.rglob("*.xlsx"):
        with zipfile.ZipFile(path) as package:
            book = package.read("xl/workbook.xml").decode("utf-8")
        titles |= set(re.findall(r'<(?:\w+:)?sheet [^>]*?\bname="([^"]+)"', book))
    text = "\n".join(FENCE.sub("", page.read_text(encoding="utf-8")) for page in GUIDE)
    own_words = " ".join(text.partition("## Mọi phát hiện")[0].split())
    named = set(re.findall(r"[Tt]rang “([^”…]+)”", own_words))
    assert len(named) > 5
    assert named <= titles


def test_the_sheet_for_village_heads_is_one_page_and_says_what_its_text_says() -> None:
    page = ROOT / "docs/huong-dan/truong-thon.md"
    printed = page.with_suffix(".pdf")
    assert len(list(extract_pages(printed))) == 1
    text = re.sub(r"!\[.*\)|[*#]|^\d\. ", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    words = "".join(text.split())
    on_paper = "".join(re.sub(r"\b\d\. ", "", extract_text(printed)).split())
    assert sorted(unicodedata.normalize("NFC", words)) == sorted(
        unicodedata.normalize("NFC", on_paper)
    ), "run `make pictures`"


def test_pictures_are_small() -> None:
    pictures = [*(ROOT / "docs").rglob("*.png"), *(ROOT / "docs").rglob("*.pdf")]
    assert pictures
    assert [path.name for path in pictures if path.stat().st_size > 200_000] == []
