internal import Yams

/// A piece of a YAML document and the line (from 1) it starts at.
package struct YAMLNode {
  package enum Content {
    /// `isPlain` is false for quoted text, which is text even where it looks like a number.
    case scalar(String, isPlain: Bool)
    case list([YAMLNode])
    case mapping([Entry])
  }
  package struct Entry {
    package let key: String
    package let line: Int
    package let value: YAMLNode

    package init(key: String, line: Int, value: YAMLNode) {
      (self.key, self.line, self.value) = (key, line, value)
    }
  }
  package let line: Int
  package let content: Content

  package init(line: Int, content: Content) { (self.line, self.content) = (line, content) }

  /// What stands here, for messages: quoted text, or the kind of collection.
  package var found: String {
    switch content {
    case .scalar("", isPlain: true), .scalar("~", isPlain: true), .scalar("null", isPlain: true): "empty"
    case .scalar(let text, isPlain: true): "'\(text.shortened)'"
    case .scalar(let text, isPlain: false): "the text \"\(text.shortened)\""
    case .list(let items): items.isEmpty ? "an empty list" : "a list"
    case .mapping: "a mapping"
    }
  }

  package var text: String? {
    guard case .scalar(let text, _) = content else { return nil }
    return text
  }

  package var isEmpty: Bool { found == "empty" }
}

extension String {
  /// At most sixty characters on one line, for messages.
  package var shortened: String {
    let line = String(map { $0.isNewline ? " " : $0 })
    return line.count <= 60 ? line : line.prefix(57) + "..."
  }
}

extension YAMLNode {
  /// The one document in `text`. Repeated keys are reported, and all but the first left out.
  package static func read(_ text: String, problems: inout SweepProblems) -> YAMLNode? {
    guard text.utf8.count <= YAMLScan.longestText else {
      problems.add(
        "the file has \(text.utf8.count) bytes, and a sweep file has at most \(YAMLScan.longestText).", at: 1)
      return nil
    }
    var lines = self.lines(text)
    // Each repeated key costs a reading of the file; nobody needs more than a few of them at once.
    for _ in 0..<10 {
      let scan = YAMLScan(lines.joined(separator: "\n"))
      guard scan.unsupported.isEmpty else {
        for (line, feature) in scan.unsupported { problems.add(feature.description, at: line) }
        return nil
      }
      do {
        return try compose(lines.joined(separator: "\n"), problems: &problems)
      } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
        let key = keys.first ?? ""
        let first = context.mark.line
        let second = scan.renameRepeated(key, after: context.mark, in: &lines)
        problems.add(
          "'\(key)' is given twice, first in line \(first). Keep one of them.", at: second ?? first)
        if second == nil { return nil }
      } catch {
        problems.add(unreadable: error, in: lines)
        return nil
      }
    }
    return nil
  }

  /// Lines as editors count them; YAML would break lines at three more characters.
  private static func lines(_ text: String) -> [String] {
    var lines: [String.UnicodeScalarView] = [.init()]
    var previous: Unicode.Scalar = "\n"
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n" where previous == "\r": break
      case "\n", "\r": lines.append(.init())
      case "\u{85}", "\u{2028}", "\u{2029}": lines[lines.count - 1].append(" ")
      default: lines[lines.count - 1].append(scalar)
      }
      previous = scalar
    }
    return lines.map { String($0) }
  }

  private static func compose(_ text: String, problems: inout SweepProblems) throws -> YAMLNode? {
    let parser = try Parser(yaml: text, encoding: .utf8)
    guard let root = try parser.nextRoot() else { return nil }
    if let second = try parser.nextRoot() {
      problems.add(
        "a second YAML document starts here. A sweep file is one document: remove the '---'.",
        at: second.mark?.line ?? 1)
      return nil
    }
    return convert(root, depth: 0, problems: &problems)
  }

  private static func convert(_ node: Node, depth: Int, problems: inout SweepProblems) -> YAMLNode? {
    let line = node.mark?.line ?? 1
    guard depth < YAMLScan.deepestNesting else {
      problems.add(YAMLScan.tooDeep, at: line)
      return nil
    }
    switch node {
    case .scalar(let scalar):
      return YAMLNode(line: line, content: .scalar(scalar.string, isPlain: scalar.style == .plain))
    case .sequence(let items):
      return YAMLNode(
        line: line, content: .list(items.compactMap { convert($0, depth: depth + 1, problems: &problems) }))
    case .mapping(let pairs):
      var entries: [Entry] = []
      for (key, value) in pairs {
        guard case .scalar(let name) = key else {
          problems.add(UnsupportedYAML.key.description, at: key.mark?.line ?? line)
          continue
        }
        guard !name.string.hasPrefix(YAMLScan.repeatedPrefix) else { continue }
        guard let value = convert(value, depth: depth + 1, problems: &problems) else { continue }
        entries.append(Entry(key: name.string, line: name.mark?.line ?? line, value: value))
      }
      return YAMLNode(line: line, content: .mapping(entries))
    case .alias:
      problems.add(UnsupportedYAML.alias.description, at: line)
      return nil
    }
  }
}

extension SweepProblems {
  /// Yams's errors in our words, at the line they name.
  fileprivate mutating func add(unreadable error: any Error, in lines: [String]) {
    func add(_ problem: String, at line: Int) {
      self.add(
        "this is not YAML: \(problem). Check indentation, brackets and quotes here and in the line above.",
        at: line)
    }
    switch error {
    case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
      YamlError.composer(_, let problem, let mark, _):
      let line = lines.indices.contains(mark.line - 1) ? Array(lines[mark.line - 1].unicodeScalars) : []
      if line.indices.contains(mark.column - 1), line[mark.column - 1] == "\t" {
        self.add("a tab stands where YAML takes spaces only. Indent with spaces.", at: mark.line)
      } else if problem.hasPrefix("Maximum nesting") {
        self.add(YAMLScan.tooDeep, at: mark.line)
      } else {
        add(problem, at: min(mark.line, max(1, lines.count)))
      }
    case YamlError.reader(let problem, let offset, _, let yaml):
      add(problem, at: yaml.prefix(offset ?? 0).count { $0.isNewline } + 1)
    default: add("\(error)".shortened, at: 1)
    }
  }
}
