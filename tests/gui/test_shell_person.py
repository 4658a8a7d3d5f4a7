"""Who sits here, as the central sees them by now: a revoked person reads, a colleague's waiting changes are told."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import msgspec
import pytest

from app.catalogs import CATALOGS
from app.ids import new_id
from app.people import Role
from app.store import open_store, write_meta
from app.unit_of_work import Edit, apply_edits
from sync.errors import RoundStoppedError, SignInError
from sync.problems import REVOKED, SIGN_IN
from sync.report import RoundReport
from sync.session import META_PERSON, META_REVOKED, remember_person
from sync.wire import Person
from tests.profiles import SERVER, make_profile
from tests.support import OPERATOR, YEAR
from ui.bootstrap import Program
from ui.page.catalog_page import CatalogPage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from sync.profile import Profile
    from ui.workbench import Workbench


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return make_profile(tmp_path / "profile")


@pytest.fixture
def start(qtbot: QtBot, profile: Profile) -> Iterator[Callable[[], Program]]:
    """Give a function that opens the window on the profile and waits until it is quiet."""
    programs: list[Program] = []

    def begin() -> Program:
        program = Program(profile.folder)
        programs.append(program)
        with qtbot.waitSignal(program.stands, timeout=10_000):
            program.start()
        qtbot.waitUntil(lambda: bench_of(program).is_open, timeout=10_000)
        bench_of(program).open_page("management_value")
        qtbot.waitUntil(lambda: program.shell is not None and program.shell.operations.is_idle, timeout=10_000)
        return program

    yield begin
    for program in programs:
        program.close()


def bench_of(program: Program) -> Workbench:
    assert program.shell is not None
    assert program.shell.workbench is not None
    return program.shell.workbench


def set_revoked(profile: Profile, value: str) -> None:
    store = open_store(profile.store_path(server=SERVER, user=OPERATOR.code), catalogs=CATALOGS)
    with store.write() as connection:
        write_meta(connection, schema=store.schema, name=META_REVOKED, value=value)
    store.close()


def who(program: Program) -> str:
    return program.window.status._who.text()


def lock_of(program: Program) -> str:
    """Return why the first cell to be filled in cannot be changed, as the grid tells it."""
    page = bench_of(program).pages.current
    assert isinstance(page, CatalogPage)
    row = page.model.row_at(0)
    column = next(n for n, one in enumerate(page.model.columns) if one.label == "全年")
    return row.locks[column] if row else "not read yet"


def test_a_revoked_person_is_shown_as_such_and_may_not_write(profile: Profile, start: Callable[[], Program]) -> None:
    set_revoked(profile, "2026-01-01T00:00:00Z")
    program = start()
    assert "已停用，只读" in who(program)
    assert bench_of(program).desk.user.is_revoked
    edit = Edit(catalog="fund_account", kind="insert", row_id=new_id(), values={"fiscal_year": YEAR})
    store = bench_of(program).desk.store
    with store.write() as connection:
        outcome = apply_edits(connection, schema=store.schema, user=bench_of(program).desk.user, edits=[edit])
    assert "只能查看和导出" in outcome.sentence


def test_the_window_follows_when_a_round_learns_of_it(qtbot: QtBot, start: Callable[[], Program]) -> None:
    program = start()
    bench = bench_of(program)
    assert "只读" not in who(program)
    store = bench.desk.store
    with store.write() as connection:
        write_meta(connection, schema=store.schema, name=META_REVOKED, value="x")
    cause = SignInError(SIGN_IN[REVOKED], status=401, code=REVOKED)
    bench.controller.failed.emit(RoundStoppedError(cause, step="接收更新", report=RoundReport()))
    qtbot.waitUntil(lambda: "只读" in who(program))
    assert "已被中心端停用" in program.window.notice.text
    qtbot.waitUntil(lambda: "只能查看和导出" in lock_of(program), timeout=10_000)
    assert program.window.notice._action.text() == "导出交接文件…"
    with store.write() as connection:
        person = msgspec.json.decode(meta_person(bench), type=Person)
        remember_person(connection, schema=store.schema, person=person)
    bench.controller.finished.emit(RoundReport(rights_changed=True))
    qtbot.waitUntil(lambda: "只读" not in who(program))
    qtbot.waitUntil(lambda: lock_of(program) == "", timeout=10_000)


def test_pages_that_a_new_role_does_not_have_close_and_say_so(qtbot: QtBot, start: Callable[[], Program]) -> None:
    program = start()
    bench = bench_of(program)
    bench.open_page("statement_line")
    qtbot.waitUntil(lambda: bench.desk.operations.is_idle, timeout=10_000)
    person = msgspec.json.decode(meta_person(bench), type=Person)
    with bench.desk.store.write() as connection:
        outside = msgspec.structs.replace(person, role=str(Role.TAX))
        remember_person(connection, schema=bench.desk.store.schema, person=outside)
    bench.controller.finished.emit(RoundReport(rights_changed=True))
    qtbot.waitUntil(lambda: [tab.name for tab in bench.pages.tabs] == ["management_value"], timeout=10_000)
    assert "税务部门不能查看“银行流水”" in program.window.notice.text
    assert "statement_line" not in program.window.navigation.names
    assert "management_value" in program.window.navigation.names
    bench.pages.add("statement_line")
    program.close()
    again = start()
    assert "statement_line" not in [tab.name for tab in bench_of(again).pages.tabs]


def meta_person(bench: Workbench) -> str:
    with bench.desk.store.read() as connection:
        return str(connection.exec_driver_sql("SELECT value FROM meta WHERE name = ?", (META_PERSON,)).scalar_one())


def test_what_a_colleague_has_not_sent_is_told_for_good(
    qtbot: QtBot, profile: Profile, start: Callable[[], Program]
) -> None:
    own = profile.store_path(server=SERVER, user=OPERATOR.code)
    other = profile.store_path(server=SERVER, user="colleague")
    shutil.copy(own, other)
    store = open_store(other, catalogs=CATALOGS)
    person = Person(code="colleague", name="同事", mof_div_code="330203000", mof_div_name="x", level=4, role="operator")
    with store.write() as connection:
        remember_person(connection, schema=store.schema, person=person)
        connection.exec_driver_sql(
            "INSERT INTO outbox (catalog, row_id, kind, base_version, changes, author, edited_at, reason, state)"
            " VALUES ('fund_account', 'x', 'insert', 0, '{}', 'colleague', '2026-01-01T00:00:00Z', '', 'open')"
        )
    store.close()
    program = start()
    hint = program.window.status._others
    qtbot.waitUntil(lambda: not hint.isHidden())
    assert hint.text() == "他人待上传 1"
    assert hint.toolTip() == "本机还有同事（colleague）的 1 条修改待上传，本人登录后才会上传。"


def test_a_wrong_clock_is_told_once(start: Callable[[], Program]) -> None:
    program = start()
    controller, notice = bench_of(program).controller, program.window.notice
    controller.finished.emit(RoundReport(clock_off=86_400 * 3))
    assert "比中心端快约 3 天" in notice.text
    notice.hide()
    controller.finished.emit(RoundReport(clock_off=86_400 * 3))
    assert notice.text == ""
    controller.finished.emit(RoundReport())
    controller.finished.emit(RoundReport(clock_off=-7200))
    assert "慢约 2 小时" in notice.text
