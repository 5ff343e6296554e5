#!/bin/bash
# R7, S10: while nobody types nothing is computed: on the home screen, a list, a record and a tab of rows, two seconds cost
# the processor next to nothing.
set -eu
case $GUICHET in */asan/*) exit 0 ;; esac # what a sanitizer costs is not what is counted
folder=$(mktemp -d /tmp/guichet-idle-XXXXXX)
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

ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }

rests() { # WHERE: hundredths of a second of processor in two seconds, once what was asked is there
	local before after
	sleep 1
	before=$(ticks "$program")
	sleep 2
	after=$(ticks "$program")
	if [ $((after - before)) -gt $((10 * ${PATIENCE:-1})) ]; then
		echo "$1: $((after - before)) hundredths of a second of processor in two seconds without a key"
		exit 1
	fi
}

tmux_ new-session -d -s guichet -x 80 -y 24 "exec $GUICHET --as agent 2>$folder/err"
program=$(tmux_ display-message -p -t guichet '#{pane_pid}')
sees 'À TRAITER'
rests home
tmux_ send-keys -t guichet 1 Enter
sees '1-16 sur 2000'
rests 'a list'
tmux_ send-keys -t guichet Q 1ABC123 Enter
sees '[1 Général]'
rests 'a record'
tmux_ send-keys -t guichet 2
sees 'sur'
rests 'a tab of rows'

# S11: memory of its own, in KiB; the parsed schema and a small cache are most of it
own=$(awk '/^RssAnon/ { print $2 }' "/proc/$program/status")
if [ "$own" -gt 4000 ]; then
	echo "a terminal holds $own KiB of its own"
	exit 1
fi
