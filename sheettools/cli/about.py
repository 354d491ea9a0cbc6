"""About the program itself: its findings, its templates, a demonstration."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sheettools.cli.root import FILE, FOLDER, OK, cli, exit_code, format_option
from sheettools.cli.values import CODE, template_names
from sheettools.findings import in_language
from sheettools.language import Group, Option, language, say

if TYPE_CHECKING:
    from sheettools.findings import Finding

FOLDER_OF_YEAR = click.option(
    "--folder",
    type=FOLDER,
    default=".",
    cls=Option,
    help="Thư mục của năm có mẫu riêng (bieu-mau); mặc định thư mục hiện tại.",
    en="The year's folder that has templates of its own (bieu-mau); the current one by default.",
)


@cli.command(
    help="Giải thích một mã phát hiện, ví dụ C101; ghi phần đầu của mã thì liệt kê các mã bắt đầu "
    "như thế.",
    en="Explain the code of a finding, such as C101; the beginning of codes lists those that begin "
    "so.",
    short=(
        "Giải thích một mã phát hiện, ví dụ C101.",
        "Explain the code of a finding, such as C101.",
    ),
    examples=("sheettools explain C101", "sheettools explain C1", "sheettools explain --list"),
    known_as=("giai-thich", "ma", "la-gi", "tra-cuu"),
)
@click.argument("code", type=CODE, required=False)
@click.option(
    "--list",
    "everything",
    is_flag=True,
    cls=Option,
    help="Liệt kê mọi mã.",
    en="List all codes.",
)
@click.pass_context
def explain(context: click.Context, code: str | None, *, everything: bool) -> int:
    """Print one entry of the catalogue, or those that begin so."""
    from sheettools.catalogue import (
        entry_text,
        example_text,
        kept_catalogue,
        kept_example,
        open_places,
    )
    from sheettools.show import plain

    if code is None and not everything:
        raise click.MissingParameter(ctx=context, param=context.command.params[0])
    known = kept_catalogue()
    if code and code in known and not everything:
        click.echo(entry_text(known[code], language()))
        if example := kept_example(code):
            click.echo(plain("\n" + example_text(example, language())))
        return OK
    for one in known.values():
        if everything or one.code.startswith(code or ""):
            click.echo(f"{one.code}  {open_places(one.why.say(language()))}")
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
    help="Liệt kê các mẫu và bộ quy định: của riêng năm này (bieu-mau), và có sẵn.",
    en="List the templates and profiles: the year's own (bieu-mau), and the built-in.",
    short=("Liệt kê các mẫu và bộ quy định.", "List the templates and profiles."),
    examples=("sheettools template list",),
    known_as=("liet-ke", "danh-sach", "ls"),
)
@click.argument("folder", type=FOLDER, default=".")
@format_option()
def template_list(folder: Path, form: str) -> int:
    """List what is built in, and what the year has of its own."""
    from sheettools.show import show_json, show_table
    from sheettools.template.load.built_in import templates_of

    found = templates_of(folder)
    if form == "json":
        show_json({"templates": [_listed(*one) for one in found]})
        return OK
    kinds = {
        "template": say("mẫu", "template"),
        "document": say("mẫu Word", "Word template"),
        "profile": say("bộ quy định", "profile"),
        "holidays": say("ngày nghỉ", "holidays"),
    }
    headings = [say("Tên", "Name"), say("Loại", "Kind"), say("Nội dung", "Title")]
    rows = [[name, kinds[kind], in_language(title, language())] for name, kind, title, _ in found]
    if any(own for *_, own in found):
        headings.append(say("Của", "Whose"))
        for row, (*_, own) in zip(rows, found, strict=True):
            row.append(say("năm này", "this year's") if own else say("có sẵn", "built in"))
    show_table(headings, rows)
    return OK


def _listed(name: str, kind: str, title: str, own: Path | None) -> dict[str, object]:
    """Return what programs are told of a template."""
    return {"name": name, "kind": kind, "title": title, "own": own is not None}


@template.command(
    "new",
    help=(
        "Phác một mẫu riêng từ một sổ Excel đang dùng: tiêu đề, danh sách thả xuống, kiểu, công "
        "thức. Ghi hai tệp .toml (mẫu sổ, mẫu kế hoạch); chỗ nào đoán thì ghi rõ bên cạnh. Không "
        "ghi đè."
    ),
    en=(
        "Draft a template from a workbook in use: headings, drop-downs, types, formulas. Two .toml "
        "files are written (the workbook's and its plan's); what was guessed is said beside it. "
        "Nothing is written over."
    ),
    short=("Phác mẫu từ một sổ Excel đang dùng.", "Draft a template from a workbook in use."),
    examples=("sheettools template new so-cu.xlsx",),
    known_as=("moi", "tao", "phac"),
)
@click.argument("file", type=FILE)
@click.option(
    "--out",
    type=FOLDER,
    default="bieu-mau",
    cls=Option,
    help="Thư mục ghi mẫu, mặc định bieu-mau.",
    en="The folder to write to, bieu-mau by default.",
)
@click.option(
    "--name",
    default="",
    cls=Option,
    help="Tên mẫu, mặc định theo tên tệp.",
    en="The template's name, the file's by default.",
)
def template_new(file: Path, out: Path, name: str) -> int:
    """Draft a pair of templates."""
    from sheettools.forms.write import draft_template

    made = draft_template(file, out, name, language())
    click.echo(
        say(
            "Đã phác {template} và {plan}: {sheets} trang, {fields} cột.",
            "Drafted {template} and {plan}: {sheets:sheet|sheets}, {fields:field|fields}.",
            template=made.template,
            plan=made.plan,
            sheets=made.sheets,
            fields=made.fields,
        )
    )
    if made.asks:
        click.echo(
            say(
                "{asks} chỗ cần người xem, ghi “Hỏi” trong tệp.",
                "{asks:thing|things} to be looked at, marked “Ask” in the file.",
                asks=made.asks,
            )
        )
    click.echo(
        say(
            "Việc tiếp theo: sửa hai tệp, rồi chạy: sheettools template check {out}",
            "Next: edit the two files, then run: sheettools template check {out}",
            out=out,
        )
    )
    return OK


@template.command(
    "check",
    help=(
        "Kiểm tra mẫu: mọi lỗi với dòng, cách sửa và các từ dùng được. Ghi tệp, tên mẫu hay thư "
        "mục; không ghi gì thì kiểm tra mọi mẫu riêng của năm."
    ),
    en=(
        "Check templates: every fault with its line, what to do and the words that may stand "
        "there. Name files, templates or folders; without any, all of the year's own are checked."
    ),
    short=("Kiểm tra mẫu riêng: mọi lỗi một lần.", "Check own templates: every fault at once."),
    examples=("sheettools template check", "sheettools template check bieu-mau/so-cua-toi.toml"),
    known_as=("kiem-tra",),
)
@click.argument("names", nargs=-1)
@FOLDER_OF_YEAR
@format_option()
def template_check(names: tuple[str, ...], folder: Path, form: str) -> int:
    """Say every fault of some templates."""
    from sheettools.show import show_findings, show_json
    from sheettools.template.load.faults import faults_of
    from sheettools.template.load.library import files_of_templates

    files = files_of_templates(names, folder)
    found = {str(file): faults_of(file) for file in files}
    faults = list(chain.from_iterable(found.values()))
    if form == "json":
        show_json({"files": list(found), "findings": [one.as_dict(language()) for one in faults]})
        return exit_code(faults)
    for file, several in found.items():
        show_findings(several, title=f"{file}: {_count(several)}")
        if not several:
            click.echo(say("{file}: không có lỗi.", "{file}: no faults.", file=file))
    return exit_code(faults)


def _count(faults: Sequence[Finding]) -> str:
    """Say how many faults a file has, and how much there is to look at."""
    errors = sum(exit_code([one]) != OK for one in faults)
    said = [say("{n} lỗi", "{n:fault|faults}", n=errors)] if errors else []
    if len(faults) > errors:
        rest = len(faults) - errors
        said.append(say("{n} điều cần xem", "{n} to look at", n=rest))
    return ", ".join(said)


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
@click.argument("name", shell_complete=template_names)
@FOLDER_OF_YEAR
@click.option(
    "--profile",
    default="",
    metavar="PROFILE",
    cls=Option,
    help="Bộ quy định, mặc định bộ mới nhất.",
    en="The profile; the newest by default.",
)
@format_option()
def template_show(name: str, folder: Path, profile: str, form: str) -> int:
    """Print the whole declaration."""
    from sheettools.show import show_json, show_table
    from sheettools.template.description import describe, describe_office
    from sheettools.template.load.faults import need_no_fault
    from sheettools.template.load.library import find_profile, find_template, newest_profile
    from sheettools.template.load.load import load_template
    from sheettools.template.shares import of_unit

    chosen = find_profile(profile, folder) if profile else newest_profile()
    file = find_template(name, folder)
    need_no_fault(file)
    whole = load_template(file, chosen)
    said = describe(of_unit(whole)) | {"office": describe_office(whole)}
    if form == "json":
        show_json(said)
        return OK
    for sheet in said["sheets"]:
        title = in_language(sheet["title"], language())
        click.echo(f"\n{title} ({sheet['name']}, {sheet['kind']})")
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
    "schema",
    help=(
        "In JSON Schema của mẫu, để trình soạn thảo (VS Code với Even Better TOML, taplo) gợi ý và "
        "báo lỗi khi gõ; --out thì ghi vào thư mục."
    ),
    en=(
        "Print the JSON Schema of templates, by which an editor (VS Code with Even Better TOML, "
        "taplo) helps while one is written; --out writes it into a folder."
    ),
    short=("JSON Schema cho trình soạn thảo.", "The JSON Schema for editors."),
    examples=("sheettools template schema --out bieu-mau",),
    known_as=("so-do",),
)
@click.option(
    "--out", type=FOLDER, default=None, cls=Option,
    help="Thư mục ghi tệp template.schema.json.", en="The folder for template.schema.json.",
)  # fmt: skip
def template_schema(out: Path | None) -> int:
    """Print the schema, or write it where it is not yet."""
    from sheettools.forms.write import SCHEMA_FILE, write_schema

    if out is None:
        click.echo(SCHEMA_FILE.read_text(encoding="utf-8"), nl=False)
        return OK
    path = write_schema(out)
    line = f"#:schema {path.name}"
    click.echo(
        say(
            "{path}: dòng đầu của mẫu để cùng thư mục: {line}",
            "{path}: the first line of a template beside it: {line}",
            path=path,
            line=line,
        )
    )
    return OK


@template.command(
    "copy",
    help="Chép một mẫu vào thư mục để sửa thành mẫu riêng.",
    en="Copy a template into a folder, to make it your own.",
    examples=("sheettools template copy so-tiep-xuc mau-rieng",),
    known_as=("chep", "sao"),
)
@click.argument("name", shell_complete=template_names)
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
