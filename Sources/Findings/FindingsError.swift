/// What a report cannot do as it was asked, and what to ask for.
package struct FindingsError: Error, CustomStringConvertible {
  package let description: String

  package init(_ sentence: String) { description = sentence }
}
