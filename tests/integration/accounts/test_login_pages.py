"""The way in: plain Swedish, our look, and no way to learn who has a login."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

from tests.worlds import PASSWORD, World

pytestmark = [pytest.mark.sql, pytest.mark.django_db]

TITLES = {
    "/konto/login/": "Logga in",
    "/konto/signup/": "Inloggning får du av din kommun",
    "/konto/password/reset/": "Har du glömt lösenordet?",
    "/konto/password/reset/done/": "Titta i din inkorg",
    "/konto/password/reset/key/done/": "Lösenordet är bytt",
    "/konto/password/reset/key/1-abc/": "Välj ett nytt lösenord",
    "/konto/inactive/": "Inloggningen är stängd",
    "/konto/confirm-email/": "Bekräfta din adress",
}
TITLES_INSIDE = {
    "/konto/logout/": "Logga ut",
    "/konto/password/change/": "Byt mitt lösenord",
    "/konto/reauthenticate/": "Är det fortfarande du?",
}
ENGLISH = re.compile(r"\b(the|your|password|sign|email address|forgot|you)\b", re.IGNORECASE)


def _words(response) -> str:
    body = response.content.decode().split("<body")[1]
    return re.sub(r"<[^>]*>", " ", body)


@pytest.mark.parametrize("url", TITLES)
def test_a_page_outside_is_ours_and_in_swedish(world: World, url: str) -> None:
    _check(Client().get(url), TITLES[url])


@pytest.mark.parametrize("url", TITLES_INSIDE)
def test_a_page_inside_is_ours_and_in_swedish(world: World, url: str) -> None:
    client = Client()
    client.force_login(world.reporter)
    _check(client.get(url), TITLES_INSIDE[url])


def _check(response, title: str) -> None:
    assert response.status_code == 200
    html = response.content.decode()
    assert f"<h1>{title}</h1>" in html
    assert '<header class="band">' in html
    assert "lykta/account.css" in html
    assert response["Cache-Control"] == "no-store"
    assert ENGLISH.findall(_words(response)) == []


def test_the_right_password_opens_and_the_wrong_one_says_what_to_do(world: World) -> None:
    client = Client()
    wrong = client.post("/konto/login/", {"login": "reporter@example.org", "password": "fel-lösenord-2026"})
    unknown = client.post("/konto/login/", {"login": "nobody@example.org", "password": "fel-lösenord-2026"})
    sentence = "E-postadressen och lösenordet stämmer inte ihop."
    assert sentence in wrong.content.decode()
    assert sentence in unknown.content.decode()
    assert client.post("/konto/login/", {"login": "Reporter@Example.org", "password": PASSWORD}).status_code == 302


def test_signing_up_is_closed_also_for_those_who_post(world: World) -> None:
    data = {"email": "ny@example.org", "password1": "ett-riktigt-långt-lösenord"}
    assert "Inloggning får du av din kommun" in Client().post("/konto/signup/", data).content.decode()


def test_a_forgotten_password_sends_a_letter_in_swedish_and_tells_nobody_who_exists(world: World) -> None:
    answers = [
        Client().post("/konto/password/reset/", {"email": email}, follow=True)
        for email in ("reporter@example.org", "x@example.org")
    ]
    assert "Titta i din inkorg" in _words(answers[0])
    assert _words(answers[0]) == _words(answers[1])
    known, unknown = mail.outbox
    assert "har bett om ett nytt lösenord till Lykta" in known.body
    assert "Det finns ingen inloggning" in unknown.body
    assert "Nytt lösenord till Lykta" in known.subject
    assert ENGLISH.findall(re.sub(r"http\S+", "", known.body + unknown.body)) == []

    (link,) = re.findall(r"http://[^/]+(/konto/\S+)", known.body)
    client = Client()
    form = client.get(link, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": "gran-tall-bäck-sten", "password2": "gran-tall-bäck-sten"})
    world.reporter.refresh_from_db()
    assert world.reporter.check_password("gran-tall-bäck-sten")


@pytest.mark.parametrize(
    ("new", "again", "sentence"),
    [
        ("kort", "kort", "Lösenordet är för kort. Det ska ha minst 12 tecken."),
        ("gran-tall-bäck-sten", "gran-tall-bäck-berg", "De två nya lösenorden är olika."),
        ("1qaz2wsx3edc", "1qaz2wsx3edc", "Lösenordet är för vanligt."),
    ],
)
def test_changing_the_password_explains_what_is_wanted(world: World, new: str, again: str, sentence: str) -> None:
    client = Client()
    client.force_login(world.reporter)
    data = {"oldpassword": PASSWORD, "password1": new, "password2": again}
    assert sentence in client.post("/konto/password/change/", data).content.decode()
    world.reporter.refresh_from_db()
    assert world.reporter.check_password(PASSWORD)


def test_nobody_changes_the_own_address_without_an_administrator(world: World):
    client = Client()
    client.force_login(world.reporter)
    answer = client.post("/konto/email/", {"action_add": "", "email": "annan@example.org"})
    assert answer.status_code == 404
    world.reporter.refresh_from_db()
    assert world.reporter.email == "reporter@example.org"
