/// How long sums and loops are cut into blocks, and what all products do at the edges.
#pragma once
#include <stddef.h>

/// What is multiplied: float where nobody says double.
#if !defined(SCALAR)
#define SCALAR float
#endif

/// Terms of a sum that are added up in registers; longer sums are cut into even blocks. This decides bits.
enum { MOST_TERMS = 256 };
/// Rows of A in a block, beside MOST_TERMS: a panel of B (64 x 256) and the rows of A that meet it stay in L2, and a
/// narrow panel in L1.
enum { MOST_LEFT = 512 };
/// Below this many numbers B is read where it is. From this row stride on, columns of A are copied first: they would fall
/// on the same few sets of the cache, and on a page each.
enum { NEAR = 16384, FAR = 512 };

/// Room for a block's copies of A and of B.
typedef struct {
  SCALAR *left, *right;
} workspace;

static inline size_t smaller(size_t x, size_t y) { return x < y ? x : y; }

/// The size of a step that covers `count` in the fewest equal steps of at most `most`.
static inline size_t even_step(size_t count, size_t most) {
  size_t steps = (count + most - 1) / most;
  return (count + steps - 1) / steps;
}

/// Asks for the lines of rows x columns numbers, to write if `writes`.
static inline void fetch(const SCALAR *from, size_t stride, size_t rows, size_t columns, int writes) {
  for (size_t i = 0; i < rows; i++) {
    for (size_t j = 0; j < columns; j += 64 / sizeof(SCALAR)) {
      if (writes) {
        __builtin_prefetch(from + i * stride + j, 1);
      } else {
        __builtin_prefetch(from + i * stride + j, 0);
      }
    }
  }
}

/// c (rows x columns) = the tile `edge`, whose rows are `width` numbers.
static inline void put_edge(
    SCALAR *c, size_t ldc, const SCALAR *edge, size_t width, size_t rows, size_t columns, int accumulate) {
  for (size_t i = 0; i < rows; i++) {
    for (size_t j = 0; j < columns; j++) {
      SCALAR value = edge[i * width + j];
      c[i * ldc + j] = accumulate ? c[i * ldc + j] + value : value;
    }
  }
}
