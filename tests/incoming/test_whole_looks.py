"""How cells look, what lies over them and what stands in records of old workbooks: each piece of the
look told by hand and held against it whole.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

import binary
import pytest
from for_each import for_each
from opendocument import packed

from sheettools.incoming.look import aside as over_cells
from sheettools.incoming.look import biff
from sheettools.incoming.look.aside import (
    AsidesOfXls,
    _OldShapesPass,
    _PicturesPass,
    _WordsPass,
    asides_of,
)
from sheettools.incoming.look.biff import records, shared_strings, stream_in, text_at
from sheettools.incoming.look.looks import CellLook, CellLooks, LooksOfXls, OpenLooks
from sheettools.incoming.look.package import Package
from sheettools.incoming.look.parts import RefusedError
from sheettools.incoming.look.seen import (
    LOWERED,
    RAISED,
    TextRun,
    colour_of,
    is_on,
    seen_text,
)
from sheettools.incoming.look.sheet import _far_away, cell_key
from sheettools.incoming.look.values import Aside, Seen
from sheettools.template.excel.address import split_address

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WHITE, BLACK = "FFFFFF", "000000"


def refused(work: Callable[[], object]) -> tuple[str, dict[str, str]]:
    with pytest.raises(RefusedError) as caught:
        work()
    return caught.value.reason, caught.value.values


# ------------------------------------------------------------------ the styles of an .xlsx

FONTS = (
    "<font/>", "<font><strike/></font>", '<font><strike val="0"/></font>',
    '<font><dstrike val="true"/></font>', '<font><color rgb="FF00ff00"/></font>',
    '<font><sz val="3"/></font>', '<font><sz val="2.9"/></font>', '<font><sz val="x"/></font>',
    '<font><color indexed="9"/></font>', '<font><color theme="5" tint="0.5"/></font>',
)  # fmt: skip
FILLS = (
    "<fill/>", '<fill><patternFill patternType="none"><fgColor rgb="FF00FF00"/></patternFill></fill>',
    '<fill><patternFill patternType="solid"><fgColor rgb="FF00FF00"/></patternFill></fill>',
    '<fill><patternFill patternType="solid"/></fill>',
    '<fill><patternFill patternType="gray125"><fgColor auto="1"/></patternFill></fill>',
    '<fill><patternFill patternType="solid"><fgColor theme="5" tint="0.5"/></patternFill></fill>',
)  # fmt: skip
GREEN, THEME = "00FF00", "theme 50.5"


def styles(*cells: str) -> CellLooks:
    looks = CellLooks("xl/styles.xml")
    text = (
        f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="0.0"/>'
        '<numFmt numFmtId="165"/><numFmt numFmtId="x" formatCode="y"/></numFmts>'
        f"<fonts>{''.join(FONTS)}</fonts><fills>{''.join(FILLS)}</fills>"
        '<borders><border><color rgb="FFFFFFFF"/><fill><patternFill patternType="solid"/></fill></border></borders>'
        '<cellStyleXfs><xf fontId="1"/></cellStyleXfs>'
        f"<cellXfs>{''.join(cells)}</cellXfs><dxfs><dxf><font><strike/></font><fill>"
        '<patternFill patternType="solid"/></fill></dxf></dxfs></styleSheet>'
    )
    looks.run([text.encode()])
    return looks


@for_each(
    ("style", "look"),
    [
        ("<xf/>", CellLook()),
        ('<xf fontId="1"/>', CellLook(struck=True)),
        ('<xf fontId="2"/>', CellLook()),
        ('<xf fontId="3"/>', CellLook(struck=True)),
        ('<xf fontId="4"/>', CellLook()),
        ('<xf fontId="4" fillId="1"/>', CellLook()),
        ('<xf fontId="4" fillId="2"/>', CellLook(unseen=True, paper=GREEN)),
        ('<xf fontId="4" fillId="3"/>', CellLook(paper="?")),
        ('<xf fontId="4" fillId="4"/>', CellLook(paper="?")),
        ('<xf fontId="4" fillId="6"/>', CellLook()),
        ('<xf fontId="5"/>', CellLook()),
        ('<xf fontId="6"/>', CellLook(unseen=True)),
        ('<xf fontId="7"/>', CellLook()),
        ('<xf fontId="8"/>', CellLook(unseen=True)),
        ('<xf fontId="8" fillId="2"/>', CellLook(paper=GREEN)),
        ('<xf fontId="9" fillId="5"/>', CellLook(unseen=True, paper=THEME)),
        ('<xf fontId="10"/>', CellLook()),
        ('<xf fontId="x" fillId="-1" numFmtId="²"/>', CellLook()),
        ('<xf numFmtId="164"/>', CellLook("0.0")),
        ('<xf numFmtId="165"/>', CellLook()),
        ('<xf numFmtId="14"/>', CellLook("dd/mm/yyyy")),
        ('<xf numFmtId="49"/>', CellLook("@")),
        ('<xf numFmtId="99"/>', CellLook()),
    ],
)
def test_how_a_style_looks(style: str, look: CellLook) -> None:
    looks = styles("<xf/>", style)
    assert looks.looks == [CellLook(), look]
    assert looks.noted == (set() if look.is_usual else {"1"})
    assert looks.of("1") == look
    assert [looks.of(other) for other in ("0", "2", "x", "", "²")] == [CellLook()] * 5


def test_which_formats_show_what_a_cell_holds() -> None:
    usual = [
        "General", "GENERAL", "@", "0", "#,##0", "0.0", "#,##0.00", "d/m/yy", "dd/mm/yyyy",
        "dd-mm-yyyy", "dd.mm.yyyy", r"dd\/mm\/yyyy", "[$-42A]dd/mm/yyyy;@",
    ]  # fmt: skip
    odd = ["", "0%", "0.", "mm/dd/yyyy", "dd/mm-yyyy", "d/m/y", "0;0", "ddd/mm/yyyy", '"x"', "0 "]
    assert [form for form in usual + odd if CellLook(form).is_usual] == usual
    assert not CellLook(struck=True).is_usual
    assert not CellLook(unseen=True).is_usual


@for_each(
    ("attributes", "colour"),
    [
        ({}, ""),
        ({"auto": "1"}, ""),
        ({"rgb": "ff00ff0a"}, "00FF0A"),
        ({"rgb": "FF00FF00", "indexed": "9"}, "00FF00"),
        ({"rgb": "FF00FF00", "tint": "0.0"}, "00FF00"),
        ({"rgb": "FF00FF00", "tint": "-0.25"}, "00FF00-0.25"),
        ({"indexed": "9"}, WHITE),
        ({"indexed": "64"}, BLACK),
        ({"indexed": "12"}, "indexed 12"),
        ({"theme": "0"}, WHITE),
        ({"theme": "1"}, BLACK),
        ({"theme": "3", "tint": "0.4"}, "theme 30.4"),
        ({"indexed": "9", "theme": "1"}, WHITE),
    ],
)
def test_what_a_colour_is_called(attributes: dict[str, str], colour: str) -> None:
    assert colour_of(attributes) == colour


def test_what_switches_a_look_on() -> None:
    on = [
        value
        for value in ("1", "true", "0", "false", "none", "off", "sngStrike")
        if is_on({"val": value})
    ]
    assert on == ["1", "true", "sngStrike"]
    assert is_on({})


# ------------------------------------------------------------------ what is seen of runs


def struck(text: str) -> TextRun:
    return TextRun(text, struck=True)


@for_each(
    ("runs", "paper", "text", "seen"),
    [
        ([TextRun("a "), struck("b "), TextRun(" c")], WHITE, "a c", Seen(struck="b")),
        ([struck("a"), TextRun(" b"), struck("c")], WHITE, "b", Seen(struck="a … c")),
        ([struck("a"), struck(" b")], WHITE, "a b", Seen(all_struck=True)),
        ([struck("a"), TextRun("  ")], WHITE, "a  ", Seen(all_struck=True)),
        ([TextRun("a\n"), struck("b"), TextRun(" c")], WHITE, "a\nc", Seen(struck="b")),
        ([TextRun("a"), struck(" "), TextRun("c")], WHITE, "a c", Seen()),
        ([TextRun("a_x0041_"), struck("b_x0042_")], WHITE, "aA", Seen(struck="bB")),
        ([TextRun("5"), TextRun("2+", place=RAISED)], WHITE, "5²⁺", Seen(on_the_line="5")),
        ([TextRun("H"), TextRun("2", place=LOWERED), TextRun("O")], WHITE, "H₂O", Seen(on_the_line="HO")),
        ([TextRun("5 "), TextRun("2", place=RAISED), TextRun(" m")], WHITE, "5 ² m", Seen(on_the_line="5 m")),
        ([TextRun("12", place=RAISED), TextRun(" ")], WHITE, "12 ", Seen()),
        ([TextRun("a"), TextRun("b", colour=WHITE)], WHITE, "ab", Seen(hidden="b")),
        ([TextRun("a"), TextRun("b", colour=WHITE)], GREEN, "ab", Seen()),
        ([TextRun("a"), TextRun("b", colour=GREEN), TextRun(" c ", small=True)], GREEN, "ab c ", Seen(hidden="b … c")),
        ([TextRun(" "), TextRun("b", colour=WHITE)], WHITE, " b", Seen(unseen=True)),
        ([struck("a"), TextRun("b", small=True)], WHITE, "b", Seen(struck="a", unseen=True)),
    ],
)  # fmt: skip
def test_what_is_seen_of_a_text(runs: list[TextRun], paper: str, text: str, seen: Seen) -> None:
    assert seen_text(runs, paper) == (text, seen)


def test_which_runs_look_otherwise() -> None:
    odd = [
        struck("a"),
        TextRun("a", place=RAISED),
        TextRun("a", small=True),
        TextRun("a", colour=GREEN),
    ]
    usual = [TextRun("a"), TextRun("a", colour=BLACK)]
    assert [run for run in odd + usual if run.is_odd] == odd
    assert TextRun("a", colour=WHITE).is_hidden(WHITE)
    assert not TextRun(" ", colour=WHITE).is_hidden(WHITE)
    assert TextRun("0123456789+-=()", place=RAISED).shown == "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾"
    assert TextRun("0123456789+-=()", place=LOWERED).shown == "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"


# ------------------------------------------------------------------ the styles of an .xls


def font(height: int = 220, flags: int = 0, colour: int = 0x7FFF, script: int = 0) -> bytes:
    return struct.pack("<5H", height, flags, colour, 400, script) + bytes(4)


def style(font_: int = 0, code: int = 0, pattern: int = 0, paint: int = 0) -> bytes:
    return struct.pack("<2H", font_, code) + bytes(10) + struct.pack("<IH", pattern << 26, paint)


def looks_of_xls() -> LooksOfXls:
    looks = LooksOfXls()
    for one in (
        font(), font(flags=8), font(59), font(60), font(colour=9), font(colour=12), font(script=1),
        font(script=2), font(flags=4)[:4],
    ):  # fmt: skip
        looks.add_font(one)
    looks.add_format(164, "0.0")
    return looks


@for_each(
    ("record", "look"),
    [
        (style(), CellLook()),
        (style(1), CellLook(struck=True)),
        (style(2), CellLook(unseen=True)),
        (style(3), CellLook()),
        (style(5), CellLook(unseen=True)),  # no font has the number 4
        (style(5, pattern=1, paint=10), CellLook(paper="indexed 10")),
        (style(5, pattern=1, paint=9 | 0x80), CellLook(unseen=True, paper=WHITE)),
        (style(6, pattern=1, paint=12), CellLook(unseen=True, paper="indexed 12")),
        (style(6, pattern=0, paint=12), CellLook()),
        (style(99), CellLook()),
        (style(code=164), CellLook("0.0")),
        (style(code=14), CellLook("dd/mm/yyyy")),
        (style(code=99), CellLook()),
        (style(code=2)[:4], CellLook("0.00")),
    ],
)
def test_how_a_style_of_an_xls_looks(record: bytes, look: CellLook) -> None:
    looks = looks_of_xls()
    looks.add_style(style(1))
    looks.add_style(record)
    assert [looks.of(number) for number in (0, 1, 2)] == [CellLook(struck=True), look, CellLook()]


def test_the_runs_of_a_text_of_an_xls() -> None:
    looks = looks_of_xls()
    looks.add_style(style(1))
    fonts = [(0, 0), (1, 2), (2, 7), (3, 8), (5, 6), (6, 99)]
    assert looks.runs(0, "abcdefg", fonts) == (
        TextRun("a"), TextRun("b", small=True), TextRun("c", place=RAISED),
        TextRun("de", place=LOWERED), TextRun("f", colour="indexed 12"), TextRun("g"),
    )  # fmt: skip
    assert looks.runs(0, "abc", [(2, 0)]) == (struck("ab"), TextRun("c"))
    assert looks.runs(1, "abc", [(2, 1)]) == (TextRun("ab"), struck("c"))


# ------------------------------------------------------------------ the styles of an .ods

ODF = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = {
    "fo": f"{ODF}xsl-fo-compatible:1.0", "style": f"{ODF}style:1.0", "number": f"{ODF}datastyle:1.0",
}  # fmt: skip


def said(**attributes: str) -> dict[str, str]:
    return {
        "{} {}".format(SPACES[name.split("_")[0]], name.split("_", 1)[1].replace("_", "-")): value
        for name, value in attributes.items()
    }


def tell(looks: OpenLooks, *elements: Any) -> None:
    """Tell of elements, each of a name, its attributes and what is in it."""
    for name, attributes, *inner in elements:
        family, local = name.split(":")
        full = f"{SPACES[family]} {local}"
        looks.start(full, said(**attributes))
        for one in inner:
            if isinstance(one, str):
                looks.gather(full, one)
            else:
                tell(looks, one)
        looks.end(full)


def of_cell(name: str, *inner: Any, **more: str) -> Any:
    return ("style:style", {"style_name": name, "style_family": "table-cell"} | more, *inner)


def letters(**attributes: str) -> Any:
    return ("style:text-properties", attributes)


def ground(colour: str) -> Any:
    return ("style:table-cell-properties", {"fo_background_color": colour})


@for_each(
    ("styles_", "look"),
    [
        ([of_cell("a")], CellLook()),
        ([of_cell("b", letters(fo_color="#ffffff"))], CellLook()),
        ([of_cell("a", letters(fo_color="#ffffff"))], CellLook(unseen=True)),
        ([of_cell("a", letters(fo_color="ffffff"))], CellLook()),
        ([of_cell("a", ground("#00ff00"))], CellLook(paper=GREEN)),
        ([of_cell("a", ground("#00ff00"), letters(fo_color="#00FF00"))], CellLook(unseen=True, paper=GREEN)),
        ([of_cell("a", letters(fo_color="#00FF00"), ground("#00ff00"))], CellLook(unseen=True, paper=GREEN)),
        ([of_cell("a", ground("transparent"))], CellLook()),
        ([of_cell("a", letters(fo_font_size="2.9pt"))], CellLook(unseen=True)),
        ([of_cell("a", letters(fo_font_size="3pt"))], CellLook()),
        ([of_cell("a", letters(fo_font_size="2"))], CellLook()),
        ([of_cell("a", letters(fo_font_size="2mm"))], CellLook()),
        ([of_cell("a", letters(style_text_line_through_style="solid"))], CellLook(struck=True)),
        ([of_cell("a", letters(style_text_line_through_type="single"))], CellLook(struck=True)),
        ([of_cell("a", letters(style_text_line_through_style="none"))], CellLook()),
        ([of_cell("b", letters(style_text_line_through_style="solid")), of_cell("a", style_parent_style_name="b")], CellLook(struck=True)),
        ([of_cell("b", ground("#00ff00")), of_cell("a", letters(fo_color="#00FF00"), style_parent_style_name="b")], CellLook(unseen=True, paper=GREEN)),
        ([of_cell("a", style_parent_style_name="a")], CellLook()),
        ([of_cell("b", ground("#00ff00")), of_cell("a", ground("#0000ff"), style_parent_style_name="b")], CellLook(paper="0000FF")),
        ([("style:style", {"style_name": "a", "style_family": "text"}, letters(fo_color="#ffffff"))], CellLook()),
        ([("style:style", {"style_name": "a", "style_family": "graphic"}, letters(fo_color="#ffffff"))], CellLook()),
    ],
)  # fmt: skip
def test_how_a_style_of_an_ods_looks(styles_: list[Any], look: CellLook) -> None:
    looks = OpenLooks()
    tell(looks, *styles_)
    assert [looks.of("a"), looks.of("a"), looks.of("none")] == [look, look, CellLook()]


def test_a_style_may_stand_on_seven_others() -> None:
    for above, is_struck in ((7, True), (8, False)):
        looks = OpenLooks()
        tell(looks, of_cell("0", letters(style_text_line_through_style="solid")))
        for number in range(1, above + 1):
            tell(looks, of_cell(str(number), style_parent_style_name=str(number - 1)))
        assert looks.of(str(above)).struck is is_struck


@for_each(
    ("attributes", "run"),
    [
        ({}, TextRun("")),
        ({"style_text_position": "super 58%"}, TextRun("", place=RAISED)),
        ({"style_text_position": "sub"}, TextRun("", place=LOWERED)),
        ({"style_text_position": "33% 58%"}, TextRun("", place=RAISED)),
        ({"style_text_position": "-33%"}, TextRun("", place=LOWERED)),
        ({"style_text_position": "0% 100%"}, TextRun("")),
        ({"style_text_position": "x"}, TextRun("")),
        ({"style_text_line_through_style": "solid", "fo_color": "#0a0B0c"}, TextRun("", True, colour="0A0B0C")),
        ({"fo_font_size": "1pt"}, TextRun("", small=True)),
        ({"fo_font_size": "10pt"}, TextRun("")),
        ({"fo_font_size": "200%"}, TextRun("")),
    ],
)  # fmt: skip
def test_how_the_letters_of_a_run_look(attributes: dict[str, str], run: TextRun) -> None:
    looks = OpenLooks()
    tell(looks, ("style:style", {"style_name": "t", "style_family": "text"}, letters(**attributes)))
    assert looks.texts == {"t": run}


def piece(name: str, *text: str, **attributes: str) -> Any:
    return (f"number:{name}", {f"number_{key}": value for key, value in attributes.items()}, *text)


@for_each(
    ("sort", "pieces", "code"),
    [
        ("number", [piece("number", decimal_places="2", min_integer_digits="1")], "0.00"),
        ("number", [piece("number", min_integer_digits="1")], "General"),
        ("number", [piece("number", decimal_places="0", min_integer_digits="3")], "000"),
        ("number", [piece("number", decimal_places="0", min_integer_digits="0")], "#"),
        ("number", [piece("number", decimal_places="3", min_decimal_places="1")], "#.0##"),
        ("number", [piece("number", decimal_places="1", min_integer_digits="1", grouping="true")], "#,##0.0"),
        ("number", [piece("number", min_integer_digits="2", grouping="true")], "#,#00"),
        ("number", [piece("number", min_integer_digits="1", grouping="false")], "General"),
        ("number", [piece("number", min_integer_digits="1", display_factor="1000")], "0,"),
        ("number", [piece("number", min_integer_digits="1", display_factor="100")], "0"),
        ("number", [piece("number", min_integer_digits="1", display_factor="10")], "0"),
        ("number", [piece("number", min_integer_digits="1", display_factor="1000000.0")], "0,,"),
        ("number", [piece("number", decimal_places="99", min_integer_digits="1")], "0." + "0" * 20),
        ("number", [piece("number", decimal_places="1000", min_integer_digits="1")], "0"),
        ("number", [piece("scientific-number")], "General"),
        ("percentage", [piece("number", decimal_places="0", min_integer_digits="1"), piece("text", "%")], "0%"),
        ("currency", [piece("number", decimal_places="0", min_integer_digits="1"), piece("text", " "), piece("currency-symbol", "đ")], '0 "đ"'),
        ("number", [piece("number", decimal_places="0", min_integer_digits="1"), piece("text", 'a"')], "General"),
        ("number", [piece("number", decimal_places="0", min_integer_digits="1"), piece("fill-character", "x")], "General"),
        ("text", [piece("text-content")], "@"),
        ("text", [piece("text", "x"), piece("text-content")], '"x"@'),
        ("number", [piece("text", "")], ""),
        ("date", [piece("day", style="long"), piece("text", "/"), piece("month", style="long"), piece("text", "/"), piece("year", style="long")], "dd/mm/yyyy"),
        ("date", [piece("day"), piece("text", "-"), piece("month", style="short"), piece("text", "-"), piece("year")], "d-m-yy"),
        ("date", [piece("month", textual="true")], "General"),
        ("date", [piece("day-of-week", style="long")], "ddd"),
        ("date", [piece("quarter")], "General"),
        ("time", [piece("hours", style="long"), piece("text", ":"), piece("minutes", style="long"), piece("text", ":"), piece("seconds", style="long"), piece("am-pm")], "hh:mm:ssAM/PM"),
    ],
)  # fmt: skip
def test_how_a_format_of_an_ods_is_written(sort: str, pieces: list[Any], code: str) -> None:
    looks = OpenLooks()
    tell(
        looks,
        (f"number:{sort}-style", {"style_name": "n"}, *pieces),
        of_cell("a", style_data_style_name="n"),
    )
    assert looks.of("a").format == code


def test_elements_of_styles_without_attributes_say_nothing() -> None:
    looks = OpenLooks()
    tell(
        looks,
        ("style:style", {}, ("style:text-properties", {}), ("style:table-cell-properties", {})),
        ("number:number-style", {}, ("number:number", {}), ("style:map", {})),
        ("number:date-style", {"style_name": "d"}, ("number:day", {}), ("number:month", {})),
        ("style:map", {"style_condition": "value()>0"}),
        of_cell("a", ("style:text-properties", {}), ("style:table-cell-properties", {})),
        of_cell("b", style_data_style_name="d"),
        ("style:style", {"style_name": "t", "style_family": "text"}, ("style:text-properties", {})),
        ("style:text-properties", {"fo_color": "#ffffff"}),
        ("style:table-cell-properties", {"fo_background_color": "#ffffff"}),
    )
    assert [looks.of(name) for name in ("", "a", "b")] == [CellLook(), CellLook(), CellLook("dm")]
    assert looks.texts == {"t": TextRun("")}


def test_hours_that_go_on_beyond_a_day() -> None:
    hours = [piece("hours", style="long"), piece("text", ":"), piece("minutes", style="long")]
    for told, code in (("false", "[h]:mm"), ("true", "hh:mm")):
        looks = OpenLooks()
        named = {"style_name": "n", "number_truncate_on_overflow": told}
        tell(looks, ("number:time-style", named, *hours), of_cell("a", style_data_style_name="n"))
        assert looks.of("a").format == code


@for_each(
    ("conditions", "code"),
    [
        (["value()>=0"], "0;#"),
        (["value()>0"], "0;#"),
        (["value()>0", "value()<0"], "0;0;#"),
        (["value()>0", "value()<0", "value()=0"], "0;0;0;#"),
        (["value()<0"], "General"),
        (["value()>=0", "value()<0"], "General"),
    ],
)
def test_sections_of_a_format_of_an_ods(conditions: list[str], code: str) -> None:
    looks = OpenLooks()
    maps = [
        ("style:map", {"style_condition": one, "style_apply_style_name": "p"}) for one in conditions
    ]
    zero = piece("number", decimal_places="0", min_integer_digits="1")
    tell(
        looks,
        ("number:number-style", {"style_name": "p"}, zero),
        ("number:number-style", {"style_name": "n"}, piece("number", decimal_places="0"), *maps),
        of_cell("a", style_data_style_name="n"),
    )
    assert looks.of("a").format == code


# ------------------------------------------------------------------ records of an .xls


def rec(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


BEGIN, END = rec(0x809, b"b"), rec(0x0A)


def test_records_up_to_the_end_of_their_part() -> None:
    inner = BEGIN + rec(7, b"no") + rec(0x3C, b"no") + END
    stream = b"--" + BEGIN + rec(1, b"a") + rec(0x3C, b"b") + rec(0x3C) + inner + rec(2) + END
    found = [(0x809, [b"b"]), (1, [b"a", b"b", b""]), (0x0A, [b""]), (2, [b""])]
    assert list(records(stream + rec(3), 2)) == found
    for cut in (stream[:-1], stream[:-4], stream[:-5] + b"\1"):
        assert refused(lambda cut=cut: list(records(cut, 2))) == ("zip", {})  # type: ignore[misc]
    assert list(records(rec(0x3C, b"x") + BEGIN, 0)) == []


def test_numbers_and_texts_in_records() -> None:
    assert [biff.u16(b"\1\2\3", at) for at in (0, 1, 2, 3)] == [0x201, 0x302, 3, 0]
    assert biff.decode("đa".encode("utf-16-le") + b"x", 2, wide=True) == "đa"
    assert biff.decode(b"\xe0bc", 2, wide=False) == "\xe0b"
    assert text_at([b"-\2\0\0abc"], 1) == "ab"
    assert text_at([b"\1\0\1" + "đa".encode("utf-16-le")], 0) == "đ"
    assert text_at([b"\0\0"], 0) == ""
    wide = "đe".encode("utf-16-le")
    assert text_at([b"\5\0\0ab", b"\1" + wide, b"", b"\0c"], 0) == "abđec"
    for parts in ([b"\3\0\0ab", b"\0"], [b"\2\0\1a", b"\0b"], [b"\3\0\0ab", b""]):
        assert refused(lambda parts=parts: text_at(parts, 0)) == ("zip", {})  # type: ignore[misc]


def one_string(text: str, *, flags: int = 0, runs: int = 0, extra: int = 0) -> bytes:
    flags |= 8 * (runs > 0) | 4 * (extra > 0)
    head = struct.pack("<HB", len(text), flags)
    head += struct.pack("<H", runs) * (runs > 0) + struct.pack("<I", extra) * (extra > 0)
    letters_ = text.encode("utf-16-le" if flags & 1 else "latin-1")
    fonts = b"".join(struct.pack("<HH", n, n + 5) for n in range(runs))
    return head + letters_ + fonts + bytes(extra)


def head_of(count: int) -> bytes:
    return struct.pack("<II", 99, count)


def test_the_shared_strings_of_an_xls(monkeypatch: pytest.MonkeyPatch) -> None:
    marks: biff.Marks = {}
    table = (
        head_of(4) + one_string("a") + one_string("đe", flags=1, runs=2) + one_string("", extra=7)
    )
    table += one_string("c", runs=1, extra=3)
    assert shared_strings([table], marks) == ["a", "đe", "", "c"]
    assert marks == {1: [(0, 5), (1, 6)], 3: [(0, 5)]}
    assert shared_strings([]) == []
    assert shared_strings([b""]) == []
    assert shared_strings([head_of(0)]) == []
    # Runs of fonts and what follows may be split anywhere, heads never are.
    split = [table[:-5], table[-5:-2], table[-2:]]
    assert shared_strings(split) == ["a", "đe", "", "c"]
    broken = head_of(1) + one_string("a") + one_string("bc")[:-1]
    assert shared_strings([broken]) == ["a"], "more than was promised"
    for cut in (head_of(2) + broken[8:], b"\0" * 7, head_of(1) + b"\1\0", head_of(1) + b"\1\0\0"):
        assert refused(lambda cut=cut: shared_strings([cut])) == ("zip", {})  # type: ignore[misc]
    monkeypatch.setattr(biff, "MAX_STRINGS", 4)
    assert len(shared_strings([table])) == 4
    monkeypatch.setattr(biff, "MAX_STRINGS", 3)
    assert refused(lambda: shared_strings([table])) == ("big", {"part": "Workbook"})


# ------------------------------------------------------------------ containers


def test_a_container_names_all_its_sectors(monkeypatch: pytest.MonkeyPatch) -> None:
    for sectors, tables in ((1021, 1), (1022, 2)):
        made = biff.container(bytes(4096 * sectors))
        assert struct.unpack_from("<3I", made, 40) == (1, tables, tables)
        assert (
            struct.unpack_from("<3I", made, 76)
            == ((0, 1, 0xFFFFFFFF), (0, 0xFFFFFFFF, 0xFFFFFFFF))[tables == 1]
        )
        assert len(made) == 4096 * (1 + tables + 2 + sectors)
    monkeypatch.setattr(biff, "_IN_HEADER", 1)
    assert biff.container(bytes(4096 * 1021))
    assert refused(lambda: biff.container(bytes(4096 * 1021 + 1))) == ("big", {"part": "Workbook"})


def test_the_directory_of_a_container() -> None:
    made = biff.container(b"x")
    end, free = 0xFFFFFFFE, 0xFFFFFFFF
    assert made[: 8 + 16] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    assert struct.unpack_from("<5H", made, 24) == (0x3E, 4, 0xFFFE, 12, 6)
    assert struct.unpack_from("<9I", made, 40) == (1, 1, 1, 0, 4096, end, 0, end, 0)
    assert struct.unpack_from("<109I", made, 76) == (0, *[free] * 108)
    assert made[512:4096] == bytes(4096 - 512)
    chain = (0xFFFFFFFD, end, end, end)
    assert struct.unpack_from("<1024I", made, 4096) == (*chain, *[free] * 1020)
    entries = [made[at : at + 128] for at in range(8192, 8192 + 4096, 128)]
    told = [("Root Entry", 22, 5, 1, 2, 64), ("Workbook", 18, 2, free, 3, 4096)]
    told += [("", 0, 0, free, end, 0)] * 30
    for entry, (name, length, kind, child, first, size) in zip(entries, told, strict=True):
        assert entry == (
            name.encode("utf-16-le").ljust(64, b"\0")
            + struct.pack("<HBBIII", length, kind, 1, free, free, child)
            + bytes(36)
            + struct.pack("<IQ", first, size)
        )
    assert made[8192 + 4096 :] == bytes(4096) + b"x".ljust(4096, b"\0")


def small_container(
    first: int = 0,
    size: int = 70,
    *,
    chain: tuple[int, ...] = (2, 0xFFFFFFFE, 1),
    root: bool = True,
) -> bytes:
    """Return a container whose stream stands among the small ones, in blocks of 64 bytes."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    end = 0xFFFFFFFE
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, 2, 1, end, 0)
    head += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<4I", 0xFFFFFFFD, end, end, end).ljust(512, b"\xff")
    entries = binary.entry(
        "Root Entry" if root else "Other", 5 if root else 1, first=3, size=192, child=1
    )
    entries += binary.entry("Workbook", 2, first=first, size=size)
    follows = struct.pack("<3I", *chain).ljust(512, b"\xff")
    content = (b"a" * 64 + b"b" * 64 + b"c" * 64).ljust(512, b"\0")
    return head + table + entries.ljust(512, b"\0") + follows + content


