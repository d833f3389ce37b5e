#!/usr/bin/env bash
# Proves the cluster's side on a real one: starts munged, slurmctld and slurmd on this machine, lets
# four array tasks classify 200 clips, requeues one task in the middle, tells another that its time is
# up, kills a third with SIGKILL, submits again, and compares the merged results with a single run's.
# Needs root and Debian's slurm-wlm (installs it); no systemd. Takes minutes. Leaves nothing behind.
# Exit code 77, with the reason, where there can be no cluster.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

skip() { echo "SKIPPED: $*"; exit 77; }
fail() { echo "FAILED: $*"; show_logs; exit 1; }
say() { printf '%5d s  %s\n' "$SECONDS" "$*"; }
show_logs() { tail -n 20 "$folder"/*.log "$folder"/out/*.log 2>/dev/null || true; }

# wait_for SECONDS COMMAND...: until the command succeeds.
wait_for() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.2
  done
}

[ "$(id -u)" -eq 0 ] || skip "only root can start a Slurm of its own"
for program in "$here"/../../build/{dev,release}/src/emorec; do
  [ -x "$program" ] && export EMOREC=${EMOREC:-$program}
done
[ -x "${EMOREC:-}" ] || skip "no emorec: build it, or set EMOREC to its path"
if ! command -v slurmctld slurmd munged ffmpeg >/dev/null; then
  { apt-get -qq -o DPkg::Lock::Timeout=300 update &&
    DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 install -y \
      --no-install-recommends slurm-wlm munge ffmpeg; } >/dev/null 2>&1 ||
    skip "slurm-wlm and munge cannot be installed"
fi

folder=$(mktemp -d /tmp/emorec-cluster-XXXXXX)
chmod 755 "$folder"  # munged insists
daemons=()
stop() {
  trap '' INT TERM
  if [ -n "${ready:-}" ]; then
    scancel --user=root
    wait_for 60 queue_is_empty || echo "jobs did not end: see squeue"
  fi
  [ ${#daemons[@]} -eq 0 ] || kill "${daemons[@]}" 2>/dev/null || true
  wait
  rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT TERM

# --- The cluster ---------------------------------------------------------------------------------

free_port() {
  local port
  while port=$((20000 + RANDOM % 10000)); (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
  echo "$port"
}

start_cluster() {
  mkdir "$folder/state" "$folder/spool"
  head -c 1024 /dev/urandom >"$folder/key"
  chmod 400 "$folder/key"
  local cpus=$(($(nproc) < 2 ? 2 : $(nproc)))
  export SLURM_CONF=$folder/slurm.conf
  # cred_expire: how long a requeued job must wait, by default two minutes.
  cat >"$SLURM_CONF" <<CONF
ClusterName=emorec-test
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmctldPort=$(free_port)
SlurmdPort=$(free_port)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket,cred_expire=5
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
SchedulerParameters=batch_sched_delay=1,sched_interval=2
KillWait=10
NodeName=$(hostname -s) NodeAddr=127.0.0.1 CPUs=$cpus RealMemory=16000 State=UNKNOWN
PartitionName=test Nodes=ALL Default=YES MaxTime=60 State=UP
CONF
  munged --foreground --key-file="$folder/key" --socket="$folder/munge.socket" \
    --pid-file="$folder/munged.pid" --seed-file="$folder/seed" &>"$folder/munged.log" &
  daemons+=($!)
  wait_for 10 [ -S "$folder/munge.socket" ] || return 1
  slurmctld -D &>"$folder/slurmctld.log" &
  daemons+=($!)
  slurmd -D &>"$folder/slurmd.log" &
  daemons+=($!)
  wait_for 60 node_is_idle || return 1
  ready=yes
}

node_is_idle() { sinfo -h -o %t 2>/dev/null | grep -qx idle; }
queue_is_empty() {
  local jobs
  jobs=$(squeue -h) && [ -z "$jobs" ]
}

start_cluster || { show_logs; skip "Slurm does not start here"; }
say "$(slurmd -V) runs: $(sinfo -h -o '%n, %c CPUs, %t')"

# --- The corpus: 20 clips of 12 frames under 200 names ---------------------------------------------

make_clips() {
  mkdir "$folder/clips" "$folder/originals"
  local portraits=("$here"/../../samples/portraits/*.{png,jpg}) i
  for ((i = 0; i < 20; i++)); do
    ffmpeg -nostdin -v error -loop 1 -i "${portraits[i % 2]}" -frames:v 12 -r 25 -vf \
      "scale=$((320 + 8 * i)):-2,crop=320:240:x='n':y='$i/2',format=yuv420p" "$folder/originals/$i.mp4"
  done
  for ((i = 0; i < 200; i++)); do
    ln "$folder/originals/$((i % 20)).mp4" "$(printf '%s/clips/%03d.mp4' "$folder" "$i")"
  done
}

make_clips
say "200 clips made"

# --- The single run ------------------------------------------------------------------------------

code=0
"$EMOREC" batch "$folder/clips" --out "$folder/single.ndjson" &>"$folder/single.log" || code=$?
[ "$code" -le 1 ] || fail "the single run ended with $code"
say "single run: $(wc -l <"$folder/single.ndjson") rows"

# --- The array -----------------------------------------------------------------------------------

rows() { { wc -l <"$folder/out/shard-$1-of-4.ndjson" || echo 0; } 2>/dev/null; }
pids() { scontrol listpids "$(squeue -h -o %A -j "${array}_$1")"; }
processes_of() { pids "$1" | awk 'NR > 1 && $1 > 0 { print $1 }'; }
script_of() { pids "$1" | awk '$4 == "0" { print $1 }'; }
has_rows() { [ "$(rows "$1")" -ge "$2" ]; }
started() { grep -q "start $2 " "$folder/out/shard-$1-of-4.log"; }
submit() {
  "$here/submit.sh" "$folder/clips" "$folder/out" 4 --cpus-per-task=1 --mem-per-cpu=1G --time=30
}
in_the_middle() {
  wait_for 300 has_rows "$1" 5 || fail "task $1 does not get going"
  [ "$(rows "$1")" -lt 40 ] || fail "task $1 was too fast to be caught in the middle"
}

submit || fail "submit.sh does not submit"
array=$(cut -d, -f1 "$folder/out/jobs")
in_the_middle 1
scontrol requeue "${array}_1"
say "task 1 requeued after $(rows 1) clips"

in_the_middle 2
kill -USR1 "$(script_of 2)"
say "task 2 told that its time is up after $(rows 2) clips"

in_the_middle 3
mapfile -t processes < <(processes_of 3)
kill -KILL "${processes[@]}"
say "task 3 (${#processes[@]} processes) killed after $(rows 3) clips"

submit >/dev/null 2>&1 && fail "submit.sh did not notice that jobs are at work"
wait_for 900 queue_is_empty || fail "the jobs do not end"
started 1 2 || fail "task 1 was not requeued"
started 2 2 || fail "task 2 did not queue itself again"
[ ! -e "$folder/out/results.ndjson" ] || fail "merged although task 3 was killed"
say "array ended: $(rows 1) + $(rows 2) + $(rows 3) + $(rows 4) rows; not merged, as task 3 is unfinished"

submit || fail "submit.sh does not submit"
wait_for 900 queue_is_empty || fail "the jobs do not end"
[ -s "$folder/out/results.ndjson" ] || fail "nothing was merged"
say "merged: $(wc -l <"$folder/out/results.ndjson") rows"

cmp "$folder/single.ndjson" "$folder/out/results.ndjson" || fail "the merged results differ from the single run's"
say "PASSED: the merged results are the single run's, byte for byte"
