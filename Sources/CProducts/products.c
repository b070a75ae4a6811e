#include "CProducts.h"
#include "blocks.h"

#if defined(__x86_64__)
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_COLUMNS = 1024 };
/// A of that many floats or more is fetched a tile ahead: it comes from beyond L2.
enum { COLD = 65536 };

typedef struct {
  size_t m, n, k, lda, ldb, ldc;
  const float *a, *b;
  float *c;
  int transposeA, transposeB, accumulate;
} product;

#define VARIANT "tile.h"
#include "variants.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static int keyed;
static _Thread_local float *space;

static void make_key(void) { keyed = pthread_key_create(&key, free) == 0; }

/// This thread's workspace: a packed block of A, then one of B.
static float *take_space(void) {
  if (space) return space;
  pthread_once(&once, make_key);
  if (!keyed) return NULL;
  float *made = aligned_alloc(64, sizeof(float) * MOST_TERMS * (MOST_LEFT + MOST_COLUMNS));
  if (made && pthread_setspecific(key, made) != 0) {
    free(made);
    made = NULL;
  }
  return space = made;
}

products_variant products_best(void) {
  if (__builtin_cpu_supports("avx512f")) return products_avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return products_avx2;
  return products_none;
}

int products_multiply(
    products_variant variant, size_t m, size_t n, size_t k, const float *a, size_t lda, int transpose_a,
    const float *b, size_t ldb, int transpose_b, float *c, size_t ldc, int accumulate) {
  float *floats = take_space();
  if (!floats || variant == products_none) return 0;
  if (m == 0 || n == 0) return 1;
  workspace space = {floats, floats + MOST_TERMS * MOST_LEFT};
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

#else

products_variant products_best(void) { return products_none; }

int products_multiply(
    products_variant variant, size_t m, size_t n, size_t k, const float *a, size_t lda, int transpose_a,
    const float *b, size_t ldb, int transpose_b, float *c, size_t ldc, int accumulate) {
  return 0;
}

#endif
