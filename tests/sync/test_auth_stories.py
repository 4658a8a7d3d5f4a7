"""Sign-in that lasts: whatever happens to tokens, accounts, people and clocks, the outbox survives (SYNC point 11)."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING

import pytest
from keyring.errors import KeyringLocked

from app.catalogs import CATALOGS
from app.ids import new_id
from app.store import open_store, write_meta
from app.unit_of_work import Edit, apply_edits
from sync.clock import clock_words, seconds_off
from sync.credentials import FileCredentials, keyring_error
from sync.errors import RoundStoppedError, SignInError, UnreachableError
from sync.hand_over_export import export
from sync.http import HttpTransport
from sync.others import others_waiting, others_words
from sync.pace import META_SIZE
from sync.patience import Patience
from sync.profile import Profile
from sync.session import open_session, person_here, sign_in
from tests.sync.central_fixture import PASSWORD, RunningCentral
from tests.sync.desks import Desk, Wire
from tests.sync.model_central import ModelCentral
from tests.sync.test_central_serve import staff

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sync.session import Session
    from sync.transport import Reply, Request

    Sit = Callable[..., Desk]

PATIENCE = Patience(connect=3, read=30, repeats=0, pace=0.05)
BATCHES, PAGES, RENEWAL = "/v1/batches/", "/v1/changes", "/v1/sessions/refresh"


@dataclass
class Line:
    """The way to the central, on which a test steps in: `before` and `after` by the start of a path, used once."""

    http: HttpTransport
    before: dict[str, Callable[[], None]] = field(default_factory=dict)
    after: dict[str, Callable[[Reply], Reply]] = field(default_factory=dict)
    always: Callable[[Reply], Reply] = lambda reply: reply
    paths: list[str] = field(default_factory=list)

    @property
    def server(self) -> str:
        return self.http.server

    def send(self, request: Request) -> Reply:
        self.paths.append(request.path)
        for start in [one for one in self.before if request.path.startswith(one)]:
            self.before.pop(start)()
        reply = self.http.send(request)
        for start in [one for one in self.after if request.path.startswith(one)]:
            reply = self.after.pop(start)(reply)
        return self.always(reply)

    def close(self) -> None:
        self.http.close()


def lost(_reply: Reply) -> Reply:
    raise UnreachableError("答复丢了。", code="network.closed")


@pytest.fixture
def sit(small_central: RunningCentral, tmp_path: Path) -> Iterator[Sit]:
    """Give a function that signs a person in, or finds them signed in, at this computer."""
    desks: list[Desk] = []
    profile = Profile(folder=tmp_path / "profile")

    def begin(user: str = "yz_jb", *, password: str = PASSWORD) -> Desk:
        line = Line(HttpTransport(small_central.url, patience=PATIENCE))
        session: Session | None = None
        if not password:
            session = open_session(profile, connect=lambda _: line)
        else:
            session = sign_in(
                profile,
                server=small_central.url,
                user=user,
                password=password,
                credentials=FileCredentials(profile.folder / "credentials.json"),
                connect=lambda _: line,
            )
        assert session is not None
        store = open_store(session.store_path, catalogs=CATALOGS)
        desks.append(Desk(session=session, store=store, wire=Wire(ModelCentral())))
        return desks[-1]

    yield begin
    for desk in desks:
        desk.session.close()
        desk.store.close()


def line_of(desk: Desk) -> Line:
    line = desk.session.central.transport
    assert isinstance(line, Line)
    return line


def expire(central: RunningCentral) -> None:
    """Let every token end now, as if two hours had passed."""
    with closing(sqlite3.connect(central.data / "central.db", timeout=30)) as raw, raw:
        raw.execute("UPDATE central_token SET expires_at = 1")


def expiring(central: RunningCentral) -> Callable[[Reply], Reply]:
    def pass_on(reply: Reply) -> Reply:
        expire(central)
        return reply

    return pass_on


def add(desk: Desk, count: int = 1) -> list[str]:
    ids = [new_id() for _ in range(count)]
    for row_id in ids:
        desk.add_account(row_id, number=str(int(row_id[-12:], 16)))
    return ids


def small_batches(desk: Desk) -> None:
    with desk.store.write() as connection:
        write_meta(connection, schema=desk.store.schema, name=META_SIZE, value="2")


def at_central(central: RunningCentral, ids: list[str]) -> dict[str, int]:
    """Return how often each row was inserted at the central, by its audit trail."""
    with closing(sqlite3.connect(central.data / "central.db", timeout=30)) as raw:
        found = raw.execute("SELECT row_id, count(*) FROM audit WHERE action = 'insert' GROUP BY row_id").fetchall()
    return {row_id: count for row_id, count in found if row_id in ids}


def test_a_token_that_ends_between_batches_and_pages_is_renewed_in_the_round(
    sit: Sit, small_central: RunningCentral, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.pull.PAGE", 50)
    desk = sit()
    line = line_of(desk)
    line.after[PAGES] = expiring(small_central)
    assert desk.sync().received > 100
    assert line.paths.count(RENEWAL) == 1
    small_batches(desk)
    ids = add(desk, 9)
    line.after[BATCHES] = expiring(small_central)
    assert desk.sync().accepted == 9
    assert line.paths.count(RENEWAL) == 2
    assert at_central(small_central, ids) == dict.fromkeys(ids, 1)


def test_a_token_that_ends_before_a_batch_is_repeated(sit: Sit, small_central: RunningCentral) -> None:
    desk = sit()
    desk.sync()
    ids = add(desk)
    line_of(desk).after[BATCHES] = lost
    with pytest.raises(RoundStoppedError, match="答复丢了"):
        desk.sync()
    expire(small_central)
    assert desk.sync().accepted == 1
    assert at_central(small_central, ids) == {ids[0]: 1}


@pytest.mark.parametrize("times", [1, 3])
def test_a_lost_answer_to_a_renewal_costs_no_sign_in(sit: Sit, small_central: RunningCentral, times: int) -> None:
    desk = sit()
    desk.sync()
    ids = add(desk)
    expire(small_central)
    for _ in range(times):
        line_of(desk).after[RENEWAL] = lost
        with pytest.raises(RoundStoppedError, match="答复丢了"):
            desk.sync()
    assert desk.sync().accepted == 1
    expire(small_central)
    desk.sync()
    again = sit(password="")
    assert again.session.central.me().code == "yz_jb", "the newest secret is on this computer"
    assert at_central(small_central, ids) == {ids[0]: 1}


def test_a_secret_that_could_not_be_kept_is_given_again(
    sit: Sit, small_central: RunningCentral, tmp_path: Path
) -> None:
    desk = sit()
    desk.sync()
    add(desk)
    expire(small_central)
    kept = tmp_path / "profile" / "credentials.json"
    blocker = kept.with_suffix(".new")
    blocker.mkdir()
    with pytest.raises(RoundStoppedError, match="不能写入凭据文件"):
        desk.sync()
    blocker.rmdir()
    assert desk.sync().accepted == 1


def test_a_keyring_that_is_locked_stops_the_round_and_holds_nothing_else(
    sit: Sit, small_central: RunningCentral, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = sit()
    desk.sync()
    add(desk)
    expire(small_central)
    with monkeypatch.context() as locked:
        for act in ("read", "write"):
            locked.setattr(FileCredentials, act, refuse_locked)
            with pytest.raises(RoundStoppedError, match=r"凭据库已锁定.*请解锁后重试"):
                desk.sync()
            locked.undo()
    assert desk.status().unsent == 1
    assert desk.sync().accepted == 1


def refuse_locked(*_: object) -> str:
    raise keyring_error(KeyringLocked("x"), what="读取")


def test_window_and_command_line_work_side_by_side(sit: Sit, small_central: RunningCentral) -> None:
    window, command = sit(), sit(password="")
    for _ in range(3):
        window.sync()
        command.sync()
    assert line_of(window).paths.count(RENEWAL) == 0, "one does not end the other's token"
    assert line_of(command).paths.count(RENEWAL) == 1
    expire(small_central)
    window.sync()
    command.sync()
    assert line_of(window).paths.count(RENEWAL) + line_of(command).paths.count(RENEWAL) == 3


def test_a_revoked_person_reads_and_exports_and_goes_on_once_restored(
    sit: Sit, small_central: RunningCentral, tmp_path: Path
) -> None:
    desk = sit()
    desk.sync()
    ids = add(desk)
    assert staff(small_central.data, "revoke", "yz_jb").returncode == 0
    with pytest.raises(RoundStoppedError, match="已被中心端停用") as stopped:
        desk.sync()
    assert stopped.value.code == "user.revoked"
    assert desk.status().unsent == 1
    shut_out = person_here(desk.store, user=desk.session.user)
    assert shut_out.is_revoked
    again = sit(password="")
    assert again.session.user.is_revoked, "also after the program was started again"
    edit = Edit(catalog="fund_account", kind="update", row_id=ids[0], values={"balance": 5})
    with again.store.write() as connection:
        outcome = apply_edits(connection, schema=again.store.schema, user=again.session.user, edits=[edit])
    assert "只能查看和导出" in outcome.sentence
    exported = export(again.store, session=again.session, path=tmp_path / "out.shebao")
    assert exported.operations == 1
    assert staff(small_central.data, "restore", "yz_jb").returncode == 0
    report = again.sync()
    assert report.rights_changed
    assert not person_here(again.store, user=again.session.user).is_revoked
    assert at_central(small_central, ids) == {ids[0]: 1}
    assert again.status().unsent == 0


def test_a_person_revoked_in_the_middle_of_a_round_keeps_what_was_not_answered(
    sit: Sit, small_central: RunningCentral
) -> None:
    desk = sit()
    desk.sync()
    small_batches(desk)
    ids = add(desk, 8)

    def revoke(reply: Reply) -> Reply:
        staff(small_central.data, "revoke", "yz_jb")
        return reply

    line_of(desk).after[BATCHES] = revoke
    with pytest.raises(RoundStoppedError, match="已被中心端停用") as stopped:
        desk.sync()
    done = stopped.value.report.accepted
    assert 0 < done < 8
    assert desk.status().unsent == 8 - done
    staff(small_central.data, "restore", "yz_jb")
    desk.sync()
    assert at_central(small_central, ids) == dict.fromkeys(ids, 1)


def test_another_password_at_the_central_ends_the_session_and_nothing_else(
    sit: Sit, small_central: RunningCentral
) -> None:
    desk = sit()
    desk.sync()
    ids = add(desk)
    assert staff(small_central.data, "password", "yz_jb", password="another one\n").returncode == 0
    with pytest.raises(RoundStoppedError, match="重新登录") as stopped:
        desk.sync()
    assert isinstance(stopped.value.cause, SignInError)
    assert desk.status().unsent == 1
    with pytest.raises(SignInError, match="用户名或密码不对"):
        sit()
    again = sit(password="another one")
    assert again.sync().accepted == 1
    assert at_central(small_central, ids) == {ids[0]: 1}


def test_another_persons_outbox_is_kept_told_and_never_sent_under_a_wrong_name(
    sit: Sit, small_central: RunningCentral, tmp_path: Path
) -> None:
    first = sit()
    first.sync()
    ids = add(first, 3)
    second = sit("nb_jb")
    second.sync()
    profile = Profile(folder=tmp_path / "profile")
    (other,) = others_waiting(profile, own=second.store.path)
    assert (other.code, other.waiting, other.server) == ("yz_jb", 3, small_central.url)
    assert others_words([other]) == f"本机还有{first.session.user.name}（yz_jb）的 3 条修改待上传，本人登录后才会上传。"
    assert others_waiting(profile, own=first.store.path) == [], "who has sent all is no news"
    assert at_central(small_central, ids) == {}
    tokens = first.session.central.tokens
    first.session.central.tokens = second.session.central.tokens
    with pytest.raises(RoundStoppedError):
        first.sync()
    assert at_central(small_central, ids) == {}, "not even with the other's token"
    first.session.central.tokens = tokens
    assert first.sync().accepted == 3
    assert others_waiting(profile, own=second.store.path) == []


def test_a_store_that_cannot_be_read_hinders_nobody(sit: Sit, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    desk = sit()
    (desk.store.path.parent / "broken.db").write_bytes(b"not a database" * 100)
    (desk.store.path.parent / "empty.db").touch()
    assert others_waiting(Profile(folder=tmp_path / "profile"), own=desk.store.path) == []
    assert "broken.db" in caplog.text
    assert others_words([]) == ""


@pytest.mark.parametrize("years", [-1, 1])
def test_a_clock_that_is_a_year_off_syncs_and_is_told(
    sit: Sit, small_central: RunningCentral, monkeypatch: pytest.MonkeyPatch, years: int
) -> None:
    moved, real = years * 400 * 86_400, time.time
    monkeypatch.setattr("time.time", lambda: real() + moved)
    monkeypatch.setattr("app.store.now_text", lambda: f"{2026 + years}-11-23T00:00:00Z")
    desk = sit()
    report = desk.sync()
    assert report.received > 100
    assert abs(report.clock_off - moved) < 60
    assert f"本机时间比中心端{'快' if years > 0 else '慢'}约 1 年" in report.sentence
    ids = add(desk)
    expire(small_central)
    assert desk.sync().accepted == 1
    assert at_central(small_central, ids) == {ids[0]: 1}
    row = desk.row(ids[0])
    assert abs(datetime.fromisoformat(row["updated_at"]).timestamp() - real()) < 3600, "the central's time stands"
    again = sit(password="")
    assert again.session.central.me().code == "yz_jb"


def test_a_clock_that_jumps_while_the_program_runs_changes_nothing(sit: Sit, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, real = sit(), time.time
    desk.sync()
    for moved in (10 * 365 * 86_400, -10 * 365 * 86_400, 0):
        monkeypatch.setattr("time.time", lambda moved=moved: real() + moved)
        add(desk)
        assert desk.sync().accepted == 1
    assert line_of(desk).paths.count(RENEWAL) == 0


def test_a_central_whose_clock_is_wrong_is_told_as_a_difference(sit: Sit) -> None:
    desk = sit()
    there = format_datetime(datetime(2020, 1, 1, tzinfo=UTC), usegmt=True)
    line_of(desk).always = lambda reply: replace(reply, headers={**reply.headers, "date": there})
    assert "比中心端快约" in desk.sync().sentence


@pytest.mark.parametrize(
    ("off", "words"),
    [
        (0, ""),
        (300, ""),
        (-300, ""),
        (301, "快约 5 分钟"),
        (-7200, "慢约 2 小时"),
        (3 * 86_400, "快约 3 天"),
        (-366 * 86_400, "慢约 1 年"),
    ],
)
def test_a_difference_in_words(off: int, words: str) -> None:
    assert (words in clock_words(off)) if words else clock_words(off) == ""


@pytest.mark.parametrize("date", ["", "x", "Mon, 99 Foo 2026 00:00:00 GMT"])
def test_a_date_that_is_none_says_nothing(date: str) -> None:
    assert seconds_off(date, now=5.0) == 0
    assert seconds_off("Thu, 01 Jan 1970 00:00:05", now=65.0) == 60


def test_credentials_that_are_gone_or_damaged_ask_to_sign_in_and_lose_nothing(
    sit: Sit, small_central: RunningCentral, tmp_path: Path
) -> None:
    desk = sit()
    desk.sync()
    ids = add(desk)
    kept = tmp_path / "profile" / "credentials.json"
    for content, words in ((None, "重新登录"), ("{", "重新登录"), ("[1]", "重新登录"), ('{"a": 5}', "重新登录")):
        if content is None:
            kept.unlink()
        else:
            kept.write_text(content, encoding="utf-8")
        again = sit(password="")
        with pytest.raises(RoundStoppedError, match=words):
            again.sync()
        assert again.status().unsent == 1
    kept.write_text("{", encoding="utf-8")
    signed_in = sit()
    assert signed_in.sync().accepted == 1
    assert at_central(small_central, ids) == {ids[0]: 1}
    assert kept.with_suffix(".damaged").read_text(encoding="utf-8") == "{"
