/// One variant of the product; see variants.h for what it is given.
#include "panel.h"

/// c (rows x vectors) = a b, the sums in registers. b is a panel: k rows of `vectors` vectors. a is rows x k, or k x rows
/// with `turned`. Rows are reached from every third one, which leaves enough registers for the addresses.
INLINE void NAME(tile)(
    const int rows, const int vectors, const int turned, size_t k, const SCALAR *a, size_t lda, const SCALAR *b,
    size_t ldb, SCALAR *c, size_t ldc, int accumulate) {
  NAME(vector) sums[MOST_ROWS][WIDEST], right[WIDEST];
  UNROLL for (int i = 0; i < rows; i++) {
    UNROLL for (int v = 0; v < vectors; v++) sums[i][v] = (NAME(vector)){0};
  }
  const SCALAR *third[] = {a, a + 3 * lda, a + 6 * lda, a + 9 * lda, a + 12 * lda};
  _Pragma("clang loop unroll_count(4)") for (size_t q = 0; q < k; q++) {
    UNROLL for (int v = 0; v < vectors; v++) right[v] = *(const NAME(loose) *)(b + q * ldb + v * LANES);
    UNROLL for (int i = 0; i < rows; i++) {
      // Less 0 and not plus 0, which would change -0 and is therefore not left out.
      NAME(vector) left = (turned ? a[q * lda + i] : third[i / 3][i % 3 * lda + q]) - (NAME(vector)){0};
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

#define TILE(R, V)                                                             \
  case R * 8 + V:                                                              \
    return turned ? NAME(tile)(R, V, 1, k, a, lda, b, ldb, c, ldc, accumulate) \
                  : NAME(tile)(R, V, 0, k, a, lda, b, ldb, c, ldc, accumulate);
TARGET static void NAME(anyTile)(
    int rows, int vectors, int turned, size_t k, const SCALAR *a, size_t lda, const SCALAR *b, size_t ldb, SCALAR *c,
    size_t ldc, int accumulate) {
  switch (rows * 8 + vectors) { EVERY_TILE(TILE) }
}
#undef TILE

/// to (k x rows, dense) = `rows` columns of a (k rows).
#define COPY(R)                                                                                  \
  case R:                                                                                        \
    for (size_t q = 0; q < k; q++) memcpy(to + q * R, a + q * lda, R * sizeof(SCALAR));           \
    return;
TARGET static void NAME(packLeft)(SCALAR *to, int rows, size_t k, const SCALAR *a, size_t lda) {
  switch (rows) { EVERY_ROWS(COPY) }
}
#undef COPY

/// The product for at most MOST_LEFT rows, MOST_TERMS terms and MOST_COLUMNS columns. `packed` says that `space.right`
/// already holds B, from the rows above.
TARGET static void NAME(block)(product p, workspace space, int packed) {
  int vectors = 1;
  while (vectors < WIDEST && p.n > (size_t)vectors * LANES) vectors *= 2;
  size_t width = (size_t)vectors * LANES, most = ROWS(vectors, p.transposeA);
  size_t tiles = (p.m + most - 1) / most, rows = p.m / tiles, longer = p.m % tiles;
  int copies = p.transposeA && p.lda >= FAR;
  for (size_t tile = 0, i = 0; copies && tile < tiles; tile++) {
    size_t count = rows + (tile < longer);
    NAME(packLeft)(space.left + i * p.k, (int)count, p.k, p.a + i, p.lda);
    i += count;
  }
  for (size_t j = 0; j < p.n; j += width) {
    size_t columns = p.n - j < width ? p.n - j : width, ldb = p.ldb;
    const SCALAR *b = p.transposeB ? p.b + j * p.ldb : p.b + j;
    if (p.transposeB || columns < width || p.ldb * p.k > NEAR) {
      SCALAR *panel = space.right + j * p.k;
      if (!packed) NAME(packRight)(panel, width, b, p.ldb, p.transposeB, p.k, columns);
      b = panel;
      ldb = width;
    }
    for (size_t tile = 0, i = 0; tile < tiles; tile++) {
      size_t count = rows + (tile < longer), lda = copies ? count : p.lda;
      const SCALAR *a = copies ? space.left + i * p.k : p.transposeA ? p.a + i : p.a + i * p.lda;
      SCALAR *c = p.c + i * p.ldc + j;
      if (p.m * p.k >= COLD) {
        fetch(c, p.ldc, count, columns, 1);
        if (j == 0 && !p.transposeA && tile + 1 < tiles) fetch(a + count * lda, lda, rows, p.k, 0);
      }
      if (columns == width) {
        NAME(anyTile)((int)count, vectors, p.transposeA, p.k, a, lda, b, ldb, c, p.ldc, p.accumulate);
      } else {
        SCALAR edge[MOST_ROWS * WIDEST * LANES];
        NAME(anyTile)((int)count, vectors, p.transposeA, p.k, a, lda, b, ldb, edge, width, 0);
        put_edge(c, p.ldc, edge, width, count, columns, p.accumulate);
      }
      i += count;
    }
  }
}
