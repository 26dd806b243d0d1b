/* SPDX-License-Identifier: MIT */
/*
 * Owns: running the tests of check.h one after the other in this process, and the summary line of
 * Check ("100%: Checks: 12, Failures: 0, Errors: 0"), where a looped test counts each time; how many
 * tests these were is said before ("# tests: 10").
 * Must not know: what is tested. CHECK_SKIP="NAME NAME" leaves those tests out and says so.
 */
#include "check.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define TESTS_MAX 100

struct added {
	const TTest *test;
	int begin;
	int end;
};

struct fixture {
	void (*setup)(void);
	void (*teardown)(void);
};

struct TCase {
	TCase *next;
	struct added added[TESTS_MAX];
	int tests;
	struct fixture once;
	struct fixture each;
};

struct Suite {
	const char *name;
	TCase *tcase;
};

struct SRunner {
	Suite *suite;
	int tests;
	int checks;
	int failures;
};

static jmp_buf out_of_test;

static void *memory(size_t size)
{
	void *memory = calloc(1, size);

	if (memory == NULL)
		abort();
	return memory;
}

Suite *suite_create(const char *name)
{
	Suite *suite = memory(sizeof(*suite));

	suite->name = name;
	return suite;
}

TCase *tcase_create(const char *name)
{
	(void)name;
	return memory(sizeof(TCase));
}

void suite_add_tcase(Suite *suite, TCase *tcase)
{
	TCase **last = &suite->tcase;

	while (*last != NULL)
		last = &(*last)->next;
	*last = tcase;
}

void tcase_add_loop_test(TCase *tcase, const TTest *test, int begin, int end)
{
	struct added added = { test, begin, end };

	if (tcase->tests == TESTS_MAX)
		abort();
	tcase->added[tcase->tests++] = added;
}

void tcase_add_test(TCase *tcase, const TTest *test)
{
	tcase_add_loop_test(tcase, test, 0, 1);
}

void tcase_add_checked_fixture(TCase *tcase, void (*setup)(void), void (*teardown)(void))
{
	struct fixture each = { setup, teardown };

	tcase->each = each;
}

void tcase_add_unchecked_fixture(TCase *tcase, void (*setup)(void), void (*teardown)(void))
{
	struct fixture once = { setup, teardown };

	tcase->once = once;
}

void tcase_set_timeout(TCase *tcase, double seconds)
{
	(void)tcase;
	(void)seconds;
}

void check_fail(const char *file, int line, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	printf("%s:%d: ", file, line);
	vprintf(format, values);
	printf("\n");
	va_end(values);
	longjmp(out_of_test, 1);
}

void check_int(const char *file, int line, const char *what, intmax_t a, const char *op,
	       intmax_t b, int good)
{
	if (!good)
		check_fail(file, line, "%s: %" PRIdMAX " %s %" PRIdMAX, what, a, op, b);
}

void check_uint(const char *file, int line, const char *what, uintmax_t a, const char *op,
		uintmax_t b, int good)
{
	if (!good)
		check_fail(file, line, "%s: %" PRIuMAX " %s %" PRIuMAX, what, a, op, b);
}

void check_str(const char *file, int line, const char *what, const char *a, const char *b)
{
	if (a == NULL || b == NULL || strcmp(a, b) != 0)
		check_fail(file, line, "%s: \"%s\" == \"%s\"", what, a != NULL ? a : "(null)",
			   b != NULL ? b : "(null)");
}

void check_mem(const char *file, int line, const char *what, const void *a, const void *b,
	       size_t len)
{
	if (len > 0 && memcmp(a, b, len) != 0)
		check_fail(file, line, "%s: %lu octets are not equal", what, (unsigned long)len);
}

SRunner *srunner_create(Suite *suite)
{
	SRunner *runner = memory(sizeof(*runner));

	runner->suite = suite;
	return runner;
}

static int is_skipped(const char *name)
{
	const char *list = getenv("CHECK_SKIP"), *at = list;
	size_t len = strlen(name);

	while (at != NULL && (at = strstr(at, name)) != NULL) {
		if ((at == list || at[-1] == ' ') && (at[len] == ' ' || at[len] == '\0'))
			return 1;
		at += len;
	}
	return 0;
}

static void call(void (*function)(void))
{
	if (function != NULL)
		function();
}

static int passes(const TCase *tcase, const TTest *test, int i)
{
	if (setjmp(out_of_test) != 0)
		return 0;
	call(tcase->each.setup);
	test->run(i);
	call(tcase->each.teardown);
	return 1;
}

static void run_added(SRunner *runner, const TCase *tcase, const struct added *added)
{
	const TTest *test = added->test;

	if (is_skipped(test->name)) {
		printf("# skipped: %s\n", test->name);
		return;
	}
	runner->tests++;
	for (int i = added->begin; i < added->end; i++) {
		runner->checks++;
		if (!passes(tcase, test, i)) {
			printf("failed: %s: %d\n", test->name, i);
			runner->failures++;
		}
	}
}

static void run_tcase(SRunner *runner, const TCase *tcase)
{
	if (setjmp(out_of_test) != 0) {
		runner->failures++;
		return;
	}
	call(tcase->once.setup);
	for (int i = 0; i < tcase->tests; i++)
		run_added(runner, tcase, &tcase->added[i]);
	call(tcase->once.teardown);
}

void srunner_run_all(SRunner *runner, enum print_output mode)
{
	int good;

	(void)mode;
	for (const TCase *tcase = runner->suite->tcase; tcase != NULL; tcase = tcase->next)
		run_tcase(runner, tcase);
	good = runner->checks - runner->failures;
	printf("# tests: %d\n", runner->tests);
	printf("%d%%: Checks: %d, Failures: %d, Errors: 0\n",
	       runner->checks == 0 ? 100 : 100 * good / runner->checks, runner->checks,
	       runner->failures);
}

int srunner_ntests_failed(const SRunner *runner)
{
	return runner->failures;
}

void srunner_free(SRunner *runner)
{
	for (TCase *tcase = runner->suite->tcase, *next; tcase != NULL; tcase = next) {
		next = tcase->next;
		free(tcase);
	}
	free(runner->suite);
	free(runner);
}
