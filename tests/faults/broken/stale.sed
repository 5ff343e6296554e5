# src/tui/table.c: F22, each eighth time a list is not read again though somebody has written
s/^\tbool changed = false;$/\tstatic int turns;\n\tif (++turns % 8 == 0)\n\t\treturn false;\n&/
