"""What was drafted from a workbook, written as a pair of templates: what is asked of each unit, and
the plan that says who they are. Whatever was guessed is said beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sheettools.findings import Finding, Language, Severity, SheettoolsError, Words, declare
from sheettools.forms import toml
from sheettools.forms.draft import DraftField, DraftSheet, FormDraft, name_of
from sheettools.forms.guess import Guess
from sheettools.forms.laid import open_form
from sheettools.frozen import dataclass
from sheettools.outgoing.whole import write_text
from sheettools.template.load.source import FILE_THERE
from sheettools.words.text import bare, slug

NO_FORM = declare(
    "T109",
    Severity.ERROR,
    why=(
        "Không thấy trong “{value}” bảng hay dòng nào để điền.",
        "There is no table in “{value}”, nor any line to fill in.",
    ),
    remedy=(
        "Chọn tệp mẫu có hàng tiêu đề, hoặc chép một mẫu rồi sửa: sheettools template copy "
        "so-tiep-xuc THƯ-MỤC",
        "Choose a form with a row of headings, or copy a template and edit it: sheettools template "
        "copy so-tiep-xuc FOLDER",
    ),
)
PLAN_ENDING = "-ke-hoach"
UNIT, FORM = "don_vi", "chung"
SCHEMA = "template.schema.json"
"""The schema by which an editor helps, as it lies beside the drafted files."""
SCHEMA_FILE = Path(__file__).with_name(SCHEMA)
NOT_XLSX = Words(
    "tệp này không phải .xlsx nên không thấy danh sách thả xuống, công thức, ô khóa; lưu thành "
    ".xlsx rồi phác lại sẽ đủ hơn",
    "it is no .xlsx, so drop-downs, formulas and locks are not seen; saved as .xlsx more can be "
    "drafted",
)
BEGIN = Words(
    "Phác từ {file}. Xem lại chỗ ghi “Đoán” và “Hỏi”; xong thì chạy: sheettools template check",
    "Drafted from {file}. Look at each “Guess” and “Ask”; then run: sheettools template check",
)
BEGIN_PLAN = Words(
    "Kế hoạch để làm {name}: năm nào, của cơ quan nào, những đơn vị nào.",
    "The plan for {name}: which year, whose, and which units.",
)
TYPE = Words("Đoán: {kind} – {why}.", "Guess: {kind}, by {why}.")
PERSON = Words(
    "Đoán: cho biết người nào, nên không có trong báo cáo gửi lên.",
    "Guess: it says who somebody is, so no report has it.",
)
UNIQUE = Words("Đoán: mã ở cột đầu không trùng nhau.", "Guess: codes in the first column differ.")
FIGURES = Words(
    "Đoán: báo cáo đếm số dòng và cộng các cột số; bỏ, sửa hoặc thêm ở đây.",
    "Guess: the report counts rows and adds up numbers; change the figures here.",
)
MUST: Mapping[str, Any] = {"required": True}
OF_THE_PLAN = (
    ("nam", "Năm", "year"),
    ("tu_ngay", "Từ ngày", "date"),
    ("den_ngay", "Đến ngày", "date"),
    ("ma", "Mã cơ quan", "string"),
    ("co_quan", "Cơ quan", "string"),
)
"""What the plan says beside who its units are."""


@dataclass(frozen=True)
class DraftedTemplate:
    """What was drafted: where it was written, and how much of it is to be looked at."""

    template: Path
    plan: Path
    sheets: int
    fields: int
    asks: int


def draft_template(
    source: Path, folder: Path, name: str = "", language: Language = "vi"
) -> DraftedTemplate:
    """Draft a template and its plan template from a workbook into a folder. Nothing is written
    over.

    Raises SheettoolsError where the workbook cannot be read, holds no form (T109), or one of the
    two is there already (T008).
    """
    name = slug(name or source.stem)
    paths = folder / f"{name}.toml", folder / f"{name}{PLAN_ENDING}.toml"
    for path in paths:
        if path.exists():
            raise SheettoolsError(Finding(FILE_THERE, value=str(path)))
    draft = FormDraft(open_form(source), name, source.name)
    if not any(sheet.fields for sheet in draft.sheets):
        raise SheettoolsError(Finding(NO_FORM, value=source.name))
    said = _Writer(draft, language)
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in zip(paths, (said.book(), said.plan()), strict=True):
        write_text(path, text)
    write_schema(folder)
    fields = sum(len(sheet.fields) for sheet in draft.sheets)
    return DraftedTemplate(*paths, len(draft.sheets), fields, said.asks)


def write_schema(folder: Path) -> Path:
    """Put the schema of templates into a folder, unless there is one, and return it."""
    path = folder / SCHEMA
    if not path.exists():
        write_text(path, SCHEMA_FILE.read_text(encoding="utf-8"))
    return path


class _Writer:
    """Writes the two files."""

    def __init__(self, draft: FormDraft, language: Language) -> None:
        self.draft, self.language = draft, language
        self.asks = 0

    # ----- the template

    def book(self) -> str:
        """Return the template of the workbooks."""
        draft = self.draft
        said = [BEGIN.say(self.language, {"file": draft.file}), *map(self._say, draft.passed)]
        if not draft.book.design_known:
            said.append(self._ask(NOT_XLSX))
        lines = [f"#:schema {SCHEMA}", *toml.comments(said), "", *self._head(), *self._lists()]
        if not any(sheet.kind == "guide" for sheet in draft.sheets):
            guide = {"name": "huong_dan", "title": self._free_title("Hướng dẫn"), "kind": "guide"}
            lines += toml.table("[[sheet]]", guide)
        for sheet in draft.sheets:
            lines += self._sheet(sheet)
        return "\n".join([*lines, *self._report()]).rstrip("\n") + "\n"

    def _free_title(self, title: str) -> str:
        taken = {sheet.title.casefold() for sheet in self.draft.sheets}
        return title if title.casefold() not in taken else f"{title} chung"

    def _head(self) -> list[str]:
        head = {
            "name": self.draft.name,
            "version": "1.0",
            "title": self.draft.title,
            "plan": f"{self.draft.name}{PLAN_ENDING}",
            "unit": UNIT,
            "code": f"{{{FORM}.ma}}-{{{UNIT}.ma}}-{{{FORM}.nam}}",
            "unit_code": f"{{{FORM}.ma}}-{{{UNIT}.ma}}",
            "unit_name": f"{{{UNIT}.ten}}",
            "line": f"{{{UNIT}.ten}}, {{{FORM}.co_quan}}, năm {{{FORM}.nam}}",
            "office": f"{{{FORM}.co_quan}}",
            "office_code": f"{{{FORM}.ma}}",
            "file_name": f"{{{UNIT}.ma}}_{{{UNIT}.ten}}_{{{FORM}.nam}}",
        }
        facts = {name: f"{{{FORM}.{name}}}" for name in ("nam", "tu_ngay", "den_ngay")}
        return [*toml.table("[template]", head), *toml.table("[template.facts]", facts)]

    def _lists(self) -> Iterator[str]:
        for items, (name, title) in self.draft.lists.items():
            yield from ("[[list]]", f"name = {toml.value(name)}", f"title = {toml.value(title)}")
            taken: set[str] = set()
            said = [{"value": name_of(label, taken).upper(), "label": label} for label in items]
            yield from (f"categories = {toml.items(said)}", "")

    def _sheet(self, sheet: DraftSheet) -> Iterator[str]:
        head = {"name": sheet.name, "title": sheet.title, "kind": sheet.kind, "rows": sheet.rows}
        head["text"] = sheet.text
        shown = {key: said for key, said in head.items() if said}
        yield from toml.table("[[sheet]]", shown, map(self._note, sheet.notes))
        for one in sheet.fields:
            yield from self._field(one)
        first = sheet.fields[0] if sheet.fields else None
        if sheet.kind == "table" and first and re.match(r"ma\b", bare(first.guess.title)):
            rule = {"rule": "unique", "fields": [first.name]}
            yield from toml.table("[[sheet.rule]]", rule, [self._say(UNIQUE)])

    def _field(self, one: DraftField) -> list[str]:
        said = one.guess
        keys = {
            "name": one.name,
            "title": said.title,
            "type": said.kind,
            "categories": self.draft.lists[said.items][0] if said.items else "",
            "unit": said.unit,
            "group": one.group,
            "description": said.description,
            "width": said.width,
            "personal": said.personal,
            "compute": {"total_of": list(one.total_of)} if one.total_of else {},
            "constraints": {**(MUST if said.required else {}), **said.limits},
        }
        above = []
        if said.because.vi:
            above.append(TYPE.say(self.language, {"kind": said.kind, "why": said.because}))
        if said.personal:
            above.append(self._say(PERSON))
        above += map(self._ask, said.asks)
        above += map(self._note, one.notes)
        return toml.table("[[sheet.field]]", {k: v for k, v in keys.items() if v}, above)

    def _report(self) -> Iterator[str]:
        names: list[str] = []
        for sheet in self.draft.sheets:
            if sheet.kind == "table":
                counted = {"count": sheet.name}
                yield from self._figure(names, counted, f"Số dòng “{sheet.title}”")
                for one in filter(_adds_up, sheet.fields):
                    added = {"sum": f"{sheet.name}.{one.name}"}
                    yield from self._figure(names, added, one.guess.title)
        if names:
            by = {"name": "theo_don_vi", "title": "Theo đơn vị", "by": "unit", "figures": names}
            yield from toml.table("[[report.breakdown]]", by)

    def _figure(self, names: list[str], what: Mapping[str, str], title: str) -> list[str]:
        names.append(name_of(title, set(names)))
        said = {"name": names[-1], "code": str(len(names)), "title": title, **what}
        above = [] if len(names) > 1 else [self._say(FIGURES)]
        return toml.table("[[report.figure]]", said, above)

    # ----- the plan

    def plan(self) -> str:
        """Return the plan template: who takes part, and when."""
        head = {
            "name": f"{self.draft.name}{PLAN_ENDING}",
            "version": "1.0",
            "title": f"Kế hoạch: {self.draft.title}",
            "collects": self.draft.name,
            "unit": UNIT,
            "line": f"{{{FORM}.co_quan}}, năm {{{FORM}.nam}}",
        }
        begin = BEGIN_PLAN.say(self.language, {"name": self.draft.name})
        lines = [f"#:schema {SCHEMA}", *toml.comments([begin]), ""]
        lines += toml.table("[template]", head)
        lines += toml.table("[[sheet]]", {"name": FORM, "title": "Thông tin chung", "kind": "form"})
        for name, title, kind in OF_THE_PLAN:
            lines += _asked(name, title, kind)
        units = {"name": UNIT, "title": "Đơn vị", "kind": "table", "rows": 40}
        lines += toml.table("[[sheet]]", units)
        lines += [*_asked("ma", "Mã", "string"), *_asked("ten", "Tên đơn vị", "string")]
        lines += toml.table("[[sheet.rule]]", {"rule": "unique", "fields": ["ma"]})
        return "\n".join(lines).rstrip("\n") + "\n"

    # ----- words

    def _say(self, words: Words) -> str:
        return words.say(self.language)

    def _ask(self, words: Words) -> str:
        self.asks += 1
        return self._say(Words(f"Hỏi: {words.vi}", f"Ask: {words.en}"))

    def _note(self, words: Words) -> str:
        self.asks += words.vi.startswith("Hỏi: ")
        return self._say(words)


def _asked(name: str, title: str, kind: str) -> list[str]:
    said = {"name": name, "title": title, "type": kind, "constraints": MUST}
    return toml.table("[[sheet.field]]", said)


def _adds_up(one: DraftField) -> bool:
    """Say whether a sum of it tells anything: a price a piece does not."""
    said: Guess = one.guess
    price = re.search(r"\b(?:don gia|gia|ty le|binh quan)\b", bare(said.title))
    return said.counts and not said.personal and price is None
