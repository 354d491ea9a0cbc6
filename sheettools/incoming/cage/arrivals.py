"""What lies in a folder of returns: which files are somebody's, which are by-products, and what
each is called.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from sheettools.incoming.cage.file import as_text

_BEGINNINGS = ("~$", ".~", "._")
_NAMES = frozenset(
    {"thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "$recycle.bin", "@eadir", "#recycle"}
)
_DRAFT = ".tmp"
"""How drafts of programs end: they have their file beside them, once it was saved."""
_ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".htm", ".html", ".zip", ".icloud")
"""What a hidden file may end in that is somebody's return all the same."""


def is_by_product(name: str) -> bool:
    """Tell whether a name (or a path inside an archive) is one that programs give to files of their
    own.

    Those of Excel and LibreOffice while a workbook is open, of a Mac beside every file, of Windows
    for its own view, and our own drafts.
    """
    *folders, last = name.lower().split("/")
    if last.startswith(_BEGINNINGS) or not _NAMES.isdisjoint((*folders, last)):
        return True
    hidden = any(folder.startswith(".") for folder in folders)
    return hidden or last.endswith(_DRAFT) or (last.startswith(".") and not last.endswith(_ENDINGS))


def files_in(folder: Path) -> tuple[list[Path], list[Path]]:
    """Return the files below a folder, in the order of their names, and apart from them the
    by-products.
    """
    found = sorted(path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    own = [path for path in found if is_by_product(path.relative_to(folder).as_posix())]
    return [path for path in found if path not in set(own)], own


def shown_names(paths: Sequence[Path], folders: Iterable[Path] = ()) -> list[str]:
    """Return what each file is called: its path inside the folder that was named, no two alike."""
    roots = [folder for folder in folders if folder.is_dir()]
    names = [_inside(path, roots) for path in paths]
    for _ in range(max((len(path.parts) for path in paths), default=0)):
        alike = {name for name, times in Counter(names).items() if times > 1}
        if not alike:
            break
        names = [
            _longer(path, name) if name in alike else name
            for path, name in zip(paths, names, strict=True)
        ]
    return list(_each_once(names))


def _each_once(names: Iterable[str]) -> Iterator[str]:
    """Yield names of which none is like another: signs that nobody sees may be all that told
    them apart.
    """
    seen: set[str] = set()
    for name in names:
        number, found = 1, name
        while found in seen:
            number += 1
            found = f"{name} ({number})"
        seen.add(found)
        yield found


def _inside(path: Path, roots: Sequence[Path]) -> str:
    inside = [
        path.relative_to(root) for root in roots if path.is_relative_to(root) and path != root
    ]
    return _text(min(inside, key=lambda name: len(name.parts), default=Path(path.name)))


def _longer(path: Path, name: str) -> str:
    """Return a name with one folder more, where there is one."""
    parts = path.parts[-(name.count("/") + 2) :]
    return _text(Path(*parts))


def _text(path: Path) -> str:
    return as_text(path.as_posix())
