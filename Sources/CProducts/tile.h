/// One variant of the product, included once for each instruction set with
/// NAME(x), TARGET, LANES (floats in a vector), ZIP_LOW and ZIP_HIGH (interleave two vectors' halves),
/// WIDEST (vectors in a panel of B), and ROWS(V) (rows of C held in registers beside V vectors of B).
typedef float NAME(vector) __attribute__((vector_size(4 * LANES)));
typedef float NAME(loose) __attribute__((vector_size(4 * LANES), aligned(4)));

#define INLINE TARGET static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

/// c (rows x vectors) = a b, the sums in registers. b is a panel: k rows of `vectors` vectors. a is rows x k, or k x rows
/// with `turned`. Rows are reached from every third one, which leaves enough registers for the addresses.
INLINE void NAME(tile)(
    const int rows, const int vectors, const int turned, size_t k, const float *a, size_t lda, const float *b,
    size_t ldb, float *c, size_t ldc, int accumulate) {
  NAME(vector) sums[MOST_ROWS][WIDEST], right[WIDEST];
  UNROLL for (int i = 0; i < rows; i++) {
    UNROLL for (int v = 0; v < vectors; v++) sums[i][v] = (NAME(vector)){0};
  }
  const float *third[] = {a, a + 3 * lda, a + 6 * lda, a + 9 * lda, a + 12 * lda};
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
    int rows, int vectors, int turned, size_t k, const float *a, size_t lda, const float *b, size_t ldb, float *c,
    size_t ldc, int accumulate) {
  switch (rows * 8 + vectors) { EVERY_TILE(TILE) }
}
#undef TILE

/// to (k x rows, dense) = `rows` columns of a (k rows).
#define COPY(R)                                                                                  \
  case R:                                                                                        \
    for (size_t q = 0; q < k; q++) memcpy(to + q * R, a + q * lda, R * sizeof(float));           \
    return;
TARGET static void NAME(packLeft)(float *to, int rows, size_t k, const float *a, size_t lda) {
  switch (rows) { EVERY_ROWS(COPY) }
}
#undef COPY

/// out = the transpose of LANES x LANES floats.
INLINE void NAME(transpose)(float *out, size_t ldo, const float *in, size_t ldi) {
  NAME(vector) x[LANES], y[LANES];
  UNROLL for (int i = 0; i < LANES; i++) x[i] = *(const NAME(loose) *)(in + i * ldi);
  UNROLL for (int round = 1; round < LANES; round *= 2) {
    UNROLL for (int i = 0; i < LANES / 2; i++) {
      y[2 * i] = ZIP_LOW(x[i], x[i + LANES / 2]);
      y[2 * i + 1] = ZIP_HIGH(x[i], x[i + LANES / 2]);
    }
    UNROLL for (int i = 0; i < LANES; i++) x[i] = y[i];
  }
  UNROLL for (int i = 0; i < LANES; i++) *(NAME(loose) *)(out + i * ldo) = x[i];
}

/// panel (k x width) = `columns` columns of b (k x n, or n x k if transposed), zero in the rest of the panel.
TARGET static void NAME(packRight)(
    float *panel, size_t width, const float *b, size_t ldb, int transposed, size_t k, size_t columns) {
  size_t whole = columns / LANES * LANES, wholeK = transposed ? k / LANES * LANES : k;
  for (size_t q = 0; q < wholeK; q += transposed ? LANES : 1) {
    for (size_t j = 0; j < whole; j += LANES) {
      if (transposed) {
        NAME(transpose)(panel + q * width + j, width, b + j * ldb + q, ldb);
      } else {
        *(NAME(loose) *)(panel + q * width + j) = *(const NAME(loose) *)(b + q * ldb + j);
      }
    }
  }
  for (size_t q = 0; q < k; q++) {
    for (size_t j = q < wholeK ? whole : 0; j < width; j++) {
      panel[q * width + j] = j >= columns ? 0 : transposed ? b[j * ldb + q] : b[q * ldb + j];
    }
  }
}

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
    const float *b = p.transposeB ? p.b + j * p.ldb : p.b + j;
    if (p.transposeB || columns < width || p.ldb * p.k > NEAR) {
      float *panel = space.right + j * p.k;
      if (!packed) NAME(packRight)(panel, width, b, p.ldb, p.transposeB, p.k, columns);
      b = panel;
      ldb = width;
    }
    for (size_t tile = 0, i = 0; tile < tiles; tile++) {
      size_t count = rows + (tile < longer), lda = copies ? count : p.lda;
      const float *a = copies ? space.left + i * p.k : p.transposeA ? p.a + i : p.a + i * p.lda;
      float *c = p.c + i * p.ldc + j;
      if (p.m * p.k >= COLD) {
        fetch(c, p.ldc, count, columns, 1);
        if (j == 0 && !p.transposeA && tile + 1 < tiles) fetch(a + count * lda, lda, rows, p.k, 0);
      }
      if (columns == width) {
        NAME(anyTile)((int)count, vectors, p.transposeA, p.k, a, lda, b, ldb, c, p.ldc, p.accumulate);
      } else {
        float edge[MOST_ROWS * WIDEST * LANES];
        NAME(anyTile)((int)count, vectors, p.transposeA, p.k, a, lda, b, ldb, edge, width, 0);
        put_edge(c, p.ldc, edge, width, count, columns, p.accumulate);
      }
      i += count;
    }
  }
}

#undef INLINE
#undef UNROLL
#undef NAME
#undef TARGET
#undef LANES
#undef WIDEST
#undef MOST_ROWS
#undef ROWS
#undef EVERY_TILE
#undef EVERY_ROWS
#undef ZIP_LOW
#undef ZIP_HIGH
