/* SPDX-License-Identifier: MIT */
#include "privacy/privacy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

#include "privacy_found.h"

#include "base/banned.h"

/* A text, and what must be found in it; "" for nothing. */
struct example {
	const char *text, *found;
};

static void check(const struct example *examples, size_t count)
{
	STR_AUTO struct str line = STR_INIT(FOUND_BYTES_MAX);
	int wrong = 0;

	for (size_t i = 0; i < count; i++) {
		(void)found_in(examples[i].text, &line);
		if (strcmp(str_text(&line), examples[i].found) == 0)
			continue;
		print_error("%s\n    expected: %s\n    found:    %s\n", examples[i].text, examples[i].found,
			    str_text(&line));
		wrong++;
	}
	assert_int_equal(wrong, 0);
}
#define CHECK(examples) check(examples, sizeof(examples) / sizeof((examples)[0]))

static void names_are_found_after_words_that_tell_of_a_person(void **state)
{
	static const struct example examples[] = {
		{"Pas. Nordmann ble innlagt.", "name:Nordmann"},
		{"pasient Nordmann", "name:Nordmann"},
		{"Pasienten heter Kari.", "name:Kari"},
		{"Jenta heiter Kari Nordmann-Øien, og", "name:Kari Nordmann-Øien"},
		{"PASIENTEN HETER OLA NORDMANN OG HAR IKKE FÅTT HJELP", "name:OLA NORDMANN"},
		{"pasientnavn: Ola Nordmann", "name:Ola Nordmann"},
		{"Fastlegen Hansen svarte ikke", "name:Hansen"},
		{"Fastlegen er Kari Hansen.", "name:Kari Hansen"},
		{"Fastlege: Kari Hansen", "name:Kari Hansen"},
		{"legevaktslege Hansen", "name:Hansen"},
		{"avdelingssykepleier Kari Hansens notat", "name:Kari Hansens"},
		{"Sykepleier K. Hansen ringte", "name:K. Hansen"},
		{"dr. O.H. Olsen var på vakt", "name:O.H. Olsen"},
		{"Dr Olsen og dr.Hansen", "name:Olsen; name:Hansen"},
		{"dr. Melhus", "name:Melhus"}, /* a place, but not after a title */
		{"pårørende (Nora Nordmann) ble ringt", "name:Nora Nordmann"},
		{"pa\u030arørende Nora Nordmann", "name:Nora Nordmann"}, /* å in two characters */
		{"Datter Anne von Krogh ringte", "name:Anne von Krogh"},
		{"sønnen Łukasz Šarūnas", "name:Łukasz Šarūnas"},
		{"hennes mor Åse Å. Øien", "name:Åse Å. Øien"},
		{"søster O\u2019Brien", "name:O\u2019Brien"},
		{"sykepleier\u00a0Nora\u200b Berg", "name:Nora\u200b Berg"},
		{"pårørende OLA NORDMANN ble ringt", "name:OLA NORDMANN"},
		{"Med vennlig hilsen\nKari Hansen\nsykepleier", "name:Kari Hansen"},
		{"kontoret v/Kari Hansen", "name:Kari Hansen"},
		{"hos bruker Ola Nordmann", "name:Ola Nordmann"},
	};

	(void)state;
	CHECK(examples);
}

static void capitals_that_are_no_names_are_left_alone(void **state)
{
	static const struct example examples[] = {
		{"Vi ringte pårørende. Ingen svarte.", ""},
		{"Ringte pårørende\nIngen svarte", ""},
		{"Ringte sykepleier\r\n\r\nKari Hansen", ""},
		{"Vi informerte pas. Han ble sendt hjem.", ""},
		{"Fastlege: Ukjent", ""},
		{"pårørende (ikke varslet)", ""},
		{"bruker A. Pasienten ble sendt hjem", ""},
		{"pasient B. Hjemmetjenesten kom; sykepleier X og lege Y", ""},
		{"Pasienten NN og pasient KH", ""},
		{"SYKEPLEIER PÅ VAKT RINGTE PÅRØRENDE", ""},
		{"hos bruker Nordmann", ""}, /* one word after bruker is not enough */
		{"Pasienten bruker Calcigran Forte og Paralgin Forte", ""},
		{"Kommunen bruker Visma Profil", ""},
		{"Hun bruker Voltarol Dispers", ""},
		{"Sykepleier St. Olavs hospital ringte", ""},
		{"Mvh Saksbehandler Tildelingskontoret", ""},
		{"Pasient Transport ble bestilt, koordinator Kreft fikk ikke beskjed", ""},
		{"Lege Orkdal sjukehus ringte, lege Trondheim også", ""},
		{"Fastlege Melhus Legesenter svarte", ""},
		{"sykepleier Søndre Land kommune", ""},
		{"lege AMK ringte, sykepleier KAD svarte", ""},
		{"Systemet heter Helseplattformen", ""},
		{"Resultatet er Klebsiella Pneumoniae, pasienten er Norsk", ""},
		{"St. Olavs hospital, Orkland kommune og Fagråd for pasientsamarbeid", ""},
	};

	(void)state;
	CHECK(examples);
}

