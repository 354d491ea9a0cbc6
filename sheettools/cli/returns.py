"""What comes back: checked."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sheettools.cli.root import (
    ANY,
    FILE,
    NOT_WRITTEN,
    CheckOptions,
    asked_options,
    cli,
    exit_code,
    format_option,
    say_beside,
    writing,
)
from sheettools.cli.values import CODE
from sheettools.findings import Finding
from sheettools.frozen import dataclass
from sheettools.language import Option, language, say

if TYPE_CHECKING:
    from sheettools.incoming.intake import Outcome
    from sheettools.incoming.rounds import Progress
    from sheettools.outgoing.back.handed import HandBack
    from sheettools.year import Year

MOST_GROUPS = 15
"""How many things to do are shown of one file, unless all are asked for."""
SEVERITIES = ("error", "warning", "repair")


@dataclass(frozen=True)
class ShownFile:
    """One file with what is shown of it, and how it compares with the round before."""

    outcome: Outcome
    progress: Progress | None
    hidden: tuple[Finding, ...] = ()
    """What was found beside what is shown."""

    @property
    def states(self) -> Sequence[str]:
        """The state of each finding since the round before; empty where there was none."""
        return self.progress.states if self.progress else ()

    def only(self, severity: str, codes: Sequence[str]) -> ShownFile:
        """Return the same with the findings that are so severe and have one of these codes."""
        worst = SEVERITIES[: SEVERITIES.index(severity) + 1]
        wanted = _wanted(codes)
        findings = self.outcome.findings
        kept = [
            number
            for number, finding in enumerate(findings)
            if finding.severity.value in worst and finding.code.startswith(wanted)
        ]
        outcome = replace(self.outcome, findings=tuple(findings[n] for n in kept))
        hidden = tuple(f for n, f in enumerate(findings) if n not in set(kept))
        if self.progress is None:
            return ShownFile(outcome, None, hidden)
        states = tuple(self.progress.states[n] for n in kept)
        return ShownFile(outcome, replace(self.progress, states=states), hidden)


@dataclass(frozen=True)
class Run:
    """One run: what was checked, the by-products that were not read, and what goes back."""

    told: list[ShownFile]
    ignored: list[str]
    back: HandBack
    returns: int = 0
    """How many of the files are returns, and not the plan or a table of the office's own."""


# --------------------------------------------------------------------------- validate


def _wanted(codes: Sequence[str]) -> tuple[str, ...]:
    """Return codes as they are meant: “C1,R” and “C1” “R” are the same; of none all are wanted."""
    return tuple(",".join(codes).split(","))


@cli.command(
    help="Kiểm tra các sổ đã nhận về (thư mục nhan-ve), một tệp, hoặc chính tệp kế hoạch.",
    en="Check the returned workbooks (folder nhan-ve), single files, or the plan workbook itself.",
    examples=(
        "sheettools validate cam-son-2024",
        'sheettools validate "cam-son-2024/nhan-ve/So Ao Vuong (1).xlsx"',
        "sheettools validate cam-son-2024/ke-hoach.xlsx",
        "sheettools validate cam-son-2024 --only C108 --all",
    ),
    known_as=("kiem-tra", "kiem", "check", "soat"),
)
@click.argument("paths", type=ANY, nargs=-1)
@asked_options
@click.option(
    "--severity",
    type=click.Choice(SEVERITIES),
    default="repair",
    cls=Option,
    help="Chỉ xem từ mức này trở lên: “error” phải sửa, “warning” cần xem, “repair” đã tự sửa.",
    en="Show only this level and worse: “error” to fix, “warning” to check, “repair” mended.",
)
@click.option(
    "--only",
    "codes",
    multiple=True,
    metavar="CODE",
    type=CODE,
    cls=Option,
    help="Chỉ xem các mã này, ví dụ C108, hoặc C cho mọi mã về ô.",
    en="Show only these codes, such as C108, or C for all codes of cells.",
)
@click.option(
    "--no-copies",
    is_flag=True,
    cls=Option,
    help="Không ghi bản gửi lại, lời nhắn và biên nhận vào can-sua.",
    en="Write no marked copies, messages and receipts into can-sua.",
)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    cls=Option,
    help="Xem hết, không rút gọn.",
    en="Show all of it.",
)
@format_option("text", "json", "sarif")
def validate(
    paths: tuple[Path, ...],
    asked: CheckOptions,
    severity: str,
    codes: tuple[str, ...],
    *,
    no_copies: bool,
    everything: bool,
    form: str,
) -> int:
    """Check returns, say what to fix, and write what goes back to the senders."""
    checked = _check(paths, asked, copies=not no_copies)
    shown = replace(checked, told=[one.only(severity, codes) for one in checked.told])
    if form == "sarif":
        _show_sarif(shown.told)
    elif form == "json":
        _show_as_json(shown)
    else:
        _show_as_text(shown, most=0 if everything else MOST_GROUPS)
    if exit_code(checked.back.findings):
        return NOT_WRITTEN
    # What is not shown counts all the same: the exit code is that of all findings.
    return exit_code(_all_findings(checked.told))


