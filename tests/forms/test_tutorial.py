"""docs/tutorial.md, done as it stands: what its commands say is what the page shows."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "tutorial.md").read_text(encoding="utf-8")
_SHOWN = re.compile(r"^```text\n(.*?)\n```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def tutorial() -> ModuleType:
    spec = importlib.util.spec_from_file_location("tutorial", DOCS / "tutorial.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules["tutorial"] = made
    spec.loader.exec_module(made)
    return made


def test_the_tutorial_does_what_it_says(tutorial: ModuleType, tmp_path: Path) -> None:
    done = tutorial.follow(PAGE, tmp_path)
    said = [one for step in done for one in step.said]
    codes = [(command.split()[1], code) for command, code, _ in said if code]
    assert codes == [("template", 1), ("validate", 1)], "the two that show what is wrong"
    shown = _SHOWN.findall(PAGE)
    told = [plain(text) for command, _, text in said if command.startswith("sheettools")]
    for text, wanted in zip(shown, told, strict=True):
        assert plain(text).splitlines() == wanted.splitlines(), "run `make docs`"
    report = tmp_path / "tiem-2025" / "bao-cao" / "tong-hop_ttyt_2025_gui-cap-tren.xlsx"
    page = openpyxl.load_workbook(report, data_only=True)["Theo trạm"]
    rows = [[cell.value for cell in row][1:6] for row in page.iter_rows(min_row=6)]
    assert ["Trạm An Châu", 2, 92, 90, 2] in rows
    assert ["Trạm Cấm Sơn", 1, 33, 30, 3] in rows


def plain(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")
