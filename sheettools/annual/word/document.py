"""The annual report as a Word document: a template that staff edit in Word, filled. The door to
python-docx for output.

`{{kien_nghi}}` and `{{chung.xa:hoa}}` stand in the text; `{{cau: …}}` is a sentence of the
template, which may become several paragraphs where it stands alone; `{{bang: …}}` alone in its
paragraph becomes a table. What is not known stays, marked, and is told. A draft says so on every
page, whatever the template holds.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.pkgwriter import PackageWriter
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from sheettools.annual.appendix import PrintedList, PrintedTable, figure_grid
from sheettools.annual.gate.public import Public
from sheettools.annual.narrative import WordFacts, Wording
from sheettools.annual.word.table import MARK, LaidRows, lay_table, reasons_box, xml_text
from sheettools.findings import Finding, Location, Severity, declare
from sheettools.frozen import dataclass
from sheettools.template.document import RowList, Sentence
from sheettools.template.pattern import INSIDE, Reference

UNKNOWN_PLACE = declare(
    "R310",
    Severity.ERROR,
    why=(
        "Mẫu Word có chỗ chưa hiểu được: {value}.",
        "The Word template has a place that means nothing here: {value}.",
    ),
    remedy=(
        "Mở mẫu Word trong thư mục bieu-mau, viết lại cho đúng tên (xem docs/bao-cao-word.md); "
        "trong báo cáo chỗ này được tô vàng.",
        "Open the Word template in the folder bieu-mau and use a name that exists "
        "(docs/bao-cao-word.md); in the "
        "report the place is marked in yellow.",
    ),
    example=(
        "trong mẫu ghi {{tong_so_viec}}, mà số liệu tên là {{so_viec}}",
        "the template has {{tong_so_viec}}, but the figure is named {{so_viec}}",
    ),
)
NOT_ALONE = declare(
    "R313",
    Severity.ERROR,
    why=(
        "Trong mẫu Word, {value} gồm nhiều dòng nên phải đứng riêng một đoạn.",
        "In the Word template, {value} takes several lines, so it must be a paragraph of its own.",
    ),
    remedy=(
        "Mở mẫu Word, xuống dòng trước và sau chỗ này.",
        "Open the Word template and give it its own paragraph.",
    ),
)
NOT_IN_PLAN = declare(
    "R312",
    Severity.WARNING,
    why=(
        "Kế hoạch chưa ghi “{title}”; trong báo cáo Word để “…”.",
        "The plan does not say “{title}”; the Word report has “…” there.",
    ),
    remedy=(
        "Mở ke-hoach.xlsx điền ô này rồi tổng hợp lại, hoặc ghi thẳng vào báo cáo.",
        "Open ke-hoach.xlsx, fill in this cell and merge again, or write it into the report.",
    ),
)

NOT_WORD = declare(
    "R311",
    Severity.ERROR,
    why=(
        "Không mở được mẫu Word {value}; báo cáo Word chưa được ghi.",
        "The Word template {value} cannot be opened; no Word report was written.",
    ),
    remedy=(
        (
            "Mở tệp bằng Word rồi lưu lại kiểu .docx, hoặc chép lại mẫu: sheettools template copy "
            "bao-cao THƯ-MỤC."
        ),
        (
            "Open it in Word and save it as .docx, or copy it again: sheettools template copy "
            "bao-cao FOLDER."
        ),
    ),
)

PLACE = re.compile(
    r"\{\{\s*(?:(?P<block>cau|bang)\s*:\s*(?P<name>\w+)|" + f"(?P<reference>{INSIDE})" + r")\s*\}\}"
)
PLACE_AND_BLANKS = re.compile(PLACE.pattern + r"(?P<after> *)")
BLANKS_AT_THE_END = re.compile(r" +$")
ANY_PLACE = re.compile(r"\{\{.*?\}\}|\{\{|\}\}")
LACKS = "chua_tinh"
"""The sentence that says what the figures lack: it is not the template's, but follows from what
came in.
"""
DRAFT = "DỰ THẢO"
DRAFT_STYLE, SUB_HEADING, OFFICE_STYLE = "Dự thảo", "Đề mục 1", "Chức vụ ký"
NO_DOCUMENT = (
    PackageNotFoundError,
    zipfile.BadZipFile,
    OSError,
    KeyError,
    ValueError,
    AttributeError,
    SyntaxError,
)
"""What python-docx raises where a file is no Word document, or half of one; a fault of XML is a
SyntaxError.
"""


@dataclass(frozen=True)
class FilledDocument:
    """A document of python-docx, and the rows of its tables, which are put into the file when it is
    saved.
    """

    document: Any
    rows: tuple[LaidRows, ...]

    def parts(self) -> dict[str, Iterable[bytes]]:
        """Return the parts of its file, by their names, each in pieces."""
        rows = {laid.mark: laid.rows for laid in self.rows}
        parts: dict[str, Iterable[bytes]] = {}
        for name, content in _saved(self.document).items():
            parts[name] = _Pieces([rows.get(piece, [piece]) for piece in MARK.split(content)])
        return parts


class _Pieces:
    """A part of a file in pieces, some of which lie elsewhere; whoever wants them all again goes
    through them again.
    """

    def __init__(self, several: Sequence[Iterable[bytes]]) -> None:
        self.several = several

    def __iter__(self) -> Iterator[bytes]:
        return chain.from_iterable(self.several)


class _Parts(dict[str, bytes]):
    """What python-docx writes into instead of a zip file, which has no times before 1980: a clock
    that has stopped would let nothing be written.
    """

    def write(self, place: Any, content: bytes) -> None:
        """Take a part, as python-docx hands it over."""
        self[place.membername] = content


def _saved(document: Any) -> _Parts:
    """Return the parts of a document's file in their order, as its own `save` writes them."""
    package, parts = document.part.package, _Parts()
    for part in package.parts:
        part.before_marshal()
    writer: Any = PackageWriter
    writer._write_content_types_stream(parts, package.parts)
    writer._write_pkg_rels(parts, package.rels)
    writer._write_parts(parts, package.parts)
    return parts


