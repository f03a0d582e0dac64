/* embedded.h -- the demo province inside the program: data/demo/partners.csv and the archive that tools/demo.py makes.
 */
#ifndef SELARAS_CLI_EMBEDDED_H
#define SELARAS_CLI_EMBEDDED_H

#include <stddef.h>

extern const unsigned char demo_zip[], demo_partners[], demo_agencies[];
extern const size_t demo_zip_size, demo_partners_size, demo_agencies_size;

#endif
