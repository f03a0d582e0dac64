/* docx.h -- WordprocessingML (ECMA-376 part 1): inside the DOCX half of the room only. */
#ifndef SELARAS_PAPER_DOCX_H
#define SELARAS_PAPER_DOCX_H

#include "paper/block.h"

enum { EMU_PER_MM = 36000, TWIPS = 20 /* a point */ };

/* What every part of the file is written with. */
struct docx {
	struct paper *p;
	struct buf out; /* the part that is being written */
	str code;       /* PNG of the address's QR code; may be empty */
	int drawings;   /* so far: they are numbered */
	bool sizes[64]; /* of letters in tables, in points */
	bool mark, failed;
};

/* Text of an element or an attribute. */
void docx_escape(struct buf *out, str s);
int docx_twips(double points);
/* A run with MARKS; '\n' becomes a line break. */
void docx_run(struct docx *x, str text, unsigned marks);
/* A picture of WIDTH x HEIGHT mm in a paragraph; ID is its relation. */
void docx_picture(struct docx *x, const char *id, str text, int64_t width_emu, int64_t height_emu);
/* The id of the style for a cell's paragraph. */
str docx_cell_style(struct docx *x, int size, enum paper_align align, bool bold);
/* A table of the document. */
void docx_table(struct docx *x, const struct paper_table *t, bool landscape);

/* The parts, as XML in x->out. */
void docx_styles(struct docx *x);
void docx_numbering(struct docx *x);
void docx_header(struct docx *x);
void docx_footer(struct docx *x, bool landscape);
void docx_properties(struct docx *x);

#define DOCX_SPACES                                                                                                    \
	"xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "                                    \
	"xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" "                             \
	"xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" "                         \
	"xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" "                                           \
	"xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\""
#define DOCX_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

#endif
