"""The command that looks everything over: declarations, sign-in, secrets, central, store, rows, figures."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.errors import ShebaoError
from ui.cli.answer import DONE, PARTLY, Answer
from ui.cli.parser import Command
from ui.cli.seat import NobodyError
from ui.cli.session import whose

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.crosswalk import CrosswalkNote
    from app.health import Finding
    from app.problems.found import Found
    from app.store import Store
    from sync.session import Session
    from ui.cli.parser import Parser, Words
    from ui.cli.seat import Seat

SOUND, NOTED, FAULTY = "sound", "note", "faulty"
RESULTS = {SOUND: "正常", NOTED: "提示", FAULTY: "有问题"}
SHOWN = 200
"""Findings that are told one by one; `--json` has them all."""


@dataclass(slots=True, kw_only=True)
class Report:
    """What was looked at, in order, each with its result and a few words; and what was found."""

    parts: list[tuple[str, str, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    warnings: list[Found] = field(default_factory=list)
    codes: tuple[CrosswalkNote, ...] = ()

    def look(self, title: str, part: Callable[[], tuple[str, list[Finding]]]) -> None:
        """Look at one part; a failure is a finding, and the other parts are still looked at (NobodyError is none)."""
        from app.health import Finding

        try:
            words, found = part()
        except NobodyError:
            raise
        except ShebaoError as error:
            words, found = "", [Finding(code=error.code, place=title, text=error.sentence, remedy="")]
        self.findings += found
        self.parts.append((title, FAULTY if found else SOUND, words))

    def note(self, title: str, words: str) -> None:
        """Tell what is worth knowing and no fault."""
        self.parts.append((title, NOTED, words))


def check(words: Words, seat: Seat) -> Answer:
    """Look everything over and tell what was found, where, and what to do; or only list the cross checks."""
    if words.rules:
        from ui.cli.ruling import list_rules

        return list_rules()
    report = Report()
    report.look("目录声明", _declarations)
    session = _session(report, seat)
    if session is not None:
        with closing(session):
            report.look("登录凭据", lambda: _credentials(seat))
            if not words.offline:
                report.look("中心端", lambda: _central(session))
            _store(report, session)
    return _answer(report)


def _declarations() -> tuple[str, list[Finding]]:
    from app.catalogs import CATALOGS

    return f"{len(CATALOGS)} 个目录", []


def _credentials(seat: Seat) -> tuple[str, list[Finding]]:
    from sync.credentials import credentials_of

    kind = seat.profile.settings().credentials
    credentials_of(kind, folder=seat.folder).check()
    return {"keyring": "系统密码库", "file": "文件"}.get(kind, kind), []


def _session(report: Report, seat: Seat) -> Session | None:
    found: list[Session] = []

    def part() -> tuple[str, list[Finding]]:
        found.append(seat.session())
        return whose(found[0].user), []

    try:
        report.look("登录", part)
    except NobodyError:
        report.note("登录", "还没有登录；登录后才有本机数据可查")
    return found[0] if found else None


def _central(session: Session) -> tuple[str, list[Finding]]:
    return f"{session.central.hello().name}（{session.server}）", []


def _store(report: Report, session: Session) -> None:
    found: list[Store] = []

    def opening() -> tuple[str, list[Finding]]:
        from app.catalogs import CATALOGS
        from app.health import check_file
        from app.store import open_store

        found.append(open_store(session.store_path, catalogs=CATALOGS))
        return str(session.store_path), check_file(found[0])

    def rows() -> tuple[str, list[Finding]]:
        from app.health import check_store_rows

        count, wrong = check_store_rows(found[0], user=session.user)
        return f"{count:,} 行，{len(wrong)} 处问题", wrong

    report.look("本机数据库", opening)
    if found:
        with closing(found[0]):
            report.look("数据规则", rows)
            _figures(report, store=found[0], session=session)
            _crosswalk(report, store=found[0], session=session)


def _crosswalk(report: Report, *, store: Store, session: Session) -> None:
    """Note which outside codes mean two things, and which of our insurance types have none."""
    from datetime import date

    from app.crosswalk import NoteKind, crosswalk_notes
    from app.years import working_year

    with store.read() as connection:
        year = working_year(connection, schema=store.schema, today=date.today())  # noqa: DTZ011 - the officer's calendar
        region = session.user.mof_div_code
        report.codes = crosswalk_notes(connection, schema=store.schema, fiscal_year=year, region=region)
    counts = [(kind.label, sum(one.kind is kind for one in report.codes)) for kind in NoteKind]
    if words := "，".join(f"{label} {count} 处" for label, count in counts if count):
        report.note("代码对照", words)
    else:
        report.parts.append(("代码对照", SOUND, f"{year} 年度没有提示"))


def _figures(report: Report, *, store: Store, session: Session) -> None:
    """Note what is unusual in the region's figures of the working year; explained or not, it is no fault."""
    from datetime import date

    from app.problems.declared import CODES
    from app.problems.found import Severity
    from app.problems.looking import find_problems
    from app.problems.reading import Where
    from app.years import working_year

    with store.read() as connection:
        year = working_year(connection, schema=store.schema, today=date.today())  # noqa: DTZ011 - the officer's calendar
        where = Where(fiscal_year=year, region=session.user.mof_div_code)
        sheets = [catalog.name for catalog in store.schema.catalogs if catalog.sheet]
        found = find_problems(connection, schema=store.schema, where=where, catalogs=sheets)
    report.warnings = [one for one in found if one.severity is Severity.WARNING]
    broken = [_finding(one) for one in found if one.severity is Severity.ERROR and one.rule in CODES]
    report.findings += broken
    waiting = sum(one.is_open for one in report.warnings)
    words = f"{year} 年度 {len(report.warnings)} 处提示，{waiting} 处待说明"
    if broken:
        report.parts.append(("参数提示", FAULTY, f"{words}，{len(broken)} 处不满足审核公式"))
    elif report.warnings:
        report.note("参数提示", words)
    else:
        report.parts.append(("参数提示", SOUND, f"{year} 年度没有提示"))


