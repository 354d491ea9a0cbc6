"""Vietnamese text: keys, order, suggestions, old encodings, hints; several hundred generated
cases.
"""

# ruff: noqa: SIM905 - tables of words are read as tables

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable

import pytest
from for_each import for_each
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import up_to

from sheettools.words import text
from sheettools.words.legacy import decodings, detect_legacy, detect_mixed, to_tcvn3, to_vni
from sheettools.words.matters import looks_like_many
from sheettools.words.spelling import is_syllable
from sheettools.words.suggest import _distance, _least, suggest
from sheettools.words.text import bare, fold, latin, looks, nfc, seen, slug, tidy, unseen

Encoder = Callable[[str], str]

SENTENCES = """
Tiếp xúc, đối thoại với nhân dân
Đề nghị xã sửa chữa đường liên thôn đã xuống cấp
Cần đầu tư hệ thống nước sạch cho các hộ dân trong thôn
Nhà văn hóa thôn xuống cấp, đề nghị hỗ trợ kinh phí sửa chữa
Đề nghị cấp giấy chứng nhận quyền sử dụng đất cho các hộ
Việc chi trả tiền bồi thường giải phóng mặt bằng còn chậm
Kênh mương nội đồng bị sạt lở sau mưa bão
Điện lưới quốc gia hay mất vào giờ cao điểm
Học sinh đi học phải qua ngầm tràn rất nguy hiểm khi mưa lũ
Trạm y tế thiếu thuốc và trang thiết bị
Đề nghị xem xét hộ nghèo, hộ cận nghèo năm 2024
Thu gom rác thải chưa kịp thời, gây ô nhiễm môi trường
Giá vải thiều thấp, đề nghị tìm đầu ra cho sản phẩm
Đề nghị hỗ trợ cây giống, vốn vay ưu đãi cho bà con
Tình trạng trộm cắp vặt, đánh bạc có chiều hướng tăng
Đường ranh giới rừng sản xuất giữa hai hộ chưa rõ ràng
Chế độ cho người có công chưa được giải quyết
Cán bộ tiếp dân nhiệt tình, trách nhiệm
Đề nghị mở lớp dạy nghề cho thanh niên
Sóng điện thoại di động yếu, không có mạng
Ủy ban nhân dân xã tiếp thu và trả lời tại hội nghị
Giao công chức địa chính kiểm tra, báo cáo trước ngày 30/4/2024
Nội dung vượt thẩm quyền, kiến nghị cấp trên xem xét
Đã giải quyết xong, thông báo cho người dân
Đang giải quyết, dự kiến hoàn thành trong quý II
Hội nghị đối thoại tại nhà văn hóa thôn Ao Vường
Thôn Họa đề nghị xây cầu qua suối
Bí thư Đảng ủy chủ trì hội nghị
Chủ tịch Ủy ban nhân dân xã phát biểu kết luận
Có 45 hộ dân bị ảnh hưởng bởi dự án hồ chứa nước
Thiếu đất sản xuất cho đồng bào dân tộc thiểu số
Đề nghị cho biết mức thu quỹ bảo trì đường bộ
Bảo hiểm y tế cho người dân vùng đặc biệt khó khăn
Việc sáp nhập thôn cần lấy ý kiến rộng rãi
Nước thải chăn nuôi chảy ra ruộng lúa
Đề nghị lắp đèn chiếu sáng đường làng, ngõ xóm
Khai thác cát, sỏi trái phép trên sông
Hỗ trợ làm nhà cho hộ nghèo theo chương trình mục tiêu quốc gia
Tiêm phòng cho đàn lợn, trâu, bò còn chậm
Cháy rừng tại khoảnh 5, đề nghị trang bị dụng cụ chữa cháy
Đề nghị làm rõ khoản thu xây dựng nông thôn mới
Xe quá tải đi qua làm hỏng mặt đường bê tông
Nhân dân nhất trí với chủ trương của Đảng
Người cao tuổi chưa nhận được tiền trợ cấp hằng tháng
Đề nghị đính chính tên trong sổ hộ khẩu
Thủ tục đăng ký khai sinh, kết hôn còn rườm rà
Đề nghị miễn giảm thủy lợi phí
Ông Nguyễn Văn Thuý hỏi về ranh giới đất
Bà Vi Thị Hường đề nghị khoan giếng
Hộ ông Hoàng Văn Quỳnh khiếu nại việc thu hồi đất
Cử tri kiến nghị xử lý dứt điểm vụ lấn chiếm
Bãi rác tự phát gần trường tiểu học bốc mùi
Đề nghị tăng phụ cấp cho trưởng thôn
Tuyên truyền phòng chống ma tuý, mê tín dị đoan
Sửa chữa trường mầm non điểm lẻ
Đập tràn bị hư hỏng, nguy cơ vỡ khi mưa to
Mất vệ sinh an toàn thực phẩm ở chợ phiên
Chưa có sân chơi, khu vui chơi cho trẻ em
Nghị quyết đã đề ra nhưng chưa thực hiện được
Hướng dẫn người dân nộp hồ sơ trực tuyến
""".strip().splitlines()
VILLAGES = (
    "thôn Mới|thôn Ao Vường|thôn Cấm|thôn Họa|thôn Hoà Bình|Ao Vường|Tân Sơn|Cấm Sơn|Hộ "
    "Đáp|Sơn Hải|Đồng Cốc|"
    "Giáp Sơn|thôn Tân Quang|Phì Điền|Đèo Gia|thôn Bắc Hoa|Khuôn Thần|Suối Chạc|Nguyễn Thị "
    "Hường|Lục Ngạn|"
    "thôn Bến Lở|bản Mòng"
).split("|")
TEXTS = SENTENCES + VILLAGES
ENCODERS = {"TCVN3": to_tcvn3, "VNI": to_vni}


