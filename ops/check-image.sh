#!/usr/bin/env bash
# Builds and runs the image without a container engine: a Debian root made by debootstrap and this machine's Bun stand in
# for the base image, then every step of ops/Dockerfile is executed, and the result runs read-only, as its user, without a
# network. Needs root, debootstrap, util-linux, iproute2 and bun; about 3 minutes at first, then 1. Run by hand before a
# release. The argument is the folder to work in (default: a folder in the cache of the user).
set -euo pipefail
cd "$(dirname "$0")/.."

work=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/quintet-ops}
base="$work/base"
wanted=$(sed -n 's/^ARG BUN_VERSION=//p' ops/Dockerfile)
[ "$(bun --version)" = "$wanted" ] || { echo "found Bun $(bun --version), expected $wanted" >&2; exit 2; }

mkdir -p "$work"
if [ ! -d "$base" ]; then
  rm -rf "$base.part"
  debootstrap --variant=minbase bookworm "$base.part" >"$work/debootstrap.log" 2>&1
  rm -rf "$base.part/var/cache/apt" "$base.part/var/lib/apt/lists"
  mv "$base.part" "$base"
fi
install -m 755 "$(readlink -f "$(command -v bun)")" "$base/usr/local/bin/bun"
exec bun ops/image/main.ts "$base" "$work"