def _all_findings(told: Sequence[ShownFile]) -> list[Finding]:
    findings: list[Finding] = []
    for one in told:
        findings += one.outcome.findings
    return findings


def _show_sarif(told: Sequence[ShownFile]) -> None:
    from sheettools.catalogue import catalogue
    from sheettools.sarif import sarif
    from sheettools.show import show_json

    show_json(sarif([(one.outcome, one.progress) for one in told], catalogue(), language()))


def _show_as_json(run: Run) -> None:
    from sheettools.show import show_json

    back = run.back
    findings: list[dict[str, Any]] = []
    for one in run.told:
        findings += _finding_facts(one)
    findings += [finding.as_dict(language()) for finding in back.findings]
    show_json(
        {
            "version": 1,
            "files": [_file_facts(one) for one in run.told],
            "findings": findings,
            "ignored": list(run.ignored),
            "written": [str(path) for path in back.files],
            "removed": [str(path) for path in back.removed],
        }
    )


def _finding_facts(told: ShownFile) -> list[dict[str, Any]]:
    facts = [finding.as_dict(language()) for finding in told.outcome.findings]
    if told.progress is None:
        return facts
    return [
        fact | {"state": state} for fact, state in zip(facts, told.progress.states, strict=True)
    ]


def _file_facts(told: ShownFile) -> dict[str, Any]:
    outcome, checked, progress = told.outcome, told.outcome.checked, told.progress
    gone = (
        [{"code": one.code, "sheet": one.sheet, "cell": one.cell} for one in progress.gone]
        if progress
        else []
    )
    return {
        "file": outcome.file,
        "sha256": outcome.sha256,
        "unit": outcome.issued.unit_name if outcome.issued else "",
        "code": outcome.issued.code if outcome.issued else "",
        "identified_by": outcome.identified_by,
        "seal": outcome.seal.value if outcome.identified_by else "",
        "saved": outcome.saved,
        "superseded_by": outcome.superseded_by,
        "nil": sorted(checked.nil) if checked else [],
        "done": sorted(checked.done) if checked else [],
        "rows": checked.count_rows() if checked else {},
        "gone": gone,
    }


def _show_as_text(run: Run, *, most: int) -> None:
    from sheettools.show import plain, show_findings

    told, ignored = run.told, run.ignored
    if ignored:
        click.echo(
            plain(
                say(
                    "Bỏ qua {count} tệp không phải sổ gửi về (tệp phụ của máy, giấy tờ của văn "
                    "phòng): {names}.",
                    "Left out: {count:file|files} that are no returns (by-products, the office's "
                    "own papers): {names}.",
                    count=len(ignored),
                    names=", ".join(ignored),
                )
            )
        )
    if not run.returns:
        click.echo(say("Chưa có sổ nào được gửi về.", "No workbook has come back yet."))
    if not told:
        return
    for one in told:
        outcome = one.outcome
        unit = f" – {outcome.issued.unit_name} ({outcome.issued.code})" if outcome.issued else ""
        click.echo(plain(f"\n{outcome.file}{unit}: {_counted([one])}"))
        if one.progress is not None:
            counts = one.progress.counts()
            click.echo(
                say(
                    "So với lần trước: đã xong {gone}, còn {still}, mới {new}.",
                    "Since the last time: {gone} settled, {still} left, {new} new.",
                    **counts,
                )
            )
        show_findings(outcome.findings, most=most, states=one.states)
    count = _counted(told)
    click.echo(
        say(
            "\n{files} tệp: {count}.",
            "\n{files:file|files}: {count}.",
            files=len(told),
            count=count,
        )
    )
    _show_back(run.back)


def _counted(told: Sequence[ShownFile]) -> str:
    """Say how much there is to do, and how much of it was not asked for."""
    from sheettools.show import count_line

    findings, hidden = _all_findings(told), list(chain.from_iterable(one.hidden for one in told))
    if not hidden:
        return count_line(findings)
    none = say("không có gì thuộc loại đang xem", "nothing of what was asked for")
    return say(
        "{shown}; không hiện: {others}",
        "{shown}; not shown: {others}",
        shown=count_line(findings) if findings else none,
        others=count_line(hidden),
    )


def _show_back(back: HandBack) -> None:
    from sheettools.show import plain, show_findings
    from sheettools.year import IN

    if back.files:
        click.echo(
            say(
                "\nĐể gửi lại cho đơn vị ({folder}):",
                "\nTo send back ({folder}):",
                folder=back.files[0].parent,
            )
        )
        for path in back.files:
            click.echo(plain(f"  {path.name}"))
    for path in back.removed:
        click.echo(
            say("Đã bỏ bản cũ: {name}", "Taken away, being out of date: {name}", name=path.name)
        )
    if back.only_looks:
        click.echo(
            say(
                "\nTệp ở ngoài thư mục {folder}: chỉ xem, không ghi gì vào thư mục của năm.",
                "\nFiles outside {folder}: only looked at, nothing was written into the year.",
                folder=IN,
            )
        )
    if back.findings:
        show_findings(back.findings)


