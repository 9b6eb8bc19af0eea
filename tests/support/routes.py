"""The list of every address, which a reviewer reads when it changes.

`python -m tests.support.routes` writes it anew.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask

from config import load_settings
from lms.app import create_app

LISTED = Path(__file__).parents[1] / "rules" / "routes.txt"
METHODS = ("GET", "POST")


def policy(app: Flask, endpoint: str) -> str:
    """Return the permission that the view declares, "public", or "undeclared"."""
    return str(getattr(app.view_functions[endpoint], "policy", "undeclared"))


def lines(app: Flask) -> list[str]:
    """Return "METHOD path endpoint policy" of every route, in order."""
    return sorted(
        f"{method} {rule.rule} {rule.endpoint} {policy(app, rule.endpoint)}"
        for rule in app.url_map.iter_rules()
        for method in METHODS
        if method in (rule.methods or ())
    )


def main() -> None:
    """Write the list."""
    with TemporaryDirectory() as folder:
        app = create_app(load_settings({"DATA_DIR": folder}))
    LISTED.write_text("".join(f"{line}\n" for line in lines(app)), encoding="utf-8")


if __name__ == "__main__":
    main()
