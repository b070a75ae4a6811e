/// One variant of what all products share: vectors, and panels of the right-hand side (see variants.h).
typedef SCALAR NAME(vector) __attribute__((vector_size(sizeof(SCALAR) * LANES)));
typedef SCALAR NAME(loose) __attribute__((vector_size(sizeof(SCALAR) * LANES), aligned(sizeof(SCALAR))));

/// out = the transpose of LANES x LANES numbers.
INLINE void NAME(transpose)(SCALAR *out, size_t ldo, const SCALAR *in, size_t ldi) {
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
    SCALAR *panel, size_t width, const SCALAR *b, size_t ldb, int transposed, size_t k, size_t columns) {
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

/// Vectors of the panel that begins where `columns` columns are left: as many as are filled, at least one.
INLINE int NAME(panelVectors)(size_t columns) {
  int vectors = WIDEST;
  while (vectors > 1 && columns < (size_t)vectors * LANES) vectors /= 2;
  return vectors;
}
