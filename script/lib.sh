# Shared by the scripts beside it; sourced by bash, never run.
# shellcheck shell=bash

# The checkout's top folder, wherever the caller stands.
root=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)

# die MESSAGE: ends the script.
die() {
  printf 'offpeak: %s\n' "$1" >&2
  exit 1
}

# say MESSAGE: one line of progress, on standard error so that output stays the program's own.
say() {
  printf 'offpeak: %s\n' "$1" >&2
}

# timed WHAT COMMAND...: runs it, and keeps how long it took for print_times.
times=()
timed() {
  local what=$1 began=$SECONDS
  shift
  "$@"
  times+=("$(printf '%3d:%02d  %s' $(((SECONDS - began) / 60)) $(((SECONDS - began) % 60)) "$what")")
}

# print_times: where the time went, one line for each timed step that came to its end.
print_times() {
  ((${#times[@]})) || return 0
  say "where the time went (minutes:seconds), $((SECONDS / 60)):$(printf '%02d' $((SECONDS % 60))) in all"
  printf '  %s\n' "${times[@]}" >&2
}

# build PRESET [TARGET]: configures and builds. One compiler per core and no more: the largest
# sources take over 1 GB each under the sanitizers.
build() {
  local preset=$1
  local target=${2:-all}
  say "building $target ($preset)"
  cmake -S "$root" --preset "$preset" --log-level=WARNING >/dev/null
  cmake --build "$root/build/$preset" --target "$target" --parallel "$(nproc)" >&2
}
