#!/bin/bash
# The floors of the house: an include points down only, a library has one place that includes it, and what
# only some may do, only they do.
set -u
faults=0
fault() {
	echo "$*"
	faults=1
}

# A folder may include the public headers of these floors, and its own private ones.
declare -A floors=(
	[base]="base"
	[store]="base store"
	[command]="base store command"
	[domain]="base command domain"
	[screen]="base store command screen"
	[exchange]="base store command screen exchange"
	[files]="base store command screen exchange"
	[tui]="base store command screen exchange tui"
	[cli]="base store command domain screen exchange tui cli"
)
# The floor each public header belongs to.
declare -A floor_of=(
	[arena]=base [config]=base [date]=base [embedded]=base [help]=base [error]=base [file]=base [geo]=base [guichet]=base
	[identifier]=base [intake]=base
	[lang]=base [messages]=base [log]=base [password]=base [process]=base [qr]=base [said]=base [secret]=base [sms]=base [startup]=base [text]=base [value]=base [progress]=base
	[store]=store [document]=store [turn]=store
	[access]=command [vault]=command [bill]=command [department]=command [command]=command [execute]=command [past]=command [session]=command [work]=command
	[screen]=screen [rows]=screen [find]=screen
	[exchange]=exchange [job]=exchange
	[tui]=tui
)
for header in include/guichet/*.h; do
	name=$(basename "$header" .h)
	[ -n "${floor_of[$name]:-}" ] || fault "$header: tests/lint/layers.sh does not say whose floor it is"
done
for folder in "${!floors[@]}"; do
	while IFS=: read -r file line include; do
		name=${include#*<guichet/} name=${name%%.h>*}
		[ "$folder/$name" = domain/store ] && continue # looked at below
		case " ${floors[$folder]} " in
		*" ${floor_of[$name]:-none} "*) ;;
		*) fault "$file:$line: $folder may not include guichet/$name.h" ;;
		esac
	done < <(grep -rnE '^[[:space:]]*#[[:space:]]*include <guichet/' "src/$folder" 2>/dev/null)
	# another folder's private header
	while IFS=: read -r file line include; do
		name=${include#*\"} name=${name%\"*}
		[ -e "src/$folder/$name" ] || [ "$name" = statements.h ] ||
			fault "$file:$line: $name is not a header of src/$folder"
	done < <(grep -rnE '^[[:space:]]*#[[:space:]]*include "' "src/$folder" 2>/dev/null)
done
for folder in src/*/; do
	folder=$(basename "$folder")
	[ "$folder" = build ] || [ -n "${floors[$folder]:-}" ] || fault "src/$folder: on no floor"
done

# Each library is included in one place.
only() { # PATTERN PLACES...
	local pattern=$1 file allowed place
	shift
	while read -r file; do
		allowed=no
		for place; do
			# shellcheck disable=SC2254 # a pattern is wanted
			case $file in $place) allowed=yes ;; esac
		done
		[ $allowed = yes ] || fault "$file: $pattern is for $* alone"
	done < <(grep -rlE "^[[:space:]]*#[[:space:]]*include <($pattern)" src include)
}
only 'sqlite3\.h' 'src/store/*'
only 'curses\.h|ncurses|term\.h|panel\.h' 'src/tui/*'
only 'libconfig\.h' src/screen/screen.c src/screen/library.c 'src/base/*' src/exchange/layout.c src/build/texts.c src/build/screens.c src/build/settings.c
only 'sodium\.h|liboath' src/base/secret.c
only 'qrencode\.h' src/base/qr.c
only 'utf8proc\.h' src/base/text.c
only 'openssl/' src/files/cms.c
only 'xlsxwriter|isa-l|igzip_lib|zip\.h|expat\.h|csv\.h|zlib\.h|hpdf\.h' 'src/files/*'

# Writing to the store is for src/command; domain does not even see it.
while read -r place; do
	fault "$place: only src/command writes to the store"
done < <(grep -rnE '\bstore_(begin|commit|rollback|run|fetch|savepoint|release|undo|key_add|key_forget)\(' src |
	grep -vE '^src/(store|command)/' | cut -d: -f1,2)

# Of the store, domain sees its keys, the lock of its password hashes and whether it is a demo, no row.
while read -r place; do
	fault "$place: domain sees the store"
done < <(grep -rnoE '\b(store|cursor)_[a-z_]+\(' src/domain | grep -vE ':store_(keys|hash_lock|is_demo)\($')

# Nobody prints but the command line, the helper's answers and what stops the program.
while read -r place; do
	fault "$place: prints"
done < <(grep -rnE '\b(printf|puts|putchar|perror)\(' src |
	grep -vE '^src/(cli|build|files)/|snprintf|builder_' | cut -d: -f1,2)
while read -r place; do
	fault "$place: unbounded"
done < <(grep -rnE '\b(sprintf|vsprintf|strcpy|strcat|gets|alloca|strtok|system|popen)\(' src | cut -d: -f1,2)
exit $faults
