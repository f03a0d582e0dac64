#include "agreement/attachment.h"

#include "agreement/filetype.h"
#include "agreement/pdftext.h"
#include "agreement/scan.h"
#include "agreement_sql.h"
#include "base/log.h"
#include "base/vec.h"
#include "record/codelist.h"

KIND(document_file, ATTACHMENT_FILE, ATTACHMENT_FILE_FIELDS)
KIND(document_owner, ATTACHMENT_OWNER, ATTACHMENT_OWNER_FIELDS)

static str title(const struct doc *d, int lang, arena *a)
{
	(void)lang;
	(void)a;
	return doc_str(d, ATTACHMENT_TITLE);
}

/* Never wider than the record it belongs to. */
static uint32_t visible(const struct doc *d)
{
	if (doc_bool(d, ATTACHMENT_HIDDEN, false))
		return 0;
	str audience = doc_str(d, ATTACHMENT_AUDIENCE);
	bool open = doc_bool(d, ATTACHMENT_OPEN, false);
	if (str_is(audience, "public") && open)
		return PUBLIC | PARTNERS | GOVERNMENT;
	if (str_is(audience, "partners") && open)
		return PARTNERS | GOVERNMENT;
	return str_is(audience, "government") || str_is(audience, "partners") || str_is(audience, "public") ? GOVERNMENT
	                                                                                                    : 0;
}

/* Whom the target addresses. */
static void owners(void *app, arena *a, const struct doc *d, struct owners *out)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(d, ATTACHMENT_OWNER, &n);
	str *list = arena_array(a, str, (size_t)n + 1);
	(void)app;
	for (uint32_t i = 0; i < n; i++)
		if (doc_str(rows[i], ATTACHMENT_OWNER_TO).n)
			list[out->naddressed++] = doc_str(rows[i], ATTACHMENT_OWNER_TO);
	out->addressed = list;
}

static void follow(void *app, arena *a, struct doc *d, const struct record *target);

KIND(document, ATTACHMENT, ATTACHMENT_FIELDS, .number = 15, .derived = true, .links = true, .visible = visible,
     .owners = owners, .follow = follow, .title = title, .search_max = ATTACHMENT_TEXT_MAX)

/* ---- who sees it ---- */

static uint32_t eyes(const struct actor *actor)
{
	uint32_t viewer = actor->viewer;
	for (uint32_t i = 0; i < actor->ngrants; i++)
		viewer |= role_viewer(actor->grants[i].role);
	return viewer;
}

bool attachment_audience_holds(const struct doc *d, const struct actor *actor)
{
	str audience = doc_str(d, ATTACHMENT_AUDIENCE);
	uint32_t viewer = eyes(actor);
	if (viewer & EVERYTHING)
		return true;
	if (str_is(audience, "public"))
		return true;
	if (str_is(audience, "partners"))
		return (viewer & (PARTNERS | GOVERNMENT)) != 0;
	return str_is(audience, "government") && (viewer & GOVERNMENT);
}

/* ---- adding ---- */

static void refuse(struct problems *ps, const char *key, const char *path)
{
	problems_add(ps, (struct problem){ .severity = SEVERITY_ERROR, .key = key, .path = str_of(path) });
}

static void add_owner(arena *a, struct doc *d, uint32_t field, str value)
{
	struct doc *row = doc_add_row(a, d, ATTACHMENT_OWNER);
	doc_set(row, field, arena_str(a, value));
}

/* Owners of the target as far as the audience reaches: what only the bureau may see is nobody else's. */
static void set_owners(arena *a, struct doc *d, const struct owners *o)
{
	str audience = doc_str(d, ATTACHMENT_AUDIENCE);
	d->v[ATTACHMENT_OWNER] = (struct value){ 0 };
	if (str_is(audience, "bureau"))
		return;
	for (uint32_t i = 0; i < o->norgs && !str_is(audience, "government"); i++)
		add_owner(a, d, ATTACHMENT_OWNER_ORG, o->orgs[i]);
	for (uint32_t i = 0; i < o->nagencies; i++)
		add_owner(a, d, ATTACHMENT_OWNER_AGENCY, o->agencies[i]);
	for (uint32_t i = 0; i < o->nplaces; i++)
		add_owner(a, d, ATTACHMENT_OWNER_PLACE, o->places[i]);
	for (uint32_t i = 0; i < o->naddressed; i++)
		add_owner(a, d, ATTACHMENT_OWNER_TO, o->addressed[i]);
}

static void follow(void *app, arena *a, struct doc *d, const struct record *target)
{
	const struct kind *k = target->kind;
	uint32_t open = k->visible ? k->visible(target->doc) : k->visibility;
	bool hidden = target->deleted || target->state == STATE_DRAFT || !open;
	struct owners o = owners_of(app, a, target->doc);
	doc_set(d, ATTACHMENT_OPEN, target->state == STATE_CURRENT && (open & PUBLIC) ? STR("1") : STR("0"));
	doc_set(d, ATTACHMENT_HIDDEN, hidden ? STR("1") : STR("0"));
	set_owners(a, d, &o);
}

