"""Whether a window can be shown here at all, asked before Qt would abort the program over it."""

from __future__ import annotations

import re
import socket
import sys
from typing import TYPE_CHECKING

from app.errors import ShebaoError

if TYPE_CHECKING:
    from collections.abc import Mapping

X11 = "xcb"
FIRST_PORT = 6000
PATIENCE = 2.0
"""Seconds until a display is taken for absent."""


class DisplayError(ShebaoError):
    """There is no screen to show a window on."""

    code = "display.missing"
    title = "没有图形显示"


def need_display(environment: Mapping[str, str], *, platform: str = sys.platform) -> None:
    """Return when a window can be shown; raise DisplayError, which names what is missing and what to do."""
    if platform in {"win32", "darwin"}:
        return
    chosen = environment.get("QT_QPA_PLATFORM", "").split(";")[0].split(":")[0]
    if chosen not in {"", X11} or (not chosen and environment.get("WAYLAND_DISPLAY")):
        return
    display = environment.get("DISPLAY", "")
    if not display:
        raise DisplayError(
            "没有图形显示：环境变量 DISPLAY 没有设置，窗口打不开；请在图形桌面里执行，或先安装并启动 xvfb"
            "（xvfb-run -a 命令），只要截图时可用 QT_QPA_PLATFORM=offscreen 加 --tour 文件夹。"
        )
    if not _answers(display):
        raise DisplayError(
            f"没有图形显示：环境变量 DISPLAY 指向的“{display}”没有应答，窗口打不开；请检查图形桌面是否在运行，"
            "或把 DISPLAY 改为正在使用的显示。"
        )


def _answers(display: str) -> bool:
    """Say whether an X server listens at a DISPLAY such as ':0', 'host:10.0'."""
    parts = re.fullmatch(r"(?:(?:unix/)?(.*?)):(\d+)(?:\.\d+)?", display)
    if parts is None:
        return False
    host, number = parts[1].removeprefix("tcp/"), int(parts[2])
    if host in {"", "unix"}:
        path = f"/tmp/.X11-unix/X{number}"  # noqa: S108 - where X servers put their socket
        return _connects(socket.AF_UNIX, f"\0{path}") or _connects(socket.AF_UNIX, path)
    return _connects(socket.AF_INET, (host, FIRST_PORT + number))


def _connects(family: int, address: str | tuple[str, int]) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(PATIENCE)
        try:
            probe.connect(address)
        except OSError:
            return False
        return True
