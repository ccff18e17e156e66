"""The page of the proof in Markdown, from its figures."""

from collections.abc import Mapping, Sequence
from typing import Any

from hamstrung.diagnosis import ROLES

Figures = Mapping[str, Any]

GOAL_ERROR, GOAL_PEOPLE, GOAL_K, GOAL_LIKELY = 0.03, 400, 0.7, 0.05
_GOALS_S = {"first": 0.3, "refined": 3.0, "added": 0.5, "process": 4.0}


def page(made: Figures) -> str:
    """The page in Markdown."""
    parts = (_head, _summary, _reliability, _ranks, _coverage, _sharpness, _departures, _rivals, _cases, _made)
    return "\n".join(line for part in parts for line in part(made)) + "\n"


def _head(made: Figures) -> list[str]:
    return [
        "# Proof of the diagnosis",
        "",
        "**These patients are simulated.** Lives are drawn from the model with seeds of their own, those who seek "
        "care are "
        "examined with the assumed errors, and what a discipline seldom looks for is missing. That the answers below "
        "keep "
        "their promises shows that the computation is right where the model is right. It does not show that the "
        "model is "
        "right: for that see [published cases](cases.md), [a hidden score](psfmi.md), [the population](lives.md) and "
        "the "
        "patients below who are not as assumed.",
        "",
    ]


def _summary(made: Figures) -> list[str]:
    error, chance = made["expected_calibration_error"], made["calibration_error_by_chance"]
    smallest = min(made["sbc"], key=lambda name: made["sbc"][name])
    adjusted = min(1.0, made["sbc"][smallest] * len(made["sbc"]))
    people, likely = made["effective_sample_size"], made["cause_likely"]
    rows = [
        (
            "Expected calibration error of role probabilities",
            f"{error:.3f} (chance alone: {chance['median']:.3f}, up to {chance['high']:.3f})",
            f"at most {GOAL_ERROR}",
            error <= GOAL_ERROR,
        ),
        (
            f"Ranks uniform: smallest p of {len(made['sbc'])} quantities",
            f"{made['sbc'][smallest]:.3g} (`{smallest}`), times {len(made['sbc'])}: {adjusted:.2g}",
            "corrected p at least 0.01",
            adjusted >= 0.01,
        ),
        (
            "TARP, several quantities at once: p",
            f"{made['tarp']['chi_square']:.3g} (chi-square), {made['tarp']['kolmogorov']:.3g} (Kolmogorov)",
            "at least 0.01",
            min(made["tarp"].values()) >= 0.01,
        ),
        *(
            (f"Coverage of {level} % intervals", f"{share:.3f}", f"{float(level) / 100:.2f}, 0.02 off at most",
             abs(share - float(level) / 100) <= 0.02)
            for level, share in made["coverage"].items()
        ),
        (
            f"Told P(cause) above {likely['above']:g}, before any treatment",
            f"{likely['share']:.1%} of patients; of these {likely['came']:.0%} are causes",
            f"rarely: at most {GOAL_LIKELY:.0%} (assumed)",
            likely["share"] <= GOAL_LIKELY,
        ),
        (
            f"Effective people, full effort ({made['efforts']['full']['patients']} patients)",
            f"median {people['median']:.0f}, a tenth below {people['p10']:.0f}, least {people['min']:.0f}",
            f"at least {GOAL_PEOPLE}, or it says that it is not sharp ({1 - made['efforts']['full']['sharp']:.0%} do)",
            True,
        ),
        *(
            (f"Seconds, {name}", f"{seconds:.2f}", f"under {_GOALS_S[name]}", seconds < _GOALS_S[name])
            for name, seconds in made["seconds"].items()
            if seconds is not None
        ),
    ]  # fmt: skip
    return [
        f"{made['patients']} simulated patients, median {made['findings']['median']:.0f} findings each that the "
        "model speaks "
        f"of; {made['refined']:.0%} were refined, {made['sharp']:.0%} of the answers are sharp, {made['tempered']:.0%} "
        "stopped between prior and posterior.",
        "",
        "| what | found | goal | |",
        "| --- | --- | --- | --- |",
        *(f"| {what} | {found} | {goal} | {'met' if met else '**missed**'} |" for what, found, goal, met in rows),
        "",
        f"Seconds inside a running process and of one: {made['seconds_told']}.",
        "",
    ]


def _reliability(made: Figures) -> list[str]:
    return [
        "## Do roles come as often as they are given?",
        "",
        "![Role probabilities of simulated patients](diagnosis-reliability.svg)",
        "",
        "All five roles against the rest, pooled in ten bins of equal width.",
        "",
        "| given | came true | forecasts |",
        "| --- | --- | --- |",
        *(f"| {row['given']:.3f} | {row['came']:.3f} | {row['count']} |" for row in made["reliability"]),
        "",
        _first_answers(made["first_answers"]),
        "",
        "Each role by itself: "
        + ", ".join(f"{role} {error:.3f}" for role, error in made["calibration_error_by_role"].items())
        + ".",
        "",
    ]


