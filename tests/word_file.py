"""Word files written by hand, part by part, as Word itself and other writers make them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
STRICT = {
    W: "http://purl.oclc.org/ooxml/wordprocessingml/main",
    R: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
SPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
ROOTS = {
    "styles": "styles",
    "numbering": "numbering",
    "footnotes": "footnotes",
    "endnotes": "endnotes",
    "comments": "comments",
    "settings": "settings",
    "header": "hdr",
    "footer": "ftr",
}
"""What the parts of a kind begin with."""


def word_file(
    body: str, *, strict: bool = False, main_type: str = MAIN_TYPE, **parts: str
) -> bytes:
    """A Word file of a body and of other parts by their kind (`styles`, `header1`); the id of
    each part's relationship is its name.
    """
    written = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{PACKAGE}.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main_type}"/></Types>',
        "_rels/.rels": relations({"main": ("officeDocument", "word/document.xml")}),
        "word/document.xml": f"<w:document {SPACES}><w:body>{body}</w:body></w:document>",
    }
    links = {}
    for name, content in parts.items():
        kind = name.rstrip("0123456789")
        links[name] = (kind, f"{name}.xml")
        written[f"word/{name}.xml"] = f"<w:{ROOTS[kind]} {SPACES}>{content}</w:{ROOTS[kind]}>"
    written["word/_rels/document.xml.rels"] = relations(links)
    if strict:
        for ours, theirs in STRICT.items():
            written = {name: text.replace(ours, theirs) for name, text in written.items()}
    return packed(written)


def relations(links: Mapping[str, tuple[str, str]]) -> str:
    said = "".join(
        f'<Relationship Id="{name}" Type="{R}/{kind}" Target="{target}"/>'
        for name, (kind, target) in links.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{said}</Relationships>'


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def run(text: str, look: str = "") -> str:
    """A run with these properties."""
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, look: str = "") -> str:
    """A paragraph; what is no element is a run of plain text."""
    inside = "".join(one if one.startswith("<") else run(one) for one in runs)
    return f"<w:p><w:pPr>{look}</w:pPr>{inside}</w:p>"


def table(*rows: str, columns: int = 0) -> str:
    grid = '<w:gridCol w:w="1000"/>' * columns
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def row(*cells: str, look: str = "") -> str:
    inside = "".join(one if one.startswith("<w:") else cell(one) for one in cells)
    return f"<w:tr><w:trPr>{look}</w:trPr>{inside}</w:tr>"


def cell(*blocks: str, look: str = "") -> str:
    inside = "".join(one if one.startswith("<") else paragraph(one) for one in blocks)
    return f"<w:tc><w:tcPr>{look}</w:tcPr>{inside}</w:tc>"


def drawn_box(*blocks: str) -> str:
    """A text box as Word draws it: in DrawingML, and once more in VML for old programs."""
    inside = f"<w:txbxContent>{''.join(blocks)}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><a:graphic>'
        f"<a:graphicData><wps:wsp><wps:txbx>{inside}</wps:txbx></wps:wsp></a:graphicData>"
        "</a:graphic></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
        f"{inside}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def field(code: str, result: str) -> str:
    """A field of a code and a result (runs)."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText>{code}</w:instrText></w:r>"
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
