/* cube.h -- what every public figure is counted from: the province's programmes as compact arrays in memory.
 *
 * An immutable generation is built from the derived tables and replaced when the feed has moved on; readers hold a
 * generation while they answer. Per activity it keeps short lists (organisations, places with shares, sectors with
 * shares, money by year) instead of their cross product, so a filter with all its facet counts is one pass.
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
struct cube {
	uint64_t generation;
	arena *arena;
	struct cube_activity *activities;
	uint32_t nactivities;
	uint32_t *orgs_of; /* lists of org indexes, the reporting one first */
	struct cube_share *places_of, *sectors_of;
	struct cube_money *money_of;
	struct cube_org *orgs;
	uint32_t norgs;
	struct cube_place *places; /* in order of code: parents before children, subtrees contiguous */
	uint32_t nplaces;
	const struct codelist *sectors; /* the province's own list; index = place in it */
	uint32_t nsectors;
	int64_t newest; /* last update of any activity in the province */
	/* Which activities name a place or organisation, copies left out: those of key I are hits[starts[I]] up to
	 * hits[starts[I + 1]]; as subtrees of places are contiguous, so are their activities (with repetitions). */
	struct cube_index {
		uint32_t *starts, *hits;
	} by_place, by_org;
};

struct cubes; /* the current generation of a store */
struct cubes *cubes_open(struct store *s);
void cubes_close(struct cubes *c);
/* The current generation, held until the arena ends; builds a new one first when the data have changed (one thread
 * does, the others go on with the old one). NULL only when the first build fails. */
const struct cube *cubes_hold(struct cubes *c, arena *a);

/* ---- looking up ---- */
int32_t cube_place_by_code(const struct cube *c, str code); /* -1: none */
int32_t cube_org_by_ref(const struct cube *c, str ref);
int32_t cube_sector_by_code(const struct cube *c, str code);
int32_t cube_activity_by_no(const struct cube *c, int64_t no);
/* By IATI identifier: the copy that counts. */
int32_t cube_activity_by_identifier(const struct cube *c, str identifier);
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
	uint32_t *hits; /* activity indexes, newest first year first */
	uint32_t n;
	struct cube_totals totals;
	/* Counts per value; each facet is counted under all other filters. NULL when not asked for. */
	uint32_t *by_org, *by_category, *by_sector, *by_regency /* by place index */, *by_status, *by_year;
};
/* CUBE_WITHIN: facets leave F's place and organisation in force; for the page of one place or organisation, which then
 * looks at its own activities only. */
enum { CUBE_FACETS = 1, CUBE_HITS = 2, CUBE_WITHIN = 4 };
struct cube_result *cube_select(const struct cube *c, arena *a, const struct cube_filter *f, unsigned what,
                                int this_year);

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
struct cube_matrix *cube_matrix(const struct cube *c, arena *a, const struct cube_filter *f, bool by_sector);
/* Per place one level below PLACE: programmes and committed; index i of the result is child i (out: CHILDREN, N). */
struct cube_cell *cube_by_child(const struct cube *c, arena *a, const struct cube_filter *f, int32_t place,
                                int32_t **children, uint32_t *n);
/* Committed and disbursed by year under F, years CUBE_YEAR_FIRST + i, CUBE_YEARS of them. */
struct cube_money *cube_by_year(const struct cube *c, arena *a, const struct cube_filter *f);

#endif
