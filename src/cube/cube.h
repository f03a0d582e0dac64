/* cube.h -- what every public figure is counted from: the province's programmes as compact arrays in memory.
 *
 * An immutable generation is built from the derived tables (read.c) and replaced when the feed has moved on
 * (generations.c): only changed records are read again. Readers hold a generation while they answer. Per activity it
 * keeps short lists (organisations, places with shares, sectors with shares, money by year) instead of their cross
 * product; per value of a filter it keeps the set of activities that have it, as bits or as a list (sets.c), so that a
 * filter is a few intersections and a facet a count of common bits (select.c).
 *
 * How it counts, and what the pages say about it:
 *  - an activity over several places or sectors is shared by its percentages, equally where none are given; shares are
 * in millionths and add up to one;
 *  - amounts are rupiah cents, converted at the table's rate of the value date's year; without a rate an amount is left
 *    out and counted in "unconverted";
 *  - committed is transaction type 2, disbursed types 3 and 4 (disbursement and expenditure);
 *  - one identifier in several sources counts once: the copy updated last; the others are "copies";
 *  - the province's figures hold activities with a place in it; "national" ones name only the country. */
#ifndef SELARAS_CUBE_CUBE_H
#define SELARAS_CUBE_CUBE_H

#include "record/store.h"

enum { SHARE_ONE = 1000000, CUBE_YEAR_FIRST = 2000, CUBE_YEARS = 40, CUBE_STATUSES = 7 };
enum cube_category {
	CATEGORY_OTHER,
	CATEGORY_BILATERAL,
	CATEGORY_MULTILATERAL,
	CATEGORY_NGO,
	CATEGORY_GOVERNMENT,
	CATEGORY_COUNT
};
enum cube_scope { SCOPE_PROVINCE, SCOPE_NATIONAL, SCOPE_ELSEWHERE, SCOPE_COUNT };

struct cube_org {
	str ref, name, acronym;
	str id;     /* ULID of its record; empty when only activities name it */
	int64_t no; /* 0 likewise */
	enum cube_category category;
	bool registered;
};
struct cube_place {
	str code, name, kind_word;
	int level;       /* 1 province, 2 regency or city, 3 district, 4 village, 5 island */
	int32_t parent;  /* index, -1 for the province */
	uint32_t end;    /* places [own index, end) are itself and everything in it */
	int32_t regency; /* index of the regency it is or lies in; -1 for the province */
};
struct cube_share {
	uint32_t key;   /* place or sector index */
	uint32_t share; /* millionths */
};
struct cube_money {
	int16_t year;
	int64_t committed, disbursed, budget; /* rupiah cents */
};
struct cube_activity {
	int64_t no;
	str identifier;
	str title[2]; /* in Indonesian and English, each in the other when there is but one; empty: none, or not public
	               */
	str reporter; /* what it calls its reporting organisation */
	uint32_t org; /* reporting organisation */
	uint32_t orgs_at, places_at, sectors_at, money_at;
	uint16_t norgs, nplaces, nsectors, nmoney;
	uint8_t status; /* 0: not said; else ActivityStatus 1..6 */
	uint8_t scope;
	bool copy;            /* another source has the same identifier and is newer */
	bool has_copies;      /* this one counts, and there are others */
	bool shares_equal;    /* places without percentages: split equally */
	uint16_t unconverted; /* amounts without a rate */
	int16_t first, last;  /* years; 0 when not known */
	int64_t committed, disbursed;
	int64_t updated; /* ms UTC, of the source */
};
/* Which activities have a value, copies left out: those of value K are hits[starts[K]] up to hits[starts[K + 1]], in
 * ascending order; bits[K], a bit per activity, is there when they are many, else NULL. */
struct cube_index {
	uint32_t *starts, *hits;
	uint32_t *shares; /* of places: beside each hit */
	uint64_t **bits;
};
struct cube {
	uint64_t generation; /* the feed's number when these figures were last read */
	arena *arena;
	struct cube_activity *activities;
	uint32_t nactivities;
	uint32_t *orgs_of; /* lists of org indexes, the reporting one first */
	struct cube_share *places_of, *sectors_of;
	struct cube_money *money_of;
	uint32_t norgs_of, nplaces_of, nsectors_of, nmoney_of;
	struct cube_org *orgs; /* registered ones in order of their records, then in order of their first mention */
	uint32_t norgs;
	struct cube_place *places; /* in order of code: parents before children, subtrees contiguous */
	uint32_t nplaces;
	const struct codelist *sectors; /* the province's own list; index = place in it */
	uint32_t nsectors;
	int64_t newest; /* last update of any activity in the province */
	/* by_place: the very place; as subtrees are contiguous, so are their activities (with repetitions) */
	struct cube_index by_place, by_org;
	uint32_t *slots; /* a hash table of identifiers: index of an activity + 1 */
	uint32_t nslots;
	struct cube_sets *sets;         /* sets.h: what select.c counts with */
	struct cube_memory *memory;     /* figures worked out before, by filter */
	struct cube_partners *partners; /* the organisations' records, for the next generation */
	struct cube_shelf *shelves[32]; /* where the texts are; shared with other generations */
	uint32_t nshelves;
	int year; /* the partners' categories are of this year */
};

struct cubes; /* the current generation of a store */
struct cubes *cubes_open(struct store *s);
void cubes_close(struct cubes *c);
/* Up to N activities and changes (10,000 unless this is called) whoever asks makes the next generation at once. */
void cubes_set_small(struct cubes *c, uint32_t n);
/* The current generation, held until the arena ends. When the data have changed, a background thread is building the
 * next one meanwhile; small data are renewed at once. NULL only when the first build fails. */
