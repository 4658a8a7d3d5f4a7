"""`python -m sync.central`: the central by itself, with the options of `shebao central`."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from sync.central.options import add_options, options_of
from sync.central.serve import run


def main(arguments: list[str] | None = None) -> int:
    """Read the options and serve; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m sync.central", description="社保基金一体化工作台的参考中心端")
    parser.add_argument("--data", type=Path, help="数据文件夹（SQLite 数据库和日志）")
    parser.add_argument("--database", help="PostgreSQL 地址，如 postgresql+psycopg://用户@主机/库名")
    parser.add_argument("--port", type=int, default=0, help="端口，0 为任选一个空闲端口")
    parser.add_argument("--demo", action="store_true", help="空库时写入演示省份")
    parser.add_argument("--fiscal-year", type=int, default=datetime.now(UTC).year, help="演示数据的年度")
    parser.add_argument("--stop-with-input", action="store_true", help="标准输入关闭时停止")
    add_options(parser)
    given = parser.parse_args(arguments)
    return run(
        data=given.data,
        database=given.database,
        port=given.port,
        demo=given.demo,
        fiscal_year=given.fiscal_year,
        stop_with_input=given.stop_with_input,
        options=options_of(given),
    )


if __name__ == "__main__":
    sys.exit(main())
