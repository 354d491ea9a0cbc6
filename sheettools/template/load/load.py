"""Templates and profiles from TOML: the language, and all faults of a file at once."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sheettools.findings import Severity, SheettoolsError, Words
from sheettools.template import model as t
from sheettools.template import report as r
from sheettools.template import vocabulary as v
from sheettools.template.computes import COMPUTES, FirstOf
from sheettools.template.conditions import Condition, Test
from sheettools.template.kinds import KINDS
from sheettools.template.load import checks
from sheettools.template.load.document import DocumentReader
from sheettools.template.load.report import BOOK, read_book, read_page
from sheettools.template.load.source import MISSING_WORD, NAME_TWICE, WRONG_TYPE, Node, Source
from sheettools.template.model import Compute
from sheettools.template.rules import OPS, RULES

SHEET_KINDS: Mapping[str, t.SheetKind] = {"guide": "guide", "form": "form", "table": "table"}
SEVERITIES: Mapping[str, Severity] = {s.value: s for s in Severity}
ORIENTATIONS: Mapping[str, t.Orientation] = {"portrait": "portrait", "landscape": "landscape"}
NUMBERS = ("integer", "number", "year")
HEAD, REPORT = Words("[template]", "[template]"), Words("[report]", "[report]")
FACTS = Words("[template.facts]", "[template.facts]")
LIST, ITEM = Words("danh sách", "list"), Words("mục", "item")
SHEET, FIELD, RULE = Words("trang", "sheet"), Words("cột", "field"), Words("quy tắc", "rule")
COVER = Words("phần che", "cover")
BALANCE = Words("[report.balance]", "[report.balance]")
CARRY_OVER = Words("carry_over", "carry_over")
FACT, LIMITS, COMPUTE = (
    Words("dữ kiện", "fact"),
    Words("constraints", "constraints"),
    Words("phép tính", "compute"),
)
FIGURE, BREAKDOWN, COVERAGE = (
    Words("số liệu", "figure"),
    Words("bảng", "breakdown"),
    Words("đối chiếu", "coverage"),
)
EXTRACT, CHART = Words("danh sách", "extract"), Words("biểu đồ", "chart")
ORIENTATION = Words("hướng giấy", "orientation")
OFF = object()
"""What a `"$setting"` becomes where the profile does not have it: the rule or field that names it
is left out.
"""


def _in(node: Node, part: Words) -> Words:
    return Words(f"{node.where.vi}, {part.vi}", f"{node.where.en}, {part.en}")


def built_in_folder() -> Path:
    """Return the folder of the built-in templates: beside the package in a checkout, inside it when
    installed.
    """
    inside = Path(__file__).parents[2] / "workbook_templates"
    return inside if inside.is_dir() else Path(__file__).parents[3] / "workbook_templates"


def load_profile(path: Path) -> t.Profile:
    """Read a profile. Raises SheettoolsError with every fault of the file."""
    source = Source.of(path)
    root = source.root
    profile = t.Profile(
        name=root.take("name", str, required=True),
        title=root.take("title", str, required=True),
        valid_from=root.take("valid_from", str),
        valid_to=root.take("valid_to", str),
        settings=root.take("settings", dict),
        tables={name: tuple(rows) for name, rows in root.take("tables", dict).items()},
        period=root.take("period", dict),
        levels=root.take("levels", dict),
        document=root.take("document", dict),
        without={name: tuple(values) for name, values in root.take("without", dict).items()},
    )
    root.take("description", str)
    root.finish()
    if source.faults:
        raise SheettoolsError(*source.faults)
    return profile


def load_template(path: Path, profile: t.Profile | None = None) -> t.Template:
    """Read a template with the settings and vocabularies of a profile.

    Raises SheettoolsError with every fault of the file, each with its line and remedy.
    """
    source = Source.of(path)
    loader = _Loader(source, profile)
    template = loader.template()
    plan = _plan_of(template, path)
    if plan is not None:
        loader.check_against(plan)
    if source.faults:
        raise SheettoolsError(*sorted(source.faults, key=lambda f: f.location.line))
    return template


def _plan_of(template: t.Template, path: Path) -> t.Template | None:
    """Return the plan template that `template` is filled from, itself if it is one; None where it
    is not at hand.
    """
    if not template.plan:
        return template if template.collects else None
    beside = path.with_name(f"{template.plan}.toml")
    found = beside if beside.is_file() else built_in_folder() / beside.name
    if not found.is_file():
        return None
    source = Source.of(found)
    plan = _Loader(source, None).template()
    return None if source.faults else plan


class _Loader:
    def __init__(self, source: Source, profile: t.Profile | None) -> None:
        self.source = source
        self.profile = profile or t.Profile("", "")
        self.lists: dict[str, v.CategoryList] = {}
        self.sheets: dict[str, t.Sheet] = {}
        self.facts: dict[str, str] = {}
        self.facts_where: dict[str, Condition] = {}
        self.picking: list[tuple[Node, str]] = []
        self.head = Node(source, ("template",), {}, HEAD)
        self.facts_node = self.head
        # What is filled from the plan, with the place where each is written, for `check_against`.
        self.patterned: list[Node] = []
        self.origins: list[Node] = []
        self.carries: list[Node] = []
        self.prefilled: list[tuple[Node, t.Field, str]] = []
        self.plan_counts: list[Node] = []
        self.counted_covers: list[tuple[Node, tuple[str, ...]]] = []
        self.plan_fields: list[tuple[Node, str, str]] = []
        self.documents = DocumentReader({}, {}, {}, self._condition)
        self.keyed: list[tuple[Node, t.Field]] = []

    def template(self) -> t.Template:
        root = self.source.root
        if self.source.faults:
            return t.Template("", "", "", (), {})
        found = root.child("template", HEAD)
        if found is None:
            root.fault(MISSING_WORD, "template")
        head = self.head = found or self.head
        self._facts(head)
        self.patterned.append(head)
        self._lists(root)
        self._sheets(root)
        texts = {
            name: head.take(name, str)
            for name in (
                "plan",
                "unit",
                "collects",
                "code",
                "unit_code",
                "unit_name",
                "line",
                "file_name",
                "message",
                "deadline",
                "profile_field",
            )
        }
        made = t.Template(
            name=head.take("name", str, required=found is not None),
            version=head.take("version", str, required=found is not None),
            title=head.take("title", str, required=found is not None),
            sheets=tuple(self.sheets.values()),
            lists=self.lists,
            facts=self.facts,
            facts_where=self.facts_where,
            report=self._report(root),
            profile=self.profile.name,
            signers=head.names("signers"),
            fingerprint=hashlib.sha256(self.source.text.encode()).hexdigest()[:12],
            **texts,
        )
        head.finish()
        root.finish()
        return made

    def _facts(self, head: Node) -> None:
        said = head.take("facts", dict)
        self.facts_node = Node(self.source, (*head.path, "facts"), said, FACTS)
        for name, fact in said.items():
            if not isinstance(fact, dict):
                self.facts[name] = fact
                continue
            node = Node(
                self.source,
                (*self.facts_node.path, name),
                fact,
                Words(f"{FACTS.vi} {name}", f"{FACTS.en} {name}"),
            )
            pattern = node.take("of", str, required=True)
            if pattern:
                self.facts[name] = pattern
            # Its fields are the plan's, which is not known yet: `check_against` holds them against
            # it.
            self.facts_where[name] = self._condition(
                node, "where", dict.fromkeys(node.take("where", dict))
            )
            self.picking.append((node, pattern))
            node.finish()

    # ----- lists

    def _lists(self, root: Node) -> None:
        for node in root.children("list", LIST):
            name = node.take("name", str, required=True)
            checks.check_name(node, name)
            if name in self.lists:
                node.fault(NAME_TWICE, name, "name", where="[[list]]")
            dropped = self.profile.without.get(name, ())
            items = [
                (item, self._category(item))
                for item in node.children("categories", _in(node, ITEM))
            ]
            checks.check_spellings(items)
            kept = tuple(
                item
                for _, item in items
                if item.value not in dropped and self._has_its_leader(item)
            )
            if not kept:
                node.fault(MISSING_WORD, "categories")
            self.lists[name] = v.CategoryList(name, node.take("title", str, required=True), kept)
            node.finish()

    def _category(self, node: Node) -> v.Category:
        value = node.take("value", str, required=True)
        label = node.take("label", str, value)
        made = v.Category(
            value, label, node.names("aliases"), node.take("group", str), node.names("with")
        )
        node.finish()
        return made

    def _has_its_leader(self, item: v.Category) -> bool:
        """Say whether any item that it goes with is left: a profile may drop a level and with it
        all its bodies.
        """
        dropped = {value for values in self.profile.without.values() for value in values}
        return not item.follows or not dropped.issuperset(item.follows)

    # ----- sheets and fields

    def _sheets(self, root: Node) -> None:
        rules: list[tuple[Node, t.Sheet]] = []
        titled: list[tuple[Node, t.Sheet]] = []
        for node in root.children("sheet", SHEET):
            sheet = self._sheet(node)
            titled.append((node, sheet))
            if sheet.name in self.sheets:
                node.fault(NAME_TWICE, sheet.name, "name", where="[[sheet]]")
            self.sheets[sheet.name] = sheet
            rules += [(child, sheet) for child in node.children("rule", _in(node, RULE))]
            covers = tuple(
                self._cover(child, sheet) for child in node.children("cover", _in(node, COVER))
            )
            self.sheets[sheet.name] = dataclasses.replace(sheet, covers=covers)
            node.finish()
        checks.check_titles([(node, sheet.title) for node, sheet in titled])
        checks.check_former(
            "formerly_titled",
            [(node, sheet.title, sheet.formerly_titled) for node, sheet in titled],
        )
        if not self.sheets:
            root.fault(MISSING_WORD, "sheet")
        # Rules and keys may name sheets that come later, so they are read when all sheets are
        # known.
        for node, sheet in rules:
            use = self._rule(node, self.sheets[sheet.name])
            if use is not None:
                known = self.sheets[sheet.name]
                self.sheets[sheet.name] = dataclasses.replace(known, rules=(*known.rules, use))
        self._foreign_keys()
        kinds = {sheet.kind for sheet in self.sheets.values()}
        if any(sheet.nil for sheet in self.sheets.values()) and "guide" not in kinds:
            root.fault(MISSING_WORD, 'kind = "guide"')  # the ticks stand on the first page

    def _cover(self, node: Node, sheet: t.Sheet) -> t.Cover:
        fields = {f.name: f for f in sheet.fields}
        names = tuple(
            self._known(node, name, fields, "fields")
            for name in node.names("fields", required=True)
        )
        made = t.Cover(
            names,
            self._condition(node, "when", fields),
            node.take("unit", bool),
            node.names("counts"),
        )
        self.counted_covers.append((node, made.counts))
        node.finish()
        return made

    def _sheet(self, node: Node) -> t.Sheet:
        kind = node.choose("kind", SHEET_KINDS, Words("loại trang", "kind of sheet")) or "table"
        name = node.take("name", str, required=True)
        checks.check_name(node, name)
        self.patterned.append(node)
        origin = node.child("rows_from", _in(node, Words("rows_from", "rows_from")))
        fields = self._fields(node, kind, str(origin.data.get("table")) if origin else "")
        carry = node.child("carry_over", _in(node, CARRY_OVER))
        if carry and (kind != "table" or origin):
            carry.fault(
                checks.BAD_CARRY,
                "carry_over",
                reason=checks.FIRST_ROWS if origin else checks.TABLES_ONLY,
            )
        return t.Sheet(
            name=name,
            title=node.take("title", str, required=True),
            kind=kind,
            description=node.take("description", str),
            text=node.take("text", str),
            fields=tuple(fields.values()),
            rows=node.take("rows", int, 0 if kind != "table" else 100),
            nil=node.take("nil", str),
            optional=node.take("optional", bool),
            read_only=node.take("read_only", bool),
            rows_from=self._rows_from(origin) if origin else None,
            carry_over=self._carry_over(carry, fields) if carry else None,
            orientation=node.choose("orientation", ORIENTATIONS, ORIENTATION, "landscape")
            or "landscape",
            formerly_titled=node.names("formerly_titled"),
        )

    def _fields(self, node: Node, kind: str, rows: str) -> dict[str, t.Field]:
        fields: dict[str, t.Field] = {}
        made: list[tuple[Node, t.Field]] = []
        children = list(node.children("field", _in(node, FIELD)))
        # A computation reads any field that people fill in, and of the computed ones those before
        # it.
        typed = {
            str(child.data.get("name")): None for child in children if "compute" not in child.data
        }
        for child in children:
            field = self._field(child, {**typed, **fields})
            if field is None:
                continue
            checks.check_name(child, field.name, (*t.SENDER, *t.ORIGIN) if kind == "table" else ())
            if field.name in fields:
                child.fault(NAME_TWICE, field.name, "name", where=node.where)
            fields[field.name] = field
            self.patterned.append(child)
            self.keyed.append((child, field))
            self.prefilled.append((child, field, field.prefill_each or rows))
            made.append((child, field))
        checks.check_former(
            "formerly", [(child, field.name, field.formerly) for child, field in made]
        )
        checks.check_former(
            "formerly_titled",
            [(child, field.title, field.formerly_titled) for child, field in made],
        )
        if not fields and kind != "guide":
            node.fault(MISSING_WORD, "field")
        return fields

    def _rows_from(self, node: Node) -> t.RowsFrom:
        self.origins.append(node)
        made = t.RowsFrom(
            node.take("table", str, required=True),
            node.take("match", str),
            node.take("unit", str),
            node.take("first_only", bool),
        )
        node.finish()
        return made

    def _carry_over(self, node: Node, fields: Mapping[str, t.Field]) -> t.CarryOver:
        self.carries.append(node)
        named = tuple(
            self._known(node, n, fields, "fields") for n in node.names("fields", required=True)
        )
        made = t.CarryOver(
            file=node.take("file", str, required=True),
            key=self._field_name(node, "key", fields),
            into=self._field_name(node, "into", fields),
            fields=named,
            where=self._condition(node, "where", fields),
        )
        node.finish()
        checks.check_carry_over(node, made, fields)
        return made

    def _field(self, node: Node, readable: Mapping[str, t.Field | None]) -> t.Field | None:
        limits = node.child("constraints", _in(node, LIMITS)) or Node(
            self.source, node.path, {}, node.where
        )
        computes = self._computes(node)
        made = t.Field(
            name=node.take("name", str, required=True),
            title=node.take("title", str, required=True),
            kind=node.choose("type", KINDS, Words("kiểu", "type"), "string") or KINDS["string"],
            description=node.take("description", str),
            example=node.take("example", str),
            format=node.take("format", str),
            required=limits.take("required", bool),
            minimum=limits.take("minimum", float) if "minimum" in limits.data else None,
            maximum=limits.take("maximum", float) if "maximum" in limits.data else None,
            max_length=limits.take("maxLength", int),
            pattern=limits.take("pattern", str),
            delimiter=node.take("delimiter", str, ";"),
            categories=node.choose("categories", self.lists, LIST)
            if "categories" in node.data
            else None,
            foreign_key=node.names("foreignKey"),
            read_only=node.take("read_only", bool),
            prefill=node.take("prefill", str),
            prefill_more=node.take("prefill_more", str),
            prefill_each=node.take("prefill_each", str),
            compute=self._compute(computes, readable) if computes else None,
            personal=node.take("personal", bool),
            published=node.take("published", bool),
            stays=node.take("stays", bool),
            width=node.take("width", float),
            group=node.take("group", str),
            formerly=node.names("formerly"),
            formerly_titled=node.names("formerly_titled"),
        )
        for word in ("minimum", "maximum"):
            limits.taken.append(word)
        if limits.path != node.path:
            limits.finish()
        node.taken.append("categories")
        node.finish()
        checks.check_field(node, limits, made)
        return None if made.compute is OFF else made

    def _foreign_keys(self) -> None:
        known = {f"{s.name}.{f.name}": f for s in self.sheets.values() for f in s.fields}
        for node, field in self.keyed:
            for key in field.foreign_key:
                sheet, _, names = key.partition(".")
                if not all(f"{sheet}.{name}" in known for name in names.split("+")):
                    node.unknown(key, FIELD, known, "foreignKey")

    # ----- what is filled from the plan

    def check_against(self, plan: t.Template) -> None:
        """Hold every word that names something of the plan against the plan template."""
        checks.check_facts(self.facts_node, self.facts, plan)
        for node, pattern in self.picking:
            table = pattern.strip("{}").partition(".")[0]
            known = {
                f.name: f for sheet in plan.tables if sheet.name == table for f in sheet.fields
            }
            self._condition(node, "where", known)
        checks.check_plan_table(self.head, "unit", plan)
        for node in self.origins:
            checks.check_rows_from(node, plan)
        for node in self.carries:
            checks.check_carry_file(node, plan)
        for node in self.plan_counts:
            checks.check_plan_count(node, plan)
        for node, table, name in self.plan_fields:
            checks.check_plan_field(node, table, name, plan)
        self.documents.check_against(plan)
        if not self.head.data.get("plan"):
            checks.check_patterns([self.head], plan)
            return
        checks.check_patterns(self.patterned, plan)
        for node, field, rows in self.prefilled:
            checks.check_plan_table(node, "prefill_each", plan)
            checks.check_prefill(node, field, rows, plan)

    # ----- rules and computed fields

    def _rule(self, node: Node, sheet: t.Sheet) -> t.RuleUse | None:
        cls = node.choose("rule", RULES, RULE)
        severity = node.choose(
            "severity",
            SEVERITIES,
            Words("mức độ", "severity"),
            cls.problem.severity.value if cls else "error",
        )
        because = node.take("because", str)
        if cls is None:
            return None
        made = self._build(node, cls, {f.name: f for f in sheet.fields})
        node.finish()
        return None if made is None else t.RuleUse(made, severity or cls.problem.severity, because)

    def _computes(self, node: Node) -> list[Node]:
        """Return the computations of a field: none, one, or several of which the first that gives a
        value counts.
        """
        if isinstance(node.data.get("compute"), list):
            return list(node.children("compute", _in(node, COMPUTE)))
        one = node.child("compute", _in(node, COMPUTE))
        return [one] if one else []

    def _compute(
        self, nodes: Sequence[Node], readable: Mapping[str, t.Field | None]
    ) -> Compute | Any:
        made = [self._one_compute(node, readable) for node in nodes]
        if OFF in made or len(made) == 1:
            return OFF if OFF in made else made[0]
        return FirstOf(tuple(made))

    def _one_compute(self, node: Node, readable: Mapping[str, t.Field | None]) -> Compute | Any:
        word = next((key for key in node.data if key in COMPUTES), None)
        if word is None:
            node.unknown(next(iter(node.data)), COMPUTE, COMPUTES)
            return None
        # Without any profile the column stays, so that a template can be listed and shown by
        # itself.
        made = self._build(node, COMPUTES[word], readable, missing=OFF if self.profile.name else 0)
        node.finish()
        return OFF if made is None else made

    def _build(
        self, node: Node, cls: type[Any], fields: Mapping[str, Any], missing: object = OFF
    ) -> Any:
        """Fill the dataclass of a rule or computation; None where a setting of the profile is
        missing.
        """
        other = self.sheets.get(str(node.data.get("sheet")))
        others = {f.name: f for f in other.fields} if other else {}
        converters: dict[str, Callable[[str], Any]] = {
            "FieldName": lambda key: self._field_name(node, key, fields),
            "FieldNames": lambda key: tuple(
                self._known(node, n, fields, key) for n in node.names(key, required=True)
            ),
            "OtherField": lambda key: self._field_name(node, key, others),
            "SheetName": lambda key: (node.choose(key, self.sheets, SHEET), node.data.get(key))[1],
            "FactName": lambda key: (node.choose(key, self.facts, FACT), node.data.get(key))[1],
            "Condition": lambda key: self._condition(node, key, fields),
            "Condition | None": lambda key: self._condition(node, key, fields),
            "OtherCondition": lambda key: self._condition(node, key, others),
            "Phrase": lambda key: node.take(key, str, required=True),
            "int": lambda key: self._setting(node, key, missing),
            "Op": lambda key: (
                node.choose(key, OPS, Words("phép so", "comparison")),
                node.data.get(key),
            )[1],
            "Values": lambda key: (
                self._test(
                    node,
                    key,
                    "",
                    node.take(key, list, required=True),
                    fields.get(node.data.get("field", "")),
                ).wanted
            ),
        }
        values: dict[str, Any] = {}
        for part in dataclasses.fields(cls):
            key = part.name.rstrip("_")
            optional = part.default is not dataclasses.MISSING
            if key not in node.data and optional:
                node.taken.append(key)
                continue
            values[part.name] = converters[str(part.type)](key)
        return None if OFF in values.values() else cls(**values)

    def _setting(self, node: Node, key: str, missing: object) -> Any:
        value = node.data.get(key)
        if isinstance(value, str) and value.startswith("$"):
            node.taken.append(key)
            return self.profile.settings.get(value[1:], missing)
        return node.take(key, int, required=True)

    def _field_name(self, node: Node, key: str, fields: Mapping[str, t.Field]) -> str:
        return self._known(node, node.take(key, str, required=True), fields, key)

    def _known(self, node: Node, name: str, fields: Mapping[str, t.Field | None], key: str) -> str:
        if name and name not in fields:
            node.unknown(name, FIELD, fields, key)
        return name

    def _condition(self, node: Node, key: str, fields: Mapping[str, t.Field | None]) -> Condition:
        tests = []
        for name, wanted in node.take(key, dict).items():
            self._known(node, name, fields, key)
            tests.append(self._test(node, key, name, wanted, fields.get(name)))
        return Condition(tuple(tests))

    def _test(self, node: Node, key: str, name: str, wanted: Any, field: t.Field | None) -> Test:
        op = "in"
        if isinstance(wanted, dict):
            op, wanted = next(iter(wanted.items()), ("in", []))
            if op in ("filled", "blank") and wanted is True:
                return Test(name, op)
            if op == "not":
                op = "not_in"
            elif op == "group" and field and field.categories:
                op, wanted = "in", self._group(node, key, field.categories, wanted)
            else:
                node.fault(WRONG_TYPE, key, key, wanted="filled, blank, not, group")
        values = tuple(wanted) if isinstance(wanted, list) else (wanted,)
        if field is not None:
            for value in values:
                self._wanted(node, key, field, value)
        return Test(name, op, values)

    def _group(self, node: Node, key: str, known: v.CategoryList, wanted: Any) -> list[str]:
        groups = {c.group for c in known.categories if c.group}
        named = wanted if isinstance(wanted, list) else [wanted]
        for name in named:
            if name not in groups:
                node.unknown(
                    name,
                    Words(f"nhóm của danh sách “{known.name}”", f"group of “{known.name}”"),
                    groups,
                    key,
                )
        return [c.value for c in known.categories if c.group in named]

    def _wanted(self, node: Node, key: str, field: t.Field, value: Any) -> None:
        """Complain about a value of a condition that its field does not know."""
        if field.categories is None:
            checks.check_value(node, key, field, value)
            return
        name = field.categories.name
        if value not in field.categories and value not in self.profile.without.get(name, ()):
            known = [c.value for c in field.categories.categories]
            node.unknown(
                value,
                Words(f"mục của danh sách “{name}”", f"item of the list “{name}”"),
                known,
                key,
            )

    # ----- the report

    def _report(self, root: Node) -> r.Report:
        node = root.child("report", REPORT)
        if node is None:
            return r.Report()
        figures = self._figures(node)
        breakdowns = [
            (child, self._breakdown(child, figures))
            for child in node.children("breakdown", BREAKDOWN)
        ]
        coverages = [
            (child, self._coverage(child)) for child in node.children("coverage", COVERAGE)
        ]
        extracts = [(child, self._extract(child)) for child in node.children("extract", EXTRACT)]
        books = [
            (child, read_book(child, self.sheets, self._condition))
            for child in node.children("book", BOOK)
        ]
        # Each becomes a sheet of the annual workbook.
        tables = [sheet.title for sheet in self.sheets.values() if sheet.kind == "table"]
        titled = [(c, b.title) for c, b in breakdowns] + [(c, v.title) for c, v in coverages]
        titled += [(c, e.title) for c, e in extracts] + [(c, b.title) for c, b in books]
        by_name = {breakdown.name: breakdown for _, breakdown in breakdowns}
        shown_first = node.names("key")
        for wanted in shown_first:
            if wanted not in figures:
                node.unknown(wanted, FIGURE, figures, "key")
        self.documents = DocumentReader(self.sheets, figures, by_name, self._condition)
        word = self.documents.read(node)
        sheets = [one.sheet for one in word.tables] + [one.sheet for one in word.lists]
        checks.check_titles([*titled, *((node, title) for title in sheets if title)], tables)
        made = r.Report(
            title=node.take("title", str),
            figures=tuple(figures.values()),
            breakdowns=tuple(part for _, part in breakdowns),
            coverages=tuple(part for _, part in coverages),
            extracts=tuple(part for _, part in extracts),
            charts=tuple(self._chart(child, by_name) for child in node.children("chart", CHART)),
            key=shown_first,
            waivers=node.take("waivers", str),
            settled=node.take("settled", str),
            balance=self._balance(node, figures),
            word=word,
            books=tuple(part for _, part in books),
            page=read_page(node, figures, by_name, shown_first),
        )
        node.finish()
        return made

    def _figures(self, node: Node) -> dict[str, r.Figure]:
        """Read the figures, and hold against them what names some of them."""
        figures: dict[str, r.Figure] = {}
        links: list[tuple[Node, r.Figure]] = []
        for child in node.children("figure", FIGURE):
            figure = self._figure(child)
            links.append((child, figure))
            checks.check_name(child, figure.name)
            if figure.name in figures:
                child.fault(NAME_TWICE, figure.name, "name", where="[[report.figure]]")
            if figure.code in {known.code for known in figures.values()}:
                child.fault(NAME_TWICE, figure.code, "code", where="[[report.figure]]")
            figures[figure.name] = figure
        for child, figure in links:
            others = {name: other for name, other in figures.items() if name != figure.name}
            for key, names in (
                ("equals", figure.equals),
                ("less", figure.less),
                ("at_most", (figure.at_most,)),
            ):
                for name in names:
                    if name and name not in others:
                        child.unknown(name, FIGURE, others, key)
        for child, names in self.counted_covers:
            for name in names:
                if name not in figures:
                    child.unknown(name, FIGURE, figures, "counts")
        return figures

    def _balance(self, report: Node, figures: Mapping[str, r.Figure]) -> r.Balance:
        node = report.child("balance", BALANCE)
        if node is None:
            return r.Balance()
        names = {
            key: node.take(key, str, required=True)
            for key in ("opening", "new", "closed", "closing")
        }
        counts = node.names("counts")
        for key, name in (*names.items(), *(("counts", name) for name in counts)):
            if name and name not in figures:
                node.unknown(name, FIGURE, figures, key)
        node.finish()
        return r.Balance(**names, counts=counts)

    def _extract(self, node: Node) -> r.Extract:
        table = node.choose("table", self.sheets, SHEET)
        fields = {f.name: f for f in table.fields} if table else {}
        made = r.Extract(
            name=node.take("name", str, required=True),
            title=node.take("title", str, required=True),
            table=table.name if table else "",
            columns=tuple(
                self._known(node, n, fields, "columns")
                for n in node.names("columns", required=True)
            ),
            where=self._condition(node, "where", fields),
        )
        node.finish()
        return made

    def _chart(self, node: Node, breakdowns: Mapping[str, r.Breakdown]) -> r.Chart:
        breakdown = node.choose("breakdown", breakdowns, BREAKDOWN)
        names = node.names("figures", required=True)
        for name in names if breakdown else ():
            if breakdown and name not in breakdown.figures:
                node.unknown(name, FIGURE, breakdown.figures, "figures")
        kinds: Mapping[str, r.ChartKind] = {"bar": "bar", "column": "column", "stacked": "stacked"}
        made = r.Chart(
            node.take("title", str, required=True),
            breakdown.name if breakdown else "",
            names,
            node.choose("kind", kinds, CHART, "column") or "column",
        )
        node.finish()
        return made

    def _figure(self, node: Node) -> r.Figure:
        target = next(
            (node.take(w, str) for w in ("count", "sum", "distinct") if w in node.data), ""
        )
        how = next((w for w in ("count", "sum", "distinct") if w in node.data), "")
        node.taken += ["count", "sum", "distinct"]
        if not how:
            node.fault(MISSING_WORD, "count / sum / distinct")
        outside = target.startswith("plan.")
        self.plan_counts += [node] if outside else []
        table, _, column = target.removeprefix("plan.").partition(".")
        fields = (
            {}
            if outside or table not in self.sheets
            else {f.name: f for f in self.sheets[table].fields}
        )
        if not outside and how and table not in self.sheets:
            node.unknown(table, SHEET, self.sheets, how)
        elif column and not outside:
            self._known(node, column, fields, how)
        if how == "sum" and column in fields and fields[column].kind.name not in NUMBERS:
            node.fault(WRONG_TYPE, how, how, wanted=Words("cột số", "a column of numbers"))
        where = Condition() if outside else self._condition(node, "where", fields)
        checks.check_personal(node, how, [column], fields)
        checks.check_personal(node, "where", where.fields, fields)
        made = r.Figure(
            name=node.take("name", str, required=True),
            code=node.take("code", str, required=True),
            title=node.take("title", str, required=True),
            table=f"plan.{table}" if outside else table,
            sum=column if how == "sum" else "",
            distinct=column if how == "distinct" else "",
            where=where,
            equals=node.names("equals"),
            less=node.names("less"),
            at_most=node.take("at_most", str),
        )
        node.taken.append("where")
        node.finish()
        return made

    def _breakdown(self, node: Node, figures: Mapping[str, r.Figure]) -> r.Breakdown:
        names = node.names("figures", required=True)
        by = node.take("by", str, required=True)
        for name in names:
            if name not in figures:
                node.unknown(name, FIGURE, figures, "figures")
                continue
            table = figures[name].table
            if table.startswith("plan.") and by != "unit":
                self.plan_fields.append((node, table.removeprefix("plan."), by))
            elif table.startswith("plan."):
                node.fault(
                    WRONG_TYPE,
                    name,
                    "figures",
                    wanted=Words("số liệu của sổ", "a figure of the workbooks"),
                )
            elif by != "unit" and table in self.sheets and by not in self.sheets[table]:
                node.unknown(
                    by, Words(f"cột của trang “{table}”", f"column of “{table}”"), {}, "by"
                )
            elif table in self.sheets:
                checks.check_personal(
                    node, "by", [by], {f.name: f for f in self.sheets[table].fields}
                )
        if (
            names
            and by != "unit"
            and all(figures[name].table.startswith("plan.") for name in names if name in figures)
        ):
            node.fault(
                WRONG_TYPE,
                names[0],
                "figures",
                wanted=Words("số liệu của sổ", "a figure of the workbooks"),
            )
        made = r.Breakdown(
            node.take("name", str, required=True),
            node.take("title", str, required=True),
            by,
            names,
            grouped=node.take("grouped", bool),
            above=node.take("above", str),
        )
        node.finish()
        return made

    def _coverage(self, node: Node) -> r.Coverage:
        table = node.choose("table", self.sheets, SHEET)
        fields = {f.name: f for f in table.fields} if table else {}
        made = r.Coverage(
            name=node.take("name", str, required=True),
            title=node.take("title", str, required=True),
            table=table.name if table else "",
            key=self._field_name(node, "key", fields),
            columns=tuple(
                self._known(node, n, fields, "columns")
                for n in node.names("columns", required=True)
            ),
            where=self._condition(node, "where", fields),
        )
        node.finish()
        return made
