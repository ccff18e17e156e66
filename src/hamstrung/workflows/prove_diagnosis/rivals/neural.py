"""sbi: a neural posterior of what decides the role, from simulated people and their findings.

theta = (relief share, secondary share, worse deficit over its limit), each with a little noise so that exact zeros
have a density; x = findings, zero where missing, with a column that says whether they are known. A normalising flow
learns p(theta | x); the role is read off draws by the same thresholds as ours.
"""

from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from hamstrung.diagnosis import ROLES, Thresholds
from hamstrung.diagnosis.roles import classify
from hamstrung.workflows.prove_diagnosis.rivals.features import Array, Features, Training

_NOISE = 0.02
_EPOCHS = 60
_DRAWS = 500


class Neural:
    """Neural posterior estimation with a masked autoregressive flow."""

    name = "neural posterior"
    library = "sbi"
    told = "sbi NPE (masked autoregressive flow) of what decides the role; 500 draws a patient"

    def train(self, seen: Training) -> None:
        """Fit the flow, at most 60 passes over the people, stopped early."""
        import torch
        from sbi.inference import NPE
        from torch.utils.tensorboard.writer import SummaryWriter

        torch.manual_seed(1)
        random = np.random.default_rng(1)
        theta = np.column_stack([seen.relief, seen.secondary, np.clip(seen.tightness, -3.0, 6.0)])
        theta = theta + _NOISE * random.standard_normal(theta.shape)
        self.mean = np.nan_to_num(np.nanmean(seen.features.values, axis=0))
        self.sd = np.maximum(np.nan_to_num(np.nanstd(seen.features.values, axis=0)), 1e-6)
        with TemporaryDirectory() as folder:
            diary = SummaryWriter(folder)
            search: Any = NPE(density_estimator="maf", show_progress_bars=False, summary_writer=diary)
            search.append_simulations(self._tensor(theta), self._tensor(self._seen(seen.features)))
            flow = search.train(max_num_epochs=_EPOCHS, training_batch_size=200, stop_after_epochs=8)
            diary.close()
        self.posterior: Any = search.build_posterior(flow)

    def answer(self, who: Features) -> Array:
        """Role probabilities from draws of the flow, (person, role)."""
        limits = Thresholds()
        given = np.zeros((len(who.values), len(ROLES)))
        for k, x in enumerate(self._seen(who)):
            drawn = self.posterior.sample((_DRAWS,), x=self._tensor(x[None]), show_progress_bars=False)
            relief, secondary, tightness = np.asarray(drawn.detach(), dtype=float).T
            role = classify(relief, secondary, tight=tightness >= 1.0, thresholds=limits)
            given[k] = np.bincount(role, minlength=len(ROLES)) / role.size
        return given

    def _seen(self, table: Features) -> Array:
        known = np.isfinite(table.values)
        return np.hstack([np.where(known, (table.values - self.mean) / self.sd, 0.0), known.astype(float)])

    def _tensor(self, values: Array) -> Any:
        import torch

        return torch.as_tensor(values, dtype=torch.float32)
