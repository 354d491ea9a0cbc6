"""What comes next in a year's work, told from what lies in its folder, or from a file that somebody
has dragged here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sheettools.findings import Words
from sheettools.frozen import dataclass

if TYPE_CHECKING:
    from sheettools.year import Year

TEXTS = frozenset({".docx", ".doc", ".docm", ".odt", ".rtf", ".pdf", ".txt", ".html", ".htm"})
"""The endings of files that a plan's text may have."""


@dataclass(frozen=True)
class Step:
    """A command, and why it is the one that comes next."""

    why: Words
    command: Sequence[str]

    @property
    def folder(self) -> Path | None:
        """The year's folder that a step makes."""
        return Path(self.command[1]) if self.command[:1] == ("init",) else None


def is_year(folder: Path) -> bool:
    """Say whether a folder is a year's."""
    from sheettools.year import PLAN_FILE

    with suppress(OSError, ValueError):  # as for what nobody may look into, such as “My Music”
        return (folder / PLAN_FILE).is_file()
    return False


def year_around(path: Path) -> Path | None:
    """Return the year's folder that a path is, or lies in."""
    return next((one for one in (path, *path.absolute().parents[:3]) if is_year(one)), None)


def year_near(folder: Path) -> Path | None:
    """Return the year's folder that is meant where nobody names one: this, or the only one in
    it.
    """
    if around := year_around(folder):
        return around
    within: list[Path] = []
    with suppress(OSError, ValueError):
        within = [one for one in sorted(folder.iterdir()) if is_year(one)]
    return within[0] if len(within) == 1 else None


def begin_from(text: Path) -> Step:
    """Return the step that makes a year of a plan's text, in a folder beside it."""
    from sheettools.words.text import slug

    year = re.search(r"(?<!\d)20\d\d(?!\d)", text.name)
    folder = text.parent / f"nam-{year[0] if year else slug(text.stem)}"
    why = Words(
        "Tệp này là văn bản: lập năm mới từ văn bản kế hoạch.",
        "This file is a text: begin a new year with the plan's text.",
    )
    return Step(why, ("init", str(folder), "--from", str(text)))


def after_dragging(path: Path, chosen: Path | None) -> Step:
    """Return what is done with a file or a folder that was dragged here."""
    around = year_around(path)
    if path.is_dir():
        return next_in_year(around, date.today()) if around else _no_year(path)
    if path.suffix.lower() in TEXTS and not around:
        return begin_from(path)
    return _with_workbook(path, around, chosen)


def _with_workbook(path: Path, around: Path | None, chosen: Path | None) -> Step:
    from sheettools.year import IN, PLAN_FILE

    if path.name.startswith("tong-hop_"):
        why = Words(
            "Tệp này là báo cáo năm: ghi ra các dạng khác bên cạnh.",
            "This file is an annual report: write its other forms beside it.",
        )
        return Step(why, ("report", str(path)))
    if path.name == PLAN_FILE:
        why = Words("Kiểm tra tệp kế hoạch.", "Check the plan workbook.")
        return Step(why, ("validate", str(path)))
    if around:
        return Step(Words("Kiểm tra tệp này.", "Check this file."), ("validate", str(path)))
    if chosen:
        why = Words(
            f"Kiểm tra thử tệp này. Muốn tính vào báo cáo thì chép tệp vào {chosen / IN}.",
            f"Try a check of this file. For it to count, copy it into {chosen / IN}.",
        )
        return Step(why, ("validate", str(path), "--plan", str(chosen / PLAN_FILE)))
    return _no_year(path)


def _no_year(path: Path) -> Step:
    why = Words(
        "Chưa biết tệp, thư mục này thuộc năm nào: trước hết chọn thư mục của năm (thư mục có "
        "ke-hoach.xlsx).",
        "It is not known to which year this belongs: choose the year's folder first (that with "
        "ke-hoach.xlsx).",
    )
    return Step(why, () if path.is_file() else ("status", str(path)))


def next_in_year(folder: Path, today: date) -> Step:
    """Return what comes next in a year's folder. Raises SheettoolsError where its plan cannot be
    read.
    """
    from sheettools.findings import Severity
    from sheettools.year import IN, OUT, PLAN_FILE, Year, check_plan_file

    plan = folder / PLAN_FILE
    lacking = check_plan_file(plan, folder).findings
    if any(one.severity is Severity.ERROR for one in lacking):
        why = Words(
            f"Kế hoạch còn chỗ phải điền: mở {plan}, điền rồi lưu.",
            f"The plan has gaps: open {plan}, fill them in and save it.",
        )
        return Step(why, ("validate", str(plan)))
    if not list((folder / OUT).glob("*.xlsx")):
        why = Words(
            "Kế hoạch đã đủ: làm sổ cho từng đơn vị.",
            "The plan is complete: make each unit's workbook.",
        )
        return Step(why, ("generate", str(folder)))
    home = Year(folder)
    if not (folder / IN).is_dir() or not home.returns():
        why = Words(
            f"Chưa có sổ nào gửi về. Sổ gửi về thì chép vào {folder / IN}.",
            f"Nothing has come back yet. Copy what does into {folder / IN}.",
        )
        return Step(why, ("status", str(folder)))
    return _after_checking(home, today)


def _after_checking(home: Year, today: date) -> Step:
    """Return what comes next where workbooks have come back."""
    from sheettools.incoming.status import State, make_board

    folder, outcomes = str(home.folder), home.check(today=today)
    if home.has_new(outcomes):
        why = Words(
            "Có sổ chưa kiểm tra: kiểm tra và làm bản gửi lại.",
            "Some workbooks are not checked yet: check them and write what goes back.",
        )
        return Step(why, ("validate", folder))
    states = make_board(home.plan.collects, home.plan.issued, outcomes, today).counts()
    if states.get(State.MISSING) or states.get(State.ERRORS):
        why = Words(
            "Đã kiểm tra hết; còn đơn vị chưa gửi hoặc phải sửa.",
            "All is checked; some units have not sent, or have something to fix.",
        )
        return Step(why, ("status", folder, "--reminders"))
    why = Words("Các đơn vị đã gửi đủ: làm báo cáo năm.", "All have sent: make the annual report.")
    return Step(why, ("merge", folder))
