"""Whatever of the things that a command does to the disk fails, it is said in the reader's words,
nothing is left half done, and the run after it comes to what it would have come to.
"""

from __future__ import annotations

import errno
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from failing import Disk, failing
from school_year import FORM, SCHOOLS, TABLES, TODAY, ask, school_year, send

from sheettools.cli.entry import run
from sheettools.cli.root import NOT_WRITTEN, OK, USAGE
from sheettools.disk.scratch import remove_scratch
from sheettools.disk.trouble import DEFECT, FULL, OPEN_ELSEWHERE
from sheettools.outgoing.back.own import LIST, NOTES, SECOND
from sheettools.outgoing.workbook.generate import Contents, write_workbook
from sheettools.template.issue import Issue
from sheettools.template.load.load import load_template
from sheettools.year import IN, OUT, PLAN_FILE, TEMPLATES

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""What a library fails to tidy up then is said to nobody."""
DAY = ("--today", TODAY.isoformat())
COMMANDS: dict[str, tuple[str, ...]] = {
    "init": ("--template", f"{SCHOOLS / TEMPLATES / 'dn-ke-hoach.toml'}"),
    "generate": (),
    "validate": DAY,
    "register": (*DAY, "--tell"),
    "merge": (*DAY, "--internal", "--write", "xlsx,csv,json,html"),
    "status": (*DAY, "--board", "--reminders"),
}
FAULTS = {errno.ENOSPC: FULL, errno.EACCES: OPEN_ELSEWHERE, errno.EIO: DEFECT}
NOT_FOR_PEOPLE = re.compile(
    r"Traceback|ngoài dự kiến|Errno|denied|No space|Input/output|\.~|sqlite3?\.|disk I/O|readonly"
    r"|disk is full|unable to open|\btmp\w{8}\b|\bso\.xlsx"
)
NOTHING_DONE = ("Chưa ghi gì", "Chưa làm sổ nào", "không bị thay đổi")
MET = [{"ngay": date(2024, 3, 15)}]
ROOF, CHAIRS = ask("Sửa mái phòng học lớp 2 bị dột"), ask("Mua thêm ghế cho thư viện", "MUA")
WRONG = ask("Làm lại hàng rào phía sau trường", "Sửa sang")
PAIR = tuple(f"can-sua/P7-T2_sung_2024_can-sua{ending}" for ending in (".xlsx", ".txt"))
Told = pytest.CaptureFixture[str]
Tree = dict[str, bytes]


@dataclass(frozen=True)
class Case:
    """A year before a command and after it; how it ends, and how many steps it takes."""

    name: str
    before: Path
    after: Tree = field(default_factory=dict)
    code: int = 0
    steps: int = 0

    def run(self, folder: Path) -> int:
        return run([self.name, str(folder), *COMMANDS[self.name]])


@pytest.fixture(scope="module", autouse=True)
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A temporary folder of the system with nobody else's in it, on the disk that fails."""
    remove_scratch()
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("o-dia") / "tmp"
        folder.mkdir()
        patch.setattr(tempfile, "tempdir", str(folder))
        yield folder
        remove_scratch()


@pytest.fixture(scope="module")
def second_round(temporary: Path) -> Path:
    """A year that was checked, merged and kept: now who had to fix something has, and who had not
    has sent another with a mistake; the plan has another last day, and one workbook is gone.
    """
    folder = temporary.parent / "mau" / "nam-2024"
    year = school_year(folder)
    send(year, "T1", {"buoi": MET, "de_nghi": [ROOF, WRONG]}, "mot.xlsx")
    send(year, "T2", {"buoi": [*MET, *MET], "de_nghi": [CHAIRS]}, "hai.xlsx")
    (folder / IN / "la.xlsx").write_bytes(b"PK\x03\x04 broken")
    for command in ("validate", "register", "merge", "status"):
        run([command, str(folder), *COMMANDS[command]])
    (folder / IN / "la.xlsx").unlink()
    send(year, "T1", {"buoi": MET, "de_nghi": [ROOF, CHAIRS]}, "mot.xlsx")
    send(year, "T2", {"buoi": [*MET, *MET], "de_nghi": [WRONG]}, "hai.xlsx")
    plan = load_template(folder / TEMPLATES / "dn-ke-hoach.toml")
    issued = Issue("", "", "", "Phòng Mẫu, năm 2024", PLAN_FILE, year=2024)
    form = FORM | {"den_ngay": date(2024, 12, 30)}
    write_workbook(folder / PLAN_FILE, plan, issued, Contents({"dot": form}, TABLES))
    next((folder / OUT).glob("*T1*.xlsx")).unlink()
    return folder