def unikey_composed(s: str) -> str:
    """Write as "Unicode tổ hợp": the base letter whole, the tone after it."""
    out = ""
    for letter in s:
        parts = unicodedata.normalize("NFD", letter)
        tones = "".join(c for c in parts if c in "\u0300\u0301\u0303\u0309\u0323")
        out += nfc("".join(c for c in parts if c not in tones)) + tones
    return out


# --- tidy ---


@for_each(
    ("typed", "expected"),
    [
        ("  Ao\u00a0 Vường ", "Ao Vường"),
        ("a\u200bb\ufeffc\u200cd\u200de\u2060f", "abcdef"),
        ("a  \r\n b\t\tc\r", "a\n b c"),
        ("dòng 1\u2028dòng 2", "dòng 1\ndòng 2"),
        ("Tie\u0302\u0301p", "Tiếp"),
        ("V\u00adêng", "V\u00adêng"),
        ("\u00ad", ""),
        ("½ ngày – m²", "½ ngày – m²"),
        ("", ""),
    ],
)
def test_tidy(typed: str, expected: str) -> None:
    assert tidy(typed) == expected


@given(st.text(alphabet="ab ạê\u0323\u0301\xa0\t\n\r\x0b\x1c\x85\u2028\u200b\ufeff\u3000\xad.;"))
def test_what_needs_little_is_tidied_like_all_else(s: str) -> None:
    """Most texts go a short way; it gives what the long one gives."""
    odd = "\u200b"  # a sign nobody sees: any text with one goes the long way
    assert tidy(s) == tidy(odd + s)


@given(st.text())
def test_tidy_is_idempotent(s: str) -> None:
    once = tidy(s)
    assert tidy(once) == once


@for_each(
    ("typed", "seen_as"),
    [
        ("kiến\xad nghị", "kiến nghị"),  # a letter that TCVN3 has not
        ("ta\xad", "ta"),  # “taư” is no syllable
        ("12\xad", "12"),
        ("- \xad -", "- -"),
        ("m\xada", "m\xada"),  # mưa or ma
        ("®\xadîc", "®\xadîc"),  # được in TCVN3
        ("th\xad", "th\xad"),  # thư
    ],
)
def test_a_soft_hyphen_stays_only_where_it_may_be_a_letter(typed: str, seen_as: str) -> None:
    assert tidy(typed) == seen_as


@given(st.text(alphabet="a-… ạê\xa0\x00\x07\x1b\r\u200b\u202e\u2066\ufeff\u3164\u2800\ufe0f\xad"))
def test_what_is_seen_has_nothing_unseen(s: str) -> None:
    assert unseen(seen(s)) == ()
    assert not set(seen(s)) & set("\x00\x07\x1b\r\u200b\u202e\u2066\ufeff\u3164\u2800\xa0")
    assert looks(s) == looks(seen(s))


