"""How a central is served: address, certificate, limits; options of `shebao central` and `python -m sync.central`.

Nothing is loaded here that the help of a command could do without.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from pathlib import Path

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Requests a minute of one person, and of one address before sign-in; requests in progress; seconds for a body.

    Those a minute are of all workers together, those in progress of each of them.

    A hundred counties may share one address, and 1,000,000 rows in one round are some 600 requests.
    """

    person: int = 3_000
    address: int = 30_000
    at_once: int = 300
    body_seconds: float = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Where and how to listen. With `certificate` and `key` (PEM) over TLS; `client_ca`: clients must show theirs.

    `workers` processes serve together.
    """

    host: str = HOST
    certificate: Path | None = None
    key: Path | None = None
    client_ca: Path | None = None
    limits: Limits = field(default_factory=Limits)
    workers: int = 1


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options to a command."""
    usual = Limits()
    parser.add_argument(
        "--host", default=HOST, metavar="地址", help=f"监听的地址，默认 {HOST}（只限本机）；0.0.0.0 为全部网卡"
    )
    parser.add_argument(
        "--certificate", type=Path, metavar="文件", help="服务器证书（PEM，含中间证书）；给出后使用 https"
    )
    parser.add_argument("--key", type=Path, metavar="文件", help="服务器证书的私钥（PEM，不加密）")
    parser.add_argument(
        "--client-ca", type=Path, metavar="文件", help="客户端证书的签发者（PEM）；给出后客户端必须出示证书"
    )
    parser.add_argument(
        "--workers",
        type=_at_least_one,
        default=1,
        metavar="个数",
        help="工作进程数，默认 1；多于 1 个时须用 PostgreSQL",
    )
    numbers = (
        ("--person-rate", usual.person, "每个用户每分钟最多的请求数"),
        ("--address-rate", usual.address, "登录前每个网络地址每分钟最多的请求数"),
        ("--at-once", usual.at_once, "每个工作进程同时处理的请求数"),
    )
    for name, number, words in numbers:
        parser.add_argument(name, type=_at_least_one, default=number, metavar="数", help=f"{words}，默认 {number:,}")


def options_of(given: argparse.Namespace) -> Options:
    """Return the options that were given."""
    limits = Limits(person=given.person_rate, address=given.address_rate, at_once=given.at_once)
    return Options(
        host=given.host,
        certificate=given.certificate,
        key=given.key,
        client_ca=given.client_ca,
        limits=limits,
        workers=given.workers,
    )


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("应为正整数")
    return number
