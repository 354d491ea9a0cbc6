"""Which cells of a sheet show a person something else than they hold, and what.

Nearly all cells are looked at by their style alone, and most styles show what a cell holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from sheettools.incoming.look.looks import GENERAL, CellLook
from sheettools.incoming.look.seen import seen_text
from sheettools.incoming.look.sheet import Said, SheetLook
from sheettools.incoming.look.values import Seen
from sheettools.template.excel.formats import GENERAL_SIGNS, fifteen, parsed, plain

NOTHING_ODD = Seen()


def unusual_cells(
    sheet: SheetLook, values: Mapping[int, object], *, from_1904: bool
) -> Iterator[tuple[int, str | None, Seen]]:
    """Yield the unusual cells: their text as a person sees it, where it is another than the
    reader's, and what is to be known of them beside.
    """
    for key in sorted(sheet.runs.keys() | sheet.looks.keys() | sheet.pictures):
        text: str | None = None
        seen = NOTHING_ODD
        if key in sheet.runs and isinstance(values.get(key), str):
            text, seen = seen_text(sheet.runs[key], sheet.looks.get(key, CellLook()).paper)
        if key in sheet.looks:
            said = sheet.said.get(key) if text is None else text
            under = _under if said else _under.__wrapped__  # 0 and -0 are not told apart
            seen = under(sheet.looks[key], said, seen, from_1904=from_1904)
        if key in sheet.pictures:
            seen = seen._replace(picture=True)
        if seen != NOTHING_ODD:
            yield key, text, seen


@lru_cache(maxsize=4096, typed=True)  # the same days and numbers stand in thousands of rows
def _under(look: CellLook, said: Said, seen: Seen, *, from_1904: bool) -> Seen:
    """Add what a style does to the look of a cell."""
    seen = seen._replace(
        all_struck=seen.all_struck or look.struck, unseen=seen.unseen or look.unseen
    )
    if not isinstance(said, float | str):
        return seen
    form = parsed(look.format)
    shown = form.shows(said if isinstance(said, str) else fifteen(said), from_1904=from_1904)
    if shown is None or shown == (said if isinstance(said, str) else plain(said)):
        return seen
    if not shown.strip():
        return seen._replace(unseen=True)
    if look.format.lower() == GENERAL.lower() and not _is_cut(said):
        return seen
    return seen._replace(shown=shown, of_dates=form.is_of_dates())


def _is_cut(said: float | str) -> bool:
    """Say whether a number has more digits than a cell without a format shows."""
    return isinstance(said, float) and len(plain(abs(said))) > GENERAL_SIGNS
