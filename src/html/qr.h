/* qr.h -- a QR picture (ISO/IEC 18004) as the path of an SVG, by libqrencode. */
#ifndef SELARAS_HTML_QR_H
#define SELARAS_HTML_QR_H

#include "base/str.h"

/* Path data of the dark modules of TEXT with the quiet zone around them; *WIDTH is that of the picture, in modules. The
 * empty str when TEXT does not fit. */
str qr_picture(arena *a, str text, int *width);

#endif
