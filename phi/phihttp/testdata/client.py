"""Drives the service with the stock client: client.py SEED_NOTE, configuration by environment."""
import json
import sys

from scienceio import HTTPError, ScienceIO

text = open(sys.argv[1], encoding="utf-8", newline="").read()
client = ScienceIO()
phi = client.identify_phi(text)
for a in phi["annotations"]:
    assert phi["input_text"][a["span"]["start"]:a["span"]["end"]] == a["text"], "offsets are Python's"
assert phi["input_text"] == text, "the text comes back as it was"
redacted = client.redact_phi(text)
for a in redacted["annotations"]:
    assert redacted["output_text"][a["span"]["start"]:a["span"]["end"]] == a["text"]
odd = client.identify_phi("It\u2019s \"Mr. O'Neil\" \U0001F600\r\n\u05e9\u05dc\u05d5\u05dd\u0000 seen 3/4/2021 by Dr. Ng\u0303o")
for a in odd["annotations"]:
    assert odd["input_text"][a["span"]["start"]:a["span"]["end"]] == a["text"]
client.headers["x-api-secret"] = "wrong"
try:
    client.identify_phi(text)
    refused = 0
except HTTPError as e:
    refused = e.status_code
json.dump({
    "annotations": [[a["text"], a["span"]["start"], a["span"]["end"], a["labels"]["phi_type"]["label"], a["labels"]["category"]["label"]] for a in phi["annotations"]],
    "redacted": redacted["output_text"],
    "odd": [a["text"] for a in odd["annotations"]],
    "refused": refused,
}, sys.stdout)
