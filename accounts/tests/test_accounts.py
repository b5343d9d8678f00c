"""Signing up, in and out, and choosing a new password."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import cache

PASSWORD = "four calm words here"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_earlier_attempts():
    cache.clear()


def is_signed_in(client):
    return "_auth_user_id" in client.session


class TestSignUp:
    def test_takes_an_address_and_a_password(self, client):
        response = client.post("/accounts/signup/", {"email": "new@example.com", "password1": PASSWORD})

        assert response.status_code == 302
        assert response.headers["Location"] == "/"
        assert get_user_model().objects.get(email="new@example.com").check_password(PASSWORD)
        assert is_signed_in(client)

    @pytest.mark.parametrize(
        ("data", "complaint"),
        [
            ({"email": "new@example.com", "password1": "short"}, "too short"),
            ({"email": "new@example.com", "password1": "password"}, "too common"),
            ({"email": "nonsense", "password1": PASSWORD}, "valid email"),
        ],
    )
    def test_says_what_is_wrong_and_keeps_the_address(self, client, data, complaint):
        page = client.post("/accounts/signup/", data).content.decode()

        assert complaint in page
        assert f'value="{data["email"]}"' in page
        assert not get_user_model().objects.exists()

    def test_makes_no_second_account_for_an_address(self, client, alice):
        response = client.post("/accounts/signup/", {"email": alice.email.upper(), "password1": PASSWORD})

        assert "Sign in, or reset its password." in response.content.decode()
        assert get_user_model().objects.count() == 1


class TestSignIn:
    def test_takes_the_address(self, client, alice):
        alice.set_password(PASSWORD)
        alice.save()

        response = client.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})

        assert response.status_code == 302
        assert is_signed_in(client)

    def test_returns_to_the_page_that_asked_for_it(self, client, alice):
        alice.set_password(PASSWORD)
        alice.save()

        data = {"login": alice.email, "password": PASSWORD, "next": "/styleguide/"}
        response = client.post("/accounts/login/", data)

        assert response.headers["Location"] == "/styleguide/"

    def test_does_not_say_which_of_the_two_was_wrong(self, client, alice):
        known = client.post("/accounts/login/", {"login": alice.email, "password": "wrong"}).content.decode()
        unknown = client.post("/accounts/login/", {"login": "nobody@example.com", "password": "x"}).content.decode()

        complaint = re.search(r'role="alert".*?</div>\s*</div>', known, re.DOTALL)
        assert complaint
        assert complaint.group(0) in unknown
        assert not is_signed_in(client)

    def test_stops_guessing(self, client, settings):
        settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login": "2/m/ip"}
        data = {"login": "nobody@example.com", "password": "x"}

        codes = [client.post("/accounts/login/", data).status_code for _ in range(3)]
        page = client.post("/accounts/login/", data).content.decode()

        assert codes == [200, 200, 429]
        assert "Too many attempts" in page

    def test_is_where_django_admin_sends_visitors(self, client):
        assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/accounts/login/")

    def test_opens_the_admin_to_staff_only(self, client, alice, carol):
        client.force_login(alice)
        assert client.get("/admin/", follow=True).status_code == 403

        client.force_login(carol)
        assert client.get("/admin/").status_code == 200


class TestSignOut:
    def test_asks_first_when_it_is_a_link(self, client, alice):
        client.force_login(alice)

        page = client.get("/accounts/logout/")

        assert page.status_code == 200
        assert is_signed_in(client)

    def test_ends_the_session(self, client, alice):
        client.force_login(alice)

        response = client.post("/accounts/logout/")

        assert response.headers["Location"] == "/"
        assert not is_signed_in(client)


class TestPasswordReset:
    def link_in(self, message):
        return re.search(r"http://testserver(/accounts/password/reset/key/\S+)", message.body).group(1)

    def test_leads_from_the_outbox_to_a_new_password(self, client, alice):
        client.post("/accounts/password/reset/", {"email": alice.email})
        form = client.get(self.link_in(mail.outbox[0]), follow=True)
        address = form.redirect_chain[-1][0]

        done = client.post(address, {"password1": PASSWORD, "password2": PASSWORD}, follow=True)

        assert "Your password is changed" in done.content.decode()
        alice.refresh_from_db()
        assert alice.check_password(PASSWORD)

    def test_works_once(self, client, alice):
        client.post("/accounts/password/reset/", {"email": alice.email})
        link = self.link_in(mail.outbox[0])
        address = client.get(link, follow=True).redirect_chain[-1][0]
        client.post(address, {"password1": PASSWORD, "password2": PASSWORD})

        page = type(client)().get(link, follow=True).content.decode()

        assert "This link does not work any more" in page

    def test_tells_a_stranger_by_email_only(self, client):
        page = client.post("/accounts/password/reset/", {"email": "nobody@example.com"}, follow=True)

        assert "Look at your email" in page.content.decode()
        assert "no account" in mail.outbox[0].body

    def test_says_where_messages_are_when_none_is_sent(self, client, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"

        page = client.get("/accounts/password/reset/done/").content.decode()

        assert "No email is sent from this machine" in page


class TestAccountPages:
    @pytest.mark.parametrize(
        "address",
        [
            "/accounts/login/",
            "/accounts/signup/",
            "/accounts/password/reset/",
            "/accounts/password/reset/done/",
            "/accounts/password/reset/key/done/",
            "/accounts/password/reset/key/1-nonsense/",
            "/accounts/confirm-email/",
            "/accounts/confirm-email/nonsense/",
            "/accounts/inactive/",
        ],
    )
    def test_have_our_look_for_a_visitor(self, client, address):
        page = client.get(address, follow=True).content.decode()

        assert "css/pages/public.css" in page
        assert "<h1>" in page

    @pytest.mark.parametrize(
        "address",
        ["/accounts/logout/", "/accounts/email/", "/accounts/password/change/", "/accounts/reauthenticate/"],
    )
    def test_have_our_look_for_a_user(self, client, alice, address):
        client.force_login(alice)

        page = client.get(address, follow=True).content.decode()

        assert "css/pages/public.css" in page
        assert "<h1>" in page

    def test_need_no_javascript_library(self, client):
        assert "htmx" not in client.get("/accounts/login/").content.decode()
