#!/bin/bash
# ACC-13: an administrator who must have a one-time code is led to it and can do nothing before; the picture is the
# secret beside it, in colours and without; the recovery codes are shown once.
set -eu
folder=$(mktemp -d /tmp/guichet-enrol-XXXXXX)
here=$(cd "$(dirname "$0")" && pwd)
socket=$folder/tmux
tmux_() { tmux -f /dev/null -S "$socket" "$@"; }
ends() { # what was started goes before its folder does
	tmux_ kill-server 2>/dev/null || true
	while [ -n "${program:-}" ] && kill -0 "$program" 2>/dev/null; do sleep 0.05; done
	rm -rf "$folder"
}
trap ends EXIT
cp -a "${DEMO:?no demo store to copy}"/. "$folder"
export GUICHET_STORE=$folder/guichet.db GUICHET_NOW=2026-11-20T15:41 LC_ALL=C.UTF-8 TZ=Europe/Brussels HOME=$folder
export GUICHET_CONFIG=$folder/guichet.conf
echo 'auth = { totp_admins = true; };' >"$GUICHET_CONFIG"
unset TMUX NO_COLOR

shown() { tmux_ capture-pane -p -t guichet; }
fault() {
	echo "$*"
	shown | sed 's/^/    |/'
	exit 1
}
sees() { # TEXT: within ten seconds
	local tries=0
	until shown 2>/dev/null | grep -qF -- "$1"; do
		tries=$((tries + 1))
		[ $tries -le $((200 * ${PATIENCE:-1})) ] || fault "not on the screen: $1"
		sleep 0.05
	done
}
keys() { tmux_ send-keys -t guichet "$@"; }
start() { # ENVIRONMENT
	tmux_ new-session -d -s guichet -x 80 -y 24 "exec env $1 $GUICHET 2>$folder/err"
	program=$(tmux_ display-message -p -t guichet '#{pane_pid}')
	sees 'Mot de passe *'
	keys admin Tab 'Guichet-2026!' Enter
}
leave() {
	keys F3
	while kill -0 "$program" 2>/dev/null; do sleep 0.05; done
}
# The modules of the picture, dark ones as #, read off the screen: 37 a side, 2 of them margin.
picture() { # DARK IS: block, blank
	shown | python3 -c '
import sys
lines = [line.rstrip("\n").ljust(80)[:37] for line in sys.stdin][2:21]
drawn = []
for line in lines:
    drawn.append([c in "▀█" for c in line])
    drawn.append([c in "▄█" for c in line])
print("\n".join("".join("#" if cell == (sys.argv[1] == "block") else "." for cell in row) for row in drawn[:37]))
' "$1"
}
secret() { shown | grep -oE '[A-Z2-7]{4}( [A-Z2-7]{4}){3}' | tr -d '\n '; }
# What every such code has: three corners of seven, and light all around.
is_framed() {
	local corner='#######.#.....#.#.###.#.#.###.#.#.###.#.#.....#.#######.' rows place seen i
	mapfile -t rows <<<"$1"
	[[ "${rows[0]}${rows[1]}" =~ ^\.+$ ]] || return 1
	for place in '2 2' '2 28' '28 2'; do
		seen=''
		for i in 0 1 2 3 4 5 6; do seen=$seen${rows[${place% *} + i]:${place#* }:7}.; done
		[ "$seen" = "$corner" ] || return 1
	done
}
framed() { # DARK IS: within ten seconds
	local tries=0
	until is_framed "$(picture "$1")"; do
		tries=$((tries + 1))
		[ $tries -le $((100 * ${PATIENCE:-1})) ] || fault "no picture whose dark modules are $1"
		sleep 0.1
	done
}

start TERM=xterm-256color
sees 'Un administrateur doit avoir un code'
framed block
first=$(secret)
[ ${#first} = 32 ] || fault "no secret of 160 bits: $first"
keys F9 # leads nowhere, like every key that would lead away
sees 'Un administrateur doit avoir un code'
sees 'ne sert pas ici'
sleep 0.5 # the program itself counts silence: after a refusal it drops keys until the hand rests (R2)
keys Escape
sees 'Utilisateur *'
keys F3
while kill -0 "$program" 2>/dev/null; do sleep 0.05; done
# without colours the light modules are what is drawn
start 'TERM=xterm-256color NO_COLOR=1'
sees 'Un administrateur doit avoir un code'
framed blank
keys F5
framed block
second=$(secret)
[ "$second" != "$first" ] || fault 'the same secret twice'
keys "$(python3 "$here/totp.py" "$second" 0)" Enter
sees 'je les ai notés'
[ "$(shown | grep -oE '[A-Z2-7]{5}-[A-Z2-7]{5}' | sort -u | wc -l)" = 10 ] || fault 'not ten recovery codes'
keys Escape # does not lose them
sees 'je les ai notés'
keys o
sees 'À TRAITER'
leave
start TERM=xterm-256color
sees 'Mot de passe reconnu'
keys "$(python3 "$here/totp.py" "$second" 1)" Enter
sees 'À TRAITER'
leave
