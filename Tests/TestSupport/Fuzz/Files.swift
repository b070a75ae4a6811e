internal import ArrayFiles
internal import CodeBundles
internal import Commands
internal import Expressions
internal import Glibc
internal import Messaging
internal import SweepLanguage
internal import SweepModel
internal import SweepText

private struct NoData: Error, CustomStringConvertible {
  let description = "The file is not here."
}

/// A sweep file, of W&B or of our own; and each of its lines as an expression.
func readSweep(_ bytes: [UInt8]) {
  let text = String(decoding: bytes, as: UTF8.self)
  do throws(SweepProblems) {
    _ = try SweepPlan.plan(text: text, path: "sweep.yaml") { _, _ in throw NoData() }
  } catch {
    precondition(
      !error.lines.isEmpty && error.lines.allSatisfy { !$0.isEmpty && !$0.contains("\n") },
      "a sentence is empty or of two lines")
  }
  for line in text.split(separator: "\n").prefix(20) {
    do throws(ExpressionFault) { _ = try Expression(String(line)) } catch {}
  }
}

/// One file in memory, without a name, for one input after the other.
private let memoryFile: Int32 = {
  var name = Array("/dev/shm/fathom-fuzz-XXXXXX".utf8CString)
  let descriptor = mkstemp(&name)
  precondition(descriptor >= 0 && unlink(name) == 0, "no memory for a file")
  return descriptor
}()

/// A data file of any kind.
func readArrays(_ bytes: [UInt8]) {
  precondition(ftruncate(memoryFile, 0) == 0 && pwrite(memoryFile, bytes, bytes.count, 0) == bytes.count)
  let path = "/proc/self/fd/\(memoryFile)"
  told { () throws(ArrayFileError) in _ = try TrainingTables.load(path: path) }
  told { () throws(ArrayFileError) in
    _ = try TrainingTables.load(path: path, samples: 3, targetColumns: 1, header: false, keepsBytes: true)
  }
  told { () throws(ArrayFileError) in
    let file = try ArrayFile.open(path)
    for name in file.names.prefix(10) {
      told { () throws(ArrayFileError) in _ = try file.floats(name, rows: 2) }
      told { () throws(ArrayFileError) in _ = try file.integers(name) }
    }
  }
}

private func told(_ read: () throws(ArrayFileError) -> Void) {
  do throws(ArrayFileError) { try read() } catch {
    precondition(!error.description.isEmpty && !error.description.contains("\n"))
  }
}

/// What is small: lines of programs, logs of W&B's client, specifications, archives of code, keys and addresses. What has one
/// spelling must be written as it was read.
func readLines(_ bytes: [UInt8]) {
  for reader in [ReportReader.ofDescriptor, .ofOutput] {
    var (whole, halves) = (reader, reader)
    let first = whole.read(bytes) + whole.finish()
    let second = halves.read(bytes.prefix(bytes.count / 2)) + halves.read(bytes.dropFirst(bytes.count / 2))
    let last = halves.finish()
    precondition(reports(first) == reports(second + last), "reports hang on where a pipe cuts them")
  }
  _ = WandbRun(bytes)
  do throws(CanonicalError) {
    let read = try Specification(canonical: bytes)
    precondition(read.canonicalBytes == bytes, "a specification is spelled otherwise than it was read")
  } catch {}
  if let bundle = CodeBundle(archive: bytes) { precondition(bundle.archive == bytes) }
  let text = String(decoding: bytes, as: UTF8.self)
  do throws(MessagingError) {
    let ring = try KeyRing(text, place: "keys")
    let again = try KeyRing(ring.text, place: "keys")
    precondition(again.text == ring.text)
  } catch { precondition(!error.description.isEmpty) }
  do throws(MessagingError) { _ = try JoinAddress(text) } catch { precondition(!error.description.isEmpty) }
}

private func reports(_ items: [ReportReader.Item]) -> [ReportReader.Item] {
  items.filter { if case .words = $0 { false } else { true } }
}