def _first_answers(each: Figures) -> str:
    chance = each["calibration_error_by_chance"]
    return (
        f"First answers, which weight the simulated care seekers and refine nothing, to {each['patients']} patients: "
        f"calibration error {each['expected_calibration_error']:.3f} (chance alone: "
        f"{chance['median']:.3f}, up to {chance['high']:.3f}), "
        f"log score {each['log_score']:.3f}."
    )


def _ranks(made: Figures) -> list[str]:
    rows = [
        f"| `{name}` | {p:.3g} | {made['sbc_kolmogorov'][name]:.3g} | "
        + " | ".join(f"{made['coverage_by_quantity'][name][level]:.3f}" for level in made["coverage"])
        + f" | {made['coverage_of_told_90'][name]:.3f} | {made['width_of_told_90'][name]:.3g} |"
        for name, p in made["sbc"].items()
    ]
    levels = " | ".join(f"{level} %" for level in made["coverage"])
    return [
        "## Simulation-based calibration",
        "",
        "![Ranks of the truth among draws of the posterior](diagnosis-ranks.svg)",
        "",
        f"The rank of the truth among {made['sbc_draws']} draws of each posterior; ties, as at a share of exactly "
        "zero, are "
        "settled by lot. p of the chi-square over 20 bins and of Kolmogorov's distance. With so many quantities one in "
        "twenty is below 0.05 by chance. Coverage of central intervals with ties settled in the same way; *told* is "
        "the "
        "90 % interval as an answer prints it, closed, and widened where it is not sharp: it covers more where much "
        "of the "
        "posterior lies on one value.",
        "",
        f"| quantity | p, chi-square | p, Kolmogorov | {levels} | told 90 % | its mean width |",
        "| --- | --- | --- |" + " --- |" * (len(made["coverage"]) + 2),
        *rows,
        "",
    ]


def _coverage(made: Figures) -> list[str]:
    told = ", ".join(f"{level} %: {share:.3f}" for level, share in made["coverage"].items())
    return [
        f"Over all quantities the central intervals hold the truth this often: {told}. TARP over "
        f"deficits, pain and shares together: p {made['tarp']['chi_square']:.3g} (chi-square).",
        "",
    ]


def _sharpness(made: Figures) -> list[str]:
    rows = [
        f"| {name} | {each['log_score']:.3f} ({each['log_score_error']:.3f}) | {each['brier_score']:.3f} "
        f"| {each['expected_calibration_error']:.3f} | {each['entropy']:.3f} | {each['leading_right']:.0%} |"
        for name, each in (
            ("answer", made["scores"]["answer"]),
            ("first answer, cohort weighted", made["scores"]["first"]),
            ("before anything is known", made["scores"]["prior"]),
        )
    ]
    parts = [
        f"| {row['findings'][0]} to {row['findings'][1]} findings | {row['patients']} | {row['sharp']:.0%} "
        f"| {row['log_score']:.3f} | {row['expected_calibration_error']:.3f} | {row['leading_right']:.0%} |"
        for row in made["by_findings"]
    ]
    split = [
        f"| {'sharp' if row['sharp'] else 'not sharp'} | {row['patients']} | | {row['log_score']:.3f} "
        f"| {row['expected_calibration_error']:.3f} | {row['leading_right']:.0%} |"
        for row in made["by_sharpness"]
        if row["patients"] > 1
    ]
    return [
        "## Sharpness",
        "",
        "Log score of the true role (standard error; higher is better), Brier score (lower is better), calibration "
        "error, "
        "entropy of the roles in nats, and how often the likeliest role was the true one.",
        "",
        "| | log score | Brier | calibration error | entropy | right |",
        "| --- | --- | --- | --- | --- | --- |",
        *rows,
        "",
        "| | patients | sharp | log score | calibration error | right |",
        "| --- | --- | --- | --- | --- | --- |",
        *parts,
        *split,
        "",
        *_efforts(made),
        "Small parts have larger calibration errors by chance alone.",
        "",
    ]


def _efforts(made: Figures) -> list[str]:
    """Full effort beside the one that all patients had."""
    rows = [
        f"| {name} | {each['patients']} | {each['sharp']:.0%} | {each['effective_sample_size']['median']:.0f} "
        f"| {each['log_score']:.3f} | {each['expected_calibration_error']:.3f} | {each['seconds']:.2f} |"
        for name, each in made["efforts"].items()
    ]
    return [
        f"All {made['patients']} patients were answered with {made['effort']} effort; the first of them also with the "
        "full effort of `assess`:",
        "",
        "| effort | patients | sharp | median effective people | log score | calibration error | s, median |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *rows,
        "",
    ]


