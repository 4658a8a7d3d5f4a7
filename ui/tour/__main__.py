"""Makes the pictures of the README anew: a fresh demo, a tour of it, the best pictures kept (`dev.py shots`)."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QSettings

from ui.bootstrap import open_window
from ui.demo import running_demo
from ui.look.theme import KEY, Theme

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
KEPT = {
    "1-fill-in": "fill-in",
    "3-reopened": "waiting",
    "5-plan": "import",
    "6-conflict": "conflicts",
}
"""Pictures of the tour that the README shows, and their names there."""


def say(text: str) -> None:
    """Tell what goes on."""
    sys.stderr.write(f"{text}\n")


def options() -> argparse.Namespace:
    """Read the arguments."""
    parser = argparse.ArgumentParser(prog="dev.py shots", description="重新生成 README 的截图，或把全部截图存入文件夹")
    parser.add_argument("folder", nargs="?", type=Path, help="把全部截图存入这个文件夹，不改 README 的截图")
    parser.add_argument("--theme", choices=[*Theme], default=Theme.LIGHT, help="外观")
    parser.add_argument("--scale", type=float, default=1.0, help="缩放，如 1.5")
    return parser.parse_args()


def main() -> int:
    """Take the tour and keep its pictures in docs/images, or all of them in the folder named by an argument."""
    chosen = options()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_SCALE_FACTOR"] = str(chosen.scale)
    with TemporaryDirectory() as name:
        shots = chosen.folder or Path(name) / "shots"
        with running_demo(Path(name) / "demo", port=0, tell=say) as demo:
            settings = QSettings(str(demo.profile.folder / "window.ini"), QSettings.Format.IniFormat)
            settings.setValue(KEY, str(chosen.theme))
            settings.sync()
            status = open_window(demo.profile.folder, demo=demo.control, tour=shots)
        if status == 0 and chosen.folder is None:
            IMAGES.mkdir(parents=True, exist_ok=True)
            for shot, image in KEPT.items():
                shutil.copyfile(shots / f"{shot}.png", IMAGES / f"{image}.png")
    return status


if __name__ == "__main__":
    sys.exit(main())
