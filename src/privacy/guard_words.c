/* SPDX-License-Identifier: MIT */
#include "privacy/guard_words.h"

#include "base/banned.h"

#define COMBINING_RING 0x030a
#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define WORD(list) (list), COUNT(list)

struct known {
	const char *word;
	uint32_t len;
	bool is_ending; /* of compounds too: avdelingssykepleier, universitetssykehus */
};

#define WHOLE(word)                                                                                                    \
	{                                                                                                              \
		(word), sizeof(word) - 1, false                                                                        \
	}
#define ENDING(word)                                                                                                   \
	{                                                                                                              \
		(word), sizeof(word) - 1, true                                                                         \
	}

/* clang-format off */
static const char *const birth_words[] = {
	"født", "fødd", "f", "fødselsdato", "fødselsdatoen", "fødselsdag", "fødselsdagen", "fdato", "fdt",
};
static const char *const birth_filler_words[] = {
	"den", "d", "dato", "dag",
};
static const char *const account_words[] = {
	"konto", "kontoen", "kontonr", "kontonummer", "kontonummeret", "bankkonto", "bankkontoen",
	"bankkontonummer", "kto", "iban",
};
static const char *const phone_words[] = {
	"tlf", "tel", "telefon", "telefonen", "telefonnr", "telefonnummer", "mob", "mobil", "mobilen",
	"mobilnr", "mobilnummer", "sms",
};
static const char *const number_words[] = {
	"nr", "nummer", "no", "num",
};
static const char *const other_number_words[] = {
	"sak", "saken", "saka", "saksnr", "saksnummer", "saksnummeret", "referanse", "referansen", "ref",
	"refnr", "referansenr", "referansenummer", "avtale", "avtalen", "avtalenr", "avtalenummer", "ordre",
	"ordrenr", "ordrenummer", "faktura", "fakturaen", "fakturanr", "fakturanummer", "kid", "batch",
	"batchnr", "batchnummer", "lot", "lotnr", "parti", "serienr", "serienummer", "artikkel", "artikkelnr",
	"artikkelnummer", "varenr", "varenummer", "løpenr", "løpenummer", "lisens", "lisensnr", "lisensnummer",
	"sporing", "sporingsnr", "sporingsnummer", "sending", "pakke", "orgnr", "org", "organisasjonsnummer",
	"journalnr", "journalnummer", "prøve", "prøvenr", "prøvenummer", "rekvisisjon", "rekvisisjonsnummer",
	"hendelse", "hendelsesnummer", "melding", "meldingsid", "id", "hpr", "her-id", "utstyr", "utstyrsnr",
	"utstyrsnummer", "inventarnummer", "versjon", "kr", "nok", "kroner", "beløp", "beløpet", "sum",
	"glasnummer", "hjelpemiddel", "bestillingsnummer",
};
static const char *const place_words[] = {
	"agdenes", "alta", "arendal", "asker", "bergen", "bodø", "drammen", "elverum", "fredrikstad", "frosta",
	"førde", "gauldal", "gjøvik", "halden", "hamar", "hammerfest", "harstad", "haugesund", "heim", "hitra",
	"holtålen", "horten", "innlandet", "indre", "kirkenes", "kongsberg", "kongsvinger", "kristiansand",
	"kristiansund", "larvik", "leira", "levanger", "lillehammer", "lillestrøm", "malvik", "melhus",
	"meråker", "midtre", "mo", "molde", "moss", "namsos", "narvik", "norge", "noreg", "oppdal", "orkanger",
	"orkdal", "orkland", "oslo", "porsgrunn", "rana", "rennebu", "rindal", "røros", "sandnes", "sarpsborg",
	"selbu", "skaun", "skien", "snåsa", "stavanger", "steinkjer", "stjørdal", "stord", "tromsø",
	"trondheim", "trøndelag", "tydal", "tynset", "tønsberg", "verdal", "voss", "ørland", "ørsta",
	"østmarka", "åfjord", "ålesund", "øya",
};
static const char *const uses_words[] = {
	"pasienten", "pasientene", "pasientane", "han", "hun", "ho", "vi", "de", "dei", "jeg", "eg", "dere",
	"man", "ein", "som", "ikke", "ikkje", "kommunen", "kommunene", "kommunane", "sykehuset", "sjukehuset",
	"legekontoret", "kontoret", "avdelingen", "avdelinga", "fastlegen", "legen", "legene", "fastlegene",
	"hjemmetjenesten", "heimetenesta", "legevakten", "legevakta", "sykehjemmet", "sjukeheimen", "alle",
	"mange", "noen", "nokon", "hospitalet", "foretaket", "mottaket", "posten", "den", "det",
};
/* Never a name in this place. Given names that are also words (Per, Dag, Mai, Bo, Liv) must stay out of it. */
static const char *const not_name_words[] = {
	/* starts a sentence, or stands in a text of capitals */
	"a", "alle", "alt", "ambulanse", "ambulansen", "annen", "at", "av", "avdeling", "avdelingen",
	"avdelinga", "barnet", "beboer", "beboeren", "begge", "behandling", "beskjed", "blei", "ble", "bør",
	"bruker", "brukar", "brukeren", "brukaren", "da", "datter", "datteren", "de", "dei", "den", "denne",
	"der", "dere", "dersom", "det", "dette", "deretter", "desse", "disse", "du", "då", "eg", "ein",
	"ektefelle", "ektefellen", "eller", "en", "enda", "epikrise", "epikrisen", "er", "et", "etter", "ett",
	"familien", "fastlege", "fastlegen", "feil", "fekk", "fikk", "flere", "fleire", "for", "fordi", "fra",
	"frå", "får", "født", "fødd", "før", "først", "ga", "gav", "gikk", "gjekk", "gjelder", "gjeld", "ha",
	"hadde", "han", "har", "heimetenesta", "hendelsen", "hendinga", "hennar", "hennes", "het", "heter",
	"heiter", "heitte", "hette", "henvisning", "henvisningen", "her", "hjemme", "hjemmesykepleien",
	"hjemmetjenesten", "ho", "hos", "hun", "hva", "hvem", "hver", "hvis", "hvor", "hvorfor", "i", "ifølge",
	"igjen", "ikke", "ikkje", "informert", "informasjon", "ingen", "inn", "innlagt", "innleggelse", "ja",
	"jeg", "kan", "kl", "kom", "kommune", "kommunen", "kommunene", "kontakt", "kontaktet", "korleis",
	"kunne", "kva", "kven", "kvifor", "kvinne", "kvinnen", "lege", "legen", "legevakt", "legevakta",
	"legevakten", "ligger", "mann", "mannen", "manglende", "manglet", "med", "medisin", "medisinliste",
	"medisinlisten", "melding", "meldingen", "mellom", "melder", "men", "mens", "mener", "mente", "mobil",
	"mor", "mot", "mottatt", "må", "måtte", "nei", "noen", "nokon", "nr", "nå", "når", "no", "nummer", "og",
	"også", "om", "oss", "over", "pasient", "pasienten", "pga", "post", "prøver", "pårørende", "pårørande",
	"på", "reagerte", "ringte", "sa", "samme", "samtale", "seier", "selv", "sendt", "sendte", "ser", "sier",
	"siden", "sidan", "siste", "sjukehuset", "sjukepleiar", "sjukepleiaren", "skal", "skulle", "som",
	"spurte", "status", "svar", "svarte", "sykehus", "sykehuset", "sykepleier", "sykepleieren", "så",
	"sønn", "sønnen", "ta", "telefon", "til", "tilbake", "tilsyn", "tlf", "tok", "tre", "to", "uklart",
	"ukjent", "under", "usikker", "ut", "uten", "utan", "utskrevet", "utskriven", "utskrivning",
	"utskriving", "vakt", "vakthavende", "var", "vart", "varsel", "varslet", "varsla", "ved", "vet", "veit",
	"vi", "viktig", "vil", "ville", "vår", "vårt", "være", "vært", "vore", "ønsker", "ønskjer", "ønsket",
	"mandag", "tirsdag", "tysdag", "onsdag", "torsdag", "fredag", "lørdag", "laurdag", "søndag", "sundag",
	"opplevde", "konfererte", "bor", "bur", "transport", "kreft", "felles", "spesialisering", "ortopedi", "psykiatri",
	/* organisations and systems */
	"amk", "asu", "helfo", "helse", "helsenorge", "helseplattformen", "sankt", "st", "olavs", "nav",
	"norsk", "norske", "statens", "statsforvalteren", "statsforvaltaren", "fylkeslegen", "fagråd",
	"fagrådet", "digipost", "altinn", "røde", "kirkens", "frelsesarmeen", "aleris", "unicare", "volvat",
	"fürst", "medisinsk", "kirurgisk", "visma", "gerica", "profil", "cosdoc", "dips", "infodoc", "pridok",
	"winmed", "cgm", "system", "kjernejournal", "plo", "norgeshelsa", "microsoft", "teams", "outlook",
	"word", "excel", "windows", "android", "iphone", "ipad", "compilo", "epj",
	/* the second half of a medicine's name, and who makes it */
	"depot", "retard", "forte", "mite", "comp", "duo", "novum", "turbuhaler", "diskus", "respimat",
	"flexpen", "penfill", "solostar", "kwikpen", "ellipta", "genuair", "breezhaler", "easyhaler",
	"novolizer", "aerolizer", "evohaler", "inhaler", "plus", "prolong", "junior", "vitamin", "insulin",
	"sandoz", "krka", "teva", "mylan", "actavis", "orion", "orifarm", "weifa", "accord", "sanofi",
	"ratiopharm", "stada", "hexal", "bayer", "pfizer", "novartis", "viatris", "aurobindo", "fresenius",
	"albyl", "albyl-e", "marevan", "eliquis", "xarelto", "metoprolol", "selo-zok", "paracet", "paracetamol",
	"paralgin", "pinex", "fragmin", "klexane", "furix", "burinex", "lantus", "novorapid", "levaxin",
	"oxynorm", "oxycontin", "sobril", "imovane", "zopiklon", "somac", "nexium", "symbicort", "ventoline",
	"spiriva", "calcigran", "kaleorid", "duroferon", "prednisolon", "digoxin", "atacand", "norvasc",
};

