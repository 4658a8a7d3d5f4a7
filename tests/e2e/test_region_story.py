"""Clause 1.1 with 数据接收: regions come from the platform, the province adds a zone, what is in use stays in use."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.command_line import CommandLine
from tests.e2e.story import choose_type, done, refused, sync, texts, why_not
from tests.sync.platform_stand_in import Platform, platform_stand_in, region
from tests.sync.receiving_desk import PROVINCE, REGIONS
from tests.sync.small_province import HAISHU, NINGBO, YINZHOU
from ui.receiving.page import ReceivingPage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.e2e.window import Window
    from tests.sync.central_fixture import RunningCentral

RECEIVED, OWN = "330299000", "330203099"
BAY, PARK = "前湾新区", "望春工业园"


@pytest.fixture
def platform() -> Iterator[Platform]:
    with platform_stand_in() as found:
        found.put(REGIONS, **region(PROVINCE, "浙江省", level=2))
        found.put(REGIONS, **region(NINGBO, "宁波市", parent=PROVINCE, level=3))
        found.put(REGIONS, **region(HAISHU, "海曙区", parent=NINGBO))
        found.put(REGIONS, **region(RECEIVED, BAY, parent=NINGBO, is_admdiv=2))
        found.put(REGIONS, **region("330298000", "没有上级", parent="330297000"))
        yield found


def receiving(central: RunningCentral, platform: Platform, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """Write the central's settings of the platform; return the command line beside the central."""
    (central.data / "token.txt").write_text(f"{platform.token}\n", encoding="utf-8")
    text = f'address = "{platform.url}"\nprovince = "{PROVINCE}"\nyears = [2026]\ntables = ["{REGIONS}"]\n'
    (central.data / "platform.toml").write_text(f'{text}token_file = "token.txt"\n', encoding="utf-8")
    return CommandLine(central.data, capsys)


def told(beside: CommandLine, *words: str, status: int = 0) -> Any:  # noqa: ANN401 - what JSON holds
    """Run a command beside the central and return what it said."""
    answer = beside("central", *words, "--json")
    assert answer.status == status, answer
    return json.loads(answer.out)


def names(desk: CommandLine) -> dict[str, Any]:
    return {row["mof_div_code"]: row for row in desk.json("query", "region")["rows"]}


def receipts_of(window: Window) -> ReceivingPage:
    window.show("receiving")
    page = window.bench.pages.view
    assert isinstance(page, ReceivingPage)
    window.wait(lambda: page.receipts.model().rowCount() > 0, what="a receipt")
    return page


def add_zone(province: CommandLine) -> None:
    """Add a zone that reports to the city, not to the county that its code names."""
    zone = (f"财政区划代码={OWN}", f"财政区划名称={PARK}", "级次=县级", "区划类型=经济功能区")
    assert "330297000" in why_not(province, "add", "region", *zone, "上级财政区划=330297000")
    dates = ("启用日期=2026-07-01", "停用日期=2026-01-01")
    assert "日期" in why_not(province, "add", "region", *zone, f"上级财政区划={NINGBO}", *dates)
    done(province, "add", "region", *zone, f"上级财政区划={NINGBO}", "启用日期=2026-01-01")
    received = why_not(province, "set", "region", RECEIVED, "财政区划名称=改名")
    assert "由一体化系统接收填写，不能修改" in received


def test_regions_are_received_refined_and_seen_below(
    seat: Callable[[str], CommandLine],
    opened: Callable[[str], Window],
    small_central: RunningCentral,
    platform: Platform,
    capsys: pytest.CaptureFixture[str],
) -> None:
    province, city, county = seat("zj_jb"), seat("nb_jb"), seat("hs_jb")
    beside = receiving(small_central, platform, capsys)
    plan = told(beside, "receive", status=1)
    assert (plan["applied"], plan["tables"][0]["new"]) == (False, [RECEIVED])
    assert told(beside, "receive", "--apply", status=1)["applied"]

    window = opened("zj_jb")
    sync(window)
    page = receipts_of(window)
    assert texts(page.receipts, 1)[:1] == ["财政区划"]
    page.receipts.choose([0])
    assert "330298000" in texts(page.problems, 0)
    assert names(province)[RECEIVED]["name"] == BAY
    add_zone(province)
    done(province, "sync")

    done(city, "sync")
    small_central.kill()  # the city looks at it without a line
    below = opened("nb_jb")
    choose_type(below, "")
    below.choose_node("region", "109900000", "330000000", "330200000")
    below.wait(lambda: {BAY, PARK} <= set(below.column("财政区划名称")), what="both zones below the city")
    assert not below.page.toolbar.actions_by_name["add"].isEnabled()
    assert "由财政部、省级维护" in below.page.toolbar.actions_by_name["add"].toolTip()
    assert "由财政部、省级维护" in why_not(county, "set", "region", HAISHU, "财政区划名称=改名")
    small_central.start()

    assert "由一体化系统接收填写" in why_not(province, "disable", "region", HAISHU)
    assert "行正在使用它，不能停用" in why_not(province, "disable", "region", YINZHOU)
    assert "险种统筹区" in done(province, "where-used", "region", YINZHOU)
    done(province, "disable", "region", OWN)
    done(province, "sync")
    done(city, "sync")
    assert names(city)[OWN]["is_enabled"] is False, "a region that was disabled keeps its place"

    platform.put(REGIONS, **region(RECEIVED, f"{BAY}（更名）", parent=NINGBO, is_admdiv=2))
    done_again = told(beside, "receive", "--apply", status=1)
    assert done_again["tables"][0]["changed"]
    done(city, "sync")
    assert names(city)[RECEIVED]["name"] == f"{BAY}（更名）"


def test_the_wrong_person_a_broken_platform_and_an_edit_that_came_too_late(
    seat: Callable[[str], CommandLine],
    small_central: RunningCentral,
    platform: Platform,
    capsys: pytest.CaptureFixture[str],
) -> None:
    province, admin, reviewer, agency = seat("zj_jb"), seat("zj_gl"), seat("zj_sh"), seat("hs_jg")
    zone = (f"财政区划代码={OWN}", f"财政区划名称={PARK}", "级次=县级", "区划类型=经济功能区", f"上级财政区划={NINGBO}")
    assert "审核岗不能修改数据" in why_not(reviewer, "add", "region", *zone)
    assert refused(agency, "add", "region", *zone) == "rights"

    beside = receiving(small_central, platform, capsys)
    platform.faults.append((500, b"<html>busy</html>", "text/html"))
    platform.token = "another"
    broken = beside("central", "receive", "--apply")
    assert broken.status != 0
    assert told(beside, "receipts")["receipts"] == [], "nothing of a broken round is kept"

    done(province, "add", "region", *zone)
    done(province, "sync")
    done(admin, "sync")
    done(admin, "set", "region", OWN, f"财政区划名称={PARK}一期")
    done(admin, "sync")
    done(province, "set", "region", OWN, f"财政区划名称={PARK}二期")
    late = province("sync")
    assert late.status == 1
    (conflict,) = province.json("conflicts", status=1)["changes"]
    assert conflict["catalog"] == "region"
    assert names(admin)[OWN]["name"] == f"{PARK}一期"
