"""What can go wrong between desktop and central, as one error tree of Chinese sentences (issue: no unknown step)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import ShebaoError

if TYPE_CHECKING:
    from sync.report import RoundReport


class SyncError(ShebaoError):
    """A failure between the desktop and the central; nothing that was entered is lost."""

    code = "sync"
    title = "同步没有完成"


class UnreachableError(SyncError):
    """The central cannot be reached, or went silent before it answered."""

    code = "central.unreachable"
    title = "连不上中心端"


class AnswerError(SyncError):
    """Something answered, but not as the contract says: a web page, half an answer, a foreign message."""

    code = "central.answer"
    title = "中心端的答复不能使用"


class RequestRefusedError(SyncError):
    """The central understood and refused the whole request. `status` is the HTTP status, `retry_after` in seconds."""

    code = "central.refused"
    title = "中心端没有受理"

    def __init__(
        self, sentence: str, *, status: int, code: str | None = None, title: str | None = None, retry_after: int = 0
    ) -> None:
        """Keep the status beside the sentence."""
        super().__init__(sentence, code=code, title=title)
        self.status = status
        self.retry_after = retry_after


class SignInError(RequestRefusedError):
    """The person must sign in (again) before anything can be exchanged."""

    code = "sign-in"
    title = "需要重新登录"


class CredentialsError(SyncError):
    """The sign-in secret cannot be kept or read on this computer."""

    code = "credentials"
    title = "不能保存登录信息"


class CertificateError(SyncError):
    """A certificate or key file cannot be used for a secure connection."""

    code = "certificate"
    title = "证书不能使用"


class HandOverError(SyncError):
    """A hand-over file cannot be written, read or used; nothing was changed by it."""

    code = "hand-over"
    title = "交接文件不能使用"


class ProfileError(SyncError):
    """The profile folder or its settings cannot be used."""

    code = "profile"
    title = "不能使用数据文件夹"


class SettleError(SyncError):
    """A decision about a conflict, a refusal or a waiting change cannot be carried out."""

    code = "settle"
    title = "不能这样处理"


class CancelledError(SyncError):
    """The person asked to stop, between two requests or while the central was waited for."""

    code = "cancelled"
    title = "同步已停止"


class RoundStoppedError(SyncError):
    """A round stopped at a step: the sentence names the step, its cause, and what was done; `code` is the cause's."""

    def __init__(self, cause: ShebaoError, *, step: str, report: RoundReport) -> None:
        """Wrap `cause`; `report` tells what was exchanged before."""
        super().__init__(f"同步停在“{step}”：{cause.sentence}", code=cause.code, title=cause.title)
        self.cause = cause
        self.step = step
        self.report = report
