"""The public connection can read the listed tables and nothing else, on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client, override_settings
from django.urls import path
from django.utils import timezone

from lykta.airlocks.intake.models import Submission
from lykta.airlocks.publishing import connection as public_door
from lykta.airlocks.publishing.checks import public_role
from lykta.airlocks.publishing.connection import READABLE, restricted_connection
from lykta.airlocks.publishing.models import Proposal, Release
from lykta.facts.incidents.models import Incident
from lykta.ground.accounts.models import Account
from lykta.ground.municipalities.models import Municipality
from tests.worlds import World

pytestmark = [pytest.mark.sql, pytest.mark.django_db(transaction=True)]

FORBIDDEN = [
    "intake_submission",
    "areas_place",
    "incidents_incident",
    "accounts_account",
    "publishing_proposal",
    "audit_auditevent",
    "django_session",
]


@pytest.fixture
def world(transactional_db: None) -> World:
    from tests.worlds import make_world

    return make_world()


def _read(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        cursor.fetchall()


@pytest.mark.parametrize("table", FORBIDDEN)
def test_a_table_that_is_not_listed_raises(world: World, table: str) -> None:
    _read(table)  # outside the door it reads; the statement is now prepared and must be refused all the same
    with restricted_connection(), pytest.raises(DatabaseError):
        _read(table)
    _read(table)


@pytest.mark.parametrize("table", sorted(READABLE))
def test_the_listed_tables_read(world: World, table: str) -> None:
    with restricted_connection():
        _read(table)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT slug FROM municipalities_municipality WHERE id IN (SELECT municipality_id FROM publishing_proposal)",
        "SELECT m.name, a.email FROM municipalities_municipality m LEFT JOIN accounts_account a ON true",
        "SELECT count(*) FROM incidents_incident",
        "UPDATE municipalities_municipality SET name = 'x'",
        "DELETE FROM publishing_release",
        "INSERT INTO municipalities_cooperation (public_id, name) VALUES ('x', 'planted')",
        "CREATE TABLE planted (id int)",
        "DROP TABLE publishing_release",
        "SELECT payload FROM intake_submission",
        "SELECT id FROM intake_submission WHERE reply_email = 'planted@example.org'",
        "SELECT id FROM intake_submission ORDER BY state",
        "UPDATE intake_submission SET state = 'accepted'",
        "DELETE FROM intake_submission",
        "INSERT INTO publishing_standingvalue (kind, key) SELECT payload, id FROM intake_submission",
        "INSERT INTO intake_campaign (public_id, title) VALUES ('x', 'planted')",
        "INSERT INTO intake_formversion (kind) VALUES ('planted')",
        "UPDATE intake_formversion SET definition = '{}'",
        "UPDATE intake_deliverykey SET revoked = NULL",
        "UPDATE intake_ratecount SET who = 'x'",
        "DELETE FROM intake_ratecount",
    ],
)  # fmt: skip
def test_no_way_around_by_joining_counting_or_writing(world: World, statement: str) -> None:
    before = list(Municipality.objects.order_by("pk").values_list("name", flat=True))
    with restricted_connection(), pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(Municipality.objects.order_by("pk").values_list("name", flat=True)) == before


def test_what_came_in_can_be_added_and_not_read_back(world: World) -> None:
    planted = "planted@example.org"
    with restricted_connection():
        Submission.objects.create(
            municipality=world.bjorkviken, channel="resident", payload={"text": planted}, reply_email=planted,
            dispose_after=timezone.now(), idempotency_key="k",
        )  # fmt: skip
        rows = Submission.objects.for_municipality(world.bjorkviken).order_by("pk")
        assert [*rows.values_list("idempotency_key", flat=True)] == ["k"]
        for ask in (
            lambda: list(rows), lambda: rows.get(reply_email=planted), lambda: rows.update(state="accepted"),
            lambda: list(rows.values_list("payload")), lambda: rows.delete(),
            lambda: list(rows.filter(payload__text__startswith="p").values_list("pk")),
        ):  # fmt: skip
            with pytest.raises(DatabaseError):
                ask()
    row = Submission.objects.for_municipality(world.bjorkviken).get()
    assert (row.payload, row.reply_email, row.state) == ({"text": planted}, planted, "waiting")


def test_a_relation_that_wanders_from_a_released_row_is_stopped(world: World) -> None:
    """What a template could do: from the municipality of a release to its reports."""
    with restricted_connection():
        municipality = Municipality.objects.get(code="9901")
        assert list(Release.objects.for_municipality(municipality)) == []
        for rows in (
            Incident.objects.for_municipality(municipality),
            Proposal.objects.for_municipality(municipality),
            Account.objects.all(),
        ):
            with pytest.raises(DatabaseError):
                list(rows)


def _wander() -> None:
    list(Municipality.objects.all())
    list(Account.objects.all())


def test_the_door_closes_behind_an_error_and_inside_a_transaction(world: World) -> None:
    with pytest.raises(RuntimeError), restricted_connection():
        raise RuntimeError
    assert Account.objects.count() == 9
    with restricted_connection(), pytest.raises(DatabaseError), transaction.atomic():
        _wander()
    assert Account.objects.count() == 9


def _planted(request, slug):
    from django.http import HttpResponse

    from lykta.config.urls import urlpatterns  # noqa: F401  (the planted view stands beside the real ones)

    return HttpResponse(", ".join(Account.objects.values_list("email", flat=True)))


def _planted_template(request, slug):
    from django.http import HttpResponse
    from django.template import Context, Template

    text = "{% for row in rows %}{{ row.text }}{% endfor %}"
    rows = Incident.objects.for_municipality(Municipality.objects.get(slug=slug))
    return HttpResponse(Template(text).render(Context({"rows": rows})))


def _planted_session(request, slug):
    from django.http import HttpResponse

    return HttpResponse(request.user.name)


urlpatterns = [
    path("k/<slug:slug>/vy/", _planted),
    path("k/<slug:slug>/mall/", _planted_template),
    path("k/<slug:slug>/session/", _planted_session),
    path("arbete/<slug:slug>/vy/", _planted),
]


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize("page", ["vy", "mall", "session"])
def test_a_page_planted_behind_the_public_door_reads_nothing(world: World, page: str) -> None:
    client = Client()
    client.force_login(world.coordinator)
    with pytest.raises(DatabaseError):
        client.get(f"/k/bjorkviken/{page}/")
    # The same view behind the staff door reads: it is the door that stops it.
    assert "coordinator@example.org" in client.get("/arbete/bjorkviken/vy/").content.decode()


def test_the_check_says_what_the_administrator_must_run(world: World) -> None:
    assert public_role(databases=["default"]) == []
    if connection.vendor != "postgresql":
        return
    for right in ("SELECT ON areas_maplayer", "INSERT ON intake_submission", "UPDATE (count) ON intake_ratecount",
                  "SELECT (content_hash) ON intake_submission"):  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(f"REVOKE {right} FROM lykta_public")
        try:
            (found,) = public_role(databases=["default"])
            assert found.id == "publishing.W001"
            assert all(table in found.msg for table in {*READABLE, "intake_submission"})
            assert "GRANT lykta_public TO" in found.msg
        finally:
            with connection.cursor() as cursor:
                cursor.execute(f"GRANT {right} TO lykta_public")
        assert public_door.problem() == ""
    with connection.cursor() as cursor:
        for statement in public_door.grants():  # what the administrator is told to run can be run
            cursor.execute(statement)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only PostgreSQL has roles")
def test_a_database_user_without_the_right_to_make_roles_can_migrate(world: World) -> None:
    from importlib import import_module

    migration = import_module("lykta.airlocks.publishing.migrations.0002_public_role")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE ROLE lykta_test_plain NOLOGIN")
        cursor.execute("SET LOCAL ROLE lykta_test_plain")
        cursor.execute(migration.JOIN)
        for statement in (migration.CREATE, migration.GRANT, migration.JOIN):
            cursor.execute(statement.replace("lykta_public", "lykta_test_missing"))
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = 'lykta_test_missing'")
        assert cursor.fetchone() == (0,)
        transaction.set_rollback(True)
