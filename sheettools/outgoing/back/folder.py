"""The folder of what goes back: a marked copy and its message, or a receipt, for each return.

Only a file that still is what we wrote is renewed or taken away: one that somebody has filled in or
edited is left, and said.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path, PurePath

from sheettools.findings import Finding, Location, Severity, SheettoolsError, Words, declare
from sheettools.incoming.cage.keeper import Keeper
from sheettools.incoming.check.record import CheckedBook
from sheettools.incoming.context import digest_of
from sheettools.incoming.examine import Outcome, locate_again
from sheettools.incoming.whose.unit_names import UnitNames
from sheettools.incoming.workers import Tell
from sheettools.outgoing.back.handed import HandBack
from sheettools.outgoing.back.marked_copy import MarkedCopies
from sheettools.outgoing.back.own import OwnFile, OwnFiles, checksum, checksum_of
from sheettools.outgoing.back.reply import write_message, write_receipt, write_refusal
from sheettools.outgoing.back.unclaimed import LIST_NAME, MANY, is_unclaimed, write_list
from sheettools.outgoing.whole import going_on, note_bytes, to_be_written, write_bytes
from sheettools.template.issue import Issue
from sheettools.template.model import Template
from sheettools.words.text import slug

COPY, RECEIPT, REFUSED, NOT_COUNTED = "_can-sua", "_da-nhan", "_chua-doc-duoc", "_chua-tinh"
"""How the names of what goes back end; the last of a workbook that was read but is not this plan's.
"""
FILE = "file:"

EDITED = declare(
    "F236",
    Severity.WARNING,
    why=(
        "Tệp {value} trong thư mục gửi lại {how}; giữ nguyên, không ghi đè và không xóa.",
        "{value} among what goes back {how}; it was neither replaced nor deleted.",
    ),
    remedy=(
        "Tệp đó có thể đã cũ: đừng gửi đi. Nếu không cần nữa thì xóa hoặc chuyển đi nơi khác rồi "
        "kiểm tra lại.",
        "It may be out of date: do not send it. If it is not needed, delete or move it and check "
        "again.",
    ),
)
_BY_HAND = Words("đã có người sửa", "was edited by somebody")
_UNLISTED = Words(
    "không có trong danh sách những gì chương trình đã ghi",
    "is not on the list of what the program wrote",
)


def hand_back(
    outcomes: Sequence[Outcome],
    template: Template,
    folder: Path,
    today: date,
    *,
    everything: bool = False,
    passwords: Sequence[str] = (),
    units: UnitNames | None = None,
    progress: Tell | None = None,
) -> HandBack:
    """Write what goes back for these returns. `everything` says that they are all there are,
    `passwords` open the ones that are locked, `units` tells whose a file of no use may be.

    A file that cannot be written is a finding; the others are written all the same.
    """
    with Keeper(passwords) as cage:
        known = units or UnitNames(())
        back = _Folder(folder, template, today, cage, known)
        return back.run(outcomes, progress, everything=everything)


class _Folder:
    def __init__(
        self, folder: Path, template: Template, today: date, cage: Keeper, units: UnitNames
    ) -> None:
        self.units = units
        self.unclaimed: list[Outcome] = []
        """Files of no use that nothing tells the owner of."""
        self.folder, self.template, self.today, self.cage = folder, template, today, cage
        self.copies = MarkedCopies(template)
        self.own = OwnFiles.read(folder)
        """Of each file that we wrote: its checksum, whose it is (a unit's code or a file), and a
        digest of all that it was made of where that is worth to know.
        """
        self.means = digest_of(template, today)
        self.named: set[str] = set()
        """The names that what goes back has in this run: they stay."""
        self.done = HandBack()

    def run(
        self, outcomes: Sequence[Outcome], progress: Tell | None, *, everything: bool
    ) -> HandBack:
        handled = {FILE + one.file for one in outcomes}
        standing = [one for one in outcomes if not one.superseded_by]
        for done, outcome in enumerate(standing):
            if progress is not None:
                progress(done, len(standing))
            whose = outcome.issued.code if outcome.issued else FILE + outcome.file
            handled.add(whose)
            self._try(outcome, whose, partial(self._one, outcome))
        self._answer_unclaimed()
        self._remove_old(handled, everything=everything)
        self._save()
        return self.done

    def _fail(self, outcome: Outcome, error: SheettoolsError) -> None:
        for finding in error.findings:
            self.done.findings.append(finding.at(file=finding.location.file or outcome.file))

    def _remove_old(self, handled: Collection[str], *, everything: bool) -> None:
        """Take away what was written earlier for those who were handled now, and is not any more.

        With `everything`, also what was written for files that are gone.
        """
        for name, one in sorted(self.own.known.items()):
            is_old = one.whose in handled or (everything and one.whose.startswith(FILE))
            if is_old and name not in self.named:
                self._remove(name)

    def _one(self, outcome: Outcome) -> None:
        issued, held = outcome.issued, outcome.checked
        if held is None or issued is None:
            if is_unclaimed(outcome, self.units) and write_refusal(outcome):
                self.unclaimed.append(outcome)
            else:
                self._refuse(outcome)
            return
        checked = replace(held, findings=outcome.findings)
        if not checked.has_errors:
            text = write_receipt(outcome, checked, issued, self.template, self.today)
            self._put_text(f"{issued.file_name}{RECEIPT}.txt", text, issued.code)
        else:
            self._mark(outcome, issued, checked)
        for ending in (f"{COPY}.xlsx", f"{COPY}.txt", f"{RECEIPT}.txt"):
            name = issued.file_name + ending  # no list may tell of it any more
            if name not in self.named and name not in self.own.known:
                self._remove(name)

    def _refuse(self, outcome: Outcome) -> None:
        text = write_refusal(outcome)
        if text:
            ending = NOT_COUNTED if outcome.code else REFUSED
            name = self._free_name(slug(PurePath(outcome.file).stem) + ending)
            self._put_text(name, text, FILE + outcome.file)

    def _answer_unclaimed(self) -> None:
        """Write a message for each such file where they are few, else one list for the office."""
        if len(self.unclaimed) <= MANY:
            for outcome in self.unclaimed:
                self._try(outcome, FILE + outcome.file, partial(self._refuse, outcome))
            return
        text = write_list(self.unclaimed)
        self._try(self.unclaimed[0], FILE, partial(self._put_text, LIST_NAME, text, FILE))

    def _try(self, outcome: Outcome, whose: str, write: Callable[[], None]) -> None:
        """Write something; where that cannot be, keep what was written earlier, and say it."""
        try:
            write()
        except SheettoolsError as error:
            self._fail(outcome, error)
            self.named |= self.own.of(whose)  # what an earlier round wrote is left

    def _mark(self, outcome: Outcome, issued: Issue, checked: CheckedBook) -> None:
        """Put a marked copy and its message, unless those of just this return are there."""
        made_of = digest_of(self.means, outcome.sha256, outcome.file, issued, checked.findings)
        names = [f"{issued.file_name}{COPY}{ending}" for ending in (".xlsx", ".txt")]
        if all(self.own.stands(name, made_of) for name in names):
            for name in names:
                self.own.written(name)
            self.named.update(names)
            self.done.same += [self.folder / name for name in names]
            return
        workbook = locate_again(outcome, self.template, self.cage)
        copy, things = self.copies.make(issued, workbook, checked)
        text = write_message(issued, self.template.title, things, self.today)
        self._put({names[0]: copy, names[1]: note_bytes(text)}, issued.code, made_of)

    def _free_name(self, stem: str) -> str:
        """Return a name that no other file of this run has: in plain letters two may be one."""
        name, number = f"{stem}.txt", 1
        while name in self.named:
            number += 1
            name = f"{stem}-{number}.txt"
        return name

    def _put_text(self, name: str, text: str, whose: str) -> None:
        self._put({name: note_bytes(text)}, whose)

    def _put(self, fresh: Mapping[str, bytes], whose: str, made_of: str = "") -> None:
        """Put finished files in their places, all that a sender gets: what else lies there of his
        is out of date, and goes before anything new comes.
        """
        for name in sorted(self.own.of(whose) - fresh.keys() - self.named):
            self._remove(name)
        self.named |= fresh.keys()
        own = {name: OwnFile(checksum_of(data), whose, made_of) for name, data in fresh.items()}
        due = [name for name, one in own.items() if self._is_due(name, one)]
        if not due:
            return
        with to_be_written(self.folder / due[0]):
            self.own.note({name: own[name] for name in due})
        for name in due[1:]:  # an old message never lies beside a new copy
            self._clear(self.folder / name)
        for name in due:
            write_bytes(self.folder / name, fresh[name])
            self.own.written(name)
            self.done.written.append(self.folder / name)

    def _is_due(self, name: str, new: OwnFile) -> bool:
        """Say whether a file is still to be put in its place: not where the same lies there, nor
        where somebody has made the one there his own.
        """
        path = self.folder / name
        if path.is_file() and checksum(path) == new.sha256:
            self.own.known[name] = new
            self.done.same.append(path)
            return False
        if path.is_file() and not self.own.is_ours(name):
            self._leave(name)
            return False
        return True

    def _remove(self, name: str) -> None:
        """Take away what an earlier round left, if it still is what we wrote."""
        path = self.folder / name
        if path.is_file():
            self.named.add(name)  # it is tried once
            if not self.own.is_ours(name):
                self._leave(name)
                return
            with going_on(path, self.done.findings):
                path.unlink()
            if path.is_file():
                return
            self.done.removed.append(path)
        self.own.known.pop(name, None)

    def _leave(self, name: str) -> None:
        """Say that a file that is not as we wrote it stays, and why."""
        how = _BY_HAND if name in self.own.known else _UNLISTED
        self.done.findings.append(Finding(EDITED, Location(file=name), name, {"how": how}))

    def _clear(self, path: Path) -> None:
        with to_be_written(path):
            path.unlink(missing_ok=True)

    def _save(self) -> None:
        with going_on(self.folder, self.done.findings):
            self.own.save()
