"""The tour's second desk: the city signs in in a window of its own and sees what the county filled in (step 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.central.demo_province import DEMO_PASSWORD
from sync.profile import Profile, Settings
from ui.bootstrap import Program
from ui.dialogs.sign_in import SignInDialog
from ui.tour.hands import click, write
from ui.tour.moves import column_of, page_of, row_of, rows_show
from ui.tour.runner import TourError, Until, open_dialog, stands

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ui.tour.runner import Tour

CITY_USER = "nb_jb"


def city_sees(tour: Tour, *, values: Mapping[str, str]) -> Iterator[Until]:
    """Sign in as the city's operator, sync, open the county's sheet and find these values by parameter name."""
    session = tour.bench.session
    county = session.user.mof_div_code
    folder = tour.program.folder.with_name(f"{tour.program.folder.name}-city")
    Profile(folder=folder).save(Settings(server=session.server, user="", credentials="file"))
    program = Program(folder)
    tour.others.append(program)
    tour.begin(program)
    yield Until("登录对话框打开", lambda: isinstance(open_dialog(program.window), SignInDialog))
    dialog = open_dialog(program.window)
    if not isinstance(dialog, SignInDialog):
        raise TourError("登录对话框没有打开，请重试。")
    write(dialog.user, CITY_USER)
    write(dialog.password, DEMO_PASSWORD)
    tour.shoot("4-city-sign-in", program=program)
    click(dialog.accept_button)
    yield stands(program)
    bench = program.shell.workbench if program.shell else None
    if bench is None:
        raise TourError("宁波市的窗口没有打开，请重试。")
    yield Until("宁波市同步完成", lambda: not bench.controller.is_running and program.window.context_bar.context)
    page = page_of(bench, "management_value")
    program.window.context_bar.pick_region(county)
    yield tour.quiet(program)
    yield rows_show(page)
    shown = {
        name: str(page.model.index(row_of(page, name, column="名称"), column_of(page, "全年")).data())
        for name in values
    }
    tour.shoot("4-city-sees", program=program)
    if wrong := {name: text for name, text in shown.items() if text.replace(",", "") != values[name]}:
        raise TourError(f"宁波市看到的数值与海曙区填报的不同：{wrong}。")
    program.close()
    tour.others.remove(program)
