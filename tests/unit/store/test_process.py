"""Marks of processes: who lives, who has ended, and of whom nothing can be told."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from playwarden.store.process import ProcessMark, uptime


class TestMarks:
    def test_a_mark_survives_being_written_down(self) -> None:
        assert ProcessMark.parsed(str(ProcessMark.own())) == ProcessMark.own()

    def test_we_live(self) -> None:
        assert ProcessMark.own().same_machine
        assert not ProcessMark.own().gone

    def test_a_process_that_ended_is_gone(self) -> None:
        ended = subprocess.Popen([sys.executable, "-c", ""])
        ended.wait()
        assert replace(ProcessMark.own(), pid=ended.pid).gone

    def test_a_process_that_ended_and_was_not_waited_for_is_gone(self) -> None:
        script = "import sys; print(flush=True); sys.stdin.read()"
        process = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        mark = ProcessMark.own()
        fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        alive = replace(mark, pid=process.pid, started=fields[19])
        before = alive.gone
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        after = alive.gone
        process.wait()
        process.stdin.close()
        process.stdout.close()
        assert (before, after) == (False, True)

    def test_a_number_that_was_given_to_another_process_is_gone(self) -> None:
        assert replace(ProcessMark.own(), started="1").gone

    def test_of_another_machine_or_container_nothing_can_be_told(self) -> None:
        own = ProcessMark.own()
        assert not replace(own, boot="another", pid=2**22 + 1).gone
        assert not replace(own, space="pid:[1]", pid=2**22 + 1).gone

    def test_nonsense_is_nobody(self) -> None:
        nobody = ProcessMark.parsed("nonsense")
        assert not nobody.same_machine
        assert not nobody.gone


def test_uptime_grows() -> None:
    assert 0 < uptime() <= uptime()
