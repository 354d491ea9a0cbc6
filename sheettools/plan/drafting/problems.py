"""What drafting asks about: text it cannot place, and text that does not agree with itself."""

from __future__ import annotations

from sheettools.findings import Severity, declare

_ADD = (
    "Xem lại câu này và tự điền vào ke-hoach.xlsx nếu cần.",
    "Read it, and write it into ke-hoach.xlsx if needed.",
)
_CHECK = (
    "Đối chiếu với văn bản kế hoạch rồi sửa trong ke-hoach.xlsx.",
    "Check it with the plan's text, then correct ke-hoach.xlsx.",
)
_SURE = Severity.WARNING

UNPLACED = declare(
    "T301",
    _SURE,
    why=(
        "Chưa biết đưa nội dung này vào mục nào: “{value}”.",
        "No place is known for this text: “{value}”.",
    ),
    remedy=_ADD,
)
AMBIGUOUS = declare(
    "T302",
    _SURE,
    why=(
        "Dòng lịch này có thể hiểu nhiều cách nên chưa lập cuộc đối thoại: “{value}”.",
        (
            "This line of the schedule can be read in several ways, so no dialogue was drafted: "
            "“{value}”."
        ),
    ),
    remedy=(
        "Tách thành từng cuộc rồi điền vào ke-hoach.xlsx.",
        "Split it into single dialogues and fill them in.",
    ),
    example=("Quý I và quý II: thôn A, thôn B", "Quarters I and II: villages A, B"),
)
BAD_DATE = declare(
    "T303",
    _SURE,
    why=("Ngày “{day}” không có trong lịch.", "There is no such day as “{day}”."),
    remedy=(
        "Hỏi lại nơi soạn kế hoạch rồi điền ngày đúng.",
        "Ask who wrote the plan and write the right day.",
    ),
    example=("31/4/2024", "31 April 2024"),
)
CONTRADICTION = declare(
    "T304",
    _SURE,
    why=(
        "Ghi quý {quarter} nhưng ngày, tháng lại thuộc quý {other}.",
        "Quarter {quarter}, yet a day in quarter {other}.",
    ),
    remedy=_CHECK,
)
TWICE = declare(
    "T305",
    _SURE,
    why=(
        "{village} được xếp hai lần trong quý {quarter}.",
        "{village} is scheduled twice in quarter {quarter}.",
    ),
    remedy=_CHECK,
)
VAGUE = declare(
    "T306",
    _SURE,
    why=(
        "Thời gian chưa rõ đến ngày nên để trống ngày dự kiến: “{value}”.",
        "No single day is named: “{value}”.",
    ),
    remedy=("Điền ngày dự kiến khi đã ấn định.", "Write the day once it is fixed."),
    example=("tuần 2 tháng 3", "second week of March"),
)
LEFTOVER = declare(
    "T307",
    _SURE,
    why=(
        "Trong dòng lịch này còn phần chưa hiểu: “{rest}”.",
        "Part of this line of the schedule is not understood: “{rest}”.",
    ),
    remedy=_ADD,
)
TIMELESS = declare(
    "T308",
    _SURE,
    why=(
        "Chưa rõ cuộc đối thoại này tổ chức vào quý nào: “{value}”.",
        "It is not said when this dialogue is: “{value}”.",
    ),
    remedy=("Điền quý hoặc ngày dự kiến.", "Write its quarter or its day."),
)
OTHER_YEAR = declare(
    "T309",
    _SURE,
    why=(
        "Dòng này ghi năm {year}, khác năm {plan} của kế hoạch.",
        "This line says {year}; the plan is for {plan}.",
    ),
    remedy=_CHECK,
)
NO_LEADER = declare(
    "T310",
    _SURE,
    why=(
        "Chưa rõ ai chủ trì nhiệm vụ này: “{value}”.",
        "It is not clear who leads this task: “{value}”.",
    ),
    remedy=("Điền đơn vị chủ trì.", "Write who leads."),
)
NO_SCHEDULE = declare(
    "T311",
    _SURE,
    why=("Không tìm thấy cuộc đối thoại nào trong văn bản.", "No dialogue was found in the text."),
    remedy=(
        "Tự điền các cuộc vào ke-hoach.xlsx; hoặc sửa văn bản để mỗi cuộc một dòng có đủ quý (hay "
        "ngày), thôn và địa điểm, hay một bảng có các cột đó, rồi chạy lại.",
        "Fill the dialogues into the plan workbook; or mend the text so that each dialogue has a "
        "line with its quarter (or day), village and place, or a table with these columns, and run "
        "again.",
    ),
)
NO_VILLAGE = declare(
    "T312",
    _SURE,
    why=(
        "Dòng lịch này không nêu rõ thôn dự đối thoại: “{value}”.",
        "No village is clearly invited here: “{value}”.",
    ),
    remedy=(
        "Kiểm tra và điền các thôn dự cuộc này.",
        "Check, and write the villages of this dialogue.",
    ),
)
NO_PLACE = declare(
    "T320",
    _SURE,
    why=(
        "Tệp kế hoạch không có chỗ cho mục này: “{value}”.",
        "The plan workbook has no place for this section: “{value}”.",
    ),
    remedy=(
        "Không cần làm gì nếu chỉ văn bản cần mục này.",
        "Nothing to do if only the document needs it.",
    ),
)
RECEPTION = declare(
    "T321",
    _SURE,
    why=(
        "Đây là lịch tiếp công dân, không phải cuộc đối thoại, nên không đưa vào sổ: “{value}”.",
        "These are days of receiving citizens, not dialogues, so they are left out: “{value}”.",
    ),
    remedy=_ADD,
)
READ_AS = declare(
    "T322",
    Severity.REPAIR,
    why=(
        "Văn bản có chữ như do máy quét nhận sai; đã đọc lại: {words}.",
        "Some letters look mistaken by a scanner; they were read so: {words}.",
    ),
    remedy=_CHECK,
    example=("“ll” là “II”, “2O25” là “2025”", "“ll” as “II”, “2O25” as “2025”"),
)
UNMARKED = declare(
    "T323",
    _SURE,
    why=(
        "Dòng này mất dấu nên chưa đọc tên trong đó: “{value}”.",
        "This line has lost its marks, so no name in it was read: “{value}”.",
    ),
    remedy=_ADD,
)
HOST_FIRST = declare(
    "T324",
    Severity.REPAIR,
    why=(
        "{village} được ghi đầu tiên vì cuộc này họp ở đó; thôn ghi đầu tiên là thôn ghi số liệu.",
        "{village} stands first: the dialogue is held there, and the first reports its figures.",
    ),
    remedy=(
        "Nếu thôn khác ghi số liệu thì đổi thứ tự trong ke-hoach.xlsx.",
        "Change the order in the plan workbook if another one reports them.",
    ),
)
STRUCK = declare(
    "T325",
    _SURE,
    why=(
        "Chữ bị gạch ngang nên không đưa vào sổ: “{value}”.",
        "Struck out, so it was left out: “{value}”.",
    ),
    remedy=_ADD,
)
HIDDEN = declare(
    "T326",
    _SURE,
    why=(
        "Chữ ẩn, Word không in ra, nên không đưa vào sổ: “{value}”.",
        "Hidden text that Word does not print, so it was left out: “{value}”.",
    ),
    remedy=_ADD,
)
BESIDE = declare(
    "T327",
    _SURE,
    why=(
        "Chú thích, ghi chú bên lề không đưa vào sổ: “{value}”.",
        "A note beside the text was left out: “{value}”.",
    ),
    remedy=_ADD,
)