static const struct known organisations[] = {
	ENDING("kommune"), ENDING("kommunen"), ENDING("sykehus"), ENDING("sykehuset"), ENDING("sjukehus"),
	ENDING("sjukehuset"), ENDING("hospital"), ENDING("hospitalet"), ENDING("senter"), ENDING("senteret"),
	ENDING("legekontor"), ENDING("legekontoret"), ENDING("legevakt"), ENDING("legevakta"),
	ENDING("legevakten"), ENDING("helsehus"), ENDING("helsehuset"), ENDING("sykehjem"),
	ENDING("sykehjemmet"), ENDING("sjukeheim"), ENDING("sjukeheimen"), ENDING("omsorgsbolig"),
	ENDING("bofellesskap"), ENDING("klinikk"), ENDING("klinikken"), ENDING("avdeling"),
	ENDING("avdelingen"), ENDING("avdelinga"), ENDING("sengepost"), ENDING("mottak"), ENDING("mottaket"),
	ENDING("enhet"), ENDING("enheten"), ENDING("apotek"), ENDING("apoteket"), ENDING("fylke"),
	ENDING("helseforetak"), ENDING("helseføretak"), ENDING("bydel"), ENDING("distrikt"),
	ENDING("ambulansestasjon"), ENDING("hjemmetjeneste"), ENDING("hjemmetjenesten"), ENDING("heimeteneste"),
	ENDING("heimetenesta"), ENDING("sykepleie"), ENDING("sjukepleie"), ENDING("rehabilitering"),
	ENDING("forvaltning"), ENDING("helsefellesskap"), ENDING("universitet"), ENDING("kontor"), ENDING("kontoret"),
	ENDING("tjeneste"), ENDING("tjenesten"), ENDING("tenesta"), ENDING("team"), ENDING("teamet"), ENDING("poliklinikk"),
	ENDING("poliklinikken"), WHOLE("hf"), WHOLE("dps"),
	WHOLE("bup"),
};

