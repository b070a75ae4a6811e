/// Products whose left side is patches of images, read where they lie.
#pragma once
#include "CProducts.h"
#include "blocks.h"
#include <stdint.h>

/// Row i is `runs` runs of `length` floats, `step` apart, the first at a[from[i]]. Its result has `columns` entries, the
/// first at to[i]. With `copies`, a gradient copies columns of rows before it reads them.
typedef struct {
  size_t rows, runs, length, step, columns;
  const float *a;
  const uint32_t *from, *to;
  int copies;
} patches;

/// What one variant computes.
typedef struct {
  /// Writes `terms` rows of b (terms x columns, or columns x terms if transposed) into panels of `total` rows each, from
  /// row `first` on. The panel of column j begins at j * total; room is for columns rounded up to 16.
  void (*pack)(
      float *panels, size_t total, size_t first, size_t terms, const float *b, size_t ldb, int transposed,
      size_t columns);
  /// c = the product of patches and panels. One sum in registers are as many whole runs as have MOST_TERMS terms, or an
  /// even part of one run.
  void (*product)(patches p, const float *panels, float *c);
  /// c (runs x length x columns) = the sum over rows, MOST_TERMS at most, of their patches times b's rows, or added to it.
  void (*gradient)(patches p, const float *b, float *c, int accumulate, workspace space);
} engine;

/// The engine of a variant; plain vectors for products_none.
engine patches_engine(products_variant variant);
