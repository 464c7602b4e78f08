"""Who agreed? OpenID Connect: signed identity tokens, their keys, and what an app may know.

Everybody who clicks in the emulator is the same person; the setting `person` says who.
"""

import base64
import json
import threading
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from emulator.settings import Settings
from emulator.signin.grants import Grant
from emulator.wire import Obj

SUBJECT = "e4a1c0de-0000-4000-8000-000000000001"
LIFE_S = 3600
PERSON: dict[str, Obj] = {
    "openid": {"sub": SUBJECT},
    "email": {"email": "person@example.com", "emailVerified": True},
    "profile": {"givenName": "Emulated", "familyName": "Person"},
    "phone": {"phoneNumber": "+1 5555550100", "phoneNumberVerified": False},
    "address": {
        "address": {
            "streetAddress": "2500 Garcia Ave",
            "locality": "Mountain View",
            "region": "CA",
            "postalCode": "94043",
            "country": "US",
        }
    },
}


@dataclass(frozen=True)
class SigningKey:
    id: str
    made: float
    private: rsa.RSAPrivateKey


class Identity:
    """The signing keys of one running emulator; the first is made when it is needed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._made: list[SigningKey] = []

    def token(self, grant: Grant, *, issuer: str, now: float) -> str:
        """The id_token of a connection (RS256)."""
        key = self._known(now)[-1]
        company = {"realmid": grant.realm} if grant.realm else {}
        claims: Obj = {
            "sub": self._settings.person.get("sub", SUBJECT),
            "aud": [grant.client],
            **company,
            "auth_time": int(grant.began),
            "iss": issuer,
            "exp": int(now) + LIFE_S,
            "iat": int(now),
        }
        head = {"kid": key.id, "alg": "RS256"}
        signed = f"{_encoded_json(head)}.{_encoded_json(claims)}"
        signature = key.private.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{signed}.{_encoded(signature)}"

    def keys(self, now: float) -> Obj:
        """The public halves, the newest first, as /op/v1/jwks answers them."""
        return {"keys": [_public(key) for key in reversed(self._known(now))]}

    def about_person(self, grant: Grant) -> Obj:
        """What the scopes of a connection let an app know of the person."""
        known = (facts for scope, facts in PERSON.items() if grant.may(scope))
        facts = {name: value for facts in known for name, value in facts.items()}
        return {name: self._settings.person.get(name, value) for name, value in facts.items()}

    def _known(self, now: float) -> list[SigningKey]:
        """The key that signs now, the last one, and before it the one that it replaced."""
        with self._lock:
            life, last = self._settings.signing_key_s, self._made[-1:]
            if not last or (life and now - last[0].made >= life):
                number = int(last[0].id.rpartition("-")[2]) + 1 if last else 1
                private = rsa.generate_private_key(public_exponent=65_537, key_size=2048)
                self._made = [*last, SigningKey(f"emulator-{number}", now, private)]
            return self._made


def _public(key: SigningKey) -> Obj:
    numbers = key.private.public_key().public_numbers()
    return {
        "kty": "RSA",
        "e": _encoded_number(numbers.e),
        "use": "sig",
        "kid": key.id,
        "alg": "RS256",
        "n": _encoded_number(numbers.n),
    }


def _encoded_json(value: Obj) -> str:
    return _encoded(json.dumps(value, separators=(",", ":")).encode())


def _encoded_number(value: int) -> str:
    return _encoded(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
