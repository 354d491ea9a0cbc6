"""How cells and runs of text look in each kind of workbook, told by hand."""

from __future__ import annotations

import struct
from typing import Any

from for_each import for_each

from sheettools.incoming.look.looks import CellLook, CellLooks, LooksOfXls, OpenLooks
from sheettools.incoming.look.seen import (
    LOWERED,
    RAISED,
    TextRun,
    colour_of,
    is_on,
    seen_text,
)
from sheettools.incoming.look.values import Seen

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WHITE, BLACK = "FFFFFF", "000000"


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
