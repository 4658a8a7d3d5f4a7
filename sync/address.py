"""The central's address as people write it: made tidy, and whether what goes there can be read on the way (SYNC 11)."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from sync.errors import UnreachableError


def is_loopback(server: str) -> bool:
    """Say whether an address is this computer's own."""
    host = urlsplit(server).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def is_exposed(server: str) -> bool:
    """Say whether passwords and rows travel unencrypted to another computer."""
    return server.startswith("http://") and not is_loopback(server)


def tidy_address(server: str) -> str:
    """Return an address as scheme://host[:port][/path]; UnreachableError when it cannot be one.

    Without a scheme it is https, on this computer itself http.
    """
    tidy = server.strip()
    try:
        if "://" not in tidy:
            tidy = f"{'http' if is_loopback(f'//{tidy}') else 'https'}://{tidy}"
        parts = urlsplit(tidy)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or any(sign.isspace() for sign in tidy):
        raise UnreachableError(
            f"中心端地址“{server}”不正确，应形如 https://主机名:端口，请核对。", code="network.address"
        )
    return tidy.rstrip("/")
