"""Published single-patient cases: our roles beside the reference judgement, right or wrong.

The reference was never shown to the assessment. A case counts as right where our likeliest role is one of the
roles that the reference accepts. The log score is that of the probability given to the accepted roles; it
stands beside that of the same roles before any finding, which is what an answer that never looks would get.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

from hamstrung.diagnosis import ROLES, Assessment, Evidence, to_mapping
from hamstrung.patient import Patient


@dataclass(frozen=True, slots=True)
class Case:
    """A published patient and the judgement that was withheld.

    Args:
        id, title: of the case.
        patient: what may be shown.
        reference: accepted roles, the preferred first.
        main_sources, next_test: the reference's words.
        red_flag: whether a referral is expected; None where either is defensible.
        urgency: the reference's urgency.
    """

    id: str
    title: str
    patient: Patient
    reference: tuple[str, ...]
    main_sources: tuple[str, ...]
    next_test: str
    red_flag: bool | None
    urgency: str


def judge(case: Case, answer: Assessment, *, prior: Mapping[str, float]) -> dict[str, Any]:
    """One case's row: our answer, the reference and whether they agree."""
    roles = answer.roles.as_dict()
    urgency = max((flag.urgency for flag in answer.red_flags), key=_URGENCIES.index, default="none")
    referred = bool(answer.referral)
    ours = answer.next_tests[0].finding if answer.next_tests else None
    return {
        "id": case.id,
        "title": case.title,
        "reference": list(case.reference),
        "roles": roles,
        "roles_interval": to_mapping(answer.roles_interval),
        "leading": answer.roles.leading,
        "agrees": answer.roles.leading in case.reference,
        "probability_of_reference": sum(roles[role] for role in case.reference),
        "prior_of_reference": sum(prior[role] for role in case.reference),
        "main_source": answer.sources[0].name,
        "reference_sources": list(case.main_sources),
        "for": _reasons(answer.explanation.for_),
        "against": _reasons(answer.explanation.against),
        "next_test": ours,
        "reference_next_test": case.next_test,
        "referred": referred,
        "urgency": urgency,
        "reference_urgency": case.urgency,
        "red_flag_agrees": None if case.red_flag is None else referred == case.red_flag,
        "findings_used": list(answer.diagnostics.findings_used),
        "effective_sample_size": answer.diagnostics.effective_sample_size,
        "pareto_k": answer.diagnostics.pareto_k,
        "sharp": answer.diagnostics.sharp,
    }


def figures(
    cases: Sequence[Case],
    *,
    assess: Callable[[Patient], Assessment],
    prior: Callable[[Patient], Mapping[str, float]],
) -> dict[str, Any]:
    """Every case judged, with the totals.

    Args:
        cases: the published cases.
        assess: the answer for a patient.
        prior: roles of a person of the same sex, age and build before any finding.
    """
    rows = [judge(case, assess(case.patient), prior=prior(case.patient)) for case in cases]
    strict = [row["red_flag_agrees"] for row in rows if row["red_flag_agrees"] is not None]
    return {
        "cases": rows,
        "agree": sum(row["agrees"] for row in rows),
        "count": len(rows),
        "log_score": _mean_log(rows, "probability_of_reference"),
        "log_score_of_prior": _mean_log(rows, "prior_of_reference"),
        "log_score_of_constant": _mean_log_of_constant(rows),
        "red_flags_agree": sum(strict),
        "red_flags_count": len(strict),
    }


