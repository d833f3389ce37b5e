#!/usr/bin/env bash
# A long run under bad conditions: scripts/soak.sh [CLIPS] [FOLDER]
#
# Makes CLIPS (2000) short clips in FOLDER (a temporary one), 5 % of them damaged in ten ways, and runs
# 'emorec batch' on them: once killed (SIGKILL) at ten random moments and resumed each time, once
# undisturbed. Samples the memory of all processes into FOLDER/memory.csv. Fails unless both runs give
# the same bytes and every clip the status that 'emorec classify' gives it. EMOREC names the program,
# if it is not the quickstart's; needs ffmpeg and python3. Moments and damage are the same every time.
set -euo pipefail
cd "$(dirname "$0")/.."

clips=${1:-2000}
folder=${2:-$(mktemp -d /tmp/emorec-soak-XXXXXX)}
emorec=$(realpath "${EMOREC:-build/quickstart/src/emorec}")
data=../shared/data
masters=$folder/masters
mkdir -p "$masters" "$folder/clips"

encode() { ffmpeg -nostdin -v error -y "$@"; }

# A portrait that the camera moves over; half a second.
from_portrait() {  # picture, output
  encode -loop 1 -i "$1" -t 0.5 -r 25 -an -pix_fmt yuv420p \
    -vf "scale=400:400:force_original_aspect_ratio=increase,crop=320:240:x='(iw-320)*(0.4+0.2*t)':y='(ih-240)*(0.4+0.2*t)'" \
    "$2"
}

