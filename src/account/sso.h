/* sso.h -- the account of another organisation as a way in: what the room's files share of it (oidc.h reads what the
 * provider says).
 *
 * 1. It makes no account. The first time, an active account is found by the address that the provider has verified;
 *    from then on by issuer and subject. An account that is somebody's there is nobody else's.
 * 2. It stands for the password only: who has a second factor here, and every administrator, shows it here, unless the
 *    provider says that it has asked for one. */
#ifndef SELARAS_ACCOUNT_SSO_H
#define SELARAS_ACCOUNT_SSO_H

#include "account/account.h"
#include "account/oidc.h"

struct sso;
/* URL: the site's address, without a slash at its end; NULL: not known. NULL with the reason in *WHY. */
struct sso *sso_open(const struct sso_opts *o, const char *url, const char **why);
void sso_close(struct sso *s);     /* NULL is allowed */
str sso_name(const struct sso *s); /* what the button says */
/* The message for the word in "?sso=" of the sign-in page; empty when it is none. */
str sso_problem(enum lang l, str word, arena *a);
route_handler sso_get, sso_back_get, sso_end_post;

#endif
