/* SPDX-License-Identifier: MIT */
#include "jobs/notices.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/number.h"
#include "base/banned.h"

#define SUBJECT_MAX 700
#define BODY_MAX (512 * 1024)
#define LEARNING_PATH "/laering"
#define SUBSCRIPTION_PATH "/profil"
#define RESET_PATH "/glemt-passord"
#define HELD_PATH "/holdte"
#define FOLLOW_UP_PATH "/oppfolging"

/* {number}, {council}, {helsefellesskap} and {date} are filled in. */
struct wording {
	const char *subject;
	const char *sentence;
	const char *action; /* what the link is called */
};

static const struct {
	const char *name;
	struct wording wording[LANGUAGE_COUNT];
} kinds[NOTICE_KIND_COUNT] = {
	[NOTICE_CASE_NEW] = {"case_new",
			     {{"Ny sak {number} til {council}", "{council} har fått en ny sak, {number}.",
			       "Åpne saken"},
			      {"Ny sak {number} til {council}", "{council} har fått ei ny sak, {number}.", "Opne saka"},
			      {"New case {number} for {council}", "{council} has received a new case, {number}.",
			       "Open the case"}}},
	[NOTICE_CASE_ANSWERED] = {"case_answered",
				  {{"Svar på sak {number}", "Saken du meldte, {number}, har fått svar.", "Les svaret"},
				   {"Svar på sak {number}", "Saka du melde, {number}, har fått svar.", "Les svaret"},
				   {"Answer to case {number}", "The case you reported, {number}, has been answered.",
				    "Read the answer"}}},
	[NOTICE_CASE_CLOSED] =
		{"case_closed",
		 {{"Sak {number} er ferdig behandlet",
		   "Saken du meldte, {number}, er ferdig behandlet og lukket. Svaret til deg står i saken.",
		   "Les svaret"},
		  {"Sak {number} er ferdig behandla",
		   "Saka du melde, {number}, er ferdig behandla og lukka. Svaret til deg står i saka.", "Les svaret"},
		  {"Case {number} is closed",
		   "The case you reported, {number}, has been dealt with and closed. The answer to you is in "
		   "the case.",
		   "Read the answer"}}},
	[NOTICE_CASE_MESSAGE] =
		{"case_message",
		 {{"Ny melding i sak {number}", "Det er kommet en ny melding i sak {number}.", "Les meldingen"},
		  {"Ny melding i sak {number}", "Det er komme ei ny melding i sak {number}.", "Les meldinga"},
		  {"New message in case {number}", "There is a new message in case {number}.", "Read the message"}}},
	[NOTICE_REFERENCE_EXPIRING] =
		{"reference_expiring",
		 {{"Pasientreferansen i sak {number} slettes {date}",
		   "Sak {number} er avsluttet, og pasientreferansen slettes {date}. Trenger dere den lenger, kan slettingen "
		   "utsettes i saken.",
		   "Åpne saken"},
		  {"Pasientreferansen i sak {number} blir sletta {date}",
		   "Sak {number} er avslutta, og pasientreferansen blir sletta {date}. Treng de han lenger, kan slettinga "
		   "utsetjast i saka.",
		   "Opne saka"},
		  {"The patient reference of case {number} is deleted on {date}",
		   "Case {number} is closed, and its patient reference is deleted on {date}. If you need it longer, the "
		   "deletion can be put off in the case.",
		   "Open the case"}}},
	[NOTICE_REFERENCE_REQUESTED] =
		{"reference_requested",
		 {{"Forespørsel om å åpne pasientreferansen i sak {number}",
		   "En kollega vil åpne pasientreferansen i sak {number} og trenger at du eller en annen godkjenner det.",
		   "Se forespørselen"},
		  {"Førespurnad om å opne pasientreferansen i sak {number}",
		   "Ein kollega vil opne pasientreferansen i sak {number} og treng at du eller ein annan godkjenner det.",
		   "Sjå førespurnaden"},
		  {"Request to open the patient reference of case {number}",
		   "A colleague wants to open the patient reference of case {number} and needs you or someone else to "
		   "approve.",
		   "See the request"}}},
	[NOTICE_REFERENCE_DECIDED] =
		{"reference_decided",
		 {{"Forespørselen din i sak {number} er avgjort",
		   "Forespørselen din om å åpne pasientreferansen i sak {number} er avgjort.", "Åpne saken"},
		  {"Førespurnaden din i sak {number} er avgjord",
		   "Førespurnaden din om å opne pasientreferansen i sak {number} er avgjord.", "Opne saka"},
		  {"Your request in case {number} has been decided",
		   "Your request to open the patient reference of case {number} has been decided.", "Open the case"}}},
	[NOTICE_DIGEST] = {"digest",
			   {{"Læring fra {helsefellesskap}, {date}",
			     "Nye læringspunkter fra sakene i {helsefellesskap}:", "Se hele læringssiden"},
			    {"Læring frå {helsefellesskap}, {date}",
			     "Nye læringspunkt frå sakene i {helsefellesskap}:", "Sjå heile læringssida"},
			    {"Learning from {helsefellesskap}, {date}",
			     "New learning points from the cases in {helsefellesskap}:",
			     "See the whole learning page"}}},
	[NOTICE_INVITATION] =
		{"invitation",
		 {{"Du er invitert til Samavvik",
		   "Du har fått en konto i Samavvik. Velg et passord for å komme i gang. Lenken virker én gang, i sju dager.",
		   "Velg passord"},
		  {"Du er invitert til Samavvik",
		   "Du har fått ein konto i Samavvik. Vel eit passord for å kome i gang. Lenkja verkar éin gong, i sju dagar.",
		   "Vel passord"},
		  {"You are invited to Samavvik",
		   "You have been given an account in Samavvik. Choose a password to get started. The link works once, for "
		   "seven days.",
		   "Choose a password"}}},
	[NOTICE_PASSWORD_RESET] =
		{"password_reset",
		 {{"Nytt passord i Samavvik",
		   "Noen har bedt om nytt passord for kontoen din. Lenken virker én gang, i én time. Var det ikke deg, trenger "
		   "du ikke gjøre noe.",
		   "Velg nytt passord"},
		  {"Nytt passord i Samavvik",
		   "Nokon har bede om nytt passord for kontoen din. Lenkja verkar éin gong, i éin time. Var det ikkje deg, "
		   "treng du ikkje gjere noko.",
		   "Vel nytt passord"},
		  {"New password for Samavvik",
		   "Someone has asked for a new password for your account. The link works once, for one hour. If it was not "
		   "you, there is nothing you need to do.",
		   "Choose a new password"}}},
	[NOTICE_PASSWORD_CHANGED] =
		{"password_changed",
		 {{"Passordet ditt i Samavvik er endret",
		   "Passordet ditt er endret, og du er logget ut andre steder. Var det ikke deg, be om nytt passord med en gang "
		   "og si fra til den som drifter Samavvik.",
		   "Be om nytt passord"},
		  {"Passordet ditt i Samavvik er endra",
		   "Passordet ditt er endra, og du er logga ut andre stader. Var det ikkje deg, be om nytt passord med ein gong "
		   "og sei frå til den som driftar Samavvik.",
		   "Be om nytt passord"},
		  {"Your Samavvik password has been changed",
		   "Your password has been changed, and you are signed out elsewhere. If it was not you, ask for a new password "
		   "at once and tell whoever runs Samavvik.",
		   "Ask for a new password"}}},
	[NOTICE_SECOND_FACTOR_REMOVED] =
		{"second_factor_removed",
		 {{"Totrinnsinnloggingen din er fjernet",
		   "Kontoen din i Samavvik har ikke lenger totrinnsinnlogging. Var det ikke deg, bytt passord med en gang og si "
		   "fra til den som drifter Samavvik.",
		   "Se profilen din"},
		  {"Totrinnsinnlogginga di er fjerna",
		   "Kontoen din i Samavvik har ikkje lenger totrinnsinnlogging. Var det ikkje deg, byt passord med ein gong og "
		   "sei frå til den som driftar Samavvik.",
		   "Sjå profilen din"},
		  {"Your two-step sign-in has been removed",
		   "Your account in Samavvik no longer has two-step sign-in. If it was not you, change your password at once and "
		   "tell whoever runs Samavvik.",
		   "See your profile"}}},
	[NOTICE_HELD_REPORT] =
		{"held_report",
		 {{"Melding uten konto venter i {helsefellesskap}",
		   "Det er kommet en melding uten konto som venter på at sekretariatet bekrefter eller avviser den.",
		   "Se holdte meldinger"},
		  {"Melding utan konto ventar i {helsefellesskap}",
		   "Det er kome ei melding utan konto som ventar på at sekretariatet stadfestar eller avviser henne.",
		   "Sjå haldne meldingar"},
		  {"Report without an account waits in {helsefellesskap}",
		   "A report without an account has come and waits for the secretariat to confirm or reject it.",
		   "See held reports"}}},
	[NOTICE_RECEIPT_NEWS] =
		{"receipt_news",
		 {{"Nytt om meldingen din", "Det er nytt om en melding du har sendt. Ha kvitteringskoden klar.",
		   "Følg meldingen"},
		  {"Nytt om meldinga di", "Det er nytt om ei melding du har sendt. Ha kvitteringskoden klar.",
		   "Følg meldinga"},
		  {"News about your report", "There is news about a report you sent. Have the receipt code ready.",
		   "Follow the report"}}},
};

