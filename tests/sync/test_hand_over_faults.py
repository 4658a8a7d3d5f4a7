"""Bad hand-over files and bad places: one Chinese sentence each, and nothing is changed or lost (SYNC point 12)."""

from __future__ import annotations

import base64
import errno
import hashlib
import os
from typing import TYPE_CHECKING

import msgspec
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.ids import new_id
from sync.errors import HandOverError
from sync.hand_over import (
    BATCHES,
    FORMAT,
    MOST_UNPACKED,
    REPLIES,
    check_signature,
    decode,
    encode,
    seal,
    signed_bytes,
    unpack,
)
from sync.hand_over_carry import contents_of, kind_of
from sync.hand_over_disk import MOST_BYTES, Place, read_file, reply_path, write_file
from sync.signing import new_secret_key, public_key, sign
from sync.wire import Batch, OperationBlock
from sync.wire_hand_over import HandOver, Replies, Sealed, Waiting

if TYPE_CHECKING:
    from pathlib import Path

SECRET, CENTRAL = new_secret_key(), public_key(new_secret_key())
OWN = public_key(SECRET)


def some_file(*, kind: str = BATCHES, **changes: object) -> HandOver:
    block = OperationBlock(
        catalog="fund_account", kind="insert", columns=["remark"], rows=[[new_id(), 0, "公文"]], edits=[["jia", "", ""]]
    )
    body = msgspec.json.encode(Batch(batch_id=new_id(), client_id="c", blocks=[block], user="jia"))
    one = Sealed(batch_id=new_id(), body=body.decode(), digest=hashlib.sha256(body).hexdigest())
    payload = Waiting(cursor="abc", batches=[one]) if kind == BATCHES else Replies(replies=[], pages=[], cursor="abc")
    made = seal(payload, central=CENTRAL, client_id="c", user="jia", made_at="2026-03-01T08:00:00Z", secret=SECRET)
    return msgspec.structs.replace(made, **changes)


RAW = encode(some_file())


def accepted(raw: bytes) -> bool:
    """Say whether a reader takes these bytes for what its signer wrote; else it has a sentence."""
    try:
        file = decode(raw, kind=BATCHES)
        check_signature(file, key=OWN)
        unpack(file, into=Waiting)
    except HandOverError as error:
        return not error.sentence.endswith("。")
    return True


def test_the_file_itself_is_accepted() -> None:
    assert accepted(RAW)


@pytest.mark.parametrize("bit", range(8))
def test_any_flipped_bit_is_refused(bit: int) -> None:
    taken = [at for at in range(len(RAW)) if accepted(RAW[:at] + bytes([RAW[at] ^ 1 << bit]) + RAW[at + 1 :])]
    assert taken == []


@given(at=st.integers(0, len(RAW) - 1), byte=st.integers(0, 255))
@settings(max_examples=500, deadline=None)
def test_any_other_byte_is_refused(at: int, byte: int) -> None:
    changed = RAW[:at] + bytes([byte]) + RAW[at + 1 :]
    assert accepted(changed) == (changed == RAW)


@given(cut=st.integers(0, len(RAW) - 1))
@settings(max_examples=200, deadline=None)
def test_any_cut_is_refused(cut: int) -> None:
    assert not accepted(RAW[:cut])


@given(junk=st.binary(max_size=200))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_other_file_is_refused_with_a_sentence(junk: bytes) -> None:
    assert not accepted(junk)
    assert kind_of(junk) == BATCHES


@pytest.mark.parametrize(
    ("raw", "code", "words"),
    [
        (b"", "hand-over.empty", "空的"),
        (b"PK\x03\x04", "hand-over.foreign", "不是社保基金工作台的交接文件"),
        (b"{}", "hand-over.foreign", "不是社保基金工作台的交接文件"),
        (b'{"format":1}', "hand-over.foreign", "不是社保基金工作台的交接文件"),
        (RAW[:-200], "hand-over.cut", "不完整"),
        (RAW[:300] + b"\xff\xfe" + RAW[302:], "hand-over.cut", "不完整"),
        (b'{"format":7,"novel":true}', "hand-over.newer", "更新版本的程序"),
        (encode(some_file(kind=REPLIES)), "hand-over.kind", "这是回执文件，这里需要的是待上传文件"),
        (RAW.replace(b'"batches"', b'"bottles"'), "hand-over.kind", "种类无法识别"),
    ],
)
def test_what_is_no_good_file_is_named(raw: bytes, code: str, words: str) -> None:
    with pytest.raises(HandOverError, match=words) as told:
        decode(raw, kind=BATCHES)
    assert told.value.code == code
    assert told.value.sentence.endswith("。")


def test_a_signature_is_over_every_member() -> None:
    file = some_file()
    others: dict[str, object] = {
        "format": FORMAT - 1,
        "kind": REPLIES,
        "central": OWN,
        "client_id": "d",
        "user": "yi",
        "made_at": "2026-03-02T08:00:00Z",
        "payload": file.payload[:-4] + "AAA=",
        "signature": sign(b"", secret=SECRET),
    }
    assert set(others) == set(HandOver.__struct_fields__)
    for name, value in others.items():
        with pytest.raises(HandOverError, match="签名不符"):
            check_signature(msgspec.structs.replace(file, **{name: value}), key=OWN)
    with pytest.raises(HandOverError, match="签名不符"):
        check_signature(file, key=CENTRAL)


