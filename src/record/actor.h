/* actor.h -- who acts and what they may.
 *
 * An actor holds grants: a role for an organisation or an area. What a role may do with which records is one table
 * (policy_table in policy.c), asked by may() and nowhere else; everything is denied unless the table says otherwise.
 * The program itself acts as actor_system (the command line of the machine's owner), which the table does not bind.
 * Accounts, sessions and tokens are another room's; it fills an actor for each request. Everything here is plain data
 * and functions without I/O; any thread may use it. */
#ifndef SELARAS_RECORD_ACTOR_H
#define SELARAS_RECORD_ACTOR_H

#include "record/doc.h"

/* The numbers of roles are kept in accounts by name (role_name), not by number. */
enum role {
	ROLE_NONE,
	ROLE_ADMIN,   /* bureau administrator: people, powers, settings, and all that officers may */
	ROLE_BUREAU,  /* bureau officer: facilitates every record */
	ROLE_PARTNER, /* focal point of a partner: its own records */
	ROLE_REGENCY, /* officer of a regency or city: what lies in its area */
	ROLE_AGENCY,  /* officer of a provincial agency (OPD): what it accompanies */
	ROLE_CENTRAL, /* reader in the central government */
	ROLE_AUDITOR, /* reads everything but personal data, and the audit log */
	ROLE_COUNT
};

/* Bits, so that a rule names several. */
enum action {
	ACT_VIEW = 1 << 0, /* records that are not open to everybody, as far as fields allow */
	ACT_CREATE = 1 << 1,
	ACT_EDIT = 1 << 2,
	ACT_DELETE = 1 << 3, /* into the recycle bin, and back */
	ACT_MERGE = 1 << 4,
	ACT_COMMENT = 1 << 5,
	ACT_ATTACH = 1 << 6,  /* documents */
	ACT_IMPORT = 1 << 7,  /* files with many records */
	ACT_EXPORT = 1 << 8,  /* lists with what the public does not see */
	ACT_SUBMIT = 1 << 9,  /* hand in for approval, withdraw */
	ACT_OPINE = 1 << 10,  /* a regency's or an agency's opinion */
	ACT_RETURN = 1 << 11, /* send back with reasons */
	ACT_APPROVE = 1 << 12,
	ACT_SIGN = 1 << 13,
	ACT_ADVANCE = 1 << 14, /* enter steps of a cooperation procedure */
	ACT_ADMIN = 1 << 15,   /* accounts, settings */
	ACT_AUDIT = 1 << 16    /* read the audit log */
};
enum { ACTION_COUNT = 17 };

enum scope {
	SCOPE_ANY = 1,   /* every record of the kind */
	SCOPE_OWN,       /* the organisation of the grant owns it (fields OWNER) */
	SCOPE_AREA,      /* it lies in the place of the grant, or the place of the grant is part of its places (AREA) */
	SCOPE_ACCOMPANY, /* the organisation of the grant accompanies it (ACCOMPANIES) */
	SCOPE_SELF,      /* the actor is the account that the record is about */
	SCOPE_ADDRESSED  /* it is addressed to the grant's organisation, to its place, or to its role as a whole */
};

struct policy {
	enum role role;
	const char *kind; /* name of the kind; "*": every kind that no row of this role names */
	enum scope scope;
	uint32_t actions;
};
/* The whole of who may do what, ends with ROLE_NONE. */
extern const struct policy policy_table[];

struct grant {
	enum role role;
	str org;     /* ULID of the organisation; the empty str when the role has none */
	str org_ref; /* its identifier, when it has one */
	str place;   /* code of the area: "53.04"; the empty str when the role has none */
};

struct actor {
	str id;                     /* "system", "public", or an account's ULID: what versions are signed with */
	uint32_t viewer;            /* flags of the fields it sees of every record, beside those of its grants' roles */
	bool may_write;             /* false: nothing, whatever the grants say */
	str name;                   /* for people; the empty str for program and public */
	str address;                /* where from, for the audit log: an IP address, or the empty str */
	const struct grant *grants; /* of an account */
	uint32_t ngrants;
	uint32_t allowed; /* actions that this session or token can do at all; 0: all */
};
extern const struct actor actor_system; /* sees and may everything: command line of the machine's owner */
extern const struct actor actor_public; /* sees PUBLIC only, writes nothing */

/* Whose record it is. Texts are ULIDs, identifiers or codes. */
struct owners {
	const str *orgs;
	uint32_t norgs; /* ULIDs and identifiers of owners */
	const str *agencies;
	uint32_t nagencies;
	const str *places;
	uint32_t nplaces;
	str account; /* ULID of the account it is about */
	const str *addressed;
	uint32_t naddressed; /* ULIDs of organisations, codes of places, names of roles */
};
/* From the flags of DOC's fields and its kind's .owners; in A. */
struct owners owners_of(void *app, arena *a, const struct doc *doc);

/* Whether ACTOR may do ACTION (one bit) with a record of kind K that belongs to O; O = NULL asks whether there can be
 * any such record (for menus and lists). */
bool may(const struct actor *actor, enum action action, const struct kind *k, const struct owners *o);
/* For "why may I not?": the roles that may, as bits (1 << role), whatever the record. */
uint32_t may_roles(enum action action, const char *kind);
/* The scopes in which ROLE may do ACTION with records of KIND; how many were put in OUT. */
uint32_t policy_scopes(enum role role, enum action action, const char *kind, enum scope *out, uint32_t max);
/* Whether the actor holds ROLE at all. */
bool actor_is(const struct actor *actor, enum role role);
/* The organisation of the actor's first grant of ROLE; the empty str when there is none. */
str actor_org(const struct actor *actor, enum role role);
/* Flags of the fields ACTOR sees of a record that belongs to O: those of the role, and all that are not the
 * government's of its own record. */
uint32_t actor_viewer(const struct actor *actor, const struct kind *k, const struct owners *o);
/* What a role sees of every record. */
uint32_t role_viewer(enum role role);

const char *role_name(enum role role); /* "partner": in accounts, and in messages "role.partner" */
enum role role_of(str name);           /* ROLE_NONE when it is none */
const char *action_name(enum action action);
const char *scope_name(enum scope scope);
/* Whether place code CODE lies in AREA or is it: "53.04.01" in "53.04". An empty AREA holds nothing. */
bool place_code_within(str code, str area);

#endif
