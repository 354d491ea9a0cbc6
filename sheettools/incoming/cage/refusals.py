"""Why a file is not read, and what is said of one that is: the problems, and the tables that lead
to them.
"""

from __future__ import annotations

from collections.abc import Mapping

from sheettools.findings import Problem, Severity, Words, declare

_SAVE_AS = "Mở tệp bằng Excel, chọn Lưu thành (Save As) kiểu .xlsx rồi gửi lại."
_SAVE_AS_EN = "Open it in Excel, choose Save As, type .xlsx, and send it again."
_SEND_AGAIN = (
    "Nhờ người gửi mở tệp gốc, lưu lại rồi gửi lại; nên gửi kèm thư hoặc Zalo dưới dạng tệp."
)
_SEND_AGAIN_EN = "Ask the sender to open the original, save it and send it again, as a file."

CANNOT_OPEN = declare(
    "F101",
    Severity.ERROR,
    why=("Máy không mở được tệp: {reason}.", "The computer cannot open the file: {reason}."),
    remedy=(
        ("Kiểm tra tệp còn ở đó, không bị chương trình khác giữ và được quyền đọc; rồi chạy lại."),
        (
            "Check that the file is there, not held by another program and yours to read; then "
            "run again."
        ),
    ),
)
NOT_A_FILE = declare(
    "F102",
    Severity.ERROR,
    why=(
        "Đây không phải tệp thường mà là {kind}, nên không được mở.",
        "This is not an ordinary file but {kind}, so it was not opened.",
    ),
    remedy=(
        "Chép chính tệp Excel vào thư mục này.",
        "Copy the Excel file itself into this folder.",
    ),
)
TOO_LARGE = declare(
    "F103",
    Severity.ERROR,
    why=(
        "Tệp nặng {size} MB, quá mức {limit} MB; một sổ bình thường chưa đến 1 MB.",
        (
            "The file has {size} MB, over the limit of {limit} MB; an ordinary workbook has less "
            "than 1 MB."
        ),
    ),
    remedy=(
        "Xóa ảnh và các trang không thuộc sổ, lưu lại rồi gửi lại.",
        "Delete pictures and sheets that do not belong to it, save and send it again.",
    ),
)
EMPTY = declare(
    "F104",
    Severity.ERROR,
    why=("Tệp rỗng, không có nội dung nào (0 byte).", "The file is empty (0 bytes)."),
    remedy=(_SEND_AGAIN, _SEND_AGAIN_EN),
)
LOCK_FILE = declare(
    "F105",
    Severity.ERROR,
    why=(
        "Đây là {kind}, không phải sổ đã điền.",
        "This is {kind}, not a workbook somebody filled in.",
    ),
    remedy=(
        "Đóng tệp thật nếu đang mở bằng Excel, rồi xóa tệp phụ này khỏi thư mục.",
        "Close the real file if Excel has it open, then delete this by-product from the folder.",
    ),
)
PASSWORD = declare(
    "F106",
    Severity.ERROR,
    why=("Tệp có đặt mật khẩu mở nên không đọc được.", "The file has a password to open it."),
    remedy=(
        "Hỏi người gửi mật khẩu rồi chạy lại với --password; hoặc nhờ người gửi bỏ mật khẩu (Tệp > "
        "Thông tin > "
        "Bảo vệ sổ làm việc), lưu rồi gửi lại.",
        "Ask the sender for it and run again with --password; or have it removed (File > Info > "
        "Protect Workbook), saved and sent again.",
    ),
)
OTHER_FORMAT = declare(
    "F107",
    Severity.ERROR,
    why=(
        "Tệp là {kind}, chưa phải Excel kiểu .xlsx.",
        "The file is {kind}, not an Excel .xlsx workbook.",
    ),
    remedy=(_SAVE_AS, _SAVE_AS_EN),
)
NOT_A_WORKBOOK = declare(
    "F108",
    Severity.ERROR,
    why=("Tệp là {kind}, không phải tệp Excel.", "The file is {kind}, not an Excel workbook."),
    remedy=(
        "Đề nghị người gửi điền vào tệp Excel đã phát và gửi chính tệp .xlsx đó.",
        "Ask the sender to fill in the Excel file they were given and to send that .xlsx file.",
    ),
)
ARCHIVE = declare(
    "F109",
    Severity.ERROR,
    why=("Tệp là {kind}.", "The file is {kind}."),
    remedy=(
        "Giải nén, rồi chép các tệp .xlsx bên trong vào thư mục này.",
        "Unpack it and copy the .xlsx files inside into this folder.",
    ),
)
UNKNOWN = declare(
    "F110",
    Severity.ERROR,
    why=(
        "Nội dung tệp không phải Excel và cũng không phải loại nào nhận ra được.",
        "The content is not Excel, nor of any kind that can be recognised.",
    ),
    remedy=(_SEND_AGAIN, _SEND_AGAIN_EN),
)
DAMAGED = declare(
    "F111",
    Severity.ERROR,
    why=(
        "Tệp bị hỏng hoặc gửi lên chưa hết, nên không số liệu nào được lấy.",
        "The file is damaged or cut off, so nothing was taken from it.",
    ),
    remedy=(_SEND_AGAIN, _SEND_AGAIN_EN),
)
DAMAGED_PART = declare(
    "F112",
    Severity.ERROR,
    why=(
        "Một phần bên trong tệp bị hỏng ({part}), nên không số liệu nào được lấy.",
        "A part inside the file is damaged ({part}), so nothing was taken from it.",
    ),
    remedy=(_SAVE_AS, _SAVE_AS_EN),
)
INCOMPLETE = declare(
    "F113",
    Severity.ERROR,
    why=(
        "Tệp Excel thiếu một phần không thể thiếu ({part}).",
        "The workbook lacks a part it cannot do without ({part}).",
    ),
    remedy=(_SAVE_AS, _SAVE_AS_EN),
)
ODD_PACKAGE = declare(
    "F114",
    Severity.ERROR,
    why=(
        (
            "Tệp được đóng gói khác thường ({part}); các chương trình có thể đọc ra nội dung khác "
            "nhau."
        ),
        "The file is packed in an unusual way ({part}); programs may see different content in it.",
    ),
    remedy=(_SAVE_AS, _SAVE_AS_EN),
)
TOO_MUCH = declare(
    "F115",
    Severity.ERROR,
    why=("Tệp chứa quá nhiều: {kind}.", "The file holds too much: {kind}."),
    remedy=(
        "Chép phần đã điền sang tệp Excel đã phát, lưu rồi gửi lại.",
        "Copy what was filled in to the Excel file that was given out, save and send that.",
    ),
)
TRAP = declare(
    "F116",
    Severity.ERROR,
    why=(
        (
            "Bên trong tệp có đoạn mà Excel không bao giờ tạo ra ({part}: {kind}), có thể làm "
            "treo máy."
        ),
        "The file holds something Excel never writes ({part}: {kind}), which can hang a computer.",
    ),
    remedy=(
        "Không mở tệp này; hỏi người gửi xem tệp từ đâu ra và xin bản lưu từ Excel.",
        "Do not open it; ask the sender where it comes from, and for a copy saved by Excel.",
    ),
)
BAD_ADDRESS = declare(
    "F117",
    Severity.ERROR,
    why=(
        "Một ô mang địa chỉ “{value}”, không có trong bảng tính hoặc không đúng dòng của nó.",
        "A cell has the address “{value}”, which is not on a sheet or not in its row.",
    ),
    remedy=(_SAVE_AS, _SAVE_AS_EN),
)
TWICE = declare(
    "F118",
    Severity.ERROR,
    why=(
        "Dòng hoặc ô này được ghi hai lần trong tệp; không biết lấy lần nào.",
        "This row or cell stands in the file twice; there is no telling which one counts.",
    ),
    remedy=(
        "Mở tệp bằng Excel, để Excel sửa, so lại số liệu rồi lưu và gửi lại.",
        "Open it in Excel, let Excel repair it, check the figures, save and send it again.",
    ),
)
FAR_CELL = declare(
    "F119",
    Severity.ERROR,
    why=(
        "Có ô được điền ở rất xa bảng, nên trang quá lớn để đọc.",
        "A cell far away from the table is filled, which makes the sheet too large to read.",
    ),
    remedy=(
        "Đến ô này, xóa nó (hoặc chuyển về bảng nếu cần), lưu rồi gửi lại.",
        "Go to that cell, delete it (or move it to the table), save and send it again.",
    ),
)
LONG_FORMAT = declare(
    "F120",
    Severity.ERROR,
    why=(
        "Tệp có một kiểu định dạng số dài bất thường, có thể làm treo máy.",
        "The file has a number format so long that it can hang a computer.",
    ),
    remedy=(
        "Chép phần đã điền (chỉ dán giá trị) sang tệp Excel đã phát, lưu rồi gửi lại.",
        (
            "Copy what was filled in (paste values only) to the file that was given out, save and "
            "send that."
        ),
    ),
)
LOST_TEXT = declare(
    "F121",
    Severity.ERROR,
    why=(
        "Chữ của ô này không còn trong tệp.",
        "The text of this cell is no longer in the file.",
    ),
    remedy=(
        "Gõ lại ô này bằng Excel, lưu rồi gửi lại.",
        "Type this cell again in Excel, save and send it again.",
    ),
)
DISAGREE = declare(
    "F122",
    Severity.ERROR,
    why=(
        "Hai cách đọc cho kết quả khác nhau, bắt đầu từ ô này; tệp được giữ lại chờ người xem.",
        (
            "Two ways of reading the file differ, from this cell on; the file is held until "
            "somebody looks."
        ),
    ),
    remedy=(_SAVE_AS, _SAVE_AS_EN),
)
TOO_SLOW = declare(
    "F123",
    Severity.ERROR,
    why=(
        "Đọc tệp này máy phải tính quá {seconds} giây chưa xong nên đã dừng.",
        "Reading this file took more than {seconds:second|seconds} of work and was stopped.",
    ),
    remedy=(
        (
            "Chạy lại một lần nữa khi máy rảnh; nếu vẫn vậy, nhờ người gửi xóa các dòng, trang và "
            "định dạng thừa (hoặc chép sang tệp đã phát), lưu rồi gửi lại."
        ),
        (
            "Try again while the computer has nothing else to do; if that does not help, have "
            "rows, sheets and formats not needed deleted (or all copied to the file given out), "
            "saved and sent again."
        ),
    ),
)
UNREADABLE = declare(
    "F124",
    Severity.ERROR,
    why=(
        "Đã thử các cách đọc mà không cách nào đọc được tệp này.",
        "All ways of reading this file were tried, and none could.",
    ),
    remedy=(_SAVE_AS, _SAVE_AS_EN),
)
MACROS = declare(
    "F131",
    Severity.WARNING,
    why=(
        "Tệp có macro (chương trình nhúng); chỉ số liệu được đọc, macro không hề chạy.",
        "The file has macros (programs inside); only values were read, no macro ran.",
    ),
    remedy=(
        "Sổ phát ra không có macro: hỏi người gửi, và lần sau gửi kiểu .xlsx.",
        "The workbook given out has none: ask the sender, and have .xlsx sent next time.",
    ),
)
OTHER_NAME = declare(
    "F132",
    Severity.REPAIR,
    why=(
        "Tên tệp không có đuôi .xlsx nhưng nội dung là Excel .xlsx, nên vẫn đọc được.",
        "The name does not end in .xlsx, but the content is an .xlsx workbook, so it was read.",
    ),
    remedy=("Không phải làm gì.", "Nothing to do."),
)
LINKS = declare(
    "F133",
    Severity.WARNING,
    why=(
        (
            "Tệp có liên kết tới tệp hoặc nguồn số liệu khác; liên kết không được mở, chỉ lấy số "
            "đã lưu."
        ),
        "The file links to other files or data; no link was followed, the saved values were taken.",
    ),
    remedy=(
        "Kiểm tra các số lấy từ nơi khác có còn đúng không.",
        "Check whether the figures taken from elsewhere are still right.",
    ),
)
EMBEDDED = declare(
    "F134",
    Severity.WARNING,
    why=(
        "Tệp có đối tượng nhúng (tệp nằm trong tệp); phần đó không được đọc.",
        "The file has embedded objects (files in the file); these were not read.",
    ),
    remedy=(
        "Nếu trong đó có số liệu, đề nghị người gửi điền vào bảng.",
        "If there is data in them, ask the sender to put it in the table.",
    ),
)
ORPHAN = declare(
    "F135",
    Severity.WARNING,
    why=(
        "Trong tệp còn một trang mà Excel không hiển thị; trang đó không được đọc.",
        "The file holds one more sheet, which Excel does not show; it was not read.",
    ),
    remedy=(
        "Hỏi người gửi xem có thiếu trang nào không.",
        "Ask the sender whether a sheet is missing.",
    ),
)
TAIL = declare(
    "F136",
    Severity.REPAIR,
    why=(
        (
            "Cuối tệp có thêm dữ liệu thừa (thường do thư điện tử); phần Excel vẫn nguyên vẹn và "
            "đã được đọc."
        ),
        (
            "Something was added behind the end of the file (mail does this); the workbook itself "
            "is whole."
        ),
    ),
    remedy=("Không phải làm gì.", "Nothing to do."),
)
ODD_VALUE = declare(
    "F137",
    Severity.WARNING,
    why=(
        "Ô này chứa “{value}” nhưng tệp ghi nó là loại khác; nội dung được lấy nguyên dạng chữ.",
        (
            "This cell holds “{value}”, but the file declares it as something else; it was taken "
            "as text."
        ),
    ),
    remedy=(
        "Kiểm tra ô này; nếu cần, gõ lại bằng Excel.",
        "Check this cell; if need be, type it again in Excel.",
    ),
)
OTHER_KIND = declare(
    "F138",
    Severity.REPAIR,
    why=(
        "Tệp là {kind}, không phải .xlsx; đã đọc được số liệu.",
        "The file is {kind}, not .xlsx; its values were read.",
    ),
    remedy=(
        "Không phải làm gì; lần sau đề nghị gửi kiểu .xlsx.",
        "Nothing to do; ask for .xlsx next time.",
    ),
)
PLAIN = declare(
    "F139",
    Severity.WARNING,
    why=(
        "Tệp thực ra là {kind}; chỉ đọc được chữ trong bảng, không còn các trang và mã ẩn của sổ.",
        (
            "The file really is {kind}; only the texts of its tables were read, the hidden parts "
            "of a workbook are gone."
        ),
    ),
    remedy=(
        "Đề nghị gửi chính tệp Excel .xlsx đã điền.",
        "Ask for the .xlsx workbook itself that was filled in.",
    ),
)
UNLOCKED = declare(
    "F140",
    Severity.REPAIR,
    why=(
        (
            "Tệp được khóa bằng mật khẩu; đã mở được và đọc như thường. Mật khẩu không được ghi "
            "lại ở đâu."
        ),
        (
            "The file was locked with a password; it was opened and read. The password is written "
            "nowhere."
        ),
    ),
    remedy=(
        "Không phải làm gì; lần sau đề nghị gửi tệp không đặt mật khẩu.",
        "Nothing to do; ask for a file without a password next time.",
    ),
)
WRONG_PASSWORD = declare(
    "F141",
    Severity.ERROR,
    why=(
        "Tệp có đặt mật khẩu mở; mật khẩu đã nhập không mở được tệp này.",
        "The file has a password to open it, and none of those given opens it.",
    ),
    remedy=(
        "Hỏi lại người gửi mật khẩu của đúng tệp này (chữ hoa, chữ thường khác nhau) rồi chạy lại.",
        "Ask the sender for the password of this very file (capitals matter), then run again.",
    ),
)
UNKNOWN_LOCK = declare(
    "F142",
    Severity.ERROR,
    why=(
        "Tệp được khóa bằng mật khẩu theo cách mà chương trình này không mở được.",
        "The file is locked with a password in a way that this program cannot open.",
    ),
    remedy=(
        "Mở tệp bằng chương trình đã tạo ra nó, bỏ mật khẩu, lưu kiểu .xlsx rồi gửi lại.",
        "Open it with the program that made it, remove the password, save as .xlsx, send it again.",
    ),
)
LOCKED_MEMBER = declare(
    "F143",
    Severity.ERROR,
    why=(
        "Tệp này nằm trong gói nén có đặt mật khẩu nên không lấy ra được.",
        "This file is in an archive with a password and could not be taken out.",
    ),
    remedy=(
        "Hỏi người gửi mật khẩu, giải nén, rồi chép các tệp bên trong vào thư mục này.",
        (
            "Ask the sender for the password, unpack the archive, and copy the files inside into "
            "this folder."
        ),
    ),
)
NESTED = declare(
    "F144",
    Severity.ERROR,
    why=(
        "Gói nén này nằm sâu trong các gói nén khác nên không được mở.",
        "This archive lies too deep inside other archives and was not opened.",
    ),
    remedy=(
        "Giải nén, rồi chép các tệp Excel bên trong vào thư mục này.",
        "Unpack it and copy the workbooks inside into this folder.",
    ),
)
LEFT_IN = declare(
    "F145",
    Severity.REPAIR,
    why=(
        "Trong gói nén còn {count} tệp phụ do máy tự tạo ({value}); đã bỏ qua.",
        "The archive also holds {count:by-product|by-products} of programs ({value}), left out.",
    ),
    remedy=("Không phải làm gì.", "Nothing to do."),
)
EMPTY_ARCHIVE = declare(
    "F146",
    Severity.ERROR,
    why=("Gói nén không có tệp nào bên trong.", "The archive holds no file."),
    remedy=(_SEND_AGAIN, _SEND_AGAIN_EN),
)
SHORTCUT = declare(
    "F147",
    Severity.ERROR,
    why=(
        (
            "Đây chỉ là lối tắt dẫn tới tệp ở nơi khác (trên mạng hoặc máy khác), không có số "
            "liệu bên trong."
        ),
        (
            "This is only a shortcut to a file elsewhere (online or on another computer); it "
            "holds no data."
        ),
    ),
    remedy=(
        (
            "Đề nghị người gửi tải tệp về rồi gửi chính tệp đó; với Google Trang tính: Tệp > Tải "
            "xuống > Microsoft Excel."
        ),
        (
            "Ask the sender to download the file and send that; in Google Sheets: File > Download "
            "> Microsoft Excel."
        ),
    ),
)
EMAIL = declare(
    "F148",
    Severity.ERROR,
    why=(
        "Đây là cả bức thư điện tử, không phải tệp Excel; tệp đính kèm bên trong chưa được lấy ra.",
        "This is a whole e-mail, not a workbook; what is attached to it was not taken out.",
    ),
    remedy=(
        "Mở thư, lưu tệp Excel đính kèm vào thư mục này.",
        "Open the message and save the attached workbook into this folder.",
    ),
)
NUMBERS = declare(
    "F149",
    Severity.ERROR,
    why=(
        "Tệp do ứng dụng của Apple (Numbers) tạo ra, không phải tệp Excel.",
        "The file was made by an app of Apple's (Numbers), it is not an Excel workbook.",
    ),
    remedy=(
        "Đề nghị người gửi mở bằng Numbers, chọn Xuất ra (Export) > Excel rồi gửi tệp .xlsx đó.",
        "Ask the sender to open it in Numbers, choose Export > Excel, and send that .xlsx file.",
    ),
)
ZEROS = declare(
    "F150",
    Severity.ERROR,
    why=(
        "Tệp có dung lượng nhưng bên trong toàn số 0: việc chép hoặc tải về chưa xong.",
        "The file has a size but holds only zeros: copying or downloading it did not finish.",
    ),
    remedy=(_SEND_AGAIN, _SEND_AGAIN_EN),
)
STYLES_GONE = declare(
    "F180",
    Severity.WARNING,
    why=(
        (
            "Cách hiển thị của {count} ô có số không còn trong tệp, bắt đầu từ ô này; ngày, giờ ở "
            "đó chỉ còn là số."
        ),
        (
            "How {count:cell|cells} with numbers should look is no longer in the file, from here "
            "on; days and hours there are mere numbers."
        ),
    ),
    remedy=(
        "So lại ngày, giờ trong tệp này với bản gốc của người gửi.",
        "Compare the days and hours in this file with the sender's original.",
    ),
)
NAME_ALONE = declare(
    "F181",
    Severity.WARNING,
    why=(
        (
            "Trong tệp chỉ còn tên của trang này, không còn nội dung (thường là trang macro kiểu "
            "cũ, bị ẩn); trang được bỏ qua."
        ),
        (
            "Only the name of this sheet is in the file (mostly it is an old macro sheet, hidden); "
            "it was left out."
        ),
    ),
    remedy=(
        "Không phải làm gì, nếu trang này không có số liệu cần báo cáo.",
        "Nothing to do, unless the sheet held data to report.",
    ),
)
RIGHTS = declare(
    "F182",
    Severity.ERROR,
    why=(
        (
            "Tệp được bảo vệ bằng quyền truy cập (nhãn bảo mật của cơ quan người gửi), không phải "
            "bằng mật khẩu; chỉ người được cấp quyền mới mở được."
        ),
        (
            "The file is protected by access rights (a label of the sender's organisation), not by "
            "a password; only those who were given the right can open it."
        ),
    ),
    remedy=(
        "Nhờ người gửi mở tệp, bỏ nhãn hoặc bỏ hạn chế (Tệp > Thông tin > Bảo vệ sổ làm việc), "
        "lưu rồi gửi lại.",
        "Ask the sender to open it, take off the label or the restriction (File > Info > Protect "
        "Workbook), save it and send it again.",
    ),
)
ANOTHER_PROGRAM = declare(
    "F183",
    Severity.ERROR,
    why=(
        "Tệp là {kind}, của một chương trình khác; Excel cũng không mở được.",
        "The file is {kind}, another program's; Excel does not open it either.",
    ),
    remedy=(
        (
            "Mở tệp bằng chương trình đã tạo ra nó (hoặc LibreOffice), chọn Lưu thành (Save As) "
            "kiểu .xlsx rồi gửi lại."
        ),
        (
            "Open it with the program that made it (or LibreOffice), choose Save As, type .xlsx, "
            "and send it again."
        ),
    ),
)
SHEET_LOST = declare(
    "F184",
    Severity.ERROR,
    why=(
        (
            "Nội dung của trang này không còn trong tệp, chỉ còn tên trang; các trang khác vẫn "
            "đọc được."
        ),
        "What stood on this sheet is no longer in the file, only its name is; the others are read.",
    ),
    remedy=(
        (
            "Nhờ người gửi mở tệp gốc, xem trang này còn đủ không, lưu lại rồi gửi lại; nếu trang "
            "này không cần thì xóa trang đi."
        ),
        (
            "Ask the sender to open the original, see whether this sheet is whole, save it and "
            "send it again; a sheet that is not needed is to be deleted."
        ),
    ),
)

