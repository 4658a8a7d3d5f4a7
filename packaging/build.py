"""Builds the program folder and, on Windows with NSIS, the installer; run it on the system it is for.

`python packaging/build.py` does it all. packaging/windows_on_debian.sh calls this file inside wine.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(HERE))

from check_build import missing_libraries, size_in_mb  # noqa: E402
from contents import PRODUCT, version_of  # noqa: E402
from try_out import try_out  # noqa: E402

EXE = ".exe" if sys.platform == "win32" else ""
FOLDER = "ShebaoDesk"


def enter_environment(arguments: list[str]) -> int:
    """Have dev.py make .venv, then run this file in it."""
    subprocess.run([sys.executable, str(ROOT / "dev.py"), "setup"], check=True)
    python = ROOT / ".venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    return subprocess.run([str(python), __file__, "--here", *arguments], check=False).returncode


def freeze(*, out: Path) -> Path:
    """Run PyInstaller in this process and give the program's folder."""
    from PyInstaller.__main__ import run  # noqa: PLC0415  only there in the environment

    paths = ["--distpath", str(out / "dist"), "--workpath", str(out / "work")]
    run(["--noconfirm", "--clean", "--log-level", "WARN", *paths, str(HERE / "shebao.spec")])
    return out / "dist" / FOLDER


def icon_of(out: Path) -> Path:
    """Tell where the spec leaves the icon it draws."""
    return out / "work" / "shebao" / "shebao.ico"


def make_installer(folder: Path, *, out: Path, cpu: str = "x86") -> Path | None:
    """Pack the folder with NSIS, whose own part runs on `cpu` (x86 or amd64); None when NSIS is not installed."""
    places = [os.environ.get("PROGRAMFILES(X86)", ""), os.environ.get("PROGRAMFILES", "")]
    makensis = shutil.which("makensis") or next(
        (str(path) for place in places if place and (path := Path(place, "NSIS", "makensis.exe")).exists()), None
    )
    if makensis is None:
        return None
    version = version_of(ROOT)
    target = out / f"ShebaoDesk-{version}-setup.exe"
    defines = {
        "PRODUCT": PRODUCT,
        "VERSION": version,
        "FOLDER": str(folder),
        "TARGET": str(target),
        "CPU": cpu,
        "ICON": str(icon_of(out)),
    }
    switches = [f"-D{name}={value}" for name, value in defines.items()]
    subprocess.run([makensis, "-V2", "-INPUTCHARSET", "UTF8", *switches, str(HERE / "installer.nsi")], check=True)
    return target


def build(*, out: Path, installer: bool) -> int:
    """Freeze, check, try out, pack; 1 when the program lacks a library."""
    folder = freeze(out=out)
    wrong = missing_libraries(folder)
    if wrong:
        print("links that lead nowhere:", *wrong, sep="\n  ")
        return 1
    try_out(folder / f"shebao{EXE}")
    print(f"{folder}: {size_in_mb(folder):.0f} MB")
    setup = make_installer(folder, out=out) if installer else None
    if setup:
        print(f"{setup}: {setup.stat().st_size / 1e6:.0f} MB")
    elif installer:
        print("no installer: makensis (NSIS 3) is not installed")
    return 0


def main(arguments: list[str]) -> int:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "build", help="where everything is put (build)")
    parser.add_argument("--no-installer", action="store_true", help="stop at the program folder")
    parser.add_argument("--here", action="store_true", help="use the Python that runs this file, not .venv")
    given = parser.parse_args(arguments)
    if not given.here:
        return enter_environment(arguments)
    return build(out=given.out.resolve(), installer=sys.platform == "win32" and not given.no_installer)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
