/* schemas.h -- schemas.json inside the program. */
#ifndef SELARAS_API_SCHEMAS_H
#define SELARAS_API_SCHEMAS_H

#include <stddef.h>

extern const unsigned char api_schemas[];
extern const size_t api_schemas_size;

#endif
