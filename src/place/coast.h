/* coast.h -- the coastline that tools/coast.py makes; only coast.c reads it. */
#ifndef SELARAS_PLACE_COAST_H
#define SELARAS_PLACE_COAST_H

#include "place/geo.h"

/* SVG paths in place_coast_frame. */
extern const char coast_land[];
extern const char coast_abroad[];

#endif
