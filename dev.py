"""Sets Shebao Desk up beside itself and runs it: one file, standard library only, Python 3.11 and later."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if sys.platform == "win32" else "bin")
EXE = ".exe" if sys.platform == "win32" else ""
PYTHON = BIN / f"python{EXE}"
PROGRAM = BIN / f"shebao{EXE}"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "shebao-setup.json"
APT_TRIED = VENV / "shebao-apt-tried"
FAILED = 2

UV = "uv==0.13.9"
LOCK_ARGS = "--universal --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links"
CHECKS = {
    "ruff check": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy"],
}
PYTEST = ["pytest", "-n", "auto", "--dist", "loadfile", "-m", "not slow and not bench and not soak"]
MODULES = {"bench": "tests.bench", "soak": "tests.soak", "mutate": "tests.mutations", "shots": "ui.tour"}
"""Commands that are a module of the tree, run without a screen."""

# "a|b": either will do, the first one is installed
WINDOW_PACKAGES = [
    *("libegl1", "libgl1", "libxkbcommon0", "libdbus-1-3", "libfontconfig1", "libglib2.0-0", "libx11-6"),
    *(
        "libxcb-cursor0",
        "libxcb-icccm4",
        "libxcb-image0",
        "libxcb-keysyms1",
        "libxcb-randr0",
        "libxcb-shape0",
    ),
    *("libxcb-render-util0", "libxcb-xkb1", "libxkbcommon-x11-0", "libx11-xcb1"),
    "fonts-wqy-microhei|fonts-noto-cjk|fonts-wqy-zenhei",
]
TEST_PACKAGES = ["xvfb"]
SERVERS = Path("/usr/lib/postgresql")
"""Where Debian puts PostgreSQL servers, each version in a folder of its own."""
CLUSTERS = Path("/etc/postgresql-common/createcluster.conf")

USAGE = """\
社保基金一体化工作台

用法：python3 dev.py 命令 [参数…]

  demo [参数…]   启动演示：本机中心端 + 桌面窗口（--tour 目录：自动走一遍并截图）
  run  参数…     执行 shebao 的任一命令，例如：run status
  setup          只准备运行环境，不启动程序
  test [参数…]   全部检查：ruff、mypy、pytest（参数交给 pytest）
  bench [参数…]  性能测量表
  soak [名称]    同步的长时间检验：histories 随机历史一万次（默认），kill 强行结束进程一百次，line 坏线路，full 磁盘满
  mutate [名称…] 逐一故意改坏程序，检验每一处都能被测试发现
  shots [参数…]  重新生成 README 的截图
  lock           依赖有变化后，重新生成 requirements.lock（--upgrade：全部升到最新）
"""


class SetupError(Exception):
    """The environment could not be prepared; the text is a Chinese sentence that names the remedy."""


def say(text: str) -> None:
    """Show one line at once, also when the output is a pipe."""
    print(text, flush=True)


def digest(path: Path) -> str:
    """Give the SHA-256 of a file as hex digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def wanted_stamp() -> dict[str, str]:
    """Describe what a finished environment was made from."""
    version = ".".join(str(part) for part in sys.version_info[:2])
    lock, project = digest(LOCK), digest(ROOT / "pyproject.toml")
    return {"root": str(ROOT), "python": version, "lock": lock, "project": project}


def found_stamp() -> dict[str, str]:
    """Read what the present environment was made from; empty when it was never finished."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
        usable = isinstance(stamp, dict) and os.access(PYTHON, os.X_OK) and PROGRAM.exists()
    except (OSError, ValueError):
        return {}
    return stamp if usable else {}


def child_env() -> dict[str, str]:
    """Give the environment of what runs inside .venv: byte code is kept, foreign import paths are not."""
    dropped = {"PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONPATH"}
    env = {name: value for name, value in os.environ.items() if name not in dropped}
    path = os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)])
    return env | {"VIRTUAL_ENV": str(VENV), "PATH": path}


def is_debian() -> bool:
    """Tell whether system libraries can be looked up with dpkg-query."""
    return Path("/etc/debian_version").exists() and shutil.which("dpkg-query") is not None


def is_root() -> bool:
    """Tell whether apt-get may be called directly."""
    return sys.platform != "win32" and os.geteuid() == 0


def missing_packages(packages: Sequence[str]) -> list[str]:
    """Name the Debian packages to install; newer releases call some of them NAMEt64."""
    names = [name + tail for group in packages for name in group.split("|") for tail in ("", "t64")]
    query = ["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n", *names]
    answer = subprocess.run(query, capture_output=True, text=True, check=False).stdout
    there = {line.split()[0].removesuffix("t64") for line in answer.splitlines() if line.endswith(" installed")}
    return [group.split("|")[0] for group in packages if not there.intersection(group.split("|"))]


def apt_install(packages: Sequence[str]) -> bool:
    """Install packages as root; False when apt-get did not manage."""
    say(f"正在用 apt-get 安装系统软件包：{' '.join(packages)}")
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    # a stale or partly unreachable package list is no reason to give up: the install step decides
    subprocess.run(["apt-get", "-qq", "update"], env=env, check=False)
    install = ["apt-get", "-qq", "-y", "--no-install-recommends", "install", *packages]
    return subprocess.run(install, env=env, stdout=subprocess.DEVNULL, check=False).returncode == 0


def server_install(packages: Sequence[str]) -> bool:
    """Install PostgreSQL as root without the system's own cluster: the tests make and start theirs."""
    if not apt_install(["postgresql-common"]):
        return False
    settings = CLUSTERS.read_text(encoding="utf-8")
    CLUSTERS.write_text(f"{settings}\ncreate_main_cluster = false\n", encoding="utf-8")
    try:
        return apt_install(packages)
    finally:
        CLUSTERS.write_text(settings, encoding="utf-8")


