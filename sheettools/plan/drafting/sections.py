"""What a section of a plan is about, told by the words of its heading, however it is numbered."""

from __future__ import annotations

import re

from sheettools.plan.drafting.text import fold

SECTIONS = {
    "nhiem_vu": r"to chuc thuc hien|phan cong(?: nhiem vu| trach nhiem| thuc hien)?(?! chu tri| nguoi chu tri)|trach nhiem"
    r"|nhiem vu cua (?:cac|tung)|giao nhiem vu",
    "tiep_dan": r"(?:lich )?tiep (?:cong )?dan|lich truc tiep dan",
    "danh_sach": r"danh sach (?:cac )?(?:thon|ban|to dan pho|khu pho|khoi|ap|xom|buon|lang|khom"
    r"|khu dan cu|don vi)",
    "can_cu": r"can cu(?: phap ly| xay dung)?|co so phap ly",
    "muc_dich": r"muc dich|yeu cau",
    "chu_tri": r"chu tri|nguoi chu toa|chu toa",
    "thanh_phan": r"doi tuong|thanh phan|nguoi du|tham du|moi du|tham gia|nguoi (?:duoc moi|tham du|tham gia)",
    "chu_de": r"noi dung|chu de|chuyen de|van de",
    "lich": r"thoi gian|dia diem|lich|thoi luong|so cuoc|diem (?:to chuc )?doi thoai|ngay,? gio"
    r"|gio (?:bat dau|to chuc)",
}
"""The sections that the form has a place for, by the words that name them."""
_COVERING = ("nhiem_vu", "tiep_dan", "danh_sach")
"""Sections of which the other words of the heading say no more."""
_OTHERS = re.compile(
    r"\b(?:kinh phi|phuong (?:thuc|phap)|hinh thuc|trinh tu|thong tin|tuyen truyen|cong tac "
    r"chuan bi|chuan bi|dieu kien|che do|quy trinh|cach thuc|tai lieu|an ninh|ket thuc|can cu"
    r"|giai phap|du phong|khen thuong|tien do)\b"
)
"""What else plans have sections for, and the form no place."""
_LABEL_WORDS = frozenset(
    ["tiep", "xuc", "doi", "thoai", "truc", "tiep", "voi", "nhan", "dan", "cua", "cac", "cuoc", "to", "chuc", "va", "tham", "du", "moi", "hoi", "nghi", "nam", "cu", "the", "dinh", "ky", "du", "kien", "diem", "nguoi", "don", "vi", "thuc", "hien", "dong", "chi", "buoi", "lan", "mot", "doi", "o", "tai", "co", "so", "tren", "dia", "ban", "xa", "phuong", "thi", "tran", "dac", "khu", "cap", "uy", "gap", "go", "chung", "vien", "gom", "nhu", "sau", "theo", "ke", "hoach", "trong", "truoc", "tung", "dot", "ket", "hop", "giua", "ve", "dien", "ra", "lam", "viec", "chuong", "trinh", "bo", "tri", "duoc", "la", "cho", "so", "luong", "tham", "thon", "xom", "ap", "khom", "khoi", "khu", "to", "pho", "buon", "lang", "tieu", "tat", "ca", "gia", "nhung", "van", "de", "can", "trong", "tam", "hang", "hoat", "dong"]
)
"""Words that a heading has besides those that say what it is about."""
_LONGEST = 25


def sections_of(label: str) -> set[str]:
    """Return the sections that the words of a heading name."""
    key = fold(label)
    found = {name for name, words in SECTIONS.items() if re.search(rf"\b(?:{words})\b", key)}
    for name in _COVERING:
        if name in found:
            return {name}
    return found


def is_about_dialogues(label: str) -> bool:
    """Tell whether a heading says no more than that what follows is about the dialogues."""
    return bool(re.search(r"\b(?:doi thoai|tiep xuc|gap go|trao doi)\b", fold(label)))


def is_other(label: str) -> bool:
    """Tell whether the words name a section that the form has no place for."""
    return bool(_OTHERS.search(fold(label)))


def is_label(label: str) -> bool:
    """Tell whether a text says what follows it is about, and nothing else."""
    key = re.sub(r"\([^)]*\)", " ", fold(label))
    if len(key.split()) > _LONGEST:
        return False
    rest = key
    for words in SECTIONS.values():
        rest = re.sub(rf"\b(?:{words})\b", " ", rest)
    rest = _OTHERS.sub(" ", rest)
    if rest == key:
        return False
    words = set(re.findall(r"[^\W_]+", rest))
    return all(word in _LABEL_WORDS or word.isdecimal() for word in words)
