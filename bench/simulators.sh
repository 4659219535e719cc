# The simulator beside SimPy, each alone on one core, in alternation; then whole days of the city.
# Sourced by script/bench.
# shellcheck shell=bash
# shellcheck disable=SC2154  # root, bin and work are script/bench's

# model_rate MODEL THREADS: visitors per second of `offpeak simulate --model`.
model_rate() {
  "$bin/main/offpeak" simulate --model "$1" --replications 200 --threads "$2" --json |
    sed -n 's/.*"visitors_per_second":\([0-9.e+]*\).*/\1/p'
}

# bench_simulators ROUNDS
bench_simulators() {
  printf '\n== simulators: M/M/c at 0.8, visitors per second\n'
  printf '%-6s %9s %12s %12s %8s %14s %8s\n' round counters offpeak SimPy ratio '2 threads' speed-up
  local simpy_version=''
  for ((round = 1; round <= $1; ++round)); do
    for counters in 1 5 16; do
      local model=$work/mm$counters.yaml simpy one two
      printf 'minutes: 60000\ncounters: %s\nwalk_ins_per_hour: %s\nservice: {distribution: exponential, mean: 1}\n' \
        "$counters" "$((48 * counters))" >"$model"
      # Debian's interpreter, which has Debian's SimPy.
      simpy=$(/usr/bin/python3 "$root/bench/simpy_mmc.py" "$counters" 200000)
      simpy_version=${simpy%% *}
      one=$(model_rate "$model" 1)
      two=$(model_rate "$model" 2)
      awk -v n="$round" -v c="$counters" -v s="$simpy" -v a="$one" -v b="$two" 'BEGIN {
        split(s, simpy)
        printf "%-6s %9s %12.0f %12d %8.0f %14.0f %8.2f\n", n, c, a, simpy[2], a / simpy[2], b, b / a}'
    done
  done
  printf 'SimPy is version %s\n' "$simpy_version"
  "$bin/bench/bench_city_day" 2>/dev/null
}
