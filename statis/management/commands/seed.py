"""`manage.py seed`: sample prices, the demo account and its strategies."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from marketdata.services import load_sample_data
from statis.management import demo


class Command(BaseCommand):
    help = "Load the sample prices and make the demo account with the built-in strategies; does nothing twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--migrate", action="store_true", help="bring the database's tables up to date first")
        parser.add_argument("--prices-only", action="store_true", help="load the sample prices, make no account")
        parser.add_argument("--force", action="store_true", help="make the account on a DATABASE_URL database too")

    def handle(self, *, migrate: bool, prices_only: bool, force: bool, **options: Any) -> None:
        """Seed, unless the database may be one that others can reach."""
        if not (settings.IS_EMBEDDED or prices_only or force):
            raise CommandError(
                "DATABASE_URL is set, and the demo account's password is public: nothing was done. Load the sample "
                "prices alone with --prices-only; use --force only on a database that nobody else can reach."
            )
        if migrate:
            call_command("migrate", interactive=False, verbosity=0)
        said = f"{load_sample_data()} price series added."
        if not prices_only:
            said += f" {demo.seed_strategies(demo.demo_user())} strategies added for {demo.EMAIL}."
        if options["verbosity"]:
            self.stdout.write(said)
