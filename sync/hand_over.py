"""A hand-over file as bytes: packed, signed, and read back with every fault named in a sentence (SYNC point 12)."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import TypeVar

import msgspec
import zstandard

from sync.errors import HandOverError
from sync.signing import is_signed, sign
from sync.wire_hand_over import HandOver, Replies, Waiting

FORMAT = 1
BATCHES, REPLIES = "batches", "replies"
MOST_UNPACKED = 128 * 2**20
"""Bytes that a payload may become; what this program writes stays far below."""
WINDOW = 8 * 2**20
SLICE = 64 * 2**10
CALLED = {BATCHES: "待上传文件", REPLIES: "回执文件"}

Payload = TypeVar("Payload", Waiting, Replies)


class _Head(msgspec.Struct, frozen=True):
    """What every format of the file has."""

    format: int


def seal(payload: Waiting | Replies, *, central: str, client_id: str, user: str, made_at: str, secret: str) -> HandOver:
    """Return a signed hand-over: batches or replies by what `payload` is; `central` is the central's public key."""
    packed = zstandard.ZstdCompressor(level=9).compress(msgspec.json.encode(payload))
    bare = HandOver(
        format=FORMAT,
        kind=BATCHES if isinstance(payload, Waiting) else REPLIES,
        central=central,
        client_id=client_id,
        user=user,
        made_at=made_at,
        payload=base64.b64encode(packed).decode(),
    )
    return msgspec.structs.replace(bare, signature=sign(signed_bytes(bare), secret=secret))


def signed_bytes(one: HandOver) -> bytes:
    """Return what the signature is over."""
    values = (one.format, one.kind, one.central, one.client_id, one.user, one.made_at, one.payload)
    return "".join(f"{value}\n" for value in values).encode()


def encode(one: HandOver) -> bytes:
    """Return the file's bytes; there is not one among them that could be another."""
    return msgspec.json.encode(one)


def decode(raw: bytes, *, kind: str) -> HandOver:
    """Read a file of one kind; nothing of it can be trusted before `check_signature`."""
    if not raw:
        raise HandOverError("交接文件是空的，可能复制时中断，请重新复制或重新导出。", code="hand-over.empty")
    if not raw.startswith(b"{"):
        raise HandOverError("这不是社保基金工作台的交接文件，请重新选择。", code="hand-over.foreign")
    try:
        head = msgspec.json.decode(raw, type=_Head)
        if head.format > FORMAT:
            raise HandOverError(
                f"交接文件由更新版本的程序写出（格式 {head.format}），请把程序更新到最新版本后再用。",
                code="hand-over.newer",
            )
        one = msgspec.json.decode(raw, type=HandOver)
    except msgspec.ValidationError as error:
        raise HandOverError(
            "这不是社保基金工作台的交接文件，或者内容已被改动，请重新选择或重新导出。", code="hand-over.foreign"
        ) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise HandOverError(
            "交接文件不完整，可能复制时中断或 U 盘提前拔出，请重新复制或重新导出。", code="hand-over.cut"
        ) from error
    _check_kind(one, kind=kind)
    return one


def _check_kind(one: HandOver, *, kind: str) -> None:
    if one.kind == kind:
        return
    if one.kind in CALLED:
        raise HandOverError(f"这是{CALLED[one.kind]}，这里需要的是{CALLED[kind]}，请重新选择。", code="hand-over.kind")
    raise HandOverError("交接文件的种类无法识别，可能已被改动，请重新导出。", code="hand-over.kind")


def check_signature(one: HandOver, *, key: str) -> None:
    """Raise HandOverError unless the owner of the public key `key` signed this, to the last character."""
    if any("\n" in text for text in (one.kind, one.central, one.user, one.made_at)) or not is_signed(
        signed_bytes(one), signature=one.signature, key=key
    ):
        raise HandOverError(
            "交接文件的签名不符，内容在途中被改动或损坏，没有采用，请重新复制或重新导出。", code="signature.wrong"
        )


def unpack(one: HandOver, *, into: type[Payload]) -> Payload:
    """Return the payload of a file whose signature was checked; HandOverError when its signer wrote nonsense."""
    try:
        plain = _plain(base64.b64decode(one.payload, validate=True))
        return msgspec.json.decode(plain, type=into)
    except (binascii.Error, ValueError, zstandard.ZstdError, msgspec.DecodeError, RecursionError) as error:
        raise HandOverError(
            "交接文件的内容不符合约定，请核对导出它的程序的版本，更新后重新导出。", code="hand-over.content"
        ) from error


def _plain(packed: bytes) -> bytes:
    unpacker = zstandard.ZstdDecompressor(max_window_size=WINDOW).decompressobj()
    parts: list[bytes] = []
    size = 0
    for start in range(0, len(packed), SLICE):
        if unpacker.eof:
            raise ValueError("bytes after the end")
        parts.append(unpacker.decompress(packed[start : start + SLICE]))
        size += len(parts[-1])
        if size > MOST_UNPACKED:
            raise HandOverError("交接文件的内容过大，没有打开，请与导出的单位核对。", code="hand-over.too-large")
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError("cut, or bytes after the end")
    return b"".join(parts)


def digest_of(body: str) -> str:
    """Return the SHA-256 in hex of a batch's bytes."""
    return hashlib.sha256(body.encode()).hexdigest()
