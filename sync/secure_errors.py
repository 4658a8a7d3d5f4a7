"""What is wrong with a secure connection, told apart and each said in one Chinese sentence (SYNC point 11)."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime
from urllib.parse import urlsplit

from sync.errors import UnreachableError

CHOOSE = "在登录窗口的“高级”中（命令行：sign-in {option}）"
_UNTRUSTED = (
    "中心端 {server} 的证书不是本机信任的机构签发的，请"
    + CHOOSE.format(option="--authority")
    + "选择中心端提供的 CA 证书，或联系中心端管理员。"
)
_NAME = "中心端 {server} 的证书是发给别的主机名的，请核对中心端地址，或请中心端管理员更换证书。"
_EXPIRED = (
    "中心端 {server} 的证书在本机看来已经过期；本机时间是 {now}，"
    "请先核对本机的日期和时间，若没有错，请中心端管理员更换证书。"
)
_EARLY = (
    "中心端 {server} 的证书在本机看来还没有生效；本机时间是 {now}，"
    "请先核对本机的日期和时间，若没有错，请联系中心端管理员。"
)
_DATES = (
    "中心端 {server} 的证书在本机看来不在有效期内；本机时间是 {now}，"
    "请先核对本机的日期和时间，若没有错，请中心端管理员更换证书。"
)
_REVOKED = "中心端 {server} 的证书已被签发机构吊销，请勿继续使用，并联系中心端管理员。"
_PROTOCOL = "中心端 {server} 与本机没有共同的加密协议（本机要求 TLS 1.2 以上），请中心端管理员升级。"
_NEEDED = (
    "中心端 {server} 要求出示客户端证书，请" + CHOOSE.format(option="--client-certificate") + "选择您的证书后重新登录。"
)
_REFUSED = (
    "中心端 {server} 不接受本机出示的客户端证书，请核对它是否有效、是否由中心端认可的机构签发，"
    "再" + CHOOSE.format(option="--client-certificate") + "重新选择。"
)
_PLAIN = "{server} 那里没有使用加密连接，请核对地址和端口；若中心端确实不加密，请把地址开头改为 http://。"
_WANTED = "中心端 {server} 要求加密连接，请把地址开头改为 https:// 后重新登录。"

BY_CODE: dict[int, tuple[str, str]] = {
    9: ("network.early", _EARLY),
    10: ("network.expired", _EXPIRED),
    23: ("network.revoked", _REVOKED),
    62: ("network.name-differs", _NAME),
    64: ("network.name-differs", _NAME),
    0x800B0101: ("network.dates", _DATES),
    0x800B010C: ("network.revoked", _REVOKED),
    0x800B010F: ("network.name-differs", _NAME),
}
"""By OpenSSL's X509_V_ERR_* and Windows' CERT_E_*; every other one is a certificate that nobody here vouches for."""

BY_REASON: tuple[tuple[str, str, str], ...] = (
    ("CERTIFICATE_REQUIRED", "network.certificate-needed", _NEEDED),
    ("UNKNOWN_CA", "network.certificate-refused", _REFUSED),
    ("BAD_CERTIFICATE", "network.certificate-refused", _REFUSED),
    ("UNSUPPORTED_CERTIFICATE", "network.certificate-refused", _REFUSED),
    ("CERTIFICATE_EXPIRED", "network.certificate-refused", _REFUSED),
    ("CERTIFICATE_REVOKED", "network.certificate-refused", _REFUSED),
    ("CERTIFICATE_UNKNOWN", "network.certificate-refused", _REFUSED),
    ("ACCESS_DENIED", "network.certificate-refused", _REFUSED),
    # TLS 1.2 has no alert of its own for a certificate that was not shown
    ("ALERT_HANDSHAKE_FAILURE", "network.certificate-needed", _NEEDED),
    ("PROTOCOL_VERSION", "network.protocol", _PROTOCOL),
    ("UNSUPPORTED_PROTOCOL", "network.protocol", _PROTOCOL),
    ("NO_PROTOCOLS_AVAILABLE", "network.protocol", _PROTOCOL),
    ("WRONG_SSL_VERSION", "network.protocol", _PROTOCOL),
    ("WRONG_VERSION_NUMBER", "network.plain", _PLAIN),
    ("RECORD_LAYER_FAILURE", "network.plain", _PLAIN),
    ("HTTP_REQUEST", "network.plain", _PLAIN),
    ("PACKET_LENGTH_TOO_LONG", "network.plain", _PLAIN),
)
"""By a part of OpenSSL's reason."""
PROBING = 3.0
"""Seconds for looking once more at a connection that was closed without a word."""


def secure_error(error: ssl.SSLError, *, server: str) -> UnreachableError | None:
    """Return the sentence for a failure of TLS, None when it does not say what was wrong."""
    now = f"{datetime.now(UTC).astimezone():%Y-%m-%d %H:%M}"
    if isinstance(error, ssl.SSLCertVerificationError):
        number = getattr(error, "verify_code", None) or 0
        code, words = BY_CODE.get(number & 0xFFFFFFFF, ("network.untrusted", _UNTRUSTED))
        return UnreachableError(words.format(server=server, now=now), code=code)
    reason = str(getattr(error, "reason", None) or "")
    for part, code, words in BY_REASON:
        if part in reason:
            return UnreachableError(words.format(server=server, now=now), code=code)
    return None


def look_again(server: str, *, context: ssl.SSLContext | None, shows: bool) -> UnreachableError | None:
    """Ask the other side once more why it closed a connection that had never answered; None when it does not tell.

    `shows`: the context has a client certificate. One that the other side refuses, or misses, is told after the
    handshake, where a request that is just being written hides it, or by closing without a word. A plain request to
    a port that speaks TLS is told not at all: `context` is None then.
    """
    parts = urlsplit(server)
    host, port = parts.hostname or "", parts.port or (80 if context is None else 443)
    try:
        with socket.create_connection((host, port), timeout=PROBING) as line:
            if context is None:
                return _speaks_tls(line, server=server, host=host)
            with context.wrap_socket(line, server_hostname=host) as wrapped:
                return _closed_at_once(wrapped, server=server, shows=shows)
    except ssl.SSLError as error:
        return secure_error(error, server=server)
    except OSError:
        return None


def _closed_at_once(line: ssl.SSLSocket, *, server: str, shows: bool) -> UnreachableError | None:
    """Return the sentence for a side that ends the connection before anything was asked; others wait for a request."""
    try:
        is_over = not line.recv(1)
    except (TimeoutError, ConnectionError) as error:
        is_over = isinstance(error, ConnectionError)
    except ssl.SSLError as error:
        if found := secure_error(error, server=server):
            return found
        is_over = True
    if not is_over:
        return None
    code, words = ("network.certificate-refused", _REFUSED) if shows else ("network.certificate-needed", _NEEDED)
    return UnreachableError(words.format(server=server), code=code)


def _speaks_tls(line: socket.socket, *, server: str, host: str) -> UnreachableError | None:
    anybody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
    try:
        with anybody.wrap_socket(line, server_hostname=host):
            pass
    except ssl.SSLError as error:
        found = secure_error(error, server=server)
        if found is None or found.code == "network.plain":
            return None
    return UnreachableError(_WANTED.format(server=server), code="network.secure-wanted")
