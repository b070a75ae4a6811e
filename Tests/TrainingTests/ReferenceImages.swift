import Datasets
import Foundation
import LinearAlgebra
import SweepModel
import Training

/// The forward pass of a network of images in double precision, number by number, from the layers' plans alone.
struct ReferenceImages {
  let layers: [LayerPlan]
  /// By PyTorch's names, in its layouts.
  var arrays: [String: [Double]]
  /// Batch normalisation takes the images' own statistics, as in training.
  var usesBatchStatistics = true

  init(_ trainer: Trainer) {
    layers = trainer.plan.layers
    arrays = Dictionary(
      uniqueKeysWithValues: trainer.stateDictionary.map { ($0.name, $0.entries.map(Double.init)) })
  }

  /// What each layer gives, by its name; an image is a list of numbers, channels innermost.
  func outputs(_ images: [[Double]]) -> [String: [[Double]]] {
    var given: [String: [[Double]]] = [:]
    var last = images
    for layer in layers {
      let input = layer.facts.source.flatMap { given[$0] } ?? last
      switch layer {
      case .affine(let plan): last = input.map { affine(plan, $0) }
      case .convolution(let plan): last = input.map { convolution(plan, $0) }
      case .normalization(let plan): last = normalization(plan, input)
      case .activation: last = input.map { $0.map { max($0, 0) } }
      case .pool(let plan): last = input.map { Self.pool(plan, $0) }
      case .add(let plan):
        let other = plan.added.flatMap { given[$0] } ?? []
        last = zip(input, other).map { zip($0, $1).map { $0 + $1 } }
      }
      given[layer.facts.name] = last
    }
    return given
  }

  private func array(_ name: String) -> [Double]? { arrays[name] }

  private func affine(_ plan: AffinePlan, _ input: [Double]) -> [Double] {
    let weights = array("\(plan.name).weight") ?? []
    let (places, channels) = (plan.input.places, plan.input.channels)
    return (0..<plan.output.count).map { unit in
      var sum = array("\(plan.name).bias")?[unit] ?? 0
      for place in 0..<places {
        for channel in 0..<channels {
          sum += weights[(unit * channels + channel) * places + place] * input[place * channels + channel]
        }
      }
      return sum
    }
  }

  private func convolution(_ plan: ConvolutionPlan, _ input: [Double]) -> [Double] {
    let (shape, out, size) = (plan.input, plan.output, plan.convolution.kernel)
    let weights = array("\(plan.name).weight") ?? []
    var result: [Double] = []
    for place in 0..<out.places {
      let top = place / out.width * plan.convolution.stride - plan.convolution.padding
      let left = place % out.width * plan.convolution.stride - plan.convolution.padding
      for filter in 0..<out.channels {
        var sum = array("\(plan.name).bias")?[filter] ?? 0
        for row in 0..<size where (0..<shape.height).contains(top + row) {
          for column in 0..<size where (0..<shape.width).contains(left + column) {
            for channel in 0..<shape.channels {
              sum +=
                weights[((filter * shape.channels + channel) * size + row) * size + column]
                * input[((top + row) * shape.width + left + column) * shape.channels + channel]
            }
          }
        }
        result.append(sum)
      }
    }
    return result
  }

  private func normalization(_ plan: NormalizationPlan, _ images: [[Double]]) -> [[Double]] {
    let channels = plan.input.channels
    var result = images
    for channel in 0..<channels {
      let numbers = images.flatMap { image in
        stride(from: channel, to: image.count, by: channels).map { image[$0] }
      }
      var mean = numbers.reduce(0, +) / Double(numbers.count)
      var variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(numbers.count)
      if !usesBatchStatistics {
        mean = array("\(plan.name).running_mean")?[channel] ?? .nan
        variance = array("\(plan.name).running_var")?[channel] ?? .nan
      }
      let factor = (array("\(plan.name).weight")?[channel] ?? .nan) / (variance + 1e-5).squareRoot()
      let shift = array("\(plan.name).bias")?[channel] ?? .nan
      for image in images.indices {
        for place in stride(from: channel, to: images[image].count, by: channels) {
          result[image][place] = (images[image][place] - mean) * factor + shift
        }
      }
    }
    return result
  }

  static func pool(_ plan: PoolPlan, _ input: [Double]) -> [Double] {
    let (shape, out) = (plan.input, plan.output)
    func window(_ place: Int, _ length: Int, _ count: Int) -> Range<Int> {
      switch plan.kind {
      case .max(let size, let stride, let padding), .average(let size, let stride, let padding):
        (place * stride - padding..<place * stride - padding + size).clamped(to: 0..<length)
      case .adaptiveAverage:
        Int(
          (Double(place * length) / Double(count)).rounded(.down))..<Int(
            (Double((place + 1) * length) / Double(count)).rounded(.up))
      }
    }
    return (0..<out.places).flatMap { place in
      (0..<out.channels).map { channel in
        let numbers = window(place / out.width, shape.height, out.height).flatMap { row in
          window(place % out.width, shape.width, out.width).map {
            input[(row * shape.width + $0) * shape.channels + channel]
          }
        }
        switch plan.kind {
        case .max: return numbers.max() ?? .nan
        case .average(let size, _, _): return numbers.reduce(0, +) / Double(size * size)
        case .adaptiveAverage: return numbers.reduce(0, +) / Double(numbers.count)
        }
      }
    }
  }

  /// The mean squared error.
  func loss(_ images: [[Double]], _ targets: [[Double]]) -> Double {
    guard let name = layers.last?.facts.name, let found = outputs(images)[name] else { return .nan }
    let squares = zip(found.joined(), targets.joined()).map { ($0 - $1) * ($0 - $1) }
    return squares.reduce(0, +) / Double(squares.count)
  }
}

extension Samples {
  var inputRows: [[Double]] { (0..<rows).map { row in (0..<inputs.columns).map { Double(inputs[row, $0]) } } }
  var targetRows: [[Double]] {
    (0..<rows).map { row in (0..<targets.columns).map { Double(targets[row, $0]) } }
  }
}
