#include "activity/place.h"

KIND(recipient_country, RECIPIENT_COUNTRY, RECIPIENT_COUNTRY_FIELDS, .iati = "recipient-country")
KIND(recipient_region, RECIPIENT_REGION, RECIPIENT_REGION_FIELDS, .iati = "recipient-region")
KIND(location_id, LOCATION_ID, LOCATION_ID_FIELDS, .iati = "location-id")
KIND(administrative, ADMINISTRATIVE, ADMINISTRATIVE_FIELDS, .iati = "administrative")
KIND(gazetteer_entry, GAZETTEER_ENTRY, GAZETTEER_ENTRY_FIELDS, .iati = "gazetteer-entry")
KIND(location, LOCATION, LOCATION_FIELDS, .iati = "location")
