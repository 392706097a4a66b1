/* Where the compiler can, a hot loop is compiled for several generations of processors and the right one taken at
   load: the library runs on any x86-64 and is quick on a new one. */
#ifndef LYKTA_FAST_H
#define LYKTA_FAST_H

#if defined(__x86_64__) && defined(__linux__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__)
#define LYKTA_FAST __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define LYKTA_FAST
#endif

#endif
