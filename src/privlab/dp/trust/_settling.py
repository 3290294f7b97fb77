"""What a person's rows say, made free of the places where they are stored.

An engine hands on rows that tie in an order as it finds them, and adds up floats in that order.
One person's rows may move the blocks in which others are stored, and so change what the rows of
others say: orders are completed by every column, and floats are added up as whole parts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis.expr.types as ir

    from privlab.tables import Dataset

__all__ = ["settled"]

_BY_PLACE = {"First", "Lag", "Last", "Lead", "RowNumber"}
# a whole part is 2 ** -40, and a value beyond 2 ** 52 counts as that: 38 digits hold the sum of
# ten thousand million of them
_PARTS, _REACH = 2.0**40, 2.0**52
_WHOLE = "decimal(38, 0)"


def settled(data: Dataset) -> ir.Table:
    """Return the table as it is read: no value depends on where the rows are stored.

    The sum and the mean of a person's floats are exact to 2 ** -40, of values up to 2 ** 52; a
    NaN among them counts as missing. What lies below the leaves stays as it is.
    """
    leaves = [data.leaf, *(table for table, _ in data.beside), *data.public]
    kept = {leaf.op() for leaf in leaves if leaf is not None}
    made: ir.Table = (
        data.table.op().replace(_settle, filter=lambda node: node not in kept).to_expr()
    )
    return made


def _settle(node: Any, changed: dict[str, Any] | None) -> Any:
    """Settle a node whose parts are settled."""
    import ibis.expr.operations as ops

    made = node.__recreate__(changed) if changed else node
    if isinstance(made, ops.WindowFunction):
        return _window(made)
    if isinstance(made, ops.Aggregate):
        metrics = {name: _reduced(value, made.parent) for name, value in made.metrics.items()}
        return made.copy(metrics=metrics)
    return made


def _window(node: Any) -> Any:
    import ibis.expr.operations as ops

    parent = next(each.rel for each in node.group_by if isinstance(each, ops.Field))
    kind = type(node.func).__name__
    order, func = node.order_by, node.func
    if kind in _BY_PLACE or node.start is not None or node.end is not None:
        order = _completed(order, parent)
    if getattr(func, "order_by", ()):
        func = func.copy(order_by=_completed(func.order_by, parent))

    def over(reduction: Any) -> Any:
        return node.copy(func=reduction, order_by=order).to_expr()

    return _exact(func, over) if kind in {"Sum", "Mean"} else over(func).op()


def _reduced(value: Any, parent: Any) -> Any:
    """Return a value of an aggregate with its reductions settled; its windows already are."""
    import ibis.expr.operations as ops

    def unsettled(node: Any) -> bool:
        return isinstance(node, ops.Value) and not isinstance(node, ops.WindowFunction)

    def settle(node: Any, changed: dict[str, Any] | None) -> Any:
        made = node.__recreate__(changed) if changed else node
        if isinstance(made, ops.First | ops.Last):
            return made.copy(order_by=_completed(made.order_by, parent))
        if isinstance(made, ops.Sum | ops.Mean):
            return _exact(made, lambda reduction: reduction.to_expr())
        return made

    return value.replace(settle, filter=unsettled)


def _completed(order: tuple[Any, ...], parent: Any) -> tuple[Any, ...]:
    """Return an order in which rows that tie say the same."""
    import ibis.expr.operations as ops

    named = {key.arg.name for key in order if isinstance(key.arg, ops.Field)}
    rest = (ops.Field(parent, name) for name in parent.schema if name not in named)
    return (*order, *(ops.SortKey(field) for field in rest))


def _exact(node: Any, over: Callable[[Any], Any]) -> Any:
    """Return the sum or the mean of floats, added up as whole numbers."""
    import ibis
    import ibis.expr.operations as ops

    value = node.arg.to_expr().cast("float64")
    held = ibis.cases(
        (value.isnan(), ibis.null("float64")),
        (value > _REACH, _REACH),
        (value < -_REACH, -_REACH),
        else_=value,
    )
    parts = (held * _PARTS).cast(_WHOLE)
    total = over(ops.Sum(parts, where=node.where)).cast("float64") / _PARTS
    if isinstance(node, ops.Mean):
        total /= over(ops.Count(parts, where=node.where)).cast("float64").nullif(0.0)
    return total.op()