def fill_document(
    template: Path, public: Public, *, built_in: bool
) -> tuple[FilledDocument | None, tuple[Finding, ...]]:
    """Fill a Word template and return the document and what is to be told of it; None where it
    cannot be opened.

    The format of the profile is laid over a template that is `built_in`; an office's own keeps its
    margins and fonts.
    """
    source = public.word_facts
    assert source is not None, "without a plan there is no Word report"
    try:
        document = Document(str(template))
    except NO_DOCUMENT:
        return None, (Finding(NOT_WORD, Location(file=template.name), template.name),)
    if built_in and source.profile is not None:
        _apply_format(document, source.profile.document)
    filler = _Filler(document, source, template.name, public.printed)
    filler.fill()
    if source.lacks and not filler.said_what_lacks:
        # An office's own Word template may have no place for it; it must be said all the same.
        first = document.paragraphs[0]
        first.insert_paragraph_before(xml_text(source.lacks), None)
    findings = tuple(filler.findings())
    reasons = [*public.draft, *(f.message() for f in findings if f.severity is Severity.ERROR)]
    if reasons:
        _mark_as_draft(document, reasons)
    return FilledDocument(document, tuple(filler.rows)), findings


def set_properties(document: Any, title: str, author: str, when: datetime, identifier: str) -> None:
    """Set what the file says of itself: nothing of whoever edited the template, no clock's time."""
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title, author, author
    properties.comments = properties.keywords = properties.subject = properties.category = ""
    properties.created = properties.modified = properties.last_printed = when
    properties.revision, properties.identifier, properties.language = 1, identifier, "vi-VN"


def _apply_format(document: Any, rules: Any) -> None:
    """Lay the profile's rules over the built-in template: margins, font, size, how the signer's
    office is set.
    """
    for section in document.sections:
        edges = ("top_margin", "bottom_margin", "left_margin", "right_margin")
        for edge, millimetres in zip(edges, rules.get("margins_mm", ()), strict=False):
            setattr(section, edge, Mm(millimetres))
    styles = {style.name: style for style in document.styles}
    normal = styles["Normal"].font
    normal.name = rules.get("font", normal.name)
    normal.size = Pt(rules["body_pt"]) if "body_pt" in rules else normal.size
    if OFFICE_STYLE in styles:
        styles[OFFICE_STYLE].font.bold = bool(rules.get("signature_bold"))
    point = rules.get("sub_heading_style", "1-").lstrip("1")
    for paragraph in document.paragraphs:
        if paragraph.style.name == SUB_HEADING:
            _replace(paragraph, re.compile(r"^(\d+)-"), lambda match: match[1] + point)


