"""kill -9 of desk and central at random moments of a large sync, up and down: nothing lost, nothing twice (13)."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.soak.stage import PATIENCE, DeskProcess, Stage

ROWS, KILLS = 100_000, 100
SOONEST, LATEST = 0.5, 1.2
"""When a kill may come, in parts of the time of an empty round: from the first request to the end..."""
PACE = 10_000
"""...and as much later as so many rows a second take, until a round of that desk was let through and timed."""
ROUNDS = 1_000


@dataclass
class Killer:
    """Runs rounds and kills either side, until `kills` were spent; the last rounds are let through."""

    stage: Stage
    dice: random.Random
    kills: int
    rows: int
    spent: int = 0
    desk_kills: int = 0
    central_kills: int = 0
    _took: dict[str, float] = field(default_factory=dict)

    def sync(self, desk: DeskProcess) -> None:
        """Sync a desk until a round ends well, killing on the way."""
        for number in range(ROUNDS):
            started = time.monotonic()
            if self.one_round(desk):
                if number == 0:
                    self._took[desk.user] = time.monotonic() - started
                return
        raise AssertionError(f"{desk.user} is not quiet after {ROUNDS} rounds")

    def one_round(self, desk: DeskProcess) -> bool:
        """Run one round, perhaps into a kill; True when it ended well."""
        process = desk.start_sync()
        if self.spent < self.kills:
            try:
                process.wait(self._moment(desk))
            except subprocess.TimeoutExpired:
                self._kill(process)
        _, err = process.communicate(timeout=PATIENCE * 5)
        assert "Traceback" not in err, err
        return process.returncode == 0

    def _moment(self, desk: DeskProcess) -> float:
        calm = self.stage.calm
        return self.dice.uniform(SOONEST * calm, self._took.get(desk.user, LATEST * calm + self.rows / PACE))

    def _kill(self, process: subprocess.Popen[str]) -> None:
        self.spent += 1
        victim = self.dice.choice(("desk", "central", "both"))
        if victim != "central":
            process.kill()
            self.desk_kills += 1
        if victim != "desk":
            self.stage.central.kill()
            self.central_kills += 1
            self.stage.central.start()


def run(*, kills: int = KILLS, rows: int = ROWS, seed: int = 0, batch: int = 0) -> str:
    """Kill so many times; return the figures as one line. AssertionError tells what did not hold."""
    stage, started = Stage(), time.monotonic()
    try:
        stage.open(batch=batch)
        killer = Killer(stage, random.Random(seed), kills, rows)  # noqa: S311 - dice, not secrets
        jia, yi = stage.desks["jia"], stage.desks["yi"]
        writes = 0
        while writes == 0 or killer.spent < kills:
            if writes:
                jia.change_all(by=writes)
            else:
                jia.add_accounts(rows, first=0)
            writes += 1
            killer.sync(jia)
            killer.sync(yi)
            stage.check(rows=rows, writes=writes)
            sys.stdout.write(f"pass {writes}: {rows:,} rows up and down, {killer.spent} kills so far\n")
            sys.stdout.flush()
        again = {one: n for one, n in Counter(stage.central.batches()).items() if n > 1}
        most = sum(again.values()) - len(again)
        assert most <= killer.spent, f"{most} batches were sent again after {killer.spent} cuts"
        return (
            f"{killer.spent} kills ({killer.desk_kills} of the desk, {killer.central_kills} of the central), {writes} x"
            f" {rows:,} rows up and down in {time.monotonic() - started:.0f} s; {most} batches came again"
        )
    finally:
        stage.close()
