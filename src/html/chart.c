#include <assert.h>

#include "html/parts.h"

static int128 ten_to(unsigned n)
{
	int128 p = 1;
	while (n--)
		p *= 10;
	return p;
}

/* D in units of 10^-DECIMAL_MAX_SCALE: below 2^93. */
static int128 at_full_scale(struct decimal d)
{
	return d.units * ten_to(DECIMAL_MAX_SCALE - d.scale);
}

int64_t bar_width(const struct bars *b, size_t i)
{
	int128 most = 0, own = at_full_scale(b->bars[i].value);
	for (size_t k = 0; k < b->n; k++) {
		int128 v = at_full_scale(b->bars[k].value);
		most = v > most ? v : most;
	}
	return own <= 0 ? 0 : (int64_t)mul_div_even(own, 1000, most);
}

/* The smallest of 1, 2, 5, 10, 20, ... that is not below V, as far as a decimal goes. */
static int128 round_up(int128 v)
{
	const int128 most = INT64_MAX * ten_to(DECIMAL_MAX_SCALE);
	static const int steps[] = { 1, 2, 5 };
	for (int128 p = 1;; p *= 10)
		for (size_t i = 0; i < SEL_COUNT(steps); i++)
			if (p * steps[i] >= v)
				return p * steps[i] < most ? p * steps[i] : most;
}

/* ---- columns by year ---- */

enum { FRAME_WIDTH = 320, FRAME_HEIGHT = 160, LEFT = 56, TOP = 8, BOTTOM = 20, RIGHT = 4, MOST_LABELS = 8 };

struct scale {
	int128 low, high; /* in units of 10^-DECIMAL_MAX_SCALE */
};

static struct scale scale_of(const struct columns *c)
{
	int128 low = 0, high = 0;
	for (size_t i = 0; i < c->n; i++) {
		if (!c->points[i].known)
			continue;
		int128 v = at_full_scale(c->points[i].value);
		high = v > high ? v : high;
		low = v < low ? v : low;
	}
	if (low == 0 && high == 0)
		return (struct scale){ 0, ten_to(DECIMAL_MAX_SCALE) };
	return (struct scale){ low ? -round_up(-low) : 0, high ? round_up(high) : 0 };
}

static struct decimal tenths(int128 n)
{
	return (struct decimal){ (int64_t)n, 1 };
}

/* y of V, in tenths. */
static int128 y_of(const struct scale *s, int128 v)
{
	int128 plot = (FRAME_HEIGHT - TOP - BOTTOM) * 10;
	return TOP * 10 + mul_div_even(s->high - v, plot, s->high - s->low);
}

/* V as people read it: "1,5 juta"; places beyond 64 bits are left out. */
static str axis_text(const struct page *pg, int128 v)
{
	uint8_t scale = DECIMAL_MAX_SCALE;
	while (scale && (v > INT64_MAX || v < INT64_MIN || v % 10 == 0)) {
		v /= 10;
		scale--;
	}
	return i18n_short(pg->arena, pg->lang, (struct decimal){ (int64_t)v, scale });
}

static void add_lines(const struct page *pg, struct columns_frame *f, const struct scale *s)
{
	const int128 values[] = { s->low, s->low / 2, 0, s->high / 2, s->high };
	f->lines = arena_array(pg->arena, struct grid_line, SEL_COUNT(values));
	for (size_t i = 0; i < SEL_COUNT(values); i++) {
		if (i && values[i] == values[i - 1])
			continue;
		f->lines[f->nlines++] = (struct grid_line){ tenths(y_of(s, values[i])), axis_text(pg, values[i]) };
	}
}

const struct columns_frame *columns_frame(const struct page *pg, const struct columns *c)
{
	struct columns_frame *f = arena_make(pg->arena, struct columns_frame);
	struct scale s = scale_of(c);
	f->width = FRAME_WIDTH;
	f->height = FRAME_HEIGHT;
	f->zero = tenths(y_of(&s, 0));
	add_lines(pg, f, &s);
	f->shapes = arena_array(pg->arena, struct shape, c->n);
	int64_t plot = (FRAME_WIDTH - LEFT - RIGHT) * 10, count = (int64_t)c->n;
	size_t every = (c->n + MOST_LABELS - 1) / MOST_LABELS;
	for (size_t i = 0; i < c->n; i++) {
		int64_t from = LEFT * 10 + plot * (int64_t)i / count, slot = plot / count, gap = slot * 3 / 20;
		int128 y = y_of(&s, c->points[i].known ? at_full_scale(c->points[i].value) : 0), zero = f->zero.units;
		f->shapes[i] = (struct shape){
			.x = tenths(from + gap),
			.width = tenths(slot - 2 * gap),
			.y = tenths(y < zero ? y : zero),
			.height = tenths(y < zero ? zero - y : y - zero),
			.labelled = (c->n - 1 - i) % every == 0, /* the newest year always */
		};
	}
	return f;
}

/* ---- a line as small as a word ---- */

str spark_path(arena *a, const struct year_value *points, size_t n)
{
	enum { WIDTH = 1000, HEIGHT = 240, EDGE = 20 }; /* tenths */
	int128 low = 0, high = 0;
	bool any = false;
	for (size_t i = 0; i < n; i++) {
		if (!points[i].known)
			continue;
		int128 v = at_full_scale(points[i].value);
		low = !any || v < low ? v : low;
		high = !any || v > high ? v : high;
		any = true;
	}
	struct buf out;
	buf_init(&out, a, 64 * 1024);
	bool drawing = false;
	for (size_t i = 0; i < n; i++) {
		if (!points[i].known) {
			drawing = false;
			continue;
		}
		int128 v = at_full_scale(points[i].value);
		int128 x = n > 1 ? (int128)i * (WIDTH - 2 * EDGE) / (int128)(n - 1) + EDGE : WIDTH / 2;
		int128 y = high > low ? mul_div_even(high - v, HEIGHT - 2 * EDGE, high - low) + EDGE : HEIGHT / 2;
		buf_char(&out, drawing ? 'L' : 'M');
		decimal_print(tenths(x), &out);
		buf_char(&out, ' ');
		decimal_print(tenths(y), &out);
		if (!drawing && (i + 1 == n || !points[i + 1].known))
			buf_cstr(&out, "h0.1"); /* a year alone is a dot */
		drawing = true;
	}
	return buf_failed(&out) ? STR_EMPTY : buf_str(&out);
}
