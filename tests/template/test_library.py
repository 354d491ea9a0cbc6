"""Where templates are looked for, and what a workbook may not choose."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from for_each import for_each
from standing import OWN

from sheettools.findings import SheettoolsError
from sheettools.template.load.library import find_profile, find_template, profile_in_force


def test_a_name_in_a_workbook_is_never_a_path(tmp_path: Path) -> None:
    own = tmp_path / "x.toml"
    own.write_text("", encoding="utf-8")
    assert find_template(str(own)) == own
    with pytest.raises(SheettoolsError) as refused:
        find_template(str(own), from_workbook=True)
    assert [finding.code for finding in refused.value.findings] == ["T007"]


def test_an_office_s_own_profile_goes_first(tmp_path: Path) -> None:
    folder = tmp_path / "bieu-mau" / "profiles"
    folder.mkdir(parents=True)
    (folder / "rieng.toml").write_text(
        'name = "rieng"\ntitle = "Riêng"\nvalid_from = "2026-01-01"\n', encoding="utf-8"
    )
    found = profile_in_force("2026-12-31", tmp_path)
    assert found is not None
    assert found.name == "rieng"


def own(folder: Path, name: str, text: str) -> None:
    """Lay a profile of an office's own into its year's folder."""
    profiles = folder / "bieu-mau" / "profiles"
    profiles.mkdir(parents=True, exist_ok=True)
    (profiles / f"{name}.toml").write_text(
        f'name = "{name}"\ntitle = "Riêng"\n{text}', encoding="utf-8"
    )


@pytest.mark.parametrize("name", ["bac-giang-2024", "bac-ninh-2026"])
def test_a_province_s_profile_says_with_the_country_s_what_it_said_alone(name: str) -> None:
    # The tests' own was copied from the shipped one while that said all by itself.
    alone = find_profile(name, OWN)
    assert not alone.extends
    made = find_profile(name)
    assert made.extends
    said = replace(made, extends="", provinces=(), issuers=(), adds={})
    assert said == alone


def test_an_office_s_own_profile_says_only_what_is_its_own(tmp_path: Path) -> None:
    text = """
extends = "quoc-gia-hai-cap"
[settings]
han_khieu_nai_ngay = 45
[adds]
can_cu = [{ loai = "Quy chế", so = "5-QC/TU" }]
[without]
cap = []
"""
    own(tmp_path, "nghe-an", text)
    made, country = find_profile("nghe-an", tmp_path), find_profile("quoc-gia-hai-cap")
    assert made.settings == {**country.settings, "han_khieu_nai_ngay": 45}
    assert made.document == country.document
    assert made.tables["can_cu"] == (
        *country.tables["can_cu"],
        {"loai": "Quy chế", "so": "5-QC/TU"},
    )
    assert made.tables["noi_nhan"] == country.tables["noi_nhan"]
    assert made.without == {"cap": (), "loai_xa": ("Thị trấn",)}
    assert (made.valid_from, made.valid_to) == (country.valid_from, "")


def test_an_office_s_own_goes_on_from_the_shipped_one_of_its_name(tmp_path: Path) -> None:
    own(tmp_path, "bac-ninh-2026", 'extends = "bac-ninh-2026"\n[document]\nfont = "Arial"\n')
    made = find_profile("bac-ninh-2026", tmp_path)
    assert made.document == {**find_profile("bac-ninh-2026").document, "font": "Arial"}
    assert made.provinces == ("Tỉnh Bắc Ninh",)


@for_each(
    ("files", "code"),
    [
        ({"a": "a"}, "T019"),
        ({"a": "b", "b": "a"}, "T019"),
        ({"a": "quoc-gia-hai-cp"}, "T005"),
        ({"a": "b", "b": "xa-xoi"}, "T005"),
    ],
)
def test_what_a_profile_cannot_go_on_from_is_told_at_its_line(
    files: dict[str, str], code: str, tmp_path: Path
) -> None:
    for name, base in files.items():
        own(tmp_path, name, f'extends = "{base}"\n')
    with pytest.raises(SheettoolsError) as refused:
        find_profile("a", tmp_path)
    (fault,) = refused.value.findings
    assert (fault.code, fault.location.line) == (code, 3)
    if "cp" in fault.value:
        assert "quoc-gia-hai-cap" in fault.remedy("vi")


@for_each(
    ("day", "province", "name"),
    [
        ("2024-01-01", "Tỉnh Bắc Giang", "bac-giang-2024"),
        ("2024-01-01", "bắc giang", "bac-giang-2024"),
        ("2024-01-01", "Tỉnh Bắc Ninh", "quoc-gia-ba-cap"),
        ("2025-06-30", "Tỉnh Nghệ An", "quoc-gia-ba-cap"),
        ("2025-07-01", "Tỉnh Nghệ An", "quoc-gia-hai-cap"),
        ("2025-07-01", "Tỉnh Bắc Ninh", "bac-ninh-2026"),
        ("2026-01-01", "TP. Hải Phòng", "thanh-pho-hai-cap"),
        ("2026-01-01", "", "quoc-gia-hai-cap"),
    ],
)
def test_a_province_has_its_own_profile_or_the_country_s(
    day: str, province: str, name: str
) -> None:
    found = profile_in_force(day, None, province)
    assert found is not None
    assert found.name == name


def test_an_own_profile_of_another_province_is_not_taken(tmp_path: Path) -> None:
    own(tmp_path, "rieng", 'extends = "quoc-gia-hai-cap"\nprovinces = ["Tỉnh Nghệ An"]\n')
    found = [
        profile_in_force("2026-01-01", tmp_path, province)
        for province in ("Tỉnh Nghệ An", "", "Tỉnh Bắc Ninh")
    ]
    assert [one.name for one in found if one] == ["rieng", "rieng", "bac-ninh-2026"]


def test_of_two_own_profiles_that_of_the_issuer_is_taken(tmp_path: Path) -> None:
    own(tmp_path, "a-dang", 'extends = "quoc-gia-hai-cap"\n')
    text = 'extends = "quoc-gia-hai-cap"\nissuers = ["Ủy ban nhân dân", "UBND"]\n'
    own(tmp_path, "b-ubnd", text + '[document]\nnumber = "Số: …/BC-UBND"\n')
    issuers = ("Đảng uỷ xã An Lộ", "UBND xã An Lộ", "Ủy ban Nhân dân xã", "MTTQ xã", "")
    found = [profile_in_force("2026-01-01", tmp_path, "", issuer) for issuer in issuers]
    assert [one.name for one in found if one] == ["a-dang", "b-ubnd", "b-ubnd", "a-dang", "a-dang"]
