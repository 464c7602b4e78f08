"""Who agreed? OpenID Connect: signed identity tokens, their keys, and what an app may know.

Everybody who clicks in the emulator is the same person.
"""

import base64
import json
from functools import cached_property

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from emulator.signin.grants import Grant
from emulator.wire import Obj

SUBJECT = "e4a1c0de-0000-4000-8000-000000000001"
KEY_ID = "emulator-1"
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


class Identity:
    """The signing key of one running emulator; it is made when first needed."""

    @cached_property
    def _key(self) -> rsa.RSAPrivateKey:
        return rsa.generate_private_key(public_exponent=65_537, key_size=2048)

    def token(self, grant: Grant, *, issuer: str, now: float) -> str:
        """The id_token of a connection (RS256)."""
        company = {"realmid": grant.realm} if grant.realm else {}
        claims: Obj = {
            "sub": SUBJECT,
            "aud": [grant.client],
            **company,
            "auth_time": int(grant.began),
            "iss": issuer,
            "exp": int(now) + LIFE_S,
            "iat": int(now),
        }
        head = {"kid": KEY_ID, "alg": "RS256"}
        signed = f"{_encoded_json(head)}.{_encoded_json(claims)}"
        signature = self._key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{signed}.{_encoded(signature)}"

    def keys(self) -> Obj:
        """The public half, as /op/v1/jwks answers it."""
        public = self._key.public_key().public_numbers()
        return {
            "keys": [
                {
                    "kty": "RSA",
                    "e": _encoded_number(public.e),
                    "use": "sig",
                    "kid": KEY_ID,
                    "alg": "RS256",
                    "n": _encoded_number(public.n),
                }
            ]
        }


def about_person(grant: Grant) -> Obj:
    """What the scopes of a connection let an app know of the person."""
    known = (facts for scope, facts in PERSON.items() if grant.may(scope))
    return {name: value for facts in known for name, value in facts.items()}


def _encoded_json(value: Obj) -> str:
    return _encoded(json.dumps(value, separators=(",", ":")).encode())


def _encoded_number(value: int) -> str:
    return _encoded(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