def _mark_as_draft(document: Any, reasons: Sequence[str]) -> None:
    """Write DỰ THẢO into the header of every page, and the reasons into a box at the top of the
    first.
    """
    marked: set[str] = set()
    for section in document.sections:
        headers = {"default": section.header}
        if section.different_first_page_header_footer:
            headers["first"] = section.first_page_header
        if document.settings.odd_and_even_pages_header_footer:
            headers["even"] = section.even_page_header
        for kind, header in headers.items():
            if kind in marked and header.is_linked_to_previous:
                continue
            first = header.paragraphs[0] if header.paragraphs else header.add_paragraph()
            first.insert_paragraph_before(DRAFT, _style(document, DRAFT_STYLE))
            marked.add(kind)
    box = reasons_box(document, _style(document, DRAFT_STYLE), reasons)
    document.element.body.insert(0, box)
    # Two tables with nothing between them would be one.
    box.addnext(OxmlElement("w:p"))


def _style(document: Any, name: str) -> str | None:
    """Return the style of that name, none where staff have taken it out of their template."""
    return name if name in {style.name for style in document.styles} else None


class _Filler:
    def __init__(
        self, document: Any, source: WordFacts, name: str, printed: Callable[[RowList], PrintedList]
    ) -> None:
        self.document, self.source, self.name, self.printed = document, source, name, printed
        self.wording = Wording(source)
        # What no paragraph gives out, such as a change that Word still tracks, would else stay in
        # silence.
        self.out_of_reach = Counter(_all_places(document))
        self.places: list[str] = []
        self.crowded: list[str] = []
        word = source.data.template.report.word
        self.sentences = {sentence.name: sentence for sentence in word.sentences}
        self.sentences[LACKS] = Sentence(LACKS, source.lacks)
        self.said_what_lacks = False
        self.rows: list[LaidRows] = []
        self.tables = dict(
            zip(
                (t.name for t in word.tables),
                zip(word.tables, source.figures.tables, strict=True),
                strict=True,
            )
        )
        self.lists = {one.name: one for one in word.lists}

    def fill(self) -> None:
        for paragraph in list(_paragraphs(self.document)):
            self._fill_paragraph(paragraph)

    def findings(self) -> Iterator[Finding]:
        place = Location(file=self.name)
        unfilled = [*self.places, *(+self.out_of_reach)]
        yield from (Finding(UNKNOWN_PLACE, place, text) for text in dict.fromkeys(unfilled))
        yield from (
            Finding(UNKNOWN_PLACE, place, "{" + text + "}")
            for text in dict.fromkeys(self.wording.unknown)
        )
        yield from (Finding(NOT_ALONE, place, text) for text in dict.fromkeys(self.crowded))
        for name in dict.fromkeys(self.wording.missing):
            sheet, _, field = name.partition(".")
            form = next(
                (one for one in self.source.plan.sheets if one.name == sheet and field in one), None
            )
            if form is not None:
                title = form.field(field).title
                yield Finding(NOT_IN_PLAN, Location(sheet=form.title), title, {"title": title})

    # ----- paragraphs

    def _fill_paragraph(self, paragraph: Any) -> None:
        text = _runs_text(paragraph)
        places = [match[0] for match in ANY_PLACE.finditer(text)]
        if not places:
            return
        self.out_of_reach.subtract(places)
        self.said_what_lacks |= any(match["name"] == LACKS for match in PLACE.finditer(text))
        alone = PLACE.fullmatch(text.strip())
        if alone is None or not self._fill_alone(paragraph, alone["block"], alone["name"]):
            self._fill_in_line(paragraph, text, places)

    def _fill_alone(self, paragraph: Any, block: str | None, name: str) -> bool:
        """Put a table, or a sentence of any number of lines, in place of the paragraph that holds
        nothing else; say whether it named one.
        """
        if block == "bang" and (grid := self._grid(name)) is not None:
            self.rows.append(lay_table(self.document, paragraph, grid, len(self.rows)))
            return True
        if block == "cau" and name in self.sentences:
            self._fill_lines(paragraph, self.wording.say(self.sentences[name]).split("\n"))
            return True
        return False

    def _fill_in_line(self, paragraph: Any, text: str, places: Sequence[str]) -> None:
        """Fill the places among other words; one that is not known stays, in yellow."""
        before = len(self.places)
        self.places += [one for one in places if not PLACE.fullmatch(one)]
        _replace(paragraph, PLACE_AND_BLANKS, self._inline)
        if "cau" in text:
            _replace(paragraph, BLANKS_AT_THE_END, lambda _: "")
        if not _runs_text(paragraph).strip() and "cau" in text:
            _remove(paragraph)
        if len(self.places) > before:
            for run in paragraph.runs:
                run.font.highlight_color = WD_COLOR_INDEX.YELLOW

    def _fill_lines(self, paragraph: Any, lines: Sequence[str]) -> None:
        """Say a sentence of several lines, a paragraph a line, all as the first; none where it says
        nothing.
        """
        if not any(lines):
            _remove(paragraph)
            return
        for line in lines[:-1]:
            copy = deepcopy(paragraph._p)
            paragraph._p.addprevious(copy)
            above = Paragraph(copy, paragraph._parent)
            _set_text(above, line)
            above.paragraph_format.keep_with_next = line.endswith(":") or None
        _set_text(paragraph, lines[-1])

    def _inline(self, match: re.Match[str]) -> str:
        """Say what stands in a place; the blanks after a sentence that says nothing go with it."""
        place, after = match[0].removesuffix(match["after"]), match["after"]
        if match["block"] == "cau" and match["name"] in self.sentences:
            said = self._said_in_line(place, self.sentences[match["name"]])
            return said + after if said else ""
        return self._referred(match, place) + after

    def _said_in_line(self, place: str, sentence: Sentence) -> str:
        lines = self.wording.say(sentence).split("\n")
        self.crowded += [place] if len(lines) > 1 else []
        return " ".join(lines)

    def _referred(self, match: re.Match[str], place: str) -> str:
        block, name = match["block"], match["name"]
        if block == "bang" and (name in self.tables or name in self.lists):
            self.crowded.append(place)
            return place
        inner = None if block else re.fullmatch(INSIDE, match["reference"])
        said = self.wording.refer(Reference.of(inner)) if inner else None
        if said is None:
            self.places.append(place)
            return place
        return said

    def _grid(self, name: str) -> PrintedTable | None:
        if name in self.tables:
            return figure_grid(*self.tables[name], self.source.figures.report)
        if name not in self.lists:
            return None
        made = self.printed(self.lists[name])
        self.wording.unknown += made.unknown
        self.wording.missing += made.missing
        return made.grid


