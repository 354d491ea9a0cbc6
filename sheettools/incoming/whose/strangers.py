"""What is said of a file that is nobody's workbook of this plan: what it seems to be, and what to
ask of the sender.
"""

from __future__ import annotations

from sheettools.findings import Severity, declare

NOT_OURS = declare(
    "F201",
    Severity.ERROR,
    why=(
        "Tệp này không phải là sổ do văn phòng phát ra; các trang: {value}.",
        "This is not a workbook that the office sent out; its sheets: {value}.",
    ),
    remedy=(
        "Gửi lại sổ của đơn vị cho người gửi và đề nghị điền vào đó.",
        "Send the unit its workbook again and ask that it be filled in there.",
    ),
    private=True,
)
OTHER_TEMPLATE = declare(
    "F202",
    Severity.ERROR,
    why=(
        "Tệp này là “{value}”, không phải sổ “{title}”.",
        "This is “{value}”, not the workbook “{title}”.",
    ),
    remedy=(
        "Để tệp này ở chỗ khác; đề nghị người gửi gửi đúng sổ.",
        "Keep this file elsewhere; ask the sender for the right workbook.",
    ),
)
NOT_ISSUED = declare(
    "F203",
    Severity.ERROR,
    why=(
        "Sổ mã {value} không có trong kế hoạch này, mã cũng không viết theo kiểu của kế hoạch.",
        "Workbook {value} is not in this plan, nor is its code written as this plan writes them.",
    ),
    remedy=(
        "Hỏi người gửi sổ này ai phát; nếu là sổ nơi khác thì chuyển lại người gửi.",
        "Ask the sender who sent the workbook out; if it belongs elsewhere, return it.",
    ),
)
LAST_YEAR = declare(
    "F220",
    Severity.ERROR,
    why=(
        (
            "Đây là sổ của năm trước: mã {value}{line} là của năm {year}, kế hoạch này là của năm "
            "{this_year}."
        ),
        "This is last year's workbook: {value}{line} is of {year}, this plan of {this_year}.",
    ),
    remedy=(
        "Đề nghị người gửi điền vào sổ năm {this_year}; việc năm trước chưa xong đã in sẵn "
        "trong sổ đó, hoặc ghi "
        "vào đó kèm mã kỳ trước.",
        "Ask the sender to fill in the workbook of {this_year}; last year's open matters are "
        "printed in it, or "
        "are written there with their old code.",
    ),
)
OTHER_YEAR = declare(
    "F221",
    Severity.ERROR,
    why=(
        "Sổ mã {value}{line} là của năm {year}, kế hoạch này là của năm {this_year}.",
        "Workbook {value}{line} is of {year}, this plan of {this_year}.",
    ),
    remedy=(
        (
            "Để tệp này vào thư mục của năm {year}; nếu là gửi nhầm thì đề nghị gửi sổ năm "
            "{this_year}."
        ),
        (
            "Put the file into the folder of {year}; if it was a slip, ask for the workbook of "
            "{this_year}."
        ),
    ),
)
OTHER_OFFICE = declare(
    "F222",
    Severity.ERROR,
    why=(
        "Sổ mã {value}{line} là của nơi khác: mã không phải của đơn vị lập kế hoạch này.",
        (
            "Workbook {value}{line} belongs elsewhere: its code is not that of the office of this "
            "plan."
        ),
    ),
    remedy=(
        (
            "Báo người gửi chuyển tệp về đúng nơi phát sổ; nếu người gửi là đơn vị của mình thì "
            "gửi sổ của đơn vị đó."
        ),
        (
            "Tell the sender to send it where it came from; if the sender is a unit of yours, "
            "send that unit's own."
        ),
    ),
)
UNIT_GONE = declare(
    "F223",
    Severity.ERROR,
    why=(
        "Sổ mã {value}{line} là của đơn vị không còn trong kế hoạch.",
        "Workbook {value}{line} is that of a unit that is no longer in the plan.",
    ),
    remedy=(
        "Nếu bỏ nhầm thì ghi lại đơn vị vào kế hoạch; nếu đơn vị đã sáp nhập thì đề nghị chép "
        "số liệu sang sổ của "
        "đơn vị mới.",
        "If it was left out by mistake, write it into the plan again; if the unit was merged, "
        "ask that the data "
        "be copied into its successor's workbook.",
    ),
)
NEVER_ISSUED = declare(
    "F224",
    Severity.ERROR,
    why=(
        "Sổ mã {value}{line} giống sổ của văn phòng, nhưng kế hoạch không có mã này và tệp "
        "không có dấu đúng của văn "
        "phòng: mã có thể do người khác ghi.",
        "Workbook {value}{line} looks like the office's, but the plan has no such code and "
        "the file no seal of the "
        "office that fits: the code may have been typed.",
    ),
    remedy=(
        "Hỏi người gửi sổ này là của đơn vị nào, lấy ở đâu; gửi lại sổ của đơn vị đó và đề "
        "nghị chép phần đã điền "
        "sang.",
        "Ask the sender whose workbook it is and where it came from; send that unit's again "
        "and ask that what is "
        "filled in be copied.",
    ),
)
PLAN_RETURNED = declare(
    "F225",
    Severity.WARNING,
    why=(
        "Đây là tệp kế hoạch (“{value}”), không phải sổ “{title}” của một đơn vị.",
        "This is a plan workbook (“{value}”), not a unit's workbook “{title}”.",
    ),
    remedy=(
        (
            "Bỏ tệp này ra khỏi thư mục nhan-ve; nếu có người gửi về thì đề nghị gửi sổ của đơn "
            "vị mình."
        ),
        (
            "Take it out of the folder nhan-ve; if somebody sent it in, ask for the unit's own "
            "workbook."
        ),
    ),
)
ANNUAL_RETURNED = declare(
    "F226",
    Severity.WARNING,
    why=(
        "Đây là báo cáo tổng hợp cả năm (“{value}”), không phải sổ của một đơn vị.",
        "This is an annual report (“{value}”), not a unit's workbook.",
    ),
    remedy=(
        "Bỏ tệp này ra khỏi thư mục nhan-ve; báo cáo tổng hợp để ở thư mục bao-cao.",
        "Take it out of the folder nhan-ve; annual reports belong in the folder bao-cao.",
    ),
)
PAPER_RETURNED = declare(
    "F227",
    Severity.ERROR,
    why=(
        "Đây là bản giấy của sổ, gõ chữ vào: {value}; bản giấy chỉ để in và ghi tay.",
        (
            "This is the paper twin of a workbook, typed into: {value}; it is only for printing "
            "and writing by hand."
        ),
    ),
    remedy=(
        (
            "Đề nghị người gửi điền vào tệp sổ, hoặc văn phòng chép số liệu sang sổ theo mã ở đầu "
            "mỗi dòng."
        ),
        (
            "Ask the sender to fill in the workbook, or copy the data into it by the code at the "
            "head of each row."
        ),
    ),
)
IDENTITY_GONE = declare(
    "F229",
    Severity.ERROR,
    why=(
        (
            "Tệp có các trang của sổ “{title}”, nhưng không còn chỗ nào ghi mã sổ nên không rõ "
            "của đơn vị nào{line}."
        ),
        (
            "The file has the sheets of the workbook “{title}”, but no code is left in it that "
            "says whose it is{line}."
        ),
    ),
    remedy=(
        (
            "Hỏi người gửi là của đơn vị nào; gửi lại sổ của đơn vị đó và đề nghị chép phần đã "
            "điền sang."
        ),
        (
            "Ask the sender whose it is; send that unit's workbook again and ask that what is "
            "filled in be copied."
        ),
    ),
)
