"""How accounts come to be: only an administrator makes them."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from django.http import HttpRequest
from django.utils.translation import gettext as _


class ClosedAdapter(DefaultAccountAdapter):
    """Lets nobody sign up, and says what went wrong in our own words."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.error_messages = {
            **self.error_messages,
            "username_password_mismatch": _("Nama pengguna atau sandi salah."),
            "too_many_login_attempts": _(
                "Terlalu banyak percobaan masuk. Coba lagi dalam lima menit, atau hubungi pengelola Selaras di kantor"
                " Anda."
            ),
        }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No: `selaras user create` makes accounts."""
        return False


class SignInForm(LoginForm):
    """The sign-in without placeholders: a label that vanishes while one types is none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
