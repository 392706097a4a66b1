from __future__ import annotations

import argparse
import secrets

from lykta.config.commands.problem import CommandProblem, ExitCode


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--code", required=True, help="the municipality's four-digit code, e.g. 9901")
    parser.add_argument("--name", required=True, help="its name, without “kommun”")
    parser.add_argument("--population", type=int, help="number of inhabitants")
    parser.add_argument("--administrator", metavar="EMAIL", help="also make a login that may give others access")


def run(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.db import OperationalError, transaction

    from lykta.base.kernel.actor import NotNow
    from lykta.facts.statistics.operations import claim_events
    from lykta.ground.accounts.actors import CommandLine
    from lykta.ground.municipalities.operations import create_municipality
    from lykta.journeys.push_forms import push_forms

    by = CommandLine()
    try:
        with transaction.atomic():
            municipality = create_municipality(code=args.code, name=args.name, population=args.population, by=by)
            claim_events(municipality)
            push_forms(municipality)
            password = _administrator(municipality, args.administrator, by) if args.administrator else ""
    except NotNow as problem:
        raise CommandProblem(problem.message, ExitCode.USAGE) from problem
    except OperationalError as problem:
        raise CommandProblem(
            "The database has no tables yet. Run “lykta migrate” first.", ExitCode.NOT_WRITTEN
        ) from problem
    print(f"{municipality.name} ({municipality.code}): /k/{municipality.slug}/ and /arbete/{municipality.slug}/")
    if password:
        print(f"Log in as {args.administrator} with the password {password} and change it at once.")
    return ExitCode.DONE


def _administrator(municipality, email: str, by) -> str:  # type: ignore[no-untyped-def]
    from lykta.ground.accounts import operations
    from lykta.ground.accounts.enums import OrganizationKind, Role

    password = secrets.token_urlsafe(12)
    organization = operations.create_organization(
        name=f"{municipality.name} kommun",
        kind=OrganizationKind.MUNICIPALITY,
        is_authority=True,
        municipality=municipality,
        by=by,
    )
    function = operations.create_function(
        municipality=municipality, organization=organization, title="Systemförvaltare", email=email, by=by
    )
    account = operations.create_account(
        email=email, name="Systemförvaltare", municipality=municipality, password=password, by=by
    )
    operations.give_grant(
        account=account, function=function, role=Role.ADMINISTRATOR, municipality=municipality, valid_to=None, by=by
    )
    return password
