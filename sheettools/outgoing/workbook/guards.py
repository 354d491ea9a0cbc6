"""What a cell says while somebody types into it: one validation, of its kind and its rules.

A drop-down comes first, since a cell has one validation only. A rule joins it where the order of
typing cannot get in the way; a cell whose rules look at other cells asks, the others refuse. The
prompt says one thing, of the cell alone; what binds several columns is said once, at the heading of
one of them, and in the mark of a row that breaks it (`outgoing/workbook/live_help`).
"""

from __future__ import annotations

from sheettools.findings import Severity
from sheettools.template.conditions import RowValues
from sheettools.template.excel.formula import every, keys_name, list_name
from sheettools.template.grid import Grid
from sheettools.template.layout import TICKS
from sheettools.template.model import Field, Rule, Sheet
from sheettools.template.rules.lists import Follows

PROMPT_TITLE, PROMPT, ERROR, FORMULA = 32, 255, 224, 255
"""The lengths Excel allows for the parts of a data validation."""
WRONG, PERHAPS = "Chưa đúng", "Có đúng không?"


def shorten(text: str, limit: int) -> str:
    """Return text of at most `limit` characters, cut between words."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;.") + "…"


def sentence(text: str) -> str:
    """Return a sentence part as a sentence."""
    return text[:1].upper() + text[1:].rstrip(".") + "." if text else ""


def guard(target: Field, grid: Grid) -> RowValues:
    """Return the validation of a field's cells, in xlsxwriter's words, for the row of `grid`."""
    sheet, joined = grid.sheet, _joined(target, grid)
    how = target.how().vi
    length = f"Không quá {target.max_length} chữ cái." if target.max_length else ""
    error = _text(f"“{target.title}”: {how}.", length, *_sentences(joined, sheet))
    shown = {
        "input_title": shorten(target.title, PROMPT_TITLE),
        "input_message": shorten(sentence(target.description) or sentence(how), PROMPT),
        "error_title": WRONG,
        "error_message": shorten(error, ERROR),
    }
    rule = _validation(target, grid, joined)
    if any(one.while_typing == "together" for one in joined):
        # Another cell may be the wrong one: the sender is asked and may go on.
        shown |= {"error_type": "warning", "error_title": PERHAPS}
    return {**(rule or {"validate": "any"}), **shown}


def heading_prompt(target: Field, sheet: Sheet) -> RowValues | None:
    """Return what the heading of a field says when it is clicked: the rules that bind it to others,
    those that the workbook judges first, as far as there is room; None where there are none.
    """
    rules = (use.rule for use in sheet.rules if len(use.rule.fields()) > 1)
    own = [rule for rule in rules if target.name in rule.blames()[:1]]
    said = ""
    for rule in sorted(own, key=lambda rule: rule.unsaid is not None):
        longer = _text(said, sentence(rule.sentence(sheet).vi))
        said = longer if len(longer) <= PROMPT else said
    title = shorten(target.title, PROMPT_TITLE)
    return {"validate": "any", "input_title": title, "input_message": said} if said else None


def _text(*sentences: str) -> str:
    """Join the sentences that say anything."""
    return " ".join(filter(None, sentences))


def _sentences(rules: list[Rule], sheet: Sheet) -> list[str]:
    return [sentence(rule.sentence(sheet).vi) for rule in rules]


def _joined(target: Field, grid: Grid) -> list[Rule]:
    """Return the rules that a cell's own validation holds, as many as its formula has room for."""
    if target.chosen or target.kind.choices:
        return []
    rules: list[Rule] = []
    for use in grid.sheet.rules_of(target.name):
        is_judged = use.severity is Severity.ERROR and use.rule.while_typing != "no"
        if is_judged and use.rule.kept(grid).get(target.name):
            rules.append(use.rule)
    while rules and len(_formula(target, grid, rules)) > FORMULA:
        rules.pop()
    return rules


def _formula(target: Field, grid: Grid, rules: list[Rule]) -> str:
    own = target.formula(grid.cell(target.name))
    if not rules:
        return own
    # A rule is read only once the cell is sound by itself, and says nothing where the other cell
    # is not.
    kept = f"IFERROR({every(rule.kept(grid)[target.name] for rule in rules)},TRUE)"
    return kept if own == "TRUE" else f"IF({own},{kept},FALSE)"


def _validation(target: Field, grid: Grid, joined: list[Rule]) -> RowValues | None:
    if target.chosen:
        return {"validate": "list", "source": "=" + _source(target, grid)}
    if joined:
        return {"validate": "custom", "value": "=" + _formula(target, grid, joined)}
    own = target.formula(grid.cell(target.name))
    native = target.kind.guard(target)
    pattern = bool(target.pattern) and own != "TRUE" and len(own) <= FORMULA
    return {"validate": "custom", "value": "=" + own} if pattern else native


def _source(target: Field, grid: Grid) -> str:
    """Return where a drop-down takes its items from: all, or what goes with another cell."""
    if target.categories is None:
        return keys_name(target.foreign_key[0])
    name = list_name(target.categories.name)
    rules = [use.rule for use in grid.sheet.rules_of(target.name)]
    leader = next((rule for rule in rules if isinstance(rule, Follows)), None)
    if leader is None:
        return name
    pairs, other = grid.pairs(target.name), grid.cell(leader.other)
    leaders = f"{pairs}_truoc"
    part = f"OFFSET({pairs},MATCH({other},{leaders},0)-1,0,COUNTIF({leaders},{other}),1)"
    return f"IF(COUNTIF({leaders},{other})=0,{name},{part})"


def tick(question: str, title: str) -> RowValues:
    """Return the validation of a tick on the first page."""
    return {
        "validate": "list",
        "source": list(TICKS),
        "input_title": shorten(title, PROMPT_TITLE),
        "input_message": shorten(question, PROMPT),
        "error_title": WRONG,
        "error_message": "Gõ x để đánh dấu; nếu không thì để trống.",
    }
