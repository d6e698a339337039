# Debian's packages, from the mirrors that this machine's apt uses. Nothing is installed here, and apt's own state is not touched: lists,
# caches and packages are in $CACHE. Sourced.
# shellcheck shell=bash

KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
# Where packages are downloaded to.
DEBS=$CACHE/debs

# use_suites NAME SUITE...: from now on private_apt has these suites of Debian. Its state is in $CACHE/NAME. The lists are read once in a run.
declare -A lists_are_read=()
use_suites() {
  APT=$CACHE/$1
  shift
  [[ -z ${lists_are_read[$APT]-} ]] || return 0
  update_lists "$@"
  lists_are_read[$APT]=yes
}

# The mirrors that this machine has for Debian, as apt itself reads its .sources and .list files: "URI suite" lines.
# indextargets needs no lists, so this works before the first "apt-get update".
own_mirrors() {
  # shellcheck disable=SC2016  # the dollar signs are apt's
  apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
    awk '$3 == "main" && $2 ~ /^(old|oldold)?stable|^(testing|unstable|sid|bullseye|bookworm|trixie|forky)/ {print $1, $2}'
}

# own_archive, own_security_archive: print the URI of a mirror; nothing if there is none.
own_archive() {
  own_mirrors | awk '$2 !~ /security/ && !found++ {print $1}'
}

own_security_archive() {
  own_mirrors | awk '$2 ~ /security/ && !found++ {print $1}'
}

# private_sources SUITE...
private_sources() {
  local archive security suite
  archive=$(own_archive)
  security=$(own_security_archive)
  [[ -n $archive ]] || fail "apt has no Debian mirror on this machine" "add one to /etc/apt/sources.list.d"
  for suite in "$@"; do
    case $suite in
      *-security) [[ -z $security ]] || echo "deb [arch=amd64 signed-by=$KEYRING] $security $suite main" ;;
      *) echo "deb [arch=amd64 signed-by=$KEYRING] $archive $suite main" ;;
    esac
  done
}

private_apt() {
  local tool=$1
  shift
  "$tool" -qq -o Dir::Etc::sourcelist="$APT/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::State::lists="$APT/lists" -o Dir::Cache="$APT" -o Dir::Cache::archives="$APT/archives" \
    -o Acquire::Languages=none -o Acquire::Retries=1 -o APT::Sandbox::User=root "$@"
}

update_lists() {
  [[ -r $KEYRING ]] || fail "$KEYRING does not exist" "run: apt-get install debian-archive-keyring"
  mkdir -p "$APT/lists/partial" "$APT/archives/partial"
  private_sources "$@" >"$APT/sources.list"
  say "reading the package lists of $(awk '{print $4 $5 "/main"}' "$APT/sources.list" | paste -sd ' ')"
  private_apt apt-get update || { say "apt-get update failed; trying once more" && private_apt apt-get update; }
}

# newest_package PATTERN: prints the name of the package with the highest version in its name.
newest_package() {
  private_apt apt-cache search --names-only "$1" | awk '{print $1}' | sort -V | tail -1
}

# download PACKAGE...: apt checks the downloads against the signed lists.
download() {
  say "fetching $*"
  mkdir -p "$DEBS"
  (cd "$DEBS" && { private_apt apt-get download "$@" ||
    { say "the download of $* failed; trying once more" && private_apt apt-get download "$@"; }; })
}

# downloaded PACKAGE: prints the path of the newest downloaded version.
downloaded() {
  find "$DEBS" -name "${1}_*.deb" | sort -V | tail -1
}

# install_into ROOT PACKAGE...: installs packages, and those that they depend on, in another root file system, which needs /proc and /dev.
# This machine's apt knows the way to the mirrors; dpkg and the packages' scripts run in the other root file system.
install_into() {
  local root=$1
  shift
  DEBIAN_FRONTEND=noninteractive private_apt apt-get -y --no-install-recommends -o Dir::State::status="$root/var/lib/dpkg/status" \
    -o Dir::State::extended_states="$root/var/lib/apt/extended_states" -o Dir::Cache::archives="$root/var/cache/apt/archives" \
    -o DPkg::Chroot-Directory="$root" -o DPkg::Use-Pty=false install "$@" &&
    rm -f "$root"/var/cache/apt/archives/*.deb
}
