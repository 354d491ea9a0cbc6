"""Why a plan's text is not read, and what is said of one that is."""

from __future__ import annotations

from collections.abc import Mapping

from sheettools.findings import Problem, Severity, Words, declare

_SAVE_AS = "Mở tệp bằng Word, chọn Lưu thành (Save As) kiểu Word (.docx) rồi chạy lại."
_SAVE_AS_EN = "Open it in Word, choose Save As, type Word (.docx), then run again."
_COPY = "Mở tệp bằng Word, chép riêng phần chữ sang một tệp mới, lưu thành .docx rồi chạy lại."
_COPY_EN = "Open it in Word, copy the text alone to a new file, save that as .docx, then run again."

PLAN_OTHER_KIND = declare(
    "F125",
    Severity.ERROR,
    why=(
        "Tệp là {kind}; ở đây cần tệp Word (.docx), PDF có chữ hoặc tệp chữ (.txt).",
        (
            "The file is {kind}; what is needed here is a Word file (.docx), a PDF that holds "
            "text or a text file (.txt)."
        ),
    ),
    remedy=(
        "Chọn đúng văn bản kế hoạch; nếu đúng là tệp này thì lưu thành (Save As) kiểu .docx.",
        "Name the file of the plan itself; if this is it, save it as .docx.",
    ),
)
PLAN_IS_NO_FILE = declare(
    "F160",
    Severity.ERROR,
    why=(
        "Tên này không phải văn bản kế hoạch mà là {kind}, nên không được mở.",
        "What is named here is not the plan's file but {kind}, so it was not opened.",
    ),
    remedy=("Chỉ đúng tệp văn bản kế hoạch.", "Name the file of the plan itself."),
)
PLAN_TOO_LARGE = declare(
    "F161",
    Severity.ERROR,
    why=(
        "Văn bản kế hoạch nặng {size} MB, quá mức {limit} MB; phần chữ chưa đến 1 MB.",
        "The plan's file has {size} MB, over the limit of {limit} MB; its text has less than 1 MB.",
    ),
    remedy=(_COPY, _COPY_EN),
)
PLAN_EMPTY = declare(
    "F162",
    Severity.ERROR,
    why=(
        "Văn bản kế hoạch là tệp rỗng: việc chép hoặc tải về chưa xong.",
        "The plan's file is empty: copying or downloading it did not finish.",
    ),
    remedy=(
        "Chép lại tệp từ nơi lưu gốc (hoặc tải lại) rồi chạy lại.",
        "Copy or download it again, then run again.",
    ),
)
PLAN_NEEDS_OFFICE = declare(
    "F163",
    Severity.ERROR,
    why=(
        "Văn bản kế hoạch là {kind}; máy này không có LibreOffice để đổi sang .docx.",
        "The plan's file is {kind}; this computer has no LibreOffice to turn it into .docx.",
    ),
    remedy=(_SAVE_AS, _SAVE_AS_EN),
)
PLAN_NOT_CONVERTED = declare(
    "F164",
    Severity.ERROR,
    why=(
        (
            "Văn bản kế hoạch là {kind}; LibreOffice không đổi được sang .docx (tệp hỏng, có mật "
            "khẩu hoặc quá nặng)."
        ),
        (
            "The plan's file is {kind}; LibreOffice could not turn it into .docx (it is damaged, "
            "locked or too large)."
        ),
    ),
    remedy=(_SAVE_AS, _SAVE_AS_EN),
)
PLAN_PASSWORD = declare(
    "F165",
    Severity.ERROR,
    why=(
        "Văn bản kế hoạch có đặt mật khẩu mở nên không đọc được.",
        "The plan's file has a password to open it.",
    ),
    remedy=(
        (
            "Mở tệp bằng Word, bỏ mật khẩu (Tệp > Thông tin > Bảo vệ tài liệu > Mã hóa bằng mật "
            "khẩu), lưu rồi chạy lại."
        ),
        (
            "Open it in Word, remove the password (File > Info > Protect Document > Encrypt with "
            "Password), save it, then run again."
        ),
    ),
)
PLAN_DAMAGED = declare(
    "F166",
    Severity.ERROR,
    why=(
        "Văn bản kế hoạch bị hỏng hoặc chép chưa hết, nên không đọc được phần nào.",
        "The plan's file is damaged or cut off, so nothing of it was read.",
    ),
    remedy=(
        "Chép lại tệp từ nơi lưu gốc; nếu Word mở được thì lưu thành (Save As) .docx rồi chạy lại.",
        "Copy it again from where it is kept; if Word opens it, save it as .docx, then run again.",
    ),
)
PLAN_TRAP = declare(
    "F167",
    Severity.ERROR,
    why=(
        "Bên trong văn bản kế hoạch có phần mà Word không bao giờ tạo ra ({part}: {kind}).",
        "The plan's file holds something that Word never writes ({part}: {kind}).",
    ),
    remedy=(_COPY, _COPY_EN),
)
PLAN_TOO_MUCH = declare(
    "F168",
    Severity.ERROR,
    why=(
        "Văn bản kế hoạch dài quá mức một kế hoạch: {kind}.",
        "The plan's file is longer than any plan: {kind}.",
    ),
    remedy=(_COPY, _COPY_EN),
)
PLAN_TOO_SLOW = declare(
    "F169",
    Severity.ERROR,
    why=(
        "Đọc văn bản kế hoạch quá {seconds} giây chưa xong nên đã dừng.",
        "Reading the plan took more than {seconds:second|seconds} and was stopped.",
    ),
    remedy=(_COPY, _COPY_EN),
)
PLAN_UNREADABLE = declare(
    "F170",
    Severity.ERROR,
    why=("Không đọc được văn bản kế hoạch này.", "This file of a plan could not be read."),
    remedy=(_SAVE_AS, _SAVE_AS_EN),
)
PLAN_WITHOUT_WORDS = declare(
    "F171",
    Severity.ERROR,
    why=(
        "Văn bản kế hoạch không có chữ nào; có lẽ là bản quét (ảnh chụp).",
        "The plan's file holds no words; it may be a scan (pictures).",
    ),
    remedy=(
        (
            "Lấy bản Word của văn thư; nếu chỉ có bản quét, nhận dạng chữ (mở PDF bằng Word hoặc "
            "dùng chương trình OCR), so lại rồi lưu thành .docx."
        ),
        (
            "Get the Word file from whoever wrote it; if there is only a scan, have its text "
            "recognised (open the PDF in Word, or use OCR), check it and save it as .docx."
        ),
    ),
)
PLAN_LOCK_FILE = declare(
    "F172",
    Severity.ERROR,
    why=(
        "Đây là tệp phụ do máy tạo ra khi đang mở văn bản, không phải kế hoạch.",
        "This is a by-product that is there while a document is open, not the plan.",
    ),
    remedy=(
        "Chọn tệp cùng tên không có “~$” hoặc “.~lock” ở đầu.",
        "Name the file of the same name without “~$” or “.~lock” before it.",
    ),
)
PLAN_ARCHIVE = declare(
    "F173",
    Severity.ERROR,
    why=("Tệp là {kind}, không phải kế hoạch.", "The file is {kind}, not the plan."),
    remedy=(
        "Giải nén, rồi chỉ đúng văn bản kế hoạch bên trong.",
        "Unpack it, then name the file of the plan inside.",
    ),
)
PLAN_CONVERTED = declare(
    "F174",
    Severity.REPAIR,
    why=(
        "Văn bản kế hoạch kiểu cũ đã được LibreOffice đổi sang .docx để đọc; tệp gốc giữ nguyên.",
        "LibreOffice turned the plan's old kind of file into .docx to read it; it is untouched.",
    ),
    remedy=("Không phải làm gì.", "Nothing to do."),
)
PLAN_OLD_LETTERS = declare(
    "F175",
    Severity.REPAIR,
    why=(
        "Văn bản kế hoạch được gõ bằng bảng mã cũ (TCVN3 hoặc VNI); đã đổi sang Unicode.",
        "The plan is typed in an old encoding (TCVN3 or VNI); it was turned into Unicode.",
    ),
    remedy=(
        "Xem lại chữ hoa và tên riêng trong tệp kế hoạch vừa tạo.",
        "Check capitals and names in the workbook of the plan.",
    ),
)
PLAN_FROM_PDF = declare(
    "F176",
    Severity.WARNING,
    why=(
        "Văn bản kế hoạch được đọc từ PDF: dòng và ô của bảng được xếp theo chỗ đứng trên trang.",
        "The plan was read from a PDF: lines and cells were put together by where they stand.",
    ),
    remedy=(
        "So lại các bảng với bản giấy; có bản Word thì nên dùng bản Word.",
        "Check the tables against the paper; where there is a Word file, better take that.",
    ),
)