const struct cube *cubes_hold(struct cubes *c, arena *a);
/* The same, not older than the data are when this is called: waits for the next generation. */
const struct cube *cubes_hold_fresh(struct cubes *c, arena *a);
/* Whether C says what the data say now. */
bool cubes_is_fresh(struct cubes *cubes, const struct cube *c);

/* ---- looking up ---- */
int32_t cube_place_by_code(const struct cube *c, str code); /* -1: none */
int32_t cube_org_by_ref(const struct cube *c, str ref);
/* The organisation into which the one of this identifier was merged; -1. */
int32_t cube_org_merged(const struct cube *c, str ref);
int32_t cube_sector_by_code(const struct cube *c, str code);
int32_t cube_activity_by_no(const struct cube *c, int64_t no);
/* By IATI identifier: the copy that counts. */
int32_t cube_activity_by_identifier(const struct cube *c, str identifier);
/* All activities with X's identifier but X itself: the next one after PREVIOUS (-1: the first); -1: no more. */
int32_t cube_next_copy(const struct cube *c, const struct cube_activity *x, int32_t previous);
/* As an address names it: by the record's number, else by IATI identifier. */
int32_t cube_activity_of(const struct cube *c, str id);
enum cube_category cube_category_of(str code);
const char *cube_category_code(enum cube_category c);

/* ---- filtering ---- */
enum cube_dimension {
	DIM_ORG,
	DIM_CATEGORY,
	DIM_SECTOR,
	DIM_PLACE,
	DIM_STATUS,
	DIM_YEAR,
	DIM_TEXT,
	DIM_SCOPE,
	DIM_COUNT
};
struct cube_filter {
	int32_t org, category, sector, place, status; /* -1: any */
	int year;                                     /* 0: any; active in that year */
	int scope;                                    /* -1: any */
	const uint8_t *text;                          /* a bit per activity; NULL: any */
};
#define CUBE_ANY ((struct cube_filter){ -1, -1, -1, -1, -1, 0, SCOPE_PROVINCE, NULL })

struct cube_totals {
	uint32_t programmes, active, partners, by_category[CATEGORY_COUNT]; /* partners by category */
	uint32_t regencies, districts, villages;                            /* reached */
	int64_t committed, disbursed; /* attributed to the filter's place and sector */
	uint32_t unconverted, equal_shares, copies;
	uint32_t with_place, with_sector, with_money, updated_in_year; /* completeness, of programmes */
};
struct cube_result {
	uint32_t n;          /* hits */
	const uint64_t *set; /* a bit per activity; cube_page() gives them in order */
	struct cube_totals totals;
	/* Counts per value; each facet is counted under all other filters. NULL when not asked for. */
	uint32_t *by_org, *by_category, *by_sector, *by_region /* cube_in_regency() */, *by_status, *by_year;
};
/* CUBE_WITHIN: facets leave F's place and organisation in force; for the page of one place or organisation, which then
 * looks at its own activities only. */
enum { CUBE_FACETS = 1, CUBE_WITHIN = 2 };
struct cube_result *cube_select(const struct cube *c, arena *a, const struct cube_filter *f, unsigned what,
                                int this_year);
/* How many of R's facet are in the regency PLACE; 0 for places of other levels. */
uint32_t cube_in_regency(const struct cube *c, const struct cube_result *r, int32_t place);
/* N of R's hits from FROM on as activity indexes, newest records first; gives how many there are (fewer at the end). */
uint32_t cube_page(const struct cube *c, const struct cube_result *r, uint32_t from, uint32_t n, uint32_t *out);
/* All hits of R. */
uint32_t *cube_hits(const struct cube *c, arena *a, const struct cube_result *r);

/* Amount of an activity that falls to the filter's place and sector, by their shares. */
int64_t cube_attributed(const struct cube *c, const struct cube_activity *x, const struct cube_filter *f,
                        int64_t amount);
/* Share of an activity inside PLACE's subtree (millionths; all of it for place -1). */
uint32_t cube_place_share(const struct cube *c, const struct cube_activity *x, int32_t place);
uint32_t cube_sector_share(const struct cube *c, const struct cube_activity *x, int32_t sector);

/* ---- who does what where ---- */
struct cube_cell {
	uint32_t programmes;
	int64_t committed;
};
struct cube_matrix {
	int32_t *rows, *columns; /* org or sector indexes; place indexes */
	uint32_t nrows, ncolumns;
	struct cube_cell *cells; /* nrows x ncolumns */
	struct cube_cell *row_sums, *column_sums, all;
};
/* Rows: partners (BY_SECTOR false) or sectors; columns: the places one level below F's place (regencies of the
 * province). */
const struct cube_matrix *cube_matrix(const struct cube *c, arena *a, const struct cube_filter *f, bool by_sector);
/* Per place one level below PLACE: programmes and committed; index i of the result is child i (out: CHILDREN, N). */
const struct cube_cell *cube_by_child(const struct cube *c, arena *a, const struct cube_filter *f, int32_t place,
                                      const int32_t **children, uint32_t *n);
/* Committed and disbursed by year under F, years CUBE_YEAR_FIRST + i, CUBE_YEARS of them. */
const struct cube_money *cube_by_year(const struct cube *c, arena *a, const struct cube_filter *f);

#endif