_IMAGE = Words("ảnh chụp", "a picture")
KINDS: Mapping[str, tuple[Problem, Words]] = {
    "xls": (OTHER_FORMAT, Words("bảng tính Excel kiểu cũ (.xls)", "an old Excel workbook (.xls)")),
    "xlsb": (
        OTHER_FORMAT,
        Words("bảng tính Excel nhị phân (.xlsb)", "a binary Excel workbook (.xlsb)"),
    ),
    "ods": (
        OTHER_FORMAT,
        Words("bảng tính OpenDocument (.ods)", "an OpenDocument spreadsheet (.ods)"),
    ),
    "xls95": (
        OTHER_FORMAT,
        Words("bảng tính Excel rất cũ (trước Excel 97)", "a workbook from before Excel 97"),
    ),
    "fods": (
        OTHER_FORMAT,
        Words("bảng tính OpenDocument dạng XML (.fods)", "a flat OpenDocument spreadsheet (.fods)"),
    ),
    "sylk": (OTHER_FORMAT, Words("bảng tính kiểu SYLK (.slk)", "a SYLK spreadsheet (.slk)")),
    "sxc": (
        ANOTHER_PROGRAM,
        Words(
            "bảng tính OpenOffice đời đầu (.sxc)", "a spreadsheet of the first OpenOffice (.sxc)"
        ),
    ),
    "gnumeric": (ANOTHER_PROGRAM, Words("bảng tính Gnumeric", "a spreadsheet of Gnumeric")),
    "lotus": (
        ANOTHER_PROGRAM,
        Words("bảng tính Lotus 1-2-3 hoặc Works", "a spreadsheet of Lotus 1-2-3 or Works"),
    ),
    "quattro": (ANOTHER_PROGRAM, Words("bảng tính Quattro Pro", "a spreadsheet of Quattro Pro")),
    "torn": (DAMAGED, Words("tệp mất phần đầu", "a file that has lost its beginning")),
    "mht": (OTHER_FORMAT, Words("trang web đóng gói (.mht)", "a web archive (.mht)")),
    "xml": (OTHER_FORMAT, Words("bảng tính Excel kiểu XML 2003", "an Excel 2003 XML spreadsheet")),
    "html": (OTHER_FORMAT, Words("trang web (HTML)", "a web page (HTML)")),
    "shortcut": (SHORTCUT, Words("lối tắt tới tệp khác", "a shortcut to another file")),
    "email": (EMAIL, Words("thư điện tử", "an e-mail")),
    "numbers": (NUMBERS, Words("bảng tính Numbers của Apple", "a spreadsheet of Apple's Numbers")),
    "zeros": (ZEROS, Words("tệp toàn số 0", "a file of zeros")),
    "text": (OTHER_FORMAT, Words("văn bản thô, không có bảng", "plain text without a table")),
    "csv": (OTHER_FORMAT, Words("bảng dạng chữ (CSV)", "a table in plain text (CSV)")),
    "xlsx": (UNKNOWN, Words("bảng tính Excel", "an Excel workbook")),  # where words are wanted
    "word": (NOT_A_WORKBOOK, Words("văn bản Word", "a Word document")),
    "slides": (NOT_A_WORKBOOK, Words("bản trình chiếu PowerPoint", "a PowerPoint presentation")),
    "office": (
        NOT_A_WORKBOOK,
        Words("tài liệu văn phòng loại khác", "another kind of office document"),
    ),
    "pdf": (NOT_A_WORKBOOK, Words("tệp PDF", "a PDF")),
    "image": (NOT_A_WORKBOOK, _IMAGE),
    "media": (NOT_A_WORKBOOK, Words("phim hoặc âm thanh", "a film or a recording")),
    "zip": (ARCHIVE, Words("tệp nén (.zip)", "a zip archive")),
    "rar": (ARCHIVE, Words("tệp nén (.rar)", "a RAR archive")),
    "7z": (ARCHIVE, Words("tệp nén (.7z)", "a 7z archive")),
    "gzip": (ARCHIVE, Words("tệp nén", "a compressed file")),
    "lock": (
        LOCK_FILE,
        Words(
            "tệp khóa tạm khi có người đang mở sổ (~$, .~lock)",
            "a lock file that is there while somebody has a workbook open (~$, .~lock)",
        ),
    ),
    "mac": (LOCK_FILE, Words("tệp phụ do máy Mac tạo ra", "a companion file made by a Mac")),
    "password": (PASSWORD, Words("tệp có mật khẩu", "a file with a password")),
    "unknown": (UNKNOWN, Words("loại không nhận ra được", "of an unknown kind")),
}
"""What a file is if it is no workbook: the problem, and its name in a sentence."""
REASONS: Mapping[str, tuple[Problem, Words | None]] = {
    "zip": (DAMAGED, None),
    "xml": (DAMAGED_PART, None),
    "incomplete": (INCOMPLETE, None),
    "odd": (ODD_PACKAGE, None),
    "parts": (TOO_MUCH, Words("hơn 4.000 phần bên trong", "more than 4,000 parts inside")),
    "sheets": (TOO_MUCH, Words("hơn 2.000 trang", "more than 2,000 sheets")),
    "bomb": (TOO_MUCH, Words("giải nén ra quá lớn", "it unpacks to too great a size")),
    "big": (
        TOO_MUCH,
        Words("quá nhiều ô, ô gộp hoặc kiểu", "too many cells, merged cells or styles"),
    ),
    "dtd": (TRAP, Words("khai báo DTD", "a document type declaration")),
    "depth": (TRAP, Words("lồng nhau quá sâu", "nested too deep")),
    "token": (TRAP, Words("một mục dài quá mức", "one item far too long")),
    "address": (BAD_ADDRESS, None),
    "twice": (TWICE, None),
    "far": (FAR_CELL, None),
    "format": (LONG_FORMAT, None),
    "index": (LOST_TEXT, None),
    "password": (PASSWORD, None),
    "wrong password": (WRONG_PASSWORD, None),
    "rights": (RIGHTS, None),
    "lock": (UNKNOWN_LOCK, None),
    "member password": (LOCKED_MEMBER, None),
    "members": (
        TOO_MUCH,
        Words("hơn 500 tệp trong một gói nén", "more than 500 files in one archive"),
    ),
}
"""Why the look refuses a workbook."""
NOTES: Mapping[str, Problem] = {
    "macros": MACROS, "links": LINKS, "embedded": EMBEDDED, "orphan": ORPHAN, "tail": TAIL,
    "unlocked": UNLOCKED,
}  # fmt: skip
"""What a workbook that was read holds besides cells."""
