/* iati_map.h -- a kind's field table as a tree of elements, for reading and writing IATI files.
 *
 * The table is the standard: the .iati and .iati1 paths of its fields say which element or attribute holds which value.
 * A map is compiled once per root kind and version and then only read, by any number of threads. Names of elements and
 * attributes are interned in the map's dictionary; a parser that uses a sub-dictionary of it compares pointers.
 *
 * Paths: steps divided by "/"; the last one is
 *   "@name"     an attribute ("@xml:lang" the one of the xml namespace);
 *   "text()"    the element's own text;
 *   "name"      for rows: one row per element of that name;
 *   ".", "@name" for rows of narratives (1.x): the element's text, or an attribute, is the one narrative.
 * Steps before the last are elements that may stand once; they have no row of their own ("flattened").
 * Rows of narratives at an element that other fields flatten too ("reporting-org" in 1.x, beside "reporting-org/@ref")
 * are the text of that element. */
#ifndef SELARAS_IATI_MAP_H
#define SELARAS_IATI_MAP_H

#include <libxml/xmlstring.h>

#include <libxml/dict.h>

#include "iati/iati_old.h"
#include "record/kind.h"

enum iati_generation { IATI_1 = 1, IATI_2 = 2 };

/* Most child elements a node may know: the reader keeps a bit for each. */
#define IATI_CHILDREN 128
#define IATI_NO_FIELD (-1)

struct iati_attr {
	const xmlChar *name;             /* interned, without prefix */
	bool xml;                        /* of the xml namespace */
	int16_t field;                   /* of the row that the element belongs to */
	const struct iati_old_list *old; /* 1.x: the codes that have changed since, or NULL */
};

struct iati_node {
	const xmlChar *name;     /* interned */
	const struct kind *row;  /* a row of this kind begins here; NULL: belongs to the parent's row */
	const struct kind *kind; /* the kind whose fields the numbers below mean */
	int16_t field;           /* row nodes: the field of the parent's row that collects them */
	int16_t text;            /* field that holds the element's text, or IATI_NO_FIELD */
	int16_t narrative;       /* rows of narratives whose text the element's text is (1.x), or IATI_NO_FIELD */
	int16_t extras;          /* row nodes: field with the rows of extra_kind, or IATI_NO_FIELD */
	uint16_t since, until;   /* versions that know the element, 0: all */
	uint16_t nattrs, nchildren, nneeds;
	uint16_t cap_attrs, cap_children, cap_needs;
	struct iati_attr *attrs;
	struct iati_node **children; /* in the order of the table, which is the order of version 2.03 */
	uint16_t *needs;             /* fields that must be said when the (optional) element is there: WITH_ELEMENT */
	const struct iati_old_list *old; /* of the text */
};

struct iati_map {
	enum iati_generation generation;
	struct iati_node *root;
	int16_t identifier; /* field of iati-identifier or organisation-identifier */
	int16_t version;    /* the root kind's field "source_version", or IATI_NO_FIELD */
};

/* The four maps of the product: activities and organisations, 1.x and 2.x, over one dictionary. Made once; every reader
 * and writer borrows them. A table that contradicts itself aborts here: tests/unit/iati_test.c compiles all. */
struct iati_maps {
	xmlDictPtr dict;
	arena *arena;
	struct iati_map *activity[2];     /* [0] 1.x, [1] 2.x */
	struct iati_map *organisation[2]; /* NULL when there is no such kind */
};
/* ORGANISATION may be NULL. */
void iati_maps_init(struct iati_maps *m, const struct kind *activity, const struct kind *organisation);
void iati_maps_release(struct iati_maps *m);

#endif
