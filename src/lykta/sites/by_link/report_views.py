"""For those who report by a personal link."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page

from lykta.ground.accounts.actors import LinkActor
from lykta.ground.accounts.enums import LinkPurpose
from lykta.ground.areas.queries import base_layers
from lykta.sites.by_link import keys
from lykta.sites.by_link.pages import LinkRequest, by_link, keep_to_ourselves
from lykta.sites.offline import shell_of_this_version
from lykta.sites.reporting import answers, pages, phone_views
from lykta.sites.reporting.doors import Door, door_of_link

Shared = Callable[..., HttpResponse]


def for_reporters(view: Shared) -> Callable[..., HttpResponse]:
    """A page that both doors share, by an open reporter's link."""

    @by_link(LinkPurpose.REPORTER)
    @wraps(view)
    def through(request: LinkRequest, *args: str, **kwargs: str) -> HttpResponse:
        return view(request, door_of_link(request.by), *args, **kwargs)

    return through


def for_phone(view: Callable[[HttpRequest, Door], JsonResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """As `for_reporters`, for the script of the page: answers in JSON."""

    @wraps(view)
    def through(request: HttpRequest) -> HttpResponse:
        link = keys.link_of(request, LinkPurpose.REPORTER)
        if link is None:
            return keep_to_ourselves(answers.link_ended(), has_form=True)
        return keep_to_ourselves(view(request, door_of_link(LinkActor(link))), has_form=True)

    through.purpose = LinkPurpose.REPORTER  # type: ignore[attr-defined]
    return through


basis = gzip_page(for_phone(phone_views.basis))
places = gzip_page(for_phone(phone_views.places))


@csrf_exempt  # answers.is_from_our_page stands for it: a page kept for days cannot have a fresh token
def send(request: HttpRequest) -> HttpResponse:
    """Also by a link that has ended since the report was begun: held back, few, and nothing else is opened."""
    link = keys.link_of(request, LinkPurpose.REPORTER)
    named = link or keys.ended_link_of(request, LinkPurpose.REPORTER)
    if named is None:
        return keep_to_ourselves(answers.link_ended(), has_form=True)
    answer = phone_views.send(request, door_of_link(LinkActor(named)), is_late=link is None)
    return keep_to_ourselves(answer, has_form=True)


report = shell_of_this_version(gzip_page(for_reporters(pages.report)))
nil_report = for_reporters(pages.nil_report)
coming_event = for_reporters(pages.coming_event)
cancel_coming_event = for_reporters(pages.cancel_coming_event)
my_reports = for_reporters(pages.my_reports)
answer = for_reporters(pages.answer)
withdraw = for_reporters(pages.withdraw)


@by_link(LinkPurpose.REPORTER)
def base_map(request: LinkRequest) -> HttpResponse:
    return JsonResponse({layer.key: layer.features for layer in base_layers(request.municipality)})
