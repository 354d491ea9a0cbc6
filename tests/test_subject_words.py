"""No word of the subject that comes with the program stands in what serves every subject.

Names and texts of the code are looked through (docstrings and comments may give examples). Where a
word truly belongs is listed with the reason; a new place is a word for a template.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from for_each import for_each
from trees import nodes, trees

VIETNAMESE = (
    "đối thoại", "tiếp xúc", "tiếp công dân", "kiến nghị", "khiếu nại", "tố cáo", "thôn",
    "trưởng thôn", "tổ dân phố", "bí thư", "đảng", "đảng viên", "chi bộ", "xã", "thị trấn",
)  # fmt: skip
ENGLISH = (
    "village", "villages", "petition", "petitions", "dialogue", "dialogues", "denunciation",
    "denunciations", "complaint", "complaints", "commune", "communes", "hamlet", "hamlets",
)  # fmt: skip
AS_NAMES = ("thon", "kien_nghi", "doi_thoai", "tiep_xuc", "to_cao", "khieu_nai", "bi_thu")
"""Names that templates give their parts: code that asks for one serves one template alone."""
BELONGS = {
    "demo.": "the demonstration is a year of this subject",
    "plan.drafting.": "it drafts the plan of this subject from its text; a template with another "
    "subject has no text to be drafted from (profile_field)",
    "plan.reading.": "it reads that text",
    "plan.gaps": "what such a text lacks",
    "plan.in_force": "whom the profile of such a plan is for",
    "words.": "Vietnamese as people write it, whatever they write about: how they count, address, "
    "live, ask and say nothing",
    "annual.gate.curtain": "words for places, before which no name of a person begins",
    "annual.phrases": "words that are written with a capital within a sentence",
    "incoming.locate.rows": "how people sign and sum up below a table",
    "incoming.whose.unit_names": "“nông thôn mới” is no name of a unit",
    "cli.about": "the help of the demonstration",
    "cli.prepare": "`--village` is what the first offices typed; `--unit` is the same",
    "cli.wrong": "what people type for `--unit`",
}
"""Where a word of this subject stands rightly, and why."""


@for_each("name", lambda: sorted(trees()))
def test_no_word_of_one_subject_stands_in_generic_code(name: str) -> None:
    if any(f"{name}.".startswith(home) or name == home for home in BELONGS):
        return
    found = sorted(set(found_in(trees()[name])))
    assert not found, "move the word into the template, or say why it belongs"


def test_a_word_belongs_only_where_there_is_one() -> None:
    for home in BELONGS:
        there = [name for name in trees() if f"{name}.".startswith(home) or name == home]
        assert any(any(found_in(trees()[name])) for name in there), f"{home} needs no exception"


def test_a_word_is_seen_wherever_it_may_stand() -> None:
    code = '''
class PetitionTable:
    """A petition may be told of here."""
    def read(self, village):
        self.names["kien_nghi"] = "Mỗi kiến nghị một dòng"
'''
    assert sorted(set(found_in(ast.parse(code)))) == [
        (2, "PetitionTable", "petition"),
        (4, "village", "village"),
        (5, "Mỗi kiến nghị một dòng", "kiến nghị"),
        (5, "kien_nghi", "kien_nghi"),
    ]


def found_in(tree: ast.Module) -> Iterator[tuple[int, str, str]]:
    """Yield the words of the subject in the names and texts of a module, with their lines."""
    told = docstrings(tree)
    for node in nodes(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield from words_in_text(node.lineno, node.value)
        for said in names_of(node):
            parts = set(re.findall(r"[a-z]+", re.sub(r"([A-Z])", r"_\1", said).lower()))
            for word in parts & {*ENGLISH, *AS_NAMES}:
                yield node.lineno, said, word  # type: ignore[attr-defined]


def words_in_text(line: int, text: str) -> Iterator[tuple[int, str, str]]:
    low = text.casefold()
    for word in (*VIETNAMESE, *ENGLISH, *AS_NAMES):
        if word in low and re.search(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", low):
            yield line, text[:80], word


def names_of(node: ast.AST) -> Iterator[str]:
    """Yield the names that a node gives or uses."""
    for attribute in ("id", "name", "arg", "attr"):
        said = getattr(node, attribute, None)
        if isinstance(said, str) and hasattr(node, "lineno"):
            yield said


def docstrings(tree: ast.Module) -> set[int]:
    """Return which texts are only read: those that stand alone as a statement."""
    alone = (node.value for node in nodes(tree) if isinstance(node, ast.Expr))
    return {id(value) for value in alone if isinstance(value, ast.Constant)}