static const char *const privacy_sentence[LANGUAGE_COUNT] = {
	"Av hensyn til personvernet står innholdet i saker bare i Samavvik. Denne e-posten kan ikke besvares.",
	"Av omsyn til personvernet står innhaldet i saker berre i Samavvik. Det går ikkje an å svare på e-posten.",
	"To protect privacy, what a case says stands in Samavvik only. This e-mail cannot be replied to.",
};

static const char *const subscription_action[LANGUAGE_COUNT] = {
	"Endre eller avslutt abonnementet",
	"Endre eller avslutt abonnementet",
	"Change or end your subscription",
};

static const char *const months[LANGUAGE_COUNT][12] = {
	{"januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
	 "desember"},
	{"januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
	 "desember"},
	{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
	 "December"},
};

enum notice_kind notice_kind_from_name(const char *name)
{
	for (int kind = 0; name && kind < NOTICE_KIND_COUNT; kind++) {
		if (strcmp(kinds[kind].name, name) == 0)
			return (enum notice_kind)kind;
	}
	return NOTICE_KIND_COUNT;
}

void notice_texts_done(struct notice_texts *texts)
{
	str_done(&texts->subject);
	str_done(&texts->text);
	str_done(&texts->html);
	str_done(&texts->unsubscribe_url);
}

