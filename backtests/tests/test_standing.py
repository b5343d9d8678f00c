"""What the pages of strategies are told of runs."""

import pytest
from django.urls import reverse

from backtests.models import BacktestRun, State
from backtests.standing import RunResults
from backtests.tests import reports
from strategies import selectors, services
from strategies.models import Strategy


@pytest.fixture
def version(alice, version_of):
    return version_of(alice)


@pytest.fixture
def as_alice(client, alice):
    client.force_login(alice)
    return client


def failed_run(version) -> BacktestRun:
    return BacktestRun.objects.create(
        owner=version.strategy.owner,
        version=version,
        spec={"interval": "1d"},
        symbols="AAPL",
        state=State.FAILED,
        verdict="TIME",
        failure={"message": "It took too long."},
    )


class TestRunResults:
    def test_tell_the_last_run_and_the_last_that_succeeded(self, alice, version):
        done = reports.finished_run(version)
        failed_run(version)

        standing = RunResults().standings(alice, [version.strategy_id])[version.strategy_id]

        assert (standing.runs, standing.last.state) == (2, "FAILED")
        assert standing.result.address == done.get_absolute_url()
        assert standing.result.total_return.endswith("%")
        assert standing.result.spark.startswith("M")

    def test_tell_nobody_of_what_others_ran(self, bob, version):
        reports.finished_run(version)

        assert RunResults().standings(bob, [version.strategy_id]) == {}
        assert RunResults().latest(bob, version.strategy_id, 9) == []
        assert RunResults().by_version(bob, version.strategy_id) == {}

    def test_tell_the_last_result_of_each_version(self, alice, version):
        reports.finished_run(version)
        latest = reports.finished_run(version)
        second = services.save_version(strategy=version.strategy, source="x = 2\n")
        failed_run(second)

        found = RunResults().by_version(alice, version.strategy_id)

        assert {number: line.address for number, line in found.items()} == {1: latest.get_absolute_url()}

    def test_sort_by_the_latest_result_with_those_without_last(self, as_alice, alice, version):
        services.create_strategy(owner=alice, name="Never run", source="")
        best = services.create_strategy(owner=alice, name="Best", source="")
        for one, sharpe in ((version, 0.5), (best.latest_version, 1.5)):
            run = reports.finished_run(one)
            run.headline = {**run.headline, "sharpe_ratio": sharpe, "total_return": None if one is version else 0.1}
            run.save()

        for sort in ("sharpe", "return"):
            page = as_alice.get(reverse("strategies:list"), {"sort": sort}).context["page"]
            assert next(iter(page)).name == "Best"
        assert [one.name for one in as_alice.get(reverse("strategies:list"), {"sort": "sharpe"}).context["page"]] == [
            "Best",
            "Mine",
            "Never run",
        ]


class TestPagesOfStrategies:
    def test_show_the_latest_result(self, as_alice, version):
        run = reports.finished_run(version)

        page = as_alice.get(reverse("strategies:list")).content.decode()

        assert f'href="{run.get_absolute_url()}"' in page
        assert 'class="spark"' in page
        assert "1 run</a>" in page

    def test_ask_the_same_of_the_database_for_one_and_for_many(
        self, as_alice, alice, version, django_assert_num_queries
    ):
        reports.finished_run(version)
        as_alice.get(reverse("strategies:list"))
        with django_assert_num_queries(10):
            as_alice.get(reverse("strategies:list"), {"sort": "sharpe"})
        for number in range(6):
            reports.finished_run(services.create_strategy(owner=alice, name=f"{number}", source="").latest_version)

        with django_assert_num_queries(10):
            as_alice.get(reverse("strategies:list"), {"sort": "sharpe"})

    def test_list_runs_by_version_with_why_there_is_no_result(self, as_alice, version):
        reports.finished_run(version)
        failed_run(services.save_version(strategy=version.strategy, source="x = 2\n", note="Slower"))

        page = as_alice.get(reverse("strategies:runs", args=[version.strategy_id])).content.decode()

        assert page.index("Version 2") < page.index("It took too long.") < page.index("Version 1")
        assert "Slower" in page

    def test_keep_a_deleted_strategy_s_runs_within_reach(self, as_alice, alice, version):
        run = reports.finished_run(version)
        services.delete(strategies=Strategy.objects.filter(pk=version.strategy_id))

        assert not selectors.strategies_of(alice).exists()
        assert as_alice.get(run.get_absolute_url()).status_code == 200
        assert b"was deleted" in as_alice.get(reverse("strategies:detail", args=[version.strategy_id])).content

    def test_lead_from_a_deleted_strategy_s_runs_to_the_way_back(self, as_alice, version):
        run = reports.finished_run(version)
        services.delete(strategies=Strategy.objects.filter(pk=version.strategy_id))
        restore = reverse("strategies:detail", args=[version.strategy_id])

        for asked in ({"from": run.pk}, {"strategy": version.strategy_id}):
            assert as_alice.get(reverse("backtests:new", query=asked)).url == restore
        assert as_alice.get(reverse("backtests:new"), {"from": "x"}).status_code == 404

    def test_hand_typed_parameters_to_a_backtest(self, as_alice, alice, version_of, sample_data):
        version = version_of(alice, "slow")

        address = reverse("backtests:new", query={"strategy": version.strategy_id, "param_work": "77"})

        assert 'value="77"' in as_alice.get(address).content.decode()