def need_packages(packages: Sequence[str], *, why: str) -> None:
    """See to it that Debian packages are there: install them once as root, else print the line to type."""
    get(missing_packages(packages) if is_debian() else [], why=why, install=apt_install)


def need_server() -> None:
    """See to it that a PostgreSQL server is there, of whatever version; without one those tests skip."""
    there = any(SERVERS.glob("*/bin/initdb")) or shutil.which("initdb")
    get([] if there or not is_debian() else ["postgresql"], why="在 PostgreSQL 上测试", install=server_install)


def get(missing: Sequence[str], *, why: str, install: Callable[[Sequence[str]], bool]) -> None:
    """Install once what is missing, as root, else print the line to type."""
    if not missing:
        return
    if is_root() and not APT_TRIED.exists():
        if VENV.exists():
            APT_TRIED.touch()
        if install(missing):
            APT_TRIED.unlink(missing_ok=True)
            return
    say(f"缺少{why}所需的系统软件包，请以管理员身份执行下面一行，再重新运行：")
    say(f"  sudo apt-get update && sudo apt-get install -y {' '.join(missing)}")


def has_ensurepip() -> bool:
    """Tell whether this Python can make an environment with pip in it."""
    command = [sys.executable, "-c", "import ensurepip, venv"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def need_ensurepip() -> None:
    """Debian splits the venv module; without its second half no environment can be made."""
    if not has_ensurepip() and is_debian():
        need_packages([f"python3.{sys.version_info[1]}-venv"], why="创建 Python 运行环境")
    if not has_ensurepip():
        raise SetupError("这个 Python 不带 venv 和 ensurepip：请按提示安装，或改用 python.org 的 Python。")


def make_venv() -> None:
    """Create .venv anew; what is not an environment of ours is left alone."""
    if VENV.exists() and any(VENV.iterdir()) and not (VENV / "pyvenv.cfg").exists():
        raise SetupError(f"{VENV} 不是 Python 运行环境：请先改名或移走这个文件夹，再重新运行。")
    need_ensurepip()
    say("正在创建运行环境 .venv …")
    if subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=False).returncode != 0:
        raise SetupError("运行环境 .venv 没有建成：请检查磁盘空间和本文件夹的写入权限，再重新运行。")


