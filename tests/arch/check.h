/* SPDX-License-Identifier: MIT */
/*
 * Owns: as much of the unit testing library Check as the tests use, for machines for which there
 * is no Check: the same names, C99, no process of its own for each test.
 */
#ifndef SMPP_TESTS_ARCH_CHECK_H
#define SMPP_TESTS_ARCH_CHECK_H

#include <stdint.h>
#include <string.h>

typedef struct {
	const char *name;
	void (*run)(int _i);
} TTest;

typedef struct Suite Suite;
typedef struct TCase TCase;
typedef struct SRunner SRunner;

enum print_output { CK_ENV };

#if defined(__GNUC__)
#define CHECK_UNUSED __attribute__((unused))
#else
#define CHECK_UNUSED
#endif

/* _i counts the runs of a test that is added by tcase_add_loop_test. */
#define START_TEST(name)                                        \
	static void name##_fn(int _i);                          \
	static const TTest name##_ttest = { #name, name##_fn }; \
	static const TTest *const name = &name##_ttest;         \
	static void name##_fn(int _i CHECK_UNUSED)
#define END_TEST

Suite *suite_create(const char *name);
void suite_add_tcase(Suite *suite, TCase *tcase);
TCase *tcase_create(const char *name);
void tcase_add_test(TCase *tcase, const TTest *test);
void tcase_add_loop_test(TCase *tcase, const TTest *test, int begin, int end);
void tcase_add_checked_fixture(TCase *tcase, void (*setup)(void), void (*teardown)(void));
void tcase_add_unchecked_fixture(TCase *tcase, void (*setup)(void), void (*teardown)(void));
void tcase_set_timeout(TCase *tcase, double seconds); /* ignored */

SRunner *srunner_create(Suite *suite);
void srunner_run_all(SRunner *runner, enum print_output mode);
int srunner_ntests_failed(const SRunner *runner);
void srunner_free(SRunner *runner);

/* Ends the test; says where and what. */
#if defined(__GNUC__)
__attribute__((format(printf, 3, 4), noreturn))
#endif
void check_fail(const char *file, int line, const char *format, ...);

void check_int(const char *file, int line, const char *what, intmax_t a, const char *op,
	       intmax_t b, int good);
void check_uint(const char *file, int line, const char *what, uintmax_t a, const char *op,
		uintmax_t b, int good);
void check_str(const char *file, int line, const char *what, const char *a, const char *b);
void check_mem(const char *file, int line, const char *what, const void *a, const void *b,
	       size_t len);

#define ck_abort_msg(...) check_fail(__FILE__, __LINE__, __VA_ARGS__)
#define ck_assert_msg(good, ...) \
	((good) ? (void)0 : check_fail(__FILE__, __LINE__, __VA_ARGS__))
#define ck_assert(good) ck_assert_msg(good, "%s", #good)

#define CHECK_INT(x, op, y)                                                              \
	do {                                                                             \
		intmax_t check_a = (x), check_b = (y);                                   \
		check_int(__FILE__, __LINE__, #x, check_a, #op, check_b, check_a op check_b); \
	} while (0)
#define CHECK_UINT(x, op, y)                                                              \
	do {                                                                              \
		uintmax_t check_a = (x), check_b = (y);                                   \
		check_uint(__FILE__, __LINE__, #x, check_a, #op, check_b, check_a op check_b); \
	} while (0)

#define ck_assert_int_eq(x, y) CHECK_INT(x, ==, y)
#define ck_assert_int_ne(x, y) CHECK_INT(x, !=, y)
#define ck_assert_int_ge(x, y) CHECK_INT(x, >=, y)
#define ck_assert_uint_eq(x, y) CHECK_UINT(x, ==, y)
#define ck_assert_uint_ne(x, y) CHECK_UINT(x, !=, y)
#define ck_assert_uint_gt(x, y) CHECK_UINT(x, >, y)
#define ck_assert_uint_ge(x, y) CHECK_UINT(x, >=, y)
#define ck_assert_uint_lt(x, y) CHECK_UINT(x, <, y)
#define ck_assert_uint_le(x, y) CHECK_UINT(x, <=, y)
#define ck_assert_str_eq(x, y) check_str(__FILE__, __LINE__, #x, x, y)
#define ck_assert_mem_eq(x, y, len) check_mem(__FILE__, __LINE__, #x, x, y, len)
#define ck_assert_ptr_eq(x, y) ck_assert_msg((x) == (y), "%s is not %s", #x, #y)
#define ck_assert_ptr_null(x) ck_assert_msg((x) == NULL, "%s is not null", #x)
#define ck_assert_ptr_nonnull(x) ck_assert_msg((x) != NULL, "%s is null", #x)

#endif
