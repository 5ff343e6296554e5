#!/bin/sh
# Installs those of the named Debian packages that are missing.  Says nothing, and needs no network, when all
# are there.  Without apt it tells what is truly missing, by Debian's name, and exits 1 only then.
set -u

with_dpkg() {
	# "install ok installed" and nothing else counts: removed packages keep a record too.
	# shellcheck disable=SC2016 # the format is dpkg-query's
	have=" $(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null |
		sed -n 's/^installed //p' | tr '\n' ' ')"
	for package; do
		case $have in
		*" $package "*) ;;
		*) echo "$package" ;;
		esac
	done
}

# Elsewhere: the header or the command that the package is wanted for.
stands_for() {
	case $1 in
	gcc | make | pkg-config | clang | clang-tidy | clang-format | cppcheck | tmux | sqlite3 | python3 | unzip | mandoc)
		echo "command $1" ;;
	lld) echo "command ld.lld" ;;
	libncurses-dev) echo "header ncursesw/curses.h header curses.h" ;;
	libsqlite3-dev) echo "header sqlite3.h" ;;
	libconfig-dev) echo "header libconfig.h" ;;
	libsodium-dev) echo "header sodium.h" ;;
	libutf8proc-dev) echo "header utf8proc.h" ;;
	libxlsxwriter-dev) echo "header xlsxwriter.h" ;;
	libisal-dev) echo "header isa-l.h header isa-l/igzip_lib.h" ;;
	libzip-dev) echo "header zip.h" ;;
	libexpat1-dev) echo "header expat.h" ;;
	libcsv-dev) echo "header csv.h" ;;
	zlib1g-dev) echo "header zlib.h" ;;
	libcmocka-dev) echo "header cmocka.h" ;;
	libvterm-dev) echo "header vterm.h" ;;
	tzdata) echo "file /usr/share/zoneinfo/Europe/Brussels" ;;
	liboath-dev) echo "header liboath/oath.h" ;;
	libqrencode-dev) echo "header qrencode.h" ;;
	libssl-dev) echo "header openssl/cms.h" ;;
	openssl) echo "command openssl" ;;
	libnss3-tools) echo "command certutil" ;;
	openssh-server) echo "command sshd file /usr/sbin/sshd" ;;
	openssh-client) echo "command ssh" ;;
	python3-openpyxl) echo "python openpyxl" ;;
	python3-aiosmtpd) echo "python aiosmtpd" ;;
	libreoffice-calc-nogui) echo "command soffice" ;;
	man-db) echo "command man" ;;
	*) echo "command $1" ;;
	esac
}

stands() { # KIND WHAT
	case $1 in
	command) command -v "$2" ;;
	file) test -e "$2" ;;
	python) python3 -c "import $2" ;;
	header)
		# cmocka.h wants these four before it
		printf '#include <stdarg.h>\n#include <stddef.h>\n#include <setjmp.h>\n#include <stdint.h>\n#include <%s>\n' "$2" |
			"${CC:-cc}" -E -
		;;
	esac >/dev/null 2>&1
}

without_dpkg() {
	for package; do
		found=no
		# shellcheck disable=SC2046 # words are wanted
		set -- $(stands_for "$package")
		while [ $# -ge 2 ]; do
			stands "$1" "$2" && found=yes
			shift 2
		done
		[ $found = yes ] || echo "$package"
	done
}

as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	else
		sudo "$@"
	fi
}

install_with_apt() {
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq \
		--no-install-recommends -y install "$@" </dev/null
}

if ! command -v apt-get >/dev/null 2>&1 || ! command -v dpkg-query >/dev/null 2>&1; then
	missing=$(without_dpkg "$@")
	[ -z "$missing" ] && exit 0
	{
		echo "guichet needs these packages, by the names Debian gives them:"
		echo "$*" | fold -s -w 76 | sed 's/^/    /'
		echo "missing here:"
		echo "$missing" | sed 's/^/    /'
	} >&2
	exit 1
fi

missing=$(with_dpkg "$@" | tr '\n' ' ')
[ -z "$missing" ] && exit 0
if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null 2>&1; then
	echo "guichet needs packages and there is no sudo here; as root: apt-get install $missing" >&2
	exit 1
fi
echo "installing: $missing" >&2
ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1 || as_root apt-get -qq update </dev/null
# shellcheck disable=SC2086 # words are wanted
install_with_apt $missing || {
	as_root apt-get -qq update </dev/null # lists too old
	install_with_apt $missing
} || {
	echo "could not install: $missing" >&2
	exit 1
}