def test_a_line_feed_cannot_move_a_value_into_its_neighbour() -> None:
    file = some_file(user="jia\n2026", made_at="")
    signed = msgspec.structs.replace(file, signature=sign(signed_bytes(file), secret=SECRET))
    with pytest.raises(HandOverError, match="签名不符"):
        check_signature(signed, key=OWN)


@pytest.mark.parametrize(
    "payload",
    [
        b"no zstd",
        zstandard.compress(b"[]"),
        zstandard.compress(b'{"cursor":"","batches":[]}')[:-1],
        zstandard.compress(b'{"cursor":"","batches":[]}') + b"more",
        zstandard.compress(b"[" * 100_000),
    ],
)
def test_nonsense_with_a_good_signature_is_refused(payload: bytes) -> None:
    file = some_file(payload=base64.b64encode(payload).decode())
    with pytest.raises(HandOverError, match="不符合约定"):
        unpack(file, into=Waiting)


def test_a_file_that_unpacks_without_end_is_not_unpacked() -> None:
    bomb = zstandard.ZstdCompressor(level=3).compress(b" " * (MOST_UNPACKED + 1))
    with pytest.raises(HandOverError, match="过大"):
        unpack(some_file(payload=base64.b64encode(bomb).decode()), into=Waiting)


def test_a_batch_that_is_none_is_told_when_looking_in() -> None:
    one = Sealed(batch_id="b", body="{}", digest="")
    file = seal(
        Waiting(cursor="", batches=[one]), central=CENTRAL, client_id="c", user="jia", made_at="", secret=SECRET
    )
    with pytest.raises(HandOverError, match="不符合约定"):
        contents_of(encode(file), kind=BATCHES)


def test_a_place_takes_a_file_whole(tmp_path: Path) -> None:
    path = tmp_path / "盘" / "甲.sbd"
    with pytest.raises(HandOverError, match="不存在") as told:
        write_file(path, RAW)
    assert told.value.code == "hand-over.gone"
    path.parent.mkdir()
    write_file(path, RAW)
    write_file(path, RAW[:10])
    assert read_file(path) == RAW[:10]
    assert [one.name for one in path.parent.iterdir()] == ["甲.sbd"]
    with pytest.raises(HandOverError, match="文件夹"):
        write_file(path.parent, RAW)


@pytest.mark.parametrize(
    ("number", "code", "words"),
    [
        (errno.ENOSPC, "hand-over.full", "空间不足"),
        (errno.EROFS, "hand-over.protected", "写保护"),
        (errno.EACCES, "hand-over.protected", "写保护"),
        (errno.EIO, "hand-over.broken", "拔出或损坏"),
        (errno.ENODEV, "hand-over.gone", "拔出"),
        (errno.ETXTBSY, "hand-over.failed", "请检查后重试"),
    ],
)
def test_a_place_that_fails_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str, words: str
) -> None:
    path = tmp_path / "甲.sbd"
    write_file(path, RAW)

    def fail(_descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(HandOverError, match=words) as told:
        write_file(path, b"new")
    assert (told.value.code, told.value.title) == (code, "不能写入交接文件")
    assert [one.name for one in tmp_path.iterdir()] == ["甲.sbd"]
    assert read_file(path) == RAW


def test_a_medium_that_gives_other_bytes_back_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def spoil(descriptor: int) -> None:
        os.pwrite(descriptor, b"?", 3)

    monkeypatch.setattr(os, "fsync", spoil)
    with pytest.raises(HandOverError, match="损坏"):
        write_file(tmp_path / "甲.sbd", RAW)
    assert list(tmp_path.iterdir()) == []


def test_a_write_protected_medium_of_windows_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def protected(_self: Path, _raw: bytes) -> int:
        error = PermissionError(errno.EACCES, "denied")
        error.winerror = 19  # type: ignore[attr-defined, unused-ignore]
        raise error

    monkeypatch.setattr("pathlib.Path.write_bytes", protected)
    with pytest.raises(HandOverError, match="写保护开关"):
        Place(tmp_path / "甲.sbd")


def test_a_file_that_vanished_or_is_too_large_is_told(tmp_path: Path) -> None:
    with pytest.raises(HandOverError, match="U 盘可能已拔出"):
        read_file(tmp_path / "甲.sbd")
    with pytest.raises(HandOverError, match="不能读取"):
        read_file(tmp_path)
    with (tmp_path / "大.sbd").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(HandOverError, match="过大"):
        read_file(tmp_path / "大.sbd")


def test_the_reply_is_proposed_beside_the_file(tmp_path: Path) -> None:
    assert reply_path(tmp_path / "社保待上传_甲.sbd") == tmp_path / "社保回执_甲.sbr"
    assert reply_path(tmp_path / "甲.sbd") == tmp_path / "甲_回执.sbr"
