"""Templates and profiles from TOML: the language, and all faults of a file at once."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sheettools.template import template as t
from sheettools.template.findings import Finding, Location, Severity, SheettoolsError
from sheettools.template.kinds import KINDS
from sheettools.template.rules import COMPUTES, OPS, RULES, Compute, Condition, Test
from sheettools.template.source import FILE_THERE, MISSING_WORD, NAME_TWICE, NO_FILE, WRONG_TYPE, Node, Source

SHEET_KINDS: Mapping[str, t.SheetKind] = {"guide": "guide", "form": "form", "table": "table"}
SEVERITIES: Mapping[str, Severity] = {s.value: s for s in Severity}
ORIENTATIONS: Mapping[str, t.Orientation] = {"portrait": "portrait", "landscape": "landscape"}
OFF = object()
"""What a `"$setting"` becomes where the profile does not have it: the rule or field that names it is left out."""


def built_in_folder() -> Path:
    """Return the folder of the built-in templates: beside the package in a checkout, inside it when installed."""
    inside = Path(__file__).parents[1] / "workbook_templates"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "workbook_templates"


def template_folders(year_folder: Path | None = None) -> list[Path]:
    """Return where templates are looked for: the year's own `bieu-mau` first, so that an office can keep its own."""
    own = [year_folder / "bieu-mau"] if year_folder is not None else []
    return [folder for folder in (*own, built_in_folder()) if folder.is_dir()]


def find_template(name: str, year_folder: Path | None = None, *, kind: str = "") -> Path:
    """Return the file of a template (or, with `kind` “profiles”, a profile), by name or by path.

    Raises SheettoolsError (T007) if there is none.
    """
    if name.endswith(".toml") and Path(name).is_file():
        return Path(name)
    for folder in template_folders(year_folder):
        path = folder / kind / f"{name}.toml"
        if name and path.is_file():
            return path
    raise SheettoolsError(Finding(NO_FILE, Location(), name))


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
    template = _Loader(source, profile).template()
    if source.faults:
        raise SheettoolsError(*sorted(source.faults, key=lambda f: f.location.line))
    return template


