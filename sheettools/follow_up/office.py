"""The office's register of one year: read, carried on with what came in, and written."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import count
from pathlib import Path

from sheettools.disk.scratch import temporary_folder
from sheettools.findings import Finding, Location, Severity, Words, declare
from sheettools.follow_up.book import Register, read_register
from sheettools.follow_up.form import REGISTER, RegisterForm, form_of
from sheettools.follow_up.join import rows_of_its_own, values_of
from sheettools.follow_up.lists import ListedMatter, entries
from sheettools.follow_up.matters import Matter, is_silent, matters_of
from sheettools.follow_up.renewal import Renewed, renew
from sheettools.follow_up.write import write_register
from sheettools.frozen import dataclass
from sheettools.incoming.check.record import CheckedBook
from sheettools.incoming.status import RegisterCounts
from sheettools.outgoing.key import OWNER_ONLY
from sheettools.outgoing.whole import to_be_written, write_whole
from sheettools.template.conditions import RowValues
from sheettools.template.issue import Issue
from sheettools.template.layout import OFFICE_FOLDER
from sheettools.template.model import Template
from sheettools.template.shares import is_shared

BESIDE = "so-theo-doi_moi.xlsx"
PREVIOUS = "so-theo-doi_truoc.xlsx"
"""The one before, in `noi-bo`."""
LEFT_ALONE = declare(
    "F295",
    Severity.WARNING,
    why=(
        "Không ghi vào {file} vì {reason}; bản mới nằm ở tệp {value} bên cạnh.",
        "{file} was left alone, for {reason}; the new one lies beside it as {value}.",
    ),
    remedy=(
        "Đóng tệp rồi chạy lại; tệp hỏng thì mở bản mới, chép những điều đã ghi sang, rồi đổi tên "
        "thành {file}.",
        "Close the file and run again; where it is damaged, copy what was written into the new "
        "one and name that {file}.",
    ),
)
OPEN, DAMAGED, CHANGED = (
    Words("tệp đang mở trong chương trình khác", "another program has it open"),
    Words("không đọc được tệp ấy", "it cannot be read"),
    Words("tệp vừa được lưu lại trong khi đang chạy", "it was saved while this ran"),
)
COPY = declare(
    "F297",
    Severity.WARNING,
    why=(
        "Tệp {value} là bản khác của sổ theo dõi; chương trình chỉ đọc và chỉ ghi {file} trong thư "
        "mục của năm.",
        "{value} is another copy of the register; only {file} in the year's folder is read and "
        "written.",
    ),
    remedy=(
        "Xem bản nào đúng: điều gì chỉ có ở bản kia thì chép vào {file} (đã lưu thành .xls, .ods "
        "thì lưu lại dạng .xlsx với tên {file}), rồi chuyển bản kia đi nơi khác.",
        "See which is right: copy what only the other has into {file} (save an .xls or .ods as "
        ".xlsx under the name {file}), then move the other one away.",
    ),
)
LACKING = Words("một trang hay một cột trong tệp không còn", "a page or a column of it has gone")
ELSEWHERE = Words(
    "không thấy tệp ấy, mà có bản mang tên khác", "it is not there, but a copy of another name is"
)
_BOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".fods", ".csv")


@dataclass(frozen=True)
class RegisterState:
    """The matters as they stand, those that are overdue, and those of which the office has said
    nothing.
    """

    matters: tuple[Matter, ...]
    overdue: tuple[ListedMatter, ...]
    untouched: tuple[Matter, ...]

    def told(self, unit: str) -> dict[tuple[str, str], RowValues]:
        """Return what a unit may be told of its rows: what the office wrote of those that are on a
        list, by table and code.
        """
        found: dict[tuple[str, str], RowValues] = {}
        for one in self.matters:
            values = values_of(one.answer)
            if one.kind == "units" and one.unit_code == unit and values:
                found[one.key] = values
        return found

    @property
    def parked(self) -> list[Matter]:
        """The answers of which the office is to say to which matter they belong."""
        return [one for one in self.matters if one.kind == "parked"]

    def counts(self) -> RegisterCounts:
        """Return how many there are of each."""
        parts = self.matters, self.untouched, self.overdue, self.parked
        return RegisterCounts(*map(len, parts))


@dataclass(frozen=True, kw_only=True)
class WrittenRegister(RegisterState):
    """What was written, and where."""

    path: Path
    template: Template
    """What it was made from."""
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class OfficeRegister:
    """The register of one year's folder; `template` is the whole one, `issued` what went out."""

    folder: Path
    template: Template
    issued: Sequence[Issue]
    today: date | None = None

    @property
    def path(self) -> Path:
        """Where it lies."""
        return self.folder / REGISTER

    @property
    def is_kept(self) -> bool:
        """Whether the office has anything to write, and units to write about."""
        return is_shared(self.template) and bool(self.issued)

    @cached_property
    def form(self) -> RegisterForm:
        """What it is made from."""
        return form_of(self.template, self.issued)

    @cached_property
    def before(self) -> Register:
        """What the office has written so far."""
        read = self.read(self.path)
        copies = tuple(self._copies())
        return replace(read, findings=(*copies, *read.findings)) if copies else read

    def read(self, path: Path) -> Register:
        """Read and check a register, be it another copy."""
        return read_register(path, self.form, self.issued, self.today)

    def _copies(self) -> Iterator[Finding]:
        """Ask about other copies beside it; where it is not there itself, one of them may be it."""
        severity = Severity.WARNING if self.path.is_file() else Severity.ERROR
        stem = self.path.stem
        for path in sorted(self.folder.glob(f"*{stem}*")):
            hidden = path.name.startswith((".", "~"))
            if path.suffix.lower() in _BOOKS and path.name != REGISTER and not hidden:
                values = {"file": REGISTER}
                yield Finding(COPY, Location(file=path.name), path.name, values, severity)

    def state(self, matters: tuple[Matter, ...]) -> RegisterState:
        """Return the matters with those that are overdue."""
        late = tuple(one for one in entries(self.form, matters) if one.late(self.today))
        theirs = (one for one in matters if one.kind in ("units", "kept"))
        silent = (one for one in theirs if is_silent(self.template.sheet(one.table), one))
        return RegisterState(matters, late, tuple(silent))

    def renewed(self, books: Iterable[tuple[Issue, CheckedBook]]) -> Renewed:
        """Carry it on with the returns that count, in memory alone."""
        now: list[Matter] = []
        back: set[str] = set()
        for issued, checked in books:
            back.add(issued.unit_code)
            now += matters_of(self.form, issued, checked.records)
        for issued in self.issued:  # what came over from last year is the office's from the start
            if issued.unit_code not in back:
                now += matters_of(self.form, issued, ())
        return renew(self.form, self.before, now, back, REGISTER)

    def rows_of_its_own(
        self, matters: Iterable[Matter], back: Collection[str]
    ) -> Iterator[tuple[Issue, CheckedBook]]:
        """Yield by unit, as a book of its own, the rows that the register alone has; `back` are the
        codes of the units of which something counts.
        """
        before, name = self.before, self.template.name
        for issued, records in rows_of_its_own(self.form, matters, self.issued, back, self.today):
            size, digest, count = before.size, before.sha256, len(records)
            yield (
                issued,
                CheckedBook(REGISTER, digest, size, name, {}, records=records, seen_rows=count),
            )

    def write(self, books: Iterable[tuple[Issue, CheckedBook]]) -> WrittenRegister:
        """Write it anew with what came in; where it must be left alone, beside it.

        Raises SheettoolsError (F001) where it cannot be written.
        """
        seen = _digest(self.path)
        new = self.renewed(books)
        said = [*self.before.findings, *self.before.on_writing, *new.findings]
        with to_be_written(self.path), temporary_folder() as folder:
            draft = folder / REGISTER
            template = write_register(
                draft, self.form, self.issued, new.matters, self.today, self.before.additions
            )
            data = draft.read_bytes()
        reason = self._reason(seen)
        path = self.path if reason is None else self._beside(data)
        if reason is not None:
            values = {"file": REGISTER, "reason": reason}
            said.append(Finding(LEFT_ALONE, Location(file=REGISTER), path.name, values))
        if reason is None and self.before.data not in (b"", data):
            self._put(self.folder / OFFICE_FOLDER / PREVIOUS, self.before.data)
        self._put(path, data)
        state = self.state(new.matters)
        return WrittenRegister(
            state.matters,
            state.overdue,
            state.untouched,
            path=path,
            template=template,
            findings=tuple(said),
        )

    def _beside(self, data: bytes) -> Path:
        """Return where the new one goes: somebody may have written into one that lies there."""
        path = self.folder / BESIDE
        for number in count(2):
            if not path.exists() or path.read_bytes() == data:
                break
            path = self.path.with_stem(f"{Path(BESIDE).stem}-{number}")
        return path

    def _put(self, path: Path, data: bytes) -> None:
        """Write a file that is for its owner alone; one that is there already becomes so."""
        write_whole(path, lambda target: _private(target, data))
        with suppress(OSError):
            path.chmod(OWNER_ONLY)

    def _reason(self, seen: str) -> Words | None:
        """Say why the register is not to be written over; None where it may be."""
        if self.before.refused:
            return DAMAGED
        if self.before.lacking:
            return LACKING
        if any((self.folder / name).exists() for name in _locks(REGISTER)):
            return OPEN
        if not seen and any(one.problem is COPY for one in self.before.findings):
            return ELSEWHERE
        return CHANGED if _digest(self.path) != seen else None


def _locks(name: str) -> Iterator[str]:
    """Yield what programs lay beside a workbook while they have it open."""
    yield f"~${name}"
    yield f".~lock.{name}#"


def _private(target: Path, data: bytes) -> None:
    """Write a file that nobody but its owner may read."""
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
    with os.fdopen(handle, "wb") as file:
        file.write(data)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
