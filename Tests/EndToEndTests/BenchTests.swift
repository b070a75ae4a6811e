import Foundation
import Testing

/// The benchmarks run and tell what they say they tell; how fast they are is nobody's test.
@Suite(.serialized) struct BenchTests {
  @Test(arguments: [[], ["--ipc"], ["--keys"], ["--keys", "--restart"]])
  func `every trial of the dispatch benchmark is finished`(options: [String]) throws {
    let folder = try TemporaryFolder()
    let arguments = ["bench", "dispatch", "--trials", "6000", "--format", "json"] + options
    let bench = try Program.run("fathom", arguments, in: folder)
    #expect(bench.status == 0, "\(bench.errors)")
    let metrics = try bench.json()
    #expect(metrics["trials"] as? Int == 6000)
    #expect(try #require(metrics["trials_per_second"] as? Double) > 0)
    #expect((metrics["transport"] as? String)?.hasSuffix("with keys") == options.contains("--keys"))
  }

  @Test func `a program is started once a trial, and as often by xargs`() throws {
    let folder = try TemporaryFolder()
    let counted = try folder.write("count.sh", "#!/bin/sh\necho >> '\(folder.path("starts"))'\n")
    chmod(counted, 0o755)
    let arguments = ["bench", "dispatch", "--trials", "50", "--program", counted, "--format", "json"]
    let bench = try Program.run("fathom", arguments, in: folder)
    #expect(bench.status == 0, "\(bench.errors)")
    #expect(try String(contentsOfFile: folder.path("starts"), encoding: .utf8).count == 100)
    let metrics = try bench.json()
    let starts = try #require(metrics["starts"] as? [String: Any])
    func number(_ name: String) throws -> Double {
      try #require(metrics[name] as? Double ?? starts[name] as? Double, "\(name)")
    }
    #expect(try abs(number("times_xargs") * number("xargs_seconds") / number("seconds") - 1) < 1e-9)
    let processor = try number("coordinator_microseconds_per_trial") * 50 / 1e6
    #expect(try abs(number("coordinator_core_share") * number("seconds") / processor - 1) < 1e-9)
  }

  @Test func `idle workers beat and none is lost`() throws {
    let folder = try TemporaryFolder()
    let arguments = ["bench", "workers", "--workers", "40", "--time", "2", "--format", "json"]
    let bench = try Program.run("fathom", arguments, in: folder)
    #expect(bench.status == 0, "\(bench.errors)")
    let metrics = try bench.json()
    #expect(metrics["lost"] as? Int == 0)
    #expect(try #require(metrics["messages"] as? Int) >= 40)
  }

  @Test(arguments: [["--keys", "--ipc"], ["--trials", "1"], ["--slots", "0"], ["--program", "true"]])
  func `a benchmark that makes no sense is refused`(options: [String]) throws {
    let folder = try TemporaryFolder()
    let bench = try Program.run("fathom", ["bench", "dispatch"] + options, in: folder)
    #expect(bench.status == 2)
    #expect(bench.errors.split(separator: "\n").count == 1, "\(bench.errors)")
  }

  @Test func `a network of images is trained and measured, and its numbers belong together`() throws {
    let folder = try TemporaryFolder()
    let arguments = ["bench", "train", "--model", "resnet20", "--width", "4", "--image", "8", "--batch", "8"]
    let bench = try Program.run(
      "fathom", arguments + ["--samples", "64", "--format", "json"], in: folder)
    #expect(bench.status == 0, "\(bench.errors)")
    let answer = try bench.json()
    #expect(answer["model"] as? String == "resnet20" && answer["stem"] as? String == "3x3")
    let rows = try #require(answer["rows"] as? [[String: Any]])
    #expect(rows.count == 1)
    func number(_ name: String) throws -> Double { try #require(rows.first?[name] as? Double, "\(name)") }
    let (rate, epoch, measure) = try (
      number("images_per_second"), number("epoch_seconds"), number("measure_seconds")
    )
    #expect(abs(epoch * rate / 64 - 1) < 1e-6)
    #expect(try abs(number("measure_share") * epoch / measure - 1) < 1e-6)
    #expect(try number("resident_bytes") > number("network_bytes"))
    #expect(try number("peak_share") > 0 && number("gflops") > 0)
  }

  @Test(arguments: [
    (
      ["--model", "resnet19"],
      "'--model' is 'resnet19'. Choose 'mlp', 'resnet18', 'resnet34', 'resnet20', 'vgg11'."
    ),
    (["--model", "resnet18", "--stem", "5x5"], "'--stem' is '5x5'. Choose '7x7' or '3x3'."),
    (["--model", "vgg11", "--stem", "3x3"], "'--stem' is '3x3', but 'vgg11' has no stem. Leave it out."),
    (
      ["--model", "vgg11", "--image", "4"],
      "'--image' is '4' but must be larger: nothing is left of an image at 'features.10'."
    ),
    (["--model", "resnet18", "--image", "0"], "'--image' is '0'. Give a number from 1 to 1024."),
    (["--model", "resnet18", "--samples", "1"], "'--samples' is '1'. Give a number from 16 to 1000000."),
    (
      ["--model", "resnet18", "--image", "8", "--batch", "1"],
      "'--batch' is '1' but must be such that no batch has one row alone, which has no variance to normalise with."
    ),
    (["--model", "resnet18", "--products", "both"], "'--products' is for '--model mlp'. Leave it out."),
    (
      ["--image", "32"],
      "'--image' is for networks of images. Pass --model with it, such as 'resnet18'."
    ),
  ])
  func `a network that cannot be measured is refused in a sentence`(options: [String], said: String) throws {
    let folder = try TemporaryFolder()
    let bench = try Program.run("fathom", ["bench", "train"] + options, in: folder)
    #expect(bench.status == 2)
    #expect(bench.errors == said + "\n")
  }

  @Test func `a network beyond the machine's memory is refused before it is made`() throws {
    let folder = try TemporaryFolder()
    let arguments = ["bench", "train", "--model", "resnet34", "--width", "8192", "--batch", "8192"]
    let bench = try Program.run("fathom", arguments, in: folder)
    #expect(bench.status == 2)
    #expect(bench.errors.hasSuffix("Give a smaller --batch, --width or --image.\n"), "\(bench.errors)")
  }
}
