"""What the Vietnamese guide shows of the program: the texts that it writes for villages, what it
says on the screen, what to do with each finding; called by the cog blocks of docs/huong-dan.
"""

from __future__ import annotations

import io
import os
import shutil
import tempfile
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from unittest.mock import patch

from pages import CASES, EXAMPLES, FILES, GATHERED

from sheettools.annual.reasons import WORDS
from sheettools.catalogue import SEVERITY_WORDS, catalogue, open_places
from sheettools.cli.entry import run
from sheettools.cli.menu import CHOICES, COMMANDS
from sheettools.demo.run import run_demo
from sheettools.findings import Problem, Severity
from sheettools.outgoing.back.own_words import TO_SENDERS
from sheettools.template.load.library import find_template
from sheettools.template.load.load import load_template

TOLD = tomllib.loads(Path(__file__).with_name("guide.toml").read_text(encoding="utf-8"))
"""What no code says: what to tell a village of the most frequent findings, and the like."""
YEAR = "cam-son-2024"
DAY = "10/01/2025"
"""The day of the demonstration: no day of today stands in the guide."""
WIDTH = "120"
_KEPT: list[tempfile.TemporaryDirectory[str]] = []
PHOTO = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + bytes(4000)


# ------------------------------------------------------------------- what the program writes


def _folder() -> Path:
    """Return a new folder, gone when the pages are made."""
    _KEPT.append(tempfile.TemporaryDirectory())
    return Path(_KEPT[-1].name)


@cache
def _home() -> Path:
    """Return a folder with the demonstration's year."""
    home = _folder()
    with chdir(home), redirect_stdout(io.StringIO()):
        run_demo(Path(YEAR))
    return home


def _said(home: Path, *arguments: str) -> str:
    """Run a command; return what a person sees who types it."""
    shown = io.StringIO()
    with (
        chdir(home),
        patch.dict(os.environ, {"COLUMNS": WIDTH, "NO_COLOR": "1"}),
        redirect_stdout(shown),
        redirect_stderr(io.StringIO()),
    ):
        run([*arguments, "--lang", "vi"])
    return "\n".join(line.rstrip() for line in shown.getvalue().strip().splitlines())


@cache
def _late() -> Path:
    """Return another such folder, a village of which has not sent and another a picture."""
    home = _folder()
    shutil.copytree(_home() / YEAR, home / YEAR)
    year = home / YEAR
    next((year / "nhan-ve").glob("So Ao Vuong*")).unlink()
    (year / "nhan-ve" / "anh-so-thon.jpg").write_bytes(PHOTO)
    _said(home, "validate", YEAR, "--today", DAY)
    _said(home, "status", YEAR, "--today", DAY, "--reminders")
    next_year = YEAR.replace("2024", "2025")
    _said(home, "init", next_year, "--from", f"{YEAR}/ke-hoach.xlsx")
    shutil.copy(next((year / "nhan-ve").glob("07528-01*")), home / next_year / "nhan-ve")
    _said(home, "validate", next_year, "--today", DAY)
    return home


def text(pattern: str) -> str:
    """Return a text that the program wrote, as it stands in its file."""
    (found,) = _late().glob(pattern)
    return f"```text\n{found.read_text(encoding='utf-8').strip()}\n```"


def screen(*arguments: str) -> str:
    """Return what a command shows."""
    return f"```text\n{_said(_home(), *arguments)}\n```"


# ----------------------------------------------------------------------------- the menu


def menu() -> str:
    """Return what there is to choose from after a double-click."""
    lines = [f"  {number}  {words.vi}" for number, words in CHOICES.items()]
    return "\n".join(["```text", *lines, "```"])


def six_steps() -> str:
    """Return the year's steps: the number in the menu, the command, what comes of it."""
    rows = ["| số, việc | lệnh | được gì → làm gì tiếp |", "|---|---|---|"]
    for number, result in TOLD["steps"].items():
        name, *more = COMMANDS.get(number, ("init", "--from", "ke-hoach.docx"))
        command = " ".join(("sheettools", name, YEAR, *more))
        rows.append(f"| **{number}** {CHOICES[number].vi} | `{command}` | {result} |")
    return "\n".join(rows)


