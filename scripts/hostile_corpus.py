"""What scripts/hostile_corpus.sh does: makes files that were made to do harm, and classifies them.

A kind is a function that yields names and contents; all chance comes from its own generator.
"""
import collections
import json
import os
import random
import signal
import socket
import struct
import subprocess
import sys
import time
import zlib
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
PERSON = str(REPOSITORY / "samples/eileen_collins.mp4")
FACE = ["-i", PERSON, "-vf", "scale=160:128,setsar=1", "-frames:v", "8", "-an"]
NOBODY = ["-f", "lavfi", "-i", "testsrc2=s=64x48:r=25:d=0.4"]
BASES = {"h264.mp4": "-c:v libx264", "mpeg4.mp4": "-c:v mpeg4", "h264.mkv": "-c:v libx264",
         "vp9.webm": "-c:v libvpx-vp9", "vp8.webm": "-c:v libvpx", "mpeg4.avi": "-c:v mpeg4",
         "mjpeg.avi": "-c:v mjpeg", "flv.flv": "-c:v flv", "h264.ts": "-c:v libx264",
         "mpeg1.mpg": "-c:v mpeg1video", "theora.ogv": "-c:v libtheora", "wmv.wmv": "-c:v wmv2",
         "gif.gif": "-vf scale=80:64", "mpeg2.mxf": "-c:v mpeg2video -r 25", "raw.y4m": "-frames:v 2 -pix_fmt yuv420p",
         "hevc.mov": "-c:v libx265 -x265-params log-level=none"}
STILLS = {"a.jpg": "", "a.png": "", "a.bmp": "", "a.webp": "-c:v libwebp", "a.tif": "", "a.ppm": ""}


def encode(target, source, options):
    subprocess.run(["ffmpeg", "-nostdin", "-y", "-v", "quiet", *source, *options, "-threads", "1",
                    "-fflags", "+bitexact", "file:" + str(target)], check=False)
    return target.read_bytes() if target.exists() and target.stat().st_size else None