def pip(arguments: Sequence[str], *, total: int = 0) -> None:
    """Run pip in .venv, counting the packages on a terminal; its last lines are shown when it fails."""
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", *arguments]
    lines: list[str] = []
    started = 0
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=child_env(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            lines.append(line.rstrip())
            if line.startswith("Collecting") and total and sys.stdout.isatty():
                started += 1
                print(f"\r  {started}/{total} {line.split()[1][:50]:<50}", end="", flush=True)
    if started:
        print("\r" + " " * 70 + "\r", end="", flush=True)
    if process.returncode != 0:
        say("\n".join(lines[-20:]))
        raise SetupError("依赖没有装上：请检查网络、代理和 pip 的配置（pip config list），再重新运行同一命令。")


def install(found: dict[str, str], wanted: dict[str, str]) -> None:
    """Bring .venv from what it is to what the lock file and the project file say."""
    if any(found.get(key) != wanted[key] for key in ("root", "python", "lock")):
        make_venv()
        total = sum("==" in line for line in LOCK.read_text(encoding="utf-8").splitlines())
        say(f"正在安装 {total} 个依赖包（只在第一次，约一两分钟）…")
        pip(["--require-hashes", "--no-deps", "-r", str(LOCK)], total=total)
    STAMP.unlink(missing_ok=True)
    pip(["--no-deps", "--no-build-isolation", "--config-settings", "editable_mode=compat", "-e", "."])
    rooms = [str(ROOT / room) for room in ("app", "sync", "ui", "resources")]
    subprocess.run([str(PYTHON), "-m", "compileall", "-q", *rooms], env=child_env(), check=False)
    STAMP.write_text(json.dumps(wanted), encoding="utf-8")


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold a lock that the system frees even when this process is killed."""
    with (ROOT / ".venv.lock").open("w", encoding="utf-8") as file:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415  only there on Windows

            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl  # noqa: PLC0415  not there on Windows

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def set_up() -> None:
    """Make .venv ready; does next to nothing when it is."""
    wanted = wanted_stamp()
    if found_stamp() == wanted:
        return
    try:
        with one_at_a_time():
            found = found_stamp()
            if found != wanted:
                install(found, wanted)
                say("运行环境已就绪。")
    except OSError as error:
        raise SetupError(f"运行环境没有准备好（{error}）：请检查磁盘空间和写入权限，再重新运行。") from error


def start(command: Sequence[str]) -> int:
    """Become the command where the system can do that, else run it; its exit status is ours."""
    if sys.platform == "win32":
        with subprocess.Popen(command, env=child_env()) as process:
            while process.poll() is None:
                with contextlib.suppress(KeyboardInterrupt):  # the child got it too and decides
                    process.wait()
        return process.returncode
    return os.execve(command[0], list(command), child_env())


def module(arguments: Sequence[str], *, env: dict[str, str] | None = None) -> int:
    """Run a module of .venv at the top of the tree and give its exit status."""
    command = [str(PYTHON), "-m", *arguments]
    return subprocess.run(command, cwd=ROOT, env=child_env() | (env or {}), check=False).returncode


def headless_env() -> dict[str, str]:
    """Let tests and screenshots need no screen, unless the caller chose a Qt platform."""
    return {"QT_QPA_PLATFORM": "offscreen"} if sys.platform == "linux" and "QT_QPA_PLATFORM" not in os.environ else {}


def run_tests(arguments: Sequence[str]) -> int:
    """Run every check, the tests last; non-zero when any of them failed."""
    need_packages(TEST_PACKAGES, why="测试")
    need_server()
    failed = []
    for title, check in CHECKS.items():
        say(f"== {title}")
        if module(check) != 0:
            failed.append(title)
    say("== pytest")
    status = module([*PYTEST, *arguments], env=headless_env())
    if failed:
        say(f"未通过的检查：{'、'.join(failed)}")
    return status or bool(failed)


def write_lock(arguments: Sequence[str]) -> int:
    """Resolve pyproject.toml for every system, with hashes, without index addresses; pins stay unless --upgrade."""
    pip([UV])
    extras = ["--extra", "dev", "--extra", "postgresql", "--python-version", "3.11", "--quiet"]
    return module(["uv", "pip", "compile", *LOCK_ARGS.split(), *extras, "pyproject.toml", "-o", str(LOCK), *arguments])


def dispatch(command: str, arguments: Sequence[str]) -> int:
    """Carry out one command in the finished environment and give its exit status."""
    if command == "setup":
        return 0
    if command == "test":
        return run_tests(arguments)
    if command == "bench":
        need_server()
    if command in MODULES:
        return module([MODULES[command], *arguments], env=headless_env())
    if command == "lock":
        return write_lock(arguments)
    return start([str(PROGRAM), *(["demo"] if command == "demo" else []), *arguments])


def main(arguments: Sequence[str]) -> int:
    """Prepare, then run the command named by the first argument."""
    if sys.version_info < (3, 11):  # noqa: UP036  whoever calls this with an older Python should read why
        say(f"需要 Python 3.11 或更高版本，现在是 {sys.version.split()[0]}：请改用 python3.11 dev.py …")
        return FAILED
    command = arguments[0] if arguments else "--help"
    if command not in {"demo", "run", "setup", "test", "lock", *MODULES}:
        say(USAGE if command in {"-h", "--help"} else f"没有“{command}”这个命令。\n\n{USAGE}")
        return 0 if command in {"-h", "--help"} else FAILED
    try:
        set_up()
        need_packages(WINDOW_PACKAGES, why="显示窗口")
        return dispatch(command, arguments[1:])
    except SetupError as error:
        say(str(error))
        return FAILED
    except KeyboardInterrupt:
        say("已中断。")
        return FAILED


if __name__ == "__main__":
    if sys.stdout.encoding.lower() != "utf-8":
        sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
