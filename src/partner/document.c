#include "partner/document.h"

KIND(document_category, DOCUMENT_CATEGORY, DOCUMENT_CATEGORY_FIELDS, .iati = "category")
KIND(document_language, DOCUMENT_LANGUAGE, DOCUMENT_LANGUAGE_FIELDS, .iati = "language")
KIND(document_link, DOCUMENT, DOCUMENT_FIELDS, .iati = "document-link")
