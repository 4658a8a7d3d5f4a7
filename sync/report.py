"""What a round did and how far it is, as values with one Chinese sentence (SPEC: never without knowing the step)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.clock import clock_words

if TYPE_CHECKING:
    from sync.repairs import Repair


BYTES = "字节"
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a round is: the step in the officers' words, changes or rows done, and in all (0: not known).

    `wait`: seconds until the central, which is busy, is asked again. `unit`: what is counted; bytes are shown in MB.
    """

    step: str
    done: int = 0
    total: int = 0
    wait: int = 0
    unit: str = "条"

    @property
    def sentence(self) -> str:
        """Return what a progress bar says."""
        if self.wait:
            return f"{self.step}：等待中心端，{self.wait} 秒后再试……"
        if not self.total:
            return f"{self.step}……"
        if self.unit == BYTES:
            return f"{self.step}：{self.done / MEGABYTE:,.1f} / {self.total / MEGABYTE:,.1f} MB"
        return f"{self.step}：{self.done:,} / {self.total:,} {self.unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundReport:
    """What a round exchanged: operations by answer, rows received, body bytes on the wire, seconds.

    `paused`: changes wait, but the person has paused the upload queue. `repairs`: where this desk differed from the
    central, and what was put right. `clock_off`: seconds by which this computer's clock
    is ahead of the central's (negative: behind). `files`: receipts' files that were sent, `files_waiting` those that
    were not, `files_error` why the first of them was not.
    """

    sent: int = 0
    accepted: int = 0
    merged: int = 0
    conflicts: int = 0
    refused: int = 0
    received: int = 0
    bytes_sent: int = 0
    bytes_received: int = 0
    seconds: float = 0.0
    cancelled: bool = False
    paused: bool = False
    rights_changed: bool = False
    repairs: tuple[Repair, ...] = ()
    clock_off: int = 0
    files: int = 0
    files_waiting: int = 0
    files_error: str = ""

    @property
    def needs_attention(self) -> bool:
        """Say whether a person has to decide something."""
        return bool(self.conflicts or self.refused) or not all(repair.is_done for repair in self.repairs)

    @property
    def sentence(self) -> str:
        """Return one sentence about the round."""
        parts = [
            f"上传 {self.sent:,} 条" if self.sent else "",
            f"上传回单 {self.files:,} 份" if self.files else "",
            f"接收 {self.received:,} 行" if self.received else "",
        ]
        done = "，".join(part for part in parts if part) or "没有需要上传或接收的内容"
        notes = [
            f"与他人的修改合并 {self.merged:,} 条" if self.merged else "",
            f"{self.conflicts:,} 条有冲突，请逐条选择保留哪一方的值" if self.conflicts else "",
            f"{self.refused:,} 条被拒绝，请按原因改正后再同步" if self.refused else "",
            f"{self.files_waiting:,} 份回单没有上传（{self.files_error.rstrip('。')}），下次同步再传"
            if self.files_waiting
            else "",
            "上传已暂停，修改仍在本机等待" if self.paused else "",
            "您的单位或权限有变化，请重新打开页面" if self.rights_changed else "",
            *(repair.sentence for repair in self.repairs),
            clock_words(self.clock_off),
        ]
        told = "；".join([done, *(note for note in notes if note)])
        return f"{'同步已停止，下次从停下处继续' if self.cancelled else '同步完成'}：{told}。"
