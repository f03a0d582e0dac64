/* tracks_data.h -- the files of data/procedures and data/holidays inside the program; made by tools/embed.py. */
#ifndef SELARAS_AGREEMENT_TRACKS_DATA_H
#define SELARAS_AGREEMENT_TRACKS_DATA_H

#include <stddef.h>

struct data_file {
	const char *name;
	const unsigned char *data;
	const size_t *size;
};
extern const struct data_file tracks_files[];
extern const size_t tracks_files_count;
extern const struct data_file holidays_files[];
extern const size_t holidays_files_count;

#endif
