"""All that keeping other programs comes to: what the process that reads is told and what is taken
of it, how LibreOffice is asked, and when each is ended. A script stands where they would.
"""

from __future__ import annotations

import io
import json
import os
import shlex
import sys
import threading
import time as clock
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import psutil
import pytest
from for_each import for_each
from office import find_program

import sheettools
from sheettools.incoming.cage import keeper, office, pieces
from sheettools.incoming.cage.keeper import Allowance, Keeper

scripts = pytest.mark.skipif(sys.platform == "win32", reason="a script is no program there")
PACKAGE = str(Path(sheettools.__file__).parent.parent)

# ------------------------------------------------------------------ pieces


@for_each(
    ("stream", "limit", "piece"),
    [
        (b"\0\0\0\0\0\0\0\3abc", None, b"abc"),
        (b"\0\0\0\0\0\0\0\3abcd", None, b"abc"),
        (b"\0\0\0\0\0\0\0\3abc", 3, b"abc"),
        (b"\0\0\0\0\0\0\0\3abc", 2, None),
        (b"\0\0\0\0\0\0\0\3ab", None, None),
        (b"\0\0\0\0\0\0\0\0", 0, b""),
        (b"\0\0\0\0\0\0\1", None, None),
        (b"", None, None),
    ],
)
def test_pieces_are_whole_or_none(stream: bytes, limit: int | None, piece: bytes | None) -> None:
    assert pieces.receive(io.BytesIO(stream), limit) == piece


def test_a_piece_is_sent_with_its_length() -> None:
    sent = io.BytesIO()
    pieces.send(sent, b"abc")
    assert sent.getvalue() == b"\0\0\0\0\0\0\0\3abc"


# ------------------------------------------------------------------ what a process takes


class Taking:
    """A process that has taken so much, with others that it has started."""

    def __init__(self, seconds: float, memory: int, *children: Taking) -> None:
        self.said = seconds, memory
        self._children = list(children)

    def cpu_times(self) -> SimpleNamespace:
        seconds = self.said[0]
        return SimpleNamespace(user=seconds - 0.25, system=0.25, idle=99.0)

    def memory_info(self) -> SimpleNamespace:
        return SimpleNamespace(rss=self.said[1], vms=1 << 40)

    def children(self, *, recursive: bool = False) -> list[Taking]:
        assert recursive
        return self._children


def gone(pid: int) -> NoReturn:
    raise psutil.NoSuchProcess(pid)


def takes(patch: pytest.MonkeyPatch, *said: Any) -> None:
    """Have the first process of all be known as one that takes so much."""

    def process(pid: int) -> Taking:
        assert pid == 1
        return Taking(*said)

    patch.setattr(psutil, "Process", process)


def test_what_a_process_has_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    takes(monkeypatch, 1.5, 7)
    assert keeper._taken(1) == (1.5, 7)
    monkeypatch.setattr(psutil, "Process", gone)
    assert keeper._taken(1) == (0.0, 0)
    assert not office._takes_too_much(1)


