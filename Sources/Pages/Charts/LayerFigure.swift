internal import Findings
internal import SweepModel

/// Metrics of layers whose charts stand side by side, as papers have them: a row for each panel, a column for each metric.
struct LayerFigure {
  var key: String
  var title: String
  var metrics: [Metric]

  /// A metric that reports show and that none of these names is in the last one.
  private static let named = [
    LayerFigure(key: "nrc", title: "Regression collapse over layers", metrics: [.nrc1, .nrc2, .nrc3, .nrc4]),
    LayerFigure(key: "nc", title: "Neural collapse over layers", metrics: [.nc1, .nc2, .nc3, .nc4]),
    LayerFigure(
      key: "ranks", title: "Dimension and ranks over layers",
      metrics: [.pca99, .featureStableRank, .weightStableRank]),
    LayerFigure(
      key: "clusters", title: "Classes and clusters over layers",
      metrics: [.cdnv, .wcv, .tcv, .rankDistance]),
  ]

  /// Metrics in the figures that name them, the rest in the last one; figures without any are left out.
  static func sorted(_ metrics: [Metric]) -> [LayerFigure] {
    let figures = named.map { figure in
      let wanted = figure.metrics.flatMap { [$0.atRank, $0].compactMap { $0 } }
      return LayerFigure(key: figure.key, title: figure.title, metrics: wanted.filter(metrics.contains))
    }
    let known = Set(figures.flatMap(\.metrics))
    let others = LayerFigure(
      key: "others", title: "Other metrics over layers", metrics: metrics.filter { !known.contains($0) })
    return (figures + [others]).filter { !$0.metrics.isEmpty }
  }

  /// What a group is shown by. Where the targets' rank r is known and not t, collapse is of k = r, and that of k = t has a
  /// figure of its own.
  static func figures(of group: DataGroup) -> [LayerFigure] {
    let measured = Set(group.cells.flatMap { $0.layers.flatMap(\.metrics.keys) })
    let placed = Metric.ofLayers.filter { $0.definition.places.contains(.report) }
    let atRank = group.hasRankBelowDimension
    let targets = LayerFigure(
      key: "targets", title: "The same for k = t over layers",
      metrics: atRank ? placed.filter { $0.atRank != nil } : [])
    return (sorted(placed.map { atRank ? $0.atRank ?? $0 : $0 }) + [targets]).compactMap { figure in
      let present = figure.metrics.filter(measured.contains)
      return present.isEmpty ? nil : LayerFigure(key: figure.key, title: figure.title, metrics: present)
    }
  }

  /// A row a panel that has at least one of the metrics; the charts of one metric share their axis in all rows.
  func rows(_ panels: Panels, of group: DataGroup) -> [ChartRow] {
    let flat = Self.flat(metrics, in: group)
    let plots = metrics.filter { !flat.contains($0) }.map { LayerPlot(metric: $0, panels, of: group) }
    return panels.panels.compactMap { panel in
      let tiles = plots.compactMap { plot in
        plot.chart(panel).map { ChartRow.Tile(caption: plot.caption, chart: $0) }
      }
      return tiles.isEmpty ? nil : ChartRow(title: panel.title, charts: tiles)
    }
  }

  /// Metrics that are 0 wherever they are measured: words say it in less room than charts.
  private static func flat(_ metrics: [Metric], in group: DataGroup) -> Set<Metric> {
    Set(
      metrics.filter { metric in
        group.cells.allSatisfy { cell in
          cell.layers.allSatisfy { layer in
            layer.metrics[metric].map { $0.minimum == 0 && $0.maximum == 0 } ?? true
          }
        }
      })
  }

  /// What each metric is, under its name.
  func meanings(in group: DataGroup) -> String {
    let flat = Self.flat(metrics, in: group)
    let items = metrics.map { metric in
      let remark = flat.contains(metric) ? " It is 0 in every layer of every trial that counts." : ""
      return "<div><dt>\(escaped(LayerPlot.caption(metric)))</dt><dd>"
        + "\(escaped(metric.definition.meaning))\(remark)</dd></div>"
    }
    return "<dl class=\"meanings\">\(items.joined())</dl>"
  }
}
