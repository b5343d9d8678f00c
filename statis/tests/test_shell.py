"""What every page has: theme, security headers, error pages, attribution."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import path

from statis import attribution, urls, views


def forbidden(request):
    raise PermissionDenied


def broken(request):
    raise RuntimeError("secret detail")


urlpatterns = [
    path("forbidden/", forbidden),
    path("broken/", broken),
    path("limited/", views.too_many_requests),
    *urls.urlpatterns,
]
handler403, handler404, handler500 = urls.handler403, urls.handler404, urls.handler500


class TestTheme:
    def test_is_remembered_in_a_cookie(self, client):
        response = client.post("/theme/", {"theme": "light", "next": "/styleguide/"})

        assert response.status_code == 302
        assert response.headers["Location"] == "/styleguide/"
        assert response.cookies["theme"].value == "light"

    def test_is_drawn_by_the_server(self, client):
        client.cookies["theme"] = "light"

        assert '<html lang="en" data-theme="light"' in client.get("/styleguide/").content.decode()

    def test_is_dark_and_open_to_the_system_without_a_cookie(self, client):
        assert 'data-theme="dark" data-theme-choice="system"' in client.get("/styleguide/").content.decode()

    @pytest.mark.parametrize("cookie", ["purple", '"><script>', "system"])
    def test_falls_back_to_dark(self, client, cookie):
        client.cookies["theme"] = cookie

        page = client.get("/styleguide/").content.decode()

        assert 'data-theme="dark"' in page
        assert "<script>" not in page

    @pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
    def test_never_sends_the_browser_elsewhere(self, client, target):
        response = client.post("/theme/", {"theme": "dark", "next": target})

        assert response.headers["Location"] == "/"

    def test_ignores_a_theme_there_is_not(self, client):
        assert "theme" not in client.post("/theme/", {"theme": "purple"}).cookies

    def test_cannot_be_set_by_a_link(self, client):
        assert client.get("/theme/").status_code == 405

    def test_needs_a_token(self):
        assert Client(enforce_csrf_checks=True).post("/theme/", {"theme": "dark"}).status_code == 403


class TestSecurityHeaders:
    @pytest.mark.parametrize("address", ["/styleguide/", "/accounts/login/", "/no-such-page/", "/open-source/"])
    def test_allow_nothing_inline(self, client, db, address):
        policy = client.get(address).headers["Content-Security-Policy"]

        assert "unsafe" not in policy
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "base-uri 'none'" in policy

    @pytest.mark.parametrize("address", ["/styleguide/", "/accounts/login/", "/open-source/"])
    def test_hold_for_pages_without_inline_code(self, client, db, address):
        page = client.get(address).content.decode()

        assert not re.search(r"<[^>]+\s(style|on\w+)=", page)
        assert not re.search(r"<style|<script(?![^>]*\ssrc=)", page)

    def test_are_all_there(self, client):
        headers = client.get("/styleguide/").headers

        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]

    async def test_are_there_in_async_too(self, async_client):
        response = await async_client.get("/styleguide/")

        assert "camera=()" in response.headers["Permissions-Policy"]
        assert "unsafe" not in response.headers["Content-Security-Policy"]


@pytest.mark.urls("statis.tests.test_shell")
class TestErrorPages:
    def test_say_what_happened_and_what_to_do(self, client):
        response = client.get("/no-such-page/")

        assert response.status_code == 404
        assert "This page does not exist" in response.content.decode()
        assert "Go to the dashboard" in response.content.decode()

    def test_answer_403(self, client):
        response = client.get("/forbidden/")

        assert response.status_code == 403
        assert "You cannot open this" in response.content.decode()

    def test_answer_429(self, client):
        response = client.get("/limited/")

        assert response.status_code == 429
        assert "Too many attempts" in response.content.decode()

    def test_name_the_reference_under_which_the_log_has_a_500(self, client, caplog):
        client.raise_request_exception = False

        response = client.get("/broken/")

        page = response.content.decode()
        reference = re.search(r"<code>([0-9a-f-]{36})</code>", page).group(1)
        assert response.status_code == 500
        assert reference in caplog.text
        assert "secret detail" not in page

    def test_show_a_500_without_a_database(self, client):
        # Without the db mark every query is an error.
        client.raise_request_exception = False
        client.cookies["sessionid"] = "0123456789abcdef0123456789abcdef"

        assert "Something failed on our side" in client.get("/broken/").content.decode()

    def test_explain_a_form_without_its_token(self):
        response = Client(enforce_csrf_checks=True).post("/theme/", {"theme": "dark"})

        assert response.status_code == 403
        assert "This form is too old to send" in response.content.decode()


class TestOpenSource:
    def test_shows_every_package_with_its_licence_text(self, client):
        page = client.get("/open-source/").content.decode()

        for package in attribution.PACKAGES:
            assert package.name in page
            assert package.address in page
        assert "Apache License" in page
        assert "SIL OPEN FONT LICENSE" in page

    def test_shows_the_notice_that_charts_ask_for(self, client):
        page = client.get("/open-source/").content.decode()

        assert "TradingView Lightweight Charts" in page
        assert 'href="https://www.tradingview.com/"' in page

    def test_leaves_no_bundled_licence_out(self):
        shown = {package.text_file for package in attribution.PACKAGES if package.text_file}

        assert {found.package.text_file for found in attribution.packages() if found.text} == shown


class TestSignedInShell:
    def test_shows_navigation_and_the_way_out(self, client, alice):
        client.force_login(alice)

        page = client.get("/styleguide/").content.decode()

        assert "alice@example.com" in page
        assert 'action="/accounts/logout/"' in page
        assert 'href="/strategies/"' in page
        assert "TradingView" in page

    def test_shows_administration_to_staff_only(self, client, alice, carol):
        client.force_login(alice)
        assert 'href="/admin/"' not in client.get("/styleguide/").content.decode()

        client.force_login(carol)
        assert 'href="/admin/"' in client.get("/styleguide/").content.decode()
