/* attr.h -- compiler attributes under one spelling for gcc and clang.
 *
 * [[gnu::...]] is a syntax error under C17 in both compilers of Debian 12, so the macros stand over __attribute__. */
#ifndef SELARAS_BASE_ATTR_H
#define SELARAS_BASE_ATTR_H

#define SEL_PRINTF(fmt, args) __attribute__((format(printf, fmt, args), nonnull(fmt)))
#define SEL_MUST_CHECK __attribute__((warn_unused_result))
#define SEL_RETURNS_NONNULL __attribute__((returns_nonnull))
#define SEL_ALLOC_SIZE(...) __attribute__((alloc_size(__VA_ARGS__)))
#define SEL_MALLOC __attribute__((malloc))
#define SEL_NORETURN __attribute__((noreturn))
#define SEL_UNUSED __attribute__((unused))
#define SEL_COLD __attribute__((cold))

/* Number of elements of an array (never of a pointer). */
#define SEL_COUNT(a) (sizeof(a) / sizeof((a)[0]))

#endif
