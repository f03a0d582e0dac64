/* province.h -- the province's own sectors beside DAC's.
 *
 * data/codes/province-sector-dac.csv holds prefixes of DAC codes with a sector of the list province-sector. The longest
 * prefix of a code wins; a DAC code under no prefix (debt, administration, not specified) is "lainnya". */
#ifndef SELARAS_ACTIVITY_PROVINCE_H
#define SELARAS_ACTIVITY_PROVINCE_H

#include "base/str.h"

/* The province's sector for a code of SectorVocabulary VOCABULARY: "1" or none said (five digits), "2" (three digits).
 * The empty str for other vocabularies and for codes that have not that many digits. */
str province_sector_of(str vocabulary, str dac_code);

#endif
