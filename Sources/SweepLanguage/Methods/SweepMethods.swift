/// The methods that a sweep file can name.
package enum SweepMethods {
  package static let all: [any SweepMethod.Type] = [
    GridMethod.self, RandomMethod.self, RefineMethod.self,
  ]
}