# ------------------------------------------------------------------------- the findings


def frequent() -> str:
    """Return the most frequent findings, each with what to tell the village."""
    lines: list[str] = []
    for one in TOLD["frequent"]:
        problem = catalogue()[one["code"]]
        why, how = _example(problem)
        lines += [
            f"\n### {one['title']}\n",
            f"{_code(problem)}, {SEVERITY_WORDS[problem.severity].vi}. Chương trình báo: {why}",
            "",
            f"- **Cách xử lý:** {how}",
        ]
        if "say" in one:
            lines.append(f"- **Nhắn thôn:** *{one['say']}*")
        if "note" in one:
            lines.append(f"- **Văn phòng:** {one['note']}")
    return "\n".join(lines)


def all_findings() -> str:
    """Return every finding, by who has to do something, the more frequent first."""
    met = _met()
    lines: list[str] = []
    left = dict(catalogue())
    for group in TOLD["group"]:
        taken = [code for code, problem in left.items() if _belongs(problem, group)]
        taken.sort(key=lambda code: (-met[code], code))
        lines += [
            f"\n### {group['title']}\n",
            group["do"],
            "",
            *(_line(left.pop(code)) for code in taken),
        ]
    if left:
        raise ValueError(f"in no group of guide.toml: {', '.join(left)}")
    return "\n".join(lines)


def _belongs(problem: Problem, group: Mapping[str, Sequence[str]]) -> bool:
    begins = any(problem.code.startswith(one) for one in group["begins"])
    return begins and problem.severity in map(Severity, group.get("severity", Severity))


def _met() -> Counter[str]:
    """Return in how many cases of the tests each finding is met."""
    met: Counter[str] = Counter()
    for path in CASES.glob("*/expected.txt"):
        told = [line.partition("#")[0].split() for line in path.read_text("utf-8").splitlines()]
        met.update({words[0] for words in told if words})
    met.update(one["code"] for one in FILES)
    return met


def _line(problem: Problem) -> str:
    why, how = open_places(problem.why.vi), open_places(problem.remedy.vi)
    return f"- {_code(problem)} {why} → {how}"


def _code(problem: Problem) -> str:
    return f"[{problem.code}](../findings/{problem.code}.md)"


def _example(problem: Problem) -> tuple[str, str]:
    """Return what was really said in a case of the tests, and the remedy."""
    kept = EXAMPLES.get(problem.code) or GATHERED.get(problem.code)
    if kept is None:
        return open_places(problem.why.vi), open_places(problem.remedy.vi)
    return kept["why"], kept["remedy"]


# ---------------------------------------------------------------- what cannot be read


def unreadable() -> str:
    """Return what to do with each file that cannot be read, by how it looks to the office."""
    left = {
        code: problem
        for code, problem in catalogue().items()
        if code.startswith("F1") and problem.severity is Severity.ERROR
    }
    lines: list[str] = []
    for group in TOLD["unread"]:
        problems = [left.pop(code) for code in group["codes"]]
        lines += [f"\n## {group['title']}\n", group["do"], ""]
        lines += map(_line, problems)
        if group.get("sender", True):
            said = dict.fromkeys(TO_SENDERS.get(one, one.remedy.vi) for one in problems)
            lines += ["", "Nhắn người gửi (chương trình ghi sẵn trong `can-sua`):", ""]
            lines += [f"> {one}\n" for one in said]
    if left:
        raise ValueError(f"in no group of guide.toml: {', '.join(left)}")
    return "\n".join(lines)


# ----------------------------------------------------------- what keeps a report a draft


def draft_reasons() -> str:
    """Return each reason for which a report is a draft, what to do, and how it can be accepted."""
    plan = load_template(find_template("ke-hoach"))
    accepted = {one.value: one.label for one in plan.lists["loai_ngoai_le"].categories}
    rows = ["| báo cáo ghi | phải làm | ghi ở “Ngoại lệ” |", "|---|---|---|"]
    for kind, words in WORDS.items():
        label = f"“{accepted[kind]}”" if kind in accepted else "không"
        rows.append(f"| {open_places(words.vi)} | {TOLD['draft'][kind]} | {label} |")
    return "\n".join(rows)
