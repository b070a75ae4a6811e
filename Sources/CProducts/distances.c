#include "distances.h"
#include "every_core.h"

#pragma STDC FP_CONTRACT OFF

EVERY_CORE void distances_of_products(
    size_t centres, const double *restrict squares, const double *restrict lengths, double *restrict block) {
  for (size_t centre = 0; centre < centres; centre++) {
    double *line = block + centre * distances_panel, length = lengths[centre];
    for (int place = 0; place < distances_panel; place++) {
      double square = squares[place] + length - 2 * line[place];
      line[place] = square > 0 ? square : 0;
    }
  }
}

/// Eight numbers, and which of them a comparison holds for.
typedef double eight __attribute__((vector_size(64), aligned(8)));
typedef long long mask __attribute__((vector_size(64)));
enum { parts = distances_panel / 8 };

#define EITHER(choice, x, y) ((eight)(((choice) & (mask)(x)) | (~(choice) & (mask)(y))))

EVERY_CORE void distances_lower(
    size_t centres, size_t first, const double *restrict block, double *restrict least, double *restrict owners) {
  for (int part = 0; part < parts; part++) {
    const double *line = block + part * 8;
    eight lowest = *(eight *)(least + part * 8), owner = *(eight *)(owners + part * 8);
    for (size_t centre = 0; centre < centres; centre++) {
      eight distance = *(const eight *)(line + centre * distances_panel);
      mask nearer = distance < lowest;
      lowest = EITHER(nearer, distance, lowest);
      owner = EITHER(nearer, (double)(first + centre) - (eight){0}, owner);
    }
    *(eight *)(least + part * 8) = lowest;
    *(eight *)(owners + part * 8) = owner;
  }
}

EVERY_CORE unsigned distances_movable(
    size_t centres, const double *restrict block, const double *restrict gains, const double *restrict limits,
    const double *restrict owners) {
  unsigned found = 0;
  for (int part = 0; part < parts; part++) {
    const double *line = block + part * 8;
    eight limit = *(const eight *)(limits + part * 8), owner = *(const eight *)(owners + part * 8);
    mask any = {0};
    for (size_t centre = 0; centre < centres; centre++) {
      eight gain = *(const eight *)(line + centre * distances_panel) * gains[centre];
      any |= (gain < limit) & (owner != (double)centre);
    }
    for (int place = 0; place < 8; place++) found |= (unsigned)(any[place] & 1) << (part * 8 + place);
  }
  return found;
}

EVERY_CORE void distances_add_rows(
    size_t rows, size_t width, const double *restrict points, const ptrdiff_t *restrict groups,
    double *restrict sums) {
  for (size_t row = 0; row < rows; row++) {
    const double *from = points + row * width;
    double *to = sums + (size_t)groups[row] * width;
    for (size_t column = 0; column < width; column++) to[column] += from[column];
  }
}

EVERY_CORE double distances_square(size_t width, const double *restrict x, const double *restrict y) {
  double lanes[8] = {0}, rest = 0;
  size_t whole = width / 8 * 8;
  for (size_t start = 0; start < whole; start += 8) {
    for (int lane = 0; lane < 8; lane++) {
      double difference = x[start + lane] - y[start + lane];
      lanes[lane] += difference * difference;
    }
  }
  for (size_t column = whole; column < width; column++) {
    double difference = x[column] - y[column];
    rest += difference * difference;
  }
  return ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7])) + rest;
}
