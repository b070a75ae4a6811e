internal import SweepModel

/// A key of JSON that is known when the program runs.
struct MetricName: CodingKey, ExpressibleByStringLiteral {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ name: String) { stringValue = name }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
  init(stringLiteral name: String) { stringValue = name }
}

extension KeyedEncodingContainer<MetricName> {
  /// Each of these metrics under its name; null where it is undefined.
  mutating func encode(_ metrics: some Sequence<Metric>, of values: [Metric: Double]?) throws {
    for metric in metrics { try encode(values?[metric], forKey: MetricName(metric.name)) }
  }
}
