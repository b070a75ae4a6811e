#include "spectrum.h"
#include "every_core.h"
#include <math.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

#define PIECE static inline __attribute__((always_inline))

/// A = Q T Q'. T's diagonal and what is beside it are left in `diagonal` and `beside`; Q is the product of I - f v v' with
/// v in each row of `full` from one place right of the diagonal on, and f in `factors`, 0 where there is nothing to reflect.
PIECE void reduce(
    size_t order, double *restrict full, double *restrict diagonal, double *restrict beside, double *restrict factors,
    double *restrict image) {
  for (size_t step = 0; step < order; step++) {
    double *v = full + step * order, rest = 0;
    size_t first = step + 1;
    diagonal[step] = v[step];
    beside[step] = factors[step] = 0;
    if (first == order) return;
    for (size_t j = first + 1; j < order; j++) rest += v[j] * v[j];
    beside[step] = v[first];
    if (rest == 0) continue;
    double length = sqrt(v[first] * v[first] + rest);
    if (v[first] > 0) length = -length;
    beside[step] = length;
    v[first] -= length;
    double factor = factors[step] = 2 / (v[first] * v[first] + rest), along = 0;
    // image = f A v - (f / 2)(v' f A v) v; A loses v image' and image v'.
    memset(image, 0, order * sizeof(double));
    for (size_t i = first; i < order; i++) {
      double weight = factor * v[i];
      for (size_t j = first; j < order; j++) image[j] += weight * full[i * order + j];
    }
    for (size_t i = first; i < order; i++) along += image[i] * v[i];
    for (size_t i = first; i < order; i++) image[i] -= factor / 2 * along * v[i];
    for (size_t i = first; i < order; i++) {
      double own = v[i], other = image[i];
      for (size_t j = first; j < order; j++) full[i * order + j] -= own * image[j] + other * v[j];
    }
  }
}

/// rows = Q'.
PIECE void turn(
    size_t order, const double *restrict reflectors, const double *restrict factors, double *restrict rows,
    double *restrict product) {
  memset(rows, 0, order * order * sizeof(double));
  for (size_t i = 0; i < order; i++) rows[i * order + i] = 1;
  for (size_t step = 0; step < order; step++) {
    const double *v = reflectors + step * order;
    if (factors[step] == 0) continue;
    memset(product, 0, order * sizeof(double));
    for (size_t i = step + 1; i < order; i++) {
      double weight = factors[step] * v[i];
      for (size_t j = 0; j < order; j++) product[j] += weight * rows[i * order + j];
    }
    for (size_t i = step + 1; i < order; i++) {
      for (size_t j = 0; j < order; j++) rows[i * order + j] -= v[i] * product[j];
    }
  }
}

/// Whether what is beside two entries of the diagonal is below their rounding, or any.
PIECE int is_nothing(double beside, double one, double other) {
  return fabs(beside) <= 0x1p-53 * (fabs(one) + fabs(other)) || fabs(beside) < 0x1p-200;
}

/// One step on the block from `low` to `high`, shifted by the eigenvalue of its first two rows nearer to its first entry.
PIECE void step(
    size_t order, size_t low, size_t high, double *restrict diagonal, double *restrict beside, double *restrict rows) {
  double ratio = (diagonal[low + 1] - diagonal[low]) / (2 * beside[low]), root = sqrt(ratio * ratio + 1);
  double bulge = diagonal[high] - diagonal[low] + beside[low] / (ratio + (ratio < 0 ? -root : root));
  double cosine = 1, sine = 1, shift = 0;
  for (size_t i = high; i-- > low;) {
    double across = sine * beside[i], along = cosine * beside[i], length = sqrt(across * across + bulge * bulge);
    beside[i + 1] = length;
    if (length == 0) {
      // The block falls apart here.
      diagonal[i + 1] -= shift;
      beside[high] = 0;
      return;
    }
    double inverse = 1 / length;
    sine = across * inverse;
    cosine = bulge * inverse;
    double rest = diagonal[i + 1] - shift, turned = (diagonal[i] - rest) * sine + 2 * cosine * along;
    shift = sine * turned;
    diagonal[i + 1] = rest + shift;
    bulge = cosine * turned - along;
    for (size_t j = 0; rows && j < order; j++) {
      double x = rows[i * order + j], y = rows[(i + 1) * order + j];
      rows[(i + 1) * order + j] = sine * x + cosine * y;
      rows[i * order + j] = cosine * x - sine * y;
    }
  }
  diagonal[low] -= shift;
  beside[low] = bulge;
  beside[high] = 0;
}

/// Makes T diagonal, and turns the rows alike where there are any.
PIECE int diagonalise(size_t order, double *restrict diagonal, double *restrict beside, double *restrict rows) {
  for (size_t low = 0; low < order; low++) {
    for (int steps = 0;; steps++) {
      size_t high = low;
      while (high + 1 < order && !is_nothing(beside[high], diagonal[high], diagonal[high + 1])) high++;
      if (high == low) break;
      if (steps == 60) return 0;
      step(order, low, high, diagonal, beside, rows);
    }
  }
  return 1;
}

EVERY_CORE int spectrum_of(
    size_t order, double *restrict full, double *restrict values, double *restrict vectors, double *restrict room) {
  double *beside = room, *factors = room + order, *image = room + 2 * order;
  reduce(order, full, values, beside, factors, image);
  if (!vectors) return diagonalise(order, values, beside, NULL);
  turn(order, full, factors, vectors, image);
  return diagonalise(order, values, beside, vectors);
}

/// Makes two rows orthogonal; 0 where they are to rounding.
PIECE int separate(size_t columns, double *restrict one, double *restrict other) {
  double square = 0, otherSquare = 0, product = 0;
  for (size_t j = 0; j < columns; j++) {
    square += one[j] * one[j];
    otherSquare += other[j] * other[j];
    product += one[j] * other[j];
  }
  if (!(fabs(product) > (double)columns * 0x1p-52 * sqrt(square) * sqrt(otherSquare))) return 0;
  double ratio = (otherSquare - square) / (2 * product);
  double tangent = (ratio < 0 ? -1 : 1) / (fabs(ratio) + sqrt(1 + ratio * ratio));
  double cosine = 1 / sqrt(1 + tangent * tangent), sine = cosine * tangent;
  for (size_t j = 0; j < columns; j++) {
    double x = one[j], y = other[j];
    one[j] = cosine * x - sine * y;
    other[j] = sine * x + cosine * y;
  }
  return 1;
}

EVERY_CORE int spectrum_singular(
    size_t rows, size_t columns, double *restrict entries, double *restrict values) {
  for (int sweep = 0, turned = 1; turned; sweep++) {
    if (sweep == 60) return 0;
    turned = 0;
    for (size_t i = 0; i < rows; i++) {
      for (size_t k = i + 1; k < rows; k++) turned |= separate(columns, entries + i * columns, entries + k * columns);
    }
  }
  for (size_t i = 0; i < rows; i++) {
    double square = 0;
    for (size_t j = 0; j < columns; j++) square += entries[i * columns + j] * entries[i * columns + j];
    values[i] = sqrt(square);
  }
  return 1;
}
