"""Decides what goes into the frozen program and what stays out of it."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from PyInstaller.utils.win32.versioninfo import VSVersionInfo

PRODUCT = "社保基金一体化工作台"
LANGUAGE = 0x0804
"""Simplified Chinese, in Windows' numbering."""
UNICODE = 0x04B0

EXCLUDED_MODULES = [
    *("numpy", "PIL", "lxml", "pandas", "tkinter", "IPython"),
    *("pytest", "hypothesis", "schemathesis", "mypy", "PyInstaller", "setuptools", "pip", "httpx", "rich", "yaml"),
    *("psycopg", "psycopg_binary"),  # a province runs its central from the source tree, on a server
    *("PySide6.QtDesigner", "PySide6.QtHelp", "PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets", "PySide6.QtQml"),
    *("PySide6.QtQuick", "PySide6.QtQuickControls2", "PySide6.QtQuickTest", "PySide6.QtQuickWidgets"),
    *("PySide6.QtSql", "PySide6.QtTest", "PySide6.QtUiTools"),
]

LAZY_MODULES = ("sqlalchemy.dialects.sqlite", "anyio._backends._asyncio")
"""Modules that a library loads late, by a name that it puts together."""
TRUST_MODULES = {"win32": "truststore._windows", "darwin": "truststore._macos"}
"""What asks the system whom to trust, by system: the first https connection of the program loads it."""

UNWANTED = re.compile(
    r"""
    opengl32sw\.dll | d3dcompiler_\d+\.dll              # software OpenGL: nothing here is drawn with OpenGL
    | Qt6?(Qml|Quick|VirtualKeyboard|Designer|Help|UiTools|Test|Sql|OpenGLWidgets)\w*\.(dll|pyd|abi3\.so|so\.6)$
    | plugins/(sqldrivers|tls|generic|qmltooling|designer|egldeviceintegrations)/
    | plugins/platforms/\w*(vkkhrdisplay|vnc|linuxfb|eglfs|minimalegl|direct2d)
    | plugins/platforminputcontexts/\w*virtualkeyboard
    | Wayland | plugins/\w*wayland | Qt6(Wl|EglF) | qgtk3    # on Linux the xcb plugin serves every desktop
    | plugins/imageformats/(?!\w*(q(ico|svg|jpeg|gif)))
    | translations/(?!qt(base)?_zh_CN\.qm)              # Qt's own words, in the one language that is used
    """,
    re.VERBOSE | re.IGNORECASE,
)


def is_wanted(name: str) -> bool:
    """Tell whether a collected file is shipped; `name` is its path inside the program's folder."""
    return UNWANTED.search(name.replace("\\", "/")) is None


def lazy_modules(platform: str) -> tuple[str, ...]:
    """Name what has to be collected although no import statement may show it; `platform` as in sys.platform."""
    return (*LAZY_MODULES, "truststore._api", TRUST_MODULES.get(platform, "truststore._openssl"))


def version_of(root: Path) -> str:
    """Read the version from the project file."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def version_info(root: Path) -> VSVersionInfo:
    """Describe the program to Windows: what stands in a file's properties and in the task manager."""
    from PyInstaller.utils.win32 import versioninfo as info  # noqa: PLC0415  only there when building

    version = version_of(root)
    numbers = (*(int(part) for part in version.split(".")), 0)
    texts = {
        "FileDescription": PRODUCT,
        "FileVersion": version,
        "InternalName": "ShebaoDesk",
        "LegalCopyright": "MulanPSL-2.0",
        "ProductName": PRODUCT,
        "ProductVersion": version,
    }
    table = info.StringTable(f"{LANGUAGE:04X}{UNICODE:04X}", [info.StringStruct(*pair) for pair in texts.items()])
    translation = info.VarFileInfo([info.VarStruct("Translation", [LANGUAGE, UNICODE])])
    fixed = info.FixedFileInfo(filevers=numbers, prodvers=numbers)
    return info.VSVersionInfo(ffi=fixed, kids=[info.StringFileInfo([table]), translation])
