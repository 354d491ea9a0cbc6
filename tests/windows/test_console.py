"""What the program shows on a real console, whatever its code page."""

from __future__ import annotations

from pathlib import Path

import pytest
from console import on_console

from windows.wine import Wine

pytestmark = pytest.mark.windows
PROGRAM = """
import ctypes, sys
ctypes.windll.kernel32.SetConsoleOutputCP(int(sys.argv[1]))
from sheettools.cli.entry import main
main(sys.argv[2:])
"""


@pytest.mark.parametrize("code_page", ["1258", "65001", "437"])
def test_vietnamese_is_shown_on_a_console_of_any_code_page(
    wine: Wine, interpreter: Path, code_page: str
) -> None:
    code, shown = on_console(wine, [interpreter, "-c", PROGRAM, code_page, "explain", "C101"])
    assert code == 0, shown
    assert "không phải là một ngày" in shown
