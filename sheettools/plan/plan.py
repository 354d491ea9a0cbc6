"""The year's plan: drafted from its text, or read from the workbook that staff have edited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path

from sheettools.findings import Finding, Location, Severity, SheettoolsError, declare
from sheettools.frozen import dataclass
from sheettools.incoming.cage.keeper import Keeper
from sheettools.incoming.cage.read import read_book
from sheettools.incoming.check.basis import Basis
from sheettools.incoming.check.read import read_entries
from sheettools.incoming.check.validate import CheckedBook, check, with_findings
from sheettools.incoming.locate.evidence import read_evidence
from sheettools.incoming.locate.locate import locate
from sheettools.incoming.locate.workbook import Workbook
from sheettools.plan.carry import CarriedRow, read_carried
from sheettools.plan.file_names import check_file_names
from sheettools.plan.holidays import complete_holidays
from sheettools.plan.own_file import PLAN, own, refused
from sheettools.template.issue import FilledBook, Issue, issue_all
from sheettools.template.load.library import find_profile, find_template
from sheettools.template.load.load import load_template
from sheettools.template.model import Profile, Template

NOT_A_PLAN = declare(
    "T020",
    Severity.ERROR,
    why=(
        "Tệp {value} để ở chỗ tệp kế hoạch của cơ quan nhưng không phải kế hoạch do sheettools làm "
        "ra.",
        "{value} stands where the office's own plan file belongs, but is no plan workbook made by "
        "sheettools.",
    ),
    remedy=(
        "Lấy lại tệp kế hoạch từ bản lưu; chưa có thì làm bằng lệnh: sheettools init THƯ-MỤC.",
        "Take a copy of the plan file; if there is none yet, make it: sheettools init FOLDER.",
    ),
)
NO_PLAN = declare(
    "T021",
    Severity.ERROR,
    why=("Không có tệp kế hoạch {value}.", "There is no plan workbook {value}."),
    remedy=(
        "Làm tệp kế hoạch bằng lệnh: sheettools init THƯ-MỤC --from VĂN-BẢN.",
        "Make one with: sheettools init FOLDER --from FILE.",
    ),
)


@dataclass(frozen=True)
class Plan:
    """A usable plan: its own template, the template it collects, its values, what goes out.

    `remarks` say what could not be carried over from last year.
    """

    template: Template
    collects: Template
    checked: CheckedBook
    filled: FilledBook
    issued: tuple[Issue, ...]
    remarks: tuple[Finding, ...] = ()
    carried: Mapping[str, Sequence[CarriedRow]] = field(default_factory=dict)
    """What of last year is still open, by sheet, whether its unit is in this plan or not."""
    given: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """All codes of matters that last year's report has, by sheet."""
    calendar: tuple[Finding, ...] = ()
    """What is to be said of its holidays, by every command that counts with them."""


# --------------------------------------------------------------------------- reading


def load_plan(path: Path, year_folder: Path | None = None) -> Plan:
    """Read the plan workbook. Raises SheettoolsError with all findings where it cannot be used."""
    if not path.is_file():
        raise SheettoolsError(Finding(NO_PLAN, value=str(path)))
    checked, template = check_plan(path, year_folder)
    if checked.has_errors:
        raise SheettoolsError(*checked.findings)
    filled = checked.filled()
    profile, home = profile_of(template, filled, year_folder), year_folder or path.parent
    collects = collected(template, profile, year_folder)
    alike = check_file_names(checked, template, collects)
    if alike:
        raise SheettoolsError(*alike)
    carried = read_carried(collects, template, filled, home)
    filled, calendar = complete_holidays(template, filled, path.name, profile, home, carried.days())
    issued = tuple(issue_all(collects, template, filled, carried.by_unit()))
    remarks = (*carried.findings, *carried.check_units(collects, issued))
    return Plan(
        template, collects, checked, filled, issued, remarks, carried.rows, carried.given, calendar
    )


def check_plan(path: Path, year_folder: Path | None = None) -> tuple[CheckedBook, Template]:
    """Check a plan workbook by its own template. Raises SheettoolsError if it cannot be used."""
    with Keeper(own=True) as cage:
        reading = read_book(path, cage)
    if reading.book is None:
        raise refused(reading.findings, PLAN)
    evidence = read_evidence(reading.book)
    name = evidence.facts().get("template", "")
    source = find_template(name, year_folder, from_workbook=True) if name else None
    template = load_template(source) if source else None
    if source is None or template is None or not template.collects:
        raise SheettoolsError(Finding(NOT_A_PLAN, Location(file=path.name), path.name))
    workbook = locate(reading.book, evidence, template)
    profile = profile_of(template, _said_of_profile(workbook), year_folder)
    if profile is not None:
        template = load_template(source, profile)
    checked = with_findings(check(workbook.under(template)), *reading.findings)
    return replace(checked, findings=tuple(own(checked.findings))), template


def _said_of_profile(workbook: Workbook) -> FilledBook:
    """Return the form on which a plan says which profile's lists it must keep to: only the plan
    itself does.
    """
    name = workbook.template.profile_field.partition(".")[0]
    forms = {form: raw for form, raw in workbook.forms.items() if form == name}
    entries, _ = read_entries(Basis(replace(workbook, forms=forms, tables={})))
    return entries.filled()


def collected(
    template: Template, profile: Profile | None, year_folder: Path | None = None
) -> Template:
    """Return the template that a plan collects, under the plan's profile."""
    return load_template(find_template(template.collects, year_folder), profile)


def profile_of(
    template: Template, filled: FilledBook, year_folder: Path | None = None
) -> Profile | None:
    """Return the profile that the plan names, None where it names none."""
    form, _, field = template.profile_field.partition(".")
    name = filled.forms.get(form, {}).get(field)
    return find_profile(name, year_folder, from_workbook=True) if name else None