@pytest.fixture(scope="module", params=COMMANDS)
def case(request: pytest.FixtureRequest, second_round: Path, temporary: Path) -> Case:
    name = request.param
    before = second_round if name != "init" else second_round.parent / "chua-co"
    case = Case(name, before)
    folder = _copy(case, temporary)
    with failing(Disk(temporary.parent)) as disk:
        code = case.run(folder)
    return Case(name, before, tree(folder), code, disk.done)


def _copy(case: Case, temporary: Path) -> Path:
    folder = temporary.parent / "o" / "nam-2024"
    shutil.rmtree(folder.parent, ignore_errors=True)
    folder.parent.mkdir()
    if case.before.is_dir():
        shutil.copytree(case.before, folder)
    return folder


def tree(folder: Path) -> Tree:
    """Return all files of a year but the store of results, which is a database, and the key, which
    is another each time.
    """
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.name != "khoa.txt" else b""
        for path in folder.rglob("*")
        if path.is_file() and "ket-qua-kiem-tra.sqlite3" not in path.name
    }


def wrong(case: Case, number: int, step: int, temporary: Path, capsys: Told) -> list[str]:
    """Return what is not as it must be where a step fails, and after the next run."""
    folder = _copy(case, temporary)
    before = tree(folder)
    capsys.readouterr()
    with failing(Disk(temporary.parent, step, number)) as disk:
        code = case.run(folder)
    said, there = "".join(capsys.readouterr()), tree(folder)
    found = [*_badly_said(said, number, code), *_badly_left(case, before, there)]
    if code != NOT_WRITTEN and (code, _settled(there)) != (case.code, _settled(case.after)):
        found.append(f"ends with {code}")
    if there != before and any(word in said for word in NOTHING_DONE):
        found.append("is said to have changed nothing")
    as_ever = {case.code, USAGE} if case.name == "init" and code == OK else {case.code}
    code = case.run(folder)
    said_then = "".join(capsys.readouterr())
    if code not in as_ever or "F236" in said_then or tree(folder) != case.after:
        found.append(
            f"the next run ends with {code}: {_apart(tree(folder), case.after)} {said_then}"
        )
    at = f"{case.name}, step {step} ({disk.failed}), {errno.errorcode[number]}"
    return [f"{at}: {one}" for one in found] + ([said] if found else [])


def _badly_said(said: str, number: int, code: int) -> Iterator[str]:
    for found in NOT_FOR_PEOPLE.finditer(said):
        yield f"says {found[0]}"
    if code == NOT_WRITTEN and FAULTS[number].vi not in said:
        yield "does not say why"


def _badly_left(case: Case, before: Tree, there: Tree) -> Iterator[str]:
    for name, data in _settled(there).items():
        if data not in (before.get(name), case.after.get(name)):
            yield f"{name} is neither old nor new"
    copy, message = PAIR
    is_new = there.get(copy) not in (None, before.get(copy))
    if is_new and there.get(message) not in (None, case.after.get(message)):
        yield "an old message lies beside a new copy"


def _settled(there: Tree) -> Tree:
    """Leave out what a run notes for the next one, and what it could not take away."""
    return {
        name: data
        for name, data in there.items()
        if not name.endswith((LIST, SECOND, NOTES)) and not Path(name).name.startswith(".~")
    }


def _apart(one: Tree, other: Tree) -> list[str]:
    return [name for name in {*one, *other} if one.get(name) != other.get(name)]


def test_some_steps_fail(case: Case, temporary: Path, capsys: Told) -> None:
    """Each of the faults at another place of the command."""
    for place, number in enumerate(FAULTS, start=1):
        step = case.steps * (2 * place - 1) // (2 * len(FAULTS))
        assert wrong(case, number, step, temporary, capsys) == []


@pytest.mark.long  # the test above has few of them fail
@pytest.mark.parametrize("number", FAULTS, ids=errno.errorcode.get)
def test_each_step_fails(case: Case, number: int, temporary: Path, capsys: Told) -> None:
    found: list[str] = []
    for step in range(1, case.steps + 1):
        found += wrong(case, number, step, temporary, capsys)
    assert found == []