def test_streams_that_a_container_holds() -> None:
    large = bytes(range(256)) * 40
    assert stream_in(binary.container({"Workbook": large}), "Workbook") == large
    other = binary.container({"Work": bytes(4096), "Workbook": large, "Workbook2": bytes(4096)})
    assert stream_in(other, "Workbook") == large
    assert stream_in(biff.container(large), "Workbook") == large.ljust(4096 * 3, b"\0")
    assert stream_in(small_container(), "Workbook") == b"a" * 64 + b"c" * 6
    assert stream_in(small_container(size=192), "Workbook") == b"a" * 64 + b"c" * 64 + b"b" * 64
    assert stream_in(small_container(first=1, size=9), "Workbook") == b"b" * 9
    assert stream_in(small_container(0xFFFFFFFE, 0), "Workbook") == b""
    many = bytes(4096 * 130)
    assert stream_in(binary.container({"Workbook": many}), "Workbook") == many


@for_each(
    "data",
    [
        b"",
        small_container()[:511],
        small_container()[:512],
        small_container(size=193),
        small_container(first=3),
        small_container(chain=(1, 0, 1)),
        small_container(first=900),
        small_container(root=False, first=900),
        small_container().replace("Workbook".encode("utf-16-le"), "Workbooc".encode("utf-16-le")),
        small_container().replace(struct.pack("<H", 9), struct.pack("<H", 10), 1),
        binary.container({"Workbook": bytes(4096), "Workbooc": bytes(4096)}).replace(
            "Workbooc".encode("utf-16-le"), "Workbook".encode("utf-16-le")
        ),
    ],
)  # fmt: skip
def test_containers_that_leave_a_doubt(data: bytes) -> None:
    assert refused(lambda: stream_in(data, "Workbook")) == ("zip", {})


