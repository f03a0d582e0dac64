#include "iati/iati_dataset.h"

#include "record/doc.h"

static str title_of(const struct doc *d, int lang, arena *a)
{
	(void)lang;
	(void)a;
	return doc_str(d, DATASET_SOURCE);
}

KIND(dataset_publisher, DATASET_PUBLISHER, DATASET_PUBLISHER_FIELDS)
KIND(dataset, DATASET, DATASET_FIELDS, .number = 4, .derived = true, .visibility = PUBLIC, .title = title_of)
