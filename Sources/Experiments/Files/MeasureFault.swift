internal import SweepModel

/// What is wrong with a file of a network's arrays. Shapes are as numpy shows them.
enum MeasureFault {
  case noFeatures(found: [String])
  case fromZero(String)
  case gap(missing: String, present: String)
  case alone(String, needs: String)
  case features(String, shape: [Int])
  case weights(String, shape: [Int])
  case inputs(String, shape: [Int], features: String, inputs: Int)
  case biases(String, shape: [Int], weights: String, outputs: Int)
  case rows(String, rows: Int, other: String, samples: Int)
  case noTargets(found: [String])
  case targets(shape: [Int])
  case labels(shape: [Int])
  case label(row: Int, value: Int)
  case rankShape([Int])
  case rank(Int, most: Int?)
  case decayShape([Int])
  case decay(Double)
  /// A member that cannot be read; the sentence names the file.
  case unreadable(String)
}

extension BadFile {
  /// A sentence a line, each with the file's name.
  init(_ path: String, _ faults: [MeasureFault]) {
    self.init(faults.map { $0.text(path) }.joined(separator: "\n"))
  }
}

extension MeasureFault {
  func text(_ path: String) -> String {
    if case .unreadable(let sentence) = self { return sentence }
    return "\(path): \(sentence)"
  }

  private var sentence: String {
    switch self {
    case .unreadable(let sentence): sentence
    case .noFeatures(let found):
      "'H1' is missing; the file holds \(Self.list(found)). Expected 'H1', 'H2', … (samples x features), what enters "
        + "each linear map. Save them with numpy.savez(file, H1=…, W1=…, Y=…)."
    case .fromZero(let name):
      "'\(name)' counts from 0. Expected 'H1' for what enters the first linear map. Number the arrays from 1."
    case .gap(let missing, let present):
      "'\(missing)' is missing and '\(present)' is there. Expected layers without a gap. "
        + "Save '\(missing)', or number the others from 1 without it."
    case .alone(let name, let needs):
      "'\(name)' is there and '\(needs)' is missing. Expected both of a layer. Save '\(needs)', or leave '\(name)' out."
    case .features(let name, let shape):
      "'\(name)' has shape \(Self.tuple(shape)). Expected samples x features. Save it with .reshape(samples, -1)."
    case .weights(let name, let shape):
      "'\(name)' has shape \(Self.tuple(shape)). Expected outputs x inputs. Save it with .reshape(outputs, -1)."
    case .inputs(let name, let shape, let features, let inputs):
      "'\(name)' has shape \(Self.tuple(shape)) and '\(features)' has \(inputs) columns. Expected outputs x inputs with "
        + (shape[0] == inputs
          ? "\(inputs) inputs. Save it as '\(name).T', made contiguous."
          : "\(inputs) inputs. Save what enters this map as '\(features)'.")
    case .biases(let name, let shape, let weights, let outputs):
      "'\(name)' has shape \(Self.tuple(shape)) and '\(weights)' has \(outputs) rows. Expected (\(outputs),). "
        + "Save the bias of the same layer."
    case .rows(let name, let rows, let other, let samples):
      "'\(name)' has \(rows) rows and '\(other)' has \(samples). Expected one row a sample in both. "
        + "Record the same samples for all arrays."
    case .noTargets(let found):
      "'Y' and 'labels' are missing; the file holds \(Self.list(found)). Expected 'Y' (samples x targets) or 'labels' "
        + "(samples). Save one of them."
    case .targets(let shape):
      "'Y' has shape \(Self.tuple(shape)). Expected samples x targets. Save it with .reshape(samples, -1)."
    case .labels(let shape):
      "'labels' has shape \(Self.tuple(shape)). Expected one whole number a sample. "
        + "Save the numbers of the classes, such as onehot.argmax(1)."
    case .label(let row, let value):
      "'labels' holds \(value) in row \(row) (the first is 0). Expected a class from 0 to "
        + "\(MemberHeaders.mostClasses - 1). Number the classes from 0."
    case .rankShape(let shape):
      "'target_rank' has shape \(Self.tuple(shape)). Expected one whole number. Save it as numpy.int64(2)."
    case .rank(let rank, let most):
      "'target_rank' is \(rank). Expected a whole number from 1"
        + (most.map { " to \($0), the columns of 'Y'. " } ?? ". ")
        + "Give the rank that the targets have, or leave it out."
    case .decayShape(let shape):
      "'weight_decay' has shape \(Self.tuple(shape)). Expected one number. Save it as numpy.float64(1e-3)."
    case .decay(let decay):
      "'weight_decay' is \(decay). Expected a number of 0 or more. Give the decay of the training, or leave it out."
    }
  }

  private static func list(_ names: [String]) -> String {
    guard !names.isEmpty else { return "no arrays" }
    let more = names.count > 12 ? " and \(names.count - 12) more" : ""
    return names.prefix(12).map { "'\($0)'" }.joined(separator: ", ") + more
  }

  static func tuple(_ shape: [Int]) -> String {
    shape.count == 1 ? "(\(shape[0]),)" : "(" + shape.map(String.init).joined(separator: ", ") + ")"
  }
}
