internal import ArrayFiles

/// Names and shapes of an archive's members, what they are used for, and every mistake found in them so far. Shapes are
/// shown as numpy does.
struct MemberHeaders {
  /// More classes than any label set has: more numbers are of another kind.
  static let mostClasses = 100_000

  private let archive: ArrayFile
  /// A sentence each, with the file's name.
  private(set) var faults: [String] = []
  private(set) var used: Set<String> = []

  init(_ archive: ArrayFile) { self.archive = archive }

  private mutating func note(_ sentence: String) { faults.append("\(archive.file): \(sentence)") }

  /// Names of the archive's members, the first dozen of them.
  private var list: String {
    let names = archive.names
    guard !names.isEmpty else { return "no arrays" }
    let more = names.count > 12 ? " and \(names.count - 12) more" : ""
    return names.prefix(12).map { "'\($0)'" }.joined(separator: ", ") + more
  }

  /// Shapes by number of the members `H1`, `H2`, …, those that are not N x h left out after noting it.
  mutating func numbered(_ letter: String) -> [Int: [Int]] {
    var shapes: [Int: [Int]] = [:]
    for name in archive.names where name.hasPrefix(letter) {
      guard let number = Int(name.dropFirst()), "\(letter)\(number)" == name, number >= 0 else { continue }
      if number == 0 {
        note(
          "'\(name)' counts from 0. Expected 'H1' for what enters the first linear map. Number the arrays from 1."
        )
        used.insert(name)
      } else if let shape = shape(name) {
        if shape.count == 2 {
          shapes[number] = shape
        } else {
          note(
            "'\(name)' has shape \(tuple(shape)). Expected samples x features. "
              + "Save it with .reshape(samples, -1).")
        }
      }
    }
    return shapes
  }

  /// The outputs of layer `number`'s weights, or `nil` where there are none.
  mutating func weights(_ number: Int, inputs: Int?) -> Int? {
    let name = "W\(number)"
    guard archive.names.contains(name), let shape = shape(name) else { return nil }
    guard shape.count == 2 else {
      note(
        "'\(name)' has shape \(tuple(shape)). Expected outputs x inputs. Save it with .reshape(outputs, -1).")
      return nil
    }
    if let inputs, shape[1] != inputs {
      let advice =
        shape[0] == inputs
        ? "Save it as '\(name).T', made contiguous." : "Save what enters this map as 'H\(number)'."
      note(
        "'\(name)' has shape \(tuple(shape)) and 'H\(number)' has \(inputs) columns. "
          + "Expected outputs x inputs with \(inputs) inputs. \(advice)")
    }
    return shape[0]
  }

  mutating func hasBiases(_ number: Int) -> Bool {
    let name = "b\(number)"
    guard archive.names.contains(name), let shape = shape(name) else { return false }
    guard archive.names.contains("W\(number)") else {
      noteAlone(name, needs: "W\(number)")
      return false
    }
    // Why it is unreadable has been told with the weights.
    let outputs = (try? archive.member("W\(number)").shape.first) ?? nil
    if let outputs, shape != [outputs] {
      note(
        "'\(name)' has shape \(tuple(shape)) and 'W\(number)' has \(outputs) rows. Expected (\(outputs),). "
          + "Save the bias of the same layer.")
    }
    return true
  }

  private mutating func noteAlone(_ name: String, needs other: String) {
    note(
      "'\(name)' is there and '\(other)' is missing. Expected both of a layer. "
        + "Save '\(other)', or leave '\(name)' out.")
  }

  /// Layers are 1 to L without a gap, and no weights are without features.
  mutating func checkNumbering(_ found: [Int]) {
    let all = archive.names.compactMap { name in
      name.hasPrefix("H") ? Int(name.dropFirst()).flatMap { $0 > 0 ? $0 : nil } : nil
    }
    guard let last = all.max() else {
      if faults.isEmpty {
        note(
          "'H1' is missing; the file holds \(list). Expected 'H1', 'H2', … (samples x features), what enters "
            + "each linear map. Save them with numpy.savez(file, H1=…, W1=…, Y=…).")
      }
      return
    }
    for number in 1...min(last, 10_000) where !all.contains(number) {
      note(
        "'H\(number)' is missing and 'H\(last)' is there. Expected layers without a gap. "
          + "Save 'H\(number)', or number the others from 1 without it.")
      break
    }
    for letter in ["W", "b"] {
      for name in archive.names where name.hasPrefix(letter) && !used.contains(name) {
        guard let number = Int(name.dropFirst()), "\(letter)\(number)" == name, !all.contains(number)
        else { continue }
        used.insert(name)
        noteAlone(name, needs: "H\(number)")
      }
    }
  }

