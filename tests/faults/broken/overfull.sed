# src/files/intake.c: F21, a line may have one cell more than there is room for
s/if (reader->count == CELLS_MOST)/if (reader->count > CELLS_MOST)/
