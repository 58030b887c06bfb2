#!/bin/sh
# Installs regctl for this user: downloads the binary of this machine, checks its SHA-256, and puts it into ~/.local/bin. No root, nothing else is changed.
#   REGCTL_INSTALL_DIR  another folder
#   REGCTL_VERSION      a version such as v0.1.0; the latest otherwise
#   REGCTL_RELEASES     where releases lie
set -eu

releases=${REGCTL_RELEASES:-https://releases.regctl.example}
version=${REGCTL_VERSION:-latest}
folder=${REGCTL_INSTALL_DIR:-$HOME/.local/bin}

fail() {
  printf '✗ %s\n  %s\n  → %s\n' "$1" "$2" "$3" >&2
  exit 1
}

case "$(uname -s)" in
  Linux) os=linux ;;
  Darwin) os=darwin ;;
  *) fail "regctl cannot be installed on $(uname -s)" 'there is no binary for it' 'use the npm package: npm install --global @regctl/cli' ;;
esac
case "$(uname -m)" in
  x86_64 | amd64) arch=x64 ;;
  aarch64 | arm64) arch=arm64 ;;
  *) fail "regctl cannot be installed on $(uname -m)" 'there is no binary for it' 'use the npm package: npm install --global @regctl/cli' ;;
esac
name=regctl-$os-$arch

download() {
  if command -v curl >/dev/null 2>&1; then
    curl --fail --silent --show-error --location --output "$2" "$1"
  elif command -v wget >/dev/null 2>&1; then
    wget --quiet --output-document "$2" "$1"
  else
    fail 'nothing can be downloaded' 'there is neither curl nor wget' 'install curl'
  fi
}

digest() {
  if command -v sha256sum >/dev/null 2>&1; then
    sha256sum "$1"
  else
    shasum -a 256 "$1"
  fi | cut -d ' ' -f 1
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
download "$releases/$version/SHA256SUMS" "$work/SHA256SUMS" ||
  fail "the release $version was not found" "$releases/$version/SHA256SUMS cannot be downloaded" 'check the version and the network'
download "$releases/$version/$name" "$work/$name" ||
  fail "$name was not found" "$releases/$version/$name cannot be downloaded" 'check the version and the network'
expected=$(sed -n "s/^\([0-9a-f]\{64\}\)  $name\$/\1/p" "$work/SHA256SUMS")
actual=$(digest "$work/$name")
if [ -z "$expected" ] || [ "$expected" != "$actual" ]; then
  fail "$name is not what was released" "its SHA-256 is $actual instead of ${expected:-one that is listed}" 'nothing was installed; try again, and report it if it stays so'
fi

chmod 755 "$work/$name"
"$work/$name" --version >/dev/null 2>&1 ||
  fail 'the binary does not run here' 'it needs glibc 2.28 or newer, libstdc++6, libgcc-s1 and libatomic1' 'install those, on Debian: apt-get install libstdc++6 libatomic1'
mkdir -p "$folder"
# Beside its place first: a regctl that runs keeps its file.
cp "$work/$name" "$folder/.regctl.new"
mv -f "$folder/.regctl.new" "$folder/regctl"
ln -sf regctl "$folder/rctl"
printf 'regctl %s is installed: %s\n' "$("$folder/regctl" --version)" "$folder/regctl"

case ":$PATH:" in
  *":$folder:"*) ;;
  *) printf '! %s is not on PATH; add to the profile of your shell: export PATH="%s:%sPATH"\n' "$folder" "$folder" '$' >&2 ;;
esac
other=$(command -v regctl 2>/dev/null || true)
if [ -n "$other" ] && [ "$other" != "$folder/regctl" ]; then
  printf '! another program called regctl is found first: %s; rctl is a second name of this one\n' "$other" >&2
fi
