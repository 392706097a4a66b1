"""Run a command beside a temporary PostgreSQL that stops and goes away with it.

    python tools/postgres.py pytest -m sql

Sets TEST_DATABASE_URL. The server runs as an ordinary user (initdb refuses root), listens on a socket in its own
folder and on no network address.
"""

from __future__ import annotations

import glob
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path


def binaries() -> Path:
    if found := shutil.which("initdb"):
        return Path(os.path.realpath(found)).parent
    if found := sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb")):
        return Path(found[-1]).parent
    sys.exit("PostgreSQL's server programs are missing. Install them: sudo apt-get install -y postgresql")


def ordinary_user() -> pwd.struct_passwd | None:
    """Whom to run as: ourselves, or where we are root somebody who owns nothing of value."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    sys.exit("No ordinary user (postgres or nobody) to run PostgreSQL as.")


def main(command: list[str]) -> int:
    programs, user = binaries(), ordinary_user()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is stopped then too
    folder = Path(tempfile.mkdtemp(prefix="lykta-postgres-"))
    folder.chmod(0o755)
    data = folder / "data"
    data.mkdir(mode=0o700)
    if user:
        for path in (folder, data):
            os.chown(path, user.pw_uid, user.pw_gid)

    def run(*words: str) -> None:
        as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
        result = subprocess.run(words, cwd=folder, capture_output=True, text=True, **as_user)
        if result.returncode:
            sys.exit(f"{words[0]} failed: {result.stderr or result.stdout}")

    run(str(programs / "initdb"), "-D", str(data), "-U", "lykta", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
    # Not a database to keep: speed before durability.
    options = f"-k {folder} -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    run(str(programs / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        url = f"postgres://lykta@{str(folder).replace('/', '%2F')}/postgres"
        return subprocess.run(command, env={**os.environ, "TEST_DATABASE_URL": url}).returncode
    except KeyboardInterrupt:
        return 130
    finally:
        run(str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