static void set(arena *a, struct doc *d, uint32_t field, str s)
{
	if (str_trim(s).n)
		doc_set(d, field, arena_str(a, str_trim(s)));
}

static void add_file(arena *a, struct doc *d, const struct attach *in, const struct filetype *type,
                     const struct hash *hash)
{
	char hex[2 * HASH_SIZE + 1], at[25];
	struct doc *row = doc_add_row(a, d, ATTACHMENT_FILE);
	hex_print(hash->b, HASH_SIZE, hex);
	instant_print(clock_now(), at);
	doc_set(row, ATTACHMENT_FILE_HASH, arena_str(a, str_of(hex)));
	doc_set(row, ATTACHMENT_FILE_NAME, filename_clean(a, in->filename));
	doc_set(row, ATTACHMENT_FILE_TYPE, str_of(type->mime));
	doc_set(row, ATTACHMENT_FILE_SIZE, arena_fmt(a, "%zu", in->bytes.n));
	doc_set(row, ATTACHMENT_FILE_ADDED, arena_str(a, str_of(at)));
}

/* The text of a PDF; may take seconds, so nothing is locked meanwhile. */
static str text_of(arena *a, const struct filetype *type, str bytes)
{
	str text = STR_EMPTY;
	enum pdftext_rc rc = type->pdf ? pdftext(a, bytes, &pdftext_default, &text) : PDFTEXT_OK;
	if (rc != PDFTEXT_OK && rc != PDFTEXT_CUT)
		log_info("the text of a document was not read (%d)", (int)rc);
	return rc == PDFTEXT_OK || rc == PDFTEXT_CUT ? text : STR_EMPTY;
}

static void scan(arena *a, str bytes, struct problems *ps)
{
	const char *socket_path = scan_socket();
	str name = STR_EMPTY;
	enum scan_rc rc = socket_path ? scan_bytes(a, socket_path, bytes, &name) : SCAN_CLEAN;
	if (rc != SCAN_CLEAN)
		problems_add(ps,
		             (struct problem){ .severity = SEVERITY_ERROR,
		                               .key = rc == SCAN_FOUND ? "problem.file.virus" : "problem.file.scanner",
		                               .path = STR("file"),
		                               .found = name });
}

/* What was read of the file to be attached. */
struct found {
	const struct filetype *type;
	str text;
};

static struct doc *make_doc(struct store *s, arena *a, const struct attach *in, const struct record *old,
                            const struct found *found, const struct hash *hash)
{
	struct doc *d = old ? doc_copy(a, old->doc) : doc_new(a, &document_kind);
	/* the record as it is decides whose it is, not the part of it that the actor sees */
	const struct record *target = in->target;
	doc_set(d, ATTACHMENT_TARGET, arena_str(a, str_of(target->id)));
	doc_set(d, ATTACHMENT_TARGET_KIND, str_of(target->kind->name));
	set(a, d, ATTACHMENT_TITLE, in->title.n || old ? in->title : filename_clean(a, in->filename));
	set(a, d, ATTACHMENT_SORT, in->sort);
	set(a, d, ATTACHMENT_NUMBER, in->number);
	set(a, d, ATTACHMENT_DATE, in->date);
	if (!old)
		set(a, d, ATTACHMENT_AUDIENCE, in->audience.n ? in->audience : STR("government"));
	follow(store_app(s), a, d, target);
	add_file(a, d, in, found->type, hash);
	d->v[ATTACHMENT_TEXT] = (struct value){ 0 };
	set(a, d, ATTACHMENT_TEXT, found->text);
	return d;
}

bool attachment_audience_allowed(const struct actor *actor, str audience)
{
	uint32_t viewer = eyes(actor);
	if (str_is(audience, "public") || str_is(audience, "partners"))
		return true;
	if (str_is(audience, "government"))
		return (viewer & (GOVERNMENT | EVERYTHING)) != 0;
	return (viewer & EVERYTHING) && codelist_get(codelist_find("audience"), audience);
}

static bool allowed(struct store *s, db *d, arena *a, const struct attach *in, const struct record **whole)
{
	*whole = record_load(s, d, a, &actor_system, in->target->no);
	if (!*whole || (*whole)->deleted)
		return false;
	struct owners o = owners_of(store_app(s), a, (*whole)->doc);
	return may(in->actor, ACT_ATTACH, in->target->kind, &o);
}

