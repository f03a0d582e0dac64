#include "iati/iati_read.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "base/utf8.h"
#include "iati/iati_build.h"
#include "iati/iati_check.h"

enum { OUTSIDE_MAX = 64 << 10 };

/* Where the parser stands: before the root, in the old Datastore's envelope, between records, in one, or in an element
 * that is none. */
enum place { AT_START, IN_ENVELOPE, IN_ROOT, IN_RECORD, IN_OTHER };

struct reader {
	xmlParserCtxtPtr parser;
	const struct iati_maps *maps;
	const struct iati_limits *limits;
	const struct iati_sink *sink;
	struct iati_bytes *in;
	struct iati_file *file;
	arena *arena;
	struct problems *problems;
	enum place place, back; /* BACK: where to return to after a record or another element */
	uint32_t other;         /* depth inside an element that is no record */
	bool other_open;
	uint16_t version; /* of the root */
	bool organisation, stopped, refused;
	struct problems *record_problems;
	struct iati_builder build;
	struct buf outside;
};

/* For use while libxml2 fills its buffer or reports an error: there it must not be stopped, but it gets no more bytes.
 */
static void note_refusal(struct reader *r, const char *key, uint32_t line, str found, str expected)
{
	if (!r->refused)
		problems_add(
		    r->problems,
		    (struct problem){
		        .severity = SEVERITY_FATAL, .key = key, .line = line, .found = found, .expected = expected });
	r->refused = true;
}

static void refuse(struct reader *r, const char *key, uint32_t line, str found, str expected)
{
	note_refusal(r, key, line, found, expected);
	xmlStopParser(r->parser);
}

static uint32_t line_now(const struct reader *r)
{
	return r->parser->input ? (uint32_t)r->parser->input->line : 0;
}

static bool named(const xmlChar *name, const char *s)
{
	return strcmp((const char *)name, s) == 0;
}

/* ---- elements that are no records ---- */

static void other_start(struct reader *r, const struct xml_tag *t)
{
	if (r->place != IN_OTHER)
		r->back = r->place;
	r->place = IN_OTHER;
	r->other++;
	if (r->other_open)
		buf_char(&r->outside, '>');
	xml_tag_open(&r->outside, t);
	r->other_open = true;
}

static void other_text(struct reader *r, str s)
{
	if (r->other_open)
		buf_char(&r->outside, '>');
	r->other_open = false;
	xml_text(&r->outside, s);
}

static void other_end(struct reader *r, const xmlChar *name, const xmlChar *prefix)
{
	if (r->other_open)
		buf_cstr(&r->outside, "/>");
	else
		xml_tag_close(&r->outside, name, prefix);
	r->other_open = false;
	if (--r->other == 0)
		r->place = r->back;
}

/* ---- roots and records ---- */

static str attr_named(const struct xml_tag *t, const char *name)
{
	for (int i = 0; i < t->nattrs; i++)
		if (named(t->attrs[5 * i], name))
			return xml_attr_str(t, i);
	return STR_EMPTY;
}

static void root_start(struct reader *r, const struct xml_tag *t)
{
	r->file->root = arena_str(r->arena, str_of((const char *)t->name));
	r->file->version = arena_str(r->arena, attr_named(t, "version"));
	r->file->generated = arena_str(r->arena, attr_named(t, "generated-datetime"));
	r->version = iati_version_parse(r->file->version);
	if (!r->version)
		problems_add(r->problems,
		             (struct problem){ .severity = SEVERITY_WARNING,
		                               .key = r->file->version.n ? "iati.version" : "iati.no_version",
		                               .path = STR("@version"),
		                               .line = line_now(r),
		                               .found = utf8_prefix(r->file->version, 200),
		                               .expected = STR("1.01-2.03") });
	int64_t generated;
	if (r->file->generated.n && !instant_parse_xsd(str_trim(r->file->generated), &generated))
		problems_add(r->problems, (struct problem){ .severity = SEVERITY_WARNING,
		                                            .key = "problem.type",
		                                            .path = STR("@generated-datetime"),
		                                            .line = line_now(r),
		                                            .found = utf8_prefix(r->file->generated, 200),
		                                            .expected = STR("datetime") });
	r->place = IN_ROOT;
}

static void record_start(struct reader *r, const struct xml_tag *t, bool organisation)
{
	uint16_t version = iati_version_parse(attr_named(t, "version"));
	version = version ? version : r->version;
	struct iati_map *const *maps = organisation ? r->maps->organisation : r->maps->activity;
	arena *a = r->sink->arena(r->sink->ctx);
	r->record_problems = arena_make(a, struct problems);
	problems_init(r->record_problems, a, r->limits->max_problems);
	r->organisation = organisation;
	r->back = r->place;
	r->place = IN_RECORD;
	r->build.line = line_now(r);
	build_begin(&r->build, a, maps[version >= 200], version, r->record_problems, t);
}

