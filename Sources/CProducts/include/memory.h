/// What the process does with memory that is freed.
#pragma once

/// Blocks of up to 32 MiB come from memory that the process has already, of which it gives back what is free beyond 128 MiB.
void memory_keep_freed(void);
