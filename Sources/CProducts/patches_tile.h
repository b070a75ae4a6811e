/// One variant of the products of patches; see variants.h for what it is given.
#include "panel.h"

/// c[to[i]] (rows of `vectors` vectors) = the products of patches with b, summed in registers. A patch is `runs` runs of
/// `length` floats, `step` apart, the first at a[from[i]]; b is a panel of runs x length rows of `vectors` vectors.
INLINE void NAME(patchTile)(
    const int rows, const int vectors, size_t runs, size_t length, size_t step, const float *a, const uint32_t *from,
    const float *b, float *c, const uint32_t *to, int accumulate) {
  NAME(vector) sums[MOST_ROWS][WIDEST], right[WIDEST];
  UNROLL for (int i = 0; i < rows; i++) {
    UNROLL for (int v = 0; v < vectors; v++) sums[i][v] = (NAME(vector)){0};
  }
  for (size_t run = 0; run < runs; run++, a += step) {
    const float *patch[MOST_ROWS];
    UNROLL for (int i = 0; i < rows; i++) patch[i] = a + from[i];
    _Pragma("clang loop unroll_count(2)") for (size_t q = 0; q < length; q++, b += vectors * LANES) {
      UNROLL for (int v = 0; v < vectors; v++) right[v] = *(const NAME(loose) *)(b + v * LANES);
      UNROLL for (int i = 0; i < rows; i++) {
        NAME(vector) left = patch[i][q] - (NAME(vector)){0};
        UNROLL for (int v = 0; v < vectors; v++) sums[i][v] = __builtin_elementwise_fma(left, right[v], sums[i][v]);
      }
    }
  }
  UNROLL for (int i = 0; i < rows; i++) {
    UNROLL for (int v = 0; v < vectors; v++) {
      NAME(loose) *out = (NAME(loose) *)(c + to[i] + v * LANES);
      *out = accumulate ? *out + sums[i][v] : sums[i][v];
    }
  }
}

/// c (rows x vectors) = the sum over `pixels` of a column of `rows` floats at a[from[q]] times b's row q.
INLINE void NAME(gradientTile)(
    const int rows, const int vectors, size_t pixels, const float *a, const uint32_t *from, const float *b, size_t ldb,
    float *c, size_t ldc, int accumulate) {
  NAME(vector) sums[MOST_ROWS][WIDEST], right[WIDEST];
  UNROLL for (int i = 0; i < rows; i++) {
    UNROLL for (int v = 0; v < vectors; v++) sums[i][v] = (NAME(vector)){0};
  }
  _Pragma("clang loop unroll_count(2)") for (size_t q = 0; q < pixels; q++, b += ldb) {
    const float *column = from ? a + from[q] : a + q * (size_t)rows;
    UNROLL for (int v = 0; v < vectors; v++) right[v] = *(const NAME(loose) *)(b + v * LANES);
    UNROLL for (int i = 0; i < rows; i++) {
      NAME(vector) left = column[i] - (NAME(vector)){0};
      UNROLL for (int v = 0; v < vectors; v++) sums[i][v] = __builtin_elementwise_fma(left, right[v], sums[i][v]);
    }
  }
  UNROLL for (int i = 0; i < rows; i++) {
    UNROLL for (int v = 0; v < vectors; v++) {
      NAME(loose) *out = (NAME(loose) *)(c + i * ldc + v * LANES);
      *out = accumulate ? *out + sums[i][v] : sums[i][v];
    }
  }
}

#define TILE(R, V) \
  case R * 8 + V:  \
    return NAME(patchTile)(R, V, runs, length, step, a, from, b, c, to, accumulate);
TARGET static void NAME(anyPatchTile)(
    int rows, int vectors, size_t runs, size_t length, size_t step, const float *a, const uint32_t *from,
    const float *b, float *c, const uint32_t *to, int accumulate) {
  switch (rows * 8 + vectors) { EVERY_TILE(TILE) }
}
#undef TILE

#define TILE(R, V)                                                                          \
  case R * 8 + V:                                                                           \
    return from ? NAME(gradientTile)(R, V, pixels, a, from, b, ldb, c, ldc, accumulate)     \
                : NAME(gradientTile)(R, V, pixels, a, NULL, b, ldb, c, ldc, accumulate);
TARGET static void NAME(anyGradientTile)(
    int rows, int vectors, size_t pixels, const float *a, const uint32_t *from, const float *b, size_t ldb, float *c,
    size_t ldc, int accumulate) {
  switch (rows * 8 + vectors) { EVERY_TILE(TILE) }
}
#undef TILE

/// to (pixels x rows, dense) = the columns of `rows` floats at a[from[q]].
#define COPY(R)                                                                                          \
  case R:                                                                                                \
    for (size_t q = 0; q < pixels; q++) memcpy(to + q * R, a + from[q], R * sizeof(float));              \
    return;
TARGET static void NAME(packColumns)(float *to, int rows, size_t pixels, const float *a, const uint32_t *from) {
  switch (rows) { EVERY_ROWS(COPY) }
}
#undef COPY

TARGET static void NAME(packPanels)(
    float *panels, size_t total, size_t first, size_t terms, const float *b, size_t ldb, int transposed,
    size_t columns) {
  for (size_t j = 0, width; j < columns; j += width) {
    width = (size_t)NAME(panelVectors)(columns - j) * LANES;
    NAME(packRight)(
        panels + j * total + first * width, width, transposed ? b + j * ldb : b + j, ldb, transposed, terms,
        smaller(width, columns - j));
  }
}