static void record_end(struct reader *r)
{
	const struct iati_map *map = r->build.map;
	struct iati_record out = { .doc = r->build.doc,
		                   .identifier = map->identifier == IATI_NO_FIELD
		                                     ? STR_EMPTY
		                                     : doc_str(r->build.doc, (uint32_t)map->identifier),
		                   .organisation = r->organisation,
		                   .map = map,
		                   .problems = r->record_problems };
	if (r->organisation)
		r->file->organisations++;
	else
		r->file->activities++;
	r->place = r->back;
	if (!r->sink->record(r->sink->ctx, &out)) {
		r->stopped = true;
		xmlStopParser(r->parser);
	}
}

static bool is_record(const struct reader *r, const struct xml_tag *t, bool *organisation)
{
	*organisation = named(t->name, "iati-organisation") && r->maps->organisation[0];
	return !t->prefix && (*organisation || named(t->name, "iati-activity"));
}

/* ---- what the parser calls ---- */

static void on_start(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int nns,
                     const xmlChar **ns, int nattrs, int ndefaulted, const xmlChar **attrs)
{
	(void)ndefaulted;
	struct reader *r = ctx;
	struct xml_tag t = { name, prefix, uri, nns, ns, nattrs, attrs };
	bool organisation;
	if (r->refused || r->stopped)
		return;
	if (r->place == IN_RECORD) {
		r->build.line = line_now(r);
		build_start(&r->build, &t);
		if (r->build.refused)
			refuse(r, r->build.refused, r->build.line, STR_EMPTY, STR_EMPTY);
	} else if (r->place != IN_OTHER && is_record(r, &t, &organisation)) {
		if (r->place == AT_START)
			root_start(r, &t);
		record_start(r, &t, organisation);
	} else if (r->place < IN_ROOT && !prefix &&
	           (named(name, "iati-activities") || named(name, "iati-organisations"))) {
		root_start(r, &t);
	} else if (r->place == AT_START && named(name, "result")) {
		r->place = IN_ENVELOPE;
	} else if (r->place == AT_START) {
		refuse(r, "iati.not_iati", line_now(r), str_of((const char *)name),
		       STR("iati-activities, iati-organisations"));
	} else {
		other_start(r, &t);
	}
}

static void on_end(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	(void)uri;
	struct reader *r = ctx;
	if (r->refused || r->stopped)
		return;
	if (r->place == IN_OTHER)
		other_end(r, name, prefix);
	else if (r->place == IN_RECORD && build_end(&r->build, name, prefix))
		record_end(r);
}

static void on_text(void *ctx, const xmlChar *p, int n)
{
	struct reader *r = ctx;
	if (r->refused || r->stopped)
		return;
	if (r->place == IN_OTHER)
		other_text(r, (str){ (const char *)p, (size_t)n });
	if (r->place != IN_RECORD)
		return;
	build_text(&r->build, (const char *)p, (size_t)n);
	if (r->build.refused)
		refuse(r, r->build.refused, line_now(r), STR_EMPTY, STR_EMPTY);
}

static void on_doctype(void *ctx, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
	(void)external;
	(void)system;
	struct reader *r = ctx;
	refuse(r, "iati.doctype", line_now(r), str_of((const char *)name), STR_EMPTY);
}

static xmlEntityPtr on_entity(void *ctx, const xmlChar *name)
{
	(void)ctx;
	return xmlGetPredefinedEntity(name);
}

/* The parser's own words, in English, without the line break at their end. */
static void on_error(void *ctx, xmlErrorPtr e)
{
	struct reader *r = ctx;
	/* names that are none in XML with namespaces; a prefix without declaration is let pass */
	bool bad_name = e->code == XML_NS_ERR_QNAME || e->code == XML_NS_ERR_COLON;
	bool fatal = e->level == XML_ERR_FATAL || e->domain == XML_FROM_I18N;
	if ((!fatal && !bad_name) || r->refused || r->stopped)
		return;
	str words = str_trim(str_of(e->message));
	if (!utf8_valid(words))
		words = STR("bad encoding");
	bool encoding = e->domain == XML_FROM_I18N || e->code == XML_ERR_INVALID_ENCODING ||
	                e->code == XML_ERR_UNSUPPORTED_ENCODING || e->code == XML_ERR_UNKNOWN_ENCODING ||
	                e->code == XML_I18N_CONV_FAILED ||
	                (e->code == XML_ERR_INVALID_CHAR && str_starts(words, STR("Input is not proper UTF-8")));
	str first = words;
	str_cut(&words, '\n', &first);
	note_refusal(r, encoding ? "iati.encoding" : "iati.malformed", e->line > 0 ? (uint32_t)e->line : 0,
	             utf8_prefix(first, 200), STR_EMPTY);
}

