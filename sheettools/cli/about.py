"""About the program itself: its findings, its templates, a demonstration."""

from __future__ import annotations

from pathlib import Path

import click

from sheettools.cli.root import FOLDER, OK, USAGE, cli, format_option
from sheettools.language import Group, Option, language, say


@cli.command(
    help="Giải thích một mã phát hiện, ví dụ C101.",
    en="Explain the code of a finding, such as C101.",
    examples=("sheettools explain C101",),
    known_as=("giai-thich", "ma", "la-gi", "tra-cuu"),
)
@click.argument("code")
def explain(code: str) -> int:
    """Print one entry of the catalogue."""
    from sheettools.catalogue import entry_text, kept_catalogue

    known = kept_catalogue()
    problem = known.get(code.upper())
    if problem is None:
        click.echo(
            say(
                "Không có mã {code}. Các mã: {all}",
                "There is no code {code}. The codes are: {all}",
                code=code,
                all=", ".join(sorted(known)),
            ),
            err=True,
        )
        return USAGE
    click.echo(entry_text(problem, language()))
    return OK


@cli.group(
    cls=Group,
    help="Xem và chép các mẫu sổ.",
    en="See and copy the templates.",
    examples=("sheettools template list", "sheettools template show so-tiep-xuc"),
    known_as=("mau", "bieu-mau", "mau-so", "templates"),
)
def template() -> None:
    """Hold the commands on templates."""


@template.command(
    "list",
    help="Liệt kê các mẫu và bộ quy định.",
    en="List the templates and profiles.",
    examples=("sheettools template list",),
    known_as=("liet-ke", "danh-sach", "ls"),
)
@format_option()
def template_list(form: str) -> int:
    """List what is built in."""
    from sheettools.show import show_json, show_table
    from sheettools.template.load.built_in import built_in

    found = built_in()
    if form == "json":
        show_json({"templates": [{"name": n, "kind": k, "title": t} for n, k, t in found]})
    else:
        kinds = {
            "template": say("mẫu", "template"),
            "document": say("mẫu Word", "Word template"),
            "profile": say("bộ quy định", "profile"),
            "holidays": say("ngày nghỉ", "holidays"),
        }
        show_table(
            (say("Tên", "Name"), say("Loại", "Kind"), say("Nội dung", "Title")),
            [(n, kinds[k], t) for n, k, t in found],
        )
    return OK


@template.command(
    "show",
    help="Xem một mẫu: trang, cột, ô, danh mục. --format json cho chương trình.",
    en="Show a template: sheets, columns, cells, lists. --format json for programs.",
    short=(
        "Xem một mẫu: trang, cột, ô, danh mục.",
        "Show a template: sheets, columns, cells, lists.",
    ),
    examples=("sheettools template show so-tiep-xuc",),
    known_as=("xem",),
)
@click.argument("name")
@click.option(
    "--profile",
    default="",
    metavar="PROFILE",
    cls=Option,
    help="Bộ quy định, mặc định bộ mới nhất.",
    en="The profile; the newest by default.",
)
@format_option()
def template_show(name: str, profile: str, form: str) -> int:
    """Print the whole declaration."""
    from sheettools.show import show_json, show_table
    from sheettools.template.description import describe, describe_office
    from sheettools.template.load.library import find_profile, find_template, newest_profile
    from sheettools.template.load.load import load_template
    from sheettools.template.shares import of_unit

    chosen = find_profile(profile) if profile else newest_profile()
    whole = load_template(find_template(name), chosen)
    said = describe(of_unit(whole)) | {"office": describe_office(whole)}
    if form == "json":
        show_json(said)
        return OK
    for sheet in said["sheets"]:
        click.echo(f"\n{sheet['title']} ({sheet['name']}, {sheet['kind']})")
        if sheet.get("fields"):
            rows = [
                (
                    f.get("column") or f.get("cell"),
                    f["name"],
                    f["title"],
                    f["type"],
                    f.get("categories", ""),
                )
                for f in sheet["fields"]
            ]
            headings = (
                say("Ô, cột", "Cell"),
                say("Tên", "Name"),
                say("Tiêu đề", "Title"),
                say("Kiểu", "Type"),
                say("Danh mục", "List"),
            )
            show_table(headings, rows)
        for rule in sheet["rules"]:
            click.echo(f"  {rule['code']} {rule[language()]}")
    return OK


@template.command(
    "copy",
    help="Chép một mẫu vào thư mục để sửa thành mẫu riêng.",
    en="Copy a template into a folder, to make it your own.",
    examples=("sheettools template copy so-tiep-xuc mau-rieng",),
    known_as=("chep", "sao"),
)
@click.argument("name")
@click.argument("folder", type=FOLDER)
def template_copy(name: str, folder: Path) -> int:
    """Copy a template, or a profile."""
    from sheettools.template.load.library import copy_template

    click.echo(say("Đã chép: {path}", "Copied: {path}", path=copy_template(name, folder)))
    return OK


@cli.command(
    help="Chạy thử cả chu trình trên kế hoạch thật của xã Cấm Sơn năm 2024, với số liệu mẫu.",
    en="Run the whole cycle on the real plan of xã Cấm Sơn, 2024, with sample data.",
    short=(
        "Chạy thử cả chu trình với số liệu mẫu.",
        "Run the whole cycle with sample data.",
    ),
    examples=("sheettools demo", "sheettools demo chay-thu"),
    known_as=("chay-thu", "thu", "mau-thu", "example"),
)
@click.argument("folder", type=FOLDER, default="cam-son-2024")
def demo(folder: Path) -> int:
    """Run the demonstration."""
    from sheettools.demo.run import run_demo

    run_demo(folder)
    return OK
