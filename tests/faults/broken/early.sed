# src/command/execute.c: F3, says that it is done, and commits a moment later
s|^\t\tstatus = store_commit(store, &outcome->error);|\t\tputs("done");\n\t\tfflush(stdout);\n\t\tusleep(20000);\n&|
s|^#include <time.h>|&\n#include <unistd.h>|