@for_each("s", TEXTS)
def test_a_plain_sentence_is_never_changed(s: str) -> None:
    assert tidy(s) == s
    for font in ("", "Times New Roman", ".VnTime", ".VnTimeH", "VNI-Times"):
        for form in (s, s.upper(), unicodedata.normalize("NFD", s), unikey_composed(s)):
            assert detect_legacy(form, font) is None
    assert looks_like_many(s) == 1


def test_what_is_common_is_composed_and_needs_no_tidying() -> None:
    common = [sign for sign in map(chr, range(sys.maxunicode + 1)) if text.is_common(sign)]
    assert {*"aZỹĐ09 -%“”\n"} <= {*common}
    for sign in common:
        assert nfc(sign) == sign
        assert not text._PADDED.search(f"x{sign}x")
        assert bool(re.match(f"[{text.LETTERS}]", sign)) == sign.isalpha()
        assert not unicodedata.combining(sign)


# --- fold ---

SAME = """
hoà hòa|uỷ ủy|thuý thúy|khoẻ khỏe|qúy quý|QÚY Quý|gía giá|gìa già|qủa quả|hòan hoàn|tòan toàn|HOẠ Họa|Ⅳ IV|xoá xóa
tuỳ tùy|luỹ lũy|hoè hòe|thuỳ thùy|ngòai ngoài|khủyu khuỷu|gíêng giếng|Đảng ĐẢNG|phụ,nữ phụ，nữ|thôn. thôn|a-b a–b
"""


@for_each("pair", SAME.strip().replace("\n", "|").split("|"))
def test_written_otherwise_but_the_same(pair: str) -> None:
    one, other = pair.split(" ")
    assert fold(one) == fold(other)


