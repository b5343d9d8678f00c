"""`manage.py seed`: sample prices, the demo account and its strategies."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from marketdata.services import load_sample_data
from statis.management import demo


class Command(BaseCommand):
    help = "Load the sample prices and make the demo account with the built-in strategies; does nothing twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--migrate", action="store_true", help="bring the database's tables up to date first")
        parser.add_argument("--force", action="store_true", help="make the account on a DATABASE_URL database too")

    def handle(self, *, migrate: bool, force: bool, **options: Any) -> None:
        """Seed, unless the database may be one that others can reach."""
        if os.environ.get("DATABASE_URL") and not force:
            raise CommandError(
                "DATABASE_URL is set, and the demo account's password is public: nothing was done. Use --force only "
                "on a database nobody else can reach; for the sample prices alone use manage.py load_samples."
            )
        if migrate:
            call_command("migrate", interactive=False, verbosity=0)
        series = load_sample_data()
        saved = demo.seed_strategies(demo.demo_user())
        if options["verbosity"]:
            self.stdout.write(f"{series} price series and {saved} strategies added for {demo.EMAIL}.")