static void birth_dates_are_found_in_every_way_of_writing_them(void **state)
{
	static const struct example examples[] = {
		{"født 03.04.1951", "birth_date:03.04.1951"},
		{"FØDT 3.4.51.", "birth_date:3.4.51"},
		{"(f. 3/4-51)", "birth_date:3/4-51"},
		{"f.03.04.51", "birth_date:03.04.51"},
		{"fdt. 030451", "birth_date:030451"},
		{"fødd 3. apr. 1951", "birth_date:3. apr. 1951"},
		{"født 3. desember -51", "birth_date:3. desember -51"},
		{"født den 3 mai 1951", "birth_date:3 mai 1951"},
		{"født: 1951-04-03", "birth_date:1951-04-03"},
		{"Født\n03.04.1951", "birth_date:03.04.1951"},
		{"født 030451 og født 03041951", "birth_date:030451; birth_date:03041951"},
		{"fødselsdato: 03 04 1951", "birth_date:03 04 1951"},
		{"født ０３.０４.１９５１", "birth_date:０３.０４.１９５１"},
		{"født 29.02.2000", "birth_date:29.02.2000"},
	};

	(void)state;
	CHECK(examples);
}

static void other_dates_are_left_alone(void **state)
{
	static const struct example examples[] = {
		{"innlagt 03.04.2026, utskrevet 5/4-26", ""},
		{"født 29.02.1900, født 31.04.51, født 310451, født 3 4 51", ""},
		{"født i 1951, født om natta 12. mai", ""},
		{"f.eks. 3.4.51 og f.o.m. 12.03.2026, e.f. 12.03.26", ""},
		{"Barnet ble født. 12.03.26 kom beskjed.", ""},
		{"12.03.2026 815 og 30.12.25–12.1.26", ""},
		{"11.01.2026–18.01.2026, 19.01.2026 08:15", ""},
	};

	(void)state;
	CHECK(examples);
}

static void telephone_numbers_are_found_in_the_usual_groups(void **state)
{
	static const struct example examples[] = {
		{"tlf 412 34 567, 23 45 67 89.", "phone:412 34 567; phone:23 45 67 89"},
		{"41234567 eller 91234567", "phone:41234567; phone:91234567"},
		{"tlf41234567", "phone:41234567"},
		{"+47 41234567, 0047 412 34 567", "phone:+47 41234567; phone:0047 412 34 567"},
		{"+4721234567, 004721234567", "phone:+4721234567; phone:004721234567"},
		{"+47 2123 4567", "phone:+47 2123 4567"},
		{"+46 70 123 45 67", "phone:+46 70 123 45 67"},
		{"91.23.45.67 og 412-34-567", "phone:91.23.45.67; phone:412-34-567"},
		{"９１２３４５６７", "phone:９１２３４５６７"},
		{"ring 412 34 567 12.03.2026", "phone:412 34 567"},
		{"rom 7 23 45 67 89", "phone:23 45 67 89"},
		{"sak 12 45678901", "phone:45678901"},
	};

	(void)state;
	CHECK(examples);
}

static void other_numbers_of_eight_digits_are_left_alone(void **state)
{
	static const struct example examples[] = {
		{"20261115, 31234567, 81234567", ""},
		{"kl 22.30–23.10 og 08.15 - 12.30", ""},
		{"kr 45 300 000 og kr 45678901", ""},
		{"saksnr. 45678901, sak nr 45678901, referanse 91234567", ""},
		{"22/45678901 og 45678901/22, SN45678901", ""},
		{"412345678 og 4123456", ""},
		{"23 45 67 89 10 11", ""},
		{"02 04 06 08, 21-22-23-24, 22.23.24.25", ""},
		{"org.nr. 883 974 832, 974749025", ""},
		{"116117, 113, 73 51, 7300 Orkanger", ""},
		{"NO93 8601 1117 947", ""},
	};

	(void)state;
	CHECK(examples);
}

static void addresses_of_e_mail_are_found_alone(void **state)
{
	static const struct example examples[] = {
		{"Skriv til <kari@example.com>, takk", "email:kari@example.com"},
		{"mailto:kari.nordmann+x@a.b.example.", "email:kari.nordmann+x@a.b.example"},
		{"-kari@example.com.", "email:kari@example.com"},
		{"åse.ødegård@blåbær.example", "email:åse.ødegård@blåbær.example"},
		{"kari@example.no.Ring meg", "email:kari@example.no"},
		{"dr. Kari.Olsen@example.com", "email:Kari.Olsen@example.com"},
		{"41234567@sms.example", "email:41234567@sms.example"},
		{"a@91234567.example", "email:a@91234567.example"},
		{"02013299903@example.com", "fnr:02013299903; email:02013299903@example.com"},
		{"@kari, kari@nhn, kari@, 50@5.5, @@@, a@.no", ""},
	};

	(void)state;
	CHECK(examples);
}

