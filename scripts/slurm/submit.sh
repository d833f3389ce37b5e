#!/usr/bin/env bash
# Classifies a corpus on a Slurm cluster: an array of SHARDS tasks, then a job that merges their results
# into OUTDIR/results.ndjson and OUTDIR/results.csv. Safe to run again: it goes on where it stopped.
#   submit.sh CLIPS OUTDIR [SHARDS] [option of sbatch]... [-- option of emorec batch...]
# CLIPS is a folder or a list of files; it and OUTDIR are on a file system that all nodes share.
set -euo pipefail

[ $# -ge 2 ] || { sed -n '2,5s/^# //p' "$0" >&2; exit 2; }
clips=$1 outdir=$2
shift 2
shards=8
if [[ ${1:-} =~ ^[0-9]+$ ]]; then shards=$1; shift; fi
slurm=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do slurm+=("$1"); shift; done
[ $# -eq 0 ] || shift  # the rest is for emorec batch

here=$(cd "$(dirname "$0")" && pwd)
emorec=${EMOREC:-$(command -v emorec || echo "$here/../../build/release/src/emorec")}
[ -x "$emorec" ] || { echo "No emorec in PATH: build it, or set EMOREC to its path." >&2; exit 2; }
[ -e "$clips" ] || { echo "$clips: there is no such folder or list." >&2; exit 3; }
mkdir -p "$outdir"

if [ -s "$outdir/jobs" ] && [ -n "$(squeue -h -j "$(cat "$outdir/jobs")" 2>/dev/null)" ]; then
  echo "Jobs $(cat "$outdir/jobs") are still at work in $outdir: wait for them, or scancel them." >&2
  exit 1
fi

array=$(sbatch --parsable "--array=1-$shards" "--output=$outdir/shard-%a-of-$shards.log" \
  "${slurm[@]}" "$here/batch.sbatch" "$emorec" "$clips" "$outdir" "$shards" "$@")
array=${array%%;*}  # the cluster's name may follow
echo "$array" >"$outdir/jobs"

merge=("$emorec" merge --out "$outdir/results.ndjson" --csv "$outdir/results.csv")
for ((i = 1; i <= shards; i++)); do merge+=("$outdir/shard-$i-of-$shards.ndjson"); done
# As in batch.sbatch, a clip without a face is not a failed job.
merge_job=$(sbatch --parsable --job-name=emorec-merge "--output=$outdir/merge.log" "${slurm[@]}" \
  --cpus-per-task=1 "--dependency=afterok:$array" --kill-on-invalid-dep=yes \
  --wrap "$(printf '%q ' "${merge[@]}") || [ \$? -eq 1 ]")
merge_job=${merge_job%%;*}
echo "$array,$merge_job" >"$outdir/jobs"
echo "array $array, merge $merge_job; logs and results in $outdir"
