"""Pages of PDFs are painted in a process of their own: a picture or a sentence comes of every file (clause 1.6)."""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace

import pytest

from app.receipts import pages, painting
from app.receipts.kinds import ReceiptError
from app.receipts.pages import paint_page
from tests.receipt_files import pdf_bytes

WHOLE = pdf_bytes(pages=2)
NAME = "回单.pdf"
ASK = "import sys; sys.stdin.buffer.read(); "


def refused(body: bytes, *, page: int = 0) -> ReceiptError:
    with pytest.raises(ReceiptError) as caught:
        paint_page(body, page=page, dpi=96, name=NAME)
    assert NAME in caught.value.sentence
    assert caught.value.sentence.endswith("。")
    return caught.value


def outcome(body: bytes) -> str:
    try:
        paint_page(body, page=0, dpi=48, name=NAME)
    except ReceiptError as error:
        return error.code
    return "painted"


def instead(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Let another process answer in place of the painting one."""
    monkeypatch.setattr(pages, "_command", lambda **_: [sys.executable, "-c", program])


def test_a_page_has_its_size_at_a_resolution_and_ink_on_it() -> None:
    one = paint_page(WHOLE, page=1, dpi=144, name=NAME)
    assert (one.page, one.pages, one.width, one.height) == (1, 2, 1190, 840)
    assert len(one.pixels) == one.stride * one.height
    assert {one.pixels[0], min(one.pixels[::4])} == {255, 0}


def test_a_page_beyond_the_end_is_the_last_one() -> None:
    assert paint_page(WHOLE, page=9, dpi=40, name=NAME).page == 1
    assert paint_page(WHOLE, page=-3, dpi=40, name=NAME).page == 0


@pytest.mark.parametrize(
    "body",
    [
        b"%PDF-1.4\n",
        b"%PDF-1.7\n" + b"\x00" * 5_000,
        b"%PDF-1.4\n%%EOF\n",
        WHOLE[:60],
        pdf_bytes(pages=0),
        WHOLE.replace(b"/Type /Catalog", b"/Type /Nothing").replace(b"/Pages 2 0 R", b"/Pages 99 0 R"),
        b"%PDF-" + random.Random(5).randbytes(20_000),  # noqa: S311 - noise
    ],
    ids=["head", "zeros", "no-objects", "cut", "no-pages", "no-tree", "noise"],
)
def test_a_broken_file_is_a_sentence(body: bytes) -> None:
    assert refused(body).code == "receipt.broken"


def test_a_locked_file_says_so() -> None:
    keys = f"/O <{'41' * 32}> /U <{'42' * 32}>"
    rights = f"/Encrypt << /Filter /Standard /V 1 /R 2 {keys} /P -4 >> /ID [<01> <01>] "
    assert refused(WHOLE.replace(b"/Root", rights.encode() + b"/Root")).code == "receipt.locked"


def test_a_tree_that_holds_itself_and_a_page_without_end_end() -> None:
    loop = WHOLE.replace(b"/Kids [4 0 R 6 0 R]", b"/Kids [2 0 R 2 0 R]")
    assert loop != WHOLE
    assert refused(loop).code == "receipt.broken"
    huge = paint_page(WHOLE.replace(b"[0 0 595 420]", b"[0 0 99999 99999]"), page=0, dpi=300, name=NAME)
    assert huge.width * huge.height <= painting.MOST_PIXELS * 1.01


def test_files_with_bytes_turned_over_paint_or_are_refused() -> None:
    for seed in range(12):
        chance = random.Random(seed)  # noqa: S311 - noise
        body = bytearray(WHOLE)
        for _ in range(30):
            body[chance.randrange(8, len(body))] = chance.randrange(256)
        assert outcome(bytes(body)) in {"painted", "receipt.broken", "receipt.locked"}


def test_a_process_that_dies_or_sends_half_a_page_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    instead(monkeypatch, f"{ASK} import os; os.abort()")
    assert refused(WHOLE).code == "receipt.broken"
    instead(monkeypatch, f"{ASK} sys.stdout.buffer.write(b'x' * 30)")
    assert refused(WHOLE).code == "receipt.broken"
    instead(monkeypatch, ASK)
    assert refused(WHOLE).code == "receipt.broken"
    monkeypatch.setattr(pages, "_command", lambda **_: ["/there/is/no/such/program"])
    with pytest.raises(ReceiptError, match="没有启动"):
        paint_page(WHOLE, page=0, dpi=96, name=NAME)


def test_a_page_that_takes_too_long_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "LIMITS", replace(painting.LIMITS, seconds=1))
    instead(monkeypatch, f"{ASK} import time; time.sleep(60)")
    assert refused(WHOLE).code == "receipt.slow"


def test_the_process_has_bounds_and_a_switch_in_the_frozen_program() -> None:
    asked = f"{painting.SWITCH} 0 96".split()
    program = "from app.receipts import painting; import sys; painting.serve_if_asked(sys.argv[1:]); print('not asked')"
    done = subprocess.run([sys.executable, "-c", program, *asked], input=WHOLE, capture_output=True, check=True)
    assert painting.HEAD.unpack_from(done.stdout)[:2] == (0, 2)
    other = subprocess.run([sys.executable, "-c", program, "sync"], capture_output=True, check=True)
    assert other.stdout.split() == [b"not", b"asked"]
