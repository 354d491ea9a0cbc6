"""A workbook made from an older version of the template comes back: it is read by what its columns
were called.
"""

from __future__ import annotations

import pytest
from small_year import TODAY, fill, issued_file, make_year, thuong

from sheettools.incoming.intake import Outcome
from sheettools.year import TEMPLATES, Year

ADDED = """
[[sheet.field]]
name = "xom"
title = "Xóm"
"""
NEW = """
[[sheet.field]]
name = "nguoi_nhan"
title = "Người tiếp nhận"
constraints = { required = true }
[[sheet.field]]
name = "hinh_anh"
title = "Có ảnh kèm theo"
"""


def change(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert text.count(old) >= 1, old
        text = text.replace(old, new)
    return text


def older(present: str) -> str:
    """Return the older template: a column, a sheet and an item called otherwise, a column more."""
    before, sheet, after = present.partition('name = "kien_nghi"')
    after = change(
        after,
        ('"co_quan"', '"don_vi_gq"'),
        ('categories = "don_vi_gq"', 'categories = "co_quan"'),
        ("{ co_quan", "{ don_vi_gq"),
        ("kien_nghi.co_quan}", "kien_nghi.don_vi_gq}"),
        ('title = "Cơ quan giải quyết"', 'title = "Nơi giải quyết"'),
        ('title = "Kiến nghị"', 'title = "Ý kiến của dân"'),
    )
    head, field, rest = after.partition('[[sheet.field]]\nname = "loai"')
    text = before + sheet + head + ADDED.lstrip() + field + rest
    return change(text, ('label = "Đang giải quyết", group', 'label = "Đang làm", group'))


def newer(present: str) -> str:
    """Return the present template, which says what things were called, and asks for one column
    more.
    """
    before, sheet, after = present.partition('name = "kien_nghi"')
    after = change(
        after,
        (
            'name = "co_quan"',
            'name = "co_quan"\nformerly = ["don_vi_gq"]\nformerly_titled = ["Nơi giải quyết"]',
        ),
        ('title = "Kiến nghị"', 'title = "Kiến nghị"\nformerly_titled = ["Ý kiến của dân"]'),
    )
    head, field, rest = after.partition('[[sheet.field]]\nname = "loai"')
    text = before + sheet + head + NEW.lstrip() + field + rest
    return change(
        text,
        (
            'label = "Đang giải quyết", group',
            'label = "Đang giải quyết", aliases = ["Đang làm"], group',
        ),
    )


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """What is said of a return that was made and filled before the template changed."""
    folder = tmp_path_factory.mktemp("nam") / "mau-son-2024"
    make_year(folder)
    own = folder / TEMPLATES / "so-tiep-xuc.toml"
    present = own.read_text(encoding="utf-8")
    own.write_text(older(present), encoding="utf-8")
    for path in (folder / "phat-ra").iterdir():
        path.unlink()
    year = Year(folder)
    list(year.generate(names=["99901-01"]))
    report = thuong()
    for row in report["kien_nghi"]:
        row["don_vi_gq"] = row.pop("co_quan", None)
    report["kien_nghi"][0]["xom"], report["kien_nghi"][2]["xom"] = "Giữa", "Đông"
    returned = fill(
        issued_file(year, "01"), folder / "nhan-ve" / "so.xlsx", year.plan.collects, report
    )

    own.write_text(newer(present), encoding="utf-8")
    (found,) = Year(folder).check([returned], TODAY)
    return found


def test_its_rows_are_all_read(outcome: Outcome) -> None:
    assert outcome.checked is not None
    assert outcome.checked.count_rows()["accepted"] == 2 + 2 + 4
    assert outcome.checked.count_rows()["set aside"] == 0


def test_a_column_is_read_by_its_former_name(outcome: Outcome) -> None:
    assert outcome.checked is not None
    assert [row.values["co_quan"] for row in outcome.checked.of("kien_nghi")] == [
        None,
        "UBND_HUYEN",
        None,
        None,
    ]


def test_an_item_is_read_by_its_former_label(outcome: Outcome) -> None:
    assert outcome.checked is not None
    states = [row.values["trang_thai"] for row in outcome.checked.of("kien_nghi")]
    assert states == ["TRA_LOI_HN", "CHUYEN", "DANG_GQ", "GIAI_TRINH"]


def test_what_could_not_be_carried_is_said_once(outcome: Outcome) -> None:
    (dropped,) = [finding for finding in outcome.findings if finding.code == "F230"]
    assert "“Xóm” (Ý kiến của dân!D6: 2 ô)" in dropped.message()


def test_a_new_required_column_is_asked_for_once(outcome: Outcome) -> None:
    asked = [
        f
        for f in outcome.findings
        if f.code in ("F231", "C112") and f.location.sheet == "Ý kiến của dân"
    ]
    assert [(f.code, f.values["column"]) for f in asked] == [("F231", "Người tiếp nhận")]


def test_nothing_is_said_to_be_the_senders_doing(outcome: Outcome) -> None:
    codes = {finding.code for finding in outcome.findings}
    assert "F204" in codes
    assert not {code for code in codes if code.startswith("S") or code in ("F210", "C003")}
