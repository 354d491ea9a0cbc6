"""Every fault of a template file, those too with which it can be used all the same for a while."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sheettools.findings import Finding, Severity, SheettoolsError, Words, declare
from sheettools.template.days_off import load_days
from sheettools.template.load.against_plan import check_against
from sheettools.template.load.built_in import DAYS_OFF, PROFILES, built_in_folder
from sheettools.template.load.load import (
    NO_PROFILE,
    load_profile,
    plan_files,
    read_template,
    reader_of,
)
from sheettools.template.load.reader import Reader
from sheettools.template.load.source import MISSING_WORD, Node, Source
from sheettools.template.model import Template

PLAN_AT_FAULT = declare(
    "T100",
    Severity.ERROR,
    why=(
        "Mẫu kế hoạch “{value}” có {count} lỗi, nên chưa đối chiếu được những gì mẫu này lấy từ kế "
        "hoạch.",
        "The plan template “{value}” has {count:fault|faults}, so what this template takes from "
        "the plan could not be held against it.",
    ),
    remedy=(
        "Sửa mẫu kế hoạch trước: sheettools template check {file}",
        "Mend the plan template first: sheettools template check {file}",
    ),
)
NO_OFFICE = declare(
    "T105",
    Severity.WARNING,
    why=(
        "Mẫu chưa khai báo cáo năm là của cơ quan nào, nên tên cơ quan lấy từ phần sau dấu phẩy "
        "của dòng line “{value}”.",
        "The template does not say whose the annual report is, so its name is what stands behind "
        "the comma of the line “{value}”.",
    ),
    remedy=(
        'Thêm vào [template]: office = "{{chung.co_quan}}" và office_code = "{{chung.ma}}", lấy từ '
        "trang form của kế hoạch.",
        'Add to [template]: office = "{{chung.co_quan}}" and office_code = "{{chung.ma}}", from a '
        "form of the plan.",
    ),
)
NO_TEMPLATE = declare(
    "T101",
    Severity.ERROR,
    why=(
        "Tệp này không có phần [template] hay name, title: không phải mẫu sổ, cũng không phải bộ "
        "quy định.",
        "The file has no [template], nor a name and title: it is neither a template nor a profile.",
    ),
    remedy=(
        "Mẫu sổ bắt đầu bằng [template]; xem một mẫu: sheettools template copy so-tiep-xuc THƯ-MỤC",
        "A template begins with [template]; see one: sheettools template copy so-tiep-xuc FOLDER",
    ),
)
PLAN_TEMPLATE = Words("mẫu kế hoạch", "plan template")
COLLECTED = Words("mẫu sổ", "template")
SETTING = Words("thông số của bộ quy định", "setting of a profile")

FOR_UNITS = ("unit", "code", "unit_code", "unit_name", "line", "file_name")
"""What the head of a template must say that is issued to the units of a plan."""
FOR_A_PLAN = ("unit",)
"""What that of a plan template must say."""


def faults_of(path: Path) -> list[Finding]:
    """Return every fault of a template, a profile or a file of holidays, in the order of its lines.

    A template is also held against files that are not there: a plan template, a template that a
    plan collects, settings that no profile has.
    """
    if path.stem == DAYS_OFF:
        return _raised(load_days, path)
    source = Source.of(path)
    if source.faults:
        return source.faults
    if "template" not in source.root.data:
        if path.parent.name == PROFILES or {"name", "title"} <= source.root.data.keys():
            return _raised(load_profile, path)
        source.root.fault(NO_TEMPLATE, path.name)
        return source.faults
    reader = reader_of(source, NO_PROFILE)
    template = read_template(reader, path)
    head = source.root.tables.get("template", source.root)
    _check_head(head, template, path)
    _check_plan(reader, head, template, path)
    _check_settings(reader, path)
    return sorted(source.faults, key=lambda fault: fault.location.line)


def need_no_fault(path: Path) -> None:
    """Make sure that a file has no fault. Raises SheettoolsError with all that it has."""
    faults = [fault for fault in faults_of(path) if fault.severity is Severity.ERROR]
    if faults:
        raise SheettoolsError(*faults)


def _raised(load: Callable[[Path], object], path: Path) -> list[Finding]:
    try:
        load(path)
    except SheettoolsError as error:
        return list(error.findings)
    return []


def _check_plan(reader: Reader, head: Node, template: Template, path: Path) -> None:
    """Hold a template against the plan template that it is filled from, a plan template against
    itself; complain where there is none.
    """
    if not template.plan:
        if template.collects:
            check_against(reader, template, template)
        else:
            head.fault(MISSING_WORD, "plan / collects")
        return
    found = next((file for file in plan_files(template, path) if file.is_file()), None)
    if found is None:
        head.unknown(template.plan, PLAN_TEMPLATE, _names_beside(path), "plan")
        return
    source = Source.of(found)
    plan = read_template(reader_of(source, NO_PROFILE), found)
    if source.faults:
        said = {"count": len(source.faults), "file": found}
        head.fault(PLAN_AT_FAULT, template.plan, "plan", **said)
    else:
        check_against(reader, template, plan)


def _check_head(head: Node, template: Template, path: Path) -> None:
    """Complain about what a template lacks to be issued, and a plan template to issue it."""
    whole = FOR_A_PLAN if template.collects else ()
    for key in FOR_UNITS if template.plan else whole:
        if not head.data.get(key):
            head.fault(MISSING_WORD, key)
    if template.plan and template.line and not template.office:
        head.fault(NO_OFFICE, template.line, "line")
    names = _names_beside(path)
    if template.collects and not template.plan and template.collects not in names:
        head.unknown(template.collects, COLLECTED, names, "collects")


def _names_beside(path: Path) -> list[str]:
    """Return the names of the templates that one may name: those beside it, and the built-in."""
    found: list[str] = []
    for folder in (path.parent, built_in_folder()):
        found += [file.stem for file in sorted(folder.glob("*.toml"))]
    return [name for name in dict.fromkeys(found) if name not in (path.stem, DAYS_OFF)]


def _check_settings(reader: Reader, path: Path) -> None:
    """Complain about a number `"$name"` that no profile has: where it stands would be left out
    under every profile, and nobody would know.
    """
    if not reader.settings:
        return
    known: set[str] = set()
    for folder in (path.parent, built_in_folder()):
        for file in sorted((folder / PROFILES).glob("*.toml")):
            with suppress(SheettoolsError):  # a profile at fault is told of where it is checked
                known |= load_profile(file).settings.keys()
    for node, key, name in reader.settings:
        if name not in known:
            node.unknown(name, SETTING, sorted(known), key)
