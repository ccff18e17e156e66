"""Building, resuming, reading and refusing cohorts."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from hamstrung import cohort, life
from hamstrung.cohort import builder, store
from hamstrung.errors import CohortError, InputError
from life import surrogate

SIZE = 2300


def build(out: Path, **options: object) -> cohort.Built:
    """A small cohort on the surrogate mechanics."""
    return cohort.build(out, **({"size": SIZE, "seed": 3, "mechanics": surrogate.mechanics()} | options))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> cohort.Built:
    """A cohort built in one go by one worker."""
    return build(tmp_path_factory.mktemp("whole") / "cohort", workers=1)


def test_the_result_does_not_depend_on_the_workers(whole: cohort.Built, tmp_path: Path) -> None:
    """One worker or three, another place, another hour: the same manifest digest and the same numbers."""
    other = build(tmp_path / "elsewhere", workers=3)
    assert other.manifest_sha256 == whole.manifest_sha256
    for column in ("pain__factual", "pain__others_absent", "truth_slr_left_deg", "u_age"):
        assert np.array_equal(other.cohort[column], whole.cohort[column])


def test_another_seed_is_another_cohort(whole: cohort.Built, tmp_path: Path) -> None:
    """The digest follows the seed and the beliefs."""
    seed = build(tmp_path / "seed", size=100, seed=4).manifest_sha256
    essay = build(tmp_path / "essay", size=100, seed=4, held=life.beliefs("essay")).manifest_sha256
    assert len({seed, essay, whole.manifest_sha256}) == 3


def test_a_killed_build_goes_on_where_it_stopped(whole: cohort.Built, tmp_path: Path) -> None:
    """Interrupted after two parts, with litter of a third, it keeps the two and ends as if it had never stopped."""
    out = tmp_path / "cohort"

    class Killed(Exception):
        pass

    def kill(done: int, total: int) -> None:
        if done >= 2000:
            raise Killed

    with pytest.raises(Killed):
        build(out, workers=1, progress=kill)
    (out / "part-00002.99.tmp").write_bytes(b"half a part")
    with pytest.raises(CohortError, match="no finished cohort"):
        cohort.open(out)
    seen: list[tuple[int, int]] = []
    again = build(out, progress=lambda done, total: seen.append((done, total)))
    assert again.resumed == 2
    assert again.manifest_sha256 == whole.manifest_sha256
    assert seen == [(2000, SIZE), (SIZE, SIZE)]


def test_a_part_cut_short_is_refused_and_mended(whole: cohort.Built, tmp_path: Path) -> None:
    """A truncated or a swapped part is an error that names it; building again mends it."""
    out = tmp_path / "cohort"
    shutil.copytree(whole.cohort.directory, out)
    part = store.part_path(out, 1)
    part.write_bytes(part.read_bytes()[:-2000])
    with pytest.raises(CohortError, match="part-00001"):
        cohort.open(out)
    assert build(out).manifest_sha256 == whole.manifest_sha256
    shutil.copy(store.part_path(out, 0), part)
    with pytest.raises(CohortError, match="not the part"):
        cohort.open(out)
    part.unlink()
    with pytest.raises(CohortError, match="missing"):
        cohort.open(out)


def test_rot_inside_a_part_is_noticed(whole: cohort.Built, tmp_path: Path) -> None:
    """A flipped byte in a column is an error when that column is read, not a number."""
    out = tmp_path / "cohort"
    shutil.copytree(whole.cohort.directory, out)
    part = store.part_path(out, 0)
    content = bytearray(part.read_bytes())
    for at in range(2000, 400_000, 500):
        content[at] ^= 0x55
    part.write_bytes(bytes(content))
    damaged = cohort.open(out)
    with pytest.raises(CohortError, match="cannot be read"):
        damaged.load([name for name in damaged.columns if name.startswith("u_")])


def test_a_directory_of_another_plan_is_left_alone(whole: cohort.Built, tmp_path: Path) -> None:
    """Building over another cohort, or into somebody's folder, is refused and writes nothing."""
    with pytest.raises(CohortError, match="another size, seed"):
        build(whole.cohort.directory, seed=9)
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(CohortError, match="not empty"):
        build(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize(
    ("manifest", "reason"),
    [
        (None, "no finished cohort"),
        ("", "cannot be read"),
        ("[1]", "another format"),
        ('{"format": 99}', "another format"),
    ],
)
def test_a_bad_manifest_is_refused(tmp_path: Path, manifest: str | None, reason: str) -> None:
    """No manifest, an empty or a foreign one: a clear error."""
    if manifest is not None:
        (tmp_path / store.MANIFEST).write_text(manifest)
    with pytest.raises(CohortError, match=reason):
        cohort.open(tmp_path)


@pytest.mark.parametrize("wrong", [{"size": 0}, {"seed": -1}, {"workers": 0}])
def test_nonsense_is_refused(tmp_path: Path, wrong: dict[str, int]) -> None:
    """No people, a negative seed, no worker: refused before anything is written."""
    with pytest.raises(InputError, match=next(iter(wrong))):
        build(tmp_path / "cohort", **wrong)
    assert not (tmp_path / "cohort").exists()


def test_columns_are_what_was_promised(whole: cohort.Built) -> None:
    """Weights, uniforms, all 65 worlds, deficits with and without the others, truths: float32, one row a person."""
    held = whole.cohort
    names = set(held.columns)
    assert {f"pain__{world}" for world in life.WORLDS} <= names
    assert {f"u_{node}" for node in life.NODES} <= names
    assert {
        "log_weight",
        "seeks_care",
        "sex_female",
        "age_y",
        "height_cm",
        "mass_kg",
        "pelvic_incidence_deg",
        "deficit_left_deg",
        "deficit_right_deg__others_absent",
        "structural_left_deg",
        "tonic_right_deg",
        "tolerance_left_deg",
        "tissue_hamstring",
        "truth_slr_left_deg",
    } <= names
    for name in ("log_weight", "pain__factual", "truth_bend_knees_bent_nprs"):
        assert held[name].dtype == np.float32
        assert held[name].shape == (SIZE,)
    with pytest.raises(KeyError):
        held["pain__nowhere"]
    total = sum(held[f"{part}_left_deg"].astype(float) for part in ("structural", "tonic", "tolerance"))
    np.testing.assert_allclose(held["deficit_left_deg"], total, atol=1e-4)


def test_a_stored_person_can_be_lived_again(whole: cohort.Built) -> None:
    """From the uniforms on disk the same pain comes out in every world, to the last bit of float32."""
    held = whole.cohort
    u = np.stack([held[f"u_{node}"][:40] for node in life.NODES], axis=1).astype(float)
    lived = life.simulate(u, mechanics=surrogate.mechanics(), beliefs=life.beliefs())
    stored = np.stack([held[f"pain__{world}"][:40] for world in life.WORLDS], axis=1)
    assert np.array_equal(lived.pain_nprs.astype(np.float32), stored)


def test_the_manifest_says_what_it_is(whole: cohort.Built) -> None:
    """Size, seed, beliefs and digests are in the manifest; engine, time and path are not."""
    text = (whole.cohort.directory / store.MANIFEST).read_text()
    content = json.loads(text)
    assert content["size"] == SIZE
    assert content["beliefs"] == dict(life.beliefs().strength)
    assert len(content["parts"]) == 3
    assert str(whole.cohort.directory) not in text


def test_the_default_is_built_once(tmp_path: Path) -> None:
    """The first call builds, the second reads, and a damaged one is mended."""
    calls: list[int] = []

    def ask() -> cohort.Cohort:
        return cohort.default(
            tmp_path, size=300, mechanics=surrogate.mechanics(), progress=lambda done, total: calls.append(done)
        )

    first = ask()
    assert calls == [300]
    assert ask().sha256 == first.sha256
    assert calls == [300]
    store.part_path(first.directory, 0).write_bytes(b"PAR1")
    assert ask().sha256 == first.sha256
    assert calls == [300, 300]


def test_the_summary_is_of_the_population(whole: cohort.Built) -> None:
    """Prevalence and care are shares, weights count, and care seekers hurt more than people."""
    told = cohort.summary(whole.cohort)
    assert told["size"] == SIZE
    assert told["worlds"] == 65
    assert 0.03 < told["care_share"] < told["pain_prevalence"] < 0.4
    assert 500 < told["effective_sample_size"] <= SIZE
    assert told["care_seekers"]["pain_nprs"] > 2.0


def test_hashes_follow_the_model() -> None:
    """The plan's hash moves with the mechanics and is deaf to nothing in it."""
    from dataclasses import replace

    mechanics = surrogate.mechanics()
    other = replace(mechanics, exams=replace(mechanics.exams, coefficients=mechanics.exams.coefficients + 1e-9))
    assert builder.mechanics_hash(mechanics) != builder.mechanics_hash(other)
    assert builder.model_hash() == builder.model_hash()
