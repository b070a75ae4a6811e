"""Makes offline.wandb beside it with the real client, offline, and offline.json: what W&B's own messages say that
it holds: make_wandb.py (a python with wandb). The run has nested names, a summary of its own, values that are no numbers
and a text longer than a block of the log, so that records are split.
"""
import glob
import json
import os
import shutil
import struct
import sys
import tempfile
import zlib

FIXTURES = os.path.dirname(os.path.abspath(__file__))


def log():
    import wandb

    with wandb.init(config={"lr": 0.5, "width": 8}) as run:
        run.define_metric("val/acc", summary="max")
        for epoch in range(1, 6):
            run.log({"train_loss": 1 / epoch, "val/acc": 0.1 * epoch * (1 if epoch < 5 else 0.5), "epoch": epoch - 1,
                     "model": {"norm": epoch * 1e-5, "deep": {"er": epoch}}, "note": "n" * 70_000 if epoch == 3 else "hi",
                     "nan": float("nan"), "inf": float("-inf"), "big": 12345678901234567, "flag": epoch > 2, "none": None})
        run.log({"test_loss": 0.25})
        run.log({"histogram": wandb.Histogram([1, 2, 3]), "list": [1, 2]})
        run.log({"train_loss": 0.125, "test_loss": 0.5}, step=20)
        run.summary["best"] = 7
        run.summary["train_loss"] = 99


def records(path):
    """Parts of records as the format of LevelDB's log has them, with their checksums."""
    with open(path, "rb") as file:
        data = file.read()
    assert data[:7] == b":W&B" + struct.pack("<HB", 0xBEE1, 0)
    at, whole = 7, b""
    while at < len(data):
        if 32768 - at % 32768 < 7:
            at += 32768 - at % 32768
            continue
        sum, length, kind = struct.unpack("<LHB", data[at:at + 7])
        part = data[at + 7:at + 7 + length]
        assert zlib.crc32(part, zlib.crc32(bytes([kind]))) == sum
        at += 7 + length
        whole = part if kind in (1, 2) else whole + part
        if kind in (1, 4):
            yield whole


def told(path):
    """Numbers of each step by name and of the summary, read with the client's own messages; as texts, since not every reader of
    JSON gives the nearest double."""
    from wandb.proto import wandb_internal_pb2 as messages

    def numbers(items):
        found = {}
        for item in items:
            name = ".".join(item.nested_key) or item.key
            value = json.loads(item.value_json)
            if name.startswith("_"):
                continue
            for key, one in (value.items() if isinstance(value, dict) else [(None, value)]):
                if one is None or isinstance(one, (bool, int, float)):
                    finite = one is not None and abs(one) < float("inf")
                    found[name + ("." + key if key else "")] = repr(float(one)) if finite else None
        return found

    points, summary = [], {}
    for data in records(path):
        record = messages.Record()
        record.ParseFromString(data)
        if record.HasField("history"):
            values = numbers(record.history.item)
            if values:
                points.append({"epoch": record.history.step.num + 1, "values": values})
        if record.HasField("summary"):
            summary.update(numbers(record.summary.update))
    logged = {name for point in points for name in point["values"]}
    return {"points": points, "summary": {k: v for k, v in summary.items() if k not in logged}}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(WANDB_MODE="offline", WANDB_DIR=folder, WANDB_RUN_ID="offline", WANDB_DISABLE_CODE="true",
                          WANDB_DISABLE_GIT="true", WANDB__DISABLE_STATS="true", WANDB_CONSOLE="off", WANDB_HOST="host",
                          WANDB_USERNAME="user", WANDB__DISABLE_MACHINE_INFO="true")
        os.chdir(folder)
        log()
        path, = glob.glob(os.path.join(folder, "wandb", "offline-run-*", "*.wandb"))
        shutil.copy(path, os.path.join(FIXTURES, "offline.wandb"))
        found = told(path)
    with open(os.path.join(FIXTURES, "offline.json"), "w") as file:
        json.dump(found, file, indent=1, sort_keys=True)
        file.write("\n")
    print(len(found["points"]), "steps", found["summary"], file=sys.stderr)