struct tell_tale {
	struct known known;
	uint32_t tells;
};

#define PATIENT (TELL_NAME | TELL_PATIENT | TELL_PERSON)
#define RELATIVE (TELL_NAME | TELL_PERSON)
#define STAFF (TELL_NAME | TELL_PERSON)

/* Whole words come before the endings they would also match. */
static const struct tell_tale tell_tales[] = {
	{WHOLE("bruker"), TELL_TWO | TELL_PATIENT | TELL_PERSON | TELL_VERB},
	{WHOLE("brukar"), TELL_TWO | TELL_PATIENT | TELL_PERSON | TELL_VERB}, {WHOLE("brukeren"), PATIENT},
	{WHOLE("brukaren"), PATIENT}, {ENDING("pasient"), PATIENT}, {ENDING("pasienten"), PATIENT},
	{WHOLE("pas"), PATIENT | TELL_ABBREVIATION}, {WHOLE("pasn"), PATIENT}, {WHOLE("beboer"), PATIENT},
	{WHOLE("beboeren"), PATIENT}, {WHOLE("bebuar"), PATIENT}, {WHOLE("bebuaren"), PATIENT},
	{WHOLE("klient"), PATIENT}, {WHOLE("klienten"), PATIENT}, {WHOLE("barnet"), PATIENT},
	{WHOLE("mann"), PATIENT}, {WHOLE("mannen"), PATIENT}, {WHOLE("kvinne"), PATIENT},
	{WHOLE("kvinnen"), PATIENT}, {WHOLE("kvinna"), PATIENT}, {WHOLE("gutten"), PATIENT},
	{WHOLE("guten"), PATIENT}, {WHOLE("jenta"), PATIENT}, {WHOLE("jenten"), PATIENT},
	{WHOLE("vedkommende"), PATIENT}, {WHOLE("tjenestemottaker"), PATIENT},
	{WHOLE("tenestemottakar"), PATIENT},

	{ENDING("pårørende"), RELATIVE}, {ENDING("pårørande"), RELATIVE}, {ENDING("datter"), RELATIVE},
	{ENDING("datteren"), RELATIVE}, {WHOLE("datra"), RELATIVE}, {ENDING("dattera"), RELATIVE},
	{ENDING("dotter"), RELATIVE}, {ENDING("dottera"), RELATIVE}, {ENDING("sønn"), RELATIVE},
	{ENDING("sønnen"), RELATIVE}, {WHOLE("son"), RELATIVE}, {WHOLE("sonen"), RELATIVE},
	{WHOLE("mor"), RELATIVE}, {WHOLE("moren"), RELATIVE}, {WHOLE("mora"), RELATIVE},
	{WHOLE("far"), RELATIVE}, {WHOLE("faren"), RELATIVE}, {WHOLE("mamma"), RELATIVE},
	{WHOLE("pappa"), RELATIVE}, {WHOLE("kone"), RELATIVE}, {WHOLE("konen"), RELATIVE},
	{WHOLE("kona"), RELATIVE}, {WHOLE("ektefelle"), RELATIVE}, {WHOLE("ektefellen"), RELATIVE},
	{WHOLE("ektemann"), RELATIVE}, {WHOLE("ektemannen"), RELATIVE}, {WHOLE("ektemake"), RELATIVE},
	{WHOLE("ektemaken"), RELATIVE}, {WHOLE("samboer"), RELATIVE}, {WHOLE("samboeren"), RELATIVE},
	{WHOLE("sambuar"), RELATIVE}, {WHOLE("sambuaren"), RELATIVE}, {WHOLE("kjæreste"), RELATIVE},
	{WHOLE("kjæresten"), RELATIVE}, {ENDING("søster"), RELATIVE}, {ENDING("søsteren"), RELATIVE},
	{ENDING("søstera"), RELATIVE}, {ENDING("syster"), RELATIVE}, {ENDING("systera"), RELATIVE},
	{ENDING("bror"), RELATIVE}, {ENDING("broren"), RELATIVE}, {WHOLE("verge"), RELATIVE},
	{WHOLE("vergen"), RELATIVE}, {WHOLE("verje"), RELATIVE}, {WHOLE("verja"), RELATIVE},
	{WHOLE("nabo"), RELATIVE}, {WHOLE("naboen"), RELATIVE}, {WHOLE("tante"), RELATIVE},
	{WHOLE("tanten"), RELATIVE}, {WHOLE("tanta"), RELATIVE}, {WHOLE("onkel"), RELATIVE},
	{WHOLE("onkelen"), RELATIVE}, {WHOLE("niese"), RELATIVE}, {WHOLE("niesen"), RELATIVE},
	{WHOLE("niesa"), RELATIVE}, {WHOLE("nevø"), RELATIVE}, {WHOLE("nevøen"), RELATIVE},
	{WHOLE("barnebarn"), RELATIVE}, {WHOLE("barnebarnet"), RELATIVE}, {WHOLE("svigermor"), RELATIVE},
	{WHOLE("svigerfar"), RELATIVE}, {WHOLE("bestemor"), RELATIVE}, {WHOLE("bestefar"), RELATIVE},

	{ENDING("spl"), STAFF | TELL_ABBREVIATION}, {ENDING("sykepl"), STAFF | TELL_ABBREVIATION},
	{ENDING("sjukepl"), STAFF | TELL_ABBREVIATION}, {WHOLE("hjpl"), STAFF | TELL_ABBREVIATION},
	{WHOLE("vpl"), STAFF | TELL_ABBREVIATION}, {WHOLE("overl"), STAFF | TELL_ABBREVIATION},
	{ENDING("leder"), TELL_TWO | TELL_PERSON}, {ENDING("lederen"), STAFF},
	{ENDING("leiar"), TELL_TWO | TELL_PERSON}, {ENDING("leiaren"), STAFF}, {ENDING("lege"), STAFF},
	{ENDING("legen"), STAFF}, {ENDING("lækjar"), STAFF}, {ENDING("lækjaren"), STAFF},
	{ENDING("pleier"), STAFF}, {ENDING("pleieren"), STAFF}, {ENDING("pleiar"), STAFF},
	{ENDING("pleiaren"), STAFF}, {ENDING("arbeider"), STAFF}, {ENDING("arbeideren"), STAFF},
	{ENDING("arbeidar"), STAFF}, {ENDING("arbeidaren"), STAFF}, {ENDING("terapeut"), STAFF},
	{ENDING("terapeuten"), STAFF}, {ENDING("psykolog"), STAFF}, {ENDING("psykologen"), STAFF},
	{ENDING("psykiater"), STAFF}, {ENDING("psykiateren"), STAFF}, {WHOLE("jordmor"), STAFF},
	{WHOLE("jordmora"), STAFF}, {WHOLE("jordmoren"), STAFF}, {ENDING("behandler"), STAFF},
	{ENDING("behandleren"), STAFF}, {ENDING("behandlar"), STAFF}, {ENDING("behandlaren"), STAFF},
	{WHOLE("sakshandsamar"), STAFF}, {WHOLE("sakshandsamaren"), STAFF}, {ENDING("koordinator"), STAFF},
	{ENDING("koordinatoren"), STAFF}, {WHOLE("tolk"), STAFF}, {WHOLE("tolken"), STAFF},
	{WHOLE("kontaktperson"), STAFF}, {WHOLE("kontaktpersonen"), STAFF}, {WHOLE("primærkontakt"), STAFF},
	{WHOLE("primærkontakten"), STAFF}, {ENDING("sekretær"), STAFF}, {ENDING("sekretæren"), STAFF},
	{ENDING("konsulent"), STAFF}, {ENDING("konsulenten"), STAFF}, {ENDING("rådgiver"), STAFF},
	{ENDING("rådgiveren"), STAFF}, {ENDING("rådgjevar"), STAFF}, {ENDING("rådgjevaren"), STAFF},
	{ENDING("assistent"), STAFF}, {ENDING("assistenten"), STAFF}, {ENDING("kirurg"), STAFF},
	{ENDING("kirurgen"), STAFF}, {ENDING("farmasøyt"), STAFF}, {ENDING("farmasøyten"), STAFF},
	{WHOLE("sosionom"), STAFF}, {WHOLE("sosionomen"), STAFF}, {WHOLE("radiograf"), STAFF},
	{WHOLE("radiografen"), STAFF}, {WHOLE("bakvakt"), STAFF}, {WHOLE("bakvakten"), STAFF},
	{WHOLE("bakvakta"), STAFF}, {WHOLE("forvakt"), STAFF}, {WHOLE("forvakten"), STAFF},
	{WHOLE("forvakta"), STAFF}, {WHOLE("vakthavende"), STAFF}, {WHOLE("kollega"), STAFF},
	{WHOLE("kollegaen"), STAFF}, {ENDING("student"), STAFF}, {ENDING("studenten"), STAFF},
	{ENDING("kandidat"), STAFF}, {ENDING("kandidaten"), STAFF},

	{WHOLE("dr"), TELL_TITLE | TELL_ABBREVIATION}, {WHOLE("doktor"), TELL_TITLE},
	{WHOLE("doktoren"), TELL_TITLE}, {WHOLE("hr"), TELL_TITLE | TELL_ABBREVIATION},
	{WHOLE("herr"), TELL_TITLE}, {WHOLE("fru"), TELL_TITLE}, {WHOLE("frk"), TELL_TITLE | TELL_ABBREVIATION},
	{WHOLE("frøken"), TELL_TITLE}, {WHOLE("prof"), TELL_TITLE | TELL_ABBREVIATION},
	{WHOLE("professor"), TELL_TITLE},

	{WHOLE("heter"), TELL_CALLED}, {WHOLE("heiter"), TELL_CALLED}, {WHOLE("het"), TELL_CALLED},
	{WHOLE("hette"), TELL_CALLED}, {WHOLE("heitte"), TELL_CALLED}, {WHOLE("heite"), TELL_CALLED},
	{WHOLE("hete"), TELL_CALLED}, {WHOLE("navn"), TELL_NAME | TELL_PERSON},
	{WHOLE("namn"), TELL_NAME | TELL_PERSON}, {WHOLE("pasientnavn"), TELL_NAME | TELL_PERSON},
	{WHOLE("pasientnamn"), TELL_NAME | TELL_PERSON}, {WHOLE("navnet"), TELL_TWO | TELL_PERSON},
	{WHOLE("namnet"), TELL_TWO | TELL_PERSON}, {WHOLE("han"), TELL_PERSON}, {WHOLE("hun"), TELL_PERSON},
	{WHOLE("ho"), TELL_PERSON}, {WHOLE("jeg"), TELL_PERSON}, {WHOLE("eg"), TELL_PERSON},

	{WHOLE("melder"), TELL_TWO}, {WHOLE("meldar"), TELL_TWO}, {WHOLE("er"), TELL_IS}, {WHOLE("var"), TELL_IS}, {WHOLE("foreldre"), RELATIVE},
	{WHOLE("foreldrene"), RELATIVE}, {WHOLE("hilsen"), TELL_TWO},
	{WHOLE("helsing"), TELL_TWO}, {WHOLE("mvh"), TELL_TWO | TELL_ABBREVIATION}, {WHOLE("vh"), TELL_TWO},
	{WHOLE("signert"), TELL_TWO}, {WHOLE("v"), TELL_TWO | TELL_SLASH},
};

