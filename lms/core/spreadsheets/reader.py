"""The reading process as seen from ours: started, fed, followed, waited for, ended."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import asdict
from pathlib import Path
from typing import IO

from lms.core.spreadsheets.errors import FileBroken, TooHeavy
from lms.core.spreadsheets.limits import Limits

_ROOT = Path(__file__).resolve().parents[3]
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from lms.core.spreadsheets.child import main; main(sys.argv[2:])"
)
_PIECE = 64 * 1024
_PAUSE = 0.01  # seconds until we look again for what has been written


class Reader:
    """A process that reads `content` and writes to `lines`, which can be followed meanwhile.

    A thread feeds it and ends it after `limits.wall_seconds`, however busy the others are.
    """

    def __init__(self, content: bytes, lines: IO[bytes], limits: Limits) -> None:
        command = [sys.executable, "-I", "-S", "-X", "utf8", "-c", _START]
        self._file = lines.fileno()
        self._process = subprocess.Popen(  # noqa: S603 - our own program, no shell
            [*command, str(_ROOT), json.dumps(asdict(limits))],
            stdin=subprocess.PIPE,
            stdout=lines,
            stderr=subprocess.DEVNULL,
            env={},
        )
        pool = ThreadPoolExecutor(max_workers=1)
        self._end = pool.submit(self._feed, content, limits.wall_seconds)
        pool.shutdown(wait=False)

    @property
    def has_ended(self) -> bool:
        """Tell whether nothing more will be written."""
        return self._end.done()

    def wait(self) -> None:
        """Wait for the end; raise `TooHeavy` or `FileBroken` if it was not a good one."""
        self._end.result()

    def stop(self) -> None:
        """End the process if it still reads."""
        self._process.kill()
        wait((self._end,))

    def lines(self) -> Iterator[bytes]:
        """Yield what the process has written from the start, waiting until it has ended.

        Read at an offset of our own: the process writes where the file's position is.
        """
        offset, rest = 0, b""
        while True:
            has_ended = self.has_ended  # asked first, so that nothing written last is missed
            if piece := os.pread(self._file, _PIECE, offset):
                offset += len(piece)
                *lines, rest = (rest + piece).split(b"\n")
                yield from lines
            elif has_ended:
                return
            else:
                wait((self._end,), timeout=_PAUSE)

    def _feed(self, content: bytes, seconds: int) -> None:
        try:
            self._process.communicate(content, timeout=seconds)
        except subprocess.TimeoutExpired as error:
            self._process.kill()
            self._process.wait()
            raise TooHeavy from error
        if self._process.returncode < 0:
            raise TooHeavy
        if self._process.returncode > 0:
            raise FileBroken