def page(made: Mapping[str, Any]) -> str:
    """The page in Markdown, from its figures."""
    lines = [
        "# Published cases",
        "",
        f"{made['count']} open single-patient reports. **{made['agree']} of {made['count']}** have our "
        "likeliest role among those that the reference accepts; red flags agree in "
        f"{made['red_flags_agree']} of {made['red_flags_count']} (the rest are defensible either way). Mean "
        f"log score of the accepted roles {made['log_score']:.3f}; before any finding it is "
        f"{made['log_score_of_prior']:.3f}, and the best constant answer, chosen with references in hand, "
        f"gets {made['log_score_of_constant']:.3f}. Ten cases prove nothing either way; each miss is worth "
        "reading.",
        "",
        "The reference is a clinical judgement about the report, not the report's own statement. "
        "Investigations, course and final diagnosis were withheld.",
        "",
        "| case | reference | ours | P(accepted) | before findings | main source, ours "
        "| referral, ours / reference | sharp | |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        *(_row(row) for row in made["cases"]),
        "",
        "| case | " + " | ".join(ROLES) + " | findings used | effective people | Pareto k |",
        "| --- |" + " --- |" * (len(ROLES) + 3),
        *(_numbers(row) for row in made["cases"]),
        "",
        "## Each case",
        "",
        *(line for row in made["cases"] for line in _told(row)),
        f"Made by `{made['command']}`, {made['cohort_size']} lives, seed {made['seed']}.",
        "",
    ]
    return "\n".join(lines)


_URGENCIES = ("none", "soon", "urgent", "emergency")


def _row(row: Mapping[str, Any]) -> str:
    return (
        f"| {row['id']} {row['title']} | {', '.join(row['reference'])} | {row['leading']} "
        f"{row['roles'][row['leading']]:.0%} | {row['probability_of_reference']:.0%} "
        f"| {row['prior_of_reference']:.0%} | {row['main_source']} "
        f"| {row['urgency']} / {row['reference_urgency']} | {'yes' if row['sharp'] else 'no'} "
        f"| {'right' if row['agrees'] else '**wrong**'} |"
    )


def _numbers(row: Mapping[str, Any]) -> str:
    roles = " | ".join(f"{row['roles'][role]:.2f}" for role in ROLES)
    return (
        f"| {row['id']} | {roles} | {len(row['findings_used'])} "
        f"| {row['effective_sample_size']:.0f} | {row['pareto_k']:.2f} |"
    )


def _reasons(evidence: Sequence[Evidence]) -> dict[str, float]:
    """The three findings that did most, with what each changed."""
    return {each.finding: each.change for each in evidence[:3]}


def _listed(reasons: Mapping[str, float]) -> str:
    return ", ".join(f"`{code}` {change:+.0%}" for code, change in reasons.items()) or "nothing"


def _told(row: Mapping[str, Any]) -> list[str]:
    used = ", ".join(f"`{code}`" for code in row["findings_used"]) or "none"
    ours = f"`{row['next_test']}`" if row["next_test"] else "none"
    flags = {None: "either is defensible", True: "as expected", False: "**not as expected**"}
    return [
        f"**{row['id']}** ({'right' if row['agrees'] else 'wrong'}). Used: {used}. For the hamstrings as a driver: "
        f"{_listed(row['for'])}; against: {_listed(row['against'])}. Reference sources: "
        f"{'; '.join(row['reference_sources'])}; ours: {row['main_source']}. Next test, reference: "
        f"{row['reference_next_test']}; ours: {ours}. "
        f"Referral: {flags[row['red_flag_agrees']]}.",
        "",
    ]


def _mean_log(rows: Sequence[Mapping[str, Any]], key: str) -> float:
    return sum(log(max(row[key], 1e-9)) for row in rows) / len(rows)


def _mean_log_of_constant(rows: Sequence[Mapping[str, Any]]) -> float:
    """Log score of the constant role probabilities that suit these references best (by EM)."""
    constant = dict.fromkeys(ROLES, 1.0 / len(ROLES))
    for _ in range(500):
        counts = dict.fromkeys(ROLES, 0.0)
        for row in rows:
            total = sum(constant[role] for role in row["reference"])
            for role in row["reference"]:
                counts[role] += constant[role] / total
        constant = {role: count / len(rows) for role, count in counts.items()}
    return sum(log(sum(constant[role] for role in row["reference"])) for row in rows) / len(rows)
