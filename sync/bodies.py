"""Bodies as they travel: packed with zstd, never larger than the contract allows, read back into typed messages."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, TypeVar

import msgspec
import zstandard

from sync.errors import AnswerError

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_SENT = 16 * 2**20
MAX_UNPACKED = 64 * 2**20
PACK_FROM = 512
"""Bytes from which packing pays."""
LEVEL = 3

Read = TypeVar("Read")


def digest_header(digest: str) -> str:
    """Return the Content-Digest (RFC 9530) for a SHA-256 in hex of a body as it is before packing."""
    return f"sha-256=:{base64.b64encode(bytes.fromhex(digest)).decode()}:"


def pack(body: bytes) -> bytes:
    """Pack a body with zstd."""
    return zstandard.ZstdCompressor(level=LEVEL).compress(body)


def join_limited(chunks: Iterable[bytes], *, limit: int, server: str) -> bytes:
    """Join what arrives; stop with AnswerError once it is more than `limit` bytes."""
    parts: list[bytes] = []
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise AnswerError(
                f"中心端 {server} 的答复超过 {limit // 2**20} MB，未予接收，请联系中心端管理员。",
                code="answer.too-large",
            )
        parts.append(chunk)
    return b"".join(parts)


def unpack(body: bytes, *, encoding: str, server: str) -> bytes:
    """Undo the content encoding (none or zstd); AnswerError when it is another one, cut, or too large."""
    if encoding in {"", "identity"} or not body:
        return body
    if encoding != "zstd":
        raise AnswerError(
            f"中心端 {server} 的答复用了不支持的压缩方式“{encoding}”，请联系中心端管理员。", code="answer.packed"
        )
    unpacker = zstandard.ZstdDecompressor().decompressobj()
    pieces = (unpacker.decompress(body[at : at + 65536]) for at in range(0, len(body), 65536) if not unpacker.eof)
    whole = join_limited(pieces, limit=MAX_UNPACKED, server=server)
    if not unpacker.eof:
        raise AnswerError(
            f"中心端 {server} 的答复只收到一半，请重新同步，已录入的内容都保存在本机。", code="answer.cut"
        )
    return whole


def read_message(body: bytes, kind: type[Read], *, server: str, call: str) -> Read:
    """Read a message; AnswerError when it is cut or is not what `call` returns."""
    if not body:
        raise AnswerError(
            f"中心端 {server} 对“{call}”没有给出任何内容，请重新同步；若仍如此，请联系中心端管理员。",
            code="answer.empty",
        )
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        raise AnswerError(
            f"中心端 {server} 对“{call}”的答复不符合约定（{error}），请核对两端程序版本。", code="answer.schema"
        ) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise AnswerError(
            f"中心端 {server} 对“{call}”的答复不完整，请重新同步，已录入的内容都保存在本机。", code="answer.cut"
        ) from error
