"""Any mail at all becomes words, and an address says which mailbox or what is wrong with it, never the password."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from lykta.importers.mailbox.address import Mailbox, mailboxes
from lykta.importers.mailbox.parse import MOST_TEXT, read_mail

HEAD = b"From: a@example.org\r\nMessage-ID: <1@x>\r\n"


def plain(body: bytes, kind: bytes = b"text/plain; charset=utf-8", more: bytes = b"") -> bytes:
    return HEAD + b"Subject: =?utf-8?q?M=C3=B6rkt?=\r\nContent-Type: " + kind + b"\r\n" + more + b"\r\n" + body


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (plain("Åh, mörkt.".encode()), "Åh, mörkt."),
        (plain("Åh, mörkt.".encode("cp1252"), b"text/plain; charset=iso-8859-1"), "Åh, mörkt."),
        (plain("Åh, mörkt.".encode("cp1252"), b"text/plain; charset=finns-inte"), "Åh, mörkt."),
        (plain("Åh, mörkt.".encode("cp1252")), "Åh, mörkt."),
        (plain("Åh, mörkt.".encode("utf-16"), b"text/plain; charset=utf-16"), "Åh, mörkt."),
        (plain(b"=C3=85h=2C m=C3=B6rkt.", more=b"Content-Transfer-Encoding: quoted-printable\r\n"), "Åh, mörkt."),
        (plain(b"not base64 !", more=b"Content-Transfer-Encoding: base64\r\n"), None),
        (plain("<head><title>x</title><style>p{}</style></head><p>Åh,<br>mörkt.<script>y</script></p>".encode(),
               b"text/html; charset=utf-8"), "Åh,\nmörkt."),
        (plain('<?xml version="1.0" encoding="latin-1"?><html><body>Åh</body></html>'.encode(),
               b"text/html; charset=utf-8"), "Åh"),
        (plain(b"", b"text/html"), ""),
        (plain(b"<!-- -->", b"text/html"), ""),
        (plain(b"x" * 50_000), "x" * MOST_TEXT),
    ],
)  # fmt: skip
def test_odd_charsets_and_forms_are_read(raw: bytes, text: str | None) -> None:
    mail = read_mail(raw)
    assert mail.subject == "Mörkt"
    assert text is None or mail.text == text


def test_words_are_taken_from_the_plain_part_and_the_rest_is_counted() -> None:
    raw = HEAD + (
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n'
        b'Content-Type: multipart/alternative; boundary="c"\r\n\r\n'
        b"--c\r\nContent-Type: text/plain\r\n\r\nPlain.\r\n"
        b"--c\r\nContent-Type: text/html\r\n\r\n<b>Marked up.</b>\r\n--c--\r\n"
        b'--b\r\nContent-Type: text/plain; name="x.txt"\r\nContent-Disposition: attachment; filename="x.txt"'
        b"\r\n\r\nFile.\r\n"
        b"--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nForwarded.\r\n"
    )  # no last boundary: cut off
    mail = read_mail(raw)
    assert mail.text == "Plain.\nForwarded."
    assert mail.attachments == 1


@given(st.binary(max_size=600))
def test_whatever_comes_gives_words(raw: bytes) -> None:
    mail = read_mail(raw)
    assert isinstance(mail.text, str)
    assert isinstance(mail.subject, str)
    assert len(mail.key) == 64


@given(head=st.binary(max_size=200), kind=st.sampled_from(["text/plain", "text/html", "multipart/mixed; boundary=b"]),
       charset=st.sampled_from(["utf-8", "utf-7", "idna", "base64", "rot13", "undefined", "'"]),
       body=st.binary(max_size=400))  # fmt: skip
def test_whatever_it_says_of_itself_gives_words(head: bytes, kind: str, charset: str, body: bytes) -> None:
    raw = b"Subject: " + head + f"\r\nContent-Type: {kind}; charset={charset}\r\n\r\n".encode() + body
    assert isinstance(read_mail(raw).text, str)


def test_the_key_is_of_id_and_content() -> None:
    one, again, other = (read_mail(plain(body)).key for body in (b"a", b"a", b"b"))
    assert one == again
    assert one != other
    assert read_mail(b"Received: elsewhere\r\n" + plain(b"a")).key == one, "by whichever way it came"


def test_addresses() -> None:
    text = (
        "imaps://rapporter%40x.se:p%40ss%2Ford@mail.example.org/INBOX?municipality=9901 \n"
        "imap://u:x@127.0.0.1:1143/Rapporter?municipality=9902&tls=none&keep_days=30&done=Klart"
    )
    assert mailboxes(text) == (
        Mailbox("9901", "mail.example.org", 993, "ssl", "rapporter@x.se", "p@ss/ord"),
        Mailbox("9902", "127.0.0.1", 1143, "none", "u", "x", "Rapporter", "Klart", 30),
    )
    assert mailboxes("") == ()
    assert mailboxes("imap://u:x@h?municipality=1")[0].tls == "starttls"
    assert "p@ss" not in repr(mailboxes(text))


@pytest.mark.parametrize(
    "text",
    [
        "mail.example.org", "imaps://h?municipality=9901", "imaps://u:HEMLIGT@h", "https://u:HEMLIGT@h?municipality=1",
        "imaps://u:HEMLIGT@h?municipality=1&tls=none", "imap://u:HEMLIGT@h?municipality=1&tls=ja", "imaps://u:HEMLIGT@h:x?municipality=1",
        "imaps://u:HEMLIGT@h?municipality=1&keep_days=0", "imaps://u:HEMLIGT@h?municipality=1&keep_days=x",
        "imaps://u:HEMLIGT@h?municipality=1&annat=1", "imaps://u:HEMLIGT@h?municipality",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_read_is_told_by_number(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="address 2") as told:
        mailboxes("imaps://u:x@h?municipality=1 " + text)
    assert "HEMLIGT" not in str(told.value)