# --------------------------------------------------------------------------- paragraphs and runs


def _paragraphs(document: Any) -> Iterator[Any]:
    """Yield every paragraph: of the text, of tables at any depth, of headers and footers."""
    parts = [document]
    for section in document.sections:
        parts += [section.header, section.footer]
        if section.different_first_page_header_footer:
            parts += [section.first_page_header, section.first_page_footer]
        if document.settings.odd_and_even_pages_header_footer:
            parts += [section.even_page_header, section.even_page_footer]
    for number, part in enumerate(parts):
        if number and part.is_linked_to_previous:
            continue
        element = part.element.body if number == 0 else part._element
        # Every w:p there is, in tables and text boxes too.
        yield from (Paragraph(p, part) for p in element.iter(_P))


_P = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"


def _all_places(document: Any) -> Iterator[str]:
    """Yield every place of the whole file, footnotes and text boxes included, as it is written."""
    for part in document.part.package.iter_parts():
        if str(part.partname).startswith("/word/") and str(part.partname).endswith(".xml"):
            text = part.blob.decode("utf-8", "replace").replace("</w:p>", "\n</w:p>")
            yield from ANY_PLACE.findall(re.sub(r"<[^>]*>", "", text))


def _replace(paragraph: Any, wanted: re.Pattern[str], say: Callable[[re.Match[str]], str]) -> None:
    """Replace what Word may have parted among runs; the first of them keeps its look."""
    end = 0
    while match := wanted.search(_runs_text(paragraph), end):
        said = xml_text(say(match))
        at = 0
        for run in paragraph.runs:
            begin, at = at, at + len(run.text)
            if at <= match.start() or begin >= match.end():
                continue
            text = run.text
            before = text[: max(0, match.start() - begin)]
            after = text[max(0, match.end() - begin) :]
            run.text = before + (said if begin <= match.start() else "") + after
        end = match.start() + len(said)


def _runs_text(paragraph: Any) -> str:
    return "".join(run.text for run in paragraph.runs)


def _set_text(paragraph: Any, text: str) -> None:
    """Give a paragraph one text, in the look of its first run."""
    text, runs = xml_text(text), paragraph.runs
    for run in runs[1:]:
        run._r.getparent().remove(run._r)
    if runs:
        runs[0].text = text
    else:
        paragraph.add_run(text)


def _remove(paragraph: Any) -> None:
    """Take a paragraph out; the last one of a cell or header stays, empty, as Word demands."""
    parent = paragraph._p.getparent()
    if sum(child.tag == _P for child in parent) > 1:
        parent.remove(paragraph._p)
    else:
        _set_text(paragraph, "")
