internal import ArrayFiles

/// Names and shapes of an archive's members, what they are used for, and every mistake found in them so far.
struct MemberHeaders {
  /// More classes than any label set has: a larger label is another kind of number.
  static let mostClasses = 100_000

  private let archive: ArrayFile
  private(set) var faults: [MeasureFault] = []
  private(set) var used: Set<String> = []

  init(_ archive: ArrayFile) { self.archive = archive }

  /// Shapes by number of the members `H1`, `H2`, …, those that are not N x h left out after noting it.
  mutating func numbered(_ letter: String) -> [Int: [Int]] {
    var shapes: [Int: [Int]] = [:]
    for name in archive.names where name.hasPrefix(letter) {
      guard let number = Int(name.dropFirst()), "\(letter)\(number)" == name, number >= 0 else { continue }
      if number == 0 {
        faults.append(.fromZero(name))
        used.insert(name)
      } else if let shape = shape(name) {
        if shape.count == 2 {
          shapes[number] = shape
        } else {
          faults.append(.features(name, shape: shape))
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
      faults.append(.weights(name, shape: shape))
      return nil
    }
    if let inputs, shape[1] != inputs {
      faults.append(.inputs(name, shape: shape, features: "H\(number)", inputs: inputs))
    }
    return shape[0]
  }

  mutating func hasBiases(_ number: Int) -> Bool {
    let name = "b\(number)"
    guard archive.names.contains(name), let shape = shape(name) else { return false }
    guard archive.names.contains("W\(number)") else {
      faults.append(.alone(name, needs: "W\(number)"))
      return false
    }
    // Why it is unreadable has been told with the weights.
    let outputs = (try? archive.member("W\(number)").shape.first) ?? nil
    if let outputs, shape != [outputs] {
      faults.append(.biases(name, shape: shape, weights: "W\(number)", outputs: outputs))
    }
    return true
  }

  /// Layers are 1 to L without a gap, and no weights are without features.
  mutating func checkNumbering(_ found: [Int]) {
    let all = archive.names.compactMap { name in
      name.hasPrefix("H") ? Int(name.dropFirst()).flatMap { $0 > 0 ? $0 : nil } : nil
    }
    guard let last = all.max() else {
      if faults.isEmpty { faults.append(.noFeatures(found: archive.names)) }
      return
    }
    for number in 1...min(last, 10_000) where !all.contains(number) {
      faults.append(.gap(missing: "H\(number)", present: "H\(last)"))
      break
    }
    for letter in ["W", "b"] {
      for name in archive.names where name.hasPrefix(letter) && !used.contains(name) {
        guard let number = Int(name.dropFirst()), "\(letter)\(number)" == name, !all.contains(number)
        else { continue }
        used.insert(name)
        faults.append(.alone(name, needs: "H\(number)"))
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
      faults.append(.rows(name, rows: rows, other: "H\(first)", samples: samples))
    }
    return samples
  }

  mutating func checkTargets() -> (targets: Bool, labels: Bool) {
    let (hasTargets, hasLabels) = (archive.names.contains("Y"), archive.names.contains("labels"))
    if !hasTargets, !hasLabels { faults.append(.noTargets(found: archive.names)) }
    if hasTargets, let shape = shape("Y"), ![1, 2].contains(shape.count) {
      faults.append(.targets(shape: shape))
    }
    if hasLabels, let shape = shape("labels"), shape.count != 1 { faults.append(.labels(shape: shape)) }
    return (hasTargets, hasLabels)
  }

  mutating func targetRank() -> Int? {
    // Without Y there is no limit.
    let columns = (try? archive.member("Y").shape).map { $0.count > 1 ? $0[1] : 1 }
    return number("target_rank", of: archive.integers, MeasureFault.rankShape) { rank in
      rank >= 1 && rank <= columns ?? .max ? nil : .rank(rank, most: columns)
    }
  }

  mutating func weightDecay() -> Double? {
    number("weight_decay", of: archive.doubles, MeasureFault.decayShape) { decay in
      decay >= 0 && decay.isFinite ? nil : .decay(decay)
    }
  }

  /// The one number of a member, if it is there and `fault` finds none.
  private mutating func number<Number>(
    _ name: String, of entries: (String) throws(ArrayFileError) -> [Number],
    _ shapeFault: ([Int]) -> MeasureFault, fault: (Number) -> MeasureFault?
  ) -> Number? {
    guard archive.names.contains(name), let shape = shape(name) else { return nil }
    guard shape.allSatisfy({ $0 == 1 }) else {
      faults.append(shapeFault(shape))
      return nil
    }
    do {
      let number = try entries(name)[0]
      guard let fault = fault(number) else { return number }
      faults.append(fault)
    } catch {
      faults.append(.unreadable(error.description))
    }
    return nil
  }

  private mutating func shape(_ name: String) -> [Int]? {
    let isNew = used.insert(name).inserted
    do { return try archive.member(name).shape } catch {
      if isNew { faults.append(.unreadable(error.description)) }
      return nil
    }
  }
}
