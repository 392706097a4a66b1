"""The work on uploaded files: check one row by row, or read it in. Run by the worker in a process of its own, one file
at a time, so that a long file stops no mail; killed at any moment it is simply taken up again.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from lykta.base.kernel.actor import NotAllowed, NotNow
from lykta.base.kernel.local_time import STOCKHOLM
from lykta.base.kernel.swedish_time import moment_label
from lykta.facts.incidents.enums import FileState, State
from lykta.facts.incidents.file_import_operations import MOST_ROUNDS, add_file, compare
from lykta.facts.incidents.file_operations import (
    Stopped,
    actor_of,
    checked_through,
    clear,
    give_up,
    path_of,
    renew,
    take_up,
)
from lykta.facts.incidents.import_preparation import Preparation, PreparedRow
from lykta.facts.incidents.imported_rows import ImportedIncident, identity_text
from lykta.facts.incidents.models import IncomingFile
from lykta.facts.incidents.work_files import Judged, Verdict, WorkFile
from lykta.ground.accounts.enums import OrganizationKind
from lykta.ground.accounts.models import Account, PartnerOrganization
from lykta.importers.incidents.fields import FIELDS
from lykta.importers.incidents.load import vocabulary_of
from lykta.importers.incidents.uploaded_rows import LeftOut, Reading, UploadedRows
from lykta.importers.incidents.uploads import names_known, profile_of, rows_of
from lykta.importers.result import RowProblem

log = logging.getLogger("lykta.files")
CHUNK = 2000
T = TypeVar("T")


def work_through() -> int:
    """How many files were taken up. One after the other, until none waits."""
    done = 0
    while (file := take_up()) is not None:
        work_on(file)
        done += 1
    return done


def work_on(file: IncomingFile) -> None:
    by = actor_of(file)
    try:
        if by is None:
            raise NotAllowed("the login is closed")
        _check_or_read_in(file, by)
    except Stopped:
        pass
    except NotNow as problem:
        give_up(file, problem.message)
    except NotAllowed:
        give_up(file, _("Whoever started it may not read in files here any more. Somebody else can start it again."))
    except Exception as problem:
        # A database quotes the row in its message: only where it happened is written down, never what.
        where = "".join(traceback.format_tb(problem.__traceback__))
        log.error("file %s: %s\n%s", file.public_id, type(problem).__name__, where)
        give_up(
            file, _("Something went wrong in the program. Nothing was read in; try again, or report it as a fault.")
        )


def _check_or_read_in(file: IncomingFile, by: Account) -> None:
    reads_in = file.state == FileState.RUNNING
    with WorkFile.new(path_of(file, "work")) as work:
        reader, preparation = tools_for(file)
        for done in lay_out_rows(file, work, reader, preparation, keeps=reads_in):
            _go_on(file, done)
        known = compare(work, file.municipality, reader.mapping.source_system)
        work.finish()
        if not reads_in:
            checked_through(file, work.counts())
            return
        _read_in(file, work, preparation, known, by)
    clear(file)


def _go_on(file: IncomingFile, done: int) -> None:
    renew(file, done)


def _read_in(file: IncomingFile, work: WorkFile, preparation: Preparation, known: Any, by: Account) -> None:
    if file.options.get("whole") and work.counts()["rejected"]:
        raise NotNow(_("You chose all or nothing, and some rows cannot be read in. Nothing was written."))
    for _round in range(MOST_ROUNDS):
        _go_on(file, file.rows_total)
        if add_file(file=file, work=work, preparation=preparation, known=known, by=by):
            return
        known = compare(work, file.municipality, file.options.get("source_system", ""))
    raise NotNow(_("Others are reading in files at the same time. Try again in a while."))


def tools_for(file: IncomingFile) -> tuple[UploadedRows, Preparation]:
    """What is looked up once: how the person wants the file read, and what the municipality has."""
    options, columns = file.options, file.columns
    profile = profile_of(file)["columns"]
    organization = PartnerOrganization.objects.filter(public_id=options.get("organization") or "").first()
    reading = Reading(
        municipality=file.municipality,
        columns=columns,
        width=len(profile),
        categories=file.categories,
        places=names_known(file.municipality) | options.get("places", {}),
        source_system=options.get("source_system", ""),
        order=options.get("order") or None,
        midnights=frozenset(name for name, at in columns.items() if at < len(profile) and _only_days(profile[at])),
        state=State.REVIEWED if options.get("state") == State.REVIEWED else State.REPORTED,
        source=organization.kind if organization else OrganizationKind.OTHER,
        organization=organization,
        rejects_numbers=options.get("numbers") == "reject",
        holds_back=options.get("persons") == "hold",
    )
    preparation = Preparation(file.municipality, keeps_outside=options.get("outside") == "keep")
    return UploadedRows(reading, vocabulary_of(file.municipality)), preparation


def _only_days(profile: dict[str, Any]) -> bool:
    return bool(profile["filled"] and profile["midnights"] == profile["filled"])


def lay_out_rows(
    file: IncomingFile, work: WorkFile, reader: UploadedRows, preparation: Preparation, *, keeps: bool
) -> Iterator[int]:
    """Row after row into the work file, some thousand at a time; how many are done."""
    done = 0
    for part in _parts(rows_of(file)):
        rows = _judged(part, reader, preparation, keeps=keeps)
        work.add(_repeated(row, work) for row in work.add(rows))
        done += len(part)
        yield done


def _judged(
    part: list[tuple[int, list[str]]], reader: UploadedRows, preparation: Preparation, *, keeps: bool
) -> Iterable[Judged]:
    judged: dict[int, Judged] = {}
    read: dict[int, tuple[ImportedIncident, tuple[str, ...]]] = {}
    for line, cells in part:
        try:
            incident = reader.one(line, cells)
            read[line] = incident, tuple(reader.notes)
        except LeftOut as chosen:
            judged[line] = Judged(line, Verdict.LEFT_OUT, reason=str(chosen))
        except RowProblem as problem:
            judged[line] = Judged(line, Verdict.REJECTED, reason=problem.in_words(FIELDS))
    laid_out, rejections = preparation.laid_out([incident for incident, _notes in read.values()], only_tried=not keeps)
    for one in rejections:
        judged[one.line] = Judged(one.line, Verdict.REJECTED, reason=one.reason)
    for row in laid_out:
        judged[row.line] = _new(row, *read[row.line], preparation, keeps=keeps)
    return [judged[line] for line, _cells in part]


def _new(
    row: PreparedRow, incident: ImportedIncident, notes: tuple[str, ...], preparation: Preparation, *, keeps: bool
) -> Judged:
    if row.is_outside:
        notes = (*notes, _("The position lies outside the municipality."))
    label = preparation.categories[incident.category].label
    where = incident.place or incident.place_text
    when = moment_label(incident.occurred_from.astimezone(STOCKHOLM))
    return Judged(
        line=row.line, verdict=Verdict.NEW, what=" · ".join(part for part in (label, when, where) if part), notes=notes,
        identity=identity_text(row.identity), content_hash=row.content_hash, source_id=incident.source_id,
        values=row.values if keeps else None,
    )  # fmt: skip


def _repeated(row: Judged, work: WorkFile) -> Judged:
    """A row of which an earlier line has the id, or all the content, already."""

    line, content = work.earlier(row.identity or "")
    if content == row.content_hash:
        return Judged(row.line, Verdict.SAME, row.what, notes=(_("The same as line %(line)s.") % {"line": line},))
    reason = _("The id stands on line %(line)s already, with other content. Take one away.") % {"line": line}
    return Judged(row.line, Verdict.REJECTED, reason=reason)


def _parts(rows: Iterator[T]) -> Iterator[list[T]]:
    while part := list(islice(rows, CHUNK)):
        yield part
