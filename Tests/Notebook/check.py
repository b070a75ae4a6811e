"""Runs the notebook against a store and compares its numbers, and the Parquet exports, with what fathom wrote."""
import json
import os
import sys

import nbformat
import pyarrow as pa
import pyarrow.parquet as parquet
from nbclient import NotebookClient

notebook, folder = sys.argv[1:]


def check_notebook():
    os.environ["FATHOM_STORE"] = f"{folder}/store"
    book = nbformat.read(notebook, as_version=4)
    assert not any(cell.get("outputs") for cell in book.cells), "the notebook is kept without outputs"
    book.cells.append(nbformat.v4.new_code_cell(f"cells.to_json('{folder}/cells.json', orient='records', double_precision=15)"))
    NotebookClient(book, timeout=120, kernel_name="python3", resources={"metadata": {"path": folder}}).execute()
    pictures = sum("image/png" in output.get("data", {}) for cell in book.cells for output in cell.get("outputs", []))
    assert pictures == 2, f"{pictures} pictures"
    found = {
        (row["target_rank"], row["depth"], row["weight_decay"], row["layer"]): row
        for row in json.load(open(f"{folder}/cells.json"))
    }
    compared = 0
    for group in json.load(open(f"{folder}/report/findings.json"))["groups"]:
        for cell in group["cells"]:
            parameters = cell["parameters"]
            for layer in cell["layers"]:
                row = found[(parameters["target_rank"], parameters["depth"], parameters["weight_decay"], layer["layer"])]
                nrc1 = layer["figures"]["nrc1"]
                for name, value in [("mean", nrc1["mean"]), ("half_width", nrc1["half_width"])]:
                    assert abs(row[name] - value) <= 1e-6 * abs(value) + 1e-12, (name, row, value)
                compared += 1
    assert compared == len(found) > 40, (compared, len(found))
    print(f"The notebook drew {pictures} charts; {compared} means and intervals are those of findings.json.")


def check_table(name):
    rows = json.load(open(f"{folder}/{name}.json"))
    table = parquet.read_table(f"{folder}/{name}.parquet")
    assert table.column_names == list(rows[0]), name
    assert table.num_rows == len(rows) > 0, name
    for column in table.column_names:
        kind = table.schema.field(column).type
        values = table.column(column).to_pylist()
        for row, value in zip(rows, values):
            expected = row[column]
            if isinstance(expected, list):
                expected = " ".join(str(item) for item in expected) or None
            if column == "batch_size" and kind == pa.string():  # where some trial takes all rows at once
                expected = str(expected)
            assert value == expected, (name, column, value, expected)
            if expected is not None:
                wanted = {bool: pa.bool_(), int: pa.int64(), float: pa.float64(), str: pa.string()}[type(expected)]
                assert kind == wanted or (kind == pa.float64() and wanted == pa.int64()), (name, column, kind, expected)
    kinds = {str(field.type) for field in table.schema}
    print(f"{name}.parquet: {table.num_rows} rows, {len(table.column_names)} columns of {', '.join(sorted(kinds))}")


check_notebook()
for table in ["trials", "layers", "curves", "spectra"]:
    check_table(table)
