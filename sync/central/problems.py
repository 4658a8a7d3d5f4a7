"""What a request can fail with: stable codes, their HTTP status and Chinese title (contract, status codes)."""

from __future__ import annotations

from app.errors import ShebaoError
from sync.wire_hello import Problem

KINDS: dict[str, tuple[int, str]] = {
    "request.malformed": (400, "请求无法识别"),
    "token.unknown": (401, "请重新登录"),
    "token.expired": (401, "登录已过期"),
    "user.revoked": (401, "账号已停用"),
    "sign-in.wrong": (401, "登录失败"),
    "signature.unknown": (401, "不认识这个签名"),
    "rights.batch": (403, "没有权限"),
    "rights.device": (403, "这是另一台电脑"),
    "rights.other-person": (403, "这是另一个人的修改"),
    "rights.file": (403, "不能上传这份回单"),
    "rights.certificate": (403, "证书不是本人的"),
    "path.unknown": (404, "地址不存在"),
    "snapshot.unknown": (404, "没有这份数据文件"),
    "file.unknown": (404, "没有这份回单文件"),
    "catalog.unknown": (404, "没有这个目录"),
    "method.unknown": (405, "不支持这种请求"),
    "body.too-slow": (408, "发送太慢"),
    "batch.other-content": (409, "批次内容不一致"),
    "hand-over.other-central": (409, "不是给这个中心端的"),
    "body.too-large": (413, "内容过大"),
    "body.type": (415, "内容类型不对"),
    "range.unknown": (416, "没有这一段内容"),
    "body.schema": (422, "内容不符合约定"),
    "file.other-content": (422, "文件内容与登记的不同"),
    "hand-over.format": (422, "交接文件不能使用"),
    "signature.wrong": (422, "签名不符"),
    "sign-in.throttled": (429, "登录尝试过于频繁"),
    "rate.limited": (429, "请求过于频繁"),
    "central.failed": (500, "中心端出错"),
    "central.busy": (503, "中心端繁忙"),
}
"""Every code with its status and title; routes name those they may answer with."""

OF_EVERY_CALL = ("request.malformed", "path.unknown", "rate.limited", "central.failed", "central.busy")
OF_SIGNED_IN = ("token.unknown", "token.expired", "user.revoked", "rights.certificate")
OF_BODIES = ("body.too-slow", "body.too-large", "body.type", "body.schema")
OF_UPLOADS = ("body.too-slow", "body.too-large", "body.type")


class RequestError(ShebaoError):
    """A request that is answered with a problem; `retry_after` in seconds where repeating helps.

    `size`: bytes of a file, where a part was asked that it does not have.
    """

    def __init__(self, code: str, sentence: str, *, retry_after: int = 0, size: int = 0) -> None:
        """Take a code of KINDS and the Chinese sentence for the person."""
        super().__init__(sentence, code=code, title=KINDS[code][1])
        self.status = KINDS[code][0]
        self.retry_after = retry_after
        self.size = size

    def problem(self) -> Problem:
        """Return the body of the answer."""
        return Problem(
            type=f"urn:shebao:{self.code}",
            title=self.title,
            status=self.status,
            detail=self.sentence,
            code=self.code,
            retry_after=self.retry_after,
        )
