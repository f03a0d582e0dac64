/* notice_page.h -- handlers and template of the notices' page. */
#ifndef SELARAS_DESK_NOTICE_PAGE_H
#define SELARAS_DESK_NOTICE_PAGE_H

#include "desk/desk_tmpl.h"
#include "desk/notice.h"

route_handler desk_notices, desk_notices_read, desk_notices_set;

#endif
