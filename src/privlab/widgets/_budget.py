"""How much of a population's budget is spent, as a widget that is read again when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ipywidgets.widgets.widget_box import VBox
from ipywidgets.widgets.widget_button import Button
from ipywidgets.widgets.widget_string import HTML

from privlab.language import N_, translate

if TYPE_CHECKING:
    from privlab.register import Register

__all__ = ["BudgetMeter"]


class BudgetMeter(VBox):
    """The budgets of a register: spent, reserved, left. Reading them spends nothing.

    Parameters
    ----------
    register : Register

    Examples
    --------
    >>> import tempfile, pathlib, privlab
    >>> folder = tempfile.TemporaryDirectory()
    >>> register = privlab.Register.create(pathlib.Path(folder.name) / "register.sqlite")
    >>> _ = register.set_budget("clients", epsilon=1.0)
    >>> meter = BudgetMeter(register)
    >>> "clients" in meter.shown.value
    True
    >>> folder.cleanup()
    """

    def __init__(self, register: Register, **options: Any) -> None:
        self._register = register
        self.shown = HTML()  # type: ignore[no-untyped-call]
        self.again = Button(  # type: ignore[no-untyped-call]
            description=translate(N_("Read again")),
            tooltip=translate(N_("Read the register again; nothing is spent")),
            icon="refresh",
        )
        self.again.on_click(self._read)  # type: ignore[no-untyped-call]
        self._read()
        super().__init__([self.shown, self.again], **options)  # type: ignore[no-untyped-call]

    def _read(self, _: object = None) -> None:
        self.shown.value = self._register._repr_html_()
