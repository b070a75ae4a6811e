/// What training knows of a layer whose map is applied at many places of a sample, summed over all training rows.
///
/// A patch is what the map reads at a place: kernel x kernel x in numbers of a convolution, the whole input of a linear
/// layer. With N rows, delta the derivative of a row's own loss by the map's output at a place:
/// - gradient: (1/N) sum of delta z' over rows and places, out x patch.
/// - classes: what `ClassSums` says, where it is asked for.
package typealias PatchSums = (gradient: Matrix<Double>, classes: ClassSums?)

/// - deltas: (1/N) sum of delta over the rows and places of each class, K x out.
/// - means: the mean patch of each class, K x patch; zero without rows.
package typealias ClassSums = (deltas: Matrix<Double>, means: Matrix<Double>)
