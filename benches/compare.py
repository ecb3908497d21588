#!/usr/bin/env python3
"""Measures dbtool beside pg_dump, psql and the rivals that are installed, in one run on one server.

    cargo build --release
    benches/compare.py --url postgresql://postgres@127.0.0.1:5432/postgres [--tables 1000] [--runs 5]

What counts is the ratio: each command and its yardstick run in turns, so that whatever else the machine
does falls on both, and the best of each is taken. The server must let the user create databases. With
--limit the exit code is 2 where a ratio is above its goal times that factor.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent


def run(command, **more):
    """Seconds by the clock, seconds of the processor, and megabytes at the peak."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **more)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 2):
        sys.exit(f"{command[0]} failed:\n{errors.decode(errors='replace')}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def best(commands, runs):
    """The best of each, where all take turns."""
    results = [[] for _ in commands]
    for _ in range(runs):
        for result, (prepare, command) in zip(results, commands):
            if prepare:
                prepare()
            result.append(run(command))
    return [tuple(min(values) for values in zip(*result)) for result in results]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", required=True)
    parser.add_argument("--tables", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--dbtool", default=str(HERE.parent / "target/release/dbtool"))
    parser.add_argument("--limit", type=float)
    args = parser.parse_args()
    prefix, rest = args.url.split("://", 1)
    host, _, tail = rest.partition("/")
    query = "?" + tail.split("?", 1)[1] if "?" in tail else ""
    base = f"{prefix}://{host}/{{}}{query}"
    name = f"dbtool_bench_{os.getpid()}"
    full, changed, empty = (f"{name}_{it}" for it in ("full", "changed", "empty"))

    def sql(text, database="postgres"):
        subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", base.format(database), "-c", text], check=True)

    def anew():
        sql(f"DROP DATABASE IF EXISTS {empty} WITH (FORCE)")
        sql(f"CREATE DATABASE {empty} TEMPLATE template0")

    dbtool, scratch = args.dbtool, ["--scratch-url", args.url]
    with tempfile.TemporaryDirectory() as folder:
        model, dump, migrations = f"{folder}/model.yaml", f"{folder}/dump.sql", f"{folder}/migrations"
        try:
            sql(f"CREATE DATABASE {full} TEMPLATE template0")
            load = ["psql", "-Xq", "-v", f"tables={args.tables}", "-f", str(HERE / "schema.sql"), "-d", base.format(full)]
            subprocess.run(load, check=True, stdout=subprocess.DEVNULL)
            sql(f"CREATE DATABASE {changed} TEMPLATE {full}")
            alter = "; ".join(
                f"ALTER TABLE table_{at} ADD COLUMN fresh integer; DROP INDEX table_{at}_owner_idx"
                for at in range(0, args.tables, 100)
            )
            sql(alter, changed)
            url = base.format(full)
            subprocess.run([dbtool, "-q", "inspect", "--url", url, "-o", model], check=True)
            subprocess.run(["pg_dump", "-s", "-f", dump, "-d", url], check=True)
            subprocess.run([dbtool, "-q", "migrate", "new", "init", "--url", url, "--model", model,
                            "--migrations", migrations, *scratch], check=True, stdout=subprocess.DEVNULL)
            yard = ["pg_dump", "-s", "-d", url]
            rows = [
                ("inspect", 0.6, None, [dbtool, "-q", "inspect", "--url", url], None, yard),
                ("diff, nothing changed", 0.6, None, [dbtool, "-q", "diff", "--url", url, "--model", model, *scratch], None, yard),
                ("diff, 1 % changed", 1.0, None,
                 [dbtool, "-q", "diff", "--url", base.format(changed), "--model", model, *scratch], None, yard),
                ("the same, --prove", 2.0, None,
                 [dbtool, "-q", "diff", "--prove", "--url", base.format(changed), "--model", model, *scratch], None, yard),
                ("snapshot --style psql", 0.8, None, [dbtool, "-q", "snapshot", "--style", "psql", "--url", url], None, yard),
                ("migrate up from empty", 1.2, anew,
                 [dbtool, "-q", "migrate", "up", "--url", base.format(empty), "--migrations", migrations],
                 anew, ["psql", "-Xq1", "-v", "ON_ERROR_STOP=1", "-f", dump, "-d", base.format(empty)]),
            ]
            if shutil.which("tbls"):
                rows.append(("tbls out", None, None, ["tbls", "out", "-t", "json", url], None, yard))
            if shutil.which("atlas"):
                rows.append(("atlas schema inspect", None, None, ["atlas", "schema", "inspect", "-u", url], None, yard))
            print(f"{args.tables} tables, best of {args.runs}; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start\n", flush=True)
            print("| what | seconds | CPU s of the client | MB | yardstick | its seconds | ratio | goal |")
            print("|---|---:|---:|---:|---|---:|---:|---:|")
            missed = []
            for what, goal, before, command, yard_before, against in rows:
                (wall, cpu, peak), (yard_wall, _, _) = best([(before, command), (yard_before, against)], args.runs)
                ratio = wall / yard_wall
                words = "psql -1 -f" if against[0] == "psql" else "pg_dump -s"
                wanted = "–" if goal is None else f"≤ {goal}"
                print(f"| {what} | {wall:.3f} | {cpu:.3f} | {peak:.0f} | {words} | {yard_wall:.3f} | {ratio:.2f} | {wanted} |", flush=True)
                if args.limit and goal and ratio > goal * args.limit:
                    missed.append(f"{what}: {ratio:.2f} × {words}, goal {goal}")
            if missed:
                print("\n" + "\n".join(missed), file=sys.stderr)
                return 2
            return 0
        finally:
            for database in (full, changed, empty):
                sql(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


if __name__ == "__main__":
    # What was made goes, however it ends.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main())
