"""Pictures for the docs, and the page for village heads as it is printed: `make pictures`.

The plan of xã Cấm Sơn is generated, thôn Ao Vường's workbook is filled in half (sample data), the
demonstration's report is made; LibreOffice prints them, and poppler makes the pictures. Chromium
prints the page for village heads from its Markdown. Needs soffice, pdftoppm, pdftotext, chromium.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
from contextlib import redirect_stdout
from datetime import date
from pathlib import Path
from typing import Any

import docx
import openpyxl
from markdown_it import MarkdownIt

from sheettools.demo.fill import open_book, saved_bytes
from sheettools.demo.run import PLAN_TEXT, STAFF_SAVED, fill_plan, run_demo
from sheettools.template.description import describe
from sheettools.template.load.library import find_profile, find_template
from sheettools.template.load.load import load_template
from sheettools.template.shares import of_unit
from sheettools.year import OUT, Year

DOCS = Path(__file__).parent
PICTURES = DOCS / "pictures"
FOR_HEADS = DOCS / "huong-dan" / "truong-thon.md"
VILLAGE = "07528-02"
TYPED: dict[str, list[dict[str, Any]]] = {
    "lich": [{"trang_thai": "Đã tổ chức", "ngay_to_chuc": date(2024, 5, 29),
    "chu_tri": "Bí thư Đảng ủy"}],
    "tham_du": [{"cap_tren": 2, "lanh_dao_xa": 5, "cong_chuc": 12, "mttq": 6, "can_bo_thon": 7,
    "nhan_dan": 40,
                 "dang_vien": 31, "nu": 340}],
    "kien_nghi": [
        {"noi_dung": "Đề nghị sửa đoạn kênh đầu thôn bị vỡ, ruộng xóm dưới thiếu nước "
         "(dữ liệu mẫu)",
         "loai": "Đề nghị",
         "linh_vuc": "Thủy lợi, nước sạch", "nguon": "Phát biểu tại hội nghị",
         "ma_cuoc": "2024-Q2-1",
         "ngay_tiep_nhan": date(2024, 5, 29),
         "tom_tat": "Xã sửa trước vụ mùa"},
        {"noi_dung": "Điện yếu buổi tối (dữ liệu mẫu)", "loai": "Phản ánh",
        "ngay_tiep_nhan": date(2023, 5, 29)},
    ],
}  # fmt: skip
"""What is typed into the workbook of the pictures: some rows in order, some with cells missing or
wrong.
"""

SAMPLE = "DỮ LIỆU MẪU, KHÔNG CÓ THẬT"
CHECKLIST = (385, 85, 478, 712)
"""Where on the first page of a workbook its checklist stands, at 150 dots an inch."""
LOOKS = """
@page { size: A4; margin: 13mm 14mm }
body { font: 21pt/1.28 "Liberation Sans", "DejaVu Sans", sans-serif; margin: 0 }
h1 { font-size: 30pt; margin: 0 0 7mm; line-height: 1.15 }
ol { margin: 0; padding-left: 1.3em }
li { margin-bottom: 4mm }
* { box-sizing: border-box }
img { float: right; width: 70mm; margin: 0 0 4mm 6mm; border: 1px solid #999 }
p { margin: 0 }
"""
"""How the page for village heads is printed: one sheet of A4, read at arm's length."""


def main() -> int:
    """Make all pictures; return the exit code."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        year = Year(folder / "cam-son-2024")
        year.start(PLAN_TEXT)
        fill_plan(year.plan_path)
        _without_deadline(year.plan_path)
        list(year.generate())
        (blank,) = (year.folder / OUT).glob(f"{VILLAGE}_*2024.xlsx")
        filled = folder / "so.xlsx"
        filled.write_bytes(_typed(blank))
        PICTURES.mkdir(exist_ok=True)
        for old in PICTURES.glob("*.png"):
            old.unlink()
        for name, path in (("trong", blank), ("dang-dien", filled)):
            _print(path, folder / name, name)
        _picture(folder / "dang-dien" / "so.pdf", "viec-can-lam", 1, 150, CHECKLIST)
        _picture(_report(folder), "bao-cao-1", 1)
        _print_for_heads(folder)
    sys.stdout.write("\n".join(path.name for path in sorted(PICTURES.glob("*.png"))) + "\n")
    return 0


def _typed(path: Path) -> bytes:
    book = openpyxl.load_workbook(path)
    declared = json.loads(
        json.dumps(
            describe(
                of_unit(load_template(find_template("so-tiep-xuc"), find_profile("bac-giang-2024")))
            )
        )
    )
    for sheet in declared["sheets"]:
        columns = {
            field["name"]: field["column"] for field in sheet.get("fields", ()) if "column" in field
        }
        for number, row in enumerate(TYPED.get(sheet["name"], ()), start=sheet.get("first_row", 0)):
            for name, value in row.items():
                book[sheet["title"]][f"{columns[name]}{number}"].value = value
    return saved_bytes(book, STAFF_SAVED)


def _without_deadline(path: Path) -> None:
    """Leave out until when the villages may send: the checklist would say for how long that is
    past.
    """
    book = open_book(path)
    form = describe(load_template(find_template("ke-hoach")))["sheets"]
    (cell,) = (
        (sheet["title"], field["cell"])
        for sheet in form
        for field in sheet.get("fields", ())
        if field["name"] == "han_nop"
    )
    book[cell[0]][cell[1]].value = None
    path.write_bytes(saved_bytes(book, STAFF_SAVED))


def _report(folder: Path) -> Path:
    """Make the demonstration's report in Word, marked as a sample, and print it."""
    made = folder / "thu"
    with redirect_stdout(io.StringIO()):
        run_demo(made)
    (word,) = (made / "bao-cao").glob("*.docx")
    document = docx.Document(str(word))
    first = document.sections[0]
    other = first.different_first_page_header_footer
    header = first.first_page_header if other else first.header
    header.paragraphs[0].add_run(f" – {SAMPLE}")
    marked = folder / "bao-cao.docx"
    document.save(str(marked))
    return _as_pdf(marked, folder)


def _print_for_heads(folder: Path) -> None:
    """Print the page for village heads: to be laid on paper, and to be sent as a picture."""
    body = MarkdownIt().render(FOR_HEADS.read_text(encoding="utf-8"))
    body = body.replace('src="../pictures/', f'src="{PICTURES.as_uri()}/')
    page = folder / "truong-thon.html"
    head = f'<!doctype html><html lang="vi"><meta charset="utf-8"><style>{LOOKS}</style>'
    page.write_text(head + body, encoding="utf-8")
    pdf = FOR_HEADS.with_suffix(".pdf")
    _run(
        "chromium",
        *("--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'chromium'}"),
        *("--no-pdf-header-footer", f"--print-to-pdf={pdf}", page.as_uri()),
    )
    if b"\f" in _run("pdftotext", str(pdf), "-").rstrip(b"\f"):
        raise SystemExit(f"{FOR_HEADS.name} takes more than one sheet of paper")
    _picture(pdf, str(FOR_HEADS.with_suffix("")), 1, 90)


def _as_pdf(path: Path, folder: Path) -> Path:
    profile = f"-env:UserInstallation={(folder / 'soffice').as_uri()}"
    _run(
        "soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)
    )
    return folder / f"{path.stem}.pdf"


def _picture(
    pdf: Path, name: str, page: int, dots: int = 75, part: tuple[int, ...] | None = None
) -> None:
    """Make a picture of a page, or of a part of it: left, top, width, height."""
    place = [f"-{letter}" for letter in "xyWH"]
    cut = (
        [word for pair in zip(place, map(str, part), strict=True) for word in pair] if part else []
    )
    at = ["-r", str(dots), "-f", str(page), "-l", str(page), *cut]
    _run("pdftoppm", "-png", "-singlefile", *at, str(pdf), str(PICTURES / name))


def _run(*command: str) -> bytes:
    return subprocess.run(command, check=True, capture_output=True, timeout=300).stdout


def _print(path: Path, folder: Path, name: str) -> None:
    """Print a workbook and keep the first page of each sheet, and the pages beside it of a wide
    one.
    """
    pdf = _as_pdf(path, folder)
    titles = [
        sheet.title for sheet in openpyxl.load_workbook(path) if sheet.sheet_state == "visible"
    ]
    pages = _run("pdftotext", "-layout", str(pdf), "-").decode().split("\f")
    # The title of a sheet stands on its first page, and on those beside it.
    template = {title: title.upper() for title in titles[1:]} | {
        titles[0]: "SỔ TIẾP XÚC, ĐỐI THOẠI"
    }
    for order, title in enumerate(titles, start=1):
        found = [
            n for n, page in enumerate(pages, start=1) if page.lstrip().startswith(template[title])
        ][:4]
        for part, page in enumerate(found, start=1):
            _picture(pdf, f"{name}-{order}-{part}", page)


if __name__ == "__main__":
    sys.exit(main())
