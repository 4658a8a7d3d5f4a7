"""What can go wrong between the central and the integrated platform, in sentences that name table and page."""

from __future__ import annotations

from app.errors import ShebaoError


class PlatformError(ShebaoError):
    """The platform cannot be reached, refuses, or answers in another way than its dialect says; nothing was changed."""

    code = "platform"
    title = "数据接收没有完成"


class MappingError(ShebaoError):
    """The files that say how the platform's tables become catalogs contradict themselves or the catalogs."""

    code = "platform.mapping"
    title = "接收对照表不能使用"


class ReceiveError(ShebaoError):
    """What came cannot be taken as a whole; nothing of the table was changed."""

    code = "receive"
    title = "数据接收没有完成"


NETWORK = {
    "network.refused": "连不上一体化平台 {server}，请确认地址正确、网络畅通后重试",
    "network.name": "找不到一体化平台 {server}，请核对地址或检查网络",
    "network.timeout": "一体化平台 {server} 没有响应连接，请检查网络后重试",
    "network.slow": "一体化平台 {server} 没有在规定时间内答复，请稍后重试",
    "network.closed": "与一体化平台 {server} 的连接被中断，请检查网络后重试",
    "network.failed": "与一体化平台 {server} 通信出错，请检查网络后重试",
    "network.proxy": "连接一体化平台 {server} 所用的代理服务器不可用，请检查代理设置",
    "network.address": "一体化平台的地址“{server}”不正确，应形如 https://主机名:端口",
    "answer.cut": "一体化平台 {server} 的答复只收到一半就中断了，请检查网络后重试",
    "answer.packed": "一体化平台 {server} 的答复解压失败，请重试；若仍失败，请联系平台管理员",
    "answer.too-large": "一体化平台 {server} 的一页答复太大，未予接收，请联系平台管理员",
    "network.secure": "不能与一体化平台 {server} 建立安全连接，请核对地址，或在设置中用 authority 指定平台的 CA 证书",
    "network.untrusted": "一体化平台 {server} 的证书不被本机信任，请在设置中用 authority 指定平台的 CA 证书",
    "network.certificate-needed": "一体化平台 {server} 要求出示客户端证书，请在设置中用 certificate 和 key 指定",
    "network.certificate-refused": "一体化平台 {server} 不接受所出示的客户端证书，请核对设置中的 certificate",
}
"""By the codes of sync.network_errors and sync.secure_errors; other sentences are taken over from there."""


def network_words(*, code: str, sentence: str, server: str) -> str:
    """Return the sentence (without its full stop) for a failure below the dialect."""
    known = NETWORK.get(code)
    return known.format(server=server) if known else sentence.rstrip("。").replace("中心端", "一体化平台")
