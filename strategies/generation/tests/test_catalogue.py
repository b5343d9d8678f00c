import ast

import pytest

from strategies.generation.catalogue import TEMPLATES


class TestTemplates:
    def test_are_the_six_promised_and_one_of_the_catalogue(self):
        assert list(TEMPLATES) == [
            "sma_crossover",
            "rsi_reversion",
            "macd",
            "bollinger",
            "donchian_breakout",
            "supertrend",
            "buy_and_hold",
        ]

    @pytest.mark.parametrize("template", TEMPLATES.values(), ids=lambda template: template.slug)
    def test_explain_themselves(self, template):
        tree = ast.parse(template.source)
        [strategy] = [node for node in tree.body if isinstance(node, ast.ClassDef)]

        assert ast.get_docstring(tree)
        assert len(ast.get_docstring(strategy)) > 60
        assert template.summary.endswith(".")
        assert template.tags

    @pytest.mark.parametrize("template", TEMPLATES.values(), ids=lambda template: template.slug)
    def test_keep_every_number_in_params(self, template):
        [strategy] = [node for node in ast.parse(template.source).body if isinstance(node, ast.ClassDef)]
        methods = [node for node in strategy.body if isinstance(node, ast.FunctionDef)]

        numbers = {
            node.value
            for method in methods
            for node in ast.walk(method)
            if isinstance(node, ast.Constant) and type(node.value) in (int, float)
        }

        # 0 and 1 are positions in a line and the sign of a crossing.
        assert numbers <= {0, 1}

    @pytest.mark.parametrize("template", TEMPLATES.values(), ids=lambda template: template.slug)
    def test_wait_for_the_order_they_sent(self, template):
        assert "self.order = self.buy()" in template.source
        assert "if not order.alive():" in template.source