/* clang-format on */

static uint32_t put_utf8(char *bytes, uint32_t code)
{
	if (code < 0x80) {
		bytes[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		bytes[0] = (char)(0xc0 | code >> 6);
		bytes[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	/* None of our words goes further. */
	bytes[0] = '?';
	return 1;
}

static bool is_last(const struct folded *word, char byte)
{
	return word->len > 0 && word->bytes[word->len - 1] == byte;
}

struct folded word_fold(const struct text *text, struct span span)
{
	struct folded word = {.len = 0};
	struct place place = span.start;

	while (place.byte < span.end.byte) {
		struct text_char read = text_at(text, place);

		place = place_after(place, &read);
		/* å as two characters, as one system's file names have it. */
		if (read.code == COMBINING_RING && is_last(&word, 'a')) {
			word.len--;
			read.class = CHAR_LETTER;
			read.code = 0xe5;
		}
		if (read.class == CHAR_INVISIBLE)
			continue;
		if (word.len + 3 > WORD_BYTES)
			return (struct folded){.len = 0};
		word.len += put_utf8(word.bytes + word.len, char_to_lower(read.code));
	}
	return word;
}

static bool is_known(const struct folded *word, const struct known *known)
{
	if (known->len > word->len || (known->len < word->len && !known->is_ending))
		return false;
	/* From the end, where most words differ already. */
	for (uint32_t i = 1; i <= known->len; i++)
		if (word->bytes[word->len - i] != known->word[known->len - i])
			return false;
	return true;
}

static bool is_word(const struct folded *word, const char *other)
{
	for (uint32_t i = 0; i < word->len; i++)
		if (word->bytes[i] != other[i])
			return false;
	return other[word->len] == '\0';
}

bool word_is_in(const struct folded *word, enum word_list list)
{
	static const struct {
		const char *const *words;
		size_t count;
	} lists[] = {
		[WORDS_BIRTH] = {WORD(birth_words)},       [WORDS_BIRTH_FILLER] = {WORD(birth_filler_words)},
		[WORDS_ACCOUNT] = {WORD(account_words)},   [WORDS_OTHER_NUMBER] = {WORD(other_number_words)},
		[WORDS_PHONE] = {WORD(phone_words)},       [WORDS_NUMBER] = {WORD(number_words)},
		[WORDS_NOT_NAME] = {WORD(not_name_words)}, [WORDS_PLACE] = {WORD(place_words)},
		[WORDS_USES] = {WORD(uses_words)},
	};

	for (size_t i = 0; word->len > 0 && i < lists[list].count; i++)
		if (is_word(word, lists[list].words[i]))
			return true;
	return false;
}

bool word_makes_organisation(const struct folded *word)
{
	for (size_t i = 0; i < COUNT(organisations); i++)
		if (is_known(word, &organisations[i]))
			return true;
	return false;
}

uint32_t word_tells(const struct folded *word)
{
	for (size_t i = 0; i < COUNT(tell_tales); i++)
		if (is_known(word, &tell_tales[i].known))
			return tell_tales[i].tells;
	return 0;
}

bool span_is_empty(struct span span)
{
	return span.start.byte == span.end.byte;
}

static bool joins_letters(const struct text_char *read)
{
	return read->class == CHAR_HYPHEN || read->code == '\'' || read->code == 0x2019;
}

struct span word_at(const struct text *text, struct place place)
{
	struct span span = {place, place};

	for (;;) {
		struct text_char read = text_visible(text, &place);
		struct place after = place_after(place, &read);

		if (read.class == CHAR_LETTER) {
			place = span.end = after;
			continue;
		}
		if (!span_is_empty(span) && joins_letters(&read)) {
			place = after;
			read = text_visible(text, &place);
			after = place_after(place, &read);
		}
		if (read.class != CHAR_LETTER)
			return span;
		place = span.end = after;
	}
}
