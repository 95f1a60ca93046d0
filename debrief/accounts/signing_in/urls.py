"""Addresses of signing in. Most names are django-allauth's, whose views lead to one another by them."""

from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from django.urls import include, path

from debrief.accounts.signing_in import views

urlpatterns = [
    path("accounts/login/passkey/", views.passkey_sign_in, name="mfa_login_webauthn"),
    path("accounts/login/second-step/", mfa.authenticate, name="mfa_authenticate"),
    path("accounts/logout/", views.sign_out, name="account_logout"),
    path("accounts/password/change/", views.change_password, name="account_change_password"),
    path("accounts/password/set/", views.set_password, name="account_set_password"),
    path("accounts/reauthenticate/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("accounts/reauthenticate/passkey/", views.passkey_again, name="mfa_reauthenticate_webauthn"),
    path("accounts/reauthenticate/mail/", views.mailed_code_again, name="sign_in_again_by_mail"),
    path(
        "you/sign-in/",
        include(
            [
                path("", views.ways, name="mfa_index"),
                path("sessions/end/", views.end_session, name="end_session"),
                path("sessions/end-others/", views.end_other_sessions, name="end_other_sessions"),
                path("passkeys/add/", views.add_passkey, name="mfa_add_webauthn"),
                path("passkeys/<int:pk>/name/", views.name_passkey, name="mfa_edit_webauthn"),
                path("passkeys/<int:pk>/remove/", views.remove_passkey, name="mfa_remove_webauthn"),
                path("app/add/", app.activate_totp, name="mfa_activate_totp"),
                path("app/remove/", app.deactivate_totp, name="mfa_deactivate_totp"),
                path("codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
                path("codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
                path("codes/file/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
            ]
        ),
    ),
]