static char *read_fixture(void)
{
	FILE *file = fopen(TEST_FIXTURES "/identifiers.jsonl", "rb");
	char *text = calloc(1, FOUND_BYTES_MAX);

	assert_non_null(file);
	assert_non_null(text);
	assert_true(fread(text, 1, FOUND_BYTES_MAX - 1, file) > 0);
	fclose(file);
	return text;
}

static const char *member(const cJSON *line, const char *name)
{
	return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(line, name));
}

/* The spans of a fixture line as its text has them: [start, end, kind]. */
static void expected_spans(const cJSON *line, struct str *expected)
{
	const cJSON *span;
	const char *text = member(line, "text");

	str_clear(expected);
	cJSON_ArrayForEach (span, cJSON_GetObjectItemCaseSensitive(line, "spans")) {
		size_t start = found_byte(text, (uint32_t)cJSON_GetArrayItem(span, 0)->valueint);
		size_t end = found_byte(text, (uint32_t)cJSON_GetArrayItem(span, 1)->valueint);

		str_addf(expected, "%s%s:", expected->len ? "; " : "", cJSON_GetArrayItem(span, 2)->valuestring);
		str_add_bytes(expected, text + start, end - start);
	}
}

static void every_line_of_the_acceptance_table_agrees(void **state)
{
	char *fixture = read_fixture();
	int lines = 0;
	STR_AUTO struct str expected = STR_INIT(FOUND_BYTES_MAX);
	STR_AUTO struct str found = STR_INIT(FOUND_BYTES_MAX);

	(void)state;
	for (char *at = fixture; *at; lines++) {
		const char *end = NULL;
		cJSON *line = cJSON_ParseWithOpts(at, &end, 0);

		assert_non_null(line);
		expected_spans(line, &expected);
		enum guard_verdict verdict = found_in(member(line, "text"), &found);
		if (strcmp(str_text(&expected), str_text(&found)) != 0)
			print_error("%s\n", member(line, "id"));
		assert_string_equal(str_text(&found), str_text(&expected));
		assert_string_equal(guard_verdict_name(verdict), member(line, "expected"));
		at += end - at;
		at += strspn(at, "\r\n");
		cJSON_Delete(line);
	}
	assert_true(lines >= 80);
	free(fixture);
}

/* The reports of the demo hold nothing that identifies anyone: whatever is found there is found wrongly. */
static void nothing_is_found_in_reports_that_name_nobody(void **state)
{
	static const char *const members[] = {"title", "description", "immediate_action", "suggestion"};
	FILE *file = fopen(TEST_FIXTURES "/cases.jsonl", "rb");
	char *text = NULL;
	size_t capacity = 0;
	int texts = 0;
	STR_AUTO struct str found = STR_INIT(FOUND_BYTES_MAX);

	(void)state;
	assert_non_null(file);
	while (getline(&text, &capacity, file) > 0) {
		cJSON *line = cJSON_ParseWithOpts(text, NULL, 0);

		for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
			const char *written = member(line, members[i]);

			if (!written)
				continue;
			(void)found_in(written, &found);
			assert_string_equal(str_text(&found), "");
			texts++;
		}
		cJSON_Delete(line);
	}
	assert_true(texts > 100);
	free(text);
	fclose(file);
}

/* Said, not asserted: it depends on the machine. */
static void what_a_kilobyte_costs_is_printed(void **state)
{
	enum { ROUNDS = 200 };
	char *text = read_fixture();
	size_t len = strlen(text);
	size_t count = 0;
	struct timespec from;
	struct timespec to;

	(void)state;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	for (int i = 0; i < ROUNDS; i++)
		(void)guard_scan(text, len, NULL, 0, &count);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	double us = (double)(to.tv_sec - from.tv_sec) * 1e6 + (double)(to.tv_nsec - from.tv_nsec) / 1e3;
	double bytes = (double)len * ROUNDS;
	print_message("guard: %.1f MB/s, %.1f us a kilobyte\n", bytes / us, us * 1000 / bytes);
	assert_true(count > 50);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_found_after_words_that_tell_of_a_person),
		cmocka_unit_test(capitals_that_are_no_names_are_left_alone),
		cmocka_unit_test(birth_dates_are_found_in_every_way_of_writing_them),
		cmocka_unit_test(other_dates_are_left_alone),
		cmocka_unit_test(telephone_numbers_are_found_in_the_usual_groups),
		cmocka_unit_test(other_numbers_of_eight_digits_are_left_alone),
		cmocka_unit_test(addresses_of_e_mail_are_found_alone),
		cmocka_unit_test(every_line_of_the_acceptance_table_agrees),
		cmocka_unit_test(nothing_is_found_in_reports_that_name_nobody),
		cmocka_unit_test(what_a_kilobyte_costs_is_printed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
