/* profile.h -- a page as a sequence of blocks: tiles, tables, charts, maps, facts. Most pages of the site are one. */
#ifndef SELARAS_SITE_PROFILE_H
#define SELARAS_SITE_PROFILE_H

#include "site/activity_view.h"

enum block_type {
	BLOCK_TABLE,
	BLOCK_BARS,
	BLOCK_COLUMNS,
	BLOCK_MAP,
	BLOCK_HEAT,
	BLOCK_FACTS,
	BLOCK_TILES,
	BLOCK_TEXT,
	BLOCK_LINKS,  /* buttons */
	BLOCK_ENTRIES /* a list of records */
};
struct block {
	enum block_type type;
	str heading; /* empty: the block brings its own caption */
	str anchor;  /* id of the heading; empty: none */
	union {
		const struct table *table;
		const struct bars *bars;
		const struct columns *columns;
		const struct map *map;
		const struct heat *heat;
		const struct fact *facts;
		const struct tile *tiles;
		str text;
	} u;
	size_t n; /* of facts, tiles */
};
struct profile {
	str title, lead;
	const struct filter *form; /* NULL: none */
	struct block *blocks;
	size_t n, cap;
	const struct source *source; /* may be NULL */
	const struct download *downloads;
	size_t ndownloads;
};
/* A new last block of the page. */
struct block *profile_add(struct view_of *v, struct profile *p, enum block_type type);
/* Tiles that every place, partner and sector has. */
void profile_totals(struct view_of *v, struct profile *p, const struct cube_totals *t, bool partners, bool places);
/* Bars of the sectors, of the partners (at most MOST), of the places below PLACE under F, by number of programmes. */
void profile_sectors(struct view_of *v, struct profile *p, const struct cube_filter *f, const struct cube_result *r);
void profile_partners(struct view_of *v, struct profile *p, const struct cube_filter *f, const struct cube_result *r);
void profile_places(struct view_of *v, struct profile *p, const struct cube_filter *f, int32_t place);
/* The first programmes of R with a link to all of them. */
void profile_programmes(struct view_of *v, struct profile *p, const struct query *q, struct cube_result *r);
void profile_years(struct view_of *v, struct profile *p, const struct cube_filter *f);
/* The newest figure of every statistical series of a place (site/indicator.c). */
void profile_indicators(struct view_of *v, struct profile *p, str place);
/* Dated facts, permits and agreements of the organisation ORG, whose ULID is ID (site/partner_facts.c). */
void profile_partner_facts(struct view_of *v, struct profile *p, str id, const struct doc *org);
/* The same on one sheet of paper, as the address asks for: its last part is "profile.pdf" or "profile.docx". SUBJECT
 * says what it is a profile of, AT is its page (site/profile_paper.c). */
struct reply profile_paper(struct view_of *v, const struct profile *p, enum msg subject, struct url at);
/* Links to it; FORMAT with {} for NAME is the page's address. */
void profile_papers(struct view_of *v, struct profile *p, const char *format, str name);
struct reply profile_reply(struct view_of *v, struct profile *p);
/* The address of the list of programmes under F and one more pair. */
struct url list_url(struct view_of *v, const struct cube_filter *f, const char *name, str value);

#endif
