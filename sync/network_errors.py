"""Every failure of the libraries below the contract, each mapped to one Chinese sentence with its remedy."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import requests.exceptions as req
import urllib3.exceptions as url3
import zstandard

from sync.errors import AnswerError, SyncError, UnreachableError
from sync.secure_errors import secure_error

if TYPE_CHECKING:
    from collections.abc import Iterator

KEPT = "已录入的内容都保存在本机"
_ADDRESS = "中心端地址“{server}”不正确，应形如 https://主机名:端口，请核对后重新登录。"
_CUT = f"中心端 {{server}} 的答复只收到一半就中断了，请检查网络后重新同步，{KEPT}。"
_CLOSED = f"与中心端 {{server}} 的连接被中断，请检查网络后重新同步，{KEPT}。"
_PROXY = "连接中心端 {server} 所用的代理服务器不可用，请在系统网络设置中检查代理。"
_SECURE = "不能与中心端 {server} 建立安全连接，请核对地址和本机日期，或请管理员检查证书。"
_SLOW = f"中心端 {{server}} 没有在规定时间内答复，请稍后重新同步，{KEPT}。"
_FAILED = f"与中心端 {{server}} 通信出错，请检查网络后重新同步，{KEPT}。"
_PACKED = "中心端 {server} 的答复解压失败，请重新同步；若仍失败，请联系中心端管理员。"

# the first that fits counts: kinds stand before what they are kinds of
SENTENCES: tuple[tuple[type[BaseException], type[SyncError], str, str], ...] = (
    (url3.NameResolutionError, UnreachableError, "network.name", "找不到中心端 {server}，请核对地址或检查网络。"),
    (
        url3.NewConnectionError,
        UnreachableError,
        "network.refused",
        f"连不上中心端 {{server}}，请确认中心端已启动、网络畅通后重新同步，{KEPT}。",
    ),
    (
        url3.ConnectTimeoutError,
        UnreachableError,
        "network.timeout",
        f"连接中心端 {{server}} 超时，请检查网络，{KEPT}。",
    ),
    (req.ConnectTimeout, UnreachableError, "network.timeout", f"连接中心端 {{server}} 超时，请检查网络，{KEPT}。"),
    (url3.ReadTimeoutError, UnreachableError, "network.slow", _SLOW),
    (req.ReadTimeout, UnreachableError, "network.slow", _SLOW),
    (req.Timeout, UnreachableError, "network.slow", _SLOW),
    (url3.TimeoutError, UnreachableError, "network.slow", _SLOW),
    (url3.SSLError, UnreachableError, "network.secure", _SECURE),
    (req.SSLError, UnreachableError, "network.secure", _SECURE),
    (url3.ProxyError, UnreachableError, "network.proxy", _PROXY),
    (req.ProxyError, UnreachableError, "network.proxy", _PROXY),
    (req.InvalidProxyURL, UnreachableError, "network.proxy", _PROXY),
    (url3.ProxySchemeUnknown, UnreachableError, "network.proxy", _PROXY),
    (req.ChunkedEncodingError, AnswerError, "answer.cut", _CUT),
    (url3.IncompleteRead, AnswerError, "answer.cut", _CUT),
    (url3.InvalidChunkLength, AnswerError, "answer.cut", _CUT),
    (req.ContentDecodingError, AnswerError, "answer.packed", _PACKED),
    (url3.DecodeError, AnswerError, "answer.packed", _PACKED),
    (zstandard.ZstdError, AnswerError, "answer.packed", _PACKED),
    (req.MissingSchema, UnreachableError, "network.address", _ADDRESS),
    (req.InvalidSchema, UnreachableError, "network.address", _ADDRESS),
    (req.InvalidURL, UnreachableError, "network.address", _ADDRESS),
    (req.URLRequired, UnreachableError, "network.address", _ADDRESS),
    (url3.LocationValueError, UnreachableError, "network.address", _ADDRESS),
    (url3.ProtocolError, UnreachableError, "network.closed", _CLOSED),
    (req.ConnectionError, UnreachableError, "network.closed", _CLOSED),
    (req.RequestException, UnreachableError, "network.failed", _FAILED),
    (url3.HTTPError, UnreachableError, "network.failed", _FAILED),
    (OSError, UnreachableError, "network.closed", _CLOSED),
)


def network_error(error: BaseException, *, server: str, proxied: bool = False) -> SyncError:
    """Return the sentence for a failure of requests, urllib3, zstandard or the socket, or of one wrapped in it.

    `proxied`: the way leads through a proxy, so that one that cannot be connected to is the proxy.
    """
    chain = list(_inner(error))
    for one in chain:
        if isinstance(one, ssl.SSLError) and (found := secure_error(one, server=server)):
            return found
    if proxied and any(isinstance(one, url3.NewConnectionError) for one in chain):
        return UnreachableError(_PROXY.format(server=server), code="network.proxy")
    for kind, raised, code, words in SENTENCES:
        if any(isinstance(one, kind) for one in chain):
            return raised(words.format(server=server), code=code)
    return SyncError(f"与中心端 {server} 通信时出现意外错误（{type(error).__name__}），请重试或联系管理员。")


def _inner(error: BaseException) -> Iterator[BaseException]:
    """Give an error and those it wraps: requests wraps urllib3, which wraps the socket's."""
    seen: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting:
        one = waiting.pop()
        if not isinstance(one, BaseException) or any(one is other for other in seen):
            continue
        seen.append(one)
        yield one
        waiting += [*one.args, one.__cause__, getattr(one, "reason", None), getattr(one, "original_error", None)]