PLAN_NOTES: Mapping[str, Problem] = {
    "converted": PLAN_CONVERTED,
    "old letters": PLAN_OLD_LETTERS,
    "pdf": PLAN_FROM_PDF,
}
"""What is said of a file that was read."""
PLAN_REASONS: Mapping[str, tuple[Problem, Words | None]] = {
    "zip": (PLAN_DAMAGED, None),
    "xml": (PLAN_DAMAGED, None),
    "incomplete": (PLAN_DAMAGED, None),
    "password": (PLAN_PASSWORD, None),
    "no words": (PLAN_WITHOUT_WORDS, None),
    "odd": (PLAN_TRAP, Words("đóng gói khác thường", "packed in an unusual way")),
    "dtd": (PLAN_TRAP, Words("khai báo DTD", "a document type declaration")),
    "depth": (PLAN_TRAP, Words("lồng nhau quá sâu", "nested too deep")),
    "token": (PLAN_TRAP, Words("một mục dài quá mức", "one item far too long")),
    "bomb": (PLAN_TOO_MUCH, Words("giải nén ra quá lớn", "it unpacks to too great a size")),
    "big": (PLAN_TOO_MUCH, Words("một phần quá lớn", "a part is too large")),
    "parts": (PLAN_TOO_MUCH, Words("hơn 4.000 phần bên trong", "more than 4,000 parts inside")),
    "long": (PLAN_TOO_MUCH, Words("hơn nghìn trang", "more than a thousand pages")),
}
"""Why the look does not let a plan through."""
PLAN_KINDS: Mapping[str, Words] = {
    "word": Words("văn bản Word kiểu cũ (.doc, .rtf)", "an old Word document (.doc, .rtf)"),
    "odt": Words("văn bản OpenDocument (.odt)", "an OpenDocument text (.odt)"),
    "html": Words("trang web (HTML)", "a web page (HTML)"),
    "xml": Words("tệp XML", "an XML file"),
}
"""What a file is called that holds a plan or may hold one; the others in `cage.refusals.KINDS`."""
