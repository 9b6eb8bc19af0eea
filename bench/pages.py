"""CPU per request of the pages people use most, against a bare page in the same run.

The bare page is Flask, SQLAlchemy and Jinja and nothing else: as many queries (prebuilt, by primary
key) and as many bytes as the page it is compared with. Bars: lesson ≤ 2 × the bare page (S1); a
quiz attempt of ten questions ≤ 60 ms (S2); first visit to a lesson ≤ 60 kB, ≤ 6 requests (S7).
The last line is a control: a page made twice as heavy on purpose must show.

    python bench/pages.py [REQUESTS]
"""

import gzip
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flask import Flask, render_template_string
from flask.testing import FlaskClient
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from bench.support.runs import install
from config import Settings, load_settings
from lms.app import create_app
from lms.core.clock import utc_now
from lms.core.resources import Resources
from lms.demo.load import demo_password, load
from lms.people.service import Person
from lms.targets.service import sync_targets

ROUNDS = 5


def main() -> None:
    """Print one table."""
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings({"DATA_DIR": folder})
        resources = _install(settings)
        app = create_app(settings, resources)
        print(f"{'page':28}{'kB':>7}{'queries':>9}{'ms CPU':>9}{'bare ms':>9}{'ratio':>7}")
        for name, client, path in _pages(app, resources):
            _report(name, client, path, resources, requests)
        _sit_a_quiz(app, resources)
        _weigh_first_visit(app, resources)


def _install(settings: Settings) -> Resources:
    resources = install(settings)
    with resources.database.transaction() as session:
        sync_targets(session, settings.courses_dir / "targets.yaml", utc_now())
    list(load(resources, people=1_000, if_empty=False))
    return resources


def _signed_in(app: Flask, resources: Resources, code: str) -> FlaskClient:
    client = app.test_client()
    page = client.get("/dang-nhap").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    fields = {"name": code, "password": demo_password(resources.keys)}
    client.post("/dang-nhap", data=fields | {"csrf_token": token.group(1) if token else ""})
    return client


def _pages(app: Flask, resources: Resources) -> list[tuple[str, FlaskClient, str]]:
    learner = _signed_in(app, resources, "MAU-HOCVIEN")
    manager = _signed_in(app, resources, "MAU-LANHDAO")
    home = learner.get("/hoc-tap").text
    programme = _link(home, r"/hoc-tap/[0-9a-f-]{36}")
    course = learner.get(programme).text
    figure = manager.get("/chi-tieu", follow_redirects=True).request.path
    return [
        ("lesson", learner, _link(course, r"/hoc-tap/[0-9a-f-]{36}/bai/[^\"#]+")),
        ("quiz, first page", learner, _link(course, r"/hoc-tap/[0-9a-f-]{36}/kiem-tra/[^\"#]+")),
        ("home", learner, "/hoc-tap"),
        ("target, whole country", manager, figure),
    ]


def _link(page: str, pattern: str) -> str:
    found = re.search(f'href="({pattern})"', page)
    if found is None:
        raise LookupError(pattern)
    return found.group(1)