# ------------------------------------------------------------------ what lies over the cells

VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel">{}</xml>'
)


def shape(inner: str, sort: str = "Shape", anchor: str = "1, 15, 2, 10, 3, 15, 5, 4") -> str:
    placed = f"<x:Anchor> {anchor} </x:Anchor>" if anchor else ""
    return f'<v:shape>{inner}<x:ClientData ObjectType="{sort}">{placed}</x:ClientData></v:shape>'


def box(words: str) -> str:
    return f"<v:textbox>{words}</v:textbox>"


@for_each(
    ("drawn", "found"),
    [
        (shape(box("<div><font>một</font></div><div>hai</div>")), [("B3", "", "một hai")]),
        (shape(box("một<br/>hai")), [("B3", "", "một hai")]),
        (shape(box("<p>một</p>hai")), [("B3", "", "một hai")]),
        (shape(box("<b>một</b>hai")), [("B3", "", "mộthai")]),
        (shape(box("một"), "Note"), []),
        (shape(box("một"), ""), []),
        (shape(box(" ")), []),
        (shape(box("nút"), "Button"), [("B3", "", "nút")]),
        (shape('<v:imagedata o:relid="a"/>', "Pict"), [("B3:D6", "", "")]),
        (shape('<v:imagedata o:relid="a"/>', "Pict", "1, 0, 2, 0, 1, 9, 2, 9"), [("B3", "", "")]),
        (shape('<v:imagedata o:relid="a"/>', "Button"), []),
        (shape("", "Pict"), []),
        (shape('<v:imagedata/>' + box("chữ"), "Pict"), [("B3", "", "chữ")]),
        (shape(box("một"), anchor=""), [("A1", "", "một")]),
        (shape(box("một"), anchor="x, 1, 2"), [("A1", "", "một")]),
        ("<x:other>" + box("một") + "</x:other>", []),
        ("<v:shape>" + box("một") + "<x:ClientData/></v:shape>", []),
        ("<v:shape>" + box("một") + '<x:ClientData ObjectType="a"><x:Anchor/></x:ClientData></v:shape>', [("A1", "", "một")]),
        (
            shape('<v:imagedata/>', "Note") + shape(box("hai"), anchor="0,0,0,0,0,0,0,0") + shape("", "Pict"),
            [("A1", "", "hai")],
        ),
        ("<v:group>" + shape(box("một")) + "</v:group>", [("B3", "", "một")]),
    ],
)  # fmt: skip
def test_shapes_as_excel_2003_wrote_them(drawn: str, found: list[tuple[str, str, str]]) -> None:
    words = _OldShapesPass("x")
    words.run([VML.format(drawn).encode()])
    assert words.found == found


XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"


def corner(name: str, column: str, row: str) -> str:
    return f"<{name}><col>{column}</col><colOff>7</colOff><row>{row}</row></{name}>"


def anchor(inner: str, *corners: str, name: str = "twoCellAnchor") -> str:
    return f"<{name}>{''.join(corners)}{inner}</{name}>"


FROM, TO = corner("from", "1", "2"), corner("to", "3", "5")


@for_each(
    ("drawn", "found"),
    [
        (anchor("<p><t>một</t><t>hai</t></p><p><t>ba</t></p>", FROM, TO), [("B3", "", "mộthai ba")]),
        (anchor("<blip/>", FROM, TO), [("B3:D6", "", "")]),
        (anchor("<blip/>", FROM), [("B3", "", "")]),
        (anchor("<blip/>", FROM, corner("to", "1", "2")), [("B3", "", "")]),
        (anchor("<contentPart/>", FROM, TO), [("B3:D6", "", "")]),
        (anchor("<blip/><t>chữ</t>", FROM, TO), [("B3", "", "chữ"), ("B3:D6", "", "")]),
        (anchor("<Fallback><blip/><t>chữ</t></Fallback>", FROM, TO), []),
        (anchor("<blip/>", name="absoluteAnchor"), [("A1", "", "")]),
        (anchor("<t>xa</t>", corner("from", "x", "2")), [("A1", "", "xa")]),
        (anchor("<t>a</t>", "<from><row>2</row></from>"), [("A3", "", "a")]),
        (anchor("<t>a</t>", "<from><col>2</col></from>"), [("C1", "", "a")]),
        (anchor("<t>a</t><row>7</row>", "<from><row>1<x/>2</row></from>"), [("A13", "", "a")]),
        (anchor("<blip/>", FROM, TO) + anchor("<t>b</t>", name="oneCellAnchor"), [("B3:D6", "", ""), ("A1", "", "b")]),
        (anchor("<rPh><t>đọc</t></rPh><text>không</text>", FROM), []),
        (
            '<authors><author>Bà <b/>A</author><author>B</author></authors><comment ref="C4" authorId="0"><t>x</t></comment>'
            '<comment ref="C5" authorId="1"><t>y</t></comment><comment authorId="2"><t>z</t></comment>'
            '<comment ref="C6" authorId="-1"><t> </t></comment>' + anchor("<t>w</t>", FROM),
            [("C4", "Bà A", "x"), ("C5", "B", "y"), ("A1", "", "z"), ("B3", "", "w")],
        ),
        ('<threadedComment ref="A2"><text>một  hai</text><t>ba</t></threadedComment>', [("A2", "", "một haiba")]),
    ],
)  # fmt: skip
def test_words_and_pictures_over_the_cells(drawn: str, found: list[tuple[str, str, str]]) -> None:
    words = _WordsPass("x")
    words.run([f"<x>{drawn}</x>".encode()])
    assert words.found == found