def _finding(one: Found) -> Finding:
    from app.health import Finding

    place = f"{one.label} {one.row_label}"
    about = {"catalog": one.place.catalog, "row_id": one.place.row_id, "field": one.field}
    return Finding(
        code=one.rule, place=place, text=f"{one.text}（{one.rule} {one.rule_text}）", remedy="请改正", **about
    )


def _answer(report: Report) -> Answer:
    from ui.cli.table import Column, table

    columns = (Column(heading="项目"), Column(heading="结果"), Column(heading="说明", widest=100))
    lines = [(title, RESULTS[result], words) for title, result, words in report.parts]
    told = [_told(one) for one in report.findings[:SHOWN]]
    told += [f"{one.label} {one.row_label}：{one.text}（{one.standing}）。" for one in report.warnings[:SHOWN]]
    told += [f"{one.kind.label}：{one.text}。" for one in report.codes[:SHOWN]]
    rest = sum(max(len(listed) - SHOWN, 0) for listed in (report.findings, report.warnings, report.codes))
    more = [f"（另有 {rest} 处没有列出，用 --json 查看）"] if rest > 0 else []
    data = {
        "parts": [{"part": title, "result": result, "about": words} for title, result, words in report.parts],
        "findings": [_plain(one) for one in report.findings],
        "warnings": [_plain_warning(one) for one in report.warnings],
        "codes": [{"kind": str(one.kind), "code": one.code, "text": one.text} for one in report.codes],
    }
    text = "\n".join([table(columns, lines), *told, *more])
    return Answer(text=text, data=data, status=PARTLY if report.findings else DONE)


def _told(one: Finding) -> str:
    return f"{one.place}：{'；'.join(filter(None, [one.text.rstrip('。'), one.remedy]))}。"


def _plain(one: Finding) -> dict[str, object]:
    names = ("code", "place", "text", "remedy", "catalog", "row_id", "field")
    return {name.removesuffix("_id"): getattr(one, name) for name in names}


def _plain_warning(one: Found) -> dict[str, object]:
    return {
        "rule": one.rule,
        "catalog": one.place.catalog,
        "row": one.place.row_id,
        "field": one.field,
        "text": one.text,
        "explanation": one.explanation.text if one.explanation else "",
        "is_open": one.is_open,
    }


def _arguments(parser: Parser) -> None:
    parser.add_argument("--offline", action="store_true", help="不联网，不检查中心端是否可达")
    parser.add_argument("--rules", action="store_true", help="只列出参数审核公式：编号、险种、公式、级别和来源")


CHECK_COMMAND = Command(
    name="check",
    help="检查声明、登录、中心端、本机数据库、数据规则、参数提示、代码对照",
    run=check,
    arguments=_arguments,
    about="逐项检查，指出问题在哪里、怎么办；不修改任何数据。没有问题时退出码为 0，有问题时为 1；"
    "参数提示（如比上年变动过大）须在送审前说明，代码对照的提示（如 410 有两种含义）供交换数据时参考，都不影响退出码。",
    keys=("parts", "findings", "warnings", "codes", "rules"),
)
