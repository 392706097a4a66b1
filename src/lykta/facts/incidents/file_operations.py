"""A file of incidents on its way in: kept, checked, read in by the worker, given up. One function per change.

The worker holds a file by a lease that it renews: a killed worker's file is taken up again when the lease has run out,
and the end of the lease is the token, so that a worker that was only slow cannot write what another has taken over.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.base.audit import operations as audit
from lykta.base.kernel.actor import Actor, NotNow, require
from lykta.facts.evidence.enums import Permission
from lykta.facts.evidence.models import ImportBatch
from lykta.facts.incidents.enums import FileState
from lykta.facts.incidents.models import ColumnMapping, IncomingFile
from lykta.ground.accounts.models import Account
from lykta.ground.municipalities.models import Municipality

LARGEST = 100 << 20
KEPT = timedelta(days=7)
LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 3
AT_WORK = (FileState.CHECKING, FileState.WAITING, FileState.RUNNING)
OF_ONE_FILE = ("sheet", "sheets", "rows", "acts_for", "attempts", "recognised")
ENDED = (FileState.DONE, FileState.WITHDRAWN)


class Stopped(Exception):
    """Somebody has cancelled, or another worker has taken over: what was done so far is left."""


def path_of(file: IncomingFile, kind: str) -> Path:
    """`file` as it came, its `rows`, its `profile`, and the `work` on it."""
    folder = Path(settings.DATA_DIR) / "incoming"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"{file.public_id}.{kind}"


def keep_file(
    *, municipality: Municipality, uploaded: UploadedFile, file_hash: str, by: Account
) -> IncomingFile:  # fmt: skip
    require(by, Permission.IMPORT, municipality)
    size = uploaded.size or 0
    if size > LARGEST:
        raise NotNow(
            _("The file is %(size)d MB, and at most %(most)d MB can be read in. Divide it, for instance by year.")
            % {"size": size >> 20, "most": LARGEST >> 20}
        )
    file = IncomingFile(
        municipality=municipality, file_name=_shown(uploaded.name or ""), file_hash=file_hash, size=size,
        uploaded_by=by,
    )  # fmt: skip
    _write(path_of(file, "file"), uploaded.chunks())
    with transaction.atomic():
        file.save()
        audit.record("incidents.file_uploaded", by=by, municipality=municipality, subject=file)
    return file


def _shown(name: str) -> str:
    return "".join(sign for sign in Path(name).name if sign.isprintable())[-200:] or "fil"


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        for piece in pieces:
            file.write(piece)


@transaction.atomic
def set_reading(
    *,
    file: IncomingFile,
    by: Actor,
    columns: dict[str, Any] | None = None,
    categories: dict[str, str] | None = None,
    **options: Any,
) -> IncomingFile:
    """How the file is to be read. What was found out with another reading is forgotten."""
    require(by, Permission.IMPORT, file.municipality)
    row = _locked(file)
    if row.state in (*AT_WORK, *ENDED):
        raise NotNow(_("The file is being read, or has been. Cancel first, or upload it again."))
    row.columns = row.columns if columns is None else columns
    row.categories = row.categories if categories is None else categories
    row.options = row.options | options
    row.rows_total = options.get("rows", row.rows_total)
    row.state, row.problem, row.verdict, row.rows_done = FileState.UPLOADED, "", {}, 0
    row.save()
    path_of(row, "work").unlink(missing_ok=True)
    return row


@transaction.atomic
def save_mapping(*, file: IncomingFile, name: str, by: Actor) -> ColumnMapping:
    """Under a name, to be recognised by its headings next time."""
    require(by, Permission.IMPORT, file.municipality)
    row = _locked(file)
    kept = {key: value for key, value in row.options.items() if key not in OF_ONE_FILE}
    mapping, _created = ColumnMapping.objects.for_municipality(file.municipality).update_or_create(
        municipality=file.municipality,
        name=name.strip()[:80],
        defaults={"columns": row.columns, "categories": row.categories, "options": kept, "changed": timezone.now()},
    )
    return mapping


@transaction.atomic
def ask_for_check(*, file: IncomingFile, by: Account) -> None:
    _ask(file, by, FileState.CHECKING, (FileState.UPLOADED, FileState.CHECKED, FileState.FAILED))


@transaction.atomic
def ask_for_import(*, file: IncomingFile, by: Account, whole: bool = False) -> None:
    """`whole`: all or nothing. Otherwise rows that cannot be read in are left, and the rest comes in."""
    row = _ask(file, by, FileState.WAITING, (FileState.CHECKED,))
    if whole and row.verdict.get("rejected"):
        raise NotNow(_("You chose all or nothing, and some rows cannot be read in. Mend them, or choose otherwise."))
    row.options = row.options | {"whole": whole}
    row.save(update_fields=["options"])


def _ask(file: IncomingFile, by: Account, state: str, allowed: tuple[str, ...]) -> IncomingFile:
    require(by, Permission.IMPORT, file.municipality)
    row = _locked(file)
    if row.state not in allowed:
        raise NotNow(_("The file stands otherwise than when the page was shown. Open it again."))
    row.state, row.problem, row.rows_done, row.lease_until = state, "", 0, None
    row.options = row.options | {"acts_for": by.public_id, "attempts": 0}
    row.save()
    return row


@transaction.atomic
def cancel(*, file: IncomingFile, by: Actor) -> None:
    """Nothing has been written before the end, so there is nothing to take back."""
    require(by, Permission.IMPORT, file.municipality)
    row = _locked(file)
    if row.state not in AT_WORK:
        return
    row.state = FileState.UPLOADED if row.state == FileState.CHECKING else FileState.CHECKED
    if not path_of(row, "work").exists():
        row.state = FileState.UPLOADED
    if row.state == FileState.UPLOADED:
        row.verdict = {}
    row.lease_until, row.rows_done = None, 0
    row.save()


@transaction.atomic
def remove_file(*, file: IncomingFile, by: Actor) -> None:
    require(by, Permission.IMPORT, file.municipality)
    row = _locked(file)
    if row.state in AT_WORK:
        raise NotNow(_("The file is being read. Cancel first."))
    if row.state not in ENDED:
        audit.record("incidents.file_removed", by=by, municipality=row.municipality, subject=row)
        row.delete()
    clear(file)


def files_wait() -> bool:
    return bool(_free().exists())


def _free() -> Any:
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=timezone.now())
    return _everywhere().filter(free, state__in=AT_WORK)


def take_up() -> IncomingFile | None:
    """The oldest file that waits for the worker, or that a worker has lost; held from now on."""
    with transaction.atomic():
        rows = _free().select_for_update(**_skip_locked())
        row: IncomingFile | None = rows.order_by("uploaded").first()
        if row is None:
            return None
        row.options = row.options | {"attempts": row.options.get("attempts", 0) + 1}
        row.state = FileState.RUNNING if row.state == FileState.WAITING else row.state
        row.lease_until, row.rows_done = timezone.now() + LEASE, 0
        row.save()
    if row.options["attempts"] > MOST_ATTEMPTS:
        give_up(row, _("The file could not be read in three attempts. Report it as a fault, and say how large it is."))
        return take_up()
    return row


def _everywhere() -> Any:
    return IncomingFile.objects.across_municipalities(reason="the worker reads the files of all municipalities")


def _skip_locked() -> dict[str, bool]:
    return {"skip_locked": True} if connection.features.has_select_for_update_skip_locked else {}


def renew(file: IncomingFile, rows_done: int) -> None:
    """Raises Stopped when the file is not ours any more."""
    until = timezone.now() + LEASE
    if not _ours(file).update(rows_done=rows_done, lease_until=until):
        raise Stopped
    file.lease_until = until


def _ours(file: IncomingFile) -> Any:
    return _everywhere().filter(pk=file.pk, state=file.state, lease_until=file.lease_until)


def hold_to_the_end(file: IncomingFile) -> IncomingFile:
    """Inside the transaction that writes: from here nobody cancels and nobody takes over."""
    row: IncomingFile | None = _ours(file).select_for_update().first()
    if row is None:
        raise Stopped
    return row


def checked_through(file: IncomingFile, verdict: dict[str, Any]) -> None:
    if not _ours(file).update(
        state=FileState.CHECKED, verdict=verdict, rows_done=file.rows_total, lease_until=None, problem=""
    ):
        raise Stopped


def read_in(row: IncomingFile, batch: ImportBatch, verdict: dict[str, Any]) -> None:
    """Inside the same transaction as the rows."""
    row.state, row.batch, row.verdict, row.lease_until = FileState.DONE, batch, verdict, None
    row.rows_done, row.problem = row.rows_total, ""
    row.save()


def give_up(file: IncomingFile, problem: str) -> None:
    """`problem`: what happened and what to do, for the page. Never what a row says."""
    _ours(file).update(state=FileState.FAILED, problem=problem[:500], lease_until=None)


def actor_of(file: IncomingFile) -> Account | None:
    """Whoever asked for it: the worker may no more than that person may when it writes."""
    asked: str = file.options.get("acts_for", "")
    return Account.objects.filter(public_id=asked, is_active=True).first()


def clear(file: IncomingFile, *kinds: str) -> None:
    for kind in kinds or ("file", "rows", "profile", "work"):
        path_of(file, kind).unlink(missing_ok=True)


def dispose_of_old_files(now: datetime | None = None) -> int:
    """What nobody read in within seven days, and what lies in the folder without a row."""
    before = (now or timezone.now()) - KEPT
    old = list(_everywhere().filter(uploaded__lt=before).exclude(state__in=(*AT_WORK, *ENDED)))
    for row in old:
        row.delete()
        clear(row)
    return len(old) + _sweep(before)


def _sweep(before: datetime) -> int:
    folder = Path(settings.DATA_DIR) / "incoming"
    lost = [path for path in folder.glob("*.*") if path.stat().st_mtime < before.timestamp()] if folder.is_dir() else []
    at_work = set(_everywhere().filter(state__in=AT_WORK).values_list("public_id", flat=True))
    lost = [path for path in lost if path.stem not in at_work]
    for path in lost:
        path.unlink(missing_ok=True)
    return len(lost)


def _locked(file: IncomingFile) -> IncomingFile:
    row: IncomingFile | None = (
        IncomingFile.objects.for_municipality(file.municipality_id).select_for_update().filter(pk=file.pk).first()
    )
    if row is None:
        raise NotNow(_("The file is not there any more. Upload it again."))
    return row
