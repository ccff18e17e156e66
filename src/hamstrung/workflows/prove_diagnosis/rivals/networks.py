"""pgmpy: discrete Bayes nets of findings, associations without arrows of a mechanism."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hamstrung.diagnosis import ROLES
from hamstrung.workflows.prove_diagnosis.rivals.features import Array, Features, Training

_BINS = 5
_TREE_FEATURES = 30
_TREE_PEOPLE = 6000


class Naive:
    """Naive Bayes: every finding hangs on the role alone."""

    name = "naive Bayes net"
    library = "pgmpy"
    told = (
        "pgmpy, numbers in fifths, learned from the same people with everything looked for; what is missing is left out"
    )

    def train(self, seen: Training) -> None:
        """Learn the tables of a star."""
        from pgmpy.models import DiscreteBayesianNetwork

        self.cuts = cuts(seen.complete)
        table = frame(seen.complete, self.cuts, seen.role)
        names = [name for name in table.columns if name != "role"]
        self.model: Any = DiscreteBayesianNetwork([("role", name) for name in names])
        self._fit(table)

    def answer(self, who: Features) -> Array:
        """Role probabilities by variable elimination, one person after the other, (person, role)."""
        states = binned(who, self.cuts)
        return np.array([self._one(who.names, row) for row in states])

    def _fit(self, table: Any) -> None:
        from pgmpy.inference import VariableElimination
        from pgmpy.parameter_estimator import DiscreteBayesianEstimator

        self.model.fit(table, estimator=DiscreteBayesianEstimator(prior_type="BDeu", equivalent_sample_size=5))
        self.inside = set(self.model.nodes())
        self.known = {name: set(self.model.get_cpds(name).state_names[name]) for name in self.inside}
        self.engine: Any = VariableElimination(self.model)

    def _one(self, names: tuple[str, ...], row: NDArray[np.int_]) -> Array:
        evidence = {
            name: int(state)
            for name, state in zip(names, row, strict=True)
            if state >= 0 and name in self.inside and int(state) in self.known[name]
        }
        found = self.engine.query(["role"], evidence=evidence, show_progress=False)
        given = np.zeros(len(ROLES))
        given[np.asarray(found.state_names["role"], dtype=int)] = found.values
        return given


class TreeAugmented(Naive):
    """Tree-augmented naive Bayes: each finding may also hang on one other."""

    name = "tree-augmented Bayes net"
    told = "pgmpy, as above, a tree over the 30 findings that tell most of the role by themselves"

    def train(self, seen: Training) -> None:
        """Learn the tree and its tables."""
        from pgmpy.estimators import TreeSearch
        from pgmpy.models import DiscreteBayesianNetwork

        self.cuts = cuts(seen.complete)
        table = frame(seen.complete, self.cuts, seen.role)
        told = {name: mutual_information(table[name], table["role"]) for name in table.columns if name != "role"}
        chosen = sorted(told, key=lambda name: -told[name])[:_TREE_FEATURES]
        table = table[["role", *chosen]]
        search = TreeSearch(table.iloc[:_TREE_PEOPLE], root_node=chosen[0], n_jobs=1)
        tree = search.estimate(estimator_type="tan", class_node="role", show_progress=False)
        self.model = DiscreteBayesianNetwork(list(tree.edges()))
        self._fit(table)


def cuts(table: Features) -> dict[str, Array]:
    """Where numbers are cut into fifths, by name; signs are not cut."""
    inner = np.linspace(0, 1, _BINS + 1)[1:-1]
    return {
        name: np.unique(np.nanquantile(column, inner))
        for name, column, sign in zip(table.names, table.values.T, table.signs, strict=True)
        if not sign and np.isfinite(column).any()
    }


def binned(table: Features, at: dict[str, Array]) -> NDArray[np.int_]:
    """States of every feature, -1 where it is not known, (person, feature)."""
    states = [
        np.searchsorted(at[name], np.nan_to_num(column)) if name in at else np.nan_to_num(column)
        for name, column in zip(table.names, table.values.T, strict=True)
    ]
    return np.where(np.isfinite(table.values), np.array(states).T, -1).astype(int)


def frame(table: Features, at: dict[str, Array], role: NDArray[np.intp]) -> Any:
    """A data frame of states, with the role; columns with people of whom nothing can be told are left out."""
    import pandas

    states = binned(table, at)
    whole = np.all(states >= 0, axis=0).tolist()
    columns = {name: states[:, k] for k, name in enumerate(table.names) if whole[k] and np.ptp(states[:, k]) > 0}
    return pandas.DataFrame({"role": role.astype(int), **columns})


def mutual_information(states: Any, role: Any) -> float:
    """Of two columns of states, in nats."""
    joint = np.zeros((int(states.max()) + 1, len(ROLES)))
    np.add.at(joint, (states.to_numpy(), role.to_numpy()), 1.0)
    joint /= joint.sum()
    apart = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0, keepdims=True)
    known = joint > 0
    return float(np.sum(joint[known] * np.log(joint[known] / apart[known])))
