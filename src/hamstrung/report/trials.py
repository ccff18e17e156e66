"""A virtual trial as a figure: where trials of this size find each effect, and where it truly lies."""

from hamstrung.care import TrialResult
from hamstrung.report import charts


def picture(found: TrialResult) -> str:
    """Standardised effects as a forest, one row an arm and outcome; an SVG document."""
    several = len({effect.arm for effect in found.effects}) > 1
    rows = [
        charts.Interval(
            f"{effect.arm}, {_words(effect.outcome)}" if several else _words(effect.outcome),
            effect.low,
            effect.high,
            effect.true_smd,
            published=effect.smd,
        )
        for effect in found.effects
    ]
    control = found.effects[0].control
    told = "; ".join(
        f"{effect.arm}, {effect.outcome}: {effect.smd:.2f} ({effect.low:.2f} to {effect.high:.2f}), "
        f"power {effect.power:.0%}"
        for effect in found.effects
    )
    return charts.intervals(
        rows,
        title=f"{found.title or 'Trial'}: effects against {control}",
        description=f"Standardised differences of {found.repeats} repeats. {told}.",
        name="trial",
        x=f"standardised difference from {control}",
        told=("95 of 100 such trials", "true effect"),
    )


def _words(outcome: str) -> str:
    return outcome.replace("_", " ").replace(" at ", ", ")
