"""The text of a policy to be filled in, and what is added to one that is there."""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privlab._drafts._joins import joins, keys_of
from privlab._files import write_whole
from privlab.detection import detect_roles
from privlab.errors import ParameterError, PolicyError, listed
from privlab.language import N_, Message, check_language, current, translate
from privlab.policy import DIMENSIONS, LEGAL_BASES, SPECIAL_CATEGORIES
from privlab.policy.words._dpv import DPV_PURPOSES
from privlab.tables import connect, dataset, fetch, written_as

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from privlab._drafts._joins import Join
    from privlab.detection import DetectedRoles
    from privlab.tables import Dataset

__all__ = ["draft_policy"]

PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
WORDS_OF_YAML = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
YES = {"yes", "oui", "true", "vrai", "y", "o", "1", "x", "ja"}
NO = {"no", "non", "false", "faux", "n", "0", "nein"}
CONSENT = re.compile(
    r"consent|opt.?in|accord|accept|newsletter|subscri|abonn|permission|agree|autoris",
    re.IGNORECASE,
)
TODO = "TODO"
BORN = "birth"
PLACE = "location"
DATES = ("date", "datetime")

# the purposes that most companies have; `privlab check` knows all of them
OFFERED = (
    "ServiceProvision",
    "FulfilmentOfContractualObligation",
    "CustomerRelationshipManagement",
    "PaymentManagement",
    "DirectMarketing",
    "FraudPreventionAndDetection",
    "LegalCompliance",
    "CustomerCare",
)
EXPLAINED: Mapping[str, str] = {
    "eu-gdpr:A6-1-a": N_("they said yes, freely, and may take it back"),
    "eu-gdpr:A6-1-b": N_("what they ordered or signed cannot be done without it"),
    "eu-gdpr:A6-1-c": N_("a law obliges you: accounts, taxes"),
    "eu-gdpr:A6-1-d": N_("somebody's life depends on it"),
    "eu-gdpr:A6-1-e": N_("a task that the law gives to an authority"),
    "eu-gdpr:A6-1-f": N_("you need it and their rights do not prevail: write down why, balancing:"),
}


@dataclass(frozen=True)
class Looked:
    """A table, and what was found of it."""

    name: str
    path: str
    data: Dataset
    found: DetectedRoles
    consents: Mapping[str, tuple[list[str], list[str]]]
    written: Mapping[str, Any]


def draft_policy(
    files: Sequence[str | Path],
    out: str | Path,
    *,
    language: str | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Path, tuple[str, ...], tuple[str, ...]]:
    """Write a policy to be filled in, or add what a policy that is there lacks.

    A policy is about people: a table that names nobody and refers to nobody is left out.

    Parameters
    ----------
    files : list of path
        Tables, in the folder of `out` or below it.
    out : path
        Of the policy. What stands in one that is there stays as it is written.
    language : {"fr", "en"}, optional
        Of the comments.
    progress : function, optional
        Called with the name of each table.

    Returns
    -------
    path : Path
    added : tuple of str
        Names of the tables ("orders") and columns ("orders.day") that were added.
    left_out : tuple of str
        Names of the tables in which nobody was found.

    Raises
    ------
    ParameterError
        No file, one outside the folder, or two of one name.
    SourceError
        A file that cannot be read.
    PolicyError
        The policy that is there cannot be read or written.
    """
    spoken = check_language(language or current())
    place = Path(out)
    folder = place.absolute().parent.resolve()
    named = _named([Path(file) for file in files], folder)
    connection = connect()
    looked = []
    for name, path in named.items():
        progress(name)
        data = dataset(folder / path, connection=connection)
        found = detect_roles(folder / path, connection=connection)
        looked.append(Looked(name, path, data, found, _consents(data), written_as(folder / path)))
    found_joins = joins({table.name: table.data for table in looked})
    people = _people(looked, found_joins)
    kept = [table for table in looked if table.name in people or _n_naming(table)] or looked
    names = {table.name for table in kept}
    between = [join for join in found_joins if {join.table, join.to} <= names]
    text = "\n".join(_lines(kept, between, people, folder, spoken)) + "\n"
    added: tuple[str, ...] = tuple(table.name for table in kept)
    left_out = tuple(name for name in named if name not in names)
    if place.exists():
        text, added = _merged(place, text)
    if added:
        write_whole(text.encode(), place, f"policy '{listed([place.name])}'", PolicyError)
    return place, added, left_out


