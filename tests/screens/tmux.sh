#!/bin/bash
# ACC-14: a second, independent terminal: the same journey through tmux at 80x24.
set -eu
folder=$(mktemp -d /tmp/guichet-tmux-XXXXXX)
socket=$folder/tmux
tmux_() { tmux -f /dev/null -S "$socket" "$@"; }
trap 'tmux_ kill-server 2>/dev/null || true; rm -rf "$folder"' EXIT
cp -a "$DEMO"/. "$folder"
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

tmux_ new-session -d -s guichet -x 80 -y 24 "$GUICHET 2>$folder/err; echo left with \$?; read wait"
