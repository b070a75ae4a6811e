print("fathom-worker")
