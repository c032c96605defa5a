/* SPDX-License-Identifier: MIT */
#include "privacy/guard_words.h"

#include "base/banned.h"

#define COMBINING_RING 0x030a
#define WORD(list) (list), sizeof(list) / sizeof((list)[0])

static const char *const birth_words[] = {"født",        "fødd",      "f",        "fødselsdato", "fødselsdatoen",
				    "fødselsdag", "fødselsdagen", "fdato"};
static const char *const birth_filler_words[] = {"den", "d", "dato", "dag"};
static const char *const account_words[] = {"konto", "kontoen", "kontonr", "kontonummer", "kontonummeret", "bankkonto",
				      "bankkontoen", "bankkontonummer", "kto", "iban"};
static const char *const phone_words[] = {"tlf", "tel", "telefon", "telefonen", "telefonnr", "telefonnummer", "mob",
					  "mobil", "mobilen", "mobilnr", "mobilnummer", "sms"};
static const char *const number_words[] = {"nr", "nummer", "no", "num"};
static const char *const other_number_words[] = {
	"sak",         "saken",          "saka",          "saksnr",        "saksnummer",     "saksnummeret",
	"referanse",   "referansen",     "ref",           "refnr",         "referansenr",    "referansenummer",
	"avtale",      "avtalen",        "avtalenr",      "avtalenummer",  "ordre",          "ordrenr",
	"ordrenummer", "faktura",        "fakturaen",     "fakturanr",     "fakturanummer",  "kid",
	"batch",       "batchnr",        "batchnummer",   "lot",           "lotnr",          "parti",
	"serienr",     "serienummer",    "artikkel",      "artikkelnr",    "artikkelnummer", "varenr",
	"varenummer",  "løpenr",         "løpenummer",    "lisens",        "lisensnr",       "lisensnummer",
	"sporing",     "sporingsnr",     "sporingsnummer", "sending",      "pakke",          "orgnr",
	"org",         "organisasjonsnummer", "journalnr", "journalnummer", "prøve",         "prøvenr",
	"prøvenummer", "rekvisisjon",    "rekvisisjonsnummer", "hendelse", "hendelsesnummer", "melding",
	"meldingsid",  "id",             "hpr",           "her",           "utstyr",         "utstyrsnr",
	"utstyrsnummer", "inventarnummer", "versjon",     "kr",            "nok",            "kroner",
	"beløp",       "beløpet",        "sum",           "glasnummer",    "hjelpemiddel",   "bestillingsnummer",
};
static const char *const place_words[] = {
	"agdenes",   "alta",       "arendal",    "asker",       "bergen",       "bodø",        "drammen",  "elverum",
	"fredrikstad", "frosta",   "førde",      "gauldal",     "gjøvik",       "halden",      "hamar",    "hammerfest",
	"harstad",   "haugesund",  "heim",       "hitra",       "holtålen",     "horten",      "innlandet", "indre",
	"kirkenes",  "kongsberg",  "kongsvinger", "kristiansand", "kristiansund", "larvik",    "leira",    "levanger",
	"lillehammer", "lillestrøm", "malvik",   "melhus",      "meråker",      "midtre",      "mo",       "molde",
	"moss",      "namsos",     "narvik",     "norge",       "noreg",        "oppdal",      "orkanger", "orkdal",
	"orkland",   "oslo",       "porsgrunn",  "rana",        "rennebu",      "rindal",      "røros",    "sandnes",
	"sarpsborg", "selbu",      "skaun",      "skien",       "snåsa",        "stavanger",   "steinkjer", "stjørdal",
	"stord",     "tromsø",     "trondheim",  "trøndelag",   "tydal",        "tynset",      "tønsberg", "verdal",
	"voss",      "ørland",     "ørsta",      "østmarka",    "åfjord",       "ålesund",     "øya",
};
/* Matched at the end of a word as well: universitetssykehus. */
static const char *const organisation_words[] = {
	"kommune",     "kommunen",   "sykehus",    "sykehuset",  "sjukehus",   "sjukehuset", "hospital",   "hospitalet",
	"legesenter",  "legesenteret", "legekontor", "legekontoret", "legevakt", "legevakta", "legevakten", "helsesenter",
	"helsesenteret", "helsehus", "helsehuset", "sykehjem",   "sykehjemmet", "sjukeheim", "sjukeheimen", "bosenter",
	"bosenteret",  "omsorgssenter", "omsorgssenteret", "omsorgsbolig", "bofellesskap", "klinikk", "klinikken",
	"avdeling",    "avdelingen", "avdelinga",  "sengepost",  "apotek",     "apoteket",   "fylke",      "fylkeskommune",
	"helseforetak", "helseføretak", "distriktssenter", "bydel", "distrikt", "ambulansestasjon", "hjemmetjeneste",
	"hjemmetjenesten", "heimeteneste", "heimetenesta", "hjemmesykepleie", "heimesjukepleie", "poliklinikk",
	"rehabilitering", "forvaltning", "forvaltningskontor", "helsefellesskap", "universitet", "hf", "dps", "bup",
};
static const char *const uses_words[] = {
	"pasienten", "pasientene", "pasientane", "han",        "hun",      "ho",        "vi",           "de",
	"dei",       "jeg",        "eg",         "dere",       "man",      "ein",       "som",          "ikke",
	"ikkje",     "kommunen",   "kommunene",  "kommunane",  "sykehuset", "sjukehuset", "legekontoret", "kontoret",
	"avdelingen", "avdelinga", "fastlegen",  "legen",      "legene",   "fastlegene", "hjemmetjenesten", "heimetenesta",
	"legevakten", "legevakta", "sykehjemmet", "sjukeheimen", "alle",   "mange",     "noen",         "nokon",
	"hospitalet", "foretaket", "mottaket",   "posten",     "den",      "det",
};
/* Never a name in this place. Given names that are also words (Per, Dag, Mai, Bo, Liv) must stay out of it. */
static const char *const not_name_words[] = {
	/* starts a sentence, or stands in a text of capitals */
	"a", "alle", "alt", "ambulanse", "ambulansen", "annen", "at", "av", "avdeling", "avdelingen", "avdelinga",
	"barnet", "beboer", "beboeren", "begge", "behandling", "beskjed", "blei", "ble", "bør", "bruker", "brukar",
	"brukeren", "brukaren", "da", "datter", "datteren", "de", "dei", "den", "denne", "der", "dere", "dersom", "det",
	"dette", "deretter", "desse", "disse", "du", "då", "eg", "ein", "ektefelle", "ektefellen", "eller", "en", "enda",
	"epikrise", "epikrisen", "er", "et", "etter", "ett", "familien", "fastlege", "fastlegen", "feil", "fekk", "fikk",
	"flere", "fleire", "for", "fordi", "fra", "frå", "får", "født", "fødd", "før", "først", "ga", "gav", "gikk",
	"gjekk", "gjelder", "gjeld", "ha", "hadde", "han", "har", "heimetenesta", "hendelsen", "hendinga",
	"hennar", "hennes", "het", "heter", "heiter", "heitte",
	"hette", "henvisning", "henvisningen", "her", "hjemme", "hjemmesykepleien", "hjemmetjenesten", "ho",
	"hos", "hun", "hva", "hvem", "hver", "hvis", "hvor", "hvorfor", "i", "ifølge", "igjen", "ikke", "ikkje", "informert",
	"informasjon", "ingen", "inn", "innlagt", "innleggelse", "ja", "jeg", "kan", "kl", "kom", "kommune", "kommunen",
	"kommunene", "kontakt", "kontaktet", "korleis", "kunne", "kva", "kven", "kvifor", "kvinne", "kvinnen", "lege",
	"legen", "legevakt", "legevakta", "legevakten", "ligger", "mann", "mannen", "manglende", "manglet", "med",
	"medisin", "medisinliste", "medisinlisten", "melding", "meldingen", "mellom", "melder", "men", "mens", "mener",
	"mente", "mobil", "mor", "mot", "mottatt", "må", "måtte", "nei", "noen", "nokon", "nr", "nå", "når", "no", "nummer",
	"og", "også", "om", "oss", "over", "pasient", "pasienten", "pga", "post", "prøver", "pårørende", "pårørande", "på",
	"reagerte", "ringte", "sa", "samme", "samtale", "seier", "selv", "sendt", "sendte", "ser", "sier",
	"siden", "sidan", "siste", "sjukehuset", "sjukepleiar", "sjukepleiaren", "skal", "skulle", "som", "spurte", "status",
	"svar", "svarte", "sykehus", "sykehuset", "sykepleier", "sykepleieren", "så", "sønn", "sønnen", "ta", "telefon",
	"til", "tilbake", "tilsyn", "tlf", "tok", "tre", "to", "uklart", "ukjent", "under", "usikker", "ut", "uten", "utan",
	"utskrevet", "utskriven", "utskrivning", "utskriving", "vakt", "vakthavende", "var", "vart", "varsel", "varslet",
	"varsla", "ved", "vet", "veit", "vi", "viktig", "vil", "ville", "vår", "vårt", "være", "vært", "vore", "ønsker",
	"ønskjer", "ønsket",
	"mandag", "tirsdag", "tysdag", "onsdag", "torsdag", "fredag", "lørdag", "laurdag", "søndag", "sundag",
	/* organisations and systems */
	"amk", "asu", "helfo", "helse", "helsenorge", "helseplattformen", "sankt", "st", "olavs", "nav", "norsk", "norske",
	"statens", "statsforvalteren", "statsforvaltaren", "fylkeslegen", "fagråd", "fagrådet", "digipost", "altinn", "røde",
	"kirkens", "frelsesarmeen", "aleris", "unicare", "volvat", "fürst", "medisinsk", "kirurgisk", "visma", "gerica",
	"profil", "cosdoc", "dips", "infodoc", "pridok", "winmed", "cgm", "system", "kjernejournal", "plo", "norgeshelsa",
	"microsoft", "teams", "outlook", "word", "excel", "windows", "android", "iphone", "ipad", "compilo", "epj",
	/* the second half of a medicine's name, and who makes it */
	"depot", "retard", "forte", "mite", "comp", "duo", "novum", "turbuhaler", "diskus", "respimat", "flexpen", "penfill",
	"solostar", "kwikpen", "ellipta", "genuair", "breezhaler", "easyhaler", "novolizer", "aerolizer", "evohaler",
	"inhaler", "plus", "prolong", "junior", "vitamin", "insulin", "sandoz", "krka", "teva", "mylan", "actavis", "orion",
	"orifarm", "weifa", "accord", "sanofi", "ratiopharm", "stada", "hexal", "bayer", "pfizer", "novartis", "viatris",
	"aurobindo", "fresenius", "albyl", "albyl-e", "marevan", "eliquis", "xarelto", "metoprolol",
	"selo-zok", "paracet", "paracetamol", "paralgin", "pinex", "fragmin", "klexane", "furix", "burinex", "lantus",
	"novorapid", "levaxin", "oxynorm", "oxycontin", "sobril", "imovane", "zopiklon", "somac", "nexium", "symbicort",
	"ventoline", "spiriva", "calcigran", "kaleorid", "duroferon", "prednisolon", "digoxin", "atacand", "norvasc",
};