class _Loader:
    def __init__(self, source: Source, profile: t.Profile | None) -> None:
        self.source = source
        self.profile = profile or t.Profile("", "")
        self.lists: dict[str, t.CategoryList] = {}
        self.sheets: dict[str, t.Sheet] = {}
        self.facts: dict[str, str] = {}

    def template(self) -> t.Template:
        root = self.source.root
        if self.source.faults:
            return t.Template("", "", "", (), {})
        head = root.child("template", "[template]")
        if head is None:
            root.fault(MISSING_WORD, "template")
            head = Node(self.source, ("template",), {}, "[template]")
        self.facts = head.take("facts", dict)
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
                "profile_field",
            )
        }
        made = t.Template(
            name=head.take("name", str, required=True),
            version=head.take("version", str, required=True),
            title=head.take("title", str, required=True),
            sheets=tuple(self.sheets.values()),
            lists=self.lists,
            facts=self.facts,
            report=self._report(root),
            profile=self.profile.name,
            fingerprint=hashlib.sha256(self.source.text.encode()).hexdigest()[:12],
            **texts,
        )
        head.finish()
        root.finish()
        return made

    # ----- lists

    def _lists(self, root: Node) -> None:
        for node in root.children("list", "danh sách"):
            name = node.take("name", str, required=True)
            if name in self.lists:
                node.fault(NAME_TWICE, name, "name", where="[[list]]")
            dropped = self.profile.without.get(name, ())
            items = [self._category(item) for item in node.children("categories", f"danh sách “{name}”, mục")]
            kept = tuple(item for item in items if item.value not in dropped)
            if not kept:
                node.fault(MISSING_WORD, "categories")
            self.lists[name] = t.CategoryList(name, node.take("title", str, required=True), kept)
            node.finish()

    def _category(self, node: Node) -> t.Category:
        value = node.take("value", str, required=True)
        label = node.take("label", str, value)
        made = t.Category(value, label, node.names("aliases"), node.take("group", str))
        node.finish()
        return made

    # ----- sheets and fields

    def _sheets(self, root: Node) -> None:
        rules: list[tuple[Node, t.Sheet]] = []
        for node in root.children("sheet", "trang"):
            sheet = self._sheet(node)
            if sheet.name in self.sheets:
                node.fault(NAME_TWICE, sheet.name, "name", where="[[sheet]]")
            self.sheets[sheet.name] = sheet
            rules += [(child, sheet) for child in node.children("rule", f"trang “{sheet.name}”, quy tắc")]
            node.finish()
        if not self.sheets:
            root.fault(MISSING_WORD, "sheet")
        # Rules and keys may name sheets that come later, so they are read when all sheets are known.
        for node, sheet in rules:
            use = self._rule(node, self.sheets[sheet.name])
            if use is not None:
                known = self.sheets[sheet.name]
                self.sheets[sheet.name] = dataclasses.replace(known, rules=(*known.rules, use))
        self._foreign_keys(root)

    def _sheet(self, node: Node) -> t.Sheet:
        kind = node.choose("kind", SHEET_KINDS, "loại trang/kind of sheet") or "table"
        name = node.take("name", str, required=True)
        fields: dict[str, t.Field] = {}
        for child in node.children("field", f"trang “{name}”, cột"):
            field = self._field(child, fields)
            if field is None:
                continue
            if field.name in fields:
                child.fault(NAME_TWICE, field.name, "name", where=node.where)
            fields[field.name] = field
        if not fields and kind != "guide":
            node.fault(MISSING_WORD, "field")
        origin = node.child("rows_from", f"trang “{name}”, rows_from")
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
            orientation=node.choose("orientation", ORIENTATIONS, "hướng giấy/orientation", "landscape") or "landscape",
        )

    def _rows_from(self, node: Node) -> t.RowsFrom:
        made = t.RowsFrom(
            node.take("table", str, required=True),
            node.take("match", str),
            node.take("unit", str),
            node.take("first_only", bool),
        )
        node.finish()
        return made

    def _field(self, node: Node, earlier: Mapping[str, t.Field]) -> t.Field | None:
        limits = node.child("constraints", f"{node.where}, constraints") or Node(self.source, node.path, {}, node.where)
        compute = node.child("compute", f"{node.where}, compute")
        made = t.Field(
            name=node.take("name", str, required=True),
            title=node.take("title", str, required=True),
            kind=node.choose("type", KINDS, "kiểu/type", "string") or KINDS["string"],
            description=node.take("description", str),
            example=node.take("example", str),
            format=node.take("format", str),
            required=limits.take("required", bool),
            minimum=limits.take("minimum", float) if "minimum" in limits.data else None,
            maximum=limits.take("maximum", float) if "maximum" in limits.data else None,
            max_length=limits.take("maxLength", int),
            pattern=limits.take("pattern", str),
            delimiter=node.take("delimiter", str, ";"),
            categories=node.choose("categories", self.lists, "danh sách/list") if "categories" in node.data else None,
            foreign_key=node.names("foreignKey"),
            read_only=node.take("read_only", bool),
            prefill=node.take("prefill", str),
            prefill_more=node.take("prefill_more", str),
            prefill_each=node.take("prefill_each", str),
            compute=self._compute(compute, earlier) if compute else None,
            personal=node.take("personal", bool),
            width=node.take("width", float),
        )
        for word in ("minimum", "maximum"):
            limits.taken.append(word)
        if limits.path != node.path:
            limits.finish()
        node.taken.append("categories")
        node.finish()
        return None if made.compute is OFF else made

    def _foreign_keys(self, root: Node) -> None:
        known = {f"{s.name}.{f.name}": f for s in self.sheets.values() for f in s.fields}
        for number, sheet in enumerate(self.sheets.values()):
            for field in sheet.fields:
                for key in field.foreign_key:
                    if key not in known:
                        node = Node(self.source, ("sheet", number), {}, f"trang “{sheet.name}”, cột “{field.name}”")
                        node.unknown(key, "cột/field", known)

    # ----- rules and computed fields

    def _rule(self, node: Node, sheet: t.Sheet) -> t.RuleUse | None:
        cls = node.choose("rule", RULES, "quy tắc/rule")
        severity = node.choose(
            "severity", SEVERITIES, "mức độ/severity", cls.problem.severity.value if cls else "error"
        )
        because = node.take("because", str)
        if cls is None:
            return None
        made = self._build(node, cls, {f.name: f for f in sheet.fields})
        node.finish()
        return None if made is None else t.RuleUse(made, severity or cls.problem.severity, because)

    def _compute(self, node: Node, earlier: Mapping[str, t.Field]) -> Compute | Any:
        word = next((key for key in node.data if key in COMPUTES), None)
        if word is None:
            node.unknown(next(iter(node.data)), "phép tính/computation", COMPUTES)
            return None
        made = self._build(node, COMPUTES[word], earlier)
        node.finish()
        return OFF if made is None else made

    def _build(self, node: Node, cls: type[Any], fields: Mapping[str, t.Field]) -> Any:
        """Fill the dataclass of a rule or computation; None where a setting of the profile is missing."""
        other = self.sheets.get(str(node.data.get("sheet")))
        others = {f.name: f for f in other.fields} if other else {}
        converters: dict[str, Callable[[str], Any]] = {
            "FieldName": lambda key: self._field_name(node, key, fields),
            "FieldNames": lambda key: tuple(self._known(node, n, fields, key) for n in node.names(key, required=True)),
            "OtherField": lambda key: self._field_name(node, key, others),
            "SheetName": lambda key: (node.choose(key, self.sheets, "trang/sheet"), node.data.get(key))[1],
            "FactName": lambda key: (node.choose(key, self.facts, "dữ kiện/fact"), node.data.get(key))[1],
            "Condition": lambda key: self._condition(node, key, fields),
            "Condition | None": lambda key: self._condition(node, key, fields),
            "OtherCondition": lambda key: self._condition(node, key, others),
            "int": lambda key: self._setting(node, key),
            "Op": lambda key: (node.choose(key, OPS, "phép so/comparison"), node.data.get(key))[1],
            "Values": lambda key: (
                self._test(
                    node, key, "", node.take(key, list, required=True), fields.get(node.data.get("field", ""))
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

    def _setting(self, node: Node, key: str) -> Any:
        value = node.data.get(key)
        if isinstance(value, str) and value.startswith("$"):
            node.taken.append(key)
            return self.profile.settings.get(value[1:], OFF)
        return node.take(key, int, required=True)

    def _field_name(self, node: Node, key: str, fields: Mapping[str, t.Field]) -> str:
        return self._known(node, node.take(key, str, required=True), fields, key)

    def _known(self, node: Node, name: str, fields: Mapping[str, t.Field], key: str) -> str:
        if name and name not in fields:
            node.unknown(name, "cột/field", fields, key)
        return name

    def _condition(self, node: Node, key: str, fields: Mapping[str, t.Field]) -> Condition:
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
                op, wanted = "in", [c.value for c in field.categories.categories if c.group in wanted]
            else:
                node.fault(WRONG_TYPE, key, key, wanted="filled, blank, not, group")
        values = tuple(wanted) if isinstance(wanted, list) else (wanted,)
        if field is not None and field.categories is not None:
            known = {c.value: c for c in field.categories.categories}
            dropped = self.profile.without.get(field.categories.name, ())
            for value in values:
                if value not in known and value not in dropped:
                    node.unknown(value, f"mục của danh sách/item of “{field.categories.name}”", known, key)
        return Test(name, op, values)

    # ----- the report

    def _report(self, root: Node) -> t.Report:
        node = root.child("report", "[report]")
        if node is None:
            return t.Report()
        figures: dict[str, t.Figure] = {}
        for child in node.children("figure", "số liệu"):
            figure = self._figure(child)
            if figure.name in figures:
                child.fault(NAME_TWICE, figure.name, "name", where="[[report.figure]]")
            figures[figure.name] = figure
        self._figure_links(node, figures)
        made = t.Report(
            node.take("title", str),
            tuple(figures.values()),
            tuple(self._breakdown(child, figures) for child in node.children("breakdown", "bảng")),
            tuple(self._coverage(child) for child in node.children("coverage", "đối chiếu")),
        )
        node.finish()
        return made

    def _figure_links(self, node: Node, figures: Mapping[str, t.Figure]) -> None:
        for number, figure in enumerate(figures.values()):
            for name in (*figure.equals, *([figure.at_most] if figure.at_most else [])):
                if name not in figures:
                    place = Node(self.source, (*node.path, "figure", number), {}, f"số liệu “{figure.name}”")
                    place.unknown(name, "số liệu/figure", figures)

    def _figure(self, node: Node) -> t.Figure:
        target = next((node.take(w, str) for w in ("count", "sum", "distinct") if w in node.data), "")
        how = next((w for w in ("count", "sum", "distinct") if w in node.data), "")
        node.taken += ["count", "sum", "distinct"]
        if not how:
            node.fault(MISSING_WORD, "count / sum / distinct")
        outside = target.startswith("plan.")
        table, _, column = target.removeprefix("plan.").partition(".")
        fields = {} if outside or table not in self.sheets else {f.name: f for f in self.sheets[table].fields}
        if not outside and how and table not in self.sheets:
            node.unknown(table, "trang/sheet", self.sheets, how)
        elif column and not outside:
            self._known(node, column, fields, how)
        where = Condition() if outside else self._condition(node, "where", fields)
        made = t.Figure(
            name=node.take("name", str, required=True),
            code=node.take("code", str, required=True),
            title=node.take("title", str, required=True),
            table=f"plan.{table}" if outside else table,
            sum=column if how == "sum" else "",
            distinct=column if how == "distinct" else "",
            where=where,
            equals=node.names("equals"),
            at_most=node.take("at_most", str),
        )
        node.taken.append("where")
        node.finish()
        return made

    def _breakdown(self, node: Node, figures: Mapping[str, t.Figure]) -> t.Breakdown:
        names = node.names("figures", required=True)
        by = node.take("by", str, required=True)
        for name in names:
            if name not in figures:
                node.unknown(name, "số liệu/figure", figures, "figures")
            elif by != "unit" and figures[name].table in self.sheets and by not in self.sheets[figures[name].table]:
                node.unknown(by, f"cột/field ({figures[name].table})", {}, "by")
        made = t.Breakdown(node.take("name", str, required=True), node.take("title", str, required=True), by, names)
        node.finish()
        return made

    def _coverage(self, node: Node) -> t.Coverage:
        table = node.choose("table", self.sheets, "trang/sheet")
        fields = {f.name: f for f in table.fields} if table else {}
        made = t.Coverage(
            name=node.take("name", str, required=True),
            title=node.take("title", str, required=True),
            table=table.name if table else "",
            key=self._field_name(node, "key", fields),
            columns=tuple(self._known(node, n, fields, "columns") for n in node.names("columns", required=True)),
        )
        node.finish()
        return made


# --------------------------------------------------------------------------- what is there


def built_in() -> list[tuple[str, str, str]]:
    """Return the built-in templates and profiles: (name, “template” or “profile”, title)."""
    folder = built_in_folder()
    found = [(p.stem, "template", load_template(p).title) for p in sorted(folder.glob("*.toml"))]
    return found + [(p.stem, "profile", load_profile(p).title) for p in sorted((folder / "profiles").glob("*.toml"))]


def copy_template(name: str, folder: Path) -> list[Path]:
    """Copy a template or profile into a folder; a file that is there already is left alone.

    Raises SheettoolsError (T007, T008).
    """
    names = {n: kind for n, kind, _ in built_in()}
    source = find_template(name, kind="profiles" if names.get(name) == "profile" else "")
    target = folder / ("profiles" if names.get(name) == "profile" else "") / source.name
    if target.exists():
        raise SheettoolsError(Finding(FILE_THERE, value=str(target)))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source.read_bytes())
    return [target]
