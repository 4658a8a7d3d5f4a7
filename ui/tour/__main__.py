"""Makes the pictures of the README anew, or those of every part of the window, from a fresh demo (`dev.py shots`)."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QSettings
from PySide6.QtGui import QImage

from ui.bootstrap import Program, make_application
from ui.demo import running_demo
from ui.look.theme import KEY, Theme
from ui.main_window import SIZE
from ui.tour import main_job, take_tour
from ui.tour.gallery import every_part
from ui.tour.small import shrink

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
KEPT = {
    "6-overview": "overview",
    "1-fill-in": "fill-in",
    "3-reopened": "waiting",
    "5-plan": "import",
    "6-conflict": "conflicts",
    "2-projection": "projection",
}
"""Pictures of the tour that the README shows, and their names there."""


SCALES = {"100": (1.0, SIZE), "150": (1.5, (1280, 720)), "200": (2.0, (960, 490))}
"""Scalings of the gallery, and how much of the window a common screen shows at them."""


def say(text: str) -> None:
    """Tell what goes on."""
    sys.stderr.write(f"{text}\n")


def options() -> argparse.Namespace:
    """Read the arguments."""
    parser = argparse.ArgumentParser(prog="dev.py shots", description="重新生成 README 的截图，或把全部截图存入文件夹")
    parser.add_argument("folder", nargs="?", type=Path, help="把全部截图存入这个文件夹，不改 README 的截图")
    parser.add_argument("--all", action="store_true", help="每个页面、列表、对话框和菜单各一张，深浅两色")
    parser.add_argument("--theme", choices=[*Theme], default=Theme.LIGHT, help="外观")
    parser.add_argument("--scale", choices=[*SCALES], default="", help="缩放（%%）；与 --all 同用时默认两种都做")
    chosen = parser.parse_args()
    if chosen.all and chosen.folder is None:
        parser.error("--all 须指定存放截图的文件夹")
    return chosen


def main() -> int:
    """Take the tour and keep its pictures in docs/images, or all of them in the folder named by an argument."""
    chosen = options()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if chosen.all and not chosen.scale:
        # the scaling is set before Qt starts: one process for each
        again = [sys.executable, "-m", "ui.tour", str(chosen.folder), "--all", "--scale"]
        return max(
            subprocess.run([*again, scale], check=False).returncode  # noqa: S603 - this very program
            for scale in SCALES
        )
    scale = chosen.scale or "100"
    factor, size = SCALES[scale]
    os.environ["QT_SCALE_FACTOR"] = str(factor)
    with TemporaryDirectory() as name:
        shots = chosen.folder.absolute() if chosen.folder else Path(name) / "shots"
        with running_demo(Path(name) / "demo", port=0, tell=say) as demo:
            settings = QSettings(str(demo.profile.folder / "window.ini"), QSettings.Format.IniFormat)
            settings.setValue(KEY, str(chosen.theme))
            settings.sync()
            program = Program(demo.profile.folder, demo=demo.control)
            program.start()
            status = take_tour(
                make_application(),
                program=program,
                folder=shots / scale if chosen.all else shots,
                steps=every_part if chosen.all else main_job,
                size=size,
            )
        if status == 0 and chosen.folder is None:
            IMAGES.mkdir(parents=True, exist_ok=True)
            for shot, image in KEPT.items():
                shrink(QImage(str(shots / f"{shot}.png"))).save(str(IMAGES / f"{image}.png"), quality=0)
    return status


if __name__ == "__main__":
    sys.exit(main())
