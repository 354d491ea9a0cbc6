"""A unit is found by whatever people call it; where that may be several, all of them are named."""

from __future__ import annotations

import unicodedata

import pytest
from for_each import for_each

from sheettools.findings import SheettoolsError
from sheettools.outgoing.addressee import find_units
from sheettools.template.issue import Issue


def units(*names: str) -> list[Issue]:
    """Units numbered from 01, each named with its kind, which is parted by “|”."""
    found = []
    for number, name in enumerate(names, start=1):
        unit_code = f"07528-{number:02}"
        whole, own = name.replace("|", " "), name.partition("|")[2]
        found.append(Issue(f"{unit_code}-2024", unit_code, whole, "", "", own_name=own))
    return found


CAM_SON = units("Thôn|Mới", "Thôn|Ao Vường", "Thôn|Cấm", "Thôn|Họa")
NUMBERED = units("Thôn|2", "Thôn|1", "Tổ dân phố|Đông Hà")
ALIKE = units("Thôn|Hoa", "Thôn|Họa", "Ấp|1", "Khóm|1")


@for_each(
    ("typed", "named"),
    [
        ("07528-02-2024", "Thôn Ao Vường"),
        ("07528-02", "Thôn Ao Vường"),
        ("02", "Thôn Ao Vường"),
        ("2", "Thôn Ao Vường"),
        ("THÔN AO VƯỜNG", "Thôn Ao Vường"),
        ("ao vường", "Thôn Ao Vường"),
        ("thon ao vuong", "Thôn Ao Vường"),
        ("Ao  Vuong", "Thôn Ao Vường"),
        ("“Thôn Họa”", "Thôn Họa"),
        ('"Họa"', "Thôn Họa"),
        (unicodedata.normalize("NFD", "Thôn Họa"), "Thôn Họa"),
        ("hoa", "Thôn Họa"),
        ("cam", "Thôn Cấm"),
        ("thon Họa", "Thôn Họa"),
    ],
)
def test_a_unit_is_found_by_what_people_call_it(typed: str, named: str) -> None:
    assert [one.unit_name for one in find_units([typed], CAM_SON)] == [named]


@for_each(
    ("typed", "named"),
    [
        ("Thôn 1", "Thôn 1"),
        ("thon 2", "Thôn 2"),
        ("07528-01", "Thôn 2"),
        ("3", "Tổ dân phố Đông Hà"),
    ],
)
def test_a_number_that_is_a_name_or_an_ordinal(typed: str, named: str) -> None:
    assert [one.unit_name for one in find_units([typed], NUMBERED)] == [named]


@for_each(
    ("typed", "issued", "known"),
    [
        ("1", NUMBERED, "Thôn 2 (07528-01), Thôn 1 (07528-02)"),
        ("01", NUMBERED, "Thôn 2 (07528-01), Thôn 1 (07528-02)"),
        ("1", ALIKE, "Thôn Hoa (07528-01), Ấp 1 (07528-03), Khóm 1 (07528-04)"),
        ("hòa", ALIKE, "“Thôn Hoa”, “Thôn Họa”"),
    ],
)
def test_what_may_be_several_is_asked_with_all_of_them(
    typed: str, issued: list[Issue], known: str
) -> None:
    with pytest.raises(SheettoolsError) as asked:
        find_units([typed], issued)
    (finding,) = asked.value.findings
    assert finding.code in ("F251", "T130")
    assert known in finding.message()


def test_an_exact_name_is_never_asked() -> None:
    assert [one.unit_name for one in find_units(["hoa", "Họa"], ALIKE)] == ["Thôn Hoa", "Thôn Họa"]


@for_each(
    ("typed", "near"), [("Ao Vưng", "Thôn Ao Vường"), ("Moj", "Thôn Mới"), ("Hòa", "Thôn Họa")]
)
def test_a_misspelt_name_is_answered_with_the_nearest(typed: str, near: str) -> None:
    with pytest.raises(SheettoolsError) as asked:
        find_units([typed], CAM_SON)
    (finding,) = asked.value.findings
    assert finding.code == "T130"
    assert f"có phải “{near}” không?" in finding.message()


def test_what_is_nobody_s_name_is_answered_with_all() -> None:
    with pytest.raises(SheettoolsError) as asked:
        find_units(["09", "Đồng Xuân Quang"], CAM_SON)
    assert [finding.code for finding in asked.value.findings] == ["F208", "F208"]
    assert "Thôn Mới, Thôn Ao Vường, Thôn Cấm, Thôn Họa" in asked.value.findings[0].remedy()
