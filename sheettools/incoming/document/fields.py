"""Fields of a Word file: of `begin, code, separate, result, end` only the result is shown."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from sheettools.incoming.document.tree import under


class Fields:
    """Which fields are open at a place of a story, and whether what stands there is shown.

    A field may go over several paragraphs. One that begins and never ends is none, else all that
    follows would be gone.
    """

    def __init__(self, story: Element) -> None:
        self._sound = _pairs(story)
        self._open: list[bool] = []
        """For each open field whether its result has begun."""

    @property
    def shown(self) -> bool:
        """Whether what stands here is shown."""
        return all(self._open)

    def pass_by(self, node: Element) -> None:
        """Go past a mark of a field (`w:fldChar`)."""
        if id(node) not in self._sound:
            return
        kind = node.get("w:fldCharType")
        if kind == "begin":
            self._open.append(False)
        elif kind == "separate":
            self._open[-1] = True
        else:
            self._open.pop()


def chosen(node: Element) -> str:
    """Return the item that a drop-down field of a form shows; it stands in no result."""
    listed = under(node, "w:ffData/w:ddList")
    if listed is None:
        return ""
    result = listed.find("w:result")
    items = [item.get("w:val", "") for item in listed.findall("w:listEntry")]
    place = "0" if result is None else result.get("w:val", "0")
    return next((item for at, item in enumerate(items) if str(at) == place), "")


def _pairs(story: Element) -> set[int]:
    """Return the marks of all fields that begin and end, by their identity."""
    sound: set[int] = set()
    pending: list[list[int]] = []
    for node in story.iter("w:fldChar"):
        kind = node.get("w:fldCharType")
        if kind == "begin":
            pending.append([id(node)])
        elif pending and kind in ("separate", "end"):
            pending[-1].append(id(node))
            if kind == "end":
                sound.update(pending.pop())
    return sound