/// One panel's tiles over all rows, for `runs` runs of `length` terms.
TARGET static void NAME(panelProduct)(
    const patches *p, size_t runs, size_t length, const float *a, const float *panel, int vectors, size_t columns,
    float *c, int accumulate) {
  size_t width = (size_t)vectors * LANES, tiles = (p->rows + ROWS(vectors, 0) - 1) / ROWS(vectors, 0);
  size_t rows = p->rows / tiles, longer = p->rows % tiles;
  uint32_t lines[MOST_ROWS];
  for (size_t i = 0; i < MOST_ROWS; i++) lines[i] = (uint32_t)(i * width);
  for (size_t tile = 0, i = 0, count; tile < tiles; tile++, i += count) {
    count = rows + (tile < longer);
    for (size_t row = 0; row < count; row++) fetch(c + p->to[i + row], 0, 1, columns, 1);
    if (columns == width) {
      NAME(anyPatchTile)((int)count, vectors, runs, length, p->step, a, p->from + i, panel, c, p->to + i, accumulate);
    } else {
      float edge[MOST_ROWS * WIDEST * LANES];
      NAME(anyPatchTile)((int)count, vectors, runs, length, p->step, a, p->from + i, panel, edge, lines, 0);
      for (size_t row = 0; row < count; row++) {
        put_edge(c + p->to[i + row], 0, edge + row * width, width, 1, columns, accumulate);
      }
    }
  }
}

TARGET static void NAME(patchProduct)(patches p, const float *panels, float *c) {
  size_t all = p.rows, block = even_step(all, MOST_PIXELS), total = p.runs * p.length;
  size_t together = p.length < MOST_TERMS ? MOST_TERMS / p.length : 1, part = even_step(p.length, MOST_TERMS);
  for (size_t i = 0; i < all; i += block, p.from += block, p.to += block) {
    p.rows = smaller(block, all - i);
    for (size_t run = 0; run < p.runs; run += together) {
      for (size_t q = 0; q < p.length; q += part) {
        size_t runs = smaller(together, p.runs - run), length = smaller(part, p.length - q);
        for (size_t j = 0, width; j < p.columns; j += width) {
          int vectors = NAME(panelVectors)(p.columns - j);
          width = (size_t)vectors * LANES;
          NAME(panelProduct)(
              &p, runs, length, p.a + run * p.step + q, panels + j * total + (run * p.length + q) * width, vectors,
              smaller(width, p.columns - j), c + j, run + q > 0);
        }
      }
    }
  }
}

/// One panel's tiles over `height` rows of c; `left` is room for copies of the columns at a, made if `packs`.
TARGET static void NAME(panelGradient)(
    const patches *p, const float *a, size_t height, float *left, int packs, const float *right, size_t ldb,
    int vectors, size_t columns, float *c, int accumulate) {
  size_t width = (size_t)vectors * LANES, tiles = (height + ROWS(vectors, 1) - 1) / ROWS(vectors, 1);
  size_t rows = height / tiles, longer = height % tiles;
  for (size_t tile = 0, i = 0, count; tile < tiles; tile++, i += count) {
    count = rows + (tile < longer);
    if (packs) NAME(packColumns)(left + i * p->rows, (int)count, p->rows, a + i, p->from);
    const float *column = p->copies ? left + i * p->rows : a + i;
    const uint32_t *from = p->copies ? NULL : p->from;
    float *out = c + i * p->columns;
    fetch(out, p->columns, count, columns, 1);
    if (columns == width) {
      NAME(anyGradientTile)((int)count, vectors, p->rows, column, from, right, ldb, out, p->columns, accumulate);
    } else {
      float edge[MOST_ROWS * WIDEST * LANES];
      NAME(anyGradientTile)((int)count, vectors, p->rows, column, from, right, ldb, edge, width, 0);
      put_edge(out, p->columns, edge, width, count, columns, accumulate);
    }
  }
}

TARGET static void NAME(patchGradient)(patches p, const float *b, float *c, int accumulate, workspace space) {
  size_t block = even_step(p.length, MOST_LEFT);
  size_t entries = p.rows * p.columns, part = entries <= NEAR ? entries / p.runs : 0;
  for (size_t run = 0; run < p.runs; run++) {
    fetch(b + entries + run * part, 0, 1, part, 0);
    for (size_t i = 0; i < p.length; i += block) {
      int packed = 0;
      for (size_t j = 0, width; j < p.columns; j += width) {
        int vectors = NAME(panelVectors)(p.columns - j);
        width = (size_t)vectors * LANES;
        const float *right = b + j;
        size_t ldb = p.columns, columns = smaller(width, p.columns - j);
        // A single run is too short to pay for a copy.
        if (columns < width || (entries > NEAR && p.runs > 1)) {
          float *panel = space.right + j * p.rows;
          if (run + i == 0) NAME(packRight)(panel, width, right, ldb, 0, p.rows, columns);
          right = panel;
          ldb = width;
        }
        NAME(panelGradient)(
            &p, p.a + run * p.step + i, smaller(block, p.length - i), space.left, p.copies && packed != vectors, right,
            ldb, vectors, columns, c + (run * p.length + i) * p.columns + j, accumulate);
        packed = vectors;
      }
    }
  }
}