/* libxml2 looks for doubled attributes one by one, so a tag with a million of them would take hours; what it holds so
 * far shows in the size of its array. */
static int on_read(void *ctx, char *p, int n)
{
	struct reader *r = ctx;
	if (r->parser && r->parser->maxatts > 10 * (int)r->limits->max_attributes) {
		note_refusal(r, "iati.too_many_attributes", line_now(r), STR_EMPTY, STR_EMPTY);
		return 0;
	}
	if (r->refused || r->stopped)
		return 0;
	ptrdiff_t got = r->in->read(r->in->ctx, p, (size_t)n);
	if (got >= 0)
		return (int)got;
	note_refusal(r, r->in->key ? r->in->key : "iati.read_failed", 0, STR_EMPTY, STR_EMPTY);
	return 0;
}

static int on_close(void *ctx)
{
	(void)ctx;
	return 0;
}

static const struct iati_limits default_limits = {
	.max_record = 32u << 20, .max_text = 8u << 20, .max_attributes = 256, .max_problems = 1000
};

static struct iati_limits limits_of(const struct iati_limits *given)
{
	struct iati_limits l = given ? *given : default_limits;
	l.max_record = l.max_record ? l.max_record : default_limits.max_record;
	l.max_text = l.max_text ? l.max_text : default_limits.max_text;
	l.max_attributes = l.max_attributes ? l.max_attributes : default_limits.max_attributes;
	l.max_problems = l.max_problems ? l.max_problems : default_limits.max_problems;
	return l;
}

/* The parser's names come from a dictionary below the maps' one, so that names of elements are equal as pointers. */
static bool parser_new(struct reader *r)
{
	static const xmlSAXHandler handler = { .initialized = XML_SAX2_MAGIC,
		                               .startElementNs = on_start,
		                               .endElementNs = on_end,
		                               .characters = on_text,
		                               .cdataBlock = on_text,
		                               .ignorableWhitespace = on_text,
		                               .internalSubset = on_doctype,
		                               .getEntity = on_entity,
		                               .serror = on_error };
	xmlSAXHandler h = handler;
	r->parser = xmlCreateIOParserCtxt(&h, r, on_read, on_close, r, XML_CHAR_ENCODING_NONE);
	if (!r->parser)
		return false;
	xmlCtxtUseOptions(r->parser, XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_COMPACT);
	xmlDictPtr dict = xmlDictCreateSub(r->maps->dict);
	if (!dict)
		return false;
	xmlDictFree(r->parser->dict);
	r->parser->dict = dict;
	xmlDictSetLimit(dict, 1u << 20);
	return true;
}

enum iati_rc iati_read(const struct iati_maps *maps, struct iati_bytes *in, const struct iati_limits *limits,
                       const struct iati_sink *sink, arena *a, struct iati_file *file, struct problems *ps)
{
	struct iati_limits l = limits_of(limits);
	*file = (struct iati_file){ STR_EMPTY, STR_EMPTY, STR_EMPTY, STR_EMPTY, 0, 0 };
	struct reader *r = arena_make(a, struct reader);
	r->maps = maps;
	r->limits = &l;
	r->sink = sink;
	r->in = in;
	r->file = file;
	r->arena = a;
	r->problems = ps;
	build_init(&r->build, l.max_text, l.max_record);
	buf_init(&r->outside, a, OUTSIDE_MAX);
	/* trouble with encodings is reported beside the parser, else to stderr */
	xmlStructuredErrorFunc old_error = xmlStructuredError;
	void *old_context = xmlStructuredErrorContext;
	xmlSetStructuredErrorFunc(r, on_error);
	if (parser_new(r)) {
		xmlParseDocument(r->parser);
		if (!r->parser->wellFormed && !r->stopped)
			note_refusal(r, "iati.malformed", line_now(r), STR_EMPTY, STR_EMPTY);
		else if (!r->file->root.n && !r->stopped)
			note_refusal(r, "iati.not_iati", 0, STR("result"), STR("iati-activities, iati-organisations"));
	} else {
		r->refused = true;
		problems_add(ps, (struct problem){ .severity = SEVERITY_FATAL, .key = "iati.read_failed" });
	}
	xmlFreeParserCtxt(r->parser);
	xmlSetStructuredErrorFunc(old_context, old_error);
	build_release(&r->build);
	file->outside = buf_str(&r->outside);
	return r->stopped ? IATI_STOPPED : r->refused ? IATI_REFUSED : IATI_OK;
}
