"""Conditions on rows from TOML: `{ field = value }`, `{ field = { not = … } }`, filled, blank,
group, and how a number, a day or an hour stands to a bound: `{ ">" = 0 }`, between, before, after.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sheettools.findings import Severity, Words, declare
from sheettools.frozen import dataclass
from sheettools.template import vocabulary as v
from sheettools.template.conditions import ALWAYS, ORDERS, Condition, Test
from sheettools.template.keys import Key, OwnField
from sheettools.template.load import checks
from sheettools.template.load.reader import Fields, Known, Reader, Scope
from sheettools.template.load.source import WRONG_TYPE, Node
from sheettools.template.model import Field

FIELD = OwnField.called
ORDER_WORDS: Mapping[str, str] = {"before": "<", "after": ">"}
"""What is said of days and hours in place of a sign."""
OPERATORS = ("filled", "blank", "not", "group", "between", *ORDERS, *ORDER_WORDS)
"""What may stand in place of a value."""
NO_BOUND = declare(
    "T106",
    Severity.ERROR,
    why=(
        "Không so được cột “{title}” với “{value}” trong {where}: {reason}.",
        "“{title}” cannot be held against “{value}” in {where}: {reason}.",
    ),
    remedy=(
        "So cột số với một số (12), cột ngày với một ngày (2024-03-15), cột giờ với một giờ; "
        "between có hai đầu: [1, 9].",
        "Hold a number against a number (12), a day against a day (2024-03-15), an hour against "
        "an hour; between has two ends: [1, 9].",
    ),
)
NO_ORDER = Words(
    "chỉ số, ngày, tháng và giờ mới có trước sau",
    "only numbers, days, months and hours have an order",
)
TWO_BOUNDS = Words("between cần đúng hai đầu", "between wants two ends")
CROSSED = Words("đầu sau nhỏ hơn đầu trước", "its second end is less than its first")


def read_own(reader: Reader, node: Node, key: Key, scope: Scope) -> Condition:
    """Read a condition on the rows at hand. Where there are none the key is not looked at."""
    if scope.fields is None:
        return ALWAYS
    return read_condition(reader.known, node, key.name, scope.fields)


def read_other(reader: Reader, node: Node, key: Key, scope: Scope) -> Condition:
    """Read a condition on the rows of the sheet that the part names."""
    return read_condition(reader.known, node, key.name, scope.others)


def read_values(reader: Reader, node: Node, key: Key, scope: Scope) -> tuple[Any, ...]:
    """Read values of the field that `field` names."""
    field = (scope.fields or {}).get(node.data.get("field", ""))
    said = node.take(key.name, list, required=True)
    return _Said(reader.known, node, key.name, "", field).one_of("in", said).wanted


def read_condition(known: Known, node: Node, key: str, fields: Fields) -> Condition:
    """Read what rows must pass; all its tests must hold."""
    tests: list[Test] = []
    for name, wanted in node.take(key, dict).items():
        if name and name not in fields:
            node.unknown(name, FIELD, fields, key)
        said = _Said(known, node, key, name, fields.get(name))
        if isinstance(wanted, dict):
            tests += said.worded(wanted)
        else:
            tests.append(said.one_of("in", wanted))
    return Condition(tuple(tests))


@dataclass(frozen=True)
class _Said:
    """What a condition says of one field; None where no more is known of it than its name."""

    known: Known
    node: Node
    key: str
    name: str
    field: Field | None

    def worded(self, said: Mapping[str, Any]) -> Iterator[Test]:
        """Yield the tests of `{ not = … }`, `{ ">=" = 10, "<" = 20 }`; each word is one, or two."""
        if not said:
            self._wrong_word()
        for word, wanted in said.items():
            if word in ("filled", "blank") and wanted is True:
                yield Test(self.name, word)
            elif word == "not":
                yield self.one_of("not_in", wanted)
            elif word == "group" and self.field and self.field.categories:
                yield self.one_of("in", _group(self.node, self.key, self.field.categories, wanted))
            elif word == "between":
                yield from self._between(wanted)
            elif ORDER_WORDS.get(word, word) in ORDERS:
                yield from self._order(ORDER_WORDS.get(word, word), wanted)
            else:
                self._wrong_word()

    def one_of(self, op: str, wanted: Any) -> Test:
        """Return the test of a value, or of several."""
        values = tuple(wanted) if isinstance(wanted, list) else (wanted,)
        if self.field is not None:
            for value in values:
                _check_value(self.known, self.node, self.key, self.field, value)
        return Test(self.name, op, values)

    def _between(self, wanted: Any) -> Iterator[Test]:
        """Yield the two tests of `between = [least, most]`; both bounds belong to it."""
        if not isinstance(wanted, list) or len(wanted) != 2:
            self.node.fault(NO_BOUND, wanted, self.key, title=self._title, reason=TWO_BOUNDS)
            return
        tests = [*self._order(">=", wanted[0]), *self._order("<=", wanted[1])]
        if len(tests) == 2 and tests[0].wanted > tests[1].wanted:
            self.node.fault(NO_BOUND, wanted, self.key, title=self._title, reason=CROSSED)
            return
        yield from tests

    def _order(self, op: str, bound: Any) -> Iterator[Test]:
        """Yield the test of a bound; none where the field has no order, or the bound another
        type.
        """
        reason = _why_no_bound(self.field, bound)
        if reason is None:
            yield Test(self.name, op, (bound,))
        else:
            self.node.fault(NO_BOUND, bound, self.key, title=self._title, reason=reason)

    @property
    def _title(self) -> str:
        return self.field.title if self.field is not None else self.name

    def _wrong_word(self) -> None:
        self.node.fault(WRONG_TYPE, self.key, self.key, wanted=", ".join(OPERATORS))


def _why_no_bound(field: Field | None, bound: Any) -> Words | None:
    """Return why a value of a field cannot be held against a bound; None where it can."""
    if isinstance(bound, str | bool | list | dict):
        example = field.kind.bound if field is not None else ""
        if not example:
            return NO_ORDER
        return Words(f"viết không có dấu nháy, ví dụ {example}",
                     f"write it without quotes, such as {example}")  # fmt: skip
    if field is None:
        return None
    if not field.kind.ordered or field.categories is not None:
        return NO_ORDER
    if field.parse(bound).value == bound:
        return None
    return Words(f"cột này {field.kind.words.vi}, ví dụ {field.kind.bound}",
                 f"in it people {field.kind.words.en}, such as {field.kind.bound}")  # fmt: skip


def _group(node: Node, key: str, items: v.CategoryList, wanted: Any) -> list[str]:
    groups = {c.group for c in items.categories if c.group}
    named = wanted if isinstance(wanted, list) else [wanted]
    called = Words(f"nhóm của danh mục “{items.name}”", f"group of “{items.name}”")
    for name in named:
        if name not in groups:
            node.unknown(name, called, groups, key)
    return [c.value for c in items.categories if c.group in named]


def _check_value(known: Known, node: Node, key: str, field: Field, value: Any) -> None:
    """Complain about a value of a condition that its field does not know."""
    if field.categories is None:
        checks.check_value(node, key, field, value)
        return
    name = field.categories.name
    if value not in field.categories and value not in known.profile.without.get(name, ()):
        called = Words(f"mục của danh mục “{name}”", f"item of the list “{name}”")
        node.unknown(value, called, [c.value for c in field.categories.categories], key)
