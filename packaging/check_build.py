"""Looks at a finished program folder: every library it links to must be in it or belong to the system."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

API_SETS = ("api-ms-win-", "ext-ms-win-")


def missing_libraries(folder: Path) -> list[str]:
    """Name "file: library" for every link that leads nowhere."""
    return missing_dlls(folder) if sys.platform == "win32" else missing_shared_objects(folder)


def missing_dlls(folder: Path) -> list[str]:
    """Read the import tables of all DLLs and programs; the system's own lie in System32."""
    files = [path for path in folder.rglob("*") if path.suffix.lower() in {".dll", ".pyd", ".exe"}]
    there = {path.name.lower() for path in files}
    system = Path(os.environ["SYSTEMROOT"]) / "System32"
    found = ((path, name) for path in files for name in imported_dlls(path))
    return [
        f"{path.relative_to(folder)}: {name}"
        for path, name in found
        if name not in there and not name.startswith(API_SETS) and not (system / name).exists()
    ]


def imported_dlls(path: Path) -> list[str]:
    """Give the names in one file's import table, in lower case."""
    import pefile  # noqa: PLC0415  only there on Windows

    with pefile.PE(path, fast_load=True) as image:
        image.parse_data_directories([pefile.DIRECTORY_ENTRY["IMAGE_DIRECTORY_ENTRY_IMPORT"]])
        table = getattr(image, "DIRECTORY_ENTRY_IMPORT", [])
        return [entry.dll.decode("ascii").lower() for entry in table]


def missing_shared_objects(folder: Path) -> list[str]:
    """Ask the dynamic linker; what a Qt plugin wants of a desktop (GTK, Wayland) comes with that desktop."""
    internal = folder / "_internal"
    env = os.environ | {"LD_LIBRARY_PATH": f"{internal}:{internal}/PySide6/Qt/lib"}
    wrong = set()
    for path in folder.rglob("*.so*"):
        answer = subprocess.run(["ldd", str(path)], env=env, capture_output=True, text=True, check=False).stdout
        for name in re.findall(r"^\s*(\S+) => not found", answer, re.MULTILINE):
            if name.startswith("libQt6") or "plugins" not in path.parts:
                wrong.add(f"{path.relative_to(folder)}: {name}")
    return sorted(wrong)


def size_in_mb(folder: Path) -> float:
    """Add up the files, links counted once."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6
