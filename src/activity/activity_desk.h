/* activity_desk.h -- programmes at the desk (desk/desk.h). */
#ifndef SELARAS_ACTIVITY_ACTIVITY_DESK_H
#define SELARAS_ACTIVITY_ACTIVITY_DESK_H

#include "desk/desk.h"

extern const struct desk_room activity_room;

#endif
