"""Every permission and role there is, and who is asking."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from lms.core.i18n import msgid


class Permission(StrEnum):
    """What a role may do, named `resource:action`. A view names exactly one."""

    ACCOUNT_ACTIVATE = "account:activate"  # make a one-time code for somebody in scope
    ACCOUNT_ADMINISTER = "account:administer"
    ACCOUNT_OWN = "account:own"  # one's own password, language, text size, sessions
    API_KEY_WRITE = "api-key:write"  # keys with which other systems read what one may read
    ATTEMPT_EXTEND = "attempt:extend"  # open one more try, with a reason
    AUDIT_READ = "audit:read"
    CERTIFICATE_OWN = "certificate:own"
    CERTIFICATE_READ = "certificate:read"
    CERTIFICATE_REVOKE = "certificate:revoke"  # and reissue
    COMPLETION_APPROVE = "completion:approve"  # training from elsewhere that somebody else filed
    COMPLETION_FILE = "completion:file"  # training from elsewhere, with its paper
    COMPLETION_REVOKE = "completion:revoke"
    COMPLETION_WAIVE = "completion:waive"
    DOSSIER_EXPORT = "dossier:export"  # files with full ID numbers; a reason, a second factor
    ENROLMENT_LEARN = "enrolment:learn"  # one's own home, lessons and quizzes
    ENROLMENT_MANAGE = "enrolment:manage"
    GRANT_WRITE = "grant:write"
    ISSUER_WRITE = "issuer:write"
    MESSAGE_READ = "message:read"  # the send log
    MESSAGE_SEND = "message:send"  # try again what could not be sent
    ORGANISATION_CONTACT = "organisation:contact"  # set the unit's name and telephone for help
    ORGANISATION_WRITE = "organisation:write"
    PERSON_READ = "person:read"
    PERSON_WRITE = "person:write"  # move, correct, end posts; merge two records
    PERSON_REVEAL = "person:reveal"  # see a full personal ID number, with a reason
    REGISTER_ATTEST = "register:attest"  # confirm who the communication staff are
    REPORT_SEAL = "report:seal"  # seal a figure, have it sealed each month
    ROSTER_APPLY = "roster:apply"
    TARGET_READ = "target:read"  # figures and the names behind them


class Role(StrEnum):
    """A bundle of permissions, granted over an organisation and all below it."""

    HR = "hr"
    MANAGER = "manager"
    AUDITOR = "auditor"
    ADMIN = "admin"
    AUTHOR = "author"
    GRADER = "grader"
    DOSSIER = "dossier"


P = Permission
OWN: frozenset[Permission] = frozenset({P.ACCOUNT_OWN, P.CERTIFICATE_OWN, P.ENROLMENT_LEARN})
ROLE_PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.HR: frozenset(
        {
            P.ACCOUNT_ACTIVATE,
            P.API_KEY_WRITE,
            P.ATTEMPT_EXTEND,
            P.CERTIFICATE_READ,
            P.CERTIFICATE_REVOKE,
            P.COMPLETION_APPROVE,
            P.COMPLETION_FILE,
            P.COMPLETION_REVOKE,
            P.COMPLETION_WAIVE,
            P.ENROLMENT_MANAGE,
            P.ISSUER_WRITE,
            P.MESSAGE_READ,
            P.MESSAGE_SEND,
            P.ORGANISATION_CONTACT,
            P.PERSON_READ,
            P.PERSON_REVEAL,
            P.PERSON_WRITE,
            P.REGISTER_ATTEST,
            P.ROSTER_APPLY,
        }
    ),
    Role.MANAGER: frozenset({P.API_KEY_WRITE, P.REPORT_SEAL, P.TARGET_READ}),
    Role.AUDITOR: frozenset(
        {P.AUDIT_READ, P.CERTIFICATE_READ, P.MESSAGE_READ, P.PERSON_READ, P.TARGET_READ}
    ),
    Role.ADMIN: frozenset({P.ACCOUNT_ADMINISTER, P.GRANT_WRITE, P.ORGANISATION_WRITE}),
    Role.AUTHOR: frozenset(),
    Role.GRADER: frozenset(),
    Role.DOSSIER: frozenset({P.DOSSIER_EXPORT}),  # apart from HR, so that it is given on purpose
}
ROLE_NAMES: Mapping[Role, str] = {
    Role.HR: msgid("Cán bộ tổ chức"),
    Role.MANAGER: msgid("Lãnh đạo, quản lý"),
    Role.AUDITOR: msgid("Kiểm tra, giám sát"),
    Role.ADMIN: msgid("Quản trị hệ thống"),
    Role.AUTHOR: msgid("Biên soạn nội dung"),
    Role.GRADER: msgid("Chấm bài"),
    Role.DOSSIER: msgid("Cập nhật hồ sơ cán bộ"),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held today over the organisation at `path` and all below it."""

    role: Role
    organisation_id: int
    path: str  # "/1/5/23/"
    valid_to: date | None = None  # the first day no longer held


@dataclass(frozen=True, slots=True)
class Principal:
    """Whoever is asking, as known at the start of the request; no live row behind it."""

    account_id: int
    account_uuid: UUID
    person_id: int
    person_uuid: UUID
    name: str
    language: str
    large_text: bool
    grants: tuple[Grant, ...] = ()

    @property
    def permissions(self) -> frozenset[Permission]:
        """Everything this person may do somewhere."""
        return OWN.union(*(ROLE_PERMISSIONS[grant.role] for grant in self.grants))

    def scope(self, permission: Permission) -> tuple[str, ...]:
        """Return the paths of the organisations over which the person holds `permission`.

        Each stands for itself and all below it. Empty: nowhere.
        """
        return tuple(g.path for g in self.grants if permission in ROLE_PERMISSIONS[g.role])

    def held_until(self, permission: Permission, path: str) -> date | None:
        """Return the first day on which `permission` over `path` is no longer held; None: open.

        Only for a path in its scope.
        """
        ends = [
            grant.valid_to
            for grant in self.grants
            if permission in ROLE_PERMISSIONS[grant.role] and path.startswith(grant.path)
        ]
        return None if None in ends else max(end for end in ends if end is not None)

    def covers(self, grants: Iterable[Grant]) -> bool:
        """Tell whether everything that `grants` allow, where they allow it, this person may too."""
        return all(
            grant.path.startswith(self.scope(permission))
            for grant in grants
            for permission in ROLE_PERMISSIONS[grant.role]
        )
