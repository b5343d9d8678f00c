"""The component tags."""

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template

from engine.verdict import Verdict
from statis.templatetags import ui


def render(source, **values):
    return Template("{% load ui fmt %}" + source).render(Context(values)).strip()


class TestButton:
    def test_is_a_link_when_it_has_an_address(self):
        shown = render('{% button "Open" href="/runs/1/" %}')

        assert shown.startswith("<a ")
        assert 'href="/runs/1/"' in shown
        assert "type=" not in shown

    def test_turns_other_arguments_into_attributes(self):
        shown = render('{% button "Stop" hx_post="/stop/" data_dialog=None %}')

        assert 'hx-post="/stop/"' in shown
        assert "data-dialog" not in shown

    def test_says_its_label_when_only_its_icon_shows(self):
        shown = render('{% button "More" icon="ellipsis" icon_only=True %}')

        assert 'aria-label="More"' in shown
        assert ">More<" not in shown

    def test_escapes_its_label(self):
        assert "<b>" not in render("{% button label %}", label="<b>x</b>")

    @pytest.mark.parametrize("wrong", ['variant="huge"', 'size="xxl"', 'kind="link"'])
    def test_refuses_what_it_does_not_know(self, wrong):
        with pytest.raises(ValueError, match="must be one of"):
            render(f'{{% button "x" {wrong} %}}')


class TestBadge:
    @pytest.mark.parametrize("verdict", Verdict)
    def test_knows_every_verdict(self, verdict):
        shown = render("{% badge verdict=verdict %}", verdict=verdict)

        assert ui.BADGES[verdict][0] in shown

    def test_says_why_a_failed_run_failed(self):
        assert "Out of time" in render('{% badge state="FAILED" verdict="TIME" %}')

    def test_ignores_the_verdict_of_a_run_that_goes_on(self):
        assert "Running" in render('{% badge state="RUNNING" verdict="" %}')

    def test_refuses_a_state_it_does_not_know(self):
        with pytest.raises(KeyError):
            render('{% badge state="DREAMING" %}')


class TestIcon:
    def test_is_hidden_from_screen_readers(self):
        assert 'aria-hidden="true"' in render('{% icon "play" %}')

    def test_refuses_a_name_that_was_not_built(self):
        with pytest.raises(ValueError, match="no icon 'unicorn'"):
            render('{% icon "unicorn" %}')


class TestCard:
    def test_is_labelled_by_its_title(self):
        shown = render('{% card title="All trades" %}x{% endcard %}')

        assert 'aria-labelledby="all-trades-title"' in shown
        assert 'id="all-trades-title"' in shown

    def test_moves_slots_to_their_places(self):
        slots = '{% slot "actions" %}ACT{% endslot %}{% slot "footer" %}FOOT{% endslot %}'

        shown = render('{% card title="T" %}body' + slots + "{% endcard %}")

        assert shown.index("ACT") < shown.index("body") < shown.index("FOOT")
        assert "slot" not in shown

    def test_does_not_take_a_slot_from_escaped_text(self):
        shown = render("{% card title='T' %}{{ text }}{% endcard %}", text="<!--slot actions-->x<!--/slot-->")

        assert "&lt;!--slot actions--&gt;x" in shown

    def test_refuses_a_slot_it_does_not_have(self):
        with pytest.raises(ValueError, match="actions, footer"):
            render('{% card %}{% slot "side" %}x{% endslot %}{% endcard %}')


class TestMetric:
    def test_takes_label_and_meaning_from_a_catalogue_entry(self):
        class Entry:
            key, label, meaning = "sharpe_ratio", "Sharpe ratio", "Return for each unit of risk."

        shown = render('{% metric entry "0.73" versus="0.76" %}', entry=Entry)

        assert "Sharpe ratio" in shown
        assert 'id="tip-sharpe_ratio"' in shown
        assert "Buy and hold <b>0.76</b>" in shown

    def test_has_no_tip_without_a_meaning(self):
        assert "popover" not in render('{% metric "Net" "1" %}')


class TestAlert:
    def test_is_announced_only_when_asked(self):
        assert 'role="alert"' in render('{% alert tone="danger" live=True %}x{% endalert %}')
        assert "role=" not in render("{% alert %}x{% endalert %}")


class SampleForm(forms.Form):
    name = forms.CharField(help_text="As you like")
    note = forms.CharField(widget=forms.Textarea, required=False)
    is_on = forms.BooleanField(required=False, help_text="Or off")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


class TestField:
    def test_ties_hint_and_error_to_the_control(self):
        shown = render("{% field form.name %}", form=SampleForm(data={}))

        assert 'aria-describedby="id_name_helptext id_name_error"' in shown
        assert 'aria-invalid="true"' in shown
        assert 'id="id_name_helptext"' in shown
        assert 'id="id_name_error"' in shown

    def test_marks_what_may_be_left_empty(self):
        assert "optional" in render("{% field form.note %}", form=SampleForm())

    def test_ties_the_hint_of_a_checkbox_to_it(self):
        shown = render("{% field form.is_on %}", form=SampleForm())

        assert 'aria-describedby="id_is_on_helptext"' in shown
        assert '<small id="id_is_on_helptext">' in shown

    def test_shows_nothing_around_a_hidden_field(self):
        assert render("{% field form.secret %}", form=SampleForm()).startswith("<input")

    def test_is_how_django_draws_a_whole_form(self):
        assert render("{{ form }}", form=SampleForm()).count('class="field"') == 3


class TestPagination:
    def test_keeps_the_rest_of_the_address(self, rf):
        page = Paginator(range(30), 10).page(2)

        shown = render("{% pagination page %}", page=page, request=rf.get("/runs/?state=FAILED&page=2"))

        assert "?state=FAILED&amp;page=1" in shown
        assert "?state=FAILED&amp;page=3" in shown
        assert "11 to 20 of 30" in shown
