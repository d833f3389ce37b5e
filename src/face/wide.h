// Functions that are compiled twice, for processors with AVX2 and for others; which version runs is
// found out when the program starts. On machines other than x86-64 they are compiled once, and
// under the thread sanitizer, which is not there yet when that is found out.
#pragma once

#if defined(__x86_64__) && !defined(__SANITIZE_THREAD__)
#define EMOREC_TWO_VERSIONS
/// Eight floats at a time. Products are not fused with additions, which would round otherwise.
#define EMOREC_AVX2 __attribute__((target_clones("avx2", "default")))
/// All that came with AVX2, fused products too.
#define EMOREC_X86_64_V3 __attribute__((target_clones("arch=x86-64-v3", "default")))
/// Goes with a version that is written by hand.
#define EMOREC_DEFAULT_VERSION __attribute__((target("default")))
#else
#define EMOREC_AVX2
#define EMOREC_X86_64_V3
#define EMOREC_DEFAULT_VERSION
#endif
