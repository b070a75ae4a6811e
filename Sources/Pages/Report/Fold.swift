/// A part of the page that folds: its heading is what opens and closes it, by mouse and by keyboard.
struct Fold {
  var id: String
  var title: String
  /// Of its heading, 2 to 4.
  var level = 3
  var isOpen = true

  func html(_ body: String) -> String {
    """
    <details class="fold" id="\(id)"\(isOpen ? " open" : "")><summary><h\(level)>\(escaped(title))</h\(level)></summary>
    \(body)
    </details>
    """
  }
}
