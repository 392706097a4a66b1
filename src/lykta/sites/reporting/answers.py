"""Answers to the phone: always JSON, always a sentence where something stands in the way."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _

from lykta.base.files.pictures import MOST_BYTES, Encoded, PictureRefused, encoded_anew
from lykta.base.kernel.actor import NotAllowed, NotNow
from lykta.facts.incidents.operations import SameKeyOtherContent
from lykta.sites.reporting import tickets
from lykta.sites.reporting.doors import Door
from lykta.sites.reporting.sent_reports import NeedsChange, Sent, Unreadable, read
from lykta.sites.reporting.taking_in import Receipt, take_in, take_in_late

HEADER = "X-Lykta-Report"


class TooLarge(Exception):
    """The picture: the report can go without it."""


def refusal(status: int, word: str, message: str, **more: str) -> JsonResponse:
    answer = JsonResponse({"status": word, "message": message, **more}, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def not_logged_in() -> JsonResponse:
    return refusal(401, "login", _("You are logged out. Log in again: the report is kept on the phone until then."))


def link_ended() -> JsonResponse:
    return refusal(
        401,
        "login",
        _("Your link does not work any more. Open your new link on this phone: the report is kept here until then."),
    )


def may_not() -> JsonResponse:
    return refusal(403, "refused", _("You may not report here. Ask the coordinator for access."))


def receive(request: HttpRequest, door: Door, *, is_late: bool = False) -> JsonResponse:
    """`is_late`: the link has ended; what was begun before that is taken in, held back."""
    if not is_from_our_page(request):
        return refusal(403, "refused", _("The report did not come from Lykta’s own page. Open the page and try again."))
    try:
        sent, picture = _sent(request)
        return _stored(door, sent, picture, is_late)
    except Unreadable:
        return refusal(422, "change", _("The report could not be read. Open it and send it again."), field="text")
    except RequestDataTooBig:
        return refusal(
            422, "change", _("The text is much too long. Shorten it to at most 2,000 characters."), field="text"
        )
    except TooLarge as problem:
        return refusal(413, "too_large", str(problem), field="picture")
    except NeedsChange as problem:
        return refusal(422, "change", problem.message, field=problem.field)


def is_from_our_page(request: HttpRequest) -> bool:
    """Instead of a form's token, which a page kept for days without coverage could not have fresh."""
    if request.headers.get(HEADER) != "1":
        return False  # no form of another site can set it without asking first
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is None or origin in settings.CSRF_TRUSTED_ORIGINS or urlsplit(origin).netloc == request.get_host()


def _stored(door: Door, sent: Sent, picture: Encoded | None, is_late: bool) -> JsonResponse:
    ticket = tickets.read(sent.values.get("ticket"))
    if ticket is None or not ticket.fits(door):
        return _of_another()
    try:
        if is_late and (sent.kind != "incident" or ticket.actor_id != door.by.actor_id):
            return link_ended()
        receipt = (take_in_late if is_late else take_in)(door, sent, ticket, picture)
    except NotAllowed:
        return link_ended() if is_late else may_not()
    except SameKeyOtherContent as problem:
        return refusal(409, "conflict", problem.message)
    except NotNow as problem:
        return refusal(422, "change", problem.message, field=getattr(problem, "field", "") or "text")
    return _said(receipt)


def _said(receipt: Receipt) -> JsonResponse:
    word, status = ("stored", 201) if receipt.is_new else ("again", 200)
    return JsonResponse({"status": word, "receipt": receipt.as_json()}, status=status)


def _of_another() -> JsonResponse:
    return refusal(
        401,
        "other_login",
        _("The report was written with another login. Log in with that one, or open that link, to send it."),
    )


def _sent(request: HttpRequest) -> tuple[Sent, Encoded | None]:
    try:
        text, file = request.POST.get("report", ""), request.FILES.get("picture")
    except (MultiPartParserError, SuspiciousOperation) as problem:
        if isinstance(problem, RequestDataTooBig):
            raise
        raise Unreadable from problem
    sent = read(text)
    if (size := sent.values.get("picture_size")) is not None and size != (file.size if file is not None else 0):
        raise Unreadable  # the line broke within the picture: the phone sends all of it again
    return sent, _encoded(file) if file is not None and sent.kind == "incident" else None


def _encoded(file: UploadedFile) -> Encoded:
    if (file.size or 0) > MOST_BYTES:
        told = _("The picture is larger than %(limit)d MB. Choose a smaller one, or send the report without it.")
        raise TooLarge(told % {"limit": MOST_BYTES // (1024 * 1024)})
    try:
        return encoded_anew(file.read())
    except PictureRefused as problem:
        raise NeedsChange("picture", problem.message) from problem


def wrong_way(allowed: str) -> JsonResponse:
    answer = refusal(405, "refused", _("Open the report page and send from there."))
    answer["Allow"] = allowed
    return answer