def _departures(made: Figures) -> list[str]:
    if not made.get("departures"):
        return []
    rows = []
    for each in made["departures"].values():
        loss = each.get("loss")
        knows = f"{each['informed']['log_score']:.3f}" if loss else "-"
        price = f"{loss['mean']:.3f} ({loss['error']:.3f})" if loss else "-"
        rows.append(
            f"| {each['told']} | {each['patients']} | {each['log_score']:.3f} ({each['log_score_error']:.3f}) "
            f"| {each['prior_log_score']:.3f} | {knows} | {price} | {each['expected_calibration_error']:.3f} "
            f"| {each['coverage']['50']:.2f} | {each['coverage']['90']:.2f} |"
        )
    return [
        "## Patients who are not as assumed",
        "",
        "The same answers for simulated patients who break an assumption. *Informed* is the answer of who knows what "
        "is "
        "different; the loss is what not knowing costs, in nats a patient (standard error). Calibration errors of few "
        "patients are large by chance: compare with the first row.",
        "",
        "| what is different | patients | log score | prior's | informed | loss | calibration error | 50 % covers | "
        "90 % covers |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        *rows,
        "",
    ]


def _rivals(made: Figures) -> list[str]:
    if not made.get("rivals"):
        return []
    rows = [_rival(each) for each in made["rivals"]]
    told = [f"- {each['name']}: {each['told']}." for each in made["rivals"]]
    return [
        "## Beside others, on the same patients",
        "",
        f"Each learned from {made['rivals_people']} care seekers of the same cohort, drawn by their weights and "
        "found anew "
        "with the same errors and the same missing findings; each was asked the same patients. The difference is ours "
        "less theirs over the patients that both answered, in nats (standard error): above zero we are ahead.",
        "",
        "| who | patients | log score | difference | Brier | calibration error | s to prepare | s to answer |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        *rows,
        "",
        *told,
        "",
        _verdict(made["rivals"]),
        "",
    ]


def _rival(each: Figures) -> str:
    if "skipped" in each:
        return f"| {each['name']} | | not run: {each['skipped']} | | | | | |"
    gap = each.get("difference")
    behind = f"{gap['mean']:+.3f} ({gap['error']:.3f})" if gap else "-"
    return (
        f"| {each['name']} | {each['patients']} | {each['log_score']:.3f} | {behind} | {each['brier_score']:.3f} "
        f"| {each['expected_calibration_error']:.3f} | {each['seconds_to_train']:.1f} | "
        f"{each['seconds_to_answer']:.4f} |"
    )


def _verdict(rivals: Sequence[Figures]) -> str:
    """Where ours is ahead and where not, said plainly."""
    others = [each for each in rivals if "difference" in each]
    ours = rivals[0]

    def named(chosen: Sequence[Figures]) -> str:
        return ", ".join(each["name"] for each in chosen) or "nobody"

    sure = [each for each in others if each["difference"]["mean"] > 2 * each["difference"]["error"]]
    behind = [each for each in others if each["difference"]["mean"] < -2 * each["difference"]["error"]]
    even = [each for each in others if each not in sure and each not in behind]
    faster = [each for each in others if each["seconds_to_answer"] < ours["seconds_to_answer"]]
    return (
        f"By more than two standard errors we are ahead in log score of: {named(sure)}; behind: {named(behind)}; "
        f"undecided: {named(even)}. Faster than our refined answer once trained: {named(faster)}. A regression that "
        "was trained for the roles answers in milliseconds and says nothing else; ours returns people with worlds, "
        "sources, postures and courses, and takes a new finding or another threshold without being trained again."
    )


def _cases(made: Figures) -> list[str]:
    if not made.get("cases"):
        return []
    rows = [
        f"| {row['id']} {row['title']} | {', '.join(row['reference'])} | "
        + " | ".join(f"{row['roles'][role]:.2f}" for role in ROLES)
        + f" | {row['main_source']} | {_code(row['next_test'])} | {'right' if row['agrees'] else '**wrong**'} |"
        for row in made["cases"]
    ]
    return [
        "## The open published cases",
        "",
        f"Real people. {made['cases_agree']} of {len(made['cases'])} have our likeliest role among those that the "
        "reference "
        f"accepts. Log score of the accepted roles {made['cases_log_score']:.3f}; before any finding "
        f"{made['cases_log_score_of_prior']:.3f}; the best constant answer, chosen with the references in hand, "
        f"{made['cases_log_score_of_constant']:.3f}. Each miss is discussed in [published cases](cases.md).",
        "",
        f"| case | reference | {' | '.join(ROLES)} | main source | next test | |",
        "| --- | --- |" + " --- |" * (len(ROLES) + 3),
        *rows,
        "",
    ]


def _code(name: str | None) -> str:
    return f"`{name}`" if name else "none"


def _made(made: Figures) -> list[str]:
    return [
        "## How this was made",
        "",
        f"`{made['command']}`: care seekers of {made['cohort_size']} lives, seed {made['seed']} of the patients; "
        f"the last run took {made['minutes_now']:.0f} minutes beyond what was kept. Who looks for what is assumed from "
        "claim C27, from what the open cases record and from the costs of findings (`diagnosis/looking.toml`). Age, "
        "height and mass of simulated patients are read through the kernels through which the diagnosis reads them. "
        "Answers are kept, so that a longer run goes on from a shorter one.",
    ]
