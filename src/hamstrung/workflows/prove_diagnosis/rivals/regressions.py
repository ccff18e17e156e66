"""scikit-learn: multinomial logistic regression, and gradient boosting that takes missing values as they are."""

from typing import Any

import numpy as np

from hamstrung.diagnosis import ROLES
from hamstrung.workflows.prove_diagnosis.rivals.features import Array, Features, Training


class Logistic:
    """Multinomial logistic regression; a missing value becomes the mean, with a column that says so."""

    name = "logistic regression"
    library = "sklearn"
    told = "scikit-learn, standardised, missing values as the mean with an indicator, C by three-fold cross-validation"

    def train(self, seen: Training) -> None:
        """Fit to the training table."""
        from sklearn.impute import SimpleImputer
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import GridSearchCV
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        steps = make_pipeline(
            SimpleImputer(add_indicator=True, keep_empty_features=True),
            StandardScaler(),
            LogisticRegression(max_iter=300),
        )
        search = {"logisticregression__C": [0.001, 0.01]}
        self.model: Any = GridSearchCV(steps, search, scoring="neg_log_loss", cv=3)
        self.model.fit(seen.features.values, seen.role)

    def answer(self, who: Features) -> Array:
        """Role probabilities, (person, role)."""
        return _in_order(self.model.predict_proba(who.values), self.model.classes_)


class Boosting:
    """Histogram gradient boosting with early stopping."""

    name = "gradient boosting"
    library = "sklearn"
    told = "scikit-learn HistGradientBoosting, missing values as they are, stopped early on a tenth of the people"

    def train(self, seen: Training) -> None:
        """Fit to the training table."""
        from sklearn.ensemble import HistGradientBoostingClassifier

        self.model: Any = HistGradientBoostingClassifier(
            learning_rate=0.05, max_iter=400, max_leaf_nodes=15, early_stopping=True, random_state=1
        )
        self.model.fit(seen.features.values, seen.role)

    def answer(self, who: Features) -> Array:
        """Role probabilities, (person, role)."""
        return _in_order(self.model.predict_proba(who.values), self.model.classes_)


def _in_order(given: Array, classes: Any) -> Array:
    """Probabilities in the order of the roles, 0 for a role that nobody in training had."""
    ordered = np.zeros((len(given), len(ROLES)))
    ordered[:, np.asarray(classes, dtype=int)] = given
    return ordered
