"""Write every hostile file into a folder."""

import sys
from pathlib import Path

from tests.core.hostile import cases


def main(folder: Path) -> None:
    """Write every case into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, case in enumerate(cases(), 1):
        name = case.name.replace("/", " ")
        (folder / f"{number:03d} {name}.xlsx").write_bytes(case.content)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