def beside(*told: tuple[str, str]) -> list[tuple[Any, ...]]:
    """Return what stands beside the cells of a sheet that relates to parts of these kinds."""
    files = {f"xl/{number}.xml": text for number, (_, text) in enumerate(told)}
    package = Package(packed({"[Content_Types].xml": "", **files}))
    relations = [(kind, f"xl/{number}.xml") for number, (kind, _) in enumerate(told)]
    return [
        tuple(one) for one in asides_of(package, [*relations, ("theme", "a"), ("comments", "b")])
    ]


def notes(*told: tuple[str, str]) -> str:
    listed = "".join(
        f'<comment ref="{cell}" authorId="0"><t>{words}</t></comment>' for cell, words in told
    )
    return f"<x><author>Bà A</author>{listed}</x>"


THREAD = '<x><threadedComment ref="A1"><text>một</text></threadedComment></x>'
OLD = VML.format(shape(box("một")) + shape(box("hai<br>ba"), "Button"))


@for_each(
    ("told", "asides"),
    [
        (
            [("comments", notes(("A1", "no"), ("B1", "Bà A: hai"), ("C1", "Bà A:"), ("D1", "Bà B: x")))],
            [("A1", "no", "Bà A", False), ("B1", "hai", "Bà A", False), ("D1", "Bà B: x", "Bà A", False)],
        ),
        (
            [("comments", notes(("A1", "no"), ("B1", "hai"))), ("threadedComment", THREAD)],
            [("A1", "một", "", False), ("B1", "hai", "Bà A", False)],
        ),
        ([("drawing", f"<x>{anchor('<blip/>', FROM, TO)}</x>")], [("B3:D6", "", "", True)]),
        ([("vmlDrawing", OLD)], [("B3", "một", "", False), ("B3", "hai ba", "", False)]),
        (
            [("vmlDrawing", OLD), ("drawing", f"<x>{anchor('<t>một</t>', FROM)}</x>")],
            [("B3", "một", "", False), ("B3", "hai ba", "", False)],
        ),
        (
            [("vmlDrawing", OLD), ("comments", notes(("A1", "hai ba")))],
            [("A1", "hai ba", "Bà A", False), ("B3", "một", "", False)],
        ),
        ([("vmlDrawing", OLD[:-6]), ("comments", notes(("A1", "a"))[:-4])], [("A1", "a", "Bà A", False), ("B3", "một", "", False), ("B3", "hai ba", "", False)]),
        ([("theme", notes(("A1", "a")))], []),
    ],
)  # fmt: skip
def test_what_stands_beside_the_cells(
    told: list[tuple[str, str]], asides: list[tuple[Any, ...]]
) -> None:
    assert beside(*told) == asides


