"""Which profile a plan is under: that of its day of issue, of its province or the country's, and
what is said of the choice.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from for_each import for_each

from sheettools.findings import Finding, SheettoolsError
from sheettools.plan.begin import Drafted
from sheettools.plan.in_force import PlanSays, choose_profile, told_of_issuer
from sheettools.template.load.library import find_profile
from sheettools.year import Year, check_plan_file

TEXT = """ĐẢNG ỦY {unit}
Số {number}-KH/ĐU
{issued}
KẾ HOẠCH
đối thoại với Nhân dân năm {year}
{bases}
Đảng ủy {unit}, {above} xây dựng kế hoạch năm {year} như sau:
I- THỜI GIAN, ĐỊA ĐIỂM
+ Quý II: thôn Đông, tại Nhà văn hóa thôn Đông.
Nơi nhận:
{sent}
T/M ĐẢNG ỦY
BÍ THƯ
"""
USUAL = {
    "unit": "xã An Lộ",
    "number": "12",
    "issued": "",
    "year": "2025",
    "bases": "Thực hiện Quyết định số 218-QĐ/TW, ngày 12/12/2013 của Bộ Chính trị;",
    "above": "tỉnh Nghệ An",
    "sent": "- Các chi bộ;",
}


def drafted(folder: Path, **said: str) -> tuple[str, Drafted]:
    """Draft a plan from a text; return the profile that it is under, and what was said."""
    folder.mkdir(exist_ok=True)
    text = folder / "plan.txt"
    text.write_text(TEXT.format(**{**USUAL, **said}), encoding="utf-8")
    year = Year(folder / "nam")
    made = year.start(text)
    checked = check_plan_file(year.plan_path, year.folder).checked
    assert checked is not None
    return checked.forms["chung"]["ho_so"], made


def told(made: Drafted, code: str) -> list[Finding]:
    return [finding for finding in made.told if finding.code == code]


@pytest.mark.parametrize(
    ("said", "name", "because"),
    [
        ({"issued": "An Lộ, ngày 10 tháng 01 năm 2025"}, "quoc-gia-ba-cap", "10/01/2025"),
        ({"issued": "An Lộ, ngày 30 tháng 6 năm 2025"}, "quoc-gia-ba-cap", "30/06/2025"),
        ({"issued": "An Lộ, ngày 01 tháng 7 năm 2025"}, "quoc-gia-hai-cap", "01/07/2025"),
        ({"issued": "An Lộ, ngày 20 tháng 12 năm 2024"}, "quoc-gia-ba-cap", "01/01/2025"),
        ({"issued": "An Lộ, ngày     tháng 8 năm 2025"}, "quoc-gia-hai-cap", "tháng 08/2025"),
        ({"issued": "An Lộ, ngày … tháng 01 năm 2025"}, "quoc-gia-ba-cap", "tháng 01/2025"),
        ({}, "quoc-gia-ba-cap", "đầu năm"),
        ({"year": "2026"}, "quoc-gia-hai-cap", "đầu năm"),
        ({"unit": "thị trấn An Lộ"}, "quoc-gia-ba-cap", "có “Thị trấn”"),
        ({"above": "huyện Hòa An, tỉnh Nghệ An"}, "quoc-gia-ba-cap", "có “Huyện Hòa An”"),
        ({"sent": "- Thường trực Tỉnh ủy (b/c);"}, "quoc-gia-hai-cap", "gửi “Thường trực Tỉnh ủy”"),
        ({"sent": "- Thường trực Huyện ủy (b/c);"}, "quoc-gia-ba-cap", "đầu năm"),
        (
            {"bases": "Thực hiện Kế hoạch số 5-KH/TU, ngày 05/8/2025 của Tỉnh ủy;"},
            "quoc-gia-hai-cap",
            "dẫn văn bản ngày 05/08/2025",
        ),
    ],
)
def test_a_plan_is_under_the_profile_of_its_day_of_issue(
    said: dict[str, str], name: str, because: str, tmp_path: Path
) -> None:
    found, made = drafted(tmp_path, **said)
    (taken,) = told(made, "T070")
    assert (found, taken.value) == (name, name)
    assert because in taken.message("vi")
    assert "Words(" not in taken.message("en")


def test_a_township_of_january_2025_is_not_refused(tmp_path: Path) -> None:
    issued = "An Lộ, ngày 10 tháng 01 năm 2025"
    drafted(tmp_path, unit="thị trấn An Lộ", issued=issued)
    said = check_plan_file(tmp_path / "nam" / "ke-hoach.xlsx", tmp_path / "nam").findings
    assert {finding.code for finding in said} == {"C112"}, "the code of the commune is not known"


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ({"issued": "An Lộ, ngày 10 tháng 01 năm 2025"}, ["01/07/2025"]),
        ({"issued": "An Lộ, ngày 01 tháng 8 năm 2025"}, ["01/07/2025"]),
        ({"year": "2024"}, []),
        ({"year": "2026"}, []),
    ],
)
def test_a_period_over_the_day_of_a_change_is_told(
    said: dict[str, str], days: list[str], tmp_path: Path
) -> None:
    _, made = drafted(tmp_path, **said)
    changes = told(made, "T071")
    assert [finding.value for finding in changes] == days
    for finding in changes:
        assert "“quoc-gia-ba-cap”, từ ngày đó là “quoc-gia-hai-cap”" in finding.message("vi")


@pytest.mark.parametrize(
    ("above", "year", "name"),
    [
        ("tỉnh Nghệ An", "2026", "quoc-gia-hai-cap"),
        ("tỉnh Bắc Ninh", "2026", "bac-ninh-2026"),
        ("tỉnh Bắc Ninh", "2024", "quoc-gia-ba-cap"),
        ("huyện Lục Ngạn, tỉnh Bắc Giang", "2024", "bac-giang-2024"),
        ("thành phố Hải Phòng", "2026", "thanh-pho-hai-cap"),
    ],
)
def test_a_plan_of_another_province_has_the_country_s(
    above: str, year: str, name: str, tmp_path: Path
) -> None:
    found, made = drafted(tmp_path, above=above, year=year)
    assert found == name
    country = told(made, "T072")
    assert bool(country) == name.startswith("quoc-gia")
    for finding in country:
        province = f"Tỉnh {above.rpartition('tỉnh ')[2]}"
        assert province in finding.message("vi")
        assert "“Căn cứ”" in finding.remedy("vi")


def test_a_plan_tells_of_its_province_by_what_it_rests_on(tmp_path: Path) -> None:
    bases = "Thực hiện Quyết định số 1158-QĐ/TU, ngày 09/7/2015 của Ban Thường vụ Tỉnh ủy;"
    found, made = drafted(tmp_path, above="huyện Lục Ngạn", year="2024", bases=bases)
    assert found == "bac-giang-2024"
    assert "1158-QĐ/TU" in told(made, "T070")[0].message("vi")
    _, made = drafted(tmp_path / "2025", above="huyện Lục Ngạn", bases=bases)
    assert "trước ngày đó là bộ quy định “bac-giang-2024”" in told(made, "T071")[0].message("vi")
    other = bases.replace("09/7/2015", "09/7/2016")
    found, _ = drafted(tmp_path / "khac", above="huyện Lục Ngạn", year="2024", bases=other)
    assert found == "quoc-gia-ba-cap"


def test_an_office_s_own_profile_goes_before_all(tmp_path: Path) -> None:
    folder = tmp_path / "nam" / "bieu-mau" / "profiles"
    folder.mkdir(parents=True)
    (folder / "rieng.toml").write_text(
        'name = "rieng"\ntitle = "Riêng"\nextends = "quoc-gia-ba-cap"\n', encoding="utf-8"
    )
    found, made = drafted(tmp_path, year="2024")
    assert found == "rieng"
    assert told(made, "T072") == []


def test_a_profile_by_path_is_kept_with_what_it_goes_on_from(tmp_path: Path) -> None:
    for name, base in {"huyen-a": "tinh-a", "tinh-a": "quoc-gia-ba-cap"}.items():
        (tmp_path / f"{name}.toml").write_text(
            f'name = "{name}"\ntitle = "A"\nextends = "{base}"\n', encoding="utf-8"
        )
    Year(tmp_path / "nam").start(None, year=2024, profile=str(tmp_path / "huyen-a.toml"))
    kept = find_profile("huyen-a", tmp_path / "nam")
    assert kept.settings["han_tra_loi_ngay_lam_viec"] == 10


def test_without_a_text_the_year_alone_tells(tmp_path: Path) -> None:
    made = Year(tmp_path / "nam").start(None, year=2026)
    assert [finding.code for finding in made.told] == ["T070", "T072"]
    assert "tỉnh này" in made.told[1].message("vi")


def test_what_is_chosen_by_name_needs_no_reason(tmp_path: Path) -> None:
    made = Year(tmp_path / "nam").start(None, year=2026, profile="quoc-gia-ba-cap")
    assert made.told == ()


@for_each(
    ("issuer", "told_so"),
    [
        ("UBND xã An Lộ", True),
        ("Ủy ban MTTQ Việt Nam xã An Lộ", True),
        ("Đảng uỷ xã An Lộ", False),
        ("Ban Thường vụ Đảng ủy xã An Lộ", False),
        ("Đàng ủy xã An Lộ", False),  # a scan that lost a mark
        ("", False),
    ],
)
def test_an_issuer_whose_documents_a_profile_does_not_word_is_told(
    issuer: str, told_so: bool
) -> None:
    said = PlanSays(form={"co_quan_ban_hanh": issuer})
    found = told_of_issuer(find_profile("bac-ninh-2026"), said, "")
    assert [finding.code for finding in found] == ["T076"] * told_so


def test_a_profile_of_its_own_words_what_a_ubnd_issues(tmp_path: Path) -> None:
    profile = tmp_path / "ubnd.toml"
    profile.write_text(
        'name = "ubnd"\ntitle = "UBND"\nextends = "quoc-gia-hai-cap"\n'
        'issuers = ["UBND"]\n[document]\nnumber = "Số: …/BC-UBND"\n',
        encoding="utf-8",
    )
    made = find_profile(str(profile))
    assert told_of_issuer(made, PlanSays(form={"co_quan_ban_hanh": "UBND xã"}), "") == ()
    assert made.document["number"] == "Số: …/BC-UBND"
    assert made.document["font"] == "Times New Roman"


def test_a_year_without_any_profile_is_refused() -> None:
    with pytest.raises(SheettoolsError) as refused:
        choose_profile(PlanSays(form={"ngay_ban_hanh": date(1990, 1, 5)}), 1990)
    assert [finding.code for finding in refused.value.findings] == ["T026"]
