"""Whose workbook is it: what it says of itself held against what was issued, and against its seal.

Nothing is guessed. What one source says is taken if no other contradicts it; where sources
contradict each other, only a seal that fits decides, and the question is asked all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from functools import cached_property

from sheettools.findings import Finding, Location, Problem, Severity, Words, declare
from sheettools.frozen import dataclass
from sheettools.incoming.cage.read import RawBook
from sheettools.incoming.locate.evidence import (
    Evidence,
    Witness,
    carries_names,
    is_annual,
    is_paper,
    resembles,
)
from sheettools.incoming.whose.former import FormerCodes
from sheettools.incoming.whose.neighbours import names_another, unit_on_page
from sheettools.incoming.whose.strangers import (
    ANNUAL_RETURNED,
    IDENTITY_GONE,
    LAST_YEAR,
    NEVER_ISSUED,
    NOT_ISSUED,
    NOT_OURS,
    OTHER_OFFICE,
    OTHER_TEMPLATE,
    OTHER_YEAR,
    PAPER_RETURNED,
    PLAN_RETURNED,
    UNIT_GONE,
)
from sheettools.incoming.whose.unit_names import UnitNames
from sheettools.template.identity import Seal, check_seal
from sheettools.template.issue import REFERENCE, Issue
from sheettools.template.model import Template

MOST_QUOTED = 120
"""How much of a stranger's text is quoted."""

OTHER_ISSUE = declare(
    "F204",
    Severity.WARNING,
    why=(
        "Sổ được làm từ mẫu phiên bản khác ({value}); vẫn đọc theo mẫu hiện nay.",
        (
            "The workbook was made from another version of the template ({value}); it was read by "
            "the present one."
        ),
    ),
    remedy=(
        "Kiểm tra kỹ các cột mới hoặc đã đổi.",
        "Look closely at columns that are new or changed.",
    ),
)
PLAN_CHANGED = declare(
    "F210",
    Severity.WARNING,
    why=(
        "Kế hoạch đã sửa sau khi phát sổ này; điều in sẵn trong sổ là của bản cũ.",
        (
            "The plan was changed after this workbook was sent out; what it was printed with is "
            "the old one's."
        ),
    ),
    remedy=(
        "Xem kỹ các ô in sẵn và các dòng được nhắc; nếu sửa nhiều thì phát lại sổ mới.",
        (
            "Look closely at the prefilled cells and at what is asked; if much changed, send a "
            "new workbook."
        ),
    ),
)
SEAL_WRONG = declare(
    "F211",
    Severity.ERROR,
    why=(
        "Sổ ghi mã {value} nhưng dấu của văn phòng không khớp: điều ghi ở trang ẩn đã bị sửa "
        "sau khi phát; "
        "chưa nhận số liệu.",
        "The workbook says {value}, but the office's seal does not fit: what the hidden sheet "
        "says was changed after "
        "it went out; nothing was taken.",
    ),
    remedy=(
        (
            "Hỏi người gửi sổ này là của đơn vị nào; gửi lại sổ của đơn vị đó và đề nghị chép "
            "phần đã điền sang."
        ),
        (
            "Ask the sender whose workbook it is; send that unit's again and ask that what is "
            "filled in be copied."
        ),
    ),
)
CONTRADICTION = declare(
    "F212",
    Severity.ERROR,
    why=(
        "Chưa rõ sổ của đơn vị nào: {source} ghi {value} ({unit}), {other_source} ghi {other} "
        "({other_unit}); "
        "chưa nhận số liệu.",
        "It is not clear whose workbook this is: {source} says {value} ({unit}), "
        "{other_source} says {other} "
        "({other_unit}); nothing was taken.",
    ),
    remedy=(
        (
            "Hỏi người gửi số liệu là của đơn vị nào; gửi lại sổ của đơn vị đó và đề nghị chép "
            "phần đã điền sang."
        ),
        (
            "Ask the sender whose data it is; send that unit's workbook again and ask that the "
            "data be copied."
        ),
    ),
)
CONTRADICTION_SEALED = declare(
    "F213",
    Severity.WARNING,
    why=(
        "Sổ phát cho {unit} (mã {value}, dấu đúng), nhưng {other_source} ghi {other} "
        "({other_unit}); "
        "vẫn tính cho {unit}.",
        "The workbook was sent to {unit} ({value}, the seal is right), but {other_source} "
        "says {other} "
        "({other_unit}); it counts for {unit}.",
    ),
    remedy=(
        "Hỏi người gửi số liệu là của đơn vị nào; nếu không phải của {unit} thì bỏ tệp này ra "
        "và đề nghị điền vào "
        "sổ của đúng đơn vị.",
        "Ask the sender whose data it is; if not {unit}'s, take the file out and ask that the "
        "right unit's own "
        "workbook be filled in.",
    ),
)
SEAL_MISSING = declare(
    "F214",
    Severity.WARNING,
    why=(
        "Sổ mã {value} không có dấu của văn phòng, trong khi văn phòng đóng dấu mọi sổ phát ra.",
        "Workbook {value} bears no seal of the office, which seals all that it sends out.",
    ),
    remedy=(
        "Hỏi người gửi lấy sổ ở đâu, đã chép sang tệp khác hay chưa; nếu sổ phát từ khi chưa có "
        "tệp khoa.txt thì không phải làm gì.",
        "Ask where the sender got it and whether it was copied into another file; if it was sent "
        "out before there was a khoa.txt, there is nothing to do.",
    ),
)
SEAL_OF_OTHER_KEY = declare(
    "F215",
    Severity.WARNING,
    why=(
        (
            "Sổ mã {value} mang dấu làm bằng khóa khác: sổ phát từ một thư mục khác, hoặc tệp "
            "khoa.txt đã bị thay."
        ),
        "Workbook {value} bears a seal made with another key: it was sent out from another "
        "folder, or khoa.txt was "
        "replaced.",
    ),
    remedy=(
        (
            "Nếu sổ phát từ máy khác thì chép khoa.txt ở máy đó về; nếu không rõ, hỏi người gửi "
            "nhận sổ từ đâu."
        ),
        (
            "If it was sent from another computer, copy khoa.txt from there; if unsure, ask where "
            "the sender got it."
        ),
    ),
)
BACKUP_USED = declare(
    "F217",
    Severity.REPAIR,
    why=(
        "Trang ẩn của sổ đã mất hoặc bị xóa chữ; nhận ra sổ mã {value} nhờ {source}.",
        (
            "The workbook's hidden sheet is gone or was emptied; it was known to be {value} by "
            "{source}."
        ),
    ),
    remedy=("Không phải làm gì.", "Nothing to do."),
)