/* "2026-03-01" as "1. mars 2026" or "1 March 2026"; anything else as it is. */
static void add_date(struct str *out, enum language language, const char *date)
{
	char year[5] = "", month[3] = "", day[3] = "";
	int64_t month_number = 0, day_number = 0;

	if (strlen(date) == 10 && date[4] == '-' && date[7] == '-') {
		memcpy(year, date, 4);
		memcpy(month, date[5] == '0' ? date + 6 : date + 5, date[5] == '0' ? 1 : 2);
		memcpy(day, date[8] == '0' ? date + 9 : date + 8, date[8] == '0' ? 1 : 2);
	}
	if (number_read(month, 1, 12, &month_number) != OK || number_read(day, 1, 31, &day_number) != OK) {
		str_add(out, date);
		return;
	}
	str_addf(out, "%s%s %s %s", day, language == LANGUAGE_EN ? "" : ".", months[language][month_number - 1], year);
}

typedef void add_function(struct str *out, const char *text);

static void add_value(struct str *out, const struct notice *notice, const char *name, size_t len, add_function *add)
{
	STR_AUTO struct str date = STR_INIT(64);
	const struct {
		const char *name, *value;
		bool is_date;
	} values[] = {
		{"number", notice->number, false},
		{"council", notice->council, false},
		{"helsefellesskap", notice->helsefellesskap, false},
		{"date", notice->date, true},
	};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		if (strlen(values[i].name) != len || strncmp(values[i].name, name, len) != 0)
			continue;
		if (!values[i].value) {
			out->failed = 1;
		} else if (values[i].is_date) {
			add_date(&date, notice->language, values[i].value);
			add(out, str_text(&date));
		} else {
			add(out, values[i].value);
		}
	}
}

static void fill(struct str *out, const char *template, const struct notice *notice, add_function *add)
{
	const char *open;

	while ((open = strchr(template, '{'))) {
		const char *close = strchr(open, '}');
		str_add_bytes(out, template, (size_t)(open - template));
		add_value(out, notice, open + 1, (size_t)(close - open - 1), add);
		template = close + 1;
	}
	str_add(out, template);
}