static enum record_rc write_in(struct record_tx *tx, struct store *s, arena *a, const struct attach *in,
                               const struct found *found, struct problems *ps, struct saved *out)
{
	const struct record *old = NULL, *whole;
	db *d = record_tx_db(tx);
	if (in->no) {
		old = record_load(s, d, a, &actor_system, in->no);
		if (!old || old->kind != &document_kind || old->deleted ||
		    !str_is(doc_str(old->doc, ATTACHMENT_TARGET), in->target->id))
			return RECORD_MISSING;
		if (!attachment_audience_holds(old->doc, in->actor))
			return RECORD_FORBIDDEN;
	}
	if (!allowed(s, d, a, in, &whole))
		return RECORD_FORBIDDEN;
	struct attach with = *in;
	with.target = whole;
	struct hash hash = hash_sha256(in->bytes.p, in->bytes.n);
	if (db_exec(d, &q_blob_add,
	            DB_ARGS(db_blob(hash.b, HASH_SIZE), db_int((int64_t)in->bytes.n), db_int(clock_now()),
	                    db_blob(in->bytes.p, in->bytes.n)),
	            NULL) != DB_OK)
		return RECORD_FAILED;
	struct save save = { .actor = in->actor,
		             .doc = make_doc(s, a, &with, old, found, &hash),
		             .no = in->no,
		             .base_version = old ? old->version : 0,
		             .origin = ORIGIN_FORM,
		             .state = STATE_CURRENT,
		             .note = STR("attach"),
		             .action = old ? ACT_EDIT : ACT_CREATE };
	return record_save_in(tx, a, &save, ps, out);
}

enum record_rc attachment_add(struct store *s, arena *a, const struct attach *in, struct problems *ps,
                              struct saved *out)
{
	const struct filetype *type = filetype_of(a, in->filename, in->bytes, (size_t)in->max_mb << 20, ps);
	if (in->audience.n && !attachment_audience_allowed(in->actor, in->audience))
		refuse(ps, "problem.file.audience", "audience");
	if (type && !problems_refuse(ps))
		scan(a, in->bytes, ps);
	if (!type || problems_refuse(ps))
		return RECORD_REFUSED;
	const struct found found = { type, text_of(a, type, in->bytes) };
	struct record_tx *tx = record_tx_begin(s, a, clock_now());
	if (!tx)
		return RECORD_FAILED;
	enum record_rc rc = write_in(tx, s, a, in, &found, ps, out);
	return record_tx_end(tx, rc);
}

/* ---- reading ---- */

bool attachments_of(struct store *s, db *d, arena *a, const struct actor *actor, const struct record *target,
                    const struct record ***out, uint32_t *n)
{
	VEC(int64_t) numbers = { 0 };
	VEC(const struct record *) list = { 0 };
	db_rows *rows = NULL;
	if (db_select(d, &q_documents_of, DB_ARGS(db_text(str_of(target->id))), &rows) != DB_OK)
		return false;
	while (db_next(rows))
		*vec_push(a, &numbers) = db_col_int(rows, 0);
	if (db_finish(rows) != DB_OK)
		return false;
	for (size_t i = 0; i < numbers.n; i++) {
		const struct record *r = record_load(s, d, a, &actor_system, numbers.p[i]);
		if (r && attachment_audience_holds(r->doc, actor))
			*vec_push(a, &list) = r;
	}
	*out = list.p;
	*n = (uint32_t)list.n;
	return true;
}

static bool hash_parse(str hex, uint8_t out[HASH_SIZE])
{
	if (hex.n != 2 * HASH_SIZE)
		return false;
	for (size_t i = 0; i < hex.n; i++) {
		char c = hex.p[i];
		int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
		if (digit < 0)
			return false;
		out[i / 2] = (uint8_t)(i % 2 ? out[i / 2] | digit : digit << 4);
	}
	return true;
}

const struct attachment_bytes *attachment_read(struct store *s, db *d, arena *a, const struct actor *actor, str id,
                                               uint32_t file)
{
	uint8_t hash[HASH_SIZE];
	db_rows *rows = NULL;
	const struct record *r = record_load_id(s, d, a, &actor_system, &document_kind, id);
	if (!r || r->deleted || !attachment_audience_holds(r->doc, actor))
		return NULL;
	const struct kind *k = store_kind_named(s, doc_str(r->doc, ATTACHMENT_TARGET_KIND));
	const struct record *target = k ? record_load_id(s, d, a, actor, k, doc_str(r->doc, ATTACHMENT_TARGET)) : NULL;
	uint32_t n;
	struct doc *const *files = doc_rows(r->doc, ATTACHMENT_FILE, &n);
	if (!target || target->deleted || file > n || n == 0)
		return NULL;
	const struct doc *f = files[file ? file - 1 : n - 1];
	const struct filetype *type = filetype_by_mime(doc_str(f, ATTACHMENT_FILE_TYPE));
	if (!type || !hash_parse(doc_str(f, ATTACHMENT_FILE_HASH), hash) ||
	    db_select(d, &q_blob_get, DB_ARGS(db_blob(hash, HASH_SIZE)), &rows) != DB_OK)
		return NULL;
	struct attachment_bytes *out = NULL;
	if (db_next(rows)) {
		out = arena_make(a, struct attachment_bytes);
		*out = (struct attachment_bytes){ .name = doc_str(f, ATTACHMENT_FILE_NAME),
			                          .bytes = arena_str(a, db_col_blob(rows, 0)),
			                          .type = type->mime };
	}
	return db_finish(rows) == DB_OK ? out : NULL;
}
