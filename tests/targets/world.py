"""A small made-up country for tests of targets."""

from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

from sqlalchemy.orm import Session

from lms.accounts.service import ensure_account, grant_role
from lms.catalog.service import ProgrammeTag, ProgrammeVersion
from lms.core.permissions import Role
from lms.core.secrets import Keyring
from lms.learning.service import Completion, CompletionKind
from lms.organisations.service import Organisation, OrganisationKind, add_organisation
from lms.people.service import (
    Identity,
    Person,
    Post,
    PostTerms,
    WorkingGroup,
    add_person,
    begin_post,
)
from lms.targets.service import Figure, Rule, figure, rule_of, sync_targets, target_at

FILE = Path(__file__).resolve().parents[2] / "courses" / "targets.yaml"
BEGAN = date(2025, 1, 1)
DAY = date(2025, 10, 30)
EARLY = datetime(2025, 1, 1, tzinfo=UTC)  # when everything was written down, unless said
NOW = datetime(2025, 11, 3, 5, 0, tzinfo=UTC)
COMMUNICATION, GRASSROOTS = WorkingGroup.COMMUNICATION, WorkingGroup.GRASSROOTS
NAMES = ("Trần Văn An", "Lê Thị Bình", "Phạm Văn Chi", "Đỗ Thị Ánh", "Vũ Văn Đức")


@dataclass
class World:
    """Writes rows; each is recorded at `EARLY` unless told otherwise."""

    session: Session
    keys: Keyring

    def __post_init__(self) -> None:
        self._number = count(1)
        sync_targets(self.session, FILE, now=EARLY)
        self.root = self.unit("Toàn quốc", OrganisationKind.ROOT, None)
        self.province = self.unit("Tỉnh Một", OrganisationKind.PROVINCE)
        self.commune = self.unit("Xã A", OrganisationKind.COMMUNE, self.province)
        self.other = self.unit("Xã B", OrganisationKind.COMMUNE, self.province)
        self.ministry = self.unit("Bộ Hai", OrganisationKind.MINISTRY)

    def again(self, session: Session) -> "World":
        """Go on in another session."""
        other = copy(self)
        other.session = session
        return other

    def unit(
        self, name: str, kind: OrganisationKind, parent: Organisation | str | None = "root"
    ) -> Organisation:
        above = self.root if isinstance(parent, str) else parent
        return add_organisation(
            self.session,
            parent=above,
            name=name,
            kind=kind,
            valid_from=BEGAN,
            now=EARLY,
            actor=None,
        )

    def person(self, name: str = "") -> Person:
        number = next(self._number)
        identity = Identity(full_name=name or f"{NAMES[number % len(NAMES)]} {number}")
        return add_person(self.session, self.keys, identity=identity, actor=None, now=EARLY)

    def post(
        self,
        person: Person,
        unit: Organisation,
        *,
        group: WorkingGroup = COMMUNICATION,
        full_time: bool = True,
        since: date = BEGAN,
        until: date | None = None,
        now: datetime = EARLY,
    ) -> Post:
        terms = PostTerms(
            organisation_id=unit.id,
            working_group=group,
            full_time=full_time,
            valid_from=since,
            valid_to=until,
            title="Chuyên viên",
        )
        return begin_post(
            self.session, person=person, terms=terms, source="test", actor=None, now=now
        )

    def staff(self, unit: Organisation, number: int) -> list[Person]:
        people = [self.person() for _ in range(number)]
        for person in people:
            self.post(person, unit)
        return people

    def programme(self, title: str, *tags: str, in_depth: bool = False) -> ProgrammeVersion:
        number = next(self._number)
        version = ProgrammeVersion(
            programme_key=f"p{number}",
            number=1,
            digest=f"{number:064d}",
            code=f"P{number}",
            title_vi=title,
            title_en=f"{title} (en)",
            edition=None if in_depth else 1,
            in_depth=in_depth,
            periods=4,
            tags=list(tags),
            document="{}",
            published_at=EARLY,
        )
        self.session.add(version)
        self.session.flush()  # the tags need its id
        self.session.add_all(ProgrammeTag(version_id=version.id, tag=tag) for tag in tags)
        return version

    def complete(
        self,
        person: Person,
        version: ProgrammeVersion,
        *,
        on: date = date(2025, 9, 1),
        kind: CompletionKind = CompletionKind.COMPLETED,
        now: datetime = EARLY,
    ) -> Completion:
        completion = Completion(
            person_id=person.id,
            programme_key=version.programme_key,
            version_id=version.id,
            kind=kind,
            started_on=on,
            completed_on=on,
            evidence={},
            recorded_at=now,
        )
        self.session.add(completion)
        self.session.flush()  # revocations need its id
        return completion

    def manager(self, name: str, unit: Organisation, role: Role = Role.MANAGER) -> Person:
        person = self.person(name)
        grant_role(
            self.session,
            account=ensure_account(self.session, person_id=person.id, now=EARLY),
            role=role,
            organisation=unit,
            valid_from=BEGAN,
            valid_to=None,
            reason="test",
            granter=None,
            now=EARLY,
        )
        return person

    def rule(self, key: str) -> Rule:
        return rule_of(target_at(self.session, key=key, known_at=NOW))

    def figure(
        self,
        unit: Organisation | None = None,
        *,
        key: str = "t5",
        as_of: date = DAY,
        known_at: datetime = NOW,
    ) -> Figure:
        self.session.flush()  # what the test wrote last
        return figure(
            self.session,
            rule=self.rule(key),
            organisation=unit or self.province,
            as_of=as_of,
            known_at=known_at,
        )


def counts(made: Figure) -> tuple[int, int]:
    """Return (trained, people) of the official figure."""
    return made.total.whole.trained, made.total.whole.people
