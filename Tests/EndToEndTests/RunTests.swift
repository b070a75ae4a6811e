import Foundation
import Glibc
import Testing

@Suite struct RunTests {
  @Test func `a sweep runs from file to findings, and again trains nothing`() throws {
    let folder = try TemporaryFolder()
    let sweep = try folder.write("short.yaml", Sweeps.short)
    let first = try Program.run("fathom", ["run", sweep, "--format", "json"], in: folder)
    #expect(first.status == 0, "\(first.errors)")
    let answer = try first.json()
    #expect(answer["trials"] as? Int == 12)
    #expect(answer["done"] as? Int == 12)
    #expect(answer["failed"] as? Int == 0)
    #expect(answer["reused"] as? Int == 0)
    let seconds = try #require(answer["seconds"] as? Double)
    let elapsed = try #require(answer["elapsed_seconds"] as? Double)
    #expect(seconds > 0 && seconds <= elapsed)
    let page = try #require(answer["report"] as? String)
    #expect(try String(contentsOfFile: page, encoding: .utf8).contains("</html>"))

    let again = try Program.run("fathom", ["run", sweep, "--format", "json"], in: folder).json()
    #expect(again["reused"] as? Int == 12)
    #expect(again["done"] as? Int == 12)
    #expect(again["seconds"] as? Double == 0)

    let proof = try Program.run("fathom", ["verify", "last", "--format", "json"], in: folder)
    #expect(proof.status == 0)
    #expect(try proof.json()["accepted"] as? Int == 12)
  }

