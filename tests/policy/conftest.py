"""A small policy of two tables, and ways to break it."""

from __future__ import annotations

import pytest

from privlab.errors import PolicyError
from privlab.policy import Policy

SHOP = """\
name: shop
privacy:
  controller: {name: Shop SA, country: FR}
  purposes:
    care: {dpv: CustomerCare, legal_basis: eu-gdpr:A6-1-b, retention: {active_days: 365, KEPT}}
    mail: {dpv: DirectMarketing, legal_basis: eu-gdpr:A6-1-a, consent: wants_mail}
  recipients:
    - {name: Host, role: processor, country: FR, purposes: [care]}
  thresholds: {k: 10}
  records:
    objections: {table: objections, person: client, purpose: purpose, date: day}
resources:
- name: clients
  path: clients.parquet
  privacy: {person: id, population: clients}
  schema:
    fields:
    - {name: id, type: string, privacy: {role: direct_identifier, purposes: [care, mail]}}
    - {name: postcode, type: string, privacy: {role: quasi_identifier, PLACE, purposes: [care]}}
    - {name: salary, type: number, privacy: {role: sensitive, dimension: income, purposes: [care]}}
    - {name: union, type: string, privacy: {role: sensitive, special: trade_union, forbidden: true}}
    - {name: wants_mail, type: boolean, privacy: {purposes: [mail]}}
    - {name: last_seen, type: date, privacy: {purposes: [care]}}
    - {name: notes, type: string}
- name: objections
  path: traces/objections.csv
  privacy: {person: client, population: clients}
  schema:
    fields:
    - {name: client, type: string}
    - {name: purpose, type: string}
    - {name: day, type: date}
""".replace("KEPT", "from: clients.last_seen").replace("PLACE", "dimension: identity")


@pytest.fixture
def shop():
    return SHOP


@pytest.fixture
def load(tmp_path):
    """Read a text as a policy file."""

    def read(text):
        path = tmp_path / "datapackage.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return Policy.load(path)

    return read


@pytest.fixture
def refusal(load):
    """The words with which a text is refused."""

    def words(text):
        with pytest.raises(PolicyError) as refused:
            load(text)
        return str(refused.value)

    return words


@pytest.fixture
def broken(refusal, shop):
    """The words with which the shop is refused once a piece of it is replaced."""

    def words(piece, instead):
        assert shop.count(piece) == 1
        return refusal(shop.replace(piece, instead))

    return words
