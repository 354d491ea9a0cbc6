"""What is said of a plan that begins with last year's: what came along, and what did not."""

from __future__ import annotations

from sheettools.findings import Severity, declare

NOT_LAST_YEARS = declare(
    "T080",
    Severity.ERROR,
    why=(
        "“{value}” không phải tệp kế hoạch do sheettools làm ra, nên không lập tiếp được.",
        "“{value}” is no plan workbook made by sheettools, so no plan can begin with it.",
    ),
    remedy=(
        (
            "Sau --from ghi tệp ke-hoach.xlsx trong thư mục của năm trước, hoặc văn bản kế hoạch "
            "(.docx, .txt)."
        ),
        (
            "After --from give ke-hoach.xlsx of last year's folder, or the text of a plan (.docx, "
            ".txt)."
        ),
    ),
)
NOT_LATER = declare(
    "T081",
    Severity.ERROR,
    why=(
        "Kế hoạch này là của năm {value}; không lập tiếp cho năm {year} được.",
        "This is the plan of {value}; no plan of {year} can begin with it.",
    ),
    remedy=(
        "Bỏ --year (lấy năm liền sau), hoặc ghi một năm sau năm {value}.",
        "Leave --year out (the year after is taken), or give one after {value}.",
    ),
)
BROUGHT = declare(
    "T082",
    Severity.REPAIR,
    why=(
        "Lập kế hoạch năm {year} từ kế hoạch năm {value}; đã mang sang: {brought}.",
        "The plan of {year} begins with that of {value}; brought along: {brought}.",
    ),
    remedy=(
        "Xem lại từng trang, nhất là đơn vị, người đứng đầu, điện thoại, người chủ trì, nơi nhận.",
        "Look through each sheet: units, their heads and phones, chairs, recipients.",
    ),
)
MOVED = declare(
    "T083",
    Severity.REPAIR,
    why=(
        "Đã đổi năm {before} thành {value} ở: {places}.",
        "The year {before} became {value} in: {places}.",
    ),
    remedy=(
        "Xem lại các ô đó; chỗ nào vẫn là việc của năm {before} thì sửa lại.",
        "Check these cells; mend what is still about {before}.",
    ),
)
LEFT_EMPTY = declare(
    "T084",
    Severity.WARNING,
    why=(
        "Không mang sang, để trống: {titles}.",
        "Not brought along, left empty: {titles}.",
    ),
    remedy=(
        "Điền vào ke-hoach.xlsx khi đã có; chưa có thì cứ để trống.",
        "Fill in ke-hoach.xlsx once it is known; until then leave it.",
    ),
)
OLD_DAY = declare(
    "T085",
    Severity.WARNING,
    why=(
        "“{title}” có ngày của năm trước, {what}: “{value}”.",
        "“{title}” names a day of last year, {what}: “{value}”.",
    ),
    remedy=("Ghi lại cho năm nay.", "Write it anew for this year."),
)
UNIT_ENDED = declare(
    "T086",
    Severity.WARNING,
    why=(
        "Không mang sang {value}: chỉ có đến ngày {day}.",
        "{value} was not brought along: it ended on {day}.",
    ),
    remedy=(
        (
            "Nếu đã sáp nhập hoặc đổi tên thì ghi đơn vị mới ở trang “{title}”, số hiệu mới; tên "
            "cũ ghi vào “Tên khác”."
        ),
        (
            "If it was merged or renamed, write its successor on the sheet “{title}” with a "
            "number of its own, and the old name under “Tên khác”."
        ),
    ),
)
WITHOUT_UNIT = declare(
    "T087",
    Severity.WARNING,
    why=(
        "“{value}” có đơn vị không còn ({units}): {what}.",
        "“{value}” names units that are no more ({units}): {what}.",
    ),
    remedy=(
        "Xem lại trang “{title}”: đơn vị mới thay vào đâu thì ghi lại.",
        "Look at the sheet “{title}”, and write in who takes their place.",
    ),
)
LAST_REPORT = declare(
    "T088",
    Severity.REPAIR,
    why=(
        "Việc năm trước chưa xong sẽ lấy từ báo cáo {value} (ô “{title}”).",
        "What last year left open will come from the report {value} (“{title}”).",
    ),
    remedy=(
        "Không phải làm gì; báo cáo đó làm lại thì kết quả theo bản mới.",
        "Nothing to do; if that report is made anew, the new one counts.",
    ),
)
NO_LAST_REPORT = declare(
    "T089",
    Severity.WARNING,
    why=(
        "Không thấy báo cáo nội bộ năm {value} cạnh kế hoạch năm đó: ô “{title}” để trống.",
        "There is no office edition of the report of {value} beside its plan: “{title}” is empty.",
    ),
    remedy=(
        (
            "Chạy sheettools merge ở thư mục của năm trước rồi ghi đường dẫn vào ô này; không có "
            "việc chuyển sang thì để trống."
        ),
        (
            "Run sheettools merge in last year's folder and write the path into this cell; where "
            "nothing was left open leave it."
        ),
    ),
)
OTHER_PROFILE = declare(
    "T090",
    Severity.WARNING,
    why=(
        "Năm trước theo bộ quy định “{before}”, năm nay theo “{value}”: {titles} mang sang có thể "
        "không còn đúng.",
        "Last year was under the profile “{before}”, this year is under “{value}”: {titles} may "
        "no longer hold.",
    ),
    remedy=(
        "Đối chiếu các trang này với bộ quy định mới: sheettools template list.",
        "Hold these sheets against the new profile: sheettools template list.",
    ),
)
