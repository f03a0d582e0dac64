#include "activity/result.h"

KIND(value_location, VALUE_LOCATION, VALUE_LOCATION_FIELDS, .iati = "location")
KIND(value_dimension, VALUE_DIMENSION, VALUE_DIMENSION_FIELDS, .iati = "dimension")
KIND(result_value, RESULT_VALUE, RESULT_VALUE_FIELDS)
KIND(result_period, RESULT_PERIOD, RESULT_PERIOD_FIELDS, .iati = "period")
KIND(result_baseline, RESULT_BASELINE, RESULT_BASELINE_FIELDS, .iati = "baseline")
KIND(indicator_reference, INDICATOR_REFERENCE, INDICATOR_REFERENCE_FIELDS, .iati = "reference")
KIND(result_indicator, RESULT_INDICATOR, RESULT_INDICATOR_FIELDS, .iati = "indicator")
KIND(result_reference, RESULT_REFERENCE, RESULT_REFERENCE_FIELDS, .iati = "reference")
KIND(result, RESULT, RESULT_FIELDS, .iati = "result")
