"""What a user wrote in Ibis above the tables of an engine, walked before anything is capped.

A person more or less may change the rows of that person and no others, and no value may make
the engine fail: both would tell of a person what no noise covers. Only what is known to be safe
passes; all else is refused by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from privlab.dp.trust._kinds import alike
from privlab.dp.trust._lengths import Lengths, grows_too_long
from privlab.dp.trust._operations import (
    IMPURE,
    REDUCTIONS,
    SELECTING,
    VALUES,
    fails_on_some_value,
    why_unsafe,
)
from privlab.errors import ParameterError, SourceError, listed
from privlab.tables import holds_the_same_columns, is_held, is_map, leaves_of, stored_as

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from privlab.tables import Dataset

__all__ = ["check_as_it_was", "check_expression"]

_UNARY = {"Project", "Filter", "Sort", "DropColumns", "FillNull", "DropNull", "Distinct"}
_OPAQUE = {"SQLQueryResult", "SQLStringView", "AliasedRelation"}
_DERIVE = "session.filter(...), .select(...), .with_columns(...), .bin(...)"


def check_expression(data: Dataset) -> None:
    """Walk the table down to what privlab opened or to the tables of the engine.

    Raises
    ------
    ParameterError
        With the operation that is refused and what to write instead.
    """
    if data.mixed:
        message = (
            f"This table was made by {data.mixed}, in which the rows of some people depend on "
            "those of others: no cap holds what one person changes. Make the session on the table "
            "before the treatment."
        )
        raise ParameterError(message)
    if data.table is not data.leaf:
        _Walk(data).relation(data.table.op(), data.roles.person)


def check_as_it_was(data: Dataset) -> None:
    """Walk the table again before a release, and the stored tables on which it stands.

    Raises
    ------
    ParameterError
        With the operation that is refused: a view took the place of a table.
    SourceError
        A column of a leaf is gone or has another type: what was proved of it may not hold.
    """
    check_expression(data)
    files = {origin.name: origin.path.name for origin in data.origins if origin.name}
    for leaf in leaves_of(data.table):
        if not holds_the_same_columns(leaf, data.connection):
            name = listed([files.get(leaf.name, leaf.name)])
            message = (
                f"The columns of '{name}', or their types, are not what they were when the table "
                "was opened. Open it again. Nothing was read or spent."
            )
            raise SourceError(message)


class _Walk:
    """One descent, which knows at each relation the column that is the person key there.

    It ends at leaves: what privlab opened on somebody's word that a row speaks of the person
    whose key it holds, and the stored tables of the engine.
    """

    def __init__(self, data: Dataset) -> None:
        self.data = data
        self.person = str(data.roles.person)
        self.leaf = None if data.leaf is None else data.leaf.op()
        self.beside = [(table.op(), key) for table, key in data.beside]
        self.public = [table.op() for table in data.public]
        self.lengths: Lengths = {}

    def relation(self, node: Any, person: str | None) -> None:
        """Walk a relation whose person key is the column `person`; None when it is made here."""
        import ibis.expr.operations as ops

        kind = type(node).__name__
        if node is self.leaf or any(node is leaf for leaf, _ in self.beside):
            self._opened(node, person)
            return
        if kind in _OPAQUE:
            _refuse(kind, "SQL text cannot be walked. Write it in Ibis, or store its rows.")
        if isinstance(node, ops.PhysicalTable):
            _known(person)
            self._stored(node)
            return
        if kind == "JoinChain":
            self._join(node, person)
        elif kind == "Aggregate":
            self._aggregate(node, person)
        elif kind == "SelfReference":
            self.relation(node.parent, person)
        elif kind == "Union":
            self.relation(node.left, person)
            self.relation(node.right, person)
        elif kind in _UNARY:
            self._unary(node, kind, person)
        elif kind in SELECTING:
            _refuse(kind, "which rows it keeps depends on the rows of others.")
        else:
            _refuse(kind, "it is not known to keep the rows of people apart.")

    def _opened(self, node: Any, person: str | None) -> None:
        """Refuse another key than that by which a leaf was opened."""
        _known(person)
        keys = {key for leaf, key in self.beside if node is leaf}
        keys |= {self.person} if node is self.leaf else set()
        if person not in keys:
            _refuse(
                "another person key",
                f"the table was opened by '{listed(sorted(keys))}', and its people are known by "
                "that column. Leave it as it is.",
            )

    def _stored(self, node: Any) -> None:
        """Refuse a name that stands for an expression that is not walked."""
        if is_held(node):
            _refuse(
                "the rows of another dataset",
                "how they were made is not known here. Make the session on that dataset: "
                f"{_DERIVE} are there.",
            )
        if type(node).__name__ == "InMemoryTable":
            return
        if self.data.opened is not None:
            _refuse("another table", "what the policy opened is joined by session.join_people.")
        what = stored_as(node, self.data.connection)
        if what == "view":
            _refuse(
                "a view",
                "the engine computes it from rows that are not walked, and it may be replaced. "
                "Write it in Ibis above the stored tables, or store its rows; for a file pass its "
                "path to privlab.dataset.",
            )
        if what == "cached":
            _refuse(
                "a cached table",
                f"the expression that it keeps is not walked. Leave .cache() out; on what privlab "
                f"opened, {_DERIVE} are there.",
            )

    def _unary(self, node: Any, kind: str, person: str | None) -> None:
        below = person
        if kind == "Project":
            below = _carried(node.values, person, node.parent)
        elif kind == "FillNull":
            filled = _filled(node)
            below = None if person in filled else person
            if not all(_may_be_filled(pair) for pair in filled.values()):
                _refuse(kind, why_unsafe("Coalesce"))
        elif kind == "Distinct" and person is None:
            _refuse(kind, self._partition_by())
        for value in _values_of(node):
            self.value(value, below, node.parent)
        self.relation(node.parent, below)

    def _aggregate(self, node: Any, person: str | None) -> None:
        below = _carried(node.groups, person, node.parent)
        if below is None:
            _refuse("Aggregate", self._partition_by())
        for value in node.groups.values():
            self.value(value, below, node.parent)
        for value in node.metrics.values():
            self.value(value, below, node.parent, grouped=True)
        self.relation(node.parent, below)

    def _join(self, node: Any, person: str | None) -> None:
        import ibis.expr.operations as ops

        below = _carried(node.values, person, node.first)
        for link in node.rest:
            self._link(node, link, below)
        for value in node.values.values():
            if isinstance(value, ops.Value) and value.find(ops.WindowFunction, filter=ops.Value):
                _refuse("a window over a join", "Write it in .mutate(...) above the join.")
            self.value(value, below, node.first)
        self.relation(node.first.parent, below)

    def _link(self, node: Any, link: Any, person: str | None) -> None:
        """Walk one joined table: of the same people by their key, or about nobody."""
        parent = link.table.parent
        public = is_map(parent) or any(parent is own for own in self.public)
        key = None if public else self._same_people(node, link, person)
        if link.how != "left" or not (public or key is not None):
            _refuse(
                "a join",
                "rows of other tables decide what a row says, or how often it is there. Join with "
                "session.join_people(other), by the person key, or with session.join_public(table, "
                "on=...), which is about nobody. Open the table through a policy, which joins what "
                "it needs, or join beforehand.",
            )
        for predicate in link.predicates:
            self.value(predicate, person, node.first)
        if key is not None:
            self.relation(parent, key)

    def _same_people(self, node: Any, link: Any, person: str | None) -> str | None:
        """Return the person key of a joined table when the join runs along it, and only then."""
        if person is None or len(link.predicates) != 1 or not self.beside:
            return None
        (predicate,) = link.predicates
        if type(predicate).__name__ != "Equals":
            return None
        if not _is_key(predicate.left, person, node.first):
            return None
        other = predicate.right
        if type(other).__name__ != "Field" or other.rel is not link.table:
            return None
        return str(other.name)

    def value(
        self,
        node: Any,
        person: str | None,
        parent: object,
        *,
        grouped: bool = False,
    ) -> None:
        """Walk a value; a reduction is in order where it is `grouped` by the person key."""
        import ibis.expr.operations as ops

        if isinstance(node, ops.WindowFunction):
            if not any(_is_key(each, person, parent) for each in node.group_by):
                _refuse("a window", self._partition_by())
            bounds = [getattr(each, "value", each) for each in (node.start, node.end)]
            written = all(each is None or type(each).__name__ == "Literal" for each in bounds)
            if node.how != "rows" or not written:
                _refuse(
                    "a window frame",
                    "on a range of values, or bounds that a column gives, the engine may stop. "
                    "Write rows=(..., ...) with numbers.",
                )
            self.value(node.func, person, parent, grouped=True)
            inner = [*node.group_by, *node.order_by]
        else:
            self._one(node, grouped=grouped)
            inner = [] if isinstance(node, ops.Field) else list(_values_of(node))
        for each in inner:
            self.value(each, person, parent)

    def _one(self, node: Any, *, grouped: bool) -> None:
        """Judge one operation, whatever its arguments are made of."""
        import ibis.expr.operations as ops

        kind = type(node).__name__
        reduces = isinstance(node, ops.Reduction | ops.Analytic)
        if isinstance(node, ops.Subquery):
            _refuse(
                kind,
                "it reads the rows of everyone, as the table's own mean does. Compare with a "
                "number that is written there.",
            )
        if isinstance(node, ops.ScalarUDF | ops.AggUDF):
            _refuse("a user-defined function", "what it does cannot be walked.")
        if kind in IMPURE or isinstance(node, ops.Impure):
            _refuse(kind, "it gives another answer each time.")
        if reduces and not grouped:
            _refuse(kind, self._partition_by())
        unsafe = fails_on_some_value(node) or grows_too_long(node, self.lengths)
        if kind not in (REDUCTIONS if reduces else VALUES) or unsafe:
            _refuse(kind, why_unsafe(kind))

    def _partition_by(self) -> str:
        return (
            f"it mixes the rows of several people. Group it, or partition it, by the person key "
            f"'{listed([self.person])}' itself."
        )


def _values_of(node: Any) -> Iterator[Any]:
    """Yield the values that a node is made of, wherever it keeps them."""
    import ibis.expr.operations as ops

    for argument in node.__args__:
        held = (
            argument.values()
            if hasattr(argument, "values") and not isinstance(argument, ops.Node)
            else argument
        )
        for each in held if _is_several(held) else (held,):
            if isinstance(each, ops.Value):
                yield each


def _is_several(held: object) -> bool:
    import ibis.expr.operations as ops

    return not isinstance(held, ops.Node | str | bytes) and hasattr(held, "__iter__")


def _carried(values: Mapping[str, Any], person: str | None, parent: object) -> str | None:
    """Return the column of the parent that a projection hands on as the person key, if any."""
    import ibis.expr.operations as ops

    value = None if person is None else values.get(person)
    if isinstance(value, ops.Field) and value.rel is parent:
        return str(value.name)
    return None


def _known(person: str | None) -> None:
    """Refuse a person key that is not a plain column of what lies below."""
    if person is None:
        _refuse(
            "a person key that is computed",
            "one person could become several, each with caps of their own. Name a plain column of "
            "the table, renamed if need be. A key of decimal numbers counts as computed: store it "
            "as whole numbers or text.",
        )


def _filled(node: Any) -> dict[str, list[Any]]:
    """Return the columns that are filled, each with what fills it."""
    import ibis
    import ibis.expr.operations as ops

    filled = node.replacements
    if isinstance(filled, ops.Node):
        filled = {name: filled for name, kind in node.parent.schema.items() if kind.nullable}
    return {
        name: [
            ops.Field(node.parent, name),
            value if isinstance(value, ops.Node) else ibis.literal(value).op(),
        ]
        for name, value in filled.items()
    }


def _may_be_filled(pair: list[Any]) -> bool:
    """Whether nothing is cast: engines fill moments and dates in a scale of their own."""
    return alike(pair) and not any(each.dtype.is_temporal() for each in pair)


def _is_key(value: object, person: str | None, parent: object) -> bool:
    import ibis.expr.operations as ops

    return (
        person is not None
        and isinstance(value, ops.Field)
        and value.rel is parent
        and value.name == person
    )


def _refuse(kind: str, why: str) -> NoReturn:
    message = (
        f"Before contributions are capped, a table may hold only expressions of one row or of one "
        f"person; this one holds {kind}: {why}"
    )
    raise ParameterError(message)
