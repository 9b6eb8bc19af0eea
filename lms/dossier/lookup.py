"""What a row of a file says: read for some results at a time, kept no longer than they are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lms.annual.service import FORM_NAMES, form_of
from lms.catalog.service import Programme, programme_document
from lms.core.clock import local_day
from lms.core.secrets import Keyring
from lms.credentials.service import Certificate
from lms.dossier.columns import OUTSIDE_DOCUMENT, Row
from lms.dossier.models import Action, Export, Sent
from lms.learning.service import Completion, CompletionKind
from lms.organisations.service import Organisation, OrganisationCode, OrganisationVersion
from lms.people.service import ID_CONTEXT, Person, read_as
from lms.recognition.service import Claim

Dated = TypeVar("Dated", OrganisationVersion, OrganisationCode)
Result = tuple[Sent, Completion, Person, Organisation, Certificate | None]

AT_A_TIME = 500  # results
SCHEMES = ("org_id", "commune", "province", "internal")  # of codes, the one wanted most first


@dataclass(frozen=True, slots=True)
class Beside:
    """What belongs to some results: filed trainings by uuid, names and codes of units by id."""

    claims: Mapping[UUID, Claim]
    names: Mapping[int, Sequence[OrganisationVersion]]
    codes: Mapping[int, Sequence[OrganisationCode]]


def rows_of(session: Session, keys: Keyring, *, export: Export) -> Iterator[Row]:
    """Yield the rows of a file in order; each ID number is decrypted for its own row."""
    last = 0
    while found := session.execute(_results(export, after=last)).all():
        beside = _beside(session, found)
        for result in found:
            programme = programme_document(session, result[1].version_id)
            yield _row(keys, result, programme, beside)
        last = found[-1][0].id


def _results(
    export: Export, *, after: int
) -> Select[Sent, Completion, Person, Organisation, Certificate]:
    """Select the next results of the file, as sent and as they are."""
    return (
        select(Sent, Completion, Person, Organisation, Certificate)
        .join(Completion, Completion.id == Sent.completion_id)
        .join(Person, Person.id == read_as(Completion.person_id))
        .join(Organisation, Organisation.id == Sent.organisation_id)
        .outerjoin(Certificate, Certificate.id == Sent.certificate_id)
        .where(Sent.export_id == export.id, Sent.id > after)
        .order_by(Sent.id)
        .limit(AT_A_TIME)
    )


def _beside(session: Session, found: Sequence[Result]) -> Beside:
    filed = {
        UUID(completion.evidence["claim"])
        for _, completion, *_ in found
        if "claim" in completion.evidence
    }
    units = {sent.organisation_id for sent, *_ in found}
    claims = session.scalars(select(Claim).where(Claim.uuid.in_(filed)))
    return Beside(
        claims={claim.uuid: claim for claim in claims},
        names=_by_unit(session, OrganisationVersion, units),
        codes=_by_unit(session, OrganisationCode, units),
    )


def _by_unit(session: Session, kind: type[Dated], units: set[int]) -> dict[int, list[Dated]]:
    known = select(kind).where(kind.organisation_id.in_(units), kind.superseded_at.is_(None))
    grouped: dict[int, list[Dated]] = {}
    for row in session.scalars(known.order_by(kind.id)):
        grouped.setdefault(row.organisation_id, []).append(row)
    return grouped


def _row(keys: Keyring, result: Result, programme: Programme, beside: Beside) -> Row:
    sent, completion, person, unit, certificate = result
    day, evidence = completion.completed_on, completion.evidence
    claim = beside.claims.get(UUID(evidence["claim"])) if "claim" in evidence else None
    names = _on(day, beside.names.get(unit.id, ()))
    is_outside = completion.kind == CompletionKind.RECOGNISED
    printed = certificate.snapshot if certificate else {}
    return Row(
        action=Action(sent.action),
        id_number=keys.decrypt(person.id_number_cipher or b"", context=ID_CONTEXT),
        full_name=person.full_name,
        born_on=person.born_on,
        unit_code=_code(day, beside.codes.get(unit.id, ())),
        unit_name=names[0].name if names else unit.name,
        programme=claim.training if claim else programme.title["vi"],
        content_code=programme.content_code,
        form=FORM_NAMES[form_of(CompletionKind(completion.kind))],
        started_on=completion.started_on,
        completed_on=day,
        periods=evidence.get("periods", programme.periods),
        issuer=evidence.get("issuer") if is_outside else printed.get("issuer"),
        document_type=OUTSIDE_DOCUMENT if is_outside else _as_words(printed.get("title")),
        document_number=evidence.get("document") if is_outside else printed.get("number"),
        document_on=local_day(certificate.issued_at) if certificate else None,
        revoked_on=sent.revoked_on,
        uuid=completion.uuid,
    )


def _on(day: date, rows: Sequence[Dated]) -> list[Dated]:
    return [r for r in rows if r.valid_from <= day and (r.valid_to is None or r.valid_to > day)]


def _code(day: date, codes: Sequence[OrganisationCode]) -> str | None:
    """Return the code that the unit bore on the day; of several, the one wanted most."""
    borne = sorted(_on(day, codes), key=lambda code: SCHEMES.index(code.scheme))
    return borne[0].code if borne else None


def _as_words(title: str | None) -> str | None:
    """Return a printed title as it stands inside a line: capitals at its beginning only."""
    return title.capitalize() if title else None
