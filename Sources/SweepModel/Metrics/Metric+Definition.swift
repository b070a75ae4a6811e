extension Metric {
  /// A row of the table.
  package struct Definition: Sendable {
    package let metric: Metric
    package let name: String
    package let axis: Axis
    /// The group that brings a layer's metric; `nil` for one of a trial.
    package let group: MetricGroup?
    /// Whether it counts something, so that 4 is meant and not 4.0.
    package let isWhole: Bool
    /// The same for k = r, which says more where r is known and not t.
    package let atRank: Metric?
    package let places: Places
    /// The name with spaces where nothing better is said.
    package private(set) var title: String
    /// One sentence for readers who meet it for the first time.
    package private(set) var meaning = ""
    /// Whether it rises where features collapse, or where a fit gets better; else it falls.
    package private(set) var isRising = false

    init(
      _ metric: Metric, _ name: String, _ axis: Axis, of group: MetricGroup? = nil, isWhole: Bool = false,
      atRank: Metric? = nil, in places: Places = []
    ) {
      (self.metric, self.name, self.axis, self.group) = (metric, name, axis, group)
      (self.isWhole, self.atRank, self.places) = (isWhole, atRank, places)
      title = String(name.map { $0 == "_" ? " " : $0 })
    }

    consuming func titled(_ title: String) -> Self {
      self.title = title
      return self
    }

    consuming func rising() -> Self {
      isRising = true
      return self
    }

    consuming func tells(_ meaning: String) -> Self {
      self.meaning = meaning
      return self
    }
  }
}
