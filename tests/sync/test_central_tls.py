"""The central over TLS: wrong files are told before it starts, certificates are asked for where wanted."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
import requests
from cryptography.hazmat.primitives import serialization

from sync.central.connection import subject_of
from tests.sync.central_fixture import ROOT, copied_central
from tests.sync.test_central_serve import COMMAND, run
from tests.sync.tls_files import Authority, tls_options

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "ca")


def refusal(data: Path, *options: object) -> str:
    done = run("--data", str(data), *(str(one) for one in options))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    assert not (data / "central.db").exists()
    return done.stderr


def test_files_that_cannot_be_used_are_told_in_one_sentence(authority: Authority, tmp_path: Path) -> None:
    data, good, other = tmp_path / "data", authority.issue("127.0.0.1"), authority.issue("other.example")
    old, missing, nonsense = authority.issue("old.example", starts_in=-400), tmp_path / "none.pem", tmp_path / "x.pem"
    nonsense.write_text("x", encoding="ascii")
    locked = tmp_path / "locked.key"
    key = serialization.load_pem_private_key(good.key.read_bytes(), password=None)
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    locked.write_bytes(key.private_bytes(*form, serialization.BestAvailableEncryption(b"x")))
    cases = (
        (("--certificate", good.certificate), "--key"),
        (("--key", good.key), "--certificate"),
        (("--client-ca", authority.file), "--certificate"),
        (("--certificate", missing, "--key", good.key), "不能读取证书文件"),
        (("--certificate", nonsense, "--key", good.key), "不是证书文件"),
        (("--certificate", good.certificate, "--key", nonsense), "不是 PEM 格式的私钥"),
        (("--certificate", good.certificate, "--key", other.key), "不是一对"),
        (("--certificate", good.certificate, "--key", locked), "加了密码"),
        (("--certificate", old.certificate, "--key", old.key), "过期"),
        ((*tls_options(good), "--client-ca", nonsense), "不是证书文件"),
    )
    for options, words in cases:
        assert words in refusal(data, *options)


def test_it_serves_over_tls_alone(authority: Authority, small_data: Path, tmp_path: Path) -> None:
    central = copied_central(small_data, tmp_path / "central", options=tls_options(authority.issue("127.0.0.1")))
    try:
        hello = requests.get(f"{central.url}/v1/hello", verify=str(authority.file), timeout=30)
        assert hello.json()["contract"] == 1
        with pytest.raises(requests.ConnectionError):
            requests.get(f"http://127.0.0.1:{central.port}/v1/hello", timeout=5)
        assert central.stop() == 0
    finally:
        central.close()


def test_no_certificate_has_no_subject() -> None:
    assert subject_of(None) == ""


def test_a_central_for_others_without_tls_says_so(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "--data", str(tmp_path), "--host", "127.0.0.2"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("listening http://127.0.0.2:")
    process.terminate()
    _, told = process.communicate(timeout=60)
    assert "没有使用加密连接" in told
