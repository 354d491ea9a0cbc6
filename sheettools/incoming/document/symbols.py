"""Signs of the symbol fonts, which have codes of their own: what one sees, in Unicode."""

from __future__ import annotations

_PRIVATE = 0xF000
"""Word adds it to the codes of symbol fonts."""
_UNKNOWN = "▪"
_WINGDINGS = {
    0x6C: "●", 0x6E: "■", 0x6F: "☐", 0x70: "☐", 0x71: "☐", 0x72: "☐", 0x75: "◆", 0x76: "❖",
    0x77: "◆", 0x9F: "•", 0xA7: "▪", 0xA8: "☐", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE8: "→",
    0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_SYMBOL = {
    0x2D: "-", 0xA3: "≤", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAE: "→", 0xB0: "°", 0xB1: "±",
    0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xDB: "⇔", 0xDE: "⇒", 0xE5: "∑",
}  # fmt: skip
_FONTS = {"wingdings": _WINGDINGS, "symbol": _SYMBOL}


def symbol(font: str, code: str) -> str:
    """Return the sign that a font has under a code (`F0FC`)."""
    try:
        number = int(code[:6], 16)
    except ValueError:
        return ""
    table = _FONTS.get(font.casefold())
    if table is not None:
        return table.get(number & 0xFF, _UNKNOWN)
    if number >= _PRIVATE:
        return _UNKNOWN
    return chr(number) if number >= ord(" ") else ""