@for_each(
    ("seconds", "memory", "other", "too_much"),
    [
        (60.0, 1 << 30, (0.25, 0), True),
        (59.75, 1 << 30, (0.25, 0), False),
        (59.75, (1 << 30) - 3, (0.25, 3), False),
        (59.75, (1 << 30) - 3, (0.25, 4), True),
        (0.5, (1 << 30) + 1, (0.25, 0), True),
    ],
)
def test_what_an_office_program_may_take(
    seconds: float,
    memory: int,
    other: tuple[float, int],
    too_much: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    takes(monkeypatch, seconds, memory, Taking(*other))
    assert office._takes_too_much(1) is too_much


@for_each(
    ("seconds", "memory", "late", "stopped"),
    [
        (3.5, 100, False, None),  # as much as is allowed
        (3.75, 100, False, {"slow": True}),
        (3.5, 101, False, {"failed": "memory"}),
        (3.5, 100, True, {"slow": True}),
        (3.75, 101, True, {"slow": True}),
    ],
)
def test_an_answer_is_waited_for_within_bounds(
    seconds: float,
    memory: int,
    late: bool,
    stopped: dict[str, Any] | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The process had taken two seconds before; of the thread it is asked whether it goes on."""
    takes(monkeypatch, seconds, memory)
    monkeypatch.setattr(keeper, "MEMORY", 100)
    asked: list[float] = []
    talk: Any = SimpleNamespace(join=asked.append, is_alive=lambda: len(asked) < 3)
    allowed = Allowance(1.5, -1.0 if late else 60.0)
    worker = keeper._Worker(SimpleNamespace(pid=1), 1, 2.0)  # type: ignore[arg-type]
    assert keeper._watch(talk, worker, allowed) == (stopped or {})
    assert asked == [keeper.LOOK_EVERY] * (1 if stopped else 3)


def test_it_is_late_after_the_time_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(clock, "monotonic", lambda: now[0])
    allowed = Allowance(20, 5)
    seen = []
    for now[0] in (100.0, 105.0, 105.25):
        seen.append(allowed.is_late)
    assert seen == [False, False, True]


# ------------------------------------------------------------------ the process that reads

ECHO = """#!{python} -IS
import os, sys
told = open({told!r}, "a", encoding="utf-8")
said = sys.argv[1:], os.environ["PYTHONPATH"], os.environ["OWN"]
print(said, file=told, flush=True)
print("said to nobody", file=sys.stderr, flush=True)
requests, answers = sys.stdin.buffer, sys.stdout.buffer
while head := requests.read(8):
    print(requests.read(int.from_bytes(head)).decode(), file=told, flush=True)
    data = requests.read(int.from_bytes(requests.read(8)))
    if data == b"die":
        break
    if data == b"wait":
        import time
        time.sleep(60)
    answers.write(len(data).to_bytes(8) + data)
    answers.flush()
"""
"""It notes how it was started and what it is asked, and answers the very bytes it was given."""


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """Have the script started for the process that reads; what it was told is in what is given."""
    notes, program = tmp_path / "told.txt", tmp_path / "python"
    program.write_text(ECHO.format(python=sys.executable, told=str(notes)), encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    monkeypatch.setattr(keeper, "_handed_on", None)
    monkeypatch.setattr(keeper, "LOOK_EVERY", 0.05)
    monkeypatch.setenv("OWN", "ours")
    monkeypatch.delenv("PYTHONPATH", raising=False)
    return lambda: notes.read_text(encoding="utf-8").splitlines()


STARTED = str((["-P", "-m", "sheettools.incoming.cage.process"], PACKAGE, "ours"))


@scripts
def test_what_is_asked_and_what_it_costs(
    told: Callable[[], list[str]], capfd: pytest.CaptureFixture[str]
) -> None:
    allowed = Allowance(20, 600)
    with Keeper(["mật"]) as cage:
        assert cage.ask("xls", b'{"a": [1], "seconds": 2.5}', allowed, 7) == {"a": [1]}
        assert allowed.seconds == 17.5
        assert cage.ask("ods", b'{"seconds": 4}', allowed) == {}
        assert allowed.seconds == 16.0, "what it took for another file counts no more"
        assert cage.ask("ods", b'{"b": 1}', allowed) == {"b": 1}
        assert allowed.seconds == 16.0, "it did not say what it took"
        process = cage._running().process
    assert process.poll() is not None
    assert (process.stdin.closed, process.stdout.closed) == (True, True)  # type: ignore[union-attr]
    first, *asked = told()
    assert first == STARTED
    ods = {"reader": "ods", "passwords": ["mật"], "room": 0}
    assert [*map(json.loads, asked)] == [ods | {"reader": "xls", "room": 7}, ods, ods]
    assert capfd.readouterr() == ("", "")


@scripts
def test_a_process_that_died_failed_or_has_read_enough_is_replaced(
    told: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "FILES_PER_WORKER", 3)
    monkeypatch.setattr(keeper, "MAX_ANSWER", 40)
    died = {"failed": "died"}
    asked: list[tuple[bytes, dict[str, Any]]] = [
        (b"die", died),
        (b'{"failed": "x"}', {"failed": "x"}),
        (b'{"failed": "x", "whole": true}', {"failed": "x"}),
        (b" " * 38 + b"{}", {}),
        (b" " * 39 + b"{}", died),  # a longer answer than is taken
        *[(b"{}", {})] * 4,
    ]
    started = []
    with Keeper() as cage:
        for data, answer in asked:
            assert cage.ask("xls", data, Allowance(20, 600)) == answer
            started.append(told().count(STARTED))
    assert started == [1, 2, 3, 3, 3, 4, 4, 4, 5]


@scripts
def test_what_takes_too_much_is_ended(
    told: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting: list[bool] = []

    def taking(_: int) -> Taking:
        waiting.extend(one.daemon for one in threading.enumerate() if one not in before)
        return Taking(21.0, 0)

    with Keeper() as cage:
        assert cage.ask("xls", b"{}", Allowance(20, 600)) == {}
        process = cage._running().process
        before = threading.enumerate()
        monkeypatch.setattr(psutil, "Process", taking)
        assert cage.ask("xls", b"wait", Allowance(20, 600)) == {"slow": True}
        assert process.poll() is not None
        assert waiting, "it was waited for"
        assert all(waiting), "and by nothing that would hold up the end of the program"
        assert set(threading.enumerate()) <= set(before)
    assert told().count(STARTED) == 1


@for_each("search", ["", "/a/b"])
@for_each("frozen", [False, True])
def test_how_the_process_is_started(
    search: str, frozen: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[tuple[list[str], dict[str, Any]]] = []
    monkeypatch.setattr(
        keeper.subprocess, "Popen", lambda *said, **how: started.append((said, how))
    )
    monkeypatch.setattr(keeper.subprocess, "CREATE_NO_WINDOW", 8, raising=False)
    monkeypatch.setattr(sys, "frozen", frozen, raising=False)
    monkeypatch.setenv("PYTHONPATH", search)
    keeper._start()
    (((command,), how),) = started
    module = ["-P", "-m", "sheettools.incoming.cage.process"]
    assert command == [sys.executable, *(["--as-the-reading-process"] if frozen else module)]
    assert how["env"] == {
        **os.environ,
        "PYTHONPATH": f"{PACKAGE}{os.pathsep}{search}".rstrip(os.pathsep),
    }
    assert (how["stdin"], how["stdout"], how["stderr"], how["creationflags"]) == (-1, -1, -3, 8)
    monkeypatch.delattr(keeper.subprocess, "CREATE_NO_WINDOW")
    keeper._start()
    assert started[1][1]["creationflags"] == 0


def test_a_process_without_pipes_is_told() -> None:
    for stdin, stdout in ((None, 1), (1, None)):
        process: Any = SimpleNamespace(stdin=stdin, stdout=stdout)
        with pytest.raises(ValueError, match=r"^the process has no pipes$"):
            keeper._pipes(process)
        assert keeper._answer(process, b"", b"") is None


@scripts
def test_what_breaks_off_amid_a_request_is_no_answer(
    told: Callable[[], list[str]], tmp_path: Path
) -> None:
    (tmp_path / "python").write_text("#!/bin/sh\n", encoding="utf-8")
    with Keeper() as cage:
        assert cage.ask("xls", bytes(1 << 20), Allowance(20, 600)) == {"failed": "died"}


@scripts
def test_a_process_is_handed_on_where_that_is_asked_for(told: Callable[[], list[str]]) -> None:
    """Until a keeper is left by a fault, or all of it is at an end."""
    started = []
    with keeper.handing_on():
        for _ in range(3):
            with Keeper() as cage:
                started.append(cage._running().process)
            assert cage._worker is None
        assert [len(set(started)), started[0].poll()] == [1, None]
        with suppress(ZeroDivisionError), Keeper() as cage:
            assert cage._running().process is started[0]
            raise ZeroDivisionError
        assert started[0].poll() is not None
        with Keeper() as cage:
            last = cage._running().process
        assert last.poll() is None
    assert last.poll() is not None
    assert keeper._handed_on is None
    with keeper.handing_on():
        keeper.keep_own()
        assert keeper._handed_on is None


@scripts
def test_a_process_to_hand_on_is_started_at_once_where_that_is_asked_for(
    told: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is to ask it loads its own modules meanwhile. One that cannot be started is no
    trouble before it is needed.
    """
    with keeper.handing_on(at_once=True):
        assert keeper._handed_on is not None
        ready = keeper._handed_on.idle
        assert ready is not None
        with Keeper(own=True) as cage:
            assert cage._running() is ready
    assert ready.process.poll() is not None

    def fail() -> None:
        raise OSError

    monkeypatch.setattr(keeper, "_start", fail)
    with keeper.handing_on(at_once=True):
        assert keeper._handed_on is not None
        assert keeper._handed_on.idle is None


@scripts
def test_what_has_read_strangers_files_reads_none_of_the_office_s(
    told: Callable[[], list[str]],
) -> None:
    def used(*, own: bool) -> Any:
        with Keeper(own=own) as cage:
            return cage._running().process

    with keeper.handing_on():
        first = used(own=True)
        with keeper.handing_on(whatever=True):
            assert used(own=True) is used(own=False) is first
        other = used(own=True)
        assert other is not first
        assert (first.poll(), other.poll() is None) == (None, False)
        assert used(own=False) is first
    with keeper.handing_on(whatever=True):
        first = used(own=False)
        assert used(own=True) is used(own=True) is first


@scripts
def test_what_is_asked_ahead_is_the_answer_to_the_same_question_alone(
    told: Callable[[], list[str]],
) -> None:
    allowed = Allowance(20, 600)
    with Keeper() as cage:
        for ahead, asked, room, started in (
            ("xls", "xls", 0, 1), ("xls", "ods", 0, 2), ("xls", "xls", 1, 3), ("xls", "xls", 0, 3),
        ):  # fmt: skip
            cage.ask_ahead(ahead, b'{"a": 1}')
            assert cage.ask(asked, b'{"a": 1}', allowed, room) == {"a": 1}
            assert told().count(STARTED) == started
        cage.ask_ahead("xls", b'{"a": 1}')
        assert cage.ask("xls", b'{"a": 2}', allowed) == {"a": 2}
        assert cage.ask("xls", b'{"a": 3}', allowed) == {"a": 3}
        assert told().count(STARTED) == 4
    assert json.loads(told()[1]) == {"reader": "xls", "passwords": [], "room": 0}


class Stubborn(io.BytesIO):
    """A pipe that cannot be closed, for what it holds cannot be written."""

    def __init__(self, problem: Exception) -> None:
        super().__init__()
        self._problem = problem

    def close(self) -> None:
        super().close()
        raise self._problem


@for_each("problem", [BrokenPipeError(), ValueError()])
def test_a_process_is_ended_with_its_pipes(problem: Exception) -> None:
    done: list[str] = []
    process: Any = SimpleNamespace(
        kill=lambda: done.append("killed"), wait=lambda: done.append("waited for"),
        stdin=Stubborn(problem), stdout=io.BytesIO(),
    )  # fmt: skip
    keeper._end(process)
    assert done == ["killed", "waited for"]
    assert (process.stdin.closed, process.stdout.closed) == (True, True)
    process.stdin = process.stdout = None
    keeper._end(process)


# ------------------------------------------------------------------ LibreOffice


def test_libreoffice_is_found_by_its_names_and_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = (str(tmp_path), str(tmp_path / "gone"), str(tmp_path / "there"))
    (tmp_path / "there").write_text("x")
    monkeypatch.setattr(office, "PLACES", places[:2])
    monkeypatch.setattr(office.shutil, "which", {"libreoffice": "L"}.get)
    assert office.find_office() == "L"
    monkeypatch.setattr(office.shutil, "which", {"soffice": "S", "libreoffice": "L"}.get)
    assert office.find_office() == "S"
    monkeypatch.setattr(office.shutil, "which", {}.get)
    assert office.find_office() is None
    monkeypatch.setattr(office, "PLACES", places)
    assert office.find_office() == places[2]


OFFICE = """#!/bin/sh
{does}
"""
NOTED = """
printf '%s\n' "$@" "$TMPDIR" "$TMP" "$TEMP" "$OWN" > {folder}/told.txt
cp "${{TMPDIR}}/profile/user/registrymodifications.xcu" {folder}/settings.xcu
echo said to nobody; echo said to nobody >&2
"""
MADE = 'mkdir -p "$TMPDIR/out"; printf made > "$TMPDIR/out/văn bản.pdf"'


@pytest.fixture
def does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Have a script stand where LibreOffice would, and do what is given."""

    def put(script: str) -> None:
        program = tmp_path / "soffice"
        program.write_text(OFFICE.format(does=script), encoding="utf-8")
        program.chmod(0o755)

    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setenv("OWN", "ours")
    monkeypatch.setattr(office, "LOOK_EVERY", 0.02)
    return put


SETTINGS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + "".join(
        '<item oor:path="/org.openoffice.Office.Common/Security/Scripting">'
        f'<prop oor:name="{name}" oor:op="fuse"><value>true</value></prop></item>'
        for name in (
            "DisableMacrosExecution", "DisableActiveContent", "BlockUntrustedRefererLinks",
        )
    )
    + '<item oor:path="/org.openoffice.Setup/Product">'
    '<prop oor:name="ooSetupLastVersion" oor:op="fuse"><value>99.0</value></prop></item>'
    "</oor:items>"
)  # fmt: skip


@scripts
@for_each(("reader", "asked"), [("", []), ("writer8", ["--infilter=writer8"])])
def test_how_libreoffice_is_asked(
    reader: str,
    asked: list[str],
    does: Callable[[str], None],
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """In a profile of its own, in which no macro runs, with a folder of its own for what it leaves;
    by the file's real path.
    """
    does(NOTED.format(folder=shlex.quote(str(tmp_path))) + MADE)
    (tmp_path / "in").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "in")
    made = tmp_path / "made.pdf"
    path = tmp_path / "link" / "văn bản.doc"
    assert office.convert(path, "pdf", made, **({"reader": reader} if reader else {}))
    assert made.read_text() == "made"
    *said, home, second, third, own = (tmp_path / "told.txt").read_text("utf-8").splitlines()
    assert (home, second, own) == (third, home, "ours")
    assert not Path(home).exists()
    assert said == [
        f"-env:UserInstallation={(Path(home) / 'profile').as_uri()}", "--headless", "--norestore",
        *asked, "--convert-to", "pdf", "--outdir", str(Path(home) / "out"),
        str((tmp_path / "in" / "văn bản.doc").resolve()),
    ]  # fmt: skip
    assert (tmp_path / "settings.xcu").read_bytes() == SETTINGS.encode()
    assert capfd.readouterr() == ("", "")


@scripts
@pytest.mark.office
def test_libreoffice_draws_no_pictures_to_try_the_screen(
    does: Callable[[str], None], tmp_path: Path
) -> None:
    program, left = find_program("soffice"), tmp_path / "left.txt"
    does(f'{program} "$@"; ls "$TMPDIR/profile/user" > {shlex.quote(str(left))}')
    (tmp_path / "a.txt").write_text("Ao", encoding="utf-8")
    assert office.convert(tmp_path / "a.txt", "pdf", tmp_path / "made.pdf")
    assert "registrymodifications.xcu" in left.read_text().split()
    assert "GraphicsRenderTests.log" not in left.read_text().split()


@scripts
def test_what_libreoffice_does_not_make_is_told(
    does: Callable[[str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, made = tmp_path / "văn bản.doc", tmp_path / "made.pdf"
    does("exit 0")
    assert office.convert(path, "pdf", made) is False
    monkeypatch.setattr(office, "TIMEOUT", -1.0)
    does(f"sleep 60; {MADE}")
    assert office.convert(path, "pdf", made) is False
    monkeypatch.setattr(office, "PLACES", ())
    monkeypatch.setenv("PATH", "")
    assert office.convert(path, "pdf", made) is False
    assert not made.exists()


@scripts
def test_libreoffice_is_ended_with_what_it_has_started(
    does: Callable[[str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is looked at again and again until then."""
    seen: list[int] = []

    def taking(pid: int) -> Taking:
        seen.append(pid)
        started = (tmp_path / "second").exists()
        return Taking(61.0 if started and len(seen) > 2 else 1.0, 0)

    monkeypatch.setattr(psutil, "Process", taking)
    does(f"sleep 60 & echo $! > {tmp_path}/first; mv {tmp_path}/first {tmp_path}/second; wait")
    assert office.convert(tmp_path / "a.doc", "pdf", tmp_path / "made") is False
    assert len(seen) > 2
    assert len(set(seen)) == 1
    second = int((tmp_path / "second").read_text())
    end = clock.monotonic() + 10
    while _runs(second) and clock.monotonic() < end:
        clock.sleep(0.01)
    assert not _runs(second)


def _runs(pid: int) -> bool:
    """Say whether a program still runs; one that has ended may wait to be taken notice of."""
    try:
        with open(f"/proc/{pid}/stat") as stream:  # noqa: PTH123  # no file
            return stream.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_libreoffice_has_nobody_to_talk_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is in a session of its own, for all that it starts to be ended with it."""
    started: list[tuple[list[str], dict[str, Any]]] = []
    monkeypatch.setattr(office, "TIMEOUT", -1.0)

    def start(command: list[str], **how: Any) -> SimpleNamespace:
        started.append((command, how))
        return SimpleNamespace(pid=7, poll=lambda: 0)

    monkeypatch.setattr(office.subprocess, "Popen", start)
    monkeypatch.setattr(office.subprocess, "CREATE_NO_WINDOW", 8, raising=False)
    office._run(["a", "b"], tmp_path)
    home = dict.fromkeys(("TMPDIR", "TMP", "TEMP"), str(tmp_path))
    streams = dict.fromkeys(("stdin", "stdout", "stderr"), -3)
    how = {"env": {**os.environ, **home}, "creationflags": 8, "start_new_session": True}
    assert started == [(["a", "b"], how | streams)]
    monkeypatch.delattr(office.subprocess, "CREATE_NO_WINDOW")
    office._run(["a"], tmp_path)
    assert started[1][1]["creationflags"] == 0


@scripts
def test_a_program_that_has_ended_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[Any] = []

    def kill_group(*said: int) -> NoReturn:
        done.append(said)
        raise ProcessLookupError

    process: Any = SimpleNamespace(
        pid=7, poll=lambda: 0, kill=lambda: done.append("killed"),
        wait=lambda: done.append("waited for"),
    )  # fmt: skip
    monkeypatch.setattr(os, "killpg", kill_group, raising=False)
    office._end(process)
    assert done == []
    process.poll = lambda: None
    office._end(process)
    assert done == [(7, 9), "killed", "waited for"]
    monkeypatch.delattr(os, "killpg")
    office._end(process)
    assert done[3:] == ["killed", "waited for"]
