/* iati_build.h -- one activity or organisation: from a parser's tags and texts to a document.
 *
 * What the map knows becomes values and rows; everything else becomes rows of "extra" in the nearest row that has such
 * a field, with its path from there (record/kind.h; "narrative[2]/@foo" where a row without extra of its own lies
 * between). Only comments, processing instructions, white space around texts, the order between differently named
 * siblings and positions inside mixed content are not kept.
 *
 * Texts: ASCII white space is cut from both ends of element texts; attributes are kept as written, but values of every
 * type other than text are cut as well (XML Schema's collapse). */
#ifndef SELARAS_IATI_BUILD_H
#define SELARAS_IATI_BUILD_H

#include "base/vec.h"
#include "iati/iati_map.h"
#include "iati/iati_xml.h"
#include "record/doc.h"

enum { BUILD_DEPTH = 64 };

struct build_frame {
	const struct iati_node *node;
	struct doc *doc; /* the row that the element's values go to */
	size_t text;     /* where its text begins in builder.text */
	str lang;        /* 1.x: language of the narrative that the text is */
	uint16_t child;  /* its place in the parent's node */
	uint16_t last;   /* place of the last known child of its own */
	bool filled;     /* something of it was kept */
	bool stray;      /* texts between its children were kept */
	uint64_t seen[IATI_CHILDREN / 64];
};

struct build_ns {
	const xmlChar *prefix;
	uint32_t level;
};

struct iati_builder {
	arena *arena; /* of the record */
	const struct iati_map *map;
	const xmlChar *uri; /* the record's own namespace: none, or whatever default the file declares */
	uint16_t version;   /* 203; 0: not said */
	struct doc *doc;
	struct problems *problems;
	uint32_t line;       /* of the tag or text being read */
	const char *refused; /* a limit was passed: message key */
	size_t max_record;   /* bytes of one record in the arena */
	/* inside */
	size_t start;
	struct build_frame frames[BUILD_DEPTH];
	uint32_t depth;     /* frames in use */
	uint32_t level;     /* all open elements of the record */
	uint32_t frag_from; /* level at which the fragment began; 0: none */
	bool frag_open;     /* its last start tag still lacks the ">" */
	struct buf text, frag;
	VEC(struct build_ns) ns;      /* declared inside the record */
	arena *own;                   /* of the two below, for the length of a record */
	VEC(const xmlChar *) foreign; /* prefixes declared outside and used inside */
	char *chunk;                  /* where short texts are packed */
	size_t left;
};

/* MAX_TEXT: bytes of one text or fragment. */
void build_init(struct iati_builder *b, size_t max_text, size_t max_record);
void build_release(struct iati_builder *b);

/* A record begins at its start tag. PS lives as long as A. */
void build_begin(struct iati_builder *b, arena *a, const struct iati_map *map, uint16_t version, struct problems *ps,
                 const struct xml_tag *t);
void build_start(struct iati_builder *b, const struct xml_tag *t);
void build_text(struct iati_builder *b, const char *p, size_t n);
/* True when this was the record's own end tag: builder.doc is complete. */
bool build_end(struct iati_builder *b, const xmlChar *name, const xmlChar *prefix);

/* ---- for iati_check.c ---- */
/* "transaction[3]/value" for the innermost frame. */
str build_path(const struct iati_builder *b, arena *a);

#endif
