"""One page of a PDF as pixels, painted in a process of its own: what breaks there is a sentence here (clause 1.6)."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import app
from app.receipts.kinds import ReceiptError
from app.receipts.painting import HEAD, LIMITS, LOCKED, SWITCH

BROKEN = "文件“{name}”打不开，可能已损坏；请另存到本机后用别的程序查看，或请添加的单位重新添加。"
_LOCKED = "文件“{name}”设有打开密码，不能在这里显示；请另存到本机后用别的程序打开，或去掉密码后重新添加。"
_SLOW = "文件“{name}”的这一页内容过多，{seconds} 秒内没有画完；请另存到本机后用别的程序查看。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A painted page: its number from 0, how many there are, its size in pixels, bytes a line, the pixels as RGBX."""

    page: int
    pages: int
    width: int
    height: int
    stride: int
    pixels: bytes


def paint_page(body: bytes, *, page: int, dpi: float, name: str) -> Page:
    """Paint a page of a PDF at a resolution (dots per inch); ReceiptError names a file that cannot be shown."""
    try:
        done = subprocess.run(  # noqa: S603 - this program itself
            _command(page=page, dpi=dpi),
            input=body,
            capture_output=True,
            timeout=LIMITS.seconds,
            check=False,
            env=_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired as error:
        raise ReceiptError(_SLOW.format(name=name, seconds=LIMITS.seconds), code="receipt.slow") from error
    except OSError as error:
        raise ReceiptError(
            f"显示回单的进程没有启动（{error.strerror}），请检查安全软件是否拦截了本程序后重试。",
            code="receipt.process",
        ) from error
    if done.returncode == LOCKED:
        raise ReceiptError(_LOCKED.format(name=name), code="receipt.locked")
    painted = _page_of(done.stdout) if done.returncode == 0 else None
    if painted is None:
        raise ReceiptError(BROKEN.format(name=name), code="receipt.broken")
    return painted


def _page_of(sent: bytes) -> Page | None:
    """Return what the process sent, None when it is not whole."""
    if len(sent) < HEAD.size:
        return None
    page, pages, width, height, stride = HEAD.unpack_from(sent)
    pixels = sent[HEAD.size :]
    if not width or not height or stride < 4 * width or len(pixels) < stride * height:
        return None
    return Page(page=page, pages=pages, width=width, height=height, stride=stride, pixels=pixels)


def _command(*, page: int, dpi: float) -> list[str]:
    tail = [str(page), str(dpi)]
    if getattr(sys, "frozen", False):
        return [sys.executable, SWITCH, *tail]
    return [sys.executable, "-P", "-m", "app.receipts.painting", *tail]


def _environment() -> dict[str, str]:
    home = str(Path(app.__file__).parent.parent)
    known = os.environ.get("PYTHONPATH", "")
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [home, known]))}
