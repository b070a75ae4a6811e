#include "CBuild.h"

#define TEXT_OF(word) #word
#define TEXT(word) TEXT_OF(word)

const char *fathom_commit(void) { return TEXT(FATHOM_COMMIT); }
