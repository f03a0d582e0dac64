/* iati_check.h -- what is wrong with the structure of a file, told while it is read. All of it is kept all the same. */
#ifndef SELARAS_IATI_CHECK_H
#define SELARAS_IATI_CHECK_H

#include "iati/iati_build.h"

void check_unknown_element(struct iati_builder *b, const struct xml_tag *t);
void check_unknown_attribute(struct iati_builder *b, const struct xml_tag *t, int i);
void check_stray_text(struct iati_builder *b, str text);
/* A second element where one may stand. */
void check_repeated(struct iati_builder *b, const struct iati_node *n);
/* Place in the sequence (2.x), versions that know the element, how many rows may stand. */
void check_element(struct iati_builder *b, const struct build_frame *parent, uint16_t child);
void check_attribute(struct iati_builder *b, const struct field *f, const char *name);
/* Values that an optional element must carry. */
void check_end(struct iati_builder *b, const struct build_frame *f);

/* A path of fields ("other_identifier[1]/type") as a path of elements ("other-identifier[1]/@type"); PATH itself when
 * it is none of K's. */
str iati_path(arena *a, const struct kind *k, enum iati_generation generation, str path);

/* "2.03" for 203. */
str iati_version_str(arena *a, uint16_t version);
/* 203 for "2.03"; 0 for anything else. */
uint16_t iati_version_parse(str s);

#endif