@for_each(
    ("one", "other"),
    [
        ("Kinh tế - xã hội", "kinh tế–xã hội"),
        ("Ngày tiếp :", "ngày tiếp"),
        ("Đất đai , môi trường", "Đất đai, môi trường"),
        ("Họ tên\n(nếu có)", "họ tên ( nếu có )"),
    ],
)
def test_signs_and_blanks_around_them(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@for_each(
    "words",
    [
        "Hoa Họa Hòa Hoá Hỏa",
        "lý lí",
        "Mới Mói",
        "già giã gia giá",
        "Cấm Cẩm Câm",
        "thôn-1 thôn-2",
        "đ d",
        "quý quy quỳ",
    ],
)
def test_different_words_stay_different(words: str) -> None:
    keys = [fold(w) for w in words.split()]
    assert len(set(keys)) == len(keys)


@for_each(
    ("written", "meant"),
    [
        ("Ðất đai", "Đất đai"),  # U+00D0
        ("ðường đƣợc", "đường được"),  # U+00F0, and U+01A3 as PDF programs leave it
        ("thоn Аo", "thon Ao"),  # Cyrillic о and А
        ("UВND", "UBND"),
        ("HÐND xã", "HĐND xã"),
        ("Привет, Hải", "Привет, Hải"),  # another language
        ("со", "co"),  # nothing of it says that it is Russian, nor looks so
        ("kÐo", "kÐo"),  # é of TCVN3
        ("α-globulin", "α-globulin"),
        ("Ω", "Ω"),
        ("déjà", "déjà"),
    ],
)
def test_letters_that_only_look_latin(written: str, meant: str) -> None:
    assert latin(written) == meant
    assert fold(written) == fold(meant)


def test_the_key_can_be_read() -> None:
    assert fold("Hoà  Bình, QÚY Ⅲ.") == "hòa bình,quý iii"


@for_each("s", TEXTS)
def test_fold_sees_through_composition_and_case(s: str) -> None:
    key = fold(s)
    for form in (unicodedata.normalize("NFD", s), unikey_composed(s), s.upper(), f"\ufeff {s} . "):
        assert fold(form) == key


@for_each("s", TEXTS)
def test_fold_changes_nothing_but_what_it_says(s: str) -> None:
    """Apart from case, the place of a tone and blanks at signs the key is the text."""

    def loose(text: str) -> list[str]:
        return sorted(c for c in unicodedata.normalize("NFD", text).casefold() if c != " ")

    assert loose(fold(s)) == loose(s)


ODD = st.text(
    alphabet="aăâeêioôơuưyqgđ hQG-.,\u0300\u0301\u0303\u0309\u0323\u00ad\u0345İßⅣ", max_size=12
)


@given(st.text() | ODD)
@settings(max_examples=up_to(500))
def test_keys_are_idempotent(s: str) -> None:
    for key in (fold, bare):
        assert key(key(s)) == key(s)


@given(st.text() | ODD)
@settings(max_examples=up_to(300))
def test_fold_is_the_same_for_nfd(s: str) -> None:
    assert fold(unicodedata.normalize("NFD", s)) == fold(s)


def test_what_nearly_all_texts_consist_of_needs_little_to_be_folded() -> None:
    """Each letter by itself and between others, as if it might be another sign or made of several;
    and each letter of the language is among them.
    """
    plain = list(filter(text._PLAIN.fullmatch, map(chr, range(0x2000))))
    letters = {c for word in TEXTS for c in nfc(word) if c.isalpha()}
    assert letters <= {*plain}
    assert len(plain) == 62 + 9 + 2 * 67, "Latin letters and digits, signs, Vietnamese letters"
    for c in plain:
        for said in (c, f"a{c}", f"{c}{c}", f" {c} b"):
            assert text._small(said).split() == said.lower().split()


def test_bare_loses_every_mark() -> None:
    assert bare("Đường Hoạ, Ủy") == "duong hoa,uy"
    assert all(bare(s).isascii() for s in TEXTS)


# --- slug ---


@for_each(
    ("name", "expected"),
    [
        ("Ao Vường", "ao-vuong"),
        ("Thôn Đồng  Cốc (mới).", "thon-dong-coc-moi"),
        ("...", "x"),
        ("", "x"),
        ("CON", "con-x"),
        ("Lpt1", "lpt1-x"),
        ("../../etc", "etc"),
        ("村", "x"),
    ],
)
def test_slug(name: str, expected: str) -> None:
    assert slug(name) == expected


@given(
    st.text(max_size=200) | st.sampled_from(["con", "aux", "nul.", "prn ", "com9", "a" * 59 + "-b"])
)
@settings(max_examples=up_to(300))
def test_slug_is_a_safe_name(s: str) -> None:
    name = slug(s)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
    assert len(name) <= 60
    assert not re.fullmatch(r"con|prn|aux|nul|(com|lpt)[0-9]", name)


# --- suggest ---

FIELDS = [
    "Đất đai, môi trường",
    "Giao thông",
    "Y tế",
    "Giáo dục",
    "Chính sách xã hội",
    "An ninh trật tự",
]


@for_each(
    ("word", "candidates", "expected"),
    [
        ("Ao Vuong", ["Ao Vường", "Ao Nhãn", "Cấm"], "Ao Vường"),
        ("Thôn Ao Vường", ["Ao Vường", "Cấm"], "Ao Vường"),
        ("Ao Vưòng", ["Ao Vường", "Ao Nhãn"], "Ao Vường"),
        ("hoà", ["Hoa", "Hòa", "Họa"], "Hòa"),
        ("Hoạ", ["Hoa", "Họa"], "Họa"),
        ("Hoá", ["Hoa", "Họa"], None),
        ("Hoa", ["Họa", "Hòa"], None),
        ("Thôn 3", ["Thôn 1", "Thôn 2"], None),
        ("Thôn 3", ["Thôn 1"], None),
        ("Khu A", ["Khu B"], None),
        ("Khu II", ["Khu I", "Khu III"], None),
        ("Dat dai moi truong", FIELDS, "Đất đai, môi trường"),
        ("Giao thôgn", FIELDS, "Giao thông"),
        ("ytế", FIELDS, "Y tế"),
        ("Khác", FIELDS, None),
        ("", FIELDS, None),
        ("Giao thông", [], None),
        ("Tân Sơn 2", ["Tân Sơn"], None),
        ("Cấm Sơ", ["Cấm Sơn", "Cẩm Sơn"], None),
    ],
)
def test_suggest(word: str, candidates: list[str], expected: str | None) -> None:
    assert suggest(word, candidates) == expected


# A word of one letter may be the whole difference (khu A, khu B), and so may a Roman number.
SAFE_TYPOS = [s for s in SENTENCES if not re.search(r"(?i)\b(\w|[ivx]+)\b", s)]


@given(st.sampled_from(SAFE_TYPOS), st.integers(0, 200), st.sampled_from("mkz"))
@settings(max_examples=up_to(60), deadline=None)
def test_suggest_survives_one_wrong_letter(sentence: str, at: int, letter: str) -> None:
    letters = [i for i, c in enumerate(sentence) if c.isalpha()]
    place = letters[at % len(letters)]
    typed = sentence[:place] + letter + sentence[place + 1 :]
    assert suggest(typed, [sentence, "Nội dung khác hẳn"]) == sentence
    assert suggest(typed, SENTENCES) == sentence


@given(st.text(max_size=20), st.lists(st.text(max_size=20), max_size=5))
def test_suggest_answers_from_the_list(word: str, candidates: list[str]) -> None:
    answer = suggest(word, candidates)
    assert answer is None or answer in candidates


@given(st.text("aăâmn ", max_size=12), st.text("aăâmn ", max_size=12))
def test_two_texts_are_at_least_as_far_apart_as_their_letters(one: str, other: str) -> None:
    assert _least(one, other) <= _distance(one, other)


# --- syllables ---

WORDS = sorted({w for s in TEXTS for w in re.findall(r"[^\W\d_]+", s)} - {"II"})


@for_each("word", WORDS)
def test_every_word_of_the_sentences_is_a_syllable(word: str) -> None:
    assert is_syllable(word)
    assert is_syllable(word.upper())


@for_each(
    "word",
    "hoà hòa uỷ ủy gì gìn giếng quốc quyết khuỷu nghiêng yêu ngoằn huỳnh quýt xoong kẻ khuya".split(),
)
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@for_each(
    "word",
    (
        "qúy cát1 hello th tieu các2 cẻ nge kon hôàn cap thàc déjà über Vöôøng nh©n ghà gíêng x "
        "b1 UBND "
    ).split(" "),
)
def test_not_syllables(word: str) -> None:
    assert not is_syllable(word)


@given(st.text(max_size=8) | ODD)
def test_is_syllable_takes_anything(s: str) -> None:
    assert is_syllable(s) in (True, False)


# --- old encodings ---


@for_each(
    ("plain", "tcvn3", "vni"),
    [
        (
            "Tiếp xúc, đối thoại với nhân dân",
            "TiÕp xóc, ®èi tho¹i víi nh©n d©n",
            "Tieáp xuùc, ñoái thoaïi vôùi nhaân daân",
        ),
        ("thôn Ao Vường", "th«n Ao V\u00adêng", "thoân Ao Vöôøng"),
        ("Nguyễn Thị Hường", "NguyÔn ThÞ H\u00adêng", "Nguyeãn Thò Höôøng"),
        ("Uỷ ban nhân dân", "Uû ban nh©n d©n", "Uyû ban nhaân daân"),
        ("Ỵ ỵ", "þ þ", "Î î"),
        ("Ĩ ĩ Ị ị", "Ü Ü Þ Þ", "Ó ó Ò ò"),
    ],
)
def test_the_encodings_as_seen(plain: str, tcvn3: str, vni: str) -> None:
    assert (to_tcvn3(plain), to_vni(plain)) == (tcvn3, vni)


def recovered(text: str, encoding: str, font: str = "") -> str | None:
    guess = detect_legacy(ENCODERS[encoding](text), font)
    assert guess is None or guess.encoding == encoding
    return guess and guess.text


@for_each("s", TEXTS)
@for_each("font", [True, False])
def test_old_text_is_recovered(s: str, font: bool) -> None:
    tcvn3 = recovered(s, "TCVN3", ".VnTime" if font else "Arial")
    assert tcvn3 is not None
    assert tcvn3.casefold() == s.casefold()  # toned capitals come back small
    assert recovered(s, "VNI", "VNI-Times" if font else "") == s


@given(
    st.lists(st.sampled_from(TEXTS), min_size=1, max_size=4), st.sampled_from([". ", "\n", "; "])
)
@settings(max_examples=up_to(200), deadline=None)
def test_generated_texts_are_recovered(parts: list[str], joint: str) -> None:
    text = joint.join(parts)
    tcvn3 = recovered(text, "TCVN3")
    assert tcvn3 is not None
    assert tcvn3.casefold() == text.casefold()
    assert recovered(text, "VNI") == text
    assert recovered(text.upper(), "VNI") == text.upper()
    assert recovered(text.lower(), "TCVN3", ".VnTimeH") == text.upper()


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4))
@settings(max_examples=up_to(500), deadline=None)
def test_a_few_words_are_recovered_or_left_never_mistaken(words: list[str]) -> None:
    text = " ".join(words)
    for encoding, encode in ENCODERS.items():
        assert detect_legacy(text) is None
        guess = detect_legacy(encode(text))
        assert guess is None or (guess.encoding, guess.text.casefold()) == (
            encoding,
            text.casefold(),
        )


