"""Actions of the menus 演示 and 帮助."""

from __future__ import annotations

from ui.specs.spec import Spec

DEMO_MENU = (
    Spec(
        name="start-central",
        menu="演示",
        label="启动中心端",
        about="启动本机的演示中心端",
        shortcut="Ctrl+Alt+F9",
        icon="play",
    ),
    Spec(
        name="stop-central",
        menu="演示",
        label="停止中心端",
        about="停止本机的演示中心端，体验离线办理",
        shortcut="Ctrl+Alt+Shift+F9",
        icon="stop",
    ),
)

HELP = (
    Spec(name="shortcuts", menu="帮助", label="快捷键", about="列出全部快捷键", shortcut="F1", icon="help"),
    Spec(name="about", menu="帮助", label="关于", about="版本和许可", shortcut="Shift+F1"),
)
