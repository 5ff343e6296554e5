#!/bin/bash
# ACC-14: a second, independent terminal: the same journey through tmux at 80x24.
set -eu
folder=$(mktemp -d /tmp/guichet-tmux-XXXXXX)
socket=$folder/tmux
tmux_() { tmux -f /dev/null -S "$socket" "$@"; }
trap 'tmux_ kill-server 2>/dev/null || true; rm -rf "$folder"' EXIT
cp -a "${DEMO:?no demo store to copy}"/. "$folder"
export GUICHET_STORE=$folder/guichet.db GUICHET_NOW=2026-11-20T15:41 LC_ALL=C.UTF-8 TZ=Europe/Brussels HOME=$folder
unset TMUX

sees() { # TEXT: within ten seconds
	local tries=0
	until tmux_ capture-pane -p -t guichet 2>/dev/null | grep -qF -- "$1"; do
		tries=$((tries + 1))
		if [ $tries -gt $((200 * ${PATIENCE:-1})) ]; then
			echo "not on the screen: $1"
			tmux_ capture-pane -p -t guichet | sed 's/^/    |/'
			exit 1
		fi
		sleep 0.05
	done
}

keys() { tmux_ send-keys -t guichet "$@"; }

tmux_ new-session -d -s guichet -x 80 -y 24 "$GUICHET 2>$folder/err; echo left with \$?; read wait"
sees 'Mot de passe *'
keys agent Tab 'Guichet-2026!' Enter
sees 'LEROY MARIE'
keys 1ABC123 Enter
sees '[1 Général]'
keys b 1 o
sees 'Duplicata : rang 2'
# the cursor stands where the eye is (R5)
tmux_ display-message -p -t guichet '#{cursor_y} #{cursor_x}' | grep -qx '6 .*' || { echo 'the cursor is not in the field' && exit 1; }
keys Enter
sees BLOQUÉE
# the same picture after a redraw from nothing
tmux_ capture-pane -p -t guichet >"$folder/before"
keys C-l
tmux_ resize-window -t guichet -x 100 -y 30
sees BLOQUÉE
tmux_ resize-window -t guichet -x 80 -y 24
tries=0
until tmux_ capture-pane -p -t guichet >"$folder/after" && diff <(head -n 19 "$folder/before") <(head -n 19 "$folder/after") >"$folder/differs"; do
	tries=$((tries + 1))
	[ $tries -le $((200 * ${PATIENCE:-1})) ] || { cat "$folder/differs" && exit 1; }
	sleep 0.05
done
keys F3
sees 'À TRAITER'
keys F3
sees 'left with 0'
