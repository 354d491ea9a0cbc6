"""The person's own PATH: our folder put on it by the installer, and taken off again.

The installer leaves this to the program: its own texts end after 1,024 letters, and what it had
read of a longer PATH would be lost.
"""

from __future__ import annotations

import sys
from pathlib import Path

PUT, TAKE = "--put-on-path", "--take-off-path"
KEY, NAME = "Environment", "Path"


def with_folder(path: str, folder: str) -> str:
    """Return a PATH with a folder at its end, where it is not on it yet."""
    names = path.split(";")
    if _same(folder) in map(_same, names):
        return path
    return ";".join([*([path.rstrip(";")] if path else []), folder])


def without_folder(path: str, folder: str) -> str:
    """Return a PATH without a folder, all else as it was."""
    return ";".join(one for one in path.split(";") if _same(one) != _same(folder))


def _same(folder: str) -> str:
    return folder.strip().strip('"').rstrip("\\").casefold()


def change(how: str) -> None:
    """Put the folder of this program on the PATH, or take it off."""
    if sys.platform != "win32":
        return
    import winreg

    folder = str(Path(sys.executable).parent)
    with winreg.CreateKey(winreg.HKEY_CURRENT_USER, KEY) as key:
        try:
            before, kind = winreg.QueryValueEx(key, NAME)
        except FileNotFoundError:
            before, kind = "", winreg.REG_EXPAND_SZ
        after = with_folder(before, folder) if how == PUT else without_folder(before, folder)
        if after:
            winreg.SetValueEx(key, NAME, 0, kind, after)
        elif before:
            winreg.DeleteValue(key, NAME)
    _tell()


def _tell() -> None:
    """Let programs know that are open, so that a new console has it."""
    import ctypes

    everybody, setting_change, unless_it_hangs = 0xFFFF, 0x1A, 0x2
    answer = ctypes.c_ulong()
    ctypes.windll.user32.SendMessageTimeoutW(  # type: ignore[attr-defined, unused-ignore]
        everybody, setting_change, 0, KEY, unless_it_hangs, 1000, ctypes.byref(answer)
    )