/* A path of ours: what else may stand in the outbox is not made a link. */
static bool path_valid(const char *path)
{
	if (!path || path[0] != '/' || path[1] == '/')
		return false;
	/* One-time links stand behind a '#'. */
	return strspn(path, "/#abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == strlen(path);
}

static const char *main_path(const struct notice *notice)
{
	static const char *const own_paths[NOTICE_KIND_COUNT] = {
		[NOTICE_DIGEST] = LEARNING_PATH,
		[NOTICE_PASSWORD_CHANGED] = RESET_PATH,
		[NOTICE_SECOND_FACTOR_REMOVED] = SUBSCRIPTION_PATH,
		[NOTICE_HELD_REPORT] = HELD_PATH,
		[NOTICE_RECEIPT_NEWS] = FOLLOW_UP_PATH,
	};

	return own_paths[notice->kind] ? own_paths[notice->kind] : notice->path;
}

static void write_text(struct str *out, const struct notice *notice, const struct wording *wording)
{
	fill(out, wording->sentence, notice, str_add);
	str_add(out, "\n\n");
	for (int i = 0; i < notice->points_count; i++)
		str_addf(out, "* %s\n  %s%s\n\n", notice->points[i].title, notice->public_url, notice->points[i].path);
	str_addf(out, "%s:\n%s%s\n\n", wording->action, notice->public_url, main_path(notice));
	if (notice->kind == NOTICE_DIGEST)
		str_addf(out, "%s:\n%s" SUBSCRIPTION_PATH "\n\n", subscription_action[notice->language],
			 notice->public_url);
	str_addf(out, "-- \nSamavvik\n%s\n", privacy_sentence[notice->language]);
}

static void add_link(struct str *out, const struct notice *notice, const char *path, const char *text)
{
	str_add(out, "<a href=\"");
	str_add_html(out, notice->public_url);
	str_add_html(out, path);
	str_add(out, "\">");
	str_add_html(out, text);
	str_add(out, "</a>");
}

static void write_html(struct str *out, const struct notice *notice, const struct wording *wording)
{
	str_addf(out,
		 "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
		 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
		 language_code(notice->language));
	fill(out, wording->subject, notice, str_add_html);
	str_add(out, "</title>\n</head>\n"
		     "<body style=\"font-family: sans-serif; line-height: 1.5; max-width: 36em; margin: 1em\">\n"
		     "<h1 style=\"font-size: 1.25em\">");
	fill(out, wording->subject, notice, str_add_html);
	str_add(out, "</h1>\n<p>");
	fill(out, wording->sentence, notice, str_add_html);
	str_add(out, "</p>\n");
	str_add(out, notice->points_count > 0 ? "<ul>\n" : "");
	for (int i = 0; i < notice->points_count; i++) {
		str_add(out, "<li>");
		add_link(out, notice, notice->points[i].path, notice->points[i].title);
		str_add(out, "</li>\n");
	}
	str_add(out, notice->points_count > 0 ? "</ul>\n<p>" : "<p>");
	add_link(out, notice, main_path(notice), wording->action);
	str_add(out, "</p>\n");
	if (notice->kind == NOTICE_DIGEST) {
		str_add(out, "<p>");
		add_link(out, notice, SUBSCRIPTION_PATH, subscription_action[notice->language]);
		str_add(out, "</p>\n");
	}
	str_addf(out, "<hr>\n<p><small>%s</small></p>\n</body>\n</html>\n", privacy_sentence[notice->language]);
}

enum err notice_write(const struct notice *notice, struct notice_texts *ret_texts)
{
	if ((int)notice->kind < 0 || notice->kind >= NOTICE_KIND_COUNT || !path_valid(main_path(notice)))
		return ERR_INVALID;
	for (int i = 0; i < notice->points_count; i++) {
		if (!notice->points[i].title || !path_valid(notice->points[i].path))
			return ERR_INVALID;
	}

	const struct wording *wording = &kinds[notice->kind].wording[notice->language];
	struct notice_texts texts = {STR_INIT(SUBJECT_MAX), STR_INIT(BODY_MAX), STR_INIT(BODY_MAX),
				     STR_INIT(SUBJECT_MAX)};
	fill(&texts.subject, wording->subject, notice, str_add);
	write_text(&texts.text, notice, wording);
	write_html(&texts.html, notice, wording);
	if (notice->kind == NOTICE_DIGEST)
		str_addf(&texts.unsubscribe_url, "%s" SUBSCRIPTION_PATH, notice->public_url);
	if (str_failed(&texts.subject) || str_failed(&texts.text) || str_failed(&texts.html) ||
	    str_failed(&texts.unsubscribe_url)) {
		notice_texts_done(&texts);
		return ERR_INVALID;
	}
	*ret_texts = texts;
	return OK;
}
