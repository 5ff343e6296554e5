#!/bin/bash
# No mutable variable at file scope but these: what the objects hold in .data and .bss.
set -u
BUILD=${BUILD:-build}
allowed() {
	case $1 in
	tui/term.o:*) true ;;		    # the terminal is one
	base/arena.o:restore_terminal) true ;; # one handler, for the end of memory
	base/log.o:log_file) true ;;
	files/main.o:stopped) true ;; # told by a signal
	base/lang.o:langs) true ;; # read once, never changed
	*) false ;;
	esac
}
faults=0
while read -r object; do
	while read -r variable; do
		name=${object#"$BUILD"/obj/}:${variable%%.[0-9]*}
		allowed "$name" || { echo "$name: mutable" && faults=1; }
	done < <(objdump -t "$object" | awk 'NF > 3 && $(NF-2) ~ /^\.(data|bss)/ && $(NF-2) !~ /^\.data\.rel\.ro/ && $2 ~ /^[lg]$/ && $3 == "O" { print $NF }')
done < <(find "$BUILD/obj" -name '*.o' ! -path '*/build/*')
exit $faults
