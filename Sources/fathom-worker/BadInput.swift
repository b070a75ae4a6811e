/// What the caller gave cannot be used; nothing was started.
struct BadInput: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
