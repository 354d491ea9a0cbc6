"""Numbers that are somebody's, and the amounts, dates and numbers of documents that look like
them.
"""

from __future__ import annotations

from datetime import date

from for_each import for_each
from hypothesis import example, given, settings
from hypothesis import strategies as st
from properties import up_to

from sheettools.words.personal import Hit, find_personal


def asked(text: str) -> list[Hit]:
    """What a village would be asked about as a matter of course."""
    return [hit for hit in find_personal(text) if hit.is_certain]


@for_each(
    ("text", "kind", "part"),
    [
        ("CCCD 024085001234.", "cccd", "024085001234"),
        ("số 024 085 001 234, cấp năm", "cccd", "024 085 001 234"),
        ("0240 8500 1234", "cccd", "0240 8500 1234"),
        ("CMND 121234567", "cccd", "121234567"),
        ("chứng minh nhân dân số 121 234 567", "cccd", "121 234 567"),
        ("ĐT: 0912345678", "phone", "0912345678"),
        ("ĐT 912345678", "phone", "912345678"),
        ("gọi 0912 345 678 nhé", "phone", "0912 345 678"),
        ("(0912.345.678)", "phone", "0912.345.678"),
        ("091-234-5678", "phone", "091-234-5678"),
        ("0912-2024-001", "phone", "0912-2024-001"),
        ("1-0912-2024-001", "phone", "0912-2024-001"),
        ("09 12 34 56 78", "phone", "09 12 34 56 78"),
        ("+84 912 345 678", "phone", "+84 912 345 678"),
        ("+84912345678", "phone", "+84912345678"),
        ("(0204) 3.881.234", "phone", "(0204) 3.881.234"),
        ("0204.3881234", "phone", "0204.3881234"),
    ],
)
def test_personal_numbers(text: str, kind: str, part: str) -> None:
    assert [(hit.kind, text[hit.start : hit.end]) for hit in asked(text)] == [(kind, part)]


def test_several_personal_numbers_in_order() -> None:
    text = "0912345678/0987654321, CCCD 024085001234"
    assert [hit.kind for hit in asked(text)] == ["phone", "phone", "cccd"]


@for_each(
    "text",
    """
1.200.000.000 đồng|120000000000 đồng|123456789 đồng|150000000|1200000000|1 200 000 000|05.03.2024 08:30|2023 2024 2025
từ 05 03 2024 đến 06 04 2024|01.01.2024-31.12.2024|Số 123456789/QĐ-UBND|NQ 1658/NQ-UBTVQH15|số 12/2024/NQ-HĐND
07528-02_ao-vuong_2024|07528-02 2024|07528-0999-2024-001|mã 07528-0312-2023-0014, đã xong|0,123456789
12345678901234567890
""".strip()
    .replace("\n", "|")
    .split("|"),
)
def test_other_numbers_are_no_personal_numbers(text: str) -> None:
    assert asked(text) == []


@given(st.integers(1, 10**13))
@example(841_200_000_000)  # as many digits as a phone with the country's number
@settings(max_examples=up_to(200))
def test_an_amount_with_its_unit_is_never_personal(amount: int) -> None:
    dotted = f"{amount:,}".replace(",", ".")
    for text in (f"{amount} đồng", f"{dotted} đồng", f"{dotted}đ"):
        assert asked(text) == []
    # Without a unit it may be a phone with the country's number, and is rather covered.
    assert asked(dotted) == [] or str(amount).startswith("84")


@given(
    st.dates(date(1900, 1, 1), date(2999, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %m %Y", "%Y%m%d"]),
)
@settings(max_examples=up_to(200))
def test_a_date_is_never_personal(day: date, form: str) -> None:
    text = f"{day:{form}}"
    for around in (text, f"{text} 08:30", f"{text}-{text}", f"{text} {text}"):
        assert asked(around) == []