def test_bounds_of_what_stands_beside_the_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(over_cells, "MAX_WORDS", 3)
    monkeypatch.setattr(over_cells, "MAX_ASIDES", 2)
    four = notes(("A1", "abcd"), ("B1", "b"), ("C1", "c"))
    assert beside(("comments", four)) == [("A1", "abc", "Bà A", False), ("B1", "b", "Bà A", False)]
    monkeypatch.setattr(over_cells, "_MAX_OLD_SHAPES", len(OLD.encode()))
    assert len(beside(("vmlDrawing", OLD))) == 2
    monkeypatch.setattr(over_cells, "_MAX_OLD_SHAPES", len(OLD.encode()) - 1)
    assert beside(("vmlDrawing", OLD)) == []


def test_which_cells_hold_pictures() -> None:
    rows = (
        '<c r="A1" t="e" vm="1"/><c r="B1" t="n" vm="1"/><c r="C1" t="e"/>'
        '<c r="D1"><f>_xlfn.IMAGE(1)</f><v>DISPIMG(</v></c><c r="E1"><f>XIMAGE(1)</f></c>'
        '<c r="F1"><v>IMAGE(</v></c><c><f>IMAGE(1)</f></c>'
    )
    for kept, cells in ((True, ["A1", "D1", ""]), (False, ["D1", ""])):
        scan = _PicturesPass("x", kept=kept)
        scan.run([f'<s xmlns="{MAIN}">{rows}</s>'.encode()])
        assert scan.found == cells


