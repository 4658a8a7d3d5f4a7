"""Who is signed in is kept in the profile folder, and everybody keeps their own store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.errors import ProfileError
from app.profile import (
    FILE,
    account_file,
    forget_account,
    new_account,
    read_account,
    store_path,
    write_account,
)
from tests.support import OPERATOR, REVIEWER

if TYPE_CHECKING:
    from pathlib import Path


def test_nobody_is_signed_in_at_first(tmp_path: Path) -> None:
    assert read_account(tmp_path / "nowhere") is None


def test_an_account_comes_back_as_it_was_written(tmp_path: Path) -> None:
    account = new_account(server="http://127.0.0.1:8610/", user=OPERATOR, credentials=FILE)
    write_account(tmp_path / "new folder", account=account)
    assert read_account(tmp_path / "new folder") == account
    assert account.server == "http://127.0.0.1:8610"


def test_everybody_has_their_own_store_and_finds_it_again(tmp_path: Path) -> None:
    accounts = [
        new_account(server=server, user=user)
        for server in ("https://a.example:8610", "https://b.example:8610/x")
        for user in (OPERATOR, REVIEWER)
    ]
    paths = [store_path(tmp_path, account=account) for account in accounts]
    assert len(set(paths)) == 4
    assert {path.parent for path in paths} == {tmp_path}
    assert new_account(server="https://a.example:8610/", user=OPERATOR).store == accounts[0].store


def test_forgetting_leaves_the_store(tmp_path: Path) -> None:
    account = new_account(server="http://127.0.0.1:1", user=OPERATOR)
    write_account(tmp_path, account=account)
    store_path(tmp_path, account=account).write_bytes(b"x")
    forget_account(tmp_path)
    forget_account(tmp_path)
    assert read_account(tmp_path) is None
    assert store_path(tmp_path, account=account).exists()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"server": 3}', b"\xff\xfe"])
def test_a_damaged_file_is_named_with_a_remedy(tmp_path: Path, content: bytes) -> None:
    account_file(tmp_path).write_bytes(content)
    with pytest.raises(ProfileError, match=r"profile\.json 不能读取，请删除"):
        read_account(tmp_path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ProfileError, match="不能写入登录信息"):
        write_account(tmp_path / "file", account=new_account(server="http://x", user=OPERATOR))
