// The program's memory comes from jemalloc. That of glibc gets holes between what is kept of the
// frames, in which the aligned buffers of later batches find no place: each scored frame would take
// 80 KB, a long film gigabytes.

extern "C" {
/// jemalloc reads it when the program starts. Buffers as large as those of training are needed
/// again at once, so that what is free is kept: handing it back and asking for it anew takes a
/// third of the time.
const char* malloc_conf = "oversize_threshold:0,dirty_decay_ms:-1,muzzy_decay_ms:-1";
}
