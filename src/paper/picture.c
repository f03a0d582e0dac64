/* QR codes and pictures. */
#include <cairo.h>
#include <qrencode.h>

#include "paper/block.h"

enum { QUIET = 2, SIDE_MAX = 4000 };

const uint8_t *qr_code(arena *a, str text, int *width)
{
	QRcode *code = text.n ? QRcode_encodeString8bit(arena_str(a, text).p, 0, QR_ECLEVEL_M) : NULL;
	*width = 0;
	if (!code)
		return NULL;
	size_t n = (size_t)code->width * (size_t)code->width;
	uint8_t *out = arena_alloc(a, n);
	memcpy(out, code->data, n);
	*width = code->width;
	QRcode_free(code);
	return out;
}

static cairo_status_t take(void *to, const unsigned char *bytes, unsigned n)
{
	struct buf *out = to;
	buf_add(out, (const char *)bytes, n);
	return buf_failed(out) ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

str qr_png(arena *a, str text, int scale)
{
	int width;
	const uint8_t *code = qr_code(a, text, &width);
	if (!code)
		return STR_EMPTY;
	int side = (width + 2 * QUIET) * scale;
	cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_RGB24, side, side);
	cairo_t *cr = cairo_create(s);
	struct buf out;
	buf_init(&out, a, 1 << 20);
	cairo_set_antialias(cr, CAIRO_ANTIALIAS_NONE);
	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_paint(cr);
	cairo_set_source_rgb(cr, 0, 0, 0);
	for (int y = 0; y < width; y++)
		for (int x = 0; x < width; x++)
			if (code[y * width + x] & 1)
				cairo_rectangle(cr, (x + QUIET) * scale, (y + QUIET) * scale, scale, scale);
	cairo_fill(cr);
	cairo_destroy(cr);
	bool ok = cairo_surface_write_to_png_stream(s, take, &out) == CAIRO_STATUS_SUCCESS;
	cairo_surface_destroy(s);
	return ok ? buf_str(&out) : STR_EMPTY;
}

static uint32_t big_endian(str s, size_t at)
{
	const unsigned char *p = (const unsigned char *)s.p + at;
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

bool png_size(str png, int *width, int *height)
{
	enum { HEADER = 24, WIDTH_AT = 16, HEIGHT_AT = 20 };
	if (png.n < HEADER || png.n > PAPER_LOGO_MAX || !str_starts(png, STR("\x89PNG\r\n\x1A\n")) ||
	    !str_eq(str_sub(png, 12, 4), STR("IHDR")))
		return false;
	uint32_t w = big_endian(png, WIDTH_AT), h = big_endian(png, HEIGHT_AT);
	if (!w || !h || w > SIDE_MAX || h > SIDE_MAX)
		return false;
	*width = (int)w;
	*height = (int)h;
	return true;
}