def placed(*numbers: int) -> bytes:
    return b"--\x00\x00\x10\xf0\x12\x00\x00\x00" + struct.pack("<9H", *numbers) + b"--"


def drawn_object(kind: int, number: int) -> bytes:
    return b"\x15\0\x12\0" + struct.pack("<HH", kind, number)


def text_of(words: str, *, wide: bool = False) -> list[bytes]:
    letters_ = words.encode("utf-16-le" if wide else "latin-1")
    return [bytes(10) + struct.pack("<H", len(words)), bytes((wide,)) + letters_ + b"behind"]


def note(row: int, column: int, number: int, author: str, *, wide: bool = False) -> bytes:
    letters_ = author.encode("utf-16-le" if wide else "latin-1")
    return struct.pack("<5HB", row, column, 0, number, len(author), wide) + letters_ + b"\0"


NOTE, OBJECT, TEXT, DRAWING = 0x1C, 0x5D, 0x1B6, 0xEC


def over(*told: tuple[int, list[bytes]]) -> tuple[Aside, ...]:
    found = AsidesOfXls()
    for kind, parts in told:
        found.add(kind, parts)
    return found.all()


def test_what_lies_over_the_cells_of_an_xls(monkeypatch: pytest.MonkeyPatch) -> None:
    place = (DRAWING, [placed(0, 1, 15, 2, 10, 3, 15, 5, 4)])
    dot = (DRAWING, [placed(0, 1, 0, 2, 0, 1, 9, 2, 9)])
    picture, shape_ = (OBJECT, [drawn_object(8, 1)]), (OBJECT, [drawn_object(6, 2)])
    assert over(place, picture) == (Aside("B3:D6", "", "", True),)
    assert over(dot, picture) == (Aside("B3", "", "", True),)
    assert over(picture) == (Aside("A1", "", "", True),)
    assert over((OBJECT, [drawn_object(8, 1)[:7]])) == ()
    words = (TEXT, text_of(" một  hai ".replace("ộ", "o")))
    assert over(place, shape_, words) == (Aside("B3", "mot hai", ""),)
    assert over(place, shape_, (TEXT, text_of("một", wide=True))) == (Aside("B3", "một", ""),)
    assert over(shape_, (TEXT, text_of(" "))) == ()
    assert over(shape_, (TEXT, words[1][:1])) == over(shape_, (TEXT, [words[1][0], b""])) == ()
    said_by = (TEXT, text_of("Ba A: loi"))
    assert over(place, shape_, said_by, (NOTE, [note(4, 6, 2, " Ba A ")])) == (
        Aside("G5", "loi", "Ba A"),
    )
    assert over(shape_, said_by, (NOTE, [note(4, 6, 2, "Bà", wide=True)])) == (
        Aside("G5", "Ba A: loi", "Bà"),
    )
    assert over(shape_, said_by, (NOTE, [note(4, 6, 2, "")])) == (Aside("G5", "Ba A: loi", "?"),)
    assert over(shape_, said_by, (NOTE, [note(4, 6, 3, "x")])) == (Aside("A1", "Ba A: loi", ""),)
    assert over(shape_, said_by, (NOTE, [note(4, 6, 2, "")[:10]])) == (
        Aside("A1", "Ba A: loi", ""),
    )
    assert over((DRAWING, [placed(*range(9))[:20]]), picture) == (Aside("A1", "", "", True),)
    monkeypatch.setattr("sheettools.incoming.look.aside.MAX_ASIDES", 1)
    monkeypatch.setattr("sheettools.incoming.look.aside.MAX_WORDS", 3)
    assert over(place, picture, shape_, words) == (Aside("B3:D6", "", "", True),)
    assert over(shape_, words, picture) == (Aside("A1", "mot", ""),)


# ------------------------------------------------------------------ cells far away


def keys(*cells: str) -> set[int]:
    return {cell_key(*split_address(cell)) for cell in cells}


def test_the_few_cells_without_which_a_sheet_is_small_enough(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sheettools.incoming.look.sheet.MAX_BOX", 6)
    monkeypatch.setattr("sheettools.incoming.look.sheet.FEW", 3)
    near = ("A1", "B1", "A2", "B2", "A3", "B3")
    assert _far_away(keys(*near)) == set()
    assert _far_away(keys(*near, "C9")) == keys("C9")
    assert _far_away(keys(*near, "A4")) == keys("A4")
    assert _far_away(keys(*near, "C1")) == keys("C1")
    assert _far_away(keys(*near, "C9", "A7")) == keys("C9", "A7")
    assert _far_away(keys(*near, "C9", "A7", "D1")) == set(), "these are many"
    assert _far_away(set()) == set()
    assert _far_away(keys("D9")) == keys("D9")
