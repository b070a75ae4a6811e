#include "patches.h"

#include <string.h>

/// Rows that meet all panels in turn.
enum { MOST_PIXELS = 1024 };

#define VARIANT "patches_tile.h"
#define PORTABLE
#include "variants.h"

engine patches_engine(products_variant variant) {
#if defined(__x86_64__)
  if (variant == products_avx512) return (engine){packPanels_avx512, patchProduct_avx512, patchGradient_avx512};
  if (variant == products_avx2) return (engine){packPanels_avx2, patchProduct_avx2, patchGradient_avx2};
#endif
  return (engine){packPanels_portable, patchProduct_portable, patchGradient_portable};
}
