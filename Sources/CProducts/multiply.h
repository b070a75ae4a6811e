/// The product of matrices of SCALAR: included once for each.
#include "CProducts.h"
#include "blocks.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_COLUMNS = 1024 };
/// A of that many numbers or more is fetched a tile ahead: it comes from beyond L2.
enum { COLD = 65536 };

typedef struct {
  size_t m, n, k, lda, ldb, ldc;
  const SCALAR *a, *b;
  SCALAR *c;
  int transposeA, transposeB, accumulate;
} product;

#define VARIANT "tile.h"
#include "variants.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static int keyed;
static _Thread_local SCALAR *space;

static void make_key(void) { keyed = pthread_key_create(&key, free) == 0; }

/// This thread's workspace: a packed block of A, then one of B.
static SCALAR *take_space(void) {
  if (space) return space;
  pthread_once(&once, make_key);
  if (!keyed) return NULL;
  SCALAR *made = aligned_alloc(64, sizeof(SCALAR) * MOST_TERMS * (MOST_LEFT + MOST_COLUMNS));
  if (made && pthread_setspecific(key, made) != 0) {
    free(made);
    made = NULL;
  }
  return space = made;
}

static int multiply(
    products_variant variant, size_t m, size_t n, size_t k, const SCALAR *a, size_t lda, int transpose_a,
    const SCALAR *b, size_t ldb, int transpose_b, SCALAR *c, size_t ldc, int accumulate) {
  SCALAR *room = take_space();
  if (!room || variant == products_none) return 0;
  if (m == 0 || n == 0) return 1;
  workspace space = {room, room + MOST_TERMS * MOST_LEFT};
  size_t mStep = even_step(m, MOST_LEFT), kStep = even_step(k, MOST_TERMS);
  for (size_t j = 0; j < n; j += MOST_COLUMNS) {
    for (size_t q = 0; q < k; q += kStep) {
      for (size_t i = 0; i < m; i += mStep) {
        product part = {
            .m = smaller(mStep, m - i), .n = smaller(MOST_COLUMNS, n - j), .k = smaller(kStep, k - q),
            .a = transpose_a ? a + q * lda + i : a + i * lda + q, .lda = lda, .transposeA = transpose_a,
            .b = transpose_b ? b + j * ldb + q : b + q * ldb + j, .ldb = ldb, .transposeB = transpose_b,
            .c = c + i * ldc + j, .ldc = ldc, .accumulate = accumulate || q > 0};
        if (variant == products_avx512) {
          block_avx512(part, space, i > 0);
        } else {
          block_avx2(part, space, i > 0);
        }
      }
    }
  }
  return 1;
}