struct tell_tale {
	const char *word;
	uint32_t tells;
	bool is_ending; /* of compounds too: avdelingssykepleier, legevaktslege */
};

#define PATIENT (TELL_NAME | TELL_PATIENT | TELL_PERSON)
#define RELATIVE (TELL_NAME | TELL_PERSON)
#define STAFF (TELL_NAME | TELL_PERSON)

/* Whole words come before the endings they would also match. */
static const struct tell_tale tell_tales[] = {
	{"bruker", TELL_TWO | TELL_PATIENT | TELL_PERSON | TELL_VERB, false},
	{"brukar", TELL_TWO | TELL_PATIENT | TELL_PERSON | TELL_VERB, false},
	{"brukeren", PATIENT, false}, {"brukaren", PATIENT, false}, {"pasient", PATIENT, true},
	{"pasienten", PATIENT, true}, {"pas", PATIENT | TELL_ABBREVIATION, false}, {"pasn", PATIENT, false},
	{"beboer", PATIENT, false}, {"beboeren", PATIENT, false}, {"bebuar", PATIENT, false},
	{"bebuaren", PATIENT, false}, {"klient", PATIENT, false}, {"klienten", PATIENT, false},
	{"barnet", PATIENT, false}, {"mann", PATIENT, false}, {"mannen", PATIENT, false}, {"kvinne", PATIENT, false},
	{"kvinnen", PATIENT, false}, {"kvinna", PATIENT, false}, {"gutten", PATIENT, false}, {"guten", PATIENT, false},
	{"jenta", PATIENT, false}, {"jenten", PATIENT, false}, {"vedkommende", PATIENT, false},
	{"tjenestemottaker", PATIENT, false}, {"tenestemottakar", PATIENT, false},

	{"pårørende", RELATIVE, true}, {"pårørande", RELATIVE, true}, {"datter", RELATIVE, true},
	{"datteren", RELATIVE, true}, {"datra", RELATIVE, false}, {"dattera", RELATIVE, true},
	{"dotter", RELATIVE, true}, {"dottera", RELATIVE, true}, {"sønn", RELATIVE, true}, {"sønnen", RELATIVE, true},
	{"son", RELATIVE, false}, {"sonen", RELATIVE, false}, {"mor", RELATIVE, false}, {"moren", RELATIVE, false},
	{"mora", RELATIVE, false}, {"far", RELATIVE, false}, {"faren", RELATIVE, false}, {"mamma", RELATIVE, false},
	{"pappa", RELATIVE, false}, {"kone", RELATIVE, false}, {"konen", RELATIVE, false}, {"kona", RELATIVE, false},
	{"ektefelle", RELATIVE, false}, {"ektefellen", RELATIVE, false}, {"ektemann", RELATIVE, false},
	{"ektemannen", RELATIVE, false}, {"ektemake", RELATIVE, false}, {"ektemaken", RELATIVE, false},
	{"samboer", RELATIVE, false}, {"samboeren", RELATIVE, false}, {"sambuar", RELATIVE, false},
	{"sambuaren", RELATIVE, false}, {"kjæreste", RELATIVE, false}, {"kjæresten", RELATIVE, false},
	{"søster", RELATIVE, true}, {"søsteren", RELATIVE, true}, {"søstera", RELATIVE, true},
	{"syster", RELATIVE, true}, {"systera", RELATIVE, true}, {"bror", RELATIVE, true}, {"broren", RELATIVE, true},
	{"verge", RELATIVE, false}, {"vergen", RELATIVE, false}, {"verje", RELATIVE, false}, {"verja", RELATIVE, false},
	{"nabo", RELATIVE, false}, {"naboen", RELATIVE, false}, {"tante", RELATIVE, false}, {"tanten", RELATIVE, false},
	{"tanta", RELATIVE, false}, {"onkel", RELATIVE, false}, {"onkelen", RELATIVE, false},
	{"niese", RELATIVE, false}, {"niesen", RELATIVE, false}, {"niesa", RELATIVE, false},
	{"nevø", RELATIVE, false}, {"nevøen", RELATIVE, false}, {"barnebarn", RELATIVE, false},
	{"barnebarnet", RELATIVE, false}, {"svigermor", RELATIVE, false}, {"svigerfar", RELATIVE, false},
	{"bestemor", RELATIVE, false}, {"bestefar", RELATIVE, false},

	{"spl", STAFF | TELL_ABBREVIATION, true}, {"sykepl", STAFF | TELL_ABBREVIATION, true},
	{"sjukepl", STAFF | TELL_ABBREVIATION, true}, {"hjpl", STAFF | TELL_ABBREVIATION, false},
	{"vpl", STAFF | TELL_ABBREVIATION, false}, {"overl", STAFF | TELL_ABBREVIATION, false},
	{"leder", TELL_TWO | TELL_PERSON, true}, {"lederen", STAFF, true}, {"leiar", TELL_TWO | TELL_PERSON, true},
	{"leiaren", STAFF, true}, {"lege", STAFF, true}, {"legen", STAFF, true}, {"lækjar", STAFF, true},
	{"lækjaren", STAFF, true}, {"pleier", STAFF, true}, {"pleieren", STAFF, true}, {"pleiar", STAFF, true},
	{"pleiaren", STAFF, true}, {"arbeider", STAFF, true}, {"arbeideren", STAFF, true}, {"arbeidar", STAFF, true},
	{"arbeidaren", STAFF, true}, {"terapeut", STAFF, true}, {"terapeuten", STAFF, true}, {"psykolog", STAFF, true},
	{"psykologen", STAFF, true}, {"psykiater", STAFF, true}, {"psykiateren", STAFF, true},
	{"jordmor", STAFF, false}, {"jordmora", STAFF, false}, {"jordmoren", STAFF, false},
	{"behandler", STAFF, true}, {"behandleren", STAFF, true}, {"behandlar", STAFF, true},
	{"behandlaren", STAFF, true}, {"sakshandsamar", STAFF, false}, {"sakshandsamaren", STAFF, false},
	{"koordinator", STAFF, true}, {"koordinatoren", STAFF, true}, {"tolk", STAFF, false}, {"tolken", STAFF, false},
	{"kontaktperson", STAFF, false}, {"kontaktpersonen", STAFF, false}, {"primærkontakt", STAFF, false},
	{"primærkontakten", STAFF, false}, {"sekretær", STAFF, true}, {"sekretæren", STAFF, true},
	{"konsulent", STAFF, true}, {"konsulenten", STAFF, true}, {"rådgiver", STAFF, true},
	{"rådgiveren", STAFF, true}, {"rådgjevar", STAFF, true}, {"rådgjevaren", STAFF, true},
	{"assistent", STAFF, true}, {"assistenten", STAFF, true}, {"kirurg", STAFF, true}, {"kirurgen", STAFF, true},
	{"farmasøyt", STAFF, true}, {"farmasøyten", STAFF, true}, {"sosionom", STAFF, false},
	{"sosionomen", STAFF, false}, {"radiograf", STAFF, false}, {"radiografen", STAFF, false},
	{"bakvakt", STAFF, false}, {"bakvakten", STAFF, false}, {"bakvakta", STAFF, false}, {"forvakt", STAFF, false},
	{"forvakten", STAFF, false}, {"forvakta", STAFF, false}, {"vakthavende", STAFF, false},
	{"kollega", STAFF, false}, {"kollegaen", STAFF, false}, {"student", STAFF, true}, {"studenten", STAFF, true},
	{"kandidat", STAFF, true}, {"kandidaten", STAFF, true},

	{"dr", TELL_TITLE | TELL_ABBREVIATION, false}, {"doktor", TELL_TITLE, false}, {"doktoren", TELL_TITLE, false},
	{"hr", TELL_TITLE | TELL_ABBREVIATION, false}, {"herr", TELL_TITLE, false}, {"fru", TELL_TITLE, false},
	{"frk", TELL_TITLE | TELL_ABBREVIATION, false}, {"frøken", TELL_TITLE, false},
	{"prof", TELL_TITLE | TELL_ABBREVIATION, false}, {"professor", TELL_TITLE, false},

	{"heter", TELL_CALLED, false}, {"heiter", TELL_CALLED, false}, {"het", TELL_CALLED, false},
	{"hette", TELL_CALLED, false}, {"heitte", TELL_CALLED, false}, {"heite", TELL_CALLED, false},
	{"hete", TELL_CALLED, false},
	{"navn", TELL_NAME | TELL_PERSON, false}, {"namn", TELL_NAME | TELL_PERSON, false},
	{"pasientnavn", TELL_NAME | TELL_PERSON, false}, {"pasientnamn", TELL_NAME | TELL_PERSON, false},
	{"navnet", TELL_TWO | TELL_PERSON, false}, {"namnet", TELL_TWO | TELL_PERSON, false},
	{"han", TELL_PERSON, false}, {"hun", TELL_PERSON, false}, {"ho", TELL_PERSON, false},
	{"jeg", TELL_PERSON, false}, {"eg", TELL_PERSON, false},

	{"melder", TELL_TWO, false}, {"meldar", TELL_TWO, false}, {"hilsen", TELL_TWO, false}, {"helsing", TELL_TWO, false}, {"mvh", TELL_TWO | TELL_ABBREVIATION, false},
	{"vh", TELL_TWO, false}, {"signert", TELL_TWO, false}, {"v", TELL_TWO | TELL_SLASH, false},
};

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

