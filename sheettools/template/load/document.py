"""The Word report's part of a template from TOML: sentences, tables and lists, held against what
they name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sheettools.findings import Words
from sheettools.template.conditions import ALWAYS, Condition
from sheettools.template.document import (
    FigureColumn,
    FigureTable,
    ListColumn,
    Omission,
    Part,
    RowList,
    Sentence,
    WordReport,
)
from sheettools.template.load.source import MISSING_WORD, NAME_TWICE, Node
from sheettools.template.model import ORIGIN, Field, Sheet, Template
from sheettools.template.pattern import references
from sheettools.template.report import Breakdown, Figure

SENTENCE, TABLE, LIST = (
    Words("câu", "sentence"),
    Words("bảng Word", "Word table"),
    Words("danh sách", "list of rows"),
)
PART, COLUMN, OMISSION = (
    Words("phần", "part"),
    Words("cột", "column"),
    Words("phần bỏ ra", "omission"),
)
FIGURE, SHEET, FIELD = Words("số liệu", "figure"), Words("trang", "sheet"), Words("cột", "field")
PLAN_TABLE, PLAN_FIELD = (
    Words("bảng của kế hoạch", "table of the plan"),
    Words("ô của kế hoạch", "field of the plan"),
)
LOCAL = ("so", "tl", "ten", "parts", "items")
"""What a part or an item gives its pattern: its number, share and name; and what parts and items
give the sentence.
"""
PROFILE = "ho_so"
ReadCondition = Callable[[Node, str, Mapping[str, Field]], Condition]


class DocumentReader:
    """Read what `[report]` says of the Word report; faults go to the file's common list."""

    def __init__(
        self,
        sheets: Mapping[str, Sheet],
        figures: Mapping[str, Figure],
        breakdowns: Mapping[str, Breakdown],
        condition: ReadCondition,
    ) -> None:
        self.sheets, self.figures, self.breakdowns, self.condition = (
            sheets,
            figures,
            breakdowns,
            condition,
        )
        self.names: set[str] = set()
        # What is said of the plan, held against it when it is at hand.
        self.of_plan: list[tuple[Node, str, str]] = []
        self.plan_tables: list[tuple[Node, str]] = []

    def check_against(self, plan: Template) -> None:
        """Hold what the patterns ask of the plan against the plan template."""
        tables = {sheet.name for sheet in plan.tables}
        known = {f"{sheet.name}.{f.name}" for sheet in plan.sheets for f in sheet.fields}
        for node, name in self.plan_tables:
            if name not in tables:
                node.unknown(name, PLAN_TABLE, tables, "each")
        for node, key, name in self.of_plan:
            if name not in known:
                node.unknown(name, PLAN_FIELD, known, key)

    def read(self, node: Node) -> WordReport:
        """Return everything that `[report]` declares for Word."""
        return WordReport(
            node.take("document", str),
            tuple(self._sentence(child) for child in node.children("sentence", SENTENCE)),
            tuple(self._table(child) for child in node.children("table", TABLE)),
            tuple(self._list(child) for child in node.children("list", LIST)),
        )

    def _sentence(self, node: Node) -> Sentence:
        each = node.take("each", str)
        table = self.sheets.get(each)
        if each and table is None and each not in self.breakdowns and not each.startswith("plan."):
            node.unknown(
                each,
                Words("bảng, trang", "breakdown or sheet"),
                [*self.breakdowns, *self.sheets],
                "each",
            )
        if each.startswith("plan."):
            self.plan_tables.append((node, each.removeprefix("plan.")))
        fields = {f.name: f for f in table.fields} if table else {}
        sort = node.take("sort", str)
        if sort and sort not in fields:
            node.unknown(sort, FIELD, fields, "sort")
        made = Sentence(
            name=self._name(node),
            text=self._pattern(node, "text", each, required=True),
            none=self._pattern(node, "none", each),
            one=self._pattern(node, "one", each),
            of=self._figure(node, "of"),
            when=self._figure(node, "when"),
            join=node.take("join", str, "; "),
            parts=tuple(self._part(child) for child in node.children("parts", PART)),
            each=each,
            item=self._pattern(node, "item", each, required=bool(each)),
            where=self.condition(node, "where", fields) if table else ALWAYS,
            sort=sort,
            leave_out=node.take("leave_out", str),
        )
        node.finish()
        return made

    def _part(self, node: Node) -> Part:
        made = Part(
            self._figure(node, "figure", required=True),
            self._pattern(node, "text", "", required=True),
        )
        node.finish()
        return made

    def _table(self, node: Node) -> FigureTable:
        columns = []
        for child in node.children("columns", COLUMN):
            figure = self._figure(child, "figure", required=True)
            columns.append(
                FigureColumn(
                    figure, child.take("title", str, required=True), child.take("group", str)
                )
            )
            child.finish()
        by = node.take("by", str, required=True)
        tables = {self.figures[c.figure].table for c in columns if c.figure in self.figures}
        for name in sorted(tables):
            if by != "unit" and by not in self.sheets.get(name, ()):
                node.unknown(
                    by,
                    FIELD,
                    [f.name for f in self.sheets[name].fields] if name in self.sheets else [],
                    "by",
                )
        if not columns:
            node.fault(MISSING_WORD, "columns")
        made = FigureTable(
            self._name(node),
            node.take("title", str, required=True),
            by,
            tuple(columns),
            node.take("sheet", str),
        )
        node.finish()
        return made

    def _list(self, node: Node) -> RowList:
        sheet = node.choose(
            "table", {s.name: s for s in self.sheets.values() if s.kind == "table"}, SHEET
        )
        fields = {f.name: f for f in sheet.fields} if sheet else {}
        group = node.take("group", str, required=True)
        if sheet and (group not in fields or fields[group].categories is None):
            node.unknown(
                group, FIELD, [name for name, f in fields.items() if f.categories], "group"
            )
        name = sheet.name if sheet else ""
        made = RowList(
            name=self._name(node),
            table=name,
            group=group,
            heading=node.take("heading", str, "{ten}"),
            columns=tuple(
                self._column(child, name, fields) for child in node.children("columns", COLUMN)
            ),
            omit=tuple(self._omission(child, fields) for child in node.children("omit", OMISSION)),
            empty=node.take("empty", str),
            note=node.take("note", str),
            sheet=node.take("sheet", str),
        )
        node.finish()
        return made

    def _column(self, node: Node, table: str, fields: Mapping[str, Field]) -> ListColumn:
        made = ListColumn(
            title=node.take("title", str, required=True),
            text=self._pattern(node, "text", table),
            mark=self.condition(node, "mark", fields) if "mark" in node.data else None,
            group=node.take("group", str),
            width=node.take("width", int, 10),
        )
        node.finish()
        return made

    def _omission(self, node: Node, fields: Mapping[str, Field]) -> Omission:
        made = Omission(
            self.condition(node, "where", fields), node.take("text", str, required=True)
        )
        node.finish()
        return made

    # ----- names

    def _name(self, node: Node) -> str:
        name = node.take("name", str, required=True)
        if name in self.names:
            node.fault(NAME_TWICE, name, "name", where="[report]")
        self.names.add(name)
        return name

    def _figure(self, node: Node, key: str, *, required: bool = False) -> str:
        name = node.take(key, str, required=required)
        if name and name not in self.figures:
            node.unknown(name, FIGURE, self.figures, key)
        return name

    def _pattern(self, node: Node, key: str, each: str, *, required: bool = False) -> str:
        """Read a pattern; what it says of figures and of the rows of `each` must exist. The plan
        comes later.
        """
        pattern = node.take(key, str, required=required)
        for reference in references(pattern):
            sheet, dot, field = reference.name.partition(".")
            if reference.over and reference.over not in self.figures:
                node.unknown(reference.over, FIGURE, self.figures, key)
            if not dot:
                known = {*self.figures, *LOCAL, *(ORIGIN if each else ())}
                if reference.name not in known:
                    node.unknown(reference.name, FIGURE, sorted(known), key)
            elif sheet in self.sheets and sheet == each:
                if field not in self.sheets[sheet]:
                    node.unknown(field, FIELD, [f.name for f in self.sheets[sheet].fields], key)
            elif sheet != PROFILE:
                self.of_plan.append((node, key, reference.name))
        return pattern
