"""The folder of one year, and the stages of the cycle run in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from sheettools.annual.doors import USUAL, Order
from sheettools.disk.alone import made_for_now, only_one
from sheettools.disk.place import real_path
from sheettools.findings import Finding, Location, Severity, SheettoolsError, declare
from sheettools.frozen import dataclass
from sheettools.incoming.aliases import (
    ALIAS_FILE,
    Alias,
    Aliases,
    add_line,
    judge,
    read_aliases,
    read_text,
)
from sheettools.incoming.cage.arrivals import files_in
from sheettools.incoming.cage.read import read_book
from sheettools.incoming.check.printed import as_printed
from sheettools.incoming.check.validate import check_book
from sheettools.incoming.context import context_of
from sheettools.incoming.intake import USUAL_MEANS, Outcome, check_returns, is_written_into
from sheettools.incoming.locate.cells import ACCEPTED
from sheettools.incoming.rounds import Progress, Rounds
from sheettools.incoming.store import Store
from sheettools.incoming.whose.identify import SentBooks
from sheettools.incoming.whose.strangers import OTHER_TEMPLATE
from sheettools.incoming.workers import Means, Tell
from sheettools.outgoing.addressee import find_units
from sheettools.outgoing.key import check_key, need_key, read_key
from sheettools.outgoing.whole import copy_file, going_on, write_bytes, write_note, write_text
from sheettools.plan.file_names import check_file_names
from sheettools.plan.holidays import complete_holidays
from sheettools.plan.plan import Plan, check_plan, collected, load_plan, profile_of
from sheettools.plan.where import need_folder, need_year
from sheettools.template.identity import KEY_FILE, seal_all
from sheettools.template.issue import Issue
from sheettools.template.kinds import show_date
from sheettools.template.layout import OFFICE_FOLDER, UPWARD_FOLDER
from sheettools.template.load.built_in import OWN, PROFILES
from sheettools.template.load.library import find_profile, find_template
from sheettools.template.load.load import load_profile, load_template
from sheettools.template.shares import as_returned, of_unit
from sheettools.words.text import fold

if TYPE_CHECKING:
    from sheettools.annual.figures import Figures
    from sheettools.annual.ledger import Return
    from sheettools.annual.report import AnnualReport, Places, RollUp
    from sheettools.follow_up.office import OfficeRegister, WrittenRegister
    from sheettools.incoming.changes import Change
    from sheettools.incoming.status import Board
    from sheettools.outgoing.back.handed import HandBack
    from sheettools.outgoing.workbook.skeleton import Workbooks
    from sheettools.plan.begin import Drafted
    from sheettools.plan.renew import LastPlan
    from sheettools.template.model import Profile, Template

PLAN_FILE, OUT, IN, FIX = "ke-hoach.xlsx", "phat-ra", "nhan-ve", "can-sua"
REMINDERS, BOARD, ROUNDS = "nhac-nho", "tinh-hinh-nop.xlsx", "cac-lan-kiem-tra.json"
TEMPLATES = OWN
TOLD = "_tra-loi"
"""With what the name of a workbook ends that is issued again with the office's words."""
STORE = "ket-qua-kiem-tra.sqlite3"
"""What the check of each return came to, in `noi-bo`: it holds what the returns hold."""
WRITTEN: Mapping[str, Sequence[str]] = {
    "": (PLAN_FILE, KEY_FILE, ALIAS_FILE, "so-theo-doi*.xlsx"),
    OUT: ("*.txt", "*.pdf", "*_giay.xlsx"),
    FIX: ("*.txt", "*.json", ".*.json"),
    REMINDERS: ("*.txt",),
    UPWARD_FOLDER: ("tong-hop*", "tong-hop*/*"),
    OFFICE_FOLDER: ("tong-hop*", "tong-hop*/*", "so-noi-bo*", "so-theo-doi*", BOARD, STORE),
}
"""What is written into a year's folder and never is to come back."""

