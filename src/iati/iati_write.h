/* iati_write.h -- activities and organisations as IATI 2.03 XML, written as a stream: head, records, tail. The buffer
 * may be sent off and cleared between the calls.
 *
 * Elements come in the order of the standard, what stands in "extra" comes back where it stood. What a source of 1.x
 * said and 2.03 has no place for is written as elements <selaras:kept path="..."> at the end of its row, which the
 * standard allows; coordinates and location types of 1.x also become points and feature designations. Who may see what
 * is the caller's matter: pass doc_visible(). */
#ifndef SELARAS_IATI_WRITE_H
#define SELARAS_IATI_WRITE_H

#include "iati/iati_map.h"
#include "record/doc.h"

#define IATI_KEPT_NS "urn:selaras:kept"

/* GENERATED: ms UTC. */
void iati_write_begin(struct buf *out, bool organisations, int64_t generated);
/* A document of the activity or organisation kind that MAPS was made of; A is for scratch. */
void iati_write_record(struct buf *out, arena *a, const struct iati_maps *maps, const struct doc *d);
void iati_write_end(struct buf *out, bool organisations);

#endif
