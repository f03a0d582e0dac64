#include "record/small.h"

#include "base/utf8.h"

enum { MILLION = 1000000, PLACES = 6 };

int64_t small_count(const struct doc *d, uint32_t field)
{
	struct decimal x;
	int64_t n;
	return doc_has(d, field) && decimal_parse(str_trim(doc_str(d, field)), &x) && decimal_rescale(x, PLACES, &n)
	           ? n
	           : -1;
}

/* Index of the smallest count that is shown and not nought; N when there is none. */
static uint32_t smallest_shown(const int64_t *counts, uint32_t n, const enum small *marks)
{
	uint32_t best = n;
	for (uint32_t i = 0; i < n; i++)
		if (marks[i] == SMALL_SHOWN && counts[i] > 0 && (best == n || counts[i] < counts[best]))
			best = i;
	return best;
}

void small_mark(const int64_t *counts, uint32_t n, bool total_known, int least, enum small *out)
{
	int64_t limit = (int64_t)least * MILLION, sum = 0;
	uint32_t few = 0;
	for (uint32_t i = 0; i < n; i++) {
		out[i] = counts[i] > 0 && counts[i] < limit ? SMALL_FEW : SMALL_SHOWN;
		few += out[i] == SMALL_FEW;
		sum += out[i] == SMALL_FEW ? counts[i] : 0;
	}
	if (!few || !total_known)
		return;
	if (n > SMALL_PARTS) {
		for (uint32_t i = 0; i < n; i++)
			out[i] = out[i] == SMALL_FEW || counts[i] == 0 ? out[i] : SMALL_HELD;
		return;
	}
	/* One hidden part follows from the total; several do when all are one, or all the most that is hidden. */
	bool told = few == 1 || sum <= (int64_t)few * MILLION || sum >= (int64_t)few * (limit - MILLION);
	uint32_t next = told ? smallest_shown(counts, n, out) : n;
	if (next < n)
		out[next] = SMALL_HELD;
}

void small_hide(arena *a, struct doc *d, uint32_t field, enum small what, int least)
{
	if (what != SMALL_SHOWN)
		doc_set(d, field, what == SMALL_FEW ? arena_fmt(a, "<%d", least) : STR("*"));
}

void small_hide_fields(arena *a, struct doc *d, const uint32_t *fields, uint32_t n, bool total_known, int least)
{
	int64_t counts[SMALL_PARTS] = { 0 };
	enum small marks[SMALL_PARTS];
	if (n > SMALL_PARTS)
		return;
	for (uint32_t i = 0; i < n; i++)
		counts[i] = small_count(d, fields[i]);
	small_mark(counts, n, total_known, least, marks);
	for (uint32_t i = 0; i < n; i++)
		small_hide(a, d, fields[i], marks[i], least);
}

/* Beginnings of words, and whole words. */
static const char *const stems[] = {
	"orang",  "jiwa",    "warga",      "penerima",   "peserta",     "perempuan", "laki",     "anak",    "bayi",
	"balita", "siswa",   "murid",      "guru",       "kader",       "petani",    "nelayan",  "remaja",  "pemuda",
	"lansia", "pasien",  "korban",     "penyandang", "disabilitas", "relawan",   "pekerja",  "umur",    "usia",
	"people", "person",  "women",      "woman",      "girl",        "boy",       "child",    "infant",  "student",
	"pupil",  "teacher", "farmer",     "fisher",     "mother",      "youth",     "patient",  "victim",  "survivor",
	"worker", "gender",  "adolescent", "beneficiar", "participant", "volunteer", "resident", "refugee", "disabilit",
	"female", "kelamin", "penduduk",
};
static const char *const words[] = { "men", "man", "male", "males", "age", "ages", "sex", "ibu" };
/* Words that begin so and mean something else: income, work. */
static const char *const others[] = { "penerimaan", "pekerjaan" };

static bool is_person(str word)
{
	for (size_t i = 0; i < SEL_COUNT(words); i++)
		if (str_is(word, words[i]))
			return true;
	for (size_t i = 0; i < SEL_COUNT(others); i++)
		if (str_is(word, others[i]))
			return false;
	for (size_t i = 0; i < SEL_COUNT(stems); i++)
		if (str_starts(word, str_of(stems[i])))
			return true;
	return false;
}

bool small_is_people(arena *a, str text)
{
	str folded = utf8_fold(a, text);
	size_t start = 0;
	for (size_t i = 0; i <= folded.n; i++) {
		char c = i < folded.n ? folded.p[i] : ' ';
		if ((c >= 'a' && c <= 'z'))
			continue;
		if (i > start && is_person(str_sub(folded, start, i - start)))
			return true;
		start = i + 1;
	}
	return false;
}
