"""NumPyro: a reduced model by probabilistic programming.

    eta ~ N(0, I), four factors;  role ~ softmax(a + B eta);
    number ~ N(c + L eta, s);  sign ~ Bernoulli(logistic(c + L eta));  every finding apart given eta

The loadings are fitted to the cohort by variational inference (all findings, standardised numbers); a patient's eta is
then sampled by NUTS from the findings that were looked for. Reduced: no mechanism, no worlds, four factors for all of
the body, Gaussian numbers.
"""

from typing import Any

import numpy as np

from hamstrung.diagnosis import ROLES
from hamstrung.workflows.prove_diagnosis.rivals.features import Array, Features, Training

FACTORS = 4
_PEOPLE, _STEPS = 1000, 600
_WARMUP, _DRAWS = 100, 200


class Factors:
    """A latent factor model of findings and role."""

    name = "latent factors"
    library = "numpyro"
    told = "NumPyro, four Gaussian factors behind all findings and the role; NUTS, 200 draws a patient"

    def train(self, seen: Training) -> None:
        """Loadings by stochastic variational inference, a normal law for every number."""
        import jax
        import numpyro
        from numpyro.infer import SVI, Trace_ELBO
        from numpyro.infer.autoguide import AutoNormal

        table = seen.complete.rows(np.arange(min(_PEOPLE, len(seen.role))))
        self.signs = table.signs
        self.mean = np.where(self.signs, 0.0, np.nan_to_num(np.nanmean(table.values, axis=0)))
        self.sd = np.where(self.signs, 1.0, np.maximum(np.nan_to_num(np.nanstd(table.values, axis=0)), 1e-6))
        values, known = self._standard(table)
        guide = AutoNormal(whole_model)
        search = SVI(whole_model, guide, numpyro.optim.Adam(0.02), Trace_ELBO())
        role = seen.role[: len(values)]
        fit = search.run(jax.random.PRNGKey(1), _STEPS, values, known, self.signs, role, progress_bar=False)
        middle = guide.median(fit.params)
        self.fixed = {name: middle[name] for name in ("c", "L", "log_s", "a", "B")}
        self.engine: Any = None

    def answer(self, who: Features) -> Array:
        """Role probabilities, averaged over draws of the factors, (person, role)."""
        import jax
        from numpyro.infer import MCMC, NUTS

        if self.engine is None:
            kernel = NUTS(one_patient, max_tree_depth=6)
            self.engine = MCMC(kernel, num_warmup=_WARMUP, num_samples=_DRAWS, progress_bar=False, jit_model_args=True)
        values, known = self._standard(who)
        given = np.empty((len(values), len(ROLES)))
        for k in range(len(values)):
            self.engine.run(jax.random.PRNGKey(k), values[k], known[k], self.signs, self.fixed)
            eta = np.asarray(self.engine.get_samples()["eta"])
            logits = np.asarray(self.fixed["a"]) + eta @ np.asarray(self.fixed["B"])
            share = np.exp(logits - logits.max(axis=1, keepdims=True))
            given[k] = (share / share.sum(axis=1, keepdims=True)).mean(axis=0)
        return given

    def _standard(self, table: Features) -> tuple[Array, Array]:
        values = (table.values - self.mean) / self.sd
        return np.nan_to_num(values), np.isfinite(table.values).astype(float)


def whole_model(values: Any, known: Any, signs: Any, role: Any) -> None:
    """Loadings, factors of every person, findings and roles."""
    import jax.numpy as jnp
    import numpyro
    import numpyro.distributions as laws

    features = values.shape[1]
    fixed = {
        "c": numpyro.sample("c", laws.Normal(0.0, 2.0).expand([features]).to_event(1)),
        "L": numpyro.sample("L", laws.Normal(0.0, 1.0).expand([FACTORS, features]).to_event(2)),
        "log_s": numpyro.sample("log_s", laws.Normal(-0.5, 0.7).expand([features]).to_event(1)),
        "a": numpyro.sample("a", laws.Normal(0.0, 2.0).expand([len(ROLES)]).to_event(1)),
        "B": numpyro.sample("B", laws.Normal(0.0, 1.0).expand([FACTORS, len(ROLES)]).to_event(2)),
    }
    with numpyro.plate("person", len(values)):
        eta = numpyro.sample("eta", laws.Normal(0.0, 1.0).expand([FACTORS]).to_event(1))
        numpyro.factor("findings", log_findings(eta, values, known, signs, fixed))
        numpyro.sample("role", laws.Categorical(logits=fixed["a"] + eta @ fixed["B"]), obs=jnp.asarray(role))


def one_patient(values: Any, known: Any, signs: Any, fixed: Any) -> None:
    """The factors of one patient, from what was looked for."""
    import numpyro
    import numpyro.distributions as laws

    eta = numpyro.sample("eta", laws.Normal(0.0, 1.0).expand([FACTORS]).to_event(1))
    numpyro.factor("findings", log_findings(eta, values, known, signs, fixed))


def log_findings(eta: Any, values: Any, known: Any, signs: Any, fixed: Any) -> Any:
    """Log likelihood of the known findings given the factors."""
    import jax
    import jax.numpy as jnp

    centre = fixed["c"] + eta @ fixed["L"]
    number = -0.5 * ((values - centre) * jnp.exp(-fixed["log_s"])) ** 2 - fixed["log_s"]
    sign = values * jax.nn.log_sigmoid(centre) + (1.0 - values) * jax.nn.log_sigmoid(-centre)
    return (known * jnp.where(signs, sign, number)).sum(axis=-1)