@for_each("name", ["Mới", "Cấm", "Họa", "Kép"])
def test_the_font_is_enough_for_one_odd_letter(name: str) -> None:
    assert recovered(name, "TCVN3", ".VnTime") == name
    assert recovered(name, "VNI", "VNI-Times") == name


@for_each(
    ("text", "encode", "certain"),
    [
        ("Đề nghị UBND xã sửa đường", to_tcvn3, True),
        (
            "ĐỀ NGHỊ XÃ SỬA ĐƯỜNG",
            to_tcvn3,
            True,
        ),  # capitals come back where all that can be told are capitals
        ("Đề nghị xã sửa đường", to_vni, True),
        ("Họa", to_vni, False),
        ("thôn Mới", to_vni, False),  # one odd word
        ("Đề nghị Zalo sửa đường", to_tcvn3, False),  # not every word reads
    ],
)
def test_a_decoded_text_is_certain_only_where_every_word_reads(
    text: str, encode: Encoder, certain: bool
) -> None:
    guess = detect_legacy(encode(text))
    assert (guess is not None and guess.certain) == certain
    assert guess is None or guess.text == text


@for_each("text", ["Đề nghị mời hộ nghèo", "Việc này cha giải quyết", "Phải thu lệ phí chợ"])
def test_a_text_that_may_have_lost_its_soft_hyphens_is_not_certain(text: str) -> None:
    """A program that removes U+00AD turns mười into mời, chưa into cha, thưu into thu."""
    guess = detect_legacy(to_tcvn3(text))
    assert guess is not None
    assert not guess.certain
    again = detect_legacy(to_tcvn3(f"{text} đường"))
    assert again is not None
    assert again.certain, "where one ư is there, none was removed"


