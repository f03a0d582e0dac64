/* iati_xml.h -- writing XML: escaping, and tags as a SAX2 parser hands them over. */
#ifndef SELARAS_IATI_XML_H
#define SELARAS_IATI_XML_H

#include <libxml/xmlstring.h>

#include "base/str.h"

/* Character data and attribute values; what XML 1.0 cannot hold (control characters, U+FFFE, U+FFFF) becomes U+FFFD. */
void xml_text(struct buf *out, str s);
void xml_attr_value(struct buf *out, str s);

/* An XML name, with at most one prefix; ASCII and any letter beyond. */
bool xml_is_name(str s);
/* The element's name of a fragment in the form that xml_tag_open() and xml_text() give; the empty str when XML is
 * anything else, so that nothing written by hand can break the file around it. */
str xml_fragment_name(str xml);

/* A start tag as libxml2 gives it; everything belongs to the parser. */
struct xml_tag {
	const xmlChar *name, *prefix, *uri;
	int nns;
	const xmlChar **ns; /* prefix, uri */
	int nattrs;
	const xmlChar **attrs; /* name, prefix, uri, value, end of value */
};
static inline str xml_attr_str(const struct xml_tag *t, int i)
{
	const char *value = (const char *)t->attrs[5 * i + 3], *end = (const char *)t->attrs[5 * i + 4];
	return (str){ value, (size_t)(end - value) };
}

/* "<p:name xmlns:q="..." a="b"" without the closing ">", so that an empty element can end in "/>". */
void xml_tag_open(struct buf *out, const struct xml_tag *t);
void xml_tag_close(struct buf *out, const xmlChar *name, const xmlChar *prefix);

#endif