@dataclass(frozen=True)
class SentBooks:
    """What the office sent out, by which a file that comes back is known: by workbook code, with
    the year's key.
    """

    template: Template
    issued: Mapping[str, Issue]
    plan: Template | None = None
    key: str = ""
    given: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The codes of matters that last year's report has, by table."""

    @cached_property
    def former(self) -> Mapping[str, FormerCodes]:
        """What is known of codes of the year before, by table."""
        return {
            sheet.name: FormerCodes(sheet, self.issued, self.given.get(sheet.name, frozenset()))
            for sheet in self.template.tables
            if sheet.carry_over is not None
        }

    @cached_property
    def names(self) -> UnitNames:
        """What the units are called, gathered once for all returns."""
        return UnitNames(self.issued.values())


@dataclass(frozen=True)
class Owner:
    """What is known of whose workbook it is. Without an issue there is at least one finding of
    severity error.
    """

    issued: Issue | None = None
    findings: tuple[Finding, ...] = ()
    by: Witness | None = None
    seal: Seal = Seal.NONE
    facts: Mapping[str, str] = field(default_factory=dict)


def identify(book: RawBook, evidence: Evidence, sent: SentBooks) -> Owner:
    """Say whose workbook it is, by what it says of itself, and what is to be said of that."""
    place = Location(file=book.file)
    stranger = _stranger(book, evidence, sent)
    if stranger is not None:
        return Owner(findings=(stranger,))
    codes = evidence.codes()
    by, code = next(iter(codes.items()))
    facts = {"code": code, **evidence.facts(code)}
    seal = check_seal(facts, evidence.seals(), sent.key)
    owner = Owner(by=by, seal=seal, facts=facts)
    other = _contradiction(evidence, by, code, sent, trusted=seal is Seal.RIGHT)
    if other is not None and other.severity is Severity.ERROR:
        return _with(owner, other.at(file=book.file))
    unknown = _not_of_this_plan(facts, seal, sent, evidence)
    if unknown is not None:
        return _with(owner, unknown.at(file=book.file))
    if seal is Seal.WRONG:
        return _with(owner, Finding(SEAL_WRONG, place, code))
    issued = sent.issued[code]
    if other is not None:
        found = [other.at(file=book.file)]
    else:
        found = names_another(book, sent.template, issued, sent.names)
    return Owner(issued, (*found, *_remarks(owner, issued, sent, place)), by, seal, facts)