@for_each(
    ("written", "meant"),
    [
        ("Đề nghị xã söa ®o¹n đường", "Đề nghị xã sửa đoạn đường"),
        ("Nước sạch ñoái thoaïi của thôn", "Nước sạch đối thoại của thôn"),
        ("nhóm Zalo® của «thôn» có 100 m², ½ ngày", None),
        ("Đề nghị café của thôn", None),
        ("söa ®o¹n", None),  # nothing of it is Unicode
    ],
)
def test_words_in_an_old_encoding_among_others_are_never_certain(
    written: str, meant: str | None
) -> None:
    guess = detect_mixed(written)
    assert (guess and guess.text) == meant
    assert guess is None or not guess.certain


def test_an_item_is_decoded_only_from_what_is_no_vietnamese() -> None:
    assert decodings("§Êt ®ai")["TCVN3"] == "Đất đai"
    assert decodings("Giao thoâng")["VNI"] == "Giao thông"
    assert (
        decodings("Khu phè")
        == decodings("Đất đai")
        == decodings("Giao thông")
        == decodings("X")
        == {}
    )


def test_one_odd_letter_without_a_font_is_left() -> None:
    assert recovered("Họa", "TCVN3") is None
    assert recovered("Họa", "VNI") is None


PLAIN = """
½ ngày|½ buổi|5½ ngày|3×4 m|3 × 4|25°C|100 m²|Zalo®|© 2024|«thôn»|± 5|n° 5|5 µm|N·m|§ 5|· mục|co\u00adoperate|–|10 %
Ao Vuong|Có|Không|có|lóa|trâu, bò, dê|Hoà|quê|bê tông|cà phê|tô|lá|già|cô|hà|bò|thú y|là|xã|Hà|ý|à|ô|làng có cà phê
déjà vu|à côté de l'école|l'été dernier à Genève|Montréal, Québec|naïve|maïs|garçon|Noël|crème brûlée|août|forêt|où
Straße|schön|für|Grüße aus Köln|über alles|Tür|Bär|muß|naß|Möte|på|gå på|så här|blå|är|bø|sø|blåbærgrød|työ|Ångström
niño|año|día|aún|país|¿Qué tal?|mañana|corazón|está aquí|São Paulo|não|põe|leões|coração|avó|pão|così|più|perché|caffè
日本語|Привет|Łódź|€ 5|“abc”|a|1|-|??|\x00|haï|bébé|hyvää päivää|giù|città
"""


