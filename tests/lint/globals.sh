#!/bin/bash
# No mutable variable at file scope but these: what the objects hold in .data and .bss.
set -u
BUILD=${BUILD:-build}
allowed() {
	case $1 in
	tui/term.o:*) true ;;		    # the terminal is one
	base/arena.o:restore_terminal) true ;; # one handler, for the end of memory
	base/log.o:log_file) true ;;
	store/footprint.o:*) true ;; # SQLite has one cache for all
	files/main.o:stopped) true ;; # told by a signal
	base/lang.o:langs) true ;; # read once, never changed
	*) false ;;
	esac
}
faults=0
while read -r variable; do
	variable=${variable%%.[0-9]*}
	allowed "$variable" || { echo "$variable: mutable" && faults=1; }
done < <(find "$BUILD/obj" -name '*.o' ! -path '*/build/*' -exec objdump -t {} + | awk -v folder="$BUILD/obj/" '
	/: +file format / { object = substr($1, length(folder) + 1, length($1) - length(folder) - 1) }
	NF > 3 && $(NF-2) ~ /^\.(data|bss)/ && $(NF-2) !~ /^\.data\.rel\.ro/ && $2 ~ /^[lg]$/ && $3 == "O" { print object ":" $NF }')
exit $faults
