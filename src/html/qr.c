#include "html/qr.h"

#include <qrencode.h>

enum { QUIET = 4 };

str qr_picture(arena *a, str text, int *width)
{
	struct buf b;
	QRcode *code = QRcode_encodeString8bit(arena_str(a, text).p, 0, QR_ECLEVEL_M);
	if (!code)
		return STR_EMPTY;
	buf_init(&b, a, 1 << 18);
	for (int y = 0; y < code->width; y++)
		for (int x = 0; x < code->width; x++)
			if (code->data[y * code->width + x] & 1)
				buf_fmt(&b, "M%d %dh1v1h-1z", x + QUIET, y + QUIET);
	*width = code->width + 2 * QUIET;
	QRcode_free(code);
	return buf_str(&b);
}
