"""The re-identification risk of a table and of each of its records."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from privlab import _display as display
from privlab.classes import candidate_sets, check_missing, class_sizes, equivalence_classes
from privlab.language import N_, Message
from privlab.results import Figure, Highlight, Result
from privlab.risk._attackers import journalist, marketer, prosecutor
from privlab.risk._findings import RISK_RULE, found_above_risk, unique_sentence
from privlab.risk._household import household_risks
from privlab.risk._individual import individual_risk
from privlab.risk._records import FK_ON_ENGINES, ClassRisks, keyed_records, row_records
from privlab.risk._score_checks import check_candidates, check_population, checked_threshold
from privlab.risk._score_words import (
    assumptions_of,
    candidate_figures,
    class_figures,
    household_figure,
    population_figures,
)
from privlab.risk.population._pitman import fit_pitman_yor
from privlab.risk.population._sizes import counted_in_table, population_weights
from privlab.risk.population._uniques import (
    check_population_size,
    doubts,
    population_uniques,
)
from privlab.tables import as_dataset, as_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import ibis.expr.types as ir
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from privlab.classes import ClassSizes
    from privlab.results import Finding, Threshold
    from privlab.risk._attackers import Attacker
    from privlab.risk._household import HouseholdRisks
    from privlab.risk.population._pitman import PitmanYor
    from privlab.tables import Dataset, Source

__all__ = ["RiskScore", "score_risk"]


@dataclass(frozen=True, repr=False)
class RiskScore(Result):
    """Re-identification risk of a file and of its records.

    Attributes
    ----------
    prosecutor, journalist, marketer : Attacker
        Who knows that the person is in the table; who does not; who matches everybody.
    expected_reidentifications : float
        Sum of the risks of the people (or records).
    household_average : float or None
        Mean over people of the risk that someone of their household is recognised.
    population_uniques : mapping of estimator to Figure
        How many are alone in the population; empty when nothing is known of it.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"sex": list("FFFM"), "dep": ["75", "75", "75", "69"]})
    >>> risk = privlab.score_risk(frame, quasi_identifiers=["sex", "dep"])
    >>> risk.n_unique, risk.prosecutor.average, risk.expected_reidentifications
    (1, 0.5, 2.0)
    """

    data: Dataset
    quasi_identifiers: tuple[str, ...]
    sizes: ClassSizes
    prosecutor: Attacker
    journalist: Attacker
    marketer: Attacker
    expected_reidentifications: float
    threshold: float
    household_average: float | None = None
    population_uniques: Mapping[str, Figure] = field(default_factory=dict)
    class_risks: ClassRisks | None = None
    households: HouseholdRisks | None = None

    title: ClassVar[str] = N_("Re-identification risk")
    measure_title: ClassVar[str] = N_("Score of re-identification risk")
    point: ClassVar[str] = "illegitimate_access"
    thresholds: ClassVar[tuple[Threshold, ...]] = (RISK_RULE,)
    in_brief: ClassVar[tuple[str, ...]] = ("n_unique", "prosecutor_average")
    compared: ClassVar[tuple[str, ...]] = (
        "k",
        "share_unique",
        "prosecutor_highest",
        "prosecutor_average",
    )
    known_outside: ClassVar[bool] = True
    caption: ClassVar[str] = N_("How many have each risk of being recognised")

    @property
    def n_unique(self) -> int:
        """How many people (records without a person key) are alone in a class."""
        return self.sizes.n_unique

    @functools.cached_property
    def records(self) -> pd.DataFrame:
        """`fk`, `Fk`, `risk` and, when households are known, `household_risk` of each record.

        `fk` is the size of the class here and `Fk` in the population; `risk` (0 to 1) is 1/fk,
        1/Fk with a population table, the expected 1/F with weights. For a source in memory the
        rows in input order, with the input's index. For files and engine tables what
        `records_table` holds, indexed by person where there is a key.

        Raises
        ------
        SourceError
            More than 1,000,000 rows on an engine.
        """
        data = self.data
        if not data.in_memory:
            return data.frame_of(self.records_table, ".records").rename(
                columns={FK_ON_ENGINES: "Fk"}
            )
        return row_records(self._risks, self.households)

    @functools.cached_property
    def records_table(self) -> ir.Table:
        """The same as an Ibis table of one row a person, whatever the source.

        `fk` is the person's smallest class, where they are recognised; without a person key, the
        rows with the columns added. Engines take no heed of case in names: `Fk` is called
        `Fk_population` here.
        """
        if self.class_risks is None and not self.data.in_memory:
            return self._records_of_sizes()
        return keyed_records(self._risks, self.households)

    @property
    def _risks(self) -> ClassRisks:
        made = self.class_risks
        return made or _class_risks(self.data, self.quasi_identifiers, None, None)

    def _records_of_sizes(self) -> ir.Table:
        data = self.data
        sized = data.with_class_size(self.quasi_identifiers, "fk")
        if data.roles.person is not None:
            sized = sized.group_by(data.roles.person).aggregate(fk=sized["fk"].min())
        size = sized["fk"].cast("float64")
        return sized.mutate(**{FK_ON_ENGINES: size}, risk=1 / size)

    @functools.cached_property
    def scaling(self) -> PitmanYor | None:
        """How uniqueness and correctness grow with the population; None when unknown.

        Fitted on the class sizes of this sample: `.uniqueness(n)` and `.correctness(n)`.
        """
        if not self.data.one_row_per_person:
            return None
        return fit_pitman_yor(self.sizes.sizes, self.sizes.classes)

    @property
    def judged(self) -> bool:
        """Whether the table was opened through a policy, which says what risk it accepts."""
        return self.data.opened is not None

    def findings(self) -> tuple[Finding, ...]:
        """Return the finding of people above the highest risk that the policy accepts, if any.

        At most one, a warning; none for a table that was not opened through a policy. The
        attacker is the one who knows that the person is in the table, and a missing value is a
        category of its own, whatever the score was asked: no other reading of a class proves
        less. The score's own threshold is not looked at.

        Returns
        -------
        tuple of Finding
        """
        return found_above_risk(self.data, self.quasi_identifiers, self.sizes)

    def highlights(self) -> tuple[Highlight, ...]:
        """Return who is alone and how probably one is recognised, and what that means.

        Returns
        -------
        tuple of Highlight
        """
        alone = self.figure("n_unique")
        return (
            Highlight(
                self.figure("share_unique"),
                unique_sentence(int(alone.value or 0), alone.unit),
                after=N_("Share alone in a class, after the treatment"),
            ),
            Highlight(
                self.figure("prosecutor_average"),
                Message("Someone who knows these columns would recognise this share on average."),
            ),
        )

    def _draw(self, ax: Axes) -> None:
        risks, units = 1 / self.sizes.sizes, self.sizes.units
        if self.class_risks is not None:
            highest, units = self.class_risks.smallest(1 / self.class_risks.risk)
            risks = 1 / highest
        display.risk_bars(ax, risks, units, threshold=self.threshold, unit=self.data.unit)


def score_risk(
    data: Source,
    *,
    quasi_identifiers: Iterable[str] | None = None,
    weight: str | None = None,
    household: str | None = None,
    population_table: Source | None = None,
    population_size: int | None = None,
    threshold: float | None = None,
    missing: str = "own",
) -> RiskScore:
    """Score the risk that someone who knows the quasi-identifiers recognises a person.

    Parameters
    ----------
    data : Dataset, or a frame or file that privlab.dataset takes
    quasi_identifiers : list of str, optional
        The declared ones by default.
    weight : str, optional
        Column of sampling weights: for how many people of the population a row stands.
    household : str, optional
        Column of the household: one recognised member leads to the others.
    population_table : Dataset, frame or file, optional
        The population that the table was drawn from, with the same quasi-identifiers; it holds
        every one of the table. Not with `weight`.
    population_size : int, optional
        Size of the population that the table was drawn from at random: its uniques are then
        estimated. Not with `population_table`, where they are counted.
    threshold : float, optional
        Risk above which a person is at risk, between 0 and 1; that of the policy for tables
        opened through one, else 0.2, a class of five.
    missing : {"own", "wildcard", "sdcmicro"}
        "own": a missing value is a category of its own. "wildcard": it stands for any value, and
        `fk` counts the people whom a record could be. "sdcmicro": as that package counts. The
        latter two lower the risk; `n_unique` stays that of "own".

    Returns
    -------
    RiskScore
        `.prosecutor`, `.journalist`, `.marketer` with `.at_risk`, `.highest`, `.average` (shares,
        0 to 1), `.expected_reidentifications`, `.n_unique`, `.population_uniques`, `.records`.

    Raises
    ------
    ColumnError
        When a column is absent, or its weights or households cannot be right.
    ReferenceTableError
        When the population table does not contain the sample.
    ParameterError
        When an argument is outside its allowed values, or two exclude each other.

    References
    ----------
    Khaled El Emam, Guide to the De-Identification of Personal Health Information, 2013, ch. 16.
    Luisa Franconi and Silvia Polettini, Individual risk estimation in mu-Argus, PSD 2004.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"sex": list("FFFM"), "dep": ["75", "75", "75", "69"]})
    >>> risk = score_risk(privlab.dataset(frame, quasi_identifiers=["sex", "dep"]))
    >>> risk.n_unique, risk.prosecutor.highest, risk.prosecutor.average
    (1, 1.0, 0.5)
    """
    data = as_rows(data)
    population_table = as_dataset(population_table)
    threshold = checked_threshold(data, threshold)
    columns = data.quasi_identifiers_or(quasi_identifiers)
    check_missing(missing)
    check_population(data, weight, household, population_table, population_size)
    check_candidates(missing, population_table, population_size)
    size = check_population_size(population_size, data.n_units, data.unit)
    sizes = class_sizes(data, columns)
    known = weight is not None or population_table is not None
    risks = households = None
    if missing != "own":
        risks = _candidate_risks(data, columns, weight, missing)
    elif known or household is not None:
        risks = _class_risks(data, columns, weight, population_table)
    if household is not None and risks is not None:
        households = household_risks(data, columns, household, risks.risk)
    attacker = prosecutor(sizes.sizes, sizes.units, threshold)
    if risks is not None and missing != "own":
        attacker = prosecutor(*risks.smallest(risks.fk.astype(np.float64)), threshold)
    reporter = matcher = attacker
    if risks is not None and known:
        reporter, matcher = _of_population(risks, threshold, own=missing == "own")
    expected = _expected(sizes, risks)
    uniques = _uniques(data, columns, sizes, population_table, size)
    average = None if households is None else households.expected / data.n_units
    parameters = {
        "weight": weight,
        "household": household,
        "population_table": None if population_table is None else population_table.version,
        "population_size": size,
    }
    given = {name: value for name, value in parameters.items() if value is not None}
    return RiskScore(
        figures=(
            *class_figures(data.unit, sizes, attacker, expected),
            *(() if risks is None or missing == "own" else candidate_figures(sizes, risks)),
            *(population_figures(reporter, matcher) if known else ()),
            *(() if average is None else (household_figure(average),)),
            *uniques.values(),
        ),
        assumptions=(
            *assumptions_of(data, columns, threshold, missing, given, population_table),
            *doubts(uniques),
        ),
        provenance=data.provenance(
            "score_risk", columns, threshold=threshold, missing=missing, **given
        ),
        data=data,
        quasi_identifiers=columns,
        sizes=sizes,
        prosecutor=attacker,
        journalist=reporter,
        marketer=matcher,
        expected_reidentifications=expected,
        threshold=threshold,
        household_average=average,
        population_uniques=uniques,
        class_risks=risks,
        households=households,
    )


def _class_risks(
    data: Dataset, columns: tuple[str, ...], weight: str | None, population_table: Dataset | None
) -> ClassRisks:
    classes = equivalence_classes(data, quasi_identifiers=columns)
    fk = classes.sizes
    if population_table is not None:
        whole = counted_in_table(data, columns, population_table)
        return ClassRisks(classes, fk, whole, 1 / whole)
    if weight is not None:
        whole = population_weights(data, columns, weight)
        return ClassRisks(classes, fk, whole, individual_risk(fk, whole))
    return ClassRisks(classes, fk, fk.astype(np.float64), 1 / fk)


def _candidate_risks(
    data: Dataset, columns: tuple[str, ...], weight: str | None, missing: str
) -> ClassRisks:
    found = candidate_sets(data, columns, missing=missing, weight=weight)
    counts = found.counts.astype(np.int64)
    if found.weighted is None:
        return ClassRisks(found.classes, counts, counts.astype(np.float64), 1 / counts)
    return ClassRisks(
        found.classes, counts, found.weighted, individual_risk(counts, found.weighted)
    )


def _of_population(risks: ClassRisks, threshold: float, *, own: bool) -> tuple[Attacker, Attacker]:
    smallest, units = risks.smallest(risks.population)
    # candidate sets overlap and do not add up
    single = own and risks.classes.data.one_row_per_person
    classes: NDArray[np.int64] | None = np.ones_like(units) if single else None
    return (
        journalist(smallest, units, threshold, classes=classes),
        marketer(smallest, units, threshold),
    )


def _expected(sizes: ClassSizes, risks: ClassRisks | None) -> float:
    if risks is None:
        return float((sizes.units / sizes.sizes).sum())
    smallest, units = risks.smallest(1 / risks.risk)
    return float((units / smallest).sum())


def _uniques(
    data: Dataset,
    columns: tuple[str, ...],
    sizes: ClassSizes,
    population_table: Dataset | None,
    population_size: int | None,
) -> dict[str, Figure]:
    if population_table is not None:
        counted = class_sizes(population_table, columns).n_unique
        label = N_("Alone in the population, counted")
        return {"counted": Figure("population_uniques", counted, population_table.unit, label)}
    if population_size is None:
        return {}
    return population_uniques(sizes.sizes, sizes.classes, population_size, unit=data.unit)
