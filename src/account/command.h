/* command.h -- accounts from the command line of the machine's owner. */
#ifndef SELARAS_ACCOUNT_COMMAND_H
#define SELARAS_ACCOUNT_COMMAND_H

#include <stdio.h>

#include "account/account.h"

/* Invites NAME with one role for an organisation (its identifier) or a place (either may be empty) and prints the link
 * to OUT. False after saying on stderr why not. */
struct command_invite {
	const char *role, *name, *mail, *organisation, *place;
};
bool accounts_command_invite(struct accounts *s, const struct command_invite *in, enum lang lang, FILE *out);
bool accounts_command_list(struct accounts *s, enum lang lang, FILE *out);
bool accounts_command_end(struct accounts *s, const char *mail, enum lang lang);
/* Prints a new link: to accept the invitation, or to choose a new password. */
bool accounts_command_reset(struct accounts *s, const char *mail, FILE *out);
/* Another key for the installation; how many secrets were sealed anew goes to OUT. */
bool accounts_command_key(struct accounts *s, FILE *out);
bool accounts_command_factor_reset(struct accounts *s, const char *mail);
struct command_handover {
	const char *from, *to; /* addresses */
	bool grants, preview;
};
/* Prints what moves; says on stderr what the receiver lacks. */
bool accounts_command_handover(struct accounts *s, const struct command_handover *in, enum lang lang, FILE *out);
/* Prints how many accounts were blanked. */
bool accounts_command_erase(struct accounts *s, FILE *out);
/* The code of the second factor that SECRET (base32) gives now. */
bool accounts_command_code(const char *secret, FILE *out);
/* One active account per role, with what is needed to sign in printed to OUT; nothing when there are some already. */
bool accounts_command_demo(struct accounts *s, FILE *out);

#endif