def _remarks(owner: Owner, issued: Issue, sent: SentBooks, place: Location) -> Iterator[Finding]:
    """Yield what is to be said where the owner is known: by a backup, of another key, another
    issue.
    """
    facts, by = owner.facts, owner.by
    if by is not None and by is not Witness.SHEET:
        yield Finding(BACKUP_USED, place, facts["code"], {"source": by.words})
    if owner.seal is Seal.NONE and sent.key:
        yield Finding(SEAL_MISSING, place, facts["code"])
    if owner.seal is Seal.OTHER_KEY:
        yield Finding(SEAL_OF_OTHER_KEY, place, facts["code"])
    # The number of an issue is made of what the template prefills: it says nothing of the plan if
    # that is another one.
    if facts.get("fingerprint", sent.template.fingerprint) != sent.template.fingerprint:
        yield Finding(OTHER_ISSUE, place, facts.get("version", ""))
    elif "issue" in facts and not issued.bears(facts["issue"]):
        yield Finding(PLAN_CHANGED, place)


def _with(owner: Owner, finding: Finding) -> Owner:
    return Owner(None, (finding,), owner.by, owner.seal, owner.facts)


# ------------------------------------------------------------------ is it a workbook of ours at all


def _stranger(book: RawBook, evidence: Evidence, sent: SentBooks) -> Finding | None:
    """Return what is to be said of a file that is no village's workbook, or has nothing left that
    says whose.
    """
    place, name = Location(file=book.file), evidence.get("template")
    if name and name != sent.template.name:
        problem = PLAN_RETURNED if name == sent.template.plan else OTHER_TEMPLATE
        return Finding(problem, place, name, {"title": sent.template.title})
    if name:
        return None if evidence.codes() else _gone(book, sent)
    if is_paper(book):
        line = next((f"{one.line} ({one.code})" for one in evidence.printed), sent.template.title)
        return Finding(PAPER_RETURNED, place, line)
    if is_annual(book):
        return Finding(ANNUAL_RETURNED, place, _first_text(book))
    own = resembles(book, sent.template)
    if sent.plan is not None and resembles(book, sent.plan) > own:
        return Finding(PLAN_RETURNED, place, sent.plan.name, {"title": sent.template.title})
    if not own:
        return Finding(
            NOT_OURS, place, ", ".join(sheet.name for sheet in book.sheets)[:MOST_QUOTED]
        )
    # The printed code alone is believed only in a workbook that has all the rest of ours.
    if evidence.codes() and carries_names(book, sent.template):
        return None
    return _gone(book, sent)


def _gone(book: RawBook, sent: SentBooks) -> Finding:
    """Quote the line that names a unit, if there is one: it helps to ask, but nothing is taken for
    it.
    """
    line = unit_on_page(book, sent.names)
    said = Words(f"; đầu trang ghi “{line}”", f"; a page begins with “{line}”") if line else ""
    return Finding(
        IDENTITY_GONE, Location(file=book.file), line, {"title": sent.template.title, "line": said}
    )


def _first_text(book: RawBook) -> str:
    """Return what stands first on the first sheet."""
    for sheet in book.sheets[:1]:
        for _, cell in sheet.single.items():
            if isinstance(cell.value, str) and cell.value.strip():
                return cell.value.strip()[:MOST_QUOTED]
    return ""


# --------------------------------------------------------------------------- does it say two things


def _contradiction(
    evidence: Evidence, by: Witness, code: str, sent: SentBooks, *, trusted: bool
) -> Finding | None:
    """Return the question to ask where another source says another code."""
    found = _other_code(evidence, by, code)
    if found is None:
        return None
    other, said, place = found
    values = {
        "source": by.words,
        "other_source": other.words,
        "other": said,
        "unit": _unit(code, sent),
        "other_unit": _unit(said, sent),
    }
    return Finding(CONTRADICTION_SEALED if trusted else CONTRADICTION, place, code, values)


