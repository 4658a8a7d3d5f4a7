"""Actions of the menus 文件 and 编辑: workbooks, printing, the person, undo and history (clause 2)."""

from __future__ import annotations

from ui.specs.spec import Spec

FILE = (
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
)

EDIT = (
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
)
