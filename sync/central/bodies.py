"""Bodies as they come and go: size limits, zstd, digest, JSON (contract, bodies)."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import re
from typing import TYPE_CHECKING, Any

import msgspec
import zstandard

from sync.central.problems import RequestError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SENT_LIMIT = 16 * 2**20
UNPACKED_LIMIT = 64 * 2**20
PATIENCE = 4
"""How many times the limit is read (and dropped) before the connection is cut, so that the 413 can arrive."""
DROPPING = 20.0
"""Seconds for which a refused body is still read (and dropped)."""
SLICE = 1024
"""Compressed bytes unpacked at a time: the most a hostile one can become is 32 MiB."""
WINDOW = 8 * 2**20
"""The largest zstd window that a sender may ask for (RFC 9659)."""
WORTH_PACKING = 1024
_MISSING = re.compile(r"missing required field `(\w+)`")
_SHA256 = re.compile(r"(?:^|,)\s*sha-256=:([A-Za-z0-9+/=]*):")


async def read_body(chunks: AsyncIterator[bytes], *, limit: int = SENT_LIMIT, seconds: float = 300.0) -> bytes:
    """Return the body as sent; raise RequestError body.too-large, or body.too-slow when it is not here in time."""
    kept, size = [], 0
    try:
        async with asyncio.timeout(seconds):
            async for chunk in chunks:
                size += len(chunk)
                if size <= limit:
                    kept.append(chunk)
                elif size > limit * PATIENCE:
                    break
    except TimeoutError as error:
        sentence = f"内容没有在 {seconds:.0f} 秒内发送完，请检查网络后重新发送。"
        raise RequestError("body.too-slow", sentence) from error
    if size > limit:
        raise RequestError("body.too-large", f"一次最多发送 {limit >> 20} MiB，请分成更小的批次。")
    return b"".join(kept)


async def drop_body(chunks: AsyncIterator[bytes]) -> None:
    """Read a body that is refused unread, and keep nothing: an answer that came before its end would be lost."""
    size = 0
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(DROPPING):
            async for chunk in chunks:
                size += len(chunk)
                if size > SENT_LIMIT:
                    break


def unpack(body: bytes, *, encoding: str, limit: int = UNPACKED_LIMIT) -> bytes:
    """Undo Content-Encoding (`zstd`, or none); raise RequestError."""
    if encoding in {"", "identity"}:
        return body
    if encoding != "zstd":
        raise RequestError("body.type", f"不支持内容编码 {encoding[:40]}，请用 zstd 或不压缩。")
    unpacker = zstandard.ZstdDecompressor(max_window_size=WINDOW).decompressobj()
    parts, size = [], 0
    try:
        for start in range(0, len(body), SLICE):
            parts.append(unpacker.decompress(body[start : start + SLICE]))
            size += len(parts[-1])
            if size > limit:
                raise RequestError("body.too-large", f"解压后最多 {limit >> 20} MiB，请分成更小的批次。")
            if unpacker.eof and start + SLICE < len(body):
                raise RequestError("request.malformed", "压缩内容之后还有多余的字节，请重新发送。")
    except zstandard.ZstdError as error:
        raise RequestError("request.malformed", "压缩内容已损坏，请重新发送。") from error
    if not unpacker.eof or unpacker.unused_data:
        raise RequestError("request.malformed", "压缩内容不完整，请重新发送。")
    return b"".join(parts)


def check_digest(body: bytes, *, header: str) -> str:
    """Return the SHA-256 of the unpacked body as hex digits; raise RequestError when `header` names another."""
    digest = hashlib.sha256(body)
    named = _SHA256.search(header)
    if header and not named:
        raise RequestError("request.malformed", "Content-Digest 中没有 sha-256 校验值。")
    if named and named.group(1) != base64.b64encode(digest.digest()).decode():
        raise RequestError("request.malformed", "内容与校验值不符，可能在传输中损坏，请重新发送。")
    return digest.hexdigest()


def decode(body: bytes, *, content_type: str, expected: type[Any]) -> Any:  # noqa: ANN401 - the struct asked for
    """Return the JSON body as the message `expected`; raise RequestError that names the wrong member."""
    if content_type.split(";", maxsplit=1)[0].strip().lower() != "application/json":
        raise RequestError("body.type", "内容类型应为 application/json。")
    try:
        return msgspec.json.decode(body, type=expected)
    except msgspec.ValidationError as error:
        raise RequestError("body.schema", f"请求的 {_member(error)} 不符合约定，请升级程序后重试。") from error
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise RequestError("request.malformed", "请求内容不是完整的 JSON，请重新发送。") from error


def _member(error: msgspec.ValidationError) -> str:
    """Return the path of the member that an error is about, as `blocks[0].kind`."""
    reason, _, path = str(error).partition(" - at ")
    missing = _MISSING.search(reason)
    steps = [path.strip("`").removeprefix("$").removeprefix("."), missing.group(1) if missing else ""]
    return ".".join(step for step in steps if step) or "内容"


def pack(body: bytes, *, accepted: str) -> tuple[bytes, dict[str, str]]:
    """Return the body, packed where the other side reads zstd and it is worth it, and the headers that say so."""
    tokens = {part.strip().lower() for part in accepted.split(",")}
    if len(body) < WORTH_PACKING or not tokens & {"zstd", "zstd;q=1", "zstd;q=1.0"}:
        return body, {}
    return zstandard.ZstdCompressor(level=3).compress(body), {"content-encoding": "zstd", "vary": "accept-encoding"}
