#include "memory.h"

#if defined(__linux__)
#include <malloc.h>

void memory_keep_freed(void) {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 128 << 20);
}

#else

void memory_keep_freed(void) {}

#endif
