"""Pictures of the real workbook, sheet by sheet, for the docs: `make pictures`.

The plan of xã Cấm Sơn is generated, thôn Ao Vường's workbook is filled in half (sample data),
LibreOffice prints it, and poppler makes the pictures. Needs soffice, pdftoppm and pdftotext.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from sheettools.demo.fill import saved_bytes
from sheettools.demo.run import PLAN_TEXT, STAFF_SAVED, fill_plan
from sheettools.template.description import describe
from sheettools.template.load.library import find_profile, find_template
from sheettools.template.load.load import load_template
from sheettools.template.shares import of_unit
from sheettools.year import OUT, Year

PICTURES = Path(__file__).parent / "pictures"
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


def main() -> int:
    """Make all pictures; return the exit code."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        year = Year(folder / "cam-son-2024")
        year.start(PLAN_TEXT)
        fill_plan(year.plan_path)
        list(year.generate())
        (blank,) = (year.folder / OUT).glob(f"{VILLAGE}_*2024.xlsx")
        filled = folder / "so.xlsx"
        filled.write_bytes(_typed(blank))
        PICTURES.mkdir(exist_ok=True)
        for old in PICTURES.glob("*.png"):
            old.unlink()
        for name, path in (("trong", blank), ("dang-dien", filled)):
            _print(path, folder / name, name)
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


def _print(path: Path, folder: Path, name: str) -> None:
    """Print a workbook and keep the first page of each sheet, and the pages beside it of a wide
    one.
    """
    profile = f"-env:UserInstallation={(folder.parent / 'soffice').as_uri()}"
    subprocess.run(
        [
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    pdf = folder / f"{path.stem}.pdf"
    titles = [
        sheet.title for sheet in openpyxl.load_workbook(path) if sheet.sheet_state == "visible"
    ]
    text = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, timeout=120
    )
    pages = text.stdout.decode().split("\f")
    # The title of a sheet stands on its first page, and on those beside it.
    template = {title: title.upper() for title in titles[1:]} | {
        titles[0]: "SỔ TIẾP XÚC, ĐỐI THOẠI"
    }
    for order, title in enumerate(titles, start=1):
        found = [
            n for n, page in enumerate(pages, start=1) if page.lstrip().startswith(template[title])
        ][:4]
        for part, page in enumerate(found, start=1):
            target = PICTURES / f"{name}-{order}-{part}"
            subprocess.run(
                [
                    "pdftoppm",
                    "-r",
                    "75",
                    "-png",
                    "-singlefile",
                    "-f",
                    str(page),
                    "-l",
                    str(page),
                    str(pdf),
                    str(target),
                ],
                check=True,
                timeout=120,
            )


if __name__ == "__main__":
    sys.exit(main())
