"""The folder of what goes back: a marked copy and its message, or a receipt, for each return.

What we wrote is listed in a file of its own with a checksum each. Only a file that still is what we
wrote is renewed or taken away: one that somebody has filled in or edited is left, and said.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePath

from sheettools.disk.scratch import temporary_folder
from sheettools.findings import Finding, Location, Severity, SheettoolsError, declare
from sheettools.incoming.cage.keeper import Keeper
from sheettools.incoming.check.record import CheckedBook
from sheettools.incoming.context import digest_of
from sheettools.incoming.examine import Outcome, locate_again
from sheettools.outgoing.back.handed import HandBack
from sheettools.outgoing.back.marked_copy import write_marked
from sheettools.outgoing.back.reply import write_message, write_receipt, write_refusal
from sheettools.outgoing.whole import copy_file, not_written, write_note, write_text
from sheettools.template.issue import Issue
from sheettools.template.model import Template
from sheettools.words.text import slug

LIST = ".sheettools.json"
COPY, RECEIPT, REFUSED, NOT_COUNTED = "_can-sua", "_da-nhan", "_chua-doc-duoc", "_chua-tinh"
"""How the names of what goes back end; the last of a workbook that was read but is not this plan's.
"""
FILE = "file:"

EDITED = declare(
    "F236",
    Severity.WARNING,
    why=(
        "Tệp {value} trong thư mục gửi lại đã có người sửa; giữ nguyên, không ghi đè và không xóa.",
        "{value} among what goes back was edited by somebody; it was neither replaced nor deleted.",
    ),
    remedy=(
        "Nếu không cần nữa thì xóa hoặc chuyển tệp đó đi rồi kiểm tra lại.",
        "If it is not needed, delete or move it and check again.",
    ),
)


@dataclass(frozen=True)
class OwnFile:
    """A file that we wrote."""

    sha256: str
    whose: str
    made_of: str = ""


def hand_back(
    outcomes: Sequence[Outcome],
    template: Template,
    folder: Path,
    today: date,
    *,
    everything: bool = False,
    passwords: Sequence[str] = (),
) -> HandBack:
    """Write what goes back for these returns. `everything` says that they are all there are,
    `passwords` open the ones that are locked.

    A file that cannot be written is a finding; the others are written all the same.
    """
    with Keeper(passwords) as cage:
        return _Folder(folder, template, today, cage).run(outcomes, everything=everything)


class _Folder:
    def __init__(self, folder: Path, template: Template, today: date, cage: Keeper) -> None:
        self.folder, self.template, self.today, self.cage = folder, template, today, cage
        self.known: dict[str, OwnFile] = _read_list(folder / LIST)
        """Of each file that we wrote: its checksum, whose it is (a unit's code or a file), and a
        digest of all that it was made of where that is worth to know.
        """
        self.means = digest_of(template, today)
        self.named: set[str] = set()
        """The names that what goes back has in this run: they stay."""
        self.done = HandBack()

    def run(self, outcomes: Sequence[Outcome], *, everything: bool) -> HandBack:
        handled = {FILE + one.file for one in outcomes}
        standing = [one for one in outcomes if not one.superseded_by]
        for outcome in standing:
            whose = outcome.issued.code if outcome.issued else FILE + outcome.file
            handled.add(whose)
            try:
                self._one(outcome)
            except SheettoolsError as error:
                self._fail(outcome, error)
                self._keep(whose)
        self._remove_old(handled, everything=everything)
        if self.known or (self.folder / LIST).exists():
            self._write_list()
        return self.done

    def _fail(self, outcome: Outcome, error: SheettoolsError) -> None:
        for finding in error.findings:
            self.done.findings.append(finding.at(file=finding.location.file or outcome.file))

    def _keep(self, whose: str) -> None:
        """Leave what an earlier round wrote for somebody where this one could not."""
        self.named |= {name for name, one in self.known.items() if one.whose == whose}

    def _remove_old(self, handled: Collection[str], *, everything: bool) -> None:
        """Take away what was written earlier for those who were handled now, and is not any more.

        With `everything`, also what was written for files that are gone.
        """
        for name, one in sorted(self.known.items()):
            is_old = one.whose in handled or (everything and one.whose.startswith(FILE))
            if is_old and name not in self.named:
                self._remove(name)

    def _one(self, outcome: Outcome) -> None:
        issued, held = outcome.issued, outcome.checked
        if held is None or issued is None:
            text = write_refusal(outcome)
            if text:
                ending = NOT_COUNTED if outcome.code else REFUSED
                name = self._free_name(slug(PurePath(outcome.file).stem) + ending)
                self._put_text(name, text, FILE + outcome.file)
            return
        checked = replace(held, findings=outcome.findings)
        if not checked.has_errors:
            text = write_receipt(outcome, checked, issued, self.template, self.today)
            self._put_text(f"{issued.file_name}{RECEIPT}.txt", text, issued.code)
            return
        self._mark(outcome, issued, checked)

    def _mark(self, outcome: Outcome, issued: Issue, checked: CheckedBook) -> None:
        """Put a marked copy and its message, unless those of just this return are there."""
        made_of = digest_of(self.means, outcome.sha256, outcome.file, issued, checked.findings)
        names = [f"{issued.file_name}{COPY}{ending}" for ending in (".xlsx", ".txt")]
        if all(self._stands(name, made_of) for name in names):
            self.named.update(names)
            self.done.same += [self.folder / name for name in names]
            return
        workbook = locate_again(outcome, self.template, self.cage)
        with temporary_folder() as folder:
            fresh = folder / f"{issued.file_name}{COPY}.xlsx"
            things = write_marked(fresh, self.template, issued, workbook, checked)
            self._put(fresh, issued.code, made_of)
        message = write_message(issued, self.template.title, things, self.today)
        self._put_text(f"{issued.file_name}{COPY}.txt", message, issued.code, made_of)

    def _stands(self, name: str, made_of: str) -> bool:
        """Say whether a file lies there as we wrote it, made of the same."""
        path = self.folder / name
        same = name in self.known and self.known[name].made_of == made_of
        return same and path.is_file() and self._is_ours(path)

    def _free_name(self, stem: str) -> str:
        """Return a name that no other file of this run has: in plain letters two may be one."""
        name, number = f"{stem}.txt", 1
        while name in self.named:
            number += 1
            name = f"{stem}-{number}.txt"
        return name

    def _put_text(self, name: str, text: str, whose: str, made_of: str = "") -> None:
        with temporary_folder() as folder:
            fresh = folder / name
            write_note(fresh, text)
            self._put(fresh, whose, made_of)

    def _put(self, fresh: Path, whose: str, made_of: str = "") -> None:
        """Put a finished file in its place, unless somebody has made the one there his own."""
        path = self.folder / fresh.name
        self.named.add(path.name)
        if path.exists() and _checksum(path) != _checksum(fresh):
            if not self._is_ours(path):
                self.done.findings.append(Finding(EDITED, Location(file=path.name), path.name))
                return
        elif path.exists():
            self.known[path.name] = OwnFile(_checksum(path), whose, made_of)
            self.done.same.append(path)
            return
        copy_file(fresh, path)
        self.known[path.name] = OwnFile(_checksum(path), whose, made_of)
        self.done.written.append(path)

    def _is_ours(self, path: Path) -> bool:
        return path.name in self.known and self.known[path.name].sha256 == _checksum(path)

    def _remove(self, name: str) -> None:
        """Take away what an earlier round left, if it still is what we wrote."""
        path = self.folder / name
        if path.is_file():
            if not self._is_ours(path):
                self.done.findings.append(Finding(EDITED, Location(file=name), name))
                return
            try:
                path.unlink()
            except OSError as problem:
                self.done.findings += not_written(path, problem).findings
                return
            self.done.removed.append(path)
        del self.known[name]

    def _write_list(self) -> None:
        said: dict[str, dict[str, str]] = {}
        for name, one in sorted(self.known.items()):
            said[name] = {"sha256": one.sha256, "for": one.whose}
            if one.made_of:
                said[name]["of"] = one.made_of
        try:
            write_text(self.folder / LIST, json.dumps(said, ensure_ascii=False, indent=1) + "\n")
        except SheettoolsError as error:
            self.done.findings += error.findings


def _checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _read_list(path: Path) -> dict[str, OwnFile]:
    """Read the list of what we wrote; without a sound one nothing counts as ours."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        known = {name: _known(entry) for name, entry in said.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}
    # A name that leads elsewhere is none of ours.
    return {name: one for name, one in known.items() if one and Path(name).name == name}


def _known(entry: Mapping[str, object]) -> OwnFile | None:
    """Return what the list says of a file, None where it says nothing sound."""
    sha256, whose, made_of = entry["sha256"], entry["for"], entry.get("of", "")
    if isinstance(sha256, str) and isinstance(whose, str) and isinstance(made_of, str):
        return OwnFile(sha256, whose, made_of)
    return None