def _check(paths: Sequence[Path], asked: CheckOptions, *, copies: bool) -> Run:
    from sheettools.outgoing.back.handed import HandBack
    from sheettools.show import progress_bar
    from sheettools.year import PLAN_FILE, Year

    home, rest = home_of(paths, asked.plan)
    _need_files(rest)
    year = Year(home, asked.plan)
    own = {path: outcome for path in rest if (outcome := _of_office(year, path, asked))}
    others = [path for path in rest if path not in own]
    told = [ShownFile(outcome, None) for outcome in own.values()]
    if not others and told:
        return Run(told, [], HandBack(), len(told))
    only_looks = not all(map(year.is_return, others))
    if only_looks:
        asked, copies = replace(asked, store=False), False
    with ExitStack() as stack:
        if copies:
            stack.enter_context(writing(year, "validate"))
        outcomes = _outcomes(year, others, asked, marking=copies)
        with_plan = any(path.name == PLAN_FILE for path in own)
        told += _beside_returns(year, with_plan=not with_plan)
        told += [ShownFile(outcome, None) for outcome in year.other_registers]
        told += [ShownFile(*pair) for pair in year.compare_rounds(outcomes, remember=copies)]
        back = HandBack(only_looks=only_looks)
        if copies:
            bar = progress_bar(say("Đang ghi bản gửi lại", "Writing what goes back"))
            with bar as progress:
                back = year.hand_back(
                    outcomes,
                    asked.today,
                    everything=not others,
                    passwords=asked.passwords,
                    progress=progress,
                )
        back.findings[:0] = year.unwritten
    count = len(own) + len(year.other_registers) + len(outcomes)
    return Run(told, year.ignored(others), back, count)


def _need_files(paths: Sequence[Path]) -> None:
    """Raise UsageError where a file that is named is not there: the nearest may be meant."""
    for path in paths:
        if path.suffix and not path.exists() and not path.is_symlink():
            param = click.Argument(["paths"], type=FILE, metavar="FILE")
            raise click.BadParameter(f"'{path}' does not exist.", param=param)


def _of_office(year: Year, path: Path, asked: CheckOptions) -> Outcome | None:
    """Check a file of the office's own: its plan or its register; None for any other."""
    from sheettools.year import PLAN_FILE, check_plan_file

    if path.name == PLAN_FILE and path.is_file():
        return check_plan_file(path, path.parent)
    return year.check_register(path, asked.today) if year.is_register(path) else None


def _outcomes(
    year: Year, paths: Sequence[Path], asked: CheckOptions, *, marking: bool
) -> list[Outcome]:
    with asked.means() as usual:
        means = replace(usual, marking=marking)
        outcomes = year.check(
            paths, asked.today, prefer=asked.prefer, passwords=asked.passwords, means=means
        )
    say_beside(year)
    return outcomes


def _beside_returns(year: Year, *, with_plan: bool) -> list[ShownFile]:
    """Return what is told of the office's own files, by which the returns were checked."""
    own = [*(year.check_calendar() if with_plan else ()), *year.check_aliases()]
    return [ShownFile(outcome, None) for outcome in own]


def refuse_another_year(paths: Sequence[Path], home: Sequence[Path]) -> None:
    """Raise UsageError where a path leads to the folder of another year than the one at work."""
    from sheettools.disk.place import real_path
    from sheettools.year import IN, PLAN_FILE

    for path in paths:
        own = any(real_path(path) in (real_path(one), real_path(one / IN)) for one in home)
        if (path / PLAN_FILE).is_file() and not own:
            raise click.UsageError(f"Several years: {path}")


def _is_meant_for_folder(path: Path) -> bool:
    """Say whether a path leads to a folder, or would if it were there: of one that is no year's it
    is asked which is meant.
    """
    return path.is_dir() or not (path.suffix or path.exists())


def home_of(paths: Sequence[Path], plan: Path | None) -> tuple[Path, list[Path]]:
    """Return the year's folder, which is named or holds the files named, and the other paths."""
    from sheettools.disk.place import real_path
    from sheettools.year import IN, PLAN_FILE

    homes = [
        path
        for path in paths
        # A plan among the returns makes no year of them.
        if (path / PLAN_FILE).is_file()
        and not (real_path(path).name == IN and (real_path(path).parent / PLAN_FILE).is_file())
    ]
    rest = [path for path in paths if path not in homes]
    refuse_another_year(homes[1:], homes[:1])
    if homes:
        return homes[0], rest
    if plan is not None:
        return plan.parent, rest
    for path in rest:
        # What comes back may be kept on another disk, to which the folder only leads.
        for folder in (*path.absolute().parents[:2], *real_path(path).parents[:2]):
            if (folder / PLAN_FILE).is_file():
                return folder, rest
    if rest and _is_meant_for_folder(rest[0]):
        return rest[0], rest[1:]
    return Path(), rest
