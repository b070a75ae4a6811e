/// For loops that vectors of any width compute alike.
#pragma once

#if defined(__x86_64__)
#define EVERY_CORE __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define EVERY_CORE
#endif