PLAN_EXISTS = declare(
    "T024",
    Severity.ERROR,
    why=(
        "Thư mục đã có tệp {value}; không ghi đè.",
        "The folder already holds {value}; it was not overwritten.",
    ),
    remedy=(
        "Sửa tệp đang có, hoặc chọn thư mục khác.",
        "Edit the file that is there, or choose another folder.",
    ),
)
KEPT = declare(
    "F205",
    Severity.WARNING,
    why=(
        "Tệp {value} đã có người điền và khác bản mới; giữ nguyên, không ghi đè.",
        "{value} is filled in and differs from the new one; it was left as it is.",
    ),
    remedy=(
        "Nếu muốn làm lại, xóa hoặc chuyển tệp cũ đi rồi chạy lại.",
        "To make it anew, delete or move the old file and run again.",
    ),
)
TWO_UNITS = declare(
    "F250",
    Severity.ERROR,
    why=(
        "Hai tệp không phải của cùng một sổ: “{other}” và “{value}”.",
        "The two files are not of one workbook: “{other}” and “{value}”.",
    ),
    remedy=("Chọn hai bản gửi về của cùng một đơn vị.", "Choose two returns of the same unit."),
)
NOTHING_TO_KEEP = declare(
    "F296",
    Severity.ERROR,
    why=(
        "Mẫu “{value}” không có phần văn phòng ghi, nên không có sổ theo dõi.",
        "The template “{value}” has nothing that the office writes, so there is no register.",
    ),
    remedy=(
        'Muốn có thì ghi by = "office" ở những cột do văn phòng ghi.',
        'To have one, write by = "office" at the fields that the office fills in.',
    ),
)
NO_SUCH_PATH = declare(
    "F207",
    Severity.ERROR,
    why=("Không có tệp hay thư mục “{value}”.", "There is no file or folder “{value}”."),
    remedy=("Xem lại tên và chỗ để.", "Check its name and where it lies."),
)


@dataclass(frozen=True)
class WrittenWorkbook:
    """One workbook that `generate` looked at: new, same, renewed (nobody had filled it), kept
    (somebody had) or failed (it could not be written).

    `paper` is its twin to fill in by hand, where asked for: the PDF, or the workbook to print where
    there is none.
    """

    issued: Issue
    path: Path
    state: str
    findings: tuple[Finding, ...] = ()
    paper: Path | None = None


@dataclass(frozen=True)
class Acceptance:
    """A spelling that was accepted, the table it stands in, and in which returns it mends how many
    cells now.
    """

    alias: Alias
    path: Path
    helps: Mapping[str, int]


