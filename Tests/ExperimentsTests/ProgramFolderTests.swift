import Experiments
import Foundation
import Glibc
import SweepModel
import Testing

/// How long the folders of programs live.
@Suite struct ProgramFolderTests {
  private func names(_ folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  @Test func `output stays until somebody says that it is not needed, and of the last attempt alone`() throws
  {
    let lab = try CommandLab()
    let spec = lab.spec("cat $FATHOM_CHECKPOINT/n; echo 1 >> $FATHOM_CHECKPOINT/n; echo $$ > $FATHOM_OUT/$$")
    _ = try lab.run(spec)
    let first = names("\(lab.kept)/\(spec.id)")
    _ = try lab.run(spec)
    let second = names("\(lab.kept)/\(spec.id)")
    #expect(first.count == 1 && second.count == 1 && first != second)
    #expect(names(lab.folder + "/slot/out").isEmpty)
    _ = try lab.run(lab.spec("exit 0"))
    #expect(names(lab.kept) == ["\(spec.id)"])
  }

  @Test func `output of failures is kept too, and that of trials that end at once is not`() throws {
    let lab = try CommandLab()
    let failing = "touch $FATHOM_OUT/x; exit 1"
    #expect(lab.failure(failing).hasPrefix("crashed"))
    #expect(names(lab.kept) == ["\(lab.spec(failing).id)"])
    lab.keepsFrom = .seconds(60)
    _ = try lab.run(lab.spec("touch $FATHOM_OUT/x; : again"))
    #expect(names(lab.kept).count == 1 && names(lab.folder + "/slot/out").isEmpty)
  }

  @Test(arguments: [
    "rm $FATHOM_TRIAL; ln -s /etc/hostname $FATHOM_TRIAL", "rm $FATHOM_TRIAL; mkdir $FATHOM_TRIAL",
    "ln $FATHOM_TRIAL $FATHOM_CHECKPOINT/trial", "chmod 0 $FATHOM_TRIAL $FATHOM_OUT", "rm -r $FATHOM_OUT",
    "rm -r $FATHOM_OUT; ln -s / $FATHOM_OUT", "rm -r $FATHOM_OUT; echo x > $FATHOM_OUT",
    "touch left; chmod 500 .",
    "rm $FATHOM_TRIAL; mkfifo $FATHOM_TRIAL", "mkdir -p $FATHOM_OUT/a/b; chmod 0 $FATHOM_OUT/a",
    "yes | head -c 90000 > $FATHOM_TRIAL",
  ])
  func `whatever a program does to its files, the next one finds its own`(script: String) throws {
    let lab = try CommandLab()
    let first = lab.spec(script)
    _ = try lab.run(first)
    let second = lab.spec("cat $FATHOM_TRIAL; ls -A $FATHOM_OUT .; touch $FATHOM_OUT/mine")
    _ = try lab.run(second)
    let lines = lab.words.split(separator: "\n").map(String.init)
    #expect(lines.count == 3 && lines[0].hasPrefix("{\"trial\": \"\(second.id)\""), "\(lab.words)")
    #expect(lines[0].hasSuffix("}"))
    #expect(names("\(lab.kept)/\(second.id)") == ["mine"])
    let copy = "\(lab.checkpoint)/\(ProgramCheckpoints.name(of: first.id))/trial"
    if script.hasPrefix("ln ") {
      #expect(try String(contentsOfFile: copy, encoding: .utf8).contains("\(first.id)"))
    }
  }

  @Test func `folders go when they are old, and the oldest where there are too many`() {
    typealias Entry = ProgramCheckpoints.Entry
    let day = 86_400
    let few = [
      Entry("new", written: 100 * day), Entry("old", written: 86 * day - 1), Entry("mid", written: 86 * day),
    ]
    #expect(ProgramCheckpoints.surplus(of: few, at: 100 * day) == ["old"])
    let many = (0..<ProgramCheckpoints.mostFolders + 2).map { Entry("\($0)", written: 100 * day - $0) }
    #expect(Set(ProgramCheckpoints.surplus(of: many, at: 100 * day)) == ["1024", "1025"])
  }

  @Test func `what is in use or was written into lately stays`() throws {
    let lab = try CommandLab()
    let long = time(nil) + 15 * 86_400
    let spec = lab.spec(
      "echo 1 > $FATHOM_CHECKPOINT/n; while [ ! -e $FATHOM_CHECKPOINT/go ]; do sleep 0.05; done")
    let folder = "\(lab.checkpoint)/\(ProgramCheckpoints.name(of: spec.id))"
    var wasThere = false
    _ = try lab.run(spec) { _ in
      guard names(folder) == ["n"] else { return }
      ProgramCheckpoints.tidy(lab.checkpoint, at: long)
      wasThere = names(folder) == ["n"]
      FileManager.default.createFile(atPath: folder + "/go", contents: nil)
    }
    #expect(wasThere)
    ProgramCheckpoints.tidy(lab.checkpoint)
    #expect(names(folder) == ["go", "n"])
    // An old folder into which something new was put is no old one.
    let now = time(nil)
    utimes(
      folder,
      [timeval(tv_sec: now - 20 * 86_400, tv_usec: 0), timeval(tv_sec: now - 20 * 86_400, tv_usec: 0)])
    ProgramCheckpoints.tidy(lab.checkpoint)
    #expect(names(folder) == ["go", "n"])
    ProgramCheckpoints.tidy(lab.checkpoint, at: long)
    #expect(names(lab.checkpoint).isEmpty)
  }
}