class Masters:
    """Sound clips and pictures, by the names that they are to have."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.clips = self.make(BASES, FACE)
        self.stills = self.make(STILLS, FACE + ["-frames:v", "1"])

    def make(self, names, source):
        made = {name: encode(self.folder / name, source, options.split())
                for name, options in names.items()}
        return {name: content for name, content in made.items() if content}

    def nobody(self, name, options="", source=None):
        return encode(self.folder / ("x" + name), source or NOBODY, options.split())


def stem(name, suffix):
    base = Path(name)
    return f"{base.stem}-{suffix}{base.suffix}"


def truncations(masters, chance):
    for name, content in masters.clips.items():
        for share in (0.05, 0.5, chance.uniform(0.6, 0.99)):
            yield stem(name, f"{share:.2f}"), content[:int(len(content) * share)]


def flipped(content, chance, first, last, flips):
    damaged = bytearray(content)
    for _ in range(flips):
        damaged[chance.randrange(first, min(last, len(damaged)))] ^= 1 << chance.randrange(8)
    return bytes(damaged)


def header_flips(masters, chance):
    for name, content in masters.clips.items():
        for i in range(3):
            yield stem(name, i), flipped(content, chance, 0, 600, 4 << i)


def payload_flips(masters, chance):
    for name, content in masters.clips.items():
        for i in range(3):
            flips = max(1, len(content) >> (11 - 3 * i))
            yield stem(name, i), flipped(content, chance, min(600, len(content) // 2),
                                         len(content), flips)


def damaged_stills(masters, chance):
    for name, content in masters.stills.items():
        yield stem(name, "cut"), content[:len(content) * 4 // 10]
        yield stem(name, "header"), flipped(content, chance, 0, 64, 8)
        yield stem(name, "payload"), flipped(content, chance, 64, len(content), 30)


SIZES = ("64x48", "640x480", "16x16", "18x2000")


def size_changes(masters, chance):
    for codec, ending in (("libx264", ".ts"), ("mpeg2video", ".ts"), ("mpeg2video", ".m2v"),
                          ("mpeg1video", ".mpg"), ("mpeg4", ".m4v")):
        parts = [masters.nobody(codec + size + ending, f"-c:v {codec}",
                                ["-f", "lavfi", "-i", f"testsrc2=s={size}:r=25:d=0.2"])
                 for size in SIZES]
        parts = [part for part in parts if part]
        for i in range(2):
            chance.shuffle(parts)
            yield f"{codec}-{i}{ending}", b"".join(parts)


def format_changes(masters, chance):
    for codec, formats in (("libx264", ("yuv420p", "yuv444p", "yuv422p10le", "gray")),
                           ("mpeg2video", ("yuv420p", "yuv422p"))):
        parts = [masters.nobody(f"{codec}{fmt}.ts", f"-c:v {codec} -pix_fmt {fmt}")
                 for fmt in formats]
        for i in range(3):
            chance.shuffle(parts)
            yield f"{codec}-{i}.ts", b"".join(part for part in parts if part)
    names = sorted(masters.clips)
    for i in range(6):  # two files in one
        a, b = chance.sample(names, 2)
        yield stem(a, f"then-{Path(b).suffix[1:]}"), masters.clips[a] + masters.clips[b]


def patched(content, tag, offset, value, every=True):
    """`value` at `offset` from where `tag` begins."""
    result = bytearray(content)
    at = result.find(tag)
    while at >= 0:
        result[at + offset:at + offset + len(value)] = value
        at = result.find(tag, at + 1) if every else -1
    return bytes(result)


def png_chunk(tag, data):
    return (struct.pack(">I", len(data)) + tag + data +
            struct.pack(">I", zlib.crc32(tag + data)))


def png(width, height, rows=b"", extra=b""):
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + extra +
            png_chunk(b"IDAT", zlib.compress(rows, 9)) + png_chunk(b"IEND", b""))


def bmp(width, height):
    return (b"BM" + struct.pack("<IHHI", 1000, 0, 0, 54) +
            struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0) + bytes(900))


def lying_dimensions(masters, chance):
    mp4 = masters.clips["h264.mp4"]
    for side in (0, 1, 65535):
        yield f"avc1-{side}.mp4", patched(mp4, b"avc1", 28, struct.pack(">HH", side, side))
        yield f"raw-{side}.mp4", patched(mp4.replace(b"avc1", b"raw "), b"raw ", 28,
                                         struct.pack(">HH", side, side))
    yield "tkhd.mp4", patched(mp4, b"tkhd", 80, b"\x7f\xff\xff\xff\x7f\xff\xff\xff")
    for side in (0, 2**31 - 1, 2**32 - 1):
        yield f"strf-{side}.avi", patched(masters.clips["mjpeg.avi"], b"strf", 12,
                                          struct.pack("<II", side, side))
        yield f"ihdr-{side}.png", png(side, side, bytes(100))
    yield "wide.png", png(2**31 - 1, 1, bytes(100))
    yield "screen.gif", masters.clips["gif.gif"][:6] + b"\xff\xff\xff\xff" + masters.clips["gif.gif"][10:]
    for width, height in ((2**31 - 1, 2**31 - 1), (-5, 10), (100000, -100000), (0, 0)):
        yield f"{width}x{height}.bmp", bmp(width, height)
    for size in ("100000 100000", "-1 4", "4 0", "99999999999999999999 1"):
        yield f"{size.replace(' ', 'x')}.ppm", f"P6 {size} 255\n".encode() + bytes(1000)
    yield "huge.y4m", b"YUV4MPEG2 W1000000 H1000000 F25:1 C420\nFRAME\n" + bytes(1000)
    yield "negative.y4m", b"YUV4MPEG2 W-64 H48 F25:1 C420\nFRAME\n" + bytes(1000)
    yield "pixels.mkv", patched(masters.clips["h264.mkv"], b"\xb0", 1, b"\x82\xff\xff", every=False)


def lying_durations(masters, chance):
    mp4 = masters.clips["h264.mp4"]
    for box, offset in ((b"mvhd", 20), (b"mdhd", 20), (b"tkhd", 24)):
        for value in (0, 0x7FFFFFFF, 0xFFFFFFFF):
            yield f"{box.decode()}-{value:x}.mp4", patched(mp4, box, offset, struct.pack(">I", value))
    for count, delta in ((0xFFFFFFFF, 1), (1, 0xFFFFFFFF), (0x7FFFFFFF, 0x7FFFFFFF), (8, 0)):
        yield f"stts-{count:x}-{delta:x}.mp4", patched(mp4, b"stts", 12,
                                                       struct.pack(">II", count, delta))
    yield "samples.mp4", patched(mp4, b"stsz", 12, struct.pack(">I", 0xFFFFFFFF))
    yield "frames.avi", patched(masters.clips["mpeg4.avi"], b"avih", 24, b"\xff\xff\xff\xff")
    for name, value in (("infinite", float("inf")), ("nan", float("nan")), ("negative", -1e300)):
        yield f"{name}.mkv", patched(masters.clips["h264.mkv"], b"\x44\x89\x88", 3,
                                     struct.pack(">d", value))


def zero_time_bases(masters, chance):
    mp4 = masters.clips["h264.mp4"]
    for box in (b"mvhd", b"mdhd"):
        for scale in (0, 1, 0xFFFFFFFF):
            yield f"{box.decode()}-{scale:x}.mp4", patched(mp4, box, 16, struct.pack(">I", scale))
    for scale, rate in ((0, 25), (1, 0), (0, 0), (0xFFFFFFFF, 1)):
        yield f"strh-{scale:x}-{rate}.avi", patched(masters.clips["mpeg4.avi"], b"vids", 20,
                                                    struct.pack("<II", scale, rate))
    for rate in ("0:0", "25:0", "0:1", "4294967295:1"):
        yield f"{rate.replace(':', '-')}.y4m", masters.clips["raw.y4m"].replace(b" F25:1", f" F{rate}".encode(), 1)
    for scale in (b"\x00\x00\x00", b"\xff\xff\xff"):
        yield f"scale-{scale[0]}.mkv", patched(masters.clips["h264.mkv"], b"\x2a\xd7\xb1\x83", 4, scale)


def box(tag, content):
    return struct.pack(">I", 8 + len(content)) + tag + content


def nested(tag, depth):
    """A box in a box in a box ..."""
    return b"".join(struct.pack(">I", 8 * (depth - i)) + tag for i in range(depth))


def ebml(tag, content):
    return tag + struct.pack(">Q", len(content) | 1 << 56) + content


def nested_tags(depth):
    header = b"".join(b"\x67\xc8" + struct.pack(">Q", (10 * (depth - i - 1)) | 1 << 56)
                      for i in range(depth))
    return ebml(b"\x12\x54\xc3\x67", ebml(b"\x73\x73", header))


def huge_metadata(masters, chance):
    mp4, mkv = masters.clips["h264.mp4"], masters.clips["h264.mkv"]
    for depth in (100, 10000, 200000):
        for tag in (b"moov", b"udta", b"meta", b"trak"):
            yield f"{tag.decode()}-{depth}.mp4", mp4 + nested(tag, depth)
        yield f"tags-{depth}.mkv", mkv + nested_tags(depth)
    text = box(b"\xa9cmt", box(b"data", bytes([0, 0, 0, 1, 0, 0, 0, 0]) + b"x" * (8 << 20)))
    yield "comment.mp4", mp4 + box(b"moov", box(b"udta", box(b"meta", bytes(4) + box(b"ilst", text))))
    yield "keys.mp4", mp4 + box(b"moov", box(b"udta", box(b"\xa9cmt", b"\0\1\0\0x") * 200000))
    yield "text.png", png(8, 8, bytes(72), png_chunk(b"tEXt", b"k\0" + b"x" * (4 << 20)))
    bomb = zlib.compress(bytes(200 << 20), 9)
    yield "ztxt.png", png(8, 8, bytes(72), png_chunk(b"zTXt", b"k\0\0" + bomb))
    yield "iccp.png", png(8, 8, bytes(72), png_chunk(b"iCCP", b"k\0\0" + bomb))
    segment = b"\xff\xe1\xff\xff" + b"Exif\0\0" + bytes(65527)
    yield "exif.jpg", masters.stills["a.jpg"][:2] + segment * 100 + masters.stills["a.jpg"][2:]


def with_many_tracks(mp4, count):
    """The moov box with its one track `count` times."""
    moov = mp4.find(b"moov") - 4
    size = struct.unpack(">I", mp4[moov:moov + 4])[0]
    inside = mp4[moov + 8:moov + size]
    trak = inside.find(b"trak") - 4
    track = inside[trak:trak + struct.unpack(">I", inside[trak:trak + 4])[0]]
    return mp4[:moov] + box(b"moov", inside + track * count) + mp4[moov + size:]


def transport_packet(pid, table):
    section = table + struct.pack(">I", mpeg_crc(table))
    packet = struct.pack(">BHB", 0x47, 0x4000 | pid, 0x10) + b"\0" + section
    return packet + b"\xff" * (188 - len(packet))


def mpeg_crc(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ 0x04C11DB7 if crc & 0x80000000 else crc << 1) & 0xFFFFFFFF
    return crc


def many_programmes(count):
    packets = []
    for first in range(0, count, 36):
        programmes = b"".join(struct.pack(">HH", i + 1, 0xE000 | 0x100 + i)
                              for i in range(first, min(first + 36, count)))
        table = struct.pack(">BHHBBB", 0, 0xB000 | 9 + len(programmes), 1, 0xC1, first // 36,
                            (count - 1) // 36) + programmes
        packets.append(transport_packet(0, table))
    for i in range(count):
        streams = b"".join(struct.pack(">BHH", 0x1B, 0xE000 | (0x1000 + 30 * i + j) % 0x1FFF, 0xF000)
                           for j in range(30))
        table = struct.pack(">BHHBBBHH", 2, 0xB000 | 13 + len(streams), i + 1, 0xC1, 0, 0, 0xE100,
                            0xF000) + streams
        packets.append(transport_packet(0x100 + i, table))
    return b"".join(packets)


def thousands_of_streams(masters, chance):
    for name in ("h264.mp4", "mpeg4.mp4", "hevc.mov"):
        for count in (1000, 20000 if name == "mpeg4.mp4" else 3000):
            yield stem(name, count), with_many_tracks(masters.clips[name], count)
    for count in (100, 1000):
        yield f"{count}.ts", many_programmes(count)
        yield f"{count}-and-a-clip.ts", many_programmes(count) + masters.clips["h264.ts"]
    entry = ebml(b"\xae", b"\xd7\x81\x01\x73\xc5\x81\x01\x83\x81\x01\x86\x85V_VP8\xe0\x86\xb0\x81\x40\xba\x81\x30")
    head = masters.clips["vp8.webm"][:masters.clips["vp8.webm"].find(b"\x18\x53\x80\x67")]
    for count in (1000, 50000):
        yield f"{count}.mkv", head + b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" + ebml(b"\x16\x54\xae\x6b", entry * count)
    avi = masters.clips["mpeg4.avi"]
    strl = avi.find(b"strl") - 8
    stream = avi[strl:strl + 8 + struct.unpack("<I", avi[strl + 4:strl + 8])[0]]
    yield "1000.avi", avi[:strl] + stream * 1000 + avi[strl:]


def gif(width, height, frames, frame, loop=True):
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    endless = b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0" if loop else b""
    return head + endless + frame * frames + b";"


def gif_frame(width, height, codes=b"\x02\x44\x01", delay=0):
    return (struct.pack("<BBBBHBB", 0x21, 0xF9, 4, 0, delay, 0, 0) +
            struct.pack("<BHHHHB", 0x2C, 0, 0, width, height, 0) + b"\x02" + codes + b"\0")


def frame_bombs(masters, chance):
    for side in (7900, 16000, 30000):
        yield f"{side}.png", png(side, side, bytes(side * (side + 1)))
    for side, frames in ((7900, 50), (65535, 10), (4000, 5000)):
        yield f"{side}x{frames}.gif", gif(side, side, frames, gif_frame(side, side))
    for codec, ending in (("libx264 -preset ultrafast", ".mp4"), ("libvpx -deadline realtime", ".webm"),
                          ("mjpeg", ".avi"), ("mpeg4", ".mov")):
        blank = ["-f", "lavfi", "-i", "color=black:s=3840x2160:r=25:d=1.2"]
        yield f"blank{ending}", masters.nobody(f"blank{ending}", f"-c:v {codec}", blank)
    for name, options in (("blank.webp", "-c:v libwebp"), ("deflate.tif", "-compression_algo deflate"),
                          ("blank.jpg", "")):
        blank = ["-f", "lavfi", "-i", "color=black:s=7900x7900:r=1:d=1"]
        yield name, masters.nobody(name, "-frames:v 1 " + options, blank)
    slow = masters.nobody("slow.mkv", "-c:v mpeg4 -fps_mode passthrough",
                          ["-f", "lavfi", "-i", "color=s=16x16:r=25:d=400"])
    yield "ten-thousand.mkv", slow


def endless(masters, chance):
    for delay in (0, 1, 65535):
        yield f"delay-{delay}.gif", gif(16, 16, 20000, gif_frame(16, 16, delay=delay))
    yield "no-end.gif", gif(16, 16, 3000, gif_frame(16, 16))[:-1]
    yield "no-pictures.gif", gif(16, 16, 500000, b"!\xfe\x01x\0")
    yield "nothing.ts", (b"\x47\x1f\xff\x10" + bytes(184)) * 20000
    yield "fill.mpg", masters.clips["mpeg1.mpg"] + (b"\0\0\1\xbe\x07\xfa" + b"\xff" * 2042) * 3000
    avi = masters.clips["mpeg4.avi"]
    movi = avi.find(b"movi") + 4
    yield "empty-chunks.avi", avi[:movi] + b"00dc\0\0\0\0" * 500000 + avi[movi:]
    yield "one-sample.mp4", patched(patched(masters.clips["mpeg4.mp4"], b"stsz", 8, struct.pack(">II", 16, 5000000)),
                                    b"stts", 12, struct.pack(">II", 5000000, 1))
    cluster = masters.clips["h264.mkv"].find(b"\x1f\x43\xb6\x75")
    yield "clusters.mkv", masters.clips["h264.mkv"][:cluster] + b"\x1f\x43\xb6\x75\x80" * 500000
    yield "void.mkv", masters.clips["h264.mkv"][:cluster] + b"\xec\x80" * 1000000
    yield "pages.ogv", masters.clips["theora.ogv"] + (b"OggS\0\0" + bytes(20) + b"\0") * 100000


FORMATS = ("gray16le ya8 ya16be monow monob pal8 rgb555le bgr565be rgb48be rgba64le gbrp gbrp16le "
           "yuva420p yuva444p16le yuv410p yuv411p yuv440p yuvj420p uyvy422 yuyv422 nv12 nv21 p010le "
           "xyz12le bayer_rggb8 grayf32le gbrpf32le 0rgb bgr4_byte rgb8").split()


def odd_pixel_formats(masters, chance):
    for name in FORMATS:
        content = masters.nobody(name + ".nut", f"-c:v rawvideo -pix_fmt {name} -f nut")
        yield f"{name}.avi", content
    for name in ("gray10le", "yuva422p10le", "gbrap12le", "bgr0"):
        yield f"{name}.mkv", masters.nobody(name + ".mkv", f"-c:v ffv1 -pix_fmt {name}")
    for size in ("1x1", "2x16000", "16000x2", "3x5"):
        source = ["-f", "lavfi", "-i", f"testsrc2=s={size}:r=25:d=0.2"]
        yield f"{size}.mkv", masters.nobody(size + ".mkv", "-c:v ffv1", source)
        yield f"{size}.png", masters.nobody(size + ".png", "-frames:v 1", source)
    for aspect in ("1/1000", "1000/1", "2147483647/1", "0/1"):
        name = aspect.replace("/", "-") + ".mkv"
        yield name, masters.nobody(name, f"-c:v mpeg4 -vf setsar={aspect}:max=2147483647")


def wrong_endings(masters, chance):
    endings = sorted({Path(name).suffix for name in (*masters.clips, *masters.stills)})
    for name, content in (*masters.clips.items(), *masters.stills.items()):
        other = chance.choice([ending for ending in endings if ending != Path(name).suffix])
        yield name.replace(".", "-") + other, content
    import io
    import tarfile
    import zipfile
    archive, tape = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(zipfile.ZipInfo("a.mp4"), bytes(50 << 20))
    with tarfile.open(fileobj=tape, mode="w") as file:
        file.addfile(tarfile.TarInfo("../../a.mp4"))
    for kind, content in (("zip", archive.getvalue()), ("tar", tape.getvalue()),
                          ("elf", Path("/bin/true").read_bytes()[:20000]),
                          ("pdf", b"%PDF-1.7\n1 0 obj\n"), ("html", b"<html><video src=a.mp4>"),
                          ("gzip", b"\x1f\x8b\x08" + bytes(100)), ("empty", b""), ("byte", b"\0"),
                          ("noise", chance.randbytes(30000))):
        for ending in (".mp4", ".jpg"):
            yield kind + ending, content


def references(masters, chance):
    """What would have other files read, or other machines asked."""
    lists = {"m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n",
             "http": "#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n",
             "concat": "ffconcat version 1.0\nfile /etc/passwd\n",
             "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\n",
             "mpd": '<?xml version="1.0"?><MPD><BaseURL>http://127.0.0.1:9/</BaseURL></MPD>',
             "svg": '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'}
    for name, text in lists.items():
        yield f"{name}.mp4", text.encode()
        yield f"{name}.png", text.encode()
    mov = masters.clips["hevc.mov"]
    yield "alias.mov", mov.replace(b"url \0\0\0\1", b"url \0\0\0\0")


def odd_names(masters, chance):
    clip = masters.clips["h264.mp4"]
    for name in (b"-dash.mp4", b"new\nline.mp4", b"caf\xe9.mp4", b"%n%s%x.mp4", b"http:--host.mp4",
                 b"concat:a|b.mp4", b"\x1b[31mred.mp4", b'"quoted".mp4', b"a" * 250 + b".mp4"):
        yield os.fsdecode(name), clip


def devices(folder):
    """What is no file at all."""
    os.mkfifo(folder / "fifo.mp4")
    os.mkfifo(folder / "fifo.jpg")
    for device in ("zero", "random", "null", "full", "tty"):
        (folder / f"{device}.mp4").symlink_to(f"/dev/{device}")
    (folder / "zero.png").symlink_to("/dev/zero")
    (folder / "dangling.mp4").symlink_to("nowhere.mp4")
    (folder / "itself.mp4").symlink_to("itself.mp4")
    (folder / "memory.mp4").symlink_to("/proc/self/mem")
    (folder / "log.mp4").symlink_to("/proc/kmsg")
    before = os.getcwd()
    os.chdir(folder)  # a socket's path must be short
    listener = socket.socket(socket.AF_UNIX)
    listener.bind("socket.mp4")
    listener.close()
    os.chdir(before)
    for name, size in (("sparse.mp4", 1 << 40), ("sparse.jpg", 1 << 40), ("sparse.avi", 1 << 33)):
        with open(folder / name, "wb") as file:
            file.truncate(size)


KINDS = [truncations, header_flips, payload_flips, damaged_stills, size_changes, format_changes,
         lying_dimensions, lying_durations, zero_time_bases, huge_metadata, thousands_of_streams,
         frame_bombs, endless, odd_pixel_formats, wrong_endings, references, odd_names]


def make(folder, seed):
    corpus = folder / "corpus"
    masters = Masters(folder / "masters")
    for kind in KINDS:
        (corpus / kind.__name__).mkdir(parents=True)
        chance = random.Random(f"{seed} {kind.__name__}")
        for name, content in kind(masters, chance):
            if content is None:
                print(f"{kind.__name__}/{name}: this ffmpeg cannot make it", file=sys.stderr)
                continue
            (corpus / kind.__name__ / name).write_bytes(content)
    (corpus / "devices").mkdir()
    devices(corpus / "devices")


def resident(pid):
    """Megabytes that a process has for itself."""
    try:
        size, pages, shared = map(int, Path(f"/proc/{pid}/statm").read_text().split()[:3])
        return (pages - shared) * os.sysconf("SC_PAGESIZE") / 1e6
    except (OSError, ValueError):
        return 0


def workers_of(pid):
    try:
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []


class Watch:
    """Seconds and memory of each row, as they come: there is one worker."""

    def __init__(self, results):
        self.results, self.rows = results, []
        self.lines, self.since, self.worker, self.parent = 0, time.monotonic(), 0, 0

    def look(self, pid):
        self.parent = max(self.parent, resident(pid))
        self.worker = max([self.worker, *map(resident, workers_of(pid))])
        lines = self.results.read_bytes().count(b"\n") if self.results.exists() else 0
        now = time.monotonic()
        for _ in range(self.lines, lines):
            self.rows.append(((now - self.since) / (lines - self.lines), self.worker))
        if lines > self.lines:
            self.lines, self.since, self.worker = lines, now, 0


def run(folder, emorec, memory):
    results = folder / "results.ndjson"
    results.unlink(missing_ok=True)
    command = [emorec, "batch", str(folder / "corpus"), "--out", str(results), "--jobs", "1",
               "--timeout", "30", "--memory", memory, "-q"]
    watch = Watch(results)
    with open(folder / "log", "wb") as log:
        batch = subprocess.Popen(command, stdout=log, stderr=log)
        while batch.poll() is None:
            watch.look(batch.pid)
            if time.monotonic() - watch.since > 200:
                batch.send_signal(signal.SIGABRT)
                sys.exit(f"hangs at row {watch.lines + 1}")
            time.sleep(0.02)
    watch.look(batch.pid)
    return report(folder, results, batch.returncode, watch, float(memory))


def report(folder, results, code, watch, memory):
    rows = [json.loads(line) for line in results.read_text().splitlines()]
    kinds = collections.defaultdict(lambda: [collections.Counter(), 0, 0])
    wrong = [] if code in (0, 1) else [f"the batch ended with {code}"]
    for row, (seconds, worker) in zip(rows, watch.rows):
        kind = kinds[Path(row["file"]).relative_to(folder / "corpus").parts[0]]
        kind[0][row["status"]] += 1
        kind[1], kind[2] = max(kind[1], seconds), max(kind[2], worker)
        if row["status"] == "failed":
            print(f"failed: {row['error']}")
        if row["status"] in ("unreadable", "failed") and len(row.get("error", "")) < 10:
            wrong.append(f"{row['file']}: no reason")
    files = sum(len(names) for _, _, names in os.walk(folder / "corpus"))
    if len(rows) != files:
        wrong.append(f"{len(rows)} rows of {files} files")
    print(f"{'kind':<22}{'files':>6}{'ok':>5}{'no face':>9}{'unreadable':>12}{'failed':>8}"
          f"{'seconds':>9}{'MB':>7}")
    for name, (statuses, seconds, worker) in sorted(kinds.items()):
        print(f"{name:<22}{sum(statuses.values()):>6}{statuses['ok']:>5}{statuses['no_face']:>9}"
              f"{statuses['unreadable']:>12}{statuses['failed']:>8}{seconds:>9.1f}{worker:>7.0f}")
    print(f"{files} files; the batch itself took {watch.parent:.0f} MB")
    if watch.parent > memory / 2 or max(worker for _, worker in watch.rows) > memory * 1.3:
        wrong.append("memory is not bounded")
    print("\n".join(wrong) or "each has a row with its reason")
    return 1 if wrong else 0


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(Path(sys.argv[2]), sys.argv[3])
    else:
        sys.exit(run(Path(sys.argv[2]), sys.argv[3], sys.argv[4]))