  @Test func `results computed again agree in every bit, and one altered bit is found and named`() throws {
    let folder = try TemporaryFolder()
    let sweep = try folder.write("short.yaml", Sweeps.short)
    #expect(try Program.run("fathom", ["run", sweep], in: folder).status == 0)
    let sound = try Program.run("fathom", ["verify", "--recompute", "100%", "--format", "json"], in: folder)
    #expect(sound.status == 0, "\(sound.output)")
    #expect(try sound.json()["agreeing"] as? Int == 12)
    let some = try Program.run("fathom", ["verify", "--recompute", "20%"], in: folder)
    #expect(some.output.contains("3 results computed again: 3 agree in every bit."))

    // The lowest bit of one number of one layer.
    let python = try Program.run(
      "/usr/bin/python3",
      [
        "-c",
        """
        import sqlite3, struct
        store = sqlite3.connect('.fathom/fathom.db')
        trial, value = store.execute("SELECT trial, nrc2 FROM layers WHERE layer = 1 AND epoch = 5").fetchone()
        bits = struct.unpack('<q', struct.pack('<d', value))[0] ^ 1
        store.execute("UPDATE layers SET nrc2 = ? WHERE layer = 1 AND epoch = 5 AND trial = ?",
                      (struct.unpack('<d', struct.pack('<q', bits))[0], trial))
        store.commit()
        print(store.execute("SELECT lower(hex(id)) FROM trials WHERE number = ?", (trial,)).fetchone()[0])
        """,
      ], in: folder)
    #expect(python.status == 0, "\(python.errors)")
    let trial = python.output.trimmingCharacters(in: .whitespacesAndNewlines)
    let altered = try Program.run("fathom", ["verify", "--recompute", "12", "--format", "json"], in: folder)
    #expect(altered.status == 1)
    let answer = try altered.json()
    #expect(answer["agreeing"] as? Int == 11)
    #expect(answer["proven"] as? Bool == true)
    let differing = try #require(answer["differing"] as? [[String: Any]])
    #expect(differing.map { $0["trial"] as? String } == [trial])
    #expect(
      (differing.first?["difference"] as? String)?.hasPrefix("layer 1, epoch 5: nrc2 is stored as") == true)
    #expect(differing.first?["arithmetic"] == nil)
    #expect(try Program.run("fathom", ["verify", "--recompute", "half"], in: folder).status == 2)
  }

  @Test func `one slot and two slots export the same bytes`() throws {
    let folder = try TemporaryFolder()
    let sweep = try folder.write("short.yaml", Sweeps.short)
    for slots in ["1", "2"] {
      let run = try Program.run(
        "fathom", ["run", sweep, "--slots", slots, "--store", "s\(slots)"], in: folder)
      #expect(run.status == 0, "\(run.errors)")
    }
    let layers = try ["1", "2"].map { slots in
      let export = try Program.run(
        "fathom", ["export", "last", "--table", "layers", "--format", "csv", "--store", "s\(slots)"],
        in: folder)
      #expect(export.status == 0, "\(export.errors)")
      return export.output
    }
    // 2 seeds, 2 ranks, two measured epochs of 2, 3 and 4 layers, and the header.
    #expect(layers[0].split(separator: "\n").count == 2 * 2 * 2 * (2 + 3 + 4) + 1)
    #expect(layers[0] == layers[1])
    let trials = try ["1", "2"].map { slots in
      let export = try Program.run(
        "fathom", ["export", "last", "--table", "trials", "--format", "csv", "--store", "s\(slots)"],
        in: folder)
      return try Self.withoutCircumstances(export.output)
    }
    #expect(trials[0].count == 13)
    #expect(trials[0] == trials[1])
  }

  @Test func `a sweep that is part of another one is not trained twice`() throws {
    let folder = try TemporaryFolder()
    let small = Sweeps.short.replacing("name: short", with: "name: small").replacing("[2, 3, 4]", with: "[3]")
    let first = try folder.write("small.yaml", small)
    #expect(try Program.run("fathom", ["run", first], in: folder).status == 0)
    let second = try folder.write("short.yaml", Sweeps.short)
    let answer = try Program.run("fathom", ["run", second, "--format", "json"], in: folder).json()
    #expect(answer["reused"] as? Int == 4)
    #expect(answer["done"] as? Int == 12)
  }

  @Test func `a thousand no-op trials are each stored once`() throws {
    let folder = try TemporaryFolder()
    let sweep = try folder.write("noop.yaml", Sweeps.noop(1_000))
    let run = try Program.run("fathom", ["run", sweep, "--format", "json"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.json()["done"] as? Int == 1_000)
    #expect(try Program.run("fathom", ["verify"], in: folder).status == 0)
  }

  @Test func `a CSV file is trained on, and refused once it has changed`() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<60).map { row in "\(Double(row % 7)),\(Double(row % 5)),\(Double(row % 7 + row % 5)),1.5"
    }
    _ = try folder.write("data.csv", rows.joined(separator: "\n"))
    let sweep = try folder.write(
      "csv.yaml",
      """
      parameters:
        dataset: {value: data.csv}
        target_columns: {value: 2}
        depth: {value: 2}
        width: {value: 8}
        batch_size: {value: 16}
        epochs: {value: 3}
      seeds: 2
      """)
    let run = try Program.run("fathom", ["run", sweep, "--format", "json"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.json()["done"] as? Int == 2)
    let layers = try Program.run("fathom", ["export", "--table", "layers", "--format", "csv"], in: folder)
      .output
    #expect(layers.split(separator: "\n").count == 5)

    // Planned from one content, trained on another: the trial says so and is not retried.
    let other = try folder.write(
      "again.yaml",
      try String(contentsOfFile: sweep, encoding: .utf8).replacing("seeds: 2", with: "seeds: [7]"))
    let coordinator = try Program(
      "fathom", ["coordinator", other, "--listen", "ipc://" + folder.path("s"), "--until-done"], in: folder)
    #expect(wait(20) { coordinator.errors.contains("Listening") }, "\(coordinator.errors)")
    _ = try folder.write("data.csv", rows.dropLast().joined(separator: "\n"))
    let worker = try Program(
      "fathom-worker", ["--join", "ipc://" + folder.path("s"), "--slots", "1"], in: folder)
    #expect(try coordinator.ending().errors.contains("has changed since the sweep was planned"))
    kill(worker.identifier, SIGTERM)
    _ = try worker.ending(within: 10)
  }

  /// Rows without the columns that may depend on when, where and how often a trial ran.
  static func withoutCircumstances(_ table: String) throws -> [[Substring]] {
    let rows = table.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let header = try #require(rows.first)
    let kept = header.indices.filter { column in
      !["seconds", "time", "worker", "slot", "host", "attempt"].contains { header[column].contains($0) }
    }
    #expect(kept.count < header.count)
    return rows.map { row in kept.map { row[$0] } }
  }

  @Test func `the command that prints every table works when it is pasted, wherever the store lies`() throws {
    let folder = try TemporaryFolder()
    let sweep = try folder.write("short.yaml", Sweeps.short)
    for store in [".fathom", "o'brien's store $HOME"] {
      let run = try Program.run("fathom", ["run", sweep, "--store", store], in: folder)
      let line = try #require(run.output.split(separator: "\n").first { $0.hasPrefix("Every table: ") })
      let binaries = (Program.path(of: "fathom") as NSString).deletingLastPathComponent
      let pasted = try Program.run(
        "/bin/sh", ["-c", "PATH='\(binaries)':\"$PATH\"; \(line.dropFirst("Every table: ".count))"],
        in: folder)
      #expect(pasted.status == 0, "\(line): \(pasted.errors)")
      #expect(pasted.output.hasPrefix("Findings of 'short' (12 trials: "), "\(pasted.output)")
      #expect(line.contains("--store") == (store != ".fathom"))
    }
  }
}
