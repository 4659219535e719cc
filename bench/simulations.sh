# Bookings alone, beside a simulation that the same server runs, and alone again: what a planner
# costs those who book. Sourced by script/bench, which has `serve`, `wait_for`, `pids` and `work`.
#
# Each round has a server and a store of its own, so that both halves of a round begin alike; what
# drifts while bookings pile up falls on the two legs alone, before and after, in equal parts.
# shellcheck shell=bash
# shellcheck disable=SC2154  # root, bin, work and pids are script/bench's

# Far more than a leg of seconds can finish: it is cancelled at the leg's end. Progress counts
# replications, each of so many days.
simulations_days=31
simulations_study='{"date":"2026-06-13","days":'$simulations_days',"visitors":8000,"replications":10000}'
simulations_leg_seconds=5

# booking_leg URL CONNECTIONS FIRST_CITIZEN: "requests/s p50 p99", times in ms.
booking_leg() {
  local out
  out=$(OFFPEAK_FIRST=$3 wrk -t1 -c"$2" -d"${simulations_leg_seconds}s" --latency \
    -s "$root/bench/book.lua" "$1/v1/appointments")
  if grep -q 'Non-2xx' <<<"$out"; then
    printf '%s\nsome bookings failed: the figure would mean nothing\n' "$out" >&2
    exit 1
  fi
  awk 'function ms(t) { return t ~ /us$/ ? t / 1000 : t ~ /ms$/ ? t + 0 : t * 1000 }
    /Requests\/sec/ {rate = $2} $1 == "50%" {p50 = ms($2)} $1 == "99%" {p99 = ms($2)}
    END {print rate, p50, p99}' <<<"$out"
}

# simulation METHOD URL [curl option]...: as a planner.
simulation() {
  curl -s -X "$1" -H "Authorization: Bearer $simulations_token" "${@:3}" "$2"
}

# start_simulation URL: its address, once it has begun to count.
start_simulation() {
  local id
  id=$(simulation POST "$1/v1/simulations" -H 'Content-Type: application/json' \
    -d "$simulations_study" | sed -n 's/^{"id":"\([0-9a-f]*\)".*/\1/p')
  # curl is told that nobody listens any more as soon as the event was seen.
  { simulation GET "$1/v1/simulations/$id/stream" -N || true; } |
    grep -q -m1 '"done":[1-9]' || true
  printf '%s/v1/simulations/%s\n' "$1" "$id"
}

# simulated_days URL: done so far; an error where it does not run.
simulated_days() {
  local now done
  now=$(simulation GET "$1")
  done=$(sed -n 's/.*"status":"running".*"done":\([0-9]*\).*/\1/p' <<<"$now")
  if [ -z "$done" ]; then
    printf 'the simulation does not run: %s\n' "$now" >&2
    return 1
  fi
  printf '%d\n' $((done * simulations_days))
}

# Its stream ends when it has ended.
cancel_simulation() {
  simulation DELETE "$1" >/dev/null
  simulation GET "$1/stream" -N >/dev/null
}

# simulations_round ROUND PORT CONNECTIONS: one line.
simulations_round() {
  local url=http://127.0.0.1:$2 before beside after study from to
  serve "$2" "sqlite:$work/simulations-$2.db"
  curl -s "$url/v1/slots?service=passport_renewal&from=2026-06-14&to=2026-06-20" |
    tr ',' '\n' | sed -n 's/.*"id":"\([^"]*\)".*/\1/p' >"$OFFPEAK_SLOTS"
  before=$(booking_leg "$url" "$3" 0)
  study=$(start_simulation "$url")
  from=$(simulated_days "$study")
  beside=$(booking_leg "$url" "$3" 2000000)
  to=$(simulated_days "$study")
  cancel_simulation "$study"
  after=$(booking_leg "$url" "$3" 4000000)
  awk -v n="$1" -v c="$3" -v a="$before" -v b="$beside" -v z="$after" \
    -v days="$((to - from))" -v seconds="$simulations_leg_seconds" 'BEGIN {
      split(a, x); split(b, y); split(z, w)
      for (i = 1; i <= 3; ++i) m[i] = (x[i] + w[i]) / 2
      printf "%5s %5s  %7d %7d %7d  %6.2f %6.2f %6.2f  %6.2f %6.2f %6.2f   %5.2f %5.2f %5.2f %7.0f\n",
        n, c, x[1], y[1], w[1], x[2], y[2], w[2], x[3], y[3], w[3],
        y[1] / m[1], y[2] / m[2], y[3] / m[3], days / seconds}' | tee -a "$work/simulations"
  kill "${pids[-1]}"
  wait "${pids[-1]}" || true
  unset 'pids[-1]'
  rm -f "$work/simulations-$2.db"*
}

# median_of COLUMN: of the rounds with so many $connections.
median_of() {
  awk -v c="$connections" -v column="$1" '$2 == c {print $column}' "$work/simulations" | sort -n |
    awk '{all[NR] = $1} END {print all[int((NR + 1) / 2)]}'
}

bench_simulations() {
  local rounds=$1 port=18100 connections round
  node "$root/script/big-city.mjs" --counters 200 --out "$work/config/city.yaml"
  cp -r "$root/config/demand" "$work/config/demand"
  # The keys are made by a server's first start.
  serve "$port" "sqlite:$work/keys.db"
  OFFPEAK_TOKEN=$("$bin/main/offpeak" token --role hotline --keys "$work/keys")
  simulations_token=$("$bin/main/offpeak" token --role planner --keys "$work/keys")
  kill "${pids[-1]}"
  wait "${pids[-1]}" || true
  unset 'pids[-1]'
  export OFFPEAK_TOKEN OFFPEAK_SLOTS=$work/slots

  printf '\n== simulations: bookings alone, beside a simulation, alone again (%s cores)\n' "$(nproc)"
  printf '%5s %5s  %23s  %20s  %20s   %17s %7s\n' round conns 'bookings/s' 'p50 ms' 'p99 ms' \
    'beside/alone' 'days/s'
  for ((round = 1; round <= rounds; ++round)); do
    for connections in 2 64; do
      port=$((port + 1))
      simulations_round "$round" "$port" "$connections"
    done
  done
  for connections in 2 64; do
    printf 'median of %d rounds, %2d connections: bookings x %s, p50 x %s, p99 x %s; %s days/s simulated\n' \
      "$rounds" "$connections" "$(median_of 12)" "$(median_of 13)" "$(median_of 14)" "$(median_of 15)"
  done
}