def _other_code(evidence: Evidence, by: Witness, code: str) -> tuple[Witness, str, Location] | None:
    """Return the first source that says another code, what it says, and where if that is to be
    seen.
    """
    for source, said in evidence.codes().items():
        if source not in (by, Witness.VISIBLE) and said != code:
            return source, said, Location()
    for printed in evidence.printed:
        if printed.code != code and not printed.code.startswith(f"{code} "):
            return Witness.VISIBLE, printed.code, Location(sheet=printed.sheet, cell=printed.cell)
    return None


def _unit(code: str, sent: SentBooks) -> Words:
    if code in sent.issued:
        name = sent.issued[code].named
        return Words(name, name)
    return Words("đơn vị không có trong kế hoạch", "a unit that is not in the plan")


# --------------------------------------------------------------------------- is it of this plan


def _not_of_this_plan(
    facts: Mapping[str, str], seal: Seal, sent: SentBooks, evidence: Evidence
) -> Finding | None:
    """Return why nothing of this plan was issued under the code: another year, another office, no
    such unit.
    """
    code, own = facts["code"], next(iter(sent.issued.values()))
    ours = split_code(sent.template, own.code) or {}
    parts = ours if code in sent.issued else split_code(sent.template, code) or {}
    if _is_other_office(sent.template, parts, ours):
        return _say(OTHER_OFFICE, facts, evidence)
    this_year = str(own.year or "")
    year = _other_year((parts.get(year_part(sent.template)), facts.get("year")), this_year)
    if year:
        return _of_year(facts, year, this_year, evidence)
    if code in sent.issued:
        return None
    if not parts:
        return Finding(NOT_ISSUED, value=code)
    return _say(UNIT_GONE if _was_issued_here(seal, sent) else NEVER_ISSUED, facts, evidence)


def _is_other_office(template: Template, parts: Mapping[str, str], ours: Mapping[str, str]) -> bool:
    """Say whether what a code says of its office is not what ours say; year and unit may be
    others.
    """
    for name, part in parts.items():
        of_office = name != year_part(template) and not name.startswith(f"{template.unit}.")
        if of_office and part != ours.get(name):
            return True
    return False


def _other_year(said: Sequence[str | None], this_year: str) -> str:
    """Return the first year said that is not this one; nothing where it is not known which this
    is.
    """
    for year in said if this_year else ():
        if year and year != this_year:
            return year
    return ""


def _was_issued_here(seal: Seal, sent: SentBooks) -> bool:
    """Say whether the office sent it: with the key at hand, only a seal that fits shows that."""
    return seal in (Seal.RIGHT, Seal.UNCHECKED) or (seal is Seal.NONE and not sent.key)


def _of_year(facts: Mapping[str, str], year: str, this_year: str, evidence: Evidence) -> Finding:
    last = year.isdecimal() and this_year.isdecimal() and int(year) == int(this_year) - 1
    return _say(LAST_YEAR if last else OTHER_YEAR, facts, evidence, year=year, this_year=this_year)


def _say(problem: Problem, facts: Mapping[str, str], evidence: Evidence, **values: str) -> Finding:
    """Quote the code and what the workbook calls its unit."""
    line = next((one.line for one in evidence.printed), "") or facts.get("unit_name", "")
    return Finding(
        problem, value=facts["code"], values={"line": f" ({line})" if line else "", **values}
    )


def year_part(template: Template) -> str:
    """Return the reference of a code's pattern that is the year."""
    return template.facts.get(template.year, "").strip("{}")


def split_code(template: Template, code: str) -> dict[str, str] | None:
    """Return the parts of a workbook's code by the references of the template's pattern, None if it
    does not fit.
    """
    names: list[str] = []
    pattern, end = "", 0
    for found in REFERENCE.finditer(template.code):
        part = r"(\d{4})" if found[1] == year_part(template) else "(.+?)"
        pattern += re.escape(template.code[end : found.start()]) + part
        names.append(found[1])
        end = found.end()
    match = re.fullmatch(pattern + re.escape(template.code[end:]), code)
    return dict(zip(names, match.groups(), strict=True)) if match and names else None


__all__ = ["Owner", "SentBooks", "Witness", "identify", "split_code"]
