"""Makes the pictures of the README anew: a fresh demo, a tour of it, the best pictures kept (`dev.py shots`)."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from ui.bootstrap import open_window
from ui.demo import running_demo

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
KEPT = {
    "1-received": "fill-in",
    "3-reopened": "waiting",
    "5-plan": "import",
}
"""Pictures of the tour that the README shows, and their names there."""


def say(text: str) -> None:
    """Tell what goes on."""
    sys.stderr.write(f"{text}\n")


def main() -> int:
    """Take the tour and keep its pictures in docs/images, or all of them in the folder named by an argument."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with TemporaryDirectory() as name:
        shots = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(name) / "shots"
        with running_demo(Path(name) / "demo", port=0, tell=say) as demo:
            status = open_window(demo.profile.folder, demo=demo.control, tour=shots)
        if status == 0 and len(sys.argv) == 1:
            IMAGES.mkdir(parents=True, exist_ok=True)
            for shot, image in KEPT.items():
                shutil.copyfile(shots / f"{shot}.png", IMAGES / f"{image}.png")
    return status


if __name__ == "__main__":
    sys.exit(main())