echo "making clips in $folder" >&2
types=(mp4 mkv avi mov)
pictures=(samples/portraits/*)
if [ -e $data/portraits.tar.gz ]; then
  tar xzf $data/portraits.tar.gz -C "$folder"
  mapfile -t more < <(find "$folder/portraits" -name '*.jpg' | LC_ALL=C sort | awk 'NR % 120 == 1')
  pictures+=("${more[@]}")
fi
for i in "${!pictures[@]}"; do
  from_portrait "${pictures[i]}" "$masters/portrait$i.${types[i % 4]}"
done
for clip in $data/clips/*.flv $data/clips/*.mp4 $data/clips/*.mkv; do
  [ -e "$clip" ] || continue
  name=$(basename "${clip%.*}")
  encode -ss 0.4 -i "$clip" -t 0.8 -an -pix_fmt yuv420p -vf scale=320:240 "$masters/$name.mp4"
done
encode -f lavfi -i testsrc2=s=320x240:r=25:d=0.5 "$masters/nobody.mp4"
encode -f lavfi -i sine=d=0.5 "$folder/sound.mp4"

exec python3 - "$emorec" "$folder" "$clips" samples/portraits/grace_hopper.jpg <<'PYTHON'
import collections, csv, json, os, pathlib, random, signal, subprocess, sys, time

emorec, folder, count, picture = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
choose = random.Random(7)
KILLS = 10


def spoil(source, kind, target):
    """The clip `source`, damaged, as `target` (whose name gets its ending here)."""
    data = bytearray(source.read_bytes())
    ending = source.suffix
    if kind == 'truncated':
        data = data[:len(data) * 6 // 10]
    elif kind == 'zeroed':
        third = len(data) // 3
        data[third:2 * third] = bytes(third)
    elif kind == 'flipped':
        for _ in range(len(data) // 100):
            data[choose.randrange(len(data))] ^= 1 << choose.randrange(8)
    elif kind == 'header':
        data[:200] = choose.randbytes(200)
    elif kind == 'noise':
        data = choose.randbytes(20000)
    elif kind == 'text':
        data = b'This is not a film.\n'
    elif kind == 'empty':
        data = b''
    elif kind == 'picture':
        data, ending = pathlib.Path(picture).read_bytes(), '.avi'
    elif kind == 'sound':
        data = (folder / 'sound.mp4').read_bytes()
    elif kind == 'huge':
        data, ending = b'P6 100000 100000 255\n' + bytes(1000), '.ppm'
    target = target.with_name(target.name + ending)
    target.write_bytes(data)
    return target


def make_clips():
    """Lays them out in nested folders, some of which are called like a clip. Path -> master."""
    kinds = ['truncated', 'zeroed', 'flipped', 'header', 'noise', 'text', 'empty', 'picture', 'sound',
             'huge']
    masters = sorted((folder / 'masters').iterdir())
    clips = {}
    for i in range(count):
        place = folder / 'clips' / f'{i % 7}' / ('folder.mp4' if i % 3 == 0 else 'folder')
        place.mkdir(parents=True, exist_ok=True)
        master = masters[i % len(masters)]
        if i % 20 == 19:
            path = spoil(master, kinds[i // 20 % len(kinds)], place / f'{i:06}-damaged')
            clips[str(path)] = str(path)
        else:
            path = place / f'{i:06}{master.suffix}'
            os.link(master, path)
            clips[str(path)] = str(master)
    return clips


def expected_counts(clips):
    """By looking at every distinct clip with 'emorec classify'."""
    distinct = sorted(set(clips.values()))
    run = subprocess.run([emorec, 'classify', '--quiet', '--format', 'csv', *distinct],
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    status = {row['file']: row['status'] for row in csv.DictReader(run.stdout.splitlines())}
    return collections.Counter(status[master] for master in clips.values())


class Run:
    """One 'emorec batch', watched."""

    def __init__(self, out, name, samples):
        self.out, self.name, self.samples, self.read, self.rows = out, name, samples, 0, 0
        self.process = subprocess.Popen(
            [emorec, 'batch', folder / 'clips', '--out', out, '--resume', '--quiet'],
            stderr=subprocess.DEVNULL)

    def pids(self):
        pid = self.process.pid
        try:
            children = pathlib.Path(f'/proc/{pid}/task/{pid}/children').read_text().split()
        except OSError:
            children = []
        return [('parent', pid)] + [('worker', int(child)) for child in children]

    def sample(self):
        for role, pid in self.pids():
            try:
                pages = [int(x) for x in pathlib.Path(f'/proc/{pid}/statm').read_text().split()]
            except OSError:
                continue
            if pages[1] == 0:
                continue  # has just ended
            mb = os.sysconf('SC_PAGESIZE') / 1e6
            self.samples.writerow([f'{time.monotonic() - START:.1f}', self.name, self.rows, role, pid,
                                   f'{pages[1] * mb:.1f}', f'{(pages[1] - pages[2]) * mb:.1f}'])

    def count_rows(self):
        if self.out.exists():
            with open(self.out, 'rb') as f:
                f.seek(self.read)
                new = f.read()
            self.rows += new.count(b'\n')
            self.read += len(new)

    def watch(self, rows=None):
        """Until there are so many rows, or the run ends."""
        while self.process.poll() is None and (rows is None or self.rows < rows):
            self.sample()
            self.count_rows()
            time.sleep(0.25)
        return self.process.returncode

    def kill(self):
        time.sleep(choose.uniform(0, 0.5))
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def disturbed(out, samples):
    for number, rows in enumerate(sorted(choose.sample(range(1, count), KILLS))):
        run = Run(out, f'killed-{number}', samples)
        run.watch(rows)
        run.kill()
    return Run(out, 'resumed', samples).watch()


def slope(points):
    """The slope of the least-squares line."""
    n = len(points)
    mx, my = sum(x for x, _ in points) / n, sum(y for _, y in points) / n
    spread = sum((x - mx) ** 2 for x, _ in points)
    return sum((x - mx) * (y - my) for x, y in points) / spread if spread else 0.0


def report_memory():
    with open(folder / 'memory.csv') as f:
        rows = list(csv.DictReader(f))
    for role in ('parent', 'worker'):
        own = [row for row in rows if row['process'] == role]
        curve = [(float(row['rows']) / 1000, float(row['private_mb'])) for row in own
                 if row['run'] == 'undisturbed' and float(row['rows']) > count / 10]
        print(f'{role}: at most {max(float(r["private_mb"]) for r in own):.0f} MB of its own '
              f'({max(float(r["rss_mb"]) for r in own):.0f} MB resident), '
              f'{slope(curve):+.2f} MB per 1000 clips after the first tenth')


clips = make_clips()
expected = expected_counts(clips)
START = time.monotonic()
with open(folder / 'memory.csv', 'w', newline='') as f:
    samples = csv.writer(f)
    samples.writerow(['seconds', 'run', 'rows', 'process', 'pid', 'rss_mb', 'private_mb'])
    code = disturbed(folder / 'killed.ndjson', samples)
    began = time.monotonic()
    code_undisturbed = Run(folder / 'undisturbed.ndjson', 'undisturbed', samples).watch()
    minutes = (time.monotonic() - began) / 60

rows = [json.loads(line) for line in open(folder / 'killed.ndjson')]
found = collections.Counter(row['status'] for row in rows)
unique = len({row['file'] for row in rows})
same = (folder / 'killed.ndjson').read_bytes() == (folder / 'undisturbed.ndjson').read_bytes()
print(f'{count} clips, {sum("damaged" in path for path in clips)} of them damaged; '
      f'killed and resumed {KILLS} times')
print(f'expected: {dict(sorted(expected.items()))}')
print(f'found:    {dict(sorted(found.items()))}')
print(f'{unique} clips with a row, {len(rows) - unique} rows too many')
print(f'same bytes as an undisturbed run: {"yes" if same else "NO"}; exit codes {code}, '
      f'{code_undisturbed}')
report_memory()
print(f'throughput, undisturbed: {count / minutes:.0f} clips/min')
print(f'memory over time: {folder}/memory.csv')
sys.exit(0 if same and found == expected and unique == len(rows) == count else 1)
PYTHON