def _named(files: Sequence[Path], folder: Path) -> dict[str, str]:
    if not files:
        message = "No file is given. Name the tables of the company: clients.csv orders.csv."
        raise ParameterError(message)
    named: dict[str, str] = {}
    for file in files:
        absolute = file.absolute().resolve()
        if not absolute.is_relative_to(folder):
            message = (
                f"'{file.name}' is not in the folder of the policy. Put the policy beside the "
                "tables, with --out."
            )
            raise ParameterError(message)
        name = re.sub(r"\W+", "_", file.name.partition(".")[0]).strip("_").lower() or "table"
        if name in named:
            message = f"Two files give a table the name '{name}'. Rename one."
            raise ParameterError(message)
        named[name] = absolute.relative_to(folder).as_posix()
    return named


def _consents(data: Dataset) -> dict[str, tuple[list[str], list[str]]]:
    """Return the columns that say yes or no to something, with the words for each."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    schema = data.table.schema()
    for column in data.columns:
        if not CONSENT.search(column):
            continue
        if schema[column].is_boolean():
            found[column] = ([], [])
        elif schema[column].is_string():
            values = data.table.select(v=data.table[column]).distinct().limit(9)
            words = [
                row["v"]
                for row in fetch(values, data.connection).to_pylist()
                if row["v"] is not None
            ]
            yes = sorted(word for word in words if word.strip().casefold() in YES)
            no = sorted(word for word in words if word.strip().casefold() in NO)
            if yes and len(yes) + len(no) == len(words):
                found[column] = (yes, no)
    return found


def _lines(
    looked: Sequence[Looked],
    found: Sequence[Join],
    people: Mapping[str, tuple[str, str]],
    folder: Path,
    language: str,
) -> Iterator[str]:
    def said(text: str) -> str:
        return translate(text, language)

    def note(text: str, indent: int) -> str:
        return f"{' ' * indent}# {said(text)}"

    dated = [
        listed([f"{table.name}.{column}"])
        for table in looked
        for column in table.data.columns
        if _kind(table.data, column) in DATES and table.found.category(column) != BORN
    ]
    asked = [(table.name, column) for table in looked for column in table.consents]
    yield note(N_("Drafted from the tables. Fill in each TODO, then: privlab check"), 0)
    yield note(N_("What is written here is a proposal; lines that you change stay."), 0)
    company = re.sub(r"[^a-z0-9._-]+", "-", folder.name.lower()).strip("-") or "company"
    yield f"name: {_word(company)}"
    yield "privacy:"
    yield note(N_("Who answers for the data, and in which country (FR, DE, US ...)"), 2)
    yield f"  controller: {{name: {TODO}, country: {TODO}}}"
    yield note(N_("The data protection officer; without one, take the line away"), 2)
    yield f"  dpo: {{name: {TODO}, email: {TODO}}}"
    yield note(N_("What people were told, when, and of which purposes"), 2)
    covers = ", ".join(["service", *(["offers"] if asked else [])])
    yield "  notices:"
    yield f"  - {{id: n1, date: {TODO}, covers: [{covers}]}}"
    yield note(N_("What the data are used for. dpv is one of these, or another of 97:"), 2)
    for term in OFFERED:
        yield f"  #   {term}: {said(DPV_PURPOSES[term].label)}"
    yield note(N_("legal_basis is one of these:"), 2)
    for code, label in LEGAL_BASES.items():
        yield f"  #   {code}: {said(label)} — {said(EXPLAINED[code])}"
    yield "  purposes:"
    yield "    service:"
    yield f"      dpv: {TODO}"
    yield f"      legal_basis: {TODO}"
    yield from _kept(dated, note)
    if asked:
        yield "    offers:"
        yield "      dpv: DirectMarketing"
        yield "      legal_basis: eu-gdpr:A6-1-a"
        yield f"      consent: {_word(asked[0][1])}"
        yield from _kept(dated, note)
    yield "resources:"
    for table in looked:
        yield from _resource(table, found, people, bool(asked), language)


def _kept(dated: Sequence[str], note: Callable[[str, int], str]) -> Iterator[str]:
    if dated:
        yield note(N_("How many days they are kept, counted from which date:"), 6)
        yield f"      #   {', '.join(dated)}"
        yield f"      retention: {{active_days: {TODO}, from: {TODO}}}"


def _people(looked: Sequence[Looked], found: Sequence[Join]) -> dict[str, tuple[str, str]]:
    """Return for each table whose rows are of people the population, and its key of a person."""
    keyed = {table.name: keys_of(table.data) for table in looked}

    base = max((t for t in looked if keyed[t.name]), key=_n_naming, default=None)
    if base is None or not _n_naming(base):
        return {t.name: (t.name, t.found.person) for t in looked if t.found.person}
    referred = [join.key for join in found if join.to == base.name]
    own = base.found.person if base.found.person in keyed[base.name] else None
    key = (
        max(set(referred), key=referred.count) if referred else own or next(iter(keyed[base.name]))
    )
    population = {base.name: (base.name, key)}
    for join in found:
        if (join.to, join.key) == (base.name, key):
            population.setdefault(join.table, (base.name, join.column))
    return population


def _resource(
    table: Looked,
    found: Sequence[Join],
    people: Mapping[str, tuple[str, str]],
    offers: bool,  # noqa: FBT001 - private
    language: str,
) -> Iterator[str]:
    own = [join for join in found if join.table == table.name]
    yield f"- name: {_word(table.name)}"
    yield f"  path: {json.dumps(table.path, ensure_ascii=not table.path.isprintable())}"
    for key, said in table.written.items():
        yield f"  {key}: {json.dumps(said)}"
    person = None
    if table.name in people:
        population, person = people[table.name]
        yield f"  privacy: {{population: {_word(population)}, person: {_word(person)}}}"
    yield "  schema:"
    keys = keys_of(table.data)
    primary = person if person in keys else next(iter(keys), None)
    if primary is not None:
        yield f"    primaryKey: [{_word(primary)}]"
    if own:
        yield "    foreignKeys:"
    for join in own:
        told = Message("all {n} distinct values are keys there", {"n": join.n_values})
        yield f"    # {told.text(language)}"
        refers = f"reference: {{resource: {_word(join.to)}, fields: [{_word(join.key)}]}}"
        yield f"    - {{fields: [{_word(join.column)}], {refers}}}"
    yield "    fields:"
    for column in table.data.columns:
        yield from _field(table, column, person, offers, language)


def _field(
    table: Looked,
    column: str,
    person: str | None,
    offers: bool,  # noqa: FBT001 - private
    language: str,
) -> Iterator[str]:
    guess = table.found.guesses[column]
    why = "; ".join(message.text(language) for message in guess.evidence)
    yield f"    # {listed([' '.join(why.split())])}" if why else "    #"
    category = table.found.category(column)
    if category.startswith("special:"):
        kind = category.removeprefix("special:")
        label = translate(SPECIAL_CATEGORIES[kind], language)
        said = Message("if it tells {what}, add special: {word}", {"what": label, "word": kind})
        yield f"    # {said.text(language)}"
    role = "direct_identifier" if column == person else table.found.role(column)
    promises = [f"role: {role}"]
    dimension, level = _life(table, column, person)
    promises.append(f"dimension: {dimension or 'null'}")
    if dimension:
        promises.append(f"sensitivity: {level}")
    promises.append(f"purposes: [service{', offers' if offers else ''}]")
    kind = "boolean" if column in table.consents else _kind(table.data, column)
    if kind == "integer" and category == PLACE:
        kind = "string"  # a postcode keeps its zeros
    parts = [f"name: {_word(column)}", f"type: {kind}"]
    for key, words in zip(
        ("trueValues", "falseValues"), table.consents.get(column, ()), strict=False
    ):
        if words:
            parts.append(f"{key}: {json.dumps(words, ensure_ascii=False)}")
    yield f"    - {{{', '.join(parts)}, privacy: {{{', '.join(promises)}}}}}"


def _life(table: Looked, column: str, person: str | None) -> tuple[str, float | None]:
    """Return the life dimension of a column, empty if it says nothing of the person."""
    dimension, level = table.found.dimension(column), table.found.sensitivity(column)
    if dimension and level is not None:
        return dimension, level
    if column == person:
        return "identity", DIMENSIONS["identity"]
    if _kind(table.data, column) in DATES:
        return "evolution", DIMENSIONS["evolution"]
    return "", None


def _n_naming(table: Looked) -> int:
    """Return how many columns name a person."""
    return sum(table.found.role(column) == "direct_identifier" for column in table.data.columns)


def _kind(data: Dataset, column: str) -> str:
    """Return the type of a column in the words of a Data Package."""
    kind = data.table.schema()[column]
    for asked, word in (
        (kind.is_boolean, "boolean"),
        (kind.is_integer, "integer"),
        (kind.is_numeric, "number"),
        (kind.is_timestamp, "datetime"),
        (kind.is_date, "date"),
        (kind.is_string, "string"),
    ):
        if asked():
            return word
    return "any"


def _word(text: str) -> str:
    plain = PLAIN.fullmatch(text) and text.casefold() not in WORDS_OF_YAML
    return text if plain else json.dumps(text, ensure_ascii=not text.isprintable())


def _merged(place: Path, draft: str) -> tuple[str, tuple[str, ...]]:
    """Return the policy that is there with the tables and columns that it lacks."""
    from ruamel.yaml import YAML

    from privlab.policy.file._reading import parse, read_text

    held = read_text(place)
    parse(held, place.name)  # what a policy may not hold is refused in its own words
    yaml = YAML()
    yaml.preserve_quotes, yaml.width = True, 4096
    old, new = yaml.load(held), yaml.load(draft)
    added = list(_add_to(old, new))
    if not added:
        return held, ()
    written = io.StringIO()
    yaml.dump(old, written)
    return written.getvalue(), tuple(added)


def _add_to(old: Any, new: Any) -> Iterator[str]:
    """Add to a policy, or to a plain Data Package, what it lacks; yield the names."""
    if "privacy" not in old:
        old.insert(len(old) - ("resources" in old), "privacy", new["privacy"])
        yield "privacy"
    tables = {_path_of(entry): entry for entry in old.setdefault("resources", [])}
    for entry in new["resources"]:
        if entry["path"] not in tables:
            old["resources"].append(entry)
            yield str(entry["name"])
            continue
        held = tables[entry["path"]]
        plain = "privacy" not in held
        if plain and "privacy" in entry:
            held["privacy"] = entry["privacy"]
        fields = held.setdefault("schema", {}).setdefault("fields", [])
        known = {field["name"]: field for field in fields}
        bare = plain and not any("privacy" in field for field in fields)
        for field in entry["schema"]["fields"]:
            name = field["name"]
            if name not in known:
                fields.append(field)
            elif bare:
                known[name].update(field)
            else:
                continue
            yield f"{held['name']}.{name}"


def _path_of(entry: Any) -> str:
    path = entry.get("path")
    return str(path[0] if isinstance(path, list) and path else path)
