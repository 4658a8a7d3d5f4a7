"""Actions of the menu 同步: rounds, what waits, hand-over files (SYNC)."""

from __future__ import annotations

from ui.specs.spec import Spec

SYNC = (
    Spec(name="sync", menu="同步", label="同步", about="上传修改并接收更新", shortcut="F9", icon="sync"),
    Spec(
        name="stop-sync",
        menu="同步",
        label="停止同步",
        about="停止本次同步，下次从停下处继续",
        shortcut="Shift+F9",
        icon="stop",
    ),
    Spec(name="", menu="同步"),
    Spec(
        name="waiting",
        menu="同步",
        label="待上传与冲突",
        about="查看待上传、被拒绝和有冲突的行",
        shortcut="F8",
        icon="waiting",
    ),
    Spec(name="", menu="同步"),
    Spec(
        name="hand-over-export",
        menu="同步",
        label="导出交接文件…",
        about="断网时把待上传的修改写成签名的文件，用 U 盘带出",
        shortcut="Ctrl+Alt+E",
        icon="export",
    ),
    Spec(
        name="hand-over-import",
        menu="同步",
        label="导入回执文件…",
        about="导入带回来的回执：修改的答复，以及他人的更新",
        shortcut="Ctrl+Alt+I",
        icon="import",
    ),
    Spec(
        name="hand-over-carry",
        menu="同步",
        label="代为上交…",
        about="把其他电脑的待上传文件交给中心端，取回回执",
        shortcut="Ctrl+Alt+C",
    ),
    Spec(name="", menu="同步"),
    Spec(
        name="sync-settings",
        menu="同步",
        label="同步设置…",
        about="自动同步的间隔，以及慢速或按流量计费的线路",
        shortcut="Ctrl+Alt+S",
    ),
)
