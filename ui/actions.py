"""Every action of the window, declared once: menu, button, shortcut and the list of shortcuts derive from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from ui.look.icons import icon

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QMenuBar


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """An action: where it stands in the menus, how it is called, what it does in words. '' separates.

    Of the actions of one `group`, one is chosen.
    """

    name: str
    menu: str = ""
    label: str = ""
    about: str = ""
    shortcut: str = ""
    icon: str = ""
    group: str = ""
    is_switch: bool = False


DEMO = ("start-central", "stop-central")
"""Actions that only a demonstration has."""
SEEING = (
    "unit-yuan",
    "unit-wan",
    "unit-yi",
    "density-compact",
    "density-standard",
    "density-roomy",
    "zebra",
    "red-negatives",
)
"""Actions for how all grids look."""
MENU_KEYS = {"文件": "F", "编辑": "E", "同步": "S", "查看": "V", "演示": "D", "帮助": "H"}
"""The letter that opens a menu with Alt."""
SPECS = (
    Spec(
        name="import",
        menu="文件",
        label="导入…",
        about="从 Excel 工作簿导入，先看计划再写入",
        shortcut="Ctrl+I",
        icon="import",
    ),
    Spec(
        name="export", menu="文件", label="导出…", about="把当前页导出为 Excel 工作簿", shortcut="Ctrl+E", icon="export"
    ),
    Spec(
        name="roll-over",
        menu="文件",
        label="年度结转…",
        about="把本级维护的基础数据结转到新年度，先看计划再写入",
        shortcut="Ctrl+Shift+Y",
    ),
    Spec(
        name="print",
        menu="文件",
        label="打印预览…",
        about="把当前页排成带标题、单位和页码的页，再打印",
        shortcut="Ctrl+P",
    ),
    Spec(name="pdf", menu="文件", label="存为 PDF…", about="把当前页排好版，存为 PDF 文件", shortcut="Ctrl+Shift+P"),
    Spec(name="", menu="文件"),
    Spec(
        name="switch-user",
        menu="文件",
        label="切换用户…",
        about="换一个用户登录；待上传的修改保留",
        shortcut="Ctrl+Shift+U",
        icon="person",
    ),
    Spec(
        name="open-folder",
        menu="文件",
        label="打开数据文件夹",
        about="本机数据、备份和日志所在的文件夹",
        shortcut="Ctrl+Shift+O",
        icon="open-folder",
    ),
    Spec(name="", menu="文件"),
    Spec(name="quit", menu="文件", label="退出", about="退出程序；所有修改都已保存", shortcut="Ctrl+Q"),
    Spec(
        name="undo",
        menu="编辑",
        label="撤销",
        about="撤销上一项操作；单元格正在录入时，撤销录入的文字",
        shortcut="Ctrl+Z",
        icon="undo",
    ),
    Spec(
        name="redo",
        menu="编辑",
        label="重做",
        about="重做刚才撤销的操作",
        shortcut="Ctrl+Y; Ctrl+Shift+Z",
        icon="redo",
    ),
    Spec(name="", menu="编辑"),
    Spec(
        name="row-history",
        menu="编辑",
        label="修改记录",
        about="当前单元格或行由谁在何时从什么改成什么，可以恢复以前的值",
        shortcut="F7",
        icon="history",
    ),
    Spec(
        name="history",
        menu="编辑",
        label="操作历史",
        about="按名称列出做过的操作，可以撤销到其中一项",
        shortcut="Shift+F7",
        icon="undo-list",
    ),
    Spec(name="", menu="编辑"),
    Spec(name="mark-lines", menu="编辑", label="标记对账", about="选中的银行流水标为已对", shortcut="Ctrl+Alt+R"),
    Spec(
        name="unmark-lines", menu="编辑", label="取消对账标记", about="选中的流水标为未对", shortcut="Ctrl+Alt+Shift+R"
    ),
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
    Spec(
        name="palette",
        menu="查看",
        label="查找命令和数据…",
        about="输入名称、代码或拼音首字母，执行命令，打开目录、区划或一行数据",
        shortcut="Ctrl+K",
        icon="search",
    ),
    Spec(name="", menu="查看"),
    Spec(
        name="home",
        menu="查看",
        label="工作台首页",
        about="等我处理的事项、填报进度和主要指标",
        shortcut="Alt+Home",
        icon="home",
    ),
    Spec(name="refresh", menu="查看", label="刷新", about="重新读取当前页", shortcut="F5", icon="refresh"),
    Spec(
        name="problems",
        menu="查看",
        label="问题",
        about="列出检查发现的错误和提示，转到单元格，写说明",
        shortcut="Ctrl+Shift+M",
        icon="warning",
    ),
    Spec(
        name="group",
        menu="查看",
        label="分组小计",
        about="按当前列分组，列出各组的行数和小计；再选一次取消分组",
        shortcut="Ctrl+Shift+G",
        icon="group",
    ),
    Spec(
        name="compare",
        menu="查看",
        label="对比",
        about="把当前页的两个年度或两个地区并排，列出差额和增减百分比",
        shortcut="Ctrl+Shift+B",
        icon="compare",
    ),
    Spec(
        name="statements",
        menu="查看",
        label="余额核对与对账…",
        about="逐笔核对银行流水的余额，找出可配对的划转和冲正，列出余额调节",
        shortcut="Ctrl+Alt+B",
        icon="account",
    ),
    Spec(name="previous-page", menu="查看", label="上一模块", about="切换到上一个模块", shortcut="Ctrl+PgUp"),
    Spec(name="next-page", menu="查看", label="下一模块", about="切换到下一个模块", shortcut="Ctrl+PgDown"),
    Spec(
        name="new-tab",
        menu="查看",
        label="另开标签",
        about="在新标签中打开当前模块，年度、区划和险种可以与其他标签不同",
        shortcut="Ctrl+T",
    ),
    Spec(name="close-tab", menu="查看", label="关闭标签", about="关闭当前标签；录入的内容保留", shortcut="Ctrl+W"),
    Spec(name="next-tab", menu="查看", label="下一标签", about="切换到右边的标签", shortcut="Ctrl+Tab"),
    Spec(name="previous-tab", menu="查看", label="上一标签", about="切换到左边的标签", shortcut="Ctrl+Shift+Tab"),
    Spec(name="next-area", menu="查看", label="下一区域", about="键盘移到下一区域", shortcut="F6"),
    Spec(name="previous-area", menu="查看", label="上一区域", about="键盘移到上一区域", shortcut="Shift+F6"),
    Spec(name="", menu="查看"),
    Spec(
        name="theme-system",
        menu="查看",
        label="外观跟随系统",
        about="随系统的浅色或深色设置",
        shortcut="Ctrl+Alt+0",
        group="theme",
    ),
    Spec(name="theme-light", menu="查看", label="浅色外观", about="始终用浅色", shortcut="Ctrl+Alt+L", group="theme"),
    Spec(name="theme-dark", menu="查看", label="深色外观", about="始终用深色", shortcut="Ctrl+Alt+D", group="theme"),
    Spec(name="", menu="查看"),
    Spec(
        name="unit-yuan",
        menu="查看",
        label="金额单位：元",
        about="金额按元显示、录入和复制",
        shortcut="Ctrl+Alt+1",
        group="unit",
    ),
    Spec(
        name="unit-wan",
        menu="查看",
        label="金额单位：万元",
        about="金额按万元显示、录入和复制",
        shortcut="Ctrl+Alt+2",
        group="unit",
    ),
    Spec(
        name="unit-yi",
        menu="查看",
        label="金额单位：亿元",
        about="金额按亿元显示、录入和复制",
        shortcut="Ctrl+Alt+3",
        group="unit",
    ),
    Spec(name="", menu="查看"),
    Spec(
        name="density-compact",
        menu="查看",
        label="紧凑行距",
        about="一屏看到更多行",
        shortcut="Ctrl+Alt+4",
        group="density",
    ),
    Spec(
        name="density-standard",
        menu="查看",
        label="标准行距",
        about="通常的行高",
        shortcut="Ctrl+Alt+5",
        group="density",
    ),
    Spec(
        name="density-roomy",
        menu="查看",
        label="宽松行距",
        about="行高更大，便于细看",
        shortcut="Ctrl+Alt+6",
        group="density",
    ),
    Spec(
        name="zebra", menu="查看", label="隔行底色", about="单双行用不同的底色", shortcut="Ctrl+Alt+7", is_switch=True
    ),
    Spec(
        name="red-negatives",
        menu="查看",
        label="负数显示为红色",
        about="负的金额和数值用红色",
        shortcut="Ctrl+Alt+8",
        is_switch=True,
    ),
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
    Spec(name="shortcuts", menu="帮助", label="快捷键", about="列出全部快捷键", shortcut="F1", icon="help"),
    Spec(name="about", menu="帮助", label="关于", about="版本和许可", shortcut="Shift+F1"),
)


def make_actions(parent: QObject, *, without: Collection[str] = ()) -> dict[str, QAction]:
    """Return the actions by name; they do nothing before `give_work`."""
    made = {spec.name: _action(spec, parent=parent) for spec in SPECS if spec.name and spec.name not in without}
    for group in {spec.group for spec in SPECS if spec.group}:
        choice = QActionGroup(parent)
        for spec in SPECS:
            if spec.group == group:
                made[spec.name].setCheckable(True)
                choice.addAction(made[spec.name])
    return made


def give_work(actions: Mapping[str, QAction], *, does: Mapping[str, Callable[[], object]]) -> None:
    """Let each action do what `does` says for its name; KeyError when one has nothing to do."""
    for name, action in actions.items():
        action.triggered.connect(does[name])


def say_why(action: QAction, reason: str) -> None:
    """Disable an action and say why, or ('') enable it."""
    action.setEnabled(not reason)
    label = action.text().split("\t")[0].rstrip("…")
    action.setToolTip(f"不能{label}：{reason}" if reason else str(action.property("about") or ""))


def keys_of(action: QAction) -> str:
    """Return an action's keys as people write them; '' when it has none."""
    native = QKeySequence.SequenceFormat.NativeText
    own = "、".join(one.toString(native) for one in action.shortcuts())
    return own or str(action.property("keys") or "") or action.text().partition("\t")[2]


def _action(spec: Spec, *, parent: QObject) -> QAction:
    action = QAction(spec.label, parent)
    action.setObjectName(spec.name)
    action.setToolTip(spec.about)
    action.setProperty("about", spec.about)
    if spec.shortcut:
        action.setShortcuts(QKeySequence.listFromString(spec.shortcut))
    action.setCheckable(spec.is_switch)
    if spec.icon:
        action.setIcon(icon(spec.icon))
        action.setProperty("picture", spec.icon)
    return action


def fill_menus(bar: QMenuBar, *, actions: Mapping[str, QAction], specs: Sequence[Spec] = SPECS) -> None:
    """Put actions into the menus they belong to; a menu without actions does not appear."""
    used = [spec for spec in specs if spec.name in actions or not spec.name]
    for title in dict.fromkeys(spec.menu for spec in used if spec.name):
        menu = bar.addMenu(f"{title}(&{MENU_KEYS[title]})")
        menu.setToolTipsVisible(True)
        for spec in used:
            if spec.menu == title and spec.name:
                menu.addAction(actions[spec.name])
            elif spec.menu == title:
                menu.addSeparator()
