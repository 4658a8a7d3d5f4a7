"""The command that projects a fund over some years under several scenarios (clause 1.8: 测算)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ui.cli.answer import Answer
from ui.cli.given import pair, positive, year
from ui.cli.parser import Command

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.projection.model import YearLine
    from app.projection.scenarios import Scenario
    from app.projection.starting import Start
    from ui.cli.parser import Parser, Words
    from ui.cli.seat import Seat, Work

YEARS = 10


def projection(words: Words, seat: Seat) -> Answer:
    """Project one scenario or all of them; keep what was set when that is wanted."""
    from app.projection.scenarios import project_scenario
    from app.projection.starting import read_start

    with seat.work() as work:
        _rearrange(words, work=work)
        base, region, kind = work.year(words.year), words.region or work.user.mof_div_code, words.type
        with work.store.read() as connection:
            start = read_start(
                connection, schema=work.store.schema, fiscal_year=base, region=region, insurance_type=kind
            )
        chosen = _scenarios(words, work=work, region=region, kind=kind)
        runs = [
            (one, project_scenario(one, start=start, insurance_type=kind, base_year=base, years=words.years))
            for one in chosen
        ]
        if words.to:
            _export(words.to, work=work, start=start, runs=runs, place=(base, region, kind))
    lines = [text for one, years in runs for text in _told(one, years=years, is_full=words.formulas)]
    data = {
        "region": region,
        "insurance_type": kind,
        "base_year": base,
        "assumptions": {name: {"value": one.value, "origin": one.origin} for name, one in start.items()},
        "scenarios": [{"name": one.name, "changed": dict(one.changed), "years": _plain(years)} for one, years in runs],
    }
    end = [f"已另存为 {words.to}"] if words.to else []
    return Answer(text="\n".join([*_assumed(start), *lines, *end]), data=data)


def _rearrange(words: Words, *, work: Work) -> None:
    """Rename or remove the scenario before anything is projected."""
    from app.errors import NotFoundError
    from app.projection.editing import edit_scenarios, removing, renaming

    if not (words.rename or words.remove):
        return
    if not words.scenario:
        raise NotFoundError("改名或删除方案时，请用 --scenario 写明是哪个方案。", code="projection.scenario")
    change = removing(words.scenario) if words.remove else renaming(words.scenario, to=words.rename)
    region = words.region or work.user.mof_div_code
    edit_scenarios(work.store, region=region, insurance_type=words.type, change=change)
    words.scenario = None if words.remove else words.rename


def _scenarios(words: Words, *, work: Work, region: str, kind: str) -> list[Scenario]:
    """Return the scenarios that are wanted, with what is set for this run; keep them with --keep."""
    from app.errors import NotFoundError, RowsError
    from app.projection.editing import why_fixed
    from app.projection.scenarios import Scenario, read_scenarios, with_change, write_scenarios

    with work.store.read() as connection:
        kept = read_scenarios(connection, schema=work.store.schema, region=region, insurance_type=kind)
    if not words.scenario:
        if words.set:
            raise NotFoundError("修改测算假设时，请用 --scenario 写明是哪个方案。", code="projection.scenario")
        return kept
    found = next((one for one in kept if one.name == words.scenario), None)
    if found is None and not words.set:
        known = "、".join(one.name for one in kept)
        raise NotFoundError(f"没有名为“{words.scenario}”的方案，可用的有：{known}。", code="projection.scenario")
    made = found or Scenario(name=words.scenario)
    for name, text in words.set or ():
        made = with_change(made, insurance_type=kind, name=name, text=text)
    if words.keep and words.set and (reason := why_fixed(made.name)):
        raise RowsError(f"不能保存：{reason}。", code="projection.scenario")
    if words.keep:
        all_of_them = [made if one is found else one for one in kept] if found else [*kept, made]
        with work.store.write() as connection:
            write_scenarios(
                connection,
                schema=work.store.schema,
                region=region,
                insurance_type=kind,
                scenarios=all_of_them,
            )
    return [made]


def _assumed(start: Mapping[str, Start]) -> list[str]:
    from app.projection.assumptions import BY_NAME
    from ui.cli.table import Column, table

    rows = [[BY_NAME[name].label, f"{one.value:,f}", BY_NAME[name].unit, one.origin] for name, one in start.items()]
    columns = (
        Column(heading="测算假设"),
        Column(heading="数值", right=True),
        Column(heading="单位"),
        Column(heading="来源"),
    )
    return [table(columns, rows)]


def _told(scenario: Scenario, *, years: Sequence[YearLine], is_full: bool) -> list[str]:
    from app.projection.assumptions import BY_NAME
    from ui.cli.table import Column, table

    changed = "，".join(f"{BY_NAME[name].label} {value}" for name, value in scenario.changed.items())
    columns = (
        Column(heading="项目"),
        Column(heading="单位"),
        *(Column(heading=f"{one.year}年", right=True) for one in years),
        *((Column(heading="第一年的算式"),) if is_full else ()),
    )
    rows = [
        [one.label, one.unit, *(line.figures[n].shown for line in years), *((one.formula,) if is_full else ())]
        for n, one in enumerate(years[0].figures)
    ]
    return ["", f"{scenario.name}{'：' if changed else ''}{changed}", table(columns, rows)]


def _plain(years: Sequence[YearLine]) -> list[dict[str, object]]:
    return [{"year": line.year, **{one.name: one.value for one in line.figures}} for line in years]


def _export(
    path: Path,
    *,
    work: Work,
    start: Mapping[str, Start],
    runs: Sequence[tuple[Scenario, Sequence[YearLine]]],
    place: tuple[int, str, str],
) -> None:
    from app.excel.export_projection import export_projection
    from app.rows import names_of

    base, region, kind = place
    schema = work.store.schema
    with work.store.read() as connection:
        types = names_of(connection, schema=schema, catalog=schema.catalog("insurance_type"), fiscal_year=base)
        regions = names_of(connection, schema=schema, catalog=schema.catalog("region"), fiscal_year=base)
    export_projection(
        path,
        heading=f"{types.get(kind, kind)}基金测算",
        line=f"地区：{region} {regions.get(region, '')}　基年：{base}",
        start=start,
        runs=runs,
    )


def _arguments(parser: Parser) -> None:
    parser.add_argument("--type", default="1101", metavar="险种", help="险种代码，默认为 1101 企业职工基本养老保险")
    parser.add_argument("--region", metavar="区划", help="财政区划代码，默认为本级")
    parser.add_argument("--year", type=year, metavar="年度", help="基年，默认为当前年度")
    parser.add_argument("--years", type=positive, default=YEARS, metavar="年数", help="测算多少年，默认 10")
    parser.add_argument("--scenario", metavar="方案", help="只测算这个方案，默认为全部")
    parser.add_argument(
        "--set", nargs="+", action="extend", type=pair, metavar="假设=值", help="修改这个方案的测算假设，可写多个"
    )
    parser.add_argument("--keep", action="store_true", help="保存修改后的方案")
    parser.add_argument("--rename", metavar="新名称", help="给 --scenario 写明的方案改名")
    parser.add_argument("--remove", action="store_true", help="删除 --scenario 写明的方案")
    parser.add_argument("--formulas", action="store_true", help="列出第一年的算式")
    parser.add_argument("--to", type=Path, metavar="文件", help="另存为 Excel 工作簿")


PROJECTION_COMMAND = Command(
    name="projection",
    help="基金测算：按假设测算今后若干年的收入、支出、结余和可支付月数",
    run=projection,
    arguments=_arguments,
    about="从本地区填报的参数出发，没有填报数的假设用预设值，来源逐项列出。每年人数取整、金额到分，次年从取整后的数接着算。",
    examples=(
        "shebao projection --type 1101 --years 5 --formulas",
        "shebao projection --scenario 低方案 --set 工资增长率=2 --keep",
        "shebao projection --scenario 低方案 --rename 悲观",
        "shebao projection --type 1102 --to 居民养老测算.xlsx",
    ),
    keys=("region", "insurance_type", "base_year", "assumptions", "scenarios"),
)
