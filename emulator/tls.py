"""Under which certificate does the emulator speak https? One of its own, for this machine only.

A folder keeps the authority, so that whoever trusts it once trusts the next start, too.
"""

import ssl
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LIFE = timedelta(days=825)
NAMES = ("localhost",)
ADDRESSES = ("127.0.0.1", "::1")


@dataclass(frozen=True)
class Identity:
    """A key and the certificate that speaks for it."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


@dataclass(frozen=True)
class Tls:
    """What the listener needs, and the file that a client is to trust."""

    context: ssl.SSLContext
    authority: Path


def prepare(folder: Path | None = None) -> Tls:
    """Make a certificate signed by the folder's authority; without a folder a new one is made."""
    folder = folder or Path(tempfile.mkdtemp(prefix="emulator-tls-"))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority = _authority(folder / "ca.pem", folder / "ca.key")
    served = _signed(authority)
    chain = folder / "server.pem"
    _write_secret(chain, _private(served.key) + _public(served.certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    return Tls(context, folder / "ca.pem")


def _authority(certificate: Path, key: Path) -> Identity:
    """The authority of that folder, made when it is first asked for."""
    if certificate.exists() and key.exists():
        known = serialization.load_pem_private_key(key.read_bytes(), None)
        if isinstance(known, ec.EllipticCurvePrivateKey):
            return Identity(known, x509.load_pem_x509_certificate(certificate.read_bytes()))
    made = _self_signed()
    _write_secret(key, _private(made.key))
    certificate.write_bytes(_public(made.certificate))
    return made


def _self_signed() -> Identity:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _named("Emulator authority")
    builder = (
        _builder(name, key)
        .issuer_name(name)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
    )
    return Identity(key, builder.sign(key, hashes.SHA256()))


def _signed(authority: Identity) -> Identity:
    """A certificate for the names by which this machine calls itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = authority.key.public_key()
    names = [
        *(x509.DNSName(name) for name in NAMES),
        *(x509.IPAddress(ip_address(address)) for address in ADDRESSES),
    ]
    builder = (
        _builder(_named("localhost"), key)
        .issuer_name(authority.certificate.subject)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer), critical=False)
    )
    return Identity(key, builder.sign(authority.key, hashes.SHA256()))


def _builder(name: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    public = key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + LIFE)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _public(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _write_secret(path: Path, data: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(data)
