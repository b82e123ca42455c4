"""Writes fastavro/*.avro from schemas/*.avsc and *.jcs: the wire form by an implementation that is not ours.

    pip install fastavro==1.13.1 && python libs/domain-events/golden/write_with_fastavro.py

It shares no code with the codec: the mapping from our JSON to Avro values below follows the schemas alone. Existing
files are left as they are.
"""

import io
import json
import struct
from pathlib import Path

import fastavro

GOLDEN = Path(__file__).parent
SCHEMAS = GOLDEN.parents[2] / "schemas"
IDS = json.loads((SCHEMAS / "ids.json").read_text("utf-8"))


def schema_of(stem):
    return json.loads((SCHEMAS / f"{stem}.avsc").read_text("utf-8"))


def body(stem, value):
    schema = schema_of(stem)
    out = io.BytesIO()
    fastavro.schemaless_writer(out, fastavro.parse_schema(schema), to_avro(schema, value, {}))
    return out.getvalue()


def to_avro(schema, value, named):
    if isinstance(schema, str):
        if schema in named:
            return to_avro(named[schema], value, named)
        return int(value) if schema == "long" else value
    if isinstance(schema, list):
        return None if value is None else to_avro(schema[1], value, named)
    kind = schema["type"]
    if "name" in schema:
        named[schema["name"]] = schema
    if kind == "enum":
        return value.replace("-", "_")
    if kind == "array":
        return [to_avro(schema["items"], item, named) for item in value]
    if kind == "record" and schema["name"] == "q2c.Embedded":
        inner = body(f"{value['record']}.v{value['version']}", value["value"])
        return {"record": value["record"], "version": value["version"], "value": inner}
    if kind == "record":
        return {field["name"]: to_avro(field["type"], value[field["name"]], named) for field in schema["fields"]}
    return value


for file in sorted(GOLDEN.glob("*.jcs")):
    target = GOLDEN / "fastavro" / f"{file.stem}.avro"
    if not target.exists():
        wire = struct.pack(">bi", 0, IDS[file.stem]) + body(file.stem, json.loads(file.read_text("utf-8")))
        target.write_bytes(wire)
        print(f"{target.name}: {len(wire)} bytes")
