"""Texts that say nothing: talk without a matter, keys struck to try a cell. Pure functions."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice

from sheettools.words.spelling import is_syllable
from sheettools.words.text import bare, fold

_TALK = """
đề nghị|kiến nghị|phản ánh|ý kiến|đề xuất|yêu cầu|kính|mong muốn|mong|xin|rất|
nội dung|vấn đề|việc này|việc|trường hợp|nguyện vọng|một số|nhiều|các|những|mọi|vài|
số|thêm|khác|chung|dân sinh|bức xúc|nói trên|trên|dưới|này|đó|kia|gì|nào|như|
theo|xem|đã|đang|sẽ|cần|phải|nên|được|có|không|chưa|rồi|và|hoặc|của|cho|về|
với|tại|ở|từ|đến|trong|ngoài ra|bằng|là|thì|mà|để|sớm|ngay|kịp thời|nhanh chóng|
nhanh|dứt điểm|triệt để|thỏa đáng|tốt hơn|tốt|hơn nữa|hơn|nữa|giúp đỡ|giúp|nêu|
trình bày|báo cáo|ghi|gửi|hỏi|nói|biết|rõ|nhớ|đủ|ok|oke|bổ sung|cập nhật|sau|
trước|năm ngoái|năm trước|lần trước|lần|nhiều lần|dòng|hàng|ô|mục|biên bản họp|biên bản|
hội nghị|cuộc họp|cuộc|văn bản|đơn thư|đơn|tệp|file|đính kèm|kèm|kèm theo|tin nhắn|
cấp có thẩm quyền|cấp thẩm quyền|có thẩm quyền|thẩm quyền|cấp trên|các cấp|cấp|lãnh đạo|
chính quyền|địa phương|cơ quan chức năng|cơ quan|chức năng|ban ngành|ngành|đảng ủy|
ủy ban nhân dân|ủy ban|ubnd|hđnd|đu|mttq|mặt trận|đảng|nhà nước|xã|phường|huyện|
tỉnh|thành phố|trung ương|thôn|bản|tổ dân phố|khu phố|xem xét|quan tâm|giải quyết|
xử lý|giải pháp|biện pháp|có hướng|hướng|phương án|chỉ đạo|tạo điều kiện|hỗ trợ|
kinh phí|đầu tư|nâng cấp|cải tạo|sửa chữa|khắc phục|kiểm tra|làm rõ|trả lời|cho biết|
giải đáp|giải thích|hướng dẫn|thực hiện|triển khai|hoàn thành|bố trí|làm|lưu ý|chú ý|
ghi nhận|tiếp thu|nhân dân|người dân|bà con|cử tri|dân|chúng tôi|tôi|chúng em|
gia đình|ạ|nhé|với ạ|thế|vậy|lại|vẫn|còn|cũng|đều|nhằm|hết|xong|thôi|luôn|nay|
đây|phần|nhất trí cao|nhất trí|đồng tình|ủng hộ|hoàn toàn|phấn khởi
"""
"""What may all be said of any matter; the words of a matter are none of these."""
_OF_MATTERS = frozenset("""
so do ban dan dong hang o muc trong cho don day phan hoi cap kem dang nay lan the lai xa
""".split())  # noqa: SIM905 - read as a table  # fmt: skip
"""Typed without marks they may be words of a matter: sổ đỏ, bán, đàn, đồng, chợ, trồng."""
_TRIALS = frozenset("""
test tests testing tested tét thử demo sample foo bar foobar hello hi hey blah bla lorem ipsum
dolor sit amet consectetur adipiscing elit abc abcd abcde abcdef abcdefg xyz xyzt abcxyz asd
asdf qwe qwerty zxc zxcv haha hihi hehe hoho huhu kaka keke lala dummy placeholder text todo tbd
na null none nan
""".split())  # noqa: SIM905 - read as a table  # fmt: skip
_AROUND = frozenset("""
nội dung kiến nghị ý phản ánh đề dữ liệu mẫu nhập gõ ghi xem chạy nghiệm được không dòng này là
cái ô số cho vào để lần world ví dụ 1 2 3 thứ nhất hai ba bảng trang sổ data kien noi nghi y de
phan anh du lieu mau nhap go thu
""".split())  # noqa: SIM905 - read as a table  # fmt: skip
"""What stands beside such a word where nothing is meant."""
_FILE = re.compile(r"\S+\.(?:jpe?g|png|heic|gif|bmp|pdf|docx?|xlsx?|pptx?|zip|rar|mp[34])")
"""The name of a file, in place of what stands in it."""
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "abcdefghijklmnopqrstuvwxyz")
_TOKENS = re.compile(r"[^\W_]+")


@cache
def _talk(*, marked: bool) -> re.Pattern[str]:
    """Match what may be said of any matter; of a text without marks, without its own."""
    phrases = {one.strip() for one in _TALK.replace("\n", "").split("|")}
    if not marked:
        phrases = {bare(one) for one in phrases} - _OF_MATTERS
    longest = sorted((one for one in phrases if one), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")


def words_of_matter(text: str) -> list[str]:
    """Return the words of a text that tell one matter from another."""
    said = fold(text).replace("đ/nghị", "đề nghị").replace("đ.nghị", "đề nghị")
    left = _talk(marked=not said.isascii()).sub(" ", said)
    return [word for word in _TOKENS.findall(left) if not word.isdigit()]


def says_nothing(text: str) -> bool:
    """Say whether a text names no matter: what it says could be said of any, or it is one word."""
    said = fold(text)
    if _FILE.fullmatch(said):
        return True
    spoken = _spoken(marked=not said.isascii())
    words, told = 0, False
    for match in _TOKENS.finditer(said):
        word, words = match[0], words + 1
        told = told or (word not in spoken and not word.isdigit())
        if told and words > 1:
            return False  # nearly all, after a few words
    return _is_no_word(said) if words < 2 else not words_of_matter(text)


def _is_no_word(said: str) -> bool:
    """Say of a text of one word, or of none, whether its letters are as they should be: else they
    are what is wrong.
    """
    word = "".join(_TOKENS.findall(said))
    return word.isascii() or is_syllable(word)


@cache
def _spoken(*, marked: bool) -> frozenset[str]:
    """Return the single words of such talk."""
    words = _TALK.replace("|", " ").split()
    return frozenset(words if marked else map(bare, words))


_FEW = 9
"""Nobody tries a cell with more words, but for “lorem ipsum”."""


def is_trial(text: str) -> bool:
    """Say whether somebody only tried to write: “test”, “asdf”, “xxx”, “Nội dung kiến nghị 1”."""
    said = fold(text)
    first = [match[0] for match in islice(_TOKENS.finditer(said), _FEW + 1)]
    if len(first) > _FEW and _without_digits(first[0]) not in _TRIALS:
        return False  # nearly all
    words = [_without_digits(word) for word in _TOKENS.findall(said)]
    told = [word for word in words if not _is_around(word)]
    if not _TRIALS.isdisjoint(words):
        return all(word in _TRIALS or _is_struck(word) for word in told)
    if told:
        struck = len(told) >= len(words) / 2 and all(map(_is_struck, told))
        return struck or _is_numbered(words)
    return _is_numbered(words) or _is_count(words) or not _SAMPLES.isdisjoint(words)


def _without_digits(word: str) -> str:
    """Return a word without a number at its end: test123."""
    return word.rstrip(_DIGITS) or word


def _is_around(word: str) -> bool:
    return word in _AROUND or word.isdigit()


_SAMPLES = frozenset(("mẫu", "dụ"))


def _is_numbered(words: list[str]) -> bool:
    """Say whether it is a name for what is to be written, with a number: “Kiến nghị 2”."""
    if not words:
        return False
    *name, last = words
    if name[-1:] in (["số"], ["thứ"]):
        name.pop()
    counts = last.isdigit() or len(last) == 1 or last in ("nhất", "hai", "ba", "tư")
    return counts and " ".join(name) in _NAMES


_NAMES = frozenset((
    "nội dung", "kiến nghị", "ý kiến", "phản ánh", "nội dung kiến nghị", "nội dung ý kiến",
    "việc", "đề nghị", "nội dung phản ánh", "noi dung", "kien nghi", "y kien", "phan anh",
    "noi dung kien nghi", "ví dụ", "mẫu", "dòng",
))  # fmt: skip


def _is_count(words: list[str]) -> bool:
    """Say whether digits alone stand there that nobody counted: 12345, 1111."""
    return bool(words) and all(
        word.isdigit() and len(word) > 2 and (len(set(word)) == 1 or word in _KEYS[3])
        for word in words
    )


def _is_struck(word: str) -> bool:
    """Say whether keys were struck that make no word: neighbours, one again and again."""
    if len(word) == 1:
        return word not in "aeiouyăâêôơư" or word == "a"
    if len(set(word)) == 1:
        return len(word) > 2 or word not in ("ee", "oo")
    if not word.isascii() or is_syllable(word):
        return False
    if _AGAIN.fullmatch(word):
        return True
    if any(word in row or word in row[::-1] for row in _KEYS) and len(word) > 2:
        return True
    return len(word) > 3 and not set(word) & set("aeiouy") and _in_a_row(word)


_AGAIN = re.compile(r"(.{2,3})\1+.?")
_DIGITS = "0123456789"


def _in_a_row(word: str) -> bool:
    """Say whether all keys of a word lie in one row of the keyboard."""
    return any(set(word) <= set(row) for row in _KEYS[:3])