  /// N, with every array of samples held against that of the first layer.
  mutating func checkSamples(_ features: [Int: [Int]]) -> Int {
    guard let first = features.keys.min(), let samples = features[first]?.first else { return 0 }
    var others = features.filter { $0.key != first }.sorted { $0.key < $1.key }.map {
      ("H\($0.key)", $0.value[0])
    }
    for name in ["Y", "labels"] where archive.names.contains(name) {
      if let rows = shape(name)?.first { others.append((name, rows)) }
    }
    for (name, rows) in others where rows != samples {
      note(
        "'\(name)' has \(rows) rows and 'H\(first)' has \(samples). Expected one row a sample in both. "
          + "Record the same samples for all arrays.")
    }
    return samples
  }

  mutating func checkTargets() -> (targets: Bool, labels: Bool) {
    let (hasTargets, hasLabels) = (archive.names.contains("Y"), archive.names.contains("labels"))
    if !hasTargets, !hasLabels {
      note(
        "'Y' and 'labels' are missing; the file holds \(list). Expected 'Y' (samples x targets) or 'labels' "
          + "(samples). Save one of them.")
    }
    if hasTargets, let shape = shape("Y"), ![1, 2].contains(shape.count) {
      note("'Y' has shape \(tuple(shape)). Expected samples x targets. Save it with .reshape(samples, -1).")
    }
    if hasLabels, let shape = shape("labels"), shape.count != 1, shape.count != 2 || shape[1] != 1 {
      let advice =
        shape.count == 2 && shape[0] != 1
        ? "Save the numbers of the classes, such as onehot.argmax(1)." : "Save it with .reshape(-1)."
      note("'labels' has shape \(tuple(shape)). Expected one whole number a sample. \(advice)")
    }
    return (hasTargets, hasLabels)
  }

  /// Whether there is a list of the layers' names.
  mutating func hasNames() -> Bool {
    guard archive.names.contains("names"), let shape = shape("names") else { return false }
    if shape.count == 1, shape[0] <= 1 << 20 { return true }
    note("'names' has shape \(tuple(shape)). Expected the bytes of a JSON list of texts.")
    return false
  }

  mutating func targetRank() -> Int? {
    // Without Y there is no limit.
    let columns = (try? archive.member("Y").shape).map { $0.count > 1 ? $0[1] : 1 }
    return number("target_rank", of: archive.integers, "whole number. Save it as numpy.int64(2)") { rank in
      guard rank < 1 || rank > columns ?? .max else { return nil }
      return "a whole number from 1" + (columns.map { " to \($0), the columns of 'Y'. " } ?? ". ")
        + "Give the rank that the targets have"
    }
  }

  mutating func weightDecay() -> Double? {
    number("weight_decay", of: archive.doubles, "number. Save it as numpy.float64(1e-3)") { decay in
      decay >= 0 && decay.isFinite ? nil : "a number of 0 or more. Give the decay of the training"
    }
  }

  /// The one number of a member, if it is there and nothing else is `expected` of it. `kind` says what it is and how it
  /// is saved.
  private mutating func number<Number>(
    _ name: String, of entries: (String) throws(ArrayFileError) -> [Number],
    _ kind: String, expected: (Number) -> String?
  ) -> Number? {
    guard archive.names.contains(name), let shape = shape(name) else { return nil }
    guard shape.allSatisfy({ $0 == 1 }) else {
      note("'\(name)' has shape \(tuple(shape)). Expected one \(kind).")
      return nil
    }
    do {
      let number = try entries(name)[0]
      guard let expected = expected(number) else { return number }
      note("'\(name)' is \(number). Expected \(expected), or leave it out.")
    } catch {
      faults.append(error.description)
    }
    return nil
  }

  private mutating func shape(_ name: String) -> [Int]? {
    let isNew = used.insert(name).inserted
    do { return try archive.member(name).shape } catch {
      if isNew { faults.append(error.description) }
      return nil
    }
  }
}
