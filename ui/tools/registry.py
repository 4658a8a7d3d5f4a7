"""Every tool's page, written by hand: its name, where it stands in the navigation, and how it is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from app.tables import Schema
    from ui.desk import Desk
    from ui.tools.base import ToolPage


class MakeTool(Protocol):
    """Makes a tool's page; it imports what the page needs only then, so that a start does not wait for it."""

    def __call__(self, name: str, *, desk: Desk) -> ToolPage:
        """Return a new page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A page of no single catalog; `beside`: the section it stands in, or the clause whose catalogs it stands below.

    `of`: the catalog without which it shows nothing.
    """

    name: str
    label: str
    about: str
    beside: str
    make: MakeTool
    icon: str = "catalog"
    of: str = ""


def _matrix(name: str, *, desk: Desk) -> ToolPage:
    from ui.pooling.matrix_page import MatrixPage  # noqa: PLC0415 - as MakeTool says

    return MatrixPage(name, desk=desk)


def _pooling_check(name: str, *, desk: Desk) -> ToolPage:
    from ui.pooling.check_page import CheckPage  # noqa: PLC0415 - as MakeTool says

    return CheckPage(name, desk=desk)


def _pooling_table(name: str, *, desk: Desk) -> ToolPage:
    from ui.pooling.table_page import TablePage  # noqa: PLC0415 - as MakeTool says

    return TablePage(name, desk=desk)


def _projection(name: str, *, desk: Desk) -> ToolPage:
    from ui.projection.page import ProjectionPage  # noqa: PLC0415 - as MakeTool says

    return ProjectionPage(name, desk=desk)


def _packs(name: str, *, desk: Desk) -> ToolPage:
    from ui.packs.page import PackPage  # noqa: PLC0415 - as MakeTool says

    return PackPage(name, desk=desk)


def _receiving(name: str, *, desk: Desk) -> ToolPage:
    from ui.receiving.page import ReceivingPage  # noqa: PLC0415 - as MakeTool says

    return ReceivingPage(name, desk=desk)


def _todo(name: str, *, desk: Desk) -> ToolPage:
    from ui.todo.page import TodoPage  # noqa: PLC0415 - as MakeTool says

    return TodoPage(name, desk=desk)


def _calendar(name: str, *, desk: Desk) -> ToolPage:
    from ui.todo.calendar_page import CalendarPage  # noqa: PLC0415 - as MakeTool says

    return CalendarPage(name, desk=desk)


def _board(name: str, *, desk: Desk) -> ToolPage:
    from ui.todo.board_page import BoardPage  # noqa: PLC0415 - as MakeTool says

    return BoardPage(name, desk=desk)


def _review(name: str, *, desk: Desk) -> ToolPage:
    from ui.review.page import ReviewPage  # noqa: PLC0415 - as MakeTool says

    return ReviewPage(name, desk=desk)


def _accounts(name: str, *, desk: Desk) -> ToolPage:
    from ui.accounts.page import AccountsPage  # noqa: PLC0415 - as MakeTool says

    return AccountsPage(name, desk=desk)


def _roll_up(name: str, *, desk: Desk) -> ToolPage:
    from ui.rollup.page import RollUpPage  # noqa: PLC0415 - as MakeTool says

    return RollUpPage(name, desk=desk)


TOOLS: tuple[Tool, ...] = (
    Tool(
        name="todo",
        label="待办与消息",
        about="等我办的、我办过的、收到和发出的消息；回车转到所在的表，没有网络时也能看",
        beside="工作台",
        make=_todo,
        icon="todo",
    ),
    Tool(
        name="calendar",
        label="日历",
        about="本级和下级的填报任务哪一天截止，还有几张没有送审",
        beside="工作台",
        make=_calendar,
        icon="calendar",
    ),
    Tool(
        name="board",
        label="填报进度与催报",
        about="本级及下级谁已填报、已送审、被退回、逾期；选中后发催报，导出",
        beside="填报",
        make=_board,
        icon="board",
    ),
    Tool(
        name="receiving",
        label="数据接收",
        about="中心端何时从一体化平台接收了什么，哪些行不能接收、为什么",
        beside="工作台",
        make=_receiving,
        icon="import",
    ),
    Tool(
        name="accounts",
        label="账户查询",
        about="本级及下级的账户：基本信息、按月余额、流水和合计、回单；导出、打印",
        beside="1.6",
        make=_accounts,
        icon="account",
    ),
    Tool(
        name="pooling-matrix",
        label="统筹级次设置",
        about="各险种历年的统筹级次列成一张表：选择、填充、与上年比较",
        beside="1.2",
        make=_matrix,
    ),
    Tool(
        name="pooling-check",
        label="统筹区检查与划定",
        about="未划入、重复划入和错划的区划；按级次、整市或全省划入统筹区，先看计划再写入",
        beside="1.2",
        make=_pooling_check,
    ),
    Tool(
        name="pooling-table",
        label="统筹区划信息表",
        about="全省基金统筹区划信息表：按险种汇总，或列出每个区划的统筹区；导出、打印",
        beside="1.2",
        make=_pooling_table,
    ),
    Tool(
        name="projection",
        label="基金收支测算",
        about="按假设测算今后若干年的收入、支出、结余和可支付月数，比较几个方案",
        beside="1.8",
        make=_projection,
    ),
    Tool(
        name="packs",
        label="下发与接收",
        about="本级下发、上报的包和上级下发的包：预览变化，整包接收，看谁已接收",
        beside="工作台",
        make=_packs,
        of="pack",
        icon="import",
    ),
    Tool(
        name="actuarial-review",
        label="精算综合审核",
        about="本级及下级精算参数各分组的检查、状态和年度走势；选中后一次审核、退回、上报或备案",
        beside="1.8",
        make=_review,
    ),
    Tool(
        name="roll-up",
        label="参数汇总",
        about="下级填报的管理参数按地区或统筹区汇总，与本级填报数对照；还缺谁、谁没有填全",
        beside="1.9",
        make=_roll_up,
    ),
)


def tool_of(name: str) -> Tool | None:
    """Return the tool of a name, None when it is a catalog's."""
    return next((tool for tool in TOOLS if tool.name == name), None)


def label_of(name: str, *, schema: Schema) -> str:
    """Return what a tab of a tool or a catalog is called; KeyError when there is neither."""
    tool = tool_of(name)
    return tool.label if tool else schema.catalog(name).label
