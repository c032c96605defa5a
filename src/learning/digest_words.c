/* SPDX-License-Identifier: MIT */
#include "learning/digest_words.h"

#include <string.h>

#include "base/number.h"
#include "base/banned.h"

const struct digest_words digest_words[LANGUAGE_COUNT] = {
	[LANGUAGE_NB] = {
		"Læring fra {helsefellesskap}, {date}", "Prøve",
		{"Dette er ukens nye læringspunkter fra sakene i {helsefellesskap}.",
		 "Dette er månedens nye læringspunkter fra sakene i {helsefellesskap}.",
		 "Dette er kvartalets nye læringspunkter fra sakene i {helsefellesskap}.",
		 "Dette er halvårets nye læringspunkter fra sakene i {helsefellesskap}."},
		"For", "alle",
		{{"hospital", "sykehus"}, {"municipality", "kommune"}, {"gp", "fastlege"}, {"user_representative", "brukerrepresentant"}},
		{"De siste tolv månedene er det publisert ", " læringspunkter, flest i "},
		"Søylediagram: publiserte læringspunkter i hver av de siste tolv månedene. Setningen under sier det viktigste.",
		"Se alle læringspunkter", "Endre hva du får, og hvor ofte", "Avslutt abonnementet",
		"Av hensyn til personvernet står innholdet i saker bare i Samavvik. Denne e-posten kan ikke besvares."},
	[LANGUAGE_NN] = {
		"Læring frå {helsefellesskap}, {date}", "Prøve",
		{"Dette er dei nye læringspunkta denne veka frå sakene i {helsefellesskap}.",
		 "Dette er dei nye læringspunkta denne månaden frå sakene i {helsefellesskap}.",
		 "Dette er dei nye læringspunkta dette kvartalet frå sakene i {helsefellesskap}.",
		 "Dette er dei nye læringspunkta dette halvåret frå sakene i {helsefellesskap}."},
		"For", "alle",
		{{"hospital", "sjukehus"}, {"municipality", "kommune"}, {"gp", "fastlege"}, {"user_representative", "brukarrepresentant"}},
		{"Dei siste tolv månadene er det publisert ", " læringspunkt, flest i "},
		"Søylediagram: publiserte læringspunkt i kvar av dei siste tolv månadene. Setninga under seier det viktigaste.",
		"Sjå alle læringspunkt", "Endre kva du får, og kor ofte", "Avslutt abonnementet",
		"Av omsyn til personvernet står innhaldet i saker berre i Samavvik. Det går ikkje an å svare på e-posten."},
	[LANGUAGE_EN] = {
		"Learning from {helsefellesskap}, {date}", "Test",
		{"These are this week's new learning points from the cases in {helsefellesskap}.",
		 "These are this month's new learning points from the cases in {helsefellesskap}.",
		 "These are this quarter's new learning points from the cases in {helsefellesskap}.",
		 "These are this half-year's new learning points from the cases in {helsefellesskap}."},
		"For", "everyone",
		{{"hospital", "hospital"}, {"municipality", "municipality"}, {"gp", "GP"}, {"user_representative", "user representative"}},
		{"Learning points published in the last twelve months: ", ", most of them in "},
		"Bar chart: learning points published in each of the last twelve months. The sentence below says what matters.",
		"See all learning points", "Change what you get, and how often", "Unsubscribe",
		"To protect privacy, what a case says stands in Samavvik only. This e-mail cannot be replied to."},
};

static const char *const months[LANGUAGE_COUNT][12] = {
	{"januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"},
	{"januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"},
	{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
};

int digest_frequency(const char *frequency)
{
	static const char *const names[DIGEST_FREQUENCIES] = {"weekly", "monthly", "quarterly", "half_yearly"};

	for (int i = 0; frequency && i < DIGEST_FREQUENCIES; i++)
		if (strcmp(names[i], frequency) == 0)
			return i;
	return 0;
}

const char *digest_month_name(enum language language, int month)
{
	return months[language][(month + 11) % 12];
}

void digest_add_date(struct str *out, enum language language, const char *date)
{
	char month[3] = {0}, day[3] = {0};
	int64_t month_number = 0, day_number = 0;

	if (strlen(date) == 10) {
		memcpy(month, date + (date[5] == '0' ? 6 : 5), date[5] == '0' ? 1 : 2);
		memcpy(day, date + (date[8] == '0' ? 9 : 8), date[8] == '0' ? 1 : 2);
	}
	if (number_read(month, 1, 12, &month_number) != OK || number_read(day, 1, 31, &day_number) != OK) {
		str_add(out, date);
		return;
	}
	str_addf(out, "%s%s %s ", day, language == LANGUAGE_EN ? "" : ".", digest_month_name(language, (int)month_number));
	str_add_bytes(out, date, 4);
}
