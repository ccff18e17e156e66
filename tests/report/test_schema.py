"""The published JSON Schemas."""

import copy
import json

import jsonschema
import pytest

from hamstrung import diagnosis
from hamstrung.report import schema
from report import examples

CONTRACT = {
    "assess": "schema_version patient red_flags roles vicious_circle roles_interval red_flag_screen "
    "hamstrings sources posture loads counterfactual paired_tests next_tests plan referral course "
    "explanation conflicts identifiability diagnostics model",
    "posture": "task converged residual anterior_pelvic_tilt_deg sacral_slope_deg lumbar_lordosis_deg "
    "lumbar_flexion_deg pelvis_on_thigh_deg trunk_flexion_deg pelvic_obliquity_deg cobb_deg joints loads "
    "pressure_l4l5_mpa hamstring_force_n ischial_force_n muscles",
    "exam": "test side value unit stopped_by pelvis_deg lumbar_deg hip_moment_nm",
    "body": "grid",
    "findings": "findings",
    "cohort-build": "size worlds seconds people_per_second manifest_sha256 out",
    "model": "nodes arrows claims",
}


@pytest.mark.parametrize("name", schema.NAMES)
def test_every_schema_is_a_schema(name):
    """Each published schema is itself valid under draft 2020-12."""
    jsonschema.Draft202012Validator.check_schema(schema.schema(name))


ADDED = {"assess": {"testing", "sensitivity", "care", "follow_up"}}
"""Keys that came later and need not be there."""


@pytest.mark.parametrize("name", CONTRACT)
def test_the_keys_are_those_that_were_promised(name):
    """The top level of every document has the promised keys, all required, and others only as told here."""
    published = schema.schema(name)
    assert set(published["required"]) == set(CONTRACT[name].split())
    assert set(published["properties"]) == set(CONTRACT[name].split()) | ADDED.get(name, set())
    assert published["additionalProperties"] is False


def _document() -> dict:
    return json.loads(json.dumps(diagnosis.to_mapping(examples.assessment())))


def test_an_assessment_is_valid():
    """A whole assessment satisfies its schema."""
    jsonschema.validate(_document(), schema.schema("assess"), cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("roles", "cause"), 1.2),
        (("model", "beliefs"), "folklore"),
        (("counterfactual", "pain_if_always_healthy"), 3.0),
        (("red_flag_screen", "not_asked"), None),
        (("surprise",), 1),
    ],
)
def test_what_is_wrong_is_not_valid(path, value):
    """A probability above one, an unknown preset, a bare estimate or a stray key is refused."""
    document = copy.deepcopy(_document())
    place = document
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema.schema("assess"), cls=jsonschema.Draft202012Validator)