static uint32_t length_of(const char *word)
{
	uint32_t len = 0;

	while (word[len])
		len++;
	return len;
}

static bool ends_with(const struct folded *word, const char *ending)
{
	uint32_t len = length_of(ending);

	if (len > word->len)
		return false;
	for (uint32_t i = 0; i < len; i++)
		if (word->bytes[word->len - len + i] != ending[i])
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
		[WORDS_BIRTH] = {WORD(birth_words)},
		[WORDS_BIRTH_FILLER] = {WORD(birth_filler_words)},
		[WORDS_ACCOUNT] = {WORD(account_words)},
		[WORDS_OTHER_NUMBER] = {WORD(other_number_words)},
		[WORDS_PHONE] = {WORD(phone_words)},
		[WORDS_NUMBER] = {WORD(number_words)},
		[WORDS_NOT_NAME] = {WORD(not_name_words)},
		[WORDS_PLACE] = {WORD(place_words)},
		[WORDS_ORGANISATION] = {WORD(organisation_words)},
		[WORDS_USES] = {WORD(uses_words)},
	};

	for (size_t i = 0; word->len > 0 && i < lists[list].count; i++) {
		const char *other = lists[list].words[i];

		if (list == WORDS_ORGANISATION && length_of(other) > 3 ? ends_with(word, other) : is_word(word, other))
			return true;
	}
	return false;
}

uint32_t word_tells(const struct folded *word)
{
	for (size_t i = 0; word->len > 0 && i < sizeof(tell_tales) / sizeof(tell_tales[0]); i++) {
		const struct tell_tale *tell_tale = &tell_tales[i];

		if (tell_tale->is_ending ? ends_with(word, tell_tale->word) : is_word(word, tell_tale->word))
			return tell_tale->tells;
	}
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
