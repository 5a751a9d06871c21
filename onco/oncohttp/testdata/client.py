"""Drives the service with the stock Azure SDK: client.py ENDPOINT KEY REQUEST.json"""
import json
import sys

from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import HttpResponseError
from azure.healthinsights.cancerprofiling import CancerProfilingClient

endpoint, key, path = sys.argv[1:4]
with open(path, encoding="utf-8") as f:
    body = json.load(f)

client = CancerProfilingClient(endpoint=endpoint, credential=AzureKeyCredential(key))
poller = client.begin_infer_cancer_profile(body)
result = poller.result()
out = {"status": poller.status(), "inferences": []}
texts = {d["id"]: d["content"]["value"] for p in body["patients"] for d in p["data"]}
for patient in result.results.patients:
    for inference in patient.inferences:
        for e in inference.evidence or []:
            d = e.patient_data_evidence
            assert texts[d.id][d.offset : d.offset + d.length] == d.text, "evidence does not slice"
        out["inferences"].append([patient.id, str(getattr(inference.type, "value", inference.type)), inference.value])

refused = CancerProfilingClient(endpoint=endpoint, credential=AzureKeyCredential("wrong"))
try:
    refused.begin_infer_cancer_profile(body)
    out["refused"] = None
except HttpResponseError as e:
    out["refused"] = e.status_code
print(json.dumps(out))
