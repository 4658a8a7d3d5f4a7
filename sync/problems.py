"""Every refusal of a whole request, by status and problem code, as one Chinese sentence with its remedy."""

from __future__ import annotations

import msgspec

from sync.errors import AnswerError, RequestRefusedError, SignInError, SyncError
from sync.wire_hello import Problem

REVOKED = "user.revoked"
"""Code of the answer to a person whom the central has shut out."""
KEPT = "未上传的修改仍保存在本机"

SIGN_IN: dict[str, str] = {
    "sign-in.wrong": "用户名或密码不对，请重新输入。",
    "token.expired": f"登录已过期，请重新登录后再同步，{KEPT}。",
    "token.unknown": f"登录已失效，请重新登录后再同步，{KEPT}。",
    REVOKED: f"该用户已被中心端停用，请联系管理员；{KEPT}，可以导出。",
}
"""Sentences for 401 by problem code."""

PROBLEMS: dict[int, str] = {
    400: "中心端 {server} 看不懂“{call}”的请求{detail}，请核对两端程序版本，" + KEPT + "。",
    403: "中心端 {server} 不允许“{call}”{detail}，请联系管理员核对您的权限，" + KEPT + "。",
    404: "中心端 {server} 没有“{call}”这项服务，请核对中心端地址是否填错，" + KEPT + "。",
    405: "中心端 {server} 不支持“{call}”的方式，请核对中心端地址和版本，" + KEPT + "。",
    408: "“{call}”的内容没有及时送到中心端 {server}，请检查网络后重新同步，" + KEPT + "。",
    409: "中心端 {server} 记录的这一批与本机的内容不同{detail}，将换新批号重新上传，请再同步一次。",
    413: "“{call}”的内容超过中心端 {server} 允许的大小，请联系管理员调大限制后重新同步，" + KEPT + "。",
    415: "中心端 {server} 不接受“{call}”的数据格式{detail}，请核对两端程序版本，" + KEPT + "。",
    422: "中心端 {server} 认为“{call}”的内容不合约定{detail}，请把程序更新到最新版本后重新同步，" + KEPT + "。",
    429: "中心端 {server} 正忙，请{wait}后重新同步，" + KEPT + "。",
    500: "中心端 {server} 处理“{call}”时出错{detail}，没有保存任何内容，请稍后重新同步，" + KEPT + "。",
    502: "中心端 {server} 前面的网关不通，请稍后重新同步或联系管理员，" + KEPT + "。",
    503: "中心端 {server} 暂停服务，请{wait}后重新同步，" + KEPT + "。",
    504: "中心端 {server} 超时没有答复，请稍后重新同步，" + KEPT + "。",
}
"""Sentences by status; `call` is the request in the officers' words."""

OTHERWISE = "中心端 {server} 以状态 {status} 回应“{call}”{detail}，请稍后重新同步或联系管理员，" + KEPT + "。"
MOVED = "中心端 {server} 把请求转到了“{to}”，请核对中心端地址后重新登录，" + KEPT + "。"
PAGE = "地址 {server} 返回的是网页而不是中心端的答复，请核对中心端地址，或先完成网络认证，" + KEPT + "。"


def problem_error(
    *, server: str, call: str, status: int, body: bytes, content_type: str, retry_after: int = 0, location: str = ""
) -> SyncError:
    """Return the error for an answer that is no success; a web page is told apart from a central's problem."""
    if 300 <= status < 400:  # noqa: PLR2004 - the redirections
        return AnswerError(MOVED.format(server=server, to=location or "别处"), code="answer.moved")
    problem = _problem(body, content_type=content_type)
    if problem is None and "html" in content_type and status not in PROBLEMS:
        return AnswerError(PAGE.format(server=server), code="answer.html")
    code, detail = (problem.code, _bracket(problem.detail)) if problem else (f"http.{status}", "")
    if status == 401:  # noqa: PLR2004 - not signed in
        words = SIGN_IN.get(code, SIGN_IN["token.unknown"])
        return SignInError(words, status=status, code=code)
    wait = retry_after or (problem.retry_after if problem else 0)
    words = PROBLEMS.get(status, OTHERWISE).format(
        server=server, call=call, status=status, detail=detail, wait=f" {wait} 秒" if wait else "稍"
    )
    return RequestRefusedError(words, status=status, code=code, retry_after=wait)


def _problem(body: bytes, *, content_type: str) -> Problem | None:
    if "json" not in content_type:
        return None
    try:
        return msgspec.json.decode(body, type=Problem)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _bracket(detail: str) -> str:
    return f"（{detail.strip().rstrip('。')}）" if detail.strip() else ""
