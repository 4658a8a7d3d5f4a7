"""Without a display the program says so, names it, and says what to do; with one it goes on."""

from __future__ import annotations

import socket
import sys
from contextlib import suppress

import pytest

from ui.display import DisplayError, need_display

LINUX = "linux"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the displays that were asked; none of them answers."""
    found: list[str] = []

    def no_answer(display: str) -> bool:
        found.append(display)
        return False

    monkeypatch.setattr("ui.display._answers", no_answer)
    return found


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_these_systems_always_have_a_display(platform: str, asked: list[str]) -> None:
    need_display({"DISPLAY": ":98765"}, platform=platform)
    assert asked == []


@pytest.mark.parametrize(
    "environment",
    [
        {"QT_QPA_PLATFORM": "offscreen"},
        {"QT_QPA_PLATFORM": "offscreen:fontengine=freetype"},
        {"QT_QPA_PLATFORM": "vnc;xcb"},
        {"WAYLAND_DISPLAY": "wayland-0"},
    ],
)
def test_other_ways_to_show_a_window_are_taken_as_they_are(environment: dict[str, str], asked: list[str]) -> None:
    need_display({"DISPLAY": ":98765", **environment}, platform=LINUX)
    assert asked == []


@pytest.mark.parametrize("environment", [{}, {"DISPLAY": ""}, {"QT_QPA_PLATFORM": "xcb", "WAYLAND_DISPLAY": "w"}])
def test_a_missing_display_is_named_with_what_to_do(environment: dict[str, str]) -> None:
    with pytest.raises(DisplayError, match=r"环境变量 DISPLAY 没有设置.*xvfb.*QT_QPA_PLATFORM=offscreen") as raised:
        need_display(environment, platform=LINUX)
    assert raised.value.sentence.count("。") == 1


@pytest.mark.parametrize("display", [":98765", "127.0.0.1:1", "nonsense", "nosuchhost.invalid:0"])
def test_a_display_that_does_not_answer_is_named(display: str) -> None:
    with pytest.raises(DisplayError, match="没有应答") as raised:
        need_display({"DISPLAY": display}, platform=LINUX)
    assert f"“{display}”" in raised.value.sentence


def came(server: socket.socket) -> bool:
    """Say whether somebody has connected."""
    server.settimeout(1)
    with suppress(TimeoutError), server.accept()[0]:
        return True
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="abstract sockets")
def test_a_display_that_answers_is_taken() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind("\0/tmp/.X11-unix/X98766")
        server.listen()
        need_display({"DISPLAY": ":98766.0"}, platform=LINUX)
        assert came(server)


def test_a_display_across_the_network_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        monkeypatch.setattr("ui.display.FIRST_PORT", server.getsockname()[1] - 10)
        need_display({"DISPLAY": "127.0.0.1:10.0"}, platform=LINUX)
        assert came(server)
