"""All addresses of Selaras."""

from allauth.account import views as account
from django.urls import URLPattern, URLResolver, include, path

from selaras.api import urls as api
from selaras.papers.urls import addresses
from selaras.site.marked import sign_in_help
from selaras.web.policy import Policy, foreign, policy, program

sign_in = account.LoginView.as_view(extra_context={"cast": sign_in_help})

urlpatterns: list[URLPattern | URLResolver] = [
    *api.addresses(public=policy(Policy.PUBLIC), open_program=program(Policy.PUBLIC), token=program(Policy.TOKEN)),
    path("", include("selaras.web.public_urls")),
    path("", include("selaras.web.staff_urls")),
    *addresses(public=policy(Policy.PUBLIC), acting=policy(Policy.ACTING)),
    path("masuk/", foreign(sign_in, Policy.PUBLIC), name="account_login"),
    path("keluar/", foreign(account.logout, Policy.PUBLIC), name="account_logout"),
    path("akun/sandi/", foreign(account.password_change, Policy.SIGNED_IN), name="account_change_password"),
    path("akun/tidak-aktif/", foreign(account.account_inactive, Policy.PUBLIC), name="account_inactive"),
    path("akun/periksa-ulang/", foreign(account.reauthenticate, Policy.SIGNED_IN), name="account_reauthenticate"),
]

handler400 = "selaras.web.portal.bad_request"
handler500 = "selaras.web.faults.server_error"
