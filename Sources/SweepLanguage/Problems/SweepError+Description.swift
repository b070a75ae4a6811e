internal import SweepModel

extension SweepError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .tooLong(let bytes, let limit):
      "the file has \(bytes) bytes, and a sweep file has at most \(limit)."
    case .tooDeep(let limit): "lists and mappings are nested more than \(limit) deep."
    case .unreadable(let problem):
      "this is not YAML: \(problem). Check indentation, brackets and quotes here and in the line above."
    case .tab: "a tab stands where YAML takes spaces only. Indent with spaces."
    case .unsupported(let feature): "\(feature)"
    case .secondDocument:
      "a second YAML document starts here. A sweep file is one document: remove the '---'."
    case .empty: "the file is empty. Expected at least 'experiment' and 'parameters'."
    case .noMapping(let found): "the file is \(found). Expected lines such as 'name: depth-and-width'."
    case .repeatedKey(let key, let first):
      "'\(key)' is given twice, first in line \(first). Keep one of them."
    case .unknownKey(let key, let place, let known):
      "'\(key.shortened)' is not known\(place.isEmpty ? "" : " in '\(place)'"). "
        + suggestion(key, known, orElse: "Expected \(either(known)).")
    case .misplacedKey(let key, let belongs): "'\(key)' does not belong here. Put it \(belongs)."
    case .missingKey(let key, let expected): "'\(key)' is missing. Expected \(expected)."
    case .wrongValue(let name, let found, let expected, let hint):
      "'\(name)' is \(found). Expected \(expected).\(hint.map { " \($0)" } ?? "")"
    case .notYet(let name, let value, let runs):
      "'\(name)' is '\(value)', which comes in a later version; this one runs \(either(runs))."
    case .inapplicable(let name, let reason):
      "'\(name)' \(reason). Remove it, or give it in a block of its own."
    case .repeatedValue(let name, let value): "'\(name)' has the value '\(value)' twice. Keep one of them."
    case .rangeMissesEnd(let name, let max, let last):
      "the range of '\(name)' includes both ends, but its steps do not reach max \(max); the last one is \(last). "
        + "Change 'max' or 'step'."
    case .data(let path, let text): "'dataset' is '\(path)': \(text)"
    case .exclude(let expression, let position, let error):
      "'exclude' at character \(position) of '\(expression.shortened)': \(error)"
    case .otherExperiment(let dataset, let kind):
      "'dataset' is '\(dataset)', whose targets are \(kind.targets == .classes ? "numbers" : "classes"), and "
        + "'experiment' is '\(kind.name)'. "
        + (kind.targets == .classes
          ? "Choose 'gaussian-clusters' or a data file with labels."
          : "Choose 'teacher' or a data file, or write 'experiment: classification'.")
    case .groupOfOthers(let group, let kind):
      if group.needsLabels, let other = kind.withClasses {
        "'metrics' has '\(group.rawValue)', which needs classes, and 'experiment' is '\(kind.name)'. "
          + "Remove it, or write 'experiment: \(other)'."
      } else {
        "'metrics' has '\(group.rawValue)', which means nothing to experiment '\(kind.name)'. Remove it."
      }
    case .tooMany(let trials, let limit):
      "the grid has \(trials) trials, and a sweep holds at most \(limit). Give fewer values or seeds."
    case .allExcluded(let cells):
      "'exclude' leaves none of \(cells) \(cells == 1 ? "cell" : "cells"), so there is nothing to run."
    case .cells(let sentence, let bad, let total):
      total == 1
        ? sentence : "\(sentence) This is so in \(bad) of \(total) cells; 'exclude' can leave them out."
    }
  }

  private func suggestion(_ name: String, _ known: [String], orElse all: String) -> String {
    nearestName(to: name, among: known).map { "Did you mean '\($0)'?" } ?? all
  }
}

extension SweepError.Hint: CustomStringConvertible {
  package var description: String {
    switch self {
    case .nearest(let name): "Did you mean '\(name)'?"
    case .shorthand(let example): "Write \(example)."
    case .number(let fault): fault.hint
    }
  }
}

extension NumberFault {
  fileprivate var hint: String {
    switch self {
    case .leadingZero: "A leading zero means base 8 to some readers: leave it out."
    case .quoted: "Remove the quotes."
    case .underscore: "Write the digits without '_'."
    case .otherBase: "Write it in base 10."
    case .colon: "A colon makes it a time of day to some readers."
    case .finite: "It has to be finite."
    case .noNumber: "Write it in digits."
    }
  }
}

extension UnsupportedYAML: CustomStringConvertible {
  package var description: String {
    switch self {
    case .anchor:
      "'&' starts an anchor, which a sweep file does not take. Write the value out, or quote the text."
    case .alias:
      "'*' starts an alias, which a sweep file does not take. Write the value out, or quote the text."
    case .tag: "'!' starts a tag, which a sweep file does not take. Leave it out, or quote the text."
    case .folded, .literal:
      "'\(rawValue)' starts block text, which a sweep file does not take. Write it on one line, in quotes."
    case .key: "a key has to be one word. Leave the '?' and brackets out."
    case .quotation: "quoted text has to end in the line where it starts. Is a quote missing?"
    }
  }
}