class Year:
    """One year's folder."""

    def __init__(self, folder: Path, plan_path: Path | None = None) -> None:
        self.folder = folder
        self.plan_path = plan_path or folder / PLAN_FILE
        self.said: list[Finding] = []
        """What is to be said beside what was found in the files: of the store of results once
        returns were checked, of earlier runs that were cut short.
        """
        self.own_papers: list[str] = []
        """The office's own papers that lay among the returns once these were checked."""
        self.other_registers: list[Outcome] = []
        """Copies of the office's register that lay among the returns, as they were checked."""
        self.unwritten: list[Finding] = []
        """What is to be said of files that could not be written, while the work went on."""

    @cached_property
    def plan(self) -> Plan:
        """The plan, read once. Raises SheettoolsError where it cannot be used."""
        need_year(self.folder, self.plan_path)
        return load_plan(self.plan_path, self.folder)

    @property
    def issued(self) -> tuple[Issue, ...]:
        """What goes out to each unit, sealed with the year's key if there is one."""
        return seal_all(self.plan.collects, self.plan.issued, read_key(self.folder))

    @property
    def alias_path(self) -> Path:
        """The table of accepted spellings, which may not be there."""
        return self.folder / ALIAS_FILE

    @cached_property
    def aliases(self) -> Aliases:
        """The spellings that the office has accepted, read once; `findings` say which lines of them
        are wrong.
        """
        return read_aliases(self.alias_path, self.plan.collects)

    @property
    def collects(self) -> Template:
        """The template by which returns are read: the plan's, whose lists know the accepted
        spellings too.
        """
        return self.aliases.into(self.plan.collects)

    @property
    def asked(self) -> Template:
        """What a unit's workbook is made from: its share of the template."""
        return of_unit(self.plan.collects)

    @property
    def returned(self) -> Template:
        """What a return is read by: what the unit is asked, and what older workbooks held."""
        return as_returned(self.collects)

    def check_aliases(self) -> list[Outcome]:
        """Return what is wrong with the table of accepted spellings; nothing where all its lines
        count.
        """
        if not self.aliases.findings:
            return []
        size = self.alias_path.stat().st_size if self.alias_path.is_file() else 0
        return [Outcome(self.alias_path, "", size, self.aliases.findings)]

    def check_calendar(self) -> list[Outcome]:
        """Return what is to be said of the plan's holidays; nothing where all that are needed are
        there.
        """
        checked, said = self.plan.checked, self.plan.calendar
        return [Outcome(self.plan_path, checked.sha256, checked.size, said)] if said else []

    @contextmanager
    def alone(self, command: str, out: Path | None = None) -> Iterator[None]:
        """Be the only command that writes into the year, and into `out`, while this lasts; what
        earlier ones left half done is swept. Raises SheettoolsError (F280).
        """
        names = ("", OUT, FIX, REMINDERS, TEMPLATES, UPWARD_FOLDER, OFFICE_FOLDER)
        places = [self.folder / name for name in names]
        for name in (UPWARD_FOLDER, OFFICE_FOLDER):
            places += (self.folder / name).glob("*/")  # each table of a report in a file of its own
        if out is not None:
            places.append(out)
        with ExitStack() as stack:
            if command == "init":
                stack.enter_context(made_for_now(self.folder))
            self.said += stack.enter_context(only_one(self.folder, command, places))
            yield

    # ----- init

    def start(
        self, text: Path | None, *, year: int = 0, profile: str = "", template: str = ""
    ) -> Drafted:
        """Make the folder and its plan workbook: drafted from a plan's text, begun with last year's
        plan workbook, or empty.
        """
        from sheettools.plan.renew import is_workbook, read_last_plan

        if self.plan_path.exists():
            raise SheettoolsError(Finding(PLAN_EXISTS, value=str(self.plan_path)))
        if text is not None and is_workbook(text):
            drafted = self._renew(read_last_plan(text, year), profile, template)
        else:
            drafted = self._draft(text, year, profile, template or "ke-hoach")
        try:
            for name in (OUT, IN):
                need_folder(self.folder / name)
                (self.folder / name).mkdir(parents=True, exist_ok=True)
            need_key(self.folder)
        except BaseException:  # a plan that is there would have the next run refused
            with suppress(OSError):
                self.plan_path.unlink()
            raise
        return drafted

    def _draft(self, text: Path | None, year: int, profile: str, template: str) -> Drafted:
        from sheettools.incoming.cage.document import read_document, remarks
        from sheettools.incoming.document.text import DocumentText
        from sheettools.plan.begin import TEXT_NOT_READ, write_draft, write_empty

        source = find_template(template, self.folder)
        document = read_document(text) if text is not None else DocumentText()
        if template.endswith(".toml"):
            self._adopt(source)
        made = load_template(source)
        name = text.name if text is not None else ""
        if not made.profile_field:
            collects = load_template(find_template(made.collects, self.folder))
            drafted = write_empty(self.plan_path, made, collects, year)
            unread = (Finding(TEXT_NOT_READ, Location(file=name), name),) if name else ()
            return replace(drafted, unplaced=unread)
        chosen = self._profile(profile)
        drafted = write_draft(
            self.plan_path, source, document, year=year, profile=chosen, text_name=name
        )
        return replace(drafted, unplaced=(*remarks(document, name), *drafted.unplaced))

    def _renew(self, last: LastPlan, profile: str, template: str) -> Drafted:
        """Begin with last year's plan, and keep the templates that its office has of its own."""
        from sheettools.plan.renew import renew_plan

        self._adopt_all(last.path.parent / TEMPLATES)
        source = find_template(template, self.folder) if template else None
        if template.endswith(".toml") and source is not None:
            self._adopt(source)
        return renew_plan(self.plan_path, last, source, self._profile(profile))

    def _profile(self, name: str) -> Profile | None:
        """Return the profile of this name or path, which is then kept with the year."""
        if name.endswith(".toml") and Path(name).is_file():
            self._adopt_profile(Path(name))
        return find_profile(name, self.folder) if name else None

    def _adopt_all(self, folder: Path) -> None:
        """Keep the templates of another year of the same office; what is here already stays."""
        for source in (*folder.glob("*.toml"), *folder.glob("*.docx"), *folder.glob("*/*.toml")):
            target = self.folder / TEMPLATES / source.relative_to(folder)
            if not target.exists():
                copy_file(source, target)

    def _adopt(self, source: Path) -> None:
        """Keep an office's own templates with the year, so that every later command finds them."""
        folder = self.folder / TEMPLATES
        for path in sorted(source.parent.glob("*.toml")):
            if path.parent != folder:
                copy_file(path, folder / path.name)

    def _adopt_profile(self, source: Path) -> None:
        """Keep a profile with the year, and those beside it that it goes on from."""
        base = source.with_name(f"{load_profile(source).extends}.toml")
        copy_file(source, self.folder / TEMPLATES / PROFILES / source.name)
        if base != source and base.is_file():
            self._adopt_profile(base)

    # ----- generate

    def units(self, names: Sequence[str] = ()) -> list[Issue]:
        """Return what goes out: to all units, or to those named by code or name. Raises
        SheettoolsError (F208, T130; F251 where a name may be several).
        """
        issued = list(self.issued)
        return find_units(names, issued) if names else issued

    def generate(
        self,
        out: Path | None = None,
        names: Sequence[str] = (),
        *,
        dry_run: bool = False,
        paper: bool = False,
    ) -> Iterator[WrittenWorkbook]:
        """Write units' workbooks, each with the message that goes with it, and its twin on `paper`
        where wanted.

        A workbook that is there already is renewed only while nobody has filled anything into it.
        Its twin always is.
        """
        folder = out or self.folder / OUT
        if self.plan.issued:
            self._check_key(folder)
        if self.plan.issued and not dry_run:
            need_key(self.folder)
        for issued in self.units(names):
            path = folder / f"{issued.file_name}.xlsx"
            written = self._generate_one(issued, path, dry_run=dry_run)
            yield written if dry_run else self._with_the_rest(written, paper=paper)

    def _with_the_rest(self, written: WrittenWorkbook, *, paper: bool) -> WrittenWorkbook:
        """Write what goes with a workbook, unless that could not be written: an old one never goes
        out with a new message.
        """
        if written.state == "failed":
            return written
        issued, path, said = written.issued, written.path, [*written.findings]
        message, twin = path.with_suffix(".txt"), None
        if issued.message:
            with going_on(message, said):
                write_note(message, issued.message)
        if paper:
            with going_on(path, said):
                twin = self._on_paper(issued, path)
        return replace(written, findings=tuple(said), paper=twin)

    def _check_key(self, out: Path) -> None:
        """Make sure that no workbook has gone out under another key. Raises SheettoolsError
        (F271).
        """
        key = read_key(self.folder)
        folders = [out, self.folder / OUT]
        if not key:  # then also what has come back, and what went back, tell that there was one
            folders += [self.folder / IN, self.folder / FIX]
        check_key(key, chain.from_iterable(sorted(one.rglob("*.xlsx")) for one in folders))

    def _on_paper(self, issued: Issue, path: Path) -> Path:
        """Write a workbook's twin on paper."""
        from sheettools.outgoing.paper.pdf import make_pdf
        from sheettools.outgoing.paper.twin import paper_path, write_paper

        twin = paper_path(path)
        write_paper(twin, self.asked, issued)
        return make_pdf(twin) or twin

    def _generate_one(self, issued: Issue, path: Path, *, dry_run: bool) -> WrittenWorkbook:
        state = "failed"
        said: list[Finding] = []
        with going_on(path, said):
            fresh = self._workbooks.make(issued)
            found = self._state(issued, path, fresh)
            if found in ("new", "renewed") and not dry_run:
                write_bytes(path, fresh)
            state = found
        said = [one.at(file=path.name) for one in said]  # it was made under another name
        if state == "kept":
            said = [Finding(KEPT, Location(file=path.name), path.name)]
        return WrittenWorkbook(issued, path, state, tuple(said))

    @cached_property
    def _workbooks(self) -> Workbooks:
        from sheettools.outgoing.workbook.skeleton import Workbooks

        return Workbooks(self.asked)

    def _state(self, issued: Issue, path: Path, fresh: bytes) -> str:
        if not path.exists():
            return "new"
        data = path.read_bytes()
        if data == fresh:
            return "same"
        book = read_book(path).book
        if book is None:  # who knows what somebody has written into it
            return "kept"
        if data == self._workbooks.make(as_printed(issued, book, self.asked)):
            return "same"
        filled = is_written_into(check_book(book, self.returned, issued))
        return "kept" if filled else "renewed"

    # ----- validate

    def returns(self, paths: Sequence[Path] = ()) -> list[Path]:
        """Return the files to read: those named or in the folders named, else in `nhan-ve`."""
        found: list[Path] = []
        for path in self._wanted(paths):
            found += _files(path)
        return list(dict.fromkeys(found))

    def ignored(self, paths: Sequence[Path] = ()) -> list[str]:
        """Return what lies among the returns and is none: by-products of programs, which are not
        read, and, once returns were checked, the office's own papers.
        """
        names = list(self.own_papers)
        for path in self._wanted(paths):
            if path.is_dir():
                names += [file.name for file in files_in(path)[1]]
        return names

    def is_return(self, path: Path) -> bool:
        """Say whether a path leads to what came back for this year: what lies elsewhere is only
        looked at.
        """
        here = real_path(self.folder / IN)
        return any(
            place.is_relative_to(here)
            for place in (real_path(path.parent) / path.name, real_path(path))
        )

    def _wanted(self, paths: Sequence[Path]) -> list[Path]:
        return list(paths) or [self.folder / IN]

    def check(
        self,
        paths: Sequence[Path] = (),
        today: date | None = None,
        *,
        prefer: Sequence[Path] = (),
        passwords: Sequence[str] = (),
        means: Means = USUAL_MEANS,
    ) -> list[Outcome]:
        """Check returned workbooks; one bad file never hides another.

        Of several of one unit, one in `prefer` counts; `passwords` open those that are locked. What
        `means` say changes nothing that is found.
        """
        sent = self._sent()  # first of all: without a plan there is nothing to check against
        if not paths:
            need_folder(self.folder / IN)
        files, folders = self.returns(paths), self._wanted(paths)
        store = Store()
        if means.store and files:
            place = self.folder / OFFICE_FOLDER / STORE
            store = Store(place, context_of(sent, today), sent.key)
        outcomes = check_returns(
            files,
            sent,
            today,
            folders=folders,
            prefer=prefer,
            passwords=passwords,
            means=means,
            store=store,
        )
        self.said += store.said
        return self._without_own_papers(outcomes, today)

    def _without_own_papers(self, outcomes: list[Outcome], today: date | None) -> list[Outcome]:
        """Leave out the office's own messages, lists and reports that lie among the returns."""
        if all(one.issued for one in outcomes):
            return outcomes
        from sheettools.outgoing.back.papers import OwnPapers

        written = {self.folder / name: patterns for name, patterns in WRITTEN.items()}
        kept = [self.folder / name for name in (UPWARD_FOLDER, OFFICE_FOLDER)]
        papers = OwnPapers(written, kept)
        returns: list[Outcome] = []
        self.own_papers.clear()
        self.other_registers.clear()
        for one in outcomes:
            if papers.holds(one, self.collects):
                self.own_papers.append(one.file)
            elif self._is_other_register(one):
                self.other_registers.append(self.check_register(one.path, today))
            else:
                returns.append(one)
        return returns

    def _sent(self) -> SentBooks:
        """Return what returns are held against: what went out, sealed with the year's key."""
        by_code = {one.code: one for one in self.issued}
        key = read_key(self.folder)
        return SentBooks(self.returned, by_code, self.plan.template, key, self.plan.given)

    def compare_rounds(
        self, outcomes: Sequence[Outcome], *, remember: bool = True
    ) -> list[tuple[Outcome, Progress | None]]:
        """Return each outcome with how it compares with the unit's return before it, and remember
        these.
        """
        path, rounds = self.folder / FIX / ROUNDS, self._rounds()
        now = rounds.with_outcomes(outcomes)
        if remember and now != rounds:
            with going_on(path, self.unwritten):
                write_text(path, now.text())
        return [(outcome, now.progress(outcome)) for outcome in outcomes]

    def has_new(self, outcomes: Sequence[Outcome]) -> bool:
        """Say whether a return is among these that was not handed back as it is now."""
        rounds = self._rounds()
        return rounds.with_outcomes(outcomes) != rounds

    def _rounds(self) -> Rounds:
        path = self.folder / FIX / ROUNDS
        return Rounds.read(
            path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
        )

    def diff(
        self, before: Path, after: Path, today: date | None = None
    ) -> tuple[list[Change], tuple[Finding, ...]]:
        """Return what changed between two returns of one workbook, or why they cannot be
        compared.
        """
        from sheettools.incoming.changes import compare_returns

        pair = [check_returns([path], self._sent(), today)[0] for path in (before, after)]
        first, second = (one.checked for one in pair)
        if first is None or second is None:
            wrong: list[Finding] = []
            for one in pair:
                if one.checked is None:
                    wrong += one.findings
            return [], tuple(wrong)
        if pair[0].issued != pair[1].issued:
            names = {"other": pair[0].issued.named if pair[0].issued else ""}
            place, name = (
                Location(file=after.name),
                pair[1].issued.named if pair[1].issued else "",
            )
            return [], (Finding(TWO_UNITS, place, name, names),)
        return compare_returns(first, second, self.plan.collects), ()

    # ----- status

    def board(
        self,
        today: date,
        *,
        prefer: Sequence[Path] = (),
        passwords: Sequence[str] = (),
        means: Means = USUAL_MEANS,
    ) -> tuple[Board, Figures]:
        """Say who has sent what, and which figures what has come back gives so far: those that the
        report will have.
        """
        from sheettools.annual.answered import answered
        from sheettools.annual.report import draw_up
        from sheettools.annual.xlsx.last_year import read_last_year
        from sheettools.incoming.status import make_board

        outcomes = self.check((), today, prefer=prefer, passwords=passwords, means=means)
        before = read_last_year(self.plan, self.folder)
        told = answered([as_return(one) for one in outcomes], self.office_register(today))
        _, edition = draw_up(self.plan, told, before, today, self.folder)
        board = make_board(self.plan.collects, self.plan.issued, outcomes, today)
        counts = told.state.counts() if told.state else None
        return replace(board, register=counts), edition.figures

    def write_board(self, board: Board) -> list[Path]:
        """Write the board as a workbook, in `noi-bo`: it says what came from whom. Nothing where it
        could not be written.
        """
        from sheettools.outgoing.back.board import write_board

        path = self.folder / OFFICE_FOLDER / BOARD
        with going_on(path, self.unwritten):
            write_board(path, board, self.plan.collects)
            return [path]
        return []

    @property
    def reminders_folder(self) -> Path:
        """Where reminders are written."""
        return self.folder / REMINDERS

    def write_reminders(self, board: Board) -> list[Path]:
        """Write a reminder for each unit that needs one; those of units that no longer do are taken
        away.
        """
        from sheettools.outgoing.back.board import reminder

        texts: dict[Path, str] = {}
        for unit in board.units:
            path = self.reminders_folder / f"{unit.issued.file_name}.txt"
            texts[path] = reminder(unit, self.plan.collects, board)
        for path in [path for path, text in texts.items() if not text]:
            with going_on(path, self.unwritten):
                path.unlink(missing_ok=True)
        written = []
        for path in [path for path, text in texts.items() if text]:
            with going_on(path, self.unwritten):
                write_note(path, texts[path])
                written.append(path)
        return written

    def hand_back(
        self,
        outcomes: Sequence[Outcome],
        today: date,
        *,
        everything: bool = True,
        passwords: Sequence[str] = (),
        progress: Tell | None = None,
    ) -> HandBack:
        """Write into `can-sua` what goes back to the senders: marked copies with messages, and
        receipts. `everything` says that the returns are all there are.
        """
        from sheettools.outgoing.back.folder import hand_back

        return hand_back(
            outcomes,
            as_returned(self.plan.collects),
            self.folder / FIX,
            today,
            everything=everything,
            passwords=passwords,
            progress=progress,
            units=self._sent().names,
        )

    # ----- register

    def office_register(self, today: date | None = None) -> OfficeRegister:
        """Return what the office writes about the units' matters."""
        from sheettools.follow_up.office import OfficeRegister

        return OfficeRegister(self.folder, self.collects, self.plan.issued, today)

    def keep_register(
        self,
        today: date | None,
        *,
        prefer: Sequence[Path] = (),
        passwords: Sequence[str] = (),
        means: Means = USUAL_MEANS,
    ) -> WrittenRegister:
        """Carry the office's register on with what has come back. Raises SheettoolsError (F001,
        F296).
        """
        register = self.office_register(today)
        if not register.is_kept:
            raise SheettoolsError(Finding(NOTHING_TO_KEEP, value=self.plan.collects.title))
        checked = self.check((), today, prefer=prefer, passwords=passwords, means=means)
        return register.write(filter(None, (as_return(one).counted for one in checked)))

    def tell(
        self,
        register: WrittenRegister,
        today: date | None,
        *,
        prefer: Sequence[Path] = (),
        passwords: Sequence[str] = (),
        means: Means = USUAL_MEANS,
    ) -> list[Path]:
        """Write the workbooks that counted again, with what the office has written of them, into
        `phat-ra`. Those that cannot be written are told of in `unwritten`.
        """
        from sheettools.incoming.cage.keeper import Keeper
        from sheettools.incoming.examine import locate_again
        from sheettools.outgoing.back.told import ToldCopies

        written: list[Path] = []
        template = self.returned
        copies = ToldCopies(template)
        outcomes = self.check((), today, prefer=prefer, passwords=passwords, means=means)
        with Keeper(passwords) as cage:
            for one in outcomes:
                issued, checked = one.issued, one.checked
                if issued is None or checked is None or one.superseded_by:
                    continue
                told = register.told(issued.unit_code)
                path = self.folder / OUT / f"{issued.file_name}{TOLD}.xlsx"
                if told:
                    with going_on(path, self.unwritten):
                        workbook = locate_again(one, template, cage)
                        write_bytes(path, copies.make(issued, workbook, checked, told))
                        written.append(path)
        return written

    def is_register(self, path: Path) -> bool:
        """Say whether a path leads to the office's register."""
        from sheettools.follow_up.form import REGISTER

        is_own = real_path(path) == real_path(self.folder / REGISTER)
        return is_own and path.is_file() and self.office_register().is_kept

    def _is_other_register(self, outcome: Outcome) -> bool:
        from sheettools.follow_up.form import register_name

        name = register_name(self.collects)
        told = (one for one in outcome.findings if one.problem is OTHER_TEMPLATE)
        return any(one.value == name for one in told) and outcome.path.is_file()

    def check_register(self, path: Path, today: date | None = None) -> Outcome:
        """Check the office's register with the engine that checks returns; `path` may be another
        copy of it, of which that is said too.
        """
        from sheettools.follow_up.office import COPY

        register = self.office_register(today)
        is_own = real_path(path) == real_path(register.path)
        read = register.before if is_own else register.read(path)
        said = list(read.findings)
        if not is_own:
            values = {"file": register.path.name}
            said.insert(0, Finding(COPY, Location(file=path.name), path.name, values))
        return Outcome(path, read.sha256, read.size, tuple(said))

    # ----- accept

    def accept(
        self, spelling: str, target: str, list_name: str = "", origin: str = "", *, today: date
    ) -> Acceptance:
        """Remember what a spelling means, for this year's later checks. Raises SheettoolsError
        where it is not certain.

        A table with wrong lines is left for people to mend first.
        """
        text = read_text(self.alias_path)
        if any(finding.severity is Severity.ERROR for finding in self.aliases.findings):
            raise SheettoolsError(*self.aliases.findings)
        alias = judge(self.collects.lists, spelling, target, list_name, show_date(today), origin)
        if isinstance(alias, Finding):
            raise SheettoolsError(alias)
        write_text(self.alias_path, "\ufeff" + add_line(text, alias))
        del self.aliases  # the table has a line more
        found = self.check(today=today) if (self.folder / IN).is_dir() else []
        key = fold(alias.spelling)
        helped: dict[str, int] = {}
        for outcome in found:
            same = [f for f in outcome.findings if f.problem is ACCEPTED and fold(f.value) == key]
            if same:
                helped[outcome.file] = len(same)
        return Acceptance(alias, self.alias_path, helped)

    # ----- merge

    def report(
        self,
        paths: Sequence[Path] = (),
        today: date | None = None,
        order: Order = USUAL,
        *,
        prefer: Sequence[Path] = (),
        passwords: Sequence[str] = (),
        means: Means = USUAL_MEANS,
    ) -> AnnualReport:
        """Check the returns and make the annual report of them, in `bao-cao` unless ordered.

        The office's edition is written into `noi-bo`. A final report is made from the files
        themselves, whatever the store knows of them.
        """
        from sheettools.annual.answered import answered
        from sheettools.annual.report import UPWARD_NAME, choose_doors, doors_of, make_report
        from sheettools.annual.xlsx.last_year import read_last_year

        wanted = choose_doors(order.doors, doors_of(self.plan.collects))
        means = replace(means, store=means.store and not order.final)
        # No more is kept of the outcomes than the report needs.
        checked = self.check(paths, today, prefer=prefer, passwords=passwords, means=means)
        told = answered([as_return(one) for one in checked], self.office_register(today))
        told = replace(told, state=None)  # nor how far the office is, with all matters of the year
        del checked
        before = read_last_year(self.plan, self.folder)
        places, final = self._places(paths, order.out), order.final
        places = replace(places, tell=means.writing or places.tell)
        made = make_report(self.plan, told, places, before, today, final=final, doors=wanted)
        if not order.internal:
            return made
        from sheettools.annual.xlsx.internal import write_register

        name = made.path.stem.removesuffix(UPWARD_NAME).replace("tong-hop", "so-noi-bo")
        path, said = places.office / f"{name}.xlsx", [*made.remarks]
        with going_on(path, said):
            return replace(made, register=write_register(path, made.merged))
        return replace(made, remarks=tuple(said))

    def _places(self, paths: Sequence[Path], out: Path | None) -> Places:
        """Return where reports are written; one of some files must not take the place of the one of
        all.
        """
        from sheettools.annual.report import Places

        part = "mot-phan" if paths else ""
        return Places(
            self.folder / UPWARD_FOLDER, self.folder / OFFICE_FOLDER, self.folder, out, part
        )

    def roll_up(
        self,
        paths: Sequence[Path] = (),
        order: Order = USUAL,
        *,
        prefer: Sequence[Path] = (),
        passwords: Sequence[str] = (),
        tell: Tell | None = None,
    ) -> RollUp | None:
        """Merge the annual workbooks of several offices, where the folder has no plan but has such;
        else None. `tell` is told how many files of the report are written, and of how many.
        """
        from sheettools.annual.report import choose_doors, merge_reports
        from sheettools.annual.rollup import read_reports

        if self.plan_path.exists() or not (paths or (self.folder / IN).is_dir()):
            return None
        wanted = choose_doors(order.doors)
        files, folders = self.returns(paths), self._wanted(paths)
        read = read_reports(files, folders, self.folder, prefer, passwords)
        if read is None:
            return None
        places = self._places(paths, order.out)
        places = replace(places, tell=tell or places.tell)
        return merge_reports(*read, places, final=order.final, doors=wanted)


def as_return(outcome: Outcome) -> Return:
    """Return what the merge needs of an outcome."""
    from sheettools.annual.ledger import Return

    return Return(
        outcome.file,
        outcome.sha256,
        outcome.size,
        outcome.findings,
        outcome.held,
        outcome.issued,
        outcome.superseded_by,
    )


def check_plan_file(path: Path, year_folder: Path | None = None) -> Outcome:
    """Check a plan workbook with the engine that checks returns."""
    checked, template = check_plan(path, year_folder)
    filled = checked.filled()
    profile, home = profile_of(template, filled, year_folder), year_folder or path.parent
    _, said = complete_holidays(template, filled, path.name, profile, home)
    if not checked.has_errors:
        collects = collected(template, profile, year_folder)
        said = (*said, *check_file_names(checked, template, collects))
    return Outcome(path, checked.sha256, checked.size, (*checked.findings, *said), checked)


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return files_in(path)[0]
    if not path.exists() and not path.is_symlink():
        raise SheettoolsError(Finding(NO_SUCH_PATH, value=str(path)))
    return [path]