def _report(name: str, client: FlaskClient, path: str, resources: Resources, requests: int) -> None:
    queries, answer = _count_queries(resources, lambda: client.get(path))
    size = len(answer.get_data())
    bare = _bare_page(resources, queries, size).test_client()
    ours = _cpu(lambda: client.get(path), requests)
    theirs = _cpu(lambda: bare.get("/"), requests)
    twice = _cpu(lambda: (client.get(path), client.get(path)), max(requests // 2, 1))
    print(
        f"{name:28}{size / 1000:7.1f}{queries:9}{ours:9.2f}{theirs:9.2f}{ours / theirs:7.2f}"
        f"   control: twice the work {twice / ours:.2f} ×"
    )


def _count_queries(
    resources: Resources, visit: Callable[[], TestResponse]
) -> tuple[int, TestResponse]:
    visit()
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            seen.append(statement)

    event.listen(resources.database.bind.engine, "before_cursor_execute", note)
    answer = visit()
    event.remove(resources.database.bind.engine, "before_cursor_execute", note)
    return len(seen), answer


def _bare_page(resources: Resources, queries: int, size: int) -> Flask:
    """Return a page with as many queries and bytes, and nothing that makes a product."""
    app = Flask("bare")
    query = select(Person.id, Person.full_name).where(Person.id == 1)
    lines = max(size // 60, 1)
    template = (
        "<!doctype html><title>{{ row[1] }}</title>"
        "{% for line in lines %}<p>{{ line }}</p>{% endfor %}"
    )

    @app.get("/")
    def page() -> str:
        with resources.database.reading() as session:
            rows = [session.execute(query).one() for _ in range(max(queries, 1))]
        return render_template_string(template, row=rows[-1], lines=["x" * 50] * lines)

    return app


def _cpu(visit: Callable[[], object], requests: int) -> float:
    """Return the CPU of one call in milliseconds: the median of a few rounds."""
    visit()
    rounds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(requests):
            visit()
        rounds.append((time.process_time() - start) * 1000 / requests)
    return statistics.median(rounds)


def _sit_a_quiz(app: Flask, resources: Resources) -> None:
    """Print the CPU of one whole attempt: start, an answer to each question, submit, result.

    It is the second one: with the first, the process compiles its templates and statements.
    """
    _, client, path = _pages(app, resources)[1]
    page = client.get(path.partition("/kiem-tra/")[0]).text
    for lesson in re.findall(r'href="(/hoc-tap/[0-9a-f-]{36}/bai/[^"#]+)"', page):
        client.post(lesson, data=_hidden(client.get(lesson).text))
    _attempt(client, path)
    spent = _attempt(client, path)
    print(f"quiz attempt, {len(spent)} requests: {sum(spent):.0f} ms CPU in all (bar: 60 ms)")


def _attempt(client: FlaskClient, path: str) -> list[float]:
    """Return the CPU of each request in milliseconds.

    The pages between, on which the script saves, are fetched but not counted.
    """
    spent: list[float] = []

    def timed(visit: Callable[[], TestResponse]) -> TestResponse:
        start = time.process_time()
        answer = visit()
        spent.append((time.process_time() - start) * 1000)
        return answer

    fields = _hidden(client.get(path).text)
    address = timed(lambda: client.post(path, data=fields)).headers["Location"]
    while "/cau/" in address:
        question = client.get(address).text
        sent = _hidden(question) | _any_answer(question)
        address = timed(partial(client.post, address, data=sent)).headers["Location"]
    last = _hidden(client.get(address).text)
    handed_in = timed(lambda: client.post(f"{path}/nop-bai", data=last))
    timed(lambda: client.get(handed_in.headers["Location"]))
    return spent


def _hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of a page's forms, the token against forged forms among them."""
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))


def _any_answer(question: str) -> dict[str, str]:
    """Return something that the form of a question takes; right or wrong does not matter."""
    chosen = re.search(r'name="answer" value="([^"]+)"', question)
    if chosen:
        return {"answer": chosen.group(1)}
    lists = re.findall(
        r'<select[^>]*name="(answer-[^"]+)"[^>]*>(.*?)</select>', question, re.DOTALL
    )
    offered = [re.findall(r'<option value="([^"]+)"', options) for _, options in lists]
    in_order = all(option.isdigit() for options in offered for option in options)
    sent = dict.fromkeys(re.findall(r'<input[^>]*name="(answer-[^"]+)"', question), "x")
    for number, ((name, _), options) in enumerate(zip(lists, offered, strict=True)):
        sent[name] = options[number if in_order else 0]
    return sent


def _weigh_first_visit(app: Flask, resources: Resources) -> None:
    """Print what a first visit to a lesson sends, packed: the page and what it names."""
    _, client, path = _pages(app, resources)[0]
    page = client.get(path).get_data()
    parts = re.findall(rb'(?:href|src)="(/tinh/[^"]+)"', page)
    sizes = [len(gzip.compress(page))]
    for part in sorted(set(parts)):
        content = client.get(part.decode()).get_data()
        packed = content if part.endswith(b".woff2") else gzip.compress(content)
        sizes.append(len(packed))
    total = sum(sizes) / 1000
    print(f"first visit to a lesson: {total:.1f} kB in {len(sizes)} requests (bar: 60 kB, 6)")


if __name__ == "__main__":
    main()
