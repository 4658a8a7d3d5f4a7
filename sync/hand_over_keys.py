"""The desk's keys for hand-over files: its own in the system's keyring, the central's kept with the store (SYNC 12)."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.store import read_meta, write_meta
from sync.errors import AnswerError, CredentialsError, HandOverError, RequestRefusedError, SignInError
from sync.session import AGAIN, META_GREET

if TYPE_CHECKING:
    from app.store import Store
    from sync.session import Session
    from sync.wire_hello import Hello

OFFER = "hand-over"
META_CENTRAL, META_DEVICE = "central_key", "device_key"
"""The central's public key, and this desk's as the central knows it."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What signing on this desk takes: the central's public key, this desk's secret one."""

    central: str
    secret: str


def greet(store: Store, *, session: Session, hello: Hello) -> None:
    """Keep the central's key when it is first met, and make this desk's known to it; most often there is nothing to do.

    AnswerError when the central has another key than before and the person has not signed in again since. A keyring
    that cannot be used is no reason not to sync: only hand-over files are not to be had then.
    """
    if OFFER not in hello.offers or not hello.public_key:
        return
    central, device, again = _known(store)
    if central and central != hello.public_key and again != AGAIN:
        raise AnswerError(
            f"中心端 {session.server} 的签名密钥与以前不同，可能换了中心端或有人冒充，没有同步；请向管理员核实，"
            "确认无误后重新登录，已录入的内容都保存在本机。",
            code="central.other-key",
            title="中心端的身份有变化",
        )
    if central == hello.public_key and device and again != AGAIN:
        return
    from sync.signing import public_key  # noqa: PLC0415 - 40 ms that most rounds do not need

    try:
        mine = public_key(_own_secret(session))
        session.central.register_device(client_id=session.client_id, public_key=mine)
    except SignInError:
        raise
    except (CredentialsError, RequestRefusedError) as error:
        _log.warning("no hand-over files for now: %s (%s)", error.sentence, error.code)
        mine = ""
    _keep(store, **{META_CENTRAL: hello.public_key, META_DEVICE: mine, META_GREET: ""})


def keys_of(store: Store, *, session: Session) -> Keys:
    """Return the keys for signing a file; HandOverError says what is missing, CredentialsError what cannot be read."""
    central, device, _ = _known(store)
    if not central or not device:
        raise HandOverError(
            "本机的签名密钥还没有在中心端登记，交接文件不能导出；请联网同步一次，以后断网时就能导出。",
            code="hand-over.unknown-device",
            title="不能导出交接文件",
        )
    from sync.signing import public_key  # noqa: PLC0415 - as in `greet`

    secret = session.tokens.credentials.read(_account(session))
    if public_key(secret) != device:
        _keep(store, **{META_GREET: AGAIN})
        raise HandOverError(
            "本机的签名密钥已不在系统凭据库中，交接文件不能导出；请联网同步一次，程序会重新登记密钥。",
            code="hand-over.lost-key",
            title="不能导出交接文件",
        )
    return Keys(central=central, secret=secret)


def central_key(store: Store) -> str:
    """Return the central's public key as kept; HandOverError when it was never met."""
    central, _, _ = _known(store)
    if not central:
        raise HandOverError(
            "本机还没有记下中心端的签名密钥，回执不能核对；请先联网同步一次。", code="hand-over.unknown-central"
        )
    return central


def _own_secret(session: Session) -> str:
    from sync.signing import new_secret_key, public_key  # noqa: PLC0415 - as in `greet`

    credentials, account = session.tokens.credentials, _account(session)
    secret = credentials.read(account)
    if not public_key(secret):
        secret = new_secret_key()
        credentials.write(account, secret)
    return secret


def _account(session: Session) -> str:
    return f"device {session.client_id}"


def _known(store: Store) -> tuple[str, str, str]:
    with store.read() as connection:
        central, device, again = (
            read_meta(connection, schema=store.schema, name=name) for name in (META_CENTRAL, META_DEVICE, META_GREET)
        )
    return central, device, again


def _keep(store: Store, **values: str) -> None:
    with store.write() as connection:
        for name, value in values.items():
            write_meta(connection, schema=store.schema, name=name, value=value)
