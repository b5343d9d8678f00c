"""Where every address leads."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from statis import views

# One door: the admin's own sign-in form has no rate limit.
admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("health", views.health, name="health"),
    path("theme/", views.theme, name="theme"),
    path("styleguide/", views.style_guide, name="styleguide"),
    path("open-source/", views.open_source, name="open_source"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("markets/upload/", include("marketdata.upload_urls")),
    path("markets/", include("marketdata.urls")),
    path("indicators/", include("indicators.urls")),
    path("builder/", include("strategies.builder_urls")),
    path("strategies/", include("strategies.urls")),
    path("", include("backtests.urls")),
]
handler403 = "statis.views.permission_denied"
handler404 = "statis.views.page_not_found"
handler429 = "statis.views.too_many_requests"
handler500 = "statis.views.server_error"
