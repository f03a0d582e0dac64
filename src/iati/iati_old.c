#include "iati/iati_old.h"

/* Sources: the code lists of 1.05 and 2.01 (OrganisationRole, ActivityDateType, TransactionType, Vocabulary with its
 * successors SectorVocabulary and PolicyMarkerVocabulary, GazetteerAgency). Where the lists always had numbers, but
 * files of the first years wrote the English names, the names are here too. */
static const struct iati_old role[] = {
	{ "Funding", "1" }, { "Accountable", "2" }, { "Extending", "3" }, { "Implementing", "4" }
};
static const struct iati_old date_type[] = {
	{ "start-planned", "1" }, { "start-actual", "2" }, { "end-planned", "3" }, { "end-actual", "4" }
};
static const struct iati_old transaction_type[] = { { "IF", "1" }, { "C", "2" },  { "D", "3" }, { "E", "4" },
	                                            { "IR", "5" }, { "LR", "6" }, { "R", "7" }, { "QP", "8" },
	                                            { "QS", "9" }, { "CG", "10" } };
static const struct iati_old sector_vocabulary[] = { { "DAC", "1" },  { "DAC-3", "2" }, { "COFOG", "3" },
	                                             { "NACE", "4" }, { "NTEE", "5" },  { "ADT", "6" },
	                                             { "RO", "99" },  { "RO2", "98" } };
static const struct iati_old marker_vocabulary[] = { { "DAC", "1" }, { "RO", "99" } };
static const struct iati_old agency[] = { { "GEO", "1" }, { "NGA", "2" }, { "OSM", "3" } };
static const struct iati_old budget_type[] = { { "Original", "1" }, { "Revised", "2" } };
static const struct iati_old description_type[] = {
	{ "General", "1" }, { "Objectives", "2" }, { "Target Groups", "3" }, { "Other", "4" }
};
static const struct iati_old result_type[] = {
	{ "Output", "1" }, { "Outcome", "2" }, { "Impact", "3" }, { "Other", "9" }
};
static const struct iati_old organisation_type[] = {
	{ "Government", "10" },        { "Other Public Sector", "15" },
	{ "International NGO", "21" }, { "National NGO", "22" },
	{ "Regional NGO", "23" },      { "Public Private Partnership", "30" },
	{ "Multilateral", "40" },      { "Foundation", "60" },
	{ "Private Sector", "70" },    { "Academic, Training and Research", "80" }
};

#define LIST(name, codes)                                                                                              \
	{                                                                                                              \
		name, codes, SEL_COUNT(codes)                                                                          \
	}
static const struct iati_old_list lists[] = {
	LIST("ActivityDateType", date_type),
	LIST("BudgetType", budget_type),
	LIST("DescriptionType", description_type),
	LIST("GazetteerAgency", agency),
	LIST("OrganisationRole", role),
	LIST("OrganisationType", organisation_type),
	LIST("PolicyMarkerVocabulary", marker_vocabulary),
	LIST("ResultType", result_type),
	LIST("SectorVocabulary", sector_vocabulary),
	LIST("TransactionType", transaction_type),
};

const struct iati_old_list *iati_old_find(const char *list)
{
	for (size_t i = 0; list && i < SEL_COUNT(lists); i++)
		if (strcmp(lists[i].list, list) == 0)
			return &lists[i];
	return NULL;
}

str iati_old_now(const struct iati_old_list *list, str old)
{
	for (uint32_t i = 0; list && i < list->n; i++)
		if (str_eq_nocase(old, str_of(list->codes[i].old)))
			return str_of(list->codes[i].now);
	return old;
}