@for_each("text", PLAIN.strip("\n").replace("\n", "|").split("|"))
def test_what_is_not_old_vietnamese_is_left(text: str) -> None:
    assert detect_legacy(text) is None


@for_each("text", ["Có", "Không", "có", "Đã giải quyết", "½ ngày", "Chưa", "Hoà", "bê tông", "x²"])
@for_each("font", [".VnTime", ".VnArialH", "VNI-Times"])
def test_unicode_in_an_old_font_is_left(text: str, font: str) -> None:
    assert detect_legacy(text, font) is None


@pytest.mark.parametrize("text", ["họp ½ ngày tại nhà văn hóa", "diện tích 3 × 4 m của thửa ruộng"])
def test_signs_within_old_text_stay_signs(text: str) -> None:
    old = text.translate({ord(c): to_tcvn3(c) for c in text if c not in "½×"})
    guess = detect_legacy(old)
    assert guess is not None
    assert guess.text == text


@given(
    st.text(st.characters(max_codepoint=0xFF), max_size=30),
    st.sampled_from(["", ".VnTimeH", "VNI-Times"]),
)
@settings(max_examples=up_to(300))
def test_detection_takes_anything(s: str, font: str) -> None:
    guess = detect_legacy(s, font)
    assert guess is None or guess.text != s


# --- several matters ---


@for_each(
    ("text", "count"),
    [
        ("1. Đường hỏng\n2. Thiếu nước", 2),
        ("1) Đường\n2) Điện\n3) Trạm", 3),
        ("Nhân dân hỏi:\n- Đường\n- Điện", 2),
        ("1.Đường hỏng 2.Thiếu nước", 2),
        ("1. Đường hỏng; 2. thiếu nước; 3. mất điện", 3),
        ("Câu 1: đường\nCâu 2: điện", 2),
        ("1. Đường\n- lở\n- ngập\n2. Điện", 2),
        ("Ngày 05.03.2024 họp, 1.5 km đường, 2. Không", 1),
        ("1. Theo khoản 2. Điều này", 1),
        ("1. Sửa đường (khoản 2) và cầu", 1),
        ("Đường hỏng\nđề nghị sửa", 1),
        ("- Đường", 1),
        ("1. Đường", 1),
        ("-5\n-6", 1),
        ("30.4. Nghỉ\n1.5. Nghỉ", 1),
        ("Ý kiến １: đường, ý kiến 1: cầu", 1),
        ("Ý kiến 1: đường, ý kiến ２: cầu", 2),
        ("i) đường ıı) cầu", 1),
        ("một là đường, haı là cầu", 1),
        ("", 1),
    ],
)
def test_looks_like_many(text: str, count: int) -> None:
    assert looks_like_many(text) == count


@given(
    st.lists(st.sampled_from(SENTENCES), min_size=2, max_size=9),
    st.sampled_from(["{}. ", "{}) ", "{}/ ", "({}) "]),
)
def test_numbered_lines_are_counted(sentences: list[str], mark: str) -> None:
    text = "\n".join(mark.format(i) + s for i, s in enumerate(sentences, 1))
    assert looks_like_many(text) == len(sentences)


def test_the_import_is_cheap() -> None:
    code = (
        "import sys, sheettools.words.text as t; print({'difflib', 'pandas', 'openpyxl'} & "
        "set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
